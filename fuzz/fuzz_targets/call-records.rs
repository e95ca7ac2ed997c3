//! Fuzzes `call_records` of `tests/it/fuzz_targets.rs`.

#![no_main]

use busyhour_fuzz::{fuzz_targets, run};

libfuzzer_sys::fuzz_target!(|data: &[u8]| run(fuzz_targets::call_records, data));
