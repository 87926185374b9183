//! What a document tells beside its news: sums since something began, what was before, other parts of the day.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod made;

use made::{Made, Said, assault, count, document, said};
use musnad_record::v1::Records;
use musnad_story::{Grouper, Placed, Settings};

fn group(all: &[Made]) -> Vec<Placed> {
    let records: Vec<Records<'_>> = all.iter().map(Made::records).collect();
    let mut grouper = Grouper::builtin(Settings::default()).unwrap();
    grouper.add_all(&records)
}

/// News of a raid, with a second sentence.
fn raid(id: &str, outlet: &str, hour: u32, second: &str, of: Said) -> Made {
    let published = format!("2026-03-10T{hour:02}:00:00Z");
    let news = "قتل خمسة مدنيين في غارة على سوق تلعفران الثلاثاء.";
    let lead = assault(1, "قتل خمسة")
        .at("talafran", "تلعفران", 35.0, 37.0)
        .on("2026-03-10", "2026-03-11")
        .killed(5, "خمسة مدنيين");
    document(
        id,
        outlet,
        &published,
        "خمسة قتلى في سوق تلعفران",
        &[news, second],
    )
    .claim(lead)
    .claim(of)
}

/// Whether the second claim of such a document is put with the first, whose number for events a reader gave it.
fn one(second: &str, of: Said) -> bool {
    let placed = group(&[raid("a", "وكالة الشمال", 6, second, of)]);
    placed[0].events.len() == 1
}

#[test]
fn a_sum_since_something_began_is_an_event_of_its_own() {
    let sum = |trigger: &str, words: &str| assault(1, trigger).counting(count("killed", 503, "exact", words));
    for (sentence, trigger) in [
        ("وقتل 503 أشخاص منذ بدء الهدنة.", "وقتل"),
        ("ومنذ بدء الهدنة، قتل 503 أشخاص بحسب الوزارة.", "قتل"),
        ("وقتل منذ 10 أكتوبر في عموم البلاد 503 أشخاص.", "وقتل"),
        ("وجرح منذ سريان الاتفاق ألف شخص، وقتل 503 أشخاص.", "وقتل"),
        ("وقتل المسلحون 503 أشخاص خلال الفترة نفسها.", "وقتل"),
    ] {
        assert!(!one(sentence, sum(trigger, "503 أشخاص")), "{sentence}");
    }
    let same = |trigger: &str| assault(1, trigger).killed(5, "خمسة");
    for (sentence, trigger) in [
        ("وقتل خمسة منذ فجر اليوم.", "وقتل"),
        ("وقتل خمسة في المدينة المحاصرة منذ مايو.", "وقتل"),
        ("وقتل خمسة في أعنف غارة منذ بدء الحرب.", "وقتل"),
        ("وقتل خمسة، ولم تشهد البلدة مثل هذا منذ عام.", "وقتل"),
    ] {
        assert!(one(sentence, same(trigger)), "{sentence}");
    }
}

#[test]
fn sums_of_many_documents_are_one_event_unless_they_are_of_two_matters() {
    let sum = |n: u64, words: &str| assault(2, "وقتل").counting(count("killed", n, "exact", words));
    let placed = group(&[
        raid(
            "a",
            "وكالة الشمال",
            6,
            "وقتل 503 أشخاص منذ بدء الهدنة.",
            sum(503, "503"),
        ),
        raid(
            "b",
            "موقع الضفة",
            9,
            "وقتل 508 أشخاص منذ بدء الهدنة.",
            sum(508, "508"),
        ),
        raid(
            "c",
            "إذاعة البلد",
            12,
            "وقتل أربعة جنود منذ بدء الهدنة.",
            sum(4, "أربعة"),
        ),
    ]);
    let event = |n: usize| placed[n].events[1].event;
    assert_eq!(event(0), event(1));
    assert_ne!(event(0), event(2));
}

#[test]
fn what_was_before_the_news_is_another_event() {
    let of = |trigger: &str| assault(1, trigger);
    for (sentence, trigger) in [
        ("وجاءت الغارة بعد نحو عشر ساعات من هجوم على السوق.", "هجوم"),
        ("ويأتي ذلك غداة هجوم على السوق.", "هجوم"),
        ("وسبق ذلك بساعات هجوم على السوق.", "هجوم"),
        ("وقال الجيش إن ذلك جاء ردا على هجوم على السوق.", "هجوم"),
    ] {
        assert!(!one(sentence, of(trigger)), "{sentence}");
    }
    // what a sentence begins with is told up to the sign
    assert!(one("وبعد ساعات من التحليق، هجوم على السوق.", of("هجوم")));
}

#[test]
fn sentences_that_begin_with_two_parts_of_a_day_tell_two_events() {
    let told = |first: &str, second: &str| {
        let title = "يوم دام في تلعفران";
        let made = document(
            "a",
            "وكالة الشمال",
            "2026-03-10T20:00:00Z",
            title,
            &[first, second],
        )
        .claim(assault(1, "هاجم"))
        .claim(assault(1, "قتل"));
        group(&[made])[0].events.len()
    };
    assert_eq!(
        told("في الصباح، هاجم مسلحون السوق.", "وفي المساء، قتل تاجر في السوق."),
        2
    );
    assert_eq!(
        told("في الصباح، هاجم مسلحون السوق.", "وفي الصباح، قتل تاجر في السوق."),
        1
    );
}

/// Whether what another outlet tells the next day is put with the event of a raid on Tuesday.
fn goes_on(sentence: &str, of: Said) -> bool {
    let first = raid("a", "وكالة الشمال", 6, "وأغلقت المتاجر.", assault(2, "وأغلقت"));
    let title = "سوق تلعفران بعد الغارة";
    let later = document("b", "موقع الضفة", "2026-03-11T18:00:00Z", title, &[sentence]).claim(of);
    let placed = group(&[first, later]);
    placed[1].events[0].event == placed[0].events[0].event
}

#[test]
fn who_dies_of_his_wounds_dies_of_the_attack_that_hurt_him() {
    let of = |trigger: &str| {
        assault(1, trigger)
            .at("furat", "مشفى الفرات", 36.2, 38.5)
            .on("2026-03-11", "2026-03-12")
    };
    assert!(goes_on(
        "توفي تاجر أصيب في غارة سوق تلعفران متأثرا بجراحه في مشفى الفرات.",
        of("توفي")
    ));
    assert!(!goes_on(
        "قتل تاجر من سوق تلعفران في غارة على مشفى الفرات.",
        of("قتل")
    ));
}

#[test]
fn the_day_on_which_somebody_spoke_is_not_held_against_the_event() {
    let of = || {
        assault(1, "غارة على")
            .at("talafran", "تلعفران", 35.0, 37.0)
            .on("2026-03-11", "2026-03-12")
            .when("الأربعاء")
    };
    assert!(goes_on(
        "أعلن الجيش الأربعاء مسؤوليته عن غارة على سوق تلعفران.",
        of()
    ));
    assert!(!goes_on("شن الجيش الأربعاء غارة على سوق تلعفران.", of()));
}

#[test]
fn a_place_that_is_only_pointed_to_is_not_held_against_the_event() {
    let of = |called: &str| {
        assault(1, "قتلوا")
            .at("furat", "الفرات", 36.2, 38.5)
            .called(called)
            .on("2026-03-10", "2026-03-11")
            .killed(5, "خمسة مدنيين")
    };
    assert!(goes_on("وكان خمسة مدنيين قتلوا في سوق البلدة.", of("البلدة")));
    assert!(!goes_on("وكان خمسة مدنيين قتلوا في الفرات.", of("الفرات")));
}

#[test]
fn two_days_next_to_each_other_that_are_told_are_two() {
    let told = |n: u32, trigger: &str, start: &str, end: &str| {
        said(n, "COERCE", trigger).mode("arrest").on(start, end)
    };
    let events = |second: Said| {
        let lead = "اعتقل الجنود خمسة شبان في البلدة.";
        let paragraphs = [lead, "واعتقلوا ستة رجال قرب الجسر."];
        let made = document(
            "a",
            "وكالة الشمال",
            "2026-03-13T08:00:00Z",
            "اعتقالات",
            &paragraphs,
        );
        let made = made
            .claim(told(1, "اعتقل", "2026-03-10", "2026-03-11"))
            .claim(second);
        group(&[made])[0].events.len()
    };
    assert_eq!(events(told(2, "واعتقلوا", "2026-03-11", "2026-03-12")), 2);
    assert_eq!(events(told(2, "واعتقلوا", "2026-03-10", "2026-03-11")), 1);
}

#[test]
fn what_names_no_time_and_no_place_is_of_the_days_and_the_place_of_its_news() {
    let points = |published: &str, id: &str, name: &str, lat: f64| {
        let first = raid("a", "وكالة الشمال", 6, "وأغلقت المتاجر.", assault(2, "وأغلقت"));
        let lead = format!("وصلت فرق الإغاثة إلى {name}.");
        let paragraphs = [lead.as_str(), "وكان خمسة مدنيين قتلوا في غارة على سوق."];
        let news = said(1, "AID", "وصلت").at(id, name, lat, 37.0);
        let later = document("b", "موقع الضفة", published, "فرق الإغاثة", &paragraphs)
            .claim(news)
            .claim(assault(2, "قتلوا").killed(5, "خمسة مدنيين"));
        let placed = group(&[first, later]);
        placed[1].events[1].points.unwrap_or(0.0)
    };
    let here = points("2026-03-10T18:00:00Z", "talafran", "تلعفران", 35.0);
    let elsewhere = points("2026-03-10T18:00:00Z", "furat", "الفرات", 36.2);
    let later = points("2026-03-14T18:00:00Z", "talafran", "تلعفران", 35.0);
    assert!(
        elsewhere + 1.0 < here && later + 1.0 < here,
        "{here} {elsewhere} {later}"
    );
}

#[test]
fn accusations_of_two_who_are_known_for_others_are_two() {
    let accuses = |n: u32, id: &str| said(n, "ACCUSE", "اتهم").actor("الناطق", Some(id), "SYR", "GOV");
    let events = |second: Said| {
        let paragraphs = ["اتهم الناطق الجيش بقصف السوق.", "وعاد فاتهم الجيش بقصف السوق."];
        let made = document(
            "a",
            "وكالة الشمال",
            "2026-03-13T08:00:00Z",
            "سوق البلدة",
            &paragraphs,
        );
        let second = Said {
            trigger: "فاتهم".to_owned(),
            ..second
        };
        group(&[made.claim(accuses(1, "council")).claim(second)])[0]
            .events
            .len()
    };
    assert_eq!(events(accuses(1, "lawyers")), 2);
    assert_eq!(events(accuses(1, "council")), 1);
}
