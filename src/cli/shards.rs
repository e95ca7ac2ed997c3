//! `plan`, `shard` and `merge`: one study on many machines.

use super::arguments::{Arguments, Command, Merge, Plan, PlannedStudy, Shard, Simulation};
use super::outcome::Outcome;
use super::progress::{self, Progress};
use super::source::Source;
use super::terminal;
use crate::base::Error;
use crate::experiment::{self, Contribution, DesignSource, ShardPlan, Supply};
use crate::report::shards;
use clap::Parser;
use std::path::Path;

/// `plan STUDY --shards N --out DIR`; `words` is the command line without the name of the program.
pub fn plan(args: Plan, words: &[String]) -> anyhow::Result<Outcome> {
    refuse(&args.study)?;
    let Some(number) = args.shards else {
        return Err(Error::usage("name the number of shards, as --shards 16").into());
    };
    let Some(folder) = args.out else {
        return Err(Error::usage("name a folder for the plan and its parts, as --out DIR").into());
    };
    // What the command would write while it is planned goes here, and goes away.
    let scratch = tempfile::tempdir().map_err(|e| Error::file("a temporary folder", e))?;
    let source = Source::planning();
    let done = execute(args.study, &source, |outputs| {
        outputs.out = Some(scratch.path().to_owned());
    });
    let lacking = source.lacking();
    if lacking.is_empty() {
        done?;
        return Err(Error::fault("the command simulates nothing that could be planned").into());
    }
    let (files, models) = source.read()?;
    let mut plan = ShardPlan::new(without_out(words), models, number, files);
    plan.extend(&lacking);
    if shards::is_planned(&folder) {
        let there = shards::read_plan(&folder)?;
        if there.hash != plan.hash {
            let what =
                "this folder holds the plan of another study; remove it, or choose another --out";
            return Err(Error::file(folder.display().to_string(), what).into());
        }
        terminal::message(&format!("{}: planned before, and kept", folder.display()));
        return Ok(Outcome::Done);
    }
    shards::write_plan(&folder, &plan)?;
    terminal::message(&format!(
        "planned {}; run `busyhour shard {dir} INDEX` for each INDEX from 0 to {}, then `busyhour merge {dir}`",
        described(&plan, 0),
        plan.work.len() - 1,
        dir = folder.display()
    ));
    Ok(Outcome::Done)
}

/// What the shards from `first` on simulate.
fn described(plan: &ShardPlan, first: usize) -> String {
    let pieces = || plan.work[first..].iter().flatten();
    let replications: u64 = pieces().map(|piece| u64::from(piece.len())).sum();
    let designs: std::collections::BTreeSet<u32> = pieces().map(|piece| piece.design).collect();
    let (designs, shards) = (designs.len(), plan.work.len() - first);
    let one = |number: usize, what: &str| match number {
        1 => format!("1 {what}"),
        _ => format!("{number} {what}s"),
    };
    format!(
        "{} of {} in {}",
        one(replications as usize, "replication"),
        one(designs, "design"),
        one(shards, "shard")
    )
}

/// `shard DIR INDEX`, or `shard DIR --missing`.
pub fn shard(args: &Shard) -> anyhow::Result<Outcome> {
    let plan = shards::read_plan(&args.folder)?;
    let Some(index) = args.index else {
        let missing = missing(&args.folder, &plan);
        terminal::data(&missing.iter().map(|shard| format!("{shard}\n")).collect::<String>())?;
        return Ok(Outcome::Done);
    };
    let Some(pieces) = plan.work.get(index) else {
        let last = plan.work.len() - 1;
        return Err(
            Error::usage(format!("the plan has no shard {index}; its last is {last}")).into()
        );
    };
    let path = shards::part_path(&args.folder, index);
    if !args.again && matches!(shards::read_part(&args.folder, &plan, index), Ok(Some(_))) {
        terminal::message(&format!("{}: is there already", path.display()));
        return Ok(Outcome::Done);
    }
    let source = Source::planned(plan.files.clone(), &plan.models, Supply::default());
    let read = |design: &DesignSource| source.load(Path::new(&design.model), &design.overrides);
    let watch = Progress::new(&format!("shard {index}"));
    let threads = super::session::threads(args.threads);
    let found = experiment::share((&plan.designs, pieces), &read, threads, &watch)?;
    drop(watch);
    let Some(found) = found else {
        terminal::message(&format!("stopped; {} is not written", path.display()));
        return Ok(Outcome::Findings);
    };
    shards::write_part(&args.folder, (&plan, index), &found)?;
    terminal::message(&format!("wrote {}", path.display()));
    Ok(Outcome::Done)
}

/// Shards that have no part.
fn missing(folder: &Path, plan: &ShardPlan) -> Vec<usize> {
    let is_missing = |shard: &usize| !shards::part_path(folder, *shard).exists();
    (0..plan.work.len()).filter(is_missing).collect()
}

/// `merge DIR`.
pub fn merge(args: &Merge) -> anyhow::Result<Outcome> {
    let mut plan = shards::read_plan(&args.folder)?;
    let source = Source::planned(plan.files.clone(), &plan.models, supply(&args.folder, &plan)?);
    let words = std::iter::once("busyhour").chain(plan.command.iter().map(String::as_str));
    let Ok(Arguments { command: Command::Plan(planned) }) = Arguments::try_parse_from(words) else {
        return Err(Error::usage("the plan holds no command of this program; plan again").into());
    };
    let done = execute(planned.study, &source, |outputs| {
        outputs.clone_from(&args.outputs);
        outputs.out.get_or_insert_with(|| args.folder.clone());
    });
    let lacking = source.lacking();
    if lacking.is_empty() {
        return done;
    }
    if progress::stop_requested() {
        return done;
    }
    let first = plan.work.len();
    plan.extend(&lacking);
    shards::write_plan(&args.folder, &plan)?;
    let dir = args.folder.display();
    terminal::message(&format!(
        "the study needs more: planned {}; run `busyhour shard {dir} INDEX` for each INDEX from {first} to {}, then \
         `busyhour merge {dir}` again",
        described(&plan, first),
        plan.work.len() - 1
    ));
    Ok(Outcome::Findings)
}

/// The replications of all parts.
fn supply(folder: &Path, plan: &ShardPlan) -> Result<Supply, Error> {
    let missing = missing(folder, plan);
    if !missing.is_empty() {
        return Err(Error::file(
            folder.display().to_string(),
            format!(
                "the parts of these shards are missing: {}; run `busyhour shard {} INDEX` for each, then merge again",
                ranges(&missing),
                folder.display()
            ),
        ));
    }
    let mut supply = Supply::default();
    for shard in 0..plan.work.len() {
        let mut found = shards::read_part(folder, plan, shard)?.unwrap_or_default();
        while let Some(design) = found.first().map(|one| one.design) {
            let others: Vec<Contribution>;
            (found, others) = found.into_iter().partition(|one| one.design == design);
            let Some(source) = plan.designs.get(design as usize) else {
                return Err(Error::fault("a part has a design that the plan has not"));
            };
            supply.add(source, found)?;
            found = others;
        }
    }
    Ok(supply)
}

/// Numbers in rising order, as `3, 7-13`.
fn ranges(numbers: &[usize]) -> String {
    let mut found: Vec<(usize, usize)> = Vec::new();
    for number in numbers {
        match found.last_mut() {
            Some((_, last)) if *last + 1 == *number => *last = *number,
            _ => found.push((*number, *number)),
        }
    }
    let text = |(first, last): &(usize, usize)| match first == last {
        true => first.to_string(),
        false => format!("{first}-{last}"),
    };
    found.iter().map(text).collect::<Vec<_>>().join(", ")
}

/// Runs the command of a study with models and replications from a source.
fn execute(
    study: PlannedStudy,
    source: &Source,
    place: impl FnOnce(&mut super::arguments::Outputs),
) -> anyhow::Result<Outcome> {
    let give = |simulation: &mut Simulation| simulation.source = source.clone();
    match study {
        PlannedStudy::Run(mut args) => {
            give(&mut args.simulation);
            place(&mut args.outputs);
            super::simulate::run(&args)
        }
        PlannedStudy::Sweep(mut args) => {
            give(&mut args.simulation);
            place(&mut args.outputs);
            super::sweep::run(&args)
        }
        PlannedStudy::Compare(mut args) => {
            give(&mut args.simulation);
            place(&mut args.outputs);
            super::compare::run(&args)
        }
        PlannedStudy::Sensitivity(mut args) => {
            give(&mut args.simulation);
            place(&mut args.outputs);
            super::sweep::sensitivity(&args)
        }
        PlannedStudy::Validate(mut args) => {
            give(&mut args.simulation);
            super::validate::run(&args)
        }
        PlannedStudy::Size(mut args) => {
            give(&mut args.simulation);
            place(&mut args.outputs);
            super::size::run(&args)
        }
    }
}

/// Refuses what cannot be planned, and options that belong to `merge`.
fn refuse(study: &PlannedStudy) -> Result<(), Error> {
    let outputs = match study {
        PlannedStudy::Run(args) => {
            let way =
                [(!args.lose.is_empty(), "lose"), (args.headroom, "headroom"), (args.year, "year")];
            if let Some((_, option)) = way.into_iter().find(|(is, _)| *is) {
                return Err(Error::usage(format!(
                    "run --{option} cannot be planned: the designs that it makes are no models with overrides, from which a shard \
                     could make them again. Run it on one machine, where it uses all cores"
                )));
            }
            Some(&args.outputs)
        }
        PlannedStudy::Sweep(args) => Some(&args.outputs),
        PlannedStudy::Compare(args) => Some(&args.outputs),
        PlannedStudy::Sensitivity(args) => Some(&args.outputs),
        PlannedStudy::Validate(args) if args.coverage.is_some() => {
            return Err(Error::usage(
                "validate --coverage cannot be planned: each of its studies has its own seed and is used up at once. Run it on \
                 one machine, or plan `validate` without --coverage",
            ));
        }
        PlannedStudy::Validate(_) => None,
        PlannedStudy::Size(args) => Some(&args.outputs),
    };
    let Some(outputs) = outputs else { return Ok(()) };
    let given = [
        (outputs.json.is_some(), "json"),
        (outputs.csv.is_some(), "csv"),
        (outputs.assumptions, "assumptions"),
        (outputs.no_charts, "no-charts"),
        (outputs.open, "open"),
    ];
    match given.into_iter().find(|(is, _)| *is) {
        Some((_, option)) => Err(Error::usage(format!(
            "`plan` writes no result; give --{option} to `busyhour merge DIR`"
        ))),
        None => Ok(()),
    }
}

/// The command line without the folder, so that the plan is the same in each.
fn without_out(words: &[String]) -> Vec<String> {
    let mut kept = Vec::new();
    let mut words = words.iter();
    while let Some(word) = words.next() {
        match word.as_str() {
            "--out" => drop(words.next()),
            word if word.starts_with("--out=") => {}
            _ => kept.push(word.clone()),
        }
    }
    kept
}
