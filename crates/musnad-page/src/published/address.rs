//! The date in a page's address.

use jiff::civil::Date;

/// Years that an address may name.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2100;

/// The date that the path or the query of an address holds: «/2026/03/14/», «/2026-03-14-title», «/20260314/».
pub(crate) fn address_date(address: &str) -> Option<Date> {
    let path = address.split_once("://").map_or(address, |(_, rest)| rest);
    let path = path.split('#').next().unwrap_or(path);
    let parts: Vec<&str> = path
        .split(['/', '?', '&', '='])
        .filter(|p| !p.is_empty())
        .collect();
    apart(&parts).or_else(|| parts.iter().find_map(|p| within(p)))
}

/// Year, month and day as parts of their own.
fn apart(parts: &[&str]) -> Option<Date> {
    parts.windows(3).find_map(|p| match p {
        [year, month, day] if year.len() == 4 => date(year, month, day),
        [day, month, year] if year.len() == 4 => date(year, month, day),
        _ => None,
    })
}

/// A date at the beginning of one part.
fn within(part: &str) -> Option<Date> {
    let digits = part.bytes().take_while(u8::is_ascii_digit).count();
    if matches!(digits, 8 | 12 | 14) {
        return date(part.get(..4)?, part.get(4..6)?, part.get(6..8)?);
    }
    let mut pieces = part.splitn(4, ['-', '_', '.']);
    let (year, month, day) = (pieces.next()?, pieces.next()?, pieces.next()?);
    if year.len() == 4 {
        date(year, month, day)
    } else {
        None
    }
}

fn date(year: &str, month: &str, day: &str) -> Option<Date> {
    let short = |digits: &str| (1..=2).contains(&digits.len());
    let figures = |digits: &str| digits.bytes().all(|b| b.is_ascii_digit());
    if ![year, month, day].iter().all(|d| figures(d)) || !short(month) || !short(day) {
        return None;
    }
    let year = year.parse().ok().filter(|y| YEARS.contains(y))?;
    Date::new(year, month.parse().ok()?, day.parse().ok()?).ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_in_addresses() {
        for (address, want) in [
            ("https://nabaa.example/2026/03/14/title", Some("2026-03-14")),
            ("https://nabaa.example/news/2026/3/4/17", Some("2026-03-04")),
            ("https://nabaa.example/14/03/2026/title", Some("2026-03-14")),
            ("https://nabaa.example/a/2026-03-14-title", Some("2026-03-14")),
            ("https://nabaa.example/a/20260314/title", Some("2026-03-14")),
            ("https://nabaa.example/a/202603141720123", None),
            ("https://nabaa.example/?date=2026-03-14&id=7", Some("2026-03-14")),
            ("https://nabaa.example/2026/03/title", None),
            ("https://nabaa.example/2026/13/14/title", None),
            ("https://nabaa.example/1203/14/5", None),
            ("https://nabaa.example/story/99887766", None),
            ("https://nabaa.example/what-happened-on-2024-10-07", None),
        ] {
            let got = address_date(address).map(|d| d.to_string());
            assert_eq!(got.as_deref(), want, "{address}");
        }
    }
}
