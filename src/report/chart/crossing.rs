//! Where a sweep crosses its target: in words, and as a line of the chart with what is undecided around it.

use super::axis::{LABEL, Scale};
use super::canvas::{Align, Canvas, Type, text_width};
use super::palette::{PAPER, SHADE};
use crate::experiment::{TargetCrossing, VariedKey};
use crate::report::number;
use crate::report::sections::sweep::{is_confirmed, lost_before};
use std::cmp::Ordering;

/// Left, right, top and bottom of the area inside the axes.
pub(super) type Frame = (f64, f64, f64, f64);

/// Where the target is met and missed, as far as the intervals confirm it; `None` if they cannot say.
pub(super) fn conclusion(crossing: &TargetCrossing) -> Option<String> {
    let confirmed = is_confirmed(crossing);
    let estimate = if confirmed { "" } else { " by the estimates" };
    let lost = if crossing.lost_before.is_some() { " (calls are lost before)" } else { "" };
    Some(match (&crossing.met, &crossing.missed) {
        (Some(met), Some(missed)) if confirmed => {
            format!(": target met at {met}, missed at {missed}{lost}")
        }
        (Some(_), Some(_)) => match (&crossing.surely_met, &crossing.surely_missed) {
            (Some(met), Some(missed)) => {
                format!(": target met at {met}, missed at {missed}{lost}, undecided in between")
            }
            _ => return None,
        },
        _ if !crossing.no_estimate_at.is_empty() => return None,
        (Some(_), None) => format!(": target met at every value{estimate}"),
        _ => format!(": target missed at every value{estimate}{lost}"),
    })
}

/// The values between those that certainly meet and certainly miss the target, as the intervals say.
pub(super) fn undecided(crossing: &TargetCrossing, key: &VariedKey) -> Option<(f64, f64)> {
    let number = |text: &Option<String>| key.form.as_ref()?.number(text.as_ref()?);
    number(&crossing.surely_met).zip(number(&crossing.surely_missed))
}

/// A band over the values that are undecided.
pub(super) fn shade_undecided(
    canvas: &mut Canvas,
    crossing: &TargetCrossing,
    key: &VariedKey,
    x: &Scale,
    (_, _, top, bottom): Frame,
) {
    if let Some((met, missed)) = undecided(crossing, key) {
        let (from, to) = (x.at(met.min(missed)), x.at(met.max(missed)));
        canvas.rectangle((from, top), (to.max(from + 1.0), bottom), SHADE);
    }
}

/// The middle of a crossing, as a value of the key.
pub(super) fn middle(crossing: &TargetCrossing, key: &VariedKey) -> Option<f64> {
    let number = |text: &Option<String>| key.form.as_ref()?.number(text.as_ref()?);
    let (met, missed) = number(&crossing.met).zip(number(&crossing.missed))?;
    Some((met + missed) / 2.0)
}

/// The values that meet and miss the target, beside the line of the crossing.
pub(super) fn marked(
    canvas: &mut Canvas,
    crossing: &TargetCrossing,
    key: &VariedKey,
    (at, y): (f64, f64),
    (left, right): (f64, f64),
) {
    let look = Type::bold(LABEL);
    let text = words(crossing, key);
    // On two lines where one would be longer than the axis.
    let parts: Vec<&str> = match text_width(&text, look) + 8.0 > right - left {
        true => text.split("; ").collect(),
        false => vec![&text],
    };
    let wide = parts.iter().map(|part| text_width(part, look)).fold(0.0, f64::max);
    // On the side with more space, and on white so that grid and curve do not cross the text.
    let from = if at + 14.0 + wide <= right { at + 8.0 } else { (at - 8.0 - wide).max(left) };
    let below = MARK * (parts.len() - 1) as f64;
    canvas.rectangle((from - 3.0, y - 9.0), (from + wide + 3.0, y + 9.0 + below), PAPER);
    for (i, part) in parts.iter().enumerate() {
        canvas.text((from, y + MARK * i as f64), part, look, Align::Left);
    }
}

/// From one line of such a mark to the next.
const MARK: f64 = 17.0;

/// The values that meet and miss the target, and those between that are undecided.
pub(super) fn words(crossing: &TargetCrossing, key: &VariedKey) -> String {
    let word = |text: &Option<String>| text.clone().unwrap_or_default();
    let (side, limit) = (crossing.side, crossing.limit);
    let target = format!("{} {}", side.words(), number::exact(crossing.figure.dimension(), limit));
    let (met, missed) = (word(&crossing.met), word(&crossing.missed));
    let lost = lost_before(crossing).map(|lost| format!(" ({lost} of the calls are lost before)"));
    let lost = lost.unwrap_or_default();
    let text = format!("{target}: met at {met}, missed at {missed} by the estimates{lost}");
    let wider = undecided(crossing, key).is_some()
        && (&crossing.surely_met, &crossing.surely_missed) != (&crossing.met, &crossing.missed);
    match wider {
        true => {
            let number = |text: &&Option<String>| key.form.as_ref()?.number(text.as_ref()?);
            let mut ends = [&crossing.surely_met, &crossing.surely_missed];
            ends.sort_by(|a, b| number(a).partial_cmp(&number(b)).unwrap_or(Ordering::Equal));
            format!("{text}; undecided (shaded) from {} to {}", word(ends[0]), word(ends[1]))
        }
        false => text,
    }
}
