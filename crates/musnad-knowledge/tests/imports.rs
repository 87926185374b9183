//! Registers of others, broken in thousands of ways: an importer never panics, tells where, and what it makes is a
//! table that compiles.

#![allow(clippy::unwrap_used, clippy::panic, reason = "tests")]

use musnad_knowledge::Knowledge;
use musnad_knowledge::import::{Beside, Format, Importer};

const GEONAMES: &str = "900000001\tTall az-Zanbaq\tTall az-Zanbaq\tTell,تل الزنبق,تل زنبق\t36.20124\t37.16117\tP\tPPL\tSY\t\t09\t\t\t\t1260\t\t392\tAsia/Damascus\t2026-01-01\n\
    900000003\tWadi az-Zanbaq\tWadi az-Zanbaq\tوادي الزنبق\t35.2\t36.1\tH\tWAD\tSY\t\t09\t\t\t\t0\t\t392\tAsia/Damascus\t2026-01-01\n";
const FEATURES: &str = r#"{"type":"FeatureCollection","features":[
{"type":"Feature","properties":{"wof:id":900000002,"wof:placetype":"locality","wof:name":"Dayr az-Zanbaq","wof:country":"SY",
"name:ara_x_preferred":["دير الزنبق"],"lbl:latitude":33.57,"lbl:longitude":36.4,"wof:hierarchy":[{"region_id":9}]}},
{"type":"Feature","properties":{"wof:id":9,"wof:placetype":"region","wof:name":"Region","wof:population":1200000}}]}"#;
const ACTORS: &str = "ActorId,NameData,NameOrigFullEng,Org,GWNOLoc\n7,FT,\"Front, of the Test\",1,652\n8,Government of Testland,NA,4,630\n";

/// A row of numbers that is the same each time.
struct Numbers(u64);

impl Numbers {
    fn below(&mut self, n: usize) -> usize {
        self.0 = self
            .0
            .wrapping_mul(6_364_136_223_846_793_005)
            .wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) as usize % n
    }
}

#[test]
fn whatever_is_broken_the_rest_is_a_table_or_a_fault_with_its_place() {
    let k = Knowledge::builtin().unwrap();
    let mut numbers = Numbers(7);
    let (mut right, mut wrong) = (0, 0);
    for (format, text) in [
        (Format::GeoNames, GEONAMES),
        (Format::WhosOnFirst, FEATURES),
        (Format::UcdpActors, ACTORS),
    ] {
        for round in 0..800 {
            let mut bytes = text.as_bytes().to_vec();
            for _ in 0..round % 4 {
                if bytes.is_empty() {
                    break;
                }
                let at = numbers.below(bytes.len());
                match numbers.below(4) {
                    0 => bytes[at] = b"\t\n\"_#,{-9x\xD8\xFF\0"[numbers.below(13)],
                    1 => {
                        bytes.remove(at);
                    }
                    2 => bytes.insert(at, b"\t\n\r\"\\ 0\xD9"[numbers.below(8)]),
                    _ => bytes.truncate(at.max(1)),
                }
            }
            let mut importer = Importer::new(Beside::default(), &k);
            importer
                .read(format, "broken", &mut bytes.as_slice(), &mut |_| {})
                .unwrap();
            match importer.finish() {
                Ok(import) => {
                    right += 1;
                    let tables: Vec<(String, Vec<u8>)> = import
                        .tables
                        .iter()
                        .map(|(name, table)| ((*name).to_owned(), table.clone().into_bytes()))
                        .collect();
                    if let Err(e) = Knowledge::compile(&tables, &k) {
                        panic!("{e}\n{tables:?}\n{}", String::from_utf8_lossy(&bytes));
                    }
                }
                Err(problems) => {
                    wrong += 1;
                    let lines = bytes.iter().filter(|b| **b == b'\n').count() + 1;
                    for p in problems {
                        assert!(
                            p.file == "broken" && (1..=lines).contains(&p.line) && p.column >= 1,
                            "{p}: {lines} lines"
                        );
                    }
                }
            }
        }
    }
    assert!(right > 500 && wrong > 500, "{right} right, {wrong} wrong");
}
