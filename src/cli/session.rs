//! What the commands that simulate share: the plan, the warm-up, the clock, and where results go.

use super::arguments::{Outputs, Simulation};
use super::outputs::RunInfo;
use super::progress::{self, Progress};
use super::source::Source;
use super::{outputs, terminal};
use crate::base::{Error, Severity};
use crate::experiment::{
    self, MAX_THREADS_PER_CORE, Plan, Record, Replicating, Study, WarmUpOutcome, WarmUpSummary,
};
use crate::report::table::{self, TableStyle};
use crate::report::{csv, findings, json, number};
use std::env::VarError;
use std::path::{Path, PathBuf};
use std::sync::Once;
use std::time::Duration;

/// A study that knows its warm-up.
pub struct WithWarmUp {
    /// The study.
    pub study: Study,
    /// The overrides that make it, the warm-up among them.
    pub set: Vec<String>,
    /// How the warm-up was found, where that was asked for.
    pub warm_up: Option<WarmUpSummary>,
}

/// Finds the warm-up of a model's study, if it asks for it.
pub fn find_warm_up(study: Study, model: &Path, args: &Simulation) -> anyhow::Result<WithWarmUp> {
    let mut set = args.set.clone();
    if !study.deployment().settings.find_warm_up {
        return Ok(WithWarmUp { study, set, warm_up: None });
    }
    let plan = planned(&study, args);
    let watch = Progress::new(&stem(model));
    let found = experiment::find_warm_up(&study, &plan, &watch)?;
    drop(watch);
    terminal::message(&match found.outcome {
        WarmUpOutcome::DayProfile => "no warm-up, because the rates change with time".to_owned(),
        WarmUpOutcome::Found => {
            format!("warm-up of {} found by a pilot", number::span(found.seconds))
        }
        WarmUpOutcome::Unstable => {
            "no warm-up is long enough: a queue gets more work than it can do".to_owned()
        }
        WarmUpOutcome::TooShort => {
            "the pilot is too short to find a warm-up: raise study.duration".to_owned()
        }
    });
    set.push(found.set());
    Ok(WithWarmUp { study: args.source.load(model, &set)?, set, warm_up: Some(found) })
}

/// Whether the warm-up was found, or not looked for.
pub fn has_warm_up(record: &Record) -> bool {
    record.warm_up.as_ref().is_none_or(WarmUpSummary::is_found)
}

/// Prints how many errors and warnings `busyhour check` finds, if there are any.
pub fn warn_of_findings(study: &Study, model: &Path) {
    list_traces(study);
    let checked = study.checked();
    if checked.count(Severity::Error) + checked.count(Severity::Warning) > 0 {
        let (found, model) = (findings::summary(checked), model.display());
        terminal::message(&format!(
            "the deployment has problems ({found}); see: busyhour check {model}"
        ));
    }
}

/// How much of each trace is measured, a line each.
pub fn list_traces(study: &Study) {
    let deployment = study.deployment();
    for traffic in &deployment.traffic {
        let Some([before, within, after]) = traffic.arrivals.around(&deployment.settings) else {
            continue;
        };
        terminal::message(&format!(
            "the trace of `{}`: {within} of {} instants fall into the measured window, {}; {before} before it, \
             {after} after it; every replication replays them, so that intervals leave out how arrivals vary",
            traffic.name,
            before + within + after,
            deployment.settings.window_words()
        ));
    }
}

/// The table, unless JSON or CSV takes its place.
pub fn print(args: &Outputs, record: &Record) -> anyhow::Result<()> {
    progress::nothing_to_keep();
    let taken = outputs::asked_for(args.json.as_deref(), || json::render(record))?
        | outputs::asked_for(args.csv.as_deref(), || csv::render(record))?;
    if !taken {
        let assumptions = args.assumptions;
        let style = TableStyle { assumptions, ..terminal::table_style() };
        terminal::drawn(&match args.brief {
            true => table::brief(record, &style),
            false => table::render(record, &style),
        })?;
    }
    Ok(())
}

/// The scenario's plan, with the options of the command line in place of its own values.
pub fn planned(study: &Study, args: &Simulation) -> Plan {
    let mut plan = study.plan();
    plan.seed = args.seed.unwrap_or(plan.seed);
    plan.replications = args.replications.unwrap_or(plan.replications);
    plan.threads = threads(args.threads);
    plan.allow_large = args.allow_large;
    plan
}

/// How many replications each design of a study gets, and the plan for that.
pub fn replicating(
    plan: Plan,
    args: &super::arguments::Replicating,
    at_most: u32,
    given: Option<u32>,
) -> (Replicating, Plan) {
    let replicating = Replicating::of(args.precision.clone(), at_most, args.race);
    let plan = replicating.plan(plan, given);
    (replicating, plan)
}

/// The threads of `--threads`, or else of `RAYON_NUM_THREADS`, as far as the machine can bear them; 0 for one per core.
/// What is changed is said once.
pub fn threads(asked: Option<usize>) -> usize {
    static SAID: Once = Once::new();
    let say = |text: String| SAID.call_once(|| terminal::message(&text));
    const VARIABLE: &str = "RAYON_NUM_THREADS";
    let named = match asked {
        Some(threads) => Some(("--threads", threads)),
        None => variable(VARIABLE).and_then(|text| {
            let number = text.trim().parse().ok();
            if number.is_none() {
                let cores = "one thread per core is used";
                say(format!("{VARIABLE} is no number of threads and is ignored: {cores}"));
            }
            number.map(|number| (VARIABLE, number))
        }),
    };
    let Some((name, threads)) = named else { return 0 };
    let used = experiment::capped(threads);
    if threads > used {
        say(format!(
            "{name} asks for {threads} threads: {used} are used, because more than {MAX_THREADS_PER_CORE} per core \
             make nothing faster"
        ));
    }
    if threads == 0 { 0 } else { used }
}

/// A variable of the environment, empty if it is no text; `None` if it is not set.
#[expect(clippy::disallowed_methods, reason = "the environment may give the number of threads")]
fn variable(name: &str) -> Option<String> {
    std::env::var(name).map_or_else(|e| (e != VarError::NotPresent).then(String::new), Some)
}

/// Runs a simulation under a progress bar, and measures how long it takes.
pub fn simulate(
    (model, source): (&Path, &Source),
    plan: &Plan,
    work: impl FnOnce(&Progress) -> Result<Record, Error>,
) -> anyhow::Result<(Record, RunInfo)> {
    progress::keep_work();
    let (record, took) = timed(|| work(&Progress::new(&stem(model)).with(source)));
    source.check_complete()?;
    let record = record?;
    let mut info = RunInfo::new(plan.threads);
    info.wall_seconds = took.as_secs_f64();
    info.add(&record);
    Ok((record, info))
}

/// What some work gives, and how long it took.
#[expect(clippy::disallowed_methods, reason = "the command line tells how long a run took")]
pub fn timed<T>(work: impl FnOnce() -> T) -> (T, Duration) {
    let begin = std::time::Instant::now();
    (work(), begin.elapsed())
}

/// The folder of the results if the command line names none.
pub fn default_folder(model: &Path) -> PathBuf {
    Path::new("results").join(stem(model))
}

/// A model's name.
pub fn stem(model: &Path) -> String {
    model.file_stem().unwrap_or_default().to_string_lossy().into_owned()
}
