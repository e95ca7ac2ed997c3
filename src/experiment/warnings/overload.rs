//! Warnings about servers that drop messages, or were overloaded when the measured window ended.

use crate::experiment::losses::percent;
use crate::experiment::record::{Estimate, Warning};
use crate::measure::{Measure, Scope, Statistic};

/// Work of one core, in seconds, that a server still had at the end of the window.
const LEFT: f64 = 1.0;

/// Share of messages that a full queue drops that causes a warning.
const DROPS: f64 = 0.001;

/// Servers whose full queues drop messages, with the share.
pub(super) fn dropping(estimates: &[Estimate]) -> impl Iterator<Item = &Estimate> {
    let drops = |e: &&Estimate| {
        e.from.is_none()
            && e.figure.measure == Measure::DropRatio
            && e.value.is_some_and(|share| share >= DROPS)
    };
    estimates.iter().filter(drops)
}

/// One warning for all servers whose full queues drop messages.
pub(super) fn messages_dropped(estimates: &[Estimate]) -> Option<Warning> {
    let share = |e: &Estimate| e.value.unwrap_or(0.0);
    let worst = dropping(estimates).max_by(|a, b| share(a).total_cmp(&share(b)))?;
    let others = match dropping(estimates).count() - 1 {
        0 => String::new(),
        1 => " (another server drops some, too)".to_owned(),
        n => format!(" ({n} other servers drop some, too)"),
    };
    Some(Warning {
        code: "messages-dropped".to_owned(),
        message: format!(
            "{} drops {} of the messages that arrive there and need a core, because its queue is full{others}: its waits and \
             its load are those of the messages that got in, and what is dropped is sent again; add cores, or limit what \
             comes by overload_control",
            worst.figure.scope.label(),
            percent(share(worst)),
        ),
    })
}

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
