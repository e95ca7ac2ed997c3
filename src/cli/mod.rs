//! From arguments to an exit status: 0 done, 1 findings, a missed target or an incomplete result, 2 could not run.
//! Data goes to standard output, everything else to standard error; a closed pipe is success.

mod arguments;
mod check;
mod compare;
mod erlang;
mod estate;
mod measures;
mod outcome;
mod outputs;
mod progress;
mod result_folder;
mod saved;
mod session;
mod simulate;
mod spaced;
mod sweep;
mod terminal;
mod validate;

use arguments::{Arguments, Command};
use clap::{CommandFactory, Parser};
use outcome::Outcome;
use std::process::ExitCode;

/// The whole program: reads the arguments, runs the command, and returns the exit status.
pub fn main() -> ExitCode {
    let words: Vec<String> =
        std::env::args_os().map(|word| word.to_string_lossy().into_owned()).collect();
    let arguments = match spaced::refused(&words) {
        Some(error) => {
            terminal::report_error(&error.into());
            return ExitCode::from(2);
        }
        None => Arguments::parse(),
    };
    match run(arguments.command) {
        Ok(Outcome::Done) => ExitCode::SUCCESS,
        Ok(Outcome::Findings) => ExitCode::from(1),
        Err(error) if terminal::is_closed_pipe(&error) => ExitCode::SUCCESS,
        Err(error) => {
            terminal::report_error(&error);
            ExitCode::from(2)
        }
    }
}

fn run(command: Command) -> anyhow::Result<Outcome> {
    outputs::check_apart(&command)?;
    match command {
        Command::Run(args) => simulate::run(&args),
        Command::Sweep(args) => sweep::run(&args),
        Command::Sensitivity(args) => sweep::sensitivity(&args),
        Command::Compare(args) => compare::run(&args),
        Command::Check(args) => check::check(&args),
        Command::Explain(args) => check::explain(&args),
        Command::Measures(args) => measures::run(&args),
        Command::Validate(args) => validate::run(&args),
        Command::Erlang(args) => erlang::run(&args),
        Command::New(args) => simulate::new(&args),
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
