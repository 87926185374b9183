//! What is known of the pages of single outlets, by domain: `data/sites/*.toml`, and files that users add.

use crate::html::Selector;
use serde::Deserialize;
use std::sync::OnceLock;

const SOURCE: &str = include_str!("../../../data/sites/general.toml");

/// What is known of outlets' pages.
#[derive(Clone, Debug, Default)]
pub struct Sites {
    sites: Vec<Site>,
}

/// What is known of one outlet's pages.
#[derive(Clone, Debug, Default)]
pub(crate) struct Site {
    domain: String,
    pub(crate) outlet: Option<String>,
    pub(crate) zone: Option<String>,
    pub(crate) body: Vec<Selector>,
    pub(crate) title: Vec<Selector>,
    pub(crate) byline: Vec<Selector>,
    pub(crate) date: Vec<Selector>,
    pub(crate) drop: Vec<Selector>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    #[serde(default)]
    site: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Line {
    domain: toml::Spanned<String>,
    outlet: Option<String>,
    zone: Option<toml::Spanned<String>>,
    #[serde(default)]
    body: Vec<toml::Spanned<String>>,
    #[serde(default)]
    title: Vec<toml::Spanned<String>>,
    #[serde(default)]
    byline: Vec<toml::Spanned<String>>,
    #[serde(default)]
    date: Vec<toml::Spanned<String>>,
    #[serde(default)]
    drop: Vec<toml::Spanned<String>>,
}

/// A file of sites that cannot be used, with the place of its first fault.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{line}:{column}: {message}")]
pub struct SitesError {
    line: usize,
    column: usize,
    message: String,
}

impl Sites {
    /// Those that come with Musnad.
    pub fn builtin() -> &'static Sites {
        static SITES: OnceLock<Sites> = OnceLock::new();
        // a test holds the file to its form, so that the empty list is never used
        SITES.get_or_init(|| Sites::parse(SOURCE).unwrap_or_default())
    }

    /// Reads a file of the form of `data/sites/general.toml`; [`Sites::builtin`] comes after it.
    ///
    /// # Errors
    /// If it is not of that form, with line and column of the first fault.
    pub fn with(source: &str) -> Result<Sites, SitesError> {
        let mut out = Sites::parse(source)?;
        out.sites.extend(Sites::builtin().sites.iter().cloned());
        Ok(out)
    }

    fn parse(source: &str) -> Result<Sites, SitesError> {
        let fault = |at: usize, message: String| {
            let before = source.get(..at).unwrap_or("");
            let start = before.rfind('\n').map_or(0, |n| n + 1);
            SitesError {
                line: before.matches('\n').count() + 1,
                column: before[start..].chars().count() + 1,
                message,
            }
        };
        let table: Source = toml::from_str(source)
            .map_err(|e| fault(e.span().map_or(0, |s| s.start), e.message().to_owned()))?;
        let mut sites = Vec::new();
        for line in table.site {
            sites.push(line.checked().map_err(|(at, message)| fault(at, message))?);
        }
        Ok(Sites { sites })
    }

    /// What is known of the page at `url`.
    pub(crate) fn of(&self, url: &str) -> Option<&Site> {
        let url = url::Url::parse(url).ok()?;
        let host = url.host_str()?.to_ascii_lowercase();
        self.sites.iter().find(|site| {
            let rest = host.strip_suffix(site.domain.as_str());
            rest.is_some_and(|rest| rest.is_empty() || rest.ends_with('.'))
        })
    }
}

type Fault = (usize, String);

impl Line {
    fn checked(self) -> Result<Site, Fault> {
        let start = self.domain.span().start;
        let domain = self.domain.into_inner().to_ascii_lowercase();
        if domain.is_empty() || domain.contains(['/', ':', ' ']) {
            return Err((start, format!("“{domain}” is no domain such as akhbar.example")));
        }
        if let Some(zone) = &self.zone
            && jiff::tz::TimeZone::get(zone.get_ref()).is_err()
        {
            return Err((zone.span().start, format!("“{}” is no time zone", zone.get_ref())));
        }
        Ok(Site {
            domain,
            outlet: self.outlet,
            zone: self.zone.map(toml::Spanned::into_inner),
            body: selectors(self.body)?,
            title: selectors(self.title)?,
            byline: selectors(self.byline)?,
            date: selectors(self.date)?,
            drop: selectors(self.drop)?,
        })
    }
}

fn selectors(sources: Vec<toml::Spanned<String>>) -> Result<Vec<Selector>, Fault> {
    let one = |s: &toml::Spanned<String>| Selector::parse(s.get_ref()).map_err(|e| (s.span().start, e));
    sources.iter().map(one).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_files_that_come_with_it_are_of_their_form() {
        Sites::parse(SOURCE).unwrap();
    }

    #[test]
    fn a_domain_holds_for_the_hosts_under_it() {
        let sites = Sites::with("[[site]]\ndomain = \"sahel.example\"\noutlet = \"الساحل\"").unwrap();
        let of = |url: &str| sites.of(url).and_then(|s| s.outlet.as_deref());
        assert_eq!(of("https://www.sahel.example/a"), Some("الساحل"));
        assert_eq!(of("https://sahel.example:8080/a"), Some("الساحل"));
        assert_eq!(of("https://notsahel.example/a"), None);
        assert_eq!(of("sahel"), None);
    }

    #[test]
    fn faults_have_a_place() {
        let place = |source: &str| Sites::with(source).unwrap_err().to_string();
        assert!(place("[[site]]\ndomain = \"a/b\"").starts_with("2:10: "));
        assert!(place("[[site]]\ndomain = \"a.b\"\nzone = \"Asia/Atlantis\"").starts_with("3:8: "));
        assert!(place("[[site]]\ndomain = \"a.b\"\nbody = [\"p\", \"a b\"]").starts_with("3:14: "));
        assert!(place("[[site]]\ndomain = \"a.b\"\ncolour = 1").starts_with("3:"));
    }
}
