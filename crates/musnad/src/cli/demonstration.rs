//! An archive to look around in: stories that were made up for measuring, read into a folder that goes away again.

use super::taking::{made_by, now};
use musnad_archive::{Archive, Incoming, Search, Sqlite};
use musnad_extract::Reader;
use musnad_page::{Hints, read};
use musnad_record::v1::Records;
use serde::Deserialize;
use std::sync::Arc;
use tempfile::TempDir;

/// Articles as different outlets would write them, of things that never were.
const STORIES: &[&str] = &[
    include_str!("../../../../corpus/stories/dev/01-baidoa-hotel.toml"),
    include_str!("../../../../corpus/stories/dev/02-red-sea-tanker.toml"),
    include_str!("../../../../corpus/stories/dev/03-obeid-two-attacks.toml"),
    include_str!("../../../../corpus/stories/dev/04-suwayda-bakery.toml"),
    include_str!("../../../../corpus/stories/dev/05-tunis-rail-strike.toml"),
    include_str!("../../../../corpus/stories/dev/06-katsina-abductions.toml"),
    include_str!("../../../../corpus/stories/dev/07-nablus-raids-zahle-prison.toml"),
    include_str!("../../../../corpus/stories/dev/08-apurimac-mine-strike.toml"),
    include_str!("../../../../corpus/stories/dev/09-kampala-march-arrests.toml"),
    include_str!("../../../../corpus/stories/dev/10-argelia-siege-popayan-bomb.toml"),
];

#[derive(Deserialize)]
struct Story {
    document: Vec<Article>,
}

#[derive(Deserialize)]
struct Article {
    id: String,
    outlet: String,
    published: String,
    text: String,
}

/// Makes the archive; it lasts as long as the folder that comes back.
///
/// # Errors
/// What to tell, if it cannot be made.
pub(super) fn archive(reader: &Reader) -> Result<TempDir, String> {
    let folder = TempDir::with_prefix("musnad-").map_err(|e| format!("a folder for a while: {e}"))?;
    let version: Arc<str> = made_by(reader).into();
    let mut all = Vec::new();
    for story in STORIES {
        let story: Story = toml::from_str(story).map_err(|e| e.to_string())?;
        for article in &story.document {
            all.push(incoming(reader, article, &version)?);
        }
    }
    let kept = Sqlite::open(folder.path()).and_then(|store| {
        let mut archive = Archive::new(store)?;
        archive.take(all, &now())?;
        Search::open(folder.path())?.refresh(&archive)
    });
    kept.map_err(|e| e.to_string())?;
    Ok(folder)
}

fn incoming(reader: &Reader, article: &Article, version: &Arc<str>) -> Result<Incoming, String> {
    let hints = Hints {
        id: Some(&article.id),
        outlet: Some(&article.outlet),
        published: Some(&article.published),
        ..Hints::default()
    };
    let page = article.text.trim_start().as_bytes();
    let document = read(page, &hints);
    let mut lines = Vec::new();
    let written = Records::of(&document, &reader.read(&document)).write(&mut lines);
    written.map_err(|e| e.to_string())?;
    let lines = String::from_utf8(lines).map_err(|e| e.to_string())?;
    Incoming::new(lines, Some(page), Arc::clone(version)).map_err(|e| e.to_string())
}
