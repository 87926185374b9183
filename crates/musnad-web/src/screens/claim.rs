//! A claim on the screen: what was read, by which rule, how sure, what people said of it; why it was read; and the forms
//! to correct it.

use super::edit;
use super::steps::steps;
use crate::answer::Answer;
use crate::layout::Page;
use crate::problem::Problem;
use crate::routes::Look;
use crate::show::{Show, code, encoded, outside, still};
use maud::{Markup, html};
use musnad_archive::Status;
use musnad_archive::store::{Document, Store};
use musnad_extract::{EventType, stands_alone};
use musnad_record::v1::{Claim, Records};
use musnad_text::Span;
use std::collections::{HashMap, HashSet};

/// A claim with what became of it.
#[derive(Clone, Debug)]
pub(crate) struct Told<'r> {
    /// Its number among the claims of its document, from 0.
    pub(crate) n: usize,
    /// As people corrected it.
    pub(crate) claim: Claim<'r>,
    pub(crate) status: Option<Status>,
    /// Nobody judged it, and the machine is in doubt.
    pub(crate) doubtful: bool,
    /// The id of its event.
    pub(crate) event: Option<String>,
}

impl Told<'_> {
    pub(crate) fn is_rejected(&self) -> bool {
        self.status == Some(Status::Rejected)
    }
}

/// The claims of a document, those that people rejected among them. `corrected` has what people said laid over.
pub(crate) fn load<'r>(
    look: &Look<'_>,
    row: &Document,
    records: &Records<'r>,
    corrected: &'r str,
) -> Result<Vec<Told<'r>>, Problem> {
    let store = look.archive.store();
    let statuses = look.archive.judged(&row.id)?;
    let mut changed: HashMap<String, Claim<'r>> = match statuses.is_empty() {
        true => HashMap::new(),
        false => Records::read(corrected)?
            .claims
            .into_iter()
            .map(|c| (c.id.clone(), c))
            .collect(),
    };
    let told = store.told(row.n)?;
    let mut names: HashMap<i64, Option<String>> = HashMap::new();
    let mut events: HashMap<&str, Option<String>> = HashMap::new();
    for telling in &told {
        let name = match names.get(&telling.event) {
            Some(name) => name.clone(),
            None => names
                .entry(telling.event)
                .or_insert(store.event_id(telling.event)?)
                .clone(),
        };
        events.insert(&telling.claim, name);
    }
    let marks = records
        .document
        .diagnostics
        .iter()
        .filter(|d| d.code == "doubtful");
    let doubtful: HashSet<(usize, usize)> = marks
        .filter_map(|d| d.span.as_ref())
        .map(|s| (s.start, s.end))
        .collect();
    let all = records.claims.iter().enumerate().map(|(n, raw)| {
        let status = statuses.get(&raw.id).copied();
        Told {
            n,
            status,
            doubtful: status.is_none() && doubtful.contains(&(raw.trigger.start, raw.trigger.end)),
            event: events.get(raw.id.as_str()).cloned().flatten(),
            claim: changed.remove(&raw.id).unwrap_or_else(|| raw.clone()),
        }
    });
    Ok(all.collect())
}

/// A claim beside its text, one in doubt folded; `document` is the address that it is shown at.
pub(crate) fn card(look: &Look<'_>, told: &Told<'_>, document: &str) -> Markup {
    framed(look, told, document, told.doubtful || told.is_rejected())
}

/// A claim by itself.
pub(crate) fn open_card(look: &Look<'_>, told: &Told<'_>, document: &str) -> Markup {
    framed(look, told, document, false)
}

fn framed(look: &Look<'_>, told: &Told<'_>, document: &str, folded: bool) -> Markup {
    let show = &look.show;
    let claim = &told.claim;
    html! {
        article.told.doubtful[told.doubtful].rejected[told.is_rejected()] #(format!("k{}", claim.id)) data-claim=(claim.id) tabindex="-1" {
            @if folded {
                details {
                    summary { (heading(show, told, false)) }
                    (inside(look, told, document))
                }
            } @else {
                (heading(show, told, true))
                (inside(look, told, document))
            }
        }
    }
}

/// What a claim is, in a line; its number leads to its words, unless it stands where a press opens what is folded.
fn heading(show: &Show<'_>, told: &Told<'_>, leads: bool) -> Markup {
    let claim = &told.claim;
    let number = show.number(told.n as u64 + 1);
    html! {
        span.title {
            @if leads { a.n href=(format!("#c{}", claim.id)) title=(show.word("claim.to-text")) { (number) } } @else { span.n { (number) } }
            " "
            b { (show.name_of("type", &claim.r#type)) }
            @if let Some(mode) = &claim.mode { " · " (show.name_of("mode", mode)) }
        }
        @if claim.modality != "asserted" { " " span.modality.(claim.modality) { (show.name_of("modality", &claim.modality)) } }
        @if told.doubtful { " " span.state.doubt { (show.word("claim.doubtful")) } }
        @if let Some(status) = told.status { " " span.state.(status.name()) { (show.name_of("status", status.name())) } }
    }
}

fn inside(look: &Look<'_>, told: &Told<'_>, document: &str) -> Markup {
    let show = &look.show;
    let claim = &told.claim;
    html! {
        (facts(show, claim))
        (show.chain(&claim.attribution))
        p.about {
            (show.word("claim.confidence")) " " (confidence(show, claim.confidence))
            @if let Some(event) = &told.event { " · " a href=(format!("/events/{event}")) { (show.word("claim.to-event")) } }
            " · " a href=(format!("{document}/why/{}", claim.id)) { (show.word("claim.why")) }
        }
        (edit::judge(look, &claim.id, told.status, &format!("{document}#c{}", claim.id)))
    }
}

/// Who did what to whom, where and when, as it was read.
pub(crate) fn facts(show: &Show<'_>, claim: &Claim<'_>) -> Markup {
    html! {
        dl.slots {
            @for actor in &claim.actors {
                dt { (show.name_of("role", &actor.role)) }
                dd {
                    (outside(&actor.text, Some("ar")))
                    @let name = show.name(actor.name_ar.as_deref(), actor.name_en.as_deref());
                    @match (&actor.id, name) {
                        (Some(id), Some(name)) => { " " a.known href=(format!("/actors/{}", encoded(id))) { (name) } },
                        (_, Some(name)) => { " " span.known { (name) } },
                        (_, None) => {},
                    }
                }
            }
            @for (key, place) in [("where", &claim.place), ("place.from", &claim.from), ("place.to", &claim.to)] {
                @if let Some(place) = place { dt { (show.word(key)) } dd { (show.claim_place(place)) } }
            }
            @if let Some(time) = &claim.time { dt { (show.word("when")) } dd { (show.claim_time(time)) } }
            @for count in &claim.toll { dt { (show.word("figure")) } dd { (show.figure(count)) } }
        }
    }
}

/// Confidence as a share of a hundred, and as a bar.
pub(crate) fn confidence(show: &Show<'_>, confidence: f32) -> Markup {
    let share = (f64::from(confidence) * 100.0).round();
    html! {
        bdi { (show.digits(&format!("{share}"))) "%" } " "
        meter min="0" max="1" value=(confidence) aria-hidden="true" {}
    }
}

/// The document of a claim with this one of its claims, given to `use_it`.
pub(crate) fn with_claim<T>(
    look: &Look<'_>,
    id: &str,
    use_it: impl FnOnce(&Document, &Records<'_>, &[Told<'_>], &Told<'_>) -> Result<T, Problem>,
) -> Result<T, Problem> {
    let row = look.archive.document_of(id)?;
    let lines = look.archive.lines(&row.id)?;
    let records = Records::read(&lines)?;
    let corrected = look.archive.corrected(&row.id)?;
    let all = load(look, &row, &records, &corrected)?;
    let told = all.iter().find(|t| t.claim.id == id);
    let told = told.ok_or_else(|| Problem::missing(format!("there is no claim “{id}”")))?;
    use_it(&row, &records, &all, told)
}

/// The page of one claim, where it can be corrected.
pub(crate) fn one(look: &Look<'_>, id: &str) -> Result<Answer, Problem> {
    with_claim(look, id, |row, records, _, told| {
        let show = &look.show;
        if look.ask.form == Some("json") {
            return Ok(Answer::Data("application/json", serde_json::to_vec(&told.claim)?));
        }
        let document = format!("/documents/{}", encoded(&row.id));
        let (before, after) = around(
            &records.document.text,
            told.claim.sentence.start,
            told.claim.sentence.end,
        );
        let history = look.archive.history(Some(id))?;
        let body = html! {
            p { a href=(format!("{document}#c{id}")) { (show.word("claim.to-document")) } }
            h1 { (show.name_of("type", &told.claim.r#type)) @if let Some(mode) = &told.claim.mode { " · " (show.name_of("mode", mode)) } }
            (sentence(show, &before, &told.claim, &after))
            div.columns {
                div { (open_card(look, told, &document)) (edit::history(look, &history)) }
                aside { (edit::fields(look, &told.claim, row)) }
            }
        };
        let mut page = Page::new(show.word("claim"), "", body);
        page.forms = &["json"];
        Ok(Answer::Page(page))
    })
}

/// Code points of the text that are shown before and after a sentence.
const AROUND: usize = 300;
/// Of a sentence, so many code points are shown.
const SENTENCE: usize = 2000;

/// The text before and after a sentence that stands from one code point to another, in whole words.
pub(crate) fn around(text: &str, start: usize, end: usize) -> (String, String) {
    let from = start.saturating_sub(AROUND);
    let before = text.chars().skip(from).take(start - from);
    let mut before: String = before.collect();
    if let Some((_, whole)) = before.split_once(char::is_whitespace).filter(|_| from > 0) {
        before = format!("… {whole}");
    }
    let mut rest = text.chars().skip(end);
    let mut after: String = rest.by_ref().take(AROUND).collect();
    if rest.next().is_some() {
        let whole = after
            .rsplit_once(char::is_whitespace)
            .map_or("", |(whole, _)| whole);
        after = format!("{whole} …");
    }
    (before, after)
}

/// A claim's sentence with its trigger marked, and the text around it.
pub(crate) fn sentence(show: &Show<'_>, before: &str, claim: &Claim<'_>, after: &str) -> Markup {
    let quote = claim.sentence.quote.as_ref();
    let at = |offset: usize| {
        let within = offset.saturating_sub(claim.sentence.start);
        quote.char_indices().nth(within).map_or(quote.len(), |(at, _)| at)
    };
    let (start, end) = (at(claim.trigger.start), at(claim.trigger.end));
    let (head, rest) = quote.split_at(start.min(end));
    let (trigger, tail) = rest.split_at(end.saturating_sub(start).min(rest.len()));
    let skip = head.chars().count().saturating_sub(SENTENCE);
    let head: String = head.chars().skip(skip).collect();
    let tail: String = tail.chars().take(SENTENCE).collect();
    html! {
        blockquote.context dir="auto" lang="ar" aria-label=(show.word("claim.sentence")) {
            span.around { (still(before)) }
            span.own { (still(&head)) mark { (still(trigger)) } (still(&tail)) }
            span.around { (still(after)) }
        }
    }
}

/// Why a claim was read: its rule, and the text read again.
pub(super) fn why(look: &Look<'_>, row: &Document, id: &str) -> Result<Answer, Problem> {
    let lines = look.archive.lines(&row.id)?;
    let records = Records::read(&lines)?;
    let claim = records.claims.iter().find(|c| c.id == id);
    let claim = claim.ok_or_else(|| Problem::missing(format!("there is no claim “{id}”")))?;
    let page = records.document.page();
    let at = |offset: usize| {
        let mut places = page.text.char_indices();
        places.nth(offset).map_or(page.text.len(), |(at, _)| at)
    };
    let trigger = Span::new(at(claim.trigger.start), at(claim.trigger.end));
    let reader = &look.app.settings.reader;
    let kind = EventType::from_name(&claim.r#type);
    let derivation = kind.and_then(|kind| reader.explain_claim(&page, trigger, kind));
    let threshold = kind.and_then(|kind| reader.threshold(kind, stands_alone(&page)));
    let (before, after) = around(&records.document.text, claim.sentence.start, claim.sentence.end);
    let show = &look.show;
    let body = html! {
        p { a href=(format!("/documents/{}#c{id}", encoded(&row.id))) { (show.word("claim.to-document")) } }
        h1 { (show.word("claim.why")) }
        (sentence(show, &before, claim, &after))
        dl.facts {
            div { dt { (show.word("type")) } dd { (show.name_of("type", &claim.r#type)) } }
            div { dt { (show.word("rule")) } dd { a href=(format!("/rules?type={}#{}", claim.r#type.to_lowercase(), claim.rule)) { (code(&claim.rule)) } } }
            div { dt { (show.name_of("mark", "trigger")) } dd { (outside(&claim.trigger.quote, Some("ar"))) } }
            div { dt { (show.word("confidence")) } dd { (confidence(show, claim.confidence)) } }
            @if let Some(threshold) = threshold { div { dt { (show.word("threshold")) } dd { (confidence(show, threshold)) } } }
        }
        (facts(show, claim))
        h2 { (show.word("derivation")) }
        p.hint { (show.word("derivation.hint")) }
        @match &derivation {
            None => p.warning { (show.word("derivation.none")) },
            Some(derivation) => {
                (steps(show, &derivation.claim))
                details { summary { (show.word("derivation.sentence")) } (steps(show, &derivation.sentence)) }
            },
        }
    };
    Ok(Answer::Page(Page::new(show.word("claim.why"), "", body)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_text_around_a_sentence_is_not_cut_within_a_word() {
        let text = format!("{}. هنا. {}", "كلمة ".repeat(99).trim_end(), "ثلاثة ".repeat(99));
        let start = text.chars().position(|c| c == 'ه').unwrap_or_default();
        let (before, after) = around(&text, start, start + 4);
        let mut words = before.trim_end_matches(['.', ' ']).split(' ');
        assert_eq!(words.next(), Some("…"));
        assert!(words.all(|w| w == "كلمة"), "{before}");
        let words = after.trim().strip_suffix(" …").unwrap_or_default();
        assert!(words.split(' ').all(|w| w == "ثلاثة"), "{after}");
        assert_eq!(
            around("قبل. هنا. بعد", 5, 9),
            ("قبل. ".to_owned(), " بعد".to_owned())
        );
    }
}
