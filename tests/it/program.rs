//! The program as the tests start it, and what it says and leaves.

use assert_cmd::Command;
use busyhour::internals::experiment::Record;
use busyhour::internals::report::json;
use std::path::Path;
use std::process::Output;

/// The program, started in the checkout.
pub fn busyhour() -> Command {
    let mut command = Command::cargo_bin("busyhour").expect("built");
    command.current_dir(env!("CARGO_MANIFEST_DIR"));
    command
}

/// Whether the tests may take long: with `BUSYHOUR_SEEDS`, whatever its number.
pub fn is_long() -> bool {
    std::env::var("BUSYHOUR_SEEDS").is_ok()
}

/// What a stream holds.
pub fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

/// What the program says on both streams.
pub fn said(output: &Output) -> String {
    format!("{}{}", text(&output.stdout), text(&output.stderr))
}

/// The record that a run leaves in its folder.
pub fn record(folder: &Path) -> Record {
    json::read(&folder.join("record.json")).expect("a record")
}
