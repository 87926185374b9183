//! The screens: each makes a page, or the same as data, of what is asked.

mod chart;
pub(crate) mod event;
pub(crate) mod home;
pub(crate) mod stories;
