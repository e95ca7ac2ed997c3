//! What the tables and charts of several designs share: estimates by design, the order of designs, and
//! the names of figures.

use crate::experiment::{
    ALL_PAIRS, Estimate, Record, SweepLayout, SweepPoint, SweepSummary, VariedKey,
};
use crate::measure::Figure;
use crate::report::number::Scale;

/// The letter that stands for a design in tables of three or more designs; empty if there are only two,
/// or too many.
pub(crate) fn letter_of(record: &Record, design: &str) -> String {
    let designs = &record.designs;
    let place = designs.iter().position(|d| d.name == design);
    let letters = (3..=ALL_PAIRS).contains(&designs.len());
    let letter = |place: usize| char::from(b'A' + place as u8).to_string();
    place.filter(|_| letters).map_or_else(String::new, letter)
}

/// The designs in the order of their values. Designs that were added to locate a crossing are between
/// the others.
pub(crate) fn ordered(sweep: &SweepSummary) -> Vec<&SweepPoint> {
    let mut points: Vec<&SweepPoint> = sweep.points.iter().collect();
    if sweep.layout != SweepLayout::Factorial {
        return points;
    }
    let place = |point: &SweepPoint| -> Vec<f64> {
        let of = |(key, value): (&VariedKey, &String)| match &key.form {
            Some(form) => form.number(value).unwrap_or(f64::INFINITY),
            None => key.values.iter().position(|v| v == value).unwrap_or(usize::MAX) as f64,
        };
        sweep.keys.iter().zip(&point.values).map(of).collect()
    };
    points.sort_by(|a, b| place(a).partial_cmp(&place(b)).unwrap_or(std::cmp::Ordering::Equal));
    points
}

/// The value of a key in a design; empty if the record does not have it.
pub(crate) fn value_of(point: &SweepPoint, along: usize) -> &str {
    point.values.get(along).map_or("", String::as_str)
}

/// The estimates of all designs, by design and figure.
pub(crate) struct EstimatesByDesign<'r>(&'r Record);

impl<'r> EstimatesByDesign<'r> {
    pub(crate) fn of(record: &'r Record) -> Self {
        EstimatesByDesign(record)
    }

    /// The estimate of a figure at a design.
    pub(crate) fn at(&self, figure: &Figure, design: &str) -> Option<&'r Estimate> {
        self.0.estimates.find(design, figure)
    }

    /// The unit in which all values of a figure are shown.
    pub(crate) fn scale(&self, sweep: &SweepSummary, figure: &Figure) -> Scale {
        let values = sweep.points.iter().filter_map(|point| self.at(figure, &point.design)?.value);
        Scale::of(figure.dimension(), values.fold(0.0, f64::max))
    }

    /// The figures that have a value in at least one design.
    pub(crate) fn known<'s>(&self, sweep: &'s SweepSummary) -> Vec<&'s Figure> {
        let any = |figure: &&Figure| {
            let value = |point: &SweepPoint| self.at(figure, &point.design).and_then(|e| e.value);
            sweep.points.iter().any(|point| value(point).is_some())
        };
        sweep.figures.iter().filter(any).collect()
    }
}

/// The name of a figure with its unit.
pub(crate) fn name_with_unit(figure: &Figure, unit: &str) -> String {
    let name = figure.label();
    if unit.is_empty() { name } else { format!("{name}, {unit}") }
}

/// The name of a design in a sentence: in quotation marks if it has a colon or a comma, as names of varied keys do.
pub(crate) fn in_sentence(design: &str) -> String {
    match design.contains([':', ',']) {
        true => format!("“{design}”"),
        false => design.to_owned(),
    }
}

/// Up to three names of designs in a sentence, and how many more.
pub(super) fn some_in_sentence(designs: &[&str]) -> String {
    let names: Vec<String> = designs.iter().map(|design| in_sentence(design)).collect();
    shortened(&names.iter().map(String::as_str).collect::<Vec<_>>())
}

/// Up to three names, and how many more.
pub(crate) fn shortened(names: &[&str]) -> String {
    match names {
        [a] => (*a).to_owned(),
        [a, b] => format!("{a} and {b}"),
        [a, b, c] => format!("{a}, {b} and {c}"),
        [a, b, rest @ ..] => format!("{a}, {b} and {} more", rest.len()),
        [] => String::new(),
    }
}
