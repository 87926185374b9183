//! The reader: a document in, its quotes and claims out.

use crate::attach::Attacher;
use crate::attribution::attribution;
use crate::claim::{
    Actor, BlockPlace, Bound, Claim, EventType, Modality, Quote, QuoteKind, Reading, Role, Source,
    SourceKind, Stance,
};
use crate::draft::{Draft, Filler, Lost};
use crate::error::Error;
use crate::features::{Candidate, Setting};
use crate::frame::View;
use crate::frames::Frames;
use crate::happening::{Ground, number};
use crate::join::join_drafts;
use crate::judge::Said;
use crate::lang::{Lang, WordCache};
use crate::lexical::{Sent, Tag, sentences};
use crate::listing::{List, Portions};
use crate::matching::Matcher;
use crate::memory::{Learned, Memory, Surnames};
use crate::modality::Cues;
use crate::modes::Modes;
use crate::opinion::Opinion;
use crate::phrase::Chunks;
use crate::quoting::quotes_of;
use crate::report::{Report, Reporter, Speaker, Spoken};
use crate::rule::Rules;
use crate::scene::Scene;
use crate::scorer::Scorer;
use crate::when::{is_ahead, is_old, told_time};
use musnad_encoder::Encoder;
use musnad_knowledge::Knowledge;
use musnad_lexicon::ClassSet;
use musnad_page::{BlockKind, Document};
use musnad_text::{Published, Span, Token, Told};
use std::ops::Range;
use std::rc::Rc;
use std::sync::Arc;

/// Reads documents; made once, shared by threads.
#[derive(Debug)]
pub struct Reader {
    pub(crate) lang: Lang,
    pub(crate) rules: Rules,
    pub(crate) cues: Cues,
    pub(crate) modes: Modes,
    pub(crate) anchors: ClassSet,
    /// Judges what the rules find; none where rules are looked at alone.
    pub(crate) scorer: Option<Scorer>,
    /// Reads after the rules, where somebody wants it.
    encoder: Option<Arc<Encoder>>,
    /// The version of the registries.
    version: Arc<str>,
}

/// Sentences that are looked at before the first of them is read; an article has fewer.
const AHEAD: usize = 400;

thread_local! {
    pub(crate) static WORDS: WordCache = WordCache::default();
}

/// From this probability on, by what the rules find for it, all of a weak draft is found.
const WORTH: f32 = 0.2;

/// Which weak drafts a reading keeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Weak {
    /// Those that are likely enough to be told.
    Told,
    /// All, to learn from.
    All,
}

/// All that one sentence gave; kept whole for `explain`.
pub(crate) struct SentenceReading<'a> {
    pub(crate) sent: Sent<'a>,
    pub(crate) chunks: Chunks,
    pub(crate) drafts: Vec<Draft>,
    pub(crate) lost: Vec<Lost>,
    pub(crate) reports: Vec<Report>,
    pub(crate) claims: Vec<Claim>,
    /// Who was speaking before the sentence.
    pub(crate) speaker: Vec<Source>,
    /// The day of publication.
    pub(crate) date: Option<Rc<str>>,
    /// What the encoder says of the document.
    pub(crate) opinion: Option<Rc<Opinion>>,
    pub(crate) setting: Setting,
}

impl Reader {
    /// The reader with the language data and rules built into the program.
    ///
    /// # Errors
    /// If the built-in data is damaged.
    pub fn builtin() -> Result<Reader, Error> {
        Reader::of(Lang::builtin()?)
    }

    /// The same with other registries: the built-in ones with what a team added over them.
    ///
    /// # Errors
    /// If the built-in language data is damaged.
    pub fn with_knowledge(knowledge: Knowledge) -> Result<Reader, Error> {
        Reader::of(Lang::with(knowledge)?)
    }

    /// The registries that names are looked up in.
    pub fn knowledge(&self) -> &Knowledge {
        &self.lang.knowledge
    }

    fn of(lang: Lang) -> Result<Reader, Error> {
        let (rules, problems) = Rules::compile(&lang, &crate::builtin_rules());
        if let Some(p) = problems.first() {
            return Err(Error::data(format!("rules: {}", p.what)));
        }
        let reader = Reader::with(lang, rules)?;
        Ok(reader.judged_by(Some(Scorer::builtin()?)))
    }

    /// The same reader with another scorer, or with the rules alone.
    #[must_use]
    pub fn judged_by(mut self, scorer: Option<Scorer>) -> Reader {
        let loose = scorer.as_ref().map_or(&[][..], |s| &s.loose);
        for rule in &mut self.rules.list {
            rule.loose = loose.contains(&rule.id);
        }
        self.scorer = scorer;
        self
    }

    /// The same reader with an encoder that reads what the rules have read and judges it: slower, and more often right.
    #[must_use]
    pub fn with_encoder(mut self, encoder: Arc<Encoder>) -> Reader {
        self.encoder = Some(encoder);
        self
    }

    /// What the encoder says of a document, where there is one; it is not asked about what stays silent.
    pub(crate) fn opinion(&self, document: &Document) -> Option<Rc<Opinion>> {
        let encoder = self
            .encoder
            .as_ref()
            .filter(|_| !self.tone(document).is_silent())?;
        let mut claims = Vec::new();
        self.each_sentence(document, None, Weak::Told, |_, reading| {
            claims.extend(reading.claims)
        });
        Some(Rc::new(Opinion::of(encoder, &document.text, &claims)))
    }

    /// The rules that ask for something or exclude something, by their ids.
    pub fn strict_rules(&self) -> impl Iterator<Item = &str> {
        let strict = self
            .rules
            .list
            .iter()
            .filter(|r| !r.require.is_empty() || !r.unless.is_empty());
        strict.map(|r| r.id.as_str())
    }

    /// The scorer, where there is one.
    pub fn scorer(&self) -> Option<&Scorer> {
        self.scorer.as_ref()
    }

    /// The probability from which a claim of this type is told, in an article or in a sentence that stands alone; none
    /// where nothing judges.
    pub fn threshold(&self, kind: EventType, alone: bool) -> Option<f32> {
        match &self.encoder {
            Some(_) => Some(crate::opinion::LEAST),
            None => self.scorer().map(|s| s.threshold(kind, alone)),
        }
    }

    /// What makes its readings: `program`, with its language data and registries, and the weights.
    pub fn made_by(&self, program: &str) -> String {
        let scorer = self.scorer().map_or("none", |s| s.version.as_str());
        match &self.encoder {
            Some(encoder) => format!("{program}, scorer {scorer}, encoder {}", encoder.version()),
            None => format!("{program}, scorer {scorer}"),
        }
    }

    pub(crate) fn with(lang: Lang, rules: Rules) -> Result<Reader, Error> {
        let (cues, modes, anchors) = (Cues::builtin(&lang)?, Modes::builtin(&lang)?, rules.anchors());
        Ok(Reader {
            version: lang.knowledge.version().into(),
            lang,
            rules,
            cues,
            modes,
            anchors,
            scorer: None,
            encoder: None,
        })
    }

    /// Reads one document.
    pub fn read(&self, document: &Document) -> Reading {
        // the letters of Arabic and of all that is written with them
        if !document.text.contains(|c| ('\u{0620}'..='\u{06FF}').contains(&c)) {
            return Reading {
                knowledge: Some(Arc::clone(&self.version)),
                ..Reading::default()
            };
        }
        let mut quotes: Vec<Quote> = Vec::new();
        let mut claims: Vec<Claim> = Vec::new();
        let (mut grounds, mut sentences) = (Vec::new(), 0);
        let mut open: Option<Unsourced> = None;
        let (mut list, mut portions): (Option<List>, Option<Portions>) = (None, None);
        let opinion = self.opinion(document);
        self.each_sentence(document, opinion.as_ref(), Weak::Told, |place, mut reading| {
            let mut said = quotes_of(&reading);
            if reading.reports.first().is_some_and(Report::goes_on)
                && let (Some(before), Some(rest)) = (quotes.last_mut(), said.first())
                && before.kind == QuoteKind::Direct
            {
                before.content = before.content.cover(rest.content);
                said.remove(0);
            }
            quotes.extend(said);
            if let (Some(before), Some(chain)) = (open.take(), resumed(&reading)) {
                claims[before.claims]
                    .iter_mut()
                    .for_each(|c| prepend(&mut c.attribution, &before.chain, &chain));
            }
            portions =
                portions.filter(|p| p.takes(&View::of(&reading.sent, &reading.chunks), &mut reading.claims));
            let first = claims.len();
            sentences += 1;
            let view = View::of(&reading.sent, &reading.chunks);
            if reading.claims.iter().all(|c| c.doubtful) {
                let far = |n: usize| Ground::is_far(&grounds, n, sentences);
                crate::tolling::hand_back(&view, &mut claims, far);
            }
            if let Some(mut open) = list.take() {
                match reading.claims.iter().all(|c| c.doubtful) && open.takes(&view) {
                    true => list = Some(open),
                    false => open.close(&mut claims),
                }
            }
            if !reading.claims.is_empty() {
                portions = portions.or_else(|| Portions::opened(&view, &reading.claims));
                list = list.or_else(|| List::opened(&view, &reading.claims, first));
                let ground = Ground::of(&view, place, sentences);
                grounds.resize(first + reading.claims.len(), ground);
            }
            open = unsourced(&reading, first..first + reading.claims.len());
            claims.extend(reading.claims);
        });
        if let Some(open) = list {
            open.close(&mut claims);
        }
        number(&mut claims, &grounds);
        Reading {
            quotes,
            claims,
            knowledge: Some(Arc::clone(&self.version)),
        }
    }

    /// Reads the sentences in order and hands each to `each` with its place in the document.
    pub(crate) fn each_sentence(
        &self,
        document: &Document,
        opinion: Option<&Rc<Opinion>>,
        kept: Weak,
        mut each: impl FnMut(BlockPlace, SentenceReading<'_>),
    ) {
        let silent = self.tone(document).is_silent();
        let now = document.published.as_deref().and_then(Published::parse);
        let date: Option<Rc<str>> = document
            .published
            .as_deref()
            .map(|p| Rc::from(p.get(..10).unwrap_or(p)));
        let tail = self.outlet_links(document);
        let mut speaker = Speaker::default();
        let mut told = Told::default();
        let mut scene = Scene::of(&self.lang, document);
        let mut setting = Setting::of(document);
        let (mut memory, mut surnames) = (Rc::new(Memory::default()), Surnames::default());
        let mut read = |scene: &mut Scene, ahead: &mut Vec<(BlockPlace, Sent<'_>)>| {
            scene.settle();
            // twice: what is certain in the second half tells of the first
            for _ in 0..2 {
                ahead.iter_mut().for_each(|(_, sent)| scene.resolve(sent));
            }
            for (place, mut sent) in ahead.drain(..) {
                sent.memory = Rc::clone(&memory);
                let (mut reading, learned) = self.read_sentence(
                    sent,
                    date.clone(),
                    &tail,
                    &mut speaker,
                    (setting.at(place), opinion, kept),
                );
                setting = reading.setting.after(&reading.drafts);
                if silent {
                    reading.claims.clear();
                    reading.drafts.clear();
                }
                each(place, reading);
                Rc::make_mut(&mut memory).learn(learned);
            }
        };
        let dateline = document.dateline_span();
        WORDS.with(|words| {
            let mut ahead = Vec::new();
            for block in &document.blocks {
                let text = block.span.of(&document.text);
                let tokens: Vec<Token> = musnad_text::tokens(text)
                    .into_iter()
                    .map(|t| shift(t, block.span.start))
                    // «رام الله - معا -» is no part of the sentence after it
                    .filter(|t| dateline.is_none_or(|d| t.span.start < d.start || t.span.start >= d.end))
                    .collect();
                let place = match block.kind {
                    BlockKind::Title | BlockKind::Lead => BlockPlace::Head,
                    _ => BlockPlace::Body,
                };
                for mine in sentences(&document.text, &tokens) {
                    let sent = Sent::read(
                        &self.lang,
                        words,
                        &document.text,
                        mine,
                        (now.as_ref(), &mut told),
                        &surnames,
                    );
                    scene.note(&sent);
                    surnames.note(&sent);
                    ahead.push((place, sent));
                    if ahead.len() == AHEAD {
                        read(&mut scene, &mut ahead);
                    }
                }
            }
            read(&mut scene, &mut ahead);
        });
    }

    /// The links after the sources of the text: the agency of the dateline, then the outlet.
    fn outlet_links(&self, document: &Document) -> Vec<Source> {
        let mut out = Vec::new();
        let link = |span, name: Option<&str>, kind| {
            let known = name.and_then(|n| self.lang.knowledge.outlet_named(n));
            Source {
                span,
                id: known.as_ref().map(|o| o.id.to_owned()),
                name_ar: known.as_ref().and_then(|o| o.name_ar).or(name).map(str::to_owned),
                name_en: known.and_then(|o| o.name_en).map(str::to_owned),
                kind,
                named: name.is_some(),
                count: None,
                cue: None,
                stance: Stance::Neutral,
            }
        };
        if let Some(agency) = document.dateline.agency.as_deref() {
            let span = document
                .text
                .find(agency)
                .map(|at| Span::new(at, at + agency.len()));
            let agency_link = link(span, Some(agency), SourceKind::Agency);
            let outlet = document
                .outlet
                .as_deref()
                .and_then(|n| self.lang.knowledge.outlet_named(n))
                .map(|o| o.id.to_owned());
            if agency_link.id.is_none() || agency_link.id != outlet {
                out.push(agency_link);
            }
        }
        out.push(link(None, document.outlet.as_deref(), SourceKind::Outlet));
        out
    }

    fn read_sentence<'a>(
        &self,
        sent: Sent<'a>,
        published: Option<Rc<str>>,
        tail: &[Source],
        speaker: &mut Speaker,
        (setting, shared, kept): (Setting, Option<&Rc<Opinion>>, Weak),
    ) -> (SentenceReading<'a>, Learned) {
        let (date, opinion) = (published.as_deref(), shared.map(Rc::as_ref));
        let chunks = Chunks::of(&sent);
        let view = View::of(&sent, &chunks);
        let frames = Frames::new(&view);
        let before = speaker.chain.clone();
        let said_before = speaker.party.clone();
        let reports = Reporter {
            view: &view,
            frames: &frames,
            date,
        }
        .reports(speaker);
        let matcher = Matcher {
            view: &view,
            frames: &frames,
            rules: &self.rules,
            date,
            // among sentences that stand alone, as coders have voted on them, it finds more that is none than that is one
            loosely: !setting.is_alone(),
            triggers: (self.scorer.as_ref()).map(|s| &s.triggers),
            opinion,
        };
        let (drafts, mut weak, lost) = matcher.drafts(&self.anchors);
        let mut drafts = join_drafts(&view, drafts);
        for drafts in [&mut drafts, &mut weak] {
            crate::placing::look_further(&view, &frames, &self.rules, &reports, date, drafts);
        }
        for draft in drafts.iter_mut().chain(&mut weak) {
            draft.ruled = [draft.actor.clone(), draft.recipient.clone()];
        }
        let attach = |drafts: &mut [Draft], these: Range<usize>| {
            if let Some(scorer) = &self.scorer {
                let by = (scorer, &self.rules, opinion);
                crate::attach::attach(&view, &frames, (&reports, &before), date, by, drafts, these);
            }
        };
        let all = 0..drafts.len();
        attach(&mut drafts, all);
        crate::tolling::look_further(&view, &self.rules, &mut drafts);
        let sure = drafts.len();
        let claim = |d: &Draft| self.claim(&view, &frames, d, (&reports, &before), tail, date, &said_before);
        let mut claims: Vec<Claim> = drafts.iter().map(claim).collect();
        let reckon = |drafts: &[Draft], claims: &mut [Claim], these: Range<usize>| {
            let Some(scorer) = &self.scorer else { return };
            let attacher = Attacher {
                view: &view,
                frames: &frames,
                reports: &reports,
                before: &before,
                drafts,
                rules: &self.rules,
                date,
                opinion,
            };
            crate::reckon::reckon(&attacher, scorer, claims, these);
        };
        reckon(&drafts, &mut claims, 0..sure);
        let mut said = Said::default();
        let mut judge = |drafts: &[Draft], draft: &Draft, claim: &mut Claim| {
            let candidate = Candidate {
                view: &view,
                frames: &frames,
                draft,
                claim,
                reports: &reports,
                all: drafts,
                setting,
            };
            (claim.confidence, claim.doubtful) = self.judge(&candidate, &mut said, opinion);
        };
        for (draft, claim) in drafts.iter().zip(&mut claims) {
            judge(&drafts, draft, claim);
        }
        // much is tried and little likely: what is not by a first look is spared the second
        for draft in weak {
            let mut first = claim(&draft);
            judge(&drafts, &draft, &mut first);
            if kept == Weak::All || first.confidence >= WORTH {
                drafts.push(draft);
            }
        }
        let late = sure..drafts.len();
        attach(&mut drafts, late.clone());
        claims.extend(drafts[late.clone()].iter().map(claim));
        reckon(&drafts, &mut claims, late.clone());
        for n in late {
            judge(&drafts, &drafts[n], &mut claims[n]);
        }
        crate::tolling::hand_over(&view, &drafts[..sure], &mut claims[..sure]);
        if let Some(opinion) = opinion {
            crate::roles::hand_over(opinion, &mut claims);
        }
        let learned = view.learned(date);
        let mut reading = SentenceReading {
            drafts,
            lost,
            reports,
            claims,
            chunks,
            sent,
            speaker: before,
            date: published,
            opinion: shared.cloned(),
            setting,
        };
        if kept == Weak::Told {
            reading.choose();
        }
        (reading, learned)
    }

    #[allow(clippy::too_many_arguments)] // all that a sentence knows
    fn claim(
        &self,
        view: &View<'_, '_>,
        frames: &Frames,
        d: &Draft,
        (reports, before): (&[Report], &[Source]),
        tail: &[Source],
        date: Option<&str>,
        speaker: &Option<Spoken>,
    ) -> Claim {
        let rule = &self.rules.list[d.rule];
        let mut actors: Vec<Actor> = d
            .actor
            .iter()
            .map(|f| actor(view, *f, (d.kind, Role::Actor), date))
            .collect();
        actors.extend(
            d.recipient
                .iter()
                .map(|f| actor(view, *f, (d.kind, Role::Recipient), date)),
        );
        let (modality, _) = self.cues.modality(view, frames, *d.trigger.last().unwrap_or(&0));
        let modality = match modality {
            Modality::Asserted => self.cues.modality(view, frames, d.trigger[0]).0,
            other => other,
        };
        // «لم يتجاوز عدد القتلى عشرة»: the figure is denied, not the event
        let under = view.sent.is(d.trigger[0], &view.sent.lang.class.exceed) && view.is_negated(d.trigger[0]);
        let modality = if under { Modality::Asserted } else { modality };
        let carrier = crate::modality::carrier(view, frames, d.trigger[0], true);
        let modality = match (modality, carrier) {
            (Modality::Asserted, Some(verb)) => self.cues.modality(view, frames, verb).0,
            (other, _) => other,
        };
        if actors.iter().all(|a| a.role != Role::Actor)
            && rule
                .actor
                .iter()
                .any(|s| s.path.first() == Some(&crate::rule::Relation::Subject))
        {
            actors.splice(0..0, unsaid_actor(view, frames, d.trigger[0], reports, speaker));
        }
        let attribution = attribution((view, frames, date), d, (reports, before), &actors, tail);
        let denied = attribution.iter().any(|s| s.stance == Stance::Denying);
        let old = d
            .time
            .is_some_and(|t| is_old(view.sent.times[t].end.as_deref(), date));
        let ahead = d
            .time
            .is_some_and(|t| is_ahead(view.sent.times[t].start.as_deref(), date))
            && [Some(d.trigger[0]), carrier]
                .into_iter()
                .flatten()
                .all(|at| view.sent.toks[at].tag != Tag::Verb || view.may_be_future(at));
        let modality = rule.modality.unwrap_or(if denied {
            Modality::Denied
        } else if old && modality == Modality::Asserted {
            Modality::Historical
        } else if ahead && modality == Modality::Asserted {
            Modality::Planned
        } else {
            modality
        });
        let place = |np: Option<usize>| np.and_then(|np| view.place(np));
        let (from, to) = (place(d.from), place(d.to));
        let moves = from.is_some() || to.is_some();
        let within = || view.headed_place().filter(|_| !rule.placeless && !moves);
        Claim {
            event: 0,
            kind: d.kind,
            mode: rule
                .mode
                .clone()
                .or_else(|| self.modes.mode(view, d.kind, d.clause)),
            contexts: {
                let mut contexts = rule.contexts.clone();
                contexts.extend(
                    self.modes
                        .contexts(view, d.kind, d.clause)
                        .into_iter()
                        .filter(|c| !rule.contexts.contains(c)),
                );
                contexts
            },
            modality,
            trigger: self.rules.trigger_span(view, d),
            actors,
            place: view.under_label(d.kind, place(d.place), within),
            from,
            to,
            time: d.time.and_then(|t| told_time(view, t, modality, date)),
            toll: d.toll.clone(),
            attribution,
            sentence: view.sent.span,
            rule: rule.id.clone(),
            confidence: 0.0,
            doubtful: false,
        }
    }
}

/// The doer of a verb that names none: the speaker of a quotation in the first person, or, where «و» opens the
/// sentence, who was speaking before.
fn unsaid_actor(
    view: &View<'_, '_>,
    frames: &Frames,
    at: usize,
    reports: &[Report],
    speaker: &Option<Spoken>,
) -> Option<Actor> {
    let tok = &view.sent.toks[at];
    let verb = tok.reading().filter(|_| tok.tag == Tag::Verb)?;
    let first_person = verb.feats.person() == Some(1);
    let opens = verb.clitics.has_conj() && at < 2 && frames.verb(view, at).subject.is_none();
    let spoken = if first_person {
        reports
            .iter()
            .filter(|r| r.content.contains(&at))
            .min_by_key(|r| r.content.len())?
            .speaker
            .clone()?
    } else {
        speaker.clone().filter(|_| opens)?
    };
    let p = spoken.party;
    Some(Actor {
        role: Role::Actor,
        span: spoken.span,
        id: p.id,
        name_ar: p.name_ar,
        name_en: p.name_en,
        country: p.country,
        sector: p.sector,
        aligned_with: p.aligned_with,
        count: None,
    })
}

fn actor(view: &View<'_, '_>, filler: Filler, (kind, role): (EventType, Role), date: Option<&str>) -> Actor {
    let (span, party, count) = match filler {
        Filler::Np(np) => (
            view.words(np),
            view.party_to(np, kind, role, date),
            view.count(np, crate::claim::Outcome::Participants),
        ),
        Filler::Word(at) => {
            let entry = view.sent.toks[at]
                .readings()
                .filter_map(|r| r.lexeme)
                .map(|l| view.sent.lang.lexicon.lexeme(l))
                .find(|e| e.country.is_some());
            let party = crate::party::Party {
                country: entry.and_then(|e| e.country.clone()),
                is_party: true,
                ..crate::party::Party::default()
            };
            (view.sent.span_of(at, at), party, None)
        }
    };
    let explicit = matches!(filler, Filler::Np(np) if view.chunks.nps[np].quantity.is_some());
    let count = count.filter(|c| explicit || c.value == Some(2) && c.bound == Bound::Exact);
    Actor {
        role,
        span,
        id: party.id,
        name_ar: party.name_ar,
        name_en: party.name_en,
        country: party.country,
        sector: party.sector,
        aligned_with: party.aligned_with,
        count,
    }
}

/// A sentence without a source that points back to the one before: «تلك التعزيزات أرسلت ليلا».
struct Unsourced {
    claims: std::ops::Range<usize>,
    chain: Vec<Source>,
}

fn unsourced(reading: &SentenceReading<'_>, claims: std::ops::Range<usize>) -> Option<Unsourced> {
    let points_back = reading.sent.toks.first().is_some_and(|t| {
        matches!(
            t.tag,
            Tag::Word(musnad_lexicon::Pos::Dem | musnad_lexicon::Pos::Pron)
        )
    });
    (reading.reports.is_empty() && points_back && !claims.is_empty()).then(|| Unsourced {
        claims,
        chain: reading.speaker.clone(),
    })
}

/// The chain that a sentence goes on with when it opens by reporting without naming a speaker.
fn resumed(reading: &SentenceReading<'_>) -> Option<Vec<Source>> {
    let first = reading.reports.first()?;
    (first.carried && first.at < 3).then(|| first.sources.clone())
}

/// Puts `chain` before the outlet's links if both sentences round it have the same speaker.
fn prepend(attribution: &mut Vec<Source>, before: &[Source], chain: &[Source]) {
    if before.first().map(|s| s.span) == chain.first().map(|s| s.span) {
        attribution.splice(0..0, chain.iter().cloned());
    }
}

pub(crate) fn shift(token: Token, by: u32) -> Token {
    Token {
        span: Span {
            start: token.span.start + by,
            end: token.span.end + by,
        },
        kind: token.kind,
    }
}
