//! What the claims of one event say together: sources, ledgers, disputes and grades.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod made;

use made::{Made, Said, assault, count, document, said, source};
use musnad_record::event::{Event, Line, Toll};
use musnad_record::v1::{Count, Records};
use musnad_story::{About, Document, Policy, Told, Viewer};

/// The event that all claims of these documents tell; the second of a pair is what the document was copied from.
fn event_by(all: &[(Made, Option<&str>)], policy: Policy) -> Event {
    let records: Vec<Records<'_>> = all.iter().map(|(m, _)| m.records()).collect();
    let origin = |of: &str| {
        all.iter()
            .find(|(m, _)| m.id == of)
            .map(|(m, _)| m.outlet.as_str())
    };
    let documents: Vec<Document<'_>> = all
        .iter()
        .map(|(m, copy_of)| Document {
            id: &m.id,
            outlet: Some(&m.outlet),
            published: Some(&m.published),
            copy_of: *copy_of,
            origin: copy_of.and_then(origin).or(Some(&m.outlet)),
            ..Document::default()
        })
        .collect();
    let told = records.iter().zip(&documents).flat_map(|(r, document)| {
        r.claims.iter().map(move |claim| Told {
            document,
            claim,
            why: Vec::new(),
        })
    });
    Viewer::builtin()
        .unwrap()
        .event(About::default(), told.collect(), policy)
        .unwrap()
}

fn event(all: &[Made]) -> Event {
    let all: Vec<(Made, Option<&str>)> = all.iter().map(|m| (m.clone(), None)).collect();
    event_by(&all, Policy::Latest)
}

fn news(id: &str, outlet: &str, hour: u32, text: &str) -> Made {
    let published = format!("2026-06-0{}T{:02}:00:00Z", 1 + hour / 24, hour % 24);
    document(id, outlet, &published, "خبر من الميدان", &[text])
}

fn toll<'e>(event: &'e Event, outcome: &str) -> &'e Toll {
    event.toll.iter().find(|t| t.outcome == outcome).unwrap()
}

fn lines(toll: &Toll) -> Vec<(&str, Option<u64>, &str, bool)> {
    let one = |l: &'_ Line| (l.value, l.current);
    toll.lines
        .iter()
        .map(|l| (l.document.as_str(), one(l).0, l.is.as_str(), one(l).1))
        .collect()
}

fn dead(trigger: &str, n: u64, words: &str, by: &str) -> Said {
    assault(1, trigger).killed(n, words).by(by)
}

#[test]
fn a_source_is_one_under_all_its_names_and_its_latest_figure_counts() {
    let e = event(&[
        news("a", "نداء", 1, "قتل سبعة كما قال ضابط في الشرطة.").claim(dead(
            "قتل",
            7,
            "سبعة",
            "ضابط في الشرطة",
        )),
        news("b", "صدى", 5, "أعلنت الشرطة الزراعية أن القتلى صاروا عشرة.").claim(dead(
            "القتلى",
            10,
            "عشرة",
            "الشرطة الزراعية",
        )),
        news("c", "برق", 6, "قتل تسعة وفق مستشفى الرحمة.").claim(dead(
            "قتل",
            9,
            "تسعة",
            "مدير مستشفى الرحمة",
        )),
        news("d", "نداء", 9, "قتل تسعة وفق المستشفى.").claim(dead("قتل", 9, "تسعة", "إدارة المستشفى")),
    ]);
    assert_eq!(e.independent, 2);
    let killed = toll(&e, "killed");
    assert_eq!((killed.low, killed.high), (Some(9), Some(10)));
    assert_eq!(lines(killed)[1], ("b", Some(10), "update", true));
    assert_eq!(lines(killed)[3], ("d", Some(9), "repeat", true));
}

#[test]
fn short_names_that_fit_two_bodies_are_of_their_own_document() {
    let e = event(&[
        news("a", "نداء", 1, "قتل ثلاثة وفق جيش الشمال.").claim(dead("قتل", 3, "ثلاثة", "الجيش الشمالي")),
        news(
            "b",
            "صدى",
            2,
            "قتل أربعة وفق جيش الجنوب. وقال الجيش إن الأربعة سقطوا فجرا.",
        )
        .claim(dead("قتل", 4, "أربعة", "الجيش الجنوبي"))
        .claim(dead("سقطوا", 4, "الأربعة", "الجيش")),
    ]);
    assert_eq!(e.independent, 2);
    assert_eq!(toll(&e, "killed").lines.len(), 2);
}

#[test]
fn nameless_sources_are_told_apart_by_outlet_and_a_copy_adds_none() {
    let text = "قتل خمسة كما ذكر مصدر طبي.";
    let all = [
        (
            news("a", "نداء", 1, text).claim(dead("قتل", 5, "خمسة", "مصدر طبي")),
            None,
        ),
        (
            news("b", "صدى", 2, text).claim(dead("قتل", 5, "خمسة", "مصدر طبي")),
            None,
        ),
        (
            news("c", "برق", 3, text).claim(dead("قتل", 5, "خمسة", "مصدر طبي")),
            Some("a"),
        ),
    ];
    let e = event_by(&all, Policy::Latest);
    assert_eq!((e.independent, e.reports, e.copies), (2, 3, 1));
    assert_eq!(lines(toll(&e, "killed"))[2], ("c", Some(5), "copy", false));
}

#[test]
fn an_agency_that_is_cited_is_the_agency_that_wrote() {
    let mut cited = assault(1, "قتل").killed(4, "أربعة");
    cited.by.push(source("وكالة السهل للأنباء", "agency", None));
    let e = event(&[
        news("a", "السهل", 1, "قتل أربعة في الهجوم.").claim(assault(1, "قتل").killed(4, "أربعة")),
        news("b", "صدى", 3, "قتل أربعة في الهجوم وفق وكالة السهل.").claim(cited),
    ]);
    assert_eq!(e.independent, 1);
}

#[test]
fn earlier_figures_are_lines_that_do_not_count() {
    let e = event(&[
        news("a", "نداء", 1, "قتل ستة وفق الدفاع المدني.").claim(dead("قتل", 6, "ستة", "الدفاع المدني")),
        news(
            "b",
            "صدى",
            8,
            "كان الدفاع المدني تحدث عن ستة قتلى، وقال الآن إن ثمانية قتلوا.",
        )
        .claim(dead("قتلى", 6, "ستة", "الدفاع المدني"))
        .claim(dead("قتلوا", 8, "ثمانية", "الدفاع المدني")),
        news("c", "برق", 9, "قتل تسعة لا سبعة كما أعلن سابقا.")
            .claim(assault(1, "قتل").killed(9, "تسعة"))
            .claim(assault(1, "أعلن").killed(7, "سبعة")),
    ]);
    let killed = toll(&e, "killed");
    let is: Vec<_> = lines(killed).iter().map(|l| (l.1.unwrap(), l.2)).collect();
    assert_eq!(
        is,
        [
            (6, "first"),
            (6, "earlier"),
            (8, "update"),
            (9, "update"),
            (7, "earlier")
        ]
    );
    assert_eq!((killed.low, killed.high), (Some(8), Some(9)));
}

#[test]
fn a_figure_that_another_takes_the_place_of_is_earlier() {
    let told = |text: &str, words: &str, n: u64| {
        let e = event(&[news("a", "نداء", 1, text).claim(dead("قتل", n, words, "الشرطة"))]);
        let killed = toll(&e, "killed");
        let lines: Vec<_> = lines(killed)
            .iter()
            .map(|l| (l.1.unwrap(), l.2.to_owned()))
            .collect();
        (lines, killed.low, killed.high)
    };
    let (first, earlier) = ("first".to_owned(), "earlier".to_owned());
    for text in [
        "قتل 58 لا 85 في الغارة.",
        "قتل 58 من سكان الحي في الغارة، وليس 85 كما أعلن سابقا.",
    ] {
        let lines = vec![(58, first.clone()), (85, earlier.clone())];
        assert_eq!(told(text, "58", 58), (lines, Some(58), Some(58)), "{text}");
    }
    for text in [
        "قتل 58 في الغارة، لا يزال بعضهم تحت الأنقاض منذ 85 ساعة.",
        "قتل 58 في الغارة ولا يتجاوز عدد السكان 85.",
    ] {
        assert_eq!(
            told(text, "58", 58),
            (vec![(58, first.clone())], Some(58), Some(58)),
            "{text}"
        );
    }
}

#[test]
fn a_figure_that_the_next_one_puts_right_is_earlier() {
    let e = event(&[
        news("a", "نداء", 1, "ذكرنا أن عدد القتلى تسعة والصحيح سبعة قتلى.")
            .claim(dead("القتلى", 9, "تسعة", "نداء"))
            .claim(dead("قتلى", 7, "سبعة", "نداء")),
    ]);
    let killed = toll(&e, "killed");
    let is: Vec<_> = lines(killed).iter().map(|l| (l.1.unwrap(), l.2)).collect();
    assert_eq!(is, [(9, "earlier"), (7, "first")]);
    assert_eq!((killed.low, killed.high), (Some(7), Some(7)));
}

#[test]
fn a_figure_that_is_denied_is_nobodys_and_some_are_no_figure() {
    let denied = |text: &str| {
        let mut claim = dead("قتل", 9, "تسعة", "الجيش");
        claim.modality = Some("denied".to_owned());
        let e = event(&[
            news("a", "نداء", 1, "قتل ستة في الغارة.").claim(assault(1, "قتل").killed(6, "ستة")),
            news("b", "صدى", 3, text).claim(claim),
        ]);
        toll(&e, "killed").lines.len()
    };
    assert_eq!(denied("نفى الجيش مقتل تسعة من جنوده."), 1);
    assert_eq!(denied("نفى الجيش صلته بالهجوم الذي قتل فيه تسعة."), 2);
    let mut risen = count("killed", 9, "exact", "تسعة");
    risen.cumulative = true;
    let mut claim = assault(1, "ارتفاع").counting(risen).by("الجيش");
    claim.modality = Some("denied".to_owned());
    let e = event(&[
        news("a", "نداء", 1, "قتل ستة في الغارة.").claim(assault(1, "قتل").killed(6, "ستة")),
        news("b", "صدى", 3, "نفى الجيش ارتفاع الحصيلة إلى تسعة.").claim(claim),
    ]);
    assert!(e.disputed.is_empty(), "that a toll has risen is no deed");
    let mut some = count("injured", 3, "vague", "عدد من الجرحى");
    (some.value, some.min, some.max) = (None, Some(3), None);
    let e = event(&[news("a", "نداء", 1, "سقط ستة قتلى وعدد من الجرحى.")
        .claim(assault(1, "سقط").killed(6, "ستة قتلى").counting(some))]);
    assert!(
        e.toll
            .iter()
            .all(|t| t.outcome != "injured" || t.lines.is_empty())
    );
}

#[test]
fn a_title_that_calls_the_source_by_a_shorter_name_is_no_line() {
    let mut made = news("a", "نداء", 1, "أعلنت نقابة الأطباء أن عشرة قتلوا.");
    made.title = "مسعفون: عشرة قتلى في الغارة".to_owned();
    let titled =
        made.claim(dead("قتلى", 10, "عشرة", "مسعفون"))
            .claim(dead("قتلوا", 10, "عشرة", "نقابة الأطباء"));
    let e = event(&[titled]);
    let killed = toll(&e, "killed");
    assert_eq!(killed.lines.len(), 1);
    assert_eq!(killed.lines[0].by, "نقابة الأطباء");
}

#[test]
fn what_was_said_before_is_earlier_beside_the_news() {
    let e = event(&[
        news("a", "نداء", 1, "قتل ستة وفق الشرطة.").claim(dead("قتل", 6, "ستة", "الشرطة")),
        document(
            "b",
            "صدى",
            "2026-06-01T20:00:00Z",
            "خبر من الميدان",
            &[
                "قتل أحد عشر شخصا وفق مستشفى الساحل.",
                "وكانت الشرطة قد أعلنت أن سبعة قتلوا.",
            ],
        )
        .claim(dead("قتل", 11, "أحد عشر", "مستشفى الساحل"))
        .claim(dead("قتلوا", 7, "سبعة", "الشرطة")),
    ]);
    let is: Vec<_> = lines(toll(&e, "killed")).iter().map(|l| l.2).collect();
    assert_eq!(is, ["first", "update", "earlier"]);
    // nobody says anything else there
    let e = event(&[
        news("a", "نداء", 1, "وكانت الشرطة قد أعلنت أن سبعة قتلوا.").claim(dead(
            "قتلوا",
            7,
            "سبعة",
            "الشرطة",
        )),
    ]);
    assert_eq!(lines(toll(&e, "killed"))[0].2, "first");
}

#[test]
fn figures_of_one_source_that_add_up_to_the_whole_are_its_parts() {
    let e = event(&[document(
        "a",
        "نداء",
        "2026-06-01T01:00:00Z",
        "خبر من الميدان",
        &[
            "قتل تسعة أشخاص في انهيار المنجم.",
            "وقال المسعفون إنهم انتشلوا ستة وتوفي ثلاثة في الطريق.",
        ],
    )
    .claim(assault(1, "قتل").killed(9, "تسعة أشخاص"))
    .claim(dead("انتشلوا", 6, "ستة", "المسعفون"))
    .claim(dead("توفي", 3, "ثلاثة", "المسعفون"))]);
    let killed = toll(&e, "killed");
    let is: Vec<_> = lines(killed).iter().map(|l| l.2).collect();
    assert_eq!(is, ["first", "part", "part"]);
    assert!(e.disputed.is_empty());
    assert_eq!((killed.low, killed.high), (Some(9), Some(9)));
}

#[test]
fn a_source_that_gives_less_withdraws_what_it_gave() {
    let e = event(&[
        news("a", "نداء", 1, "اعتقل تسعون وفق الشرطة.").claim(
            said(1, "COERCE", "اعتقل")
                .counting(count("detained", 90, "exact", "تسعون"))
                .by("الشرطة"),
        ),
        news("b", "نداء", 20, "الشرطة تعلن أن المعتقلين سبعون.").claim(
            said(1, "COERCE", "المعتقلين")
                .counting(count("detained", 70, "exact", "سبعون"))
                .by("الشرطة"),
        ),
    ]);
    let detained = toll(&e, "detained");
    assert_eq!(lines(detained)[0].2, "withdrawn");
    assert_eq!(
        (detained.low, detained.best, detained.high),
        (Some(70), Some(70), Some(70))
    );
    assert!(e.disputed.is_empty());
}

#[test]
fn a_correction_takes_back_what_its_outlet_wrote() {
    let mut correction = news("b", "نداء", 9, "قتل أربعة في الحادث.");
    correction.title = "تصويب: قتلى الهجوم أربعة".to_owned();
    let correction = correction
        .claim(assault(1, "قتلى الهجوم").killed(4, "أربعة"))
        .claim(dead("قتل", 4, "أربعة", "البلدية"));
    let e = event(&[
        news("a", "نداء", 1, "قتل أربعة عشر في الهجوم.").claim(assault(1, "قتل").killed(14, "أربعة عشر")),
        correction,
    ]);
    let killed = toll(&e, "killed");
    assert_eq!(lines(killed)[0].2, "withdrawn");
    assert_eq!((killed.low, killed.high), (Some(4), Some(4)));
}

#[test]
fn sums_and_figures_of_dead_with_wounded_are_another_quantity() {
    let mut sum = count("killed", 412, "exact", "412");
    sum.cumulative = true;
    let e = event(&[
        news("a", "نداء", 1, "قتل ثلاثة في الغارة.").claim(assault(1, "قتل").killed(3, "ثلاثة")),
        news("b", "صدى", 2, "ارتفع عدد القتلى منذ بدء الحرب إلى 412.")
            .claim(assault(1, "ارتفع").counting(sum)),
        news("c", "برق", 3, "سقط عشرون بين قتيل وجريح.").claim(assault(1, "سقط").killed(20, "عشرون")),
    ]);
    let killed = toll(&e, "killed");
    let is: Vec<_> = lines(killed).iter().map(|l| l.2).collect();
    assert_eq!(is, ["first", "other", "other"]);
    assert_eq!((killed.low, killed.high), (Some(3), Some(3)));
}

#[test]
fn parts_do_not_count() {
    let e = event(&[news("a", "نداء", 1, "قتل ثمانية بينهم طفلان.")
        .claim(assault(1, "قتل").killed(8, "ثمانية").killed(2, "طفلان"))]);
    let killed = toll(&e, "killed");
    assert_eq!(lines(killed)[1].2, "part");
    assert_eq!((killed.low, killed.high), (Some(8), Some(8)));
}

#[test]
fn one_of_the_dead_is_a_part_of_them() {
    let text = "قتل متظاهران قرب الجسر. أحد القتيلين أصيب بقنبلة غاز.";
    let e = event(&[news("a", "نداء", 1, text)
        .claim(assault(1, "قتل").killed(2, "متظاهران"))
        .claim(assault(1, "أصيب").killed(1, "أحد القتيلين"))]);
    let killed = toll(&e, "killed");
    assert_eq!(lines(killed)[1].2, "part");
    assert_eq!((killed.low, killed.high), (Some(2), Some(2)));
}

#[test]
fn dozens_tell_nothing_where_somebody_counts() {
    let dozens = || Count {
        value: None,
        min: Some(10),
        max: Some(99),
        ..count("injured", 0, "vague", "العشرات")
    };
    let some = || news("a", "نداء", 1, "أصيب العشرات في القصف.").claim(assault(1, "أصيب").counting(dozens()));
    let counted = news("b", "صدى", 5, "أصيب 34 شخصا.").claim(assault(1, "أصيب").counting(count(
        "injured",
        34,
        "exact",
        "34 شخصا",
    )));
    let e = event(&[some()]);
    assert_eq!(
        (toll(&e, "injured").low, toll(&e, "injured").high),
        (Some(10), Some(99))
    );
    let e = event(&[some(), counted]);
    assert_eq!(lines(toll(&e, "injured")), [("b", Some(34), "first", true)]);
}

#[test]
fn those_counted_beside_each_other_are_one_figure_and_those_among_others_a_part() {
    let counted = |text: &str, figures: &[(u64, &str)]| {
        let claim = figures
            .iter()
            .fold(assault(1, "قتل"), |claim, (n, words)| claim.killed(*n, words));
        let e = event(&[news("a", "نداء", 1, text).claim(claim)]);
        let killed = toll(&e, "killed");
        let lines = lines(killed)
            .iter()
            .map(|l| (l.1, l.2.to_owned()))
            .collect::<Vec<_>>();
        (lines, killed.low, killed.high)
    };
    let (first, part) = ("first".to_owned(), "part".to_owned());
    let together = counted(
        "قتل ستة مزارعين وثلاثة من حرس الغابات في الهجوم.",
        &[(6, "ستة مزارعين"), (3, "ثلاثة من حرس الغابات")],
    );
    assert_eq!(together, (vec![(Some(9), first.clone())], Some(9), Some(9)));
    let family = counted(
        "قتل رجل في الغارة وامرأتان وطفل رضيع.",
        &[(1, "رجل"), (2, "امرأتان"), (1, "طفل رضيع")],
    );
    assert_eq!(family, (vec![(Some(4), first.clone())], Some(4), Some(4)));
    for (text, figures) in [
        (
            "قتل تسعة أشخاص بينهم طفلان وامرأة.",
            [(9, "تسعة أشخاص"), (2, "طفلان"), (1, "امرأة")],
        ),
        (
            "قتل تسعة أشخاص، ستة مزارعين وثلاثة حراس.",
            [(9, "تسعة أشخاص"), (6, "ستة مزارعين"), (3, "ثلاثة حراس")],
        ),
        (
            "قتل تسعة أشخاص وثلاثة منهم نساء، أحدهم مسعف.",
            [(9, "تسعة أشخاص"), (3, "ثلاثة"), (1, "أحدهم")],
        ),
    ] {
        let lines = vec![
            (Some(figures[0].0), first.clone()),
            (Some(figures[1].0), part.clone()),
            (Some(figures[2].0), part.clone()),
        ];
        assert_eq!(counted(text, &figures), (lines, Some(9), Some(9)), "{text}");
    }
}

#[test]
fn the_hurt_who_died_since_come_to_the_dead_before() {
    let first = || news("a", "نداء", 1, "قتل عشرة وفق البلدية.").claim(dead("قتل", 10, "عشرة", "البلدية"));
    let died = |id: &str, outlet: &str, hour, n, words: &str, by: &str| {
        let text = format!("توفي {words} من الجرحى خلال الليل وفق {by}.");
        news(id, outlet, hour, &text).claim(dead("توفي", n, words, by))
    };
    let e = event(&[
        first(),
        died("b", "صدى", 10, 2, "اثنان", "البلدية"),
        died("c", "برق", 12, 2, "اثنان", "البلدية"),
        died("d", "نداء", 30, 1, "واحد", "البلدية"),
    ]);
    let killed = toll(&e, "killed");
    assert_eq!(
        lines(killed),
        [
            ("a", Some(10), "first", false),
            ("b", Some(12), "update", false),
            ("c", Some(12), "repeat", false),
            ("d", Some(13), "update", true),
        ]
    );
    assert_eq!((killed.low, killed.high), (Some(13), Some(13)));
    assert_eq!(killed.lines[1].words, "اثنان");
    // where the document counts all of the dead, they are some of these
    let both = news(
        "b",
        "صدى",
        10,
        "ارتفع عدد القتلى إلى 12 بعد وفاة اثنين متأثرين بجراحهما.",
    )
    .claim(assault(1, "القتلى").killed(12, "12"))
    .claim(assault(1, "وفاة").killed(2, "اثنين"));
    let e = event(&[first(), both]);
    let is: Vec<_> = lines(toll(&e, "killed")).iter().map(|l| l.2).collect();
    assert_eq!(is, ["first", "update", "part"]);
    assert_eq!(toll(&e, "killed").high, Some(12));
    // where it only tells again how many were dead, they come to these
    let again = document(
        "b",
        "صدى",
        "2026-06-02T08:00:00Z",
        "خبر من الميدان",
        &[
            "توفي اثنان من الجرحى وفق مستشفى الساحل.",
            "وأوقع الانفجار أمس عشرة قتلى.",
        ],
    )
    .claim(dead("توفي", 2, "اثنان", "مستشفى الساحل"))
    .claim(assault(1, "الانفجار").killed(10, "عشرة قتلى"));
    let e = event(&[first(), again]);
    assert_eq!(toll(&e, "killed").high, Some(12));
    // nobody counted before
    let alone = event(&[died("b", "صدى", 10, 2, "اثنان", "البلدية")]);
    assert_eq!(toll(&alone, "killed").high, Some(2));
}

#[test]
fn more_and_later_is_news_less_and_later_is_a_contradiction() {
    let later = |n, words: &str| {
        event(&[
            news("a", "نداء", 1, "قتل خمسة وفق البلدية.").claim(dead("قتل", 5, "خمسة", "البلدية")),
            news("b", "صدى", 2, &format!("قتل {words} وفق حرس الغابات.")).claim(dead(
                "قتل",
                n,
                words,
                "حرس الغابات",
            )),
        ])
    };
    let more = later(9, "تسعة");
    assert_eq!(toll(&more, "killed").lines[1].is, "update");
    assert!(more.disputed.is_empty());
    let less = later(2, "اثنان");
    assert_eq!(toll(&less, "killed").lines[1].is, "contradiction");
    assert_eq!(less.disputed, ["toll"]);
}

#[test]
fn two_figures_of_two_sources_in_one_document_contradict_each_other() {
    let e = event(&[news(
        "a",
        "نداء",
        1,
        "قتل ثلاثة وفق البلدية، وقال حرس الغابات إن ستة قتلوا.",
    )
    .claim(dead("قتل ثلاثة", 3, "ثلاثة", "البلدية"))
    .claim(dead("قتلوا", 6, "ستة", "حرس الغابات"))]);
    assert_eq!(e.disputed, ["toll"]);
    assert_eq!(
        (toll(&e, "killed").low, toll(&e, "killed").high),
        (Some(3), Some(6))
    );
}

#[test]
fn the_hurt_who_die_are_no_contradiction() {
    let both =
        |id: &str, outlet: &str, hour, text: &str, killed: (u64, &str), hurt: (u64, &str), by: &str| {
            news(id, outlet, hour, text).claim(
                dead("قتل", killed.0, killed.1, by).counting(count("injured", hurt.0, "exact", hurt.1)),
            )
        };
    let e = event(&[
        both(
            "a",
            "نداء",
            1,
            "قتل أربعة وجرح تسعة.",
            (4, "أربعة"),
            (9, "تسعة"),
            "البلدية",
        ),
        both(
            "b",
            "صدى",
            20,
            "قتل ستة وجرح سبعة.",
            (6, "ستة"),
            (7, "سبعة"),
            "الهلال الأخضر",
        ),
    ]);
    assert!(e.disputed.is_empty(), "{:?}", e.disputed);
}

#[test]
fn whoever_comes_late_with_an_old_figure_changes_nothing() {
    let e = event(&[
        news("a", "نداء", 1, "قتل اثنان وفق البلدية.").claim(dead("قتل", 2, "اثنان", "البلدية")),
        news("b", "صدى", 10, "قتل خمسة وفق البلدية.").claim(dead("قتل", 5, "خمسة", "البلدية")),
        news("c", "برق", 30, "قتل اثنان وفق البلدية.").claim(dead("قتل", 2, "اثنان", "البلدية")),
    ]);
    let killed = toll(&e, "killed");
    assert_eq!(
        (killed.low, killed.best, killed.high),
        (Some(5), Some(5), Some(5))
    );
}

#[test]
fn policies_choose_among_the_figures_that_count() {
    let all = [
        (
            news("a", "نداء", 1, "قتل ثلاثة وفق البلدية.").claim(dead("قتل", 3, "ثلاثة", "البلدية")),
            None,
        ),
        (
            news("b", "صدى", 2, "قتل أربعة وفق الحرس.").claim(dead("قتل", 4, "أربعة", "الحرس")),
            None,
        ),
        (
            news("c", "برق", 3, "قتل أربعة وفق المشفى.").claim(dead("قتل", 4, "أربعة", "المشفى")),
            None,
        ),
        (
            news("d", "رعد", 4, "قتل تسعة وفق النقابة.").claim(dead("قتل", 9, "تسعة", "النقابة")),
            None,
        ),
    ];
    let best: Vec<_> = Policy::ALL
        .iter()
        .map(|p| (p.name(), toll(&event_by(&all, *p), "killed").best.unwrap()))
        .collect();
    assert_eq!(best, [("latest", 9), ("most", 4), ("low", 3), ("high", 9)]);
}

#[test]
fn bounds_stay_what_they_are() {
    let e = event(&[
        news("a", "نداء", 1, "خرج أكثر من 300 متظاهر.").claim(said(1, "PROTEST", "خرج").counting(count(
            "participants",
            300,
            "more_than",
            "300",
        ))),
        news("b", "صدى", 2, "شارك 900 على الأكثر وفق البلدية.").claim(
            said(1, "PROTEST", "شارك")
                .counting(count("participants", 900, "at_most", "900"))
                .by("البلدية"),
        ),
    ]);
    let all = toll(&e, "participants");
    assert_eq!((all.low, all.high), (Some(300), Some(900)));
    assert!(e.disputed.is_empty());
}

#[test]
fn who_denies_what() {
    let told = |denial: Said| {
        event(&[
            news("a", "نداء", 1, "قصف الحلف السوق فقتل ستة وفق المشفى.")
                .claim(dead("قصف", 6, "ستة", "المشفى").actor("الحلف", Some("alliance"), "SYR", "MIL")),
            news("b", "صدى", 2, "نفى متحدث باسم الحلف استهداف السوق.")
                .claim(denial.modality("denied").by("متحدث باسم الحلف")),
        ])
    };
    // whoever denies where others count the dead denies that it was him
    assert_eq!(told(assault(1, "استهداف")).disputed, ["perpetrator"]);
    let alone = event(&[
        news("a", "نداء", 1, "دفعت الحكومة فدية وفق الأهالي.").claim(said(1, "CONCEDE", "دفعت").by("الأهالي")),
        news("b", "صدى", 2, "نفى الوزير دفع فدية.")
            .claim(said(1, "CONCEDE", "دفع").modality("denied").by("الوزير")),
    ]);
    assert_eq!(alone.disputed, ["happened"]);
}

#[test]
fn grades_follow_from_who_says_what() {
    let says = |by: &str| news("a", "نداء", 1, "قصف السوق.").claim(assault(1, "قصف").by(by));
    assert_eq!(event(&[says("المشفى")]).grade, "weak");
    let second = news("b", "صدى", 2, "قصف السوق.").claim(assault(1, "قصف").by("البلدية"));
    assert_eq!(event(&[says("المشفى"), second]).grade, "fair");
    let mut claim = assault(1, "قصف").actor("كتيبة النهر", Some("river"), "SYR", "REB");
    claim
        .by
        .push(source("كتيبة النهر", "organisation", Some("river")));
    let claimed = news("b", "صدى", 2, "قصف السوق.").claim(claim);
    assert_eq!(event(&[says("المشفى"), claimed]).grade, "confirmed");
    let denied =
        news("b", "صدى", 2, "نفى الوزير قصف السوق.").claim(assault(1, "قصف").modality("denied").by("الوزير"));
    assert_eq!(event(std::slice::from_ref(&denied)).grade, "discounted");
    assert_eq!(event(&[says("المشفى"), denied]).grade, "contested");
}

#[test]
fn the_first_report_is_the_earliest_and_the_order_of_claims_does_not_matter() {
    let a = news("a", "نداء", 5, "قتل ثلاثة وفق البلدية.").claim(dead("قتل", 3, "ثلاثة", "البلدية"));
    let b = news("b", "صدى", 1, "قتل اثنان وفق الحرس.").claim(dead("قتل", 2, "اثنان", "الحرس"));
    let e = event(&[a.clone(), b.clone()]);
    assert_eq!(e.first.as_ref().unwrap().document, "b");
    assert_eq!(e, event(&[b, a]));
}

#[test]
fn an_event_of_nobody_is_none() {
    let viewer = Viewer::builtin().unwrap();
    assert!(
        viewer
            .event(About::default(), Vec::new(), Policy::Latest)
            .is_none()
    );
}
