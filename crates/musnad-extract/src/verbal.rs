//! Verb or noun: what a word that may be either is made by its neighbours.

use crate::form::{is_oblique, opens_quote};
use crate::lexical::{Sent, Tag, before_self, may_be_construct};
use musnad_lexicon::{Aspect, Case, Clitics, Number, Pos, Pron, Reading};

impl Sent<'_> {
    /// A word at the head of a clause that may be a preposition or a verb: «خلّف الهجوم 12 قتيلا», «عبّر السكان عن
    /// غضبهم», «بيّن الوزير أن».
    pub(crate) fn tells(&self, at: usize) -> bool {
        let conj = self.toks[at].readings().any(|r| r.clitics.has_conj());
        let opens = conj || at == 0 || matches!(self.toks[at - 1].tag, Tag::Punct(_));
        let Some(next) = self.toks.get(at + 1).filter(|_| opens) else {
            return false;
        };
        // «14 شخصا، بينهم قاصران، قبل أن»: who speaks is not told of by a pronoun before him
        let mut verbs = (self.toks[at].readings()).filter(|r| r.pos == Pos::Verb && r.pron.is_none());
        let class = &self.lang.class;
        let attack = |r: &Reading| r.clitics.has(Clitics::AL) && r.classes.meets(&class.event_noun);
        if verbs.clone().any(|r| r.classes.meets(&class.cause)) && next.readings().any(attack) {
            return true;
        }
        // «عبّر سكان عن غضبهم»: no preposition stands before a nominative
        let nominative = |r: &Reading| {
            r.feats.has_case(Case::Nom) && matches!(r.number(), Some(Number::Plural | Number::Dual))
        };
        let speaker = next.tag == Tag::Name
            || next.readings().any(|r| {
                let person = r.pos == Pos::Person && (r.is_definite() || nominative(r));
                person || r.classes.meets(&class.body)
            });
        let ahead = at + 2..self.toks.len().min(at + 9);
        speaker
            && verbs.any(|r| {
                let lemma = r.lexeme.map(|l| self.lang.lexicon.lexeme(l).lemma.as_str());
                let Some(how) = lemma.and_then(|l| self.lang.lexicon.report(l)) else {
                    return false;
                };
                ahead.clone().any(|i| {
                    let comp = self.toks[i].readings().any(|r| r.pos == Pos::Comp);
                    how.frames.iter().any(|f| match f.strip_prefix("prep:") {
                        Some(prep) => self.toks[i].key() == prep,
                        None => f == "that" && comp,
                    })
                })
            })
    }

    /// A word that may be verb or noun: which one do its neighbours make it?
    pub(crate) fn reads_as_verb(&self, at: usize) -> bool {
        let readings = self.toks[at].readings();
        let verbs = || readings.clone().filter(|r| r.pos == Pos::Verb);
        let nouns = || readings.clone().filter(|r| r.pos.is_nominal());
        // «طالب بـ«وقف الحرب»»: the mark stands between the preposition and its noun
        let quoted = at > 1
            && matches!(self.toks[at - 1].tag, Tag::Punct(c) if opens_quote(c))
            && matches!(self.toks[at - 2].tag, Tag::Word(Pos::Prep));
        let before = at.checked_sub(1 + usize::from(quoted)).map(|i| &self.toks[i]);
        let own_conj = readings.clone().all(|r| r.clitics.has_conj());
        if self.tells_of_phrase(at) || self.tells_of_event(at) || self.opens_clause_about(at) {
            return true;
        }
        // «…، نافيا مصادرة أي شحنة»: a participle rather than what two did
        let two = |r: &Reading| r.number() == Some(Number::Dual);
        if matches!(before.map(|b| b.tag), Some(Tag::Punct('،' | ',')))
            && verbs().all(two)
            && nouns().any(|r| {
                let act = r.pos == Pos::ActivePart || r.classes.meets(&self.lang.class.protest_noun);
                act && r.feats.is_acc_alif()
            })
        {
            return false;
        }
        // «قصفت الطائرات سوقا»: no two did it where nobody is told as two
        let pair = || {
            self.toks[..at].iter().any(|t| {
                t.tag == Tag::Num
                    || t.readings()
                        .any(|r| two(r) || r.clitics.has_conj() && r.pos.is_nominal())
            })
        };
        if verbs().all(two) && nouns().any(|r| r.pos == Pos::Noun && r.feats.is_acc_alif()) && !pair() {
            return false;
        }
        // «قتل 11 شرطيا ومدني واحد»: nobody tells of himself outside a quotation
        let mine = |r: &Reading| r.pron == Some(Pron::Other);
        let quotes = || {
            self.toks[..at]
                .iter()
                .filter(|t| matches!(t.tag, Tag::Punct('"' | '«' | '“' | '»' | '”')))
        };
        if verbs().all(mine) && nouns().any(|r| r.pron.is_none()) && quotes().count() % 2 == 0 {
            return false;
        }
        // «استقبل القائد، الجمعة، وزير الخارجية»: whole rather than «و» and a verb
        if verbs().all(|r| r.clitics.has_conj())
            && nouns().any(|r| r.clitics.count() == 0 && r.pos == Pos::Person && !r.classes.is_empty())
        {
            return false;
        }
        // «قتل ضابط وزوجته»
        let kin = |r: &Reading| r.pron.is_some() && r.classes.meets(&self.lang.class.kin);
        let after_people = before.is_some_and(|b| {
            b.tag == Tag::Name
                || matches!(b.tag, Tag::Noun | Tag::Adj)
                    && b.readings()
                        .any(|r| matches!(r.pos, Pos::Person | Pos::Nisba | Pos::Adj))
        });
        // «الطفل مؤيد (10 سنوات) وجدته»
        let aside = || {
            let close = before.is_some_and(|b| b.is_punct(')'));
            let open = (0..at)
                .rev()
                .find(|i| self.toks[*i].is_punct('('))
                .filter(|_| close);
            open.and_then(|i| i.checked_sub(1))
                .is_some_and(|i| self.toks[i].tag == Tag::Name)
        };
        if own_conj && (after_people || aside()) && nouns().any(kin) {
            return false;
        }
        // «على تبادل الأسرى ووقف إطلاق النار», «إحراق سيارتين ونهب مصرف»: an act joined to one that a preposition or
        // the head of the clause governs
        if own_conj && nouns().any(|r| r.pos == Pos::Masdar || !r.classes.is_empty()) && self.joins_act(at) {
            return false;
        }
        if verbs().all(|r| r.feats.aspect() == Some(Aspect::Imperfect))
            && !nouns().any(|r| r.classes.meets(&self.lang.class.event_noun))
        {
            return !matches!(
                before.map(|b| b.tag),
                Some(Tag::Word(Pos::Prep | Pos::Dem | Pos::Quant))
            );
        }
        if !own_conj
            && matches!(
                before.map(|b| b.tag),
                Some(Tag::Noun | Tag::Adj | Tag::Name | Tag::Time | Tag::Num)
            )
            && self.has_verb_before(at)
            && !self.next_is_self(at)
            && verbs().all(|r| r.feats.aspect() == Some(Aspect::Perfect))
        {
            return false;
        }
        // «إن اثنين منهم قتلا برصاص قناص»
        let of_them = before.is_some_and(|b| {
            let class = &self.lang.class.among;
            let entry = b
                .entry
                .is_some_and(|l| self.lang.lexicon.lexeme(l).classes.meets(class));
            b.tag == Tag::Word(Pos::Prep) && (entry || b.readings().any(|r| r.classes.meets(class)))
        });
        if of_them && verbs().all(two) && nouns().any(|r| r.feats.is_acc_alif()) {
            return true;
        }
        match before.map(|b| b.tag) {
            Some(Tag::Word(Pos::Prep | Pos::Quant | Pos::Dem | Pos::Exc)) => false,
            Some(Tag::Word(Pos::Neg | Pos::Modal | Pos::Fut | Pos::Rel)) => true,
            Some(Tag::Noun) if !own_conj => self.verb_after_noun(at),
            Some(Tag::Adj | Tag::Name | Tag::Time) if !own_conj => !self.next_is_bare_adjective(at),
            Some(Tag::Num) if !own_conj => self.closes_phrase(at - 1),
            Some(Tag::Word(Pos::Comp)) => {
                let own =
                    before.is_some_and(|b| b.readings().any(|r| r.pos == Pos::Comp && r.pron.is_some()));
                own && !self.next_is_bare_adjective(at)
                    || verbs().any(|r| r.feats.aspect() == Some(Aspect::Imperfect))
            }
            Some(Tag::Verb) if !own_conj => false,
            _ => self.verb_opens(at),
        }
    }

    /// «مؤتمر استضافته برلين»: behind an indefinite noun a word with a pronoun governs no second noun, so what is no
    /// whole without one is a verb.
    fn opens_clause_about(&self, at: usize) -> bool {
        let readings = || self.toks[at].readings();
        let pointing = |r: &Reading| r.pron.is_some() && !r.clitics.has_conj() && !r.clitics.has_prep();
        let verb = readings().any(|r| r.pos == Pos::Verb && pointing(r));
        let whole = readings().filter(|r| r.pos.is_nominal()).any(|r| !pointing(r));
        let Some(before) = at.checked_sub(1).map(|i| &self.toks[i]) else {
            return false;
        };
        let indefinite = matches!(before.tag, Tag::Noun | Tag::Adj)
            && before
                .reading()
                .is_some_and(|r| !r.is_definite() && !r.clitics.has_conj());
        let doer = self.toks.get(at + 1).is_some_and(|next| {
            let named = next.part_of.is_some();
            let definite =
                |r: &Reading| r.pos.is_nominal() && r.clitics.has(Clitics::AL) && !r.clitics.has_prep();
            named || next.readings().next().is_some() && next.readings().all(definite)
        });
        verb && !whole && indefinite && doer
    }

    /// Whether the noun that a word with «و» may be would stand beside a verbal noun: one behind «على», «إلى» or «ب», or
    /// that opens the sentence, with no verb between, and a noun follows that it would govern.
    fn joins_act(&self, at: usize) -> bool {
        let governs = self.toks.get(at + 1).is_some_and(|t| {
            let nominal = |r: &Reading| r.pos.is_nominal() && !r.clitics.has_prep() && !r.clitics.has_conj();
            t.readings().next().is_some() && t.readings().all(nominal)
        });
        let class = &self.lang.class;
        let before = (at.saturating_sub(6)..at).rev();
        let mut before = before.take_while(|i| !matches!(self.toks[*i].tag, Tag::Verb | Tag::Punct(_)));
        governs
            && before.any(|i| {
                let tok = &self.toks[i];
                let act = tok.tag == Tag::Noun && tok.is_act();
                let aimed = tok.clitics().has(Clitics::BI)
                    || i > 0
                        && matches!(self.toks[i - 1].tag, Tag::Word(Pos::Prep))
                        && self.toks[i - 1]
                            .readings()
                            .any(|r| r.classes.meets(&class.upon) || r.classes.meets(&class.toward));
                act && (aimed || i == 0)
            })
    }

    /// Whether a finite verb other than an auxiliary stands before token `at` in its clause, so that a word that
    /// could be a second one is a noun: «أعلنت الشرطة مقتل», «أرجأت الحكومة رفع الرسوم». A verb with a pronoun after
    /// an indefinite noun opens a relative clause and is let be.
    pub(crate) fn has_verb_before(&self, at: usize) -> bool {
        let relative = self.toks[at]
            .readings()
            .any(|r| r.pos == Pos::Verb && r.pron.is_some())
            && matches!(self.toks[at - 1].tag, Tag::Noun | Tag::Adj)
            && self.toks[at - 1].reading().is_some_and(|r| !r.is_definite());
        if relative {
            return false;
        }
        for i in (0..at).rev() {
            match self.toks[i].tag {
                Tag::Verb => {
                    return !self.toks[i]
                        .readings()
                        .any(|r| r.classes.meets(&self.lang.class.aux));
                }
                Tag::Punct('،' | ',' | '(' | ')') => {}
                Tag::Punct(_) | Tag::Word(Pos::Comp | Pos::Rel | Pos::Conj | Pos::Cond) => return false,
                _ => {}
            }
        }
        false
    }

    /// After a noun: a verb where the noun's phrase is closed by the article or a plural ending, else a genitive.
    pub(crate) fn verb_after_noun(&self, at: usize) -> bool {
        let before = &self.toks[at - 1];
        let accusative = before.readings().any(|r| r.feats.is_acc_alif());
        let closed = accusative
            || self.tells_of_event(at)
            // «إن ابنه تعرض»
            || before.readings().any(|r| r.pron.is_some() && r.pos == Pos::Person)
            || before
                .reading()
                .is_some_and(|r| r.is_definite() || !may_be_construct(r));
        closed && !self.next_is_bare_adjective(at)
    }

    /// «أن مدنيا واحدا قُتل»: a number behind the noun that it counts has none behind it.
    fn closes_phrase(&self, number: usize) -> bool {
        let q = self.toks[number].part_of.map(|q| &self.quantities[q]);
        let one_or_two =
            q.is_some_and(|q| matches!(q.value, Some(1 | 2)) && q.tokens.len() == 1 && !q.ordinal);
        one_or_two && number > 0 && self.toks[number - 1].tag == Tag::Noun
    }

    /// «انتحاري يقود سيارة مفخخة فجر نفسه»: what may be a verb is one before «نفسه».
    pub(crate) fn next_is_self(&self, at: usize) -> bool {
        before_self(self.lang, &self.toks, at + 1)
    }

    /// «هجوم شنه مسلحون», «غارتين جويتين بسوريا شنهما تحالف»: a verb whose pronoun stands for the attack before it.
    pub(crate) fn tells_of_event(&self, at: usize) -> bool {
        let aside = |i: &usize| matches!(self.toks[*i].tag, Tag::Adj | Tag::Name | Tag::Word(Pos::Prep));
        let head = (0..at).rev().take(5).find(|i| !aside(i));
        let Some(before) = head.map(|i| &self.toks[i]) else {
            return false;
        };
        let attack = before.classes().meets(&self.lang.class.event_noun)
            && before.reading().is_some_and(|r| !r.is_definite());
        let mut nominal = self.toks[at].readings().filter(|r| r.pos != Pos::Verb);
        let told = self.toks[at]
            .readings()
            .any(|r| r.pos == Pos::Verb && r.pron.is_some() && r.classes.meets(&self.lang.class.undertake));
        attack && told && nominal.all(|r| r.pos == Pos::Masdar)
    }

    /// «قصف مدفعي طال سوقا», «بيان دان الغارة»: after an indefinite attack or statement a verb that could else only
    /// be a participle.
    pub(crate) fn tells_of_phrase(&self, at: usize) -> bool {
        let mut head = at.wrapping_sub(1);
        while self.toks.get(head).is_some_and(|t| t.tag == Tag::Adj) {
            head = head.wrapping_sub(1);
        }
        let class = &self.lang.class;
        let told = self.toks.get(head).is_some_and(|t| {
            t.tag == Tag::Noun
                && (t.classes().meets(&class.event_noun) || t.classes().meets(&class.statement))
                && t.reading().is_some_and(|r| !r.is_definite())
        });
        let mut readings = self.toks[at].readings();
        told && readings
            .clone()
            .any(|r| r.pos == Pos::Verb && !r.classes.is_empty())
            && readings.all(|r| match r.pos {
                Pos::Verb => !r.clitics.has_conj(),
                Pos::ActivePart | Pos::PassivePart | Pos::Adj => {
                    r.classes.is_empty() || r.classes.meets(&class.motion)
                }
                _ => false,
            })
    }

    /// At the head of a clause: «قصف إسرائيلي» and «قصف على» are nouns, «قتل 3 أشخاص» is a verb.
    pub(crate) fn verb_opens(&self, at: usize) -> bool {
        // «، وصادر محركين»: what is no act governs no two
        let mut readings = self.toks[at].readings();
        let governs = readings.any(|r| matches!(r.pos, Pos::Masdar | Pos::Noun | Pos::Person));
        if self.next_is_bare_adjective(at) || governs && self.next_is_oblique(at) {
            return false;
        }
        let next = self.toks.get(at + 1);
        let noun_prep = next.is_some_and(|t| {
            t.readings().any(|r| {
                r.pos == Pos::Prep && r.clitics.count() == 0 && r.classes.meets(&self.lang.class.upon)
            })
        });
        let to = next.is_some_and(|t| {
            t.readings().next().is_some()
                && t.readings()
                    .all(|r| r.clitics.has(Clitics::LI) && r.pos.is_nominal())
        });
        !(noun_prep || to)
    }

    /// The next word is a dual or sound plural that cannot be a subject: «طعن جنديين», «قتل مدنيين».
    pub(crate) fn next_is_oblique(&self, at: usize) -> bool {
        self.toks
            .get(at + 1)
            .is_some_and(|t| t.tag == Tag::Other && is_oblique(t.readings()))
    }

    pub(crate) fn next_is_bare_adjective(&self, at: usize) -> bool {
        self.toks.get(at + 1).is_some_and(|t| {
            t.tag == Tag::Other
                && t.readings().any(|r| {
                    matches!(r.pos, Pos::Nisba | Pos::Adj)
                        && r.clitics.count() == 0
                        && r.feats.number() != Some(Number::Plural)
                })
                && !t
                    .readings()
                    .any(|r| matches!(r.pos, Pos::Noun | Pos::Person | Pos::Verb))
        })
    }
}
