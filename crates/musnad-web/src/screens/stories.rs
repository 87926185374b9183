//! Stories: what happened to be told in one thread of documents, and by whom.

use super::{event, map};
use crate::answer::Answer;
use crate::ask::Ask;
use crate::layout::Page;
use crate::problem::Problem;
use crate::routes::Look;
use crate::show::{Show, code, encoded, outside};
use maud::{Markup, html};
use musnad_archive::store::{Document, Store};
use musnad_record::event::{Event, Member, Story};
use musnad_story::Policy;

/// So many stories stand on one page.
const PAGE: usize = 20;
/// Documents that are looked through at once for stories.
const LOOKED: usize = 200;
/// So many events of a story are shown whole, those with the most tellings; the others in a line each.
const WHOLE: usize = 6;

/// A story in a list: its id, and the number and time of its latest document.
type Newest = (String, Document);

/// Stories whose latest document was published before the one named, the latest first.
pub(crate) fn newest(
    look: &Look<'_>,
    mut before: Option<(i64, i64)>,
    most: usize,
) -> Result<Vec<Newest>, Problem> {
    let store = look.archive.store();
    let mut out = Vec::new();
    loop {
        let documents = store.latest(before, LOOKED)?;
        for document in &documents {
            let Some(story) = document.story else { continue };
            let at = |d: &Document| (d.time, d.n);
            let last = store.members(story)?.iter().map(at).max();
            if last == Some(at(document)) {
                out.extend(store.story_id(story)?.map(|id| (id, document.clone())));
            }
            if out.len() == most {
                return Ok(out);
            }
        }
        match documents.last() {
            Some(last) => before = Some((last.time, last.n)),
            None => return Ok(out),
        }
    }
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
        let story = look.archive.story(id)?;
        let mut outlets: Vec<&str> = story
            .documents
            .iter()
            .filter_map(|d| d.outlet.as_deref())
            .collect();
        outlets.sort_unstable();
        outlets.dedup();
        let copies = story.documents.iter().filter(|d| d.copy_of.is_some()).count();
        shown.push(html! {
            li.card {
                h3 { a href=(format!("/stories/{id}")) { (title(show, &story)) } }
                p.about {
                    (show.count("n.documents", story.documents.len() as u64))
                    @if copies > 0 { " · " (show.count("n.copies", copies as u64)) }
                    " · " (show.count("n.outlets", outlets.len() as u64))
                    " · " (show.count("n.events", story.events.len() as u64))
                }
                @if let Some(last) = &story.last { p.when { (show.moment(last)) } }
            }
        });
    }
    Ok(html! {
        @if shown.is_empty() { p.hint { (show.word("stories.none")) } }
        ul.cards { @for card in shown { (card) } }
    })
}

fn title(show: &Show<'_>, story: &Story) -> Markup {
    match story.title.as_deref().filter(|t| !t.is_empty()) {
        Some(title) => outside(title, Some("ar")),
        None => html! { (show.word("untitled")) " " (code(&story.id)) },
    }
}

/// One story.
pub(crate) fn one(look: &Look<'_>, id: &str) -> Result<Answer, Problem> {
    let story = look.archive.story(id)?;
    if look.ask.form == Some("json") {
        return Ok(Answer::Data("application/json", serde_json::to_vec(&story)?));
    }
    let show = &look.show;
    let mut events: Vec<Event> = Vec::new();
    for id in &story.events {
        events.push(look.archive.event(id, Policy::Latest)?);
    }
    // what most tell comes first; among equals, in the order of the story
    events.sort_by_key(|e| std::cmp::Reverse(e.tellings.len()));
    let (whole, rest) = events.split_at(events.len().min(WHOLE));
    let mut sections = Vec::new();
    for event in whole {
        sections.push(event::section(look, &event.id)?);
    }
    let body = html! {
        h1 { (title(show, &story)) }
        p.about {
            (show.count("n.documents", story.documents.len() as u64)) " · " (show.count("n.events", story.events.len() as u64))
            @if let (Some(first), Some(last)) = (&story.first, &story.last) {
                " · " (show.moment(first)) @if first != last { " – " (show.moment(last)) }
            }
        }
        div.columns {
            div {
                @for section in &sections { (section) }
                @if !rest.is_empty() {
                    section {
                        h2 { (show.word("events.other")) }
                        ul.events {
                            @for event in rest {
                                li {
                                    a href=(format!("/events/{}", event.id)) { (show.event_title(event)) }
                                    " · " (show.count("n.tellings", event.tellings.len() as u64))
                                }
                            }
                        }
                    }
                }
            }
            aside {
                (map::map(show, look.app.settings.reader.knowledge(), &map::of_events(show, &events), &events_of(look.ask, id), map::NARROW))
                h2 { (show.word("thread")) }
                (thread(show, &story.documents))
            }
        }
    };
    let mut page = Page::new(
        story.title.clone().unwrap_or_else(|| story.id.clone()),
        "/stories",
        body,
    );
    page.forms = &["json"];
    Ok(Answer::Page(page))
}

/// A look at the events of a story: where circles of its map lead that stand for several places.
fn events_of(ask: &Ask, id: &str) -> Ask {
    Ask {
        path: "/events".to_owned(),
        pairs: vec![("story".to_owned(), id.to_owned())],
        ..ask.clone()
    }
}

/// The documents of a story in the order of publication, copies folded under what they copied.
fn thread(show: &Show<'_>, documents: &[Member]) -> Markup {
    let copies = |of: &Member| -> Vec<&Member> {
        documents
            .iter()
            .filter(|d| d.copy_of.as_deref() == Some(&of.document))
            .collect()
    };
    let known = |id: &str| documents.iter().any(|d| d.document == id);
    let own = documents
        .iter()
        .filter(|d| !d.copy_of.as_deref().is_some_and(known));
    html! {
        ol.thread {
            @for document in own {
                li {
                    (line(show, document))
                    @let copies = copies(document);
                    @if !copies.is_empty() {
                        details {
                            summary { (show.count("n.copies", copies.len() as u64)) }
                            ul { @for copy in copies { li { (line(show, copy)) } } }
                        }
                    }
                }
            }
        }
    }
}

fn line(show: &Show<'_>, document: &Member) -> Markup {
    html! {
        @if let Some(published) = &document.published { span.when { (show.moment(published)) } " " }
        @if let Some(outlet) = &document.outlet { b { (outside(outlet, Some("ar"))) } " " }
        a href=(format!("/documents/{}", encoded(&document.document))) {
            @match document.title.as_deref().filter(|t| !t.is_empty()) {
                Some(title) => (outside(title, Some("ar"))),
                None => (code(&document.document)),
            }
        }
    }
}
