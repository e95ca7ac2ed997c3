//! `run MODEL --headroom`: how much more load a deployment carries.

use super::arguments::Run;
use super::destinations;
use super::outcome::Outcome;
use super::progress::Progress;
use super::session::{find_warm_up, planned, stem, warn_of_findings};
use super::sweep::{Designs, Inputs, folder};
use crate::experiment::prepare_headroom;

/// `run MODEL --headroom`.
pub fn run(args: &Run) -> anyhow::Result<Outcome> {
    let inputs = Inputs::default();
    let load = |overrides: &[String]| inputs.load(&args.model, overrides);
    let model = load(&args.simulation.set)?;
    // Before the pilot, so that a bad path does not cost its time.
    destinations::check(&destinations::of(&args.outputs), &inputs.paths())?;
    let settled = find_warm_up(model, &args.model, &args.simulation)?;
    warn_of_findings(&settled.study, &args.model);
    let plan = planned(&settled.study, &args.simulation);
    let folder = folder(&args.outputs, &args.model, "headroom")?;
    let prepared = {
        let search = Progress::new(&stem(&args.model));
        search.message("looking for the load at which a target breaks");
        prepare_headroom(&load, &settled.set, plan, &search)?
    };
    let (facts, planned) = (prepared.facts(), prepared.designs());
    let (fresh, unit) = (args.fresh, "design");
    let is_search = true;
    let designs = Designs { folder, inputs: &inputs, facts, planned, is_search, plan, fresh, unit };
    designs.run(&args.model, &args.outputs, |before, log| {
        Ok(prepared.run(&load, before, log)?.with_warm_up(settled.warm_up))
    })
}
