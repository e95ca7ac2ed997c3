//! Compares two designs of one model on the same callers: are 7 more channels enough?
//!
//! ```sh
//! cargo run --release --example compare
//! ```

use busyhour::{Compare, Error, NoControl, Study};
use std::path::Path;

fn main() -> Result<(), Error> {
    let channels = [23, 30];
    let load = |design: usize| {
        let overrides = [format!("gateway[*].channels={}", channels[design])];
        Study::load(Path::new("models/tutorial/2-busy-lines.toml"), &overrides)
    };
    let names = channels.iter().map(|n| format!("{n} channels")).collect();
    let compare = Compare { measures: vec!["blocking".to_owned()], ..Compare::default() };
    let plan = load(0)?.plan();
    // Both designs meet the same callers at the same instants, so their difference has a narrow interval.
    let record = compare.prepare(names, &load, plan)?.run(&load, Vec::new(), &NoControl)?;

    for difference in record.comparison().iter().flat_map(|compare| &compare.differences) {
        show(&format!(
            "{} to {}: {} changes by {:+.4}, {} % interval {:+.4} to {:+.4}",
            difference.from,
            difference.to,
            difference.figure,
            difference.difference,
            100.0 * difference.level,
            difference.low.unwrap_or(f64::NAN),
            difference.high.unwrap_or(f64::NAN),
        ));
    }
    Ok(())
}

#[allow(clippy::print_stdout)]
fn show(line: &str) {
    println!("{line}");
}
