//! stub
#![allow(missing_docs)]
use crate::{Quantity, Seen, Error};
use std::ops::Range;
#[derive(Debug)] pub struct TimeReader;
#[derive(Clone,Debug)] pub struct Published { }
impl Published { pub fn parse(_: &str) -> Option<Published> { None } }
#[derive(Clone,Debug)] pub struct TimeMention { pub tokens: Range<usize>, pub clitic: usize, pub start: Option<String>, pub end: Option<String>, pub precision: Precision, pub basis: Basis, pub role: TimeRole }
#[derive(Clone,Copy,Debug,PartialEq)] pub enum Precision { Minute, Hour, PartOfDay, Day, Week, Month, Season, Year, Open }
#[derive(Clone,Copy,Debug,PartialEq)] pub enum Basis { Stated, Relative, Published, Weekday }
#[derive(Clone,Copy,Debug,PartialEq)] pub enum TimeRole { At, Since, Until, During, Before, After, Duration }
impl TimeReader { pub fn builtin() -> Result<Self, Error> { Ok(TimeReader) } pub fn read(&self, _: &[Seen], _: &[Quantity], _: Option<&Published>) -> Vec<TimeMention> { vec![] } }
