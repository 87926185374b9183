//! How good the readings are, as `musnad eval` measures them on articles that were coded by hand.

use crate::answer::Answer;
use crate::layout::Page;
use crate::problem::Problem;
use crate::routes::Look;
use crate::show::{Show, code};
use crate::words::Language;
use maud::{Markup, html};
use serde_json::Value;

/// The figures on the half that rules were made with, and on the half that they were not.
const FIGURES: [&str; 2] = [
    include_str!("../../../../data/quality/dev.json"),
    include_str!("../../../../data/quality/test.json"),
];

/// The side of the plot.
const SIDE: f64 = 260.0;
const MARGIN: f64 = 34.0;

pub(crate) fn page(look: &Look<'_>) -> Result<Answer, Problem> {
    if look.ask.form == Some("json") {
        let [dev, test] = FIGURES;
        return Ok(Answer::Data(
            "application/json",
            format!("{{\"dev\": {dev}, \"test\": {test}}}").into_bytes(),
        ));
    }
    let show = &look.show;
    let parts: Vec<Value> = FIGURES
        .iter()
        .map(|f| serde_json::from_str(f))
        .collect::<Result<_, _>>()?;
    let [dev, test] = &parts[..] else {
        return Err(Problem::broken());
    };
    let names = test["figures"]
        .as_object()
        .into_iter()
        .flatten()
        .map(|(name, _)| name);
    let body = html! {
        h1 { (show.word("way.quality")) }
        p { (show.word("quality.about")) }
        p.about { (show.word("quality.scorer")) " " (code(test["scorer"].as_str().unwrap_or_default())) }
        section {
            h2 { (show.word("quality.calibration")) }
            p { (show.word("quality.calibration.about")) }
            (plot(show, &test["calibration"]))
        }
        div.wide { table.figures.stacked {
            thead { tr {
                th scope="col" { (show.word("quality.figure")) }
                th scope="col" { (show.word("quality.test")) }
                th scope="col" { (show.word("quality.answers")) }
                th scope="col" { (show.word("quality.dev")) }
            } }
            tbody {
                @for name in names {
                    tr {
                        th scope="row" { (name_of(show, name)) " " small { (code(name)) } }
                        td data-label=(show.word("quality.test")) { (figure(show, &test["figures"][name]["figure"])) }
                        td data-label=(show.word("quality.answers")) { (show.number(test["figures"][name]["answers"].as_u64().unwrap_or_default())) }
                        td data-label=(show.word("quality.dev")) { (figure(show, &dev["figures"][name]["figure"])) }
                    }
                }
            }
        } }
    };
    let mut page = Page::new(show.word("way.quality"), "/quality", body);
    page.forms = &["json"];
    Ok(Answer::Page(page))
}

/// What a figure is called: one of a type by the type.
fn name_of(show: &Show<'_>, figure: &str) -> String {
    match figure.strip_prefix("type.") {
        Some(kind) => format!("{}: {}", show.word("figure.type"), show.name_of("type", kind)),
        None => show.name_of("figure", figure),
    }
}

fn figure(show: &Show<'_>, value: &Value) -> Markup {
    html! { bdi dir="ltr" { (value.as_f64().map(|f| show.digits(&format!("{f:.3}"))).unwrap_or_default()) } }
}

/// What confidence claims carry against the share of them that is right: a scorer that knows how sure it may be stays
/// on the diagonal.
fn plot(show: &Show<'_>, bins: &Value) -> Markup {
    let reversed = show.words.language == Language::Arabic;
    let x = |share: f64| {
        let share = if reversed { 1.0 - share } else { share };
        MARGIN + share * (SIDE - 2.0 * MARGIN)
    };
    let y = |share: f64| SIDE - MARGIN - share * (SIDE - 2.0 * MARGIN);
    let bins = bins.as_array().map_or(&[][..], Vec::as_slice);
    html! {
        svg.plot viewBox=(format!("0 0 {SIDE} {SIDE}")) role="img" aria-label=(show.word("quality.calibration")) {
            line.grid x1=(x(0.0)) y1=(y(0.0)) x2=(x(1.0)) y2=(y(1.0)) {}
            @for mark in [0.0, 0.5, 1.0] {
                text x=(x(mark)) y=(SIDE - 14.0) { (show.digits(&format!("{mark:.1}"))) }
                text x=(x(0.0) + if reversed { 18.0 } else { -18.0 }) y=(y(mark) + 4.0) { (show.digits(&format!("{mark:.1}"))) }
            }
            @for bin in bins {
                @let (carried, right) = (bin["carried"].as_f64().unwrap_or(0.0), bin["right"].as_f64().unwrap_or(0.0));
                @let many = bin["candidates"].as_f64().unwrap_or(0.0);
                @if many > 0.0 {
                    circle cx=(format!("{:.1}", x(carried))) cy=(format!("{:.1}", y(right))) r=(format!("{:.1}", 2.0 + many.sqrt() / 2.0)) {
                        title { (show.digits(&format!("{carried:.2} → {right:.2} ({many})"))) }
                    }
                }
            }
        }
    }
}
