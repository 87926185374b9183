//! Tables that a team adds: what is wrong with them is told by file, line and column, and nothing of them is used;
//! what is right takes the place of our own.

#![allow(clippy::unwrap_used, reason = "tests")]

use musnad_knowledge::{Entry, Knowledge};

const ACTORS: &str = "id\tname_ar\tname_en\taliases\tkind\tcountry\tsector\tparent\tfrom\tto\n";
const PLACES: &str = "id\tname_ar\tname_en\taliases\tkind\tcountry\tlat\tlon\tprecision\n";

/// The places of what is wrong with a table, with the reasons.
fn faults(table: &[u8]) -> Vec<String> {
    let builtin = Knowledge::builtin().unwrap();
    match Knowledge::compile(&[("team.tsv".to_owned(), table.to_vec())], &builtin) {
        Ok(_) => Vec::new(),
        Err(e) => e.problems().iter().map(ToString::to_string).collect(),
    }
}

fn one_fault(table: &str, place: &str, why: &str) {
    let all = faults(table.as_bytes());
    assert_eq!(all.len(), 1, "{all:?}");
    assert!(all[0].starts_with(place) && all[0].contains(why), "{}", all[0]);
}

#[test]
fn faults_are_told_by_file_line_and_column() {
    let row = |rest: &str| format!("{ACTORS}{rest}\n");
    one_fault(
        &row("x-front\tجبهة التجربة\tTest Front\t\tclub\tSYR\tREB"),
        "team.tsv:2:34:",
        "none of",
    );
    one_fault(
        &row("x-front\tجبهة التجربة\tTest Front\t\tgroup\tSYR\tREB\t\t2015\t2012"),
        "team.tsv:2:",
        "valid to 2012 before from 2015",
    );
    one_fault(
        &row("x-front\tجبهة التجربة\tTest Front\t\tgroup\tSYR\tREB\tnobody"),
        "team.tsv:2:48:",
        "no parent \"nobody\"",
    );
    one_fault(
        &row("x-front\tجبهة التجربة\tTest Front\t\tgroup\tSyria\tREB"),
        "team.tsv:2:",
        "capital letters",
    );
    one_fault(
        &format!("{PLACES}x-town\tبلدة التجربة\tTest Town\t\ttown\tSYR\t\t\ttown\n"),
        "team.tsv:2:",
        "needs coordinates",
    );
    one_fault(
        &format!("{PLACES}x-town\tبلدة التجربة\tTest Town\t\ttown\tSYR\t36.1\tabc\ttown\n"),
        "team.tsv:2:46:",
        "no lon",
    );
    one_fault(
        &format!("{PLACES}x-town\tبلدة التجربة\tTest Town\t\ttown\tSYR\t36.1\t37.1\ttown\tmore\n"),
        "team.tsv:2:",
        "10 cells for 9 columns",
    );
    one_fault(
        "id\tname_ar\tlatt\tprecision\n",
        "team.tsv:1:12:",
        "no such column",
    );
    one_fault("first\tsecond\n", "team.tsv:1:1:", "no head line");
}

#[test]
fn a_circle_of_parents_is_told_for_each_of_its_members() {
    let table = format!(
        "{ACTORS}x-a\tجبهة أولى\tA\t\tgroup\tSYR\tREB\tx-b\nx-b\tجبهة ثانية\tB\t\tgroup\tSYR\tREB\tx-a\n"
    );
    let all = faults(table.as_bytes());
    assert_eq!(all.len(), 2, "{all:?}");
    assert!(
        all[0].starts_with("team.tsv:2:32:") && all[0].contains("own parent"),
        "{all:?}"
    );
    assert!(all[1].starts_with("team.tsv:3:33:"), "{all:?}");
}

#[test]
fn a_circle_that_goes_through_our_own_entries_is_told() {
    // syr-presidency has syr-gov as its parent
    one_fault(
        &format!(
            "{ACTORS}syr-gov\tالحكومة السورية\tSyrian government\t\tgovernment\tSYR\tGOV\tsyr-presidency\n"
        ),
        "team.tsv:2:63:",
        "own parent",
    );
}

#[test]
fn a_parent_may_be_lost_with_another_source() {
    let builtin = Knowledge::builtin().unwrap();
    let table = |rows: &str| vec![("team.tsv".to_owned(), format!("{ACTORS}{rows}").into_bytes())];
    let child = "x-b\tحركة فرعية\tB\t\tgroup\tSYR\tREB\tx-a\n";
    let first = Knowledge::compile(&table("x-a\tحركة أصلية\tA\t\tgroup\tSYR\tREB\n"), &builtin).unwrap();
    let both = Knowledge::with(vec![first.clone()]).unwrap();
    let second = Knowledge::compile(&table(child), &both).unwrap();
    assert!(
        Knowledge::with(vec![second.clone(), first.clone()])
            .unwrap()
            .lost_parents()
            .is_empty()
    );
    assert_eq!(
        Knowledge::with(vec![second]).unwrap().lost_parents(),
        [("x-b", "x-a")]
    );
}

#[test]
fn a_shorter_name_is_found_where_the_bearer_of_the_longer_has_given_it_up() {
    let builtin = Knowledge::builtin().unwrap();
    let compile = |rows: &str, over: &Knowledge| {
        let table = vec![("team.tsv".to_owned(), format!("{PLACES}{rows}").into_bytes())];
        Knowledge::compile(&table, over).unwrap()
    };
    let under = compile(
        "x-1\tزنبقة\tOne\t\ttown\tSYR\t36\t37\ttown\nx-2\tزنبقة البحر\tTwo\t\ttown\tSYR\t35\t36\ttown\n",
        &builtin,
    );
    let over = compile("x-2\tشاطئ الزنبق\tTwo\t\ttown\tSYR\t35\t36\ttown\n", &builtin);
    let k = Knowledge::with(vec![over, under]).unwrap();
    let found = k.find("زنبقه", ["البحر"].into_iter()).unwrap();
    assert_eq!((found.words, found.entries.len()), (1, 1));
    assert!(k.named("زنبقة البحر").is_empty());
}

#[test]
fn english_names_are_found_in_any_case_and_transliteration() {
    let k = Knowledge::builtin().unwrap();
    let ids = |name: &str| -> Vec<&str> {
        let entries = k.named_in_english(name).into_iter();
        entries
            .map(|e| match e {
                Entry::Actor(n) => k.actor(n).id,
                Entry::Outlet(n) => k.outlet(n).id,
                Entry::Place(n) => k.place(n).id,
                Entry::Country(n) => k.country(n).code,
            })
            .collect()
    };
    assert!(ids("hezbollah").contains(&"hezbollah"));
    assert!(ids("AGENCE FRANCE PRESSE").contains(&"afp"));
    assert!(ids("syria").contains(&"SYR"));
    assert!(ids("").is_empty());
}

#[test]
fn a_table_without_population_and_precision_is_written_by_hand() {
    let builtin = Knowledge::builtin().unwrap();
    let by_hand = |head: &str, row: &str| {
        let table = format!("id\tname_ar\tkind\tlat\tlon{head}\nx-town\tتل الحنظل\ttown\t36\t37{row}\n");
        let pack = Knowledge::compile(&[("team.tsv".to_owned(), table.into_bytes())], &builtin).unwrap();
        let k = Knowledge::with(vec![pack]).unwrap();
        match k.by_id("x-town") {
            Some(Entry::Place(n)) => k.place(n).by_hand,
            _ => unreachable!(),
        }
    };
    assert!(by_hand("", ""));
    assert!(!by_hand("\tpopulation", "\t700"));
    assert!(by_hand("\tpopulation\tprecision", "\t700\ttown"));
}

#[test]
fn broken_bytes_are_told_by_line_and_column() {
    let mut table = format!("{PLACES}x-town\t").into_bytes();
    table.extend(b"\xC7\xE1");
    let all = faults(&table);
    assert_eq!(all.len(), 1, "{all:?}");
    assert!(
        all[0].starts_with("team.tsv:2:8:") && all[0].contains("UTF-8"),
        "{}",
        all[0]
    );
}

#[test]
fn an_id_that_stands_twice_is_a_fault() {
    let line = "x-town\tبلدة التجربة\tTest Town\t\ttown\tSYR\t36.1\t37.1\ttown\n";
    one_fault(&format!("{PLACES}{line}{line}"), "team.tsv:3:1:", "stands twice");
}

#[test]
fn what_is_added_takes_the_place_of_our_own() {
    let builtin = Knowledge::builtin().unwrap();
    let table = format!(
        "{PLACES}syr-aleppo\tحلب\tHalab\t\tcity\tSYR\t36.2\t37.1\ttown\nx-town\tتل الحنظل\tTest Town\t\ttown\tSYR\t36.0\t37.0\ttown\n"
    );
    let pack = Knowledge::compile(&[("team.tsv".to_owned(), table.into_bytes())], &builtin).unwrap();
    let k = Knowledge::with(vec![pack]).unwrap();
    let places = |name: &str| -> Vec<String> {
        let entries = k.named(name);
        let places = entries.into_iter().filter_map(|e| match e {
            Entry::Place(n) => Some(k.place(n)),
            _ => None,
        });
        places
            .map(|p| format!("{} {}", p.id, p.name_en.unwrap_or("—")))
            .collect()
    };
    assert!(places("حلب").contains(&"syr-aleppo Halab".to_owned()));
    assert!(!places("حلب").contains(&"syr-aleppo Aleppo".to_owned()));
    assert_eq!(places("تل الحنظل"), ["x-town Test Town"]);
    assert!(!places("دمشق").is_empty(), "ours are still there");
    assert_ne!(k.version(), builtin.version());
    assert!(k.version().starts_with(&builtin.version()));
}

#[test]
fn bytes_that_are_no_pack_are_refused() {
    assert!(Knowledge::with(vec![b"not a pack".to_vec()]).is_err());
    assert!(Knowledge::with(vec![Vec::new()]).is_err());
}
