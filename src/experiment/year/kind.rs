//! A kind of outage that comes at random, and how long it is simulated.

use crate::base::Span;
use crate::deployment::{Outage, OutageTimes};

/// A kind of outage that comes at random.
#[derive(Clone, Debug)]
pub(super) struct Kind {
    pub(super) outage: Outage,
    /// Mean times up and down, seconds.
    pub(super) every: f64,
    pub(super) lasts: f64,
    /// The lengths with which it is simulated, the longest first: its mean time, or a third and a sixth of the window if that
    /// is shorter.
    pub(super) simulated: Vec<Span>,
}

impl Kind {
    /// The kind of an outage, if it has rates; `third` of the window is the longest that is simulated.
    pub(super) fn of(outage: &Outage, third: Span) -> Option<Kind> {
        let OutageTimes::Random { every, lasts } = &outage.times else { return None };
        let (every, lasts) = (every.shape.mean() * 1e-9, lasts.shape.mean() * 1e-9);
        let mean = Span::from_seconds(lasts)?;
        let simulated = match mean <= third {
            true => vec![mean],
            false => vec![third, Span::from_nanos(third.nanos() / 2)],
        };
        Some(Kind { outage: outage.clone(), every, lasts, simulated })
    }
}
