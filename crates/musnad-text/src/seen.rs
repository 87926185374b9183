//! A token together with its folded forms: what the readers of numbers and times look at.

use crate::{Kind, Span, Token, key, plain};

/// One token as readers see it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Seen<'a> {
    /// What it is made of.
    pub kind: Kind,
    /// Where it stands.
    pub span: Span,
    /// Its letters without marks ([`plain`]).
    pub plain: &'a str,
    /// Its look-up form ([`key`]).
    pub key: &'a str,
}

/// The folded forms of a run of tokens, kept so that [`Seen`] can borrow them.
#[derive(Clone, Debug)]
pub struct Folded {
    forms: Vec<(Token, String, String)>,
}

impl Folded {
    /// Folds each of `tokens` of `text`.
    pub fn of(text: &str, tokens: &[Token]) -> Folded {
        let forms = tokens
            .iter()
            .map(|t| (*t, plain(t.span.of(text)), key(t.span.of(text))))
            .collect();
        Folded { forms }
    }

    /// The tokens as readers see them, in order.
    pub fn seen(&self) -> Vec<Seen<'_>> {
        self.forms
            .iter()
            .map(|(t, plain, key)| Seen {
                kind: t.kind,
                span: t.span,
                plain,
                key,
            })
            .collect()
    }
}
