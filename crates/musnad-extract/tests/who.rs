//! Who did it, to whom and by whose word, where no slot of a rule says so: chosen by weights.

#![allow(clippy::unwrap_used, reason = "a sentence that is not read is a failure")]

use musnad_extract::{Reader, Role};
use musnad_page::{Hints, read};
use std::sync::LazyLock;

/// With the weights that come with it, and by rules alone.
static READERS: LazyLock<[Reader; 2]> = LazyLock::new(|| {
    let reader = || Reader::builtin().unwrap();
    [reader(), reader().judged_by(None)]
});

/// Those whom the claim on `word` has in this role.
fn of<'t>(reader: &Reader, text: &'t str, word: &str, role: Role) -> Vec<&'t str> {
    let document = read(text.as_bytes(), &Hints::default());
    let claims = reader.read(&document).claims;
    let claim = claims.iter().find(|c| c.trigger.of(text).contains(word)).unwrap();
    let theirs = claim.actors.iter().filter(|a| a.role == role);
    theirs.map(|a| a.span.of(text)).collect()
}

#[test]
fn somebody_is_found_where_no_slot_looks() {
    for (text, word, wanted) in [
        (
            "نشرت وزارة الداخلية قوات مكافحة الشغب في الشوارع",
            "نشرت",
            "قوات مكافحة الشغب",
        ),
        ("دفع الجيش بمئات الجنود إلى الحدود", "دفع", "مئات الجنود"),
        ("أوقفت الشرطة سائق شاحنة وصادرت هاتفه", "صادرت", "هاتفه"),
    ] {
        let [weighed, by_rules] = [0, 1].map(|n| of(&READERS[n], text, word, Role::Recipient));
        assert!(weighed.contains(&wanted), "{text}: {weighed:?}");
        assert!(!by_rules.contains(&wanted), "{text}: the rules find {by_rules:?}");
    }
}

#[test]
fn nobody_acts_on_himself() {
    let text = "داهمت الشرطة المنزل واعتقلت شابين، وناشد الأهالي الوزير التدخل";
    for word in ["داهمت", "اعتقلت", "ناشد"] {
        let [actors, recipients] =
            [Role::Actor, Role::Recipient].map(|role| of(&READERS[0], text, word, role));
        assert!(
            !actors.is_empty() && actors.iter().all(|a| !recipients.contains(a)),
            "{word}"
        );
    }
}

#[test]
fn what_each_weighs_is_shown() {
    let text = "دفع الجيش بمئات الجنود إلى الحدود";
    let shown = READERS[0].explain(&read(text.as_bytes(), &Hints::default()));
    for line in ["actors weighed: ", "recipients weighed: ", "sources weighed: "] {
        assert!(shown.contains(line), "{shown}");
    }
}
