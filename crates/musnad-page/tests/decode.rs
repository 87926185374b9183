//! Sentences of our own in every encoding, rightly, wrongly and not declared, damaged, mixed and encoded twice.

use encoding_rs::{Encoding, ISO_8859_6, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252, WINDOWS_1256};
use musnad_page::{Hints, RecordLines, decode};

/// Sentences whose letters and marks both single-byte encodings have.
const SENTENCES: &[&str] = &[
    "قُتل ثلاثة جنود في غارة على الحدود، قال الجيش.",
    "أعلنت وزارة الصحة إصابة 14 شخصا في حريق بسوق البلدة القديمة",
    "وصل الوفد إلى المدينة بعد ظهر الخميس؛ هل يوقع الاتفاق؟",
    "نفى المتحدث باسم البلدية علمه بالقرار",
    "احتج عشرات العمال أمام مصنع النسيج في ضاحية المرج على تأخر الأجور",
    "عاجل: انفجار في المرج",
    "شب حريق قرب الجسر ولم يصب أحد بأذى وفق الدفاع المدني.\nثم أخمد بعد ساعة.",
];

/// What the server may say, right or wrong.
const DECLARATIONS: &[Option<&str>] = &[
    None,
    Some("text/html"),
    Some("text/html; charset=utf-8"),
    Some("text/html; charset=windows-1256"),
    Some("text/html; charset=ISO-8859-1"),
    Some("text/plain; charset=\"iso-8859-6\""),
    Some("utf-16"),
    Some("text/html; charset=x-user-defined"),
    Some("text/html; charset=arabic-of-our-own"),
];

fn read(bytes: &[u8]) -> (String, Vec<&'static str>) {
    read_as(bytes, None)
}

fn read_as(bytes: &[u8], server: Option<&str>) -> (String, Vec<&'static str>) {
    let mut diagnostics = Vec::new();
    let text = decode(bytes, server, &mut diagnostics);
    (text, diagnostics.iter().map(|d| d.code).collect())
}

fn message(bytes: &[u8], server: Option<&str>) -> String {
    let mut diagnostics = Vec::new();
    decode(bytes, server, &mut diagnostics);
    diagnostics.into_iter().map(|d| d.message).collect()
}

/// `text` in an encoding that is written out by hand where `encoding_rs` only reads it.
fn bytes_in(text: &str, encoding: &'static Encoding) -> Vec<u8> {
    if encoding == UTF_16LE {
        return text.encode_utf16().flat_map(u16::to_le_bytes).collect();
    }
    if encoding == UTF_16BE {
        return text.encode_utf16().flat_map(u16::to_be_bytes).collect();
    }
    let (bytes, _, bad) = encoding.encode(text);
    assert!(!bad, "{text} cannot be written in {}", encoding.name());
    bytes.into_owned()
}

/// The code that a declaration of `server` must give where the bytes are `encoding`.
fn expected_code(encoding: &'static Encoding, server: Option<&str>) -> Vec<&'static str> {
    let named = match server {
        None | Some("text/html") => None,
        Some(s) if s.contains("utf-8") => Some(UTF_8),
        Some(s) if s.contains("1256") => Some(WINDOWS_1256),
        Some(s) if s.contains("8859-1") => Some(WINDOWS_1252),
        Some(s) if s.contains("8859-6") => Some(ISO_8859_6),
        Some("utf-16") => Some(UTF_16LE),
        Some(_) => return vec!["encoding-overruled"],
    };
    match named {
        None if encoding == UTF_8 => vec![],
        None => vec!["encoding-guessed"],
        Some(named) if named == encoding => vec![],
        Some(_) => vec!["encoding-overruled"],
    }
}

/// 7 sentences in 5 encodings under 9 declarations.
#[test]
fn what_the_bytes_are_decides() {
    for sentence in SENTENCES {
        for encoding in [UTF_8, WINDOWS_1256, ISO_8859_6, UTF_16LE, UTF_16BE] {
            let bytes = bytes_in(sentence, encoding);
            for server in DECLARATIONS {
                let (text, codes) = read_as(&bytes, *server);
                let place = format!("{sentence} in {} under {server:?}", encoding.name());
                assert_eq!(text, *sentence, "{place}");
                assert_eq!(codes, expected_code(encoding, *server), "{place}");
            }
        }
    }
}

#[test]
fn pages_that_declare_themselves() {
    for (declaration, encoding, codes) in [
        ("<meta charset=\"utf-8\">", UTF_8, &[][..]),
        ("<meta charset=\"utf-8\">", WINDOWS_1256, &["encoding-overruled"]),
        ("<meta charset=windows-1256>", WINDOWS_1256, &[]),
        ("<meta charset=windows-1256>", UTF_8, &["encoding-overruled"]),
        (
            "<meta http-equiv='Content-Type' content='text/html; charset=iso-8859-6'>",
            ISO_8859_6,
            &[],
        ),
        (
            "<meta http-equiv='Content-Type' content='text/html; charset=iso-8859-1'>",
            ISO_8859_6,
            &["encoding-overruled"],
        ),
        ("<?xml version='1.0' encoding='windows-1256'?>", WINDOWS_1256, &[]),
        (
            "<?xml version='1.0' encoding='cp1252'?>",
            WINDOWS_1256,
            &["encoding-overruled"],
        ),
        ("<meta charset=utf-16>", UTF_8, &["encoding-overruled"]),
        ("<title>", WINDOWS_1256, &["encoding-guessed"]),
    ] {
        for sentence in SENTENCES {
            let page = format!("{declaration}\n<p class=\"text\">{sentence}</p>\n");
            let read = read(&bytes_in(&page, encoding));
            assert_eq!(
                read,
                (page.clone(), codes.to_vec()),
                "{declaration} in {}",
                encoding.name()
            );
        }
    }
}

#[test]
fn byte_order_marks_are_believed() {
    for sentence in SENTENCES {
        let marked = format!("\u{FEFF}{sentence}");
        for encoding in [UTF_8, UTF_16LE, UTF_16BE] {
            assert_eq!(read(&bytes_in(&marked, encoding)), ((*sentence).into(), vec![]));
        }
    }
    // a mark of UTF-8 that an editor put before old bytes
    let lying = [b"\xEF\xBB\xBF", &bytes_in(SENTENCES[0], WINDOWS_1256)[..]].concat();
    assert_eq!(read(&lying), (SENTENCES[0].into(), vec!["encoding-guessed"]));
}

#[test]
fn marks_of_windows_are_read() {
    let text = "قال الوزير: «لن نتراجع» – مؤكدا أن “الخطة” قائمة… وكتب في Café Nour";
    assert_eq!(
        read(&bytes_in(text, WINDOWS_1256)),
        (text.into(), vec!["encoding-guessed"])
    );
    assert_eq!(
        read(&bytes_in("كتب پيتر چاپمان عن گرگان", WINDOWS_1256)).0,
        "كتب پيتر چاپمان عن گرگان"
    );
}

#[test]
fn other_languages_keep_what_they_declare() {
    let russian = "Министр приехал в город вчера вечером";
    let bytes = bytes_in(russian, encoding_rs::WINDOWS_1251);
    assert_eq!(read_as(&bytes, Some("windows-1251")), (russian.into(), vec![]));
    assert_eq!(read(&bytes), (russian.into(), vec!["encoding-guessed"]));
    let french = "Le maire a été réélu à Orléans l'été dernier";
    let bytes = bytes_in(french, WINDOWS_1252);
    assert_eq!(read_as(&bytes, Some("latin1")), (french.into(), vec![]));
    assert_eq!(
        read_as(french.as_bytes(), Some("latin1")),
        (french.into(), vec!["encoding-overruled"])
    );
}

/// Any sentence in UTF-8 beside any other in an old encoding, on lines of their own and on one line.
#[test]
fn mixed_pages_are_read_piece_by_piece() {
    let longer = || SENTENCES.iter().filter(|s| s.len() > 20);
    for new in longer() {
        for old in longer() {
            for encoding in [WINDOWS_1256, ISO_8859_6] {
                for gap in ["\n", "</p><p>", " | "] {
                    let old_bytes = bytes_in(old, encoding);
                    let page = [
                        new.as_bytes(),
                        gap.as_bytes(),
                        &old_bytes,
                        gap.as_bytes(),
                        new.as_bytes(),
                    ];
                    let want = format!("{new}{gap}{old}{gap}{new}");
                    let place = format!("{} {gap:?} {old}", encoding.name());
                    assert_eq!(read(&page.concat()), (want, vec!["mixed-encoding"]), "{place}");
                }
            }
        }
    }
}

#[test]
fn mixed_pages_name_the_line() {
    let page = [
        b"<meta charset=utf-8>\n",
        SENTENCES[0].as_bytes(),
        b"\n",
        &bytes_in(SENTENCES[1], WINDOWS_1256),
    ];
    let told = message(&page.concat(), None);
    assert_eq!(
        told,
        "UTF-8 with pieces in windows-1256: 1 of them, the first on line 3"
    );
}

#[test]
fn stray_marks_in_utf8_are_read() {
    let page = [
        "قال الوزير: ".as_bytes(),
        b"\x93",
        "لن نتراجع".as_bytes(),
        b"\x94 \x96 ",
        "وغادر\u{85}".as_bytes(),
        b"\xA0",
    ];
    let want = "قال الوزير: “لن نتراجع” – وغادر\u{85}\u{A0}";
    assert_eq!(read(&page.concat()), (want.into(), vec!["mixed-encoding"]));
}

#[test]
fn damage_is_told() {
    let mut cut = "قصف على البلدة".as_bytes().to_vec();
    cut.truncate(cut.len() - 1);
    assert_eq!(read(&cut), ("قصف على البلد\u{FFFD}".into(), vec!["invalid-utf8"]));
    assert_eq!(read(&cut[1..]).0, "\u{FFFD}صف على البلد\u{FFFD}");
    let inside = ["وصل الوفد".as_bytes(), b"\xD8 \xD9 ", "إلى المدينة".as_bytes()].concat();
    let want = "وصل الوفد\u{FFFD} \u{FFFD} إلى المدينة";
    assert_eq!(read(&inside), (want.into(), vec!["invalid-utf8"]));
    let mut odd = bytes_in("\u{FEFF}قصف على البلدة", UTF_16LE);
    odd.pop();
    assert_eq!(
        read(&odd),
        ("قصف على البلد\u{FFFD}".into(), vec!["invalid-bytes"])
    );
}

#[test]
fn files_that_are_no_text() {
    for (bytes, name) in [
        (&b"\x89PNG\r\n\0\0\0"[..], "PNG"),
        (b"%PDF-1.4\n1 0 obj", "PDF"),
        (b"\x1F\x8B\x08\0\0\0\0\0\0\x03\x4B", "gzip"),
        (b"PK\x03\x04\x14\0\0\0", "zip"),
        (b"\x78\x9C\x01\x02\x03\x04\x05\x06\x07\x08\x0E\x0F", "deflate"),
        (b"GIF89a\x01\0\x01\0", "GIF"),
        (b"BM6\0\0\0\0\0\0\0\xFF\xFF\xFF\xFF\xFE\xFF\xFE\xFE", "BMP"),
        (&[0; 64], "no text"),
        (&[1, 0, 0, 0, 2, 0, 0, 0, 3, 0, 0, 0, 4, 0, 0, 0], "no text"),
    ] {
        assert_eq!(read(bytes), (String::new(), vec!["binary"]), "{name}");
        assert!(
            message(bytes, Some("text/html; charset=utf-8")).contains(name),
            "{name}"
        );
    }
    assert_eq!(read(b""), (String::new(), vec![]));
}

#[test]
fn zeros_in_good_text_are_dropped() {
    for encoding in [UTF_8, WINDOWS_1256] {
        let [a, b] = [SENTENCES[0], SENTENCES[3]].map(|s| bytes_in(s, encoding));
        let (text, codes) = read(&[&a[..], b"\0\n", &b, &[0; 512]].concat());
        assert_eq!(text, [SENTENCES[0], SENTENCES[3]].join("\n"));
        assert_eq!(codes.last(), Some(&"nul-bytes"));
    }
    let told = message("أ\nب\0\0".as_bytes(), None);
    assert_eq!(told, "NUL bytes were left out: 2, the first on line 2");
}

/// What a program writes that takes `bytes` for `encoding` and saves as UTF-8.
fn misread(bytes: &[u8], encoding: &'static Encoding) -> String {
    encoding.decode_without_bom_handling(bytes).0.into_owned()
}

#[test]
fn encoded_twice_is_turned_back() {
    for sentence in SENTENCES {
        let with_quotes = format!("{sentence}\n«{sentence}»");
        for text in [
            (*sentence).to_owned(),
            with_quotes,
            format!("<p dir=rtl>{sentence}</p>"),
        ] {
            for read_as in [WINDOWS_1252, WINDOWS_1256] {
                let once = misread(text.as_bytes(), read_as);
                assert_ne!(once, text);
                let place = format!("{text} as {}", read_as.name());
                assert_eq!(
                    read(once.as_bytes()),
                    (text.clone(), vec!["encoded-twice"]),
                    "{place}"
                );
                let again = misread(once.as_bytes(), read_as);
                assert_eq!(read(again.as_bytes()).0, text, "twice, {place}");
            }
        }
        for written in [WINDOWS_1256, ISO_8859_6] {
            let once = misread(&bytes_in(sentence, written), WINDOWS_1252);
            assert_eq!(
                read(once.as_bytes()),
                ((*sentence).into(), vec!["encoded-twice"]),
                "{sentence}"
            );
        }
    }
}

#[test]
fn encoded_twice_beside_good_text() {
    let menu = "<p>فن</p>\n<p>©\u{A0}1441هـ</p>\n";
    let page = format!("{menu}{}", SENTENCES.join("\n"));
    for read_as in [WINDOWS_1252, WINDOWS_1256] {
        let once = misread(page.as_bytes(), read_as);
        assert_eq!(read(once.as_bytes()), (page.clone(), vec!["encoded-twice"]));
    }
    for read_as in [WINDOWS_1252, WINDOWS_1256] {
        let bad = misread(SENTENCES[1].as_bytes(), read_as);
        let page = format!("{}\n«{bad}»\n{}", SENTENCES[0], SENTENCES[2]);
        let want = format!("{}\n«{}»\n{}", SENTENCES[0], SENTENCES[1], SENTENCES[2]);
        assert_eq!(read(page.as_bytes()), (want, vec!["encoded-twice"]));
        assert!(message(page.as_bytes(), None).ends_with("the first on line 2"));
    }
}

#[test]
fn good_text_is_never_turned_back() {
    for text in [
        "أغلق الطريق إلى الخط، ثم فُتح. النفط\u{A0}والغاز «الوسط» والضغط؛ ط§ مادة",
        "L'été dernier à Orléans: «réélu»",
        "Çédille ÀÉÎ ÕÖØ en majuscules",
        "Øystein Ørn og Åse på Ærø",
        "ط و ظ",
        "حرف الضاد Ø وحده",
    ] {
        assert_eq!(read(text.as_bytes()), (text.into(), vec![]), "{text}");
    }
}

/// A small generator of numbers (xorshift), so that each run is the same.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, end: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        (self.0 % end.max(1) as u64) as usize
    }
}

/// Cuts, flips and gluings of all encodings: always a text, and never one that grew beyond measure.
#[test]
fn no_bytes_make_it_fail() {
    let mut numbers = Numbers(0x2024_1202);
    let encodings = [UTF_8, WINDOWS_1256, ISO_8859_6, UTF_16LE, UTF_16BE];
    for round in 0..4000 {
        let mut bytes = Vec::new();
        for _ in 0..=numbers.below(3) {
            let sentence = SENTENCES[numbers.below(SENTENCES.len())];
            let part = bytes_in(sentence, encodings[numbers.below(encodings.len())]);
            let start = numbers.below(part.len());
            let end = start + numbers.below(part.len() - start + 1);
            bytes.extend_from_slice(&part[start..end]);
        }
        for _ in 0..numbers.below(6) {
            let at = numbers.below(bytes.len());
            if let Some(byte) = bytes.get_mut(at) {
                *byte = numbers.below(256) as u8;
            }
        }
        let server = DECLARATIONS[numbers.below(DECLARATIONS.len())];
        let (text, codes) = read_as(&bytes, server);
        assert!(text.len() <= bytes.len() * 3 + 3, "round {round}: {codes:?}");
        assert!(!text.contains('\0'), "round {round}");
    }
    for _ in 0..500 {
        let noise: Vec<u8> = (0..numbers.below(300))
            .map(|_| numbers.below(256) as u8)
            .collect();
        read(&noise);
        read(&[b"<meta charset=", &noise[..]].concat());
    }
}

/// What is right stays right: good UTF-8 comes out as it went in, whatever is cut from it at line ends.
#[test]
fn good_utf8_is_left_alone() {
    let all = SENTENCES.join("\n");
    let mut numbers = Numbers(7);
    for _ in 0..200 {
        let from = numbers.below(all.chars().count());
        let part: String = all.chars().skip(from).take(1 + numbers.below(80)).collect();
        assert_eq!(read(part.as_bytes()), (part, vec![]));
    }
}

/// Bare text is cleaned whichever way it is read, and the hash is that of the bytes.
#[test]
fn bare_text_is_cleaned() {
    let page = "وفد أممي يزور بلدة السدرة\n\nزار\u{A0}وفد أمم\u{200B}ي البلدة أمس، وقال: &quot;ﻻ نتوقع تأخيرا&quot;.\n";
    let want = "وفد أممي يزور بلدة السدرة\n\nزار وفد أممي البلدة أمس، وقال: \"لا نتوقع تأخيرا\".";
    let documents = [
        musnad_page::read(page.as_bytes(), &Hints::default()),
        musnad_page::read_page(page.as_bytes(), &Hints::default()).remove(0),
    ];
    for document in documents {
        let codes: Vec<&str> = document.diagnostics.iter().map(|d| d.code).collect();
        assert_eq!(document.text, want);
        assert_eq!(
            codes,
            ["presentation-forms", "double-escaped", "invisible-characters"]
        );
        assert_ne!(
            document.sha256,
            musnad_page::read(want.as_bytes(), &Hints::default()).sha256
        );
    }
}

/// A page in HTML is the same document in every encoding, with noise that nobody sees in it or not.
#[test]
fn html_is_the_same_in_every_encoding() {
    let paragraphs: String = SENTENCES.iter().map(|s| format!("<p>{s}</p>\n")).collect();
    let page = format!(
        "<!doctype html><html><head><title>خبر</title></head><body><article><h1>انفجار في ضاحية المرج</h1>\n{paragraphs}</article></body></html>"
    );
    let text = |bytes: &[u8]| {
        let document = musnad_page::read_page(bytes, &Hints::default()).remove(0);
        assert!(document.text.contains(SENTENCES[1]), "{}", document.text);
        document.text
    };
    let want = text(page.as_bytes());
    for encoding in [WINDOWS_1256, ISO_8859_6, UTF_16LE, UTF_16BE] {
        assert_eq!(text(&bytes_in(&page, encoding)), want, "{}", encoding.name());
    }
    for noisy in [
        page.replace("صح", "ص\u{200B}ح"),
        page.replace(' ', "\u{A0}")
            .replace("<!doctype\u{A0}", "<!doctype "),
        page.replace("لا", "ﻻ"),
        page.replace('،', "&amp;#1548;"),
    ] {
        assert_eq!(text(noisy.as_bytes()), want);
    }
}

/// A JSON Lines file from an old system: each line is decoded by itself.
#[test]
fn records_in_old_encodings_are_read() {
    let line = |text: &str| format!("{{\"id\":1,\"text\":\"{text}\"}}");
    let whole = line(SENTENCES[1]);
    let mixed = [
        whole.trim_end_matches("\"}").as_bytes(),
        b" ",
        &bytes_in(SENTENCES[3], WINDOWS_1256),
        b"\"}",
    ];
    for (bytes, want, code) in [
        (
            bytes_in(&line(SENTENCES[1]), WINDOWS_1256),
            SENTENCES[1].to_owned(),
            "encoding-guessed",
        ),
        (
            bytes_in(&line(SENTENCES[1]), ISO_8859_6),
            SENTENCES[1].to_owned(),
            "encoding-guessed",
        ),
        (
            mixed.concat(),
            [SENTENCES[1], SENTENCES[3]].join(" "),
            "mixed-encoding",
        ),
    ] {
        let found = RecordLines::of(&bytes[..])
            .next()
            .and_then(Result::ok)
            .map(|l| l.read(&Hints::default()).remove(0));
        let document = found.unwrap_or_default();
        assert_eq!(document.text, want);
        assert_eq!(document.diagnostics[0].code, code);
        assert!(document.diagnostics[0].message.starts_with("line 1: "));
    }
}
