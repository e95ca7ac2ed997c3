//! The benches, in one program. `cargo bench` runs them all. A word runs only those that have it in their name, as
//! `cargo bench -- queueing` or `cargo bench -- growth/servers`; `--smoke` runs each at a size that a check can afford;
//! `--chart FOLDER` draws the figures of `growth`.

#![allow(clippy::print_stdout)]
#![allow(clippy::disallowed_methods, reason = "a bench reads the clock and files")]

mod by_hand;
mod growth;
mod laws;
mod queueing;
#[path = "../tests/it/random_scenarios/mod.rs"]
#[allow(dead_code, unused_imports, reason = "the tests use the rest of it")]
mod random_scenarios;
mod shards;
mod study;

use std::path::PathBuf;

/// What the command line asks for.
pub struct Wanted {
    /// Whether to run small sizes only.
    smoke: bool,
    /// Where charts go.
    charts: Option<PathBuf>,
    /// Parts of names; none for all benches.
    words: Vec<String>,
}

impl Wanted {
    fn read() -> Wanted {
        let mut wanted = Wanted { smoke: false, charts: None, words: Vec::new() };
        let mut arguments = std::env::args().skip(1);
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--smoke" => wanted.smoke = true,
                "--chart" => wanted.charts = arguments.next().map(PathBuf::from),
                // Cargo says so.
                "--bench" => {}
                _ => wanted.words.push(argument),
            }
        }
        wanted
    }

    /// Whether the bench of this name is wanted.
    fn is(&self, name: &str) -> bool {
        self.words.is_empty() || self.words.iter().any(|word| name.contains(word.as_str()))
    }
}

/// The median; of an even number of values the greater one in the middle.
fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values[values.len() / 2]
}

fn main() {
    let wanted = Wanted::read();
    study::run(&wanted);
    by_hand::run(&wanted);
    queueing::run_wanted(&wanted);
    growth::run(&wanted);
    laws::run(&wanted);
    shards::run(&wanted);
}
