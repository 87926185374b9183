//! The screens: each makes a page, or the same as data, of what is asked.

pub(crate) mod actors;
pub(crate) mod api;
mod bars;
mod chart;
pub(crate) mod claim;
pub(crate) mod document;
mod edit;
pub(crate) mod event;
pub(crate) mod events;
mod facets;
mod features;
mod finding;
pub(crate) mod home;
mod map;
pub(crate) mod outlets;
pub(crate) mod paste;
pub(crate) mod places;
pub(crate) mod quality;
pub(crate) mod review;
pub(crate) mod rules;
pub(crate) mod search;
pub(crate) mod settle;
mod steps;
pub(crate) mod stories;
mod versions;
mod watching;
