//! Designs that are not valid, as one without any channels: nobody can choose them, and they say nothing of other designs.

use super::grid::Point;
use crate::base::Error;
use crate::scenario::OVERRIDE;
use std::collections::{BTreeMap, BTreeSet};

/// What is known of the validity of designs.
#[derive(Debug, Default)]
pub(super) struct Validity {
    valid: BTreeSet<Point>,
    /// With what is wrong.
    not_valid: BTreeMap<Point, String>,
}

impl Validity {
    /// What is wrong with a design, if that is known: `Some(None)` if nothing is.
    pub(super) fn known(&self, point: &Point) -> Option<Option<String>> {
        match self.not_valid.get(point) {
            Some(why) => Some(Some(why.clone())),
            None => self.valid.contains(point).then_some(None),
        }
    }

    /// Learns from an attempt to read a design.
    ///
    /// # Errors
    /// An error that is not about the scenario.
    pub(super) fn learn<T>(&mut self, point: &Point, read: Result<T, Error>) -> Result<(), Error> {
        if let Some(error) = if_valid(read)?.err() {
            self.not_valid.insert(point.clone(), first(&error));
        } else {
            self.valid.insert(point.clone());
        }
        Ok(())
    }

    /// Designs that are not valid, with what is wrong.
    pub(super) fn not_valid(&self) -> &BTreeMap<Point, String> {
        &self.not_valid
    }
}

/// What was read, or what is wrong with the scenario.
///
/// # Errors
/// An error that is not about the scenario.
pub(super) fn if_valid<T>(read: Result<T, Error>) -> Result<Result<T, Error>, Error> {
    match read {
        Err(error) if !error.is_scenario() => Err(error),
        read => Ok(read),
    }
}

/// The first thing that is wrong. An override is no place, as the reader did not write it.
pub(super) fn first(error: &Error) -> String {
    let Some(first) = error.diagnostics().first() else { return error.to_string() };
    let place = first.place.as_ref().filter(|place| place.file.name != OVERRIDE);
    let place = place.map_or_else(String::new, |place| {
        format!("{}:{}: ", place.file.name, place.line_column().0)
    });
    let object = match first.object.as_str() {
        "" | OVERRIDE => String::new(),
        object => format!("{object}: "),
    };
    format!("{place}{object}{}", first.message)
}
