//! One replication as rows: the same labels in the same order every time, so that replications
//! can be put beside each other by position.

use super::cell::{Cell, Tally};
use super::recorder::{Recorder, VERSIONS, version_index};
use crate::call::{Latency, Outcome, Part, Path, Reason, RoutingHop};
use crate::deployment::{Class, Version};
use crate::network::ResourceKind;
use crate::stats::{Digits, LatencyHistogram};

/// One value of one replication.
#[derive(Clone, Debug, PartialEq)]
pub struct Row {
    /// What.
    pub measure: &'static str,
    /// Over what.
    pub scope: String,
    /// Which statistic.
    pub statistic: &'static str,
    /// Bin of a series, seconds.
    pub bin: Option<(f64, f64)>,
    /// Unit.
    pub unit: &'static str,
    /// The value; `None` where this replication cannot tell.
    pub value: Option<f64>,
    /// Observations behind it.
    pub count: u64,
}

/// Histograms of one replication, to be merged: (measure, scope, histogram).
pub type Distributions = Vec<(&'static str, String, LatencyHistogram)>;

/// Percentiles of latencies.
const QUANTILES: [(&str, f64); 5] =
    [("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99), ("p99.9", 0.999)];

const VERSION_ALL: [Version; 4] =
    [Version::Exchange2007, Version::Exchange2010, Version::Exchange2013, Version::Exchange2016];

struct Rows {
    rows: Vec<Row>,
    scope: String,
}

impl Rows {
    fn push(
        &mut self,
        measure: &'static str,
        statistic: &'static str,
        unit: &'static str,
        (value, count): (Option<f64>, u64),
    ) {
        let scope = self.scope.clone();
        self.rows.push(Row { measure, scope, statistic, bin: None, unit, value, count });
    }

    fn count(&mut self, measure: &'static str, count: u64, hours: f64) {
        self.push(measure, "count", "calls", (Some(count as f64), count));
        self.push(measure, "per_hour", "1/h", (Some(count as f64 / hours), count));
    }

    fn share(&mut self, measure: &'static str, part: u64, of: u64) {
        self.push(measure, "value", "1", (ratio(part, of), part));
    }

    fn tally(&mut self, measure: &'static str, tally: &Tally) {
        self.push(measure, "mean", "s", (tally.mean(), tally.count));
        let max = (tally.count > 0).then(|| tally.max.seconds());
        self.push(measure, "max", "s", (max, tally.count));
    }
}

fn ratio(part: u64, of: u64) -> Option<f64> {
    (of > 0).then(|| part as f64 / of as f64)
}

impl Recorder<'_> {
    /// Everything this replication has to say.
    pub fn rows(&self) -> Vec<Row> {
        let mut rows = Rows { rows: Vec::new(), scope: "all".to_owned() };
        for (scope, cell) in self.scopes() {
            rows.scope = scope;
            self.call_rows(&mut rows, &cell);
        }
        self.routing_rows(&mut rows);
        self.quantile_rows(&mut rows);
        self.resource_rows(&mut rows);
        self.station_rows(&mut rows);
        self.link_rows(&mut rows);
        self.series_rows(&mut rows);
        rows.rows
    }

    /// Headline latencies as histograms, those of all classes together.
    pub fn distributions(&self) -> Distributions {
        Latency::ALL
            .iter()
            .filter_map(|latency| {
                let all = self.all_classes(*latency);
                (all.count() > 0).then(|| (latency.name(), "all".to_owned(), all))
            })
            .collect()
    }

    /// Hash over the arrivals of each source in the window: (calls, hash).
    pub fn identities(&self) -> &[(u64, u64)] {
        &self.identities
    }

    fn hours(&self) -> f64 {
        self.window.to.since(self.window.from).seconds() / 3_600.0
    }

    fn sum(&self, wanted: impl Fn(usize, usize) -> bool) -> Cell {
        let mut sum = Cell::default();
        for (i, cell) in self.cells.iter().enumerate() {
            if wanted(i / VERSIONS, i % VERSIONS) {
                sum.merge(cell);
            }
        }
        sum
    }

    /// Every scope of calls with its sum; the same list in every replication.
    fn scopes(&self) -> Vec<(String, Cell)> {
        let net = self.net;
        let group_of = |source: usize| net.sources[source].parties[0] as usize;
        let has_version = |version: Version| net.exchange.iter().any(|e| e.version == version);
        let versions: Vec<Version> = VERSION_ALL.into_iter().filter(|v| has_version(*v)).collect();
        let mut out = vec![("all".to_owned(), self.sum(|_, _| true))];
        for class in [Class::Voice, Class::Outbound, Class::Internal] {
            if net.sources.iter().any(|s| s.class == class) {
                let cell = self.sum(|s, _| net.sources[s].class == class);
                out.push((format!("class:{}", class.name()), cell));
            }
        }
        for (i, name) in self.names.sources.iter().enumerate() {
            out.push((format!("source:{name}"), self.sum(|s, _| s == i)));
        }
        for version in &versions {
            let index = version_index(*version);
            out.push((format!("mailbox:{}", version.name()), self.sum(|_, v| v == index)));
        }
        for (i, name) in self.names.groups.iter().enumerate() {
            out.push((format!("users:{name}"), self.sum(|s, _| group_of(s) == i)));
            for version in versions.iter().filter(|_| versions.len() > 1) {
                let index = version_index(*version);
                let scope = format!("users:{name}+mailbox:{}", version.name());
                out.push((scope, self.sum(|s, v| group_of(s) == i && v == index)));
            }
        }
        let places = &self.names.group_places;
        for (i, name) in self.names.sites.iter().enumerate() {
            out.push((format!("site:{name}"), self.sum(|s, _| places[group_of(s)].0 == i)));
        }
        for (i, name) in self.names.pools.iter().enumerate() {
            out.push((format!("pool:{name}"), self.sum(|s, _| places[group_of(s)].1 == i)));
        }
        for (i, name) in self.names.plans.iter().enumerate() {
            let cell = self.sum(|s, _| places[group_of(s)].2 == Some(i));
            out.push((format!("dial_plan:{name}"), cell));
        }
        out
    }

    fn call_rows(&self, rows: &mut Rows, cell: &Cell) {
        let hours = self.hours();
        rows.count("calls", cell.calls, hours);
        rows.count("attempts", cell.attempts, hours);
        rows.count("retries", cell.attempts - cell.calls, hours);
        use Outcome::*;
        rows.count("answered", cell.outcome(Answered), hours);
        rows.count("voice_messages", cell.outcome(VoiceMessage), hours);
        rows.count("hung_up_in_greeting", cell.outcome(HungUpInGreeting), hours);
        let abandoned = cell.outcome(AbandonedRinging) + cell.outcome(AbandonedRouting);
        rows.count("abandoned", abandoned, hours);
        rows.share("blocking", cell.outcome(Blocked), cell.attempts);
        rows.share("first_attempt_blocking", cell.first_blocked, cell.calls);
        rows.share("mediation_rejected", cell.outcome(MediationRejected), cell.attempts);
        rows.share("um_rejected", cell.outcome(UmRejected), self.diverted(cell));
        rows.share("worker_rejected", cell.outcome(WorkerRejected), self.diverted(cell));
        let failed = cell.outcome(UmRejected) + cell.outcome(WorkerRejected);
        rows.share("voice_mail_failed", failed, self.diverted(cell));
        rows.share("calls_lost", cell.lost, cell.calls);
        rows.share("in_flight", cell.outcome(InFlight), cell.attempts);
        self.establishment_rows(rows, cell);
        self.missed_rows(rows, cell, hours);
        let routed = &cell.latencies[Latency::VoiceMailRouting as usize];
        rows.push("redirects", "mean", "1", (ratio(cell.redirects, routed.count), routed.count));
        rows.push("um_invites", "mean", "1", (ratio(cell.invites, routed.count), routed.count));
        for latency in Latency::ALL {
            rows.tally(latency.name(), &cell.latencies[latency as usize]);
        }
        let scope = rows.scope.clone();
        for outcome in Outcome::ALL {
            rows.scope = if scope == "all" {
                format!("outcome:{}", outcome.name())
            } else {
                format!("{scope}+outcome:{}", outcome.name())
            };
            rows.share("outcome", cell.outcome(outcome), cell.attempts);
        }
        rows.scope = scope;
    }

    /// Attempts that voice mail answered, or that it should have.
    fn diverted(&self, cell: &Cell) -> u64 {
        use Outcome::*;
        [VoiceMessage, HungUpInGreeting, UmRejected, WorkerRejected, AbandonedRouting]
            .iter()
            .map(|outcome| cell.outcome(*outcome))
            .sum()
    }

    /// Session establishment ratios of RFC 6076 at the caller's side, of attempts that sent an
    /// INVITE. 480 counts as a success of effectiveness there; nothing here is redirected back.
    fn establishment_rows(&self, rows: &mut Rows, cell: &Cell) {
        use Outcome::*;
        let sent = cell.attempts - cell.outcome(Blocked) - cell.outcome(Carried);
        let established = [Answered, VoiceMessage, HungUpInGreeting];
        let established: u64 = established.iter().map(|o| cell.outcome(*o)).sum();
        let refused = [MediationRejected, UmRejected, WorkerRejected];
        let refused: u64 = refused.iter().map(|o| cell.outcome(*o)).sum();
        rows.share("ser", established, sent);
        rows.share("seer", established + cell.outcome(Unanswered), sent);
        rows.share("isa", refused, sent);
        rows.share("scr", established, sent);
    }

    fn missed_rows(&self, rows: &mut Rows, cell: &Cell, hours: f64) {
        let scope = rows.scope.clone();
        let tell = |rows: &mut Rows, paths: &[usize]| {
            let sum = |of: &[u64; 2]| paths.iter().map(|p| of[*p]).sum::<u64>();
            let (missed, due, sent) = (sum(&cell.missed), sum(&cell.due), sum(&cell.sent));
            rows.count("missed_calls", missed, hours);
            rows.count("missed_call_notifications_due", due, hours);
            rows.count("missed_call_notifications_sent", sent, hours);
            rows.count("missed_call_notifications_lost", due - sent, hours);
            rows.share("missed_call_notification_loss", due - sent, due);
        };
        tell(rows, &[0, 1]);
        for (path, name) in [(Path::A, "path:A"), (Path::B, "path:B")] {
            rows.scope = if scope == "all" { name.to_owned() } else { format!("{scope}+{name}") };
            tell(rows, &[path as usize]);
        }
        rows.scope = scope;
    }

    fn routing_rows(&self, rows: &mut Rows) {
        for hop in RoutingHop::ALL {
            let parts = &self.parts[hop as usize];
            rows.scope = format!("hop:{}", hop.name());
            let count = parts[0].count;
            let sum = parts.iter().map(|tally| tally.sum).sum::<u128>() as f64 * 1e-9;
            let mean = (count > 0).then(|| sum / count as f64);
            rows.push("voice_mail_routing_latency.part", "mean", "s", (mean, count));
            for part in Part::ALL {
                rows.scope = format!("hop:{}+part:{}", hop.name(), part.name());
                let tally = &parts[part as usize];
                let value = (tally.mean(), tally.count);
                rows.push("voice_mail_routing_latency.part", "mean", "s", value);
            }
        }
        let all = self.sum(|_, _| true);
        for reason in Reason::ALL {
            rows.scope = format!("reason:{}", reason.name());
            rows.tally("voice_mail_routing_latency", &all.by_reason[reason as usize]);
        }
    }

    fn all_classes(&self, latency: Latency) -> LatencyHistogram {
        let mut all = LatencyHistogram::new(Digits::Three);
        let n = Latency::ALL.len();
        for histogram in self.by_class.iter().skip(latency as usize).step_by(n) {
            all.merge(histogram);
        }
        all
    }

    fn quantile_rows(&self, rows: &mut Rows) {
        let n = Latency::ALL.len();
        for latency in Latency::ALL {
            rows.scope = "all".to_owned();
            quantiles(rows, latency, &self.all_classes(latency));
            for class in [Class::Voice, Class::Outbound, Class::Internal] {
                if self.net.sources.iter().any(|s| s.class == class) {
                    rows.scope = format!("class:{}", class.name());
                    quantiles(rows, latency, &self.by_class[class as usize * n + latency as usize]);
                }
            }
            for version in VERSION_ALL {
                if self.net.exchange.iter().any(|e| e.version == version) {
                    rows.scope = format!("mailbox:{}", version.name());
                    let index = version_index(version) * n + latency as usize;
                    quantiles(rows, latency, &self.by_version[index]);
                }
            }
        }
    }

    fn resource_rows(&self, rows: &mut Rows) {
        let seconds = self.window.to.since(self.window.from).seconds();
        let every = self.net.resources.iter().zip(&self.resources).zip(&self.names.resources);
        for ((resource, statistics), scope) in every {
            rows.scope.clone_from(scope);
            let per_call = f64::from(resource.units_per_call);
            let offered = statistics.granted + statistics.refused;
            let carried = statistics.occupancy.mean() / per_call;
            let hold =
                (statistics.granted > 0).then(|| carried * seconds / statistics.granted as f64);
            let load = hold.map(|hold| offered as f64 * hold / seconds);
            let units = f64::from(resource.units);
            rows.push("offered_load", "value", "erlang", (load, offered));
            rows.push("carried_load", "value", "erlang", (Some(carried), statistics.granted));
            rows.push("occupancy", "mean", "calls", (Some(carried), statistics.granted));
            let peak = statistics.occupancy.peak as f64 / per_call;
            rows.push("peak", "max", "calls", (Some(peak), statistics.granted));
            let used = (units > 0.0).then(|| statistics.occupancy.mean() / units);
            rows.push("utilization", "value", "1", (used, statistics.granted));
            let measure = match resource.kind {
                ResourceKind::Channels => "blocking",
                _ => "rejected",
            };
            rows.share(measure, statistics.refused, offered);
        }
    }

    fn station_rows(&self, rows: &mut Rows) {
        let seconds = self.window.to.since(self.window.from).seconds();
        let every = self.net.stations.iter().zip(&self.stations).zip(&self.names.stations);
        for ((station, statistics), name) in every {
            rows.scope = format!("server:{name}");
            let n = statistics.messages;
            let used = statistics.busy as f64 * 1e-9 / (seconds * f64::from(station.cores));
            rows.push("utilization", "value", "1", (Some(used), n));
            rows.push("messages_per_second", "value", "1/s", (Some(n as f64 / seconds), n));
            // A message that needs no core does not queue, and does not count here.
            let served = statistics.served;
            let wait = (served > 0).then(|| statistics.waited as f64 * 1e-9 / served as f64);
            rows.push("queue_wait", "mean", "s", (wait, served));
            let longest = (served > 0).then(|| statistics.longest_wait.seconds());
            rows.push("queue_wait", "max", "s", (longest, served));
        }
    }

    fn link_rows(&self, rows: &mut Rows) {
        for (i, name) in self.names.links.iter().enumerate() {
            rows.scope = format!("link:{name}");
            let streams = self.streams[i].mean();
            rows.push("streams", "mean", "calls", (Some(streams), 0));
            rows.push("streams", "max", "calls", (Some(self.streams[i].peak as f64), 0));
            // Kept in 100 bit/s.
            let rate = |units: f64| units * 1e-4;
            let mean = rate(self.bandwidth[i].mean());
            rows.push("bandwidth", "mean", "Mbit/s", (Some(mean), 0));
            let peak = rate(self.bandwidth[i].peak as f64);
            rows.push("bandwidth", "max", "Mbit/s", (Some(peak), 0));
        }
    }

    fn series_rows(&self, rows: &mut Rows) {
        let width = self.bins.width as f64 * 1e-9;
        let mut push = |bin: usize, measure, statistic, unit, value: Option<f64>, count| {
            let bin = Some((bin as f64 * width, (bin + 1) as f64 * width));
            let scope = "all".to_owned();
            rows.rows.push(Row { measure, scope, statistic, bin, unit, value, count });
        };
        for (bin, mean) in self.in_progress.means().enumerate() {
            push(bin, "calls_in_progress", "mean", "calls", Some(mean), 0);
        }
        for (bin, (_, calls)) in self.arrivals.sums.iter().enumerate() {
            push(bin, "calls", "count", "calls", Some(*calls as f64), *calls);
        }
        for (measure, series) in [
            ("voice_mail_routing_latency", &self.routing_series),
            ("post_dial_delay", &self.ringing_series),
        ] {
            for (bin, (sum, n)) in series.sums.iter().enumerate() {
                let mean = (*n > 0).then(|| *sum as f64 * 1e-9 / *n as f64);
                push(bin, measure, "mean", "s", mean, *n);
            }
        }
    }
}

/// Percentiles; withheld where fewer than 10 values lie beyond.
fn quantiles(rows: &mut Rows, latency: Latency, histogram: &LatencyHistogram) {
    for (statistic, p) in QUANTILES {
        let enough = histogram.count() as f64 * (1.0 - p) >= 10.0 - 1e-9;
        let value = if enough { histogram.quantile(p) } else { None };
        rows.push(latency.name(), statistic, "s", (value, histogram.count()));
    }
}
