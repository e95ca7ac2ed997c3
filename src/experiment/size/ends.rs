//! The designs at the ends of the ranges, before anything is simulated: a range that no valid design has is said in the words
//! in which it was given.

use super::bench::{design, overrides};
use super::grid::{Grid, Point};
use super::validity::{first, if_valid};
use crate::base::Error;
use crate::deployment::Vary;
use crate::experiment::designs::runner::Loader;
use crate::experiment::study::Study;

/// Where designs are read: the model with overrides, and those that are common to all designs.
type Reader<'r> = (&'r Loader<'r>, &'r [String]);

/// Reads the designs with every number at its least and at its greatest; gives the largest valid one. `texts` are the ranges of
/// the command line.
///
/// # Errors
/// A range with an end that no valid design has, and why; or no valid design with at most one number below its greatest.
pub(super) fn largest(
    grid: &Grid,
    vary: &[Vary],
    (load, set): Reader<'_>,
    texts: &[String],
) -> Result<(Point, Study), Error> {
    let of = |point: &Point| if_valid(load(&overrides(set, vary, &grid.values(point))));
    let (least, greatest) = (grid.least(), grid.greatest());
    let (at_least, at_greatest) = (of(&least)?, of(&greatest)?);
    if at_least.is_err() || at_greatest.is_err() {
        let alone = (0..vary.len()).find_map(|d| of_range((grid, vary, d), (load, set), texts));
        if let Some(error) = alone {
            return Err(error);
        }
    }
    let found = match at_greatest {
        Ok(study) => (greatest, study),
        Err(error) => next_largest(grid, of)?.ok_or_else(|| {
            let values = design(vary, &grid.values(&greatest));
            Error::usage(format!(
                "the design with {values} is not valid: {}; raise `from` of one of them, or lower `to`",
                first(&error)
            ))
        })?,
    };
    once_each(vary, (load, set))?;
    Ok(found)
}

/// The dearest valid design with one number at its least and all others at their greatest.
fn next_largest(
    grid: &Grid,
    of: impl Fn(&Point) -> Result<Result<Study, Error>, Error>,
) -> Result<Option<(Point, Study)>, Error> {
    let mut best: Option<(Point, Study)> = None;
    for d in 0..grid.dimensions() {
        let mut point = grid.greatest();
        point[d] = 0;
        let cost = grid.cost(&point);
        if best.as_ref().is_none_or(|(known, _)| grid.cost(known) < cost)
            && let Ok(study) = of(&point)?
        {
            best = Some((point, study));
        }
    }
    Ok(best)
}

/// Refuses two keys that set the same number: the later one would win, and both be paid. They do if it matters which comes
/// first.
fn once_each(vary: &[Vary], (load, set): (&Loader<'_>, &[String])) -> Result<(), Error> {
    let design = |first: (&Vary, u32), second: (&Vary, u32)| {
        let own = [first, second].map(|(vary, value)| format!("{}={value}", vary.key));
        let study = load(&set.iter().cloned().chain(own).collect::<Vec<_>>())?;
        Ok::<String, Error>(format!("{:?}", study.deployment()))
    };
    for (i, one) in vary.iter().enumerate() {
        for other in &vary[i + 1..] {
            let (a, b) =
                if one.from == other.to { (one.to, other.from) } else { (one.from, other.to) };
            // A pair that is no valid design says nothing.
            let (Ok(forth), Ok(back)) =
                (design((one, a), (other, b)), design((other, b), (one, a)))
            else {
                continue;
            };
            if forth != back {
                return Err(Error::usage(format!(
                    "`{}` and `{}` set the same number, so it would be paid twice: vary it once",
                    one.key, other.key
                )));
            }
        }
    }
    Ok(())
}

/// What is wrong with a range: an end of it is not valid, whether all other numbers are as the model has them, at their greatest
/// or at their least. `None` if nothing is.
fn of_range(
    (grid, all, d): (&Grid, &[Vary], usize),
    (load, set): Reader<'_>,
    texts: &[String],
) -> Option<Error> {
    let vary = &all[d];
    let with = |value: u32| {
        let own = format!("{}={value}", vary.key);
        let alone = load(&set.iter().cloned().chain([own]).collect::<Vec<_>>()).err()?;
        let is_never = [grid.greatest(), grid.least()].iter().all(|others| {
            let mut values = grid.values(others);
            values[d] = value;
            load(&overrides(set, all, &values)).is_err()
        });
        is_never.then_some(alone)
    };
    let is_own = |text: &&String| {
        text.split_once('=').is_some_and(|(key, _)| Vary::is_same_key(key, &vary.key))
    };
    let text = texts.iter().find(is_own);
    let (value, error, cure) = match (with(vary.from), with(vary.to)) {
        (None, None) => return None,
        (Some(error), Some(_)) => {
            let hint = error.diagnostics().first().map_or("", |first| first.hint.as_str());
            let cure = if hint.is_empty() { "change the key" } else { hint }.to_owned();
            (vary.from, error, cure)
        }
        (Some(error), None) => {
            let cure = text.map_or("raise `from`", |_| "begin the range with a greater number");
            (vary.from, error, cure.to_owned())
        }
        (None, Some(error)) => {
            let cure = text.map_or("lower `to`", |_| "end the range with a smaller number");
            (vary.to, error, cure.to_owned())
        }
    };
    let range = match text {
        Some(text) => format!("--vary '{text}'"),
        None => format!("[[vary]] `{}`", vary.name),
    };
    let why = first(&error);
    Some(Error::usage(format!("{range}: it cannot be {value}: {why}; {cure}")))
}
