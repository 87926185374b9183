//! Answers that are given again: to whoever has no name here the same address looks the same for a moment, however many
//! ask. A page that was made may be given for ten seconds while the archive grows, for half a minute while it rests (the
//! index may follow the archive a little later). After that one asker waits for a new one, and the others are given the
//! old one meanwhile.

use axum::body::Bytes;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// So long an answer may be given again while the archive changes, and while it does not, in milliseconds.
const MOMENT: i64 = 10_000;
const REST: i64 = 30_000;
/// So long others are given the old answer while one waits for the new one.
const MEANWHILE: i64 = 2_000;
/// So many bytes of answers are kept.
const MOST: usize = 64 << 20;

/// An answer as it was made.
#[derive(Clone, Debug)]
pub(crate) struct Made {
    /// Its media type.
    pub(crate) kind: &'static str,
    pub(crate) bytes: Bytes,
    /// The address of what comes behind.
    pub(crate) next: Option<String>,
    /// The name of the file that it is to be kept as; none where it is shown.
    pub(crate) file: Option<String>,
}

/// When something is asked or was made: the moment, in milliseconds since 1970, and the archive's state.
#[derive(Clone, Copy, Debug)]
pub(crate) struct When {
    pub(crate) moment: i64,
    pub(crate) state: i64,
}

/// Answers, by what was asked.
#[derive(Debug, Default)]
pub(crate) struct Kept(Mutex<All>);

#[derive(Debug, Default)]
struct All {
    answers: HashMap<String, (When, Made)>,
    /// The bytes of all.
    size: usize,
}

impl Kept {
    /// The answer to this, if one was made that may still be given.
    pub(crate) fn get(&self, asked: &str, now: When) -> Option<Made> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let (when, made) = kept.answers.get_mut(asked)?;
        let lasts = if when.state == now.state { REST } else { MOMENT };
        if (0..lasts).contains(&(now.moment - when.moment)) {
            return Some(made.clone());
        }
        // whoever asks now makes the new one
        *when = When {
            moment: now.moment - MOMENT + MEANWHILE,
            state: -1,
        };
        None
    }

    /// Keeps an answer; where there are too many, all others go.
    pub(crate) fn keep(&self, asked: String, when: When, made: Made) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if kept.size + made.bytes.len() > MOST {
            *kept = All::default();
        }
        kept.size += made.bytes.len();
        if let Some((_, before)) = kept.answers.insert(asked, (when, made)) {
            kept.size -= before.bytes.len();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_answer_is_given_again_for_a_moment_or_longer_while_nothing_changes() {
        let kept = Kept::default();
        let made = Made {
            kind: "text/html",
            bytes: Bytes::from_static(b"one"),
            next: None,
            file: None,
        };
        let at = |moment, state| When { moment, state };
        kept.keep("/events".to_owned(), at(1_000, 7), made);
        let is = |moment, state| kept.get("/events", at(moment, state)).is_some();
        assert!(is(1_000, 7) && is(10_900, 8) && is(30_900, 7));
        assert!(!is(31_100, 7), "one makes it anew");
        assert!(
            is(31_200, 7) && is(33_000, 8),
            "the others have the old one meanwhile"
        );
        assert!(!is(33_200, 7), "and not for ever");
        assert!(kept.get("/stories", at(1_000, 7)).is_none());
    }

    #[test]
    fn answers_do_not_fill_the_memory() {
        let kept = Kept::default();
        let large = |n: u8| Made {
            kind: "text/html",
            bytes: Bytes::from(vec![n; MOST / 3]),
            next: None,
            file: None,
        };
        let when = When { moment: 0, state: 0 };
        for n in 0..10 {
            kept.keep(n.to_string(), when, large(n));
        }
        let left = (0..10)
            .filter(|n| kept.get(&n.to_string(), when).is_some())
            .count();
        assert!((1..=3).contains(&left), "{left}");
    }
}
