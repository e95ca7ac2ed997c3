//! Simulates designs until it is clear what they meet and miss.

use super::grid::{Grid, Point};
use super::requirements::{Requirements, Situation, representatives, situations};
use crate::base::Error;
use crate::deployment::Vary;
use crate::experiment::designs::runner::{Loader, Runner};
use crate::experiment::record::{Record, Side, TargetVerdict, Verdict};
use crate::experiment::study::{Plan, Study};
use crate::measure::{Dimension, Figure};
use std::collections::BTreeMap;

/// How carefully a design is judged.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Care {
    /// Confidence level of the intervals that decide.
    pub(crate) level: f64,
    /// Master seed.
    pub(crate) seed: u64,
    /// Replications to begin with.
    pub(crate) first: u32,
    /// Replications at most.
    pub(crate) most: u32,
    /// How often it may add replications and look again, the first time included.
    pub(crate) looks: u32,
    /// Whether every loss is judged, or of servers that are alike only one.
    pub(crate) every_loss: bool,
}

/// What a requirement has come to in a design.
#[derive(Clone, Debug)]
pub(crate) struct Finding {
    /// What is lost; empty on the good day.
    pub(crate) lost: String,
    pub(crate) target: TargetVerdict,
    pub(crate) replications: u32,
    /// Confidence level of its interval.
    pub(crate) level: f64,
}

/// What a design meets and misses.
#[derive(Clone, Debug)]
pub(crate) struct Assessment {
    /// By requirement, its worst finding; `None` where it was not looked at because another one is missed.
    pub(crate) findings: Vec<Option<Finding>>,
}

/// Whether a finding is on the good side, and for sure.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum State {
    /// It misses the target.
    Missed,
    /// Only the calls that got through meet it, and many did not. The design is out of the question, which says nothing of
    /// designs that let more calls through, though they may be less favourable for this target.
    OfSurvivors,
    /// Undecided; the estimate is on the bad side.
    LeansMissed,
    /// Undecided; the estimate is on the good side.
    LeansMet,
    /// It meets the target.
    Met,
}

/// Where designs are simulated.
pub(crate) struct Bench<'a> {
    pub(crate) grid: &'a Grid,
    pub(crate) vary: &'a [Vary],
    pub(crate) requirements: &'a Requirements,
    load: &'a Loader<'a>,
    set: &'a [String],
    plan: Plan,
    pub(crate) runner: Runner<'a>,
    /// Designs on the good day, in the order in which they were first simulated: name of the record with most replications.
    good_days: Vec<(Point, String)>,
    places: BTreeMap<Point, usize>,
    /// The findings for each design with most replications, by what is lost and by figure.
    seen: BTreeMap<Point, BTreeMap<(String, Figure), Finding>>,
    /// What was lost when a design was last seen to miss something.
    missed_in: BTreeMap<Point, String>,
}

impl<'a> Bench<'a> {
    pub(crate) fn new(
        (grid, vary, requirements): (&'a Grid, &'a [Vary], &'a Requirements),
        (load, set, plan): (&'a Loader<'a>, &'a [String], Plan),
        runner: Runner<'a>,
    ) -> Self {
        let (good_days, places) = (Vec::new(), BTreeMap::new());
        let (seen, missed_in) = (BTreeMap::new(), BTreeMap::new());
        Bench {
            grid,
            vary,
            requirements,
            load,
            set,
            plan,
            runner,
            good_days,
            places,
            seen,
            missed_in,
        }
    }

    /// The model with the numbers of a design.
    ///
    /// # Errors
    /// A design that is not valid.
    pub(crate) fn study(&self, point: &[u32]) -> Result<Study, Error> {
        (self.load)(&overrides(self.set, self.vary, &self.grid.values(point)))
    }

    /// Designs that were simulated on the good day, with their records.
    pub(crate) fn good_days(&self) -> impl Iterator<Item = (&Point, &Record)> {
        self.good_days.iter().filter_map(|(point, name)| Some((point, self.runner.found(name)?)))
    }

    /// The record of a design on the good day with most replications.
    pub(crate) fn good_day(&self, point: &Point) -> Option<&Record> {
        self.runner.found(&self.good_days[*self.places.get(point)?].1)
    }

    /// The target of a design that uses most of its limit, in all situations that the search has simulated.
    pub(crate) fn most_used(&self, point: &Point) -> Option<(f64, &Finding)> {
        let findings = self.seen.get(point)?.values();
        let used = findings.filter_map(|finding| Some((used(&finding.target)?, finding)));
        used.max_by(|a, b| a.0.total_cmp(&b.0))
    }

    /// Simulates designs on the good day, with the first number of replications; false when asked to stop.
    ///
    /// # Errors
    /// A design that is not valid, or a fault of a run.
    pub(crate) fn good_days_of(&mut self, points: &[Point], care: Care) -> Result<bool, Error> {
        let replications = care.first.min(care.most);
        let names: Vec<String> =
            points.iter().map(|point| self.name(point, "", (replications, care))).collect();
        self.runner.change_plan(Plan { seed: care.seed, replications, ..self.plan });
        let (load, set, vary, grid) = (self.load, self.set, self.vary, self.grid);
        let study = |i: usize| -> Result<Study, Error> {
            let study = load(&overrides(set, vary, &grid.values(&points[i])))?;
            Ok(study.with_confidence(care.level))
        };
        if !self.runner.run(&names, &study)? {
            return Ok(false);
        }
        points.iter().zip(names).for_each(|(point, name)| self.note(point, name));
        Ok(true)
    }

    /// Judges a design in every situation, until one requirement is missed: first in the situation in which it missed one
    /// before; only in those of one group, if it is given. `None` when asked to stop.
    ///
    /// # Errors
    /// A design that is not valid, or a fault of a run.
    pub(crate) fn assess(
        &mut self,
        point: &Point,
        care: Care,
        group: Option<usize>,
    ) -> Result<Option<Assessment>, Error> {
        let mut situations = situations(&self.study(point)?)?;
        situations.retain(|situation| group.is_none_or(|group| situation.group == group));
        if !care.every_loss {
            situations = representatives(situations);
        }
        let before = self.missed_in.get(point).cloned();
        situations.sort_by_key(|situation| Some(&situation.lost) != before.as_ref());
        let mut findings: Vec<Option<Finding>> = vec![None; self.requirements.all.len()];
        // A first look at every situation costs little, and shows in which one more is worth it.
        let brief = Care { looks: 1, ..care };
        let mut worst: Vec<f64> = Vec::new();
        for situation in &situations {
            let Some(found) = self.judge(point, situation, brief)? else { return Ok(None) };
            worst.push(found.iter().map(rank).fold(f64::INFINITY, f64::min));
            let misses = found.iter().any(|f| state(&f.target) <= State::OfSurvivors);
            self.add(situation, found, &mut findings);
            if misses {
                self.missed_in.insert(point.clone(), situation.lost.clone());
                return Ok(Some(Assessment { findings }));
            }
        }
        if care.looks == 1 {
            return Ok(Some(Assessment { findings }));
        }
        let mut order: Vec<usize> = (0..situations.len()).collect();
        order.sort_by(|a, b| worst[*a].total_cmp(&worst[*b]));
        findings.fill(None);
        for i in order {
            let situation = &situations[i];
            let Some(found) = self.judge(point, situation, care)? else { return Ok(None) };
            let misses = found.iter().any(|f| state(&f.target) <= State::LeansMissed);
            self.add(situation, found, &mut findings);
            if misses {
                self.missed_in.insert(point.clone(), situation.lost.clone());
                break;
            }
        }
        Ok(Some(Assessment { findings }))
    }

    /// Adds what a situation shows, where it is worse than what is known.
    fn add(&self, situation: &Situation, found: Vec<Finding>, findings: &mut [Option<Finding>]) {
        for finding in found {
            let place = self.requirements.place(situation.group, &finding.target);
            let Some(known) = place.and_then(|place| findings.get_mut(place)) else { continue };
            if known.as_ref().is_none_or(|known| rank(&finding) < rank(known)) {
                *known = Some(finding);
            }
        }
    }

    /// Simulates a situation until every target is decided, one is missed, or no replications are left.
    fn judge(
        &mut self,
        point: &Point,
        situation: &Situation,
        care: Care,
    ) -> Result<Option<Vec<Finding>>, Error> {
        let mut replications = care.first.min(care.most);
        for look in 1.. {
            let name = self.name(point, &situation.lost, (replications, care));
            self.runner.change_plan(Plan { seed: care.seed, replications, ..self.plan });
            let study = || situation.study.clone().with_confidence(care.level);
            if !self.runner.run(std::slice::from_ref(&name), &|_| Ok(study()))? {
                return Ok(None);
            }
            let Some(record) = self.runner.found(&name) else { return Ok(None) };
            let finding = |target: &TargetVerdict| Finding {
                lost: situation.lost.clone(),
                target: target.clone(),
                replications,
                level: care.level,
            };
            let found: Vec<Finding> = record.targets.iter().map(finding).collect();
            self.remember(point, &found);
            if care.seed == self.plan.seed && situation.group == 0 {
                self.note(point, name);
            }
            match wanted(&found, replications, care) {
                // The last look is the last chance to decide.
                Some(_) if look + 1 == care.looks => replications = care.most,
                Some(more) if look < care.looks => replications = more,
                _ => return Ok(Some(found)),
            }
        }
        Ok(None)
    }

    /// Remembers the findings with most replications, whether of the search or of a certificate.
    fn remember(&mut self, point: &Point, found: &[Finding]) {
        let seen = self.seen.entry(point.clone()).or_default();
        for finding in found {
            let key = (finding.lost.clone(), finding.target.figure.clone());
            if seen.get(&key).is_none_or(|known| known.replications <= finding.replications) {
                seen.insert(key, finding.clone());
            }
        }
    }

    /// Remembers the record of a good day with most replications.
    fn note(&mut self, point: &Point, name: String) {
        match self.places.get(point) {
            None => {
                self.places.insert(point.clone(), self.good_days.len());
                self.good_days.push((point.clone(), name));
            }
            Some(place) => {
                let known = &mut self.good_days[*place].1;
                let replications = |name: &str| self.runner.found(name).map(|r| r.replications);
                if replications(&name) > replications(known) {
                    *known = name;
                }
            }
        }
    }

    fn name(&self, point: &Point, lost: &str, (replications, care): (u32, Care)) -> String {
        let lost = if lost.is_empty() { String::new() } else { format!(", without {lost}") };
        let level = format!("{:.4}", 100.0 * care.level);
        let level = level.trim_end_matches('0').trim_end_matches('.');
        format!(
            "{}{lost} ({replications} replications of seed {}, {level} %)",
            design(self.vary, &self.grid.values(point)),
            care.seed
        )
    }
}

impl Assessment {
    /// The state of each requirement; `None` where it was not looked at.
    pub(crate) fn states(&self) -> impl Iterator<Item = Option<State>> {
        self.findings.iter().map(|f| f.as_ref().map(|f| state(&f.target)))
    }

    /// Whether each requirement is missed for sure, or met for sure.
    pub(crate) fn decided(&self) -> Vec<Option<bool>> {
        let of = |state: Option<State>| match state? {
            State::Missed => Some(true),
            State::Met => Some(false),
            State::OfSurvivors | State::LeansMissed | State::LeansMet => None,
        };
        self.states().map(of).collect()
    }

    /// Whether each requirement is missed; where nothing is missed for sure, by the estimate.
    pub(crate) fn missed(&self) -> Vec<Option<bool>> {
        if self.misses() {
            return self.decided();
        }
        self.states().map(|state| state.map(|state| state == State::LeansMissed)).collect()
    }

    /// Whether each requirement is not met for sure; `None` where it was not looked at.
    pub(crate) fn not_met(&self) -> Vec<Option<bool>> {
        self.states().map(|state| state.map(|state| state != State::Met)).collect()
    }

    /// Whether the design is out of the question: a requirement is missed for sure, or met only by the calls that got
    /// through.
    pub(crate) fn misses(&self) -> bool {
        self.states().flatten().any(|state| state <= State::OfSurvivors)
    }

    /// The requirement that only the calls that got through meet, if that alone puts the design out of the question.
    pub(crate) fn of_survivors(&self) -> Option<usize> {
        let mut states = self.states();
        let sure = self.states().any(|state| state == Some(State::Missed));
        states.position(|state| state == Some(State::OfSurvivors)).filter(|_| !sure)
    }

    /// Whether every requirement is met for sure.
    pub(crate) fn meets(&self) -> bool {
        self.states().all(|state| state == Some(State::Met))
    }

    /// The finding that decides: the worst one, a sure one first.
    pub(crate) fn worst(&self) -> Option<&Finding> {
        self.findings.iter().flatten().min_by(|a, b| rank(a).total_cmp(&rank(b)))
    }
}

/// A name for a design: `E1 lines of gw1 4, Front Ends of pool01 3`.
pub(crate) fn design(vary: &[Vary], values: &[u32]) -> String {
    let of = |(vary, value): (&Vary, &u32)| format!("{} {value}", vary.name);
    vary.iter().zip(values).map(of).collect::<Vec<_>>().join(", ")
}

/// The common overrides, then one for each number.
pub(crate) fn overrides(set: &[String], vary: &[Vary], values: &[u32]) -> Vec<String> {
    let own = vary.iter().zip(values).map(|(vary, value)| format!("{}={value}", vary.key));
    set.iter().cloned().chain(own).collect()
}

/// Whether a target is met, and for sure.
pub(crate) fn state(target: &TargetVerdict) -> State {
    match target.verdict {
        Verdict::Met | Verdict::MetByTheory => State::Met,
        Verdict::Undecided => {
            let holds = target.value.is_some_and(|value| target.side.holds(value, target.limit));
            if holds { State::LeansMet } else { State::LeansMissed }
        }
        Verdict::MetBySurvivors => State::OfSurvivors,
        // What has no estimate is not met.
        Verdict::Missed | Verdict::Unstable | Verdict::NotEstimable => State::Missed,
    }
}

/// The order of findings, the worst first: by state, then by how far the value is on the bad side of its limit.
fn rank(finding: &Finding) -> f64 {
    let target = &finding.target;
    let excess = target.value.map_or(0.0, |value| match target.side {
        Side::AtMost => (value - target.limit) / target.limit.abs().max(1e-9),
        Side::AtLeast => (target.limit - value) / target.limit.abs().max(1e-9),
    });
    let state = f64::from(state(target) as u8);
    state - 0.5 * (excess / (1.0 + excess.abs()))
}

/// The share of its limit that a target uses; above 1 it is missed. Of a share that must be large, what is missing counts.
fn used(target: &TargetVerdict) -> Option<f64> {
    let (value, limit) = (target.value?, target.limit);
    let used = match (target.side, target.figure.dimension()) {
        (Side::AtMost, _) => value / limit,
        (Side::AtLeast, Dimension::Share) => (1.0 - value) / (1.0 - limit),
        (Side::AtLeast, _) => limit / value,
    };
    Some(if used.is_nan() { 0.0 } else { used.clamp(0.0, MOST_USED) })
}

/// No use of a limit is shown above this.
const MOST_USED: f64 = 1e6;

/// More replications than this many times the most are not worth the attempt, once this part of the most is made.
const HOPELESS: f64 = 4.0;

/// Replications that would decide what is undecided; `None` if all is decided, one is missed, or too few are left.
fn wanted(found: &[Finding], replications: u32, care: Care) -> Option<u32> {
    let is_out = |f: &Finding| state(&f.target) <= State::OfSurvivors;
    if found.iter().any(is_out) || replications >= care.most {
        return None;
    }
    let of = |wanted: State| {
        found.iter().filter(move |f| state(&f.target) == wanted).map(|f| needed(&f.target))
    };
    // One miss decides; otherwise everything must be decided.
    let needed =
        of(State::LeansMissed).reduce(f64::min).or_else(|| of(State::LeansMet).reduce(f64::max))?;
    let (needed, most) = (needed * f64::from(replications), f64::from(care.most));
    // Few replications may be near the limit by chance, so that they do not show that none are enough.
    let many = f64::from(replications) >= most / HOPELESS;
    if many && needed > HOPELESS * most {
        return None;
    }
    // A fifth more, because the estimate moves.
    let wanted = if needed <= most { 1.2 * needed } else { 4.0 * f64::from(replications) };
    Some((wanted.min(most) as u32).max(2 * replications).min(care.most))
}

/// How many times more replications bring the end of an interval to the limit, if the estimate stays.
fn needed(target: &TargetVerdict) -> f64 {
    let Some(((low, high), value)) = target.low.zip(target.high).zip(target.value) else {
        return 1.0;
    };
    let (half, gap) = match value <= target.limit {
        true => (high - value, target.limit - value),
        false => (value - low, value - target.limit),
    };
    let ratio = half / gap;
    if ratio.is_nan() { f64::INFINITY } else { ratio * ratio }
}
