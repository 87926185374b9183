//! What claims in doubt have, where the encoder says that they tell more of an event told before.

use crate::claim::{Claim, Outcome, Role};
use crate::opinion::Opinion;

/// From here on a claim in doubt is taken for one that tells more of an event told before.
const GOES_ON: f32 = 0.2;

/// Gives what doubtful claims tell, where they stand on further words of an event that is told, to its claim as far as
/// that has nothing of the sort: «[هجوم] على حاجز أسفر عن [مقتل] ثلاثة جنود».
pub(crate) fn hand_over(opinion: &Opinion, claims: &mut [Claim]) {
    for n in 0..claims.len() {
        let (kind, words) = (claims[n].kind, claims[n].trigger);
        if !claims[n].doubtful || !opinion.goes_on(kind, words).is_some_and(|p| p >= GOES_ON) {
            continue;
        }
        let told = (0..claims.len()).filter(|m| claims[*m].kind == kind && !claims[*m].doubtful);
        let Some(to) = told.min_by_key(|m| claims[*m].trigger.start.abs_diff(words.start)) else {
            continue;
        };
        let from = claims[n].clone();
        let to = &mut claims[to];
        for role in [Role::Actor, Role::Recipient] {
            if to.actors.iter().all(|a| a.role != role) {
                to.actors
                    .extend(from.actors.iter().filter(|a| a.role == role).cloned());
            }
        }
        to.place = to.place.take().or(from.place);
        to.time = to.time.take().or(from.time);
        let known: Vec<Outcome> = to.toll.iter().map(|c| c.outcome).collect();
        to.toll
            .extend(from.toll.into_iter().filter(|c| !known.contains(&c.outcome)));
    }
}
