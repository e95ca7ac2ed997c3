//! Head-room: how much more load a deployment carries until a target breaks. Formulas say where to look; simulations of
//! the whole deployment at several loads, on the same callers, say where it breaks.

mod stations;

use super::control::Control;
use super::designs::journal::Log;
use super::designs::runner::Loader;
use super::record::{HeadroomSummary, Record, StationHeadroom, StudySummary, Warning};
use super::session::replicate;
use super::study::{Plan, Study};
use super::sweep::{Axis, Layout, PreparedSweep, Sweep};
use super::work::Work;
use crate::base::Error;

/// The key of the load.
const KEY: &str = "study.load";

/// Most replications of each step of the search for two loads between which a target breaks.
const SEARCH: u32 = 5;

/// Factor between two steps of the search.
const STEP: f64 = 1.5;

/// The search ends at this factor of the model's load, or its inverse.
const MOST: f64 = 64.0;

/// Further loads, as shares of the lower of the two: where the estimate meets or misses a target closely, the interval does
/// not decide.
const FURTHER: [f64; 4] = [0.8, 0.9, 0.95, 1.1];

/// How close the loads that meet and miss a target are, as a share of the load.
const TOLERANCE: f64 = 0.01;

/// A study of head-room whose loads are known.
#[derive(Debug)]
pub struct PreparedHeadroom {
    sweep: PreparedSweep,
    load: f64,
    users: u64,
    growth: Option<f64>,
    too_large: bool,
    stations: Vec<StationHeadroom>,
}

/// Runs the model as it is, and finds two loads between which its first target breaks.
///
/// # Errors
/// A model without targets or with recorded arrivals, a fault of a run, or an interruption.
pub fn prepare(
    load: &Loader<'_>,
    set: &[String],
    plan: Plan,
    control: &dyn Control,
) -> Result<PreparedHeadroom, Error> {
    let model = load(set)?;
    let deployment = model.deployment();
    if deployment.targets.is_empty() {
        return Err(Error::usage(
            "the model has no target, and head-room is the load until a target breaks; give it [[target]], as measure = \"blocking\" with \
             at_most = \"1 %\"",
        ));
    }
    Work::of(&model, &plan).check(&plan)?;
    let pilot = replicate(&model, &plan, control)?;
    let stations = stations::headroom(&model, &pilot);
    let search = Search { load, set, plan, control, of: deployment.settings.load };
    let first = stations.iter().filter(|s| s.limit.is_some()).map(|s| s.factor).next();
    let found = search.around(misses(&pilot), first.unwrap_or(STEP))?;
    let sweep = search.sweep(&found)?;
    Ok(PreparedHeadroom {
        sweep,
        load: deployment.settings.load,
        users: deployment.users.iter().map(|group| u64::from(group.count)).sum(),
        growth: deployment.settings.growth,
        too_large: found.too_large,
        stations,
    })
}

impl PreparedHeadroom {
    /// The number of loads that are simulated at least.
    pub fn designs(&self) -> usize {
        self.sweep.designs()
    }

    /// Everything that the result depends on, by name.
    pub fn facts(&self) -> &[(String, String)] {
        self.sweep.facts()
    }

    /// Simulates the loads that `before` lacks. If `log` asks to stop, the record holds the designs finished so far.
    ///
    /// # Errors
    /// A fault of a run, or of `log`; an interruption before the first load was finished.
    pub fn run(
        &self,
        load: &Loader<'_>,
        before: Vec<Record>,
        log: &dyn Log,
    ) -> Result<Record, Error> {
        let record = self.sweep.run(load, before, log)?;
        let StudySummary::Sweep(sweep) = record.study else { return Ok(record) };
        // That too much load loses calls is the result, and no reason to be careful with it.
        let heavy = |warning: &Warning| warning.code == Warning::HEAVY_LOSS;
        let warnings = record.warnings.into_iter().filter(|warning| !heavy(warning)).collect();
        let note = HeadroomSummary {
            load: self.load,
            users: self.users,
            growth: self.growth,
            too_large: self.too_large,
            sweep,
            stations: self.stations.clone(),
        };
        Ok(Record { study: StudySummary::Headroom(note), warnings, ..record })
    }
}

/// Whether an estimate misses its target.
fn misses(record: &Record) -> bool {
    let missed =
        |value: f64, target: &super::record::TargetVerdict| !target.side.holds(value, target.limit);
    record.targets.iter().any(|target| target.value.is_some_and(|value| missed(value, target)))
}

struct Search<'a> {
    load: &'a Loader<'a>,
    set: &'a [String],
    plan: Plan,
    control: &'a dyn Control,
    /// The load of the model.
    of: f64,
}

/// Factors of the model's load on both sides of the first break; one of them where none was found.
struct Found {
    near: f64,
    far: Option<f64>,
    too_large: bool,
}

impl Search<'_> {
    /// Steps away from the model's load until its verdict changes, first to `guess`.
    fn around(&self, missed: bool, guess: f64) -> Result<Found, Error> {
        let (least, most) = if missed { (1.0 / MOST, 1.0 / 1.02) } else { (1.02, MOST) };
        let (mut near, mut next) = (1.0, guess.clamp(least, most));
        loop {
            let Some(now) = self.misses(next)? else {
                return Ok(Found { near, far: None, too_large: true });
            };
            if now != missed {
                return Ok(Found { near, far: Some(next), too_large: false });
            }
            near = next;
            let further = if missed { next / STEP } else { next * STEP };
            if !(least..=most).contains(&further) {
                return Ok(Found { near, far: None, too_large: false });
            }
            next = further;
        }
    }

    /// Whether the model misses a target at this factor of its load; `None` if that is more work than a study may do.
    fn misses(&self, factor: f64) -> Result<Option<bool>, Error> {
        let set = [self.set, &[format!("{KEY}={}", self.text(factor))]].concat();
        let study: Study = (self.load)(&set)?;
        if Work::of(&study, &self.plan).check(&self.plan).is_err() {
            return Ok(None);
        }
        let plan = Plan { replications: self.plan.replications.min(SEARCH), ..self.plan };
        let record = replicate(&study, &plan, self.control)?;
        if self.control.stop_requested() {
            return Err(Error::fault("stopped before the first load was finished"));
        }
        Ok(Some(misses(&record)))
    }

    /// The load at a factor of the model's, in whole percent, or with three digits.
    fn text(&self, factor: f64) -> String {
        let percent = 100.0 * self.of * factor;
        let places = if percent >= 100.0 {
            0
        } else if percent >= 10.0 {
            1
        } else {
            2
        };
        format!("{percent:.places$} %")
    }

    /// A sweep of loads around the break, which locates it.
    fn sweep(&self, found: &Found) -> Result<PreparedSweep, Error> {
        let far = found.far.unwrap_or(found.near);
        let least = found.near.min(far);
        let mut factors = vec![1.0, found.near, (found.near * far).sqrt(), far];
        factors.extend(FURTHER.map(|share| share * least));
        factors.sort_by(f64::total_cmp);
        let mut grid: Vec<String> = factors.iter().map(|factor| self.text(*factor)).collect();
        grid.dedup();
        let range = factors[factors.len() - 1] - factors[0];
        let tolerance = TOLERANCE * (found.near * far).sqrt() / range;
        let axis = Axis::parse(&format!("{KEY}={}", grid.join(",")))?;
        let (layout, measures) = (Layout::Factorial, Vec::new());
        let tolerance = (range > 0.0).then_some(tolerance);
        let sweep = Sweep { axes: vec![axis], layout, measures, tolerance };
        sweep.prepare(self.load, self.set, self.plan)
    }
}
