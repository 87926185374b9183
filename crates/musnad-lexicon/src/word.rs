//! Words: the readings of one written word, clitics and all.

use crate::clitic::{Clitics, Hosts, Pron, Table};
use crate::compile::{self, ENTRY, Tables};
use crate::lexeme::{CLASSES, ClassId, ClassSet, Lexeme, LexemeId, Pos};
use fst::Map;
use musnad_morph::{Aspect, Feats, Mood, Number, State};
use musnad_text::{Spelling, key, plain};
use rustc_hash::FxHashMap;
use std::borrow::Cow;

/// Why a lexicon could not be made.
#[derive(Debug, thiserror::Error)]
#[error("{0}")]
pub struct Error(String);

/// One thing a written word may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Reading {
    /// Its entry; none for a word that the dictionary lacks.
    pub lexeme: Option<LexemeId>,
    /// Its part of speech.
    pub pos: Pos,
    /// Its features.
    pub feats: Feats,
    /// What is written on to its front.
    pub clitics: Clitics,
    /// The pronoun written on to its end.
    pub pron: Option<Pron>,
    /// Letters of the plain word that belong to front clitics other than the article.
    pub skip: u8,
    /// The classes of its lexeme.
    pub classes: ClassSet,
}

/// A written word with its readings, the likeliest first.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Word {
    /// Its letters without marks.
    pub plain: String,
    /// Its look-up form.
    pub key: String,
    /// What it may be; never empty for a word of Arabic letters.
    pub readings: Vec<Reading>,
    /// The verbal nouns among what it may be that the tables also list as nouns of their own; their verbs are known by
    /// these alone.
    pub masdars: Vec<Reading>,
}

/// A particle or fixed phrase of several words.
#[derive(Clone, Debug)]
pub struct Phrase {
    /// The look-up forms of its words.
    pub keys: Vec<String>,
    /// Its entry.
    pub lexeme: LexemeId,
}

/// A verb that reports, as the table of reporting verbs has it.
#[derive(Clone, Debug, Default)]
pub struct Report {
    /// How it stands to what is said: the contract's name.
    pub stance: String,
    /// How what is said may follow it.
    pub frames: Vec<String>,
    /// The preposition before an addressee or a relayed source.
    pub to: Option<String>,
}

impl Report {
    /// Whether what is said may follow it so.
    pub fn takes(&self, frame: &str) -> bool {
        self.frames.iter().any(|f| f == frame)
    }

    /// The prepositions that may stand before what is said.
    pub fn prepositions(&self) -> impl Iterator<Item = &str> {
        self.frames.iter().filter_map(|f| f.strip_prefix("prep:"))
    }

    /// The preposition before those whose words it hands on.
    pub fn relays(&self) -> Option<&str> {
        self.to.as_deref()?.strip_prefix("relay:")
    }
}

/// The dictionary.
#[derive(Debug)]
pub struct Lexicon {
    pub(crate) forms: Map<Cow<'static, [u8]>>,
    pub(crate) entries: Cow<'static, [u8]>,
    lexemes: Vec<Lexeme>,
    classes: Vec<String>,
    reports: FxHashMap<String, Report>,
    phrases: FxHashMap<String, Vec<Phrase>>,
    pub(crate) clitics: Table,
}

impl Lexicon {
    /// The lexicon built into the program.
    ///
    /// # Errors
    /// If the embedded tables are damaged.
    pub fn builtin() -> Result<Lexicon, Error> {
        Lexicon::assemble(
            Cow::Borrowed(include_bytes!(concat!(env!("OUT_DIR"), "/forms.fst"))),
            Cow::Borrowed(include_bytes!(concat!(env!("OUT_DIR"), "/entries.bin"))),
            include_str!(concat!(env!("OUT_DIR"), "/lexemes.tsv")),
        )
    }

    /// A lexicon from the text of tables, by table name; with the lines that could not be used.
    ///
    /// # Errors
    /// If no automaton can be made of them.
    pub fn from_tables(texts: &[(&'static str, &str)]) -> Result<(Lexicon, Vec<String>), Error> {
        let mut tables = Tables::default();
        texts.iter().for_each(|(name, text)| tables.add(name, text));
        let compiled = compile::compile(&tables);
        let lexicon = Lexicon::assemble(
            Cow::Owned(compiled.forms),
            Cow::Owned(compiled.entries),
            &compiled.lexemes,
        )?;
        Ok((lexicon, compiled.problems))
    }

    fn assemble(
        forms: Cow<'static, [u8]>,
        entries: Cow<'static, [u8]>,
        lexemes: &str,
    ) -> Result<Lexicon, Error> {
        let clitics =
            Table::parse(include_str!("../../../lang/ar/clitics.toml")).map_err(|e| Error(e.to_string()))?;
        let mut lexicon = Lexicon {
            forms: Map::new(forms).map_err(|e| Error(e.to_string()))?,
            entries,
            lexemes: Vec::new(),
            classes: Vec::new(),
            reports: FxHashMap::default(),
            phrases: FxHashMap::default(),
            clitics,
        };
        lexemes.lines().for_each(|line| lexicon.add_line(line));
        Ok(lexicon)
    }

    fn add_line(&mut self, line: &str) {
        let mut cells = line.split('\t');
        let mut cell = || cells.next().unwrap_or("");
        let (pos, lemma, classes, sector, country) = (cell(), cell(), cell(), cell(), cell());
        let place = cell();
        let some = |text: &str| (!text.is_empty()).then(|| text.to_owned());
        match pos {
            "class" => self.classes.push(lemma.to_owned()),
            "report" => {
                let frames = sector.split_whitespace().map(str::to_owned).collect();
                self.reports.insert(
                    lemma.to_owned(),
                    Report {
                        stance: classes.to_owned(),
                        frames,
                        to: some(country),
                    },
                );
            }
            _ => {
                let id = LexemeId(self.lexemes.len() as u32);
                let classes = classes.split_whitespace().filter_map(|c| self.class(c)).fold(
                    ClassSet::default(),
                    |mut set, c| {
                        set.insert(c);
                        set
                    },
                );
                let pos = Pos::from_table(pos);
                let entry = Lexeme {
                    lemma: lemma.to_owned(),
                    pos,
                    classes,
                    sector: some(sector),
                    country: some(country),
                    place: some(place),
                };
                self.lexemes.push(entry);
                if lemma.contains('_') {
                    self.add_phrase(lemma, id);
                }
            }
        }
    }

    fn add_phrase(&mut self, lemma: &str, lexeme: LexemeId) {
        let keys: Vec<String> = lemma.split('_').map(key).collect();
        if let Some(first) = keys.first().cloned() {
            self.phrases
                .entry(first)
                .or_default()
                .push(Phrase { keys, lexeme });
        }
    }

    /// The entry of `id`.
    pub fn lexeme(&self, id: LexemeId) -> &Lexeme {
        &self.lexemes[id.0 as usize]
    }

    /// All entries, in order.
    pub fn lexemes(&self) -> impl Iterator<Item = (LexemeId, &Lexeme)> {
        self.lexemes
            .iter()
            .enumerate()
            .map(|(n, l)| (LexemeId(n as u32), l))
    }

    /// The class of that name.
    pub fn class(&self, name: &str) -> Option<ClassId> {
        self.classes
            .iter()
            .position(|c| c == name)
            .filter(|n| *n < CLASSES)
            .map(|n| ClassId(n as u16))
    }

    /// The name of a class.
    pub fn class_name(&self, class: ClassId) -> &str {
        self.classes.get(usize::from(class.0)).map_or("", String::as_str)
    }

    /// How the verb with this lemma reports, if it does.
    pub fn report(&self, lemma: &str) -> Option<&Report> {
        self.reports.get(lemma)
    }

    /// The fixed phrases whose first word has this key.
    pub fn phrases(&self, first_key: &str) -> &[Phrase] {
        self.phrases.get(first_key).map_or(&[], Vec::as_slice)
    }

    /// The fixed phrases that a word with this key may begin, a conjunction before it taken off.
    pub fn phrase_starts<'l>(&'l self, key: &'l str) -> impl Iterator<Item = &'l Phrase> {
        let conjunctions = self
            .clitics
            .front
            .iter()
            .filter(|f| f.clitics.has_conj() && f.clitics.count() == 1);
        let rest = conjunctions.filter_map(move |f| key.strip_prefix(f.form.as_str()));
        std::iter::once(key).chain(rest).flat_map(|k| self.phrases(k))
    }

    /// Calls `each` with what is left of `key` when front clitics come off, the article kept: the rest, the
    /// clitics, and how many letters they were.
    pub fn without_front(&self, key: &str, mut each: impl FnMut(&str, Clitics, u8)) {
        for front in self.clitics.front.iter().filter(|f| f.hosts.noun) {
            let Some(rest) = key.strip_prefix(front.form.as_str()) else {
                continue;
            };
            let letters = front.form.chars().count() as u8;
            if !front.clitics.has(Clitics::AL) {
                each(rest, front.clitics, letters);
            } else if front.clitics.has(Clitics::LI) {
                each(&format!("{}{rest}", self.article()), front.clitics, 0);
            }
        }
    }

    /// The clitics that are written `form`.
    pub fn front_clitics(&self, form: &str) -> Clitics {
        self.clitics.by_form.get(form).copied().unwrap_or_default()
    }

    /// The article, as the table of clitics writes it.
    pub fn article(&self) -> &str {
        &self.clitics.article
    }

    /// Reads one written word.
    pub fn read(&self, text: &str) -> Word {
        let plain = plain(text);
        let key = key(&plain);
        let mut readings = Vec::new();
        for front in &self.clitics.front {
            if let Some(rest) = key.strip_prefix(front.form.as_str()) {
                let skip = front.form.chars().count();
                self.read_hosts(&plain, rest, skip, front.clitics, front.hosts, &mut readings);
            }
        }
        let all = Hosts {
            noun: true,
            verb: true,
            imperfect: true,
            particle: true,
        };
        self.read_hosts(&plain, &key, 0, Clitics::default(), all, &mut readings);
        keep_best(&mut readings);
        let acts = |r: &Reading| {
            let report = r.lexeme.and_then(|l| self.report(&self.lexeme(l).lemma));
            report.is_some_and(|how| how.takes("quiet"))
        };
        let masdars = prefer_listed(&mut readings, acts);
        readings.sort_by_key(|(r, f)| {
            (
                f.hurried,
                r.clitics.count() - u32::from(r.clitics.has(Clitics::AL)) + u32::from(r.pron.is_some()),
            )
        });
        let mut readings: Vec<Reading> = readings.into_iter().map(|(r, _)| r).collect();
        if readings.is_empty() {
            self.guess(&key, &mut readings);
        }
        Word {
            plain,
            key,
            readings,
            masdars,
        }
    }

    fn read_hosts(
        &self,
        plain: &str,
        rest: &str,
        skip: usize,
        clitics: Clitics,
        hosts: Hosts,
        out: &mut Vec<(Reading, Fit)>,
    ) {
        self.read_stem(plain, rest, skip, clitics, hosts, None, out);
        if clitics.has(Clitics::AL) {
            return;
        }
        for end in &self.clitics.end {
            let Some(stem) = rest.strip_suffix(end.form.as_str()) else {
                continue;
            };
            if stem.is_empty() || !plain.ends_with(end.form.as_str()) {
                continue;
            }
            let hosts = Hosts {
                noun: hosts.noun && end.hosts.noun,
                verb: hosts.verb && end.hosts.verb,
                imperfect: hosts.imperfect && end.hosts.verb,
                particle: hosts.particle && end.hosts.particle,
            };
            self.read_stem(plain, stem, skip, clitics, hosts, Some(end.pron), out);
        }
    }

    #[allow(clippy::too_many_arguments)] // the parts of one word
    fn read_stem(
        &self,
        plain: &str,
        stem: &str,
        skip: usize,
        clitics: Clitics,
        hosts: Hosts,
        pron: Option<Pron>,
        out: &mut Vec<(Reading, Fit)>,
    ) {
        let Some(found) = self.forms.get(stem) else { return };
        let (at, count) = ((found >> 8) as usize, (found & 255) as usize);
        let letters = stem.chars().count();
        for entry in self.entries[at * ENTRY..(at + count) * ENTRY].chunks_exact(ENTRY) {
            let part = |n: usize| u32::from_le_bytes([entry[n], entry[n + 1], entry[n + 2], entry[n + 3]]);
            let lexeme = LexemeId(part(0));
            let own = &self.lexemes[lexeme.0 as usize];
            let pos = Pos::from_code(part(4) >> 24, own.pos);
            let feats = Feats::from_bits(part(8));
            if !fits(pos, feats, clitics, hosts, pron) {
                continue;
            }
            let fit = fit(
                plain.chars().skip(skip).take(letters),
                part(4) & 0xFF_FFFF,
                pron.is_none(),
            );
            if fit.spelling == Spelling::Contrary {
                continue;
            }
            let own_letters = if clitics.has(Clitics::AL) && !clitics.has(Clitics::LI) {
                skip - 2
            } else if clitics.has(Clitics::AL) {
                0
            } else {
                skip
            };
            let reading = Reading {
                lexeme: Some(lexeme),
                pos,
                feats,
                clitics,
                pron,
                skip: own_letters as u8,
                classes: own.classes,
            };
            if !out.iter().any(|(r, _)| *r == reading) {
                out.push((reading, fit));
            }
        }
    }

    /// Whether `lexeme` has the form `stem`.
    pub(crate) fn is_form(&self, stem: &str, lexeme: LexemeId) -> bool {
        self.forms.get(stem).is_some_and(|found| {
            let (at, count) = ((found >> 8) as usize, (found & 255) as usize);
            let entries = self.entries[at * ENTRY..(at + count) * ENTRY].chunks_exact(ENTRY);
            entries
                .into_iter()
                .any(|entry| entry[..4] == lexeme.0.to_le_bytes())
        })
    }

    /// Readings of a word that the dictionary lacks: as it stands, or after each clitic it may begin with.
    fn guess(&self, key: &str, out: &mut Vec<Reading>) {
        let mut add = |clitics: Clitics, skip: usize| {
            let (feats, classes) = (Feats::new(), ClassSet::default());
            out.push(Reading {
                lexeme: None,
                pos: Pos::Unknown,
                feats,
                clitics,
                pron: None,
                skip: skip as u8,
                classes,
            });
        };
        let definite = self
            .clitics
            .front
            .iter()
            .filter(|f| f.clitics.has(Clitics::AL) && key.starts_with(f.form.as_str()));
        let longest = definite.max_by_key(|f| f.form.len());
        if let Some(front) = longest.filter(|f| key.len() - f.form.len() >= 4) {
            let letters = front.form.chars().count();
            add(
                front.clitics,
                if front.clitics.has(Clitics::LI) {
                    0
                } else {
                    letters - 2
                },
            );
            return;
        }
        add(Clitics::default(), 0);
        for front in &self.clitics.front {
            let noun = front.hosts.noun && !front.clitics.has(Clitics::AL);
            if noun && key.starts_with(front.form.as_str()) && key.len() - front.form.len() >= 6 {
                add(front.clitics, front.form.chars().count());
            }
        }
    }
}

/// Whether a stem may stand with these clitics.
fn fits(pos: Pos, feats: Feats, clitics: Clitics, hosts: Hosts, pron: Option<Pron>) -> bool {
    let allowed = match pos {
        Pos::Verb if feats.aspect() == Some(Aspect::Imperfect) => {
            (hosts.verb || hosts.imperfect)
                && (!clitics.has(Clitics::WILL) || feats.has_mood(Mood::Indicative))
                && (!clitics.has(Clitics::LI) || feats.has_mood(Mood::Subjunctive))
        }
        Pos::Verb => hosts.verb,
        _ if pos.is_nominal() => hosts.noun,
        _ => hosts.particle,
    };
    if !allowed {
        return false;
    }
    if pos.is_nominal() || pos == Pos::Verb {
        let state = if pron.is_some() { State::Pron } else { State::Free };
        let ok = feats.has_state(state) || (pron.is_none() && feats.has_state(State::Construct));
        let article = clitics.has(Clitics::AL);
        return ok
            && !(article && (feats.is_indefinite() || feats.is_acc_alif() || !feats.has_state(State::Free)));
    }
    // a particle takes a preposition before it only if it is a pronoun-like word; «بأن», «لما»
    pron.is_none()
        || matches!(
            pos,
            Pos::Prep | Pos::Comp | Pos::Quant | Pos::Exc | Pos::Particle | Pos::Neg | Pos::Modal
        )
}

/// How the written letters agree with a dictionary form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Fit {
    spelling: Spelling,
    /// Exact but for a final «ه» where the dictionary has «ة».
    hurried: bool,
}

/// How the letters of the written stem agree with the dictionary's, given as its spelling code.
fn fit(letters: impl Iterator<Item = char>, code: u32, word_ends: bool) -> Fit {
    let mut fit = Fit {
        spelling: Spelling::Exact,
        hurried: false,
    };
    let mut at = 0;
    let mut letters = letters.peekable();
    while let Some(c) = letters.next() {
        let Some(mine) = compile::letter_code(c) else {
            continue;
        };
        let theirs = if at < 24 { (code >> at) & 3 } else { mine };
        let first = at == 0;
        at += 2;
        let last = word_ends && letters.peek().is_none();
        let now = match (c, mine, theirs) {
            _ if mine == theirs => Spelling::Exact,
            ('ى' | 'ي', ..) if last && theirs < 2 => Spelling::Exact,
            ('ه', ..) if last => {
                fit.hurried = true;
                Spelling::Exact
            }
            ('ى', _, 0 | 2) => Spelling::Loose,
            (_, 0, _) => Spelling::Loose,
            // «إعتقل», «الإنتخابات»: a hamza too many where the first letter bears none
            ('إ' | 'أ', _, 0) if first => Spelling::Loose,
            _ => Spelling::Contrary,
        };
        fit.spelling = fit.spelling.min(now);
    }
    fit
}

/// Keeps the readings that are spelled as well as the best one; hurried ones last.
fn keep_best(readings: &mut Vec<(Reading, Fit)>) {
    if let Some(best) = readings.iter().map(|(_, f)| f.spelling).max() {
        readings.retain(|(_, f)| f.spelling == best);
    }
}

/// Drops what a likelier reading of the same letters makes idle: a participle or verbal noun that the tables also
/// list as a noun of its own, and a first or second person where another reading exists. Gives the verbal nouns. Of
/// a verb that tells of an act of others («متهما الجيش») the participle stays beside the noun.
fn prefer_listed(readings: &mut Vec<(Reading, Fit)>, acts: impl Fn(&Reading) -> bool) -> Vec<Reading> {
    let listed: Vec<(Pos, Clitics, Option<Pron>)> = readings
        .iter()
        .filter(|(r, _)| matches!(r.pos, Pos::Noun | Pos::Person | Pos::Adj | Pos::Nisba))
        .map(|(r, _)| (r.pos, r.clitics, r.pron))
        .collect();
    let has = |r: &Reading, wanted: &[Pos]| {
        listed
            .iter()
            .any(|(p, c, e)| wanted.contains(p) && *c == r.clitics && *e == r.pron)
    };
    // «جرحى», «قتلى»: no two wounds or killings of somebody, and none of mine
    let people = |r: &Reading| r.pos == Pos::Person && r.pron.is_none() && r.number() == Some(Number::Plural);
    if readings.iter().any(|(r, _)| people(r)) {
        let two = |r: &Reading| r.number() == Some(Number::Dual);
        let mine = |r: &Reading| r.pron == Some(Pron::Other);
        readings.retain(|(r, _)| !matches!(r.pos, Pos::Noun | Pos::Masdar) || !two(r) && !mine(r));
    }
    let masdar = |r: &Reading| r.pos == Pos::Masdar && has(r, &[Pos::Noun]);
    let masdars = readings.iter().map(|(r, _)| *r).filter(masdar).collect();
    readings.retain(|(r, _)| match r.pos {
        Pos::ActivePart if r.clitics.count() == 0 && r.pron.is_none() && acts(r) => true,
        Pos::ActivePart | Pos::PassivePart => !has(r, &[Pos::Noun, Pos::Person, Pos::Adj, Pos::Nisba]),
        Pos::Masdar => !has(r, &[Pos::Noun]),
        _ => true,
    });
    let third = |r: &Reading| r.pos != Pos::Verb || r.feats.person() == Some(3);
    if readings.iter().any(|(r, _)| third(r)) {
        readings.retain(|(r, _)| third(r));
    }
    masdars
}

impl Reading {
    /// The number that the form shows.
    pub fn number(&self) -> Option<Number> {
        self.feats.number()
    }

    /// Whether it is definite by its own form: article or pronoun.
    pub fn is_definite(&self) -> bool {
        self.clitics.has(Clitics::AL) || self.pron.is_some()
    }
}
