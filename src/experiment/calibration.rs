//! Fits the delays of hosts to measured times of routing to Unified Messaging.
//!
//! A measured time is the sum of what several hosts take, with the network between them, and a sum does not say how much of it
//! is whose. So one number is fitted: a factor by which the delays of the chosen hosts are longer than their defaults. The
//! median decides, because a call that met a fault lasts many times longer, and would move a mean.

use super::control::Control;
use super::designs::runner::Loader;
use super::record::Record;
use super::sensitivity::scaled;
use super::session::replicate;
use super::study::Plan;
use super::work::Work;
use crate::base::Error;
use crate::deployment::Arrivals;
use crate::import::records::RoutingTimes;
use crate::import::records::fit::LEVEL;
use crate::measure::{Figure, Measure, Statistic};
use crate::scenario::defaults::{self, DefaultValue};

/// Hosts that a call passes between the Front End's decision to send it to Unified Messaging and the answer, as keys of
/// `[processing]`.
pub const ROUTING_ROLES: [&str; 5] =
    ["front_end", "exum_routing", "call_router", "um_service", "worker_process"];

/// Statistics that are compared, with their shares.
pub const COMPARED: [(Statistic, f64); 4] =
    [(Statistic::P50, 0.5), (Statistic::P90, 0.9), (Statistic::P95, 0.95), (Statistic::P99, 0.99)];

/// Replications of each simulation: enough for an interval of a median.
const REPLICATIONS: u32 = 10;

/// Simulations until the factor is found at most; the median is nearly a straight line of the factor.
const STEPS: usize = 8;

/// Least and greatest factor.
const FACTORS: (f64, f64) = (0.02, 50.0);

/// The simulated median is near enough if it is off by this share of the half-width of the measured one.
const NEAR: f64 = 0.05;

/// Simulated calls for each measured one, so that the simulation adds little to the interval.
const CALLS: f64 = 4.0;

/// Simulated calls at least, and at most.
const ENOUGH: (f64, f64) = (4_000.0, 200_000.0);

/// Days of a simulation at most.
const DAYS: f64 = 60.0;

/// A value with its bounds, in seconds, or without a unit for a factor.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Bounded {
    /// The estimate.
    pub value: f64,
    /// The lower bound.
    pub low: Option<f64>,
    /// The upper bound.
    pub high: Option<f64>,
}

impl Bounded {
    fn half_width(&self) -> Option<f64> {
        Some((self.high? - self.low?) / 2.0)
    }
}

/// Simulated times of routing.
#[derive(Clone, Debug, PartialEq)]
pub struct SimulatedRouting {
    /// Simulated calls.
    pub calls: u64,
    /// In the order of [`COMPARED`].
    pub quantiles: Vec<Bounded>,
    /// Points of the distribution function: seconds, and the share that is not longer.
    pub points: Vec<(f64, f64)>,
}

/// A key of `[processing]` with its fitted value.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FittedDelay {
    /// The key, as `worker_process`.
    pub role: &'static str,
    /// The value as TOML.
    pub value: String,
    /// The default in words.
    pub default: String,
}

/// Delays that were fitted, and how well.
#[derive(Clone, Debug, PartialEq)]
pub struct Calibration {
    /// The measure that the measured times are compared with.
    pub measure: Measure,
    /// How many times longer than their defaults the delays are.
    pub factor: Bounded,
    /// What is written in the scenario.
    pub delays: Vec<FittedDelay>,
    /// What was measured, in the order of [`COMPARED`].
    pub measured: Vec<Bounded>,
    /// What is simulated with the defaults.
    pub before: SimulatedRouting,
    /// What is simulated with the fitted delays.
    pub after: SimulatedRouting,
}

impl Calibration {
    /// Statistics whose simulated interval with the fitted delays lies beside the measured one: there the shape of the
    /// defaults does not fit, which one factor cannot change.
    pub fn misfits(&self) -> Vec<Statistic> {
        let apart = |a: &Bounded, b: &Bounded| {
            let above = a.low.zip(b.high).is_some_and(|(low, high)| low > high);
            above || b.low.zip(a.high).is_some_and(|(low, high)| low > high)
        };
        let pairs = self.measured.iter().zip(&self.after.quantiles);
        let found =
            COMPARED.iter().zip(pairs).filter(|(_, (measured, after))| apart(measured, after));
        found.map(|((statistic, _), _)| *statistic).collect()
    }
}

/// Fits one factor for the delays of `roles` to measured times. `load` reads the scenario with `path=value` overrides.
///
/// # Errors
/// The times are too few or too coarse, no simulated call reaches Unified Messaging, no factor gives the measured median, or a
/// fault of a run.
pub fn calibrate(
    load: &Loader<'_>,
    times: &RoutingTimes,
    roles: &[&'static str],
    plan: Plan,
    control: &dyn Control,
) -> Result<Calibration, Error> {
    if let Some(why) = times.lacks() {
        return Err(Error::usage(format!("delays cannot be calibrated: {why}")));
    }
    let quantile = |p: f64| times.quantile(p, LEVEL);
    let bounded =
        |p: f64| quantile(p).map(|i| Bounded { value: i.value, low: i.low, high: i.high });
    let measured: Vec<Bounded> = COMPARED.iter().filter_map(|(_, p)| bounded(*p)).collect();
    let plan = Plan { replications: REPLICATIONS, ..plan };
    let mut fitting = Fitting {
        load,
        roles: roles.iter().filter_map(|role| delay(role)).collect(),
        plan,
        control,
        duration: None,
        measure: Measure::VoiceMailRoutingLatency,
    };
    let before = fitting.prepare(times)?;
    let (factor, after) = fitting.solve(&measured[0], &before)?;
    let delays = fitting.roles.iter().map(|(role, default)| FittedDelay {
        role,
        value: scaled(default.text(), factor.value),
        default: default.words(),
    });
    let delays = delays.collect();
    Ok(Calibration { measure: fitting.measure, factor, delays, measured, before, after })
}

/// A role with its default.
fn delay(role: &&'static str) -> Option<(&'static str, &'static DefaultValue)> {
    let path = format!("processing.{role}");
    defaults::at(&path).next().map(|default| (*role, default))
}

struct Fitting<'a> {
    load: &'a Loader<'a>,
    roles: Vec<(&'static str, &'static DefaultValue)>,
    plan: Plan,
    control: &'a dyn Control,
    /// The override of the duration: whole days, so that calls come at all hours as those of the records.
    duration: Option<String>,
    measure: Measure,
}

impl Fitting<'_> {
    /// Simulates the defaults, for as many days as the records need, and chooses what is compared.
    fn prepare(&mut self, times: &RoutingTimes) -> Result<SimulatedRouting, Error> {
        let model = (self.load)(&[])?;
        let is_rate = |arrivals: &Arrivals| matches!(arrivals, Arrivals::Rate { .. });
        if model.deployment().traffic.iter().all(|traffic| is_rate(&traffic.arrivals)) {
            self.duration = Some("study.duration=24 h".to_owned());
        }
        let record = self.record(1.0)?;
        let calls = |measure: Measure| {
            let found = record.distributions.iter().find(|d| d.measure == measure);
            found.map_or(0, |distribution| distribution.count)
        };
        let contact = calls(Measure::ContactRoutingLatency);
        let mail = calls(Measure::VoiceMailRoutingLatency);
        if times.direct >= times.diverted && contact > 0 || mail == 0 {
            self.measure = Measure::ContactRoutingLatency;
        }
        let count = contact.max(mail).min(calls(self.measure));
        if count == 0 {
            return Err(Error::usage(
                "delays cannot be calibrated: no simulated call reaches Unified Messaging; import without --calibrate, and see what \
                 `busyhour check` finds in the scenario",
            ));
        }
        let wanted = (CALLS * times.count() as f64).clamp(ENOUGH.0, ENOUGH.1);
        let days = (wanted / count as f64).ceil().min(DAYS);
        if days <= 1.0 || self.duration.is_none() {
            return self.of(&record);
        }
        self.duration = Some(format!("study.duration={} h", days * 24.0));
        self.simulate(1.0)
    }

    /// Simulates with delays that are `factor` times as long as their defaults.
    fn record(&self, factor: f64) -> Result<Record, Error> {
        let mut set: Vec<String> = self.duration.iter().cloned().collect();
        let delays = self.roles.iter();
        set.extend(delays.map(|(role, default)| {
            format!("processing.{role}={}", scaled(default.text(), factor))
        }));
        let study = (self.load)(&set)?;
        Work::of(&study, &self.plan).check(&self.plan)?;
        let record = replicate(&study, &self.plan, self.control)?;
        match self.control.stop_requested() {
            true => Err(Error::usage("the calibration was stopped, and nothing was written")),
            false => Ok(record),
        }
    }

    fn simulate(&self, factor: f64) -> Result<SimulatedRouting, Error> {
        self.of(&self.record(factor)?)
    }

    fn of(&self, record: &Record) -> Result<SimulatedRouting, Error> {
        let found = record.distributions.iter().find(|d| d.measure == self.measure);
        // Where a replication has too few calls for a percentile, all of them together give it without bounds.
        let pooled = |p: f64| {
            let point = found?.points.iter().find(|(_, share)| *share >= p)?;
            Some(Bounded { value: point.0, low: None, high: None })
        };
        let quantile = |(statistic, p): &(Statistic, f64)| {
            let estimate = record.estimate(&Figure::of_all(self.measure, *statistic));
            let bounded = estimate.and_then(|found| {
                Some(Bounded { value: found.value?, low: found.low, high: found.high })
            });
            bounded.or_else(|| pooled(*p))
        };
        let quantiles: Option<Vec<Bounded>> = COMPARED.iter().map(quantile).collect();
        let both = quantiles.zip(found);
        let (quantiles, found) = both.ok_or_else(|| {
            Error::usage(
                "delays cannot be calibrated: too few simulated calls reach Unified Messaging",
            )
        })?;
        Ok(SimulatedRouting { calls: found.count, quantiles, points: found.points.clone() })
    }

    /// The factor that gives the measured median, by the secant method on the same random numbers.
    fn solve(
        &self,
        measured: &Bounded,
        before: &SimulatedRouting,
    ) -> Result<(Bounded, SimulatedRouting), Error> {
        let median = |simulated: &SimulatedRouting| simulated.quantiles[0].value;
        let near = measured.half_width().map_or(0.0, |half| NEAR * half).max(1e-4 * measured.value);
        let mut last = (1.0, median(before));
        // A line through the origin is a first guess; the network's share is not scaled, so it falls short.
        let mut factor = measured.value / last.1;
        if (factor - 1.0).abs() < 0.02 {
            factor = 1.02;
        }
        for _ in 0..STEPS {
            factor = written(factor.clamp(FACTORS.0, FACTORS.1));
            let simulated = self.simulate(factor)?;
            let now = (factor, median(&simulated));
            let slope = (now.1 - last.1) / (now.0 - last.0);
            if !slope.is_finite() || slope <= 0.0 {
                return Err(Error::usage(
                    "delays cannot be calibrated: the simulated median does not grow with them; name a role that matters, as \
                     --calibrate=worker_process",
                ));
            }
            if (now.1 - measured.value).abs() <= near {
                return Ok((bounds(factor, slope, measured, &simulated.quantiles[0]), simulated));
            }
            let next = now.0 + (measured.value - now.1) / slope;
            if factor <= FACTORS.0 && next <= factor || factor >= FACTORS.1 && next >= factor {
                return Err(out_of_reach(measured, now));
            }
            (last, factor) = (now, next);
        }
        Err(out_of_reach(measured, last))
    }
}

/// A factor as it is written: four significant digits.
fn written(factor: f64) -> f64 {
    format!("{factor:.3e}").parse().unwrap_or(factor)
}

fn out_of_reach(measured: &Bounded, (factor, value): (f64, f64)) -> Error {
    Error::usage(format!(
        "delays cannot be calibrated: the median of the records is {:.3} s, and with delays {factor:.3} times their defaults it is {value:.3} s; \
         the delays of the network (study.wan_delay) or a time of ringing may explain more",
        measured.value
    ))
}

/// The interval of the factor: the errors of both medians, divided by the slope.
fn bounds(factor: f64, slope: f64, measured: &Bounded, simulated: &Bounded) -> Bounded {
    let noise = simulated.half_width().unwrap_or(0.0);
    let side = |bound: Option<f64>| Some((bound? - measured.value).hypot(noise) / slope);
    let (low, high) = (side(measured.low), side(measured.high));
    // A bound needs the errors of both.
    let known = simulated.half_width().is_some();
    Bounded {
        value: factor,
        low: low.filter(|_| known).map(|by| (factor - by).max(0.0)),
        high: high.filter(|_| known).map(|by| factor + by),
    }
}
