//! Queues that get more work than their cores can do: they grow as long as the run lasts, so nothing that rests on them has
//! a steady value, however long the warm-up. A queue that drops what finds it full does not grow.

use super::record::Estimate;
use super::study::Study;
use crate::base::Id;
use crate::measure::{Figure, Measure, Scope, ScopeKind, Statistic};
use crate::network::{ResourceKind, UNLIMITED};
use std::collections::BTreeMap;

/// Share of the capacity by which the work left undone must grow at cores for previews. Previews that would be late are
/// skipped, so that their queue may be full and steady.
const PREVIEW_GROWTH: f64 = 0.05;

/// A queue that grows.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Unstable {
    /// The server, or its cores for previews.
    pub(super) scope: Scope,
    /// Work that arrived in the window ÷ the work that the cores can do in it.
    pub(super) offered: f64,
    /// Whether messages that such a queue holds may fill a limited pipeline, so that calls are refused.
    refuses: bool,
}

/// The queues whose work exceeds their capacity in the measured window.
pub(super) fn unstable(study: &Study, estimates: &[Estimate], replications: u32) -> Vec<Unstable> {
    let net = study.network();
    let window = study.window();
    let seconds = window.to.since(window.from).seconds() * f64::from(replications.max(1));
    let of = |measure: Measure, statistic: Statistic| -> BTreeMap<&Scope, &Estimate> {
        let is = |e: &&Estimate| {
            e.from.is_none() && (e.figure.measure, e.figure.statistic) == (measure, statistic)
        };
        estimates.iter().filter(is).map(|e| (&e.figure.scope, e)).collect()
    };
    let service = of(Measure::ServiceTime, Statistic::Mean);
    let used = of(Measure::Utilization, Statistic::Value);
    let refuses =
        net.resources.iter().any(|r| r.kind == ResourceKind::Pipeline && r.units != UNLIMITED);
    let hosts = net.stations.iter().zip(&study.names().stations).enumerate();
    let found = hosts.filter_map(|(i, (station, scope))| {
        let work = service.get(scope)?;
        let core_time = work.value?;
        let capacity = seconds * f64::from(station.cores);
        let offered = core_time * work.count as f64 / capacity;
        let used = used.get(scope).and_then(|e| e.value).unwrap_or(0.0);
        // What a queue that drops by UDP holds at the most may be left over from the window. More than that waits at
        // senders over TCP, and grows.
        let held = net.drops_beyond(Id::new(i)).map_or(0.0, |limit| {
            let messages = f64::from(limit) + f64::from(station.cores);
            messages * core_time * f64::from(replications.max(1)) / capacity
        });
        let grows = match is_preview(scope) {
            true => offered - used > PREVIEW_GROWTH,
            false => offered - 1.0 >= held,
        };
        (offered >= 1.0 && grows).then(|| Unstable { scope: scope.clone(), offered, refuses })
    });
    found.collect()
}

fn is_preview(scope: &Scope) -> bool {
    scope.kinds().any(|kind| kind == ScopeKind::Preview)
}

impl Unstable {
    /// `server ex1, preview gets 10 times the work that its cores can do`.
    pub(super) fn words(&self) -> String {
        let times = match self.offered {
            times if times >= 9.5 => format!("{times:.0}"),
            times if times >= 1.05 => format!("{times:.1}"),
            times => format!("{times:.2}"),
        };
        format!("{} gets {times} times the work that its cores can do", self.scope.label())
    }

    /// Whether a figure rests on this queue. Every call passes a server; only messages pass the cores for previews.
    pub(super) fn carries(&self, figure: &Figure) -> bool {
        use Measure::*;
        if !is_preview(&self.scope) {
            return !matches!(figure.measure, Calls);
        }
        match figure.measure {
            MessageDelay | PreviewSkipped => true,
            VoiceMailFailed | CallsLost | Outcome => self.refuses,
            QueueWait | ServiceLevel | Utilization | Occupancy | Peak => {
                let server = |scope: &Scope| scope.get(ScopeKind::Server).map(str::to_owned);
                let message = |kind| matches!(kind, ScopeKind::Preview | ScopeKind::Pipeline);
                server(&figure.scope) == server(&self.scope) && figure.scope.kinds().any(message)
            }
            _ => false,
        }
    }
}
