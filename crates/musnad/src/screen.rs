//! What the screen can show, and text made fit for it: isolates round Arabic, colours, widths.
//!
//! Text is never reversed or reshaped: it goes out in logical order.

use unicode_width::UnicodeWidthStr;

const FIRST_STRONG_ISOLATE: char = '\u{2068}';
const POP_ISOLATE: char = '\u{2069}';

/// What the place that output goes to can show.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Screen {
    /// Whether colours are wanted.
    pub color: bool,
    /// Whether it is a terminal: then each field is isolated from the direction of its neighbours.
    pub terminal: bool,
    /// Columns.
    pub width: usize,
}

impl Screen {
    /// What standard output can show; honours `NO_COLOR`, `CLICOLOR`, `CLICOLOR_FORCE` and `COLUMNS`.
    pub fn of_stdout() -> Screen {
        let choice = anstream::AutoStream::choice(&std::io::stdout());
        let columns = std::env::var("COLUMNS").ok().and_then(|c| c.parse().ok());
        let measured = || terminal_size::terminal_size().map(|(width, _)| usize::from(width.0));
        Screen {
            color: choice != anstream::ColorChoice::Never,
            terminal: std::io::IsTerminal::is_terminal(&std::io::stdout()),
            width: columns.or_else(measured).unwrap_or(100).clamp(40, 160),
        }
    }

    /// `field` set apart from the direction of what stands beside it.
    pub fn isolated(&self, field: &str) -> String {
        if self.terminal && !field.is_empty() {
            format!("{FIRST_STRONG_ISOLATE}{field}{POP_ISOLATE}")
        } else {
            field.to_owned()
        }
    }

    /// `text` in `style`, where colours are wanted.
    pub fn styled(&self, text: &str, style: anstyle::Style) -> String {
        if self.color {
            format!("{style}{text}{style:#}")
        } else {
            text.to_owned()
        }
    }
}

/// `text` without what could steer a terminal: control characters become spaces, direction controls go.
///
/// ```
/// assert_eq!(musnad::screen::harmless("قصف\u{1b}[2J\u{202E}"), "قصف [2J");
/// ```
pub fn harmless(text: &str) -> String {
    text.chars()
        .filter(|c| !matches!(c, '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' | '\u{200E}' | '\u{200F}'))
        .map(|c| if c.is_control() { ' ' } else { c })
        .collect()
}

/// `text` cut into lines of at most `width` columns at white space; vowel marks take no column.
pub fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    let mut used = 0;
    for word in text.split_whitespace() {
        let columns = word.width();
        if used > 0 && used + 1 + columns > width {
            lines.push(String::new());
            used = 0;
        }
        if let Some(line) = lines.last_mut() {
            if used > 0 {
                line.push(' ');
                used += 1;
            }
            line.push_str(word);
        }
        used += columns;
    }
    lines
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn marks_take_no_column() {
        assert_eq!(wrapped("قُتِلَ ثَلاثَةُ جُنُودٍ", 9), ["قُتِلَ ثَلاثَةُ", "جُنُودٍ"]);
        assert_eq!(wrapped("كلمةطويلةجدا ثم", 4), ["كلمةطويلةجدا", "ثم"]);
        assert_eq!(wrapped("", 10), [""]);
    }
}
