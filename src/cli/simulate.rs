//! Commands that read one model at a time.

use super::arguments::{Format, New, Outputs, Run, Simulation, Validate};
use super::outputs::RunInfo;
use super::progress::{self, Progress};
use super::{Outcome, outputs, terminal};
use crate::base::Severity;
use crate::experiment::{
    self, Goal, Plan, Precision, Record, Study, Verdict, WarmUpOutcome, WarmUpSummary, replicate,
    replicate_until,
};
use crate::report::{csv, files, findings, json, number, table};
use crate::scenario;
use std::path::{Path, PathBuf};

/// `run MODEL`.
pub fn run(args: &Run) -> anyhow::Result<Outcome> {
    let load = |set: &[String]| Study::load(&args.model, set);
    let study = load(&args.simulation.set)?;
    let folder = args.outputs.out.clone().unwrap_or_else(|| default_folder(&args.model));
    // Before the work, so that a bad path does not cost an hour.
    files::create_folder(&folder)?;
    tell_findings(&study, &args.model);
    progress::listen()?;
    let settled = settled(study, &load, &args.simulation, &stem(&args.model))?;
    let (record, info) = simulated(&settled.study, args)?;
    let record = record.with_warm_up(settled.warm_up);
    outputs::write_all(&folder, &record, &info, !args.outputs.no_charts)?;
    print(&args.outputs, &record)?;
    let rate = record.messages as f64 / info.wall_seconds.max(1e-9);
    terminal::message(&format!(
        "simulated in {:.1} s ({rate:.2e} messages a second); wrote {}",
        info.wall_seconds,
        folder.display()
    ));
    let missed = record.targets.iter().any(|t| t.verdict == Verdict::Missed)
        || record.precision.iter().any(|p| !p.met)
        || !is_settled(&record);
    Ok(if missed { Outcome::Findings } else { Outcome::Done })
}

/// A study that knows its warm-up.
pub struct Settled {
    /// The study.
    pub study: Study,
    /// The overrides that make it, the warm-up among them.
    pub set: Vec<String>,
    /// How the warm-up was found, where that was asked for.
    pub warm_up: Option<WarmUpSummary>,
}

/// Finds the warm-up of a study that asks for it.
pub fn settled(
    study: Study,
    load: &experiment::Loader<'_>,
    args: &Simulation,
    name: &str,
) -> anyhow::Result<Settled> {
    let mut set = args.set.clone();
    if !study.deployment().settings.find_warm_up {
        return Ok(Settled { study, set, warm_up: None });
    }
    let plan = planned(&study, args);
    let watch = Progress::new(name);
    let found = experiment::find_warm_up(&study, &plan, &watch)?;
    drop(watch);
    terminal::message(&match found.outcome {
        WarmUpOutcome::DayProfile => "no warm-up: the rates follow a profile".to_owned(),
        WarmUpOutcome::Found => {
            format!("warm-up of {} found by a pilot", number::span(found.seconds))
        }
        WarmUpOutcome::TooShort => {
            "the pilot is too short to find a warm-up: raise study.duration".to_owned()
        }
    });
    set.push(found.set());
    Ok(Settled { study: load(&set)?, set, warm_up: Some(found) })
}

/// Whether nothing is wrong with the warm-up of a result.
pub fn is_settled(record: &Record) -> bool {
    record.warm_up.as_ref().is_none_or(WarmUpSummary::is_found)
}

/// A word on what a check would say, if that is worth one.
pub fn tell_findings(study: &Study, model: &Path) {
    let checked = study.checked();
    if checked.count(Severity::Error) + checked.count(Severity::Warning) > 0 {
        let (found, model) = (findings::summary(checked), model.display());
        terminal::message(&format!(
            "the deployment is wrong in places ({found}): busyhour check {model}"
        ));
    }
}

/// The table, unless JSON or CSV takes its place.
pub fn print(args: &Outputs, record: &Record) -> anyhow::Result<()> {
    let taken = outputs::asked_for(args.json.as_deref(), || json::render(record))?
        | outputs::asked_for(args.csv.as_deref(), || csv::render(record))?;
    if !taken {
        terminal::data(&table::render(record, &terminal::table_style()))?;
    }
    Ok(())
}

/// `validate PATHS…`: exact beside simulated; a finding where an interval misses its exact value.
pub fn validate(args: &Validate) -> anyhow::Result<Outcome> {
    progress::listen()?;
    // All are read first: how many answers there are decides how wide each interval is, and a broken
    // file is said before an hour of work.
    let mut suite = Vec::new();
    for path in models(&args.paths)? {
        let load = |set: &[String]| Study::load(&path, set);
        let study =
            settled(load(&args.simulation.set)?, &load, &args.simulation, &stem(&path))?.study;
        if study.deployment().references.is_empty() {
            terminal::message(&format!("{}: holds no [[reference]] answers", path.display()));
        } else {
            suite.push((path, study));
        }
    }
    if let Some(studies) = args.coverage {
        return cover(&suite, args, studies);
    }
    let all = suite.iter().map(|(_, study)| study.deployment().references.len()).sum();
    let half_width = args.simulation.replications.is_none().then_some(args.half_width.0);
    let goal = Goal::of_suite(all, half_width);
    if goal.half_width.is_some() {
        let (models, wanted) = (suite.len(), 100.0 * args.half_width.0);
        terminal::message(&format!(
            "{models} models, {all} exact answers, until each half-width is at most {wanted} %; the \
             time it takes grows with the square of precision"
        ));
    }
    let (mut compared, mut wrong, mut wide) = (0, 0, 0);
    for (path, study) in &suite {
        if progress::stop_requested() {
            break;
        }
        let plan = planned(study, &args.simulation);
        let (record, _) =
            timed(path, &plan, |watch| experiment::validate(study, &plan, &goal, watch))?;
        let checks = &record.references;
        terminal::data(&format!(
            "{} ({} replications, {} calls)\n{}\n",
            record.title,
            record.replications,
            record.calls,
            table::references(checks, goal.level, &terminal::table_style())
        ))?;
        compared += checks.len();
        wrong += checks.iter().filter(|check| !check.agrees()).count();
        wide += checks.iter().filter(|check| !goal.is_met(check)).count();
    }
    terminal::data(&table::validation_line((compared, all), (wrong, wide), goal.level))?;
    let fine = wrong == 0 && compared == all;
    Ok(if fine { Outcome::Done } else { Outcome::Findings })
}

/// `validate --coverage`: how often intervals hold exact answers.
fn cover(suite: &[(PathBuf, Study)], args: &Validate, studies: u32) -> anyhow::Result<Outcome> {
    let mut found = Vec::new();
    for (i, (path, study)) in suite.iter().enumerate() {
        let plan = planned(study, &args.simulation);
        let watch = Progress::new(&stem(path));
        found.extend(experiment::coverage(study, &plan, studies, &watch)?);
        if let Some((_, next)) = suite.get(i + 1) {
            found.extend(experiment::paired_coverage([study, next], &plan, studies, &watch)?);
        }
        if progress::stop_requested() {
            break;
        }
    }
    terminal::data(&table::coverage(&found, &terminal::table_style()))?;
    let fine = found.iter().all(|c| c.is_fine() && !c.is_thin()) && !progress::stop_requested();
    Ok(if fine { Outcome::Done } else { Outcome::Findings })
}

/// `new NAME`.
pub fn new(args: &New) -> anyhow::Result<Outcome> {
    let name = args.name.strip_suffix(".toml").unwrap_or(&args.name);
    let estate = args.users.is_some() || args.sites.is_some();
    let text = if estate { super::estate::text(args, name)? } else { scenario::starter(name) };
    let path = args.out.clone().unwrap_or_else(|| PathBuf::from(format!("{name}.toml")));
    if path == Path::new("-") {
        terminal::data(&text)?;
    } else {
        files::write_new(&path, text)?;
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
        return timed(&args.model, &plan, |watch| {
            replicate_until(study, &first, &precision, watch)
        });
    }
    let (record, info) = timed(&args.model, &plan, |watch| replicate(study, &plan, watch))?;
    if record.replications < plan.replications {
        terminal::message(&format!(
            "stopped: the result rests on {} of {} replications",
            record.replications, plan.replications
        ));
    }
    Ok((record, info))
}

/// The scenario's plan with what the command line says instead.
pub fn planned(study: &Study, args: &Simulation) -> Plan {
    let mut plan = study.plan();
    plan.seed = args.seed.unwrap_or(plan.seed);
    plan.replications = args.replications.unwrap_or(plan.replications);
    plan.threads = args.threads.unwrap_or(plan.threads);
    plan
}

/// Work with a progress bar, and how long it took.
#[expect(clippy::disallowed_methods, reason = "the command line tells how long a run took")]
pub fn timed(
    model: &Path,
    plan: &Plan,
    work: impl FnOnce(&Progress) -> Result<Record, crate::base::Error>,
) -> anyhow::Result<(Record, RunInfo)> {
    let begin = std::time::Instant::now();
    let record = work(&Progress::new(&stem(model)))?;
    let mut info = RunInfo::new(plan.threads);
    info.wall_seconds = begin.elapsed().as_secs_f64();
    info.add(&record);
    Ok((record, info))
}

/// Files as given, folders as the models in them and below, in order of name. A folder `base` holds
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
            .map_err(|e| crate::base::Error::file(path.display().to_string(), e))?;
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

/// Where results go that nobody gave a place.
pub fn default_folder(model: &Path) -> PathBuf {
    Path::new("results").join(stem(model))
}

/// A model's name.
pub fn stem(model: &Path) -> String {
    model.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
