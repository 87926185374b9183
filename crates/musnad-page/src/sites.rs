//! What is known of the pages of single outlets, by domain: `data/sites/*.toml`, and files that users add.

use crate::Hints;
use crate::html::Selector;
use rustc_hash::FxHashMap;
use serde::Deserialize;
use std::sync::OnceLock;

const SOURCE: &str = include_str!("../../../data/sites/general.toml");

/// What is known of outlets' pages.
#[derive(Clone, Debug, Default)]
pub struct Sites {
    /// By domain.
    sites: FxHashMap<String, Site>,
}

/// What is known of one outlet's pages.
#[derive(Clone, Debug, Default)]
pub(crate) struct Site {
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

    /// Reads a file of the form of `data/sites/general.toml`; what [`Sites::builtin`] knows besides is added.
    ///
    /// # Errors
    /// If it is not of that form, with line and column of the first fault.
    pub fn with(source: &str) -> Result<Sites, SitesError> {
        let mut out = Sites::parse(source)?;
        for (domain, site) in &Sites::builtin().sites {
            out.sites.entry(domain.clone()).or_insert_with(|| site.clone());
        }
        Ok(out)
    }

    /// Adds what is known of an outlet besides: its name and its IANA time zone, where none are known yet.
    pub fn add(&mut self, domain: &str, outlet: &str, zone: Option<&str>) {
        let site = self.sites.entry(domain.to_ascii_lowercase()).or_default();
        site.outlet.get_or_insert_with(|| outlet.to_owned());
        if site.zone.is_none() {
            site.zone = zone.map(str::to_owned);
        }
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
        let mut sites = FxHashMap::default();
        for line in table.site {
            let (domain, site) = line.checked().map_err(|(at, message)| fault(at, message))?;
            sites.entry(domain).or_insert(site);
        }
        Ok(Sites { sites })
    }

    /// What is known of the page at `url`: of its host, or of the nearest domain above it.
    pub(crate) fn of(&self, url: &str) -> Option<&Site> {
        let url = url::Url::parse(url).ok()?;
        let host = url.host_str()?.to_ascii_lowercase();
        std::iter::successors(Some(host.as_str()), |host| Some(host.split_once('.')?.1))
            .find_map(|domain| self.sites.get(domain))
    }
}

/// `hints` with what is known of the outlet whose page it is, where the caller doesn't say.
pub(crate) fn known<'a>(hints: &Hints<'a>, address: Option<&str>) -> (Hints<'a>, Option<&'a Site>) {
    let sites = hints.sites.unwrap_or(Sites::builtin());
    let Some(site) = hints.url.or(address).and_then(|u| sites.of(u)) else {
        return (*hints, None);
    };
    let hints = Hints {
        outlet: hints.outlet.or(site.outlet.as_deref()),
        zone: hints.zone.or(site.zone.as_deref()),
        ..*hints
    };
    (hints, Some(site))
}

type Fault = (usize, String);

impl Line {
    fn checked(self) -> Result<(String, Site), Fault> {
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
        let site = Site {
            outlet: self.outlet,
            zone: self.zone.map(toml::Spanned::into_inner),
            body: selectors(self.body)?,
            title: selectors(self.title)?,
            byline: selectors(self.byline)?,
            date: selectors(self.date)?,
            drop: selectors(self.drop)?,
        };
        Ok((domain, site))
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
    fn what_is_added_fills_gaps_alone() {
        let mut sites = Sites::with("[[site]]\ndomain = \"sahel.example\"\nzone = \"Asia/Beirut\"").unwrap();
        sites.add("sahel.example", "الساحل", Some("Africa/Cairo"));
        let site = sites.of("http://sahel.example/").unwrap();
        assert_eq!(
            (site.outlet.as_deref(), site.zone.as_deref()),
            (Some("الساحل"), Some("Asia/Beirut"))
        );
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
