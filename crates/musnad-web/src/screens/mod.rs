//! The screens: each makes a page, or the same as data, of what is asked.

mod bars;
mod chart;
pub(crate) mod event;
pub(crate) mod events;
mod facets;
mod finding;
pub(crate) mod home;
pub(crate) mod paste;
pub(crate) mod quality;
pub(crate) mod rules;
mod map;
pub(crate) mod search;
pub(crate) mod stories;
