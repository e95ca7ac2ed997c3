//! Simulates designs until it is clear what they meet and miss.

use super::assessment::{Assessment, Care, Finding, State, findings, next_look, rank, state};
use super::grid::{Grid, Point};
use super::requirements::{Requirements, Situation, representatives, situations};
use super::standing::{Shown, shown};
use super::validity::{Validity, if_valid};
use crate::base::Error;
use crate::deployment::Vary;
use crate::experiment::designs::runner::{Loader, Runner};
use crate::experiment::record::{Record, Side};
use crate::experiment::study::{Plan, Study};
use crate::measure::Figure;
use std::collections::{BTreeMap, BTreeSet};

/// A design that was simulated.
pub(crate) struct Simulated {
    pub(crate) point: Point,
    /// Whether its record is of the good day, with the callers of the search.
    pub(crate) is_good_day: bool,
    /// Name of its record: of the good day if there is one, with most replications.
    name: String,
}

/// The findings for a design, by what is lost, by figure, and whether that must be at most its limit: those that a certificate
/// decides, or else those with most replications. With whether a certificate decides it.
type Seen = BTreeMap<(String, Figure, bool), (bool, Finding)>;

/// Where designs are simulated.
pub(crate) struct Bench<'a> {
    pub(crate) grid: &'a Grid,
    pub(crate) vary: &'a [Vary],
    pub(crate) requirements: &'a Requirements,
    load: &'a Loader<'a>,
    set: &'a [String],
    plan: Plan,
    pub(crate) runner: Runner<'a>,
    /// The figures that are kept of designs, and of those of a certificate on the good day.
    figures: (&'a [Figure], &'a [Figure]),
    /// Designs in the order in which they were first simulated.
    simulated: Vec<Simulated>,
    places: BTreeMap<Point, usize>,
    /// Designs that were simulated in every situation.
    everywhere: BTreeSet<Point>,
    seen: BTreeMap<Point, Seen>,
    /// The names of the records of each design without something, with the group of the loss and what is lost, by which the
    /// effects of the numbers are tested.
    losses: BTreeMap<Point, Vec<(usize, String, String)>>,
    /// What was lost when a design was last seen to miss something.
    missed_in: BTreeMap<Point, String>,
    /// Losses that the search simulates although others are like them.
    watched: BTreeSet<String>,
    validity: Validity,
}

impl<'a> Bench<'a> {
    pub(crate) fn new(
        (grid, vary, requirements): (&'a Grid, &'a [Vary], &'a Requirements),
        (load, set, plan): (&'a Loader<'a>, &'a [String], Plan),
        (runner, figures): (Runner<'a>, (&'a [Figure], &'a [Figure])),
    ) -> Self {
        let (simulated, places, everywhere) = (Vec::new(), BTreeMap::new(), BTreeSet::new());
        let (seen, losses, missed_in) = (BTreeMap::new(), BTreeMap::new(), BTreeMap::new());
        Bench {
            grid,
            vary,
            requirements,
            load,
            set,
            plan,
            runner,
            figures,
            simulated,
            places,
            everywhere,
            seen,
            losses,
            missed_in,
            watched: BTreeSet::new(),
            validity: Validity::default(),
        }
    }

    /// What is wrong with a design; `None` if it is valid.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub(crate) fn why_not_valid(&mut self, point: &Point) -> Result<Option<String>, Error> {
        if let Some(known) = self.validity.known(point) {
            return Ok(known);
        }
        let read = self.study(point);
        self.validity.learn(point, read)?;
        Ok(self.validity.known(point).flatten())
    }

    /// Those of some designs that are valid.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub(crate) fn valid(&mut self, points: Vec<Point>) -> Result<Vec<Point>, Error> {
        let mut valid = Vec::new();
        for point in points {
            if self.why_not_valid(&point)?.is_none() {
                valid.push(point);
            }
        }
        Ok(valid)
    }

    /// Designs that the search came upon and that are not valid, with what is wrong.
    pub(crate) fn not_valid(&self) -> &BTreeMap<Point, String> {
        self.validity.not_valid()
    }

    /// The model with the numbers of a design; `None` if it is not valid.
    ///
    /// # Errors
    /// A file that cannot be read.
    pub(crate) fn study_if_valid(&self, point: &[u32]) -> Result<Option<Study>, Error> {
        Ok(if_valid(self.study(point))?.ok())
    }

    /// The model with the numbers of a design.
    ///
    /// # Errors
    /// A design that is not valid.
    pub(crate) fn study(&self, point: &[u32]) -> Result<Study, Error> {
        self.study_of(&self.grid.values(point))
    }

    /// The model with these numbers.
    ///
    /// # Errors
    /// A design that is not valid.
    pub(crate) fn study_of(&self, values: &[u32]) -> Result<Study, Error> {
        (self.load)(&overrides(self.set, self.vary, values))
    }

    /// Designs that were simulated in any situation, with a record of each.
    pub(crate) fn simulated(&self) -> impl Iterator<Item = (&Simulated, &Record)> {
        self.simulated.iter().filter_map(|design| Some((design, self.runner.found(&design.name)?)))
    }

    /// The record of a design on the good day with most replications.
    pub(crate) fn good_day(&self, point: &Point) -> Option<&Record> {
        let design = &self.simulated[*self.places.get(point)?];
        self.runner.found(&design.name).filter(|_| design.is_good_day)
    }

    /// What is shown of a design: whether it meets every target in all situations, and the target that decides.
    pub(crate) fn shown(&self, point: &Point) -> Shown<'_> {
        let seen = self.seen.get(point).into_iter().flat_map(|seen| seen.values());
        let findings: Vec<&Finding> = seen.map(|(_, finding)| finding).collect();
        shown(&findings, self.everywhere.contains(point))
    }

    /// Simulates designs on the good day, with the first number of replications; false when asked to stop.
    ///
    /// # Errors
    /// A design that is not valid, or a fault of a run.
    pub(crate) fn good_days_of(&mut self, points: &[Point], care: Care) -> Result<bool, Error> {
        let replications = care.first.min(care.most);
        let names: Vec<String> =
            points.iter().map(|point| self.name(point, "", (replications, care))).collect();
        self.plan_next((replications, care), self.figures.0);
        let (load, set, vary, grid) = (self.load, self.set, self.vary, self.grid);
        let study = |i: usize| -> Result<Study, Error> {
            let study = load(&overrides(set, vary, &grid.values(&points[i])))?;
            Ok(study.with_confidence(care.level))
        };
        if !self.runner.run(&names, &study)? {
            return Ok(false);
        }
        for (point, name) in points.iter().zip(names) {
            let Some(record) = self.runner.found(&name) else { continue };
            let found = findings(record, "", care.level);
            self.remember(point, &found, care);
            self.note(point, name, true);
            if self.requirements.all.iter().all(|requirement| requirement.group == 0) {
                self.everywhere.insert(point.clone());
            }
        }
        Ok(true)
    }

    /// Simulates designs through the losses that the search looks at, with the first number of replications; false when asked
    /// to stop.
    ///
    /// # Errors
    /// A design that is not valid, or a fault of a run.
    pub(crate) fn losses_of(&mut self, points: &[Point], care: Care) -> Result<bool, Error> {
        let replications = care.first.min(care.most);
        let (mut names, mut studies) = (Vec::new(), Vec::new());
        for point in points {
            let situations = representatives(situations(&self.study(point)?)?, &self.watched);
            for situation in situations.into_iter().filter(|situation| situation.group > 0) {
                let name = self.name(point, &situation.lost, (replications, care));
                let lost = (situation.group, situation.lost, name.clone());
                let known = self.losses.entry(point.clone()).or_default();
                // A design may be asked for twice, with the same name.
                if !known.contains(&lost) {
                    known.push(lost);
                }
                names.push(name);
                studies.push(situation.study.with_confidence(care.level));
            }
        }
        self.plan_next((replications, care), self.figures.0);
        self.runner.run(&names, &|i: usize| Ok(studies[i].clone()))
    }

    /// Whether all replications come from shards, so that what is lacking is noted and simulated later.
    pub(crate) fn is_supplied(&self) -> bool {
        self.runner.log().supply().is_some()
    }

    /// The records of a design through the losses of a group, by what is lost.
    pub(crate) fn without(&self, point: &Point, group: usize) -> Vec<(&str, &Record)> {
        let losses = self.losses.get(point).into_iter().flatten();
        let of_group = losses.filter(|(of, ..)| *of == group);
        of_group.filter_map(|(_, lost, name)| Some((&lost[..], self.runner.found(name)?))).collect()
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
        let all = situations.len();
        situations.retain(|situation| group.is_none_or(|group| situation.group == group));
        let are_all = situations.len() == all;
        if !care.every_loss {
            situations = representatives(situations, &self.watched);
        }
        let before = self.missed_in.get(point).cloned();
        situations.sort_by_key(|situation| Some(&situation.lost) != before.as_ref());
        let mut findings: Vec<Option<Finding>> = vec![None; self.requirements.all.len()];
        // A first look at every situation costs little, and shows in which one more is worth it.
        let brief = Care { looks: 1, ..care };
        let mut worst: Vec<f64> = Vec::new();
        let mut is_lacking = false;
        for situation in &situations {
            let Some(found) = self.judge(point, situation, brief)? else {
                // What the further situations lack is noted, too.
                if !self.is_supplied() {
                    return Ok(None);
                }
                is_lacking = true;
                continue;
            };
            if is_lacking {
                continue;
            }
            worst.push(found.iter().map(rank).fold(f64::INFINITY, f64::min));
            let misses = found.iter().any(|f| state(&f.target) <= State::OutByItself);
            self.add(situation, found, &mut findings);
            if misses {
                self.missed_in.insert(point.clone(), situation.lost.clone());
                return Ok(Some(Assessment { findings }));
            }
        }
        if is_lacking {
            return Ok(None);
        }
        if are_all {
            self.everywhere.insert(point.clone());
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
            let misses = found.iter().any(|f| state(&f.target) <= State::LeansOut);
            self.add(situation, found, &mut findings);
            if misses {
                self.missed_in.insert(point.clone(), situation.lost.clone());
                break;
            }
        }
        Ok(Some(Assessment { findings }))
    }

    /// Lets the search simulate this loss of a design from now on; false if it does so anyway.
    ///
    /// # Errors
    /// A design that is not valid.
    pub(crate) fn watch(&mut self, lost: &str, point: &Point) -> Result<bool, Error> {
        let simulated = representatives(situations(&self.study(point)?)?, &self.watched);
        let is_new = simulated.iter().all(|situation| situation.lost != lost);
        if is_new {
            self.watched.insert(lost.to_owned());
        }
        Ok(is_new)
    }

    /// How the designs that follow are simulated, and which of their figures are kept.
    fn plan_next(&mut self, (replications, care): (u32, Care), figures: &'a [Figure]) {
        self.runner.change_plan(Plan { seed: care.seed, replications, ..self.plan });
        self.runner.change_figures(figures);
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
            let is_certificate = care.seed != self.plan.seed && situation.group == 0;
            let figures = if is_certificate { self.figures.1 } else { self.figures.0 };
            self.plan_next((replications, care), figures);
            let study = || situation.study.clone().with_confidence(care.level);
            if !self.runner.run(std::slice::from_ref(&name), &|_| Ok(study()))? {
                return Ok(None);
            }
            let Some(record) = self.runner.found(&name) else { return Ok(None) };
            let found = findings(record, &situation.lost, care.level);
            self.remember(point, &found, care);
            self.note(point, name, care.seed == self.plan.seed && situation.group == 0);
            match next_look(&found, (look, replications), care) {
                Some(more) => replications = more,
                None => return Ok(Some(found)),
            }
        }
        Ok(None)
    }

    /// Remembers the findings that a certificate decides, or else those with most replications.
    fn remember(&mut self, point: &Point, found: &[Finding], care: Care) {
        let seen = self.seen.entry(point.clone()).or_default();
        for finding in found {
            let at_most = finding.target.side == Side::AtMost;
            let key = (finding.lost.clone(), finding.target.figure.clone(), at_most);
            let is_certain = care.to_the_end && state(&finding.target).is_sure();
            let worth = |is_certain: bool, finding: &Finding| (is_certain, finding.replications);
            let new = worth(is_certain, finding);
            if seen.get(&key).is_none_or(|(certain, known)| worth(*certain, known) <= new) {
                seen.insert(key, (is_certain, finding.clone()));
            }
        }
    }

    /// Remembers a record of a design: of the good day rather than of a loss, then with most replications.
    fn note(&mut self, point: &Point, name: String, is_good_day: bool) {
        let new = Simulated { point: point.clone(), is_good_day, name };
        let Some(place) = self.places.get(point) else {
            self.places.insert(point.clone(), self.simulated.len());
            self.simulated.push(new);
            return;
        };
        let known = &self.simulated[*place];
        let worth = |design: &Simulated| {
            (design.is_good_day, self.runner.found(&design.name).map(|r| r.replications))
        };
        if worth(&new) > worth(known) {
            self.simulated[*place] = new;
        }
    }

    fn name(&self, point: &Point, lost: &str, (replications, care): (u32, Care)) -> String {
        let lost = if lost.is_empty() { String::new() } else { format!(", without {lost}") };
        // Another level is another name, also where many comparisons share the error.
        let level = format!("{:.8}", 100.0 * care.level);
        let level = level.trim_end_matches('0').trim_end_matches('.');
        format!(
            "{}{lost} ({replications} replications of seed {}, {level} %)",
            design(self.vary, &self.grid.values(point)),
            care.seed
        )
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
