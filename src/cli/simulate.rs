//! Commands on one model: `run`, `new`, and `schema`.

use super::arguments::{Format, New, Run};
use super::outcome::Outcome;
use super::outputs::RunInfo;
use super::result_folder::ResultFolder;
use super::session::{
    default_folder, find_warm_up, has_warm_up, planned, print, simulate, warn_of_findings,
};
use super::{destinations, outputs, progress, terminal};
use crate::base::Error;
use crate::experiment::{Plan, Precision, Record, Study, Work, replicate, replicate_until};
use crate::report::{json, output};
use crate::scenario;
use std::path::{Path, PathBuf};

/// A run that takes longer than this on one core, in seconds, says so before it begins.
const LONG: f64 = 20.0;

/// `run MODEL`.
pub fn run(args: &Run) -> anyhow::Result<Outcome> {
    let study = args.simulation.source.load(&args.model, &args.simulation.set)?;
    let plan = planned(&study, &args.simulation);
    let work = Work::of(&study, &plan);
    work.check(&plan)?;
    let folder = args.outputs.out.clone().unwrap_or_else(|| default_folder(&args.model));
    // Before the work, so that a bad path does not cost an hour.
    let folder = ResultFolder::open(&folder)?;
    destinations::check_with_folder(&destinations::of(&args.outputs), &folder, study.files())?;
    warn_of_findings(&study, &args.model);
    if work.seconds > LONG {
        terminal::message(&format!("the run simulates {work}"));
    }
    let settled = find_warm_up(study, &args.model, &args.simulation)?;
    let (record, info) = simulated(&settled.study, args)?;
    let record = record.with_warm_up(settled.warm_up);
    outputs::write_all(
        &folder,
        &record,
        &info,
        !args.outputs.no_charts && !progress::stop_requested(),
    )?;
    print(&args.outputs, &record)?;
    let rate = match args.simulation.source.is_merge() {
        true => String::new(),
        false => {
            let rate = record.messages as f64 / info.wall_seconds.max(1e-9);
            format!(" ({rate:.2e} messages per second)")
        }
    };
    terminal::message(&format!(
        "{} in {:.1} s{rate}; wrote {}",
        args.simulation.source.verb(),
        info.wall_seconds,
        folder.path().display()
    ));
    outputs::show(folder.path(), args.outputs.open);
    let planned = planned(&settled.study, &args.simulation).replications;
    let stopped = match args.precision.is_empty() {
        true => record.replications < planned,
        false => progress::stop_requested(),
    };
    let missed = stopped
        || record.targets.iter().any(|t| t.verdict.fails())
        || record.precision.iter().any(|p| !p.met)
        || !has_warm_up(&record);
    Ok(if missed { Outcome::Findings } else { Outcome::Done })
}

/// `new NAME`.
pub fn new(args: &New) -> anyhow::Result<Outcome> {
    let name = args.name.strip_suffix(".toml").unwrap_or(&args.name);
    if name.trim().is_empty() || Path::new(name).file_name().is_none() {
        let what = format!(
            "`{}` is not a name of a model; write one, as `busyhour new my-office`",
            args.name
        );
        return Err(Error::usage(what).into());
    }
    let estate = args.users.is_some() || args.sites.is_some();
    let text = if estate { super::estate::text(args, name)? } else { scenario::starter(name) };
    let path = args.out.clone().unwrap_or_else(|| PathBuf::from(format!("{name}.toml")));
    if output::is_standard_output(&path) {
        terminal::data(&text)?;
    } else {
        output::write_new(&path, text)?;
        let shown = path.display();
        terminal::message(&format!("wrote {shown}; simulate it with: busyhour run {shown}"));
    }
    Ok(Outcome::Done)
}

/// `schema`.
pub fn schema(of: Format) -> anyhow::Result<Outcome> {
    terminal::data(&match of {
        Format::Scenario => scenario::schema(),
        Format::Record => json::record_schema(),
    })?;
    Ok(Outcome::Done)
}

/// One run with its progress bar, and how long it took.
fn simulated(study: &Study, args: &Run) -> anyhow::Result<(Record, RunInfo)> {
    let plan = planned(study, &args.simulation);
    if !args.precision.is_empty() {
        // Ten are the first; those that --replications asks for come first instead.
        let first = Plan { replications: args.simulation.replications.unwrap_or(1), ..plan };
        let precision = Precision::asked(study, &args.precision, args.at_most)?;
        return simulate((&args.model, &args.simulation.source), &plan, |watch| {
            replicate_until(study, &first, &precision, watch)
        });
    }
    let (record, info) = simulate((&args.model, &args.simulation.source), &plan, |watch| {
        replicate(study, &plan, watch)
    })?;
    if record.replications < plan.replications {
        terminal::message(&format!(
            "stopped after {} of {} replications",
            record.replications, plan.replications
        ));
    }
    Ok((record, info))
}
