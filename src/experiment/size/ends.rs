//! The designs at the ends of the ranges, before anything is simulated: a range that no valid design has is said in the words
//! in which it was given.

use super::bench::{design, overrides};
use super::grid::{Grid, Point};
use crate::base::Error;
use crate::deployment::Vary;
use crate::experiment::designs::runner::Loader;
use crate::experiment::study::Study;
use crate::scenario::OVERRIDE;

/// Reads the designs with every number at its least and at its greatest; gives the latter. `texts` are the ranges of the
/// command line.
///
/// # Errors
/// A design that is not valid: which range makes it so, and why.
pub(super) fn greatest(
    grid: &Grid,
    vary: &[Vary],
    (load, set): (&Loader<'_>, &[String]),
    texts: &[String],
) -> Result<Study, Error> {
    let of = |point: &Point| load(&overrides(set, vary, &grid.values(point)));
    let wrong = |point: &Point, error: Error| {
        let alone = vary.iter().find_map(|vary| of_range(vary, (load, set), texts));
        alone.unwrap_or_else(|| {
            let values = design(vary, &grid.values(point));
            Error::usage(format!(
                "the design with {values} is not valid: {}; raise `from` of one of them, or lower `to`",
                first(&error)
            ))
        })
    };
    let (least, greatest) = (grid.least(), grid.greatest());
    of(&least).map_err(|error| wrong(&least, error))?;
    let study = of(&greatest).map_err(|error| wrong(&greatest, error))?;
    once_each(vary, (load, set))?;
    Ok(study)
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

/// What is wrong with a range, all other numbers as the model has them; `None` if nothing is.
fn of_range(vary: &Vary, (load, set): (&Loader<'_>, &[String]), texts: &[String]) -> Option<Error> {
    let with = |value: u32| {
        let own = format!("{}={value}", vary.key);
        load(&set.iter().cloned().chain([own]).collect::<Vec<_>>()).err()
    };
    let is_own =
        |text: &&String| text.split_once('=').is_some_and(|(key, _)| key.trim() == vary.key);
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

/// The first thing that is wrong. An override is no place, as the reader did not write it.
fn first(error: &Error) -> String {
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
