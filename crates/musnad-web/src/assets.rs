//! What pages need besides themselves: style, script, fonts, map. It is in the program; nothing is asked of any other
//! machine.

use crate::answer::with;
use axum::extract::Path;
use axum::http::{StatusCode, header};
use axum::response::Response;
use sha2::{Digest, Sha256};
use std::sync::OnceLock;

/// Name, media type, bytes.
type Asset = (&'static str, &'static str, &'static [u8]);

macro_rules! assets {
    ($($name:literal: $kind:literal),* $(,)?) => {
        &[$(($name, $kind, include_bytes!(concat!("../assets/", $name)))),*]
    };
}

const ASSETS: &[Asset] = assets! {
    "style.css": "text/css; charset=utf-8",
    "app.js": "text/javascript; charset=utf-8",
    "icon.svg": "image/svg+xml",
    "map.svg": "image/svg+xml",
    "plex-arabic-400.woff2": "font/woff2",
    "plex-arabic-600.woff2": "font/woff2",
    "plex-latin-400.woff2": "font/woff2",
    "plex-latin-600.woff2": "font/woff2",
    "naskh-arabic.woff2": "font/woff2",
    "naskh-latin.woff2": "font/woff2",
};

/// The fonts: each page has Arabic and Latin letters in both faces.
pub(crate) const FONTS: [&str; 6] = [
    "plex-arabic-400.woff2",
    "plex-arabic-600.woff2",
    "plex-latin-400.woff2",
    "plex-latin-600.woff2",
    "naskh-arabic.woff2",
    "naskh-latin.woff2",
];

/// The address of an asset, which changes when it does.
pub(crate) fn address(name: &str) -> String {
    format!("/assets/{}/{name}", version())
}

/// Sixteen digits of a hash of all assets.
fn version() -> &'static str {
    static VERSION: OnceLock<String> = OnceLock::new();
    VERSION.get_or_init(|| {
        let mut hash = Sha256::new();
        for (name, _, bytes) in ASSETS {
            hash.update(name);
            hash.update(bytes);
        }
        hash.finalize()
            .iter()
            .take(8)
            .map(|b| format!("{b:02x}"))
            .collect()
    })
}

/// The asset of this name. What is asked for under its version stays the same for ever.
pub(crate) async fn asset(Path((version, name)): Path<(String, String)>) -> Response {
    let lasting = version == self::version();
    let cached = if lasting {
        "public, max-age=31536000, immutable"
    } else {
        "no-cache"
    };
    match ASSETS.iter().find(|(n, _, _)| *n == name) {
        Some((_, kind, bytes)) => with(
            StatusCode::OK,
            kind,
            bytes.to_vec(),
            &[(header::CACHE_CONTROL, cached)],
        ),
        None => with(StatusCode::NOT_FOUND, "text/plain", Vec::new(), &[]),
    }
}
