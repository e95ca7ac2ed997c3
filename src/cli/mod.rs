//! From arguments to an exit status: 0 done, 1 findings, a missed target or an incomplete result, 2 could not run.
//! Data goes to standard output, everything else to standard error; a closed pipe is success.

mod arguments;
mod check;
mod compare;
mod compare_saved;
mod destinations;
mod erlang;
mod estate;
mod headroom;
mod import;
mod measures;
mod outcome;
mod outputs;
mod progress;
mod result_folder;
mod saved;
mod session;
mod shards;
mod simulate;
mod single_losses;
mod size;
mod sizing_validation;
mod source;
mod spaced;
mod sweep;
mod terminal;
mod validate;
mod year;

use crate::base::{Error, printable};
use arguments::{Arguments, Command};
use clap::{CommandFactory, Parser};
use outcome::Outcome;
use std::ffi::OsString;
use std::process::ExitCode;

/// The whole program: reads the arguments, runs the command, and returns the exit status.
pub fn main() -> ExitCode {
    ExitCode::from(main_of(&std::env::args_os().collect::<Vec<_>>()))
}

/// The whole program with these words, of which the first is its name; returns the exit status. It listens to Ctrl-C from
/// then on, and ends the process where the words are wrong or ask for help: once in a process.
pub fn main_of(command_line: &[OsString]) -> u8 {
    let words: Vec<String> =
        command_line.iter().map(|word| word.to_string_lossy().into_owned()).collect();
    let arguments = match spaced::refused(&words) {
        Some(error) => {
            terminal::report_error(&error.into());
            return 2;
        }
        None => parsed(command_line, &words),
    };
    match run(arguments.command, words.get(1..).unwrap_or_default()) {
        Ok(Outcome::Done) => 0,
        Ok(Outcome::Findings) => 1,
        Err(error) if terminal::is_closed_pipe(&error) => 0,
        Err(error) => {
            terminal::report_error(&error);
            2
        }
    }
}

/// The arguments. If they are refused, the message repeats them with control characters escaped.
fn parsed(command_line: &[OsString], words: &[String]) -> Arguments {
    let error = match Arguments::try_parse_from(command_line) {
        Ok(arguments) => return arguments,
        Err(error) => error,
    };
    let safe: Vec<_> = words.iter().map(|word| printable(word)).collect();
    if safe.iter().zip(words).all(|(safe, word)| safe == word) {
        error.exit()
    }
    match Arguments::try_parse_from(safe.iter().map(|word| word.as_ref())) {
        Err(error) => error.exit(),
        Ok(_) => {
            let what = "an argument holds control characters; remove them";
            terminal::report_error(&Error::usage(what).into());
            std::process::exit(2)
        }
    }
}

fn run(command: Command, words: &[String]) -> anyhow::Result<Outcome> {
    destinations::check_apart(&command)?;
    progress::listen()?;
    match command {
        Command::Run(args) if !args.lose.is_empty() => single_losses::run(&args),
        Command::Run(args) if args.headroom => headroom::run(&args),
        Command::Run(args) if args.year => year::run(&args),
        Command::Run(args) => simulate::run(&args),
        Command::Sweep(args) => sweep::run(&args),
        Command::Sensitivity(args) => sweep::sensitivity(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Size(args) => size::run(&args),
        Command::Plan(args) => shards::plan(args, words),
        Command::Shard(args) => shards::shard(&args),
        Command::Merge(args) => shards::merge(&args),
        Command::Check(args) => check::check(&args),
        Command::Explain(args) => check::explain(&args),
        Command::Measures(args) => measures::run(&args),
        Command::Validate(args) => validate::run(&args),
        Command::Erlang(args) => erlang::run(&args),
        Command::New(args) => simulate::new(&args),
        Command::Import(args) => import::run(&args),
        Command::Schema(args) => simulate::schema(args.of),
        Command::Chart(args) => saved::chart(&args),
        Command::Report(args) => saved::report(&args),
        Command::Completions(args) => {
            let mut script = Vec::new();
            clap_complete::generate(args.shell, &mut Arguments::command(), "busyhour", &mut script);
            terminal::data(&String::from_utf8_lossy(&script))?;
            Ok(Outcome::Done)
        }
    }
}
