//! Musnad's program: [`cli`] is the command line, which the binary only calls.

pub mod cli;
pub mod report;
pub mod restrict;
pub mod reviewed;
pub mod screen;
pub mod store;
pub mod table;
pub mod together;
