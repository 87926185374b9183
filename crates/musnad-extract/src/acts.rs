//! Acts that a verbal noun tells, as frames of verbs: what a rule says of a verb is then read there too.
//! «أقدمت السلطات على تشميع المقر», «بعد طرد الحكومة موظفا».

use crate::draft::Draft;
use crate::frame::{VerbFrame, View};
use crate::lexical::Tag;
use crate::matching::{Matcher, Node};
use crate::phrase::{NpId, Piece, clitics_at};
use musnad_lexicon::{ClassSet, Clitics, Pos, Voice};
use std::rc::Rc;

impl Matcher<'_, '_, '_> {
    /// What the rules of verbs say of a verbal noun that no rule of its own reads.
    pub(crate) fn drafts_of_acts(&self, at: usize) -> Vec<Draft> {
        let masdars = self.view.sent.toks[at].masdars();
        let classes = masdars
            .clone()
            .fold(ClassSet::default(), |set, r| set.union(&r.classes));
        let mut candidates = Vec::new();
        (self.rules).candidates(&classes, masdars.filter_map(|r| r.lexeme), &mut candidates);
        candidates.retain(|rule| self.rules.list[*rule].anchor.pos == [Pos::Verb]);
        if candidates.is_empty() {
            return Vec::new();
        }
        for act in self.acts(at) {
            let tried = candidates.iter();
            let here: Vec<Draft> = tried
                .filter_map(|rule| self.try_rule(*rule, &act, false).ok())
                .filter(Draft::is_sound)
                .collect();
            if !here.is_empty() {
                return here;
            }
        }
        Vec::new()
    }

    /// The frames in which a rule of verbs may read the verbal noun at token `at`, the likeliest first.
    pub(crate) fn acts(&self, at: usize) -> Vec<Node> {
        let view = self.view;
        let tok = &view.sent.toks[at];
        let Some(np) = view.chunks.headed_by[at].filter(|_| tok.tag == Tag::Noun) else {
            return Vec::new();
        };
        let class = &view.sent.lang.class;
        let person = tok.readings().any(|r| r.pos == Pos::Person);
        if person || tok.masdars().next().is_none() || view.sent.is(at, &class.occur) {
            return Vec::new();
        }
        let frames = self.acts_of_noun(np);
        frames.into_iter().map(|f| Node::Verb(Rc::new(f))).collect()
    }

    /// «حُجبت ثلاثة مواقع»: a verb that is surely a passive, as an act of somebody unsaid on its subject.
    pub(crate) fn turned(&self, node: &Node) -> Option<Node> {
        let Node::Verb(f) = node else { return None };
        let mut verbs = self.view.sent.toks[f.verb]
            .readings()
            .filter(|r| r.pos == Pos::Verb);
        let passive = verbs.all(|r| r.feats.voice() == Voice::Passive);
        let object = f
            .subject
            .filter(|_| passive && f.object.is_none() && f.pronoun.is_none())?;
        let by = |c: &&usize| self.view.has_prep(**c, "", &self.view.sent.lang.class.agent);
        let subject = f.pps.iter().find(by).and_then(|c| self.view.chunks.np_of(*c));
        Some(Node::Verb(Rc::new(VerbFrame {
            subject,
            unsaid: subject.is_none(),
            object: Some(object),
            subject_first: false,
            turned: true,
            ..(**f).clone()
        })))
    }

    fn act(&self, np: NpId, subject: Option<NpId>, object: Option<NpId>, voice: Voice) -> VerbFrame {
        let noun = self.frames.noun(self.view, np);
        let clause = self.noun_clause(&noun);
        VerbFrame {
            verb: self.view.chunks.nps[np].head,
            subject,
            object,
            pps: noun.pps.clone(),
            clause,
            act: Some((np, voice)),
            ..VerbFrame::default()
        }
    }

    fn acts_of_noun(&self, np: NpId) -> Vec<VerbFrame> {
        let (view, chunks) = (self.view, &self.view.chunks);
        let p = &chunks.nps[np];
        let tok = &view.sent.toks[p.head];
        let mut out = Vec::new();
        if !self.stands_alone(np) {
            return out;
        }
        let after = self.view.object_after(np);
        // «إحراق مسجد على يد مستوطنين»
        let by = |c: &&usize| view.has_prep(**c, "", &view.sent.lang.class.agent);
        let noun = self.frames.noun(view, np);
        let agent = noun.pps.iter().find(by).and_then(|c| chunks.np_of(*c));
        let doer = agent.or_else(|| self.controller(np));
        if let Some(doer) = doer {
            let mut frame = self.act(np, Some(doer), p.genitive.or(after), Voice::Active);
            frame.pronoun = tok.reading().and_then(|r| r.pron);
            out.push(frame);
        }
        let Some(genitive) = p.genitive else { return out };
        if after.is_some() && view.is_party(genitive, self.date) {
            out.push(self.act(np, Some(genitive), after, Voice::Active));
        } else if doer.is_none() {
            out.push(self.act(np, Some(genitive), None, Voice::Passive));
            if view.sent.is(p.head, &view.sent.lang.class.motion) {
                out.push(self.act(np, Some(genitive), None, Voice::Active));
            }
        }
        out
    }

    /// «عمد مسلحون إلى مهاجمة مدرسة»: who does what a verbal noun tells by a verb whose doer can be nobody else; what the
    /// noun has for its genitive then suffers it.
    pub(crate) fn only_doer(&self, np: NpId) -> Option<NpId> {
        let class = &self.view.sent.lang.class;
        let verb = self.governor(np)?.verb;
        let masdar = self.view.sent.toks[self.view.chunks.nps[np].head]
            .masdars()
            .next();
        masdar.filter(|_| self.view.sent.is(verb, &class.same_doer))?;
        self.controller(np)
    }

    /// Whether a verbal noun belongs to no other noun than an operation or attempt, and tells no aim.
    fn stands_alone(&self, np: NpId) -> bool {
        let (view, chunks) = (self.view, &self.view.chunks);
        let outer = chunks.outermost(np);
        let head = chunks.nps[outer].head;
        let light = [&view.sent.lang.class.operation, &view.sent.lang.class.attempt];
        let aim = clitics_at(view.sent, chunks.nps[outer].first).has(Clitics::LI);
        !aim && (outer == np || light.iter().any(|c| view.sent.is(head, c)))
    }

    /// Who does what a verbal noun tells, by the verb that it depends on: «قرر الوزير إغلاق», «اتهم الجيش بقصف».
    fn controller(&self, np: NpId) -> Option<NpId> {
        let (view, chunks) = (self.view, &self.view.chunks);
        let class = &view.sent.lang.class;
        let outer = chunks.outermost(np);
        let head = |np: NpId| chunks.nps[np].head;
        let verb = self.governor(np)?;
        let first = self.first_of_acts(chunks.of_token[head(outer)]);
        let own = verb.pps.contains(&first) || verb.object == chunks.np_of(first);
        let doer = if view.sent.is(verb.verb, &class.asks) {
            verb.object
        } else if view.sent.is(verb.verb, &class.controls) && !view.sent.is(verb.verb, &class.suffer) {
            verb.subject
        } else {
            None
        };
        doer.filter(|np| own && chunks.np_of(first) != Some(*np) && view.is_party(*np, self.date))
    }

    /// «بضرب مسن وإتلاف ألواح»: the chunk of the first of several acts that «و» joins.
    fn first_of_acts(&self, mut c: usize) -> usize {
        let (view, chunks) = (self.view, &self.view.chunks);
        let act = |c: usize| {
            chunks.np_of(c).is_some_and(|np| {
                let tok = &view.sent.toks[chunks.nps[np].head];
                tok.is_act()
            })
        };
        while chunks.np_of(c).is_some_and(|np| view.is_coordinated(np)) {
            match (0..c).rev().take(6).find(|c| act(*c)) {
                Some(before) => c = before,
                None => break,
            }
        }
        c
    }
}

impl View<'_, '_> {
    /// «طرد الحكومة مدير المنظمة», «استهداف الجيش، منزلا»: the object behind the genitive of a verbal noun; behind a comma an
    /// accusative alone.
    pub(crate) fn object_after(&self, np: NpId) -> Option<NpId> {
        let chunks = &self.chunks;
        let mut c = chunks.of_token[chunks.nps[chunks.outermost(np)].last] + 1;
        while matches!(chunks.list.get(c)?.piece, Piece::Time) {
            c += 1;
        }
        let comma = matches!(chunks.list[c].piece, Piece::Mark('،' | ','));
        match chunks.list.get(c + usize::from(comma))?.piece {
            Piece::Np(next) => Some(next).filter(|np| {
                let mut first = self.sent.toks[chunks.nps[*np].first].readings();
                let accusative = first.any(|r| r.feats.is_acc_alif());
                let length = self.sent.is(chunks.nps[*np].head, &self.sent.lang.class.unit);
                let more = self.is_coordinated(*np) || self.is_adverbial(*np);
                (accusative || !comma) && !length && !more
            }),
            _ => None,
        }
    }
}
