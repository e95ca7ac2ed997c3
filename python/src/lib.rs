//! The Python package of busyhour: models, studies and their results as Python objects. `package/busyhour/` beside it has the parts
//! in Python, with the types in `_busyhour.pyi`.

#![forbid(unsafe_code)]

mod chart;
mod command;
mod erlang;
mod errors;
mod findings;
mod overrides;
mod record;
mod study;
mod table;
mod watch;

use pyo3::prelude::*;

/// The parts of `busyhour` that are in Rust.
#[pymodule]
mod _busyhour {
    #[pymodule_export]
    use super::chart::Chart;
    #[pymodule_export]
    use super::command::{main, shard};
    #[pymodule_export]
    use super::erlang::{
        channels_for, channels_for_wait, engset, erlang_a, erlang_b, finite_queue, load_for,
        mean_wait, wait_over, wait_quantile,
    };
    #[pymodule_export]
    use super::findings::{Diagnostic, Findings};
    #[pymodule_export]
    use super::record::{Estimate, Record, read};
    #[pymodule_export]
    use super::study::{Study, load};
    #[pymodule_export]
    use super::table::Table;
    use super::*;

    #[pymodule_init]
    fn init(module: &Bound<'_, PyModule>) -> PyResult<()> {
        module.add("__version__", env!("CARGO_PKG_VERSION"))
    }
}
