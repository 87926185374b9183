//! Documents put together: copies, stories, events, in whatever order they come.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

mod made;

use made::{Made, assault, count, document, said};
use musnad_record::v1::Records;
use musnad_story::{Grouper, Placed, PlacedEvent, Settings};
use std::collections::BTreeMap;

const BAKERY: [&str; 4] = [
    "قتل خمسة عمال وأصيب آخرون حين سقط صاروخ على مخبز في حي الميناء ببلدة تلعفران فجر الثلاثاء، كما قال الدفاع المدني.",
    "وقال سائق شاحنة إن العمال كانوا يفرغون أكياس الطحين قبل الفجر حين انفجر الصاروخ قرب باب المستودع الخلفي.",
    "وأغلقت البلدية الشارع المؤدي إلى الحي وطلبت من الأهالي الابتعاد عن الجدران المتصدعة حتى وصول المهندسين.",
    "وكان المخبز يزود أربع قرى مجاورة بالخبز منذ أن توقف الفرن الكبير عن العمل في الخريف.",
];

fn bakery(id: &str, outlet: &str, published: &str) -> Made {
    document(
        id,
        outlet,
        published,
        "خمسة قتلى بصاروخ على مخبز في تلعفران",
        &BAKERY,
    )
    .claim(
        assault(1, "قتل خمسة")
            .at("talafran", "تلعفران", 35.0, 37.0)
            .on("2026-03-10", "2026-03-11")
            .killed(5, "خمسة عمال"),
    )
}

/// The same text cut to two paragraphs and lightly reworded, with another headline.
fn cut(id: &str, outlet: &str, published: &str) -> Made {
    let lead = BAKERY[0].replace("حين سقط", "عندما سقط");
    document(
        id,
        outlet,
        published,
        "صاروخ يصيب مخبزا قبل الفجر",
        &[&lead, BAKERY[1]],
    )
    .claim(
        assault(1, "قتل خمسة")
            .at("talafran", "تلعفران", 35.0, 37.0)
            .on("2026-03-10", "2026-03-11")
            .killed(5, "خمسة عمال"),
    )
}

/// The same event in words of another newsroom.
fn rewrite(id: &str, outlet: &str, published: &str) -> Made {
    document(
        id,
        outlet,
        published,
        "قصف مخبز بلدة تلعفران يوقع ستة قتلى",
        &[
            "ارتفعت حصيلة ضحايا المخبز الذي استهدف في تلعفران فجر الثلاثاء إلى ستة قتلى، بحسب مشفى البلدة الوحيد.",
            "ونعى الأهالي صاحب المخبز الذي توفي متأثرا بجروحه مساء، ودفن الضحايا في المقبرة الشرقية.",
        ],
    )
    .claim(
        assault(1, "ارتفعت حصيلة")
            .at("talafran", "تلعفران", 35.0, 37.0)
            .on("2026-03-10", "2026-03-11")
            .killed(6, "ستة قتلى"),
    )
}

/// News of something else.
fn harbour(n: usize) -> Made {
    const GOODS: [&str; 6] = ["القمح", "السكر", "الإسمنت", "الأخشاب", "الأسمدة", "الموز"];
    let goods = GOODS[n % GOODS.len()];
    document(
        &format!("h{n}"),
        "جريدة الساحل",
        &format!("2026-03-{:02}T09:00:00Z", 9 + n % 3),
        &format!("وصول باخرة تحمل {goods} إلى الرصيف رقم {n}"),
        &[&format!(
            "رست باخرة محملة بكميات من {goods} على الرصيف رقم {n} وباشر العمال التفريغ بإشراف الجمارك."
        )],
    )
}

fn group(all: &[Made]) -> Vec<Placed> {
    let records: Vec<Records<'_>> = all.iter().map(Made::records).collect();
    Grouper::builtin(Settings::default()).unwrap().add_all(&records)
}

/// The same, one by one as they are given.
fn one_by_one(all: &[Made]) -> Vec<Placed> {
    let mut grouper = Grouper::builtin(Settings::default()).unwrap();
    all.iter().flat_map(|m| grouper.add_all(&[m.records()])).collect()
}

fn with_news(mut all: Vec<Made>) -> Vec<Made> {
    all.extend((0..12).map(harbour));
    all
}

#[test]
fn a_cut_and_reworded_text_is_a_copy_and_a_rewrite_is_none() {
    let placed = group(&with_news(vec![
        bakery("a", "وكالة الشمال", "2026-03-10T06:00:00Z"),
        cut("b", "موقع الضفة", "2026-03-10T08:00:00Z"),
        rewrite("c", "إذاعة البلد", "2026-03-10T19:00:00Z"),
    ]));
    assert_eq!(placed[1].copy_of, Some(placed[0].document));
    assert_eq!(placed[2].copy_of, None);
    assert_eq!(
        (placed[0].story, placed[1].story),
        (placed[2].story, placed[2].story)
    );
    assert_ne!(placed[0].story, placed[3].story);
}

#[test]
fn whoever_credits_the_other_took_from_it() {
    let later = bakery("agency", "وكالة الشمال", "2026-03-10T09:00:00Z");
    let credits = cut("site", "موقع الضفة", "2026-03-10T06:00:00Z").agency("وكالة الشمال");
    let placed = group(&with_news(vec![later, credits]));
    assert_eq!(placed[0].copy_of, None);
    assert_eq!(placed[0].copied_by, [placed[1].document]);
}

#[test]
fn an_original_that_comes_late_is_still_the_original() {
    let all = with_news(vec![
        cut("site", "موقع الضفة", "2026-03-10T08:00:00Z"),
        bakery("agency", "وكالة الشمال", "2026-03-10T06:00:00Z"),
    ]);
    let placed = one_by_one(&all);
    assert_eq!(placed[0].copy_of, None, "nothing was there to take from");
    assert_eq!(placed[1].copied_by, [placed[0].document]);
}

#[test]
fn tellings_of_one_attack_are_one_event_with_reasons() {
    let placed = group(&with_news(vec![
        bakery("a", "وكالة الشمال", "2026-03-10T06:00:00Z"),
        rewrite("c", "إذاعة البلد", "2026-03-10T19:00:00Z"),
    ]));
    let (first, second) = (&placed[0].events[0], &placed[1].events[0]);
    assert_eq!(first.event, second.event);
    assert!(first.points.is_none() && first.why.is_empty());
    let about: Vec<&str> = second.why.iter().map(|r| r.about.as_str()).collect();
    assert!(about.contains(&"time") && about.contains(&"place"), "{about:?}");
    let sizes: Vec<f32> = second.why.iter().map(|r| r.points.abs()).collect();
    assert!(sizes.is_sorted_by(|a, b| a >= b), "{sizes:?}");
}

fn attack(
    id: &str,
    hour: &str,
    title: &str,
    text: &str,
    trigger: &str,
    mode: &str,
    dead: (u64, &str),
) -> Made {
    let published = format!("2026-04-02T{hour}:40:00Z");
    let (start, end) = (format!("2026-04-02T{hour}:00Z"), format!("2026-04-02T{hour}:30Z"));
    document(id, &format!("منبر {id}"), &published, title, &[text]).claim(
        assault(1, trigger)
            .at("hanjur", "حنجور", 34.0, 36.0)
            .on(&start.replace('Z', "+00:00"), &end.replace('Z', "+00:00"))
            .mode(mode)
            .killed(dead.0, dead.1),
    )
}

fn two_attacks() -> Vec<Made> {
    with_news(vec![
        attack(
            "m1",
            "06",
            "مقتل ثلاثة بمسيرة على جسر حنجور",
            "قتل ثلاثة صيادين صباحا بمسيرة أصابت جسر حنجور القديم قرب الطاحونة.",
            "قتل ثلاثة",
            "aerial",
            (3, "ثلاثة صيادين"),
        ),
        attack(
            "m2",
            "06",
            "مسيرة تستهدف صيادين على جسر حنجور",
            "أودت مسيرة بحياة ثلاثة صيادين على جسر حنجور القديم صباحا قرب الطاحونة.",
            "أودت مسيرة",
            "aerial",
            (3, "ثلاثة صيادين"),
        ),
        attack(
            "e1",
            "19",
            "تسعة قتلى بقذائف على مدرسة في حنجور",
            "سقطت قذائف مساء على مدرسة تؤوي نازحين في حنجور فقتلت تسعة بينهم معلمة.",
            "سقطت قذائف",
            "heavy-weapons",
            (9, "تسعة"),
        ),
        attack(
            "e2",
            "19",
            "قصف مدرسة النازحين في حنجور",
            "قتلت قذائف أصابت مدرسة النازحين في حنجور مساء تسعة أشخاص وفق المشفى.",
            "قتلت قذائف",
            "heavy-weapons",
            (9, "تسعة أشخاص"),
        ),
    ])
}

#[test]
fn two_attacks_on_one_town_in_a_day_stay_two() {
    let placed = group(&two_attacks());
    let event = |n: usize| placed[n].events[0].event;
    assert_eq!(event(0), event(1));
    assert_eq!(event(2), event(3));
    assert_ne!(event(0), event(2));
    assert_ne!(placed[0].story, placed[2].story);
    assert_eq!(placed[2].story, placed[3].story);
}

/// A raid on a village, told in one form.
fn raid(id: &str, place: (&str, &str, f64, f64), dead: (u64, &str)) -> Made {
    let (known, name, lat, lon) = place;
    let text = format!("أغارت طائرة على أطراف {name} عصرا فقتلت {}.", dead.1);
    document(
        id,
        &format!("منبر {id}"),
        "2026-04-02T17:40:00Z",
        &format!("غارة على {name}"),
        &[&text],
    )
    .claim(
        assault(1, "أغارت")
            .at(known, name, lat, lon)
            .on("2026-04-02T15:00:00+00:00", "2026-04-02T18:00:00+00:00")
            .mode("aerial")
            .killed(dead.0, dead.1),
    )
}

#[test]
fn raids_on_neighbouring_villages_are_not_one() {
    let placed = group(&with_news(vec![
        raid("r1", ("hanjur", "حنجور", 34.0, 36.0), (3, "ثلاثة صيادين")),
        raid("r2", ("hanjur", "حنجور", 34.0, 36.0), (3, "ثلاثة صيادين")),
        // eight kilometres off
        raid("r3", ("dahra", "الظهرة", 34.07, 36.02), (8, "ثمانية رعاة")),
    ]));
    let event = |n: usize| placed[n].events[0].event;
    assert_eq!(event(0), event(1));
    assert_ne!(event(0), event(2));
}

#[test]
fn a_follow_up_days_later_goes_on_the_old_story_and_a_new_attack_begins_one() {
    let follow = document(
        "f",
        "صوت السهل",
        "2026-03-13T10:00:00Z",
        "إعادة فتح مخبز تلعفران بعد الصاروخ",
        &[
            "عاد مخبز حي الميناء في تلعفران إلى العمل بعد إصلاح المستودع الخلفي الذي أصابه الصاروخ وإزالة الجدران المتصدعة، وقال العمال إن أكياس الطحين وصلت من القرى المجاورة.",
        ],
    );
    let again = document(
        "g",
        "صوت السهل",
        "2026-03-15T10:00:00Z",
        "قتيلان بغارة على سوق تلعفران",
        &["قتل شخصان ظهر الأحد بغارة على سوق الماشية في تلعفران."],
    )
    .claim(
        assault(1, "قتل شخصان")
            .at("talafran", "تلعفران", 35.0, 37.0)
            .on("2026-03-15", "2026-03-16")
            .killed(2, "شخصان"),
    );
    let placed = group(&with_news(vec![
        bakery("a", "وكالة الشمال", "2026-03-10T06:00:00Z"),
        rewrite("c", "إذاعة البلد", "2026-03-10T19:00:00Z"),
        follow,
        again,
    ]));
    assert_eq!(placed[2].story, placed[0].story);
    assert_ne!(placed[3].story, placed[0].story);
    assert_ne!(placed[3].events[0].event, placed[0].events[0].event);
}

#[test]
fn a_round_up_belongs_to_no_story() {
    let mut all = two_attacks();
    all.push(document(
        "r",
        "إذاعة المدينة",
        "2026-04-02T21:00:00Z",
        "موجز المساء",
        &[
            "قتل ثلاثة صيادين بمسيرة أصابت جسر حنجور القديم قرب الطاحونة.",
            "وسقطت قذائف على مدرسة النازحين في حنجور.",
        ],
    ));
    let placed = group(&all);
    assert_eq!(placed.last().unwrap().story, None);
}

#[test]
fn late_arrivals_change_nothing_that_was_decided() {
    let all = two_attacks();
    let mut grouper = Grouper::builtin(Settings::default()).unwrap();
    let records: Vec<Records<'_>> = all.iter().map(Made::records).collect();
    let placed = grouper.add_all(&records);
    let late = attack(
        "m3",
        "06",
        "مسيرة فوق جسر حنجور",
        "استهدفت مسيرة جسر حنجور القديم قرب الطاحونة صباحا وقتل ثلاثة صيادين.",
        "استهدفت مسيرة",
        "aerial",
        (3, "ثلاثة صيادين"),
    );
    let came = grouper.add_all(&[late.records()]);
    assert_eq!(came[0].events[0].event, placed[0].events[0].event);
    assert_eq!(came[0].story, placed[0].story);
    assert_eq!(came[0].document as usize, all.len());
}

#[test]
fn what_is_nearly_one_event_is_a_possible_duplicate() {
    let vague = |id: &str, published: &str, text: &str, trigger: &str, dead: (u64, &str)| {
        document(id, &format!("منبر {id}"), published, text, &[text])
            .claim(assault(1, trigger).killed(dead.0, dead.1))
    };
    let all = with_news(vec![
        vague(
            "x",
            "2026-05-01T08:00:00Z",
            "مقتل أربعة رعاة بهجوم مسلح في البادية الشرقية",
            "مقتل أربعة",
            (4, "أربعة"),
        ),
        vague(
            "y",
            "2026-05-02T12:00:00Z",
            "هجوم مسلح في البادية الشرقية يقتل سبعة بينهم رعاة",
            "هجوم مسلح",
            (7, "سبعة"),
        ),
    ]);
    let placed = group(&all);
    let (first, second) = (placed[0].events[0].event, placed[1].events[0].event);
    let doubt = placed[1]
        .duplicates
        .iter()
        .any(|d| (d.event, d.other) == (second, first) && !d.why.is_empty());
    assert!(first == second || doubt, "{:?}", placed[1]);
}

#[test]
fn the_same_input_gives_the_same_places() {
    assert_eq!(group(&two_attacks()), group(&two_attacks()));
    let mut turned = two_attacks();
    turned.reverse();
    let mut placed = group(&turned);
    placed.reverse();
    let events = |p: &[Placed]| -> Vec<Vec<u32>> {
        p.iter()
            .map(|p| p.events.iter().map(|e| e.event).collect())
            .collect()
    };
    assert_eq!(
        events(&placed),
        events(&group(&two_attacks())),
        "they are put in the order of publication"
    );
}

#[test]
fn after_a_restore_all_is_put_as_without_the_break() {
    let mut all = two_attacks();
    all.push(bakery("a", "وكالة الشمال", "2026-03-10T06:00:00Z"));
    all.push(cut("b", "موقع الضفة", "2026-03-10T08:00:00Z"));
    let records: Vec<Records<'_>> = all.iter().map(Made::records).collect();
    let rest = [
        rewrite("c", "إذاعة البلد", "2026-03-10T19:00:00Z").records(),
        attack(
            "m3",
            "06",
            "مسيرة فوق جسر حنجور",
            "استهدفت مسيرة جسر حنجور القديم قرب الطاحونة صباحا وقتل ثلاثة صيادين.",
            "استهدفت مسيرة",
            "aerial",
            (3, "ثلاثة صيادين"),
        )
        .records(),
        document(
            "q",
            "جريدة الساحل",
            "2026-03-10T10:00:00Z",
            "بيان",
            &["دعا المجلس إلى اجتماع."],
        )
        .claim(said(1, "REQUEST", "دعا"))
        .records(),
    ];
    let mut unbroken = Grouper::builtin(Settings::default()).unwrap();
    // in several goes, so that numbers and places in the lists differ
    let mut placed = unbroken.add_all(&records[..5]);
    placed.extend(unbroken.add_all(&records[5..]));
    let mut restored = Grouper::builtin(Settings::default()).unwrap();
    restored.restore(&records, &placed);
    assert_eq!(restored.add_all(&rest), unbroken.add_all(&rest));
}

#[test]
fn what_is_forgotten_is_compared_with_nothing_and_keeps_its_numbers() {
    let mut grouper = Grouper::builtin(Settings::default()).unwrap();
    let all = with_news(vec![bakery("a", "وكالة الشمال", "2026-03-10T06:00:00Z")]);
    let records: Vec<Records<'_>> = all.iter().map(Made::records).collect();
    let before = grouper.add_all(&records);
    grouper.forget("2026-03-20T00:00:00Z".parse().unwrap());
    let placed = grouper.add_all(&[cut("b", "موقع الضفة", "2026-03-10T08:00:00Z").records()]);
    assert_eq!(placed[0].copy_of, None);
    assert_eq!(placed[0].document as usize, all.len());
    assert!(before.iter().all(|p| p.story != placed[0].story));
    assert_ne!(placed[0].events[0].event, before[0].events[0].event);
}

#[test]
fn numbers_taken_by_others_are_not_given_again() {
    let mut grouper = Grouper::builtin(Settings::default()).unwrap();
    grouper.taken(100, 40, 7);
    let placed = grouper.add_all(&[bakery("a", "وكالة الشمال", "2026-03-10T06:00:00Z").records()]);
    assert_eq!((placed[0].document, placed[0].story), (100, Some(40)));
    assert_eq!(placed[0].events[0].event, 7);
}

#[test]
fn empty_and_undated_documents_are_put_somewhere() {
    let empty = document("e", "", "", "", &[""]);
    let undated = document("u", "منبر", "أمس", "خبر بلا تاريخ", &["لا شيء هنا."]);
    let placed = group(&[empty, undated]);
    assert_eq!(placed.len(), 2);
    assert!(placed.iter().all(|p| p.copy_of.is_none()));
}

/// The place that a document was given, with those of its claims that are put already.
fn placed_before(placed: &Placed, events: &[(u32, &[usize])]) -> Placed {
    let events = events.iter().map(|(event, claims)| PlacedEvent {
        event: *event,
        claims: claims.to_vec(),
        ..PlacedEvent::default()
    });
    Placed {
        document: placed.document,
        story: placed.story,
        events: events.collect(),
        ..Placed::default()
    }
}

#[test]
fn a_document_that_comes_again_keeps_its_number_its_story_and_its_events() {
    let all = with_news(vec![
        bakery("a", "وكالة الشمال", "2026-03-10T06:00:00Z"),
        cut("b", "موقع الضفة", "2026-03-10T08:00:00Z"),
    ]);
    let records: Vec<Records<'_>> = all.iter().map(Made::records).collect();
    let mut grouper = Grouper::builtin(Settings::default()).unwrap();
    let placed = grouper.add_all(&records);
    let again = rewrite("b", "موقع الضفة", "2026-03-10T09:00:00Z").records();
    // somebody put its claim with an event of its own
    let before = placed_before(&placed[1], &[(900, &[0])]);
    let now = grouper.add_again(&[again], &[Some(before)]).remove(0);
    assert_eq!((now.document, now.story), (placed[1].document, placed[0].story));
    assert_eq!((now.events[0].event, now.copy_of), (900, None));
    // its earlier text is there no more, and its number is not given again
    let third = cut("c", "إذاعة البلد", "2026-03-10T10:00:00Z");
    let third = grouper.add_all(&[third.records()]).remove(0);
    assert_eq!(third.copy_of, Some(placed[0].document));
    assert_eq!(third.document as usize, all.len());
}

#[test]
fn nothing_is_a_copy_of_its_own_copy() {
    let all = with_news(vec![
        bakery("a", "وكالة الشمال", "2026-03-10T06:00:00Z"),
        cut("b", "موقع الضفة", "2026-03-10T08:00:00Z"),
    ]);
    let records: Vec<Records<'_>> = all.iter().map(Made::records).collect();
    let mut grouper = Grouper::builtin(Settings::default()).unwrap();
    let placed = grouper.add_all(&records);
    assert_eq!(placed[1].copy_of, Some(placed[0].document));
    // it comes again, later than its copy and crediting it
    let again = bakery("a", "وكالة الشمال", "2026-03-10T12:00:00Z").agency("موقع الضفة");
    let before = placed_before(&placed[0], &[]);
    let now = grouper.add_again(&[again.records()], &[Some(before)]).remove(0);
    assert_eq!((now.copy_of, now.copied_by), (None, vec![]));
}

#[test]
fn what_a_document_tells_together_may_be_parted() {
    const LINES: [&str; 2] = [
        "قتل ثلاثة صيادين صباحا بمسيرة أصابت جسر حنجور القديم قرب الطاحونة.",
        "وقتل تسعة بينهم معلمة بقذائف سقطت على مدرسة تؤوي نازحين في حنجور.",
    ];
    let at = |said: made::Said| {
        said.at("hanjur", "حنجور", 34.0, 36.0)
            .on("2026-04-02", "2026-04-03")
    };
    let both = document("x", "منبر", "2026-04-02T21:00:00Z", "يوم دام", &LINES)
        .claim(at(assault(1, "قتل ثلاثة").killed(3, "ثلاثة صيادين")))
        .claim(at(assault(1, "وقتل تسعة").killed(9, "تسعة")));
    let records = [both.records()];
    let mut first = Grouper::builtin(Settings::default()).unwrap();
    let placed = first.add_all(&records).remove(0);
    assert_eq!(placed.events.len(), 1);
    let parted = placed_before(&placed, &[(5, &[0]), (6, &[1])]);
    let mut grouper = Grouper::builtin(Settings::default()).unwrap();
    grouper.restore(&records, std::slice::from_ref(&parted));
    let later = |id: &str, n: usize, trigger: &str, dead: (u64, &str)| {
        document(id, id, "2026-04-02T22:00:00Z", LINES[n], &[LINES[n]])
            .claim(at(assault(1, trigger).killed(dead.0, dead.1)))
            .records()
    };
    let one = later("y", 0, "قتل ثلاثة", (3, "ثلاثة صيادين"));
    let other = later("z", 1, "وقتل تسعة", (9, "تسعة"));
    let events: Vec<u32> = grouper
        .add_all(&[one, other])
        .iter()
        .map(|p| p.events[0].event)
        .collect();
    assert_eq!(events, [5, 6]);
    // so too where the document itself comes again
    let now = grouper.add_again(&records, &[Some(parted)]).remove(0);
    let events: Vec<(u32, &[usize])> = now
        .events
        .iter()
        .map(|e| (e.event, e.claims.as_slice()))
        .collect();
    assert_eq!(events, [(5, &[0][..]), (6, &[1])]);
}

#[test]
fn a_claim_that_fits_two_events_is_told_with_the_pair() {
    let all = [
        bakery("a", "وكالة الشمال", "2026-03-10T06:00:00Z").records(),
        bakery("b", "إذاعة البلد", "2026-03-10T07:00:00Z").records(),
    ];
    let place = |document, event| Placed {
        document,
        events: vec![PlacedEvent {
            event,
            claims: vec![0],
            ..PlacedEvent::default()
        }],
        ..Placed::default()
    };
    let mut grouper = Grouper::builtin(Settings::default()).unwrap();
    grouper.restore(&all, &[place(0, 5), place(1, 6)]);
    let later = cut("c", "موقع الضفة", "2026-03-10T08:00:00Z").records();
    let placed = grouper.add_all(std::slice::from_ref(&later)).remove(0);
    let pair = &placed.duplicates[0];
    let mut both = [placed.events[0].event, pair.other];
    both.sort_unstable();
    assert_eq!(both, [5, 6]);
    let shows = pair.why.iter().find(|r| r.about == "document").unwrap();
    assert!(shows.found.contains(&later.claims[0].id), "{shows:?}");
}

/// A protest somewhere in the country, told in one sentence among others on something else.
fn protest(n: usize) -> Made {
    const LETTERS: [char; 8] = ['ب', 'د', 'ر', 'س', 'ق', 'م', 'ن', 'ع'];
    let published = format!("2026-05-{:02}T08:00:00Z", 1 + n);
    let word = |k: usize| -> String { (0..5).map(|at| LETTERS[(n * 31 + k) >> (2 * at) & 7]).collect() };
    let own: Vec<String> = (0..30).map(word).collect();
    let text = "وخرج محتجون في مظاهرات وأحرقوا إطارات وقطعوا الطريق ورددوا هتافات ضد رفع الأسعار.";
    let outlet = format!("منبر {n}");
    document(
        &format!("p{n}"),
        &outlet,
        &published,
        &own[0],
        &[&own.join(" "), text],
    )
    .claim(said(1, "PROTEST", "مظاهرات").at("syria", "سوريا", 35.0, 38.0))
}

#[test]
fn what_has_only_its_kind_in_common_is_not_joined_across_days() {
    let other_news = (0..90).map(harbour);
    let all = (0..16).map(protest).chain(other_news);
    let mut all: Vec<Records<'_>> = all.map(|m| m.records()).collect();
    for claim in all.iter_mut().flat_map(|r| &mut r.claims) {
        if let Some(place) = &mut claim.place {
            place.precision = "country".into();
        }
    }
    let placed = Grouper::builtin(Settings::default()).unwrap().add_all(&all);
    let mut days: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (day, placed) in placed.iter().enumerate().take(16) {
        days.entry(placed.events[0].event).or_default().push(day);
    }
    assert!(days.len() < 10, "those of some days are joined");
    for days in days.values() {
        assert!(
            days.iter().max().unwrap() - days.iter().min().unwrap() <= 3,
            "{days:?}"
        );
    }
}

#[test]
fn a_telling_fits_its_event_as_a_whole() {
    // each raid is a day after the last, and each report names its day and the one before
    let raid = |n: usize| {
        let (day, next) = (format!("2026-06-{:02}", n + 1), format!("2026-06-{:02}", n + 3));
        let text = "داهمت قوة مشتركة حي البساتين في حنجور وفتشت المنازل وقتلت رجلا قرب المسجد الكبير.";
        let published = format!("2026-06-{:02}T20:00:00Z", n + 2);
        document(&format!("r{n}"), &format!("منبر {n}"), &published, text, &[text]).claim(
            assault(1, "داهمت")
                .at("hanjur", "حنجور", 34.0, 36.0)
                .on(&day, &next)
                .killed(1, "رجلا"),
        )
    };
    let all: Vec<Made> = (0..14).map(raid).collect();
    let placed = one_by_one(&all);
    let mut days: BTreeMap<u32, Vec<usize>> = BTreeMap::new();
    for (n, placed) in placed.iter().enumerate() {
        days.entry(placed.events[0].event).or_default().push(n);
    }
    for days in days.values() {
        assert!(days.len() <= 6, "{days:?}");
    }
}

#[test]
fn who_dies_of_it_later_and_elsewhere_dies_of_the_same_attack() {
    let later = |who: &str| {
        let mut dead = count("killed", 2, "exact", "اثنان");
        dead.who = Some(who.to_owned().into());
        document(
            "b",
            "إذاعة البلد",
            "2026-03-12T09:00:00Z",
            "مخبز تلعفران: اثنان يفارقان الحياة",
            &["فارق اثنان من عمال مخبز حي الميناء في تلعفران الحياة الخميس في مشفى الفرات، كما قال الدفاع المدني."],
        )
        .claim(
            assault(1, "فارق")
                .at("furat", "مشفى الفرات", 36.2, 38.5)
                .on("2026-03-12", "2026-03-13")
                .counting(dead),
        )
    };
    let one = |who: &str| {
        let all = [bakery("a", "وكالة الشمال", "2026-03-10T06:00:00Z"), later(who)];
        let placed = group(&with_news(all.to_vec()));
        placed[0].events[0].event == placed[1].events[0].event
    };
    assert!(one("الجرحى"));
    assert!(!one("المارة"));
}

/// An attack on a station with the killing of those who made it.
fn station(id: &str, outlet: &str, hour: u32) -> Made {
    let published = format!("2026-03-10T{hour:02}:00:00Z");
    let title = "مقتل شرطيين في هجوم على مخفر البلدة";
    let paragraphs = [
        "قتل شرطيان صباح الثلاثاء حين هاجم مسلحون مخفر البلدة بالقنابل اليدوية والرشاشات.",
        "وقال الجيش إن جنوده قتلوا خمسة مسلحين خلال تمشيط المخفر ومحيطه.",
    ];
    let mut killing = assault(2, "قتلوا").actor("جنوده", None, "SYR", "MIL");
    killing
        .actors
        .push(made::party("recipient", "خمسة مسلحين", None, "SYR", "UAF"));
    let mut attack = assault(1, "قتل شرطيان").actor("مسلحون", None, "SYR", "UAF");
    attack
        .actors
        .push(made::party("recipient", "شرطيان", None, "SYR", "COP"));
    document(id, outlet, &published, title, &paragraphs)
        .claim(attack.on("2026-03-10", "2026-03-11").killed(2, "شرطيان"))
        .claim(killing.killed(5, "خمسة مسلحين"))
}

#[test]
fn an_attack_and_the_killing_of_the_attackers_are_two() {
    let placed = group(&with_news(vec![
        station("a", "وكالة الشمال", 6),
        station("b", "موقع الضفة", 9),
        station("c", "إذاعة البلد", 12),
    ]));
    let events = |n: usize| placed[n].events.iter().map(|e| e.event).collect::<Vec<_>>();
    assert_eq!(events(0).len(), 2);
    assert_eq!((events(1), events(2)), (events(0), events(0)));
}
