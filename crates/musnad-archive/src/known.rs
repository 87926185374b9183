//! Whether a document's text is in an archive already.
//!
//! A text is known by the hash of the page that it came from. One that the archive has is not taken in again, also where
//! another text followed it: an input that holds two versions of a document would else turn it back and forth each time.
//! A page that went back to an earlier text is taken in where it says that it was fetched after the one that counts.

use crate::Error;
use crate::archive::Incoming;
use crate::store::{Document, Store};
use musnad_record::v1::{self, Records};

/// Whether an archive that has the document `known` has its text `document` too, as the one that counts or as an earlier
/// one that did not come back.
///
/// # Errors
/// If the store cannot be read.
pub(crate) fn has<S: Store>(store: &S, known: &Document, document: &v1::Document<'_>) -> Result<bool, Error> {
    if known.sha256 == document.sha256 {
        return Ok(true);
    }
    let readings = store.readings(known.n)?;
    let (mut among, mut last) = (false, None);
    for (_, lines) in &readings {
        let earlier = Records::read(lines)?.document;
        among |= earlier.sha256 == document.sha256;
        last = earlier.fetched.as_deref().and_then(musnad_story::seconds);
    }
    let fetched = document.fetched.as_deref().and_then(musnad_story::seconds);
    let came_back = fetched.zip(last).is_some_and(|(now, then)| now > then);
    Ok(among && !came_back)
}

/// Whether a document's text is among those that came before it.
pub(crate) fn has_text<'a>(
    document: &v1::Document<'_>,
    earlier: impl Iterator<Item = &'a Incoming>,
) -> Result<bool, Error> {
    for one in earlier {
        if one.page_sha256()? == document.sha256 {
            return Ok(true);
        }
    }
    Ok(false)
}
