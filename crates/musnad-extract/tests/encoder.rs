//! What changes where the encoder reads after the rules.
#![allow(clippy::unwrap_used, reason = "tests")]

use musnad_encoder::Encoder;
use musnad_extract::{Claim, EventType, Reader, Role};
use musnad_page::{Document, Hints, read};
use std::sync::{Arc, LazyLock};

static READERS: LazyLock<[Reader; 2]> = LazyLock::new(|| {
    let encoder = Arc::new(Encoder::builtin().unwrap());
    [
        Reader::builtin().unwrap(),
        Reader::builtin().unwrap().with_encoder(encoder),
    ]
});

/// A page of short items; one of them is no news.
const ITEMS: &str = "بدأت محكمة الثورة يوم الأحد النظر في قضية مهندس يعمل في مصنع للكيماويات، وقال مدعيها العام إن المتهم زوّد ضابطا أجنبيا بخرائط المصنع.

وأضرم غاضبون النار في مقر البلدية بعد منتصف الليل، ورشقوا الحراس بالحجارة.

وأوفدت جمعية خيرية فريقا من الجراحين إلى المدينة، ووفرت لجنة حكومية حافلات للعائدين.

وتوقف السائقون عن العمل منذ الثلاثاء، وسدّ بعضهم الجسر بشاحناتهم.

وفتحت القاهرة أبوابها لجولة جديدة من المحادثات بين الطرفين.

وبقي الموقوفون بلا طعام يومين كاملين، وفق رابطة حقوقية.

وآوت كنيسة البلدة ثلاثين عائلة فرت من القتال.

وحوّل القضاة ملف العميد إلى محكمة الجنايات.

ولفظ الشاب أنفاسه متأثرا برصاصة قناص.

وجثا عشرات الطلاب على عتبات الوزارة، ولم يبرحوا حتى نزل إليهم الوكيل.

وأنزل الحراس العلم عن مبنى القنصلية وأغلقوا أبوابها إيذانا بالرحيل.

وسحب النادي ترشيحه، ونشر لاعبيه على الأطراف، وهاجم مرمى خصمه.

وامتدت ألسنة اللهب إلى المخازن بعد سقوط القذيفة.

وتسلّم الأهالي جثامين أبنائهم عند المعبر.

واستنفر الفوج عناصره على الطريق الساحلي.

وغضت الوزارة الطرف عن الرسوم، فعاد الباعة إلى بسطاتهم.

ومنحت الشركة عمالها يوم راحة، وقطعت الكهرباء ساعة للصيانة.";

fn document(text: &str) -> Document {
    read(text.as_bytes(), &Hints::default())
}

/// The claim on `word` without the encoder and with it, told or in doubt.
fn both(word: &str) -> [Option<Claim>; 2] {
    let document = document(ITEMS);
    [0, 1].map(|n| {
        let mut claims = READERS[n].read(&document).claims.into_iter();
        claims.find(|c| c.trigger.of(ITEMS).contains(word))
    })
}

#[test]
fn what_is_no_event_of_the_type_is_in_doubt_and_what_is_one_is_surer() {
    // what a spy gives is no aid
    let [without, with] = both("زوّد").map(Option::unwrap);
    assert!(!without.doubtful && with.doubtful);
    let [without, with] = both("أوفدت").map(Option::unwrap);
    assert!(!with.doubtful && with.confidence > without.confidence + 0.1);
}

#[test]
fn words_that_no_rule_reads_tell_events() {
    let [without, with] = both("النظر");
    assert_eq!(without, None);
    let trial = with.unwrap();
    assert_eq!((trial.kind, trial.doubtful), (EventType::Accuse, false));
    assert!(trial.rule.contains(".learned."), "{}", trial.rule);
    let who = trial.actors.iter().find(|a| a.role == Role::Actor);
    assert_eq!(who.map(|a| a.span.of(ITEMS)), Some("محكمة الثورة"));
    let explained = READERS[1].explain_claim(&document(ITEMS), trial.trigger, trial.kind);
    let explained = explained.unwrap().claim;
    assert!(explained.contains("found by the encoder"), "{explained}");
}

#[test]
fn reading_says_what_it_was_made_by_and_is_the_same_each_time() {
    assert!(!READERS[0].made_by("p").contains("encoder"));
    assert!(READERS[1].made_by("p").contains(", encoder 20"));
    let text = "قصفت الطائرات سوق البلدة. ".repeat(400);
    let document = document(&text);
    let [a, b] = [0, 1].map(|_| READERS[1].read(&document));
    assert_eq!(a, b);
    assert!(READERS[1].read(&read(b"", &Hints::default())).claims.is_empty());
}
