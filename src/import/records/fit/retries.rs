//! Callers who call again after a refusal: recognised by the caller and the time between.

use super::super::call::{CallRecord, seconds};
use super::lengths::Lengths;
use std::collections::BTreeMap;

/// Time within which a further call counts as another attempt, in milliseconds.
pub const WITHIN: i64 = 900_000;

/// Most attempts that a scenario may say.
const MOST_ATTEMPTS: u32 = 14;

/// What callers do after a refusal.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Retries {
    /// Refused calls whose caller is known.
    pub refused: u64,
    /// Those that were followed by a further call in time.
    pub again: u64,
    /// Share of answered calls that were followed by a further call in time: so often that happens by chance.
    pub by_chance: f64,
    /// Time from the refusal to the next call.
    pub gaps: Option<Lengths>,
    /// Most further calls in a row.
    pub most: u32,
    /// Places of the calls that are further attempts, in order.
    pub places: Vec<usize>,
}

impl Retries {
    /// Share of refused callers who call again, without those who do so by chance.
    pub fn share(&self) -> Option<f64> {
        if self.refused == 0 {
            return None;
        }
        let seen = self.again as f64 / self.refused as f64;
        Some(((seen - self.by_chance) / (1.0 - self.by_chance).max(1e-9)).clamp(0.0, 1.0))
    }

    /// Finds them in calls that are in order of their start.
    pub fn of(calls: &[CallRecord]) -> Retries {
        let mut out = Retries::default();
        // The last call of each caller, with the attempts before it.
        let mut last: BTreeMap<u64, (usize, u32)> = BTreeMap::new();
        let (mut answered, mut followed) = (0_u64, 0_u64);
        let mut gaps = Vec::new();
        for (at, call) in calls.iter().enumerate() {
            let Some(caller) = call.caller else { continue };
            out.refused += u64::from(call.outcome.is_refusal());
            answered += u64::from(call.outcome.is_answer());
            let mut attempts = 0;
            if let Some((before, count)) = last.get(&caller) {
                let before = &calls[*before];
                let gap = call.start - before.end;
                let in_time = (0..=WITHIN).contains(&gap);
                if in_time && before.outcome.is_refusal() {
                    attempts = count + 1;
                    out.again += 1;
                    out.places.push(at);
                    gaps.push((seconds(gap), 1.0));
                } else if in_time && before.outcome.is_answer() {
                    followed += 1;
                }
            }
            out.most = out.most.max(attempts.min(MOST_ATTEMPTS));
            last.insert(caller, (at, attempts));
        }
        if answered > 0 {
            out.by_chance = followed as f64 / answered as f64;
        }
        out.gaps = Lengths::fit(gaps);
        out
    }
}
