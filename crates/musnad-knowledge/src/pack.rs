//! The compiled form of the registries: one block of bytes that is used as it lies, so that loading costs nothing.
//!
//! Sections: for each registry an index of record offsets and the records, then the automaton of names (folded
//! words joined by spaces → entries), the automaton of ids, and the automaton of words of people's names. Numbers
//! are little-endian, texts are UTF-8 behind their length. [`Pack::of`] checks every bound once.

use crate::rows::{OutletRow, Rows};
use crate::table::Problem;
use sha2::{Digest, Sha256};
use std::borrow::Cow;
use std::collections::{HashMap, HashSet};
use std::sync::Arc;

/// With the number of this form of packs: bytes of another are refused.
const MAGIC: &[u8; 8] = b"MUSNAD\x02\n";

/// The registries that an entry may be in, in the order of their codes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    Actor = 0,
    Outlet = 1,
    Place = 2,
    Country = 3,
}

impl Kind {
    /// All of them, in the order of their codes.
    pub const ALL: [Kind; 4] = [Kind::Actor, Kind::Outlet, Kind::Place, Kind::Country];
}

const NAMES: usize = 8;
const POSTINGS: usize = 9;
const IDS: usize = 10;
const PEOPLE: usize = 11;
const VERSION: usize = 12;
const SECTIONS: usize = 13;

/// Bits of a word of people's names.
pub const GIVEN: u64 = 1;
pub const FAMILY: u64 = 2;
pub const COMMON: u64 = 4;
pub const BEFORE: u64 = 8;
pub const AFTER: u64 = 16;
pub const BETWEEN: u64 = 32;
pub const TITLE: u64 = 64;
pub const RANK: u64 = 128;
/// A word that stands in a name only after a particle.
pub const PART: u64 = 256;
/// Above these bits, how many people bear the name.
pub const PEOPLE_SHIFT: u32 = 16;

/// The registries compiled: `rows` that were checked. The places are used up, so that a million of them do not
/// stand in memory twice.
pub fn compile(mut rows: Rows, problems: &mut Vec<Problem>) -> Vec<u8> {
    let mut names = Names::default();
    let mut ids: Vec<(String, u32)> = Vec::new();
    let mut records = [
        Section::default(),
        Section::default(),
        Section::default(),
        Section::default(),
    ];
    for (n, r) in rows.actors.iter().enumerate() {
        let entry = code(Kind::Actor, n);
        names.add(&r.names, &r.name_en, entry);
        ids.push((r.id.clone(), entry));
        let s = &mut records[0];
        s.begin();
        for text in [
            &r.id, &r.name_ar, &r.name_en, &r.kind, &r.country, &r.sector, &r.parent, &r.from, &r.to,
            &r.source, &r.note,
        ] {
            s.text(text);
        }
        s.text(&r.aligned_with.join(" "));
        s.texts(&r.names);
    }
    let kinds = kind_words(&rows);
    for (n, r) in rows.outlets.iter().enumerate() {
        let entry = code(Kind::Outlet, n);
        names.add(&r.names, &r.name_en, entry);
        names.add_marks(r, &kinds, entry);
        ids.push((id_key(Kind::Outlet, &r.id).into_owned(), entry));
        let s = &mut records[1];
        s.begin();
        for text in [&r.id, &r.name_ar, &r.name_en, &r.kind, &r.country, &r.owner] {
            s.text(text);
        }
        s.text(&r.domains.join(" "));
        s.texts(&r.names);
        s.texts(&r.marks);
    }
    for (n, r) in std::mem::take(&mut rows.places).into_iter().enumerate() {
        let entry = code(Kind::Place, n);
        names.add(&r.names, &r.name_en, entry);
        let s = &mut records[2];
        s.begin();
        let (lat, lon) = r
            .point
            .map_or((i32::MIN, i32::MIN), |(lat, lon)| (micro(lat), micro(lon)));
        s.number(lat as u32);
        s.number(lon as u32);
        s.number(r.population);
        s.number(u32::from(r.capital) | u32::from(r.ambiguous) << 1 | u32::from(r.by_hand) << 2);
        for text in [
            &r.id,
            &r.name_ar,
            &r.name_en,
            r.kind,
            &r.country,
            &r.admin1,
            r.precision,
        ] {
            s.text(text);
        }
        s.texts(&r.names);
        ids.push((r.id, entry));
    }
    for (n, r) in rows.countries.iter().enumerate() {
        let entry = code(Kind::Country, n);
        names.add(&r.names, &r.name_en, entry);
        ids.push((r.code.clone(), entry));
        let s = &mut records[3];
        s.begin();
        for text in [&r.code, &r.name_ar, &r.name_en] {
            s.text(text);
        }
    }
    let mut sections: Vec<Vec<u8>> = Vec::with_capacity(SECTIONS);
    for s in records {
        sections.push(s.index.iter().flat_map(|n| n.to_le_bytes()).collect());
        sections.push(s.bytes);
    }
    let (automaton, postings) = names.automaton(problems);
    sections.push(automaton);
    sections.push(postings);
    ids.sort_unstable();
    ids.dedup_by(|a, b| a.0 == b.0);
    sections.push(automaton_of(
        ids.iter().map(|(id, n)| (id.as_str(), u64::from(*n))),
        problems,
    ));
    sections.push(people_automaton(&rows, problems));
    let mut hash = Sha256::new();
    sections.iter().for_each(|s| hash.update(s));
    let digits: String = hash
        .finalize()
        .iter()
        .take(6)
        .map(|b| format!("{b:02x}"))
        .collect();
    sections.push(digits.into_bytes());
    joined(&sections)
}

fn joined(sections: &[Vec<u8>]) -> Vec<u8> {
    let mut out = MAGIC.to_vec();
    let mut at = MAGIC.len() + sections.len() * 16;
    for s in sections {
        out.extend((at as u64).to_le_bytes());
        out.extend((s.len() as u64).to_le_bytes());
        at += s.len();
    }
    sections.iter().for_each(|s| out.extend(s));
    out
}

/// The code of entry `n` of a registry: the registry in the two highest bits.
fn code(kind: Kind, n: usize) -> u32 {
    (kind as u32) << 30 | n as u32
}

/// Degrees as the pack has them: hundred-thousandths, a metre.
fn micro(degrees: f64) -> i32 {
    (degrees * 1e5).round() as i32
}

/// The look-up form of a name: its folded words joined by spaces.
pub fn name_key(name: &str) -> String {
    let words: Vec<String> = musnad_text::tokens(name)
        .iter()
        .map(|t| musnad_text::key(t.span.of(name)))
        .collect();
    words.join(" ")
}

/// In front of the look-up form of what stands for an outlet in a dateline or a record, not in running text.
const MARK: char = '\u{1}';

/// The look-up form of an outlet's mark.
pub fn mark_key(mark: &str) -> String {
    format!("{MARK}{}", name_key(mark))
}

/// First words that so many outlets share are words for their kind: «قناة», «صحيفة».
const SHARED: usize = 8;

/// The look-up forms of words for kinds of outlets, as the outlets' own names show them.
fn kind_words(rows: &Rows) -> HashSet<String> {
    let mut counts: HashMap<String, HashSet<&str>> = HashMap::new();
    for r in &rows.outlets {
        let firsts = r.names.iter().filter_map(|n| n.split_once(' '));
        for (first, _) in firsts {
            counts.entry(name_key(first)).or_default().insert(&r.id);
        }
    }
    counts.retain(|_, ids| ids.len() >= SHARED);
    counts.into_keys().collect()
}

/// In front of the look-up form of an English name, which is looked for by people alone, not in running text.
const ENGLISH: char = '\u{2}';

/// The look-up form of an English name: small letters, hyphens as spaces, no apostrophes.
pub fn english_key(name: &str) -> String {
    let mut out = String::with_capacity(name.len() + 1);
    out.push(ENGLISH);
    for word in name.split(|c: char| c == '-' || c.is_whitespace()) {
        let begin = out.len();
        let letters = word.chars().filter(|c| !APOSTROPHES.contains(c));
        out.extend(letters.flat_map(char::to_lowercase));
        if out.len() > begin && begin > 1 {
            out.insert(begin, ' ');
        }
    }
    out
}

/// What transliterations write for hamza and ayn.
const APOSTROPHES: &[char] = &[
    '\'', '`', '\u{2018}', '\u{2019}', '\u{2bb}', '\u{2bc}', '\u{2be}', '\u{2bf}',
];

/// The look-up forms of all names with the entries that bear them, one after the other in one text.
#[derive(Default)]
struct Names {
    text: String,
    /// Where each begins and ends, and its entry.
    all: Vec<(u32, u32, u32)>,
}

impl Names {
    /// The names of an entry as they stand in a text, and its English ones.
    fn add(&mut self, names: &[String], english: &str, entry: u32) {
        for name in names {
            self.push(&name_key(name), entry);
            if name.is_ascii() && name != english {
                self.push(&english_key(name), entry);
            }
        }
        if !english.is_empty() {
            self.push(&english_key(english), entry);
        }
    }

    /// An outlet's marks, and its names without the word for its kind: «الحدث» of «قناة الحدث».
    fn add_marks(&mut self, r: &OutletRow, kinds: &HashSet<String>, entry: u32) {
        for mark in &r.marks {
            self.push(&mark_key(mark), entry);
        }
        for (first, rest) in r.names.iter().filter_map(|n| n.split_once(' ')) {
            if kinds.contains(&name_key(first)) {
                self.push(&mark_key(rest), entry);
            }
        }
    }

    fn push(&mut self, key: &str, entry: u32) {
        if !key.is_empty() {
            let from = self.text.len() as u32;
            self.text.push_str(key);
            self.all.push((from, self.text.len() as u32, entry));
        }
    }

    /// The automaton of the look-up forms, and the entries that it leads to.
    fn automaton(mut self, problems: &mut Vec<Problem>) -> (Vec<u8>, Vec<u8>) {
        let text = self.text.as_str();
        let key = |(from, to, _): &(u32, u32, u32)| &text[*from as usize..*to as usize];
        self.all
            .sort_unstable_by(|a, b| key(a).cmp(key(b)).then(a.2.cmp(&b.2)));
        self.all.dedup_by(|a, b| a.2 == b.2 && key(a) == key(b));
        let mut postings = Vec::with_capacity(self.all.len() * 8);
        let keys = self.all.chunk_by(|a, b| key(a) == key(b)).map(|list| {
            let at = postings.len() as u64 / 4;
            postings.extend((list.len() as u32).to_le_bytes());
            for (_, _, entry) in list {
                postings.extend(entry.to_le_bytes());
            }
            (key(&list[0]), at)
        });
        (automaton_of(keys, problems), postings)
    }
}

fn people_automaton(rows: &Rows, problems: &mut Vec<Problem>) -> Vec<u8> {
    let mut words: Vec<(String, u64)> = Vec::new();
    for r in &rows.names {
        let bit = |set: bool, bit: u64| if set { bit } else { 0 };
        let bits = bit(r.given, GIVEN)
            | bit(r.family, FAMILY)
            | bit(!r.given && !r.family, PART)
            | bit(r.common, COMMON)
            | u64::from(r.people) << PEOPLE_SHIFT;
        words.push((name_key(&r.word), bits));
    }
    for r in &rows.particles {
        let bit = match r.place.as_str() {
            "before" => BEFORE,
            "after" => AFTER,
            "between" => BETWEEN,
            "rank" => RANK,
            _ => TITLE,
        };
        words.push((name_key(&r.word), bit));
    }
    words.retain(|(k, _)| !k.is_empty());
    words.sort();
    words.dedup_by(|b, a| {
        let same = a.0 == b.0;
        if same {
            a.1 |= b.1;
        }
        same
    });
    automaton_of(words.iter().map(|(k, v)| (k.as_str(), *v)), problems)
}

fn automaton_of<'k>(pairs: impl Iterator<Item = (&'k str, u64)>, problems: &mut Vec<Problem>) -> Vec<u8> {
    let mut map = fst::MapBuilder::memory();
    let mut failed = None;
    for (key, value) in pairs {
        if let Err(e) = map.insert(key, value) {
            failed = Some(e.to_string());
        }
    }
    match map.into_inner() {
        Ok(bytes) if failed.is_none() => bytes,
        other => {
            let why = failed
                .or_else(|| other.err().map(|e| e.to_string()))
                .unwrap_or_default();
            problems.push(Problem {
                file: "names".to_owned(),
                line: 1,
                column: 1,
                why,
            });
            Vec::new()
        }
    }
}

#[derive(Default)]
struct Section {
    index: Vec<u32>,
    bytes: Vec<u8>,
}

impl Section {
    fn begin(&mut self) {
        self.index.push(self.bytes.len() as u32);
    }

    fn number(&mut self, n: u32) {
        self.bytes.extend(n.to_le_bytes());
    }

    fn text(&mut self, text: &str) {
        let mut length = text.len().min(usize::from(u16::MAX));
        while !text.is_char_boundary(length) {
            length -= 1;
        }
        self.bytes.extend((length as u16).to_le_bytes());
        self.bytes.extend(&text.as_bytes()[..length]);
    }

    fn texts(&mut self, texts: &[String]) {
        self.text(&texts.join("\n"));
    }
}

/// The bytes of a pack, built in or loaded.
#[derive(Clone, Debug)]
enum Bytes {
    Static(&'static [u8]),
    Owned(Arc<Vec<u8>>),
}

/// A stretch of the bytes of a pack.
#[derive(Clone, Debug)]
struct Part {
    bytes: Bytes,
    from: usize,
    to: usize,
}

impl AsRef<[u8]> for Part {
    fn as_ref(&self) -> &[u8] {
        let all = match &self.bytes {
            Bytes::Static(bytes) => bytes,
            Bytes::Owned(bytes) => bytes.as_slice(),
        };
        &all[self.from..self.to]
    }
}

/// Compiled registries in use.
#[derive(Debug)]
pub struct Pack {
    parts: Vec<Part>,
    names: fst::Map<Part>,
    ids: fst::Map<Part>,
    people: fst::Map<Part>,
}

impl Pack {
    /// Uses compiled bytes that are part of the program.
    pub fn of_static(bytes: &'static [u8]) -> Option<Pack> {
        Pack::of(Bytes::Static(bytes))
    }

    /// Uses compiled bytes; `None` where they are no pack of this version.
    pub fn of_bytes(bytes: Vec<u8>) -> Option<Pack> {
        Pack::of(Bytes::Owned(Arc::new(bytes)))
    }

    fn of(bytes: Bytes) -> Option<Pack> {
        let whole = Part {
            from: 0,
            to: match &bytes {
                Bytes::Static(b) => b.len(),
                Bytes::Owned(b) => b.len(),
            },
            bytes: bytes.clone(),
        };
        let all = whole.as_ref();
        if !all.starts_with(MAGIC) {
            return None;
        }
        let number = |at: usize| -> Option<usize> {
            let bytes = all.get(at..at + 8)?.try_into().ok()?;
            usize::try_from(u64::from_le_bytes(bytes)).ok()
        };
        let mut parts = Vec::with_capacity(SECTIONS);
        for n in 0..SECTIONS {
            let at = MAGIC.len() + n * 16;
            let (from, length) = (number(at)?, number(at + 8)?);
            let to = from.checked_add(length).filter(|to| *to <= all.len())?;
            parts.push(Part {
                bytes: bytes.clone(),
                from,
                to,
            });
        }
        Some(Pack {
            names: fst::Map::new(parts[NAMES].clone()).ok()?,
            ids: fst::Map::new(parts[IDS].clone()).ok()?,
            people: fst::Map::new(parts[PEOPLE].clone()).ok()?,
            parts,
        })
    }

    /// The version: a hash of what the pack holds, twelve hexadecimal digits.
    pub fn version(&self) -> &str {
        std::str::from_utf8(self.parts[VERSION].as_ref()).unwrap_or_default()
    }

    /// How many records a registry has.
    pub fn len(&self, kind: Kind) -> usize {
        self.parts[kind as usize * 2].as_ref().len() / 4
    }

    /// Record `n` of a registry.
    pub fn record(&self, kind: Kind, n: u32) -> Record<'_> {
        let index = self.parts[kind as usize * 2].as_ref();
        let at = n as usize * 4;
        let from = index
            .get(at..at + 4)
            .and_then(|b| b.try_into().ok())
            .map_or(usize::MAX, |b| u32::from_le_bytes(b) as usize);
        Record(
            self.parts[kind as usize * 2 + 1]
                .as_ref()
                .get(from..)
                .unwrap_or_default(),
        )
    }

    /// Whether the registry `kind` has a record with the id of record `n` of `other`.
    pub fn replaces(&self, kind: Kind, other: &Pack, n: u32) -> bool {
        let id = id_key(kind, other.record_id(kind, n));
        self.by_id(&id).is_some_and(|(k, _)| k == kind)
    }

    fn record_id(&self, kind: Kind, n: u32) -> &str {
        let mut record = self.record(kind, n);
        if kind == Kind::Place {
            (0..4).for_each(|_| {
                record.number();
            });
        }
        record.text()
    }

    /// The longest name that begins with the word `first` and goes on with `rest`: how many words it has and
    /// where its entries lie.
    pub fn find<'a>(&self, first: &str, rest: impl Iterator<Item = &'a str>) -> Option<(usize, u64)> {
        let mut walk = Walk::new(self.names.as_fst());
        if !walk.over(first.as_bytes()) {
            return None;
        }
        let mut best = walk.value().map(|v| (1, v));
        for (n, word) in rest.enumerate() {
            if !(walk.over(b" ") && walk.over(word.as_bytes())) {
                break;
            }
            best = walk.value().map(|v| (n + 2, v)).or(best);
        }
        best
    }

    /// Whether a name begins with the whole word `word`.
    pub fn begins_name(&self, word: &str) -> bool {
        let mut walk = Walk::new(self.names.as_fst());
        walk.over(word.as_bytes()) && (walk.value().is_some() || walk.over(b" "))
    }

    /// The entries that lie at `at`: registry and number.
    pub fn postings(&self, at: u64) -> impl Iterator<Item = (Kind, u32)> + '_ {
        let all = self.parts[POSTINGS].as_ref();
        let number = |n: usize| -> u32 {
            all.get(n * 4..n * 4 + 4)
                .and_then(|b| b.try_into().ok())
                .map_or(0, u32::from_le_bytes)
        };
        let at = at as usize;
        (at + 1..=at + number(at) as usize).map(move |n| decode(number(n)))
    }

    /// The entry with this id.
    pub fn by_id(&self, id: &str) -> Option<(Kind, u32)> {
        self.ids.get(id).map(|n| decode(n as u32))
    }

    /// What the word may be in a person's name, as bits.
    pub fn person_word(&self, key: &str) -> u64 {
        self.people.get(key).unwrap_or(0)
    }
}

/// The version of a pack, without making use of it; none where it is no pack of this form.
pub fn version_of(pack: &[u8]) -> Option<&str> {
    let number = |at: usize| -> Option<usize> {
        let bytes = pack.get(at..at + 8)?.try_into().ok()?;
        usize::try_from(u64::from_le_bytes(bytes)).ok()
    };
    let at = MAGIC.len() + VERSION * 16;
    let (from, length) = (number(at)?, number(at + 8)?);
    let digits = pack.get(from..from.checked_add(length)?)?;
    std::str::from_utf8(digits)
        .ok()
        .filter(|_| pack.starts_with(MAGIC))
}

/// A way through an automaton, letter by letter.
struct Walk<'f> {
    fst: &'f fst::raw::Fst<Part>,
    node: fst::raw::Node<'f>,
    output: u64,
}

impl<'f> Walk<'f> {
    fn new(fst: &'f fst::raw::Fst<Part>) -> Walk<'f> {
        Walk {
            fst,
            node: fst.root(),
            output: 0,
        }
    }

    /// Goes on over `bytes`; whether there is such a way.
    fn over(&mut self, bytes: &[u8]) -> bool {
        for byte in bytes {
            let Some(n) = self.node.find_input(*byte) else {
                return false;
            };
            let step = self.node.transition(n);
            self.output += step.out.value();
            self.node = self.fst.node(step.addr);
        }
        true
    }

    /// The value of the key that ends here, if one does.
    fn value(&self) -> Option<u64> {
        self.node
            .is_final()
            .then(|| self.output + self.node.final_output().value())
    }
}

/// An id as the automaton has it: an observatory may be an actor and an outlet by one id.
fn id_key(kind: Kind, id: &str) -> Cow<'_, str> {
    match kind {
        Kind::Outlet => Cow::Owned(format!("outlet:{id}")),
        _ => Cow::Borrowed(id),
    }
}

fn decode(code: u32) -> (Kind, u32) {
    (Kind::ALL[(code >> 30) as usize], code & 0x3FFF_FFFF)
}

/// One record, read field by field in the order in which it was written.
#[derive(Clone, Debug)]
pub struct Record<'a>(&'a [u8]);

impl<'a> Record<'a> {
    /// The next number; 0 where the record is cut short.
    pub fn number(&mut self) -> u32 {
        let Some((head, rest)) = self.0.split_at_checked(4) else {
            return 0;
        };
        self.0 = rest;
        head.try_into().map_or(0, u32::from_le_bytes)
    }

    /// The next text; empty where the record is cut short.
    pub fn text(&mut self) -> &'a str {
        let Some((head, rest)) = self.0.split_at_checked(2) else {
            return "";
        };
        let length = head.try_into().map_or(0, u16::from_le_bytes);
        let Some((text, rest)) = rest.split_at_checked(usize::from(length)) else {
            return "";
        };
        self.0 = rest;
        std::str::from_utf8(text).unwrap_or_default()
    }

    /// The next text; `None` where it is empty.
    pub fn known(&mut self) -> Option<&'a str> {
        Some(self.text()).filter(|t| !t.is_empty())
    }
}
