//! What outages cost in a year: each kind of outage that comes at random happens alone, on the same callers, and its cost
//! counts as often as it comes. So a year needs no simulated year.

mod cost;
mod kind;

use super::designs::journal::{Log, facts_of};
use super::designs::merge_records::merge_records;
use super::designs::runner::Runner;
use super::record::{Record, StudySummary, YearSummary};
use super::study::{Plan, Study};
use super::work::Work;
use crate::base::{Error, SimTime, Span};
use crate::deployment::{Distribution, Outage, OutageTarget, OutageTimes, Shape};
use crate::measure::{Figure, Measure, Statistic};
use kind::{Group, Kind};

/// Name of the design without an outage.
const GOOD_DAY: &str = "good day";

/// What every design reports; the costs are computed from these.
const FIGURES: [(Measure, Statistic); 3] = [
    (Measure::CallsLost, Statistic::Value),
    (Measure::Calls, Statistic::Count),
    (Measure::MinutesAffected, Statistic::Count),
];

/// A study of a year whose designs are known.
#[derive(Debug)]
pub struct Year {
    plan: Plan,
    good_day: Study,
    kinds: Vec<Kind>,
    from: SimTime,
    not_counted: Vec<String>,
    figures: Vec<Figure>,
    facts: Vec<(String, String)>,
}

impl Year {
    /// Finds the outages with rates in a model.
    ///
    /// # Errors
    /// A model without any, or work beyond the limits of [`Work`].
    pub fn prepare(model: &Study, plan: Plan) -> Result<Year, Error> {
        let window = model.window();
        let length = window.to.since(window.from).nanos();
        let (third, half) = (Span::from_nanos(length / 3), Span::from_nanos(length / 2));
        let mut kinds: Vec<Kind> = Vec::new();
        for outage in &model.deployment().outages {
            kinds.extend(Kind::of(outage, half)?);
        }
        if kinds.is_empty() {
            return Err(Error::usage(
                "--year needs failure rates, and no [[outage]] of the model has `every` and `lasts`: write, as for a gateway, \
                 every = { exponential = { mean = \"365 d\" } } and lasts = \"4 h\"",
            ));
        }
        let designs = 1 + kinds.iter().map(|kind| kind.groups.len()).sum::<usize>();
        Work::of(model, &plan).times(designs).check(&plan)?;
        let from = window.from + third;
        let nothing = Outage {
            name: GOOD_DAY.to_owned(),
            of: Vec::new(),
            ..at(&kinds[0].outage, from, &Distribution::new("--year", nanos(third)))
        };
        let good_day = model.with_outages(vec![nothing]);
        let figures: Vec<Figure> = FIGURES.map(|(m, s)| Figure::of_all(m, s)).to_vec();
        let lasts = |kind: &Kind| Span::from_seconds(kind.lasts).unwrap_or_default();
        let name = |kind: &Kind| format!("{} ({} on average)", kind.outage.name, lasts(kind));
        let names = kinds.iter().map(name);
        let names = ("year", names.collect::<Vec<_>>().join(", "));
        let facts = facts_of(model, plan, &figures, names, &[]);
        let not_counted = not_counted(model, &kinds);
        Ok(Year { plan, good_day, kinds, from, not_counted, figures, facts })
    }

    /// The number of designs: one without an outage, and one for each group of lengths of each kind.
    pub fn designs(&self) -> usize {
        1 + self.groups().count()
    }

    /// Everything that the result depends on, by name.
    pub fn facts(&self) -> &[(String, String)] {
        &self.facts
    }

    /// Every kind with every group of lengths, and the number of the group.
    fn groups(&self) -> impl Iterator<Item = (&Kind, usize, &Group)> {
        self.kinds
            .iter()
            .flat_map(|kind| kind.groups.iter().enumerate().map(move |(i, group)| (kind, i, group)))
    }

    /// Simulates the designs that `before` lacks. If `log` asks to stop, the record holds the designs finished so far.
    ///
    /// # Errors
    /// A fault of a run, or of `log`; an interruption before the first design was finished.
    pub fn run(&self, before: Vec<Record>, log: &dyn Log) -> Result<Record, Error> {
        let all: Vec<(&Kind, usize, &Group)> = self.groups().collect();
        let design = |(kind, i, _): &(&Kind, usize, &Group)| match kind.groups.len() {
            1 => kind.outage.name.clone(),
            n => format!("{}, length {} of {n}", kind.outage.name, i + 1),
        };
        let names: Vec<String> =
            std::iter::once(GOOD_DAY.to_owned()).chain(all.iter().map(design)).collect();
        let mut runner = Runner::new(self.plan, &self.figures, (before, log), self.designs());
        let finished = runner.run(&names, &|i| {
            Ok(match i.checked_sub(1).and_then(|i| all.get(i)) {
                None => self.good_day.clone(),
                Some((kind, _, group)) => {
                    // Each group draws its lengths by its own name, independently of the others.
                    let outage = at(&kind.outage, self.from, &group.lengths);
                    self.good_day.with_outages(vec![Outage { name: names[i].clone(), ..outage }])
                }
            })
        })?;
        let mut designs = runner.into_done();
        designs.iter_mut().skip(1).for_each(Record::expects_heavy_loss);
        let note = self.summary(&designs, finished);
        let record = merge_records(&self.good_day, designs)?;
        Ok(Record { study: StudySummary::Year(note), outages: Vec::new(), ..record })
    }

    fn summary(&self, designs: &[Record], finished: bool) -> YearSummary {
        cost::summary(&self.kinds, designs, (&self.not_counted, finished))
    }
}

/// The outage once, from here and for this long.
fn at(outage: &Outage, from: SimTime, lasts: &Distribution) -> Outage {
    let times = OutageTimes::Once { from, lasts: lasts.clone() };
    Outage { times, ..outage.clone() }
}

fn nanos(span: Span) -> Shape {
    Shape::Constant(span.nanos() as f64)
}

/// What can fail and has no rate, and the planned outages, which are not part of a year.
fn not_counted(model: &Study, kinds: &[Kind]) -> Vec<String> {
    let deployment = model.deployment();
    let planned = deployment.outages.iter();
    let planned = planned.filter(|outage| matches!(outage.times, OutageTimes::Once { .. }));
    let mut names: Vec<String> =
        planned.map(|outage| format!("the planned outage {}", outage.name)).collect();
    let counted: Vec<OutageTarget> = kinds.iter().flat_map(|kind| kind.outage.of.clone()).collect();
    let is_hit = |of: &[OutageTarget]| of.iter().all(|of| counted.contains(of));
    let losses = deployment.losses();
    let losses = losses.iter().filter(|loss| !is_hit(&loss.of)).map(|loss| loss.name.clone());
    names.extend(losses);
    names.dedup();
    names
}
