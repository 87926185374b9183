//! The language at hand: dictionary, registries, readers of numbers and times, and the classes that the
//! mechanisms ask for by name.

use crate::error::Error;
use crate::office::Offices;
use crate::whereabouts::PlaceWords;
use musnad_knowledge::{Knowledge, NameWord};
use musnad_lexicon::{ClassId, ClassSet, Lexeme, LexemeId, Lexicon, Pos, Word};
use musnad_text::{NumberReader, TimeReader};
use rustc_hash::{FxHashMap, FxHashSet};
use std::cell::RefCell;
use std::sync::Arc;

/// A noun of several words.
#[derive(Debug)]
pub(crate) struct Compound {
    /// Look-up forms of the words after the first, without an article.
    pub(crate) rest: Vec<String>,
    pub(crate) id: LexemeId,
    pub(crate) classes: ClassSet,
}

/// All data that reading needs; shared by threads.
#[derive(Debug)]
pub(crate) struct Lang {
    pub(crate) lexicon: Lexicon,
    pub(crate) knowledge: Knowledge,
    pub(crate) numbers: NumberReader,
    pub(crate) times: TimeReader,
    pub(crate) class: Classes,
    /// What words say of the place named after them.
    pub(crate) place_words: PlaceWords,
    /// Offices and those who have held them.
    pub(crate) offices: Offices,
    /// Entries with which a person or nationality of several words may begin: «رجال الدين».
    pub(crate) openers: FxHashSet<LexemeId>,
    /// Nouns of several words by the entry of their first: «حادث سير».
    pub(crate) compounds: FxHashMap<LexemeId, Vec<Compound>>,
    /// Entries by lemma, for the rules that name them.
    lemmas: FxHashMap<String, Vec<LexemeId>>,
    /// Prepositions of place of several words, by their first: «في محيط».
    places: FxHashMap<String, Vec<LexemeId>>,
}

impl Lang {
    pub(crate) fn builtin() -> Result<Lang, Error> {
        Lang::with(Knowledge::builtin().map_err(Error::data)?)
    }

    /// The language with these registries.
    pub(crate) fn with(knowledge: Knowledge) -> Result<Lang, Error> {
        let lexicon = Lexicon::builtin().map_err(Error::data)?;
        let class = Classes::of(&lexicon);
        let mut lemmas: FxHashMap<String, Vec<LexemeId>> = FxHashMap::default();
        for (id, entry) in lexicon.lexemes() {
            lemmas.entry(entry.lemma.clone()).or_default().push(id);
            // «محامٍ» is named without its tanwin, too
            if let Some(bare) = entry.lemma.strip_suffix('\u{64d}') {
                lemmas.entry(bare.to_owned()).or_default().push(id);
            }
        }
        let of_several = |lemma: &str| {
            let phrases = lexicon.phrases(&musnad_text::key(lemma)).iter();
            let pos = |l| lexicon.lexeme(l).pos;
            phrases
                .clone()
                .any(|p| matches!(pos(p.lexeme), Pos::Person | Pos::Nisba))
        };
        let openers = lexicon.lexemes().filter(|(_, entry)| of_several(&entry.lemma));
        let openers = openers.map(|(id, _)| id).collect();
        let mut compounds: FxHashMap<LexemeId, Vec<Compound>> = FxHashMap::default();
        let mut places: FxHashMap<String, Vec<LexemeId>> = FxHashMap::default();
        let place = [&class.location, &class.toward, &class.partitive];
        let of_place = |e: &Lexeme| e.pos == Pos::Prep && place.iter().any(|c| e.classes.meets(c));
        for (id, entry) in lexicon.lexemes().filter(|(_, e)| of_place(e)) {
            if let Some((first, _)) = entry.lemma.split_once('_') {
                places.entry(first.to_owned()).or_default().push(id);
            }
        }
        let article = lexicon.article();
        let noun = |e: &Lexeme| matches!(e.pos, Pos::Noun | Pos::Person);
        for (id, entry) in lexicon.lexemes().filter(|(_, e)| noun(e)) {
            // «الدفاع_المدني» stands with and without its articles
            let mut parts = (entry.lemma.split('_')).map(|w| w.strip_prefix(article).unwrap_or(w));
            let first = parts.next().and_then(|first| lemmas.get(first));
            let rest: Vec<String> = parts.map(musnad_text::key).collect();
            // «قصر الرئاسة» is a place first
            let site = |l: &&LexemeId| {
                entry.pos == Pos::Person && lexicon.lexeme(**l).classes.meets(&class.facility)
            };
            let firsts = first.into_iter().flatten().filter(|l| !site(l));
            for noun in firsts.filter(|_| !rest.is_empty()) {
                let (rest, classes) = (rest.clone(), entry.classes);
                compounds
                    .entry(*noun)
                    .or_default()
                    .push(Compound { rest, id, classes });
            }
        }
        Ok(Lang {
            openers,
            offices: Offices::builtin(&knowledge, lexicon.article())?,
            knowledge,
            numbers: NumberReader::builtin().map_err(Error::data)?,
            times: TimeReader::builtin().map_err(Error::data)?,
            place_words: PlaceWords::builtin(&lexicon, &lemmas)?,
            lexicon,
            class,
            lemmas,
            places,
            compounds,
        })
    }

    /// Prepositions of place that begin with the word `name`: «في محيط», «من داخل».
    pub(crate) fn prepositions_with(&self, name: &str) -> &[LexemeId] {
        self.places.get(name).map_or(&[], Vec::as_slice)
    }

    /// The entries with this lemma; none for a word that the lexicon lacks.
    pub(crate) fn named(&self, lemma: &str) -> &[LexemeId] {
        self.lemmas.get(lemma).map_or(&[], Vec::as_slice)
    }
}

macro_rules! classes {
    ($($field:ident = $($name:literal)+;)*) => {
        /// Sets of classes by the use that a mechanism makes of them.
        #[derive(Debug)]
        pub(crate) struct Classes { $(pub(crate) $field: ClassSet,)* }

        impl Classes {
            fn of(lexicon: &Lexicon) -> Classes {
                Classes { $($field: set(lexicon, &[$($name),+]),)* }
            }
        }
    };
}

classes! {
    report = "say" "announce" "confirm" "claim" "deny" "quote" "believe";
    between = "between";
    opposition = "opposition";
    time_prep = "time-prep";
    year = "year";
    while_of = "while-of";
    household = "household";
    answered = "response";
    because = "because";
    while_ = "while";
    while_apart = "while-apart";
    speak = "say" "announce" "confirm" "claim" "deny" "condemn" "demand" "call";
    title = "title" "rank" "official" "spokesman";
    leader = "leader";
    aircraft = "aircraft";
    attempt = "try-to";
    promise = "promise";
    group = "group" "force";
    office = "office";
    org = "org";
    deaths = "die";
    mishap = "accident" "disaster" "mishap";
    force_used = "attack" "airstrike" "bomb" "detonate" "strike" "clash" "ambush" "shoot" "storm" "raid" "torture" "stab"
        "assassinate" "abduct" "bomb-thing" "arrest" "beat" "disperse" "agent" "violence" "target"
        "weapon" "aircraft" "weapon-fire" "protest-noun";
    victim = "victim";
    harm = "kill" "injure" "assassinate" "martyr" "die";
    source = "source" "agency" "statement";
    person_source = "source";
    witness = "witness";
    same = "self";
    turn = "while" "turn";
    result = "result";
    agency = "agency";
    statement = "statement";
    person = "person";
    partitive = "from";
    addressed = "addressed";
    means = "means";
    align = "loyal";
    place_noun = "place-noun" "border";
    direction = "direction";
    facility = "facility";
    event_noun = "attack" "airstrike" "bomb" "explode" "detonate" "strike" "clash" "ambush" "kill" "fire" "shoot";
    killed = "killed-noun" "body";
    corpse = "body";
    injured = "injured-noun";
    injure = "injure";
    counted = "killed-noun" "injured-noun" "victim" "missing-noun" "detained-noun" "protester";
    casualty = "killed-noun" "injured-noun" "victim";
    tally = "toll" "killed-noun" "injured-noun" "victim";
    brings_harm = "cause" "kill" "injure" "assassinate" "martyr" "die" "seize" "destroy" "burn" "riot";
    mood = "mood";
    losses = "losses";
    addition = "addition";
    liberty = "liberty";
    of_lives = "of-lives";
    any_person = "anybody";
    unit = "unit";
    money = "money";
    spoils = "seize" "destroy" "burn" "riot";
    manage = "manage";
    governor = "governor";
    own_turn = "own-turn";
    own_country = "own-country";
    controls = "intend" "begin" "undertake" "decide" "manage" "try-to" "participate" "announce";
    same_doer = "intend" "undertake" "manage" "try-to" "accuse";
    asks = "accuse" "demand" "call" "request";
    upon_people = "arrest" "abduct" "ban" "deport" "expel" "disperse" "beat" "torture" "assassinate" "release" "attack"
        "injure";
    gives = "provide" "surrender";
    so_called = "so-called";
    leads_away = "arrest" "abduct";
    agent = "agent";
    goes_on = "when" "while" "and";
    rise = "rise";
    still = "still";
    ordinal = "ordinal";
    deadly = "kill" "die" "assassinate" "martyr";
    toll = "toll";
    arrests = "arrest" "detained-noun";
    announce = "announce";
    befall = "act";
    abducts = "abduct";
    without = "without";
    missing = "missing-noun";
    go_missing = "go-missing";
    detained = "detained-noun";
    displaced = "displaced-noun";
    cause = "cause";
    begin = "begin";
    aux = "aux";
    decide = "decide";
    behalf = "behalf";
    occur = "occur";
    undertake = "undertake";
    suffer = "suffer";
    accord = "accord";
    member = "member";
    toward = "toward";
    upon = "upon";
    location = "location";
    spot = "spot";
    exceed = "exceed";
    at_least = "bound-least";
    reach = "reach";
    weapon_fire = "weapon-fire" "weapon" "time-noun";
    operation = "operation";
    series = "series";
    among = "among";
    one_of = "one-of";
    when = "when";
    intend = "intend";
    light_noun = "undertake" "begin";
    vehicle = "vehicle";
    hurt = "fighter" "person" "official" "force" "group" "role";
    blow = "attack" "airstrike" "bomb" "fire" "shoot";
    hits = "attack" "airstrike" "bomb" "destroy" "target" "kill" "injure" "detonate" "burn" "abduct";
    hits_sites = "besiege" "raid" "storm" "target" "bomb" "burn" "destroy" "demolish" "attack";
    site = "facility" "vehicle" "aircraft";
    munition = "weapon" "bomb-thing";
    shoot = "fire" "shoot";
    motion = "move" "withdraw" "visit" "return" "storm";
    aid = "aid-noun" "relief";
    people = "fighter" "person" "role" "displaced-noun";
    record = "record";
    does = "provide" "undertake" "restrict" "deploy" "announce" "say" "confirm" "demand" "deny" "condemn" "intend"
        "confiscate" "seize" "close" "ban" "suspend" "postpone" "ease" "reinforce" "reject" "support" "sign" "demolish"
        "decide" "promise" "release";
    takes = "host" "meet" "discuss" "accuse" "arrest" "attack" "target" "visit" "demand" "provide" "bomb" "destroy"
        "demolish" "storm" "raid" "besiege" "abduct" "release" "burn" "seize";
    those = "those";
    weapon = "weapon" "aircraft" "vehicle" "bomb-thing";
    body = "org" "office" "group" "force";
    opposing = "aim";
    others = "others";
    ending = "ending";
    drive = "drive";
    supporter = "supporter";
    protester = "protester";
    protest_noun = "protest-noun";
    march = "march" "demonstrate";
    war = "war";
    demand = "demand";
    seat = "office" "official" "force";
    suffering = "kill" "injure" "assassinate" "die" "arrest" "abduct" "martyr";
    anybody = "person";
    belong = "belong";
    believe = "believe" "possible";
    force = "force";
    chief = "chief";
    armed = "fighter" "rank";
    fighter = "fighter" "chief" "leader";
    kin = "kin" "community";
    public = "force" "group" "official" "office" "killed-noun" "injured-noun" "fighter";
    silent = "sport" "culture" "game" "art";
}

fn set(lexicon: &Lexicon, names: &[&str]) -> ClassSet {
    names
        .iter()
        .filter_map(|n| lexicon.class(n))
        .fold(ClassSet::default(), |mut set, class: ClassId| {
            set.insert(class);
            set
        })
}

/// What a written word may be in names, so that few words are looked up in the registries.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct InNames {
    /// As a word of a person's name.
    pub(crate) person: NameWord,
    /// A person's name may begin behind what is written on to its front.
    pub(crate) person_behind: bool,
    /// A name of a registry begins with it as it stands.
    pub(crate) begins: bool,
    /// A name of a registry begins behind what is written on to its front.
    pub(crate) begins_behind: bool,
}

impl InNames {
    fn of(lang: &Lang, word: &Word) -> InNames {
        let k = &lang.knowledge;
        let mut out = InNames {
            person: k.name_word(&word.key),
            person_behind: false,
            begins: k.begins_name(&word.key),
            begins_behind: false,
        };
        lang.lexicon.without_front(&word.key, |rest, _, _| {
            out.begins_behind |= k.begins_name(rest);
            out.person_behind |= k.name_word(rest).is_some();
        });
        out
    }
}

/// Words read before, by their text: most words of a news text are old acquaintances.
#[derive(Debug, Default)]
pub(crate) struct WordCache(RefCell<FxHashMap<Box<str>, Seen>>);

/// A word read before.
type Seen = (Arc<Word>, InNames);

/// Entries kept before the cache starts anew; bounds memory on endless input.
const CACHE: usize = 60_000;

impl WordCache {
    pub(crate) fn read(&self, lang: &Lang, text: &str) -> (Arc<Word>, InNames) {
        if let Some((word, names)) = self.0.borrow().get(text) {
            return (Arc::clone(word), *names);
        }
        let word = Arc::new(lang.lexicon.read(text));
        let names = InNames::of(lang, &word);
        let mut cache = self.0.borrow_mut();
        if cache.len() >= CACHE {
            cache.clear();
        }
        cache.insert(text.into(), (Arc::clone(&word), names));
        (word, names)
    }
}
