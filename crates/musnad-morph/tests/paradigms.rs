//! Paradigms known by heart, from two tables: for each row all forms with the features named must be exactly
//! the spellings expected, no more and no fewer.
//!
//! `paradigms.tsv`: `pf ind sub jus` are the finite forms (with a person: `3ms 3md 1p`…, `pass`), `act pas
//! mas` participles and verbal noun. `declensions.tsv`: nouns, adjectives, nisbas. In both, nominal features
//! are `s d p`, `m f`, `nom acc gen`, `con`, `pron` and `alif` (indefinite accusative); without a state the
//! free one is meant, without `alif` the others.

#![expect(
    clippy::unwrap_used,
    reason = "tables of tests: a bad row should stop the run"
)]

use musnad_morph::{Aspect, Case, Feats, Gender, Mood, Number, Pos, State, Verb, Voice, Written};

fn rows(table: &'static str) -> impl Iterator<Item = (usize, Vec<&'static str>)> {
    table
        .lines()
        .enumerate()
        .skip(1)
        .map(|(n, line)| (n + 1, line.split('\t').collect()))
}

fn gender(feats: Feats, wanted: Gender) -> bool {
    feats.gender() == Some(wanted) || feats.gender() == Some(Gender::Both) || wanted == Gender::Both
}

fn person(feats: Feats, wanted: &str) -> bool {
    let mut chars = wanted.chars();
    let person = chars.next().unwrap().to_digit(10).unwrap() as u8;
    let number = match wanted.chars().last().unwrap() {
        's' => Number::Sing,
        'd' => Number::Dual,
        _ => Number::Plural,
    };
    let wanted = match chars.next().unwrap() {
        'm' => Gender::Masc,
        'f' => Gender::Fem,
        _ => Gender::Both,
    };
    feats.person() == Some(person) && feats.number() == Some(number) && gender(feats, wanted)
}

fn number(feats: Feats, number: Number) -> bool {
    feats.number() == Some(number)
}

fn has(form: &Written, tag: &str) -> bool {
    let f = form.feats;
    let imperfect = |mood| f.aspect() == Some(Aspect::Imperfect) && f.has_mood(mood);
    match tag {
        "pf" => f.aspect() == Some(Aspect::Perfect),
        "ind" => imperfect(Mood::Indicative),
        "sub" => imperfect(Mood::Subjunctive),
        "jus" => imperfect(Mood::Jussive),
        "act" => form.pos == Pos::ActivePart,
        "pas" => form.pos == Pos::PassivePart,
        "mas" => form.pos == Pos::Masdar,
        "pass" => f.voice() == Voice::Passive,
        "s" => number(f, Number::Sing),
        "d" => number(f, Number::Dual),
        "p" => number(f, Number::Plural),
        "m" => gender(f, Gender::Masc),
        "f" => gender(f, Gender::Fem),
        "nom" => f.has_case(Case::Nom),
        "acc" => f.has_case(Case::Acc),
        "gen" => f.has_case(Case::Gen),
        "con" => f.has_state(State::Construct),
        "pron" => f.has_state(State::Pron),
        "alif" => f.is_acc_alif(),
        _ => person(f, tag),
    }
}

fn matching(forms: &[Written], tags: &str) -> Vec<String> {
    let tags: Vec<&str> = tags.split('.').collect();
    let bound = tags.contains(&"con") || tags.contains(&"pron");
    let mut found: Vec<String> = forms
        .iter()
        .filter(|w| tags.iter().all(|tag| has(w, tag)))
        .filter(|w| tags.contains(&"alif") == w.feats.is_acc_alif())
        .filter(|w| bound || w.feats.has_state(State::Free))
        .filter(|w| w.pos != Pos::Verb || tags.contains(&"pass") == (w.feats.voice() == Voice::Passive))
        .map(|w| w.text.clone())
        .collect();
    found.sort();
    found.dedup();
    found
}

fn expected(cell: &str) -> Vec<String> {
    let mut all: Vec<String> = cell.split_whitespace().map(str::to_owned).collect();
    all.sort();
    all
}

fn report(wrong: Vec<String>) {
    assert!(
        wrong.is_empty(),
        "{} rows differ:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

#[test]
fn verbs() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for (line, row) in rows(include_str!("paradigms.tsv")) {
        let [lemma, root, form, vowels, tags, wanted] = row[..] else {
            panic!("line {line}: {row:?}")
        };
        let vowels = vowels.split_whitespace().map(|v| v.parse().unwrap()).collect();
        let verb = Verb {
            lemma,
            root,
            form: form.parse().unwrap(),
            vowels,
            masdars: vec![],
        };
        let forms = match tags.split('.').next().unwrap() {
            "act" | "pas" => musnad_morph::participles(&verb),
            "mas" => musnad_morph::masdars(&verb),
            _ => musnad_morph::conjugate(&verb),
        };
        let found = match forms {
            Ok(forms) => matching(&forms, tags),
            Err(error) => vec![error.to_string()],
        };
        if found != expected(wanted) {
            wrong.push(format!(
                "line {line}: {lemma} {tags}: {found:?}, expected {wanted}"
            ));
        }
        seen += 1;
    }
    assert!(seen > 250, "the table lost rows: {seen}");
    report(wrong);
}

#[test]
fn nouns_and_adjectives() {
    let mut wrong = Vec::new();
    for (line, row) in rows(include_str!("declensions.tsv")) {
        let [kind, lemma, gender, plurals, tags, wanted] = row[..] else {
            panic!("line {line}: {row:?}")
        };
        let plurals: Vec<&str> = plurals.split_whitespace().collect();
        let gender = if gender == "f" { Gender::Fem } else { Gender::Masc };
        let forms = match kind {
            "noun" => musnad_morph::decline_noun(lemma, &plurals, gender),
            "adj" => musnad_morph::decline_adjective(lemma, &plurals),
            _ => musnad_morph::nisba(lemma, &plurals),
        };
        let found = matching(&forms, tags);
        if found != expected(wanted) {
            wrong.push(format!(
                "line {line}: {lemma} {tags}: {found:?}, expected {wanted}"
            ));
        }
    }
    report(wrong);
}

fn verb<'a>(lemma: &'a str, root: &'a str, form: &str, vowels: &str) -> Verb<'a> {
    let vowels = vowels.split_whitespace().map(|v| v.parse().unwrap()).collect();
    Verb {
        lemma,
        root,
        form: form.parse().unwrap(),
        vowels,
        masdars: vec![],
    }
}

#[test]
fn a_lemma_that_its_root_does_not_make_is_an_error() {
    for (lemma, root, form) in [
        ("قال", "قيلا", "1"),
        ("قتل", "قتل", "4"),
        ("أعلن", "علم", "4"),
        ("اتصل", "صلي", "8"),
    ] {
        assert!(
            musnad_morph::conjugate(&verb(lemma, root, form, "a-u")).is_err(),
            "{lemma} {root} {form}"
        );
    }
    let error = musnad_morph::conjugate(&verb("أعلن", "علم", "4", "")).unwrap_err();
    assert!(error.is_lemma_mismatch());
    assert!(
        error.to_string().contains("أعلن") && error.to_string().contains("أعلم"),
        "{error}"
    );
    assert!(
        musnad_morph::masdars(&verb("أعلن", "أعلن", "4", ""))
            .unwrap_err()
            .is_bad_root()
    );
    assert!(
        musnad_morph::conjugate(&verb("قتل", "قتل", "1", "")).is_err(),
        "form 1 without vowels"
    );
}

#[test]
fn listed_verbal_nouns_are_declined_too() {
    let mut killing = verb("قتل", "قتل", "1", "a-u");
    killing.masdars = vec!["قتل"];
    assert_eq!(
        matching(&musnad_morph::masdars(&killing).unwrap(), "mas.s.alif"),
        ["قتلا"]
    );
    let mut fighting = verb("قاتل", "قتل", "3", "");
    fighting.masdars = vec!["قتال"];
    assert_eq!(
        matching(&musnad_morph::masdars(&fighting).unwrap(), "mas.s"),
        ["قتال", "مقاتلة"]
    );
}

#[test]
fn no_mark_and_no_pattern_letter_is_left() {
    for (_, row) in rows(include_str!("paradigms.tsv")) {
        let one = verb(row[0], row[1], row[2], row[3]);
        let mut all = musnad_morph::conjugate(&one).unwrap();
        all.extend(musnad_morph::participles(&one).unwrap());
        all.extend(musnad_morph::masdars(&one).unwrap());
        for form in all {
            assert!(
                form.text.chars().all(|c| ('ء'..='ي').contains(&c)),
                "{}",
                form.text
            );
        }
    }
}
