//! Parties to events: the words that name them, their country and their sector, held to `parties.tsv`.

use musnad_extract::{Reader, Role};
use musnad_page::Hints;
use std::fmt::Write as _;

#[test]
fn parties_have_the_codes_of_their_words() {
    let Ok(reader) = Reader::builtin() else {
        panic!("the built-in data is damaged");
    };
    let mut wrong = String::new();
    let rows = include_str!("parties.tsv")
        .lines()
        .filter(|l| !l.starts_with('#'));
    for row in rows {
        let cells: Vec<&str> = row.split('\t').collect();
        let [text, kind, role, words, country, sector] = cells[..] else {
            panic!("six cells in {row}");
        };
        let document = musnad_page::read(text.as_bytes(), &Hints::default());
        let reading = reader.read(&document);
        let found: Vec<String> = reading
            .claims
            .iter()
            .filter(|c| c.kind.name() == kind)
            .flat_map(|c| &c.actors)
            .filter(|a| (a.role == Role::Actor) == (role == "actor"))
            .map(|a| {
                let code = |c: &Option<String>| c.clone().unwrap_or_else(|| "-".to_owned());
                format!(
                    "{} {} {}",
                    a.span.of(&document.text),
                    code(&a.country),
                    code(&a.sector)
                )
            })
            .collect();
        let want = format!("{words} {country} {sector}");
        let right = if words == "-" {
            found.is_empty()
        } else {
            found.contains(&want)
        };
        if !right {
            let _ = writeln!(wrong, "{text}: {kind} {role} {found:?}, not {want}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}
