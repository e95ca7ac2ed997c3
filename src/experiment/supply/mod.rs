//! Replications that were simulated elsewhere, and a list of those that a study lacks.

mod stored;

pub(super) use stored::pack;

use crate::base::Error;
use crate::experiment::replication::Replication;
use crate::experiment::study::{Plan, Study};
use crate::experiment::threads::lock;
use crate::experiment::work::Work;
use crate::recorder::DistributionContent;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Mutex;
use stored::unpack;

/// What a design is made from, with the seed of its replications.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct DesignSource {
    /// Path of the model, as it was given.
    pub model: String,
    /// Its `path=value` overrides.
    pub overrides: Vec<String>,
    /// What a search takes out of service in it; empty where nothing is.
    #[serde(default, skip_serializing_if = "String::is_empty")]
    pub lost: String,
    /// SHA-256 of the scenario with its overrides, hexadecimal.
    pub sha256: String,
    /// Master seed.
    pub seed: u64,
}

impl DesignSource {
    fn of(study: &Study, seed: u64) -> Self {
        let model = study.files().first().map(|path| path.display().to_string());
        DesignSource {
            model: model.unwrap_or_default(),
            overrides: study.overrides().to_vec(),
            lost: study.lost().to_owned(),
            sha256: study.sha256().to_owned(),
            seed,
        }
    }
}

/// What one replication contributes to a study.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Contribution {
    /// Number of the design in the plan.
    pub design: u32,
    /// Number of the replication.
    pub replication: u32,
    /// Its results, exactly.
    #[serde(with = "serde_bytes")]
    pub bytes: Vec<u8>,
}

/// What a study needs of a design and does not have.
#[derive(Debug, Default)]
struct Lack {
    /// Calls in one replication, as far as the scenario tells.
    calls: f64,
    replications: BTreeSet<u32>,
}

/// Replications that were simulated elsewhere. A study that is given a supply simulates none itself: it takes what is there,
/// and what is not there is noted.
#[derive(Debug, Default)]
pub struct Supply {
    /// The bytes of each replication, by SHA-256 of the scenario and seed, and by number.
    kept: BTreeMap<(String, u64), BTreeMap<u32, Vec<u8>>>,
    lacking: Mutex<BTreeMap<DesignSource, Lack>>,
}

impl Supply {
    /// Adds replications of a design. The order in which they are added does not matter, nor does it matter if some are
    /// added twice.
    ///
    /// # Errors
    /// If another content of the same replication is there already.
    pub fn add(&mut self, design: &DesignSource, found: Vec<Contribution>) -> Result<(), Error> {
        let kept = self.kept.entry((design.sha256.clone(), design.seed)).or_default();
        for Contribution { replication, bytes, .. } in found {
            if kept.get(&replication).is_some_and(|known| *known != bytes) {
                return Err(Error::fault(format!(
                    "two parts hold different results of replication {replication} of {}: one of the machines calculates \
                     otherwise than the others; run their shards again",
                    design.model
                )));
            }
            kept.insert(replication, bytes);
        }
        Ok(())
    }

    /// Replications that are there.
    pub fn len(&self) -> usize {
        self.kept.values().map(BTreeMap::len).sum()
    }

    /// Whether none is there.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Whether a study asked for a replication that is not there.
    pub fn is_lacking(&self) -> bool {
        !lock(&self.lacking).is_empty()
    }

    /// The designs whose replications a study asked for and that are not there: each with the calls of one replication and
    /// the numbers of the replications, in rising order.
    pub fn lacking(&self) -> Vec<(DesignSource, f64, Vec<u32>)> {
        let of = |(design, lack): (&DesignSource, &Lack)| {
            (design.clone(), lack.calls, lack.replications.iter().copied().collect())
        };
        lock(&self.lacking).iter().map(of).collect()
    }

    /// A replication with its distributions; `None` if it is not there, which is then noted.
    pub(in crate::experiment) fn replication(
        &self,
        study: &Study,
        plan: &Plan,
        index: u32,
    ) -> Result<Option<(Replication, DistributionContent)>, Error> {
        let key = (study.sha256().to_owned(), plan.seed);
        let Some(bytes) = self.kept.get(&key).and_then(|kept| kept.get(&index)) else {
            self.note(study, plan, index);
            return Ok(None);
        };
        let size = (study.labels().len(), study.deployment().traffic.len());
        let found = unpack(bytes, size);
        found.map(Some).ok_or_else(|| {
            Error::fault(format!(
                "replication {index} of a part is not one of this study; run its shard again with the same program"
            ))
        })
    }

    fn note(&self, study: &Study, plan: &Plan, index: u32) {
        let source = DesignSource::of(study, plan.seed);
        let mut lacking = lock(&self.lacking);
        let lack = lacking.entry(source).or_insert_with(|| {
            let calls = Work::of(study, &Plan { replications: 1, ..*plan }).calls;
            Lack { calls, ..Lack::default() }
        });
        lack.replications.insert(index);
    }
}
