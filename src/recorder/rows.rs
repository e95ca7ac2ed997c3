//! The walk over everything a replication has to say of its calls; `places` walks over what
//! carries them. A new measure is one line here or there.

use super::cell::Cell;
use super::probe::{Recorder, told_by_version, version_index};
use super::row::{Label, Labels, Sink, Value};
use crate::call::{Latency, Loss, Outcome, Part, Path, Reason, RoutingHop};
use crate::deployment::{Class, Version};
use crate::stats::{Digits, LatencyHistogram};

/// Shapes of latencies over all classes, in the order of [`Latency::ALL`].
pub type Distributions = [LatencyHistogram; Latency::ALL.len()];

/// Percentiles of latencies, lowest first.
const QUANTILES: [(&str, f64); 5] =
    [("p50", 0.5), ("p90", 0.9), ("p95", 0.95), ("p99", 0.99), ("p99.9", 0.999)];

/// Values that have to lie beyond a percentile.
const BEYOND: f64 = 10.0;

impl Recorder<'_> {
    /// What every replication says, in order; the same for every one, an empty one included.
    pub fn labels(&self) -> Vec<Label> {
        let mut labels = Labels::default();
        self.walk(&mut labels, &mut LatencyHistogram::new(Digits::Three));
        labels.labels
    }

    /// What this replication says, in the order of the labels.
    pub fn values(&mut self) -> Vec<Value> {
        let mut values = Vec::with_capacity(self.n_values);
        let mut scratch = std::mem::take(&mut self.scratch);
        self.walk(&mut values, &mut scratch);
        self.scratch = scratch;
        self.n_values = values.len();
        values
    }

    fn walk(&self, sink: &mut impl Sink, scratch: &mut LatencyHistogram) {
        self.calls(sink);
        self.routing_rows(sink);
        self.quantile_rows(sink, scratch);
        self.places(sink);
    }

    /// Adds the shapes of this replication's latencies.
    pub fn add_to(&self, distributions: &mut Distributions) {
        for (latency, sum) in Latency::ALL.into_iter().zip(distributions) {
            self.classes_of(latency).for_each(|histogram| sum.merge(histogram));
        }
    }

    /// Hash over the arrivals of each source in the window: (calls, hash).
    pub fn identities(&self) -> &[(u64, u64)] {
        &self.identities
    }

    /// How many independent observations of a rare event the measured attempts amount to, 0 for
    /// none: those that were not turned away ÷ the mean number in progress in the busiest bin of the
    /// window. Refusals come in bursts that end when somebody hangs up, so attempts that are in
    /// progress together count as one.
    pub fn observations(&self) -> f64 {
        let all = self.sum(|_| true);
        let taken = all.attempts - all.that(Outcome::is_refusal);
        let first = (self.window.from.nanos() / self.bins.width) as usize;
        let together = self.in_progress.means().skip(first).fold(1.0, f64::max);
        taken as f64 / together
    }

    fn hours(&self) -> f64 {
        self.window.to.since(self.window.from).seconds() / 3_600.0
    }

    /// The sum of the cells wanted by (source, group, version).
    fn sum(&self, wanted: impl Fn((usize, usize, usize)) -> bool) -> Cell {
        let mut sum = Cell::default();
        for (cell, place) in self.cells.iter().zip(&self.cell_places) {
            if cell.used && wanted(*place) {
                sum.merge(cell);
            }
        }
        sum
    }

    /// Users with a bit in `losers`, of all groups that are wanted.
    fn losers(&self, wanted: impl Fn(usize) -> bool) -> u64 {
        let groups = self.losers.iter().enumerate().filter(|(group, _)| wanted(*group));
        groups.flat_map(|(_, bits)| bits).map(|word| u64::from(word.count_ones())).sum()
    }

    /// The classes that have a source.
    fn classes(&self) -> impl Iterator<Item = Class> {
        let used = |class: &Class| self.net.sources.iter().any(|s| s.class == *class);
        Class::ALL.into_iter().filter(used)
    }

    /// The versions that have a server.
    fn versions(&self) -> impl Iterator<Item = Version> + Clone {
        let used = |version: &Version| self.net.exchange.iter().any(|e| e.version == *version);
        Version::ALL.into_iter().filter(used)
    }

    /// Calls, by every scope of calls.
    fn calls(&self, sink: &mut impl Sink) {
        let net = self.net;
        sink.scope(format_args!("all"));
        let all = self.sum(|_| true);
        self.call_rows(sink, &all);
        self.loser_rows(sink, |_| true);
        self.failure_rows(sink, &all);
        for class in self.classes() {
            sink.scope(format_args!("class:{}", class.name()));
            self.call_rows(sink, &self.sum(|(s, _, _)| net.sources[s].class == class));
        }
        for (i, name) in self.names.sources.iter().enumerate() {
            sink.scope(format_args!("source:{name}"));
            self.call_rows(sink, &self.sum(|(s, _, _)| s == i));
        }
        for version in self.versions() {
            let index = version_index(version);
            sink.scope(format_args!("mailbox:{}", version.name()));
            self.call_rows(sink, &self.sum(|(_, _, v)| v == index));
        }
        let several = self.versions().count() > 1;
        for (i, name) in self.names.groups.iter().enumerate() {
            sink.scope(format_args!("{name}"));
            self.call_rows(sink, &self.sum(|(_, g, _)| g == i));
            self.loser_rows(sink, |group| group == i);
            for version in self.versions().filter(|_| several) {
                let index = version_index(version);
                sink.scope(format_args!("{name}+mailbox:{}", version.name()));
                self.call_rows(sink, &self.sum(|(_, g, v)| g == i && v == index));
            }
        }
        let places = &self.names.group_places;
        for (i, name) in self.names.sites.iter().enumerate() {
            sink.scope(format_args!("site:{name}"));
            self.call_rows(sink, &self.sum(|(_, g, _)| places[g].0 == i));
        }
        for (i, name) in self.names.pools.iter().enumerate() {
            sink.scope(format_args!("pool:{name}"));
            self.call_rows(sink, &self.sum(|(_, g, _)| places[g].1 == Some(i)));
        }
        for (i, name) in self.names.plans.iter().enumerate() {
            sink.scope(format_args!("dial_plan:{name}"));
            self.call_rows(sink, &self.sum(|(_, g, _)| places[g].2 == Some(i)));
        }
    }

    fn loser_rows(&self, sink: &mut impl Sink, wanted: impl Fn(usize) -> bool) {
        let users = self.losers(wanted);
        sink.mean(("users_with_lost_notification", "count", "users"), Some(users as f64), users);
    }

    /// Whether a source sends faxes.
    fn has_fax(&self) -> bool {
        self.net.sources.iter().any(|s| s.class == Class::Fax)
    }

    /// Whether an auto attendant or access number is called.
    fn has_contacts(&self) -> bool {
        let contact = |group: &u32| self.net.groups[*group as usize].callee.is_contact();
        self.net.sources.iter().any(|s| s.parties.first().is_some_and(contact))
    }

    fn call_rows(&self, sink: &mut impl Sink, cell: &Cell) {
        let hours = self.hours();
        sink.count("calls", cell.calls, hours);
        sink.count("attempts", cell.attempts, hours);
        sink.count("retries", cell.attempts - cell.calls, hours);
        use Outcome::*;
        sink.count("answered", cell.outcome(Answered), hours);
        sink.count("voice_messages", cell.outcome(VoiceMessage), hours);
        sink.count("hung_up_in_greeting", cell.outcome(HungUpInGreeting), hours);
        sink.count("abandoned", cell.any_of(&[AbandonedRinging, AbandonedRouting]), hours);
        sink.share("blocking", cell.outcome(Blocked), cell.attempts);
        sink.share("first_attempt_blocking", cell.first_blocked, cell.calls);
        sink.share("mediation_rejected", cell.outcome(MediationRejected), cell.attempts);
        sink.share("um_rejected", cell.outcome(UmRejected), cell.um_offered);
        sink.share("worker_rejected", cell.outcome(WorkerRejected), cell.um_offered);
        let failed = cell.that(Outcome::is_voice_mail_refusal);
        sink.share("voice_mail_failed", failed, cell.um_offered);
        let skipped = cell.previews[1] + cell.previews[2];
        sink.count("preview_skipped", skipped, hours);
        if self.has_contacts() {
            sink.count("served", cell.outcome(Served), hours);
            sink.count("transfers", cell.transfers, hours);
            sink.count("log_on_failed", cell.outcome(LogOnFailed), hours);
        }
        if self.has_fax() {
            self.fax_rows(sink, cell);
        }
        sink.share("calls_lost", cell.lost, cell.calls);
        sink.share("in_flight", cell.outcome(InFlight), cell.attempts);
        establishment_rows(sink, cell);
        self.missed_rows(sink, cell);
        let routed = cell.latencies[Latency::VoiceMailRouting as usize].count;
        let each = |sum: u64| (routed > 0).then(|| sum as f64 / routed as f64);
        sink.mean(("redirects", "mean", "1"), each(cell.redirects), routed);
        sink.mean(("um_invites", "mean", "1"), each(cell.invites), routed);
        for latency in Latency::ALL {
            sink.tally(latency.name(), &cell.latencies[latency as usize]);
        }
        // Calls that ended before the latency did give no value to it.
        let rang = cell.latencies[Latency::PostDialDelay as usize].count;
        let silent = cell.invited().saturating_sub(rang);
        sink.share("post_dial_delay.left_out", silent, cell.invited());
        let lost = failed + cell.outcome(AbandonedRouting);
        sink.share("voice_mail_routing_latency.left_out", lost, lost + routed);
        if self.net.access.is_one_way() {
            sink.share("message_waiting_failed", cell.notices[1], cell.notices[0]);
        }
        if self.net.sources.iter().any(|source| source.named < 1.0) {
            sink.count("caller_not_named", cell.not_named, hours);
        }
        for outcome in self.outcomes() {
            sink.narrow(format_args!("outcome:{}", outcome.name()));
            sink.share("outcome", cell.outcome(outcome), cell.attempts);
        }
        sink.widen();
    }

    /// The outcomes that can occur: those of a wrong deployment only where it is so wrong.
    fn outcomes(&self) -> impl Iterator<Item = Outcome> {
        let access = &self.net.access;
        let can = |outcome: &Outcome| match outcome {
            Outcome::TransferFailed => access.is_one_way() && self.has_contacts(),
            wrong if wrong.is_misconfiguration() => {
                access.causes().iter().any(|cause| Outcome::of(*cause) == *wrong)
            }
            _ => true,
        };
        Outcome::ALL.into_iter().filter(can)
    }

    /// Faxes: what was offered, delivered and rejected, and what the undelivered ones cost.
    fn fax_rows(&self, sink: &mut impl Sink, cell: &Cell) {
        let hours = self.hours();
        let (offered, rejected) = (cell.fax_attempts, cell.fax_rejected());
        sink.count("fax_offered", offered, hours);
        sink.count("fax_delivered", cell.outcome(Outcome::FaxDelivered), hours);
        sink.count("fax_rejected", rejected, hours);
        sink.share("fax_rejection", rejected, offered);
        let by_person = cell.outcome(Outcome::FaxAnsweredByPerson);
        sink.count("fax_answered_by_person", by_person, hours);
        sink.count("junk_messages", cell.junk_messages, hours);
        for (what, held) in ["channel", "mediation", "um"].iter().zip(cell.wasted) {
            sink.narrow(format_args!("part:{what}"));
            let erlang = held as f64 / (hours * 3.6e12);
            sink.mean(("fax_wasted_time", "value", "erlang"), Some(erlang), offered);
        }
        sink.widen();
    }

    /// Attempts that ended with a SIP failure at the caller's side, by reason and status.
    fn failure_rows(&self, sink: &mut impl Sink, cell: &Cell) {
        for outcome in self.outcomes() {
            if let Some(status) = outcome.sip_status() {
                sink.narrow(format_args!("reason:{}+status:{status}", outcome.name()));
                sink.count("failed", cell.outcome(outcome), self.hours());
            }
        }
        sink.widen();
    }

    fn missed_rows<S: Sink>(&self, sink: &mut S, cell: &Cell) {
        let hours = self.hours();
        let tell = |sink: &mut S, paths: &[Path]| {
            let sum = |of: &[u64; 2]| paths.iter().map(|p| of[*p as usize]).sum::<u64>();
            let (missed, due, sent) = (sum(&cell.missed), sum(&cell.due), sum(&cell.sent));
            sink.count("missed_calls", missed, hours);
            sink.count("missed_call_notifications_due", due, hours);
            sink.count("missed_call_notifications_sent", sent, hours);
            sink.count("missed_call_notifications_lost", due - sent, hours);
            sink.share("missed_call_notification_loss", due - sent, due);
        };
        tell(sink, &Path::ALL);
        for path in Path::ALL {
            sink.narrow(format_args!("path:{}", path.name()));
            tell(sink, &[path]);
        }
        for (why, lost) in Loss::ALL.iter().zip(cell.lost_by) {
            if *why != Loss::NotRouted || !self.net.access.causes().is_empty() {
                sink.narrow(format_args!("reason:{}", why.name()));
                sink.count("missed_call_notifications_lost", lost, hours);
            }
        }
        sink.widen();
    }

    fn routing_rows(&self, sink: &mut impl Sink) {
        for hop in RoutingHop::ALL {
            let parts = &self.parts[hop as usize];
            sink.scope(format_args!("hop:{}", hop.name()));
            let count = parts[0].count;
            let sum = parts.iter().map(|tally| tally.sum).sum::<u128>() as f64 * 1e-9;
            let what = ("voice_mail_routing_latency.part", "mean", "s");
            sink.mean(what, (count > 0).then(|| sum / count as f64), count);
            for part in Part::ALL {
                sink.narrow(format_args!("part:{}", part.name()));
                let tally = &parts[part as usize];
                sink.mean(what, tally.mean(), tally.count);
            }
        }
        let all = self.sum(|_| true);
        for reason in Reason::ALL {
            sink.scope(format_args!("reason:{}", reason.name()));
            sink.tally("voice_mail_routing_latency", &all.by_reason[reason as usize]);
        }
    }

    /// The histograms of one latency, by class.
    fn classes_of(&self, latency: Latency) -> impl Iterator<Item = &LatencyHistogram> {
        self.by_class.iter().skip(latency as usize).step_by(Latency::ALL.len())
    }

    fn quantile_rows(&self, sink: &mut impl Sink, scratch: &mut LatencyHistogram) {
        let n = Latency::ALL.len();
        for latency in Latency::ALL {
            let count = self.classes_of(latency).map(LatencyHistogram::count).sum();
            scratch.reset();
            if supports(count, QUANTILES[0].1) {
                self.classes_of(latency).for_each(|histogram| scratch.merge(histogram));
            }
            sink.scope(format_args!("all"));
            quantiles(sink, latency, count, scratch);
            for class in self.classes() {
                sink.scope(format_args!("class:{}", class.name()));
                let histogram = &self.by_class[class as usize * n + latency as usize];
                quantiles(sink, latency, histogram.count(), histogram);
            }
            for version in self.versions().filter(|_| told_by_version(latency)) {
                sink.scope(format_args!("mailbox:{}", version.name()));
                let histogram = &self.by_version[version_index(version) * n + latency as usize];
                quantiles(sink, latency, histogram.count(), histogram);
            }
        }
    }
}

/// Session establishment ratios of RFC 6076 at the caller's side, of attempts that sent an
/// INVITE. 480 counts as a success of effectiveness there; nothing here is redirected back.
fn establishment_rows(sink: &mut impl Sink, cell: &Cell) {
    use Outcome::*;
    let established = cell.that(Outcome::is_established);
    let refused = cell.that(|outcome| outcome.sip_status() == Some(503));
    let unwilling = cell.any_of(&[Unanswered, FaxMachineBusy]);
    sink.share("ser", established, cell.invited());
    sink.share("seer", established + unwilling, cell.invited());
    sink.share("isa", refused, cell.invited());
    sink.share("scr", established, cell.invited());
}

/// Whether enough of `count` values lie beyond their p-quantile.
fn supports(count: u64, p: f64) -> bool {
    count as f64 * (1.0 - p) >= BEYOND - 1e-9
}

/// Percentiles of `count` values; withheld where too few lie beyond.
fn quantiles(sink: &mut impl Sink, latency: Latency, count: u64, histogram: &LatencyHistogram) {
    for (statistic, p) in QUANTILES {
        let value = if supports(count, p) { histogram.quantile(p) } else { None };
        sink.mean((latency.name(), statistic, "s"), value, count);
    }
}
