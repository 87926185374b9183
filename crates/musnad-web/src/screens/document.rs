//! A document on the screen: the saved article with the words marked that its claims were read from, and beside it the
//! claims; copies, versions, the page as fetched, earlier readings, and how each claim came about.

use super::claim::{Told, card, load};
use super::versions;
use crate::answer::Answer;
use crate::layout::Page;
use crate::marks::{Mark, Piece, Sentence, pieces, sentences};
use crate::problem::Problem;
use crate::routes::Look;
use crate::show::{Show, code, encoded, outside, still};
use maud::{Markup, html};
use musnad_archive::store::{self, Store};
use musnad_record::v1::{self, Block, Quote, Records, Span};
use std::collections::HashSet;

/// So many claims stand beside the text at once.
const CARDS: usize = 100;
/// The elements of so many claims stand in each other round one sentence; those of more stand before its words.
const NESTED: usize = 12;
/// So many related documents are named.
const RELATED: usize = 20;

/// What is at an address under `/documents/`: a document, or why one of its claims was read.
pub(crate) fn at(look: &Look<'_>, path: &str) -> Result<Answer, Problem> {
    let store = look.archive.store();
    if let Some(document) = store.document(path)? {
        return one(look, &document);
    }
    let why = path.rsplit_once("/why/");
    let found = match why {
        Some((id, claim)) => store.document(id)?.map(|document| (document, claim)),
        None => None,
    };
    match found {
        Some((document, claim)) => super::claim::why(look, &document, claim),
        None => Err(Problem::missing(format!("there is no document “{path}”"))),
    }
}

fn one(look: &Look<'_>, row: &store::Document) -> Result<Answer, Problem> {
    if let Some(form) = look.ask.form {
        return data(look, row, form);
    }
    let lines = look.archive.lines(&row.id)?;
    let records = Records::read(&lines)?;
    let corrected = look.archive.corrected(&row.id)?;
    let told = load(look, row, &records, &corrected)?;
    let show = &look.show;
    let from = look.ask.read::<usize>("from")?.unwrap_or(0).min(told.len());
    let shown = &told[from..told.len().min(from + CARDS)];
    let versions = versions::of_page(look, row)?;
    let document = &records.document;
    let body = html! {
        article.document {
            (head(show, document))
            @if let Some(other) = look.ask.get("with") { (versions::difference(look, document, other)?) }
            div.columns.reading {
                div.text { (text(show, document, &records.quotes, &told)) }
                aside #claims aria-label=(show.word("claims")) {
                    h2 { (show.count("n.claims", told.len() as u64)) }
                    (legend(show))
                    @for one in shown { (card(look, one, &format!("/documents/{}", encoded(&row.id)))) }
                    @if from > 0 { p { a href=(look.ask.address(None, &[("from", &from.saturating_sub(CARDS).to_string())])) { (show.word("claims.before")) } } }
                    @if from + CARDS < told.len() {
                        p { a href=(look.ask.address(None, &[("from", &(from + CARDS).to_string())])) { (show.word("claims.after")) } }
                    }
                    @if told.is_empty() { p.hint { (show.word("claims.none")) } }
                }
            }
        }
        section.provenance {
            (provenance(look, row, document)?)
            (versions)
            (related(look, row)?)
            (readings(look, row)?)
        }
    };
    let title = document.title.as_deref().unwrap_or(&row.id);
    let mut page = Page::new(still(title), "", body);
    page.forms = &["json", "jsonl"];
    Ok(Answer::Page(page))
}

/// The records of the document, with what people said laid over them; of an earlier reading, as they were.
fn data(look: &Look<'_>, row: &store::Document, form: &str) -> Result<Answer, Problem> {
    let lines = match look.ask.read::<usize>("reading")? {
        None => look.archive.corrected(&row.id)?,
        Some(n) => {
            let all = look.archive.store().readings(row.n)?;
            let found = n.checked_sub(1).and_then(|n| all.into_iter().nth(n));
            found
                .ok_or_else(|| Problem::missing(format!("there is no reading {n}")))?
                .1
        }
    };
    match form {
        "jsonl" => Ok(Answer::Data("application/jsonl", lines.into_bytes())),
        "json" => {
            let all = format!("[{}]", lines.lines().collect::<Vec<_>>().join(","));
            Ok(Answer::Data("application/json", all.into_bytes()))
        }
        _ => Err(Problem::missing(format!("a document has no form .{form}"))),
    }
}

fn head(show: &Show<'_>, document: &v1::Document<'_>) -> Markup {
    let dateline = [
        document.dateline.place.as_deref(),
        document.dateline.agency.as_deref(),
    ];
    html! {
        p.about {
            @if let Some(outlet) = &document.outlet { b { (outside(outlet, Some("ar"))) } " · " }
            @if let Some(published) = &document.published { (show.moment(published)) }
            @else { (show.word("published.unknown")) }
        }
        @if document.title.as_deref().is_none_or(str::is_empty) { h1 { (show.word("untitled")) } }
        @if !document.byline.is_empty() {
            p.about { (show.word("byline")) " " @for (n, by) in document.byline.iter().enumerate() { @if n > 0 { " · " } (outside(by, Some("ar"))) } }
        }
        @if dateline.iter().any(Option::is_some) {
            p.about { (show.word("dateline")) " " @for (n, part) in dateline.into_iter().flatten().enumerate() { @if n > 0 { " · " } (outside(part, Some("ar"))) } }
        }
        @if let Some(url) = &document.url {
            p.about { (show.word("address")) " " (address(url)) }
        }
    }
}

/// An address elsewhere: a link where a browser may safely follow it, else its letters alone.
fn address(url: &str) -> Markup {
    let is_web = url.starts_with("https://") || url.starts_with("http://");
    html! {
        @if is_web { a href=(url) rel="noreferrer nofollow external" { (code(url)) } } @else { (code(url)) }
    }
}

fn legend(show: &Show<'_>) -> Markup {
    let classes = ["trigger", "actor", "place", "time", "count", "source", "quote"];
    html! {
        p.legend aria-label=(show.word("legend")) { @for class in classes { span.m.(class) { (show.name_of("mark", class)) } " " } }
    }
}

/// The article, block by block.
pub(super) fn text(
    show: &Show<'_>,
    document: &v1::Document<'_>,
    quotes: &[Quote<'_>],
    told: &[Told<'_>],
) -> Markup {
    let marks = marks(quotes, told);
    let mut found: Vec<(usize, usize, usize)> = told
        .iter()
        .map(|t| (t.claim.sentence.start, t.claim.sentence.end, t.n))
        .collect();
    found.sort_unstable();
    let mut anchored = HashSet::new();
    let language = document.language.as_deref().unwrap_or("ar");
    let mut first_title = true;
    let blocks: Vec<Markup> = document
        .blocks
        .iter()
        .map(|block| {
            let inside = Inside {
                block,
                marks: within(&marks, block),
                told,
            };
            let all = sentences(block.span.start, block.span.end, overlapping(&found, block));
            let words = inside.words(&all, &mut anchored);
            let is_first = std::mem::take(&mut first_title) && block.kind == "title";
            element(&block.kind, is_first, language, &words)
        })
        .collect();
    // a claim from words that no block holds is still led to
    let lost: Vec<&Told<'_>> = told.iter().filter(|t| !anchored.contains(&t.n)).collect();
    html! {
        @for block in &blocks { (block) }
        @for claim in lost { span.at id=(format!("c{}", claim.claim.id)) {} }
        @if document.blocks.is_empty() { p.hint { (show.word("text.none")) } }
    }
}

fn element(kind: &str, is_first: bool, language: &str, words: &Markup) -> Markup {
    match kind {
        "title" if is_first => html! { h1 dir="auto" lang=(language) { (words) } },
        "title" | "heading" => html! { h2 dir="auto" lang=(language) { (words) } },
        "quote" => html! { blockquote dir="auto" lang=(language) { (words) } },
        "list" => html! { p.item dir="auto" lang=(language) { (words) } },
        "lead" => html! { p.lead dir="auto" lang=(language) { (words) } },
        "caption" => html! { p.caption dir="auto" lang=(language) { (words) } },
        _ => html! { p dir="auto" lang=(language) { (words) } },
    }
}

/// The marks of all claims and quotes, by where they begin.
fn marks(quotes: &[Quote<'_>], told: &[Told<'_>]) -> Vec<Mark> {
    let mut out = Vec::new();
    for told in told.iter().filter(|t| !t.is_rejected()) {
        let mut add = |span: &Span<'_>, class| {
            out.push(Mark {
                start: span.start,
                end: span.end,
                class,
                claim: Some(told.n),
            })
        };
        let claim = &told.claim;
        add(&claim.trigger, "trigger");
        claim.actors.iter().for_each(|a| add(&a.span, "actor"));
        [&claim.place, &claim.from, &claim.to]
            .into_iter()
            .flatten()
            .for_each(|p| add(&p.span, "place"));
        claim.time.iter().for_each(|t| add(&t.span, "time"));
        claim.toll.iter().for_each(|c| add(&c.span, "count"));
        for source in &claim.attribution {
            source
                .span
                .iter()
                .chain(&source.cue)
                .for_each(|s| add(s, "source"));
        }
    }
    out.extend(quotes.iter().map(|q| Mark {
        start: q.content.start,
        end: q.content.end,
        class: "quote",
        claim: None,
    }));
    out.sort_by_key(|m| m.start);
    out
}

/// Of marks by where they begin, those that may touch a block.
fn within(marks: &[Mark], block: &Block<'_>) -> Vec<Mark> {
    let end = marks.partition_point(|m| m.start < block.span.end);
    let begun = marks.get(..end).unwrap_or_default();
    begun
        .iter()
        .filter(|m| m.end > block.span.start)
        .copied()
        .collect()
}

fn overlapping<'f>(found: &'f [(usize, usize, usize)], block: &Block<'_>) -> &'f [(usize, usize, usize)] {
    let end = found.partition_point(|s| s.0 < block.span.end);
    found.get(..end).unwrap_or_default()
}

/// A block with what is marked in it.
struct Inside<'i> {
    block: &'i Block<'i>,
    marks: Vec<Mark>,
    told: &'i [Told<'i>],
}

impl Inside<'_> {
    fn words(&self, sentences: &[Sentence], anchored: &mut HashSet<usize>) -> Markup {
        let cuts: Vec<usize> = sentences.iter().flat_map(|s| [s.start, s.end]).collect();
        let mut pieces = pieces(&self.block.span.quote, self.block.span.start, &self.marks, &cuts)
            .into_iter()
            .peekable();
        let mut until = |end: usize| {
            let mut own = Vec::new();
            while let Some(piece) = pieces.next_if(|p| p.start < end) {
                own.push(piece);
            }
            own
        };
        let mut parts = Vec::new();
        for sentence in sentences {
            parts.push(self.marked(&until(sentence.start)));
            let own = until(sentence.end);
            let first: Vec<usize> = sentence
                .claims
                .iter()
                .copied()
                .filter(|n| anchored.insert(*n))
                .collect();
            let (outer, more) = first.split_at(first.len().min(NESTED));
            let words = html! {
                @for n in more { span.at id=(self.anchor(*n)) {} }
                (self.marked(&own))
                @for n in first.iter().take(CARDS) {
                    a.ref href=(format!("#k{}", self.told[*n].claim.id)) data-n=(n + 1) aria-label=(n + 1) {}
                }
            };
            let nested = |words: Markup, n: &usize| html! { span.sentence id=(self.anchor(*n)) { (words) } };
            parts.push(outer.iter().rev().fold(words, nested));
        }
        parts.push(self.marked(&until(usize::MAX)));
        html! { @for part in &parts { (part) } }
    }

    fn marked(&self, pieces: &[Piece<'_>]) -> Markup {
        html! {
            @for piece in pieces {
                @if piece.classes.is_empty() { (still(piece.text)) }
                @else {
                    span class=(format!("m {}", piece.classes.join(" "))) data-claims=[self.ids(&piece.claims)] { (still(piece.text)) }
                }
            }
        }
    }

    /// What leads to the words of a claim.
    fn anchor(&self, n: usize) -> String {
        format!("c{}", self.told[n].claim.id)
    }

    fn ids(&self, claims: &[usize]) -> Option<String> {
        let ids: Vec<&str> = claims.iter().map(|n| self.told[*n].claim.id.as_str()).collect();
        (!ids.is_empty()).then(|| ids.join(" "))
    }
}

fn provenance(
    look: &Look<'_>,
    row: &store::Document,
    document: &v1::Document<'_>,
) -> Result<Markup, Problem> {
    let show = &look.show;
    let store = look.archive.store();
    let story = match row.story {
        Some(n) => store.story_id(n)?,
        None => None,
    };
    let original = match row.copy_of {
        Some(n) => store.documents(&[n])?.pop(),
        None => None,
    };
    let has_page = store.has_page(&row.sha256)? && store.page(&row.sha256)?.is_some();
    Ok(html! {
        h2 { (show.word("document.where-from")) }
        dl.facts {
            div { dt { (show.word("id")) } dd { (code(&row.id)) } }
            @if let Some(fetched) = &document.fetched { div { dt { (show.word("fetched")) } dd { (show.moment(fetched)) } } }
            @for kept in look.archive.kept_by(&row.id)? {
                div { dt { (show.word("kept.by")) } dd { (outside(&kept.who, None)) (show.word("comma")) " " (show.moment(&kept.at)) } }
            }
            div { dt { (show.word("sha256")) } dd { (code(&row.sha256)) } }
            div { dt { (show.word("page")) } dd {
                @if has_page { a href=(format!("/pages/{}", row.sha256)) download { (show.word("page.download")) } }
                @else { (show.word("page.not-kept")) }
            } }
            @if let Some(story) = story { div { dt { (show.word("story")) } dd { a href=(format!("/stories/{story}")) { (show.word("to-story")) } } } }
            @if let Some(original) = original { div { dt { (show.word("copy-of")) } dd { (link(show, &original)) } } }
        }
        @if !document.diagnostics.is_empty() { (diagnostics(show, document)) }
    })
}

/// What was wrong with the page; that claims are in doubt stands with them.
fn diagnostics(show: &Show<'_>, document: &v1::Document<'_>) -> Markup {
    let own: Vec<_> = document
        .diagnostics
        .iter()
        .filter(|d| d.code != "doubtful")
        .collect();
    html! {
        @if !own.is_empty() {
            details { summary { (show.word("diagnostics")) }
                ul { @for d in own.iter().take(CARDS) { li { (diagnostic(show, &d.code, &d.message)) } } }
            }
        }
    }
}

/// What was odd, in words, and what exactly as the reader of pages says it.
pub(super) fn diagnostic(show: &Show<'_>, code: &str, message: &str) -> Markup {
    html! {
        (show.name_of("diagnostic", code)) " "
        small { bdi dir="auto" { (still(message)) } }
    }
}

/// A document in a line.
pub(super) fn link(show: &Show<'_>, document: &store::Document) -> Markup {
    html! {
        @if let Some(published) = &document.published { span.when { (show.moment(published)) } " " }
        @if let Some(outlet) = &document.outlet { b { (outside(outlet, Some("ar"))) } " " }
        a href=(format!("/documents/{}", encoded(&document.id))) {
            @match document.title.as_deref().filter(|t| !t.is_empty()) {
                Some(title) => (outside(title, Some("ar"))),
                None => (code(&document.id)),
            }
        }
    }
}

fn related(look: &Look<'_>, row: &store::Document) -> Result<Markup, Problem> {
    let show = &look.show;
    let all = look.archive.related(&row.id)?;
    let (copies, others): (Vec<_>, Vec<_>) = all.iter().partition(|d| d.copy_of == Some(row.n));
    Ok(html! {
        @if !copies.is_empty() {
            h2 { (show.count("n.copies", copies.len() as u64)) }
            ul { @for d in copies.iter().take(RELATED) { li { (link(show, d)) } } }
        }
        @if !others.is_empty() {
            h2 { (show.word("related")) }
            ul { @for d in others.iter().take(RELATED) { li { (link(show, d)) } } }
        }
    })
}

/// All readings of the document: what made each, and how many claims it has.
fn readings(look: &Look<'_>, row: &store::Document) -> Result<Markup, Problem> {
    let show = &look.show;
    let all = look.archive.store().readings(row.n)?;
    Ok(html! {
        details.readings {
            summary { (show.count("n.readings", all.len() as u64)) }
            ol {
                @for (n, (made, lines)) in all.iter().enumerate() {
                    @let claims = lines.lines().filter(|l| l.starts_with("{\"record\":\"claim/")).count();
                    li {
                        (code(made)) " · " (show.count("n.claims", claims as u64)) " · "
                        a href=(look.ask.address(Some("jsonl"), &[("reading", &(n + 1).to_string())])) { bdi dir="ltr" { ".jsonl" } }
                    }
                }
            }
        }
    })
}
