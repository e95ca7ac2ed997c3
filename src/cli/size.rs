//! `size`: the cheapest design that meets the targets, with evidence.

use super::arguments::Size;
use super::destinations;
use super::outcome::Outcome;
use super::session::{find_warm_up, planned, warn_of_findings};
use super::sweep::{Designs, Inputs, folder};
use super::terminal;
use crate::base::Error;
use crate::experiment::{self, FEWEST_REPLICATIONS};

/// `size MODEL`.
pub fn run(args: &Size) -> anyhow::Result<Outcome> {
    let inputs = Inputs::of(&args.simulation.source);
    let load = |overrides: &[String]| inputs.load(&args.model, overrides);
    let base = load(&args.simulation.set)?;
    // Before the pilot, so that a bad path does not cost its time.
    destinations::check(&destinations::of(&args.outputs), &inputs.paths())?;
    let settled = find_warm_up(base, &args.model, &args.simulation)?;
    let plan = planned(&settled.study, &args.simulation);
    enough(plan.replications, args.simulation.replications.is_some())?;
    let size = experiment::Size {
        vary: args.vary.clone(),
        confidence: args.confidence.map(|share| share.0),
        at_most: args.at_most,
        designs: args.designs,
    };
    let prepared = size.prepare(&load, &settled.set, plan)?;
    warn_of_findings(&settled.study, &args.model);
    let folder = folder(&args.outputs, &args.model, "size")?;
    let (facts, planned, plan) = (prepared.facts(), prepared.designs(), prepared.plan());
    let (fresh, unit) = (args.fresh, "simulation");
    let is_search = true;
    let designs = Designs { folder, inputs: &inputs, facts, planned, is_search, plan, fresh, unit };
    designs.run(&args.model, &args.outputs, |before, log| {
        Ok(prepared.run(&load, before, log)?.with_warm_up(settled.warm_up))
    })
}

/// Refuses too few replications if the command line asks for them, and says that there are more than the model asks for.
fn enough(replications: u32, is_asked: bool) -> Result<(), Error> {
    const WHY: &str = "intervals of fewer would not tell designs apart";
    match (replications < FEWEST_REPLICATIONS, is_asked) {
        (true, true) => Err(Error::usage(format!(
            "--replications {replications}: a search needs at least {FEWEST_REPLICATIONS} of each design; {WHY}"
        ))),
        (true, false) => {
            terminal::message(&format!(
                "each design gets {FEWEST_REPLICATIONS} replications first, not the {replications} of study.replications: {WHY}"
            ));
            Ok(())
        }
        (false, _) => Ok(()),
    }
}
