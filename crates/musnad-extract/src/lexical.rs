//! One sentence as words with a part of speech each: names, numbers and times are found, then every other word
//! gets the reading that its neighbours allow.

use crate::lang::{InNames, Lang, WordCache};
use crate::memory::{Memory, Surnames};
use crate::names::NameHit;
use musnad_lexicon::{
    Aspect, ClassSet, Clitics, Gender, Lexeme, LexemeId, Mood, Number, Pos, Reading, Voice, Word,
};
use musnad_text::{Kind, Published, Quantity, Seen, Span, TimeMention, Token, Told};
use std::cell::Cell;
use std::rc::Rc;
use std::sync::Arc;

/// What a token does in its sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Tag {
    Verb,
    /// A noun, or an adjective or participle that may stand as one.
    Noun,
    /// An adjective that follows what it describes.
    Adj,
    /// Part of a known name.
    Name,
    /// Part of a number.
    Num,
    /// Part of a time.
    Time,
    /// A function word, by its part of speech.
    Word(Pos),
    Punct(char),
    Other,
}

/// One token of a sentence.
#[derive(Clone, Debug)]
pub(crate) struct Tok {
    pub(crate) span: Span,
    pub(crate) kind: Kind,
    pub(crate) word: Option<Arc<Word>>,
    /// What it may be in names.
    pub(crate) in_names: InNames,
    pub(crate) tag: Tag,
    /// The chosen reading among `word.readings`.
    pub(crate) pick: usize,
    /// Readings that do not fit, a bit each.
    pub(crate) ruled_out: u64,
    /// Which name, quantity or time it belongs to, by index in the sentence.
    pub(crate) part_of: Option<usize>,
    /// Tokens of the fixed phrase that starts here.
    pub(crate) phrase: usize,
    /// The entry of that phrase.
    pub(crate) entry: Option<LexemeId>,
    /// The noun of several words that it heads, with its classes: «حادث السير».
    pub(crate) compound: Option<(LexemeId, ClassSet)>,
    /// It stands behind the head of such a noun that names a place: «نقطة تفتيش» is no search.
    pub(crate) of_facility: bool,
    /// Its classes, once asked for, with the tag and the readings that they are of.
    classes: Cell<Option<(Tag, u64, ClassSet)>>,
}

impl Tok {
    pub(crate) fn key(&self) -> &str {
        self.word.as_ref().map_or("", |w| w.key.as_str())
    }

    pub(crate) fn reading(&self) -> Option<&Reading> {
        self.word.as_ref().and_then(|w| w.readings.get(self.pick))
    }

    /// The readings that its neighbours leave open.
    pub(crate) fn readings(&self) -> impl Iterator<Item = &Reading> + Clone {
        let all = self.word.as_ref().map_or(&[][..], |w| w.readings.as_slice());
        all.iter()
            .enumerate()
            .filter(|(n, _)| self.ruled_out >> n.min(&63) & 1 == 0)
            .map(|(_, r)| r)
    }

    /// Its readings as a verbal noun, also where the tables list it as a noun of its own that means no other thing:
    /// «سجن» is a prison.
    pub(crate) fn masdars(&self) -> impl Iterator<Item = &Reading> + Clone {
        let listed = self.word.as_ref().map_or(&[][..], |w| w.masdars.as_slice());
        let own = self.readings().filter(|r| r.pos == Pos::Masdar);
        let mut nouns = self.readings().filter(|r| r.pos == Pos::Noun);
        let noun = nouns.next().map(|r| r.classes);
        let same = move |r: &&Reading| noun.is_none_or(|c| c == ClassSet::default() || c.meets(&r.classes));
        own.chain(listed.iter().filter(same))
    }

    /// Whether it may be a verbal noun.
    pub(crate) fn is_act(&self) -> bool {
        self.masdars().next().is_some()
    }

    pub(crate) fn clitics(&self) -> Clitics {
        self.reading().map_or_else(Clitics::default, |r| r.clitics)
    }

    pub(crate) fn is_punct(&self, c: char) -> bool {
        self.tag == Tag::Punct(c)
    }

    /// The classes of all readings that fit the tag.
    pub(crate) fn classes(&self) -> ClassSet {
        if let Some((tag, ruled_out, known)) = self.classes.get()
            && (tag, ruled_out) == (self.tag, self.ruled_out)
        {
            return known;
        }
        let adjective =
            self.tag == Tag::Adj && self.readings().any(|r| matches!(r.pos, Pos::Adj | Pos::Nisba));
        let mine = self
            .readings()
            .filter(|r| suits(self.tag, r.pos) && !(adjective && r.pos.is_noun() && r.pos != Pos::Nisba));
        let compound = self.compound.map(|(_, classes)| classes).unwrap_or_default();
        let all = mine.fold(compound, |set, r| set.union(&r.classes));
        self.classes.set(Some((self.tag, self.ruled_out, all)));
        all
    }
}

/// Whether a reading of part of speech `pos` suits the tag.
pub(crate) fn suits(tag: Tag, pos: Pos) -> bool {
    match tag {
        Tag::Verb => pos == Pos::Verb,
        Tag::Noun | Tag::Adj => pos.is_nominal(),
        Tag::Word(p) => p == pos,
        _ => false,
    }
}

/// What an adjective ends in, as it is looked up, where it goes with a feminine noun or with things.
const FEMININE: &str = "ه";

/// One sentence, tagged.
#[derive(Debug)]
pub(crate) struct Sent<'a> {
    pub(crate) lang: &'a Lang,
    pub(crate) text: &'a str,
    pub(crate) span: Span,
    pub(crate) toks: Vec<Tok>,
    pub(crate) names: Vec<NameHit>,
    pub(crate) quantities: Vec<Quantity>,
    pub(crate) times: Vec<TimeMention>,
    /// What the sentences before have named.
    pub(crate) memory: Rc<Memory>,
}

impl<'a> Sent<'a> {
    /// Tags the sentence that `tokens` make up; `told` is the time that those before it told last.
    pub(crate) fn read(
        lang: &'a Lang,
        cache: &WordCache,
        text: &'a str,
        tokens: &[Token],
        (now, told): (Option<&Published>, &mut Told),
        surnames: &Surnames,
    ) -> Sent<'a> {
        let toks: Vec<Tok> = tokens.iter().map(|t| fresh(lang, cache, text, t)).collect();
        let seen: Vec<Seen<'_>> = toks.iter().map(|t| seen(t, text)).collect();
        let mut quantities = lang.numbers.read(&seen);
        // «عدد من قُتلوا»: those who were killed, and no number of them
        quantities.retain(|q| {
            q.value.is_some() || q.max.is_some() || !toks.get(q.tokens.end).is_some_and(is_verb_alone)
        });
        let mut times = lang.times.read_on(&seen, &quantities, now.copied(), told);
        times.retain(|t| !after_modal(&toks, t.tokens.start) && !before_self(lang, &toks, t.tokens.end));
        let span = tokens
            .first()
            .map_or_else(Span::default, |f| f.span.cover(tokens[tokens.len() - 1].span));
        let mut sent = Sent {
            lang,
            text,
            span,
            toks,
            names: Vec::new(),
            quantities,
            times,
            memory: Rc::default(),
        };
        sent.mark_numbers_and_times();
        sent.find_names(surnames);
        sent.find_phrases();
        for at in 0..sent.toks.len() {
            sent.tag(at);
        }
        sent.find_compounds();
        sent
    }

    fn mark_numbers_and_times(&mut self) {
        for (n, q) in self.quantities.iter().enumerate() {
            for tok in &mut self.toks[q.tokens.clone()] {
                (tok.tag, tok.part_of) = (Tag::Num, Some(n));
            }
        }
        for (n, t) in self.times.iter().enumerate() {
            for tok in &mut self.toks[t.tokens.clone()] {
                (tok.tag, tok.part_of) = (Tag::Time, Some(n));
            }
        }
    }

    /// «قصف خلف ثلاثة قتلى»: what may be «behind» is the verb where the dead or hurt follow.
    fn brings_about(&self, at: usize) -> bool {
        let cause = |r: &Reading| r.pos == Pos::Verb && r.classes.meets(&self.lang.class.cause);
        let hurt = |t: &Tok| t.readings().any(|r| r.classes.meets(&self.lang.class.casualty));
        let counts = |t: &&Tok| t.tag == Tag::Num || t.readings().any(|r| r.pos == Pos::Quant);
        let mut behind = self.toks[at + 1..].iter().take(5).skip_while(counts);
        self.toks[at].readings().any(cause) && behind.next().is_some_and(hurt)
    }

    /// «شهيدان أم وطفلها»: no «or» where hers is joined to it.
    fn is_mother(&self, at: usize) -> bool {
        let kin = |r: &Reading| r.classes.meets(&self.lang.class.kin);
        let hers = |r: &Reading| {
            let people = r.pos == Pos::Person || kin(r);
            people && r.clitics.has_conj() && r.pron.is_some()
        };
        let or = |r: &Reading| r.pos == Pos::Conj;
        let mut readings = self.toks[at].readings();
        readings.clone().any(or)
            && readings.any(kin)
            && self.toks.get(at + 1).is_some_and(|t| t.readings().any(hers))
    }

    fn find_phrases(&mut self) {
        for at in 0..self.toks.len() {
            if !matches!(self.toks[at].tag, Tag::Other) || self.brings_about(at) || self.is_mother(at) {
                continue;
            }
            let lexicon = &self.lang.lexicon;
            let candidates = lexicon
                .phrase_starts(self.toks[at].key())
                .filter(|p| lexicon.lexeme(p.lexeme).pos.is_particle());
            let longest = candidates
                .filter_map(|p| Some((self.phrase_length(at, &p.keys)?, p.lexeme)))
                .max_by_key(|(n, _)| *n);
            if let Some((words, lexeme)) = longest {
                (self.toks[at].phrase, self.toks[at].entry) = (words, Some(lexeme));
                for tok in &mut self.toks[at..at + words] {
                    tok.tag = Tag::Word(self.lang.lexicon.lexeme(lexeme).pos);
                }
            }
        }
    }

    fn find_compounds(&mut self) {
        for at in 0..self.toks.len() {
            if self.toks[at].tag == Tag::Noun
                && let Some((id, classes, rest)) = self.compound(at)
            {
                self.toks[at].compound = Some((id, classes));
                self.toks[at].classes.set(None);
                let facility = classes.meets(&self.lang.class.facility);
                let behind = &mut self.toks[at + 1..=at + rest];
                behind.iter_mut().for_each(|tok| tok.of_facility = facility);
            }
        }
    }

    /// The longest noun of several words that token `at` heads, and how many follow.
    fn compound(&self, at: usize) -> Option<(LexemeId, ClassSet, usize)> {
        let article = self.lang.lexicon.article();
        let is = |tok: &Tok, word: &String| {
            let key = tok.key();
            let key = key.strip_prefix(article).unwrap_or(key);
            matches!(tok.tag, Tag::Noun | Tag::Adj)
                && key
                    .strip_prefix(word.as_str())
                    .is_some_and(|end| end.is_empty() || end == FEMININE)
        };
        let readings = self.toks[at].readings().filter(|r| suits(Tag::Noun, r.pos));
        let known = readings
            .filter_map(|r| self.lang.compounds.get(&r.lexeme?))
            .flatten();
        let fits = known.filter(|c| {
            let next = self.toks.get(at + 1..at + 1 + c.rest.len());
            next.is_some_and(|next| next.iter().zip(&c.rest).all(|(t, w)| is(t, w)))
        });
        fits.max_by_key(|c| c.rest.len())
            .map(|c| (c.id, c.classes, c.rest.len()))
    }

    /// How many tokens the phrase with these keys takes at token `at`, if it stands there. A preposition of one
    /// letter at its end is written on to the next word and takes none.
    fn phrase_length(&self, at: usize, keys: &[String]) -> Option<usize> {
        let lexicon = &self.lang.lexicon;
        let (last, body) = keys.split_last()?;
        let next = |n: usize| self.toks.get(at + n).is_some_and(|t| t.key() == keys[n]);
        if keys.len() > 2 && !next(1) {
            return None;
        }
        let glued = lexicon.front_clitics(last);
        let glued = (glued.has_prep() && !body.is_empty()).then_some(glued);
        let words = if glued.is_some() { body } else { keys };
        let fits = words.iter().enumerate().skip(1).all(|(n, k)| {
            self.toks
                .get(at + n)
                .is_some_and(|t| t.key() == k && t.tag == Tag::Other)
        });
        let next = || self.toks.get(at + words.len());
        let joins = |g: Clitics| {
            next().is_some_and(|t| {
                t.readings().any(|r| r.clitics.has(g))
                    || self
                        .names
                        .iter()
                        .any(|n| n.first == at + words.len() && n.clitics.has(g))
                    || t.word.as_ref().is_some_and(|w| w.key == *last)
            })
        };
        (fits && glued.is_none_or(joins)).then_some(words.len())
    }

    /// Gives token `at` the tag and reading that its left neighbours and the next word allow.
    fn tag(&mut self, at: usize) {
        if self.toks[at].tag != Tag::Other {
            return;
        }
        let tag = match self.toks[at].kind {
            Kind::Punct(c) => Tag::Punct(c),
            Kind::Word => {
                self.toks[at].ruled_out |= self.joined_after_preposition(at);
                self.tag_word(at)
            }
            Kind::Latin => Tag::Noun,
            Kind::Number => Tag::Num,
            Kind::Other => Tag::Other,
        };
        self.toks[at].tag = tag;
        if tag == Tag::Verb {
            self.toks[at].ruled_out |= self.ruled_out(at);
        }
        let pick = self.pick(at);
        self.toks[at].pick = pick;
    }

    /// «لدى وصوله»: right after a preposition nothing is joined by «و», where the word has a reading without it.
    fn joined_after_preposition(&self, at: usize) -> u64 {
        let after = at > 0
            && matches!(self.toks[at - 1].tag, Tag::Word(Pos::Prep))
            && self.toks[at - 1].readings().all(|r| r.pron.is_none());
        let Some(word) = self.toks[at].word.as_ref().filter(|_| after) else {
            return 0;
        };
        if word.readings.iter().all(|r| r.clitics.has_conj()) {
            return 0;
        }
        (word.readings.iter().take(63).enumerate())
            .filter(|(_, r)| r.clitics.has_conj())
            .fold(0, |set, (n, _)| set | 1 << n)
    }

    fn tag_word(&self, at: usize) -> Tag {
        if self.brings_about(at) {
            return Tag::Verb;
        }
        if self.is_mother(at) {
            return Tag::Noun;
        }
        let mut readings = self.toks[at].readings();
        // «ووفق بيان»: «و» and a particle are likelier than a passive
        let passive = |r: &Reading| r.pos == Pos::Verb && r.feats.voice() == musnad_lexicon::Voice::Passive;
        let fewest = readings
            .clone()
            .filter(|r| !r.pos.is_particle() && !passive(r))
            .map(|r| r.clitics.count())
            .min()
            .unwrap_or(u32::MAX);
        let particle = readings
            .clone()
            .find(|r| r.pos.is_particle() && r.clitics.count() <= fewest);
        // «شرطة تعز»: no jussive without what asks for one, where it may be something else
        let verb = readings
            .clone()
            .any(|r| r.pos == Pos::Verb && self.verb_mood_fits(at, r))
            || readings.clone().all(|r| r.pos == Pos::Verb);
        if let Some(p) = particle {
            let told = verb
                && (p.pos == Pos::Adv && (after_modal(&self.toks, at) || self.next_is_self(at))
                    || p.pos == Pos::Prep && self.tells(at));
            return if told { Tag::Verb } else { Tag::Word(p.pos) };
        }
        let nominal = readings.any(|r| r.pos.is_nominal());
        match (verb, nominal) {
            (true, false) => Tag::Verb,
            // «قرية تل الحنظل»
            (true, true)
                if at > 0
                    && self.toks[at - 1].tag != Tag::Name
                    && self.place_word(at).is_some()
                    && self.place_word(at - 1).is_some() =>
            {
                Tag::Noun
            }
            (true, true) if self.reads_as_verb(at) => Tag::Verb,
            _ if self.reads_as_adjective(at) => Tag::Adj,
            _ => Tag::Noun,
        }
    }

    /// An adjective or participle after a noun that it can describe.
    fn reads_as_adjective(&self, at: usize) -> bool {
        let adjectives = || {
            self.toks[at]
                .readings()
                .filter(|r| matches!(r.pos, Pos::Adj | Pos::Nisba | Pos::ActivePart | Pos::PassivePart))
        };
        if adjectives().next().is_none() || at == 0 {
            return false;
        }
        let before = &self.toks[at - 1];
        if before.tag == Tag::Noun && self.reads_as_genitive(at) || self.points_somewhere(at) {
            return false;
        }
        // «مدن مغربية مسيرات حاشدة»: only what flies or drives is unmanned
        let class = &self.lang.class;
        let marches = |r: &Reading| r.pos == Pos::Noun && r.classes.meets(&class.protest_noun);
        let unmanned = |i: usize| {
            [&class.aircraft, &class.vehicle, &class.weapon]
                .iter()
                .any(|c| self.is(i, c))
        };
        if self.toks[at].readings().any(marches) && !(at.saturating_sub(3)..at).any(unmanned) {
            return false;
        }
        // «مسلحون رئيس حزب»: one masculine describes no several
        let several = before
            .reading()
            .is_some_and(|r| !r.is_definite() && r.pos == Pos::Person && r.number() == Some(Number::Plural));
        let one = |r: &Reading| r.number() == Some(Number::Sing) && r.feats.gender() == Some(Gender::Masc);
        // «رئيس بلدية»: nor a feminine word a man
        let man = before
            .reading()
            .is_some_and(|r| r.pos == Pos::Person && one(r) && r.pron.is_none());
        // «تفريق مسيرة»: nor an act with a masculine name
        let act = before
            .masdars()
            .any(|r| one(r) && r.pron.is_none() && !r.is_definite());
        let noun = |r: &Reading| matches!(r.pos, Pos::Noun | Pos::Person);
        let woman = |r: &Reading| r.feats.gender() == Some(Gender::Fem);
        let names = self.toks[at].readings().any(noun);
        if several && adjectives().all(one) || (man || act) && names && adjectives().all(woman) {
            return false;
        }
        // «على دراجة نارية قاضيا»: nor a man in the accusative a feminine word
        let his = |r: &Reading| r.feats.is_acc_alif();
        let her = before.reading().is_some_and(woman);
        if names && her && adjectives().all(his) {
            return false;
        }
        // «ملثمون مفرقعات»: nor things several men
        let things = |r: &Reading| woman(r) && r.number() == Some(Number::Plural);
        let men = before
            .reading()
            .is_some_and(|r| r.feats.gender() != Some(Gender::Fem));
        if several && men && adjectives().all(things) {
            return false;
        }
        // «قوات مكافحة الشغب», «أهالي حي المعامل», «نائب رئيس الوزراء»: an act, kind of place or title with what it is of
        let heads = |r: &Reading| {
            !r.clitics.has(Clitics::AL)
                && r.pron.is_none()
                && (r.pos == Pos::Masdar
                    || r.pos == Pos::Person && r.classes.meets(&self.lang.class.title)
                    || r.pos == Pos::Noun && r.classes.meets(&self.lang.class.place_noun))
        };
        let owner = self.toks.get(at + 1).is_some_and(|t| {
            t.tag == Tag::Other
                && t.readings().any(|r| {
                    r.pos.is_nominal()
                        && r.clitics.has(Clitics::AL)
                        && !r.clitics.has_prep()
                        && !r.clitics.has_conj()
                })
        });
        let indefinite = !before.clitics().has(Clitics::AL);
        if owner && indefinite && before.tag == Tag::Noun && self.toks[at].readings().any(heads) {
            return false;
        }
        // «سحب الآليات», «تحريك مدمرتين»: what has the article describes nothing without, nor two one
        let bare = before.tag == Tag::Noun
            && before.reading().is_some_and(|r| !r.is_definite())
            && !before.span.of(self.text).ends_with('ه');
        let two = |r: &Reading| r.number() == Some(Number::Dual);
        let pair = before.readings().any(two);
        let apart = |r: &Reading| r.clitics.has(Clitics::AL) || two(r) && !pair;
        if bare && names && adjectives().all(apart) {
            return false;
        }
        // «برأت المحكمة الصحفي»: right behind a verb no idafa stands, so that each must agree
        let behind_verb = at > 1 && self.toks[at - 2].tag == Tag::Verb;
        let body = before
            .reading()
            .is_some_and(|r| r.clitics.has(Clitics::AL) && woman(r) && r.number() == Some(Number::Sing));
        let person = self.toks[at].readings().any(|r| r.pos == Pos::Person);
        if behind_verb && body && person && adjectives().all(|r| !woman(r)) {
            return false;
        }
        // «علاج مصابين», «ليبيا المتمردين»: nor several men one thing
        let men = |r: &Reading| {
            matches!(r.number(), Some(Number::Plural | Number::Dual))
                && r.feats.gender() == Some(Gender::Masc)
        };
        let thing = before.tag == Tag::Name
            || before.tag == Tag::Noun
                && before
                    .reading()
                    .is_some_and(|r| r.pos != Pos::Person && r.number() == Some(Number::Sing));
        if thing && names && adjectives().all(men) {
            return false;
        }
        match before.tag {
            Tag::Noun | Tag::Adj => {
                let definite =
                    before.clitics().has(Clitics::AL) || before.reading().is_some_and(|r| r.pron.is_some());
                let mine = |r: &Reading| r.clitics.has(Clitics::AL);
                let joined = before.tag == Tag::Adj
                    && !self.toks[at]
                        .readings()
                        .any(|r| matches!(r.pos, Pos::Noun | Pos::Person));
                adjectives().any(|r| {
                    !r.clitics.has_prep() && (joined || !r.clitics.has_conj()) && (mine(r) || !definite)
                })
            }
            Tag::Name => adjectives().any(|r| r.clitics.has(Clitics::AL) && r.clitics.count() == 1),
            Tag::Num => false,
            _ => false,
        }
    }

    /// «شرقي ديالى»: an adjective of direction right before a place is where, not what.
    fn points_somewhere(&self, at: usize) -> bool {
        let direction = self.toks[at]
            .readings()
            .any(|r| r.classes.meets(&self.lang.class.direction) && r.clitics.count() == 0);
        direction
            && self
                .toks
                .get(at + 1)
                .is_some_and(|t| t.tag == Tag::Name && self.names_a_state(at + 1))
    }

    /// «مقتل شرطي», «طعن شاب شرطيا»: a noun for people that is no description of the noun before it.
    fn reads_as_genitive(&self, at: usize) -> bool {
        let before = &self.toks[at - 1];
        let event = before
            .readings()
            .any(|r| r.pos == Pos::Masdar || (r.pos == Pos::Noun && !r.classes.is_empty()))
            && !before.clitics().has(Clitics::AL);
        // «خطف المدنيين»: what has the article describes nothing without one
        let definite = |r: &Reading| r.pos == Pos::Person && r.clitics.has(Clitics::AL);
        if event && self.toks[at].readings().any(definite) {
            return true;
        }
        let people = || {
            self.toks[at]
                .readings()
                .filter(|r| r.pos == Pos::Person && !r.is_definite())
        };
        if people().next().is_none() {
            return false;
        }
        // «نقاط عسكرية»: a feminine adjective after things
        let woman = |r: &Reading| r.feats.gender() == Some(Gender::Fem) && r.number() == Some(Number::Sing);
        let things = before.tag == Tag::Noun
            && before
                .reading()
                .is_some_and(|r| r.pos != Pos::Person && (woman(r) || r.number() == Some(Number::Plural)));
        let describes = |r: &Reading| matches!(r.pos, Pos::Adj | Pos::Nisba) && woman(r);
        if things && people().all(woman) && self.toks[at].readings().any(describes) {
            return false;
        }
        let singular = before.reading().is_some_and(|r| {
            r.number() == Some(Number::Sing)
                && r.feats.gender() != Some(Gender::Fem)
                && !r.feats.is_acc_alif()
        });
        // «اختطف مسلحون صحافيا»
        let several = before
            .reading()
            .is_some_and(|r| !r.is_definite() && r.pos == Pos::Person && r.number() == Some(Number::Plural));
        event || (people().any(|r| r.feats.is_acc_alif()) && (singular || several))
    }

    /// The reading that suits the tag best: an adjective as one, a noun with classes before one without.
    fn pick(&self, at: usize) -> usize {
        let tok = &self.toks[at];
        let his = tok.span.of(self.text).ends_with('ه');
        let rank = |r: &Reading| {
            let form = match (tok.tag, r.pos) {
                (Tag::Adj, Pos::Adj | Pos::Nisba) => 0,
                (Tag::Adj, Pos::ActivePart | Pos::PassivePart) => 1,
                (Tag::Noun, Pos::Person | Pos::Noun | Pos::Masdar) => 0,
                (Tag::Noun, Pos::Nisba) => 1,
                _ => 2,
            };
            let dual = r.pos == Pos::Verb && r.number() == Some(Number::Dual);
            // «والده» is his father before it is a mother with two dots left out
            let owned = r.pron.is_some() != (his && r.classes.meets(&self.lang.class.kin));
            (
                !suits(tok.tag, r.pos),
                !self.verb_mood_fits(at, r),
                dual,
                r.clitics.count() + u32::from(owned),
                form,
                r.classes.is_empty(),
            )
        };
        tok.word
            .iter()
            .flat_map(|w| w.readings.iter())
            .enumerate()
            .min_by_key(|(_, r)| rank(r))
            .map_or(0, |(n, _)| n)
    }

    /// Verb readings in a mood that nothing before them asks for, unless all are.
    fn ruled_out(&self, at: usize) -> u64 {
        let Some(word) = self.toks[at].word.as_ref() else {
            return 0;
        };
        let active = word.readings.iter().any(|r| {
            r.pos == Pos::Verb
                && r.feats.voice() == musnad_lexicon::Voice::Active
                && self.verb_mood_fits(at, r)
        });
        let rare = |r: &Reading| {
            r.feats.voice() == musnad_lexicon::Voice::Passive
                && r.feats.aspect() == Some(Aspect::Imperfect)
                && active
        };
        let same = |r: &Reading| {
            word.readings.iter().any(|o| {
                o.lexeme == r.lexeme && o.pos == Pos::Verb && o.feats.voice() == musnad_lexicon::Voice::Active
            })
        };
        let fits = |r: &Reading| r.pos == Pos::Verb && self.verb_mood_fits(at, r) && (!rare(r) || same(r));
        if !word.readings.iter().any(fits) {
            return 0;
        }
        word.readings
            .iter()
            .take(63)
            .enumerate()
            .filter(|(_, r)| r.pos == Pos::Verb && !fits(r))
            .fold(0, |mask, (n, _)| mask | 1 << n)
    }

    fn verb_mood_fits(&self, at: usize, r: &Reading) -> bool {
        if r.pos != Pos::Verb || r.feats.aspect() != Some(Aspect::Imperfect) {
            return true;
        }
        let after_neg = at > 0 && self.toks[at - 1].tag == Tag::Word(Pos::Neg);
        after_neg
            || r.clitics.has(Clitics::LI)
            || r.feats.has_mood(Mood::Indicative)
            || (at > 0 && self.toks[at - 1].tag == Tag::Word(Pos::Comp))
    }

    /// The entry of the chosen reading of token `at`.
    pub(crate) fn lexeme(&self, at: usize) -> Option<&Lexeme> {
        self.toks[at]
            .reading()
            .and_then(|r| r.lexeme)
            .map(|l| self.lang.lexicon.lexeme(l))
    }

    /// How the chosen reading of token `at` reports, if it does.
    pub(crate) fn report(&self, at: usize) -> Option<&musnad_lexicon::Report> {
        self.lang.lexicon.report(&self.lexeme(at)?.lemma)
    }

    /// Whether token `at` has a reading, suiting its tag, in one of `classes`.
    pub(crate) fn is(&self, at: usize, classes: &ClassSet) -> bool {
        self.toks[at].classes().meets(classes)
    }
}

/// Whether a word can be nothing but a verb.
fn is_verb_alone(tok: &Tok) -> bool {
    tok.readings().next().is_some() && tok.readings().all(|r| r.pos == Pos::Verb)
}

/// Whether a word of the self stands at `end`: what is before it may be a verb that is written like a time.
pub(crate) fn before_self(lang: &Lang, toks: &[Tok], end: usize) -> bool {
    let own = |r: &Reading| r.pos == Pos::Pron && r.classes.meets(&lang.class.same);
    let verb = |t: &Tok| t.readings().any(|r| r.pos == Pos::Verb);
    toks.get(end).is_some_and(|t| t.readings().any(own)) && end.checked_sub(1).is_some_and(|i| verb(&toks[i]))
}

/// «قد فجرا نفسيهما»: after such a word a verb that is written like a time is no time.
fn after_modal(toks: &[Tok], at: usize) -> bool {
    let modal = |i: usize| toks[i].readings().any(|r| r.pos == Pos::Modal);
    at.checked_sub(1).is_some_and(modal) && toks[at].readings().any(|r| r.pos == Pos::Verb)
}

pub(crate) fn may_be_construct(r: &Reading) -> bool {
    r.feats.has_state(musnad_lexicon::State::Construct) || r.feats.bits() == 0
}

fn fresh(lang: &Lang, cache: &WordCache, text: &str, token: &Token) -> Tok {
    let written = token.span.of(text);
    let (word, in_names) = match token.kind {
        Kind::Word | Kind::Latin | Kind::Number => {
            let (word, in_names) = cache.read(lang, written);
            (Some(word), in_names)
        }
        _ => (None, InNames::default()),
    };
    Tok {
        span: token.span,
        kind: token.kind,
        in_names,
        tag: Tag::Other,
        pick: 0,
        ruled_out: word.as_deref().map_or(0, |w| unwritten(w, written)),
        word,
        part_of: None,
        phrase: 1,
        entry: None,
        compound: None,
        of_facility: false,
        classes: Cell::new(None),
    }
}

fn is_mark(c: char) -> bool {
    matches!(c, '\u{64B}'..='\u{652}' | '\u{670}')
}

/// The readings that the way a word is written leaves out, as a set of bits: «قتلى» is no «my killing» where it can be
/// something else, «متظاهرَين» are two, and a vowel may tell a passive.
fn unwritten(word: &Word, written: &str) -> u64 {
    let mine = |r: &Reading| r.pron.is_some() && r.pos.is_nominal();
    let not_mine = written.ends_with('ى')
        && word
            .readings
            .iter()
            .any(|r| r.pron.is_none() && r.pos.is_nominal());
    let plain: Vec<char> = written.chars().collect();
    let two = matches!(&plain[..], [.., 'ي', '\u{652}', 'ن'] | [.., '\u{64E}', 'ي', 'ن'])
        && word.readings.iter().any(|r| r.number() == Some(Number::Dual));
    let several = |r: &Reading| r.pos.is_nominal() && r.number() == Some(Number::Plural);
    (word.readings.iter().take(63).enumerate())
        .filter(|(_, r)| not_mine && mine(r) || two && several(r))
        .fold(unmarked_voice(word, written), |set, (n, _)| set | 1 << n)
}

/// The active readings of a perfect that is written as a passive («قُتل», «استُهدف»), as a set of bits.
fn unmarked_voice(word: &Word, written: &str) -> u64 {
    const DAMMA: char = '\u{64F}';
    if !written.contains(DAMMA) {
        return 0;
    }
    let is_letter = |c: &char| !is_mark(*c);
    // on the last letter it may be «I»: «قتلتُ»
    let inner = (written.char_indices())
        .any(|(at, c)| c == DAMMA && written[at..].chars().skip(1).any(|c| is_letter(&c)));
    let perfect = |r: &Reading, voice| {
        r.pos == Pos::Verb && r.feats.aspect() == Some(Aspect::Perfect) && r.feats.voice() == voice
    };
    if !inner || !word.readings.iter().any(|r| perfect(r, Voice::Passive)) {
        return 0;
    }
    (word.readings.iter().take(63).enumerate())
        .filter(|(_, r)| perfect(r, Voice::Active))
        .fold(0, |set, (n, _)| set | 1 << n)
}

fn seen<'b>(tok: &'b Tok, text: &'b str) -> Seen<'b> {
    let written = tok.span.of(text);
    let (plain, key) = tok
        .word
        .as_ref()
        .map_or((written, written), |w| (w.plain.as_str(), w.key.as_str()));
    Seen {
        kind: tok.kind,
        span: tok.span,
        plain,
        key,
    }
}
/// A sentence of more tokens is read in pieces of so many: no sentence that anybody wrote is as long, and reading goes
/// as deep as a sentence is long.
const LONGEST: usize = 800;

/// The sentences of a text by their tokens, in the order of the text.
pub(crate) fn sentences<'t>(text: &str, tokens: &'t [Token]) -> Vec<&'t [Token]> {
    let all = musnad_text::sentences(text, tokens);
    let pieces = all.into_iter().flat_map(|s| tokens[s.tokens].chunks(LONGEST));
    pieces.collect()
}
