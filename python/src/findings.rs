//! What `check` finds, and what is wrong with a scenario.

use busyhour::{Checked, Severity, TableStyle, render_findings};
use pyo3::prelude::*;
use pyo3::types::{PyIterator, PyList};

/// One problem or finding, with its place in the text.
#[pyclass(frozen, get_all, module = "busyhour")]
#[derive(Clone)]
pub struct Diagnostic {
    /// `error`, `warning` or `note`.
    severity: &'static str,
    /// Name of the rule of `check`; `None` for a problem of a scenario.
    rule: Option<&'static str>,
    /// What it is about, as ``gateway `gw1` ``.
    object: String,
    /// What is wrong.
    message: String,
    /// What happens to which calls; empty for a problem of a scenario.
    effect: String,
    /// The cure; may be empty.
    hint: String,
    /// File, as it was named; `None` where the text has no such place.
    file: Option<String>,
    /// Line, from 1.
    line: Option<usize>,
    /// Column in characters, from 1.
    column: Option<usize>,
    /// First and last byte in the text, the last excluded.
    span: Option<(usize, usize)>,
    text: String,
}

impl Diagnostic {
    pub fn of(diagnostic: &busyhour::Diagnostic) -> Diagnostic {
        let place = diagnostic.place.as_ref();
        let at = place.map(|place| place.line_column());
        Diagnostic {
            severity: match diagnostic.severity {
                Severity::Error => "error",
                Severity::Warning => "warning",
                Severity::Note => "note",
            },
            rule: None,
            object: diagnostic.object.clone(),
            message: diagnostic.message.clone(),
            effect: String::new(),
            hint: diagnostic.hint.clone(),
            file: place.map(|place| place.file.name.clone()),
            line: at.map(|(line, _)| line),
            column: at.map(|(_, column)| column),
            span: place.map(|place| (place.bytes.start, place.bytes.end)),
            text: diagnostic.to_string(),
        }
    }
}

#[pymethods]
impl Diagnostic {
    fn __str__(&self) -> &str {
        &self.text
    }

    fn __repr__(&self) -> String {
        format!("<{} {}>", self.severity, self.text)
    }
}

/// What `check` finds: a sequence of findings, worst first.
#[pyclass(frozen, module = "busyhour")]
pub struct Findings {
    name: String,
    checked: Checked,
    list: Vec<Diagnostic>,
}

impl Findings {
    pub fn of(name: &str, checked: &Checked) -> Findings {
        let one = |finding: &busyhour::Finding| Diagnostic {
            rule: Some(finding.rule.name),
            effect: finding.effect.clone(),
            ..Diagnostic::of(&finding.diagnostic())
        };
        let list = checked.findings.iter().map(one).collect();
        Findings { name: name.to_owned(), checked: checked.clone(), list }
    }

    fn text(&self) -> String {
        render_findings(
            &self.name,
            &self.checked,
            &TableStyle { width: 120, color: false, assumptions: true },
        )
    }
}

#[pymethods]
impl Findings {
    /// How many are errors.
    #[getter]
    fn errors(&self) -> usize {
        self.checked.count(Severity::Error)
    }

    /// How many are warnings.
    #[getter]
    fn warnings(&self) -> usize {
        self.checked.count(Severity::Warning)
    }

    fn __len__(&self) -> usize {
        self.list.len()
    }

    fn __getitem__(&self, index: isize) -> PyResult<Diagnostic> {
        let place = if index < 0 { index + self.list.len() as isize } else { index };
        let found = usize::try_from(place).ok().and_then(|place| self.list.get(place));
        found.cloned().ok_or_else(|| {
            pyo3::exceptions::PyIndexError::new_err(format!(
                "there are {} findings",
                self.list.len()
            ))
        })
    }

    fn __iter__<'py>(slf: Bound<'py, Self>) -> PyResult<Bound<'py, PyIterator>> {
        PyList::new(slf.py(), slf.get().list.iter().cloned())?.try_iter()
    }

    /// Findings with their lines and cures, and which calls get through: what `busyhour check` prints.
    fn __str__(&self) -> String {
        self.text()
    }

    fn __repr__(&self) -> String {
        format!(
            "<Findings of {}: {} errors, {} warnings>",
            self.name,
            self.errors(),
            self.warnings()
        )
    }

    fn _repr_html_(&self) -> String {
        format!("<pre>{}</pre>", escaped(&self.text()))
    }
}

/// Text in HTML.
pub fn escaped(text: &str) -> String {
    text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;").replace('"', "&quot;")
}
