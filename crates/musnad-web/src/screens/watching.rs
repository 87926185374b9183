//! How outlets fare that are watched: when they last answered and published, what fails, who has fallen silent.

use crate::outside::{Unfetched, Watched};
use crate::routes::Look;
use crate::show::Show;
use jiff::Timestamp;
use maud::{Markup, html};
use serde_json::{Value, json};

/// The outlets that are watched; nothing where no watch is known.
pub(crate) fn all(look: &Look<'_>) -> Option<Vec<Watched>> {
    let settings = &look.app.settings;
    settings.outside.watched((settings.now)())
}

/// How one fares, for programs.
pub(crate) fn data(one: &Watched) -> Value {
    let moment = |at: Option<Timestamp>| at.map(|at| format!("{at:.0}"));
    json!({
        "answered": moment(one.answered), "published": moment(one.published), "silent": one.silent,
        "sources": one.sources, "failing": one.failing, "failures_24h": one.failures,
        "last_failure": one.failed.as_ref().map(|(at, why)| json!({ "at": moment(Some(*at)), "code": why.code, "message": why.message })),
        "pages": one.pages, "waiting": one.waiting, "changes": one.changes, "median_delay_seconds": one.delay,
    })
}

/// How one of a list fares, in a line.
pub(crate) fn line(show: &Show<'_>, all: &[Watched], outlet: &str) -> Markup {
    html! {
        @match all.iter().find(|w| w.outlet == outlet) {
            None => (show.word("watch.not")),
            Some(one) => {
                (state(show, one))
                @if let Some(at) = one.answered { (show.moment(&format!("{at:.0}"))) }
            },
        }
    }
}

/// What is wrong with one, if something is.
fn state(show: &Show<'_>, one: &Watched) -> Markup {
    html! {
        @if one.sources > 0 && one.failing == one.sources { span.state.doubt { (show.word("watch.fails")) } " " }
        @if one.silent { span.state.doubt { (show.word("watch.silent")) } " " }
    }
}

/// How one fares.
pub(crate) fn section(show: &Show<'_>, is_watch: bool, one: Option<&Watched>) -> Markup {
    let moment = |at: Option<Timestamp>| html! { @match at { Some(at) => (show.moment(&format!("{at:.0}"))), None => (show.word("never")) } };
    html! {
        section.watch {
            h2 { (show.word("watch")) }
            @match one {
                None => p.hint { (show.word(if is_watch { "watch.not" } else { "watch.none" })) },
                Some(one) => {
                    p { (state(show, one)) }
                    dl.facts {
                        div { dt { (show.word("watch.answered")) } dd { (moment(one.answered)) } }
                        div { dt { (show.word("watch.published")) } dd { (moment(one.published)) } }
                        div { dt { (show.word("watch.sources")) } dd { (show.number(one.failing.into())) " / " (show.number(one.sources.into())) } }
                        div { dt { (show.word("watch.failures")) } dd { (show.number(one.failures.into())) } }
                        div { dt { (show.word("watch.pages")) } dd.between { (show.number(one.pages.into())) " · " (show.number(one.waiting.into())) " · " (show.number(one.changes.into())) } }
                        @if let Some(seconds) = one.delay { div { dt { (show.word("watch.delay")) } dd { (span(show, seconds)) } } }
                    }
                    @if let Some((at, why)) = &one.failed {
                        p { span.key { (show.word("watch.failed")) ":" } " " (moment(Some(*at))) " · " (failure(show, why)) }
                    }
                },
            }
        }
    }
}

/// Why something was not had.
pub(crate) fn failure(show: &Show<'_>, why: &Unfetched) -> Markup {
    html! {
        (show.name_of("fetch", &why.code)) " "
        small { (crate::detail::shown(show.words.language, &why.message)) }
    }
}

/// So many seconds, in the unit that suits them.
fn span(show: &Show<'_>, seconds: i64) -> String {
    let seconds = u64::try_from(seconds).unwrap_or(0);
    match seconds {
        172_800.. => show.count("n.days", seconds / 86_400),
        7_200.. => show.count("n.hours", seconds / 3_600),
        _ => show.count("n.minutes", seconds.div_ceil(60)),
    }
}
