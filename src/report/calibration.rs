//! The part of the page about call records that says how long routing takes: by the records, and simulated before and after the
//! delays were fitted.

use super::number::{grouped, level, significant};
use super::section::Section;
use crate::experiment::{Bounded, COMPARED, Calibration};
use crate::import::Table;
use crate::import::records::fit::LEVEL;
use crate::import::records::{NEAREST, RoutingTimes, Study};

/// How long routing takes by the records, and simulated if delays were fitted.
pub(super) fn section(study: &Study, calibration: Option<&Calibration>) -> Option<Section> {
    let times = study.routing.as_ref().filter(|times| times.count() > 0)?;
    let mut section = match calibration {
        None => Section::new("How long routing takes", &["share of calls", ">records, s"]),
        Some(_) => {
            let columns = [
                "share of calls",
                ">records, s",
                ">simulated with defaults, s",
                ">with fitted delays, s",
            ];
            Section::new("How long routing takes", &columns)
        }
    };
    for (at, (_, p)) in COMPARED.iter().enumerate() {
        let Some(found) = times.quantile(*p, LEVEL) else { continue };
        let measured = Bounded { value: found.value, low: found.low, high: found.high };
        let mut row =
            vec![format!("{} % are not longer", significant(100.0 * p)), with_bounds(&measured)];
        for simulated in calibration.iter().flat_map(|fitted| [&fitted.before, &fitted.after]) {
            row.push(simulated.quantiles.get(at).map_or_else(|| "–".to_owned(), with_bounds));
        }
        section.rows.push(row);
    }
    section.note = note(times, calibration);
    Some(section)
}

fn note(times: &RoutingTimes, calibration: Option<&Calibration>) -> String {
    let mut note = format!(
        "ResponseTime − InviteTime of {} calls that Unified Messaging answered: {} to its own address, which ring nowhere",
        grouped(times.count() as u64),
        grouped(times.direct as u64),
    );
    if let Some(ring) = times.ring_out {
        note.push_str(&format!(
            ", and {} that were diverted to voice mail within {NEAREST} s after {ring} s of ringing, which are subtracted",
            grouped(times.diverted as u64)
        ));
    }
    if times.left_out > 0 {
        note.push_str(&format!(
            "; {} diverted calls are left out, because their time of ringing is not known",
            grouped(times.left_out as u64)
        ));
    }
    note.push_str(&format!(". Bounds of {} %", level(LEVEL)));
    let Some(fitted) = calibration else { return note };
    note.push_str(&format!(
        ". Simulated is `{}` of {} calls with the defaults and {} with fitted delays. {}. A sum does not say how much of it is whose: \
         one factor for all of them is fitted, so that the medians agree, and the shares of the hosts and the form of each \
         distribution stay those of the defaults. Assumed: InviteTime is the instant at which the Front End has handled the INVITE, and \
         ResponseTime that at which the answer arrives there",
        fitted.measure.name(),
        grouped(fitted.before.calls),
        grouped(fitted.after.calls),
        headline(fitted)
    ));
    let misfits = fitted.misfits();
    if !misfits.is_empty() {
        let names: Vec<String> = misfits.iter().map(ToString::to_string).collect();
        note.push_str(&format!(
            ". At {} records and simulation still differ by more than chance: the form of the distributions does not fit, or calls met \
             a fault, and no factor changes that",
            names.join(", ")
        ));
    }
    note
}

/// The fitted factor, in one line: for the terminal, too.
pub fn headline(fitted: &Calibration) -> String {
    let roles: Vec<&str> = fitted.delays.iter().map(|delay| delay.role).collect();
    format!(
        "The delays of {} are {} times their defaults; the median of routing is {} s by the records, {} s simulated with the \
         defaults, {} s with the fitted delays",
        roles.join(", "),
        factor(fitted),
        significant(fitted.measured[0].value),
        significant(fitted.before.quantiles[0].value),
        significant(fitted.after.quantiles[0].value)
    )
}

/// `1.32 (1.28 to 1.36)`.
fn factor(fitted: &Calibration) -> String {
    let Bounded { value, low, high } = fitted.factor;
    let text = |value: f64| format!("{value:.3}");
    match low.zip(high) {
        Some((low, high)) => format!("{} ({} to {})", text(value), text(low), text(high)),
        None => text(value),
    }
}

/// `0.512 (0.498 to 0.531)`.
fn with_bounds(value: &Bounded) -> String {
    match value.low.zip(value.high) {
        Some((low, high)) => format!("{:.3} ({low:.3} to {high:.3})", value.value),
        None => format!("{:.3}", value.value),
    }
}

/// The table of a scenario with the fitted delays.
pub fn table(fitted: &Calibration, times: &RoutingTimes) -> Table {
    let about = [
        format!(
            "Fitted to {} Lync records (ResponseTime − InviteTime): {} times the defaults.",
            times.count(),
            factor(fitted)
        ),
        "The records hold the sum of these delays. One factor was fitted; how the sum is divided is assumed.".to_owned(),
    ];
    let table = about.iter().fold(Table::single("processing"), |table, line| table.about(line));
    fitted.delays.iter().fold(table, |table, delay| {
        table.key(
            delay.role,
            delay.value.clone(),
            format!("{} records; default: {}", times.count(), delay.default),
        )
    })
}
