//! Charts, which notebooks show.

use pyo3::prelude::*;
use pyo3::types::PyBytes;

/// A chart of a record. A notebook shows it as SVG.
#[pyclass(frozen, module = "busyhour")]
pub struct Chart(busyhour::Chart);

impl Chart {
    pub fn of(chart: busyhour::Chart) -> Chart {
        Chart(chart)
    }

    pub fn file_name(&self) -> &str {
        &self.0.name
    }
}

#[pymethods]
impl Chart {
    /// File name without extension.
    #[getter]
    fn name(&self) -> &str {
        &self.0.name
    }

    /// What it shows.
    #[getter]
    fn title(&self) -> &str {
        &self.0.title
    }

    /// The picture as SVG.
    #[getter]
    fn svg(&self) -> &str {
        &self.0.svg
    }

    /// The picture as PNG, with two pixels per point.
    #[getter]
    fn png<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, &self.0.png)
    }

    fn _repr_svg_(&self) -> &str {
        &self.0.svg
    }

    fn __repr__(&self) -> String {
        format!("<Chart {}: {}>", self.0.name, self.0.title)
    }
}
