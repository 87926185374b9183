//! How much was found over time, as bars: each a link that narrows to its days. The axis of time runs in reading
//! direction.

use crate::routes::Look;
use crate::words::Language;
use jiff::civil::Date;
use jiff::{ToSpan, Unit};
use maud::{Markup, html};

/// The drawing is as wide as its place, in hundredths, and so many pixels high: letters keep their size.
const WIDTH: f64 = 100.0;
const HEIGHT: f64 = 96.0;
const FOOT: f64 = 18.0;
/// Room above for the greatest number.
const TOP: f64 = 14.0;
/// The end is named where the bars leave room for it beside the beginning; on a telephone they must reach farther.
const LABELS: f64 = 32.0;
const NEAR: f64 = 70.0;
/// The most bars of one chart.
const BARS: i64 = 75;
/// There is room for so many at least.
const SLOTS: usize = 20;
/// Days on which less than this share of all is found, at both ends, are left out: one report of long ago would push
/// all others into one bar.
const TAIL: f64 = 0.01;

/// One bar: its first day, the first after it, and how much.
struct Bar {
    from: Date,
    to: Date,
    n: u64,
}

/// A chart of counts by day (days since 1970); nothing where they are all of one day.
pub(crate) fn over_time(look: &Look<'_>, days: &[(i64, u64)]) -> Markup {
    let days: Vec<(Date, u64)> = middle(days)
        .iter()
        .filter_map(|(day, n)| Some((date(*day)?, *n)))
        .collect();
    let (Some((first, _)), Some((last, _))) = (days.first(), days.last()) else {
        return html! {};
    };
    let bars = bars(&days, *first, *last);
    if bars.len() < 2 {
        return html! {};
    }
    let show = &look.show;
    let most = bars.iter().map(|b| b.n).max().unwrap_or(1).max(1);
    // few bars are no wider than many
    let width = WIDTH / bars.len().max(SLOTS) as f64;
    let across = width * bars.len() as f64;
    let reversed = show.words.language == Language::Arabic;
    let (start, end) = if reversed {
        (WIDTH, WIDTH - across)
    } else {
        (0.0, across)
    };
    let left = |n: f64| {
        if reversed {
            WIDTH - (n + 1.0) * width
        } else {
            n * width
        }
    };
    html! {
        svg.bars height=(HEIGHT + FOOT) role="group" aria-label=(show.word("over-time")) {
            @for (at, bar) in bars.iter().enumerate().filter(|(_, b)| b.n > 0) {
                @let height = ((HEIGHT - TOP) * bar.n as f64 / most as f64).max(2.0);
                @let (from, to) = (bar.from.to_string(), bar.to.to_string());
                a href=(look.ask.address(None, &[("from", &from), ("to", &to), ("cursor", "")])) {
                    title { (show.day(&from)) ": " (show.digits(&bar.n.to_string())) }
                    rect.reach x=(share(left(at as f64))) y="0" width=(share(width)) height=(HEIGHT) {}
                    rect.bar x=(share(left(at as f64) + 0.1 * width)) y=(round(HEIGHT - height))
                        width=(share(width * 0.8)) height=(round(height)) {}
                }
            }
            line.grid x1="0" x2="100%" y1=(HEIGHT) y2=(HEIGHT) {}
            text.begin.reversed[reversed] x=(share(start)) y=(HEIGHT + 14.0) { (show.day(&first.to_string())) }
            @if across >= LABELS {
                text.end.reversed[reversed].near[across < NEAR] x=(share(end)) y=(HEIGHT + 14.0) { (show.day(&last.to_string())) }
            }
            text.most.reversed[reversed] x=(share(start)) y="10" { (show.digits(&most.to_string())) }
        }
    }
}

/// The days without the rare ones at both ends.
fn middle(days: &[(i64, u64)]) -> &[(i64, u64)] {
    let total: u64 = days.iter().map(|d| d.1).sum();
    let least = total as f64 * TAIL;
    let rare = |days: &mut dyn Iterator<Item = &(i64, u64)>| {
        let mut seen = 0;
        days.take_while(|d| {
            seen += d.1;
            (seen as f64) < least
        })
        .count()
    };
    let (front, back) = (rare(&mut days.iter()), rare(&mut days.iter().rev()));
    days.get(front..days.len().saturating_sub(back)).unwrap_or(days)
}

fn date(day: i64) -> Option<Date> {
    let epoch = Date::constant(1970, 1, 1);
    epoch.checked_add(i32::try_from(day).ok()?.days()).ok()
}

/// All bars from the first day to the last, of days, weeks, months or years as fits.
fn bars(days: &[(Date, u64)], first: Date, last: Date) -> Vec<Bar> {
    let span = |unit| {
        first.until((unit, last)).map_or(0, |s| match unit {
            Unit::Day => s.get_days().into(),
            Unit::Week => s.get_weeks().into(),
            Unit::Month => s.get_months().into(),
            _ => i64::from(s.get_years()),
        })
    };
    let (begin, step) = if span(Unit::Day) < BARS {
        (Some(first), 1.day())
    } else if span(Unit::Week) < BARS {
        let back = i32::from(first.weekday().to_monday_zero_offset());
        (first.checked_sub(back.days()).ok(), 1.week())
    } else if span(Unit::Month) < BARS {
        (Some(first.first_of_month()), 1.month())
    } else {
        (Some(first.first_of_year()), 1.year())
    };
    let mut bars = Vec::new();
    let mut days = days.iter().peekable();
    let mut from = begin.unwrap_or(first);
    while from <= last && bars.len() < 1000 {
        let Ok(to) = from.checked_add(step) else { break };
        let mut n = 0;
        while let Some((_, some)) = days.next_if(|(day, _)| *day < to) {
            n += some;
        }
        bars.push(Bar { from, to, n });
        from = to;
    }
    bars
}

/// So many hundredths of the width.
fn share(x: f64) -> String {
    format!("{}%", (x * 100.0).round() / 100.0)
}

fn round(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}
