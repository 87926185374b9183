//! Writes many records of one invented sentence each, to time reading with: `sentences 1000000`.

use std::io::{BufWriter, Write};

const PLACES: [&str; 5] = [
    "بلدة السدرة",
    "قرية النخيل",
    "مدينة الجسر",
    "حي المطاحن",
    "مخيم الوادي",
];
const ACTS: [&str; 4] = [
    "قصفت طائرات حربية",
    "اقتحمت قوة من الجيش",
    "تظاهر المئات في",
    "زار وفد من الهلال الأحمر",
];

fn main() -> std::io::Result<()> {
    let count: usize = std::env::args()
        .nth(1)
        .and_then(|n| n.parse().ok())
        .unwrap_or(1000);
    let mut out = BufWriter::new(std::io::stdout().lock());
    for n in 0..count {
        let (act, place) = (ACTS[n % ACTS.len()], PLACES[n % PLACES.len()]);
        let wounded = n % 17 + 3;
        writeln!(
            out,
            r#"{{"id":"s{n}","text":"{act} {place} فجر اليوم، وأصيب {wounded} أشخاص، وفق مصدر محلي.","published":"2024-12-02"}}"#
        )?;
    }
    out.flush()
}
