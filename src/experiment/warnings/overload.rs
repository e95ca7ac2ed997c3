//! A warning about servers that were overloaded when the measured window ended.

use crate::experiment::record::{Estimate, Warning};
use crate::measure::{Measure, Scope, Statistic};

/// Work of one core, in seconds, that a server still had at the end of the window.
const LEFT: f64 = 1.0;

/// Servers that had more work at the end of the window than one core does in a second. One warning for all.
pub(super) fn ended_overloaded(estimates: &[Estimate]) -> Option<Warning> {
    let service = |scope: &Scope| {
        let is = |e: &&Estimate| {
            e.from.is_none()
                && (e.figure.measure, e.figure.statistic) == (Measure::ServiceTime, Statistic::Mean)
                && e.figure.scope == *scope
        };
        estimates.iter().find(is).and_then(|e| e.value)
    };
    let left = |e: &Estimate| {
        let is_left = e.figure.measure == Measure::MessagesLeft;
        let messages = e.value.filter(|n| is_left && *n > 0.0)?;
        let work = messages * service(&e.figure.scope)?;
        (work > LEFT).then(|| (e.figure.scope.clone(), messages))
    };
    let found: Vec<(Scope, f64)> = estimates.iter().filter_map(left).collect();
    let (worst, messages) = found.iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let others = match found.len() - 1 {
        0 => String::new(),
        1 => " (another server was overloaded, too)".to_owned(),
        n => format!(" ({n} other servers were overloaded, too)"),
    };
    Some(Warning {
        code: "ended-overloaded".to_owned(),
        message: format!(
            "{worst} had {messages:.0} messages left at the end of the measured window{others}: the overload was not over, and a longer \
             window would show more of it; add cores, or limit what comes by overload_control"
        ),
    })
}
