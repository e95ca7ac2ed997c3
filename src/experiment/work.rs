//! How much work a study is, before any of it is done: calls, time and memory. What is far more than a deployment
//! needs is refused, unless the plan allows it.

use super::study::{Plan, Study};
use super::threads;
use crate::base::{Diagnostic, Error, Place, SimTime};
use crate::deployment::Traffic;
use crate::network::Arrivals;
use crate::recorder::Value;
use std::fmt;

/// Calls and retries of one replication at most, without consent: an estate of a million users has about 50 million
/// on a day.
pub const MAX_CALLS: f64 = 1e8;

/// Time of a study on one core at most, without consent, in seconds: a day.
pub const MAX_SECONDS: f64 = 86_400.0;

/// Memory for calls in progress and finished replications at most, without consent, in bytes: 4 GiB.
pub const MAX_BYTES: f64 = 4_294_967_296.0;

/// Calls that a core simulates in a second, for the estimate of time, with its statistics. It is 200,000 in an estate of a
/// million users, and more in smaller ones (`docs/performance.md`).
pub const CALLS_PER_SECOND: f64 = 300_000.0;

/// Calls of a replication from which a source is named as what takes long.
const MANY_CALLS: f64 = 1e6;
/// Time that each row of a replication takes, in seconds, however few calls there are.
const SECONDS_PER_ROW: f64 = 5e-8;
/// Memory of a call in progress with its events, in bytes: a table may have grown to twice its need.
const BYTES_PER_CALL: f64 = 600.0;
/// Memory of a finished replication besides its rows, in bytes.
const BYTES_PER_REPLICATION: f64 = 500.0;
/// With fewer replications their rows take less memory than what simulates them, and are not counted.
const ROWS_COUNT_FROM: u32 = 100;
/// The time from dialling to a conversation or a message, in seconds, for the estimate of calls in progress.
const BEFORE_TALK: f64 = 120.0;

/// How much work a study is, as far as its scenario tells.
#[derive(Clone, Debug, Default)]
pub struct Work {
    /// Designs that are simulated.
    pub designs: u32,
    /// Replications of each design at most.
    pub replications: u32,
    /// Calls and retries in one replication of the largest design.
    pub calls: f64,
    /// Calls and retries of all replications and designs.
    pub all_calls: f64,
    /// Time on one core at 300,000 calls a second, in seconds.
    pub seconds: f64,
    /// Memory of calls in progress and finished replications, in bytes.
    pub bytes: f64,
    /// The source that brings most calls.
    largest: Option<Largest>,
}

/// The source that brings most calls in a replication.
#[derive(Clone, Debug)]
struct Largest {
    name: String,
    place: Option<Place>,
    calls: f64,
    per_second: f64,
}

impl Work {
    /// The work of one design with this plan.
    pub fn of(study: &Study, plan: &Plan) -> Self {
        let mut work = Work { designs: 1, replications: plan.replications, ..Work::default() };
        let mut live = 0.0;
        let window = study.window();
        let traffic = &study.deployment().traffic;
        for (i, (given, source)) in traffic.iter().zip(study.network().sources.iter()).enumerate() {
            let until = window.to.nanos().saturating_add(window.horizon.nanos()) / 2;
            let arriving = match &source.arrivals {
                Arrivals::Recorded(instants) => {
                    instants.partition_point(|at| *at < SimTime::from_nanos(until)) as f64
                }
                moving => moving.expected(SimTime::ZERO, window.to).unwrap_or_default(),
            };
            let drops = !study.deployment().outages.is_empty();
            let calls = arriving * (1.0 + retries(given, drops));
            let per_second = match &source.arrivals {
                Arrivals::Poisson(rate) => rate.highest(window.to),
                Arrivals::Modulated(rate) => rate.curve.highest(window.to) * rate.highest_factor(),
                Arrivals::Recorded(instants) => {
                    let length = instants.last().map_or(0.0, |last| last.nanos() as f64 * 1e-9);
                    instants.len() as f64 / length.max(1.0)
                }
            };
            let held = BEFORE_TALK + given.talk.shape.mean() * 1e-9;
            let in_progress = calls.min(per_second * held);
            live += if in_progress.is_finite() { in_progress } else { calls };
            if work.largest.as_ref().is_none_or(|largest| calls > largest.calls) {
                let (name, place) = (given.name.clone(), study.place_of_source(i));
                work.largest = Some(Largest { name, place, calls, per_second });
            }
            work.calls += calls;
        }
        let replications = f64::from(plan.replications);
        let rows = match plan.replications >= ROWS_COUNT_FROM {
            true => study.labels().len() as f64,
            false => 0.0,
        };
        work.all_calls = work.calls * replications;
        work.seconds = work.all_calls / CALLS_PER_SECOND + replications * rows * SECONDS_PER_ROW;
        let at_once = replications.min(threads::capped(plan.threads) as f64);
        let kept = rows * size_of::<Value>() as f64 + BYTES_PER_REPLICATION;
        work.bytes = at_once * live * BYTES_PER_CALL + replications * kept;
        work
    }

    /// The work of a further design. Each design needs its memory only while it is simulated.
    pub fn add(&mut self, other: Work) {
        self.designs += other.designs;
        self.replications = self.replications.max(other.replications);
        self.all_calls += other.all_calls;
        self.seconds += other.seconds;
        self.bytes = self.bytes.max(other.bytes);
        if other.calls >= self.calls {
            (self.calls, self.largest) = (other.calls, other.largest);
        }
    }

    /// The work of this number of designs that are all like this one.
    #[must_use]
    pub fn times(mut self, designs: usize) -> Self {
        let factor = designs as f64;
        self.designs = u32::try_from(designs).unwrap_or(u32::MAX);
        self.all_calls *= factor;
        self.seconds *= factor;
        self
    }

    /// Refuses work beyond the limits, unless the plan allows it.
    ///
    /// # Errors
    /// More than 100 million calls in a replication, a day on one core or 4 GiB: which one, the source that brings most
    /// calls, and the cure.
    pub fn check(&self, plan: &Plan) -> Result<(), Error> {
        match self.excess() {
            Some(problem) if !plan.allow_large => Err(Error::problems(vec![problem])),
            _ => Ok(()),
        }
    }

    /// What is beyond the limits, if anything is.
    pub fn excess(&self) -> Option<Diagnostic> {
        const CONSENT: &str = "or consent with --allow-large (in the library: Plan::allow_large)";
        let replications = self.replications;
        let (message, cure) = if self.calls > MAX_CALLS {
            let message = format!(
                "a replication would have about {} calls, more than {}",
                count(self.calls),
                count(MAX_CALLS)
            );
            (message, "lower the rate or study.duration")
        } else if self.seconds > MAX_SECONDS {
            let message = format!(
                "{} calls in each of {replications} replications{} would take about {} on one core, more than {}",
                count(self.calls),
                self.designs_in_words(),
                duration(self.seconds),
                duration(MAX_SECONDS)
            );
            (message, "use fewer replications or designs, a lower rate or a shorter study.duration")
        } else if self.bytes > MAX_BYTES {
            let message = format!(
                "calls in progress and {replications} replications would take about {} of memory, more than {}",
                size(self.bytes),
                size(MAX_BYTES)
            );
            (message, "use fewer replications, a lower rate or shorter calls")
        } else {
            return None;
        };
        let largest = self.largest.as_ref();
        let object = largest.map_or(String::new(), |source| format!("traffic `{}`", source.name));
        // Many replications of few calls are no fault of a source.
        let largest = largest.filter(|_| self.calls > MANY_CALLS);
        let most = largest.map_or(String::new(), |source| {
            format!(
                "; most calls come from this source: {} in a replication, at up to {} per second",
                count(source.calls),
                count(source.per_second)
            )
        });
        let object = if largest.is_some() { object } else { "study".to_owned() };
        let problem = Diagnostic::error(object, message + &most).hint(format!("{cure}, {CONSENT}"));
        Some(match largest.and_then(|source| source.place.clone()) {
            Some(place) => problem.at(place),
            None => problem,
        })
    }

    fn designs_in_words(&self) -> String {
        if self.designs > 1 { format!(" of {} designs", self.designs) } else { String::new() }
    }
}

impl fmt::Display for Work {
    /// One line: `about 12,000 calls in each of 20 replications: 3 s on one core, 2 MB for calls and results`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "about {} calls in each of {} replications{}: {} on one core, {} for calls and results",
            count(self.calls),
            self.replications,
            self.designs_in_words(),
            duration(self.seconds),
            size(self.bytes)
        )
    }
}

/// Retries that a call of a source has on average, at most; where something fails (`drops`), callers whom that cuts off
/// may try again more often than refused ones.
fn retries(traffic: &Traffic, drops: bool) -> f64 {
    let Some(retry) = &traffic.retry else { return 0.0 };
    let share = if drops { retry.share.max(retry.after_drop) } else { retry.share };
    (1..=retry.at_most).map(|k| share.powi(k as i32)).sum()
}

/// A large number with two digits: `340`, `12,000`, `6.6e11`.
fn count(number: f64) -> String {
    if number < 1.0 {
        return format!("{number:.2}");
    }
    if number >= 1e9 {
        return format!("{number:.1e}");
    }
    let digit = 10f64.powf((number.log10().floor() - 1.0).max(0.0));
    let digits = format!("{:.0}", (number / digit).round() * digit);
    let mut text = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            text.push(',');
        }
        text.push(c);
    }
    text
}

/// A time as one number and its unit.
fn duration(seconds: f64) -> String {
    match seconds {
        s if s < 1.0 => "less than 1 s".to_owned(),
        s if s < 120.0 => format!("{s:.0} s"),
        s if s < 7_200.0 => format!("{:.0} min", s / 60.0),
        s if s < 172_800.0 => format!("{:.0} h", s / 3_600.0),
        s => format!("{} days", count(s / 86_400.0)),
    }
}

/// A size of memory as one number and its unit.
fn size(bytes: f64) -> String {
    match bytes {
        b if b < 1e6 => "less than 1 MB".to_owned(),
        b if b < 1e9 => format!("{:.0} MB", b / 1e6),
        b => format!("{} GB", count(b / 1e9)),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_are_short() {
        assert_eq!(
            [count(0.25), count(7.0), count(345.0), count(12_345.0), count(6.6e11)],
            ["0.25", "7", "350", "12,000", "6.6e11"]
        );
        assert_eq!(
            [duration(0.2), duration(90.0), duration(86_400.0)],
            ["less than 1 s", "90 s", "24 h"]
        );
        assert_eq!([size(3e7), size(4.3e9)], ["30 MB", "4 GB"]);
    }
}
