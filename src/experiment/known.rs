//! Whether targets and exact answers speak of figures that a record has. Only the recorder knows
//! which those are, so this is said when a study is made and not when its file is read.

use crate::base::{Diagnostic, Error};
use crate::deployment::{Reference, Target};
use crate::measure::Row;
use crate::scenario::{Object, Scenario, nearest};

/// Refuses targets and references without a row.
///
/// # Errors
/// Every one of them, with the nearest figure that there is.
pub(super) fn check(
    scenario: &Scenario,
    (targets, references): (&[Target], &[Reference]),
    rows: &[Row],
) -> Result<(), Error> {
    let rows: Vec<&Row> = rows.iter().filter(|row| row.bin.is_none()).collect();
    let mut problems = Vec::new();
    for (object, t) in scenario.tables.target.iter().zip(targets) {
        problems.extend(problem(object, (&t.measure, &t.scope, &t.statistic), &rows));
    }
    for (object, r) in scenario.tables.reference.iter().zip(references) {
        problems.extend(problem(object, (&r.measure, &r.scope, &r.statistic), &rows));
    }
    if problems.is_empty() { Ok(()) } else { Err(Error::problems(problems)) }
}

fn problem<T>(
    object: &Object<T>,
    (measure, scope, statistic): (&str, &str, &str),
    rows: &[&Row],
) -> Option<Diagnostic> {
    let measured: Vec<&&Row> =
        rows.iter().filter(|r| r.measure == measure && r.statistic == statistic).collect();
    if measured.is_empty() {
        let written = |row: &Row| match row.statistic {
            "value" => row.measure.to_owned(),
            other => format!("{}.{other}", row.measure),
        };
        let mut known: Vec<String> = rows.iter().map(|row| written(row)).collect();
        known.sort();
        known.dedup();
        let wanted = match statistic {
            "value" => measure.to_owned(),
            other => format!("{measure}.{other}"),
        };
        let message = format!("no run measures `{wanted}`");
        let hint = nearest(&wanted, known.iter().map(String::as_str));
        return Some(
            Diagnostic::error(&object.label, message).at(object.place_of("measure")).hint(hint),
        );
    }
    if measured.iter().all(|row| row.scope != scope) {
        let message = format!("`{measure}` is not measured over `{scope}`");
        let hint = nearest(scope, measured.iter().map(|row| row.scope.as_str()));
        return Some(
            Diagnostic::error(&object.label, message).at(object.place_of("scope")).hint(hint),
        );
    }
    None
}
