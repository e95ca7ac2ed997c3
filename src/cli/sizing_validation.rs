//! `validate` of models that `size` can answer: beside every design tried, or with many seeds.

use super::arguments::Validate;
use super::progress::{self, Progress};
use super::session::{find_warm_up, planned, stem};
use super::sweep::Inputs;
use super::terminal;
use crate::experiment::{self, Size, Study};
use crate::report::table;
use std::path::{Path, PathBuf};

/// Replications and designs at most, as `size` has them by default.
const SIZE: Size = Size { vary: Vec::new(), confidence: None, at_most: 1000, designs: 1000 };

/// Whether all answers are right, or the same as often as they promise.
pub(super) fn run(models: &[PathBuf], args: &Validate) -> anyhow::Result<bool> {
    progress::keep_work();
    match args.coverage {
        Some(searches) => many_seeds(models, args, searches),
        None => every_design(models, args),
    }
}

/// Each model's answer beside every design.
fn every_design(models: &[PathBuf], args: &Validate) -> anyhow::Result<bool> {
    let mut found = Vec::new();
    for path in models {
        let (inputs, set) = (Inputs::default(), settled(path, args)?);
        let load = |overrides: &[String]| inputs.load(path, overrides);
        let plan = planned(&load(&set)?, &args.simulation);
        let watch = Progress::new(&stem(path));
        let Some(one) = experiment::every_design(&SIZE, &load, (&set, plan), &watch)? else {
            break;
        };
        found.push(one);
    }
    terminal::data(&table::every_design(&found, &terminal::table_style()))?;
    Ok(found.len() == models.len() && found.iter().all(|one| one.agrees()))
}

/// The answers of each model with many seeds.
fn many_seeds(models: &[PathBuf], args: &Validate, searches: u32) -> anyhow::Result<bool> {
    let mut found = Vec::new();
    for path in models {
        let (inputs, set) = (Inputs::default(), settled(path, args)?);
        let load = |overrides: &[String]| inputs.load(path, overrides);
        let plan = planned(&load(&set)?, &args.simulation);
        let watch = Progress::new(&stem(path));
        let one = experiment::many_seeds(&SIZE, &load, (&set, plan), searches, &watch)?;
        if one.searches > 0 {
            found.push(one);
        }
        if progress::stop_requested() {
            break;
        }
    }
    terminal::data(&table::many_seeds(&found, &terminal::table_style()))?;
    let is_whole = found.len() == models.len() && !progress::stop_requested();
    Ok(is_whole && found.iter().all(|one| one.is_fine()))
}

/// The overrides of a model, with the warm-up if it is to be found.
fn settled(path: &Path, args: &Validate) -> anyhow::Result<Vec<String>> {
    let study = Study::load(path, &args.simulation.set)?;
    Ok(find_warm_up(study, path, &args.simulation)?.set)
}
