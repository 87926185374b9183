//! Records: what every way out of Musnad speaks.

pub mod v1;
