//! A kind of outage that comes at random, and the lengths with which it is simulated.

use crate::base::{Error, Span};
use crate::deployment::{Distribution, Outage, OutageTimes, Shape};
use crate::kernel::{Key, stable_hash};
use crate::network::variate;

/// Ends of the groups into which lengths are divided, as shares of all outages: the longest cost the most and differ the
/// most, so that they are drawn more often than they come.
const GROUPS: [f64; 6] = [0.25, 0.5, 0.75, 0.875, 0.9375, 1.0];
/// Draws that stand for the distribution of lengths.
const DRAWS: usize = 1 << 16;
/// Lengths that stand for one group.
const IN_GROUP: usize = 256;
/// Share of the time out of service that may lie beyond the longest outage that the window shows.
const UNSEEN: f64 = 0.1;

/// A kind of outage that comes at random.
#[derive(Clone, Debug)]
pub(super) struct Kind {
    pub(super) outage: Outage,
    /// Mean times up and down, seconds.
    pub(super) every: f64,
    pub(super) lasts: f64,
    /// Its lengths, the shortest first.
    pub(super) groups: Vec<Group>,
    /// By how much an outage is longer than the longest that is simulated, mean over all outages in seconds.
    pub(super) unseen: f64,
}

/// A group of lengths of an outage. Each replication draws one of them.
#[derive(Clone, Debug)]
pub(super) struct Group {
    /// The share of the outages that are so long.
    pub(super) share: f64,
    /// Their mean length, seconds.
    pub(super) mean: f64,
    /// The lengths, at most the longest that the window shows.
    pub(super) lengths: Distribution,
}

impl Kind {
    /// The kind of an outage, if it has rates; `longest` is the longest that the window shows.
    ///
    /// # Errors
    /// Outages of which too much lies beyond the longest.
    pub(super) fn of(outage: &Outage, longest: Span) -> Result<Option<Kind>, Error> {
        let OutageTimes::Random { every, lasts } = &outage.times else { return Ok(None) };
        let (up, mean) = (every.shape.mean() * 1e-9, lasts.shape.mean());
        let all = lengths(lasts);
        let beyond =
            |limit: f64| all.iter().map(|l| (l - limit).max(0.0)).sum::<f64>() / all.len() as f64;
        let unseen = beyond(longest.nanos() as f64);
        if unseen > UNSEEN * mean {
            let needed = all.iter().find(|limit| beyond(**limit) <= UNSEEN * mean);
            return Err(too_long(outage, mean, longest, *needed.unwrap_or(&mean)));
        }
        let mut from = 0;
        let ends = GROUPS.map(|share| (share * all.len() as f64) as usize);
        let groups = match all.len() {
            1 => vec![group(&all, 1.0, longest)],
            _ => ends
                .iter()
                .map(|to| {
                    let mine = &all[from..*to];
                    from = *to;
                    group(mine, mine.len() as f64 / all.len() as f64, longest)
                })
                .collect(),
        };
        let (lasts, unseen) = (mean * 1e-9, unseen * 1e-9);
        Ok(Some(Kind { outage: outage.clone(), every: up, lasts, groups, unseen }))
    }
}

/// Lengths that stand for a distribution, in order, in nanoseconds: draws with its exact mean, or the one length that it has.
fn lengths(lasts: &Distribution) -> Vec<f64> {
    if let Shape::Constant(length) = lasts.shape {
        return vec![length];
    }
    let (variate, family) = (variate(lasts), Key::new(stable_hash("--year")).family());
    let draw = |i: usize| variate.sample(&mut family.absorb(i as u64).rng()).nanos() as f64;
    let mut all: Vec<f64> = (0..DRAWS).map(draw).collect();
    all.sort_by(f64::total_cmp);
    let drawn = all.iter().sum::<f64>() / all.len() as f64;
    let scale = if drawn > 0.0 { lasts.shape.mean() / drawn } else { 1.0 };
    all.iter_mut().for_each(|length| *length *= scale);
    all
}

/// Lengths of one group; each that stands for it is the mean of equally many.
fn group(lengths: &[f64], share: f64, longest: Span) -> Group {
    let capped: Vec<f64> = lengths.iter().map(|l| l.min(longest.nanos() as f64)).collect();
    let mean = |of: &[f64]| of.iter().sum::<f64>() / of.len().max(1) as f64;
    let shape = match capped[..] {
        [length] => Shape::Constant(length),
        _ => Shape::Empirical(capped.chunks(capped.len().div_ceil(IN_GROUP)).map(mean).collect()),
    };
    Group { share, mean: mean(&capped) * 1e-9, lengths: Distribution::new("--year", shape) }
}

fn too_long(outage: &Outage, mean: f64, longest: Span, needed: f64) -> Error {
    let span = |nanos: f64| Span::from_nanos(nanos.round() as u64);
    let window = 2.0 * needed;
    let unit = if window > 2.0 * 3_600e9 { 3_600e9 } else { 60e9 };
    Error::usage(format!(
        "--year: an outage of `{}` lasts {} on average, and the measured window shows the first {longest}; what longer ones cost is \
         not known: write study.duration = \"{}\" or more",
        outage.name,
        span(mean),
        span((window / unit).ceil() * unit)
    ))
}
