//! Which claims of one document are of one happening.

use musnad_extract::Reader;
use musnad_page::Hints;
use musnad_text::Span;

/// The numbers of the happenings that claims with these triggers are of, in their order; nothing for what is not read.
fn numbers(reader: &Reader, text: &str, triggers: &[&str]) -> Vec<Option<u32>> {
    let hints = Hints {
        published: Some("2025-05-07T09:00:00+03:00"),
        ..Hints::default()
    };
    let document = musnad_page::read(text.as_bytes(), &hints);
    let reading = reader.read(&document);
    let mut from = 0;
    let mut number = |trigger: &str| {
        let at = document.text[from..].find(trigger)? + from;
        from = at + trigger.len();
        let span = Span::new(at, from);
        let mut claims = reading.claims.iter().filter(|c| !c.doubtful);
        let told = claims.find(|c| c.trigger.start < span.end && span.start < c.trigger.end);
        Some(told?.event)
    };
    triggers.iter().map(|trigger| number(trigger)).collect()
}

#[test]
fn title_lead_and_denial_tell_one_happening() {
    let reader = Reader::builtin().expect("a reader");
    let text = "قصف مدفعي على مخبز في الأبيض\n\nقصفت قوات الدعم السريع، صباح الثلاثاء، مخبزا في مدينة الأبيض، وفق لجان \
                المقاومة.\n\nونفت قوات الدعم السريع قصف المخبز.";
    let told = numbers(&reader, text, &["قصف", "قصفت", "قصف"]);
    assert_eq!(told, [Some(1); 3]);
}

#[test]
fn attacks_on_two_towns_are_two() {
    let reader = Reader::builtin().expect("a reader");
    let text = "يوم دام في الولاية\n\nقصف الجيش سوقا في مدينة الرهد صباح الثلاثاء وقتل أربعة تجار.\n\nوهاجم مسلحون حافلة في \
                مدينة أم روابة مساء الاثنين وخطفوا سائقها.";
    let told = numbers(&reader, text, &["قصف", "هاجم"]);
    assert_eq!(told, [Some(1), Some(2)]);
}

#[test]
fn the_name_of_a_place_tells_no_event() {
    let reader = Reader::builtin().expect("a reader");
    let text = "هجوم في ريف درعا\n\nهاجم مسلحون نقطة تفتيش للجيش قرب بلدة نوى فجر الأربعاء وفروا.";
    assert!(numbers(&reader, text, &["هاجم"])[0].is_some());
    assert_eq!(numbers(&reader, text, &["تفتيش"]), [None]);
}
