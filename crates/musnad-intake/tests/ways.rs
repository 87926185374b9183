//! Feeds, sitemaps, JSON, Parquet, WACZ and what is packed: what comes out of each, and how faults are told.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod made;

use made::{gzip, members, page, read, read_as, response, told, url};
use musnad_intake::{Content, Input, Item, Kind, Options, items};
use musnad_page::Hints;
use parquet::data_type::{ByteArray, ByteArrayType, Int64Type};
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use std::io::Write;
use std::sync::Arc;

fn text(item: &Item) -> &str {
    match &item.content {
        Content::Text(text) => text,
        Content::Page(bytes) => std::str::from_utf8(bytes).unwrap(),
        other => panic!("{other:?}"),
    }
}

fn codes(item: &Item) -> Vec<&'static str> {
    item.diagnostics.iter().map(|d| d.code).collect()
}

const RSS: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/">
<channel><title>صحيفة المرفأ</title><link>https://marfa.example</link>
<item><title>سيول &amp; رياح</title><link>https://marfa.example/1</link><guid>m-1</guid>
  <pubDate>Mon, 02 Dec 2024 10:30:00 +0300</pubDate>
  <description>موجز</description>
  <content:encoded><![CDATA[<p>قطعت السيول الطريق.</p>]]></content:encoded></item>
<item><title>هدوء في الميناء</title><link>https://marfa.example/2</link>
  <pubDate>الاثنين، 2 كانون الأول 2024</pubDate>
  <description>&lt;p&gt;عاد&amp;nbsp;الهدوء &lt;b&gt;إلى&lt;/b&gt; الميناء.&lt;/p&gt;</description></item>
</channel></rss>"#;

#[test]
fn rss_gives_pages_and_summaries() {
    let items = read(RSS.into());
    assert_eq!(
        told(&items),
        ["https://marfa.example/1", "https://marfa.example/2"]
    );
    let [whole, short] = &items[..] else { panic!() };
    assert!(text(whole).contains("<h1>سيول &amp; رياح</h1>\n<p>قطعت السيول الطريق.</p>"));
    assert_eq!(whole.known.title.as_deref(), Some("سيول & رياح"));
    assert_eq!(whole.known.outlet.as_deref(), Some("صحيفة المرفأ"));
    assert_eq!(whole.known.id.as_deref(), Some("m-1"));
    assert_eq!(
        whole.known.published.as_deref(),
        Some("2024-12-02T10:30:00+03:00")
    );
    assert_eq!(whole.place.as_deref(), Some("entry 1"));
    assert_eq!(text(short), "هدوء في الميناء\n\nعاد الهدوء إلى الميناء.");
    assert_eq!(codes(short), ["summary-only"]);
    assert_eq!(
        short.known.published.as_deref(),
        Some("2024-12-02"),
        "Arabic months are read"
    );
}

#[test]
fn atom_and_json_feeds_are_feeds_too() {
    let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>المرفأ</title><id>f</id><updated>2024-12-02T00:00:00Z</updated>
        <entry><title>خبر</title><id>e1</id><link href="https://marfa.example/1"/><updated>2024-12-02T07:00:00+02:00</updated>
        <content type="html">&lt;p&gt;نص الخبر&lt;/p&gt;</content></entry></feed>"#;
    let json = r#"{"version":"https://jsonfeed.org/version/1.1","title":"المرفأ","items":[
        {"id":"e1","url":"https://marfa.example/1","title":"خبر","content_html":"<p>نص الخبر</p>","date_published":"2024-12-02T07:00:00+02:00"},
        {"id":"e2","url":"https://marfa.example/2","title":"خبر ثان","content_text":"نص"}]}"#;
    for feed in [atom, json] {
        let items = read(feed.into());
        assert!(
            text(&items[0]).contains("<h1>خبر</h1>\n<p>نص الخبر</p>"),
            "{items:?}"
        );
        let known = &items[0].known;
        assert_eq!(known.published.as_deref(), Some("2024-12-02T07:00:00+02:00"));
        assert_eq!(
            (known.outlet.as_deref(), known.id.as_deref()),
            (Some("المرفأ"), Some("e1"))
        );
        assert_eq!(known.url.as_deref(), Some("https://marfa.example/1"));
    }
    assert_eq!(text(&read(json.into())[1]), "خبر ثان\n\nنص");
}

#[test]
fn a_broken_feed_gives_what_stands_before_the_break() {
    let broken = RSS.replace("<title>هدوء في الميناء</title>", "<title>هدوء</titel>");
    let found = told(&read(broken.into()));
    assert_eq!(found[0], "https://marfa.example/1");
    assert!(found[1].starts_with("-: bad-feed: line 8, column "), "{found:?}");
    let cut = &RSS.as_bytes()[..RSS.len() - 40];
    let found = told(&read(cut.to_vec()));
    assert!(
        found[0] == "https://marfa.example/1" && found[1].contains("line "),
        "{found:?}"
    );
    let json = br#"{"version":"https://jsonfeed.org/version/1.1","items":[{"id":"#;
    assert!(told(&read(json.to_vec()))[0].contains("line 1"));
}

#[test]
fn feeds_are_read_with_what_they_often_lack() {
    let feed = "<rss><channel><title>x</title><item><title>سيول & رياح</title><link>https://m.example/?a=1&b=2</link>\
        <description>قطعت&nbsp;السيول الطريق.</description></item></channel></rss>";
    let items = read(feed.into());
    assert_eq!(text(&items[0]), "سيول & رياح\n\nقطعت السيول الطريق.");
    assert_eq!(told(&items), ["https://m.example/?a=1&b=2"]);
}

#[test]
fn a_feed_that_is_a_page_is_told_where_a_feed_was_asked_for() {
    let asked = Options {
        expect: Some(Kind::Feed),
        ..Options::default()
    };
    let found = told(&read_as(page(1).into(), asked.clone()));
    assert_eq!(found, ["-: unexpected-kind: expected a feed, found an HTML page"]);
    assert_eq!(told(&read_as(gzip(RSS.as_bytes()), asked)).len(), 2);
    assert_eq!(text(&read(page(1).into())[0]), page(1));
}

#[test]
fn sitemaps_give_what_is_to_be_fetched() {
    let map = r#"<?xml version="1.0"?><urlset xmlns="http://www.sitemaps.org/schemas/sitemap/0.9" xmlns:news="n">
        <url><loc> https://marfa.example/1?a=1&amp;b=2 </loc><lastmod>2020-01-01</lastmod><news:news>
        <news:publication><news:name>المرفأ</news:name></news:publication>
        <news:publication_date>2024-12-02T10:30:00+03:00</news:publication_date>
        <news:title><![CDATA[خبر]]></news:title></news:news></url>
        <url><loc>https://marfa.example/2</loc></url><url><loc>x</wrong></url></urlset>"#;
    let items = read(map.into());
    let Content::Fetch(first) = &items[0].content else {
        panic!()
    };
    assert_eq!(first, "https://marfa.example/1?a=1&b=2");
    let known = &items[0].known;
    assert_eq!(known.published.as_deref(), Some("2024-12-02T10:30:00+03:00"));
    assert_eq!(
        (known.outlet.as_deref(), known.title.as_deref()),
        (Some("المرفأ"), Some("خبر"))
    );
    assert!(items[1].diagnostics.is_empty());
    assert!(
        told(&items)[2].starts_with("-: bad-xml: line 6, column "),
        "{items:?}"
    );
    let index = "<sitemapindex><sitemap><loc>https://marfa.example/a.xml</loc></sitemap></sitemapindex>";
    assert_eq!(told(&read(index.into())), ["https://marfa.example/a.xml"]);
}

#[test]
fn records_come_in_lines_lists_and_objects() {
    let a = r#"{"id":"a","text":"قصفت طائرات بلدة."}"#;
    let b = r#"{"id":"b","text":"هدوء."}"#;
    let spread = |s: &str| s.replace(',', ",\n  ").replace('{', "{\n  ");
    for (input, places) in [
        (format!("{a}\n\n{b}\n"), [None, None]),
        (format!("[{a},{b}]"), [Some("record 1"), Some("record 2")]),
        (format!("[\n{a},\n{b}\n]\n"), [Some("record 1"), Some("record 2")]),
        (
            format!("{}\n{}", spread(a), spread(b)),
            [Some("record 1"), Some("record 2")],
        ),
    ] {
        let items = read(input.clone().into());
        let ids = items.iter().map(|item| match &item.content {
            Content::Record(line) => line.read(&Hints::default()).remove(0).id,
            other => panic!("{other:?}"),
        });
        assert_eq!(ids.collect::<Vec<_>>(), ["a", "b"], "{input}");
        let found: Vec<_> = items.iter().map(|i| i.place.as_deref()).collect();
        assert_eq!(found, places, "{input}");
    }
}

/// A Parquet file of some rows in groups of two; the third row has no text.
fn parquet(text: &str) -> Vec<u8> {
    let schema = format!(
        "message rows {{ REQUIRED INT64 id (INTEGER(64,true)); OPTIONAL BYTE_ARRAY {text} (UTF8); \
         OPTIONAL INT64 date (TIMESTAMP(MICROS,true)); OPTIONAL group tags (LIST) {{ REPEATED group list {{ \
         OPTIONAL BYTE_ARRAY element (UTF8); }} }} }}"
    );
    let schema = Arc::new(parquet::schema::parser::parse_message_type(&schema).unwrap());
    let properties = WriterProperties::builder().set_compression(parquet::basic::Compression::SNAPPY);
    let mut writer = SerializedFileWriter::new(Vec::new(), schema, Arc::new(properties.build())).unwrap();
    for group in 0..2i64 {
        let mut rows = writer.next_row_group().unwrap();
        let mut column = rows.next_column().unwrap().unwrap();
        column
            .typed::<Int64Type>()
            .write_batch(&[group * 2 + 1, group * 2 + 2], None, None)
            .unwrap();
        column.close().unwrap();
        let mut column = rows.next_column().unwrap().unwrap();
        let texts = [
            ByteArray::from("قصفت طائرات بلدة."),
            ByteArray::from("هدوء في الميناء."),
        ];
        let levels: &[i16] = if group == 0 { &[1, 1] } else { &[0, 1] };
        column
            .typed::<ByteArrayType>()
            .write_batch(&texts[usize::from(group == 1)..], Some(levels), None)
            .unwrap();
        column.close().unwrap();
        let mut column = rows.next_column().unwrap().unwrap();
        column
            .typed::<Int64Type>()
            .write_batch(&[1_733_128_200_000_000], Some(&[1, 0]), None)
            .unwrap();
        column.close().unwrap();
        let mut column = rows.next_column().unwrap().unwrap();
        column
            .typed::<ByteArrayType>()
            .write_batch(&[], Some(&[0, 0]), Some(&[0, 0]))
            .unwrap();
        column.close().unwrap();
        rows.close().unwrap();
    }
    writer.into_inner().unwrap()
}

fn with_columns(columns: &str) -> Options {
    Options {
        columns: columns.parse().unwrap(),
        ..Options::default()
    }
}

#[test]
fn rows_of_parquet_are_read() {
    let items = read_as(parquet("body"), with_columns("text=body,published=date"));
    assert_eq!(items.len(), 4);
    assert_eq!(text(&items[0]), "قصفت طائرات بلدة.");
    assert_eq!(items[0].known.published.as_deref(), Some("2024-12-02T08:30:00Z"));
    assert_eq!(items[1].known.published, None);
    let ids: Vec<_> = items.iter().filter_map(|i| i.known.id.as_deref()).collect();
    assert_eq!(ids, ["1", "2", "3", "4"]);
    assert_eq!(
        told(&items)[2],
        "row 3: bad-record: the row has neither text nor html"
    );
    assert_eq!(
        (text(&items[3]), items[3].place.as_deref()),
        ("هدوء في الميناء.", Some("row 4"))
    );
    assert_eq!(read(parquet("text")).len(), 4);
}

#[test]
fn a_parquet_without_the_columns_says_which_it_has() {
    let found = told(&read(parquet("body")));
    assert!(
        found[0].contains("neither a column “text” nor “html”"),
        "{found:?}"
    );
    assert!(
        found[0].ends_with("the file has the columns id, body, date, tags"),
        "{found:?}"
    );
    let found = told(&read_as(parquet("body"), with_columns("text=words")));
    assert!(found[0].contains("there is no column “words”"), "{found:?}");
    let found = told(&read_as(parquet("body"), with_columns("text=tags")));
    assert!(found[0].contains("holds no single values"), "{found:?}");
}

#[test]
fn a_damaged_parquet_ends_well() {
    let whole = parquet("text");
    let options = || with_columns("published=date");
    for cut in (0..whole.len()).step_by(7) {
        read_as(whole[..cut].to_vec(), options());
    }
    for at in 4..whole.len() {
        for change in [0x01, 0x80, 0xFF] {
            let mut damaged = whole.clone();
            damaged[at] ^= change;
            read_as(damaged, options());
        }
    }
}

#[test]
fn no_damage_stops_a_run() {
    let atom = r#"<feed xmlns="http://www.w3.org/2005/Atom"><title>a</title><id>f</id><entry><title>b</title><id>e</id>
        <content type="xhtml"><div>c</div></content><published>2024-12-02T00:00:00Z</published></entry></feed>"#;
    let json = r#"{"version":"https://jsonfeed.org/version/1.1","title":"a","items":[{"id":"e","content_text":"b"}]}"#;
    let map = "<urlset><url><loc>u</loc><news><title><![CDATA[a]]></title></news></url></urlset>";
    let wacz = zip(&[(
        "archive/a.warc",
        b"WARC/1.0\r\nWARC-Type: x\r\nContent-Length: 0\r\n\r\n\r\n\r\n",
    )]);
    let list = r#"[{"text":"a\"b"},{"html":"c"}]"#;
    let zstd = zstd::encode_all(atom.as_bytes(), 3).unwrap();
    let samples = [
        RSS.as_bytes(),
        atom.as_bytes(),
        json.as_bytes(),
        map.as_bytes(),
        &wacz,
        list.as_bytes(),
        &zstd,
    ];
    for sample in samples {
        for at in 0..sample.len() {
            let mut damaged = sample.to_vec();
            for change in [0x01, 0x1C, 0xFF] {
                damaged[at] = sample[at] ^ change;
                assert!(
                    read(damaged.clone()).len() <= 30,
                    "{at}: {}",
                    String::from_utf8_lossy(&damaged)
                );
            }
            assert!(read(sample[..at].to_vec()).len() <= 30);
        }
    }
}

fn zip(files: &[(&str, &[u8])]) -> Vec<u8> {
    let mut out = zip::ZipWriter::new(std::io::Cursor::new(Vec::new()));
    for (name, bytes) in files {
        let method = match name.ends_with(".gz") {
            true => zip::CompressionMethod::Stored,
            false => zip::CompressionMethod::Deflated,
        };
        let options = zip::write::SimpleFileOptions::default().compression_method(method);
        out.start_file(*name, options).unwrap();
        out.write_all(bytes).unwrap();
    }
    out.finish().unwrap().into_inner()
}

#[test]
fn archives_in_a_wacz_are_read_in_order() {
    let file = zip(&[
        ("archive/b.warc", &[response(2), response(3)].concat()),
        ("pages/pages.jsonl", b"{}"),
        ("archive/a.warc.gz", &members(&[response(0), response(1)])),
    ]);
    let items = read(file.clone());
    assert_eq!(told(&items), [0, 1, 2, 3].map(url));
    assert_eq!(
        items[0].place.as_deref(),
        Some("archive/a.warc.gz record 1 at byte 0")
    );
    let piped = told(&items_of_stream(file));
    assert!(piped[0].contains("from a file, not from a pipe"), "{piped:?}");
    assert!(told(&read(zip(&[("word/document.xml", b"<w/>")])))[0].contains("no WACZ"));
    assert!(told(&read(b"PK\x03\x04 and nothing".to_vec()))[0].contains("damaged"));
}

fn items_of_stream(bytes: Vec<u8>) -> Vec<Item> {
    items(Input::stream(std::io::Cursor::new(bytes)), Options::default()).collect()
}

#[test]
fn what_is_packed_is_what_is_inside() {
    for packed in [
        gzip(RSS.as_bytes()),
        zstd::encode_all(RSS.as_bytes(), 3).unwrap(),
        gzip(&gzip(RSS.as_bytes())),
    ] {
        assert_eq!(told(&items_of_stream(packed)).len(), 2);
    }
    assert_eq!(text(&read(gzip("سيول".as_bytes()))[0]), "سيول");
    let cut = gzip(page(1).as_bytes());
    let found = told(&read(cut[..cut.len() - 12].to_vec()));
    assert!(found[0].starts_with("-: unreadable"), "{found:?}");
    let bomb = gzip(&vec![b' '; 65 << 20]);
    let told_bomb = told(&read([gzip(b"{\"text\":1}\n"), bomb].concat()));
    assert!(told_bomb[1].contains("more than 250 times"), "{told_bomb:?}");
}

#[test]
fn what_is_not_known_is_passed_over_in_folders() {
    let known = || Options {
        known_alone: true,
        ..Options::default()
    };
    for unknown in [
        "نص",
        "{\"name\":\"package\"}",
        "<?xml version='1.0'?><invoice/>",
        "%PDF-1.4",
    ] {
        for bytes in [unknown.into(), gzip(unknown.as_bytes())] {
            let items = read_as(bytes, known());
            assert!(
                matches!(
                    &items[..],
                    [Item {
                        content: Content::Note(_),
                        ..
                    }]
                ),
                "{unknown}: {items:?}"
            );
        }
    }
    assert_eq!(told(&read_as(RSS.into(), known())).len(), 2);
}
