//! Near copies: texts that took over another's words, cut, with another headline or lightly reworded.
//!
//! Two texts are compared by the sequences of words that they share, as a share of the shorter one. Which took from
//! which: whom the text credits, else who came first.

use crate::profile::Profile;

/// What two texts share, 0 to 1, of the sequences of the shorter one.
pub(crate) fn shared(a: &Profile, b: &Profile) -> f32 {
    let (a, b) = (&a.sequences, &b.sequences);
    let least = a.len().min(b.len());
    if least == 0 {
        return 0.0;
    }
    let (mut i, mut j, mut same) = (0, 0, 0_usize);
    while i < a.len() && j < b.len() {
        match a[i].cmp(&b[j]) {
            std::cmp::Ordering::Less => i += 1,
            std::cmp::Ordering::Greater => j += 1,
            std::cmp::Ordering::Equal => {
                same += 1;
                i += 1;
                j += 1;
            }
        }
    }
    same as f32 / least as f32
}

/// Whether `copy`, of two texts of which one took from the other, is the one that took: it credits the other's
/// outlet, or came later.
pub(crate) fn took(copy: &Profile, from: &Profile) -> bool {
    let credits = |a: &Profile, b: &Profile| {
        b.outlet
            .is_some_and(|o| a.credits.contains(&o) && a.outlet != Some(o))
    };
    match (credits(copy, from), credits(from, copy)) {
        (true, false) => true,
        (false, true) => false,
        _ => copy.time > from.time,
    }
}
