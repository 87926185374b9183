//! Stories: what happened to be told in one thread of documents, and by whom.

use super::{event, finding, map};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::layout::Page;
use crate::problem::Problem;
use crate::routes::Look;
use crate::show::{Show, code, encoded, outside};
use maud::{Markup, html};
use musnad_archive::store::{Document, Store};
use musnad_archive::{Brief, Thread};
use musnad_record::event::Story;
use musnad_search::{Facet, Kind, Query};
use musnad_story::Policy;
use std::collections::{HashMap, HashSet};

/// So many stories stand on one page.
const PAGE: usize = 20;
/// So many events of a story are shown whole, those with the most tellings, as long as they have no more tellings than
/// so many together; the first is in any case.
const WHOLE: usize = 6;
const TELLINGS: i64 = 120;
/// So many more stand in a line each; behind them is a link to all.
const LINES: usize = 30;
/// Of a long thread, so many documents at its beginning and so many at its end are shown, and between them a link to all.
const FIRST: usize = 10;
const LAST: usize = 40;

/// A story in a list: its id, and its latest document.
type Newest = (String, Document);

/// Stories whose latest document was published before the one named, the latest first.
pub(crate) fn newest(
    look: &Look<'_>,
    before: Option<(i64, i64)>,
    most: usize,
) -> Result<Vec<Newest>, Problem> {
    let store = look.archive.store();
    let mut out = Vec::new();
    for document in store.newest(before, most)? {
        let id = document.story.map(|story| store.story_id(story)).transpose()?;
        out.extend(id.flatten().map(|id| (id, document)));
    }
    Ok(out)
}

/// All stories, the one that moved last first.
pub(crate) fn list(look: &Look<'_>) -> Result<Answer, Problem> {
    let show = &look.show;
    let before = match look.ask.get("cursor") {
        Some(cursor) => {
            Some(place(cursor).ok_or_else(|| Problem::wrong("cursor: not a place where a page ended"))?)
        }
        None => None,
    };
    let stories = newest(look, before, PAGE)?;
    if look.ask.form == Some("json") {
        let ids = stories.iter().map(|(id, _)| look.archive.story(id));
        let stories: Vec<Story> = ids.collect::<Result<_, _>>()?;
        return Ok(Answer::Data("application/json", serde_json::to_vec(&stories)?));
    }
    let next = stories
        .last()
        .filter(|_| stories.len() == PAGE)
        .map(|(_, d)| format!("{}.{}", d.time, d.n));
    let body = html! {
        h1 { (show.word("stories")) }
        (cards(look, &stories)?)
        @if let Some(next) = next {
            p.more { a rel="next" href=(look.ask.address(None, &[("cursor", &next)])) { (show.word("earlier")) } }
        }
    };
    let mut page = Page::new(show.word("stories"), "/stories", body);
    page.forms = &["json"];
    Ok(Answer::Page(page))
}

/// Where a page ended.
fn place(cursor: &str) -> Option<(i64, i64)> {
    let (time, n) = cursor.split_once('.')?;
    Some((time.parse().ok()?, n.parse().ok()?))
}

/// Stories in a list.
pub(crate) fn cards(look: &Look<'_>, stories: &[Newest]) -> Result<Markup, Problem> {
    let show = &look.show;
    let mut shown = Vec::new();
    for (id, _) in stories {
        let thread = look.archive.thread(id)?;
        let documents = &thread.documents;
        let outlets: HashSet<&str> = documents.iter().filter_map(|d| d.outlet.as_deref()).collect();
        let own: HashSet<i64> = documents.iter().map(|d| d.n).collect();
        let copies = documents
            .iter()
            .filter(|d| d.copy_of.is_some_and(|of| own.contains(&of)));
        let copies = copies.count() as u64;
        shown.push(html! {
            li.card {
                h3 { a href=(format!("/stories/{id}")) { (title(show, id, &thread)) } }
                p.about {
                    (show.count("n.documents", documents.len() as u64))
                    @if copies > 0 { " · " (show.count("n.copies", copies)) }
                    " · " (show.count("n.outlets", outlets.len() as u64))
                    " · " (show.count("n.events", thread.events.len() as u64))
                }
                @if let Some(last) = documents.last().and_then(|d| d.published.as_deref()) { p.when { (show.moment(last)) } }
            }
        });
    }
    Ok(html! {
        @if shown.is_empty() { p.hint { (show.word("stories.none")) } }
        ul.cards { @for card in shown { (card) } }
    })
}

/// The title of a story: that of its first document.
fn titled(thread: &Thread) -> Option<&str> {
    let first = thread.documents.first().and_then(|d| d.title.as_deref());
    first.filter(|t| !t.is_empty())
}

fn title(show: &Show<'_>, id: &str, thread: &Thread) -> Markup {
    match titled(thread) {
        Some(title) => outside(title, Some("ar")),
        None => html! { (show.word("untitled")) " " (code(id)) },
    }
}

/// One story.
pub(crate) fn one(look: &Look<'_>, id: &str) -> Result<Answer, Problem> {
    if look.ask.form == Some("json") {
        let story = look.archive.story(id)?;
        return Ok(Answer::Data("application/json", serde_json::to_vec(&story)?));
    }
    let show = &look.show;
    let thread = look.archive.thread(id)?;
    let events = most_told(look, &thread)?;
    let (whole, rest) = events.split_at(whole(&events));
    let mut sections = Vec::new();
    for (n, _) in whole {
        if let Some(id) = look.archive.store().event_id(*n)? {
            sections.push(event::section(look, &id)?);
        }
    }
    let lines = briefs(look, &rest[..rest.len().min(LINES)])?;
    let asked = events_of(look.ask, id);
    let there = Look { ask: &asked, ..*look };
    let published = |document: Option<&Document>| document.and_then(|d| d.published.clone());
    let body = html! {
        h1 { (title(show, id, &thread)) }
        p.about {
            (show.count("n.documents", thread.documents.len() as u64)) " · " (show.count("n.events", events.len() as u64))
            @if let (Some(first), Some(last)) = (published(thread.documents.first()), published(thread.documents.last())) {
                " · " (show.moment(&first)) @if first != last { " – " (show.moment(&last)) }
            }
        }
        div.columns {
            div {
                @for section in &sections { (section) }
                @if !lines.is_empty() {
                    section {
                        h2 { (show.word("events.other")) }
                        ul.events {
                            @for Brief { event, tellings, .. } in &lines {
                                li {
                                    a href=(format!("/events/{}", event.id)) { (show.event_title(event)) }
                                    " · " (show.count("n.tellings", *tellings as u64))
                                }
                            }
                        }
                        @if rest.len() > lines.len() {
                            p.more { a href=(asked.address(None, &[])) { (show.word("events.all")) } }
                        }
                    }
                }
            }
            aside {
                (map::map(show, look.app.settings.reader.knowledge(), &map::spots(&there, &places(&there)?), &asked, map::NARROW))
                h2 { (show.word("thread")) }
                (documents(show, id, &thread.documents))
            }
        }
    };
    let title = titled(&thread).unwrap_or(id);
    let mut page = Page::new(title, "/stories", body);
    page.forms = &["json"];
    Ok(Answer::Page(page))
}

/// The events of a story, each with how many claims tell it: what most tell first; among equals, in the order of the
/// story.
fn most_told(look: &Look<'_>, thread: &Thread) -> Result<Vec<(i64, i64)>, Problem> {
    let counts: HashMap<i64, i64> = look.archive.store().told_in(thread.n)?.into_iter().collect();
    let count = |n: &i64| (*n, counts.get(n).copied().unwrap_or_default());
    let mut events: Vec<(i64, i64)> = thread.events.iter().map(count).collect();
    events.sort_by_key(|(_, tellings)| std::cmp::Reverse(*tellings));
    Ok(events)
}

/// How many of these events are shown whole.
fn whole(events: &[(i64, i64)]) -> usize {
    let mut together = 0;
    let fits = events.iter().take(WHOLE).take_while(|(_, tellings)| {
        let is_first = together == 0;
        together += tellings;
        is_first || together <= TELLINGS
    });
    fits.count()
}

/// Events in a line each, as the index has them; what is not in it yet as the archive has it.
fn briefs(look: &Look<'_>, events: &[(i64, i64)]) -> Result<Vec<Brief>, Problem> {
    let mut ids = Vec::new();
    for (n, _) in events {
        ids.extend(look.archive.store().event_id(*n)?);
    }
    let mut known: HashMap<String, Brief> = HashMap::new();
    if let Ok(search) = look.app.search() {
        let briefs = search.briefs(ids.clone())?;
        known.extend(briefs.into_iter().map(|brief| (brief.event.id.clone(), brief)));
    }
    let brief = |id: String| match known.remove(&id) {
        Some(brief) => Ok(brief),
        None => Ok(Brief::of(&look.archive.event(&id, Policy::Latest)?, "")),
    };
    ids.into_iter().map(brief).collect()
}

/// The places of the events that `look` asks for, each with how many; none where there is no index.
fn places(look: &Look<'_>) -> Result<Vec<(String, u64)>, Problem> {
    let Ok(search) = look.app.search() else {
        return Ok(Vec::new());
    };
    let query = Query {
        size: 0,
        values: map::PLACES,
        ..finding::query(look, Some(Kind::Event), &[Facet::Place])?
    };
    let counts = search.ask(&query)?.facets.pop();
    Ok(counts.map(|facet| facet.values).unwrap_or_default())
}

/// A look at the events of a story: where circles of its map lead, and the link to all.
fn events_of(ask: &Ask, id: &str) -> Ask {
    Ask {
        path: "/events".to_owned(),
        pairs: vec![("story".to_owned(), id.to_owned())],
        ..ask.clone()
    }
}

/// The documents of a story in the order of publication, copies folded under what they copied.
fn documents(show: &Show<'_>, id: &str, documents: &[Document]) -> Markup {
    let known: HashMap<i64, Option<i64>> = documents.iter().map(|d| (d.n, d.copy_of)).collect();
    let original = |n: i64| {
        known
            .get(&n)
            .copied()
            .flatten()
            .filter(|of| known.contains_key(of))
    };
    let mut copies: HashMap<i64, Vec<&Document>> = HashMap::new();
    let mut own = Vec::new();
    for document in documents {
        // a copy of a copy stands with the others; chains end somewhere
        let chain = std::iter::successors(original(document.n), |of| original(*of));
        match chain.take(32).last() {
            Some(of) => copies.entry(of).or_default().push(document),
            None => own.push(document),
        }
    }
    let (first, between) = match own.len() <= FIRST + LAST {
        true => (own.len(), 0),
        false => (FIRST, own.len() - FIRST - LAST),
    };
    let all = |documents: &[&Document]| {
        html! {
            @for document in documents {
                li {
                    (line(show, document))
                    @if let Some(copies) = copies.get(&document.n) {
                        details {
                            summary { (show.count("n.copies", copies.len() as u64)) }
                            ul { @for copy in copies { li { (line(show, copy)) } } }
                        }
                    }
                }
            }
        }
    };
    html! {
        ol.thread {
            (all(&own[..first]))
            @if between > 0 {
                li.between { a href=(format!("/documents?story={id}&sort=oldest")) { (show.count("n.between", between as u64)) } }
            }
            (all(&own[first + between..]))
        }
    }
}

fn line(show: &Show<'_>, document: &Document) -> Markup {
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn as_many_events_are_shown_whole_as_have_not_too_many_tellings() {
        let of = |tellings: &[i64]| whole(&(1..).zip(tellings.iter().copied()).collect::<Vec<_>>());
        assert_eq!(of(&[]), 0);
        assert_eq!(of(&[3, 2, 1]), 3);
        assert_eq!(of(&[2; 20]), WHOLE);
        assert_eq!(of(&[TELLINGS + 90, 1]), 1, "the first in any case");
        assert_eq!(of(&[TELLINGS - 20, 15, 10, 1]), 2);
    }
}
