//! Stand-in for the study and the replications, replaced when the parts come together: a "model"
//! is a saved record, and simulating it means reading it.

use super::Record;
use crate::base::Error;
use std::path::Path;

/// What will be simulated.
pub struct Study(Record);

/// How often, from which seed, on how many threads.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Master seed.
    pub seed: u64,
    /// Independent replications.
    pub replications: u32,
    /// 0 = all.
    pub threads: usize,
}

/// Told how far a run is; may ask it to stop.
pub trait Control: Sync {
    /// `done` of `total` replications.
    fn progress(&self, done: u32, total: u32);
    /// Whether to stop after the present replications.
    fn stop_requested(&self) -> bool;
}

impl Study {
    /// Reads a model.
    pub fn load(path: &Path, _overrides: &[String]) -> Result<Study, Error> {
        let named = |e: String| Error::file(path.display().to_string(), e);
        let text = std::fs::read_to_string(path).map_err(|e| named(e.to_string()))?;
        serde_json::from_str(&text)
            .map(Study)
            .map_err(|e| Error::problems(vec![crate::base::Diagnostic::error("", e.to_string())]))
    }

    /// The plan that the model asks for.
    pub fn plan(&self) -> Plan {
        Plan { seed: self.0.seed, replications: self.0.replications, threads: 0 }
    }
}

/// Simulates.
pub fn replicate(study: &Study, plan: &Plan, control: &dyn Control) -> Result<Record, Error> {
    let mut done = 0;
    while done < plan.replications && !control.stop_requested() {
        done += 1;
        control.progress(done, plan.replications);
    }
    Ok(Record { seed: plan.seed, replications: done, ..study.0.clone() })
}
