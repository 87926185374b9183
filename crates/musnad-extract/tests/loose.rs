//! Rules without what they ask for, and words that no rule reads: tried in articles where the weights say so, judged
//! there, and nowhere else; and what a document told before, told to the scorer.

#![allow(
    clippy::expect_used,
    reason = "weights that cannot be read are a fault of the test"
)]

use musnad_extract::scorer::Scorer;
use musnad_extract::{EventType, Reader, Role};
use musnad_page::Hints;

/// The noun asks for whom the raid is on, or where; here it has neither.
const RAID: &str = "تحدث السكان عن غارة عنيفة.";
const TITLE: &str = "قتلى في قصف على سوق صعدة";

fn reader(weights: &str) -> Reader {
    let reader = Reader::builtin().expect("the reader that comes with the program");
    reader.judged_by(Some(Scorer::parse(weights).expect("weights")))
}

/// Claims that are told of the sentence on the raid, which stands alone or under a title.
fn raids(weights: &str, alone: bool) -> usize {
    let text = if alone {
        RAID.to_owned()
    } else {
        format!("{TITLE}\n\n{RAID}\n")
    };
    let document = musnad_page::read(text.as_bytes(), &Hints::default());
    let reading = reader(weights).read(&document);
    let raid = |c: &&musnad_extract::Claim| c.trigger.of(&document.text).contains("غارة") && !c.doubtful;
    reading.claims.iter().filter(raid).count()
}

#[test]
fn a_rule_is_tried_loosely_in_articles_if_the_weights_name_it() {
    assert_eq!(raids("bias\t3\n", false), 0);
    assert_eq!(raids("bias\t3\nloose\tassault.attack.noun\n", false), 1);
    assert_eq!(raids("bias\t3\nloose\tassault.attack.noun\n", true), 0);
}

/// Claims of a sentence under a title, by `rule`, which alone is tried loosely.
fn loosely(rule: &str, sentence: &str) -> usize {
    let text = format!("{TITLE}\n\n{sentence}\n");
    let document = musnad_page::read(text.as_bytes(), &Hints::default());
    let reading = reader(&format!("bias\t3\nloose\t{rule}\n")).read(&document);
    reading.claims.iter().filter(|c| c.rule == rule).count()
}

#[test]
fn what_the_doer_or_the_done_to_excludes_is_excluded_loosely_too() {
    let seize = "coerce.seize.ground.on";
    assert_eq!(loosely(seize, "سيطرت الحشود على مدينة تعز."), 1);
    assert_eq!(loosely(seize, "سيطر الهدوء على مدينة تعز."), 0);
    assert_eq!(
        loosely(seize, "وكان القصف بدد هدوءا سيطر منذ أيام على مدينة تعز."),
        0
    );
    let attack = "assault.attack.active";
    assert_eq!(loosely(attack, "هاجم مسلحون ثكنة في تعز."), 1);
    assert_eq!(loosely(attack, "ضربت موجة حر جنوب العراق."), 0);
}

#[test]
fn what_lacks_and_is_excluded_is_not_tried() {
    // «الغارة» is one that was told before, and whom it is on is missing
    assert_eq!(loosely("assault.attack.noun", "تحدث السكان عن الغارة طويلا."), 0);
    assert_eq!(loosely("assault.attack.noun", RAID), 1);
}

#[test]
fn what_is_found_loosely_is_judged_and_what_the_title_told_counts() {
    let loose =
        "bias\t3\nthreshold\tASSAULT\t0.5\nthreshold-alone\tASSAULT\t0.5\nloose\tassault.attack.noun\n";
    assert_eq!(raids(&format!("{loose}flag:loose\t-9\n"), false), 0);
    assert_eq!(
        raids(
            &format!("{loose}flag:loose\t-9\nfound-head:true false|ASSAULT\t9\n"),
            false
        ),
        1
    );
    assert_eq!(
        raids(
            &format!("{loose}flag:loose\t-9\nfound-last:true false\t9\n"),
            false
        ),
        1
    );
    assert_eq!(
        raids(
            &format!("{loose}flag:loose\t-9\nfound-head:true false|PROTEST\t9\n"),
            false
        ),
        0
    );
}

#[test]
fn a_sentence_that_stands_alone_has_a_threshold_of_its_own() {
    let weights = "bias\t1\nthreshold\tASSAULT\t0.9\nthreshold-alone\tASSAULT\t0.5\n";
    let text = "قصفت طائرات حربية سوقا في صعدة.";
    let told = |text: &str| {
        let document = musnad_page::read(text.as_bytes(), &Hints::default());
        let claims = reader(weights).read(&document).claims;
        let mut attacks = claims.iter().filter(|c| c.kind == EventType::Assault);
        attacks.any(|c| !c.doubtful)
    };
    assert!(told(text));
    assert!(!told(&format!("هدوء في المدينة\n\n{text}\n")));
}

/// What is read of a body of text under a title, or alone, with words that the weights know: type, actor, recipient.
fn known_words(words: &str, body: &str, alone: bool) -> Vec<String> {
    let weights = format!("bias\t3\n{words}");
    let text = if alone {
        body.to_owned()
    } else {
        format!("{TITLE}\n\n{body}\n")
    };
    let document = musnad_page::read(text.as_bytes(), &Hints::default());
    let claims = reader(&weights).read(&document).claims;
    let learned = claims.iter().filter(|c| c.rule.contains(".learned."));
    let told = learned.map(|c| {
        let of = |role| {
            let mut all = c.actors.iter().filter(move |a| a.role == role);
            all.next().map_or("-", |a| a.span.of(&document.text))
        };
        let [actor, recipient] = [Role::Actor, Role::Recipient].map(of);
        format!("{} {actor} {recipient}", c.kind.name())
    });
    told.collect()
}

#[test]
fn words_that_no_rule_reads_are_tried_if_the_weights_name_them() {
    let body = "لقّن المسلحون القبيلة المجاورة درسا في المرعى.";
    let verb = "trigger\tASSAULT verb لقن\t0.50\n";
    assert_eq!(known_words("", body, false), [""; 0]);
    assert_eq!(
        known_words(verb, body, false),
        ["ASSAULT المسلحون القبيلة المجاورة"]
    );
    assert_eq!(
        known_words(verb, body, true),
        ["ASSAULT المسلحون القبيلة المجاورة"]
    );
    // of another sort of word nothing is known
    let noun = "trigger\tASSAULT noun لقن\t0.50\n";
    assert_eq!(known_words(noun, body, false), [""; 0]);
    // what a rule reads is read by the rule
    let raid = "قصفت طائرات حربية سوقا في صعدة.";
    assert_eq!(
        known_words("trigger\tPROTEST verb قصف\t0.90\n", raid, false),
        [""; 0]
    );
}

#[test]
fn a_trigger_that_cannot_be_read_is_told_by_its_line() {
    for line in [
        "trigger\tASSAULT verb",
        "trigger\tFIGHT verb قاتل\t0.5",
        "trigger\tASSAULT adverb قتلا\t0.5",
    ] {
        let told = Scorer::parse(&format!("bias\t0\n{line}\n")).map(|_| ());
        assert!(told.is_err_and(|e| e.to_string().contains("line 2")), "{line}");
    }
}
