//! Known names in a sentence: where they stand, whether a word that could be one is meant as one, and what the
//! words round the name of a place say of it.

use crate::lexical::{Sent, Tag, Tok};
use crate::memory::Surnames;
use crate::whereabouts::PlaceWord;
use musnad_knowledge::{Entry, Found, Scored};
use musnad_lexicon::{Clitics, Gender, Number, Pos, Reading};
use musnad_text::Kind;
use smallvec::SmallVec;

/// A known name in a sentence.
#[derive(Clone, Debug)]
pub(crate) struct NameHit {
    pub(crate) first: usize,
    pub(crate) last: usize,
    /// What bears the name; none for a person whom no registry has.
    pub(crate) entries: Vec<Entry>,
    /// What is written on to its first word.
    pub(crate) clitics: Clitics,
    /// Letters of those clitics.
    pub(crate) skip: u8,
    /// Of a place, what the text says round it.
    pub(crate) around: Option<Around>,
    /// Which place is meant.
    pub(crate) place: Resolved,
    /// How that was found.
    pub(crate) candidates: Vec<Scored>,
}

/// What the words round a place's name say of it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Around {
    /// The kind word before it: its number and token.
    pub(crate) kind: Option<(u16, usize)>,
    /// Countries of an adjective after it.
    pub(crate) nationality: SmallVec<[String; 1]>,
    /// The names that it is said to lie in, by index in the sentence.
    pub(crate) within: SmallVec<[usize; 2]>,
    /// A preposition of place or a direction stands before it.
    pub(crate) located: bool,
}

/// Which place a name means.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) enum Resolved {
    /// Nobody has asked yet, or it is the name of no place.
    #[default]
    Open,
    /// The place with this number.
    Place(u32),
    /// A place, but which of several is open; the country and division that they share.
    Doubtful(Option<String>, Option<String>),
}

impl NameHit {
    /// The numbers of the places that bear the name.
    pub(crate) fn places(&self) -> impl Iterator<Item = u32> + '_ {
        self.entries.iter().filter_map(|e| match e {
            Entry::Place(n) => Some(*n),
            _ => None,
        })
    }

    /// The numbers of the countries that bear it.
    pub(crate) fn countries(&self) -> impl Iterator<Item = u32> + '_ {
        self.entries.iter().filter_map(|e| match e {
            Entry::Country(n) => Some(*n),
            _ => None,
        })
    }
}

impl Sent<'_> {
    /// Marks the known names of the sentence, the longest at each place.
    pub(crate) fn find_names(&mut self, surnames: &Surnames) {
        let mut at = 0;
        while at < self.toks.len() {
            match self.name_at(at).or_else(|| self.surname_at(at, surnames)) {
                Some(hit) => {
                    let next = hit.last + 1;
                    for tok in &mut self.toks[at..next] {
                        (tok.tag, tok.part_of) = (Tag::Name, Some(self.names.len()));
                    }
                    self.names.push(hit);
                    at = next;
                }
                None => at += 1,
            }
        }
        for n in 0..self.names.len() {
            let place = |e: &Entry| matches!(e, Entry::Place(_) | Entry::Country(_));
            if self.names[n].entries.iter().any(place) {
                self.names[n].around = Some(self.around(n));
            }
        }
    }

    fn name_at(&self, at: usize) -> Option<NameHit> {
        let tok = &self.toks[at];
        if tok.kind != Kind::Word && tok.kind != Kind::Latin || tok.tag == Tag::Time {
            return None;
        }
        let registered = self.registered_at(at);
        let registered =
            registered.filter(|hit| !self.is_title_of_a_person(hit) && !self.is_kind_of_a_longer_name(hit));
        let person = self.person_at(at).filter(|(last, ..)| {
            // the registry's name wins unless it is a place's or shorter than the person's
            let by_registry = registered.as_ref().map_or(at, |hit| hit.last);
            let bodies = |e: &Entry| matches!(e, Entry::Actor(_) | Entry::Outlet(_));
            // «ذي قار»: what opens a name of people may open a place's
            let place = |e: &Entry| matches!(e, Entry::Place(n) if self.lang.knowledge.place(*n).by_hand);
            let opens = tok.in_names.person.before() && !tok.in_names.person.given();
            if registered
                .as_ref()
                .is_some_and(|hit| opens && hit.last > at && hit.entries.iter().any(place))
            {
                return false;
            }
            registered.is_none()
                || *last > by_registry
                || *last == by_registry
                    && *last > at
                    && !registered.as_ref().is_some_and(|hit| {
                        // «خان يونس», «سيدي بوزيد»
                        let town = !self.only_gazetteer(hit) && !self.follows_title(at);
                        town || hit.entries.iter().any(bodies)
                    })
        });
        let Some((last, clitics, skip)) = person else {
            return registered;
        };
        Some(NameHit {
            first: at,
            last,
            entries: Vec::new(),
            clitics,
            skip,
            around: None,
            place: Resolved::Open,
            candidates: Vec::new(),
        })
    }

    /// «قرية تل الحنظل»: a name that begins with a word for its kind, where a longer one begins after that word.
    fn is_kind_of_a_longer_name(&self, hit: &NameHit) -> bool {
        let next = hit.first + 1;
        // «قرية تل الحنظل», which no registry has, is not «قرية تل»
        let opens = hit.last > hit.first
            && matches!(self.place_word(hit.last), Some(PlaceWord::Kind(_)))
            && self.toks.get(hit.last + 1).is_some_and(|t| {
                t.kind == Kind::Word
                    && t.readings().any(|r| r.pos.is_noun())
                    && t.readings()
                        .all(|r| r.pos == Pos::Unknown || r.clitics == Clitics::AL)
            });
        opens
            || hit.last > hit.first
                && matches!(self.place_word(hit.first), Some(PlaceWord::Kind(_)))
                && self.toks[next].tag == Tag::Other
                && self
                    .registered_at(next)
                    .is_some_and(|longer| longer.last > hit.last)
    }

    /// «الشيخ سالم عبد الله»: a place's name that is here a title with the beginning of somebody's name.
    fn is_title_of_a_person(&self, hit: &NameHit) -> bool {
        let title = self.toks[hit.first].in_names.person.title();
        let place = |e: &Entry| matches!(e, Entry::Place(_));
        title
            && hit.last > hit.first
            && hit.entries.iter().all(place)
            && self
                .person_at(hit.first + 1)
                .is_some_and(|(last, ..)| last > hit.last)
    }

    /// The family name of somebody who was named in whole before.
    fn surname_at(&self, at: usize, surnames: &Surnames) -> Option<NameHit> {
        let tok = self
            .toks
            .get(at)
            .filter(|t| t.tag == Tag::Other && t.kind == Kind::Word)?;
        let hit = |entries: &[Entry], clitics, skip| NameHit {
            first: at,
            last: at,
            entries: entries.to_vec(),
            clitics,
            skip,
            around: None,
            place: Resolved::Open,
            candidates: Vec::new(),
        };
        let unknown = tok.readings().all(|r| r.pos == Pos::Unknown);
        if let Some(entries) = surnames.of(tok.key()) {
            // «الجيش السوداني» is no Mr al-Sudani
            let before = at.checked_sub(1).map(|i| &self.toks[i]);
            let describes = before.is_some_and(|b| {
                b.tag == Tag::Name || b.readings().any(|r| r.pos.is_nominal() && r.is_definite())
            });
            let definite = tok
                .readings()
                .all(|r| r.pos == Pos::Unknown || r.clitics.has(Clitics::AL));
            // «وقال سلام»
            let acts = before.is_some_and(|b| {
                b.tag == Tag::Other
                    && b.readings().next().is_some()
                    && b.readings().all(|r| r.pos == Pos::Verb)
            });
            return (unknown || definite && !describes || acts).then(|| hit(entries, Clitics::default(), 0));
        }
        let mut found = None;
        if unknown {
            self.lang.lexicon.without_front(tok.key(), |rest, clitics, skip| {
                if let Some(entries) = surnames.of(rest).filter(|_| found.is_none()) {
                    found = Some(hit(entries, clitics, skip));
                }
            });
        }
        found
    }

    /// The longest name of a registry that begins at token `at` and is meant as a name.
    fn registered_at(&self, at: usize) -> Option<NameHit> {
        let tok = &self.toks[at];
        if !tok.in_names.begins && !tok.in_names.begins_behind {
            return None;
        }
        // the words that a name may go on with; quotation marks inside it are passed over
        let mut after: SmallVec<[usize; 12]> = SmallVec::new();
        for (i, t) in self.toks.iter().enumerate().skip(at + 1) {
            match t.kind {
                Kind::Word | Kind::Latin | Kind::Number if t.tag != Tag::Time => after.push(i),
                Kind::Punct('«' | '“' | '"' | '»' | '”') if after.len() < 4 => {}
                _ => break,
            }
            if after.len() == 12 {
                break;
            }
        }
        let find = |first: &str, most: usize| -> Option<Found> {
            let rest = after[..most].iter().map(|i| self.toks[*i].key());
            self.lang.knowledge.find(first, rest)
        };
        let mut limit = after.len();
        loop {
            let whole = tok.in_names.begins.then(|| find(tok.key(), limit)).flatten();
            let mut best = whole.map(|f| (f, Clitics::default(), 0));
            // clitics come off only where the word as it stands is no word of the dictionary
            let whole_word = tok
                .readings()
                .any(|r| r.lexeme.is_some() && r.clitics.count() == 0);
            if tok.in_names.begins_behind && best.as_ref().is_none_or(|(f, ..)| f.words == 1) {
                self.lang
                    .lexicon
                    .without_front(tok.key(), |first, clitics, skip| {
                        if let Some(found) = find(first, limit) {
                            let longer = best.as_ref().is_none_or(|(b, ..)| found.words > b.words);
                            if longer && (found.words > 1 || !whole_word) {
                                best = Some((found, clitics, skip));
                            }
                        }
                    });
            }
            let (found, clitics, skip) = best?;
            let hit = NameHit {
                first: at,
                last: self.close_quote(at, found.words.checked_sub(2).map_or(at, |n| after[n])),
                entries: found.entries,
                clitics,
                skip,
                around: None,
                place: Resolved::Open,
                candidates: Vec::new(),
            };
            if self.is_name(&hit) {
                return Some(self.with_forefathers(hit));
            }
            // a shorter name may be meant where the longest is not
            limit = found.words.checked_sub(2)?;
        }
    }

    /// The end of a name from `first` to `last`, with the quotation mark that closes one opened inside it.
    fn close_quote(&self, first: usize, last: usize) -> usize {
        let open = (first..last).any(|i| matches!(self.toks[i].kind, Kind::Punct('«' | '“' | '"')));
        let close = (self.toks.get(last + 1)).is_some_and(|t| matches!(t.kind, Kind::Punct('»' | '”' | '"')));
        let closed = (first..last).any(|i| matches!(self.toks[i].kind, Kind::Punct('»' | '”')));
        if open && close && !closed { last + 1 } else { last }
    }

    /// A known person's name with the «بن …» that follows it.
    fn with_forefathers(&self, hit: NameHit) -> NameHit {
        let k = &self.lang.knowledge;
        let person = |e: &Entry| matches!(e, Entry::Actor(n) if k.actor(*n).kind == "person");
        let next = self.name_word(hit.last + 1);
        if !(next.between() && hit.entries.iter().all(person)) {
            return hit;
        }
        let last = self.name_end(hit.last);
        NameHit { last, ..hit }
    }

    /// Whether a name that is also a common word or a number is meant as a name.
    fn is_name(&self, hit: &NameHit) -> bool {
        if self.only_gazetteer(hit) {
            return self.is_gazetteer_name(hit);
        }
        if hit.last > hit.first {
            return true;
        }
        let tok = &self.toks[hit.first];
        if self.is_something_else(hit) {
            return false;
        }
        if hit.entries.iter().any(|e| matches!(e, Entry::Place(_))) && self.heads_line(hit.first, hit.last) {
            return true;
        }
        if self.describes(hit)
            || self.is_described(hit)
            || self.is_ordinary_adjective(hit)
            || self.has_genitive(hit)
        {
            return false;
        }
        let k = &self.lang.knowledge;
        let ambiguous = hit.entries.iter().all(|e| match e {
            // a village that bears a word of the dictionary is less often meant than the word
            Entry::Place(n) => {
                let place = k.place(*n);
                let capital = place.capital && !self.follows_definite(hit.first);
                !capital && (place.ambiguous || place.is_minor())
            }
            _ => false,
        });
        let common = |r: &Reading| r.lexeme.is_some() && r.pos != Pos::Nisba && r.clitics == hit.clitics;
        let in_dictionary = tok.readings().any(|r| r.lexeme.is_some());
        let article = tok.readings().any(|r| r.clitics.has(Clitics::AL));
        if ambiguous && (in_dictionary || tok.in_names.person.is_some()) {
            let preposition = self.after_place_preposition(hit.first);
            // «في الأبيض»: an adjective does not follow a preposition; «في الميادين» may be any squares
            let noun = tok.readings().any(|r| {
                let describes = matches!(r.pos, Pos::Adj | Pos::Nisba | Pos::ActivePart | Pos::PassivePart);
                r.lexeme.is_some() && !describes
            });
            return self.place_word_before(hit.first).is_some()
                || self.after_seated(hit.first) && !article
                || (preposition || self.after_attack_on(hit.first)) && (!article || !noun)
                || self.lies_somewhere(hit.last + 1);
        }
        let is_place = hit
            .entries
            .iter()
            .any(|e| matches!(e, Entry::Place(_) | Entry::Country(_)));
        let doubtful = |e: &Entry| matches!(e, Entry::Actor(n) if k.actor(*n).ambiguous());
        if in_dictionary && hit.entries.iter().all(doubtful) {
            return self.is_supported(hit);
        }
        // «عدن» could be a verb of women; in news it is not
        let likely = |r: &Reading| {
            r.feats.voice() == musnad_lexicon::Voice::Active
                && !(r.feats.gender() == Some(Gender::Fem) && r.number() == Some(Number::Plural))
        };
        let verb = tok
            .readings()
            .any(|r| common(r) && r.pos == Pos::Verb && likely(r));
        let noun = tok
            .readings()
            .any(|r| common(r) || (article && r.lexeme.is_some() && r.pos != Pos::Nisba));
        // no finite verb stands after a preposition: «في تعز»
        // «مدينة سبها», «غارة على سبها»
        let told = || {
            self.after_place_preposition(hit.first)
                || self.place_word_before(hit.first).is_some()
                || self.after_attack_on(hit.first)
                || self.after_seated(hit.first)
        };
        let here = article || (is_place && (!verb || told()));
        tok.tag != Tag::Num && (!(noun || verb) || here)
    }

    /// «بحماس كبير», «أذان المغرب»: a word that its neighbours show to be no name.
    fn is_something_else(&self, hit: &NameHit) -> bool {
        let bare = |t: &crate::lexical::Tok| {
            let known = || t.readings().filter(|r| r.lexeme.is_some());
            t.kind == Kind::Word
                && known().next().is_some()
                && known().all(|r| r.pos == Pos::Adj && r.clitics.count() == 0 && !r.feats.is_acc_alif())
        };
        let actor = |e: &Entry| matches!(e, Entry::Actor(_));
        let article = |r: &Reading| r.clitics.has(Clitics::AL);
        // «سيول جارفة»
        let word = |r: &Reading| r.pos == Pos::Noun && r.lexeme.is_some() && r.clitics == hit.clitics;
        let noun = hit.first == hit.last && self.toks[hit.first].readings().any(word);
        let described = (noun || hit.entries.iter().all(actor))
            && !self.toks[hit.first].readings().any(article)
            && self.toks.get(hit.last + 1).is_some_and(bare);
        // «المعلم المتقاعد»
        let trade = |t: &crate::lexical::Tok| {
            let known = || t.readings().filter(|r| r.lexeme.is_some());
            known().next().is_some()
                && known().all(|r| r.pos != Pos::Nisba && r.pos.is_nominal() && article(r))
        };
        let ordinary = hit.entries.iter().all(actor)
            && self.toks[hit.first]
                .readings()
                .any(|r| article(r) && r.pos == Pos::Person)
            && self.toks.get(hit.last + 1).is_some_and(trade);
        // «وأم» is no «وام»: before a hamza «و» is joined to a word
        let written = self.toks[hit.first].span.of(self.text);
        let joined = !hit.clitics.has(Clitics::AND)
            && (written.starts_with("\u{648}\u{623}") || written.starts_with("\u{648}\u{625}"));
        described
            || ordinary
            || joined
            || self.is_no_place_before(hit.first, hit.last)
            || hit.first > 0 && self.makes_no_place(hit.first - 1)
    }

    /// «— جويا / غارة», «• الأبيض | قصف»: whether tokens `first..=last` open a line and a stroke sets them apart.
    fn heads_line(&self, first: usize, last: usize) -> bool {
        let mark = |t: &Tok| matches!(t.kind, Kind::Punct(_) | Kind::Other);
        let stroke = |t: &Tok| matches!(t.kind, Kind::Punct('/' | '|'));
        self.toks[..first].iter().all(mark) && self.toks.get(last + 1).is_some_and(stroke)
    }

    /// Whether all that bears the name are places of a gazetteer, whose names say little by themselves.
    fn only_gazetteer(&self, hit: &NameHit) -> bool {
        hit.entries.iter().all(|e| match e {
            Entry::Place(n) => !self.lang.knowledge.place(*n).by_hand,
            _ => false,
        })
    }

    /// A gazetteer's name is one after a word for its kind, or after a preposition of place where it is no word
    /// of the dictionary and no person's name.
    fn is_gazetteer_name(&self, hit: &NameHit) -> bool {
        if self.place_word_before(hit.first).is_some() && hit.clitics == Clitics::default() {
            return true;
        }
        let tok = &self.toks[hit.first];
        let one = hit.first == hit.last;
        let word = one && tok.readings().any(|r| r.lexeme.is_some());
        let person =
            self.name_word(hit.first).is_some() || hit.skip > 0 && self.person_at(hit.first).is_some();
        let located = self.after_place_preposition(hit.first) || hit.clitics.has(Clitics::BI);
        located && !word && !person && tok.tag != Tag::Num
    }

    /// The word of place right before token `at`: «بلدة», «شمال», over an opening quotation mark.
    fn place_word_before(&self, at: usize) -> Option<(PlaceWord, usize)> {
        let mut before = at.checked_sub(1)?;
        if matches!(self.toks[before].kind, Kind::Punct('«' | '"' | '“')) {
            before = before.checked_sub(1)?;
        }
        let tok = &self.toks[before];
        if tok.tag == Tag::Name {
            return None;
        }
        let class = &self.lang.class;
        let known = self.place_word(before).or_else(|| {
            let local = tok
                .readings()
                .any(|r| r.classes.meets(&class.place_noun) || r.classes.meets(&class.direction));
            local.then_some(PlaceWord::Inside)
        })?;
        Some((known, before))
    }

    /// «بلدية حلب», «أهالي حلب»: whether an office, a body or people of somewhere stands right before token `at`.
    fn after_seated(&self, at: usize) -> bool {
        let class = &self.lang.class;
        let seated = [&class.office, &class.group, &class.leader, &class.facility];
        let owned = |r: &Reading| r.pos.is_nominal() && !r.is_definite() && r.pron.is_none();
        at.checked_sub(1).is_some_and(|before| {
            let mut readings = self.toks[before].readings();
            readings.any(|r| owned(r) && seated.iter().any(|c| r.classes.meets(c)))
        })
    }

    /// «قصف على القائم»: whether an attack on it stands before token `at`.
    fn after_attack_on(&self, at: usize) -> bool {
        let class = &self.lang.class;
        let upon = |t: &Tok| {
            t.readings()
                .any(|r| r.pos == Pos::Prep && r.classes.meets(&class.upon))
        };
        let attack = |t: &Tok| {
            t.readings()
                .any(|r| r.pos != Pos::Verb && r.classes.meets(&class.event_noun))
        };
        at > 1 && upon(&self.toks[at - 1]) && attack(&self.toks[at - 2])
    }

    fn after_place_preposition(&self, at: usize) -> bool {
        let class = &self.lang.class;
        at > 0
            && self.toks[at - 1].readings().any(|r| {
                let of_place = r.classes.meets(&class.member)
                    || r.classes.meets(&class.toward)
                    || r.classes.meets(&class.between)
                    || r.classes.meets(&class.location) && !r.classes.meets(&class.upon);
                // «محافظ عدن»
                r.pos == Pos::Prep && of_place || r.classes.meets(&class.governor) && r.clitics.count() == 0
            })
    }

    /// Whether the words from `at` say where something lies: «بريف حمص», «شمال الضفة», so that what stands before
    /// is a place.
    fn lies_somewhere(&self, at: usize) -> bool {
        let Some(tok) = self.toks.get(at).filter(|t| t.kind == Kind::Word) else {
            return false;
        };
        let glued = tok
            .readings()
            .any(|r| r.clitics.has(Clitics::BI) && r.pos.is_nominal());
        let word = self.place_word(at);
        let around = matches!(
            word,
            Some(PlaceWord::Around | PlaceWord::Land | PlaceWord::Kind(_))
        ) && glued;
        let side = matches!(word, Some(PlaceWord::Direction(_)))
            && tok
                .readings()
                .any(|r| r.clitics.count() == 0 && r.pos == Pos::Noun);
        around || side
    }

    /// «فساد مالي», not «حكومة مالي»: an adjective of the dictionary after a masculine noun that has no state.
    fn is_ordinary_adjective(&self, hit: &NameHit) -> bool {
        let class = &self.lang.class;
        let country = |e: &Entry| matches!(e, Entry::Country(_) | Entry::Place(_));
        let adjective = |r: &Reading| r.lexeme.is_some() && r.pos == Pos::Adj && r.clitics.count() == 0;
        let Some(before) = hit.first.checked_sub(1).map(|i| &self.toks[i]) else {
            return false;
        };
        let mut nouns = before.readings().filter(|r| r.pos.is_nominal());
        let owned = [
            &class.place_noun,
            &class.direction,
            &class.org,
            &class.group,
            &class.force,
            &class.office,
            &class.title,
            &class.person,
            &class.body,
        ];
        let plain = |r: &Reading| {
            r.lexeme.is_some()
                && r.pos == Pos::Noun
                && !r.clitics.has(Clitics::AL)
                && r.pron.is_none()
                && r.feats.gender() != Some(Gender::Fem)
                && r.number() != Some(Number::Plural)
        };
        hit.entries.iter().all(country)
            && self.toks[hit.first].readings().any(adjective)
            && before.tag == Tag::Other
            && nouns.clone().any(plain)
            && !nouns.any(|r| owned.iter().any(|c| r.classes.meets(c)))
    }

    /// «بنبل الأهداف»: a noun of the dictionary in construct, where a village of that name would not stand.
    fn has_genitive(&self, hit: &NameHit) -> bool {
        let minor = |e: &Entry| matches!(e, Entry::Place(n) if self.lang.knowledge.place(*n).ambiguous);
        let noun = |r: &Reading| r.lexeme.is_some() && r.pos == Pos::Noun && !r.clitics.has(Clitics::AL);
        let next = self.toks.get(hit.last + 1).filter(|t| t.kind == Kind::Word);
        let definite = |r: &Reading| r.lexeme.is_some() && r.pos == Pos::Noun && r.clitics == Clitics::AL;
        hit.entries.iter().all(minor)
            && self.toks[hit.first].readings().any(noun)
            && next.is_some_and(|t| t.readings().next().is_some() && t.readings().all(definite))
    }

    /// «الدفاعات الجوية السعودية»: a country's name that is here the adjective of a definite noun.
    fn describes(&self, hit: &NameHit) -> bool {
        let state = hit.entries.iter().any(|e| matches!(e, Entry::Country(_)));
        let nisba = self.toks[hit.first]
            .readings()
            .any(|r| r.pos == Pos::Nisba && r.clitics == Clitics::AL);
        let Some(before) = hit.first.checked_sub(1).map(|i| &self.toks[i]) else {
            return false;
        };
        let definite = |r: &Reading| r.pos.is_nominal() && r.clitics.has(Clitics::AL);
        let known = before.readings();
        state
            && nisba
            && before.tag == Tag::Other
            && known.clone().next().is_some()
            && known.clone().all(definite)
    }

    /// Whether what stands round a word shows that it is somebody's name: «القاعدة» in quotation marks, a title
    /// or a word for a group before it, or, for a person, a verb or colon after it.
    fn is_supported(&self, hit: &NameHit) -> bool {
        let class = &self.lang.class;
        let person = hit
            .entries
            .iter()
            .any(|e| matches!(e, Entry::Actor(n) if self.lang.knowledge.actor(*n).kind == "person"));
        let next = self.toks.get(hit.last + 1);
        let Some(before) = hit.first.checked_sub(1).map(|i| &self.toks[i]) else {
            // a headline: «الأسد: لا حوار», «الأسد يستقبل»
            return person
                && next.is_some_and(|t| {
                    matches!(t.kind, Kind::Punct(':'))
                        || t.readings().any(|r| r.pos == Pos::Verb)
                            && !t.readings().any(|r| r.pos.is_nominal())
                });
        };
        let quoted = matches!(before.kind, Kind::Punct('«' | '"' | '“'))
            && next.is_some_and(|t| matches!(t.kind, Kind::Punct('»' | '"' | '”')));
        let called = before.in_names.person.title()
            || before
                .readings()
                .any(|r| r.classes.meets(&class.title) || r.classes.meets(&class.group));
        // «وقال الصدر», «أدان الأزهر»
        let speaks = before
            .readings()
            .any(|r| r.pos == Pos::Verb && r.classes.meets(&class.speak));
        // «تبنت طالبان»: two students would take another verb
        let feminine = |r: &Reading| r.pos == Pos::Verb && r.feats.gender() == Some(Gender::Fem);
        let masculine = |r: &Reading| r.feats.gender() == Some(Gender::Masc);
        let disagrees = before.readings().next().is_some()
            && before.readings().all(feminine)
            && self.toks[hit.first].readings().all(masculine);
        // «مقاتلو القاعدة», «عناصر من القاعدة»
        let people = |t: &crate::lexical::Tok| {
            t.tag == Tag::Other
                && t.readings()
                    .any(|r| r.pos == Pos::Person && !r.clitics.has(Clitics::AL))
        };
        let partitive = before.readings().any(|r| {
            r.pos == Pos::Prep && (r.classes.meets(&class.partitive) || r.classes.meets(&class.member))
        });
        let members =
            !person && (people(before) || partitive && hit.first > 1 && people(&self.toks[hit.first - 2]));
        // «غادر الأسد البلاد»: a beast or a part of the body is seldom the subject of news
        let acts = person
            && before.readings().next().is_some()
            && before.readings().all(|r| r.pos == Pos::Verb)
            && !self.toks[hit.first].readings().any(|r| r.pos == Pos::Person);
        quoted || (called || speaks || disagrees || members || acts) && before.tag == Tag::Other
    }

    /// Whether a definite noun stands before token `at`, which may then describe it: «القوة القاهرة».
    fn follows_definite(&self, at: usize) -> bool {
        let before = at.checked_sub(1).map(|i| &self.toks[i]);
        before.is_some_and(|b| {
            b.tag == Tag::Other
                && b.readings()
                    .any(|r| r.pos.is_nominal() && r.clitics.has(Clitics::AL))
        })
    }

    /// «القطاع النفطي»: a word for a kind of place that stands for one by itself, but not where an adjective tells
    /// which.
    fn is_described(&self, hit: &NameHit) -> bool {
        let definite = |at: usize, pos: &[Pos]| {
            self.toks.get(at).is_some_and(|t| {
                t.kind == Kind::Word
                    && t.readings()
                        .any(|r| r.clitics.has(Clitics::AL) && pos.contains(&r.pos))
            })
        };
        matches!(self.place_word(hit.first), Some(PlaceWord::Kind(_)))
            && definite(hit.first, &[Pos::Noun])
            && definite(hit.last + 1, &[Pos::Adj, Pos::Nisba])
    }

    /// What the words round name `n` say of it.
    fn around(&self, n: usize) -> Around {
        let hit = &self.names[n];
        let before = self.place_word_before(hit.first);
        let kind = match before {
            Some((PlaceWord::Kind(kind), at)) => Some((kind, at)),
            // «بلدتي نبل والزهراء»: what is said of the first is said of the second
            _ if hit.clitics.has(Clitics::AND) && n > 0 && self.names[n - 1].last + 1 == hit.first => {
                self.names[n - 1].around.as_ref().and_then(|a| a.kind)
            }
            _ => None,
        };
        let located = before.is_some()
            || hit.clitics.has(Clitics::BI)
            || hit.clitics.has(Clitics::LI)
            || self.after_place_preposition(hit.first)
            || hit.first > 0
                && self.toks[hit.first - 1]
                    .readings()
                    .any(|r| r.pos == Pos::Prep && r.classes.meets(&self.lang.class.location));
        let (nationality, next) = self.nationality_after(hit.last + 1);
        Around {
            kind,
            nationality,
            within: self.containers_after(next),
            located,
        }
    }

    /// The countries of definite adjectives from token `at`, and the token after them.
    fn nationality_after(&self, mut at: usize) -> (SmallVec<[String; 1]>, usize) {
        let mut out = SmallVec::new();
        while let Some(tok) = self
            .toks
            .get(at)
            .filter(|t| t.tag == Tag::Other && t.kind == Kind::Word)
        {
            let nisba = tok
                .readings()
                .find(|r| r.pos == Pos::Nisba && r.clitics == Clitics::AL);
            let country = nisba
                .and_then(|r| r.lexeme)
                .and_then(|l| self.lang.lexicon.lexeme(l).country.clone());
            let direction = matches!(self.place_word(at), Some(PlaceWord::Direction(_)));
            match country {
                Some(country) => out.push(country),
                None if direction => {}
                None => break,
            }
            at += 1;
        }
        (out, at)
    }

    /// The names of places that what stands before token `at` is said to lie in: «في ريف حمص», «، حلب»,
    /// «(محافظة نينوى)», «شمال حلب».
    fn containers_after(&self, at: usize) -> SmallVec<[usize; 2]> {
        let mut out = SmallVec::new();
        let Some(tok) = self.toks.get(at) else {
            return out;
        };
        let mut i = at;
        let comma = matches!(tok.kind, Kind::Punct('،' | ',' | '('));
        let preposition = tok.tag == Tag::Other && {
            let class = &self.lang.class;
            tok.readings()
                .any(|r| r.pos == Pos::Prep && r.classes.meets(&class.member))
        };
        if comma || preposition {
            i += 1;
        }
        let mut words = 0;
        while let Some(word) = self.toks.get(i) {
            if word.tag == Tag::Name {
                let hit = word.part_of.filter(|n| self.names[*n].first == i);
                let place = |e: &Entry| matches!(e, Entry::Place(_) | Entry::Country(_));
                let named = hit.filter(|n| self.names[*n].entries.iter().any(place));
                // a bare comma joins names of a list as well
                let glued = named.is_some_and(|n| self.names[n].clitics.has(Clitics::BI));
                if words > 0 || preposition || glued || matches!(tok.kind, Kind::Punct('(')) {
                    out.extend(named);
                }
                break;
            }
            let local = word.kind == Kind::Word
                && self.place_word(i).is_some()
                && !word
                    .readings()
                    .any(|r| r.clitics.has_conj() && r.lexeme.is_some() && r.pos.is_nominal());
            if !local || words > 3 {
                break;
            }
            words += 1;
            i += 1;
        }
        out
    }

    /// Whether the name at token `at` may be a person's.
    pub(crate) fn names_a_person(&self, at: usize) -> bool {
        let hit = self.toks[at]
            .part_of
            .filter(|_| self.toks[at].tag == Tag::Name)
            .map(|n| &self.names[n]);
        hit.is_some_and(|h| {
            h.entries.is_empty()
                || h.entries
                    .iter()
                    .any(|e| matches!(e, Entry::Actor(n) if self.lang.knowledge.actor(*n).kind == "person"))
        })
    }

    /// Whether the name at token `at` may be a country or place.
    pub(crate) fn names_a_state(&self, at: usize) -> bool {
        let hit = self.toks[at]
            .part_of
            .filter(|_| self.toks[at].tag == Tag::Name)
            .map(|n| &self.names[n]);
        hit.is_some_and(|h| {
            h.entries
                .iter()
                .any(|e| matches!(e, Entry::Country(_) | Entry::Place(_)))
        })
    }
}
