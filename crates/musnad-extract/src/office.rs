//! Offices without a name: who held them on the day of publication (`lang/ar/offices.toml`).

use crate::error::Error;
use crate::frame::View;
use crate::lexical::Tag;
use crate::party::Party;
use crate::phrase::NpId;
use musnad_knowledge::{Actor, Entry, Knowledge};
use musnad_lexicon::{Clitics, Pos};
use rustc_hash::FxHashMap;
use serde::Deserialize;

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    office: Vec<Raw>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    words: Vec<String>,
    note: Vec<String>,
    #[serde(default)]
    alone: bool,
    #[serde(default)]
    to: bool,
}

/// The words of an office.
#[derive(Debug)]
struct Words {
    /// Look-up forms; the first without the article.
    keys: Vec<String>,
    office: usize,
    alone: bool,
    to: bool,
}

/// Offices and those who have held them.
#[derive(Debug)]
pub(crate) struct Offices {
    /// The longest first.
    words: Vec<Words>,
    /// By office and country, the numbers of the actors.
    holders: FxHashMap<(usize, String), Vec<u32>>,
}

impl Offices {
    pub(crate) fn builtin(knowledge: &Knowledge, article: &str) -> Result<Offices, Error> {
        let file: File =
            toml::from_str(include_str!("../../../lang/ar/offices.toml")).map_err(Error::data)?;
        let mut words: Vec<Words> = Vec::new();
        for (office, raw) in file.office.iter().enumerate() {
            for phrase in &raw.words {
                let mut keys: Vec<String> = phrase.split(' ').map(musnad_text::key).collect();
                keys[0] = keys[0].strip_prefix(article).unwrap_or(&keys[0]).to_owned();
                words.push(Words {
                    keys,
                    office,
                    alone: raw.alone,
                    to: raw.to,
                });
            }
        }
        words.sort_by_key(|w| std::cmp::Reverse(w.keys.len()));
        let mut holders: FxHashMap<(usize, String), Vec<u32>> = FxHashMap::default();
        for n in 0..knowledge.sizes()[0] as u32 {
            let actor = knowledge.actor(n);
            for (office, raw) in file.office.iter().enumerate() {
                let country = raw
                    .note
                    .iter()
                    .find_map(|note| country_of(knowledge, &actor, note, raw.to));
                if let Some(country) = country {
                    holders.entry((office, country)).or_default().push(n);
                }
            }
        }
        Ok(Offices { words, holders })
    }
}

/// The country for which `actor` holds the office whose note is like `note`; empty where the note names none.
fn country_of(knowledge: &Knowledge, actor: &Actor<'_>, note: &str, to: bool) -> Option<String> {
    if actor.kind != "person" {
        return None;
    }
    let said = actor
        .note
        .split([';', ',', '('])
        .next()
        .unwrap_or_default()
        .trim();
    let Some((before, after)) = note.split_once(PLACE) else {
        return (said == note).then(|| actor.country.unwrap_or_default().to_owned());
    };
    let named = said.strip_prefix(before)?.strip_suffix(after)?;
    let named = named.strip_prefix("the ").unwrap_or(named);
    if !to {
        let own = knowledge.country_by_code(actor.country?)?;
        return (own.name_en == Some(named)).then(|| own.code.to_owned());
    }
    knowledge
        .named_in_english(named)
        .into_iter()
        .find_map(|e| match e {
            Entry::Country(n) => Some(knowledge.country(n).code.to_owned()),
            _ => None,
        })
}

/// What stands for the country in a note.
const PLACE: &str = "{country}";

impl View<'_, '_> {
    /// Who held the office that `np` names, where it names one and nobody.
    pub(crate) fn office_holder(&self, np: NpId, party: &Party, date: Option<&str>) -> Option<Party> {
        let p = &self.chunks.nps[np];
        let toks = &self.sent.toks;
        let head = toks
            .get(p.head)
            .filter(|t| t.tag == Tag::Noun && p.quantity.is_none())?;
        let article = self.sent.lang.lexicon.article();
        let bare = head.reading().filter(|r| r.pos.is_nominal())?;
        let offices = &self.sent.lang.offices;
        let written = head.key();
        let key = offices.words.iter().find(|w| {
            let first = w.keys[0].as_str();
            let defined = bare.clitics.has(Clitics::AL);
            let same = written.strip_suffix(first).is_some_and(|front| {
                front.is_empty()
                    || front.ends_with(article)
                    || self.sent.lang.lexicon.front_clitics(front).count() > 0
            });
            let rest = w.keys[1..]
                .iter()
                .enumerate()
                .all(|(n, key)| toks.get(p.head + 1 + n).is_some_and(|t| t.key() == key));
            let genitive = p.genitive.is_some() || p.of.is_some();
            same && rest && (!w.alone || defined && !genitive)
        })?;
        let after = p.head + key.keys.len();
        let country = match key.to {
            true => self.country_after(after.max(p.last + 1))?,
            false => party.country.clone().or_else(|| self.only_country(key.office))?,
        };
        let k = &self.sent.lang.knowledge;
        let date = date?;
        let mut held = offices
            .holders
            .get(&(key.office, country))?
            .iter()
            .map(|n| k.actor(*n))
            .filter(|a| a.holds_on(date));
        let holder = held.next().filter(|_| held.next().is_none())?;
        Some(Party {
            id: Some(holder.id.to_owned()),
            name_ar: holder.name_ar.map(str::to_owned),
            name_en: holder.name_en.map(str::to_owned),
            country: holder.country.map(str::to_owned),
            sector: holder.sector.map(str::to_owned),
            is_party: true,
            ..Party::default()
        })
    }

    /// The country of an office that one country alone has: «رئيس مجلس السيادة».
    fn only_country(&self, office: usize) -> Option<String> {
        let offices = &self.sent.lang.offices.holders;
        let mut all = offices.keys().filter(|(n, _)| *n == office);
        let (_, country) = all.next()?;
        all.next().is_none().then(|| country.clone())
    }

    /// The country behind a preposition at token `at`: «إلى اليمن».
    fn country_after(&self, at: usize) -> Option<String> {
        let preposition = self.sent.toks.get(at)?.tag == Tag::Word(Pos::Prep);
        let name = self.sent.toks.get(at + 1)?;
        let hit = name.part_of.filter(|_| preposition && name.tag == Tag::Name)?;
        let k = &self.sent.lang.knowledge;
        let country = self.sent.names[hit].countries().next()?;
        Some(k.country(country).code.to_owned())
    }
}
