//! Writes made-up events in a form: `cargo run --release -p musnad-export --example rows -- csv 1000000 > rows.csv`.
//! What it takes in time and memory is what docs/quality.md tells of exports.

use musnad_export::{DocumentFacts, Export, Format, Options, Rows};
use musnad_record::event::{Event, First, Line, Party, Place, Time, Toll};
use std::error::Error;

fn main() -> Result<(), Box<dyn Error>> {
    let mut arguments = std::env::args().skip(1);
    let format = arguments.next().unwrap_or_default();
    let format = Format::named(&format).ok_or("the first argument is the name of a form")?;
    let number: u64 = arguments.next().unwrap_or_default().parse()?;
    let options = Options::at("2026-03-10T12:00:00Z".parse()?);
    let mut export = Export::new(format, Rows::Events, std::io::stdout(), options)?;
    for n in 0..number {
        let id = format!("d{n}");
        let document = DocumentFacts {
            id: &id,
            url: Some("https://harbour.example/a"),
            outlet: Some("صحيفة المرفأ"),
            title: Some("قتلى في غارة على السدرة"),
            published: Some("2026-03-05T08:30:00+03:00"),
        };
        export.event(&event(n), &[], &[document])?;
    }
    let summary = export.finish()?;
    eprintln!("{} written, left out {:?}", summary.written, summary.left_out);
    Ok(())
}

fn event(n: u64) -> Event {
    let party = |role: &str, text: &str, country: &str, sector: &str| Party {
        role: role.into(),
        text: text.into(),
        country: Some(country.into()),
        sector: Some(sector.into()),
        stance: "alleged".into(),
        ..Party::default()
    };
    let dead = n % 40 + 1;
    Event {
        record: "event/1".into(),
        id: format!("e{n}"),
        story: Some(format!("s{}", n / 20)),
        r#type: "ASSAULT".into(),
        mode: Some("aerial".into()),
        contexts: vec!["military".into()],
        modality: "asserted".into(),
        place: Some(Place {
            name_ar: Some("السدرة الشرقية".into()),
            name_en: Some("East Sidra".into()),
            country: Some("SYR".into()),
            admin1: Some("Idlib".into()),
            lat: Some(35.0 + (n % 1000) as f64 / 1000.0),
            lon: Some(36.7),
            precision: "town".into(),
            ..Place::default()
        }),
        time: Some(Time {
            start: "2026-03-04".into(),
            end: Some("2026-03-05".into()),
            precision: "day".into(),
        }),
        parties: vec![
            party("actor", "طائرات حربية", "RUS", "MIL"),
            party("recipient", "مدنيين", "SYR", "CVL"),
        ],
        toll: vec![Toll {
            outcome: "killed".into(),
            low: Some(dead),
            best: Some(dead),
            high: Some(dead),
            lines: vec![Line {
                by: "مصدر طبي".into(),
                words: format!("{dead} قتيلا"),
                value: Some(dead),
                bound: "exact".into(),
                current: true,
                ..Line::default()
            }],
        }],
        grade: "fair".into(),
        first: Some(First {
            document: format!("d{n}"),
            outlet: Some("صحيفة المرفأ".into()),
            published: Some("2026-03-05T08:30:00+03:00".into()),
            ..First::default()
        }),
        reports: 1,
        independent: 1,
        ..Event::default()
    }
}
