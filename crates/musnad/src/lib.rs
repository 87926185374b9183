//! Musnad's program: the records that leave it and its command line.
//!
//! [`record`] is the wire form of what Musnad reads; [`cli`] is the command line, which the binary only calls.

pub mod cli;
pub mod record;
pub mod screen;
pub mod store;
pub mod table;
