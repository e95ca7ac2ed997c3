//! Which shard simulates what: contiguous ranges of replications, design by design, of about equal work.

use super::texts::Texts;
use crate::base::Error;
use crate::experiment::supply::DesignSource;
use crate::scenario;
use serde::{Deserialize, Serialize};
use std::ops::Range;

/// Version of the format of plans and parts.
pub const PLAN_FORMAT: u32 = 2;

/// Calls that take as long as beginning a replication does, so that replications without calls have a weight, too.
const BEGINNING: f64 = 100.0;

/// A range of replications of a design.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Piece {
    /// Number of the design in the plan.
    pub design: u32,
    /// The first replication.
    pub from: u32,
    /// The replication after the last.
    pub to: u32,
}

impl Piece {
    /// The numbers of its replications.
    pub fn range(&self) -> Range<u32> {
        self.from..self.to
    }

    /// How many they are.
    pub fn len(&self) -> u32 {
        self.to.saturating_sub(self.from)
    }

    /// Whether it has none.
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }
}

/// A study in shards: everything that a machine needs to simulate one of them.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ShardPlan {
    /// Version of the program.
    pub busyhour: String,
    /// [`PLAN_FORMAT`].
    pub format: u32,
    /// SHA-256 over version, command, models, number of shards and files: what never changes in a plan.
    pub hash: String,
    /// The command line, without the name of the program.
    pub command: Vec<String>,
    /// The models of the command, where it found them in folders.
    pub models: Vec<String>,
    /// Shards that are added at a time.
    pub shards: u32,
    /// The text of every file that the command read, by the path by which it was read.
    pub files: Texts,
    /// Designs, in the order in which shards first need them.
    pub designs: Vec<DesignSource>,
    /// The work of each shard.
    pub work: Vec<Vec<Piece>>,
}

impl ShardPlan {
    /// A plan without work yet.
    pub fn new(command: Vec<String>, models: Vec<String>, shards: u32, files: Texts) -> Self {
        let busyhour = env!("CARGO_PKG_VERSION").to_owned();
        let (hash, designs, work) = (String::new(), Vec::new(), Vec::new());
        let mut plan = ShardPlan {
            busyhour,
            format: PLAN_FORMAT,
            hash,
            command,
            models,
            shards,
            files,
            designs,
            work,
        };
        plan.hash = plan.computed_hash();
        plan
    }

    fn computed_hash(&self) -> String {
        let hashed = (
            (&self.busyhour, self.format, &self.command),
            (&self.models, self.shards, &self.files.0),
        );
        scenario::sha256_of(&format!("{hashed:?}"))
    }

    /// Refuses a plan of another version of the program, and one that was changed.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn check(&self) -> Result<(), Error> {
        let own = env!("CARGO_PKG_VERSION");
        if self.busyhour != own || self.format != PLAN_FORMAT {
            return Err(Error::usage(format!(
                "the plan is of busyhour {}, and this is {own}: use the same program on all machines, or plan again",
                self.busyhour
            )));
        }
        let pieces = self.work.iter().flatten();
        let designs = self.designs.len();
        let fits = pieces.clone().all(|p| (p.design as usize) < designs && !p.is_empty());
        if self.hash != self.computed_hash() || self.shards == 0 || !fits {
            return Err(Error::usage("the plan was changed or damaged; plan again"));
        }
        Ok(())
    }

    /// Adds shards that simulate these replications: designs with the calls of one replication, and the numbers of the
    /// replications in rising order. Each shard gets about the same number of calls; with fewer replications than shards some
    /// shards stay empty.
    pub fn extend(&mut self, lacking: &[(DesignSource, f64, Vec<u32>)]) {
        let weight = |calls: f64| calls.max(0.0) + BEGINNING;
        let total: f64 = lacking.iter().map(|(_, w, all)| weight(*w) * all.len() as f64).sum();
        let mut work: Vec<Vec<Piece>> = (0..self.shards).map(|_| Vec::new()).collect();
        let mut before = 0.0;
        for (design, calls, replications) in lacking {
            let known = self.designs.iter().position(|known| known == design);
            let number = known.unwrap_or_else(|| {
                self.designs.push(design.clone());
                self.designs.len() - 1
            });
            for replication in replications {
                let middle = before + weight(*calls) / 2.0;
                before += weight(*calls);
                let shard = (middle / total * f64::from(self.shards)) as usize;
                let shard = &mut work[shard.min(self.shards as usize - 1)];
                add(shard, number as u32, *replication);
            }
        }
        self.work.extend(work);
    }

    /// The fingerprint of a shard's work, by which its part is known.
    pub fn work_hash(&self, shard: usize) -> String {
        let pieces = self.work.get(shard).map(Vec::as_slice).unwrap_or_default();
        let design = |piece: &Piece| self.designs.get(piece.design as usize);
        let work: Vec<_> = pieces.iter().map(|piece| (design(piece), piece)).collect();
        scenario::sha256_of(&format!("{} {shard} {work:?}", self.hash))
    }
}

/// Adds a replication to the last piece, where it follows on, or as a new one.
fn add(pieces: &mut Vec<Piece>, design: u32, replication: u32) {
    match pieces.last_mut() {
        Some(last) if last.design == design && last.to == replication => last.to += 1,
        _ => pieces.push(Piece { design, from: replication, to: replication + 1 }),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn design(model: &str) -> DesignSource {
        let (overrides, sha256) = (Vec::new(), String::new());
        DesignSource { model: model.to_owned(), overrides, lost: String::new(), sha256, seed: 1 }
    }

    #[test]
    fn shards_get_equal_work_and_leave_nothing_out() {
        let plan = ShardPlan::new(Vec::new(), Vec::new(), 3, Texts::default());
        let mut even = plan.clone();
        even.extend(&[(design("a"), 0.0, (0..5).collect()), (design("b"), 0.0, (0..4).collect())]);
        let piece = |design, from, to| Piece { design, from, to };
        assert_eq!(
            even.work,
            [vec![piece(0, 0, 3)], vec![piece(0, 3, 5), piece(1, 0, 1)], vec![piece(1, 1, 4)]]
        );
        let mut uneven = plan.clone();
        uneven.extend(&[(design("a"), 1e6, vec![0, 1]), (design("b"), 0.0, (0..99).collect())]);
        assert_eq!(uneven.work[0], [piece(0, 0, 1)]);
        assert_eq!(uneven.work[1], []);
        assert_eq!(uneven.work[2], [piece(0, 1, 2), piece(1, 0, 99)]);
        let mut few = plan;
        few.extend(&[(design("a"), 0.0, vec![7])]);
        assert_eq!(few.work, [vec![], vec![piece(0, 7, 8)], vec![]]);
        assert!(few.check().is_ok());
        few.extend(&[(design("a"), 0.0, vec![9, 11, 12])]);
        assert_eq!((few.designs.len(), few.work.len()), (1, 6));
        few.shards = 4;
        assert!(few.check().is_err());
    }
}
