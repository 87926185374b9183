//! The head of a first paragraph: «بيروت (رويترز) -», «دمشق - سانا», «القاهرة – أ ش أ:», «(أ ف ب)».

use crate::Dateline;
use crate::line::floor;
use crate::published::Phrases;
use crate::words::{Words, form, holds};
use musnad_text::{Kind, Span, Token, tokens};

/// How far into a paragraph a dateline reaches, in tokens.
const REACH: usize = 24;
/// How many bytes of a paragraph are looked at.
const LOOK: usize = 400;

/// A dateline, and where it ends in the paragraph, in bytes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Found {
    pub(crate) dateline: Dateline,
    pub(crate) end: usize,
}

/// The dateline that `paragraph` begins with; `agencies` are known besides the built-in ones.
pub(crate) fn dateline(paragraph: &str, agencies: &[&str], words: &Words) -> Option<Found> {
    let text = paragraph.get(..floor(paragraph, LOOK))?;
    let tokens: Vec<Token> = tokens(text).into_iter().take(REACH).collect();
    let forms: Vec<String> = tokens.iter().map(|t| form(t.span.of(text))).collect();
    let given: Vec<String> = agencies.iter().map(|a| form(a)).collect();
    for at in 0..tokens.len() {
        let of_word = words.agencies_by_word.get(forms[at].as_str());
        let known = of_word.into_iter().flatten().chain(&given);
        if let Some(end) = known.filter_map(|a| agency_at(&tokens, &forms, at, a)).max() {
            return with_agency(text, &tokens, at, end, words);
        }
        if ends_search(text, &tokens, at) {
            break;
        }
    }
    with_outlet(text, &tokens, words).or_else(|| place_alone(text, &tokens, words))
}

/// «نابلس - أخبار المرفأ -», «أربيل (المرفأ 24)-»: a place of the list and the outlet's own name, which a word of
/// such names, a figure or a Latin letter tells from other words; a figure only in brackets, for «غزة - 24 شهيدا» is a headline.
fn with_outlet(text: &str, tokens: &[Token], words: &Words) -> Option<Found> {
    let is_dash = |t: &Token| matches!(t.kind, Kind::Punct('-' | '–' | '—' | 'ـ' | '_' | '/'));
    let opens = |t: &Token| is_dash(t) || matches!(t.kind, Kind::Punct('('));
    let open = tokens.iter().take(6).position(opens)?;
    let place = place(text, &tokens[..open])?;
    if !words.dateline_places.contains(&form(place.of(text))) {
        return None;
    }
    let rest = tokens.get(open + 1..)?;
    let in_brackets = !is_dash(&tokens[open]);
    let ends = |t: &Token| match t.kind {
        Kind::Punct(')') => in_brackets,
        Kind::Punct(':') => !in_brackets,
        _ => is_dash(t) && !in_brackets,
    };
    let length = rest.iter().position(ends).unwrap_or(rest.len());
    let whole = length == rest.len() && text.len() < LOOK && tokens.len() < REACH;
    if !(1..=4).contains(&length) || in_brackets && (whole || !rest.get(length + 1).is_some_and(is_dash)) {
        return None;
    }
    let name = rest[0].span.cover(rest[length - 1].span);
    let name_words = &rest[..length];
    let latin = name_words.iter().any(|t| t.kind == Kind::Latin);
    let numbered = in_brackets
        && rest[0].kind == Kind::Word
        && matches!(rest[length - 1].kind, Kind::Number)
        && !name_words
            .iter()
            .any(|t| Phrases::builtin().is_date_word(&form(t.span.of(text))));
    let is_letter = |t: &Token| matches!(t.kind, Kind::Word | Kind::Latin | Kind::Number);
    let named = latin || numbered || holds(&form(name.of(text)), &words.outlet_words);
    if !named || !name_words.iter().all(is_letter) {
        return None;
    }
    let last = rest
        .get(length + usize::from(in_brackets))
        .unwrap_or(&rest[length - 1]);
    Some(Found {
        dateline: Dateline {
            place: Some(place.of(text).to_owned()),
            agency: Some(name.of(text).to_owned()),
        },
        end: last.span.end as usize,
    })
}

/// A stop ends the head of a paragraph, unless it belongs to initials or a date.
fn ends_search(text: &str, tokens: &[Token], at: usize) -> bool {
    match tokens[at].kind {
        Kind::Punct('،' | '؛' | '؟' | '!') => true,
        Kind::Punct('.') => {
            at > 0 && tokens[at - 1].kind == Kind::Word && tokens[at - 1].span.of(text).chars().count() > 1
        }
        _ => false,
    }
}

/// One past the last token of `agency`, if it stands at token `at`; stops between initials do not count.
fn agency_at(tokens: &[Token], forms: &[String], at: usize, agency: &str) -> Option<usize> {
    let mut next = at;
    for part in agency.split([' ', '.']).filter(|p| !p.is_empty()) {
        while next > at && tokens.get(next)?.kind == Kind::Punct('.') {
            next += 1;
        }
        if forms.get(next)? != part {
            return None;
        }
        next += 1;
    }
    if agency.contains(' ') && tokens.get(next).is_some_and(|t| t.kind == Kind::Punct('.')) {
        next += 1;
    }
    (next > at).then_some(next)
}

/// The dateline with its agency at tokens `at..end`, if the marks round it say so.
fn with_agency(text: &str, tokens: &[Token], at: usize, end: usize, words: &Words) -> Option<Found> {
    let opened = at.checked_sub(1).map(|i| tokens[i].kind);
    let mut close = end;
    // «(رويترز، أ ف ب)» and «سانا وشينخوا»: the first is kept
    let in_brackets = matches!(opened, Some(Kind::Punct('(' | '[')));
    if in_brackets {
        close = end
            + tokens[end..]
                .iter()
                .position(|t| matches!(t.kind, Kind::Punct(')' | ']')))?
            + 1;
    }
    let in_quotes = matches!(opened, Some(Kind::Punct('"' | '“' | '«')));
    if in_quotes {
        close += usize::from(matches!(tokens.get(close)?.kind, Kind::Punct('"' | '”' | '»')));
    }
    let closing = tokens.get(close).map(|t| t.kind);
    let marked = matches!(
        closing,
        Some(Kind::Punct('-' | '–' | '—' | ':' | '/' | '|' | '،'))
    );
    let whole = closing.is_none() && tokens.len() < REACH;
    if !(in_brackets && close - end <= 6 || marked || whole) {
        return None;
    }
    let head = &tokens[..at - usize::from(in_brackets || in_quotes)];
    let place = place(text, head);
    let set_apart = in_brackets
        || in_quotes
        || matches!(opened, Some(Kind::Punct('-' | '–' | '—' | '/' | '|' | '،')))
        || matches!(opened, Some(Kind::Number));
    let bare = head.is_empty() && !matches!(closing, Some(Kind::Punct(':' | '،')) | None);
    let by_brackets_alone = in_brackets && !marked && !whole && !head.is_empty();
    let known_place = || place.is_some_and(|p| words.dateline_places.contains(&form(p.of(text))));
    if by_brackets_alone && !known_place() {
        return None;
    }
    if !(set_apart || bare) || (place.is_none() && !head.is_empty()) {
        return None;
    }
    // «ساحل نيوز - وكالات»
    let place = place.filter(|p| !holds(&form(p.of(text)), &words.outlet_words));
    let last = tokens[end - 1].span;
    Some(Found {
        dateline: Dateline {
            place: place.map(|p| p.of(text).to_owned()),
            agency: Some(tokens[at].span.cover(last).of(text).to_owned()),
        },
        end: after(tokens, close, marked),
    })
}

/// «أخبار المرفأ - بغداد», the outlet's name before the place on a line of its own.
pub(crate) fn outlet_before_place(text: &str, words: &Words) -> Option<Dateline> {
    let (name, rest) = text.split_once(['-', '–', '—'])?;
    let name = name.trim();
    let count = |part: &str| part.split_whitespace().count();
    if !holds(&form(name), &words.outlet_words) || count(name) > 3 || !(1..=4).contains(&count(rest)) {
        return None;
    }
    let place = rest.split(['/', '-', '–', '،']).next().unwrap_or("").trim();
    words.dateline_places.contains(&form(place)).then(|| Dateline {
        place: Some(place.to_owned()),
        agency: Some(name.to_owned()),
    })
}

/// «بيروت - قتل …»: a place of the list, then a dash.
fn place_alone(text: &str, tokens: &[Token], words: &Words) -> Option<Found> {
    let dash = tokens
        .iter()
        .take(10)
        .position(|t| matches!(t.kind, Kind::Punct('-' | '–' | '—')))?;
    let head = match &tokens[..dash] {
        // «(بيروت) – قالت»
        [open, inside @ .., close] if open.kind == Kind::Punct('(') && close.kind == Kind::Punct(')') => {
            inside
        }
        head => head,
    };
    let place = place(text, head)?;
    if !words.dateline_places.contains(&form(place.of(text))) {
        return None;
    }
    let quoted = quoted_name(&tokens[dash + 1..]);
    Some(Found {
        dateline: Dateline {
            place: Some(place.of(text).to_owned()),
            agency: quoted.map(|name| name.of(text).to_owned()),
        },
        end: after(tokens, dash, true),
    })
}

/// «لندن - «المرفأ»: …»: a name of few words in quotation marks.
fn quoted_name(tokens: &[Token]) -> Option<Span> {
    let opens = matches!(tokens.first()?.kind, Kind::Punct('«' | '"' | '“'));
    let close = tokens
        .iter()
        .skip(1)
        .position(|t| matches!(t.kind, Kind::Punct('»' | '"' | '”')))?
        + 1;
    let marked = matches!(
        tokens.get(close + 1)?.kind,
        Kind::Punct(':' | '-' | '–' | '—' | '،')
    );
    (opens && marked && (2..=5).contains(&close)).then(|| tokens[1].span.cover(tokens[close - 1].span))
}

fn after(tokens: &[Token], close: usize, marked: bool) -> usize {
    let last = if marked { close } else { close.saturating_sub(1) };
    tokens.get(last).map_or(0, |t| t.span.end as usize)
}

/// The place in the tokens before an agency: one to four words, then perhaps a date and marks.
fn place(text: &str, head: &[Token]) -> Option<Span> {
    let mut span: Option<Span> = None;
    let mut count = 0;
    for (n, token) in head.iter().enumerate() {
        match token.kind {
            Kind::Word => {
                let word = form(token.span.of(text));
                // «بيروت في 2 ديسمبر», «عمان 2 كانون الأول»
                if n > 0 && Phrases::builtin().is_date_word(&word) {
                    return only_date(text, &head[n..]).then_some(span).flatten();
                }
                span = Some(span.map_or(token.span, |s| s.cover(token.span)));
                count += 1;
            }
            _ => {
                return only_date(text, &head[n..]).then_some(span).flatten();
            }
        }
        if count > 4 {
            return None;
        }
    }
    span
}

/// Whether only figures, date words and marks are left.
fn only_date(text: &str, rest: &[Token]) -> bool {
    rest.iter().all(|t| match t.kind {
        Kind::Word | Kind::Latin => Phrases::builtin().is_date_word(&form(t.span.of(text))),
        Kind::Number => true,
        Kind::Punct(c) => matches!(c, '-' | '–' | '—' | '/' | '(' | ')' | '|' | ':' | ',' | '"' | '،'),
        Kind::Other => false,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(text: &str) -> (Option<String>, Option<String>) {
        let found = dateline(text, &["وكالة الجبل"], Words::builtin());
        let line = found.map(|f| f.dateline).unwrap_or_default();
        (line.place, line.agency)
    }

    #[test]
    fn datelines_as_outlets_write_them() {
        for (text, place, agency) in [
            ("بيروت (رويترز) - قال مصدر أمني إن", "بيروت", "رويترز"),
            ("دمشق - سانا - أعلنت الوزارة", "دمشق", "سانا"),
            ("دمشق-سانا", "دمشق", "سانا"),
            ("القاهرة – أ ش أ: أكد الوزير", "القاهرة", "أ ش أ"),
            ("باريس (أ.ف.ب.) - دانت فرنسا", "باريس", "أ.ف.ب."),
            ("رام الله 2-12-2024 وفا- أصيب شابان", "رام الله", "وفا"),
            ("الدوحة في 2 ديسمبر /قنا/ اجتمع", "الدوحة", "قنا"),
            ("عمان 2 كانون الأول (بترا)- بحث", "عمان", "بترا"),
            ("الأمم المتحدة (الولايات المتحدة) (أ ف ب) - صوت", "", ""),
            ("غزة - \"وكالة الجبل\" - قصفت", "غزة", "وكالة الجبل"),
            ("(أ ف ب) - قتل ثلاثة", "", "أ ف ب"),
            ("لندن ـ «صحيفة المرفأ»: قال مصدر", "لندن", "صحيفة المرفأ"),
            ("لندن - «الهدنة» لم تصمد، قال", "لندن", ""),
            ("بيروت - قتل ثلاثة", "بيروت", ""),
            ("(بيروت) – قالت المنظمة اليوم إن", "بيروت", ""),
            ("نابلس - ساحل نيوز - شهدت المدينة", "نابلس", "ساحل نيوز"),
            ("أربيل (ساحل 24)- قاد اللاعب فريقه", "أربيل", "ساحل 24"),
            ("صنعاء _ ساحل برس", "صنعاء", "ساحل برس"),
            ("غزة - 24 شهيدا", "غزة", ""),
            ("ساحل نيوز - وكالات", "", "وكالات"),
            ("أربيل (تموز 2024)- قاد اللاعب فريقه", "أربيل", ""),
            ("بغداد (العراق) - قال المتحدث", "", ""),
            ("تونس - إضراب عام", "تونس", ""),
            ("غزة - قال الوزير اليوم - إن الهدنة", "غزة", ""),
            ("الجيش - كما يقول - انسحب", "", ""),
            ("نقلت رويترز: أن القوات", "", ""),
            ("رويترز: مقتل ثلاثة", "", ""),
            ("قال مسؤول لوكالة رويترز - إن", "", ""),
            ("قتل ثلاثة أشخاص (رويترز) في الغارة التي", "", ""),
        ] {
            let (p, a) = read(text);
            let want = (p.as_deref().unwrap_or(""), a.as_deref().unwrap_or(""));
            assert_eq!(want, (place, agency), "{text}");
        }
    }
}
