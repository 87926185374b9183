//! What was found, counted by what it can be narrowed by; and what it is narrowed by, to be taken away again.

use super::finding::{KEPT, NAMED};
use crate::ask::Ask;
use crate::routes::Look;
use crate::show::{Show, code, outside};
use maud::{Markup, html};
use musnad_knowledge::{Entry, Knowledge};
use musnad_search::{Facet, FacetCounts};

/// So many values of a facet stand open; the others behind a fold.
const OPEN: usize = 8;
/// The most values of one facet.
const SHOWN: usize = 40;
/// What narrows and is no list of values.
const SINGLE: &[&str] = &["q", "from", "to", "box", "updated_since"];

/// The name of a facet's value in the reader's language; nothing for values that are found by but stand for no name.
pub(crate) fn value(look: &Look<'_>, facet: Facet, value: &str) -> Option<Markup> {
    let show = &look.show;
    let of = match facet {
        Facet::Type => "type",
        Facet::Mode => "mode",
        Facet::Modality => "modality",
        Facet::Grade => "grade",
        Facet::SourceKind => "kind",
        Facet::Status => "status",
        Facet::Outlet => return Some(outside(value, Some("ar"))),
        Facet::Actor | Facet::Recipient | Facet::Source | Facet::Place | Facet::Country => {
            return name(show, look.app.settings.reader.knowledge(), value);
        }
        Facet::Story | Facet::Event | Facet::Document => return Some(code(value)),
    };
    let known = show.name_of(of, value);
    Some(html! { (known) })
}

/// The name that the registries have for an id or a country's code; nothing for a part of a country.
pub(crate) fn name(show: &Show<'_>, knowledge: &Knowledge, id: &str) -> Option<Markup> {
    let (ar, en) = names(knowledge, id)?;
    Some(show.name(ar, en).unwrap_or_else(|| code(id)))
}

/// The same in Arabic and in English, as far as there is one.
pub(crate) fn names<'k>(knowledge: &'k Knowledge, id: &str) -> Option<(Option<&'k str>, Option<&'k str>)> {
    if id.contains('/') {
        return None;
    }
    if let Some(country) = knowledge.country_by_code(id) {
        return Some((Some(country.name_ar), country.name_en));
    }
    // what stands for no country among codes (ontology.toml: `IGO`)
    if id.len() == 3 && id.bytes().all(|b| b.is_ascii_uppercase()) {
        return None;
    }
    // an outlet that is quoted stands by its bare id
    let entry = knowledge
        .by_id(id)
        .or_else(|| knowledge.by_id(&format!("outlet:{id}")));
    Some(match entry {
        Some(Entry::Place(n)) => (knowledge.place(n).name_ar, knowledge.place(n).name_en),
        Some(Entry::Outlet(n)) => (knowledge.outlet(n).name_ar, knowledge.outlet(n).name_en),
        _ => {
            let actor = knowledge.actor_by_id(id);
            actor.map_or((None, None), |a| (a.name_ar, a.name_en))
        }
    })
}

/// What was found by its facets, each value a link that narrows to it, or no longer does.
pub(crate) fn aside(look: &Look<'_>, facets: &[FacetCounts]) -> Markup {
    let show = &look.show;
    let shown = facets.iter().filter_map(|counts| {
        let asked = look.ask.all(counts.facet.name());
        let values: Vec<_> = counts
            .values
            .iter()
            .filter_map(|(v, n)| Some((v, *n, value(look, counts.facet, v)?, asked.contains(v))))
            .take(SHOWN)
            .collect();
        (!values.is_empty()).then_some((counts.facet, values))
    });
    html! {
        @for (facet, values) in shown {
            @let (open, rest) = values.split_at(values.len().min(OPEN));
            section.facet {
                h3 { (show.name_of("facet", facet.name())) }
                ul { @for v in open { (line(look, facet, v)) } }
                @if !rest.is_empty() {
                    details { summary { (show.word("more")) } ul { @for v in rest { (line(look, facet, v)) } } }
                }
            }
        }
    }
}

fn line(look: &Look<'_>, facet: Facet, (value, n, name, on): &(&String, u64, Markup, bool)) -> Markup {
    html! {
        li {
            a href=(look.ask.toggled(facet.name(), value)) aria-current=[on.then_some("true")] { (name) }
            " " small { (look.show.number(*n)) }
        }
    }
}

/// What is filtered, each a link that takes it away.
pub(crate) fn chips(look: &Look<'_>) -> Markup {
    let (show, ask) = (&look.show, look.ask);
    let mut chips: Vec<(&str, Markup, String)> = Vec::new();
    for facet in KEPT.iter().chain(NAMED) {
        for one in ask.all(facet.name()) {
            let name = value(look, *facet, &one).unwrap_or_else(|| code(&one));
            chips.push((facet.name(), name, ask.toggled(facet.name(), &one)));
        }
    }
    for name in SINGLE {
        if let Some(value) = ask.get(name).filter(|_| !(*name == "q" && ask.path == "/search")) {
            let shown = match *name {
                "from" | "to" => html! { (show.day(value)) },
                "q" => outside(value, None),
                _ => code(value),
            };
            chips.push((name, shown, ask.address(None, &[(name, ""), ("cursor", "")])));
        }
    }
    html! {
        @if !chips.is_empty() {
            ul.chips aria-label=(show.word("filtered")) {
                @for (name, value, without) in &chips {
                    li {
                        small { (show.name_of("facet", name)) } " " (value) " "
                        a href=(without) aria-label=(show.word("take-away")) title=(show.word("take-away")) { "×" }
                    }
                }
                li { a href=(cleared(ask)) { (show.word("take-all-away")) } }
            }
        }
    }
}

/// The address without what narrows.
fn cleared(ask: &Ask) -> String {
    let lists = KEPT.iter().chain(NAMED).map(|f| f.name());
    let all = lists.chain(SINGLE.iter().copied()).chain(["cursor", "all"]);
    let changes: Vec<(&str, &str)> = all.map(|n| (n, "")).collect();
    ask.address(None, &changes)
}

/// What stands in an address besides `but`, to be sent along by a form.
pub(crate) fn kept(ask: &Ask, but: &[&str]) -> Markup {
    let pairs = ask
        .pairs
        .iter()
        .filter(|(n, v)| !v.is_empty() && n != "cursor" && !but.contains(&n.as_str()));
    html! { @for (name, value) in pairs { input type="hidden" name=(name) value=(value); } }
}
