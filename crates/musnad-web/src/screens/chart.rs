//! The toll as a chart: figures over time, each a link to its sentence. The axis of time runs in reading direction.

use super::event::telling_address;
use crate::show::Show;
use crate::words::Language;
use maud::{Markup, html};
use musnad_record::event::{Line, Toll};
use musnad_story::seconds;

/// The drawing is as wide as its place, in hundredths, and so many pixels high: points and letters keep their size.
const WIDTH: f64 = 100.0;
const HEIGHT: f64 = 200.0;
/// Room for labels: at the sides (in hundredths), above and below.
const SIDE: f64 = 8.0;
/// Room between an axis and the points nearest to it.
const GAP: f64 = 3.0;
const TOP: f64 = 12.0;
const FOOT: f64 = 28.0;
/// Marks on the axis of figures.
const STEPS: u64 = 4;

/// A chart of what was said of one outcome; nothing where fewer than two figures have a time.
pub(super) fn toll(show: &Show<'_>, toll: &Toll) -> Markup {
    let timed: Vec<(i64, &Line)> = toll
        .lines
        .iter()
        .filter_map(|l| Some((l.published.as_deref().and_then(seconds)?, l)))
        .collect();
    let (Some(first), Some(last)) = (timed.iter().map(|t| t.0).min(), timed.iter().map(|t| t.0).max()) else {
        return html! {};
    };
    if timed.len() < 2 {
        return html! {};
    }
    let most = timed
        .iter()
        .filter_map(|(_, l)| high(l))
        .max()
        .unwrap_or(1)
        .max(1);
    let step = step(most);
    let top = most.div_ceil(step) * step;
    let axes = Axes {
        first,
        last,
        top,
        reversed: show.words.language == Language::Arabic,
    };
    let marks = (0..=top / step).map(|n| n * step);
    let start = if axes.reversed {
        WIDTH - SIDE + 1.5
    } else {
        SIDE - 1.5
    };
    html! {
        svg.chart height=(HEIGHT) role="group" aria-label=(show.name_of("outcome", &toll.outcome)) {
            @for mark in marks {
                @let y = axes.y(mark);
                line.grid x1=(share(SIDE)) x2=(share(WIDTH - SIDE)) y1=(y) y2=(y) {}
                text.mark.reversed[axes.reversed] x=(share(start)) y=(y + 4.0) { (show.digits(&mark.to_string())) }
            }
            @for (time, label) in days(first, last) {
                text.day x=(share(axes.x(time))) y=(HEIGHT - 8.0) { (show.digits(&label)) }
            }
            @for (time, line) in &timed { (point(show, &axes, *time, line)) }
        }
    }
}

struct Axes {
    first: i64,
    last: i64,
    top: u64,
    reversed: bool,
}

impl Axes {
    fn x(&self, time: i64) -> f64 {
        let span = (self.last - self.first).max(1) as f64;
        let share = (time - self.first) as f64 / span;
        let share = if self.reversed { 1.0 - share } else { share };
        // room at both ends, so that no point lies on an axis
        SIDE + GAP + share * (WIDTH - 2.0 * (SIDE + GAP))
    }

    fn y(&self, value: u64) -> f64 {
        let share = value as f64 / self.top.max(1) as f64;
        round(HEIGHT - FOOT - share * (HEIGHT - FOOT - TOP))
    }
}

/// So many hundredths of the width.
fn share(x: f64) -> String {
    format!("{}%", (x * 100.0).round() / 100.0)
}

fn round(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}

/// The most that a line says.
fn high(line: &Line) -> Option<u64> {
    [line.max, line.value, line.min].into_iter().flatten().max()
}

/// A round distance between marks.
fn step(most: u64) -> u64 {
    let least = most.div_ceil(STEPS).max(1);
    let mut power = 1;
    loop {
        for factor in [1, 2, 5] {
            if factor * power >= least {
                return factor * power;
            }
        }
        power *= 10;
    }
}

/// The days that the axis names: the first and the last, as day and month.
fn days(first: i64, last: i64) -> Vec<(i64, String)> {
    let name = |time: i64| {
        let moment = jiff::Timestamp::from_second(time).ok()?;
        let day = moment.to_zoned(jiff::tz::TimeZone::UTC);
        Some((time, format!("{}/{}", day.day(), day.month())))
    };
    let mut out: Vec<(i64, String)> = [first, last].into_iter().filter_map(name).collect();
    if let [a, b] = &out[..]
        && a.1 == b.1
    {
        out.pop();
    }
    out
}

fn point(show: &Show<'_>, axes: &Axes, time: i64, line: &Line) -> Markup {
    let x = share(axes.x(time));
    let value = line.value.or(line.min).or(line.max).unwrap_or(0);
    let (low, high) = (
        line.min.or(line.value).unwrap_or(0),
        line.max.or(line.value).unwrap_or(value),
    );
    let said = format!("{}: {}", line.by, line.words);
    html! {
        a href=(telling_address(&line.document, &line.claim)) aria-label=(said) {
            g.point.(line.is).current[line.current] {
                title { (said) " (" (show.name_of("line", &line.is)) ")" }
                @if high > low { line.span x1=(x) x2=(x) y1=(axes.y(low)) y2=(axes.y(high.min(axes.top))) {} }
                circle.reach cx=(x) cy=(axes.y(value)) r="12" {}
                circle.dot cx=(x) cy=(axes.y(value)) r="5" {}
            }
        }
    }
}
