//! Many questions over many texts, answered by the index and by reading each text: the same is found, whatever is
//! asked and however the index lies on disk.

#![allow(clippy::unwrap_used, reason = "a failed search is a failed test")]

mod shelf;

use musnad_search::{Facet, Filter, Index, Kind, Query, Sort};
use shelf::{claim, found};

const WORDS: [&str; 7] = ["قصف", "هدنة", "مدينة", "طريق", "مدرسة", "جسر", "مدفع"];

/// One thing asked for.
#[derive(Clone)]
enum Part {
    Word(usize),
    Phrase(Vec<usize>),
    Prefix(&'static str),
    Both(usize, usize),
}

struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 >> 20) as usize % most
    }

    fn part(&mut self) -> Part {
        match self.below(6) {
            0..=2 => Part::Word(self.below(WORDS.len())),
            3 => {
                let length = 2 + self.below(2);
                Part::Phrase((0..length).map(|_| self.below(WORDS.len())).collect())
            }
            4 => Part::Prefix("مد"),
            _ => Part::Both(self.below(WORDS.len()), self.below(WORDS.len())),
        }
    }
}

impl Part {
    fn typed(&self) -> String {
        match self {
            Part::Word(w) => WORDS[*w].to_owned(),
            Part::Phrase(ws) => format!(
                "\"{}\"",
                ws.iter().map(|w| WORDS[*w]).collect::<Vec<_>>().join(" ")
            ),
            Part::Prefix(start) => format!("{start}*"),
            Part::Both(a, b) => format!("{}/{}", WORDS[*a], WORDS[*b]),
        }
    }

    fn holds(&self, text: &[usize]) -> bool {
        match self {
            Part::Word(w) => text.contains(w),
            Part::Phrase(ws) => text.windows(ws.len()).any(|window| window == ws.as_slice()),
            Part::Prefix(start) => text.iter().any(|w| WORDS[*w].starts_with(start)),
            Part::Both(a, b) => text.contains(a) && text.contains(b),
        }
    }
}

/// Texts in several segments, some replaced and some deleted; `None` where deleted.
fn shelves(dice: &mut Dice) -> (Index, Vec<Option<Vec<usize>>>) {
    let index = Index::open(&shelf::folder("agreement"), shelf::lexicon()).unwrap();
    let mut writer = index.writer().unwrap();
    let mut texts = vec![None; 400];
    for round in 0..4 {
        for id in 0..texts.len() {
            match dice.below(4) {
                0 => {
                    let words: Vec<usize> = (0..1 + dice.below(9)).map(|_| dice.below(WORDS.len())).collect();
                    let text: Vec<&str> = words.iter().map(|w| WORDS[*w]).collect();
                    let parity = if id % 2 == 0 { "even" } else { "odd" };
                    let mut entry = claim("", id as u64, "");
                    let (id, text) = (id.to_string(), text.join(" "));
                    let facets = [(Facet::Grade, parity)];
                    (entry.id, entry.text, entry.facets) = (&id, &text, &facets);
                    writer.add(&entry).unwrap();
                    texts[entry.key as usize] = Some(words);
                }
                1 if dice.below(3) == 0 => {
                    writer.delete(Kind::Claim, &id.to_string());
                    texts[id] = None;
                }
                _ => {}
            }
        }
        writer.commit(round).unwrap();
    }
    (index, texts)
}

#[test]
fn the_index_finds_what_reading_finds() {
    let mut dice = Dice(0x9E37_79B9_7F4A_7C15);
    let (index, texts) = shelves(&mut dice);
    for _ in 0..1500 {
        let groups: Vec<Vec<(bool, Part)>> = (0..1 + dice.below(3))
            .map(|_| {
                (0..1 + dice.below(2))
                    .map(|_| (dice.below(4) == 0, dice.part()))
                    .collect()
            })
            .collect();
        let typed: Vec<String> = groups
            .iter()
            .map(|group| {
                let items = group
                    .iter()
                    .map(|(not, part)| format!("{}{}", if *not { "-" } else { "" }, part.typed()));
                items.collect::<Vec<_>>().join(" OR ")
            })
            .collect();
        let odd = dice.below(3);
        let filter = Filter {
            facet: Facet::Grade,
            values: vec!["odd".to_owned()],
            exclude: odd == 1,
        };
        let query = Query {
            words: typed.join(" "),
            filters: if odd == 2 { Vec::new() } else { vec![filter] },
            sort: [Sort::Relevance, Sort::Newest][dice.below(2)],
            size: 1000,
            ..Query::default()
        };
        let holds = |text: &[usize]| {
            groups
                .iter()
                .all(|group| group.iter().any(|(not, part)| part.holds(text) != *not))
        };
        let parity = |id: usize| odd == 2 || (id % 2 == 1) == (odd == 0);
        let mut want: Vec<String> = (0..texts.len())
            .filter(|id| parity(*id) && texts[*id].as_ref().is_some_and(|t| holds(t)))
            .map(|id| id.to_string())
            .collect();
        want.sort();
        assert_eq!(found(&index, &query), want, "{} {odd}", query.words);
    }
}
