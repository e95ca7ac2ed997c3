//! How many replications each design of a study gets: the planned number, or as many as its own results ask for.

use super::looks::{Looks, Race};
use crate::base::Error;
use crate::experiment::precision::{FIRST, Precision};
use crate::experiment::record::{EffortSummary, Record, Stopped};
use crate::experiment::session::Session;
use crate::experiment::stopping_rule::StoppingRule;
use crate::experiment::study::{Plan, Study};
use crate::measure::Figure;

/// How many replications each design of a study gets.
#[derive(Clone, Debug, Default)]
pub enum Replicating {
    /// The planned number.
    #[default]
    Planned,
    /// As many as it needs until its intervals are as narrow as requested.
    Precise {
        /// Texts such as `2 %` or `blocking=5 %`, as of [`Precision::asked`]; one without a measure applies to the figures that
        /// the study reports.
        widths: Vec<String>,
        /// Maximum replications of a design.
        at_most: u32,
    },
    /// At most the planned number: fewer where it is clear earlier what the study asks.
    Racing,
}

impl Replicating {
    /// Until these widths are reached, or in a race, or the planned number where neither is asked for.
    pub fn of(widths: Vec<String>, at_most: u32, race: bool) -> Self {
        match (race, widths.is_empty()) {
            (true, _) => Replicating::Racing,
            (false, true) => Replicating::Planned,
            (false, false) => Replicating::Precise { widths, at_most },
        }
    }

    /// The plan of a study. A precision begins with the replications that are `given`, or else with ten.
    pub fn plan(&self, plan: Plan, given: Option<u32>) -> Plan {
        match self {
            Replicating::Planned | Replicating::Racing => plan,
            Replicating::Precise { .. } => {
                Plan { replications: given.unwrap_or(FIRST).max(FIRST), ..plan }
            }
        }
    }

    /// The replications that a design may get.
    pub(crate) fn at_most(&self, plan: &Plan) -> u32 {
        match self {
            Replicating::Planned | Replicating::Racing => plan.replications,
            Replicating::Precise { at_most, .. } => (*at_most).max(FIRST).max(plan.replications),
        }
    }

    /// What the results depend on, by name.
    pub(crate) fn facts(&self) -> Option<(String, String)> {
        match self {
            Replicating::Planned => None,
            Replicating::Precise { widths, at_most } => {
                let text = format!("{}; at most {at_most} replications", widths.join("; "));
                Some(("precision".to_owned(), text))
            }
            Replicating::Racing => Some(("race".to_owned(), "yes".to_owned())),
        }
    }
}

/// When the designs of a study have enough replications.
pub(crate) enum Effort {
    /// With the planned number.
    Planned,
    /// When these widths are reached.
    Precise { widths: Vec<String>, at_most: u32, reported: Vec<Figure> },
    /// When all targets are decided.
    Racing(Race),
}

/// When one design has enough replications.
pub(crate) enum Rule {
    Precise(Box<StoppingRule>),
    Racing(Box<Looks>),
}

impl Effort {
    /// The effort of a study that reports these figures, without a race.
    pub(crate) fn of(replicating: &Replicating, figures: &[Figure]) -> Self {
        match replicating {
            Replicating::Precise { widths, at_most } => Effort::Precise {
                widths: widths.clone(),
                at_most: *at_most,
                reported: figures.to_vec(),
            },
            Replicating::Planned | Replicating::Racing => Effort::Planned,
        }
    }

    /// Refuses a precision that a design cannot be asked for.
    ///
    /// # Errors
    /// A width that is no width, or of a measure that the design does not have.
    pub(crate) fn check(&self, study: &Study, name: &str) -> Result<(), Error> {
        self.precision(study).map(drop).map_err(|why| why.of(name))
    }

    fn precision(&self, study: &Study) -> Result<Option<Precision>, Error> {
        let Effort::Precise { widths, at_most, reported } = self else { return Ok(None) };
        Precision::of_design(study, widths, *at_most, reported).map(Some)
    }

    /// The rule for the design at this place, from 0; `None` for the planned number.
    ///
    /// # Errors
    /// As [`check`](Self::check).
    pub(crate) fn rule(&self, study: &Study, place: usize) -> Result<Option<Rule>, Error> {
        if let Effort::Racing(race) = self {
            return Ok(Some(Rule::Racing(Box::new(race.looks(study, place)))));
        }
        Ok(self.precision(study)?.map(|precision| {
            let level = precision.level(study.deployment().settings.confidence);
            Rule::Precise(Box::new(StoppingRule::new(precision, level)))
        }))
    }

    /// Replications of a design before the first decision.
    pub(crate) fn first(&self, planned: u32) -> u32 {
        match self {
            Effort::Planned => planned,
            Effort::Precise { .. } => planned.max(FIRST),
            Effort::Racing(race) => race.first(),
        }
    }
}

impl Rule {
    /// Replications before the first decision.
    pub(crate) fn first(&self, planned: u32) -> u32 {
        match self {
            Rule::Precise(rule) => rule.first(planned),
            Rule::Racing(looks) => looks.first(),
        }
    }

    /// The number of replications for the next decision, now that there are `n`; `None` to stop.
    ///
    /// # Errors
    /// If there is no replication.
    pub(crate) fn after(&mut self, n: u32, session: &Session<'_>) -> Result<Option<u32>, Error> {
        match self {
            Rule::Precise(rule) => Ok(rule.after(n, |n| session.rows(n))),
            Rule::Racing(looks) => looks.after(n, session),
        }
    }

    /// The record of a design that gets no more replications.
    ///
    /// # Errors
    /// If there is no replication.
    pub(crate) fn record(&self, session: &Session<'_>) -> Result<Record, Error> {
        let replications = session.done();
        let rule = match self {
            Rule::Racing(looks) => return looks.record(session),
            Rule::Precise(rule) => rule,
        };
        let precision = rule.reached(&session.rows(replications));
        let missing = precision.iter().find(|one| !one.met && !one.never_seen);
        let stopped = if missing.is_some() { Stopped::AtMost } else { Stopped::Precise };
        let because = missing.map(|one| format!("{} is not precise enough", one.figure.label()));
        let unseen = precision.iter().find(|one| !one.met && one.never_seen);
        let because = because.or_else(|| {
            unseen.map(|one| format!("but {} has no relative width", one.figure.label()))
        });
        let record = Record { precision, ..session.record()? };
        Ok(record.with_effort(EffortSummary { replications, stopped, because }))
    }
}
