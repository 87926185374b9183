//! What is known of outlets' pages: hints that a user gives, and the registry's names with the zones of countries.

use musnad_knowledge::Knowledge;
use musnad_page::Sites;
use std::collections::HashMap;
use std::path::Path;

const ZONES: &str = include_str!("../../../../data/zones.tsv");

/// The hints in `file`, if any, over those that come with Musnad, over what the registry of outlets says.
///
/// # Errors
/// If the file cannot be read or is not of its form, with the place of its first fault.
pub(super) fn sites(file: Option<&Path>, knowledge: &Knowledge) -> Result<Sites, String> {
    let mut sites = match file {
        None => Sites::builtin().clone(),
        Some(path) => {
            let source = std::fs::read_to_string(path).map_err(|e| format!("{}: {e}", path.display()))?;
            Sites::with(&source).map_err(|e| format!("{}:{e}", path.display()))?
        }
    };
    let zones = zones();
    let [_, outlets, ..] = knowledge.sizes();
    for n in 0..outlets as u32 {
        let outlet = knowledge.outlet(n);
        for domain in outlet.domains() {
            let zone = outlet.country.and_then(|c| zones.get(c)).copied();
            let name = outlet.name_ar.or(outlet.name_en).unwrap_or(domain);
            sites.add(domain, name, zone);
        }
    }
    Ok(sites)
}

fn zones() -> HashMap<&'static str, &'static str> {
    let lines = ZONES.lines().filter(|l| !l.starts_with('#')).skip(1);
    lines.filter_map(|l| l.split_once('\t')).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_zones_of_countries_are_zones() {
        let zones = zones();
        assert!(zones.len() > 40);
        for (country, zone) in zones {
            assert!(
                country.len() == 3 && jiff::tz::TimeZone::get(zone).is_ok(),
                "{country} {zone}"
            );
        }
    }
}
