//! The result of a study.

use crate::chart::Chart;
use crate::errors::{or_raise, usage};
use crate::findings::escaped;
use crate::table::{Table, counts, numbers, some_texts, texts};
use busyhour::{
    Figure, TableStyle, charts, parse_record, read_record, render_answer, render_csv, render_page,
    render_record, render_table,
};
use pyo3::exceptions::PyKeyError;
use pyo3::prelude::*;
use pyo3::sync::PyOnceLock;
use pyo3::types::PyDict;
use std::path::PathBuf;

/// The result of a study: estimates with their intervals, verdicts, charts, and the report.
#[pyclass(frozen, module = "busyhour")]
pub struct Record {
    pub record: busyhour::Record,
    charts: PyOnceLock<Py<PyDict>>,
}

/// One estimate with its interval.
#[pyclass(frozen, get_all, module = "busyhour")]
pub struct Estimate {
    /// Name of the design; empty for a single run.
    design: String,
    /// As `post_dial_delay.p95@class:fax`.
    figure: String,
    /// Unit of value and interval.
    unit: &'static str,
    /// The estimate; `None` if there is none.
    value: Option<f64>,
    /// Lower end of the interval.
    low: Option<f64>,
    /// Upper end of the interval.
    high: Option<f64>,
    /// Confidence level of the interval.
    level: f64,
    /// How value and interval were computed.
    method: &'static str,
    /// Replications that have a value.
    replications: u32,
    /// Observations over all replications; for a share, the events.
    count: u64,
}

#[pymethods]
impl Estimate {
    fn __float__(&self) -> f64 {
        self.value.unwrap_or(f64::NAN)
    }

    fn __repr__(&self) -> String {
        let number = |n: Option<f64>| n.map_or_else(|| "none".to_owned(), |n| format!("{n:.6}"));
        let (value, low, high) = (number(self.value), number(self.low), number(self.high));
        format!(
            "<{} = {value} {}, {} % of [{low}, {high}]>",
            self.figure,
            self.unit,
            100.0 * self.level
        )
    }
}

impl From<busyhour::Record> for Record {
    fn from(record: busyhour::Record) -> Record {
        Record { record, charts: PyOnceLock::new() }
    }
}

/// Reads a record from its JSON text or from a file such as `record.json`.
#[pyfunction]
#[pyo3(signature = (path_or_text, /))]
pub fn read(py: Python<'_>, path_or_text: PathBuf) -> PyResult<Record> {
    let found = py.detach(|| match path_or_text.to_str() {
        Some(text) if text.trim_start().starts_with('{') => parse_record("the text", text),
        _ => read_record(&path_or_text),
    });
    or_raise(py, found).map(Record::from)
}

#[pymethods]
impl Record {
    /// The scenario's title.
    #[getter]
    fn title(&self) -> &str {
        &self.record.title
    }

    /// Names of the designs; a single run has one without a name.
    #[getter]
    fn designs(&self) -> Vec<&str> {
        self.record.designs.iter().map(|design| design.name.as_str()).collect()
    }

    /// Master seed.
    #[getter]
    fn seed(&self) -> u64 {
        self.record.seed
    }

    /// Number of replications.
    #[getter]
    fn replications(&self) -> u32 {
        self.record.replications
    }

    /// Confidence level of the intervals.
    #[getter]
    fn confidence(&self) -> f64 {
        self.record.confidence
    }

    /// Calls simulated.
    #[getter]
    fn calls(&self) -> u64 {
        self.record.calls
    }

    /// Digest of everything that happened to every call.
    #[getter]
    fn digest(&self) -> &str {
        &self.record.digest
    }

    /// Warnings about the result, worst first: code and text.
    #[getter]
    fn warnings(&self) -> Vec<(&str, &str)> {
        self.record.warnings.iter().map(|w| (w.code.as_str(), w.message.as_str())).collect()
    }

    /// Whether every target is met, by the verdicts of a run; `None` without targets.
    #[getter]
    fn targets_met(&self) -> Option<bool> {
        let targets = &self.record.targets;
        (!targets.is_empty()).then(|| targets.iter().all(|target| target.verdict.is_met()))
    }

    /// Whether the requested precision is reached; `None` if none was requested.
    #[getter]
    fn precision_met(&self) -> Option<bool> {
        let precision = &self.record.precision;
        (!precision.is_empty()).then(|| precision.iter().all(|one| one.met))
    }

    /// The estimates, in the columns of `estimates.csv`.
    #[getter]
    fn estimates(&self, py: Python<'_>) -> PyResult<Table> {
        Table::of_estimates(py, &self.record)
    }

    /// The value of each replication behind the estimates that are no part of a series.
    #[getter]
    fn replicates(&self, py: Python<'_>) -> PyResult<Table> {
        Table::of_replicates(py, &self.record)
    }

    /// The cumulative distributions of the latencies.
    #[getter]
    fn distributions(&self, py: Python<'_>) -> PyResult<Table> {
        Table::of_distributions(py, &self.record)
    }

    /// The targets of a run, judged.
    #[getter]
    fn targets(&self, py: Python<'_>) -> PyResult<Table> {
        let rows = || self.record.targets.iter();
        Table::new(
            py,
            vec![
                ("figure", texts(rows().map(|t| t.figure.to_string()))),
                ("side", texts(rows().map(|t| t.side.words()))),
                ("limit", numbers(rows().map(|t| Some(t.limit)))),
                ("unit", texts(rows().map(|t| t.figure.unit()))),
                ("value", numbers(rows().map(|t| t.value))),
                ("low", numbers(rows().map(|t| t.low))),
                ("high", numbers(rows().map(|t| t.high))),
                ("verdict", texts(rows().map(|t| t.verdict.name()))),
                ("reason", some_texts(rows().map(|t| t.reason.as_deref()))),
            ],
        )
    }

    /// The differences between designs on the same callers, of a comparison.
    #[getter]
    fn differences(&self, py: Python<'_>) -> PyResult<Table> {
        let rows = || self.record.comparison().into_iter().flat_map(|c| &c.differences);
        Table::new(
            py,
            vec![
                ("from_design", texts(rows().map(|d| &d.from))),
                ("to_design", texts(rows().map(|d| &d.to))),
                ("figure", texts(rows().map(|d| d.figure.to_string()))),
                ("unit", texts(rows().map(|d| d.figure.unit()))),
                ("value", numbers(rows().map(|d| Some(d.difference)))),
                ("low", numbers(rows().map(|d| d.low))),
                ("high", numbers(rows().map(|d| d.high))),
                ("level", numbers(rows().map(|d| Some(d.level)))),
                ("replications", counts(rows().map(|d| d.replications))),
            ],
        )
    }

    /// The estimate of a figure such as `blocking`, `post_dial_delay.p95` or `blocking@gateway:gw1`, over the whole window.
    /// Of several designs, the first unless one is named.
    #[pyo3(signature = (figure, *, design = None))]
    fn estimate(&self, figure: &str, design: Option<&str>) -> PyResult<Estimate> {
        let asked = figure.parse::<Figure>();
        let asked = asked.map_err(|problem| PyKeyError::new_err(problem.to_string()))?;
        let design = design.unwrap_or(self.record.first_design());
        let found = self.record.estimates.find(design, &asked).ok_or_else(|| {
            PyKeyError::new_err(format!(
                "`{asked}` is not in this record, for the design `{design}`"
            ))
        })?;
        Ok(Estimate {
            design: found.design.clone(),
            figure: found.figure.to_string(),
            unit: found.figure.unit(),
            value: found.value,
            low: found.low,
            high: found.high,
            level: found.level,
            method: found.method.name(),
            replications: found.replications,
            count: found.count,
        })
    }

    fn __getitem__(&self, figure: &str) -> PyResult<Estimate> {
        self.estimate(figure, None)
    }

    /// The charts by name, in the order of the report.
    #[getter]
    fn charts<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let found = self.charts.get_or_try_init(py, || {
            let drawn = or_raise(py, py.detach(|| charts(&self.record)))?;
            let by_name = PyDict::new(py);
            for chart in drawn.into_iter().map(Chart::of) {
                by_name.set_item(chart.file_name().to_owned(), Py::new(py, chart)?)?;
            }
            Ok::<_, PyErr>(by_name.unbind())
        })?;
        found.bind(py).copy()
    }

    /// The report as one HTML page: what `busyhour run` writes as `report.html`.
    fn page(&self, py: Python<'_>) -> PyResult<String> {
        let page = py.detach(|| Ok(render_page(&self.record, &charts(&self.record)?)));
        or_raise(py, page)
    }

    /// The record as JSON: what `busyhour run` writes as `record.json`.
    fn to_json(&self, py: Python<'_>) -> PyResult<String> {
        or_raise(py, py.detach(|| render_record(&self.record)))
    }

    /// The record as dicts and lists: what `to_json` gives, parsed.
    fn to_dict<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        py.import("json")?.call_method1("loads", (self.to_json(py)?,))
    }

    /// The estimates as CSV: what `busyhour run` writes as `estimates.csv`.
    fn to_csv(&self, py: Python<'_>) -> PyResult<String> {
        or_raise(py, py.detach(|| render_csv(&self.record)))
    }

    /// The tables that `busyhour run` prints.
    #[pyo3(signature = (width = 120))]
    fn text(&self, py: Python<'_>, width: u16) -> PyResult<String> {
        if width < 40 {
            return Err(usage(py, "a table is at least 40 characters wide"));
        }
        Ok(render_table(&self.record, &TableStyle { width, color: false, assumptions: true }))
    }

    fn __str__(&self, py: Python<'_>) -> PyResult<String> {
        self.text(py, 120)
    }

    fn __repr__(&self) -> String {
        let kind = if self.record.designs.len() > 1 {
            format!("{} designs, ", self.record.designs.len())
        } else {
            String::new()
        };
        format!(
            "<Record of {}: {kind}{} replications>",
            self.record.title, self.record.replications
        )
    }

    /// The answer in sentences, and the tables.
    fn _repr_html_(&self, py: Python<'_>) -> PyResult<String> {
        let (answer, text) = (render_answer(&self.record), self.text(py, 110)?);
        Ok(format!(
            "{answer}<details><summary>Tables</summary><pre>{}</pre></details>",
            escaped(&text)
        ))
    }

    fn __eq__(&self, other: &Record) -> bool {
        self.record == other.record
    }

    fn __reduce__<'py>(slf: Bound<'py, Self>) -> PyResult<(Bound<'py, PyAny>, (String,))> {
        let py = slf.py();
        let json = slf.get().to_json(py)?;
        Ok((py.import("busyhour")?.getattr("read")?, (json,)))
    }
}
