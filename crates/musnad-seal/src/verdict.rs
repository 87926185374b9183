//! What checking a bundle comes to: what was found, and the first thing that does not hold.

use std::fmt;

use crate::PublicKey;
use crate::journal::End;

/// What [`crate::verify`] found.
#[derive(Debug)]
pub struct Verdict {
    /// The first thing that does not hold, in the order of [`Check`]; `None` where all does.
    pub failure: Option<Failure>,
    /// The key that signed, once the signature was found right.
    pub signer: Option<PublicKey>,
    /// What an RFC 3161 stamp says as its time, in UTC, where there is one. That it is on this bundle was checked;
    /// who made it was not.
    pub stamped: Option<String>,
    /// When the bundle says that it was sealed.
    pub sealed: Option<String>,
    /// Before which entry, and with which, the journal in it begins and ends.
    pub journal: Option<(End, End)>,
    /// How many different pages there are, once they were found right.
    pub pages: u64,
    /// How many documents there are, once they were found right.
    pub documents: u64,
    /// How many of them are said to be without their page.
    pub without_page: u64,
}

impl Verdict {
    /// Whether nothing was found wrong. Where no keys were named as trusted, whose key it is remains to be asked.
    pub fn holds(&self) -> bool {
        self.failure.is_none()
    }
}

/// One of the checks, in the order in which they are made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Check {
    /// The file is a ZIP, byte for byte as its names and contents make it.
    Zip,
    /// The names are those of a bundle, each once.
    Names,
    /// `bagit.txt` declares a bag, `bag-info.txt` can be read.
    Declaration,
    /// As many files and bytes of payload as `Payload-Oxum` says.
    Oxum,
    /// Each file of the payload has its hash of the manifest.
    Payload,
    /// Each tag file has its hash of the tag manifest.
    Tags,
    /// The signature is right, and by a key that is trusted.
    Signature,
    /// The time stamp, where there is one, is on this bundle.
    Stamp,
    /// The journal is one unbroken chain between its stated ends.
    Journal,
    /// The web archive holds the same pages as the page files, and no others.
    Warc,
    /// The records name no page and no document that is not there, but pages that are said to be missing.
    Records,
}

impl fmt::Display for Check {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Check::Zip => "zip",
            Check::Names => "names",
            Check::Declaration => "declaration",
            Check::Oxum => "oxum",
            Check::Payload => "payload",
            Check::Tags => "tags",
            Check::Signature => "signature",
            Check::Stamp => "stamp",
            Check::Journal => "journal",
            Check::Warc => "warc",
            Check::Records => "records",
        })
    }
}

/// What does not hold, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// The check that it did not pass.
    pub check: Check,
    /// The file in the bundle, with the line or record or byte where that is known.
    pub place: String,
    /// What is wrong there.
    pub why: String,
}

impl Failure {
    pub(crate) fn new(check: Check, place: impl Into<String>, why: impl Into<String>) -> Failure {
        Failure {
            check,
            place: place.into(),
            why: why.into(),
        }
    }
}

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}: {}: {}", self.check, self.place, self.why)
    }
}
