//! Pages in HTML.

pub(crate) mod dom;
