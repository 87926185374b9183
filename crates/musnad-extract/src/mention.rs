//! Mentions: every place, party and person that a document names, with what it stands for. Claims use the same
//! resolution; this is the way to see all of it.

use crate::claim::{Actor, Place, Role};
use crate::lexical::Tag;
use crate::reader::{Reader, Weak};
use musnad_knowledge::Entry;
use musnad_page::Document;
use musnad_text::Span;

/// A phrase that names something.
#[derive(Clone, Debug, PartialEq)]
pub struct Mention {
    /// The words, without what is written on to their front.
    pub span: Span,
    /// What it stands for.
    pub what: Named,
}

/// What a phrase stands for.
#[derive(Clone, Debug, PartialEq)]
pub enum Named {
    /// A place.
    Place(Place),
    /// People, a body or a state. The role is that of an actor: no event is at hand.
    Party(Actor),
    /// The words of a person's name.
    Person,
    /// An outlet, by its id.
    Outlet(String),
}

impl Reader {
    /// Everything that bears `name`, as it stands, behind what may be written on to its front, and with or without
    /// the article.
    pub fn bearers(&self, name: &str) -> Vec<Entry> {
        let k = &self.lang.knowledge;
        let mut out = k.named(name);
        let key = musnad_text::key(name);
        let (first, rest) = key.split_once(' ').unwrap_or((&key, ""));
        let article = self.lang.lexicon.article();
        let mut more = vec![format!("{article}{key}")];
        more.extend(key.strip_prefix(article).map(str::to_owned));
        self.lang.lexicon.without_front(first, |word, _, _| {
            more.push(format!("{word} {rest}"));
        });
        for entry in more.iter().flat_map(|name| k.named(name)) {
            if !out.contains(&entry) {
                out.push(entry);
            }
        }
        out
    }

    /// All that `document` names, in the order of the text.
    pub fn mentions(&self, document: &Document) -> Vec<Mention> {
        let mut out = Vec::new();
        let date = document.published.as_deref();
        let date = date.map(|p| p.get(..10).unwrap_or(p).to_owned());
        self.each_sentence(document, None, Weak::All, |_, reading| {
            let view = crate::frame::View::of(&reading.sent, &reading.chunks);
            for np in 0..reading.chunks.nps.len() {
                let span = view.words(np);
                if let Some(place) = view.place(np) {
                    out.push(Mention {
                        span,
                        what: Named::Place(place),
                    });
                }
                let party = view.party(np, date.as_deref());
                if party.is_party {
                    out.push(Mention {
                        span,
                        what: Named::Party(Actor {
                            role: Role::Actor,
                            span,
                            id: party.id,
                            name_ar: party.name_ar,
                            name_en: party.name_en,
                            country: party.country,
                            sector: party.sector,
                            aligned_with: party.aligned_with,
                            count: None,
                        }),
                    });
                }
            }
            for hit in &reading.sent.names {
                let span = reading.sent.span_of(hit.first, hit.last);
                if reading.sent.names_a_person(hit.first) {
                    out.push(Mention {
                        span,
                        what: Named::Person,
                    });
                }
                let outlets = hit.entries.iter().filter_map(|e| match e {
                    Entry::Outlet(n) => Some(self.lang.knowledge.outlet(*n).id),
                    _ => None,
                });
                out.extend(outlets.map(|id| Mention {
                    span,
                    what: Named::Outlet(id.to_owned()),
                }));
            }
            debug_assert!(
                reading
                    .sent
                    .toks
                    .iter()
                    .all(|t| t.tag != Tag::Name || t.part_of.is_some())
            );
        });
        out.sort_by_key(|m| (m.span.start, std::cmp::Reverse(m.span.end)));
        out
    }
}
