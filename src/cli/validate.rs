//! `validate`: exact answers beside simulated ones, and answers of `size` beside every design tried.

use super::arguments::Validate;
use super::outcome::Outcome;
use super::progress::{self, Progress};
use super::session::{find_warm_up, planned, simulate, stem};
use super::sizing_validation;
use super::terminal;
use crate::base::{Error, printable};
use crate::experiment::{self, Goal, Study, Work};
use crate::report::table;
use std::path::{Path, PathBuf};

/// A model that holds exact answers.
type Model = (PathBuf, Study);

/// `validate PATHS…`: exact answers beside simulated ones. It is a finding if an interval misses its exact answer.
pub fn run(args: &Validate) -> anyhow::Result<Outcome> {
    let (suite, sized) = suite(args)?;
    let mut is_fine = suite.is_empty()
        || match args.coverage {
            Some(studies) => cover(&suite, args, studies)?,
            None => compare(&suite, args)?,
        };
    if !sized.is_empty() && !progress::stop_requested() {
        is_fine &= sizing_validation::run(&sized, args)?;
    }
    Ok(if is_fine { Outcome::Done } else { Outcome::Findings })
}

/// Reads all models first: the number of answers decides how wide each interval is, and a broken file is reported before
/// an hour of work. Models that `size` can answer come apart.
fn suite(args: &Validate) -> anyhow::Result<(Vec<Model>, Vec<PathBuf>)> {
    let (mut suite, mut sized) = (Vec::new(), Vec::new());
    let source = &args.simulation.source;
    let found = match source.models() {
        Some(planned) => planned.to_vec(),
        None => models(&args.paths)?,
    };
    for path in found {
        let study = source.load(&path, &args.simulation.set)?;
        if !study.deployment().references.is_empty() {
            let study = find_warm_up(study, &path, &args.simulation)?.study;
            suite.push((path, study));
        } else if !study.deployment().sizing.vary.is_empty() {
            sized.push(path);
        } else if args.paths.contains(&path) {
            return Err(without_answers(&path).into());
        } else {
            terminal::message(&format!("{}: holds no [[reference]] answers", path.display()));
        }
    }
    if let (Some(_), Some(path)) = (source.supply(), sized.first()) {
        let what = "this is validated by `size` and by trying every design, which cannot be planned; plan models with [[reference]], and validate \
                    this one on one machine";
        return Err(Error::file(path.display().to_string(), what).into());
    }
    source.note_models(suite.iter().map(|(path, _)| path.as_path()));
    match (suite.is_empty() && sized.is_empty(), args.paths.first()) {
        (true, Some(folder)) => Err(without_answers(folder).into()),
        _ => Ok((suite, sized)),
    }
}

/// A file or folder that was named, but has nothing to compare.
fn without_answers(path: &Path) -> Error {
    let what = "there are no exact answers to compare with; add a [[reference]], or name a model that has one, or that has \
                [[vary]]";
    Error::file(path.display().to_string(), what)
}

/// Simulates each model and compares it with its exact answers.
fn compare(suite: &[Model], args: &Validate) -> anyhow::Result<bool> {
    let all = suite.iter().map(|(_, study)| study.deployment().references.len()).sum();
    let half_width = args.simulation.replications.is_none().then_some(args.half_width.0);
    let goal = Goal::of_suite(all, half_width);
    if goal.half_width.is_some() {
        let (models, wanted) = (suite.len(), 100.0 * args.half_width.0);
        terminal::message(&format!(
            "{models} models, {all} exact answers, until each half-width is at most {wanted} %; half the \
             width takes four times as long"
        ));
    }
    if let Some(supply) = args.simulation.source.supply() {
        // Nothing is printed before everything is there.
        for (path, study) in suite {
            let (watch, plan) = (Progress::new(&stem(path)), planned(study, &args.simulation));
            let found =
                experiment::validate(study, &plan, &goal, &watch.with(&args.simulation.source));
            if let Err(error) = found
                && !supply.is_lacking()
            {
                return Err(error.into());
            }
        }
        args.simulation.source.check_complete()?;
    }
    let mut found = table::Compared { all, ..table::Compared::default() };
    for (path, study) in suite {
        if progress::stop_requested() {
            break;
        }
        let plan = planned(study, &args.simulation);
        let (record, _) = simulate((path, &args.simulation.source), &plan, |watch| {
            experiment::validate(study, &plan, &goal, watch)
        })?;
        let checks = &record.references;
        terminal::data(&format!(
            "{} ({} replications, {} calls)\n{}\n",
            printable(&record.title),
            record.replications,
            record.calls,
            table::references(checks, goal.level, &terminal::table_style())
        ))?;
        let (judged, without): (Vec<_>, Vec<_>) = checks.iter().partition(|c| c.has_interval());
        found.without += without.len();
        found.compared += judged.len();
        found.wrong += judged.iter().filter(|check| !check.agrees()).count();
        found.wide += judged.iter().filter(|check| !goal.is_met(check)).count();
    }
    terminal::data(&table::validation_line(&found, goal.level))?;
    Ok(found.wrong == 0 && found.compared == all)
}

/// `validate --coverage`: how often intervals hold the exact answers. A model's table comes when its studies are done.
fn cover(suite: &[Model], args: &Validate, studies: u32) -> anyhow::Result<bool> {
    progress::keep_work();
    let mut found = Vec::new();
    for (i, (path, study)) in suite.iter().enumerate() {
        let plan = planned(study, &args.simulation);
        Work::of(study, &plan).times(studies as usize).check(&plan)?;
        let watch = Progress::new(&stem(path));
        let mut own = experiment::coverage(study, &plan, studies, &watch)?;
        if let Some((_, next)) = suite.get(i + 1) {
            own.extend(experiment::paired_coverage([study, next], &plan, studies, &watch)?);
        }
        terminal::data(&table::coverage(&own, &terminal::table_style()))?;
        found.extend(own);
        if progress::stop_requested() {
            break;
        }
    }
    terminal::data(&table::coverage_line(&found))?;
    Ok(found.iter().all(|c| c.is_fine()) && !progress::stop_requested())
}

/// The files as given, and for a folder the models in it and below, in order of name. A folder `base` holds
/// what models include, and no models.
fn models(paths: &[PathBuf]) -> anyhow::Result<Vec<PathBuf>> {
    let mut found = Vec::new();
    for path in paths {
        if !path.is_dir() {
            found.push(path.clone());
            continue;
        }
        let entries = std::fs::read_dir(path)
            .and_then(|entries| entries.map(|e| e.map(|e| e.path())).collect::<Result<Vec<_>, _>>())
            .map_err(|e| Error::file(path.display().to_string(), e))?;
        let wanted = |p: &PathBuf| {
            if p.is_dir() {
                !p.ends_with("base")
            } else {
                p.extension().is_some_and(|e| e == "toml")
            }
        };
        let mut inside: Vec<PathBuf> = entries.into_iter().filter(wanted).collect();
        inside.sort();
        found.extend(models(&inside)?);
    }
    Ok(found)
}
