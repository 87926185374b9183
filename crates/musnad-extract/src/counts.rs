//! How many: the tolls that a rule's own slots reach.

use crate::claim::{Bound, Count, EventType, Outcome};
use crate::draft::{Draft, Filler};
use crate::lexical::Tag;
use crate::matching::{Matcher, Node};
use crate::phrase::NpId;
use crate::rule::Rule;

impl Matcher<'_, '_, '_> {
    /// «محاولة اغتيال», «محاولة لاغتيال», «حاول اغتيال»: nobody was hurt by it yet.
    fn is_attempt(&self, node: &Node) -> bool {
        let Node::Np(f) = node else { return false };
        let view = self.view;
        let tries = |at: usize| view.sent.is(at, &view.sent.lang.class.attempt);
        let chunk = view.chunks.of_token[view.chunks.nps[f.np].head];
        let before = chunk.checked_sub(1).map(|c| view.chunks.list[c].last);
        tries(view.chunks.nps[view.chunks.outermost(f.np)].head) || before.is_some_and(tries)
    }

    /// «مقتل وإصابة خمسة جنود»: five for both, nobody knows how many for each.
    fn shares_count(&self, node: &Node) -> bool {
        let Node::Np(f) = node else { return false };
        let (view, harm) = (self.view, &self.view.sent.lang.class.harm);
        let head = view.chunks.nps[f.np].head;
        let joined = crate::phrase::clitics_at(view.sent, head).has(musnad_lexicon::Clitics::AND);
        joined && head > 0 && view.sent.toks[head - 1].tag == Tag::Noun && view.sent.is(head - 1, harm)
    }

    pub(crate) fn toll(&self, r: &Rule, nodes: &[Node]) -> Vec<Count> {
        let mut out: Vec<Count> = Vec::new();
        if self.is_attempt(&nodes[0]) || self.shares_count(&nodes[0]) {
            return out;
        }
        for toll in &r.toll {
            let reached = toll
                .of
                .iter()
                .map(|s| self.follow(s, nodes))
                .find(|found| !found.is_empty())
                .unwrap_or_default();
            for node in reached.iter().take(1) {
                let Node::Np(f) = node else { continue };
                let parts = self.parts_of(nodes);
                for np in self.view.coordinated(f.np).into_iter().chain(parts) {
                    let own = self.outcome_of(np);
                    // «توفي ستة جرحى»: they are no longer what they were
                    // «مقتل ثلاثة نازحين»: what people were before is not what became of them
                    let were = |o: &Outcome| matches!(o, Outcome::Detained | Outcome::Displaced);
                    let own = own.filter(|o| !were(o) || were(&toll.outcome));
                    let own = own.filter(|o| {
                        toll.outcome != Outcome::Killed || *o != Outcome::Injured || !self.dies(&nodes[0])
                    });
                    let outcome = own.unwrap_or(toll.outcome);
                    let count = self.view.count(np, outcome).map(|c| Count {
                        cumulative: toll.cumulative,
                        ..self.exceeded(nodes, c)
                    });
                    out.extend(count.filter(|c| !out.iter().any(|o: &Count| o.span == c.span)));
                }
            }
        }
        out
    }

    /// Whether the trigger is a verb of dying or killing.
    fn dies(&self, node: &Node) -> bool {
        let class = &self.view.sent.lang.class;
        matches!(node, Node::Verb(_)) && self.view.sent.is(self.head(node), &class.deadly)
    }

    /// «تجاوز عدد القتلى 300»: more than that.
    fn exceeded(&self, nodes: &[Node], count: Count) -> Count {
        let exceeds = self
            .view
            .sent
            .is(self.head(&nodes[0]), &self.view.sent.lang.class.exceed);
        if !exceeds || count.bound != Bound::Exact {
            return count;
        }
        Count {
            bound: Bound::MoreThan,
            min: count.value.map(|v| v.saturating_add(1)),
            max: None,
            ..count
        }
    }

    /// «يواصل 30 سجينا إضرابهم»: how many protest, where a number is given.
    pub(crate) fn participants(&self, draft: &mut Draft) {
        if draft.kind != EventType::Protest || draft.toll.iter().any(|c| c.outcome == Outcome::Participants) {
            return;
        }
        let counted = draft.actor.iter().find_map(|f| match f {
            Filler::Np(np) => {
                self.view.chunks.nps[*np].quantity?;
                self.view.count(*np, Outcome::Participants)
            }
            Filler::Word(_) => None,
        });
        draft.toll.extend(counted);
    }

    /// «بينهم ثلاثة أطفال»: those that the count has among it.
    fn parts_of(&self, nodes: &[Node]) -> Vec<NpId> {
        let among = &self.view.sent.lang.class.among;
        let pps: Vec<usize> = nodes
            .iter()
            .flat_map(|n| match n {
                Node::Verb(f) => f.pps.clone(),
                Node::Np(f) => f.pps.clone(),
                Node::Word(_) => Vec::new(),
            })
            .collect();
        let mut out: Vec<NpId> = pps
            .into_iter()
            .filter(|c| self.view.has_prep(*c, "", among))
            .filter_map(|c| self.view.chunks.np_of(c))
            .flat_map(|np| self.view.coordinated(np))
            .collect();
        out.sort_unstable();
        out.dedup();
        out
    }

    /// The outcome that a noun itself tells: «قتيل», «جريح».
    pub(crate) fn outcome_of(&self, np: NpId) -> Option<Outcome> {
        let class = &self.view.sent.lang.class;
        let is = |set| self.view.sent.is(self.view.chunks.nps[np].head, set);
        // «بينهم 3 أطفال» has no outcome of its own
        let counted = self.view.chunks.nps[np].quantity.is_some();
        if is(&class.killed) {
            Some(Outcome::Killed)
        } else if counted && is(&class.injure) {
            // «100 إصابة»
            Some(Outcome::Injured)
        } else if is(&class.injured) {
            Some(Outcome::Injured)
        } else if is(&class.missing) {
            Some(Outcome::Missing)
        } else if is(&class.detained) {
            Some(Outcome::Detained)
        } else if is(&class.displaced) {
            Some(Outcome::Displaced)
        } else {
            None
        }
    }
}
