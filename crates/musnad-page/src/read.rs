//! Bytes or a record made a [`Document`]: decoding, sorting of lines, and what is left put together.

use crate::clean::{TextSigns, clean_lines};
use crate::dateline::{dateline, outlet_before_place};
use crate::decode::{decode, error, place_invalid, warning};
use crate::html::{explain, is_html, read_html};
use crate::language::language;
use crate::line::{End, LONGEST_LINE, Line, Lines, MOST_LINES, Sign, lines};
use crate::published::{Says, TimeFrom, TimeSign, Times, date_line, times};
use crate::segment::{Page, Role, segment};
use crate::sites::known;
use crate::words::Words;
use crate::{Block, BlockKind, Dateline, Diagnostic, Document, Related, Severity, Sites};
use musnad_text::{Span, is_mark};
use sha2::{Digest, Sha256};
use std::io::Read;

/// The most bytes that one page or record may have: 64 MiB.
pub const LARGEST: usize = 64 << 20;

/// What the caller knows of a page; each may be missing.
#[derive(Clone, Copy, Debug, Default)]
pub struct Hints<'a> {
    /// The caller's own id of the document.
    pub id: Option<&'a str>,
    /// Where it was published.
    pub url: Option<&'a str>,
    /// Who published it.
    pub outlet: Option<&'a str>,
    /// Its title.
    pub title: Option<&'a str>,
    /// When it was published: RFC 3339, or a date alone.
    pub published: Option<&'a str>,
    /// When a feed or sitemap says that it was published: RFC 3339; what the page tells goes before.
    pub listed: Option<&'a str>,
    /// When it was fetched: RFC 3339.
    pub fetched: Option<&'a str>,
    /// What the server called it, as in HTTP: `text/html; charset=windows-1256`.
    pub content_type: Option<&'a str>,
    /// The time zone of the outlet by its IANA name: `Asia/Beirut`.
    pub zone: Option<&'a str>,
    /// What is known of outlets' pages, if more than comes with Musnad.
    pub sites: Option<&'a Sites>,
    /// Agencies that datelines may name, besides those of `lang/ar/page.toml`.
    pub agencies: &'a [&'a str],
}

/// Reads a page of bare text: UTF-8, UTF-16 with a byte-order mark, or windows-1256.
///
/// Never fails: what is wrong with the bytes is told in [`Document::diagnostics`].
///
/// ```
/// use musnad_page::{read, BlockKind, Hints};
/// let page = "ذات صلة\n\nخبر آخر عن البلدة\n\nوصل الوفد...\n\nوفد أممي يزور البلدة\n\nزار وفد البلدة أمس.";
/// let document = read(page.as_bytes(), &Hints::default());
/// assert_eq!(document.text, "وفد أممي يزور البلدة\n\nزار وفد البلدة أمس.");
/// assert_eq!(document.related[0].title, "خبر آخر عن البلدة");
/// assert_eq!(document.blocks[0].kind, BlockKind::Title);
/// ```
pub fn read(bytes: &[u8], hints: &Hints<'_>) -> Document {
    let sha256 = hexadecimal(&Sha256::digest(bytes));
    if bytes.len() > LARGEST {
        return too_large(sha256, hints);
    }
    let mut diagnostics = Vec::new();
    let decoded = decode(bytes, hints.content_type, &mut diagnostics);
    bare_text(decoded, sha256, hints, diagnostics)
}

/// The document in a page of bare text.
fn bare_text(
    decoded: String,
    sha256: String,
    hints: &Hints<'_>,
    mut diagnostics: Vec<Diagnostic>,
) -> Document {
    let source = rewrapped(decoded);
    let mut seen = TextSigns::default();
    let clean = clean_lines(&source, &mut seen);
    seen.tell(&mut diagnostics);
    document(&clean, false, sha256, hints, diagnostics)
}

/// Reads a page of any kind: one document for an article, one more for each post of a live blog.
///
/// HTML is told from bare text by what it holds. Never fails: what is wrong with the bytes is told in
/// [`Document::diagnostics`].
///
/// ```
/// use musnad_page::{read_page, Hints};
/// let page = "<title>وفد يزور البلدة | الساحل</title><nav><a href=/>الرئيسية</a></nav>\
///     <h1>وفد يزور البلدة</h1><p>زار وفد أممي البلدة أمس، والتقى عددا من سكانها ومن مسؤولي المجلس المحلي.";
/// let document = &read_page(page.as_bytes(), &Hints::default())[0];
/// assert_eq!(document.title.as_deref(), Some("وفد يزور البلدة"));
/// assert_eq!(document.blocks.len(), 2);
/// ```
pub fn read_page(bytes: &[u8], hints: &Hints<'_>) -> Vec<Document> {
    let sha256 = hexadecimal(&Sha256::digest(bytes));
    if bytes.len() > LARGEST {
        return vec![too_large(sha256, hints)];
    }
    let mut diagnostics = Vec::new();
    let decoded = decode(bytes, hints.content_type, &mut diagnostics);
    if is_html(&decoded) {
        return read_html(&decoded, sha256, hints, diagnostics);
    }
    vec![bare_text(decoded, sha256, hints, diagnostics)]
}

/// How a page in HTML is taken apart, a line for each piece of its text: for those who mend its reading.
pub fn explain_page(bytes: &[u8], hints: &Hints<'_>) -> String {
    explain(&decode(bytes, hints.content_type, &mut Vec::new()))
}

/// [`read`] for a stream; no more than [`LARGEST`] bytes of it are held.
///
/// # Errors
/// If the stream cannot be read.
pub fn read_from(mut stream: impl Read, hints: &Hints<'_>) -> std::io::Result<Document> {
    let mut bytes = Vec::new();
    stream.by_ref().take(LARGEST as u64 + 1).read_to_end(&mut bytes)?;
    if bytes.len() <= LARGEST {
        return Ok(read(&bytes, hints));
    }
    let mut hash = Sha256::new();
    hash.update(&bytes);
    bytes.truncate(1 << 16);
    loop {
        let room = bytes.len();
        match stream.read(&mut bytes[..room]) {
            Ok(0) => break,
            Ok(n) => hash.update(&bytes[..n]),
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(e) => return Err(e),
        }
    }
    Ok(too_large(hexadecimal(&hash.finalize()), hints))
}

fn too_large(sha256: String, hints: &Hints<'_>) -> Document {
    let mut document = bare(sha256, hints);
    let message = format!("larger than {} MiB, not read", LARGEST >> 20);
    document.diagnostics.push(error("too-large", message));
    document
}

/// A document with nothing but its hash and what the caller knows.
pub(crate) fn bare(sha256: String, hints: &Hints<'_>) -> Document {
    Document {
        id: hints
            .id
            .map_or_else(|| sha256.chars().take(16).collect(), str::to_owned),
        url: hints.url.map(str::to_owned),
        outlet: hints.outlet.map(str::to_owned),
        title: hints.title.map(str::to_owned),
        published: hints.published.map(str::to_owned),
        fetched: hints.fetched.map(str::to_owned),
        sha256,
        ..Document::default()
    }
}

/// The bytes of a hash as the contract writes them.
pub(crate) fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|b| format!("{b:02x}")).collect()
}

/// The document in `source`, which is an article already if `clean`.
pub(crate) fn document(
    source: &str,
    clean: bool,
    sha256: String,
    hints: &Hints<'_>,
    diagnostics: Vec<Diagnostic>,
) -> Document {
    let words = Words::builtin();
    let (hints, _) = known(hints, None);
    let hints = &hints;
    let mut out = bare(sha256, hints);
    out.diagnostics = diagnostics;
    let found = lines(source, words);
    let whole = found.too_long.is_none() && !found.too_many;
    out.diagnostics.extend(cut_short(&found));
    let mut lines = found.lines;
    let own_line = own_dateline(source, &mut lines, hints, words);
    let page = Page {
        source,
        clean,
        title: hints.title,
    };
    let roles = segment(page, &lines);
    put_together(&mut out, source, &lines, &roles, clean && whole);
    out.byline = bylines(source, &lines, &roles);
    if out.published.is_none() {
        let told = told_times(source, &lines, &roles, hints);
        out.published = told.published;
        out.diagnostics.extend(told.diagnostics);
    }
    let title = out.blocks.iter().find(|b| b.kind == BlockKind::Title);
    let title = title.map(|b| b.span.of(&out.text).to_owned());
    out.title = out.title.or(title);
    out.dateline = own_line.unwrap_or_else(|| first_dateline(&out, hints, words));
    out.language = language(&out.text, words);
    place_invalid(&out.text, &mut out.diagnostics);
    out.diagnostics.extend(complaint(&out, source));
    out
}

/// What is to be said where a text was not read to its end.
fn cut_short(found: &Lines) -> impl Iterator<Item = Diagnostic> {
    let long = found.too_long.map(|length| {
        let message = format!(
            "a line of {length} bytes is no line of an article; read to its first {LONGEST_LINE} bytes"
        );
        warning("long-line", message)
    });
    let many = found.too_many.then(|| {
        let message = format!("more lines than an article has; read to its first {MOST_LINES}");
        warning("too-many-lines", message)
    });
    long.into_iter().chain(many)
}

/// What is to be said of a document without text or in another language.
fn complaint(document: &Document, source: &str) -> Option<Diagnostic> {
    if document.diagnostics.iter().any(|d| d.severity == Severity::Error) {
        return None;
    }
    let (code, message) = if source.trim().is_empty() {
        ("empty", "there is nothing to read")
    } else if document.text.is_empty() {
        ("no-article", "nothing but menus and titles of other stories")
    } else if document.language.is_none() {
        ("not-arabic", "the text is not in Arabic")
    } else {
        return None;
    };
    Some(warning(code, message))
}

/// Lines of equal length that end amid a sentence are one paragraph broken by a program: joins them.
fn rewrapped(source: String) -> String {
    let lines: Vec<&str> = source.lines().collect();
    let wrapped = |pair: &[&str]| {
        let [a, b] = [pair[0].trim(), pair[1].trim()];
        let columns = width(a);
        let first = width(b.split_whitespace().next().unwrap_or(""));
        let stops = a.ends_with(['.', '!', '؟', ':', '…']);
        !b.is_empty() && (56..=100).contains(&columns) && columns + first >= 68 && !stops
    };
    let dense = lines
        .windows(2)
        .filter(|p| !p[0].trim().is_empty() && !p[1].trim().is_empty());
    let (all, broken) = dense.fold((0, 0), |(n, w), p| (n + 1, w + usize::from(wrapped(p))));
    if broken < 4 || broken * 10 < all * 7 {
        return source;
    }
    let mut out = String::with_capacity(source.len());
    for (at, line) in lines.iter().enumerate() {
        out.push_str(line);
        let joined = lines.get(at + 1).is_some_and(|next| {
            let full = width(line.trim()) >= 56;
            full && !next.trim().is_empty()
        });
        out.push(if joined { ' ' } else { '\n' });
    }
    out
}

/// How many columns a line takes: vowel marks and what is invisible take none.
fn width(line: &str) -> usize {
    line.chars().filter(|c| !is_mark(*c) || *c == '\u{0640}').count()
}

/// A dateline on a line of its own is taken out of the text.
fn own_dateline(source: &str, lines: &mut [Line], hints: &Hints<'_>, words: &Words) -> Option<Dateline> {
    if lines.len() < 2 {
        return None;
    }
    let near = lines.iter_mut().take(60);
    near.filter(|l| {
        matches!(l.sign, Sign::Plain | Sign::Caption | Sign::Credit) && l.words <= 8 && l.end != End::Cut
    })
    .find_map(|line| {
        let text = line.span.of(source).trim_end_matches(['.', ':']);
        if let Some(found) = outlet_before_place(text, words) {
            line.sign = Sign::Date;
            return Some(found);
        }
        let found = dateline(text, hints.agencies, words)?;
        let credit = line.sign != Sign::Plain && found.dateline.place.is_none();
        if credit || found.end < text.len() || found.dateline.agency.is_none() {
            return None;
        }
        line.sign = Sign::Date;
        Some(found.dateline)
    })
}

pub(crate) fn first_dateline(document: &Document, hints: &Hints<'_>, words: &Words) -> Dateline {
    let is_prose = |b: &&Block| matches!(b.kind, BlockKind::Lead | BlockKind::Paragraph);
    let first = document.blocks.iter().find(is_prose);
    first
        .and_then(|b| dateline(b.span.of(&document.text), hints.agencies, words))
        .map(|found| found.dateline)
        .unwrap_or_default()
}

/// The times that the page's own lines tell: those above its body, and those with a label below.
fn told_times(source: &str, lines: &[Line], roles: &[Role], hints: &Hints<'_>) -> Times {
    let is_body = |r: &Role| matches!(r, Role::Keep(BlockKind::Lead | BlockKind::Paragraph));
    let body = roles.iter().position(is_body).unwrap_or(roles.len());
    let title = roles.iter().position(|r| *r == Role::Keep(BlockKind::Title));
    let dropped = lines
        .iter()
        .zip(roles)
        .enumerate()
        .filter(|(_, (_, role))| **role == Role::Drop);
    let signs: Vec<TimeSign> = dropped
        .filter_map(|(at, (line, _))| {
            let text = line.span.of(source);
            let date = date_line(text)?;
            let head = at < body;
            let below_title = head && title.is_some_and(|t| at > t);
            (head || date.says != Says::Unknown).then(|| TimeSign {
                from: TimeFrom::Line,
                says: date.says,
                text: date.span.of(text).to_owned(),
                weight: if below_title { 255 } else { 128 },
            })
        })
        .collect();
    times(&signs, hints.zone, hints.fetched)
}

fn bylines(source: &str, lines: &[Line], roles: &[Role]) -> Vec<String> {
    let names = lines
        .iter()
        .zip(roles)
        .filter_map(|(l, role)| match (&l.sign, role) {
            (Sign::Byline(name), _) | (_, Role::Byline(name)) => Some(
                name.of(source)
                    .trim_start_matches(['ـ', ' '])
                    .trim_end_matches(['.', '،', ':'])
                    .trim()
                    .to_owned(),
            ),
            _ => None,
        });
    names.filter(|n| !n.is_empty()).collect()
}

/// The text, its blocks and the other stories. Where nothing is left out of an article it stays as it came.
fn put_together(out: &mut Document, source: &str, lines: &[Line], roles: &[Role], as_it_came: bool) {
    let all_kept = roles.iter().all(|r| matches!(r, Role::Keep(_)));
    let whole = as_it_came && all_kept;
    if whole {
        out.text = source.to_owned();
    }
    let mut last: Option<usize> = None;
    for (at, (line, role)) in lines.iter().zip(roles).enumerate() {
        match role {
            Role::Keep(kind) => {
                let span = if whole {
                    line.span
                } else {
                    append(&mut out.text, source, lines, last, at)
                };
                out.blocks.push(Block { kind: *kind, span });
                last = Some(at);
            }
            Role::Related(title) => out.related.push(Related {
                title: title.of(source).to_owned(),
                ..Related::default()
            }),
            Role::Excerpt => {
                if let Some(story) = out.related.last_mut() {
                    story.excerpt = Some(line.span.of(source).to_owned());
                }
            }
            Role::Byline(_) | Role::Drop => {}
        }
    }
}

/// Adds line `at`, with what stood between it and the line before where they were neighbours.
fn append(text: &mut String, source: &str, lines: &[Line], last: Option<usize>, at: usize) -> Span {
    match last {
        Some(last) if last + 1 == at => {
            let gap = Span::new(lines[last].span.end as usize, lines[at].span.start as usize).of(source);
            // the end of a line that was too long is not brought in again
            text.push_str(if gap.len() < LONGEST_LINE { gap } else { "\n\n" });
        }
        Some(_) => text.push_str("\n\n"),
        None => {}
    }
    let start = text.len();
    text.push_str(lines[at].span.of(source));
    Span::new(start, text.len())
}
