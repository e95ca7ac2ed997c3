//! Warnings about servers that drop messages, or were overloaded when the measured window ended.

use crate::experiment::losses::percent;
use crate::experiment::record::{Estimate, Warning};
use crate::experiment::study::Study;
use crate::measure::{Measure, Scope, ScopeKind, Statistic};
use crate::network::StationId;

/// Utilization of cores above which queues take too long to settle.
const SATURATED: f64 = 0.95;

/// Utilization from which on a host by UDP may be overloaded by copies alone: if every message came twice, there would be
/// more work than its cores can do.
const TWICE_IS_TOO_MUCH: f64 = 0.5;

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
            "{} had {messages:.0} messages left at the end of the measured window{others}: the overload was not over, and a longer \
             window would show more of it; add cores, or limit what comes by overload_control",
            worst.label()
        ),
    })
}

/// A host whose queue does not settle.
pub(super) fn saturated(e: &Estimate) -> Option<Warning> {
    // Cores for previews may be saturated: previews that would be late are skipped.
    let is_host = e.figure.scope.kinds().eq([ScopeKind::Server]);
    let is_used = e.figure.measure == Measure::Utilization;
    let value = e.value.filter(|v| is_host && is_used && *v >= SATURATED)?;
    Some(Warning {
        code: "saturated-station".to_owned(),
        message: format!(
            "{} is busy {:.0} % of the time: its queue does not settle, so every latency through \
             it depends on the length of the run; add cores or reduce the traffic",
            e.figure.scope.label(),
            100.0 * value
        ),
    })
}

/// Hosts with trunks over UDP and without overload control that a burst can leave overloaded for good. One warning for all.
/// The other warnings are about those that are overloaded already.
pub(in crate::experiment) fn may_collapse(
    study: &Study,
    estimates: &[Estimate],
) -> Option<Warning> {
    let (net, names) = (study.network(), study.names());
    let by_udp = |scope: &Scope| {
        let station = names.stations.iter().position(|name| name == scope).map(StationId::new);
        station.is_some_and(|s| net.has_datagrams(s) && !net.can_refuse(s))
    };
    let load = |e: &Estimate| {
        let busy = e.value.filter(|busy| (TWICE_IS_TOO_MUCH..SATURATED).contains(busy))?;
        let is_host = e.figure.measure == Measure::Utilization && e.from.is_none();
        (is_host && by_udp(&e.figure.scope)).then_some(busy)
    };
    let busy = estimates.iter().filter_map(|e| Some((&e.figure.scope, load(e)?)));
    let (worst, busy) = busy.max_by(|a, b| a.1.total_cmp(&b.1))?;
    Some(Warning {
        code: "may-collapse".to_owned(),
        message: format!(
            "{} is busy {:.0} % of the time, and gets messages by UDP: a burst that makes its answers late has every message sent again, \
             and the copies alone can keep it overloaded after the burst (models/deployments/overload-hysteresis.toml). A \
             run without a burst does not show it: try traffic.surges, or set overload_control",
            worst.label(),
            100.0 * busy,
        ),
    })
}
