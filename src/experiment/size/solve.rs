//! From the first design to a certified answer.

use super::assessment::Care;
use super::bench::Bench;
use super::certify::{Budget, Certificate, certify, evidence};
use super::effects;
use super::estimable::not_estimable;
use super::formulas::{self, Prediction};
use super::grid::Point;
use super::requirements::Requirement;
use super::search::{Effect, Missed, Next, Search};
use crate::base::Error;
use crate::experiment::record::{CapacityEffect, Forbidden, RuledOut, Side};
use crate::experiment::study::Study;
use std::collections::BTreeSet;

/// More candidates than this are not certified: targets are then too close to their limits.
const CANDIDATES: u32 = 20;

/// Steps of each number beyond the answer, down and up, that the chart of cost against service shows.
const AROUND: i64 = 3;

/// Designs that formulas may rule out, as a multiple of those that may be simulated.
const RULED_OUT: u64 = 10;

/// Everything that was found out.
#[derive(Default)]
pub(crate) struct Solution {
    pub(crate) predictions: Vec<Prediction>,
    pub(crate) first: Point,
    pub(crate) effects: Vec<Vec<CapacityEffect>>,
    pub(crate) ruled_out: Vec<RuledOut>,
    pub(crate) certificate: Option<Certificate>,
    pub(crate) forbidden: Vec<Forbidden>,
    /// The cost below which no design is left, if the search ended at its limit.
    pub(crate) searched_to: Option<f64>,
}

/// How far the search may go.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Limits {
    /// How carefully the search judges.
    pub(crate) care: Care,
    pub(crate) budget: Budget,
    /// Designs that the search may judge.
    pub(crate) designs: u32,
}

/// A candidate that was not certified: what it misses, and the requirement for which it is out of the question otherwise.
type Failed = (Point, Missed, Option<usize>);

/// The search with what it has learnt.
struct Progress<'b, 'a> {
    bench: &'b mut Bench<'a>,
    limits: Limits,
    /// Designs that were judged.
    judged: BTreeSet<Point>,
    /// Designs that a formula ruled out.
    ruled_out: BTreeSet<Point>,
}

/// Finds and certifies the answer; false when asked to stop before that. `largest` is the largest valid design.
///
/// # Errors
/// A fault of a run, or a file that cannot be read.
pub(crate) fn solve(
    bench: &mut Bench<'_>,
    (model, largest): (&Study, &Point),
    limits: Limits,
    solution: &mut Solution,
) -> Result<bool, Error> {
    if !prepare(bench, (model, largest), limits.care, solution)? {
        return Ok(false);
    }
    if !solution.forbidden.is_empty() {
        return Ok(true);
    }
    let grid = bench.grid;
    let effects = effects::of_search(&solution.effects);
    let first = solution.first.clone();
    let begin = || Search::new(grid, effects.clone(), first.clone());
    let mut search = begin();
    let (judged, ruled_out) = (BTreeSet::new(), BTreeSet::new());
    let mut progress = Progress { bench, limits, judged, ruled_out };
    let (mut candidates, mut undecided, mut failed) = (0, None, Vec::new());
    loop {
        match search.next() {
            Next::Judge(point, _) if progress.is_at_its_limit(&point) => {
                // Before the queue is filled, no design is refused but by its parts.
                let least = || grid.cost(&grid.least());
                solution.searched_to = Some(search.least_cost().unwrap_or_else(least));
                return progress.settle(undecided, solution);
            }
            Next::Judge(point, asked) if progress.bench.why_not_valid(&point)?.is_some() => {
                match asked {
                    Some(requirement) => search.hint(&point, requirement, progress.unknown()),
                    None => search.exclude(&point),
                }
            }
            Next::Judge(point, asked) => {
                let judged = progress.judge(&point, asked, (&effects, solution))?;
                let Some((missed, out_by_itself)) = judged else { return Ok(false) };
                match asked {
                    Some(requirement) => search.hint(&point, requirement, missed),
                    None => search.learn(&point, missed, out_by_itself),
                }
            }
            Next::Found(point) => {
                candidates += 1;
                let certificate = certify(progress.bench, &point, (limits.budget, candidates))?;
                let Some(certificate) = certificate else { return Ok(false) };
                let cheaper = certificate.cheaper.clone();
                let assessment = &certificate.assessment;
                let misses = assessment.misses();
                let missed = if misses { assessment.missed() } else { assessment.not_met() };
                let out_by_itself = assessment.out_by_itself();
                let lost = assessment.worst().map(|finding| finding.lost.clone());
                let certified = certificate.answer.certified;
                if certified && cheaper.is_none() {
                    solution.certificate = Some(certificate);
                    return progress.around(&point);
                }
                if !certified && !misses && undecided.is_none() {
                    undecided = Some((certificate, point.clone()));
                }
                if candidates == CANDIDATES {
                    return progress.settle(undecided, solution);
                }
                if let Some(cheaper) = cheaper {
                    search.restore(&cheaper);
                    continue;
                }
                // A loss that the search took for one like another goes into it from now on. It begins anew, but nothing
                // is simulated twice.
                if !certified && progress.bench.watch(&lost.unwrap_or_default(), &point)? {
                    search = begin();
                    failed.iter().for_each(|(at, missed, unfit): &Failed| {
                        search.learn(at, missed.clone(), *unfit);
                    });
                }
                search.learn(&point, missed.clone(), out_by_itself);
                failed.push((point, missed, out_by_itself));
            }
            Next::Nothing if undecided.is_some() => return progress.settle(undecided, solution),
            Next::Nothing => return progress.forbid(&search, &effects, solution),
        }
    }
}

/// Finds the first design and how each number acts on each requirement; false when asked to stop before that.
fn prepare(
    bench: &mut Bench<'_>,
    (model, largest): (&Study, &Point),
    care: Care,
    solution: &mut Solution,
) -> Result<bool, Error> {
    if !bench.good_days_of(std::slice::from_ref(largest), care)? {
        return Ok(false);
    }
    if let Some(record) = bench.good_day(largest) {
        solution.predictions = formulas::predictions(&bench.study(largest)?, record);
    }
    let read = |point: &Point| bench.study_if_valid(point);
    solution.first = formulas::first_design((bench.grid, largest), &solution.predictions, read)?;
    let steps = effects::steps(bench, (&solution.first, largest))?;
    let probes = effects::probes(&solution.first, &steps);
    // Both, so that shards get what either lacks.
    let (days, losses) = (bench.good_days_of(&probes, care)?, bench.losses_of(&probes, care)?);
    if !days || !losses {
        return Ok(false);
    }
    solution.effects = effects::seen(bench, model, &steps);
    let together = effects::together(bench, &solution.effects, largest)?;
    let joint: BTreeSet<Point> = together.iter().flatten().cloned().collect();
    let joint: Vec<Point> = joint.into_iter().collect();
    let (days, losses) = (bench.good_days_of(&joint, care)?, bench.losses_of(&joint, care)?);
    if !days || !losses {
        return Ok(false);
    }
    effects::with_joint(bench, (&mut solution.effects, largest), &together);
    solution.forbidden = not_estimable(bench, &probes);
    Ok(true)
}

impl Progress<'_, '_> {
    /// Whether the search has simulated as many designs as it may, or ruled out many times as many. What it knows of a design
    /// it may use.
    fn is_at_its_limit(&self, point: &Point) -> bool {
        let most = u64::from(self.limits.designs);
        let not_valid = self.bench.not_valid();
        let is_known = self.judged.contains(point) || self.ruled_out.contains(point);
        let is_full = self.judged.len() as u64 >= most;
        let without_simulation = (self.ruled_out.len() + not_valid.len()) as u64;
        !is_known
            && !not_valid.contains_key(point)
            && (is_full || without_simulation >= RULED_OUT * most)
    }

    /// That nothing is known of any requirement.
    fn unknown(&self) -> Missed {
        vec![None; self.bench.requirements.all.len()]
    }

    /// What a design misses: by a formula, if that shows it by far, or else by simulation; then the requirement that only the
    /// calls that got through meet. If one requirement is asked for, a few replications in its situations are enough. `None`
    /// when asked to stop.
    fn judge(
        &mut self,
        point: &Point,
        asked: Option<usize>,
        (effects, solution): (&[Vec<Effect>], &mut Solution),
    ) -> Result<Option<(Missed, Option<usize>)>, Error> {
        if let Some((requirement, ruled_out)) = self.by_formula(point, effects, solution)? {
            if self.ruled_out.insert(point.clone()) {
                solution.ruled_out.push(ruled_out);
            }
            let mut missed = self.unknown();
            missed[requirement] = Some(true);
            return Ok(Some((missed, None)));
        }
        self.judged.insert(point.clone());
        let group = asked.map(|requirement| self.bench.requirements.all[requirement].group);
        let looks = if asked.is_some() { 1 } else { self.limits.care.looks };
        let care = Care { looks, ..self.limits.care };
        let Some(found) = self.bench.assess(point, care, group)? else { return Ok(None) };
        let missed = if asked.is_some() { found.decided() } else { found.missed() };
        Ok(Some((missed, found.out_by_itself())))
    }

    /// The requirement that a design misses by far, as a formula shows. Only the blocking of channels is decided so, and only
    /// where nothing that varies was seen to make it better by being less.
    fn by_formula(
        &self,
        point: &Point,
        effects: &[Vec<Effect>],
        solution: &Solution,
    ) -> Result<Option<(usize, RuledOut)>, Error> {
        let study = self.bench.study(point)?;
        for prediction in solution.predictions.iter().filter(|p| p.is_of_channels()) {
            let all = self.bench.requirements.all.iter();
            let is_its = |r: &Requirement| {
                (r.group, &r.figure, r.side) == (0, &prediction.figure, Side::AtMost)
            };
            let place = all.clone().position(is_its);
            let Some(place) = place else { continue };
            let is_no_worse =
                |row: &Vec<Effect>| matches!(row[place], Effect::Helps | Effect::Unseen);
            let is_monotone = effects.iter().all(is_no_worse);
            if !is_monotone || !prediction.rules_out(&study) {
                continue;
            }
            let value = prediction.value(&study).unwrap_or(1.0);
            let values = self.bench.grid.values(point);
            let figure = prediction.figure.clone();
            return Ok(Some((place, RuledOut { values, figure, value })));
        }
        Ok(None)
    }

    /// Gives the first candidate of which the replications did not decide whether it meets its targets.
    fn settle(
        &mut self,
        undecided: Option<(Certificate, Point)>,
        solution: &mut Solution,
    ) -> Result<bool, Error> {
        let Some((certificate, point)) = undecided else { return Ok(true) };
        solution.certificate = Some(certificate);
        self.around(&point)
    }

    /// Simulates designs around the answer, so that the chart shows what more or less money buys.
    fn around(&mut self, answer: &Point) -> Result<bool, Error> {
        let steps = (-AROUND..=AROUND).filter(|step| *step != 0);
        let moved = |d: usize| {
            let grid = self.bench.grid;
            steps.clone().filter_map(move |step| grid.moved(answer, d, step))
        };
        let points: Vec<Point> = (0..answer.len()).flat_map(moved).collect();
        let points = self.bench.valid(points)?;
        let care = Care { looks: 1, ..self.limits.care };
        let mut are_all = true;
        for point in std::iter::once(answer.clone()).chain(points) {
            are_all &= self.bench.assess(&point, care, None)?.is_some();
            if !are_all && !self.bench.is_supplied() {
                return Ok(false);
            }
        }
        Ok(are_all)
    }

    /// What forbids every design: the targets that are missed even in the design that is best for them, or else those by which
    /// the search refused its parts.
    fn forbid(
        &mut self,
        search: &Search<'_>,
        effects: &[Vec<Effect>],
        solution: &mut Solution,
    ) -> Result<bool, Error> {
        let whole = search.best_of_all();
        let alone = |(r, point): &(usize, Point)| whole[*r].as_ref() == Some(point);
        let mut blamed: Vec<(usize, Point, bool)> = Vec::new();
        for refused in search.refused() {
            let (requirement, point) = refused.clone();
            let known = blamed.iter_mut().find(|(r, ..)| *r == requirement);
            let is_alone = alone(refused);
            match known {
                None => blamed.push((requirement, point, is_alone)),
                // The most favourable design that misses it says most.
                Some(known) if !known.2 => {
                    let dearer = self.bench.grid.cost(&point) > self.bench.grid.cost(&known.1);
                    if is_alone || dearer {
                        *known = (requirement, point, is_alone);
                    }
                }
                Some(_) => {}
            }
        }
        if blamed.iter().any(|(.., alone)| *alone) {
            blamed.retain(|(.., alone)| *alone);
        }
        let count = blamed.len();
        for (requirement, point, alone) in blamed {
            let care = self.limits.budget.care(1, count);
            let group = self.bench.requirements.all[requirement].group;
            let found = self.bench.assess(&point, care, Some(group))?;
            let Some(found) = found else { return Ok(false) };
            let finding = found.findings[requirement].as_ref();
            let Some(finding) = finding.or(found.worst()) else { continue };
            let acts = |d: &usize| {
                solution.effects[*d][requirement] != CapacityEffect::NotSeen
                    && (point[*d] == self.bench.grid.greatest()[*d]
                        || effects[*d][requirement] == Effect::Hurts)
            };
            let limits = (0..point.len()).filter(acts);
            solution.forbidden.push(Forbidden {
                values: self.bench.grid.values(&point),
                evidence: evidence(finding),
                limits: limits.map(|d| self.bench.vary[d].name.clone()).collect(),
                alone,
                count: Some(finding.count),
                nothing_acts: solution
                    .effects
                    .iter()
                    .all(|row| row[requirement] == CapacityEffect::NotSeen),
                taken_by_outages: finding.is_taken_by_outages(),
            });
        }
        Ok(true)
    }
}
