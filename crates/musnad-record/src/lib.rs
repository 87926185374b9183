//! Records: what every way out of Musnad speaks.
//!
//! In come a document and its reading with byte spans; out go records whose spans count Unicode code points and
//! carry their words, and back from their JSON. The forms have versions; [`v1`] is the first, [`event`] what
//! the archive makes of many of them, [`correction`] what people say of both.

pub mod correction;
pub mod event;
pub mod v1;
