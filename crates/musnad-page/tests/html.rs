//! Pages in HTML that are odd, huge or broken: each gives documents and says what was wrong.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use musnad_page::{BlockKind, Document, Hints, Sites, read_page};

const STORY: &str = "<p>أعلن الدفاع المدني في البلدة أن ثلاثة أشخاص أصيبوا في حريق شب في مستودع قرب السوق القديم فجر اليوم.</p>\
    <p>وقال مدير المركز إن فرق الإطفاء سيطرت على النيران بعد ساعتين، ولم يعرف سببها حتى الآن.</p>";

fn page(body: &str) -> Document {
    let html =
        format!("<html><head><title>حريق في مستودع قرب السوق</title></head><body>{body}</body></html>");
    read_page(html.as_bytes(), &Hints::default()).remove(0)
}

fn codes(document: &Document) -> Vec<&str> {
    document.diagnostics.iter().map(|d| d.code).collect()
}

fn body(document: &Document) -> Vec<&str> {
    let kept = document.blocks.iter().filter(|b| b.kind != BlockKind::Title);
    kept.map(|b| b.span.of(&document.text)).collect()
}

#[test]
fn an_article_amid_its_page() {
    let document = page(&format!(
        "<nav><ul><li><a href=/>الرئيسية</a><li><a href=/s>سياسة</a></ul></nav><h1>حريق في مستودع قرب السوق</h1>{STORY}\
         <div class=related><h3>اقرأ أيضا</h3><a href=/n/2>وفد أممي يزور مخيم النازحين في الشمال</a></div><footer>جميع الحقوق محفوظة</footer>"
    ));
    assert_eq!(document.title.as_deref(), Some("حريق في مستودع قرب السوق"));
    assert_eq!(body(&document).len(), 2);
    assert_eq!(document.related.len(), 1);
    assert_eq!(codes(&document), Vec::<&str>::new());
}

#[test]
fn depth_is_cut_and_told() {
    let deep = format!("{}{STORY}{}", "<div>".repeat(20_000), "</div>".repeat(20_000));
    let document = page(&format!("<h1>حريق في مستودع قرب السوق</h1>{deep}"));
    assert_eq!(body(&document).len(), 2);
    assert_eq!(codes(&document), ["too-deep"]);
}

#[test]
fn a_huge_page_is_read_to_a_limit_and_told() {
    let filler = "<div><a href=/x>قسم</a></div>".repeat(600_000);
    let document = page(&format!("<h1>حريق في مستودع قرب السوق</h1>{STORY}{filler}"));
    assert!(codes(&document).contains(&"long-page"), "{:?}", codes(&document));
    assert_eq!(body(&document).len(), 2);
}

/// Each begins or ends as a button, a caption or a contact does.
#[test]
fn sentences_that_look_like_furniture_stay() {
    for sentence in [
        "تخطى عدد المصابين في الحادث أربعين شخصا.",
        "وقال المصور: نجونا بأعجوبة",
        "وأرسلت المجموعة بيانا من العنوان bayan@jamaa.example تتبنى فيه الهجوم على الحاجز.",
        "شارك في التظاهرة مئات العمال.",
        "حفظ الجيش مواقعه شرق المدينة.",
        "تابعنا مع السكان ما جرى في تلك الليلة.",
    ] {
        let after =
            "<p>وفي وقت لاحق قالت البلدية إن لجنة شكلت للنظر في ما جرى، وإنها ترفع تقريرها بعد أسبوع.</p>";
        let document = page(&format!(
            "<h1>حريق في مستودع قرب السوق</h1>{STORY}<p>{sentence}</p>{after}"
        ));
        assert!(
            body(&document).contains(&sentence),
            "{sentence}\n{:#?}",
            body(&document)
        );
    }
}

#[test]
fn posts_that_show_the_clock_alone_have_the_day_of_the_page() {
    let post = |clock: &str, what: &str| {
        format!("<div class=p><div class=t>{clock}</div><p>أعلن المجلس المحلي {what} في المدينة.</p></div>")
    };
    let posts = [
        post("1:20 ص", "فتح الطريق الساحلي"),
        post("11:50 م", "وصول فرق الإطفاء"),
        post("1:05 م", "إغلاق المدارس"),
        post("9:30 ص", "بدء العاصفة"),
    ];
    let html = format!(
        "<title>تغطية مباشرة: العاصفة في الساحل</title><meta property=article:published_time content=2026-03-14T09:00:00+03:00>\
         <meta property=article:modified_time content=2026-03-15T01:30:00+03:00>\
         <h1>تغطية مباشرة: العاصفة في الساحل</h1><div class=feed>{}</div>",
        posts.concat()
    );
    let documents = read_page(html.as_bytes(), &Hints::default());
    let times: Vec<_> = documents[1..]
        .iter()
        .filter_map(|d| d.published.as_deref())
        .collect();
    let wanted = [
        "2026-03-15T01:20",
        "2026-03-14T23:50",
        "2026-03-14T13:05",
        "2026-03-14T09:30",
    ];
    assert_eq!(times, wanted.map(|t| format!("{t}:00+03:00")));
    assert_eq!(
        documents[0]
            .diagnostics
            .iter()
            .filter(|d| d.code == "live-blog")
            .count(),
        1
    );
    assert!(documents[1].id.starts_with(&documents[0].id));
}

/// Each of these made some step compare everything with everything.
#[test]
fn pages_that_repeat_one_thing_are_read_like_others() {
    for part in [
        "<h2><a href=/1>خبر عن البلدة اليوم</a></h2>",
        "<div hidden><p>جملة طويلة فيها كلام كثير يكفي لأن تحسب خبرا مستقلا، وهكذا إلى آخره.</p></div>",
        "<p>التعليقات</p>",
        "<time>14 مارس 2026</time>",
        "<figure><figcaption>صورة للبلدة أمس</figcaption></figure>",
        "<a ",
        "<script>",
        "<li>",
    ] {
        let document = page(&format!(
            "<h1>حريق في مستودع قرب السوق</h1>{STORY}{}",
            part.repeat(20_000)
        ));
        assert_eq!(
            document.title.as_deref(),
            Some("حريق في مستودع قرب السوق"),
            "{part}"
        );
        assert!(
            body(&document).iter().any(|b| b.contains("أعلن الدفاع المدني")),
            "{part}"
        );
    }
}

#[test]
fn a_page_without_an_article_says_so() {
    let links: String = (1..20)
        .map(|n| format!("<li><a href=/n/{n}>خبر رقم {n} عن اجتماع المجلس البلدي اليوم</a>"))
        .collect();
    let document = page(&format!("<ul>{links}</ul>"));
    assert_eq!(codes(&document), ["no-article"]);
    assert_eq!(document.related.len(), 19);
}

#[test]
fn what_a_team_knows_of_a_site_holds() {
    let html = format!(
        "<title>حريق في مستودع قرب السوق</title><div class=q>{STORY}</div><div class=z><p>هذه فقرة طويلة من صندوق لا صلة له \
         بالخبر، وفيها كلام كثير يكفي لأن تحسب منه لولا أن أحدا قال غير ذلك.</p></div>"
    );
    let sites =
        Sites::with("[[site]]\ndomain = \"sahel.example\"\noutlet = \"الساحل\"\nbody = [\"div.q\"]").unwrap();
    let read = |sites| {
        let hints = Hints {
            url: Some("https://sahel.example/1"),
            sites,
            ..Hints::default()
        };
        read_page(html.as_bytes(), &hints).remove(0)
    };
    assert_eq!(body(&read(Some(&sites))).len(), 2);
    assert_eq!(read(Some(&sites)).outlet.as_deref(), Some("الساحل"));
    assert_eq!(body(&read(None)).len(), 3);
}

#[test]
fn nothing_that_is_cut_or_flipped_breaks_it() {
    let html = format!(
        "<!DOCTYPE html><html lang=ar><head><title>حريق</title><script type=application/ld+json>{{\"@type\":\"NewsArticle\",\
         \"headline\":\"حريق\",\"datePublished\":\"2026-03-01T10:00:00Z\"}}</script></head><body><h1>حريق</h1>{STORY}\
         <table><tr><td>1<td>2</table></body></html>"
    );
    let bytes = html.as_bytes();
    let mut seed = 7u64;
    for _ in 0..300 {
        seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1);
        let mut broken = bytes[..(seed >> 33) as usize % bytes.len()].to_vec();
        if let Some(byte) = broken.last_mut() {
            *byte ^= (seed >> 20) as u8;
        }
        for document in read_page(&broken, &Hints::default()) {
            for block in &document.blocks {
                assert!(!block.span.of(&document.text).is_empty());
            }
        }
    }
}
