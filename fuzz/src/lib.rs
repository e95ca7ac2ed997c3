//! What all fuzzers share: the targets, and a count of the bytes that they got.

#[path = "../../tests/it/fuzz_targets.rs"]
pub mod fuzz_targets;

use std::sync::atomic::{AtomicU64, Ordering};

static BYTES: AtomicU64 = AtomicU64::new(0);

/// Runs a target; says how many bytes it had whenever ten million more are through.
pub fn run(target: fn(&[u8]), data: &[u8]) {
    const EVERY: u64 = 10_000_000;
    target(data);
    let length = data.len() as u64;
    let before = BYTES.fetch_add(length, Ordering::Relaxed);
    if before / EVERY < (before + length) / EVERY {
        eprintln!("{} bytes", before + length);
    }
}
