//! Errors of the library as exceptions of `busyhour.errors`.

use crate::findings::Diagnostic;
use busyhour::{Error, render_diagnostics};
use pyo3::prelude::*;
use pyo3::types::PyList;

/// The exception for an error. That of a wrong scenario shows the lines of the file, and has the diagnostics.
pub fn raised(py: Python<'_>, error: &Error) -> PyErr {
    exception(py, error).unwrap_or_else(|failed| failed)
}

fn exception(py: Python<'_>, error: &Error) -> PyResult<PyErr> {
    let classes = py.import("busyhour.errors")?;
    let found = if error.is_scenario() {
        let text = render_diagnostics(error.diagnostics(), false);
        let list = PyList::empty(py);
        for diagnostic in error.diagnostics() {
            list.append(Diagnostic::of(diagnostic))?;
        }
        classes.getattr("ScenarioError")?.call1((text.trim_end(), list))?
    } else {
        let name = match (error.is_file(), error.is_fault()) {
            (true, _) => "FileError",
            (_, true) => "FaultError",
            _ => "UsageError",
        };
        classes.getattr(name)?.call1((error.to_string(),))?
    };
    Ok(PyErr::from_value(found))
}

/// The result, or the exception for its error.
pub fn or_raise<T>(py: Python<'_>, result: Result<T, Error>) -> PyResult<T> {
    result.map_err(|error| raised(py, &error))
}

/// The exception for a call that makes no sense.
pub fn usage(py: Python<'_>, message: impl Into<String>) -> PyErr {
    raised(py, &Error::usage(message))
}
