//! How the rate of a source moves: surges, days and states.

use crate::base::{SimTime, Span};

/// How the rate of a source moves, besides a profile. All factors multiply.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Variation {
    /// Parts of the time with more or fewer calls, in the order of the file.
    pub surges: Vec<Surge>,
    /// A factor for each day.
    pub day_factor: Option<DayFactor>,
    /// States between which the rate changes at random; empty without them, else at least two.
    pub states: Vec<RateState>,
}

/// A factor with a gamma distribution of mean 1, drawn for each day of each replication.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct DayFactor {
    /// Standard deviation of the factor.
    pub cv: f64,
    /// Correlation of the normal scores of one day and the next, 0 to 1.
    pub correlation: f64,
    /// Share of the variance of the normal score that all sources have in common, 0 to 1.
    pub shared: f64,
}

/// A state of a source.
#[derive(Clone, Debug, PartialEq)]
pub struct RateState {
    /// Factor of the rate, 0 or more.
    pub factor: f64,
    /// Mean time in it, exponentially distributed.
    pub lasts: Span,
    /// Shares of the states that follow, one for each state, 0 for itself; they sum to 1.
    pub next: Vec<f64>,
}

/// A part of the time in which a rate is multiplied by a factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Surge {
    /// When it begins.
    pub from: SimTime,
    /// When it ends; `None` lasts to the end of the simulation.
    pub to: Option<SimTime>,
    /// The factor, 0 or more.
    pub factor: f64,
}

impl Variation {
    /// Whether the rate varies at random.
    pub fn is_random(&self) -> bool {
        self.day_factor.is_some() || !self.states.is_empty()
    }

    /// The share of time in each state over a long time. Every state must be reachable from every other.
    ///
    /// Source: Grassmann, Taksar & Heyman (1985).
    pub fn shares_of_time(&self) -> Vec<f64> {
        let n = self.states.len();
        let mut p: Vec<Vec<f64>> = self.states.iter().map(|state| state.next.clone()).collect();
        for k in (1..n).rev() {
            let out: f64 = p[k][..k].iter().sum();
            for i in 0..k {
                p[i][k] /= out;
                for j in 0..k {
                    p[i][j] += p[i][k] * p[k][j];
                }
            }
        }
        let mut visits = vec![1.0; n];
        for k in 1..n {
            visits[k] = (0..k).map(|i| visits[i] * p[i][k]).sum();
        }
        let times = self.states.iter().map(|state| state.lasts.seconds());
        let times: Vec<f64> = times.zip(&visits).map(|(lasts, visits)| lasts * visits).collect();
        let sum: f64 = times.iter().sum();
        times.iter().map(|time| time / sum).collect()
    }

    /// The factor of all surges together from each of these instants to the next, the first at 0; empty without surges.
    pub fn surge_factors(&self) -> Vec<(SimTime, f64)> {
        if self.surges.is_empty() {
            return Vec::new();
        }
        let ends = self.surges.iter().filter_map(|surge| surge.to);
        let mut borders: Vec<SimTime> =
            self.surges.iter().map(|surge| surge.from).chain(ends).chain([SimTime::ZERO]).collect();
        borders.sort_unstable();
        borders.dedup();
        let at = |border: SimTime| {
            let holds = |s: &&Surge| s.from <= border && s.to.is_none_or(|to| border < to);
            self.surges.iter().filter(holds).map(|s| s.factor).product()
        };
        borders.into_iter().map(|border| (border, at(border))).collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn shares_of_time_balance_the_flows_between_states() {
        let state = |lasts: u64, next: [f64; 3]| RateState {
            factor: 1.0,
            lasts: Span::from_secs(lasts),
            next: next.to_vec(),
        };
        let states = vec![
            state(10, [0.0, 0.5, 0.5]),
            state(20, [1.0, 0.0, 0.0]),
            state(60, [0.25, 0.75, 0.0]),
        ];
        let found = Variation { states: states.clone(), ..Variation::default() }.shares_of_time();
        assert!((found.iter().sum::<f64>() - 1.0).abs() < 1e-12);
        for i in 0..3 {
            let out = found[i] / states[i].lasts.seconds();
            let flows = (0..3).map(|j| found[j] / states[j].lasts.seconds() * states[j].next[i]);
            assert!((flows.sum::<f64>() - out).abs() < 1e-12, "{i}");
        }
    }

    #[test]
    fn surges_multiply_where_they_overlap() {
        let at = |seconds: u64| SimTime::from_nanos(seconds * 1_000_000_000);
        let surge =
            |from, to: Option<u64>, factor| Surge { from: at(from), to: to.map(at), factor };
        let surges = vec![surge(10, Some(30), 3.0), surge(20, None, 2.0), surge(25, Some(25), 9.0)];
        let factors = Variation { surges, ..Variation::default() }.surge_factors();
        let expected = [(0, 1.0), (10, 3.0), (20, 6.0), (25, 6.0), (30, 2.0)];
        assert_eq!(factors, expected.map(|(from, factor)| (at(from), factor)));
    }
}
