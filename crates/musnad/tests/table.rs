//! The table as it stands on screens of several kinds.

#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

use musnad::screen::Screen;
use musnad::table;
use musnad_extract::{
    Actor, Bound, Claim, Count, EventType, Modality, Outcome, Reading, Role, Source, SourceKind, Stance,
};
use musnad_page::{Document, Hints, read};
use musnad_text::Span;

const PAGE: &str = "غارة على السدرة\n\nقُتل ثلاثة جنود في غارة على السدرة أمس، وفق مصدر نقلت عنه رويترز، \
                    في أعنف هجوم تشهده البلدة الساحلية منذ عام كامل، فيما تواصلت عمليات البحث عن مفقودين.\n";

fn find(document: &Document, words: &str) -> Span {
    let at = document.text.find(words).unwrap();
    Span::new(at, at + words.len())
}

fn source(document: &Document, words: &str) -> Source {
    Source {
        span: Some(find(document, words)),
        id: None,
        name_ar: None,
        name_en: None,
        kind: SourceKind::Unnamed,
        named: false,
        count: None,
        cue: None,
        stance: Stance::Neutral,
    }
}

fn shown(screen: Screen) -> String {
    let document = read(
        PAGE.as_bytes(),
        &Hints {
            outlet: Some("المرفأ"),
            ..Hints::default()
        },
    );
    let claim = Claim {
        event: 1,
        kind: EventType::Assault,
        mode: Some("aerial".into()),
        contexts: Vec::new(),
        modality: Modality::Asserted,
        trigger: find(&document, "قُتل"),
        actors: vec![Actor {
            role: Role::Recipient,
            span: find(&document, "جنود"),
            id: None,
            name_ar: None,
            name_en: Some("Soldiers".into()),
            country: None,
            sector: Some("MIL".into()),
            aligned_with: Vec::new(),
            count: None,
        }],
        place: None,
        from: None,
        to: None,
        time: None,
        toll: vec![Count {
            outcome: Outcome::Killed,
            who: None,
            value: Some(3),
            bound: Bound::AtLeast,
            min: Some(3),
            max: None,
            cumulative: true,
            span: find(&document, "ثلاثة جنود"),
        }],
        attribution: vec![
            source(&document, "مصدر"),
            source(&document, "رويترز"),
            Source {
                span: None,
                kind: SourceKind::Outlet,
                ..source(&document, "مصدر")
            },
        ],
        sentence: document.blocks[1].span,
        rule: "assault.test".into(),
        confidence: 0.914,
        doubtful: false,
    };
    let reading = Reading {
        quotes: Vec::new(),
        claims: vec![claim],
        knowledge: None,
    };
    let mut out = String::new();
    table::write(&mut out, &document, &reading, screen);
    out
}

#[test]
fn a_pipe_gets_plain_text() {
    let text = shown(Screen {
        color: false,
        terminal: false,
        width: 80,
    });
    for part in [
        "ASSAULT · aerial · asserted   event 1 · 91 % · assault.test",
        "    to whom   Soldiers, MIL  جنود",
        "    toll      killed, ≥ 3, in all  ثلاثة جنود",
        "    according مصدر ← رويترز ← المرفأ",
        "    words     [قُتل] ثلاثة جنود",
    ] {
        assert!(text.contains(part), "{part}\n{text}");
    }
    assert!(!text.contains(['\u{2068}', '\u{1b}']));
}

#[test]
fn a_terminal_gets_isolates_that_close_on_their_line() {
    let text = shown(Screen {
        color: true,
        terminal: true,
        width: 60,
    });
    for line in text.lines() {
        assert_eq!(
            line.matches('\u{2068}').count(),
            line.matches('\u{2069}').count(),
            "{line}"
        );
    }
    assert!(text.contains('\u{2068}') && text.contains("\u{1b}["));
    assert!(!text.contains(['[', ']']) || !text.contains("[قُتل]"));
}

#[test]
fn no_line_is_wider_than_the_screen() {
    for width in [40, 60, 100] {
        let text = shown(Screen {
            color: false,
            terminal: false,
            width,
        });
        let lines = text.lines().filter(|l| !l.contains("ASSAULT"));
        for line in lines {
            assert!(
                unicode_width::UnicodeWidthStr::width(line) <= width,
                "{width}: {line}"
            );
        }
    }
}
