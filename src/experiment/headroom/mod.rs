//! Head-room: how much more load a deployment carries until a target breaks. Formulas say where to look; simulations of
//! the whole deployment at several loads, on the same callers, say where it breaks.

mod stations;

use super::control::Control;
use super::designs::effort::Replicating;
use super::designs::journal::Log;
use super::designs::runner::Loader;
use super::record::{
    Estimate, HEAVY_LOSS, HeadroomSummary, LostShare, Record, StudySummary, TargetVerdict, Verdict,
};
use super::session::replicate;
use super::study::{Plan, Study};
use super::sweep::{Axis, Layout, PreparedSweep, Sweep};
use super::work::Work;
use crate::base::Error;
use crate::deployment::Arrivals;
use crate::measure::{Figure, Measure, Statistic};
use stations::Found;

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

/// A target gets better with load if half as much again leaves less than this of what is missing.
const LESS: f64 = 0.8;

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
    improving: Vec<Figure>,
    stations: Found,
    has_outages: bool,
    survive: Vec<String>,
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
    if let Some(recorded) = deployment.traffic.iter().find(|t| !has_rate(&t.arrivals)) {
        return Err(Error::usage(format!(
            "the calls of `{}` are recorded, and recorded calls cannot be multiplied: head-room needs arrivals as a rate, a load or a profile",
            recorded.name
        )));
    }
    Work::of(&model, &plan).check(&plan)?;
    let pilot = replicate(&model, &plan, control)?;
    let mut search =
        Search { load, set, plan, control, of: deployment.settings.load, improving: Vec::new() };
    let stations = search.stations(&model, &pilot)?;
    search.improving = search.improving(&pilot)?;
    let first = stations.stations.iter().filter(|s| s.limit.is_some()).map(|s| s.factor).next();
    let breaks = search.around(search.missed(&pilot), first.unwrap_or(STEP))?;
    let sweep = search.sweep(&breaks)?;
    Ok(PreparedHeadroom {
        sweep,
        load: deployment.settings.load,
        users: deployment.users.iter().map(|group| u64::from(group.count)).sum(),
        growth: deployment.settings.growth,
        too_large: breaks.too_large,
        improving: search.improving,
        stations,
        has_outages: model.has_outages(),
        survive: deployment.sizing.survive.iter().map(|survive| survive.text.clone()).collect(),
    })
}

/// Whether the load of arrivals can be multiplied.
fn has_rate(arrivals: &Arrivals) -> bool {
    matches!(arrivals, Arrivals::Rate { .. })
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
        let mut record = self.sweep.run(load, before, log)?;
        record.expects_heavy_loss();
        let StudySummary::Sweep(sweep) = record.study else { return Ok(record) };
        let note = HeadroomSummary {
            load: self.load,
            users: self.users,
            growth: self.growth,
            too_large: self.too_large,
            improving: self.improving.clone(),
            sweep,
            stations: self.stations.stations.clone(),
            without_formula: self.stations.without_formula.clone(),
            has_outages: self.has_outages,
            survive: self.survive.clone(),
        };
        Ok(Record { study: StudySummary::Headroom(note), ..record })
    }
}

/// By how much an estimate misses its target, as a share of the limit; `None` if it does not. What only the calls that got
/// through meet, or what holds while a queue grows, is missed: by what is lost, or without end.
fn missed_by(target: &TargetVerdict) -> Option<f64> {
    let excess =
        |value: f64, limit: f64| (value - limit).abs() / limit.abs().max(f64::MIN_POSITIVE);
    let value = target.value?;
    if !target.side.holds(value, target.limit) {
        return Some(excess(value, target.limit));
    }
    let lost = target.left_out.filter(LostShare::is_heavy);
    let grows = (target.verdict == Verdict::Unstable).then_some(f64::INFINITY);
    lost.map(|lost| excess(lost.share, HEAVY_LOSS)).or(grows)
}

/// Whether much is refused, or cores have little time left: then stations do not get what they are offered.
fn is_crowded(record: &Record) -> bool {
    let crowded = |(measure, most): (Measure, f64)| {
        let is_of_window =
            |e: &&Estimate| e.figure.statistic == Statistic::Value && e.from.is_none();
        let mut values = record.of_measure(measure).filter(is_of_window).filter_map(|e| e.value);
        values.any(|value| value > most)
    };
    CROWDED.into_iter().any(crowded)
}

/// Shares of the window refused and busy above which a run does not show what is offered. Faxes that a dial plan refuses are not
/// among them: less load does not help them.
const CROWDED: [(Measure, f64); 3] =
    [(Measure::Blocking, 0.001), (Measure::Rejected, 0.001), (Measure::Utilization, 0.9)];

struct Search<'a> {
    load: &'a Loader<'a>,
    set: &'a [String],
    plan: Plan,
    control: &'a dyn Control,
    /// The load of the model.
    of: f64,
    /// Targets that are missed at the model's load, and less so at more of it.
    improving: Vec<Figure>,
}

/// Factors of the model's load on both sides of the first break; one of them where none was found.
struct Breaks {
    near: f64,
    far: Option<f64>,
    too_large: bool,
}

impl Search<'_> {
    /// The stations of the model, from a run with so little load that hardly anything is refused.
    fn stations(&self, model: &Study, pilot: &Record) -> Result<Found, Error> {
        let (mut share, mut easy) = (1.0, None);
        while is_crowded(easy.as_ref().unwrap_or(pilot)) && share > 1.0 / MOST {
            share /= 2.0;
            easy = self.record(share)?;
        }
        Ok(stations::headroom(model, easy.as_ref().unwrap_or(pilot), share))
    }

    /// Targets that are missed, and clearly less so at more load, as a number of calls to be reached.
    fn improving(&self, pilot: &Record) -> Result<Vec<Figure>, Error> {
        if pilot.targets.iter().all(|target| missed_by(target).is_none()) {
            return Ok(Vec::new());
        }
        let Some(more) = self.record(STEP)? else { return Ok(Vec::new()) };
        let pairs = pilot.targets.iter().zip(&more.targets);
        let improving = pairs.filter(|(now, then)| {
            missed_by(now).is_some_and(|now| missed_by(then).unwrap_or(0.0) < LESS * now)
        });
        Ok(improving.map(|(now, _)| now.figure.clone()).collect())
    }

    /// Whether an estimate misses a target that more load harms.
    fn missed(&self, record: &Record) -> bool {
        let mut harmed = record.targets.iter().filter(|t| !self.improving.contains(&t.figure));
        harmed.any(|target| missed_by(target).is_some())
    }

    /// Steps away from the model's load until its verdict changes, first to `guess`.
    fn around(&self, missed: bool, guess: f64) -> Result<Breaks, Error> {
        let (least, most) = if missed { (1.0 / MOST, 1.0 / 1.02) } else { (1.02, MOST) };
        let (mut near, mut next) = (1.0, guess.clamp(least, most));
        loop {
            let Some(now) = self.misses(next)? else {
                return Ok(Breaks { near, far: None, too_large: true });
            };
            if now != missed {
                return Ok(Breaks { near, far: Some(next), too_large: false });
            }
            near = next;
            let further = if missed { next / STEP } else { next * STEP };
            if !(least..=most).contains(&further) {
                return Ok(Breaks { near, far: None, too_large: false });
            }
            next = further;
        }
    }

    /// Whether the model misses a target at this factor of its load; `None` if that is more work than a study may do.
    fn misses(&self, factor: f64) -> Result<Option<bool>, Error> {
        Ok(self.record(factor)?.map(|record| self.missed(&record)))
    }

    /// A short run at a factor of the model's load; `None` if that is more work than a study may do.
    fn record(&self, factor: f64) -> Result<Option<Record>, Error> {
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
        Ok(Some(record))
    }

    /// The load at a factor of the model's, in whole percent, or with three digits.
    fn text(&self, factor: f64) -> String {
        let percent = 100.0 * self.of * factor;
        let digits = 2.0 - libm::log10(percent).floor();
        let places = digits.clamp(0.0, 12.0) as usize;
        format!("{percent:.places$} %")
    }

    /// A sweep of loads around the break, which locates it.
    fn sweep(&self, found: &Breaks) -> Result<PreparedSweep, Error> {
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
        let sweep = Sweep {
            axes: vec![axis],
            layout,
            measures,
            tolerance,
            replicating: Replicating::Planned,
        };
        sweep.prepare(self.load, self.set, self.plan)
    }
}
