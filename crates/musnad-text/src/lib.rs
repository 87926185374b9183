//! The text layer: what a reader sees on the page before any meaning.
//!
//! In comes clean text, out come spans into it: [`Token`]s, [`Sentence`]s, folded forms. The text itself is
//! never changed; every layer carries byte [`Span`]s on char boundaries, and the wire's code-point offsets are
//! made at the edge by [`CodePoints`].

mod number;
mod orthography;
mod seen;
mod sentence;
mod span;
mod time;
mod token;

pub use number::{Bound, Error, NumberReader, Quantity};
pub use orthography::{
    Spelling, agreement, is_arabic_letter, is_figure, is_invisible, is_letter, is_letter_or_figure, is_mark,
    key, plain,
};
pub use seen::{Folded, Seen};
pub use sentence::{Sentence, sentences};
pub use span::{CodePoints, Span};
pub use time::{Basis, Precision, Published, TimeMention, TimeName, TimeReader, TimeRole, Told, umm_al_qura};
pub use token::{Kind, Token, tokens};
