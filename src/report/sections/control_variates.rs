//! Estimates and differences that known arrivals, and known shares of mailboxes, make more precise.

use super::differences::{difference_scale, signed};
use crate::experiment::{CompareSummary, ControlMethod, ControlVariate, Record};
use crate::report::number::{self, Scale};
use crate::report::section::Section;

const TITLE: &str = "More precise estimates from known arrivals and shares";

/// The maximum number of rows; the record has all.
const MAX_ROWS: usize = 16;

/// The estimates of a run.
pub(crate) fn of_run(record: &Record) -> Section {
    let heads = ["figure", ">direct", ">more precise", "method", ">gain"];
    let mut section = Section::new(TITLE, &heads);
    section.rows.extend(record.control_variates.iter().map(|c| row(record, c)));
    section.note = GAIN.to_owned();
    section
}

/// What the gain is.
const GAIN: &str = "gain: how many times more replications the direct estimate would need";

/// The estimates of several designs, and the differences of a comparison, by the name that a design has in the other tables.
pub(crate) fn of_designs(
    record: &Record,
    name: &dyn Fn(&str) -> String,
    compare: Option<&CompareSummary>,
) -> Section {
    let heads = ["figure", "of", ">direct", ">more precise", "3method", ">gain"];
    let mut section = Section::new(TITLE, &heads);
    let estimates = record.control_variates.iter().map(|c| {
        let mut row = row(record, c);
        row.insert(1, name(&c.design));
        (c.gain, row)
    });
    let differences = compare.into_iter().flat_map(|compare| differences(compare, name));
    let all: Vec<(f64, Vec<String>)> = estimates.chain(differences).collect();
    let mut gains: Vec<f64> = all.iter().map(|(gain, _)| *gain).collect();
    gains.sort_by(|a, b| b.total_cmp(a));
    let least = gains.get(MAX_ROWS - 1).copied().unwrap_or(0.0);
    let (rows, count) = (all.iter().filter(|(gain, _)| *gain >= least), all.len());
    section.rows = rows.map(|(_, row)| row.clone()).take(MAX_ROWS).collect();
    section.note = GAIN.to_owned();
    if count > MAX_ROWS {
        section.note.push_str(&format!(
            "; the {MAX_ROWS} of {count} rows that gain most; the record has all"
        ));
    }
    section
}

fn row(record: &Record, c: &ControlVariate) -> Vec<String> {
    let scale = Scale::of(c.figure.dimension(), c.value);
    let by = |v: f64| v * scale.factor;
    let direct = record.estimates.find(&c.design, &c.figure);
    let precise = number::with_interval(Some(by(c.value)), Some(by(c.low)), Some(by(c.high)));
    vec![
        c.figure.label(),
        direct.map_or_else(String::new, number::estimate),
        number::join(&precise, &scale.unit),
        match c.method {
            ControlMethod::Combined => "Srikant and Whitt",
            ControlMethod::Control => CONTROL,
            ControlMethod::Mailboxes => "known mailboxes",
        }
        .to_owned(),
        number::significant(c.gain),
    ]
}

/// How readers know the method.
const CONTROL: &str = "control variate";

/// The gain and row of each difference that known arrivals make more precise.
fn differences(compare: &CompareSummary, name: &dyn Fn(&str) -> String) -> Vec<(f64, Vec<String>)> {
    let of = |d: &crate::experiment::Difference| {
        let c = d.controlled?;
        let scale = difference_scale(compare, &d.figure);
        let unit = scale.of_difference();
        let precise = (c.difference, Some(c.low), Some(c.high));
        let precise = number::difference(&d.figure, precise, scale.factor);
        let row = vec![
            d.figure.label(),
            format!("{} − {}", name(&d.to), name(&d.from)),
            number::join(&signed(d, &scale), unit),
            number::join(&precise, unit),
            CONTROL.to_owned(),
            number::significant(c.gain),
        ];
        Some((c.gain, row))
    };
    compare.differences.iter().filter_map(of).collect()
}
