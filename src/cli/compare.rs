//! `compare`: several models, or one in several designs, on the same callers.

use super::arguments::Compare;
use super::outcome::Outcome;
use super::result_folder::ResultFolder;
use super::session::{
    find_warm_up, has_warm_up, planned, print, replicating, simulate, stem, warn_of_findings,
};
use super::sweep::{Designs, Inputs, folder};
use super::{compare_saved, destinations, outputs, progress, terminal};
use crate::base::Error;
use crate::experiment::{
    self, Axis, Layout, Plan, PreparedComparison, Selecting, WarmUpSummary, combinations,
};
use crate::report::key;
use std::path::PathBuf;

/// `compare MODEL…`, and of saved records.
pub fn run(args: &Compare) -> anyhow::Result<Outcome> {
    if args.models.iter().any(|path| compare_saved::is_record(path)) {
        return compare_saved::run(args);
    }
    let axes = args.vary.iter().map(|text| Axis::parse(text)).collect::<Result<Vec<_>, _>>()?;
    let source = &args.simulation.source;
    let inputs = Inputs::of(source);
    // One warm-up for all, so that all meet the same callers in the same window: that of the first that asks.
    let mut asks = &args.models[0];
    for model in args.models.iter().rev() {
        let study = inputs.load(model, &args.simulation.set)?;
        asks = if study.deployment().settings.find_warm_up { model } else { asks };
    }
    destinations::check(&destinations::of(&args.outputs), &inputs.paths())?;
    let settled = find_warm_up(source.load(asks, &args.simulation.set)?, asks, &args.simulation)?;
    let entrants = entrants(args, &axes, &settled.set)?;
    let load = |i: usize| inputs.load(&entrants[i].model, &entrants[i].overrides);
    let base = load(0)?;
    let plan = planned(&base, &args.simulation);
    let given = args.simulation.replications;
    let (replicating, plan) = replicating(plan, &args.replicating, args.at_most, given);
    let asked = experiment::Compare {
        measures: args.measure.clone(),
        rank_by: args.rank_by.clone(),
        highest: args.highest,
        selecting: args.indifference.as_ref().map(|indifference| Selecting {
            indifference: indifference.clone(),
            confidence: args.confidence.map(|share| share.0),
            at_most: args.at_most,
        }),
        replicating,
    };
    let names = entrants.iter().map(|entrant| entrant.name.clone()).collect();
    let contest = asked.prepare(names, &load, plan)?;
    for model in &args.models {
        warn_of_findings(&source.load(model, &settled.set)?, model);
    }
    let folder = folder(&args.outputs, &args.models[0], "compare")?;
    if args.indifference.is_some() {
        let inputs = inputs.paths();
        destinations::check_with_folder(&destinations::of(&args.outputs), &folder, &inputs)?;
        return select(args, &folder, (&contest, settled.warm_up), plan, &load);
    }
    let (facts, planned) = (contest.facts(), contest.designs());
    let (fresh, unit) = (args.fresh, "design");
    let is_search = false;
    let designs = Designs { folder, inputs: &inputs, facts, planned, is_search, plan, fresh, unit };
    let first = &args.models[0];
    designs.run(first, &args.outputs, |before, log| {
        Ok(contest.run(&load, before, log)?.with_warm_up(settled.warm_up))
    })
}

/// Replications until one is selected.
fn select(
    args: &Compare,
    folder: &ResultFolder,
    (contest, warm_up): (&PreparedComparison, Option<WarmUpSummary>),
    plan: Plan,
    load: &experiment::DesignLoader<'_>,
) -> anyhow::Result<Outcome> {
    let first = &args.models[0];
    let (record, info) =
        simulate((first, &args.simulation.source), &plan, |watch| contest.select(load, watch))?;
    let record = record.with_warm_up(warm_up);
    outputs::write_all(
        folder,
        &record,
        &info,
        !args.outputs.no_charts && !progress::stop_requested(),
    )?;
    print(&args.outputs, &record)?;
    terminal::message(&format!(
        "{} in {:.1} s; wrote {}",
        args.simulation.source.verb(),
        info.wall_seconds,
        folder.path().display()
    ));
    outputs::show(folder.path(), args.outputs.open);
    let note = record.comparison().and_then(|compare| compare.selection.as_ref());
    let selected = note.is_some_and(|selection| selection.selected.is_some());
    Ok(if selected && has_warm_up(&record) { Outcome::Done } else { Outcome::Findings })
}

/// A design with its name.
struct Entrant {
    name: String,
    model: PathBuf,
    overrides: Vec<String>,
}

/// Every model with every combination of values, named after both as far as that is needed, the keys in words.
fn entrants(args: &Compare, axes: &[Axis], set: &[String]) -> Result<Vec<Entrant>, Error> {
    let all = match axes {
        [] => vec![Vec::new()],
        axes => combinations(axes, Layout::Factorial)?,
    };
    let unique =
        |model: &PathBuf| args.models.iter().filter(|m| stem(m) == stem(model)).count() < 2;
    let several = args.models.len() > 1;
    let of_model = |model: &PathBuf| {
        let short = if unique(model) { stem(model) } else { model.display().to_string() };
        let design = |values: &Vec<String>| {
            let varied =
                axes.iter().zip(values).map(|(axis, value)| format!("{}={value}", axis.path()));
            let varied: Vec<String> = varied.collect();
            let settings = key::settings(varied.iter().map(String::as_str));
            let name = match (varied.is_empty(), several) {
                (true, _) => short.clone(),
                (false, true) => format!("{short}; {settings}"),
                (false, false) => settings,
            };
            let overrides = set.iter().cloned().chain(varied).collect();
            Entrant { name, model: model.clone(), overrides }
        };
        all.iter().map(design).collect::<Vec<_>>()
    };
    Ok(args.models.iter().flat_map(of_model).collect())
}
