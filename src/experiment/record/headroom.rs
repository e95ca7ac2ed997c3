//! The summary of a study of head-room: how much more load a deployment carries.

use super::sweep::{SweepPoint, SweepSummary};
use crate::measure::Figure;
use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

/// How much load a deployment carries until a target breaks, and which station is full first.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HeadroomSummary {
    /// The load of the model, `study.load`: 1 is what its sources say.
    pub load: f64,
    /// Users of the model.
    pub users: u64,
    /// Growth of the load per month, as a share of the month before; absent where the model does not say it.
    pub growth: Option<f64>,
    /// Whether the search ended before it found a load at which a target is missed, because more calls than a study may
    /// simulate would be needed.
    pub too_large: bool,
    /// Targets that are missed at the model's load and less so at more of it; the search for the break leaves them out.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub improving: Vec<Figure>,
    /// The simulated loads, and where each target is first missed.
    pub sweep: SweepSummary,
    /// The stations in the order in which they reach their limits, each by itself and by a formula.
    pub stations: Vec<StationHeadroom>,
    /// Stations for which there is no formula: some of the calls that others refuse reach them, or a target is on one of several
    /// that take each other's calls.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub without_formula: Vec<String>,
    /// Whether the model has outages, over which what a station gets is averaged.
    #[serde(default)]
    pub has_outages: bool,
    /// The losses through which `size` must find the targets met; here nothing is lost.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub survive: Vec<String>,
}

impl HeadroomSummary {
    /// The load that a value of `study.load` says, 1 for `100 %`; `None` if it is no number.
    pub fn load_of(&self, value: &str) -> Option<f64> {
        let form = self.sweep.keys.first()?.form.as_ref()?;
        form.number(value).map(|percent| percent / 100.0)
    }

    /// Whether a target fails at the model's own load.
    pub fn fails(&self) -> bool {
        let load = |point: &SweepPoint| self.load_of(point.values.first()?);
        let own = |point: &&SweepPoint| {
            load(point).is_some_and(|load| (load / self.load - 1.0).abs() < 1e-9)
        };
        let mut own = self.sweep.points.iter().filter(own);
        own.any(|point| point.targets.iter().any(|target| target.verdict.fails()))
    }
}

/// A station, and the load at which it reaches its limit by a formula, if everything else had room.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct StationHeadroom {
    /// Its name; of gateways or Mediation Servers that take each other's calls, all names.
    pub name: String,
    /// What it is.
    pub kind: StationKind,
    /// What it gets at the model's load, at the highest rate of the window: erlang, busy cores, or users.
    pub offered: f64,
    /// Channels, call slots, cores, or users.
    pub capacity: f64,
    /// The limit that a target sets: a share refused, or a utilization; absent if no target limits the station. It is then at
    /// its limit when it gets as much as it has.
    pub limit: Option<f64>,
    /// Factor of the model's load at which it reaches the limit.
    pub factor: f64,
}

/// What a station is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StationKind {
    /// Bearer channels of gateways.
    Channels,
    /// Calls that a server takes at once.
    Slots,
    /// Cores of a server.
    Cores,
    /// Users of a pool's Front Ends, against the number that the product's documentation recommends.
    FrontEndUsers,
}
