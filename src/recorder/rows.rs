//! The rows of a replication about its calls; `places` has those about channels, hosts and links. A new measure needs
//! one line here or there.

use super::cell::{ByOutcome, Cell};
use super::origin::Origin;
use super::probe::{CellPlace, Recorder, kept_by_version, version_index};
use super::row::{Estimator, Label, Labels, Sink, Value};
use crate::call::{Latency, Loss, Outcome, Part, Path, Reason, RoutingHop};
use crate::deployment::{Class, Version};
use crate::measure::{Measure, Scope, ScopeKind, Statistic};
use crate::network::GroupId;
use crate::stats::LatencyHistogram;

/// Distributions of latencies over all classes, in the order of [`Latency::ALL`].
pub type Distributions = [LatencyHistogram; Latency::ALL.len()];

impl Recorder<'_> {
    /// The labels of all rows, in order; the same for every replication, even an empty one.
    pub fn labels(&self) -> Vec<Label> {
        let mut labels = Labels::new();
        self.walk(&mut labels, &mut LatencyHistogram::new());
        labels.labels
    }

    /// The values of this replication, in the order of the labels.
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

    /// Adds the distributions of this replication's latencies.
    pub fn add_to(&self, distributions: &mut Distributions) {
        for (latency, sum) in Latency::ALL.into_iter().zip(distributions) {
            self.classes_of(latency).for_each(|histogram| sum.merge(histogram));
        }
    }

    /// For each source: calls in the window, and the hash of their arrival times.
    pub fn identities(&self) -> &[(u64, u64)] {
        &self.identities
    }

    fn hours(&self) -> f64 {
        self.window.to.since(self.window.from).seconds() / 3_600.0
    }

    /// The sum of the cells wanted by (source, group, version).
    fn sum(&self, wanted: impl Fn(CellPlace) -> bool) -> Cell {
        let mut sum = Cell::default();
        for (cell, place) in self.cells.iter().zip(&self.cell_places) {
            if cell.used && wanted(*place) {
                sum.merge(cell);
            }
        }
        sum
    }

    /// The number of users who lost a notification, in all groups that `wanted` selects.
    fn users_with_loss(&self, wanted: impl Fn(usize) -> bool) -> u64 {
        let groups = self.users_with_loss.iter().enumerate().filter(|(group, _)| wanted(*group));
        groups.flat_map(|(_, bits)| bits).map(|word| u64::from(word.count_ones())).sum()
    }

    /// The classes of calls that have a traffic source.
    fn classes(&self) -> impl Iterator<Item = Class> {
        let used = |class: &Class| self.net.sources.iter().any(|s| s.class == *class);
        Class::ALL.into_iter().filter(used)
    }

    /// The mailbox versions that have a server.
    fn versions(&self) -> impl Iterator<Item = Version> + Clone {
        let used = |version: &Version| self.net.exchange.iter().any(|e| e.version == *version);
        Version::ALL.into_iter().filter(used)
    }

    /// The rows of calls, for every scope of calls.
    fn calls(&self, sink: &mut impl Sink) {
        let net = self.net;
        sink.scope(Scope::all);
        let all = self.sum(|_| true);
        self.call_rows(sink, &all);
        self.lost_notification_rows(sink, |_| true);
        self.failure_rows(sink, &all);
        for class in self.classes() {
            sink.scope(|| Scope::of(ScopeKind::Class, class.name()));
            self.call_rows(sink, &self.sum(|at| net.sources[at.source].class == class));
        }
        for (i, name) in self.names.sources.iter().enumerate() {
            sink.scope(|| name.clone());
            self.call_rows(sink, &self.sum(|at| at.source.index() == i));
        }
        for version in self.versions() {
            let index = version_index(version);
            sink.scope(|| Scope::of(ScopeKind::Mailbox, version.name()));
            self.call_rows(sink, &self.sum(|at| at.version == index));
        }
        let several = self.versions().count() > 1;
        for (i, name) in self.names.groups.iter().enumerate() {
            sink.scope(|| name.clone());
            self.call_rows(sink, &self.sum(|at| at.group.index() == i));
            self.lost_notification_rows(sink, |group| group == i);
            for version in self.versions().filter(|_| several) {
                let index = version_index(version);
                sink.scope(|| name.and(ScopeKind::Mailbox, version.name()));
                self.call_rows(sink, &self.sum(|at| at.group.index() == i && at.version == index));
            }
        }
        let home = |at: CellPlace| self.names.homes[at.group.index()];
        for (i, name) in self.names.sites.iter().enumerate() {
            sink.scope(|| name.clone());
            self.call_rows(sink, &self.sum(|at| home(at).site == i));
        }
        for (i, name) in self.names.pools.iter().enumerate() {
            sink.scope(|| name.clone());
            self.call_rows(sink, &self.sum(|at| home(at).pool == Some(i)));
        }
        for (i, name) in self.names.plans.iter().enumerate() {
            sink.scope(|| name.clone());
            self.call_rows(sink, &self.sum(|at| home(at).plan == Some(i)));
        }
    }

    fn lost_notification_rows(&self, sink: &mut impl Sink, wanted: impl Fn(usize) -> bool) {
        let users = self.users_with_loss(wanted);
        sink.row(
            (Measure::UsersWithLostNotification, Statistic::Count),
            Estimator::Count(Origin::of_measure(Measure::UsersWithLostNotification), 1.0),
            Value::of(Some(users as f64), users),
        );
    }

    /// Whether a source sends faxes.
    fn has_fax(&self) -> bool {
        self.net.sources.iter().any(|s| s.class == Class::Fax)
    }

    /// Whether an auto attendant or access number is called.
    fn has_contacts(&self) -> bool {
        let contact = |group: &GroupId| self.net.groups[*group].callee.is_contact();
        self.net.sources.iter().any(|s| s.parties.first().is_some_and(contact))
    }

    fn call_rows(&self, sink: &mut impl Sink, cell: &Cell) {
        let hours = self.hours();
        let (attempts, retries) = match self.net.sources.iter().any(|source| source.retry.is_some())
        {
            true => (Origin::Any, Origin::Any),
            false => (Origin::Each, Origin::Never),
        };
        sink.count(Measure::Calls, cell.calls, hours);
        sink.count_from(attempts, Measure::Attempts, cell.attempts, hours);
        sink.count_from(retries, Measure::Retries, cell.attempts - cell.calls, hours);
        use Outcome::*;
        sink.count(Measure::Answered, cell.outcome(Answered), hours);
        sink.count(Measure::VoiceMessages, cell.outcome(VoiceMessage), hours);
        sink.count(Measure::HungUpInGreeting, cell.outcome(HungUpInGreeting), hours);
        let abandoned = cell.outcome(AbandonedRinging) + cell.outcome(AbandonedRouting);
        sink.count(Measure::Abandoned, abandoned, hours);
        let (all, to_um) = (&cell.outcomes, &cell.um_offered);
        sink.share_that(Measure::Blocking, all, |outcome| outcome == Blocked);
        sink.share(Measure::FirstAttemptBlocking, cell.first_blocked, cell.calls);
        sink.share_that(Measure::MediationRejected, all, |outcome| outcome == MediationRejected);
        sink.share_that(Measure::UmRejected, to_um, |outcome| outcome == UmRejected);
        sink.share_that(Measure::WorkerRejected, to_um, |outcome| outcome == WorkerRejected);
        sink.share_that(Measure::VoiceMailFailed, to_um, Outcome::is_voice_mail_refusal);
        let skipped = cell.previews[1] + cell.previews[2];
        sink.count(Measure::PreviewSkipped, skipped, hours);
        if self.has_contacts() {
            sink.count(Measure::Served, cell.outcome(Served), hours);
            sink.count(Measure::Transfers, cell.transfers, hours);
            sink.count(Measure::LogOnFailed, cell.outcome(LogOnFailed), hours);
        }
        if self.has_fax() {
            self.fax_rows(sink, cell);
        }
        sink.share(Measure::CallsLost, cell.lost, cell.calls);
        sink.share_that(Measure::InFlight, all, |outcome| outcome == InFlight);
        establishment_rows(sink, &cell.invited);
        self.missed_rows(sink, cell);
        let routed = cell.routed();
        let each = |sum: u64| (routed > 0).then(|| sum as f64 / routed as f64);
        sink.mean((Measure::Redirects, Statistic::Mean), each(cell.redirects), routed);
        sink.mean((Measure::UmInvites, Statistic::Mean), each(cell.invites), routed);
        for latency in Latency::ALL {
            sink.tally(latency.measure(), &cell.latencies[latency as usize]);
        }
        // Attempts that end before a latency does have no value of it.
        sink.share(Measure::PostDialDelayLeftOut, cell.not_rung, cell.invited.total());
        let unanswered = cell.diverted - routed;
        sink.share(Measure::VoiceMailRoutingLatencyLeftOut, unanswered, cell.diverted);
        if self.net.access.is_one_way() {
            sink.share(Measure::MessageWaitingFailed, cell.notices[1], cell.notices[0]);
        }
        if self.net.sources.iter().any(|source| source.named < 1.0) {
            sink.count(Measure::CallerNotNamed, cell.not_named, hours);
        }
        for outcome in self.outcomes() {
            sink.narrow(|all| all.and(ScopeKind::Outcome, outcome.name()));
            let origin = Origin::of_outcome(outcome);
            sink.share_from(origin, Measure::Outcome, all.of(outcome), all.total());
        }
        sink.widen();
    }

    /// The outcomes that can occur: those of a wrong deployment only where a call can meet them.
    fn outcomes(&self) -> impl Iterator<Item = Outcome> {
        let access = &self.net.access;
        let can = |outcome: &Outcome| match outcome {
            Outcome::TransferFailed => access.is_one_way() && self.has_contacts(),
            Outcome::Misconfigured(wrong) => {
                access.causes().iter().any(|cause| cause.code() == wrong.code())
            }
            _ => true,
        };
        Outcome::ALL.into_iter().filter(can)
    }

    /// Faxes offered, delivered and rejected, and the capacity that undelivered faxes used.
    fn fax_rows(&self, sink: &mut impl Sink, cell: &Cell) {
        let hours = self.hours();
        let (offered, rejected) =
            (cell.fax_attempts, cell.outcomes.that(Outcome::is_fax_rejection));
        sink.count(Measure::FaxOffered, offered, hours);
        sink.count(Measure::FaxDelivered, cell.outcome(Outcome::FaxDelivered), hours);
        sink.count(Measure::FaxRejected, rejected, hours);
        sink.share(Measure::FaxRejection, rejected, offered);
        let by_person = cell.outcome(Outcome::FaxAnsweredByPerson);
        sink.count(Measure::FaxAnsweredByPerson, by_person, hours);
        sink.count(Measure::JunkMessages, cell.junk_messages, hours);
        for (what, held) in ["channel", "mediation", "um"].iter().zip(cell.wasted) {
            sink.narrow(|all| all.and(ScopeKind::Part, what));
            let erlang = held as f64 / (hours * 3.6e12);
            sink.mean((Measure::FaxWastedTime, Statistic::Value), Some(erlang), offered);
        }
        sink.widen();
    }

    /// Attempts that ended with a SIP failure at the caller's side, by reason and status.
    fn failure_rows(&self, sink: &mut impl Sink, cell: &Cell) {
        for outcome in self.outcomes() {
            if let Some(status) = outcome.sip_status() {
                sink.narrow(|all| {
                    let reason = all.and(ScopeKind::Reason, outcome.name());
                    reason.and(ScopeKind::Status, status)
                });
                let origin = Origin::of_outcome(outcome);
                sink.count_from(origin, Measure::Failed, cell.outcome(outcome), self.hours());
            }
        }
        sink.widen();
    }

    fn missed_rows<S: Sink>(&self, sink: &mut S, cell: &Cell) {
        let hours = self.hours();
        let rows = |sink: &mut S, paths: &[Path]| {
            let sum = |of: &[u64; 2]| paths.iter().map(|p| of[*p as usize]).sum::<u64>();
            let (missed, due, sent) = (sum(&cell.missed), sum(&cell.due), sum(&cell.sent));
            sink.count(Measure::MissedCalls, missed, hours);
            sink.count(Measure::MissedCallNotificationsDue, due, hours);
            sink.count(Measure::MissedCallNotificationsSent, sent, hours);
            sink.count(Measure::MissedCallNotificationsLost, due - sent, hours);
            sink.share(Measure::MissedCallNotificationLoss, due - sent, due);
        };
        rows(sink, &Path::ALL);
        for path in Path::ALL {
            sink.narrow(|all| all.and(ScopeKind::Path, path.name()));
            rows(sink, &[path]);
        }
        for (why, lost) in Loss::ALL.iter().zip(cell.lost_by) {
            if *why != Loss::NotRouted || !self.net.access.causes().is_empty() {
                sink.narrow(|all| all.and(ScopeKind::Reason, why.name()));
                sink.count(Measure::MissedCallNotificationsLost, lost, hours);
            }
        }
        sink.widen();
    }

    fn routing_rows(&self, sink: &mut impl Sink) {
        for hop in RoutingHop::ALL {
            let parts = &self.parts[hop as usize];
            sink.scope(|| Scope::of(ScopeKind::Hop, hop.name()));
            let count = parts[0].count;
            let sum = parts.iter().map(|tally| tally.sum).sum::<u128>() as f64 * 1e-9;
            let what = (Measure::VoiceMailRoutingLatencyPart, Statistic::Mean);
            sink.mean(what, (count > 0).then(|| sum / count as f64), count);
            for part in Part::ALL {
                sink.narrow(|all| all.and(ScopeKind::Part, part.name()));
                let tally = &parts[part as usize];
                sink.mean(what, tally.mean(), tally.count);
            }
        }
        let all = self.sum(|_| true);
        for reason in Reason::ALL {
            sink.scope(|| Scope::of(ScopeKind::Reason, reason.name()));
            sink.tally(Measure::VoiceMailRoutingLatency, &all.by_reason[reason as usize]);
        }
    }

    /// The histograms of one latency, by class.
    fn classes_of(&self, latency: Latency) -> impl Iterator<Item = &LatencyHistogram> {
        self.by_class.iter().skip(latency as usize).step_by(Latency::ALL.len())
    }

    fn quantile_rows(&self, sink: &mut impl Sink, scratch: &mut LatencyHistogram) {
        let n = Latency::ALL.len();
        for latency in Latency::ALL {
            scratch.reset();
            self.classes_of(latency).for_each(|histogram| scratch.merge(histogram));
            sink.scope(Scope::all);
            sink.quantiles(latency.measure(), scratch);
            for class in self.classes() {
                sink.scope(|| Scope::of(ScopeKind::Class, class.name()));
                let histogram = &self.by_class[class as usize * n + latency as usize];
                sink.quantiles(latency.measure(), histogram);
            }
            for version in self.versions().filter(|_| kept_by_version(latency)) {
                sink.scope(|| Scope::of(ScopeKind::Mailbox, version.name()));
                let histogram = &self.by_version[version_index(version) * n + latency as usize];
                sink.quantiles(latency.measure(), histogram);
            }
        }
    }
}

/// Session establishment ratios of RFC 6076 at the caller's side, of attempts that sent an
/// INVITE. There, 480 counts as effective. No attempt here is redirected back to the caller.
fn establishment_rows(sink: &mut impl Sink, invited: &ByOutcome) {
    use Outcome::*;
    let unwilling = |outcome: Outcome| matches!(outcome, Unanswered | FaxMachineBusy);
    sink.share_that(Measure::Ser, invited, Outcome::is_established);
    sink.share_that(Measure::Seer, invited, |o| o.is_established() || unwilling(o));
    sink.share_that(Measure::Isa, invited, |outcome| outcome.sip_status() == Some(503));
    sink.share_that(Measure::Scr, invited, Outcome::is_established);
}
