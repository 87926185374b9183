//! Writes a dump in the form of GeoNames of as many rows as are asked for, to time imports with:
//! `cargo run --release -q -p musnad --example gazetteer -- 1000000 > target/gazetteer.txt`.
//!
//! Names are those of the built-in places, told apart by a number word; the same number gives the same bytes.

use musnad_knowledge::Knowledge;
use std::io::{BufWriter, Write};

fn main() -> Result<(), Box<dyn std::error::Error>> {
    let rows: u32 = std::env::args()
        .nth(1)
        .and_then(|n| n.parse().ok())
        .unwrap_or(1000);
    let k = Knowledge::builtin()?;
    let places = k.sizes()[2] as u32;
    let names: Vec<String> = (0..places)
        .filter_map(|n| k.place(n).name_ar.map(str::to_owned))
        .collect();
    let count = names.len() as u32;
    let mut out = BufWriter::new(std::io::stdout().lock());
    for n in 0..rows {
        let first = &names[(n % count) as usize];
        let second = &names[(n / count * 7919 % count) as usize];
        let (lat, lon) = (f64::from(n % 60_000) / 1000.0, f64::from(n / 7 % 90_000) / 1000.0);
        writeln!(
            out,
            "{}\tPlace {n}\tPlace {n}\t{first} {second},{second} {first}\t{lat}\t{lon}\tP\tPPL\tSY\t\t{:02}\t\t\t\t{}\t\t\tAsia/Damascus\t2026-01-01",
            90_000_000 + n,
            n % 14 + 1,
            n % 5000,
        )?;
    }
    out.flush()?;
    Ok(())
}
