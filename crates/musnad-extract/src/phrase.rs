//! Noun phrases and chunks: the sentence as a row of phrases, verbs and marks.
//!
//! A noun phrase is a head with what may stand round it in Arabic: quantity before, adjectives, a genitive and
//! apposed names after, «من» with a group, «موالية لـ» with a patron. It is read left to right with no look-ahead
//! over a verb, a preposition or a mark, so one pass gives the whole sentence.

use crate::form::{closing, opens_quote};
use crate::lexical::{Sent, Tag, Tok};
use crate::whereabouts::PlaceWord;
use musnad_lexicon::{Clitics, Gender, Number, Pos, Pron};

/// The number of a noun phrase in its sentence.
pub(crate) type NpId = usize;

/// A noun phrase.
#[derive(Clone, Debug, Default)]
pub(crate) struct Np {
    pub(crate) first: usize,
    pub(crate) last: usize,
    /// The noun or name that the phrase is about.
    pub(crate) head: usize,
    /// The quantity before or instead of the head.
    pub(crate) quantity: Option<usize>,
    pub(crate) adjectives: Vec<usize>,
    /// What the head belongs to: «مقتل [ثلاثة جنود]».
    pub(crate) genitive: Option<NpId>,
    /// What the head is taken from: «عشرات من [مقاتلي الحشد]».
    pub(crate) of: Option<NpId>,
    /// A name or name-like words after a title or kind.
    pub(crate) apposed: Option<NpId>,
    /// Whom the head is loyal to or backed by.
    pub(crate) patron: Option<NpId>,
    /// A demonstrative stands before.
    pub(crate) demonstrative: bool,
    /// Part of another noun phrase.
    pub(crate) inside: Option<NpId>,
}

/// The preposition of a chunk.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Prep {
    /// Written on to the noun.
    Clitic(Clitics),
    /// A word or fixed phrase that begins at this token.
    At(usize),
    /// None: a direction that says where by itself («قتل جندي شمال غزة»).
    Bare,
}

/// One piece of a sentence.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Np(NpId),
    Pp(Prep, NpId),
    /// A preposition with a pronoun: «عليها».
    PrepPron(usize, Pron),
    Verb,
    Time,
    Mark(char),
    /// A function word.
    Word(Pos),
    Other,
}

/// A piece and its tokens.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Chunk {
    pub(crate) piece: Piece,
    pub(crate) first: usize,
    pub(crate) last: usize,
}

/// A sentence in pieces.
#[derive(Debug, Default)]
pub(crate) struct Chunks {
    pub(crate) list: Vec<Chunk>,
    pub(crate) nps: Vec<Np>,
    /// For each token the chunk that it is in.
    pub(crate) of_token: Vec<usize>,
    /// For each token the phrase that it heads.
    pub(crate) headed_by: Vec<Option<NpId>>,
}

/// Longest noun phrase, in tokens: longer ones are mistakes.
const LONGEST: usize = 22;

impl Chunks {
    pub(crate) fn of(sent: &Sent<'_>) -> Chunks {
        let mut parser = Parser {
            sent,
            nps: Vec::new(),
        };
        let mut list = Vec::new();
        let mut at = 0;
        while at < sent.toks.len() {
            let chunk = parser.chunk(at);
            at = chunk.last + 1;
            list.push(chunk);
        }
        let mut of_token = vec![0; sent.toks.len()];
        for (n, chunk) in list.iter().enumerate() {
            of_token[chunk.first..=chunk.last].fill(n);
        }
        let mut headed_by = vec![None; sent.toks.len()];
        for (n, np) in parser.nps.iter().enumerate() {
            headed_by[np.head] = Some(n);
        }
        Chunks {
            list,
            nps: parser.nps,
            of_token,
            headed_by,
        }
    }

    /// The noun phrase of a chunk, if it has one.
    pub(crate) fn np_of(&self, chunk: usize) -> Option<NpId> {
        match self.list.get(chunk)?.piece {
            Piece::Np(np) | Piece::Pp(_, np) => Some(np),
            _ => None,
        }
    }

    /// The outermost phrase that `np` is part of.
    pub(crate) fn outermost(&self, mut np: NpId) -> NpId {
        while let Some(outer) = self.nps[np].inside {
            np = outer;
        }
        np
    }

    /// Every phrase of the sentence, those inside others behind them.
    pub(crate) fn phrases(&self) -> impl Iterator<Item = NpId> {
        let whole = (0..self.list.len()).filter_map(|c| self.np_of(c));
        whole.flat_map(|np| self.within(np))
    }

    /// `np` and the phrases inside it, outermost first.
    pub(crate) fn within(&self, np: NpId) -> Vec<NpId> {
        let mut out = vec![np];
        let mut next = 0;
        while next < out.len() {
            let p = &self.nps[out[next]];
            out.extend([p.genitive, p.of, p.apposed].into_iter().flatten());
            next += 1;
        }
        out
    }
}

pub(crate) struct Parser<'s, 'a> {
    pub(crate) sent: &'s Sent<'a>,
    pub(crate) nps: Vec<Np>,
}

impl Parser<'_, '_> {
    pub(crate) fn tok(&self, at: usize) -> Option<&Tok> {
        self.sent.toks.get(at)
    }

    pub(crate) fn tag(&self, at: usize) -> Option<Tag> {
        self.tok(at).map(|t| t.tag)
    }

    fn chunk(&mut self, at: usize) -> Chunk {
        let one = |piece| Chunk {
            piece,
            first: at,
            last: at,
        };
        match self.sent.toks[at].tag {
            Tag::Verb => one(Piece::Verb),
            Tag::Time => {
                let part = self.sent.toks[at].part_of;
                let last = (at..self.sent.toks.len())
                    .take_while(|i| self.sent.toks[*i].part_of == part && self.sent.toks[*i].tag == Tag::Time)
                    .last()
                    .unwrap_or(at);
                Chunk {
                    piece: Piece::Time,
                    first: at,
                    last,
                }
            }
            Tag::Word(Pos::Prep) => self.prepositional(at),
            Tag::Punct(c) if !opens_quote(c) => one(Piece::Mark(c)),
            Tag::Word(p) if !matches!(p, Pos::Quant | Pos::Dem) && !self.is_one_of_them(at) => {
                let last = at + self.sent.toks[at].phrase - 1;
                Chunk {
                    piece: Piece::Word(p),
                    first: at,
                    last,
                }
            }
            _ => match self.np(at, 0) {
                Some(np) => self.nominal(at, np),
                None => match self.sent.toks[at].tag {
                    Tag::Punct(c) => one(Piece::Mark(c)),
                    Tag::Word(p) => one(Piece::Word(p)),
                    _ => one(Piece::Other),
                },
            },
        }
    }

    fn nominal(&self, at: usize, np: NpId) -> Chunk {
        let first = self.nps[np].first;
        let clitics = self.clitics(first);
        let piece = if clitics.has_prep() && !clitics.has(Clitics::KA) {
            Piece::Pp(Prep::Clitic(clitics), np)
        } else if self.says_where(at, np) {
            Piece::Pp(Prep::Bare, np)
        } else {
            Piece::Np(np)
        };
        Chunk {
            piece,
            first: at,
            last: self.nps[np].last.max(at),
        }
    }

    /// «شمال غزة» after a noun, a name or a figure: an adverbial of place, neither subject nor object.
    fn says_where(&self, at: usize, np: NpId) -> bool {
        let p = &self.nps[np];
        let after_nominal = at.checked_sub(1).is_some_and(|i| {
            matches!(
                self.sent.toks[i].tag,
                Tag::Noun | Tag::Adj | Tag::Name | Tag::Num | Tag::Time | Tag::Punct(')')
            )
        });
        let direction = matches!(self.sent.place_word(p.head), Some(PlaceWord::Direction(_)))
            || self.sent.is(p.head, &self.sent.lang.class.direction);
        after_nominal
            && direction
            && p.genitive.is_some()
            && p.quantity.is_none()
            && self.clitics(at).count() == 0
    }

    /// The clitics written on to the front of token `at`.
    pub(crate) fn clitics(&self, at: usize) -> Clitics {
        clitics_at(self.sent, at)
    }

    fn prepositional(&mut self, at: usize) -> Chunk {
        let after = at + self.sent.toks[at].phrase;
        let plain = self.sent.toks[at].phrase > 1;
        let pron = (self.sent.toks[after - 1].reading()).and_then(|r| r.pron.filter(|_| !plain));
        // «لم يُفرج عنهم خلال 24 ساعة»: a preposition with a pronoun is whole
        if self.tag(after) == Some(Tag::Time)
            && pron.is_none()
            && self.sent.toks[after]
                .part_of
                .is_some_and(|n| self.sent.times[n].tokens.start == after)
        {
            let time = self.chunk(after);
            return Chunk { first: at, ..time };
        }
        if let Some(pron) = pron {
            return Chunk {
                piece: Piece::PrepPron(at, pron),
                first: at,
                last: after - 1,
            };
        }
        // «من تحت الركام», «إلى داخل البلدة»
        let double = self.tag(after) == Some(Tag::Word(Pos::Prep)) && self.clitics(after).count() == 0;
        let start = if double {
            after + self.sent.toks[after].phrase
        } else {
            after
        };
        // «دعا إلى «الإصغاء للناس»»: a quotation of more than a name goes on from its first phrase
        let quoted = matches!(self.tag(start), Some(Tag::Punct(c)) if opens_quote(c));
        match self
            .np(start, 0)
            .or_else(|| self.np(start + 1, 0).filter(|_| quoted))
        {
            Some(np) => Chunk {
                piece: Piece::Pp(Prep::At(at), np),
                first: at,
                last: self.nps[np].last,
            },
            None => Chunk {
                piece: Piece::Word(Pos::Prep),
                first: at,
                last: after - 1,
            },
        }
    }

    /// The noun phrase that begins at token `at`, if one does.
    pub(crate) fn np(&mut self, at: usize, depth: usize) -> Option<NpId> {
        if depth > 5 {
            return None;
        }
        let mut np = Np {
            first: at,
            last: at,
            head: at,
            ..Np::default()
        };
        let mut i = at;
        if self.tag(i) == Some(Tag::Word(Pos::Dem)) {
            np.demonstrative = true;
            i += 1;
            // «يشترط هؤلاء دفع رسم»: what has no article is not pointed at
            let bare = self.tok(i).is_some_and(|t| {
                t.tag == Tag::Noun && t.reading().is_some_and(|r| !r.is_definite() && r.pron.is_none())
            });
            if bare && self.sent.is(at, &self.sent.lang.class.those) {
                return Some(self.push(np));
            }
            // «منعت إثر ذلك كل أشكال التجمع»: nothing counted is pointed at
            if self.tag(i) == Some(Tag::Word(Pos::Quant)) {
                return Some(self.push(np));
            }
        }
        let mut counted = false;
        while self.tag(i) == Some(Tag::Word(Pos::Quant)) {
            counted = true;
            let phrase = self.sent.toks[i].phrase;
            i += phrase;
            // «كل من: خالد وعمر»
            i += usize::from(phrase > 1 && self.tag(i) == Some(Tag::Punct(':')));
        }
        if self.tag(i) == Some(Tag::Num) {
            let q = self.tok(i)?.part_of?;
            np.quantity = Some(q);
            i = self.sent.quantities[q].tokens.end;
            counted = true;
        }
        if counted {
            return self.counted(np, i, depth);
        }
        if let Some(Tag::Punct(c)) = self.tag(i) {
            return self.quoted(i, c, depth);
        }
        if self.head(&mut np, i).is_none() {
            // «أوقفت هؤلاء في»: it stands for people by itself
            let people = np.demonstrative && self.sent.is(at, &self.sent.lang.class.those);
            return (people || self.is_one_of_them(at)).then(|| self.push(np));
        }
        self.tail(&mut np, depth);
        Some(self.push(np))
    }

    /// After a quantity: the counted noun, or «من» and a group, or nothing.
    fn counted(&mut self, mut np: Np, i: usize, depth: usize) -> Option<NpId> {
        let from = self.tag(i) == Some(Tag::Word(Pos::Prep)) && self.is_min(i);
        let glued = self
            .tok(i)
            .is_some_and(|_| self.clitics(i).has_prep() || self.clitics(i).has_conj())
            // «لترتفع إلى 34 حصيلة القتلى»: the subject, not what is counted
            || i < self.sent.toks.len() && np.quantity.is_some() && self.sent.is(i, &self.sent.lang.class.toll);
        if from && let Some(of) = self.np(i + 1, depth + 1) {
            (np.head, np.last, np.of) = (self.nps[of].head, self.nps[of].last, Some(of));
            let id = self.push(np);
            self.nps[of].inside = Some(id);
            return Some(id);
        }
        // «أي منهم», «بعضهم»
        let class = &self.sent.lang.class;
        let among = self.tag(i) == Some(Tag::Word(Pos::Prep))
            && (self.sent.is(i, &class.among)
                || self.sent.toks[i]
                    .entry
                    .is_some_and(|l| self.sent.lang.lexicon.lexeme(l).classes.meets(&class.among)));
        if among && np.quantity.is_none() {
            (np.head, np.last) = (i - 1, i);
            return Some(self.push(np));
        }
        // «استهدفت الأولى منطقة كذا»: behind an ordinal with the article stands nothing that it counts
        let named = np.quantity.is_some_and(|q| {
            let q = &self.sent.quantities[q];
            let key = self.sent.toks[q.tokens.start].key();
            q.ordinal && q.tokens.len() == 1 && key.starts_with(self.sent.lang.lexicon.article())
        });
        if !glued && !named && self.head(&mut np, i).is_some() {
            self.tail(&mut np, depth);
        } else {
            np.quantity?;
            (np.head, np.last) = (i - 1, i - 1);
        }
        Some(self.push(np))
    }

    /// A name in quotation marks: short, closed, and no statement.
    fn quoted(&mut self, at: usize, open: char, depth: usize) -> Option<NpId> {
        let close = closing(open)?;
        let end = (at + 1..self.sent.toks.len())
            .take(8)
            .find(|i| self.sent.toks[*i].is_punct(close))?;
        if (at + 1..end).any(|i| {
            matches!(
                self.sent.toks[i].tag,
                Tag::Verb | Tag::Punct(_) | Tag::Word(Pos::Comp)
            )
        }) {
            return None;
        }
        let inner = self.np(at + 1, depth + 1)?;
        if self.nps[inner].last + 1 != end {
            return None;
        }
        let mut np = Np {
            first: at,
            last: end,
            ..self.nps[inner].clone()
        };
        self.tail(&mut np, depth);
        let id = self.push(np);
        self.nps[inner].inside = Some(id);
        Some(id)
    }

    /// Puts the head at token `at` into `np`.
    fn head(&self, np: &mut Np, at: usize) -> Option<()> {
        let tok = self.tok(at)?;
        let last = match tok.tag {
            Tag::Name => self.sent.names[tok.part_of?].last,
            Tag::Noun | Tag::Adj => at,
            _ => return None,
        };
        (np.head, np.last) = (at, last);
        Some(())
    }

    /// What may follow the head.
    fn tail(&mut self, np: &mut Np, depth: usize) {
        loop {
            let next = np.last + 1;
            if next >= self.sent.toks.len() || next - np.first > LONGEST {
                return;
            }
            let more = self.adjective(np, next)
                || self.patron(np, next, depth)
                || self.believed(np, next, depth)
                || self.aside(np, next)
                || self.apposition(np, next, depth)
                || self.genitive(np, next, depth)
                || self.member_of(np, next, depth);
            if !more {
                return;
            }
        }
    }

    /// «المهاجمين الثلاثة», «والجرحى 13»: the number behind those who are known.
    fn number_of_known(&self, np: &Np, at: usize) -> Option<usize> {
        let tok = self.tok(at).filter(|t| t.tag == Tag::Num)?;
        let quantity = tok.part_of?;
        let q = &self.sent.quantities[quantity];
        let several = q.value.is_some_and(|n| n > 2) && !q.ordinal && q.tokens.start == at;
        let head = &self.sent.toks[np.head];
        let known = head.tag == Tag::Noun
            && (head.readings()).any(|r| r.is_definite() && r.number() == Some(Number::Plural));
        // a thousand begins with the letters of the article: «ألفي»
        let short = q.value.is_some_and(|n| n < 1000);
        let with_article = short && tok.key().starts_with(self.sent.lang.lexicon.article());
        let goes_on = matches!(
            self.tag(q.tokens.end),
            Some(Tag::Noun | Tag::Adj | Tag::Name | Tag::Num)
        );
        let hurt =
            self.sent.is(np.head, &self.sent.lang.class.casualty) && self.clitics(np.head).has(Clitics::AND);
        (np.quantity.is_none() && several && known && (with_article || hurt && !goes_on)).then_some(quantity)
    }

    /// «مقتل مدني واحد», «مقتل فلسطينيين اثنين»: the number that stands behind its noun.
    fn one_or_two(&self, np: &Np, at: usize) -> Option<usize> {
        let tok = self.tok(at).filter(|t| t.tag == Tag::Num)?;
        let quantity = tok.part_of.filter(|_| np.quantity.is_none())?;
        let q = &self.sent.quantities[quantity];
        let head = &self.sent.toks[np.head];
        let fits = |n: Option<Number>| match q.value {
            Some(1) => !matches!(n, Some(Number::Plural | Number::Dual)),
            Some(2) => n == Some(Number::Dual),
            _ => false,
        };
        let alone = q.tokens == (at..at + 1) && !q.ordinal && self.clitics(at).count() == 0;
        (alone && head.tag == Tag::Noun && head.readings().any(|r| fits(r.number()))).then_some(quantity)
    }

    fn adjective(&self, np: &mut Np, at: usize) -> bool {
        let Some(tok) = self.tok(at) else { return false };
        let ordinal = tok.tag == Tag::Num
            && tok.part_of.is_some_and(|q| {
                self.sent.quantities[q].ordinal && self.sent.quantities[q].tokens == (at..at + 1)
            });
        if ordinal
            && self.tag(np.head) == Some(Tag::Noun)
            && self.clitics(at).count() <= 1
            && !self.clitics(at).has_conj()
        {
            np.adjectives.push(at);
            np.last = at;
            return true;
        }
        if let Some(q) = self.one_or_two(np, at) {
            (np.quantity, np.last) = (Some(q), at);
            return true;
        }
        if let Some(q) = self.number_of_known(np, at) {
            (np.quantity, np.last) = (Some(q), self.sent.quantities[q].tokens.end - 1);
            return true;
        }
        if self.is_plural_of_the_same(np.head, at)
            || self.is_feminine_of_things(np, at)
            || self.is_one_other(np, at)
        {
            np.adjectives.push(at);
            np.last = at;
            return true;
        }
        if tok.tag != Tag::Adj
            || self.is_another(np.head, at)
            || self.disagrees(np.head, at)
            || self.is_known_after_unknown(np, at)
            || self.outnumbers(np.head, at)
            || self.is_titled_one(np.head, at)
            || tok.clitics().has_prep()
            || (tok.clitics().has_conj() && np.adjectives.is_empty())
        {
            return false;
        }
        np.adjectives.push(at);
        np.last = at;
        true
    }

    /// «استهدفت ضربة أخرى سيارة»: not «إصابة أخرى», which may be that of another.
    fn is_one_other(&self, np: &Np, at: usize) -> bool {
        let class = &self.sent.lang.class;
        let one = |i: usize, gender: Gender| {
            let tok = &self.sent.toks[i];
            tok.tag == Tag::Noun
                && tok.clitics().count() == 0
                && (tok.readings()).any(|r| {
                    r.number() == Some(Number::Sing) && r.feats.gender() == Some(gender) && r.pron.is_none()
                })
        };
        let other = at < self.sent.toks.len() && self.sent.is(at, &class.others);
        let both = |gender| one(np.head, gender) && one(at, gender);
        // «شن غارات أخرى»
        let things = || {
            let mut readings = self.sent.toks[np.head].readings();
            let plural =
                |r: &musnad_lexicon::Reading| r.pos != Pos::Person && r.number() == Some(Number::Plural);
            one(at, Gender::Fem) && readings.any(plural)
        };
        other
            && np.quantity.is_none()
            && np.genitive.is_none()
            && !self.sent.is(np.head, &class.harm)
            && (both(Gender::Masc) || both(Gender::Fem) || things())
    }

    /// «قطع العسكريون المتقاعدون الطريق»: of two plurals with the same ending and article the second describes the
    /// first.
    fn is_plural_of_the_same(&self, head: usize, at: usize) -> bool {
        let plurals = |i: usize| {
            let tok = self.tok(i).filter(|t| t.tag == Tag::Noun);
            tok.into_iter().flat_map(|t| t.readings()).filter(|r| {
                r.pos == Pos::Person
                    && r.number() == Some(Number::Plural)
                    && r.is_definite()
                    && r.pron.is_none()
            })
        };
        let front = |i: usize| self.sent.toks[i].clitics().count() == 1;
        let ending = |i: usize| self.sent.toks[i].key().chars().rev().nth(1);
        let sound = |i: usize| self.sent.toks[i].key().ends_with('ن');
        at == head + 1
            && front(at)
            && sound(head)
            && sound(at)
            && ending(head) == ending(at)
            && plurals(head).any(|a| plurals(at).any(|b| a.feats.gender() == b.feats.gender()))
    }

    /// «لاحقت مروحيات عسكرية المسلحين»: an adjective with the article after one without begins anew.
    fn is_known_after_unknown(&self, np: &Np, at: usize) -> bool {
        let article = |i: usize| self.sent.toks[i].clitics().has(Clitics::AL);
        let last = np
            .adjectives
            .last()
            .filter(|i| **i == np.last && self.tag(**i) == Some(Tag::Adj));
        last.is_some_and(|i| !article(*i)) && article(at) && !article(np.head)
    }

    /// «مقتل فلسطينيين اثنين»: several, who don't describe one.
    pub(crate) fn outnumbers(&self, head: usize, at: usize) -> bool {
        let (head, tok) = (&self.sent.toks[head], &self.sent.toks[at]);
        let several = |r: &musnad_lexicon::Reading| matches!(r.number(), Some(Number::Plural | Number::Dual));
        let men = |r: &musnad_lexicon::Reading| several(r) && r.feats.gender() == Some(Gender::Masc);
        head.tag == Tag::Noun
            && tok.tag == Tag::Adj
            && head.is_act()
            && !head.readings().any(several)
            && !tok.clitics().has(Clitics::AL)
            && tok.readings().filter(|r| r.pos.is_nominal()).all(men)
    }

    /// «استدعت وزارته القائم بالأعمال»: a man who is not described by a woman or thing that belongs to somebody.
    fn disagrees(&self, head: usize, at: usize) -> bool {
        let (head, tok) = (&self.sent.toks[head], &self.sent.toks[at]);
        let owned = head.reading().is_some_and(|r| r.pron.is_some());
        let single = |gender: Gender| {
            move |r: &musnad_lexicon::Reading| {
                r.feats.gender() == Some(gender) && !matches!(r.number(), Some(Number::Plural | Number::Dual))
            }
        };
        head.tag == Tag::Noun
            && owned
            && head.readings().all(single(Gender::Fem))
            && tok
                .readings()
                .filter(|r| r.pos.is_nominal())
                .all(single(Gender::Masc))
    }

    /// «الفصائل المقاتلة والمتشددة»: the feminine of a word for fighters describes bodies of them.
    fn is_feminine_of_things(&self, np: &Np, at: usize) -> bool {
        let (head, Some(tok)) = (&self.sent.toks[np.head], self.tok(at)) else {
            return false;
        };
        let class = &self.sent.lang.class;
        let bodies = [&class.body, &class.force, &class.group];
        let clitics = tok.clitics();
        head.tag == Tag::Noun
            && tok.tag == Tag::Noun
            && head.clitics().has(Clitics::AL)
            && clitics.has(Clitics::AL)
            && !clitics.has_prep()
            && (!clitics.has_conj() || !np.adjectives.is_empty())
            && np.genitive.is_none()
            && bodies.iter().any(|c| self.sent.is(np.head, c))
            && tok.key().ends_with('ه')
            && self.sent.is(at, &class.fighter)
    }

    /// «هنأ أمير الكويت الرئيس السوري»: a title that doesn't agree describes nobody; it begins the next phrase.
    pub(crate) fn is_titled_one(&self, head: usize, at: usize) -> bool {
        let title = &self.sent.lang.class.title;
        let titles = || {
            self.sent.toks[at]
                .readings()
                .filter(|r| r.pos == Pos::Person && r.clitics.has(Clitics::AL) && r.classes.meets(title))
        };
        let agrees = |gender: Option<Gender>| {
            self.tag(head) == Some(Tag::Noun)
                && self.sent.toks[head].readings().any(|r| {
                    let body = r.pos != Pos::Person || r.classes.meets(&self.sent.lang.class.body);
                    r.feats.gender() == gender && r.number() != Some(Number::Plural) && body
                })
        };
        titles().next().is_some() && titles().all(|r| !agrees(r.feats.gender()))
    }

    /// «أحدهم», «إحداهن»: it stands for somebody by itself.
    pub(crate) fn is_one_of_them(&self, at: usize) -> bool {
        self.tag(at) == Some(Tag::Word(Pos::Pron)) && self.sent.is(at, &self.sent.lang.class.one_of)
    }

    /// «إصابة ثالث»: one more who was hurt, not the third time.
    pub(crate) fn is_another(&self, head: usize, at: usize) -> bool {
        let class = &self.sent.lang.class;
        let gender = |i: usize| self.sent.toks[i].reading().and_then(|r| r.feats.gender());
        self.sent.is(head, &class.harm)
            && self.tag(at) == Some(Tag::Adj)
            && self.sent.is(at, &class.ordinal)
            && gender(head) != gender(at)
    }

    pub(crate) fn push(&mut self, np: Np) -> NpId {
        let id = self.nps.len();
        for part in [np.genitive, np.of, np.apposed, np.patron].into_iter().flatten() {
            self.nps[part].inside = Some(id);
        }
        self.nps.push(np);
        id
    }
}

/// The clitics written on to the front of token `at`, whatever its tag.
pub(crate) fn clitics_at(sent: &Sent<'_>, at: usize) -> Clitics {
    let Some(tok) = sent.toks.get(at) else {
        return Clitics::default();
    };
    match (tok.tag, tok.part_of) {
        (Tag::Name, Some(n)) if sent.names[n].first == at => sent.names[n].clitics,
        (Tag::Num, Some(n)) if sent.quantities[n].tokens.start == at => tok
            .key()
            .get(..sent.quantities[n].clitic)
            .map_or_else(Clitics::default, |f| sent.lang.lexicon.front_clitics(f)),
        (Tag::Name | Tag::Time | Tag::Num, _) => Clitics::default(),
        _ => tok.clitics(),
    }
}

/// The gender and number that a verb before its subject must agree with.
pub(crate) fn head_gender(sent: &Sent<'_>, np: &Np) -> (Option<Gender>, Option<Number>) {
    let tok = &sent.toks[np.head];
    match tok.tag {
        Tag::Noun | Tag::Adj => tok
            .reading()
            .map_or((None, None), |r| (r.feats.gender(), r.feats.number())),
        _ => (None, None),
    }
}
