//! The summary of a study in which one thing after the other is lost.

use super::sensitivity::Change;
use super::targets::{TargetVerdict, Verdict};
use crate::measure::{Figure, ScopeKind};
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// What every single loss costs, on the same callers.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LossesSummary {
    /// The figures that all designs report; each loss also reports `affected` of its own outage.
    pub figures: Vec<Figure>,
    /// When the loss begins, seconds of simulated time.
    pub from_seconds: f64,
    /// When what is lost is back.
    pub to_seconds: f64,
    /// The design in which nothing is lost.
    pub good_day: String,
    /// The targets on the good day: those of the scenario, then those that are counted by period, for the calls that arrive
    /// in the time of the losses and after it.
    pub targets: Vec<TargetVerdict>,
    /// The losses, the worst first.
    pub losses: Vec<LossSummary>,
    /// Whether all designs were finished; if not, the same command continues.
    pub finished: bool,
}

impl LossesSummary {
    /// Whether a loss breaks a target.
    pub fn breaks(&self) -> bool {
        self.losses.iter().any(|loss| !loss.broken.is_empty())
    }

    /// Targets of the scenario of which it is open whether they are met on the good day.
    pub fn undecided_on_the_good_day(&self) -> impl Iterator<Item = &TargetVerdict> {
        let is_open = |target: &&TargetVerdict| {
            let is_open = matches!(target.verdict, Verdict::Undecided | Verdict::NotEstimable);
            is_open && target.figure.scope.get(ScopeKind::Period).is_none()
        };
        self.targets.iter().filter(is_open)
    }

    /// Whether a target of the scenario fails even on the good day.
    pub fn fails_on_the_good_day(&self) -> bool {
        self.targets.iter().any(|target| target.verdict.fails())
    }
}

/// One loss.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LossSummary {
    /// Its place, 1 for the worst; losses that break as many targets and whose calls lost cannot be told apart share a place.
    pub rank: u32,
    /// Whether other losses share its place.
    pub tied: bool,
    /// Its design: the name of what is lost.
    pub design: String,
    /// What it is: `gateway`, `host`, `pool`, `site`, `link` or `role`.
    pub kind: String,
    /// The name of its outage in scopes.
    pub outage: String,
    /// The targets that it breaks.
    pub broken: Vec<BrokenTarget>,
    /// The targets of which the estimates do not tell whether it breaks them: more replications are needed.
    #[serde(default)]
    pub undecided: Vec<BrokenTarget>,
    /// How much greater the share of calls lost is than on the good day. The intervals of all losses hold simultaneously.
    pub more_calls_lost: Option<Change>,
    /// Whether it is over within the window.
    pub recovery: Recovery,
}

/// A target that a loss breaks: it fails, or has no estimate any more, and does not on the good day.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct BrokenTarget {
    /// The target with the loss; `period:during` in its scope means calls that arrive while it lasts.
    pub target: TargetVerdict,
    /// The figure on the good day.
    pub good_day: Option<f64>,
    /// The verdict for calls that arrive after the loss; absent if the measure is not counted by period.
    pub after: Option<Verdict>,
}

/// Whether a loss is over within the measured window.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Recovery {
    /// It breaks no target, ends no attempt, and no more calls are lost.
    NotNeeded,
    /// An outage of the scenario takes it down in the same time, so that its loss adds nothing.
    AlreadyDown,
    /// Of the calls that arrive after it surely at most one in a hundred more is lost than on the good day, and they meet every
    /// broken target.
    Recovered,
    /// Of the calls that arrive after it surely more than one in a hundred more is lost, or they fail a broken target: its effects
    /// go on when it has ended.
    NotAtOnce,
    /// The estimates do not decide, or the measure of a broken target is not counted by period.
    Undecided,
    /// No measured call arrives after it.
    NotSeen,
}
