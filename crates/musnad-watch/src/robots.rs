//! What a site's robots.txt allows: the answer to the question for it goes in, a verdict on addresses comes out.
//!
//! After RFC 9309: no file (status 4xx) allows everything, a server that cannot say (5xx, 429, no answer) forbids
//! everything for now.

use crate::error::Error;
use crate::fetch::Response;
use crate::plan::{DAY, HOUR};
use texting_robots::Robot;
use url::Url;

/// By this name a site's file speaks to us.
const AGENT: &str = "musnad";
/// Bytes of a file that are read.
const LARGEST: usize = 500 << 10;
/// The longest delay that a file may ask for, in seconds.
const LONGEST_DELAY: f32 = 60.0;

/// What is known of a site's robots.txt.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Robots {
    /// Until when that counts, in milliseconds since 1970.
    pub(crate) until: i64,
    /// The file, empty where there is none; or why it could not be fetched.
    pub(crate) text: Result<String, String>,
}

/// Where the file of the site of `url` is.
pub(crate) fn address(url: &Url) -> Option<Url> {
    url.join("/robots.txt").ok()
}

impl Robots {
    /// What an answer, or none, says.
    pub(crate) fn of(answer: Result<&Response, &Error>, now: i64) -> Robots {
        let unreachable = |why: String| Robots {
            until: now + HOUR,
            text: Err(why),
        };
        let text = match answer {
            Err(e) => return unreachable(e.to_string()),
            Ok(r) => match r.status {
                200..=299 => String::from_utf8_lossy(&r.body[..r.body.len().min(LARGEST)]).into_owned(),
                400..=499 if r.status != 429 => String::new(),
                status => return unreachable(format!("status {status}")),
            },
        };
        Robots {
            until: now + DAY,
            text: Ok(text),
        }
    }

    /// Whether `url` may be asked, and the delay between requests that the site asks for, in milliseconds.
    ///
    /// # Errors
    /// `robots-forbid`, `robots-unreachable`.
    pub(crate) fn judge(&self, url: &Url) -> Result<i64, Error> {
        let text = match &self.text {
            Ok(text) => text,
            Err(why) => {
                let message = format!("robots.txt cannot be had, so nothing is asked for now: {why}");
                return Err(Error::new("robots-unreachable", message));
            }
        };
        // the parser reads anything that is not hostile to it; then nobody can say what is meant
        let robot = Robot::new(AGENT, text.as_bytes())
            .map_err(|e| Error::new("robots-unreachable", format!("robots.txt cannot be read: {e}")))?;
        if !robot.allowed(url.as_str()) {
            return Err(Error::new("robots-forbid", "the site's robots.txt forbids it"));
        }
        let delay = robot.delay.filter(|d| d.is_finite() && *d > 0.0);
        Ok(delay.map_or(0, |d| (d.min(LONGEST_DELAY) * 1000.0) as i64))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(text: &str) -> Robots {
        Robots {
            until: 0,
            text: Ok(text.to_owned()),
        }
    }

    fn judge(text: &str, path: &str) -> Result<i64, &'static str> {
        let url = Url::parse(&format!("https://press.example{path}")).unwrap();
        file(text).judge(&url).map_err(|e| e.code())
    }

    #[test]
    fn files_allow_and_forbid() {
        let text = "User-agent: *\nDisallow: /\nUser-agent: Musnad\nDisallow: /private\nAllow: /private/open\nCrawl-delay: 12";
        assert_eq!(judge(text, "/news"), Ok(12_000));
        assert_eq!(judge(text, "/private/x"), Err("robots-forbid"));
        assert_eq!(judge(text, "/private/open"), Ok(12_000));
        assert_eq!(judge("User-agent: *\nDisallow: /", "/news"), Err("robots-forbid"));
        assert_eq!(judge("User-agent: *\nCrawl-delay: 99999", "/"), Ok(60_000));
        assert_eq!(judge("User-agent: *\nCrawl-delay: -3", "/"), Ok(0));
        assert_eq!(judge("", "/news"), Ok(0));
        assert_eq!(judge("<html>\u{0}\u{fffd} ليس ملفا", "/news"), Ok(0));
    }

    #[test]
    fn hostile_files_are_read_or_told() {
        let path = format!("/{}", "a".repeat(4000));
        let cases = [
            (
                format!("Disallow: /{}\n", "*a".repeat(900)).repeat(270),
                Err("robots-forbid"),
            ),
            (
                format!("Disallow: /{}$\n", "a*".repeat(200_000)),
                Err("robots-unreachable"),
            ),
            ("User-agent: musnad\n".repeat(26_000), Ok(0)),
        ];
        for (text, verdict) in cases {
            assert_eq!(
                judge(&format!("User-agent: *\n{text}"), &path),
                verdict,
                "{}",
                &text[..40]
            );
        }
    }
}
