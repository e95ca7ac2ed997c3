//! Verdicts on the scenario's targets, and comparisons with its exact answers.

use super::columns::with_figure;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

with_figure! {
    /// A target and its verdict.
    pub struct TargetVerdict {
        {}
        figure [measure scope statistic]
        {
            /// Which side of the limit is good.
            side: Side,
            /// The limit, in the figure's unit.
            limit: f64,
        }
        unit [unit]
        {
            /// The estimate.
            value: Option<f64>,
            /// Lower end of its interval.
            low: Option<f64>,
            /// Upper end of its interval.
            high: Option<f64>,
            /// Whether the target is met.
            verdict: Verdict,
            /// Why the verdict is not plain, or what would decide it; absent where the interval alone decides.
            reason: Option<String>,
            /// The calls that were lost before the figure could measure them, where they are or may be more than 5 % of the
            /// attempts and no target allows it: the verdict rests on that share, too.
            left_out: Option<LostShare> [serde(default, skip_serializing_if = "Option::is_none")],
        }
    }
}

/// Share of attempts above which a loss is heavy, unless a target allows it.
pub(crate) const HEAVY_LOSS: f64 = 0.05;

/// A share of the attempts with its interval, at the level of the other intervals.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
pub struct LostShare {
    /// The estimate.
    pub share: f64,
    /// Lower end of its interval.
    pub low: f64,
    /// Upper end of its interval.
    pub high: f64,
}

impl LostShare {
    /// Whether more than 5 % are lost, by the estimate.
    pub fn is_heavy(&self) -> bool {
        self.share > HEAVY_LOSS
    }

    /// Whether more than 5 % are lost, for sure.
    pub fn is_surely_heavy(&self) -> bool {
        self.low > HEAVY_LOSS
    }
}

/// Which side of a limit is good.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    /// At or below.
    AtMost,
    /// At or above.
    AtLeast,
}

impl Side {
    /// In words: `at most`.
    pub const fn words(self) -> &'static str {
        match self {
            Side::AtMost => "at most",
            Side::AtLeast => "at least",
        }
    }

    /// Whether a value is on the good side of a limit.
    pub fn holds(self, value: f64, limit: f64) -> bool {
        match self {
            Side::AtMost => value <= limit,
            Side::AtLeast => value >= limit,
        }
    }
}

/// Whether a target is met.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Verdict {
    /// The whole interval is on the good side.
    Met,
    /// The interval does not decide, but a formula excludes a miss.
    MetByTheory,
    /// The whole interval is on the good side, but a heavy loss that no target allows comes before the measure, which
    /// only the other calls have.
    MetBySurvivors,
    /// The value rests on a queue that grows as long as the run lasts, so it has no steady value; it does not miss the
    /// limit yet.
    Unstable,
    /// The whole interval is on the bad side.
    Missed,
    /// The limit lies inside the interval: more replications are needed.
    Undecided,
    /// There is no estimate.
    NotEstimable,
}

impl Verdict {
    /// Its name in a record.
    pub const fn name(self) -> &'static str {
        match self {
            Verdict::Met => "met",
            Verdict::MetByTheory => "met-by-theory",
            Verdict::MetBySurvivors => "met-by-survivors",
            Verdict::Unstable => "unstable",
            Verdict::Missed => "missed",
            Verdict::Undecided => "undecided",
            Verdict::NotEstimable => "not-estimable",
        }
    }

    /// Whether the target is met without reserve.
    pub const fn is_met(self) -> bool {
        matches!(self, Verdict::Met | Verdict::MetByTheory)
    }

    /// Whether the design fails the target, or meets it only on paper: the program ends with status 1.
    pub const fn fails(self) -> bool {
        matches!(self, Verdict::Missed | Verdict::MetBySurvivors | Verdict::Unstable)
    }
}

with_figure! {
    /// A simulated value compared with an exact answer.
    pub struct ReferenceCheck {
        {}
        figure [measure scope statistic]
        {}
        unit [unit]
        {
            /// The exact value.
            exact: f64,
            /// The formula or publication that gives the exact value.
            source: String,
            /// The simulated value.
            value: Option<f64>,
            /// Lower end of the 99.9 % interval.
            low: Option<f64>,
            /// Upper end of the 99.9 % interval.
            high: Option<f64>,
            /// Half-width of that interval ÷ exact value.
            relative_half_width: Option<f64>,
            /// (simulated − exact) ÷ standard error.
            z: Option<f64>,
        }
    }
}
