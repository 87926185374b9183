//! What each form writes for a handful of made-up events, claims and documents.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on fails")]

mod made;

use made::{EVIL, SENTENCE, all, bare, clash, counted, denied, document, facts, options, strike, talks};
use musnad_export::{DocumentFacts, Export, Fatalities, Format, Options, Rows};
use musnad_record::event::Event;
use serde_json::Value;
use std::collections::{BTreeMap, HashMap};

type Record = HashMap<String, String>;

/// The rows of CSV by column, as the csv crate reads them; the byte order mark must be there.
fn rows(bytes: &[u8]) -> Vec<Record> {
    let text = std::str::from_utf8(bytes)
        .unwrap()
        .strip_prefix('\u{feff}')
        .unwrap();
    let mut reader = csv::Reader::from_reader(text.as_bytes());
    reader.deserialize().map(Result::unwrap).collect()
}

fn one(format: Format, event: &Event, options: Options) -> Record {
    let (bytes, summary) = made::events(format, std::slice::from_ref(event), options);
    assert_eq!(summary.written, 1, "{:?}", summary.left_out);
    rows(&bytes).remove(0)
}

fn json_lines(bytes: &[u8]) -> Vec<Value> {
    let text = std::str::from_utf8(bytes).unwrap();
    text.lines().map(|l| serde_json::from_str(l).unwrap()).collect()
}

#[test]
fn jsonl_is_the_records_as_they_are() {
    let (bytes, _) = made::events(Format::Jsonl, &all(), options());
    let lines = std::str::from_utf8(&bytes).unwrap().lines();
    let read: Vec<Event> = lines.map(|l| serde_json::from_str(l).unwrap()).collect();
    assert_eq!(read, all());
    let first = |bytes: Vec<u8>| {
        String::from_utf8(bytes)
            .unwrap()
            .lines()
            .next()
            .unwrap()
            .to_owned()
    };
    let claim = serde_json::to_string(&made::claim("c1", "d1")).unwrap();
    assert_eq!(first(made::claims(Format::Jsonl)), claim);
    let written = first(made::documents(Format::Jsonl, options()));
    assert_eq!(written, serde_json::to_string(&document()).unwrap());
}

#[test]
fn csv_of_events_is_for_spreadsheets() {
    let (bytes, summary) = made::events(Format::Csv, &all(), options());
    assert_eq!((summary.written, summary.left_out.len()), (6, 0));
    assert!(bytes.starts_with("\u{feff}id,story_id,".as_bytes()));
    assert!(bytes.ends_with(b"\r\n"));
    let row = &rows(&bytes)[0];
    let want = [
        ("id", "e1"),
        ("date_start", "2026-03-04"),
        ("date_end", "2026-03-04"),
        ("place_ar", "السدرة الشرقية"),
        ("place_en", "East Sidra"),
        ("lat", "35.12346"),
        ("actors_ar", "طائرات حربية; الجيش العربي السوري"),
        ("actors_en", "; Syrian Arab Army"),
        ("actors_country", "RUS; SYR"),
        ("killed_low", "10"),
        ("killed_best", ""),
        ("killed_words", "عشرات المدنيين"),
        ("disputed", "perpetrator; toll"),
        ("attribution", "مصدر طبي ← صحيفة المرفأ"),
        ("first_report_url", "https://harbour.example/a?x=1&y=2"),
        ("n_independent", "1"),
        ("record_url", "https://archive.example/m/events/e1"),
    ];
    for (column, value) in want {
        assert_eq!(row[column], value, "{column}");
    }
    // the bell is gone, the line end stays
    assert_eq!(row["sentence"], SENTENCE.replace('\u{7}', ""));
    assert_eq!(rows(&bytes)[2]["id"], "'=e3");
    assert!(rows(&bytes)[2].iter().all(|(k, v)| v.is_empty()
        || k.starts_with("n_")
        || "id type modality grade record_url".contains(k.as_str())));
}

#[test]
fn csv_of_claims_and_documents() {
    let claims = rows(&made::claims(Format::Csv));
    assert_eq!(claims.len(), 2);
    assert_eq!(
        claims[0]["title"],
        format!("'{}", EVIL.trim_start_matches('\u{202e}'))
    );
    assert_eq!(claims[0]["confidence"], "0.9123");
    assert_eq!((&*claims[0]["lat"], &*claims[0]["lon"]), ("35.12346", "36.7"));
    assert_eq!(claims[0]["killed"], "");
    assert_eq!(
        (&*claims[0]["killed_bound"], &*claims[0]["killed_min"]),
        ("vague", "10")
    );
    assert_eq!(
        claims[0]["record_url"],
        "https://archive.example/m/documents/d1#c1"
    );
    let documents = rows(&made::documents(Format::Csv, options()));
    assert_eq!(documents[0]["byline"], "ليلى الحسن; @سمير {}");
    assert_eq!(documents[0]["characters"], SENTENCE.chars().count().to_string());
    let url = "https://archive.example/m/documents/https:%2F%2FHarbour.example%2F%C3%BC%201";
    assert_eq!(documents[1]["record_url"], url);
}

#[test]
fn no_cell_is_a_formula_or_turns_the_text() {
    for start in [
        "=1+1",
        "+1",
        "-1",
        "@SUM(A1)",
        "\t=1",
        "\r=1",
        "\n=1",
        "\u{200f}=1",
        "\u{feff}\u{2067}@x",
        "＝1",
    ] {
        let mut event = strike();
        event.place.as_mut().unwrap().name_ar = Some(start.into());
        let row = one(Format::Csv, &event, options());
        assert!(
            row["place_ar"].starts_with('\''),
            "{start:?}: {:?}",
            row["place_ar"]
        );
    }
    for format in [Format::Csv, Format::Acled, Format::Ucdp, Format::Atom] {
        let (bytes, _) = made::events(format, &all(), options());
        let text = String::from_utf8(bytes).unwrap();
        assert!(!text.contains(['\u{202e}', '\u{200f}', '\u{7}']), "{format:?}");
    }
    let mut south = strike();
    south.place.as_mut().unwrap().lat = Some(-3.5);
    assert_eq!(
        one(Format::Csv, &south, options())["lat"],
        "-3.5",
        "a number stays a number"
    );
}

#[test]
fn acled_has_its_columns_and_then_ours() {
    let (bytes, summary) = made::events(Format::Acled, &all(), options());
    let text = String::from_utf8(bytes.clone()).unwrap();
    let head = "event_id_cnty,event_date,year,time_precision,disorder_type,event_type,sub_event_type,actor1,\
                assoc_actor_1,inter1,actor2,assoc_actor_2,inter2,interaction,civilian_targeting,iso,region,country,\
                admin1,admin2,admin3,location,latitude,longitude,geo_precision,source,source_scale,notes,\
                fatalities,tags,timestamp,fatalities_low,fatalities_high,toll_words,attribution,\
                first_report_url,n_reports,n_independent,story_id,record_url";
    assert_eq!(text.lines().next().unwrap().trim_start_matches('\u{feff}'), head);
    assert_eq!(summary.written, 4);
    assert_eq!(
        summary.left_out,
        BTreeMap::from([("no-counterpart", 1), ("not-asserted", 1)])
    );
    let row = &rows(&bytes)[0];
    let want = [
        ("event_date", "2026-03-04"),
        ("year", "2026"),
        ("time_precision", "1"),
        ("event_type", "Explosions/Remote violence"),
        ("sub_event_type", "Air/drone strike"),
        ("actor1", "طائرات حربية"),
        ("assoc_actor_1", "Syrian Arab Army"),
        ("inter1", "8"),
        ("inter2", "7"),
        ("interaction", "78"),
        ("civilian_targeting", "Civilian targeting"),
        ("iso", "760"),
        ("region", "Middle East"),
        ("country", "Syria"),
        ("location", "East Sidra"),
        ("geo_precision", "1"),
        ("source", "صحيفة المرفأ; وكالة التل, \"الأولى\""),
        ("fatalities", ""),
        ("fatalities_low", "10"),
        ("fatalities_high", "99"),
        ("toll_words", "عشرات المدنيين"),
        ("tags", "grade=fair; disputed=perpetrator; disputed=toll"),
        ("timestamp", "1773144000"),
    ];
    for (column, value) in want {
        assert_eq!(row[column], value, "{column}");
    }
    let clash = one(Format::Acled, &clash(), options());
    assert_eq!(
        (&*clash["event_type"], &*clash["sub_event_type"]),
        ("Battles", "Armed clash")
    );
    assert_eq!(
        (&*clash["inter1"], &*clash["inter2"], &*clash["interaction"]),
        ("2", "1", "12")
    );
    assert_eq!((&*clash["time_precision"], &*clash["geo_precision"]), ("2", "3"));
    let bare = one(Format::Acled, &bare(), options());
    assert_eq!(
        (&*bare["disorder_type"], &*bare["event_type"]),
        ("Demonstrations", "")
    );
    assert_eq!(
        (&*bare["event_date"], &*bare["latitude"], &*bare["interaction"]),
        ("", "", "")
    );
}

#[test]
fn words_become_figures_by_the_policy_alone() {
    let row = |event: &Event, policy| one(Format::Acled, event, made::rounding(policy))["fatalities"].clone();
    assert_eq!(row(&strike(), Fatalities::None), "");
    assert_eq!(row(&strike(), Fatalities::Acled), "10");
    assert_eq!(row(&counted(), Fatalities::None), "15");
    assert_eq!(row(&counted(), Fatalities::Acled), "12");
    assert_eq!(row(&clash(), Fatalities::None), "");
    assert_eq!(row(&clash(), Fatalities::Acled), "0");
    // as the ledger has it: the least that the words allow, beside another's figure
    let mut guessed = counted();
    guessed.toll[0].best = Some(10);
    assert_eq!(
        row(&guessed, Fatalities::None),
        "",
        "a best figure that no report gave"
    );
    assert_eq!(one(Format::Ucdp, &guessed, options())["best"], "");
    let (plover, _) = made::events(Format::Plover, &[guessed], options());
    assert!(json_lines(&plover)[0].get("size_info").is_none());
}

#[test]
fn a_coarse_time_is_no_date() {
    let mut event = strike();
    let time = event.time.as_mut().unwrap();
    (time.start, time.end) = ("2026-01-01".into(), Some("2027-01-01".into()));
    time.precision = "year".into();
    let acled = one(Format::Acled, &event, options());
    assert_eq!(
        (&*acled["event_date"], &*acled["year"], &*acled["time_precision"]),
        ("", "2026", "")
    );
    let ucdp = one(Format::Ucdp, &event, options());
    assert_eq!(
        (&*ucdp["date_start"], &*ucdp["date_end"], &*ucdp["date_prec"]),
        ("2026-01-01", "2026-12-31", "5")
    );
}

#[test]
fn ucdp_tells_outlets_from_sources() {
    let (bytes, summary) = made::events(Format::Ucdp, &all(), options());
    assert_eq!(
        summary.left_out,
        BTreeMap::from([("no-counterpart", 2), ("no-deaths", 1), ("not-asserted", 1)])
    );
    let [words, figure] = &rows(&bytes)[..] else {
        panic!("two rows")
    };
    assert_eq!(words["source_office"], "صحيفة المرفأ; وكالة التل, \"الأولى\"");
    assert_eq!(words["source_original"], "مصدر طبي");
    assert_eq!(words["type_of_violence"], "3");
    assert_eq!((&*words["where_prec"], &*words["date_prec"]), ("1", "1"));
    assert_eq!(
        (&*words["best"], &*words["low"], &*words["high"]),
        ("", "10", "99")
    );
    assert_eq!((&*words["deaths_civilians"], &*words["deaths_unknown"]), ("", ""));
    assert_eq!(
        (&*figure["country_id"], &*figure["country"], &*figure["region"]),
        ("652", "Syria", "Middle East")
    );
    assert_eq!(figure["geom_wkt"], "POINT (36.7 35.12346)");
    let deaths = [
        "deaths_a",
        "deaths_b",
        "deaths_civilians",
        "deaths_unknown",
        "best",
    ]
    .map(|c| &*figure[c]);
    assert_eq!(deaths, ["0", "0", "12", "3", "15"]);
}

#[test]
fn plover_has_the_fields_of_its_manual() {
    let (bytes, summary) = made::events(Format::Plover, &all(), options());
    assert_eq!(summary.left_out, BTreeMap::from([("not-asserted", 1)]));
    let lines = json_lines(&bytes);
    let strike = &lines[0];
    assert_eq!(
        (&strike["id"], &strike["date"], &strike["event"][0]),
        (&"e1".into(), &"2026-03-04".into(), &"ASSAULT".into())
    );
    assert_eq!(strike["source"][0]["code"], "RUS");
    assert_eq!(strike["source"][1]["identifier_id"], "syr-arab-army");
    assert_eq!(strike["recipient"][0]["sector"], "CVL");
    assert_eq!(
        (&strike["mode"][0], &strike["quad_code"]),
        (&"aerial".into(), &4.into())
    );
    assert_eq!(strike["event_loc"]["cc3"], "SYR");
    assert_eq!(strike["event_text"][0], "غارة");
    assert_eq!(strike["cite_info"]["publication"], "صحيفة المرفأ");
    assert!(strike.get("size_info").is_none(), "words are no figure");
    assert_eq!(lines[1]["size_info"]["dead"], 15);
    let bare = &lines[2];
    assert_eq!(
        (&bare["date"], &bare["source"]),
        (&Value::Null, &Value::Array(Vec::new()))
    );
    let documented: Vec<&str> = Format::Plover
        .heads(Rows::Events)
        .iter()
        .map(|h| h.name)
        .collect();
    for key in lines.iter().flat_map(|l| l.as_object().unwrap().keys()) {
        assert!(documented.contains(&key.as_str()), "{key}");
    }
}

#[test]
fn geojson_has_no_false_pin() {
    let (bytes, _) = made::events(Format::GeoJson, &all(), options());
    let map: Value = serde_json::from_slice(&bytes).unwrap();
    assert_eq!(map["type"], "FeatureCollection");
    let features = map["features"].as_array().unwrap();
    assert_eq!(features.len(), 6);
    let [strike, _, bare, clash, denied, _] = &features[..] else {
        panic!("six")
    };
    assert_eq!(
        strike["geometry"],
        serde_json::json!({"type": "Point", "coordinates": [36.7, 35.12346]})
    );
    assert_eq!(
        (
            &strike["properties"]["precision"],
            &strike["properties"]["uncertainty_km"]
        ),
        (&"town".into(), &5.into())
    );
    assert!(clash.as_object().unwrap().contains_key("geometry") && clash["geometry"].is_null());
    assert_eq!(clash["properties"]["place_ar"], "السدرة الشرقية");
    assert_eq!(
        (
            &clash["properties"]["precision"],
            &clash["properties"]["uncertainty_km"]
        ),
        (&"region".into(), &Value::Null)
    );
    assert!(bare["geometry"].is_null() && bare["properties"]["precision"].is_null());
    assert_eq!(denied["properties"]["modality"], "denied");
    let keys: Vec<&String> = strike["properties"].as_object().unwrap().keys().collect();
    let documented: Vec<&str> = Format::GeoJson
        .heads(Rows::Events)
        .iter()
        .map(|h| h.name)
        .collect();
    assert_eq!(keys, documented);
    assert!(map.get("bbox").is_none() && map.get("crs").is_none());
}

#[test]
fn a_point_off_the_globe_is_none() {
    for (lat, lon) in [(f64::NAN, 1.0), (91.0, 1.0), (1.0, -180.5)] {
        let mut event = strike();
        let place = event.place.as_mut().unwrap();
        (place.lat, place.lon) = (Some(lat), Some(lon));
        let (bytes, _) = made::events(Format::GeoJson, &[event], options());
        let map: Value = serde_json::from_slice(&bytes).unwrap();
        assert!(map["features"][0]["geometry"].is_null(), "{lat} {lon}");
    }
}

fn feed(bytes: &[u8]) -> feed_rs::model::Feed {
    feed_rs::parser::parse(bytes).unwrap()
}

#[test]
fn atom_is_read_by_another_reader() {
    let (bytes, _) = made::events(Format::Atom, &all(), options());
    let text = String::from_utf8(bytes.clone()).unwrap();
    assert!(
        text.contains("&lt;b&gt;القائد&lt;/b&gt;") && !text.contains("<b>") && !text.contains("javascript:")
    );
    let read = feed(&bytes);
    assert_eq!(
        (read.id.as_str(), read.entries.len()),
        ("tag:musnad.invalid,2026:feed:events", 6)
    );
    let entry = read.entries.iter().find(|e| e.id.ends_with("/e1")).unwrap();
    assert_eq!(entry.id, "https://archive.example/m/events/e1");
    assert_eq!(
        entry.title.as_ref().unwrap().content,
        EVIL.trim_start_matches('\u{202e}')
    );
    assert_eq!(entry.updated.unwrap().to_rfc3339(), "2026-03-06T00:00:00+00:00");
    assert_eq!(entry.published.unwrap().to_rfc3339(), "2026-03-05T05:30:00+00:00");
    let links: Vec<(&str, &str)> = entry
        .links
        .iter()
        .map(|l| (l.rel.as_deref().unwrap(), l.href.as_str()))
        .collect();
    let want = [
        ("alternate", "https://archive.example/m/events/e1"),
        ("via", "https://harbour.example/a?x=1&y=2"),
    ];
    assert_eq!(links, want);
    assert!(text.contains("xml:lang=\"ar\"") && text.contains("<p xml:lang=\"en\" dir=\"auto\">denied</p>"));
}

#[test]
fn atom_ids_stay_the_same_without_addresses() {
    let mut named = Options::at("2026-03-10T12:00:00Z".parse().unwrap());
    named.authority = "desk@archive.example,2026-03".into();
    named.feed = Some("https://archive.example/documents.atom?q=%D8%A3&x=1".into());
    let bytes = made::documents(Format::Atom, named);
    let read = feed(&bytes);
    assert_eq!(read.id, "https://archive.example/documents.atom?q=%D8%A3&x=1");
    let ids: Vec<&str> = read.entries.iter().map(|e| e.id.as_str()).collect();
    let encoded = "tag:desk@archive.example,2026-03:document:https%3A%2F%2FHarbour.example%2F%C3%BC%201";
    assert_eq!(ids, ["tag:desk@archive.example,2026-03:document:d1", encoded]);
    assert_eq!(read.entries[0].authors[0].name.as_deref(), Some("ليلى الحسن"));
    assert!(read.entries[1].links.is_empty(), "no script is linked to");
    assert_eq!(
        read.entries[1].updated.unwrap().to_rfc3339(),
        "2026-03-10T12:00:00+00:00"
    );
}

#[test]
fn bibtex_stays_in_its_braces() {
    let text = String::from_utf8(made::documents(Format::BibTex, options())).unwrap();
    let want = "@online{musnad-d1,\n  author = {{ليلى الحسن} and {@سمير \\textbraceleft{}\\textbraceright{}}},\n  \
                title = {{=HYPERLINK(\"https://evil.example\",\"اضغط هنا\")}},\n  organization = {صحيفة المرفأ},\n  \
                date = {2026-03-05},\n  url = {https://harbour.example/a?x=%7B1%7D&y=2},\n  \
                urldate = {2026-03-05},\n  langid = {arabic},\n  note = {SHA-256 ab12}\n}\n\n";
    assert!(text.starts_with(want), "{text}");
    let rest = &text[want.len()..];
    let key = rest
        .strip_prefix("@online{")
        .unwrap()
        .split(['\n', ','])
        .next()
        .unwrap();
    assert!(
        key.starts_with("musnad-") && key.is_ascii() && !key.contains([' ', '/', ':']),
        "{key}"
    );
    assert_eq!(text.matches('{').count(), text.matches('}').count());
    assert!(!rest.contains("url ="), "no script is cited");
}

#[test]
fn keys_of_references_are_apart() {
    let mut out = Vec::new();
    let mut export = Export::new(Format::Csl, Rows::Documents, &mut out, options()).unwrap();
    for id in ["a b", "a_b", "A b", "ab", "", "خبر 1", "خبر 2"] {
        let mut document = document();
        document.id = id.into();
        export.document(&document).unwrap();
    }
    export.finish().unwrap();
    let items: Vec<Value> = serde_json::from_slice(&out).unwrap();
    let mut keys: Vec<String> = items
        .iter()
        .map(|i| i["id"].as_str().unwrap().to_lowercase())
        .collect();
    keys.sort();
    keys.dedup();
    assert_eq!(keys.len(), 7);
}

#[test]
fn csl_has_dates_in_parts() {
    let items: Vec<Value> = serde_json::from_slice(&made::documents(Format::Csl, options())).unwrap();
    assert_eq!(items.len(), 2);
    assert_eq!(
        items[0]["issued"],
        serde_json::json!({"date-parts": [[2026, 3, 5]]})
    );
    assert_eq!(
        items[0]["accessed"],
        serde_json::json!({"date-parts": [[2026, 3, 5]]})
    );
    assert_eq!(items[0]["author"][0]["literal"], "ليلى الحسن");
    assert_eq!(items[0]["container-title"], "صحيفة المرفأ");
    assert_eq!(items[0]["language"], "ar");
    assert!(items[1].get("URL").is_none() && items[1].get("issued").is_none());
}

#[test]
fn an_export_of_nothing_is_whole() {
    for format in Format::ALL {
        for rows in format.rows() {
            let mut out = Vec::new();
            let export = Export::new(*format, *rows, &mut out, options()).unwrap();
            assert_eq!(export.finish().unwrap().written, 0);
            match format {
                Format::Csv | Format::Acled | Format::Ucdp => assert!(self::rows(&out).is_empty()),
                Format::GeoJson | Format::Csl => {
                    serde_json::from_slice::<Value>(&out).unwrap();
                }
                Format::Atom => assert!(feed(&out).entries.is_empty()),
                Format::Parquet => assert!(out.starts_with(b"PAR1") && out.ends_with(b"PAR1")),
                _ => assert!(out.is_empty()),
            }
        }
    }
}

#[test]
fn wrong_use_is_told() {
    let made = |format, rows, options| Export::new(format, rows, Vec::new(), options).err();
    assert!(
        made(Format::GeoJson, Rows::Claims, options())
            .unwrap()
            .is_wrong_rows()
    );
    let mut csv = Export::new(Format::Csv, Rows::Claims, Vec::new(), options()).unwrap();
    let told = csv.document(&document()).unwrap_err();
    assert_eq!(
        told.to_string(),
        "the export is of claims and was given documents"
    );
    let quote = r#"{"record":"quote/1","id":"q","document":"d1","kind":"direct",
                    "content":{"start":0,"end":0,"quote":""},"cue":null,"attribution":[]}"#;
    let quote = serde_json::from_str(quote).unwrap();
    let mut table = Export::new(Format::Csv, Rows::Quotes, Vec::new(), options()).unwrap();
    table.quote(&quote, &facts()[0]).unwrap();
    assert_eq!(table.finish().unwrap().written, 1);
    let mut plover = Export::new(Format::Plover, Rows::Events, Vec::new(), options()).unwrap();
    assert!(plover.quote(&quote, &facts()[0]).unwrap_err().is_wrong_rows());
    let mut lines = Export::new(Format::Jsonl, Rows::Documents, Vec::new(), options()).unwrap();
    lines.quote(&quote, &facts()[0]).unwrap();
    for base in ["archive.example", "javascript:x", ""] {
        let bad = Options {
            base: Some(base.into()),
            ..options()
        };
        assert!(
            made(Format::Csv, Rows::Events, bad).unwrap().is_bad_option(),
            "{base}"
        );
    }
    for authority in ["", "archive.example", "a b,2026", "x,1"] {
        let bad = Options {
            authority: authority.into(),
            ..options()
        };
        assert!(
            made(Format::Atom, Rows::Events, bad).unwrap().is_bad_option(),
            "{authority}"
        );
    }
}

/// A disk that fills up.
struct Full(usize);

impl std::io::Write for Full {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        if self.0 < bytes.len() {
            return Err(std::io::ErrorKind::StorageFull.into());
        }
        self.0 -= bytes.len();
        Ok(bytes.len())
    }

    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

#[test]
fn a_full_disk_is_told() {
    for format in Format::ALL {
        let rows = format.rows()[0];
        let written = || {
            let mut export = Export::new(*format, rows, Full(20), options())?;
            for _ in 0..3000 {
                match rows {
                    Rows::Documents => export.document(&document())?,
                    _ => export.event(&counted(), &[made::claim("c1", "d1")], &facts())?,
                }
            }
            export.finish()
        };
        let told = written().unwrap_err();
        assert!(told.is_write(), "{format:?}: {told}");
        assert!(std::error::Error::source(&told).is_some());
    }
}

#[test]
fn what_is_odd_is_never_a_panic() {
    let odd = |text: &str| {
        let mut event = strike();
        (event.id, event.r#type, event.modality) = (text.into(), text.into(), "asserted".into());
        event.mode = Some(text.into());
        let time = event.time.as_mut().unwrap();
        (time.start, time.end, time.precision) = (text.into(), Some(text.into()), text.into());
        event.place.as_mut().unwrap().precision = text.into();
        event.toll[0].low = Some(u64::MAX);
        event
    };
    for text in [
        "",
        "غ",
        "\0",
        "2026-13-45",
        "9999-12-31T24:00",
        "-9999-01-01",
        "🕊️🕊️🕊️",
        "]]>",
    ] {
        for format in Format::ALL.iter().filter(|f| f.rows().contains(&Rows::Events)) {
            made::events(*format, &[odd(text), denied(), talks()], options());
            let mut facts = facts();
            facts[0].published = Some(text);
            facts[0].url = Some(text);
            let mut export = Export::new(*format, Rows::Events, Vec::new(), options()).unwrap();
            export.event(&odd(text), &[], &facts).unwrap();
            export.event(&strike(), &[], &[DocumentFacts::default()]).unwrap();
            export.finish().unwrap();
        }
    }
}
