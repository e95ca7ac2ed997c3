//! Judges every design of a range, beside which the answer of a search is validated.

use super::PreparedSize;
use super::assessment::Care;
use super::bench::Bench;
use crate::base::Error;
use crate::experiment::designs::journal::Log;
use crate::experiment::designs::runner::{Loader, Runner};
use crate::experiment::record::Standing;
use crate::experiment::study::Plan;

/// Replications of a design when every design is tried, at most, as a multiple of the first.
const EVERY_DESIGN: u32 = 8;
/// Looks at a design when every design is tried.
const EVERY_DESIGN_LOOKS: u32 = 3;

impl PreparedSize {
    /// How many designs there are; of more than 2⁶⁴, 2⁶⁴ − 1.
    pub(in crate::experiment) fn combinations(&self) -> u64 {
        self.grid.designs()
    }

    /// Judges every design, with intervals that all hold together with the probability `family`, and gives the cost and
    /// standing of each; false when asked to stop. Replications have the seed of the plan, and are added up to
    /// [`EVERY_DESIGN`] times its number.
    ///
    /// # Errors
    /// An invalid design; a fault of a run, or of `log`.
    pub(in crate::experiment) fn judge_every(
        &self,
        load: &Loader<'_>,
        (family, plan): (f64, Plan),
        log: &dyn Log,
        mut judged: impl FnMut(f64, Standing),
    ) -> Result<bool, Error> {
        let (designs, verdicts) = (self.grid.designs() as f64, self.requirements.all.len() as f64);
        let looks = EVERY_DESIGN_LOOKS;
        let care = Care {
            level: 1.0 - (1.0 - family) / (designs * verdicts * f64::from(looks)),
            seed: plan.seed,
            first: plan.replications,
            most: plan.replications.saturating_mul(EVERY_DESIGN),
            looks,
            every_loss: true,
            to_the_end: false,
        };
        let mut next = Some(self.grid.least());
        while let Some(point) = next {
            let runner = Runner::new(plan, &self.figures, (Vec::new(), log), 1);
            let of = (&self.grid, &self.sizing.vary[..], &self.requirements);
            let figures = (&self.figures[..], &self.figures[..]);
            let mut bench = Bench::new(of, (load, &self.set, plan), (runner, figures));
            let standing = match bench.why_not_valid(&point)? {
                Some(_) => Standing::NotValid,
                None => {
                    let found = bench.assess(&point, care, None)?;
                    let Some(found) = found else { return Ok(false) };
                    match (found.misses(), found.meets()) {
                        (true, _) => Standing::Misses,
                        (_, true) => Standing::Meets,
                        _ => Standing::Undecided,
                    }
                }
            };
            judged(self.grid.cost(&point), standing);
            next = self.grid.after(&point);
        }
        Ok(true)
    }
}
