//! How well a study knows its mean load where rates vary at random, from day to day or between states. A study of few days
//! or few states has seen hardly any of the busy ones, and its intervals do not know of them.

use super::study::Study;
use crate::base::SimTime;
use crate::kernel::{Days, States};
use crate::network::Arrivals;

/// Standard error of the mean load, as a share of it, above which a study does not show that a target is met.
const TOO_UNSURE: f64 = 0.05;

/// The source whose mean load is known worst.
#[derive(Clone, Debug)]
pub(super) struct UncertainLoad {
    /// Its name.
    pub(super) source: String,
    /// Standard error of the mean of its factors ÷ their mean.
    pub(super) error: f64,
    /// Whether days differ, rather than states.
    pub(super) days: bool,
    /// Replications that bring the error below what a verdict needs.
    pub(super) needed: f64,
}

/// The source whose load is known too badly for a verdict; `None` if all are known well.
pub(super) fn uncertain_load(study: &Study, replications: u32) -> Option<UncertainLoad> {
    let window = study.window();
    let seconds = window.to.since(window.from).seconds();
    let replications = f64::from(replications.max(1));
    let of = |(i, source): (usize, &crate::network::Source)| {
        let Arrivals::Modulated(rate) = &source.arrivals else { return None };
        let days = rate.days.as_ref().map_or(0.0, |d| of_days(d, (window.from, window.to)));
        let states = rate.states.as_ref().map_or(0.0, |states| of_states(states, seconds));
        let error = ((days + states) / replications).sqrt();
        let name = study.deployment().traffic.get(i)?.name.clone();
        let needed = (replications * (error / TOO_UNSURE).powi(2)).ceil();
        Some(UncertainLoad { source: name, error, days: days >= states, needed })
    };
    let all = study.network().sources.iter().enumerate().filter_map(of);
    let worst = all.max_by(|a, b| a.error.total_cmp(&b.error))?;
    (worst.error > TOO_UNSURE).then_some(worst)
}

impl UncertainLoad {
    /// Why a verdict cannot rest on this study.
    pub(super) fn reason(&self) -> String {
        format!(
            "the mean load of `{}` is known to ± {:.0} % only, because {}; {:.0} replications bring it to ± {:.0} %",
            self.source,
            100.0 * self.error,
            if self.days { "days differ" } else { "its rate changes at random" },
            self.needed,
            100.0 * TOO_UNSURE
        )
    }
}

/// Squared coefficient of variation of the mean of the days of a window, whose correlation falls geometrically.
fn of_days(days: &Days, (from, to): (SimTime, SimTime)) -> f64 {
    let within = |midnight: &&SimTime| from < **midnight && **midnight < to;
    let n = 1 + days.midnights.iter().filter(within).count();
    let lags = (1..n).map(|k| (n - k) as f64 * days.correlation.powi(k as i32)).sum::<f64>();
    days.cv * days.cv * (n as f64 + 2.0 * lags) / (n * n) as f64
}

/// Squared coefficient of variation of the mean factor over a window: at most that of a single instant, and for long windows
/// 2 ÷ time × the sum of π g h, where −Q h = g and g is the factor less its mean (the variance constant of a Markov chain).
fn of_states(states: &States, seconds: f64) -> f64 {
    let shares = differences(&states.stationary);
    let mean = states.mean_factor();
    if mean <= 0.0 || seconds <= 0.0 {
        return 0.0;
    }
    let g: Vec<f64> = states.factors.iter().map(|factor| factor - mean).collect();
    let instant: f64 = shares.iter().zip(&g).map(|(share, g)| share * g * g).sum();
    let n = g.len();
    let mut matrix = vec![vec![0.0; n + 1]; n];
    for (i, row) in matrix.iter_mut().enumerate() {
        let leaves = 1.0 / states.means[i].seconds().max(f64::MIN_POSITIVE);
        for (j, next) in differences(&states.next[i]).into_iter().enumerate() {
            row[j] -= leaves * next;
        }
        row[i] += leaves;
        // The solution with mean 0: Q alone is singular.
        for (cell, share) in row.iter_mut().zip(&shares) {
            *cell += share;
        }
        row[n] = g[i];
    }
    let long = solved(matrix).map_or(instant, |h| {
        let sum: f64 = shares.iter().zip(&g).zip(&h).map(|((share, g), h)| share * g * h).sum();
        2.0 * sum / seconds
    });
    instant.min(long.max(0.0)) / (mean * mean)
}

/// The single shares of cumulative ones.
fn differences(cumulative: &[f64]) -> Vec<f64> {
    let before = std::iter::once(&0.0).chain(cumulative);
    cumulative.iter().zip(before).map(|(upto, before)| upto - before).collect()
}

/// The solution of n equations, whose right sides are the last column; `None` if they have none.
fn solved(mut rows: Vec<Vec<f64>>) -> Option<Vec<f64>> {
    let n = rows.len();
    for column in 0..n {
        let pivot =
            (column..n).max_by(|a, b| rows[*a][column].abs().total_cmp(&rows[*b][column].abs()))?;
        rows.swap(column, pivot);
        if rows[column][column] == 0.0 {
            return None;
        }
        let lead = rows[column].clone();
        for (_, row) in rows.iter_mut().enumerate().filter(|(i, _)| *i != column) {
            let factor = row[column] / lead[column];
            row.iter_mut().zip(&lead).for_each(|(cell, lead)| *cell -= factor * lead);
        }
    }
    Some((0..n).map(|i| rows[i][n] / rows[i][i]).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::Span;

    fn two(high: f64, low: f64, means: [u64; 2]) -> States {
        let (a, b) = (means[0] as f64, means[1] as f64);
        States {
            factors: vec![high, low],
            means: means.map(Span::from_secs).to_vec(),
            next: vec![vec![0.0, 1.0], vec![1.0, 1.0]],
            stationary: vec![a / (a + b), 1.0],
        }
    }

    #[test]
    fn the_mean_of_two_states_varies_as_theory_says() {
        let states = two(6.0, 0.5, [3_600, 36_000]);
        let (p, rate) = (1.0 / 11.0, 1.0 / 3_600.0 + 1.0 / 36_000.0);
        let mean: f64 = 6.0 * p + 0.5 * (1.0 - p);
        let instant = p * (1.0 - p) * 5.5 * 5.5;
        // A long window: 2 σ² ÷ (λ T); a short one: at most σ².
        let long = of_states(&states, 3.6e6);
        assert!((long / (2.0 * instant / (rate * 3.6e6) / mean.powi(2)) - 1.0).abs() < 1e-9);
        assert!((of_states(&states, 60.0) / (instant / mean.powi(2)) - 1.0).abs() < 1e-9);
    }

    #[test]
    fn days_that_are_alike_count_less() {
        let day = |i: u64| SimTime::ZERO + Span::from_secs(86_400 * i);
        let window = (day(0), day(5));
        let days = |correlation| Days {
            midnights: (1..9).map(day).collect(),
            cv: 0.5,
            correlation,
            shared: 1.0,
        };
        assert!((of_days(&days(0.0), window) - 0.05).abs() < 1e-12);
        assert!((of_days(&days(1.0), window) - 0.25).abs() < 1e-12);
    }
}
