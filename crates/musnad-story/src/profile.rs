//! A document as far as it is compared with others: its words, its sequences of words, its time, whom it credits.

use crate::stem::{Stem, Stemmer, counted, hashed};
use crate::versions::names_a_page;
use jiff::Timestamp;
use jiff::civil::Date;
use jiff::tz::TimeZone;
use musnad_record::v1::{Document, Records};
use rustc_hash::FxHashSet;

/// Words that follow each other in a sequence.
const SEQUENCE: usize = 3;
/// Words of the title count so often.
const TITLE: u32 = 3;
/// Named places and actors of claims count so often.
const NAMED: u32 = 2;
/// Words after the first so many are not compared: what a long text is about, its beginning says.
const MOST_WORDS: usize = 600;

/// Paragraphs of fewer stems say nothing of what they are about.
const PARAGRAPH: usize = 5;

/// What is compared of one document.
#[derive(Clone, Debug)]
pub(crate) struct Profile {
    /// When it was published, or fetched where that is unknown, in seconds since 1970.
    pub(crate) time: i64,
    /// Who published it, by hash.
    pub(crate) outlet: Option<u32>,
    /// Where it was published, by hash of outlet and address.
    pub(crate) page: Option<u32>,
    /// The agencies that it credits, by hash.
    pub(crate) credits: Vec<u32>,
    /// Its stems and how often they stand, by stem.
    pub(crate) words: Vec<(Stem, u32)>,
    /// Hashes of the sequences of words of its body, sorted, each once.
    pub(crate) sequences: Vec<u32>,
    /// Whether its title says that it tells of several stories.
    pub(crate) roundup: bool,
}

impl Profile {
    pub(crate) fn of(stemmer: &Stemmer, records: &Records<'_>) -> Profile {
        let document = &records.document;
        let title = stemmer.stems(document.title.as_deref().unwrap_or_default());
        let mut body = stemmer.stems(body(document));
        body.truncate(MOST_WORDS);
        let mut words = counted(&body);
        for stem in title {
            *words.entry(stem).or_default() += TITLE;
        }
        let mut named = FxHashSet::default();
        for claim in &records.claims {
            let places = [&claim.place, &claim.from, &claim.to];
            let places = places.into_iter().flatten().filter_map(|p| p.id.as_deref());
            named.extend(
                places
                    .chain(claim.actors.iter().filter_map(|a| a.id.as_deref()))
                    .map(hashed),
            );
        }
        for id in named {
            words.insert(id, NAMED);
        }
        let mut words: Vec<_> = words.into_iter().collect();
        words.sort_unstable();
        Profile {
            time: published(document),
            outlet: document.outlet.as_deref().map(|o| hashed(&musnad_text::key(o))),
            page: page(document),
            credits: credits(records),
            words,
            sequences: sequences(&body),
            roundup: stemmer.is_roundup(document.title.as_deref().unwrap_or_default()),
        }
    }
}

/// What documents have in common that lie at one address.
fn page(document: &Document<'_>) -> Option<u32> {
    let outlet = musnad_text::key(document.outlet.as_deref().unwrap_or_default());
    let url = document.url.as_deref().filter(|url| names_a_page(url))?;
    Some(hashed(&format!("{outlet} {url}")))
}

/// The text without its title.
fn body<'d>(document: &'d Document<'_>) -> &'d str {
    let title = document.blocks.iter().take_while(|b| b.kind == "title").last();
    let after = title.map_or(0, |b| b.span.end);
    let at = document
        .text
        .char_indices()
        .nth(after)
        .map_or(document.text.len(), |(at, _)| at);
    &document.text[at..]
}

/// The stems of each paragraph, sorted, each once.
pub(crate) fn paragraphs(stemmer: &Stemmer, document: &Document<'_>) -> Vec<Vec<Stem>> {
    let blocks = document
        .blocks
        .iter()
        .filter(|b| b.kind != "title" && b.kind != "caption");
    let stems = blocks.map(|b| {
        let mut stems = stemmer.stems(&b.span.quote);
        stems.sort_unstable();
        stems.dedup();
        stems
    });
    stems.filter(|s| s.len() >= PARAGRAPH).collect()
}

/// Agencies of the dateline, and agencies and media that the text names as its sources.
fn credits(records: &Records<'_>) -> Vec<u32> {
    let agency = records.document.dateline.agency.as_deref();
    let chains = records.claims.iter().map(|c| &c.attribution);
    let chains = chains.chain(records.quotes.iter().map(|q| &q.attribution));
    let sources = chains
        .flatten()
        .filter(|s| matches!(s.kind.as_ref(), "agency" | "media"));
    let names = sources.filter_map(|s| s.name_ar.as_deref().or(s.text.as_deref()));
    let mut out: Vec<u32> = names
        .chain(agency)
        .map(|n| hashed(&musnad_text::key(n)))
        .collect();
    out.sort_unstable();
    out.dedup();
    out
}

fn sequences(stems: &[Stem]) -> Vec<u32> {
    let mut out: Vec<u32> = stems
        .windows(SEQUENCE)
        .map(|w| {
            w.iter()
                .fold(0_u32, |h, s| h.rotate_left(5).wrapping_mul(0x9e37_79b1) ^ s)
        })
        .collect();
    out.sort_unstable();
    out.dedup();
    out
}

/// Seconds since 1970 of a date or time as records tell it; a date alone is its noon.
pub fn seconds(text: &str) -> Option<i64> {
    if let Ok(moment) = text.parse::<Timestamp>() {
        return Some(moment.as_second());
    }
    let date: Date = text.get(..10)?.parse().ok()?;
    let noon = date.at(12, 0, 0, 0).to_zoned(TimeZone::UTC).ok()?;
    Some(noon.timestamp().as_second())
}

/// When a document was published, or else fetched, in seconds since 1970; 0 where neither is known.
pub fn published(document: &Document<'_>) -> i64 {
    let told = document.published.as_deref().or(document.fetched.as_deref());
    told.and_then(seconds).unwrap_or(0)
}
