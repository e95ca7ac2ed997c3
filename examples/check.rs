//! Checks a deployment without simulating it: what is wrong, what happens to which calls, and the cure.
//!
//! ```sh
//! cargo run --release --example check
//! ```

use busyhour::{Error, Study};
use std::path::Path;

fn main() -> Result<(), Error> {
    let study = Study::load(Path::new("models/broken/wildcard-subject.toml"), &[])?;
    for finding in &study.checked().findings {
        let line = finding.place.as_ref().map_or(0, |place| place.line_column().0);
        show(&format!("line {line}, rule {}: {}", finding.rule.name, finding.message));
        show(&format!("  effect: {}", finding.effect));
        show(&format!("  cure:   {}", finding.rule.cure));
    }
    Ok(())
}

#[allow(clippy::print_stdout)]
fn show(line: &str) {
    println!("{line}");
}
