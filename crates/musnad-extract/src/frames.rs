//! Frames of verbs and nouns, each made once for its sentence.

use crate::frame::{NounFrame, VerbFrame, View};
use crate::phrase::NpId;
use std::cell::RefCell;
use std::rc::Rc;

/// Frames of one sentence, made when first asked for.
pub(crate) struct Frames {
    verbs: RefCell<Vec<Option<Rc<VerbFrame>>>>,
    nouns: RefCell<Vec<Option<Rc<NounFrame>>>>,
}

impl Frames {
    pub(crate) fn new(view: &View<'_, '_>) -> Frames {
        Frames {
            verbs: RefCell::new(vec![None; view.sent.toks.len()]),
            nouns: RefCell::new(vec![None; view.chunks.nps.len()]),
        }
    }

    pub(crate) fn verb(&self, view: &View<'_, '_>, verb: usize) -> Rc<VerbFrame> {
        Rc::clone(self.verbs.borrow_mut()[verb].get_or_insert_with(|| Rc::new(view.verb_frame(verb))))
    }

    pub(crate) fn noun(&self, view: &View<'_, '_>, np: NpId) -> Rc<NounFrame> {
        Rc::clone(self.nouns.borrow_mut()[np].get_or_insert_with(|| Rc::new(view.noun_frame(np))))
    }
}
