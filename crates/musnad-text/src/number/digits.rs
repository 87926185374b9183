//! Digits: the value of one token of kind `Number`, whichever way it separates thousands and decimals.

/// The value of `plain` digits with separators inside, `None` where they are a code, a date or a telephone
/// number.
///
/// A lone separator with three digits after it and one to three before it parts thousands, unless the first
/// digit is 0; any other lone separator is a decimal point. Where there are several, all but the last must be
/// the same and part groups of three.
pub(super) fn value(plain: &str) -> Option<f64> {
    let separators: Vec<(usize, char)> = plain
        .char_indices()
        .filter(|(_, c)| !c.is_ascii_digit())
        .collect();
    match separators[..] {
        [] => whole(plain),
        [(at, c)] => {
            let (before, after) = (&plain[..at], &plain[at + c.len_utf8()..]);
            if is_group(after) && leads(before) {
                parse(&[before, after].concat())
            } else {
                decimal(before, after)
            }
        }
        [.., (at, c)] => {
            let (before, after) = (&plain[..at], &plain[at + c.len_utf8()..]);
            let same = separators.iter().all(|(_, other)| *other == c);
            let front = grouped(before)?;
            match (same, is_group(after)) {
                (true, true) => parse(&[front.as_str(), after].concat()),
                (true, false) => None,
                (false, _) => decimal(&front, after),
            }
        }
    }
}

/// A decimal written with a letter between its parts, the fraction first as in agency copy: «5ر2» is 2.5. A
/// zero that could only begin a fraction turns it round.
pub(super) fn lettered(first: &str, last: &str) -> Option<f64> {
    let pure = |s: &str| s.bytes().all(|b| b.is_ascii_digit());
    if !pure(first) || !pure(last) {
        return None;
    }
    if last.len() > 1 && last.starts_with('0') {
        decimal(first, last)
    } else {
        decimal(last, first)
    }
}

/// Digits without separators: no leading zero, and no more of them than a count has.
fn whole(digits: &str) -> Option<f64> {
    let code = digits.len() > 1 && digits.starts_with('0') || digits.len() > 10;
    if code { None } else { parse(digits) }
}

fn decimal(before: &str, after: &str) -> Option<f64> {
    if before.len() > 1 && before.starts_with('0') {
        return None;
    }
    parse(&format!("{before}.{after}"))
}

/// The digits of «1.200.000» alone.
fn grouped(text: &str) -> Option<String> {
    let mut groups = text.split(|c: char| !c.is_ascii_digit());
    let mut out = groups.next().filter(|g| leads(g))?.to_owned();
    for group in groups {
        if !is_group(group) {
            return None;
        }
        out.push_str(group);
    }
    Some(out)
}

fn leads(group: &str) -> bool {
    (1..=3).contains(&group.len()) && !group.starts_with('0')
}

fn is_group(group: &str) -> bool {
    group.len() == 3 && group.bytes().all(|b| b.is_ascii_digit())
}

fn parse(digits: &str) -> Option<f64> {
    digits.parse().ok()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn separators_by_position() {
        for (text, want) in [
            ("10", Some(10.0)),
            ("10,5", Some(10.5)),
            ("10.50", Some(10.5)),
            ("1.000", Some(1000.0)),
            ("1،200", Some(1200.0)),
            ("0.500", Some(0.5)),
            ("1234.567", Some(1234.567)),
            ("1,200,000", Some(1_200_000.0)),
            ("1.200,5", Some(1200.5)),
            ("1,200.123", Some(1200.123)),
            ("12.05.2024", None),
            ("192.168.1.1", None),
            ("0096170123456", None),
            ("007", None),
        ] {
            assert_eq!(value(text), want, "{text}");
        }
        assert_eq!(lettered("5", "2"), Some(2.5));
        assert_eq!(lettered("07", "1"), Some(1.07));
        assert_eq!(lettered("1", "07"), Some(1.07));
    }
}
