//! The `busyhour` command. Everything it does is in the library, under the feature `cli`.

fn main() -> std::process::ExitCode {
    busyhour::command_line()
}
