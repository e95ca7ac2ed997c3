//! The command line, and the shards of planned studies.

use crate::errors::usage;
use crate::watch::{stopped, watched};
use busyhour::{command_line_of, simulate_shard};
use pyo3::prelude::*;
use pyo3::types::PyBytes;
use std::ffi::OsString;

/// The program `busyhour` with these words, of which the first is its name; returns the exit status.
#[pyfunction]
pub fn main(py: Python<'_>, words: Vec<OsString>) -> u8 {
    py.detach(|| command_line_of(&words))
}

/// Simulates a shard of a plan, which is the text of `plan.json`; returns the bytes of its part.
#[pyfunction]
#[pyo3(signature = (plan, index, *, threads = 0))]
pub fn shard<'py>(
    py: Python<'py>,
    plan: &str,
    index: i64,
    threads: usize,
) -> PyResult<Bound<'py, PyBytes>> {
    let shard = usize::try_from(index).map_err(|_| usage(py, "shards are counted from 0"))?;
    let found = watched(py, None, |watch| simulate_shard(plan, shard, threads, watch))?;
    found.map(|part| PyBytes::new(py, &part)).ok_or_else(stopped)
}
