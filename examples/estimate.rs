//! Runs a study and reads one estimate with its confidence interval.
//!
//! ```sh
//! cargo run --release --example estimate
//! ```

use busyhour::{Error, Figure, Measure, NoControl, Plan, Statistic, Study, replicate};
use std::path::Path;

fn main() -> Result<(), Error> {
    let model = Path::new("models/tutorial/2-busy-lines.toml");
    let study = Study::load(model, &["study.duration=30 min".to_owned()])?;
    // The model's plan, with fewer replications.
    let plan = Plan { replications: 5, ..study.plan() };
    let record = replicate(&study, &plan, &NoControl)?;
    show(&format!("{}: {} calls simulated", record.title, record.calls));

    // `busyhour measures` lists the measures, with their scopes and statistics.
    match record.estimate(&Figure::of_all(Measure::Blocking, Statistic::Value)) {
        Some(blocking) => {
            let percent = |share: Option<f64>| share.map_or(f64::NAN, |share| 100.0 * share);
            show(&format!(
                "blocking {:.2} %, {} % interval from {:.2} % to {:.2} %",
                percent(blocking.value),
                100.0 * blocking.level,
                percent(blocking.low),
                percent(blocking.high),
            ));
        }
        None => show("no call arrived"),
    }
    Ok(())
}

#[allow(clippy::print_stdout)]
fn show(line: &str) {
    println!("{line}");
}
