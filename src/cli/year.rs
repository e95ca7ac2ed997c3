//! `run MODEL --year`: what outages cost in a year.

use super::arguments::Run;
use super::destinations;
use super::outcome::Outcome;
use super::session::{find_warm_up, planned, warn_of_findings};
use super::sweep::{Designs, Inputs, folder};
use crate::experiment::Year;

/// `run MODEL --year`.
pub fn run(args: &Run) -> anyhow::Result<Outcome> {
    let inputs = Inputs::default();
    let model = inputs.load(&args.model, &args.simulation.set)?;
    // Before the pilot, so that a bad path does not cost its time.
    destinations::check(&destinations::of(&args.outputs), &inputs.paths())?;
    let settled = find_warm_up(model, &args.model, &args.simulation)?;
    warn_of_findings(&settled.study, &args.model);
    let plan = planned(&settled.study, &args.simulation);
    let year = Year::prepare(&settled.study, plan)?;
    let folder = folder(&args.outputs, &args.model, "year")?;
    let designs = Designs {
        folder,
        inputs: &inputs,
        facts: year.facts(),
        planned: year.designs(),
        is_search: false,
        plan,
        fresh: args.fresh,
        unit: "design",
    };
    designs.run(&args.model, &args.outputs, |before, log| {
        Ok(year.run(before, log)?.with_warm_up(settled.warm_up))
    })
}
