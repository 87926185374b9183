//! How good the readings are: claims held against gold, and the scorer trained on gold.
//!
//! `gold` reads articles and sentences with their claims, `votes` sentences on which coders voted; `score` matches
//! claims and `fields` compares them, `report` shows the figures; `reviewed` writes gold of what people corrected. `examples`, `attach`, `logistic` and `train` make the
//! weights of the scorer, and `folds` tells how good such weights are on what they were not made from. `stories`
//! holds what many documents say together against stories written for it.

pub mod attach;
pub mod examples;
mod fields;
pub mod gold;
pub mod logistic;
mod quotes;
pub mod report;
pub mod reviewed;
pub mod score;
pub mod stories;
pub mod tally;
pub mod train;
pub mod votes;
mod words;
