//! The derivation of each claim as plain text: tokens and their reading, phrases, who is quoted for what, the
//! rule with its slots, and the rules that lost with the reason.

use crate::attach::{Attacher, Field};
use crate::claim::{Claim, EventType, Role};
use crate::draft::Draft;
use crate::frames::Frames;
use crate::lexical::Tag;
use crate::names::Resolved;
use crate::phrase::Piece;
use crate::reader::{Reader, SentenceReading, Weak};
use crate::scorer::logistic;
use musnad_knowledge::Entry;
use musnad_page::Document;
use musnad_text::Span;
use std::fmt::Write as _;

/// Features shown with a claim.
const SHOWN: usize = 12;

/// How one claim came about, as plain text.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Derivation {
    /// Its sentence: tokens and their reading, names, phrases, frames, reports.
    pub sentence: String,
    /// The claim: its rule and slots, what weighed most, the rules that lost.
    pub claim: String,
}

impl Reader {
    /// How `document` is read, step by step, as plain text.
    pub fn explain(&self, document: &Document) -> String {
        let mut out = String::new();
        self.each_sentence(
            document,
            self.opinion(document).as_ref(),
            Weak::Told,
            |_, reading| {
                self.sentence(&mut out, &reading);
                self.claims(&mut out, &reading);
            },
        );
        out
    }

    /// How the claim whose trigger lies at these bytes of the text comes about; where there are several, the one of
    /// this type; nothing where none is read there.
    pub fn explain_claim(&self, document: &Document, trigger: Span, kind: EventType) -> Option<Derivation> {
        let mut found: Option<(bool, Derivation)> = None;
        self.each_sentence(document, self.opinion(document).as_ref(), Weak::Told, |_, r| {
            let both = r.drafts.iter().zip(&r.claims);
            for (draft, claim) in both.filter(|(_, claim)| claim.trigger == trigger) {
                if found.as_ref().is_some_and(|(same, _)| *same) {
                    continue;
                }
                let mut out = Derivation::default();
                self.sentence(&mut out.sentence, &r);
                self.one(&mut out.claim, &r, draft, claim);
                found = Some((claim.kind == kind, out));
            }
        });
        found.map(|(_, derivation)| derivation)
    }

    /// The known names, what bears them, and of places why one was chosen.
    fn names(&self, out: &mut String, r: &SentenceReading<'_>) {
        let k = &self.lang.knowledge;
        for hit in &r.sent.names {
            let words = r.sent.span_of(hit.first, hit.last).of(r.sent.text);
            let bearers: Vec<&str> = hit
                .entries
                .iter()
                .map(|e| match e {
                    Entry::Actor(n) => k.actor(*n).id,
                    Entry::Outlet(n) => k.outlet(*n).id,
                    Entry::Place(n) => k.place(*n).id,
                    Entry::Country(n) => k.country(*n).code,
                })
                .collect();
            let who = if bearers.is_empty() {
                "a person".to_owned()
            } else {
                bearers.join(" ")
            };
            let _ = writeln!(out, "name  {words}: {who}");
            for c in &hit.candidates {
                let place = k.place(c.place);
                let chosen = if hit.place == Resolved::Place(c.place) {
                    "→"
                } else {
                    " "
                };
                let reasons: Vec<String> = c
                    .reasons()
                    .map(|(r, p)| format!("{} {p:+.1}", r.name()))
                    .collect();
                let _ = writeln!(
                    out,
                    "  {chosen} {} ({} {}) {:.1} = {}",
                    place.id,
                    place.kind,
                    place.country.unwrap_or("—"),
                    c.score(),
                    reasons.join(", ")
                );
            }
        }
    }

    /// How likely the claim is, and the features that speak most for it and against it.
    fn judgement(&self, out: &mut String, r: &SentenceReading<'_>, draft: &Draft, claim: &Claim) {
        let Some(scorer) = self.scorer() else { return };
        let view = crate::frame::View::of(&r.sent, &r.chunks);
        let frames = Frames::new(&view);
        let mut parts: Vec<(String, f32)> = Vec::new();
        r.candidate((&view, &frames), draft, claim)
            .features(&mut |name, value| {
                parts.push((name.to_owned(), scorer.weight(name) * value));
            });
        parts.sort_by(|a, b| b.1.abs().total_cmp(&a.1.abs()));
        let doubt = if claim.doubtful { ", in doubt" } else { "" };
        let alone = logistic(parts.iter().fold(scorer.bias, |sum, (_, part)| sum + part));
        let learned = draft.learned.is_some();
        let judged = (r.opinion.as_ref()).and_then(|o| o.judge(claim, learned, alone));
        let least = match &judged {
            Some(judged) => judged.least,
            None => scorer.threshold(claim.kind, r.setting.is_alone()),
        };
        let _ = writeln!(
            out,
            "  confidence {:.2} (told from {least:.2}{doubt})",
            claim.confidence
        );
        match judged {
            // the scorer is not asked about what no rule reads
            Some(judged) if judged.fresh => {
                let _ = writeln!(out, "  found by the encoder");
            }
            judged => {
                if judged.is_some() {
                    let _ = writeln!(out, "  judged by encoder and scorer\n  scorer alone: {alone:.2}");
                }
                let shown: Vec<String> = (parts.iter().take(SHOWN))
                    .map(|(name, part)| format!("{name} {part:+.2}"))
                    .collect();
                let _ = writeln!(out, "  weighs most: {}", shown.join(", "));
            }
        }
        self.weighed(out, r, draft, &r.attacher(&view, &frames, &self.rules));
    }

    /// What all that the sentence offers for a field weighs as the event's own, as a probability: of places, times and
    /// sources the likeliest is taken if it is above a half, of figures and parties all that are and touch no other.
    fn weighed(
        &self,
        out: &mut String,
        r: &SentenceReading<'_>,
        draft: &Draft,
        attacher: &Attacher<'_, '_, '_>,
    ) {
        let (Some(scorer), Some(n)) = (
            self.scorer(),
            r.drafts.iter().position(|d| std::ptr::eq(d, draft)),
        ) else {
            return;
        };
        for (field, name) in [
            (Field::Place, "places"),
            (Field::Time, "times"),
            (Field::Toll, ""),
            (Field::Actor, "actors"),
            (Field::Recipient, "recipients"),
            (Field::Source, "sources"),
        ] {
            if !scorer.attaches(field) {
                continue;
            }
            let spots = attacher.spots(field);
            // of figures a line for each outcome
            let mut lines: Vec<(&str, Vec<String>)> = Vec::new();
            for s in (0..spots.len()).filter(|s| attacher.befits(field, n, &spots[*s])) {
                let name = spots[s].count.as_ref().map_or(name, |c| c.outcome.name());
                let weight = logistic(attacher.weight(scorer, field, n, &spots, s));
                let one = format!("{} {weight:.2}", attacher.words(field, &spots[s]).of(r.sent.text));
                match lines.iter_mut().find(|(known, _)| *known == name) {
                    Some((_, all)) => all.push(one),
                    None => lines.push((name, vec![one])),
                }
            }
            for (name, all) in lines {
                let _ = writeln!(out, "  {name} weighed: {}", all.join(" | "));
            }
        }
    }

    fn sentence(&self, out: &mut String, r: &SentenceReading<'_>) {
        let text = r.sent.text;
        let _ = writeln!(out, "══ {}", r.sent.span.of(text));
        let _ = writeln!(out, "tokens");
        for (n, tok) in r.sent.toks.iter().enumerate() {
            let entry = r.sent.lexeme(n);
            let lemma = entry.map_or("", |e| e.lemma.as_str());
            let classes: Vec<&str> = tok
                .classes()
                .iter()
                .map(|c| self.lang.lexicon.class_name(c))
                .collect();
            let _ = writeln!(
                out,
                "  {n:>3}  {}\t{}\t{lemma}\t{}",
                tok.span.of(text),
                tag_name(tok.tag),
                classes.join(" ")
            );
        }
        self.names(out, r);
        let _ = writeln!(out, "phrases");
        for c in &r.chunks.list {
            let words = r.sent.toks[c.first].span.cover(r.sent.toks[c.last].span).of(text);
            let kind = match c.piece {
                Piece::Np(_) => "noun phrase",
                Piece::Pp(..) => "with preposition",
                Piece::PrepPron(..) => "preposition and pronoun",
                Piece::Verb => "verb",
                Piece::Time => "time",
                _ => continue,
            };
            let _ = writeln!(out, "  {kind}: {words}");
        }
        let view = crate::frame::View::of(&r.sent, &r.chunks);
        for verb in (0..r.sent.toks.len()).filter(|i| r.sent.toks[*i].tag == Tag::Verb) {
            let f = view.verb_frame(verb);
            let np = |np: Option<usize>| np.map_or("—", |np| view.words(np).of(text));
            let pps: Vec<&str> = f
                .pps
                .iter()
                .map(|c| {
                    r.sent.toks[r.chunks.list[*c].first]
                        .span
                        .cover(r.sent.toks[r.chunks.list[*c].last].span)
                        .of(text)
                })
                .collect();
            let _ = writeln!(
                out,
                "frame  {}  subject: {}  object: {}  with: {}",
                r.sent.toks[verb].span.of(text),
                np(f.subject),
                np(f.object),
                pps.join(" | ")
            );
        }
        for report in &r.reports {
            let chain: Vec<&str> = report
                .sources
                .iter()
                .filter_map(|s| s.span)
                .map(|s| s.of(text))
                .collect();
            let content = r
                .sent
                .toks
                .get(report.content.start)
                .zip(r.sent.toks.get(report.content.end.saturating_sub(1)))
                .map_or("", |(a, b)| a.span.cover(b.span).of(text));
            let carried = if report.carried { " (carried on)" } else { "" };
            let _ = writeln!(
                out,
                "report  «{}» {}{carried} ⟶ {content}",
                report.cue.of(text),
                chain.join(" ← ")
            );
        }
    }

    fn one(&self, out: &mut String, r: &SentenceReading<'_>, draft: &Draft, claim: &Claim) {
        let text = r.sent.text;
        let _ = writeln!(
            out,
            "claim  {} {} by rule {}",
            claim.kind.name(),
            claim.modality.name(),
            claim.rule
        );
        let _ = writeln!(out, "  trigger: {}", claim.trigger.of(text));
        for a in &claim.actors {
            let role = if a.role == Role::Actor {
                "actor"
            } else {
                "recipient"
            };
            let code = [a.id.as_deref(), a.country.as_deref(), a.sector.as_deref()]
                .into_iter()
                .flatten()
                .collect::<Vec<_>>()
                .join(" ");
            let _ = writeln!(out, "  {role}: {} [{code}]", a.span.of(text));
        }
        for (name, place) in [("place", &claim.place), ("from", &claim.from), ("to", &claim.to)] {
            if let Some(p) = place {
                let _ = writeln!(
                    out,
                    "  {name}: {} [{} {}]",
                    p.span.of(text),
                    p.id.as_deref().unwrap_or("-"),
                    p.precision.name()
                );
            }
        }
        if let Some(t) = &claim.time {
            let _ = writeln!(
                out,
                "  time: {} [{} … {}]",
                t.span.of(text),
                t.start.as_deref().unwrap_or("?"),
                t.end.as_deref().unwrap_or("?")
            );
        }
        for c in &claim.toll {
            let bound = |n: Option<u64>| n.map_or("?".to_owned(), |n| n.to_string());
            let _ = writeln!(
                out,
                "  {}: {} [{} … {}]",
                c.outcome.name(),
                c.span.of(text),
                bound(c.min),
                bound(c.max)
            );
        }
        let chain: Vec<&str> = claim
            .attribution
            .iter()
            .map(|s| s.span.map_or("outlet", |s| s.of(text)))
            .collect();
        let _ = writeln!(out, "  according to: {}", chain.join(" ← "));
        self.judgement(out, r, draft, claim);
        for lost in r.lost.iter().filter(|l| draft.trigger.contains(&l.at)) {
            let rule = &self.rules.list[lost.rule];
            let _ = writeln!(out, "  lost: {}: {}", rule.id, lost.why.told(rule));
        }
    }

    fn claims(&self, out: &mut String, r: &SentenceReading<'_>) {
        for (draft, claim) in r.drafts.iter().zip(&r.claims) {
            self.one(out, r, draft, claim);
        }
        let text = r.sent.text;
        for lost in r
            .lost
            .iter()
            .filter(|l| !r.drafts.iter().any(|d| d.trigger.contains(&l.at)))
        {
            let (rule, word) = (&self.rules.list[lost.rule], r.sent.toks[lost.at].span.of(text));
            let _ = writeln!(out, "no claim  {word}: {}: {}", rule.id, lost.why.told(rule));
        }
    }
}

fn tag_name(tag: Tag) -> String {
    match tag {
        Tag::Punct(_) => "mark".to_owned(),
        Tag::Word(pos) => format!("{pos:?}").to_lowercase(),
        other => format!("{other:?}").to_lowercase(),
    }
}
