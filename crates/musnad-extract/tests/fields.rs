//! Where, when and how many: the place, time and toll of events whose words stand apart from them, held to
//! `fields.tsv`; and documents in which nothing is news.

#![allow(
    clippy::unwrap_used,
    reason = "a date that cannot be read is a fault of the table"
)]

use musnad_extract::{Claim, Modality, Outcome, Reader};
use musnad_page::Hints;
use std::fmt::Write as _;

/// A claim's trigger, its modality, and how many were killed.
fn told(text: &str) -> Vec<(String, Modality, Option<u64>)> {
    let reader = Reader::builtin().unwrap();
    let hints = Hints {
        published: Some(PUBLISHED),
        ..Hints::default()
    };
    let document = musnad_page::read(text.as_bytes(), &hints);
    let killed = |c: &Claim| {
        let mut dead = c.toll.iter().filter(|t| t.outcome == Outcome::Killed);
        dead.next().and_then(|t| t.value)
    };
    let reading = reader.read(&document);
    let claims = reading.claims.iter().filter(|c| !c.doubtful);
    claims
        .map(|c| (c.trigger.of(&document.text).to_owned(), c.modality, killed(c)))
        .collect()
}

#[test]
fn people_who_are_listed_are_counted_for_the_claim_above_them() {
    let list = "نشرت البلدية أسماء ضحايا قصف السوق في مدينة بنش أمس:\n\
        1- محمود سالم الأحمد 42 عاما\n\
        2- ولده أنس (9 سنوات)\n\
        3- فواز العلي وزوجته وابنتاه\n\
        4- الشقيقان قاسم ومحمد العمر\n\
        ويشيع الأهالي الضحايا عصر اليوم.\n";
    let counted = told(list);
    assert!(
        counted.iter().any(|(_, _, killed)| *killed == Some(8)),
        "{counted:?}"
    );
    // what is counted already stays, and a line of another matter is no name
    let known = told("مقتل تسعة أشخاص في قصف على السوق:\nخرجت المستشفيات عن الخدمة.\n");
    assert!(known.iter().any(|(_, _, killed)| *killed == Some(9)), "{known:?}");
}

#[test]
fn lines_of_figures_are_those_of_the_attack_above_them() {
    let deaths = |text: &str| {
        told(text)
            .into_iter()
            .map(|(_, _, killed)| killed)
            .collect::<Vec<_>>()
    };
    let counted = deaths("قصف سوق سراقب ظهر أمس\nوفيات: 12\nإصابات: 30\n");
    assert_eq!(counted.first(), Some(&Some(12)), "{counted:?}");
    let shares =
        deaths("شهداء قصف سوق سراقب أمس حسب الأحياء:\n▪️ الشرقي 4\n▪️ الغربي 6\n▪️ مجهولو الهوية 2\n");
    assert_eq!(shares, [Some(12)]);
    let portions = deaths(
        "استقبل مستشفى ناصر منذ الفجر 12 شهيدا:\n- سبعة من قصف خيمة في المواصي\n- خمسة من قصف منزل في بني سهيلا\n",
    );
    assert_eq!(portions, [Some(12), Some(7), Some(5)]);
    // a line that tells something of its own is none of figures
    let other = deaths("قصف سوق سراقب ظهر أمس\nأعلنت الوزارة فتح عيادة تستقبل 12 مريضا كل يوم.\n");
    assert!(other.iter().all(Option::is_none), "{other:?}");
}

#[test]
fn what_is_called_untrue_is_denied() {
    let article = |text: &str| told(&format!("أخبار المساء\n\n{text}\n"));
    let modality = |text: &str| article(text).first().map(|(_, modality, _)| *modality);
    for text in [
        "لا صحة لما نشرته صفحات التواصل عن قصف الجيش حي الزهور.",
        "الأنباء عن مقتل قائد الشرطة في هجوم على مقره عارية عن الصحة.",
        "ما نشر عن مقتل طبيب في غارة أمس غير صحيح.",
    ] {
        assert_eq!(modality(text), Some(Modality::Denied), "{text}");
    }
    let other = "قصف الجيش حي الزهور أمس، ولا صحة لوجود مسلحين فيه.";
    assert_eq!(modality(other), Some(Modality::Asserted), "{other}");
    // whose it was is believed, not that it happened
    let believed = "طائرة يعتقد أنها تركية قصفت سيارة في القامشلي.";
    assert_eq!(modality(believed), Some(Modality::Asserted), "{believed}");
}

#[test]
fn a_side_of_a_town_is_a_hint_and_its_land_a_region() {
    let reader = Reader::builtin().unwrap();
    for (text, precision) in [
        ("قصفت طائرات مواقع شرقي مدينة حلب أمس.", "vague"),
        ("قصفت طائرات مواقع في محيط مدينة حلب أمس.", "vague"),
        ("قصفت طائرات مواقع في ريف حلب أمس.", "region"),
        ("قصفت طائرات مواقع في شرق سوريا أمس.", "region"),
        ("قصفت طائرات مواقع في مدينة حلب أمس.", "town"),
    ] {
        let document = musnad_page::read(text.as_bytes(), &Hints::default());
        let reading = reader.read(&document);
        let places = reading.claims.iter().filter_map(|c| c.place.as_ref());
        let found: Vec<&str> = places.map(|p| p.precision.name()).collect();
        assert_eq!(found, [precision], "{text}");
    }
}

/// Feeds and posts are cut off anywhere.
#[test]
fn what_is_cut_off_anywhere_is_read_under_an_attack() {
    let reader = Reader::builtin().unwrap();
    let rows = include_str!("fields.tsv").lines().filter(|l| !l.starts_with('#'));
    let texts = rows.filter_map(|row| row.split('\t').next());
    for text in texts.chain(["مزرعة في وادي عدم"]) {
        let words: Vec<&str> = text.split_whitespace().collect();
        let ends = (1..=words.len()).map(|n| &words[..n]);
        let starts = (1..words.len()).map(|n| &words[n..]);
        for cut in ends.chain(starts) {
            let page = format!("قصف سوق سراقب ظهر أمس\n{}\n", cut.join(" "));
            let document = musnad_page::read(page.as_bytes(), &Hints::default());
            let reading = reader.read(&document);
            let within = |c: &Claim| c.trigger.end as usize <= document.text.len();
            assert!(reading.claims.iter().all(within), "{page}");
        }
    }
}

/// A Wednesday.
const PUBLISHED: &str = "2025-03-12T14:00:00+03:00";

#[test]
fn place_time_and_toll_belong_to_their_event() {
    let reader = Reader::builtin().unwrap();
    let mut wrong = String::new();
    let rows = include_str!("fields.tsv").lines().filter(|l| !l.starts_with('#'));
    for row in rows {
        let cells: Vec<&str> = row.split('\t').collect();
        let [text, trigger, place, time, toll] = cells[..] else {
            panic!("five cells in {row}");
        };
        let hints = Hints {
            published: Some(PUBLISHED),
            ..Hints::default()
        };
        let document = musnad_page::read(text.as_bytes(), &hints);
        let words = |s: musnad_text::Span| s.of(&document.text);
        let reading = reader.read(&document);
        let found: Vec<String> = (reading.claims.iter())
            .filter(|c| words(c.trigger).contains(trigger))
            .map(|c| {
                let place = c.place.as_ref().map_or("-", |p| words(p.span));
                let day = |t: &musnad_extract::Time| t.start.as_deref().map_or("?", |s| &s[..10]).to_owned();
                let time = c.time.as_ref().map_or_else(|| "-".to_owned(), day);
                let toll: Vec<String> = (c.toll.iter())
                    .map(|c| {
                        let number = |n: Option<u64>| n.map_or_else(String::new, |n| n.to_string());
                        format!("{} {}..{}", c.outcome.name(), number(c.min), number(c.max))
                    })
                    .collect();
                let toll = if toll.is_empty() {
                    "-".to_owned()
                } else {
                    toll.join(", ")
                };
                format!("{place}\t{time}\t{toll}")
            })
            .collect();
        let want = format!("{place}\t{time}\t{toll}");
        if found != [want.clone()] {
            let _ = writeln!(wrong, "{text}\n  not {want}\n  but {found:#?}");
        }
    }
    assert!(wrong.is_empty(), "{wrong}");
}

#[test]
fn history_and_the_arts_are_silent() {
    let reader = Reader::builtin().unwrap();
    let told = |text: &str| {
        let hints = Hints {
            published: Some(PUBLISHED),
            ..Hints::default()
        };
        let document = musnad_page::read(text.as_bytes(), &hints);
        reader.read(&document).claims.len()
    };
    let history = "معركة القلعة\n\nفي ربيع سنة 1801 هاجمت قوات الوالي أسوار القلعة وقتلت حاميتها، ثم انسحب من بقي منهم نحو الساحل وأحرقوا السفن في المرفأ.\n\nوفي سنة 1805 عاد الوالي فحاصر البلدة شهرين وأعدم قادة التمرد في ساحتها، وظل الناس يذكرون تلك الأيام جيلا بعد جيل.";
    assert_eq!(told(history), 0);
    // the same years behind news of yesterday
    let news = history.replace(
        "معركة القلعة\n",
        "معركة القلعة\n\nقتل مسلحون أمس ثلاثة حراس في القلعة الأثرية.\n",
    );
    assert!(told(&news) > 0);
    // "nowadays" is no news, «صباح اليوم» is; of an anniversary one year is enough
    let nowadays = format!("{history}\n\nواليوم تقف القلعة وحيدة يزورها التلاميذ.");
    assert_eq!(told(&nowadays), 0);
    let morning = nowadays.replace(
        "واليوم تقف القلعة وحيدة يزورها التلاميذ",
        "وقتل مسلحون صباح اليوم حارسا هناك",
    );
    assert!(told(&morning) > 0);
    let anniversary = history.replace("معركة القلعة", "مئتا عام على معركة القلعة");
    let anniversary = anniversary.replace("سنة 1805", "السنة نفسها");
    assert_eq!(told(&anniversary), 0);
    assert!(told(&anniversary.replace("مئتا عام على ", "")) > 0);
    let theatre = "مسرحية على خشبة المدينة\n\nيهاجم الجنود البلدة في المشهد الأول من المسرحية، ويقتل البطل رفيقه، ثم يغني الممثلون معا على خشبة المسرح.\n\nالمخرجة تكتب مسرحيتها الثالثة، والممثل الرئيس عاد من مهرجان السينما بجائزة، والجمهور يصفق حتى يسدل الستار.";
    assert_eq!(told(theatre), 0);
}
