//! The cheapest design that meets the targets of a model, with evidence: a first design from the formulas beside stations,
//! a search with common random numbers, and a certificate from replications of its own (`docs/size.md`).

mod assessment;
mod bench;
mod certify;
mod chosen;
mod effects;
mod ends;
mod estimable;
mod every_design;
mod formulas;
mod grid;
mod requirements;
mod rules_of_thumb;
mod search;
mod solve;
mod standing;
mod thumb_loads;
mod thumb_prices;
mod validity;

use super::designs::journal::{Log, design_record, facts_of};
use super::designs::merge_records::merge_records;
use super::designs::runner::{Loader, Runner};
use super::record::{
    EffectSummary, FormulaNote, NotValid, Record, SizeSummary, SizedDesign, StudySummary, Topology,
    VariedCapacity,
};
use super::study::{Plan, Study};
use super::topology;
use super::work::Work;
use crate::base::Error;
use crate::deployment::{Sizing, Vary};
use crate::measure::{Figure, Measure, Statistic};
use assessment::Care;
use bench::Bench;
use certify::{Budget, evidence};
use grid::{Grid, Point};
pub(super) use requirements::without;
use requirements::{Requirements, contradiction, situations};
use solve::{Limits, Solution, solve};

/// Replications of a design at least, so that its intervals mean something.
pub const FEWEST_REPLICATIONS: u32 = 5;
/// Replications of a design in the search at most, as a multiple of the first. Only the certificate decides.
const SEARCH: u32 = 16;
/// Confidence level of the intervals by which the search refuses a design.
const SEARCH_LEVEL: f64 = 0.99;
/// Looks at a design in the search.
const SEARCH_LOOKS: u32 = 4;
/// Designs that are expected at least, for the progress.
const EXPECTED: usize = 10;

/// How far a search for the cheapest design may go.
#[derive(Clone, Debug)]
pub struct Size {
    /// Ranges besides those of the model: `PATH=a..b:step`, and ` at COST` for a key that the model does not vary.
    pub vary: Vec<String>,
    /// Probability that the answer is right, in (0, 1); `None` means that of the model.
    pub confidence: Option<f64>,
    /// Replications of a design at most.
    pub at_most: u32,
    /// Designs that the search simulates at most.
    pub designs: u32,
}

/// A search whose model and largest design were read and are valid.
#[derive(Debug)]
pub struct PreparedSize {
    plan: Plan,
    set: Vec<String>,
    model: Study,
    sizing: Sizing,
    grid: Grid,
    /// The largest valid design.
    largest: Point,
    requirements: Requirements,
    figures: Vec<Figure>,
    /// The same, and the load of each node.
    figures_of_answer: Vec<Figure>,
    limits: Limits,
    facts: Vec<(String, String)>,
    /// The ranges of the command line.
    given: Vec<String>,
}

impl Size {
    /// Reads the model, and its smallest and largest valid design. `set` are overrides common to all designs.
    ///
    /// # Errors
    /// A model without targets or with nothing that may vary, a mistake in a range, an invalid design, or work beyond the limits of [`Work`].
    pub fn prepare(
        &self,
        load: &Loader<'_>,
        set: &[String],
        plan: Plan,
    ) -> Result<PreparedSize, Error> {
        let model = load(set)?;
        let sizing = chosen::with_ranges(model.deployment().sizing.clone(), &self.vary)?;
        if sizing.vary.is_empty() {
            return Err(Error::usage(
                "the model does not say what may vary: give it [[vary]] tables, each with key, from, to and cost, or \
                 name a key with --vary 'path=a..b at 900/month'",
            ));
        }
        if model.deployment().targets.is_empty() {
            return Err(Error::usage(
                "the model has no target that a design could meet: give it [[target]] tables",
            ));
        }
        if let Some(what) = contradiction(&model.deployment().targets) {
            return Err(Error::usage(format!(
                "{what}; no design can meet both: change one of these [[target]] tables"
            )));
        }
        let grid = Grid::new(&sizing.vary);
        let (largest, top) = ends::largest(&grid, &sizing.vary, (load, set), &self.vary)?;
        let requirements = Requirements::of(&top)?;
        let plan = Plan { replications: plan.replications.max(FEWEST_REPLICATIONS), ..plan };
        if self.at_most < plan.replications {
            return Err(Error::usage(format!(
                "each design gets {} replications at first, but may get {} at most: raise --at-most, or lower --replications",
                plan.replications, self.at_most
            )));
        }
        let designs = (EXPECTED + sizing.vary.len()) * situations(&top)?.len();
        Work::of(&top, &plan).times(designs).check(&plan)?;
        let mut figures: Vec<Figure> = Vec::new();
        let wanted = requirements.all.iter().map(|requirement| requirement.figure.clone());
        let outages = requirements.all.iter().flat_map(|r| assessment::by_outages(&r.figure));
        let calls = Figure::of_all(Measure::Calls, Statistic::Count);
        for figure in wanted.chain(formulas::figures(&top)).chain(outages).chain([calls]) {
            if !figures.contains(&figure) {
                figures.push(figure);
            }
        }
        let confidence = self.confidence.unwrap_or(sizing.confidence);
        let first = plan.replications;
        let most = self.at_most;
        let search = Care {
            level: SEARCH_LEVEL,
            seed: plan.seed,
            first,
            most: most.min(SEARCH.saturating_mul(first)),
            looks: SEARCH_LOOKS,
            every_loss: false,
            to_the_end: false,
        };
        let seed = plan.seed.wrapping_add(1);
        let budget = Budget { error: 1.0 - confidence, seed, first, most };
        let limits = Limits { care: search, budget, designs: self.designs };
        // Not what says how far to go: the name of each finished design has its replications and level.
        let ranges: Vec<String> = sizing.vary.iter().map(chosen::range).collect();
        let varied = ("what may vary", ranges.join(", "));
        let mut figures_of_answer = figures.clone();
        let loads = topology::of(top.deployment()).figures();
        figures_of_answer.extend(loads.into_iter().filter(|figure| !figures.contains(figure)));
        let facts = facts_of(&model, plan, &figures_of_answer, varied, &[top.sha256().to_owned()]);
        let set = set.to_vec();
        let given = self.vary.clone();
        Ok(PreparedSize {
            plan,
            set,
            model,
            sizing,
            grid,
            largest,
            requirements,
            figures,
            figures_of_answer,
            limits,
            facts,
            given,
        })
    }
}

impl PreparedSize {
    /// The number of designs that are simulated at least.
    pub fn designs(&self) -> usize {
        EXPECTED + 2 * self.sizing.vary.len()
    }

    /// The plan with the replications that each design gets first.
    pub fn plan(&self) -> Plan {
        self.plan
    }

    /// Everything that the result depends on, by name.
    pub fn facts(&self) -> &[(String, String)] {
        &self.facts
    }

    /// Searches and certifies, simulating what `before` lacks. If `log` asks to stop, the record holds what was found so far.
    ///
    /// # Errors
    /// An invalid design; a fault of a run, or of `log`; an interruption before the first design was finished.
    pub fn run(
        &self,
        load: &Loader<'_>,
        before: Vec<Record>,
        log: &dyn Log,
    ) -> Result<Record, Error> {
        let figures = (&self.figures[..], &self.figures_of_answer[..]);
        let runner = Runner::new(self.plan, &self.figures, (before, log), self.designs());
        let vary = &self.sizing.vary[..];
        let mut bench = Bench::new(
            (&self.grid, vary, &self.requirements),
            (load, &self.set, self.plan),
            (runner, figures),
        );
        let mut solution = Solution::default();
        let models = (&self.model, &self.largest);
        let finished = solve(&mut bench, models, self.limits, &mut solution)?;
        let not_valid = self.not_valid(&bench);
        let designs = self.sized_designs(&bench);
        let formulas = self.formula_notes(&bench, &solution)?;
        let rules_of_thumb = thumb_prices::priced(&bench, (&self.grid, vary, &self.largest))?;
        let answer = solution.certificate.as_ref().map(|found| &found.answer.values);
        let chosen = answer.map(|values| bench::design(vary, values));
        let answer = answer.map(|values| bench.study_of(values)).transpose()?;
        let mut records = bench.runner.into_done();
        let mut note = self.summary((solution, finished), (designs, formulas), records.len());
        note.rules_of_thumb = rules_of_thumb;
        note.not_valid = not_valid;
        let shown = chosen.and_then(|chosen| self.keep_answer(&mut records, &chosen));
        // What is wrong with designs that are not chosen, or showed before there were enough replications, is no reason to be
        // careful with the answer.
        let of_answer =
            records.iter().find(|record| Some(record.first_design()) == shown.as_deref());
        let warnings = of_answer.map_or_else(Vec::new, |record| record.warnings.clone());
        let record = merge_records(&self.model, records)?;
        let drawn = answer.zip(shown).map(|(answer, design)| Topology {
            design: Some(design),
            ..topology::of(answer.deployment())
        });
        Ok(Record {
            study: StudySummary::Size(Box::new(note)),
            seed: self.plan.seed,
            confidence: self.model.deployment().settings.confidence,
            topology: drawn.or(record.topology),
            warnings,
            ..record
        })
    }

    /// The name of the record of the answer with most replications on the good day. Of all others, the load of each node is left
    /// out: only the deployment of the answer is drawn with it.
    fn keep_answer(&self, records: &mut [Record], chosen: &str) -> Option<String> {
        let certified = format!(" of seed {},", self.limits.budget.seed);
        let answers = records.iter().filter(|record| {
            let rest = record.first_design().strip_prefix(chosen);
            rest.is_some_and(|rest| rest.starts_with(" (") && rest.contains(&certified))
        });
        let last = answers.max_by_key(|record| record.replications)?.first_design().to_owned();
        for record in records.iter_mut().filter(|record| record.first_design() != last) {
            let name = record.first_design().to_owned();
            *record = design_record(record.clone(), &name, &self.figures, false);
        }
        Some(last)
    }

    fn sized_designs(&self, bench: &Bench<'_>) -> Vec<SizedDesign> {
        let of = |(design, record): (&bench::Simulated, &Record)| {
            let shown = bench.shown(&design.point);
            let targets = if design.is_good_day { &record.targets[..] } else { &[] };
            SizedDesign {
                design: record.first_design().to_owned(),
                values: self.grid.values(&design.point),
                cost: self.grid.cost(&design.point),
                replications: record.replications,
                targets: targets.to_vec(),
                standing: shown.standing,
                used: shown.used,
                worst: shown.worst.map(evidence),
            }
        };
        bench.simulated().map(of).collect()
    }

    /// How many designs are not valid, and what is wrong with one.
    fn not_valid(&self, bench: &Bench<'_>) -> Option<NotValid> {
        let all = bench.not_valid();
        let (point, reason) = all.first_key_value()?;
        let (values, reason) = (self.grid.values(point), reason.clone());
        Some(NotValid { designs: all.len() as u64, values, reason })
    }

    /// What the formulas give for the first design.
    fn formula_notes(
        &self,
        bench: &Bench<'_>,
        solution: &Solution,
    ) -> Result<Vec<FormulaNote>, Error> {
        if solution.predictions.is_empty() {
            return Ok(Vec::new());
        }
        let study = bench.study(&solution.first)?;
        let note = |p: &formulas::Prediction| FormulaNote {
            figure: p.figure.clone(),
            model: match study.has_outages() {
                true => format!("{}, averaged over the outages,", p.words()),
                false => p.words().to_owned(),
            },
            load: p.load(),
            value: p.value(&study).filter(|value| value.is_finite()),
        };
        Ok(solution.predictions.iter().map(note).collect())
    }

    fn summary(
        &self,
        (solution, finished): (Solution, bool),
        (designs, formulas): (Vec<SizedDesign>, Vec<FormulaNote>),
        situations: usize,
    ) -> SizeSummary {
        let vary = &self.sizing.vary;
        let budget = &self.limits.budget;
        let (answer, neighbours) = solution.certificate.map(|c| (c.answer, c.neighbours)).unzip();
        let first = match solution.first.len() == self.grid.dimensions() {
            true => self.grid.values(&solution.first),
            false => Vec::new(),
        };
        let lost = |times: (crate::base::SimTime, crate::base::Span)| {
            (times.0.seconds(), (times.0 + times.1).seconds())
        };
        let survives = !self.sizing.survive.is_empty();
        let times = requirements::times(&self.model).ok().filter(|_| survives);
        SizeSummary {
            varied: vary.iter().map(varied).collect(),
            currency: (self.sizing.unit.before.clone(), self.sizing.unit.after.clone()),
            survive: self.sizing.survive.iter().map(|survive| survive.text.clone()).collect(),
            lost_seconds: times.map(lost),
            confidence: 1.0 - budget.error,
            search_level: SEARCH_LEVEL,
            certified_with_seed: budget.seed,
            combinations: self.grid.designs(),
            formulas,
            first,
            effects: self.effects(&solution.effects),
            designs,
            situations: u32::try_from(situations).unwrap_or(u32::MAX),
            ruled_out: solution.ruled_out,
            not_valid: None,
            answer,
            neighbours: neighbours.unwrap_or_default(),
            forbidden: solution.forbidden,
            searched_to: solution.searched_to,
            rules_of_thumb: Vec::new(),
            at_most_designs: self.limits.designs,
            first_replications: budget.first,
            at_most_replications: budget.most,
            given_ranges: self.given.clone(),
            finished,
        }
    }

    /// How each number acts on each target of the good day.
    fn effects(&self, seen: &[Vec<super::record::CapacityEffect>]) -> Vec<EffectSummary> {
        let mut found = Vec::new();
        for (vary, row) in self.sizing.vary.iter().zip(seen) {
            for (requirement, effect) in self.requirements.all.iter().zip(row) {
                if requirement.group == 0 {
                    let (name, figure) = (vary.name.clone(), requirement.figure.clone());
                    let side = Some(requirement.side);
                    found.push(EffectSummary { name, figure, side, effect: *effect });
                }
            }
        }
        found
    }
}

fn varied(vary: &Vary) -> VariedCapacity {
    VariedCapacity {
        name: vary.name.clone(),
        key: vary.key.clone(),
        from: vary.from,
        // The greatest value that the steps reach.
        to: vary.to - (vary.to - vary.from) % vary.step,
        step: vary.step,
        cost: vary.cost,
        fixed: vary.fixed,
    }
}
