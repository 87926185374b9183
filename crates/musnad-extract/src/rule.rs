//! Rules as data: `lang/ar/rules/*.toml` read and compiled.
//!
//! A rule names a trigger by lexeme classes or lemmas, the relations in which other words must or must not stand
//! to it, and for each field of a claim the places in the frame where it is found. Errors say file, line and
//! column. Compiled rules are looked up by the classes and lexemes of a word, so that cost grows with the text.

use crate::claim::{EventType, Modality, Outcome};
use crate::lang::Lang;
use crate::lexical::Tok;
use musnad_lexicon::{Aspect, CLASSES, ClassSet, Clitics, LexemeId, Pos, Voice};
use rustc_hash::FxHashMap;
use serde::Deserialize;
use toml::Spanned;

/// A rule file as it is written.
#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    #[serde(default)]
    rule: Vec<RawRule>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawRule {
    id: Spanned<String>,
    #[serde(rename = "type")]
    kind: Spanned<String>,
    mode: Option<String>,
    #[serde(default)]
    contexts: Vec<String>,
    #[allow(dead_code)] // for the linguist
    note: Option<String>,
    trigger: Vec<Spanned<String>>,
    #[serde(default)]
    require: Vec<Spanned<String>>,
    #[serde(default)]
    unless: Vec<Spanned<String>>,
    #[serde(default)]
    actor: Vec<Spanned<String>>,
    #[serde(default)]
    recipient: Vec<Spanned<String>>,
    #[serde(default)]
    place: Vec<Spanned<String>>,
    #[serde(default)]
    from: Vec<Spanned<String>>,
    #[serde(default)]
    to: Vec<Spanned<String>>,
    #[serde(default)]
    toll: Vec<RawToll>,
    role: Option<Spanned<String>>,
    modality: Option<Spanned<String>>,
    #[serde(default)]
    mutual: bool,
    evidence: Option<u8>,
    #[serde(default)]
    news: bool,
    #[serde(default)]
    learned: bool,
    #[serde(default)]
    example: Vec<Spanned<Example>>,
    #[serde(default)]
    reject: Vec<Spanned<Reject>>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawToll {
    outcome: Spanned<String>,
    of: Vec<Spanned<String>>,
    #[serde(default)]
    cumulative: bool,
}

/// A sentence that the rule must read, with what it must find.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Example {
    pub(crate) text: String,
    /// For a frame of learned triggers the word that is known to tell such an event: `noun` or `verb`, and the lemma.
    pub(crate) word: Option<String>,
    pub(crate) actor: Option<String>,
    pub(crate) recipient: Option<String>,
    pub(crate) place: Option<String>,
    pub(crate) from: Option<String>,
    pub(crate) to: Option<String>,
    pub(crate) modality: Option<String>,
    pub(crate) mode: Option<String>,
    pub(crate) killed: Option<String>,
    pub(crate) injured: Option<String>,
    pub(crate) detained: Option<String>,
    pub(crate) abducted: Option<String>,
    pub(crate) missing: Option<String>,
    pub(crate) displaced: Option<String>,
    pub(crate) participants: Option<String>,
    /// The chain, nearest first, without the outlet.
    pub(crate) source: Option<String>,
}

/// A sentence on which the rule must stay silent.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Reject {
    pub(crate) text: String,
    #[allow(dead_code)] // for the linguist
    pub(crate) why: String,
}

/// Where something stands: a file of rules and a byte in it.
#[derive(Clone, Debug)]
pub(crate) struct At {
    pub(crate) file: usize,
    pub(crate) byte: usize,
}

/// What a word must be.
#[derive(Clone, Debug, Default)]
pub(crate) struct Test {
    /// Any of these parts of speech; empty for any.
    pub(crate) pos: Vec<Pos>,
    pub(crate) classes: ClassSet,
    /// The entries with the lemmas that it names.
    pub(crate) lexemes: Vec<LexemeId>,
    /// It names lemmas, if only such as the lexicon lacks.
    pub(crate) names: bool,
    pub(crate) voice: Option<Voice>,
    pub(crate) aspect: Option<Aspect>,
    pub(crate) indefinite: Option<bool>,
    /// A pronoun is written on to its end: «خطفه».
    pub(crate) pronoun: bool,
    /// Only the chosen reading of a word counts: what a rule excludes must really stand there.
    pub(crate) chosen: bool,
}

impl Test {
    /// Whether the noun of several words that a token heads is what is looked for.
    pub(crate) fn meets_compound(&self, tok: &Tok) -> bool {
        let meets =
            |(id, classes): (LexemeId, ClassSet)| classes.meets(&self.classes) || self.lexemes.contains(&id);
        (self.pos.is_empty() || self.pos.contains(&Pos::Noun)) && tok.compound.is_some_and(meets)
    }
}

/// Prepositions: written on to the noun, by entry, or by class.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct PrepTest {
    pub(crate) clitics: Vec<Clitics>,
    pub(crate) lexemes: Vec<LexemeId>,
    pub(crate) classes: ClassSet,
}

/// A place in a frame.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Relation {
    Subject,
    Object,
    Genitive,
    Adjective,
    /// A phrase with one of these prepositions.
    Prep(PrepTest),
    /// What a relative clause describes.
    Antecedent,
    /// The verb in whose frame a noun stands.
    Governor,
    /// The word itself.
    Itself,
    /// The word right before.
    Before,
    /// The word right after.
    After,
    /// Any word of the clause.
    Clause,
    /// Any word of the sentence.
    Sentence,
    /// What a protest is against or asks of, by the words after it.
    Aim,
    /// The count that a clause without a verb says of a noun: «عدد الجرحى 34».
    Predicate,
}

/// A relation with a test on what stands there; and sorts of thing that it may be.
#[derive(Clone, Debug)]
pub(crate) struct Slot {
    /// As the rule writes it.
    pub(crate) text: String,
    /// Steps from the trigger: «object», or «object genitive».
    pub(crate) path: Vec<Relation>,
    pub(crate) test: Option<Test>,
    pub(crate) sorts: Vec<Sort>,
}

/// Sorts of thing that a slot may ask for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Sort {
    Party,
    Place,
    Count,
    Facility,
    Thing,
    Event,
}

/// How a claim relates to others in its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Part {
    Whole,
    Effect,
    Cause,
}

/// A count that a rule finds.
#[derive(Clone, Debug)]
pub(crate) struct Toll {
    pub(crate) outcome: Outcome,
    pub(crate) of: Vec<Slot>,
    pub(crate) cumulative: bool,
}

/// A compiled rule.
#[derive(Clone, Debug)]
pub(crate) struct Rule {
    pub(crate) id: String,
    pub(crate) kind: EventType,
    pub(crate) mode: Option<String>,
    pub(crate) contexts: Vec<String>,
    pub(crate) anchor: Test,
    /// The other words of the trigger, with the relation in which they stand to the anchor.
    pub(crate) more: Vec<Slot>,
    pub(crate) require: Vec<Vec<Slot>>,
    pub(crate) unless: Vec<Slot>,
    pub(crate) actor: Vec<Slot>,
    pub(crate) recipient: Vec<Slot>,
    pub(crate) place: Vec<Slot>,
    /// No place is looked for beyond `place`: words have none.
    pub(crate) placeless: bool,
    pub(crate) from: Vec<Slot>,
    pub(crate) to: Vec<Slot>,
    pub(crate) toll: Vec<Toll>,
    pub(crate) part: Part,
    pub(crate) modality: Option<Modality>,
    /// Two parties that do the same to each other.
    pub(crate) mutual: bool,
    /// How many of actor, recipient, place, time and toll must be found.
    pub(crate) evidence: u8,
    /// The event must be told as news and not as background.
    pub(crate) news: bool,
    /// It is tried without what it requires too, for the scorer to judge.
    pub(crate) loose: bool,
    /// Its trigger is any word that is learned to tell such an event.
    pub(crate) learned: bool,
    pub(crate) at: At,
    pub(crate) examples: Vec<(At, Example)>,
    pub(crate) rejects: Vec<(At, Reject)>,
}

/// Rules ready to use.
#[derive(Debug, Default)]
pub(crate) struct Rules {
    pub(crate) list: Vec<Rule>,
    by_class: Vec<Vec<usize>>,
    by_lexeme: FxHashMap<LexemeId, Vec<usize>>,
    /// Lemmas that rules name and the lexicon lacks.
    pub(crate) unknown: Vec<(At, String)>,
}

/// A rule file that could not be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Problem {
    pub(crate) file: usize,
    pub(crate) byte: usize,
    /// In English and Arabic.
    pub(crate) what: String,
}

impl Rules {
    /// Reads and compiles `files` (path, text); what cannot be read is a problem and left out.
    pub(crate) fn compile(lang: &Lang, files: &[(String, String)]) -> (Rules, Vec<Problem>) {
        let mut rules = Rules {
            by_class: vec![Vec::new(); CLASSES],
            ..Rules::default()
        };
        let mut problems = Vec::new();
        for (n, (_, text)) in files.iter().enumerate() {
            match toml::from_str::<File>(text) {
                Ok(file) => file
                    .rule
                    .into_iter()
                    .for_each(|raw| rules.add(lang, n, raw, &mut problems)),
                Err(e) => problems.push(Problem {
                    file: n,
                    byte: e.span().map_or(0, |s| s.start),
                    what: e.message().to_owned(),
                }),
            }
        }
        (rules, problems)
    }

    fn add(&mut self, lang: &Lang, file: usize, raw: RawRule, problems: &mut Vec<Problem>) {
        let mut c = Compiler {
            lang,
            file,
            problems,
            unknown: &mut self.unknown,
        };
        let Some(rule) = c.rule(raw) else { return };
        let n = self.list.len();
        if self.list.iter().any(|r| r.id == rule.id) {
            c.problem(
                rule.at.byte,
                format!("rule id {:?} is used twice", rule.id),
                "معرّف القاعدة مستعمل مرتين",
            );
            return;
        }
        if rule.learned {
            self.list.push(rule);
            return;
        }
        for class in rule.anchor.classes.iter() {
            self.by_class[usize::from(class.0)].push(n);
        }
        for lexeme in &rule.anchor.lexemes {
            self.by_lexeme.entry(*lexeme).or_default().push(n);
        }
        self.list.push(rule);
    }

    /// The rules whose anchor may be a word of these classes and lemma, each once, in order.
    pub(crate) fn candidates(
        &self,
        classes: &ClassSet,
        lexemes: impl Iterator<Item = LexemeId>,
        out: &mut Vec<usize>,
    ) {
        out.clear();
        for class in classes.iter() {
            out.extend(&self.by_class[usize::from(class.0)]);
        }
        for lexeme in lexemes {
            out.extend(self.by_lexeme.get(&lexeme).into_iter().flatten());
        }
        out.sort_unstable();
        out.dedup();
    }

    /// The rules for learned triggers of a type, by number.
    pub(crate) fn learned(&self, kind: EventType) -> impl Iterator<Item = usize> {
        let mine = move |(_, r): &(usize, &Rule)| r.learned && r.kind == kind;
        self.list.iter().enumerate().filter(mine).map(|(n, _)| n)
    }

    /// The classes that some rule's anchor names.
    pub(crate) fn anchors(&self) -> ClassSet {
        self.list
            .iter()
            .fold(ClassSet::default(), |set, r| set.union(&r.anchor.classes))
    }
}

/// One test by itself, as other data files use it.
pub(crate) fn parse_test(lang: &Lang, text: &str) -> Option<Test> {
    let (mut problems, mut unknown) = (Vec::new(), Vec::new());
    let words: Vec<&str> = text.split_whitespace().collect();
    Compiler {
        lang,
        file: 0,
        problems: &mut problems,
        unknown: &mut unknown,
    }
    .test_words(&words, 0)
}

struct Compiler<'c> {
    lang: &'c Lang,
    file: usize,
    problems: &'c mut Vec<Problem>,
    unknown: &'c mut Vec<(At, String)>,
}

impl Compiler<'_> {
    fn problem(&mut self, byte: usize, english: String, arabic: &str) {
        self.problems.push(Problem {
            file: self.file,
            byte,
            what: format!("{english} · {arabic}"),
        });
    }

    fn at(&self, byte: usize) -> At {
        At {
            file: self.file,
            byte,
        }
    }

    fn rule(&mut self, raw: RawRule) -> Option<Rule> {
        let at = self.at(raw.id.span().start);
        let kind = self.named(&raw.kind, "event type", "نوع حدث غير معروف", EventType::from_name)?;
        let (first, rest) = raw.trigger.split_first()?;
        let anchor = self.test(first)?;
        let part = match raw.role {
            Some(role) => self.named(&role, "role", "دور غير معروف", |n| match n {
                "effect" => Some(Part::Effect),
                "cause" => Some(Part::Cause),
                _ => None,
            })?,
            None => Part::Whole,
        };
        let modality = match raw.modality {
            Some(m) => Some(self.named(&m, "modality", "صيغة غير معروفة", Modality::from_name)?),
            None => None,
        };
        let verbal = anchor.pos == [Pos::Verb];
        Some(Rule {
            kind,
            mode: raw.mode,
            contexts: raw.contexts,
            more: self.slots(rest)?,
            require: raw
                .require
                .iter()
                .map(|r| self.alternatives(r))
                .collect::<Option<_>>()?,
            unless: self.exclusions(&raw.unless)?,
            actor: self.slots(&raw.actor)?,
            recipient: self.slots(&raw.recipient)?,
            placeless: raw.place.iter().any(|p| p.get_ref() == "none"),
            place: {
                let slots: Vec<_> = raw.place.into_iter().filter(|p| p.get_ref() != "none").collect();
                self.slots(&slots)?
            },
            from: self.slots(&raw.from)?,
            to: self.slots(&raw.to)?,
            toll: raw.toll.iter().map(|t| self.toll(t)).collect::<Option<_>>()?,
            part,
            modality,
            mutual: raw.mutual,
            evidence: raw.evidence.unwrap_or(match (verbal, rest.is_empty()) {
                (true, true) => 1,
                (true, false) => 0,
                (false, _) => 2,
            }),
            news: raw.news,
            loose: false,
            learned: raw.learned,
            examples: raw
                .example
                .into_iter()
                .map(|e| (self.at(e.span().start), e.into_inner()))
                .collect(),
            rejects: raw
                .reject
                .into_iter()
                .map(|e| (self.at(e.span().start), e.into_inner()))
                .collect(),
            id: raw.id.into_inner(),
            anchor,
            at,
        })
    }

    fn named<T>(
        &mut self,
        name: &Spanned<String>,
        what: &str,
        arabic: &str,
        find: impl Fn(&str) -> Option<T>,
    ) -> Option<T> {
        let found = find(name.get_ref());
        if found.is_none() {
            self.problem(
                name.span().start,
                format!("no {what} {:?}", name.get_ref()),
                arabic,
            );
        }
        found
    }

    fn toll(&mut self, raw: &RawToll) -> Option<Toll> {
        let outcome = self.named(&raw.outcome, "outcome", "مآل غير معروف", Outcome::from_name)?;
        Some(Toll {
            outcome,
            of: self.slots(&raw.of)?,
            cumulative: raw.cumulative,
        })
    }

    fn slots(&mut self, raw: &[Spanned<String>]) -> Option<Vec<Slot>> {
        raw.iter().map(|s| self.slot(s)).collect()
    }

    fn exclusions(&mut self, raw: &[Spanned<String>]) -> Option<Vec<Slot>> {
        let mut slots = self.slots(raw)?;
        slots
            .iter_mut()
            .filter_map(|s| s.test.as_mut())
            .for_each(|t| t.chosen = true);
        Some(slots)
    }

    /// «subject:party or object:place»: one of these.
    fn alternatives(&mut self, raw: &Spanned<String>) -> Option<Vec<Slot>> {
        let start = raw.span().start;
        raw.get_ref()
            .split(" or ")
            .map(|one| self.slot_text(one, start))
            .collect()
    }

    fn slot(&mut self, raw: &Spanned<String>) -> Option<Slot> {
        self.slot_text(raw.get_ref(), raw.span().start)
    }

    /// `relation [relation…] [test] [:sort|sort]`.
    fn slot_text(&mut self, text: &str, byte: usize) -> Option<Slot> {
        let (body, sorts) = match text.rsplit_once(':') {
            Some((body, sorts)) => (body, self.sorts(sorts, byte)?),
            None => (text, Vec::new()),
        };
        let mut words = body.split_whitespace().peekable();
        let mut path = Vec::new();
        while let Some(word) = words.peek().copied() {
            let relation = match word {
                "subject" => Relation::Subject,
                "object" => Relation::Object,
                "genitive" => Relation::Genitive,
                "adjective" => Relation::Adjective,
                "antecedent" => Relation::Antecedent,
                "governor" => Relation::Governor,
                "self" => Relation::Itself,
                "before" => Relation::Before,
                "after" => Relation::After,
                "clause" => Relation::Clause,
                "sentence" => Relation::Sentence,
                "aim" => Relation::Aim,
                "predicate" => Relation::Predicate,
                "prep" => {
                    words.next();
                    let names = words.peek().copied().unwrap_or("");
                    let (mut lexemes, classes) = self.names(names, byte)?;
                    // «في محيط المطار» is in the airport as far as a rule asks for «في»
                    let wider = names
                        .split('|')
                        .flat_map(|name| self.lang.prepositions_with(name));
                    lexemes.extend(wider);
                    let front =
                        |name: &str| Some(self.lang.lexicon.front_clitics(name)).filter(|c| c.has_prep());
                    Relation::Prep(PrepTest {
                        clitics: names.split('|').filter_map(front).collect(),
                        lexemes,
                        classes,
                    })
                }
                _ => break,
            };
            words.next();
            path.push(relation);
        }
        let rest: Vec<&str> = words.collect();
        if path.is_empty() {
            self.problem(
                byte,
                format!("{text:?} begins with no relation (subject, object, genitive, adjective, prep …)"),
                "لا علاقة في أول العبارة",
            );
            return None;
        }
        let test = if rest.is_empty() {
            None
        } else {
            Some(self.test_words(&rest, byte)?)
        };
        Some(Slot {
            text: text.to_owned(),
            path,
            test,
            sorts,
        })
    }

    fn sorts(&mut self, text: &str, byte: usize) -> Option<Vec<Sort>> {
        text.split('|')
            .map(|name| {
                let sort = match name.trim() {
                    "party" => Some(Sort::Party),
                    "place" => Some(Sort::Place),
                    "count" => Some(Sort::Count),
                    "facility" => Some(Sort::Facility),
                    "thing" => Some(Sort::Thing),
                    "event" => Some(Sort::Event),
                    _ => None,
                };
                if sort.is_none() {
                    self.problem(
                        byte,
                        format!("no sort {name:?} (party, place, count, facility, thing, event)"),
                        "صنف غير معروف",
                    );
                }
                sort
            })
            .collect()
    }

    fn test(&mut self, raw: &Spanned<String>) -> Option<Test> {
        let words: Vec<&str> = raw.get_ref().split_whitespace().collect();
        self.test_words(&words, raw.span().start)
    }

    /// `pos @class|@class|lemma [voice=…] [aspect=…] [definite=no] [pronoun=yes]`.
    fn test_words(&mut self, words: &[&str], byte: usize) -> Option<Test> {
        let mut test = Test::default();
        for (n, word) in words.iter().enumerate() {
            match (n, *word) {
                (0, "verb") => test.pos = vec![Pos::Verb],
                (0, "masdar") => test.pos = vec![Pos::Masdar, Pos::Noun],
                (0, "noun") => test.pos = vec![Pos::Noun, Pos::Masdar, Pos::Person],
                (0, "part") => test.pos = vec![Pos::ActivePart, Pos::PassivePart],
                (0, "active") => test.pos = vec![Pos::ActivePart],
                (0, "passive") => test.pos = vec![Pos::PassivePart],
                (0, "person") => test.pos = vec![Pos::Person],
                (0, "adj") => test.pos = vec![Pos::Adj, Pos::Nisba, Pos::ActivePart, Pos::PassivePart],
                (0, "nisba") => test.pos = vec![Pos::Nisba],
                (0, "name") => test.pos = vec![Pos::Unknown],
                (0, "any") => {}
                (_, "voice=active") => test.voice = Some(Voice::Active),
                (_, "voice=passive") => test.voice = Some(Voice::Passive),
                (_, "aspect=perfect") => test.aspect = Some(Aspect::Perfect),
                (_, "aspect=imperfect") => test.aspect = Some(Aspect::Imperfect),
                (_, "definite=no") => test.indefinite = Some(true),
                (_, "definite=yes") => test.indefinite = Some(false),
                (_, "pronoun=yes") => test.pronoun = true,
                (_, names) => {
                    let (lexemes, classes) = self.names(names, byte)?;
                    test.names |= names.split('|').any(|n| !n.is_empty() && !n.starts_with('@'));
                    test.lexemes.extend(lexemes);
                    test.classes = test.classes.union(&classes);
                }
            }
        }
        Some(test)
    }

    /// `@class|lemma|…`.
    fn names(&mut self, text: &str, byte: usize) -> Option<(Vec<LexemeId>, ClassSet)> {
        let (mut lexemes, mut classes) = (Vec::new(), ClassSet::default());
        for name in text.split('|').filter(|n| !n.is_empty()) {
            match name.strip_prefix('@') {
                Some(class) => match self.lang.lexicon.class(class) {
                    Some(id) => classes.insert(id),
                    None => {
                        self.problem(
                            byte,
                            format!("class @{class} is not in lang/ar/lexicon/classes.tsv"),
                            "صنف غير مذكور في classes.tsv",
                        );
                        return None;
                    }
                },
                None => {
                    let named = self.lang.named(name);
                    if named.is_empty() && !self.lang.lexicon.front_clitics(name).has_prep() {
                        self.unknown.push((self.at(byte), name.to_owned()));
                    }
                    lexemes.extend(named);
                }
            }
        }
        Some((lexemes, classes))
    }
}
