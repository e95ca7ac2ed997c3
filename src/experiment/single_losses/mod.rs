//! Loses one thing after the other for the same time and on the same callers, and ranks what that costs.

mod choice;
pub(super) mod judged;
mod ranking;

use super::designs::journal::{Log, facts_of};
use super::designs::merge_records::merge_records;
use super::designs::runner::Runner;
use super::record::{LossesSummary, Record, StudySummary};
use super::study::{Plan, Study};
use super::topology;
use super::work::Work;
use crate::base::{Error, SimTime, Span};
use crate::deployment::{Distribution, Effect, Loss, Outage, OutageTarget, OutageTimes, Shape};
use crate::measure::{Figure, Measure, Scope, ScopeKind, Statistic};
use choice::GOOD_DAY;
use judged::Judged;

/// What is lost, and when.
#[derive(Clone, Debug, Default)]
pub struct SingleLosses {
    /// `each`, `gateway`, `host`, `pool`, `site`, `link`, or names with globs.
    pub lose: Vec<String>,
    /// When each loss begins, from the start of the simulation; `None` is a third into the measured window.
    pub from: Option<Span>,
    /// How long it lasts; `None` is a third of the measured window.
    pub lasts: Option<Span>,
}

/// A study of single losses whose designs are known.
#[derive(Debug)]
pub struct PreparedLosses {
    plan: Plan,
    model: Study,
    /// The model with an outage that hits nothing, so that its calls are counted by the same periods.
    good_day: Study,
    losses: Vec<Loss>,
    from: SimTime,
    lasts: Span,
    judged: Judged,
    figures: Vec<Figure>,
    /// The load of each node.
    loads: Vec<Figure>,
    facts: Vec<(String, String)>,
}

/// The figures of every design besides those of targets; the first decides the ranking.
const FIGURES: [(Measure, Statistic); 5] = [
    (Measure::CallsLost, Statistic::Value),
    (Measure::ServiceAvailability, Statistic::Value),
    (Measure::Dropped, Statistic::Value),
    (Measure::FailedByOutage, Statistic::Value),
    (Measure::Calls, Statistic::Count),
];

/// Periods of the calls' arrivals.
const PERIODS: [&str; 3] = ["before", "during", "after"];

impl SingleLosses {
    /// Chooses the losses of a model and when they happen.
    ///
    /// # Errors
    /// A name that the model lacks, a loss outside the measured window, or work beyond the limits of [`Work`].
    pub fn prepare(&self, model: Study, plan: Plan) -> Result<PreparedLosses, Error> {
        let losses = choice::chosen(model.deployment(), &self.lose)?;
        let (from, lasts) = self.times(&model)?;
        Work::of(&model, &plan).times(1 + losses.len()).check(&plan)?;
        let none = outage(&model, GOOD_DAY, Vec::new(), (from, lasts));
        let good_day = model.with_outage(none, &model.deployment().targets);
        let judged = Judged::of(&good_day);
        let good_day = good_day.with_targets(judged.targets());
        let mut figures: Vec<Figure> = Vec::new();
        let scopes = || PERIODS.iter().map(|period| Scope::of(ScopeKind::Period, period));
        for (measure, statistic) in FIGURES {
            let scopes = std::iter::once(Scope::all()).chain(scopes());
            figures.extend(scopes.map(|scope| Figure::new(measure, scope, statistic)));
        }
        figures.extend(judged.targets().iter().map(|target| target.named.figure.clone()));
        let mut known = std::collections::BTreeSet::new();
        figures.retain(|figure| known.insert(figure.clone()));
        let names: Vec<&str> = losses.iter().map(|loss| loss.name.as_str()).collect();
        let lost = ("losses", format!("{}, from {from} for {lasts}", names.join(", ")));
        let loads = topology::of(good_day.deployment()).figures();
        let kept: Vec<Figure> = figures.iter().chain(&loads).cloned().collect();
        let facts = facts_of(&model, plan, &kept, lost, &[]);
        Ok(PreparedLosses {
            plan,
            model,
            good_day,
            losses,
            from,
            lasts,
            judged,
            figures,
            loads,
            facts,
        })
    }

    /// When the losses begin, and how long they last.
    fn times(&self, model: &Study) -> Result<(SimTime, Span), Error> {
        let settings = &model.deployment().settings;
        let window = model.window();
        let third = Span::from_nanos(settings.duration.nanos() / 3);
        let from = self.from.map_or(window.from + third, |from| SimTime::ZERO + from);
        let lasts = self.lasts.unwrap_or(third);
        let words = settings.window_words();
        if lasts.is_zero() {
            return Err(Error::usage(
                "--lose-for is 0; write how long a loss lasts, as \"20 min\"",
            ));
        }
        if from >= window.to || from + lasts <= window.from {
            return Err(Error::usage(format!(
                "the loss does not touch the measured window, which is {words}; change --lose-from or --lose-for"
            )));
        }
        Ok((from, lasts))
    }
}

impl PreparedLosses {
    /// The number of designs: one without a loss, and one for each loss.
    pub fn designs(&self) -> usize {
        1 + self.losses.len()
    }

    /// Everything that the result depends on, by name.
    pub fn facts(&self) -> &[(String, String)] {
        &self.facts
    }

    /// Simulates the designs that `before` lacks. If `log` asks to stop, the record holds the designs finished so far.
    ///
    /// # Errors
    /// A fault of a run, or of `log`; an interruption before the first design was finished.
    pub fn run(&self, before: Vec<Record>, log: &dyn Log) -> Result<Record, Error> {
        let names: Vec<String> = std::iter::once(GOOD_DAY.to_owned())
            .chain(self.losses.iter().map(|loss| loss.name.clone()))
            .collect();
        let outages: Vec<String> = self.losses.iter().map(|loss| self.outage(loss).name).collect();
        let good_day = self.good_day.names().outages.last().and_then(|s| s.get(ScopeKind::Outage));
        let all = outages.iter().map(String::as_str).chain(good_day);
        let own = outages.iter().map(|outage| ranking::affected(outage));
        let after = all.flat_map(|outage| self.after(outage));
        let kept: Vec<Figure> = self.figures.iter().cloned().chain(own).chain(after).collect();
        // The deployment is drawn with its load on the good day.
        let loads = self.loads.iter().filter(|figure| !kept.contains(figure));
        let with_loads: Vec<Figure> = kept.iter().chain(loads).cloned().collect();
        let mut runner = Runner::new(self.plan, &with_loads, (before, log), self.designs());
        let mut finished = runner.run(&names[..1], &|_| Ok(self.study(0)))?;
        runner.change_figures(&kept);
        finished &= runner.run(&names[1..], &|i| Ok(self.study(i + 1)))?;
        let mut designs = runner.into_done();
        let losses: Vec<(Loss, bool)> =
            self.losses.iter().map(|loss| (loss.clone(), self.is_down(loss))).collect();
        let note = LossesSummary {
            figures: self.figures.clone(),
            from_seconds: self.from.seconds(),
            to_seconds: (self.from + self.lasts).seconds(),
            good_day: GOOD_DAY.to_owned(),
            targets: designs.first().map_or_else(Vec::new, |design| design.targets.clone()),
            losses: ranking::ranked((&losses, &outages), &self.judged, &designs),
            finished,
        };
        designs.iter_mut().skip(1).for_each(Record::expects_heavy_loss);
        let record = merge_records(&self.good_day, designs)?;
        let scenario_sha256 = self.model.sha256().to_owned();
        Ok(Record { study: StudySummary::Losses(note), scenario_sha256, ..record })
    }

    /// Whether a planned outage of the model takes it down in the time of the losses, or in a part of it.
    fn is_down(&self, loss: &Loss) -> bool {
        self.model.deployment().outages.iter().any(|outage| {
            let OutageTimes::Once { from, lasts } = &outage.times else { return false };
            let until = from.seconds() + lasts.shape.mean() * 1e-9;
            outage.effect == Effect::Down
                && outage.role.is_none()
                && loss.of.iter().all(|of| outage.of.contains(of))
                && *from < self.from + self.lasts
                && until > self.from.seconds()
        })
    }

    /// The figures that say when each target is met again after an outage.
    fn after(&self, outage: &str) -> Vec<Figure> {
        let outage = Scope::of(ScopeKind::Outage, outage);
        let names = self.good_day.names().targets.iter();
        let scopes = names.filter_map(|t| t.scope.get(ScopeKind::Target));
        let scopes = scopes.map(|name| outage.and(ScopeKind::Target, name));
        let figures = scopes.flat_map(|scope| {
            [
                (Measure::TimeToMeetTarget, Statistic::Mean),
                (Measure::TimeToMeetTarget, Statistic::P50),
                (Measure::TargetNotMetAgain, Statistic::Value),
            ]
            .map(|(measure, statistic)| Figure::new(measure, scope.clone(), statistic))
        });
        figures.collect()
    }

    /// The design with this number: the good day, then one loss after the other.
    fn study(&self, number: usize) -> Study {
        match number.checked_sub(1).and_then(|i| self.losses.get(i)) {
            None => self.good_day.clone(),
            Some(loss) => self.model.with_outage(self.outage(loss), self.judged.targets()),
        }
    }

    fn outage(&self, loss: &Loss) -> Outage {
        outage(&self.model, &loss.name, loss.of.clone(), (self.from, self.lasts))
    }
}

/// An outage of a name that the model's own outages do not have.
pub(super) fn outage(
    model: &Study,
    name: &str,
    of: Vec<OutageTarget>,
    (from, lasts): (SimTime, Span),
) -> Outage {
    let mut name = name.to_owned();
    while model.deployment().outages.iter().any(|known| known.name == name) {
        name.push_str(" (lost)");
    }
    let lasts = Distribution::new("--lose-for", Shape::Constant(lasts.nanos() as f64));
    let times = OutageTimes::Once { from, lasts };
    Outage { name, of, role: None, effect: Effect::Down, times }
}
