//! The screens: each makes a page, or the same as data, of what is asked.

mod chart;
pub(crate) mod event;
pub(crate) mod home;
pub(crate) mod paste;
pub(crate) mod quality;
pub(crate) mod rules;
pub(crate) mod stories;
