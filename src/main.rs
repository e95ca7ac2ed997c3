//! The `busyhour` command: arguments, progress and exit status. The work is the library's.

mod cli;

fn main() -> std::process::ExitCode {
    cli::main()
}
