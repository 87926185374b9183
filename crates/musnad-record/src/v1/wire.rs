//! Inner types made records: bytes become code points, kinds become names, records get ids.

use super::{
    Actor, Block, Claim, Count, Dateline, Diagnostic, Document, Place, Quote, Records, Related, Source, Span,
    Time,
};
use musnad_extract as inner;
use musnad_page as page;
use musnad_text::CodePoints;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::HashMap;

pub(super) fn records<'a>(document: &'a page::Document, reading: &'a inner::Reading) -> Records<'a> {
    let wire = Wire {
        document,
        knowledge: reading.knowledge.as_deref(),
        points: CodePoints::of(&document.text),
        doubtful: reading
            .claims
            .iter()
            .filter(|c| c.doubtful)
            .map(|c| c.trigger)
            .collect(),
    };
    let mut ids = Ids::of(&document.id);
    Records {
        document: wire.document(),
        quotes: reading.quotes.iter().map(|q| wire.quote(q, &mut ids)).collect(),
        claims: reading.claims.iter().map(|c| wire.claim(c, &mut ids)).collect(),
    }
}

/// Makes ids that stay the same from run to run: a hash of the document's id and of what the record is about.
struct Ids<'a> {
    document: &'a str,
    seen: HashMap<(&'static str, usize, usize), u32>,
}

impl<'a> Ids<'a> {
    fn of(document: &'a str) -> Ids<'a> {
        Ids {
            document,
            seen: HashMap::new(),
        }
    }

    /// The id of what is called `kind` at `span`; a second one there has another id.
    fn next(&mut self, kind: &'static str, span: &Span<'_>) -> String {
        let times = self.seen.entry((kind, span.start, span.end)).or_default();
        let about = format!("{}\0{kind}\0{}\0{}\0{times}", self.document, span.start, span.end);
        *times += 1;
        let hash = Sha256::digest(about.as_bytes());
        hash.iter().take(8).map(|b| format!("{b:02x}")).collect()
    }
}

/// One document on its way out.
struct Wire<'a> {
    document: &'a page::Document,
    /// The version of the registries that its claims were read with.
    knowledge: Option<&'a str>,
    points: CodePoints,
    /// Triggers of the claims that are not likely enough to be told.
    doubtful: Vec<musnad_text::Span>,
}

impl<'a> Wire<'a> {
    fn span(&self, span: musnad_text::Span) -> Span<'a> {
        let text = &self.document.text;
        Span {
            start: self.points.at(text, span.start as usize),
            end: self.points.at(text, span.end as usize),
            quote: Cow::Borrowed(span.of(text)),
        }
    }

    fn document(&self) -> Document<'a> {
        let d = self.document;
        Document {
            record: Cow::Borrowed("document/1"),
            id: Cow::Borrowed(&d.id),
            url: d.url.as_deref().map(Cow::Borrowed),
            outlet: d.outlet.as_deref().map(Cow::Borrowed),
            title: d.title.as_deref().map(Cow::Borrowed),
            byline: Cow::Borrowed(&d.byline),
            dateline: Dateline {
                place: d.dateline.place.as_deref().map(Cow::Borrowed),
                agency: d.dateline.agency.as_deref().map(Cow::Borrowed),
            },
            published: d.published.as_deref().map(Cow::Borrowed),
            fetched: d.fetched.as_deref().map(Cow::Borrowed),
            language: d.language.as_deref().map(Cow::Borrowed),
            sha256: Cow::Borrowed(&d.sha256),
            text: Cow::Borrowed(&d.text),
            blocks: d.blocks.iter().map(|b| self.block(*b)).collect(),
            related: d.related.iter().map(related).collect(),
            diagnostics: (d.diagnostics.iter().map(|x| self.diagnostic(x)))
                .chain(self.knowledge.map(knowledge))
                .chain(self.doubtful.iter().map(|at| doubtful(self.span(*at))))
                .collect(),
        }
    }

    fn block(&self, block: page::Block) -> Block<'a> {
        Block {
            kind: Cow::Borrowed(block_kind(block.kind)),
            span: self.span(block.span),
        }
    }

    fn diagnostic(&self, diagnostic: &'a page::Diagnostic) -> Diagnostic<'a> {
        Diagnostic {
            code: Cow::Borrowed(diagnostic.code),
            severity: Cow::Borrowed(severity(diagnostic.severity)),
            message: Cow::Borrowed(&diagnostic.message),
            span: diagnostic.span.map(|s| self.span(s)),
        }
    }

    fn quote(&self, quote: &'a inner::Quote, ids: &mut Ids<'_>) -> Quote<'a> {
        let content = self.span(quote.content);
        Quote {
            record: Cow::Borrowed("quote/1"),
            id: ids.next("quote", &content),
            document: Cow::Borrowed(&self.document.id),
            kind: Cow::Borrowed(quote.kind.name()),
            content,
            cue: quote.cue.map(|s| self.span(s)),
            attribution: self.chain(&quote.attribution),
        }
    }

    fn claim(&self, claim: &'a inner::Claim, ids: &mut Ids<'_>) -> Claim<'a> {
        let trigger = self.span(claim.trigger);
        Claim {
            record: Cow::Borrowed("claim/1"),
            id: ids.next(claim.kind.name(), &trigger),
            document: Cow::Borrowed(&self.document.id),
            event: claim.event,
            r#type: Cow::Borrowed(claim.kind.name()),
            mode: claim.mode.as_deref().map(Cow::Borrowed),
            contexts: Cow::Borrowed(&claim.contexts),
            modality: Cow::Borrowed(claim.modality.name()),
            trigger,
            actors: claim.actors.iter().map(|a| self.actor(a)).collect(),
            place: claim.place.as_ref().map(|p| self.place(p)),
            from: claim.from.as_ref().map(|p| self.place(p)),
            to: claim.to.as_ref().map(|p| self.place(p)),
            time: claim.time.as_ref().map(|t| self.time(t)),
            toll: claim.toll.iter().map(|c| self.count(c)).collect(),
            attribution: self.chain(&claim.attribution),
            sentence: self.span(claim.sentence),
            rule: Cow::Borrowed(&claim.rule),
            confidence: claim.confidence.clamp(0.0, 1.0),
        }
    }

    fn actor(&self, actor: &'a inner::Actor) -> Actor<'a> {
        let span = self.span(actor.span);
        Actor {
            role: Cow::Borrowed(actor.role.name()),
            text: span.quote.clone(),
            span,
            id: actor.id.as_deref().map(Cow::Borrowed),
            name_ar: actor.name_ar.as_deref().map(Cow::Borrowed),
            name_en: actor.name_en.as_deref().map(Cow::Borrowed),
            country: actor.country.as_deref().map(Cow::Borrowed),
            sector: actor.sector.as_deref().map(Cow::Borrowed),
            aligned_with: Cow::Borrowed(&actor.aligned_with),
            count: actor.count.as_ref().map(|c| self.count(c)),
        }
    }

    fn place(&self, place: &'a inner::Place) -> Place<'a> {
        let span = self.span(place.span);
        Place {
            text: span.quote.clone(),
            span,
            id: place.id.as_deref().map(Cow::Borrowed),
            name_ar: place.name_ar.as_deref().map(Cow::Borrowed),
            name_en: place.name_en.as_deref().map(Cow::Borrowed),
            country: place.country.as_deref().map(Cow::Borrowed),
            admin1: place.admin1.as_deref().map(Cow::Borrowed),
            lat: place.lat,
            lon: place.lon,
            precision: Cow::Borrowed(place.precision.name()),
        }
    }

    fn time(&self, time: &'a inner::Time) -> Time<'a> {
        let span = self.span(time.span);
        Time {
            text: span.quote.clone(),
            span,
            start: time.start.as_deref().map(Cow::Borrowed),
            end: time.end.as_deref().map(Cow::Borrowed),
            precision: Cow::Borrowed(time.precision.name()),
            basis: Cow::Borrowed(time.basis.name()),
        }
    }

    fn count(&self, count: &'a inner::Count) -> Count<'a> {
        Count {
            outcome: Cow::Borrowed(count.outcome.name()),
            who: count.who.as_deref().map(Cow::Borrowed),
            value: count.value,
            bound: Cow::Borrowed(count.bound.name()),
            min: count.min,
            max: count.max,
            cumulative: count.cumulative,
            span: self.span(count.span),
        }
    }

    fn chain(&self, sources: &'a [inner::Source]) -> Vec<Source<'a>> {
        sources.iter().map(|s| self.source(s)).collect()
    }

    fn source(&self, source: &'a inner::Source) -> Source<'a> {
        let span = source.span.map(|s| self.span(s));
        Source {
            text: span.as_ref().map(|s| s.quote.clone()),
            span,
            id: source.id.as_deref().map(Cow::Borrowed),
            name_ar: source.name_ar.as_deref().map(Cow::Borrowed),
            name_en: source.name_en.as_deref().map(Cow::Borrowed),
            kind: Cow::Borrowed(source.kind.name()),
            named: source.named,
            count: source.count.as_ref().map(|c| self.count(c)),
            cue: source.cue.map(|s| self.span(s)),
            stance: Cow::Borrowed(source.stance.name()),
        }
    }
}

/// [`Document::page`].
pub(super) fn page(record: &Document<'_>) -> page::Document {
    let owned = |text: &Option<super::Text<'_>>| text.as_deref().map(str::to_owned);
    let mut bytes: Vec<usize> = record.text.char_indices().map(|(at, _)| at).collect();
    bytes.push(record.text.len());
    let byte = |point: usize| bytes.get(point).copied().unwrap_or(record.text.len());
    let block = |b: &Block<'_>| page::Block {
        kind: BLOCKS
            .iter()
            .copied()
            .find(|kind| block_kind(*kind) == b.kind)
            .unwrap_or(page::BlockKind::Paragraph),
        span: musnad_text::Span::new(byte(b.span.start), byte(b.span.end)),
    };
    page::Document {
        id: record.id.to_string(),
        url: owned(&record.url),
        outlet: owned(&record.outlet),
        title: owned(&record.title),
        byline: record.byline.to_vec(),
        dateline: page::Dateline {
            place: owned(&record.dateline.place),
            agency: owned(&record.dateline.agency),
        },
        published: owned(&record.published),
        fetched: owned(&record.fetched),
        language: owned(&record.language),
        sha256: record.sha256.to_string(),
        text: record.text.to_string(),
        blocks: record.blocks.iter().map(block).collect(),
        related: record.related.iter().map(teaser).collect(),
        ..page::Document::default()
    }
}

fn teaser(story: &Related<'_>) -> page::Related {
    page::Related {
        title: story.title.to_string(),
        excerpt: story.excerpt.as_deref().map(str::to_owned),
        url: story.url.as_deref().map(str::to_owned),
    }
}

const BLOCKS: [page::BlockKind; 7] = [
    page::BlockKind::Title,
    page::BlockKind::Lead,
    page::BlockKind::Heading,
    page::BlockKind::Paragraph,
    page::BlockKind::Quote,
    page::BlockKind::Caption,
    page::BlockKind::List,
];

fn related(story: &page::Related) -> Related<'_> {
    Related {
        title: Cow::Borrowed(&story.title),
        excerpt: story.excerpt.as_deref().map(Cow::Borrowed),
        url: story.url.as_deref().map(Cow::Borrowed),
    }
}

fn block_kind(kind: page::BlockKind) -> &'static str {
    match kind {
        page::BlockKind::Title => "title",
        page::BlockKind::Lead => "lead",
        page::BlockKind::Heading => "heading",
        page::BlockKind::Paragraph => "paragraph",
        page::BlockKind::Quote => "quote",
        page::BlockKind::Caption => "caption",
        page::BlockKind::List => "list",
    }
}

fn severity(severity: page::Severity) -> &'static str {
    match severity {
        page::Severity::Error => "error",
        page::Severity::Warning => "warning",
        page::Severity::Info => "info",
    }
}

/// A claim that is kept though its confidence is under the threshold of its type.
fn doubtful(trigger: Span<'_>) -> Diagnostic<'_> {
    Diagnostic {
        code: Cow::Borrowed("doubtful"),
        severity: Cow::Borrowed("info"),
        message: Cow::Borrowed("the claim read here is under the threshold of its type"),
        span: Some(trigger),
    }
}

/// Which version of the registries a document's claims were read with: good to know where they are read again.
fn knowledge(version: &str) -> Diagnostic<'_> {
    Diagnostic {
        code: Cow::Borrowed("knowledge"),
        severity: Cow::Borrowed(severity(page::Severity::Info)),
        message: Cow::Borrowed(version),
        span: None,
    }
}
