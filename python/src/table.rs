//! Tables in Arrow's layout: each column is built once, and handed over by the Arrow PyCapsule interface without a copy.

use crate::errors::raised;
use arrow_array::ffi_stream::FFI_ArrowArrayStream;
use arrow_array::{
    Array, ArrayRef, Float64Array, RecordBatch, RecordBatchIterator, StringArray, UInt32Array,
    UInt64Array,
};
use arrow_schema::ffi::FFI_ArrowSchema;
use arrow_schema::{ArrowError, Schema};
use busyhour::{Error, Estimate, Record};
use pyo3::prelude::*;
use pyo3::types::{PyCapsule, PyDict};
use std::collections::BTreeMap;
use std::sync::Arc;

/// A table. Anything that reads Arrow takes it: `polars.DataFrame(table)`, `pyarrow.table(table)`, DuckDB and others.
#[pyclass(frozen, module = "busyhour")]
pub struct Table(RecordBatch);

/// A column by its name.
pub type Column = (&'static str, ArrayRef);

/// Texts.
pub fn texts<T: AsRef<str>>(values: impl Iterator<Item = T>) -> ArrayRef {
    Arc::new(StringArray::from_iter_values(values))
}

/// Texts, some of which are missing.
pub fn some_texts<T: AsRef<str>>(values: impl Iterator<Item = Option<T>>) -> ArrayRef {
    Arc::new(values.collect::<StringArray>())
}

/// Numbers, some of which are missing.
pub fn numbers(values: impl Iterator<Item = Option<f64>>) -> ArrayRef {
    Arc::new(values.collect::<Float64Array>())
}

/// Counts.
pub fn counts(values: impl Iterator<Item = u32>) -> ArrayRef {
    Arc::new(UInt32Array::from_iter_values(values))
}

fn large_counts(values: impl Iterator<Item = u64>) -> ArrayRef {
    Arc::new(UInt64Array::from_iter_values(values))
}

fn failed(py: Python<'_>, error: &ArrowError) -> PyErr {
    raised(py, &Error::fault(format!("the table cannot be built: {error}")))
}

impl Table {
    pub fn new(py: Python<'_>, columns: Vec<Column>) -> PyResult<Table> {
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| {
            let nullable = column.null_count() > 0 || !is_always_there(name);
            (name, column, nullable)
        }))
        .map(Table)
        .map_err(|error| failed(py, &error))
    }

    /// The estimates of a record, in the columns of `estimates.csv`.
    pub fn of_estimates(py: Python<'_>, record: &Record) -> PyResult<Table> {
        let rows = || record.estimates.iter();
        let number = |of: fn(&Estimate) -> Option<f64>| numbers(rows().map(of));
        let controls = record.control_variates.iter();
        let controls: BTreeMap<_, _> = controls
            .map(|c| ((c.design.as_str(), &c.figure), [c.value, c.low, c.high, c.gain]))
            .collect();
        let precise = |i: usize| {
            numbers(rows().map(|e| {
                let found = controls.get(&(e.design.as_str(), &e.figure));
                found.filter(|_| e.from.is_none()).map(|values| values[i])
            }))
        };
        Table::new(
            py,
            vec![
                ("design", texts(rows().map(|e| &e.design))),
                ("measure", texts(rows().map(|e| e.figure.measure.name()))),
                ("scope", texts(rows().map(|e| e.figure.scope.as_str()))),
                ("statistic", texts(rows().map(|e| e.figure.statistic.name()))),
                ("from", number(|e| e.from)),
                ("to", number(|e| e.to)),
                ("unit", texts(rows().map(|e| e.figure.unit()))),
                ("value", number(|e| e.value)),
                ("low", number(|e| e.low)),
                ("high", number(|e| e.high)),
                ("level", number(|e| Some(e.level))),
                ("method", texts(rows().map(|e| e.method.name()))),
                ("replications", counts(rows().map(|e| e.replications))),
                ("count", large_counts(rows().map(|e| e.count))),
                ("precise", precise(0)),
                ("precise_low", precise(1)),
                ("precise_high", precise(2)),
                ("gain", precise(3)),
            ],
        )
    }

    /// The value of each replication behind the estimates that are no part of a series.
    pub fn of_replicates(py: Python<'_>, record: &Record) -> PyResult<Table> {
        let rows = || record.replicates.iter().flat_map(|r| r.values.iter().map(move |v| (r, v)));
        let numbered = record.replicates.iter().flat_map(|r| 0..r.values.len() as u32);
        Table::new(
            py,
            vec![
                ("design", texts(rows().map(|(r, _)| &r.design))),
                ("measure", texts(rows().map(|(r, _)| r.figure.measure.name()))),
                ("scope", texts(rows().map(|(r, _)| r.figure.scope.as_str()))),
                ("statistic", texts(rows().map(|(r, _)| r.figure.statistic.name()))),
                ("replication", counts(numbered)),
                ("value", numbers(rows().map(|(_, value)| *value))),
            ],
        )
    }

    /// The cumulative distributions of the latencies.
    pub fn of_distributions(py: Python<'_>, record: &Record) -> PyResult<Table> {
        let rows =
            || record.distributions.iter().flat_map(|d| d.points.iter().map(move |p| (d, p)));
        Table::new(
            py,
            vec![
                ("design", texts(rows().map(|(d, _)| &d.design))),
                ("measure", texts(rows().map(|(d, _)| d.measure.name()))),
                ("scope", texts(rows().map(|(d, _)| d.scope.as_str()))),
                ("seconds", numbers(rows().map(|(_, (seconds, _))| Some(*seconds)))),
                ("share", numbers(rows().map(|(_, (_, share))| Some(*share)))),
            ],
        )
    }
}

/// Whether a column of this name never has a missing value, whatever the record is.
fn is_always_there(name: &str) -> bool {
    let precise = matches!(name, "precise" | "precise_low" | "precise_high" | "gain");
    !precise && !matches!(name, "from" | "to" | "value" | "low" | "high" | "reason")
}

#[pymethods]
impl Table {
    /// Names of the columns.
    #[getter]
    fn columns(&self) -> Vec<String> {
        self.0.schema().fields().iter().map(|field| field.name().clone()).collect()
    }

    fn __len__(&self) -> usize {
        self.0.num_rows()
    }

    fn __repr__(&self) -> String {
        format!("<Table of {} rows: {}>", self.0.num_rows(), self.columns().join(", "))
    }

    /// The Arrow PyCapsule interface: the table as a stream.
    #[pyo3(signature = (requested_schema = None))]
    fn __arrow_c_stream__<'py>(
        &self,
        py: Python<'py>,
        requested_schema: Option<&Bound<'py, PyAny>>,
    ) -> PyResult<Bound<'py, PyCapsule>> {
        // A request is best effort; the columns stay as they are.
        let _ = requested_schema;
        let batches = RecordBatchIterator::new([Ok(self.0.clone())], self.0.schema());
        let stream = FFI_ArrowArrayStream::new(Box::new(batches));
        PyCapsule::new_with_value(py, stream, c"arrow_array_stream")
    }

    /// The Arrow PyCapsule interface: names and types of the columns.
    fn __arrow_c_schema__<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyCapsule>> {
        let schema: &Schema = &self.0.schema();
        let schema = FFI_ArrowSchema::try_from(schema).map_err(|error| failed(py, &error))?;
        PyCapsule::new_with_value(py, schema, c"arrow_schema")
    }

    /// The table as a `polars.DataFrame`.
    fn to_polars<'py>(slf: Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("polars")?.call_method1("DataFrame", (slf,))
    }

    /// The table as a `pyarrow.Table`.
    fn to_pyarrow<'py>(slf: Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        slf.py().import("pyarrow")?.call_method1("table", (slf,))
    }

    /// The table as a `pandas.DataFrame`, by way of pyarrow.
    fn to_pandas<'py>(slf: Bound<'py, Self>) -> PyResult<Bound<'py, PyAny>> {
        Table::to_pyarrow(slf)?.call_method0("to_pandas")
    }

    /// The rows as dicts, for programs without one of these packages.
    fn to_dicts<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyDict>>> {
        let rows: Vec<_> = (0..self.0.num_rows()).map(|_| PyDict::new(py)).collect();
        let schema = self.0.schema();
        for (field, column) in schema.fields().iter().zip(self.0.columns()) {
            let column: &dyn Array = column;
            for (i, row) in rows.iter().enumerate() {
                row.set_item(field.name(), value(py, column, i)?)?;
            }
        }
        Ok(rows)
    }
}

/// A value of a column.
fn value<'py>(py: Python<'py>, column: &dyn Array, row: usize) -> PyResult<Bound<'py, PyAny>> {
    if column.is_null(row) {
        return Ok(py.None().into_bound(py));
    }
    let any = column.as_any();
    if let Some(texts) = any.downcast_ref::<StringArray>() {
        return Ok(texts.value(row).into_pyobject(py)?.into_any());
    }
    if let Some(numbers) = any.downcast_ref::<Float64Array>() {
        return Ok(numbers.value(row).into_pyobject(py)?.into_any());
    }
    if let Some(counts) = any.downcast_ref::<UInt32Array>() {
        return Ok(counts.value(row).into_pyobject(py)?.into_any());
    }
    match any.downcast_ref::<UInt64Array>() {
        Some(counts) => Ok(counts.value(row).into_pyobject(py)?.into_any()),
        None => Err(raised(py, &Error::fault("a column has a type that no table here has"))),
    }
}
