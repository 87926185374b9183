//! Which words of a trigger name the event.

use crate::claim::EventType;
use crate::draft::Draft;
use crate::frame::View;
use crate::lexical::Tag;
use crate::rule::Rules;
use musnad_lexicon::{ClassSet, Pos};
use musnad_text::Span;

impl Rules {
    /// The words that name the event: the first words of the trigger that stand together; of a light verb far from its
    /// noun, the noun.
    pub(crate) fn trigger_span(&self, view: &View<'_, '_>, d: &Draft) -> Span {
        let class = &view.sent.lang.class;
        if let Some(noun) = self.naming_noun(view, d) {
            return view.sent.span_of(noun, noun);
        }
        let tok = &view.sent.toks[d.trigger[0]];
        let light = [
            &class.undertake,
            &class.suffer,
            &class.begin,
            &class.occur,
            &class.decide,
        ]
        .iter()
        .any(|c| view.sent.is(d.trigger[0], c))
            || tok.classes().is_empty();
        // «وجه لائحة اتهام» is told by its verb
        let act = |at: usize| {
            let masdar =
                |r: &musnad_lexicon::Reading| r.pos == musnad_lexicon::Pos::Masdar && !r.classes.is_empty();
            view.sent.toks[at].readings().any(masdar) || view.sent.is(at, &class.event_noun)
        };
        let far = |t: &&usize| light && t.abs_diff(d.trigger[0]) > 2 && act(**t);
        if let Some(event) = d.trigger.get(1).filter(far) {
            return view.sent.span_of(*event, *event);
        }
        // «ارتفع عدد ضحايا القصف»: the event is the shelling; «تبنت الحركة الهجوم»: it is the attack
        let event = |t: &&usize| act(**t) || view.sent.toks[**t].tag == Tag::Verb;
        // «ارتقى شهيدا» is no figure that rises
        let risen = view.sent.is(d.trigger[0], &class.rise) && !view.sent.is(d.trigger[0], &class.harm);
        let owned = d.kind == EventType::Assault && view.sent.is(d.trigger[0], &class.report);
        if let Some((first, last)) = view.counted_event(&d.trigger) {
            return view.sent.span_of(first, last);
        }
        let told = d.trigger.iter().skip(1).find(event).filter(|_| risen || owned);
        if let Some(event) = told {
            return view.sent.span_of(*event, *event);
        }
        // «نظم عمال المصفاة وقفة», «الإضراب الذي بدأ»; going out is an event's own word
        let anchor = d.trigger[0];
        let march =
            |t: &&usize| !(anchor..=anchor + 2).contains(*t) && view.sent.is(**t, &class.protest_noun);
        let march = d.trigger.iter().skip(1).find(march);
        let goes = [&class.motion, &class.march]
            .iter()
            .any(|c| view.sent.is(anchor, c));
        if let Some(march) = march.filter(|_| d.kind == EventType::Protest && !goes) {
            return view.sent.span_of(*march, *march);
        }
        let near = d
            .trigger
            .iter()
            .copied()
            .filter(|t| *t > anchor && *t - anchor <= 2)
            .max()
            .unwrap_or(anchor);
        view.sent.span_of(anchor, near)
    }

    /// «عقد الوزراء العرب اجتماعا», «جدد الرئيس رفضه», «الكمين وقع»: where the rule asks for a verb and a noun that are
    /// apart, and the noun tells events of the type by itself, it is the noun that names this one.
    fn naming_noun(&self, view: &View<'_, '_>, d: &Draft) -> Option<usize> {
        let (anchor, noun) = (d.trigger[0], *d.trigger.get(1)?);
        let apart = !(anchor..=anchor + 2).contains(&noun);
        // «أوقعت الاشتباكات سبعة قتلى»: the dead are no event
        let people = view.sent.is(noun, &view.sent.lang.class.casualty);
        if self.list[d.rule].more.is_empty() || !apart || people || view.sent.toks[anchor].tag != Tag::Verb {
            return None;
        }
        let tok = &view.sent.toks[noun];
        let nouns = || {
            tok.readings()
                .filter(|r| matches!(r.pos, Pos::Masdar | Pos::Noun))
        };
        let classes = nouns().fold(ClassSet::default(), |set, r| set.union(&r.classes));
        let mut rules = Vec::new();
        self.candidates(&classes, nouns().filter_map(|r| r.lexeme), &mut rules);
        // «حصيلة», «عملية» tell nothing without more words; what an act is called does
        let act = nouns().any(|r| r.pos == Pos::Masdar);
        let tells = |rule: &usize| {
            let rule = &self.list[*rule];
            let alone = act || rule.more.is_empty();
            rule.kind == d.kind && alone && rule.anchor.pos.contains(&Pos::Masdar)
        };
        rules.iter().any(tells).then_some(noun)
    }
}
