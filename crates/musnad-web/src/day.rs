//! A day as people write it into a field: browsers' own fields for days speak the browser's language, not the page's.

use crate::words;
use jiff::civil::Date;

/// The day that a text names, ISO 8601: `2026-03-01`, `1/3/2026`, «١ آذار ٢٠٢٦», `March 1, 2026`.
pub(crate) fn read(text: &str) -> Option<String> {
    let text = musnad_text::key(text).to_lowercase();
    let (mut numbers, mut name) = (Vec::new(), Vec::new());
    for part in text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|p| !p.is_empty())
    {
        match part.parse::<i16>() {
            Ok(n) => numbers.push(n),
            Err(_) => name.push(part),
        }
    }
    let (year, month, day) = match (name.as_slice(), numbers.as_slice()) {
        ([], &[year, month, day]) if year > 31 => (year, month, day),
        ([], &[day, month, year]) => (year, month, day),
        ([_, ..], &[year, day]) if year > 31 => (year, month(&name.join(" "))?, day),
        ([_, ..], &[day, year]) => (year, month(&name.join(" "))?, day),
        _ => return None,
    };
    let of = |n: i16| i8::try_from(n).ok();
    let date = Date::new(year, of(month)?, of(day)?).ok()?;
    // a year of two digits is anybody's guess
    (year >= 1000).then(|| date.to_string())
}

/// The number of the month of this name, as the Levant, Egypt or English have it.
fn month(name: &str) -> Option<i16> {
    let mut all = words::rows().filter(|(key, ..)| key.starts_with("month."));
    let is = |known: &str| musnad_text::key(known).to_lowercase() == name;
    let (key, ..) = all.find(|(_, en, ar)| is(en) || is(ar))?;
    key.rsplit_once('.')?.1.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_day_is_read_in_words_and_numbers_of_either_language() {
        let written = [
            "2026-03-01",
            "1/3/2026",
            "٢٠٢٦-٠٣-٠١",
            "۱/۳/۲۰۲۶",
            "١ آذار ٢٠٢٦",
            "1 اذار 2026",
            "١ مارس، ٢٠٢٦",
            "1 March 2026",
            "march 1, 2026",
        ];
        for text in written {
            assert_eq!(read(text).as_deref(), Some("2026-03-01"), "{text}");
        }
        assert_eq!(read("٣١ كانون الأول ٢٠٢٥").as_deref(), Some("2025-12-31"));
        for text in [
            "",
            "soon",
            "آذار 2026",
            "30/2/2026",
            "1/3/26",
            "1 رمضان 1447",
            "2026-03-01T08:00:00Z",
        ] {
            assert_eq!(read(text), None, "{text}");
        }
    }
}
