//! The map: Natural Earth's shapes, out of one file that all pages share, and over them what was found. What is known
//! to a point or a town is a circle, what is known only to a province, a sea or a region a soft one as large as the
//! doubt, what is known only to a country the country's shape: never a pin where nobody said so.

use crate::ask::Ask;
use crate::assets;
use crate::routes::Look;
use crate::show::Show;
use maud::{Markup, html};
use musnad_knowledge::{Entry, Knowledge};
use std::collections::BTreeMap;
use std::f64::consts::PI;

/// Fifty units are one degree of longitude; 0 0 is 180° west on the 80th parallel north (`data/recipes/map.py`).
const UNITS: f64 = 50.0;
const NORTH: f64 = 80.0;
/// What is shown at least, in units, with its share of height; and all of it.
const LEAST: f64 = 800.0;
const SHARE: f64 = 0.5;
const WHOLE: f64 = 18_000.0;
/// A map is about this wide on the screen, in pixels: as wide as the page's main column, or beside it.
pub(crate) const WIDE: f64 = 760.0;
pub(crate) const NARROW: f64 = 330.0;
/// Circles nearer to each other than so many pixels are one.
const CLUSTER: f64 = 28.0;
/// So many places are shown, those with the most.
pub(crate) const PLACES: usize = 600;
/// Where there are no more circles, each bears its name.
const NAMED: usize = 12;

/// Code, middle of the name, width and height of the largest part of each country.
const COUNTRIES: &str = include_str!("../../assets/map.tsv");

/// Something on the map: how much of it there is where.
#[derive(Clone, Debug)]
pub(crate) struct Spot {
    name: String,
    n: u64,
    href: String,
    at: At,
}

#[derive(Clone, Debug)]
enum At {
    /// A point or town.
    Point(f64, f64),
    /// Somewhere round this point, as far as this in units.
    Round(f64, f64, f64),
    /// Somewhere in this country.
    Country(String),
}

/// Spots of counts by place, as the index has them: ids, and countries with all that lies inside.
pub(crate) fn spots(look: &Look<'_>, counts: &[(String, u64)]) -> Vec<Spot> {
    let knowledge = look.app.settings.reader.knowledge();
    let show = &look.show;
    let mut elsewhere: BTreeMap<&str, u64> = BTreeMap::new();
    for (id, n) in counts
        .iter()
        .filter(|(id, _)| knowledge.country_by_code(id).is_some())
    {
        elsewhere.insert(id, *n);
    }
    let mut out = Vec::new();
    for (id, n) in counts {
        let Some(Entry::Place(place)) = knowledge.by_id(id) else {
            continue;
        };
        let place = knowledge.place(place);
        let Some((lat, lon)) = place.point else { continue };
        if let Some(rest) = place.country.and_then(|c| elsewhere.get_mut(c)) {
            *rest = rest.saturating_sub(*n);
        }
        out.push(Spot {
            name: plain(show, place.name_ar, place.name_en),
            n: *n,
            href: look.ask.address(None, &[("place", id), ("cursor", "")]),
            at: at(place.precision, lat, lon),
        });
    }
    let countries = elsewhere.into_iter().filter(|(_, n)| *n > 0);
    out.extend(countries.filter_map(|(code, n)| {
        let country = knowledge.country_by_code(code)?;
        Some(Spot {
            name: plain(show, Some(country.name_ar), country.name_en),
            n,
            href: look.ask.address(None, &[("place", code), ("cursor", "")]),
            at: At::Country(code.to_owned()),
        })
    }));
    out
}

fn plain(show: &Show<'_>, ar: Option<&str>, en: Option<&str>) -> String {
    let name = match show.words.language {
        crate::words::Language::Arabic => ar.or(en),
        crate::words::Language::English => en.or(ar),
    };
    name.unwrap_or_default().to_owned()
}

fn at(precision: &str, lat: f64, lon: f64) -> At {
    let (x, y) = projected(lat, lon);
    match precision {
        "point" | "town" => At::Point(x, y),
        "district" => At::Round(x, y, 0.15 * UNITS),
        "province" => At::Round(x, y, 0.5 * UNITS),
        _ => At::Round(x, y, 1.5 * UNITS),
    }
}

fn projected(lat: f64, lon: f64) -> (f64, f64) {
    let y = |lat: f64| (PI / 4.0 + lat.to_radians() / 2.0).tan().ln().to_degrees();
    (
        (lon + 180.0) * UNITS,
        (y(NORTH) - y(lat.clamp(-79.0, NORTH))) * UNITS,
    )
}

/// Degrees of a point of the map: latitude, longitude.
fn degrees(x: f64, y: f64) -> (f64, f64) {
    let top = (PI / 4.0 + NORTH.to_radians() / 2.0).tan().ln();
    let lat = 2.0 * (top - (y / UNITS).to_radians()).exp().atan() - PI / 2.0;
    (lat.to_degrees(), x / UNITS - 180.0)
}

/// What is shown of the map.
struct View {
    x: f64,
    y: f64,
    width: f64,
    height: f64,
    /// So many pixels wide it is on the screen.
    across: f64,
}

impl View {
    /// With all spots in it.
    fn of(spots: &[Spot], across: f64) -> Option<View> {
        let (mut west, mut north, mut east, mut south) =
            (f64::INFINITY, f64::INFINITY, f64::NEG_INFINITY, f64::NEG_INFINITY);
        for spot in spots {
            let (x, y, across, down) = match &spot.at {
                At::Point(x, y) => (*x, *y, 0.0, 0.0),
                At::Round(x, y, r) => (*x, *y, *r, *r),
                At::Country(code) => {
                    let Some(c) = country(code) else { continue };
                    (c.x, c.y, c.width / 2.0, c.height / 2.0)
                }
            };
            (west, east) = (west.min(x - across), east.max(x + across));
            (north, south) = (north.min(y - down), south.max(y + down));
        }
        if west > east {
            return None;
        }
        let width = ((east - west) * 1.15)
            .max((south - north) * 1.15 / SHARE)
            .clamp(LEAST, WHOLE);
        let height = width * SHARE;
        Some(View {
            x: f64::midpoint(west, east) - width / 2.0,
            y: f64::midpoint(north, south) - height / 2.0,
            width,
            height,
            across,
        })
    }

    fn holds(&self, x: f64, y: f64) -> bool {
        (self.x..self.x + self.width).contains(&x) && (self.y..self.y + self.height).contains(&y)
    }

    /// So many pixels in units.
    fn pixels(&self, n: f64) -> f64 {
        n * self.width / self.across
    }
}

struct Country {
    code: &'static str,
    x: f64,
    y: f64,
    width: f64,
    height: f64,
}

fn countries() -> impl Iterator<Item = Country> {
    COUNTRIES.lines().skip(1).filter_map(|line| {
        let mut cells = line.split('\t');
        let code = cells.next()?;
        let mut number = || cells.next()?.parse().ok();
        Some(Country {
            code,
            x: number()?,
            y: number()?,
            width: number()?,
            height: number()?,
        })
    })
}

fn country(code: &str) -> Option<Country> {
    countries().find(|c| c.code == code)
}

/// The map with these spots; nothing where there are none. A circle that stands for several leads to what `ask` asks
/// for in the box round them; it is `across` pixels wide on the screen.
pub(crate) fn map(show: &Show<'_>, knowledge: &Knowledge, spots: &[Spot], ask: &Ask, across: f64) -> Markup {
    let Some(view) = View::of(spots, across) else {
        return html! {};
    };
    let (file, clusters) = (assets::address("map.svg"), clusters(&view, spots));
    let frame = format!("{:.0} {:.0} {:.0} {:.0}", view.x, view.y, view.width, view.height);
    html! {
        figure.map data-in=(show.word("map.in")) data-out=(show.word("map.out")) data-whole=(show.word("map.whole")) {
            svg viewBox=(frame) role="group" aria-label=(show.word("map")) {
                use.land href=(format!("{file}#land")) {}
                @for spot in spots { (area(show, &view, &file, spot)) }
                use.contested href=(format!("{file}#contested")) {}
                (labels(show, knowledge, &view))
                @for cluster in &clusters { (circle(show, &view, cluster, ask, clusters.len() <= NAMED)) }
            }
            @let (before, after) = show.word("map.note").split_once("{}").unwrap_or_default();
            figcaption { small { (before) bdi lang="en" { "Natural Earth" } (after) } }
        }
    }
}

fn said(show: &Show<'_>, name: &str, n: u64) -> String {
    format!("{name}: {}", show.digits(&n.to_string()))
}

/// What is known no better than to an area.
fn area(show: &Show<'_>, view: &View, file: &str, spot: &Spot) -> Markup {
    let said = said(show, &spot.name, spot.n);
    match &spot.at {
        At::Country(code) if country(code).is_some() => html! {
            a href=(spot.href) aria-label=(said) { title { (said) } use.area href=(format!("{file}#{code}")) {} }
        },
        At::Round(x, y, r) => html! {
            a href=(spot.href) aria-label=(said) {
                title { (said) }
                circle.round cx=(whole(*x)) cy=(whole(*y)) r=(whole(r.max(view.pixels(radius(spot.n))))) {}
            }
        },
        _ => html! {},
    }
}

/// Names of countries for which there is room.
fn labels(show: &Show<'_>, knowledge: &Knowledge, view: &View) -> Markup {
    let size = view.pixels(11.0);
    let fits = countries().filter(|c| view.holds(c.x, c.y) && c.height > size * 1.5);
    let named = fits.filter_map(|c| {
        let known = knowledge.country_by_code(c.code)?;
        let name = plain(show, Some(known.name_ar), known.name_en);
        (name.chars().count() as f64 * size * 0.55 < c.width).then_some((c, name))
    });
    html! {
        g.names font-size=(whole(size)) aria-hidden="true" {
            @for (c, name) in named { text x=(c.x) y=(c.y) { (name) } }
        }
    }
}

/// Spots so near to each other that they are shown as one.
struct Cluster<'s> {
    spots: Vec<(&'s Spot, f64, f64)>,
    n: u64,
}

fn clusters<'s>(view: &View, spots: &'s [Spot]) -> Vec<Cluster<'s>> {
    let cell = view.pixels(CLUSTER);
    let mut cells: BTreeMap<(i64, i64), Cluster<'s>> = BTreeMap::new();
    for spot in spots {
        if let At::Point(x, y) = spot.at {
            let key = ((x / cell).floor() as i64, (y / cell).floor() as i64);
            let cluster = cells.entry(key).or_insert(Cluster {
                spots: Vec::new(),
                n: 0,
            });
            cluster.spots.push((spot, x, y));
            cluster.n += spot.n;
        }
    }
    let mut out: Vec<Cluster<'s>> = cells.into_values().collect();
    // small ones above large ones
    out.sort_by_key(|c| std::cmp::Reverse(c.n));
    out
}

fn radius(n: u64) -> f64 {
    5.0 + 2.6 * (n.max(1) as f64).ln()
}

fn circle(show: &Show<'_>, view: &View, cluster: &Cluster<'_>, ask: &Ask, named: bool) -> Markup {
    let total = cluster.n.max(1) as f64;
    let mean = |of: fn(&(&Spot, f64, f64)) -> f64| {
        cluster.spots.iter().map(|s| of(s) * s.0.n as f64).sum::<f64>() / total
    };
    let (x, y) = (mean(|s| s.1), mean(|s| s.2));
    let mut by_number: Vec<&Spot> = cluster.spots.iter().map(|s| s.0).collect();
    by_number.sort_by_key(|s| std::cmp::Reverse(s.n));
    let names: Vec<&str> = by_number.iter().take(5).map(|s| s.name.as_str()).collect();
    let more = if by_number.len() > names.len() { " …" } else { "" };
    let said = said(
        show,
        &(names.join(&format!("{} ", show.word("comma"))) + more),
        cluster.n,
    );
    let href = match by_number.as_slice() {
        [one] => one.href.clone(),
        _ => ask.address(None, &[("box", &around(cluster)), ("cursor", "")]),
    };
    html! {
        a href=(href) aria-label=(said) {
            title { (said) }
            circle.spot cx=(whole(x)) cy=(whole(y)) r=(whole(view.pixels(radius(cluster.n)))) {}
            @if let (true, [one, ..]) = (named, by_number.as_slice()) {
                text.name x=(whole(x)) y=(whole(y + view.pixels(radius(cluster.n) + 11.0))) font-size=(whole(view.pixels(11.0))) { (one.name) }
            }
            @if cluster.n > 9 {
                text.n x=(whole(x)) y=(whole(y + view.pixels(3.5))) font-size=(whole(view.pixels(10.0))) {
                    (show.digits(&cluster.n.to_string()))
                }
            }
        }
    }
}

/// The box round a cluster, in degrees.
fn around(cluster: &Cluster<'_>) -> String {
    let all = || cluster.spots.iter().map(|s| degrees(s.1, s.2));
    let most = |values: &mut dyn Iterator<Item = f64>| values.fold(f64::NEG_INFINITY, f64::max) + 0.01;
    let least = |values: &mut dyn Iterator<Item = f64>| values.fold(f64::INFINITY, f64::min) - 0.01;
    format!(
        "{:.2},{:.2},{:.2},{:.2}",
        least(&mut all().map(|p| p.1)),
        least(&mut all().map(|p| p.0)),
        most(&mut all().map(|p| p.1)),
        most(&mut all().map(|p| p.0)),
    )
}

/// To a tenth: enough for what is drawn.
fn whole(x: f64) -> f64 {
    (x * 10.0).round() / 10.0
}
