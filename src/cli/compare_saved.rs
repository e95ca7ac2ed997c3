//! `compare` of saved records: what was simulated on different days, in one comparison. Nothing is simulated.

use super::arguments::Compare;
use super::outcome::Outcome;
use super::outputs::RunInfo;
use super::session::{print, stem};
use super::sweep::folder;
use super::{destinations, outputs, terminal};
use crate::base::Error;
use crate::experiment;
use crate::report::json;
use std::path::{Path, PathBuf};

/// Whether a file is a record and no model, by its name.
pub fn is_record(path: &Path) -> bool {
    path.extension().is_some_and(|extension| extension.eq_ignore_ascii_case("json"))
}

/// `compare RECORD…`.
pub fn run(args: &Compare) -> anyhow::Result<Outcome> {
    check_options(args)?;
    let names = names(&args.models);
    let read = |(path, name): (&std::path::PathBuf, &String)| Ok((name.clone(), json::read(path)?));
    let runs = args.models.iter().zip(&names).map(read).collect::<Result<Vec<_>, Error>>()?;
    let asked = experiment::Compare {
        measures: args.measure.clone(),
        rank_by: args.rank_by.clone(),
        highest: args.highest,
        ..experiment::Compare::default()
    };
    let record = asked.saved(runs)?;
    let folder = folder(&args.outputs, Path::new(&format!("{}.json", names[0])), "compare")?;
    destinations::check_with_folder(&destinations::of(&args.outputs), &folder, &args.models)?;
    outputs::write_all(&folder, &record, &RunInfo::new(1), !args.outputs.no_charts)?;
    print(&args.outputs, &record)?;
    terminal::message(&format!("wrote {}", folder.path().display()));
    outputs::show(folder.path(), args.outputs.open);
    Ok(Outcome::Done)
}

/// Refuses models beside records, and options that only a simulation obeys.
fn check_options(args: &Compare) -> Result<(), Error> {
    if let Some(model) = args.models.iter().find(|path| !is_record(path)) {
        return Err(Error::usage(format!(
            "`{}` is no record (.json); compare models with models, or records with records",
            model.display()
        )));
    }
    let simulation = &args.simulation;
    let given = [
        (!args.vary.is_empty(), "vary"),
        (args.indifference.is_some(), "indifference"),
        (!args.replicating.precision.is_empty(), "precision"),
        (args.replicating.race, "race"),
        (args.fresh, "fresh"),
        (simulation.seed.is_some(), "seed"),
        (simulation.replications.is_some(), "replications"),
        (simulation.threads.is_some(), "threads"),
        (simulation.allow_large, "allow-large"),
        (!simulation.set.is_empty(), "set"),
    ];
    match given.into_iter().find(|(is, _)| *is) {
        Some((_, option)) => Err(Error::usage(format!(
            "saved records are compared as they are; --{option} needs the models: busyhour compare MODEL…"
        ))),
        None => Ok(()),
    }
}

/// A name for each record: results/contoso/record.json is known by its folder, contoso.json by its name, and by its
/// path where another has the same.
pub fn names(records: &[PathBuf]) -> Vec<String> {
    let short = |path: &PathBuf| match (stem(path).as_str(), path.parent()) {
        ("record", Some(folder)) if folder.file_name().is_some() => {
            folder.file_name().unwrap_or_default().to_string_lossy().into_owned()
        }
        (stem, _) => stem.to_owned(),
    };
    let all: Vec<String> = records.iter().map(short).collect();
    let name = |(path, name): (&std::path::PathBuf, &String)| match all
        .iter()
        .filter(|other| *other == name)
        .count()
    {
        1 => name.clone(),
        _ => path.display().to_string(),
    };
    records.iter().zip(&all).map(name).collect()
}
