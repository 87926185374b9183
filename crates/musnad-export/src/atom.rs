//! Events and documents as an Atom feed (RFC 4287).

use crate::Error;
use crate::cell::{Head, Kind};
use crate::clean::{clean, line, web};
use crate::documents::DocumentRow;
use crate::event::{EventRow, Language, joined};
use crate::export::{Context, Options};
use crate::format::Rows;
use crate::when;
use jiff::Timestamp;
use quick_xml::Writer;
use quick_xml::events::{BytesDecl, BytesEnd, BytesStart, BytesText, Event as Xml};
use std::io::{BufWriter, Write};

const fn head(name: &'static str, means: &'static str, from: &'static str) -> Head {
    Head {
        name,
        kind: Kind::Text,
        means,
        from,
    }
}

/// The elements of an entry for an event.
pub(crate) const EVENTS: &[Head] = &[
    head(
        "id",
        "The event's page, else a tag: URI (RFC 4151) of the authority that was given.",
        "event.id",
    ),
    head(
        "title",
        "The title of the first report, else its sentence, else the type.",
        "document.title",
    ),
    head(
        "updated",
        "When the last document that tells it was published; without any, the time of the export.",
        "document.published",
    ),
    head(
        "published",
        "When the first report was published; left out where it is unknown.",
        "event.first.published",
    ),
    head(
        "category",
        "PLOVER's type and mode, and the modality: a denied or planned event is an entry too.",
        "event.type, mode",
    ),
    head(
        "link",
        "The event's page (alternate) and the first report (via), if they are addresses of the web.",
        "option base, document.url",
    ),
    head(
        "content",
        "Paragraphs: the modality, where it is not said to have happened; the sentence of the first report; \
         the chains of sources; the words of the dead; what is disputed.",
        "event.modality, claim.sentence, claim.attribution, event.toll, event.disputed",
    ),
];

/// The elements of an entry for a document.
pub(crate) const DOCUMENTS: &[Head] = &[
    head(
        "id",
        "The document's page, else a tag: URI of the authority that was given.",
        "document.id",
    ),
    head("title", "The title, else the id.", "document.title"),
    head(
        "updated",
        "When it was published, else fetched, else the time of the export.",
        "document.published, fetched",
    ),
    head(
        "published",
        "When it was published; left out where it is unknown.",
        "document.published",
    ),
    head(
        "author",
        "The byline, else the outlet.",
        "document.byline, outlet",
    ),
    head(
        "link",
        "The document (alternate) and its page in the archive (related), if they are addresses of the web.",
        "document.url, option base",
    ),
    head(
        "content",
        "A paragraph: the document's lead, else its title.",
        "document.blocks",
    ),
];

/// A feed that entries are added to.
pub(crate) struct Feed<W: Write> {
    out: Writer<BufWriter<W>>,
}

/// What an entry says.
struct Entry<'a> {
    id: String,
    title: String,
    language: Option<&'a str>,
    updated: String,
    published: Option<String>,
    authors: Vec<&'a str>,
    categories: Vec<&'a str>,
    links: Vec<(&'static str, String)>,
    paragraphs: Vec<String>,
}

impl<W: Write> Feed<W> {
    /// Begins a feed with its head.
    pub(crate) fn begin(out: W, rows: Rows, context: &Context) -> Result<Feed<W>, Error> {
        let options = &context.options;
        let mut feed = Feed {
            out: Writer::new(BufWriter::new(out)),
        };
        feed.event_(Xml::Decl(BytesDecl::new("1.0", Some("utf-8"), None)))?;
        feed.open("feed", &[("xmlns", "http://www.w3.org/2005/Atom")])?;
        let address = options.feed.as_deref().and_then(web);
        let id = match address {
            Some(address) => address.to_owned(),
            None => tag(options, "feed", rows.name())?,
        };
        feed.text("id", &[], &id)?;
        feed.text("title", &[], &line(&options.title))?;
        feed.text("updated", &[], &options.now.to_string())?;
        if let Some(address) = address {
            feed.empty("link", &[("rel", "self"), ("href", address)])?;
        }
        feed.person("Musnad")?;
        feed.text("generator", &[("version", env!("CARGO_PKG_VERSION"))], "Musnad")?;
        Ok(feed)
    }

    /// Adds an event.
    pub(crate) fn event(&mut self, row: &EventRow<'_>) -> Result<(), Error> {
        let event = row.event;
        let options = &row.context.options;
        let address = row.address();
        let first = row.first_document();
        let titled = first.and_then(|d| d.title).or(row.sentence());
        let via = first.and_then(|d| d.url).and_then(web);
        let last = row
            .documents
            .iter()
            .filter_map(|d| d.published)
            .max_by_key(|p| when::moment(p));
        let published = event.first.as_ref().and_then(|f| f.published.as_deref());
        self.entry(&Entry {
            id: match &address {
                Some(address) => address.clone(),
                None => tag(options, "event", &event.id)?,
            },
            title: titled.unwrap_or(&event.r#type).to_owned(),
            language: titled.and_then(spoken),
            updated: updated([last, None], options.now),
            published: published.and_then(when::rfc3339),
            authors: Vec::new(),
            categories: [
                Some(event.r#type.as_str()),
                event.mode.as_deref(),
                Some(event.modality.as_str()),
            ]
            .into_iter()
            .flatten()
            .collect(),
            links: [("alternate", address), ("via", via.map(str::to_owned))]
                .into_iter()
                .filter_map(|(rel, href)| Some((rel, href?)))
                .collect(),
            paragraphs: told(row),
        })
    }

    /// Adds a document.
    pub(crate) fn document(&mut self, row: &DocumentRow<'_>) -> Result<(), Error> {
        let document = row.document;
        let options = &row.context.options;
        let address = row.address();
        let url = document.url.as_deref().and_then(web);
        let title = document.title.as_deref();
        let lead = document
            .blocks
            .iter()
            .find(|b| b.kind == "lead" || b.kind == "paragraph");
        let lead = lead.map(|b| &*b.span.quote).or(title);
        let byline: Vec<&str> = document.byline.iter().map(String::as_str).collect();
        let (published, fetched) = (document.published.as_deref(), document.fetched.as_deref());
        self.entry(&Entry {
            id: match &address {
                Some(address) => address.clone(),
                None => tag(options, "document", &document.id)?,
            },
            title: title.unwrap_or(&document.id).to_owned(),
            language: document.language.as_deref(),
            updated: updated([published, fetched], options.now),
            published: published.and_then(when::rfc3339),
            authors: if byline.is_empty() {
                document.outlet.as_deref().into_iter().collect()
            } else {
                byline
            },
            categories: Vec::new(),
            links: [("alternate", url.map(str::to_owned)), ("related", address)]
                .into_iter()
                .filter_map(|(rel, href)| Some((rel, href?)))
                .collect(),
            paragraphs: lead.map(str::to_owned).into_iter().collect(),
        })
    }

    /// Writes the end and flushes.
    pub(crate) fn finish(mut self) -> Result<(), Error> {
        self.close("feed")?;
        let mut out = self.out.into_inner();
        out.write_all(b"\n")?;
        out.flush()?;
        Ok(())
    }

    fn entry(&mut self, entry: &Entry<'_>) -> Result<(), Error> {
        let language = entry.language.filter(|l| is_tag(l));
        let titled: Vec<(&str, &str)> = language.map(|l| ("xml:lang", l)).into_iter().collect();
        self.out.get_mut().write_all(b"\n")?;
        self.open("entry", &[])?;
        self.text("id", &[], &entry.id)?;
        self.text("title", &titled, &line(&entry.title))?;
        self.text("updated", &[], &entry.updated)?;
        if let Some(published) = &entry.published {
            self.text("published", &[], published)?;
        }
        for name in &entry.authors {
            self.person(name)?;
        }
        for term in &entry.categories {
            self.empty("category", &[("term", &clean(term))])?;
        }
        for (rel, href) in &entry.links {
            self.empty("link", &[("rel", rel), ("href", &clean(href))])?;
        }
        self.content(&entry.paragraphs)?;
        self.close("entry")
    }

    /// The paragraphs as XHTML; each says its language, and finds its direction by its first letter.
    fn content(&mut self, paragraphs: &[String]) -> Result<(), Error> {
        self.open("content", &[("type", "xhtml")])?;
        self.open("div", &[("xmlns", "http://www.w3.org/1999/xhtml")])?;
        for paragraph in paragraphs {
            let language = spoken(paragraph).unwrap_or("en");
            self.text("p", &[("xml:lang", language), ("dir", "auto")], &clean(paragraph))?;
        }
        self.close("div")?;
        self.close("content")
    }

    fn person(&mut self, name: &str) -> Result<(), Error> {
        self.open("author", &[])?;
        self.text("name", &[], &line(name))?;
        self.close("author")
    }

    fn text(&mut self, name: &str, attributes: &[(&str, &str)], text: &str) -> Result<(), Error> {
        self.open(name, attributes)?;
        self.event_(Xml::Text(BytesText::new(text)))?;
        self.close(name)
    }

    fn empty(&mut self, name: &str, attributes: &[(&str, &str)]) -> Result<(), Error> {
        let element = BytesStart::new(name).with_attributes(attributes.iter().copied());
        self.event_(Xml::Empty(element))
    }

    fn open(&mut self, name: &str, attributes: &[(&str, &str)]) -> Result<(), Error> {
        let element = BytesStart::new(name).with_attributes(attributes.iter().copied());
        self.event_(Xml::Start(element))
    }

    fn close(&mut self, name: &str) -> Result<(), Error> {
        self.event_(Xml::End(BytesEnd::new(name)))
    }

    fn event_(&mut self, event: Xml<'_>) -> Result<(), Error> {
        self.out.write_event(event)?;
        Ok(())
    }
}

/// A `tag:` URI (RFC 4151) for what has no address.
fn tag(options: &Options, kind: &str, id: &str) -> Result<String, Error> {
    let authority = &options.authority;
    let plain = |c: char| c.is_ascii_alphanumeric() || ".-@_,".contains(c);
    let dated = authority
        .split_once(',')
        .is_some_and(|(name, date)| !name.is_empty() && date.len() >= 4);
    if !dated || !authority.chars().all(plain) {
        let message = format!("{authority} is no authority of RFC 4151, such as archive.example,2026");
        return Err(Error::new("bad-option", message));
    }
    Ok(format!("tag:{authority}:{kind}:{}", escaped(id)))
}

/// An id in which everything but letters, digits, hyphens, points and underscores is percent-encoded.
fn escaped(id: &str) -> String {
    let byte = |b: u8| match b {
        b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'-' | b'.' | b'_' => char::from(b).to_string(),
        _ => format!("%{b:02X}"),
    };
    id.bytes().map(byte).collect()
}

/// The first of these times that is one.
fn updated(times: [Option<&str>; 2], now: Timestamp) -> String {
    let mut known = times.into_iter().flatten().filter_map(when::rfc3339);
    known.next().unwrap_or_else(|| now.to_string())
}

/// What an event's entry tells: what did not happen is said to be so.
fn told(row: &EventRow<'_>) -> Vec<String> {
    let event = row.event;
    let modality = (!row.happened()).then(|| event.modality.clone());
    let disputed = (!event.disputed.is_empty()).then(|| format!("disputed: {}", event.disputed.join(", ")));
    let dead = joined(&row.toll_words("killed")).map(|words| words.into_owned());
    (modality.into_iter())
        .chain(row.sentence().map(str::to_owned))
        .chain(row.chains(Language::Arabic))
        .chain(dead)
        .chain(disputed)
        .filter(|paragraph| !paragraph.is_empty())
        .collect()
}

/// Arabic where there are Arabic letters: events have no language of their own.
fn spoken(text: &str) -> Option<&'static str> {
    text.chars()
        .any(|c| ('\u{620}'..='\u{64a}').contains(&c))
        .then_some("ar")
}

/// Whether this has the form of a language tag.
fn is_tag(language: &str) -> bool {
    let parts = || language.split('-');
    parts().all(|p| (1..=8).contains(&p.len()) && p.chars().all(|c| c.is_ascii_alphanumeric()))
}
