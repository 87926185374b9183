//! Answers that are given again: to whoever has no name here the same address looks the same for a moment, however many
//! ask. A page that was made may be given for ten seconds while the archive grows, for half a minute while it rests (the
//! index may follow the archive a little later). For half a minute more it is still given at once, and made anew behind
//! that; after that one asker waits for a new one, and the others are given the old one meanwhile.

use axum::body::Bytes;
use std::collections::HashMap;
use std::sync::{Mutex, PoisonError};

/// So long an answer may be given again while the archive changes, and while it does not, in milliseconds.
const MOMENT: i64 = 10_000;
const REST: i64 = 30_000;
/// So long it is given after that while a new one is made.
const GRACE: i64 = 30_000;
/// So long nobody else makes a new one while one does.
const MEANWHILE: i64 = 10_000;
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
    answers: HashMap<String, One>,
    /// The bytes of all.
    size: usize,
}

#[derive(Debug)]
struct One {
    when: When,
    made: Made,
    /// Until when somebody is making a new one.
    renewed: i64,
    /// When it was given last.
    given: i64,
}

/// An answer that may be given.
#[derive(Clone, Debug)]
pub(crate) enum Given {
    /// As it is.
    Now(Made),
    /// As it is, and whoever is given it makes a new one.
    Once(Made),
}

impl All {
    /// Lets go of what was given the longest ago, until a quarter of the room is free.
    fn make_room(&mut self) {
        let mut all: Vec<(i64, String)> = self
            .answers
            .iter()
            .map(|(asked, one)| (one.given, asked.clone()))
            .collect();
        all.sort_unstable();
        for (_, asked) in all {
            if self.size <= MOST / 4 * 3 {
                return;
            }
            self.size -= self.answers.remove(&asked).map_or(0, |one| one.made.bytes.len());
        }
    }
}

impl Kept {
    /// The answer to this, if one was made that may still be given.
    pub(crate) fn get(&self, asked: &str, now: When) -> Option<Given> {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let one = kept.answers.get_mut(asked)?;
        let lasts = if one.when.state == now.state { REST } else { MOMENT };
        let age = now.moment - one.when.moment;
        one.given = now.moment;
        if (0..lasts).contains(&age) || now.moment < one.renewed {
            return Some(Given::Now(one.made.clone()));
        }
        one.renewed = now.moment + MEANWHILE;
        (0..lasts + GRACE)
            .contains(&age)
            .then(|| Given::Once(one.made.clone()))
    }

    /// Keeps an answer; where there are too many, those go that were given the longest ago.
    pub(crate) fn keep(&self, asked: String, when: When, made: Made) {
        let mut kept = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        kept.size += made.bytes.len();
        let one = One {
            when,
            made,
            renewed: 0,
            given: when.moment,
        };
        if let Some(before) = kept.answers.insert(asked, one) {
            kept.size -= before.made.bytes.len();
        }
        if kept.size > MOST {
            kept.make_room();
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
        let is = |moment, state| match kept.get("/events", at(moment, state)) {
            Some(Given::Now(_)) => "as it is",
            Some(Given::Once(_)) => "and made anew",
            None => "made anew first",
        };
        assert_eq!([is(1_000, 7), is(10_900, 8), is(30_900, 7)], ["as it is"; 3]);
        assert_eq!(is(11_000, 8), "and made anew", "the archive has grown");
        assert_eq!([is(11_100, 8), is(20_900, 8)], ["as it is"; 2], "by one alone");
        assert_eq!(is(60_900, 7), "and made anew", "whoever made it failed");
        assert_eq!(is(71_000, 7), "made anew first", "not for ever");
        assert_eq!(is(71_100, 7), "as it is", "others have the old one meanwhile");
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
        let at = |moment| When { moment, state: 0 };
        for n in 0..10 {
            kept.keep(n.to_string(), at(2 * i64::from(n)), large(n));
            // what is asked for all the time stays
            assert!(kept.get("0", at(2 * i64::from(n) + 1)).is_some(), "{n}");
        }
        let left: Vec<u8> = (0..10)
            .filter(|n| kept.get(&n.to_string(), at(20)).is_some())
            .collect();
        assert_eq!(left, [0, 9]);
    }
}
