//! `run MODEL --lose …`: every single loss in turn.

use super::arguments::Run;
use super::destinations;
use super::outcome::Outcome;
use super::session::{find_warm_up, planned, warn_of_findings};
use super::sweep::{Designs, Inputs, folder};
use crate::experiment::SingleLosses;

/// Replications of each loss, unless the command line asks for others or the model for fewer: what losses do is large, the
/// callers are the same, and there are many designs.
const REPLICATIONS: u32 = 10;

/// `run MODEL --lose WHAT`.
pub fn run(args: &Run) -> anyhow::Result<Outcome> {
    let inputs = Inputs::default();
    let model = inputs.load(&args.model, &args.simulation.set)?;
    // Before the pilot, so that a bad path does not cost its time.
    destinations::check(&destinations::of(&args.outputs), &inputs.paths())?;
    let settled = find_warm_up(model, &args.model, &args.simulation)?;
    warn_of_findings(&settled.study, &args.model);
    let mut plan = planned(&settled.study, &args.simulation);
    if args.simulation.replications.is_none() {
        plan.replications = plan.replications.min(REPLICATIONS);
    }
    let losses =
        SingleLosses { lose: args.lose.clone(), from: args.lose_from, lasts: args.lose_for };
    let prepared = losses.prepare(settled.study, plan)?;
    let folder = folder(&args.outputs, &args.model, "lose")?;
    let (facts, planned) = (prepared.facts(), prepared.designs());
    let (fresh, unit) = (args.fresh, "design");
    let is_search = false;
    let designs = Designs { folder, inputs: &inputs, facts, planned, is_search, plan, fresh, unit };
    designs.run(&args.model, &args.outputs, |before, log| {
        Ok(prepared.run(before, log)?.with_warm_up(settled.warm_up))
    })
}
