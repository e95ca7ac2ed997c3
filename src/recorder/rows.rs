//! The rows of a replication about its calls; `places` has those about channels, hosts and links. A new measure needs
//! one line here or there.

use super::cell::{Cell, CellPlace, version_index};
use super::legacy_notices::LegacyNotices;
use super::origin::Origin;
use super::probe::{CLASSES, Recorder, VERSIONS, kept_by_version};
use super::row::{Estimator, Label, Labels, Sink, Value};
use super::shares::{Among, outcome_share};
use crate::call::{Latency, Loss, Outcome, Part, Path, Reason, RoutingHop};
use crate::deployment::{Class, Version};
use crate::measure::{Measure, Scope, ScopeKind, Statistic};
use crate::network::{Home, Network};
use crate::stats::{HistogramContent, LatencyCounts, LatencyHistogram};
use serde::{Deserialize, Serialize};

/// Groups of replications whose courses are added apart: their differences say how certain a percentile of a bin is.
pub const GROUPS: usize = 10;

/// Distributions of latencies of several replications.
#[derive(Clone, Debug, Default)]
pub struct Distributions {
    /// Over all classes, in the order of [`Latency::ALL`].
    pub latencies: [LatencyHistogram; Latency::ALL.len()],
    /// By group of replications: the courses, by kept latency, then bin.
    pub courses: [Vec<LatencyCounts>; GROUPS],
}

/// The distributions of one replication, which can be stored.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct DistributionContent {
    /// In the order of the latencies, without the empty ones at the end.
    latencies: Vec<HistogramContent>,
    /// Of the courses: number and content of each that is not empty.
    courses: Vec<(u32, HistogramContent)>,
}

impl Distributions {
    /// Adds those of a replication.
    pub fn add(&mut self, replication: u32, content: &DistributionContent) {
        let both = self.latencies.iter_mut().zip(&content.latencies);
        both.for_each(|(sum, one)| sum.add_content(one));
        let last = content.courses.last().map_or(0, |(last, _)| *last as usize + 1);
        let group = self.group(replication, last);
        for (number, one) in &content.courses {
            if let Some(sum) = group.get_mut(*number as usize) {
                sum.add_content(one);
            }
        }
    }

    fn group(&mut self, replication: u32, at_least: usize) -> &mut Vec<LatencyCounts> {
        let group = &mut self.courses[replication as usize % GROUPS];
        if group.len() < at_least {
            group.resize(at_least, LatencyCounts::new());
        }
        group
    }
}

impl Recorder<'_> {
    /// The labels of all rows, in order; the same for every replication, even an empty one.
    pub fn labels(&self) -> Vec<Label> {
        let mut labels = Labels::new();
        self.walk(&mut labels, &mut LatencyCounts::new());
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

    fn walk(&self, sink: &mut impl Sink, scratch: &mut LatencyCounts) {
        self.calls(sink);
        self.routing_rows(sink);
        self.quantile_rows(sink, scratch);
        self.places(sink);
        self.outage_rows(sink);
    }

    /// Adds the distributions of this replication's latencies.
    pub fn add_to(&self, distributions: &mut Distributions, replication: u32) {
        for (latency, sum) in Latency::ALL.into_iter().zip(&mut distributions.latencies) {
            self.classes_of(latency).for_each(|counts| sum.add(counts));
        }
        let own = self.courses.histograms();
        let sums = distributions.group(replication, own.len());
        sums.iter_mut().zip(own).for_each(|(sum, one)| sum.merge(one));
    }

    /// The distributions of this replication's latencies, to be stored.
    pub fn content(&self) -> DistributionContent {
        let of_all = |latency: Latency| {
            let mut seen = self.classes_of(latency).filter(|counts| counts.count() > 0);
            match (seen.next(), seen.next()) {
                (None, _) => HistogramContent::default(),
                (Some(only), None) => only.content(),
                _ => {
                    let mut sum = LatencyCounts::new();
                    self.classes_of(latency).for_each(|counts| sum.merge(counts));
                    sum.content()
                }
            }
        };
        let mut latencies: Vec<HistogramContent> = Latency::ALL.into_iter().map(of_all).collect();
        let empty = HistogramContent::default();
        let used = latencies.iter().rposition(|latency| *latency != empty);
        latencies.truncate(used.map_or(0, |last| last + 1));
        let seen = (0..).zip(self.courses.histograms()).filter(|(_, one)| one.count() > 0);
        let courses = seen.map(|(number, one)| (number, one.content())).collect();
        DistributionContent { latencies, courses }
    }

    /// For each source: calls in the window, and the hash of their arrival times.
    pub fn identities(&self) -> &[(u64, u64)] {
        &self.identities
    }

    pub(super) fn hours(&self) -> f64 {
        self.window.to.since(self.window.from).seconds() / 3_600.0
    }

    /// The sum of all cells.
    fn total(&self) -> Cell {
        let mut sum = Cell::default();
        self.cells.iter().filter(|cell| cell.used).for_each(|cell| sum.merge(cell));
        sum
    }

    /// The sums of the cells by the number below `n` that `part` gives them.
    pub(super) fn sums(&self, n: usize, part: impl Fn(CellPlace) -> Option<usize>) -> Sums {
        let mut sums = Sums { parts: vec![None; n], none: Cell::default() };
        for (cell, place) in self.cells.iter().zip(&self.cell_places) {
            if cell.used
                && let Some(part) = part(*place)
            {
                sums.parts[part].get_or_insert_default().merge(cell);
            }
        }
        sums
    }

    /// The number of users of a group who lost a notification.
    fn users_with_loss(&self, group: usize) -> u64 {
        self.users_with_loss[group].iter().map(|word| u64::from(word.count_ones())).sum()
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
        let all = self.total();
        self.call_rows(sink, &all);
        let users = (0..self.users_with_loss.len()).map(|group| self.users_with_loss(group)).sum();
        lost_notification_rows(sink, users);
        if self.legacy_notices.is_known {
            let LegacyNotices { found, expected, missed, .. } = self.legacy_notices;
            for (measure, number) in
                [(Measure::LegacyNotices, found as f64), (Measure::LegacyNoticesExpected, expected)]
            {
                sink.mean((measure, Statistic::Count), Some(number), missed);
            }
        }
        self.failure_rows(sink, &all);
        let sums = self.sums(CLASSES, |at| Some(net.sources[at.source].class as usize));
        for class in self.classes() {
            sink.scope(|| Scope::of(ScopeKind::Class, class.name()));
            self.call_rows(sink, sums.of(class as usize));
        }
        let sums = self.sums(self.names.sources.len(), |at| Some(at.source.index()));
        for (i, name) in self.names.sources.iter().enumerate() {
            sink.scope(|| name.clone());
            self.call_rows(sink, sums.of(i));
        }
        let sums = self.sums(VERSIONS, |at| Some(at.version));
        for version in self.versions() {
            sink.scope(|| Scope::of(ScopeKind::Mailbox, version.name()));
            self.call_rows(sink, sums.of(version_index(version)));
        }
        self.group_rows(sink);
        let homes = &self.names.homes;
        let home = |at: CellPlace| homes[at.group.index()];
        let sites = self.sums(self.names.sites.len(), |at| Some(home(at).site));
        self.home_rows(sink, &self.names.sites, &sites, |home| Some(home.site));
        let pools = self.sums(self.names.pools.len(), |at| home(at).pool);
        self.home_rows(sink, &self.names.pools, &pools, |home| home.pool);
        let plans = self.sums(self.names.plans.len(), |at| home(at).plan);
        self.home_rows(sink, &self.names.plans, &plans, |home| home.plan);
    }

    /// The rows of each group, and of its mailboxes by version.
    fn group_rows(&self, sink: &mut impl Sink) {
        let groups = self.names.groups.len();
        let several = self.versions().count() > 1;
        let sums = self.sums(groups, |at| Some(at.group.index()));
        let by_version = self.sums(if several { groups * VERSIONS } else { 0 }, |at| {
            several.then(|| at.group.index() * VERSIONS + at.version)
        });
        for (i, name) in self.names.groups.iter().enumerate() {
            if !self.kept.group(i) {
                continue;
            }
            sink.scope(|| name.clone());
            self.call_rows(sink, sums.of(i));
            lost_notification_rows(sink, self.users_with_loss(i));
            for version in self.versions().filter(|_| several) {
                sink.scope(|| name.and(ScopeKind::Mailbox, version.name()));
                self.call_rows(sink, by_version.of(i * VERSIONS + version_index(version)));
            }
        }
    }

    /// The rows of where the groups are at home.
    fn home_rows(
        &self,
        sink: &mut impl Sink,
        names: &[Scope],
        sums: &Sums,
        place: impl Fn(&Home) -> Option<usize>,
    ) {
        let kept = self.kept.homes(names.len(), &self.names.homes, place);
        for (i, name) in names.iter().enumerate().filter(|(i, _)| kept[*i]) {
            sink.scope(|| name.clone());
            self.call_rows(sink, sums.of(i));
        }
    }

    pub(super) fn call_rows(&self, sink: &mut impl Sink, cell: &Cell) {
        let hours = self.hours();
        let (attempts, retries) = match self.kinds.retry {
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
        let all = &cell.outcomes;
        outcome_rows(sink, cell, &[Measure::Blocking]);
        sink.share(Measure::FirstAttemptBlocking, cell.first_blocked, cell.calls);
        outcome_rows(sink, cell, &REFUSALS);
        outage_share_rows(sink, cell, self.net);
        if self.net.overload_matters {
            overload_rows(sink, cell, self.net);
        }
        let skipped = cell.previews[1] + cell.previews[2];
        sink.count(Measure::PreviewSkipped, skipped, hours);
        if self.kinds.contacts {
            sink.count(Measure::Served, cell.outcome(Served), hours);
            sink.count(Measure::Transfers, cell.transfers, hours);
            sink.count(Measure::LogOnFailed, cell.outcome(LogOnFailed), hours);
        }
        if self.kinds.fax {
            self.fax_rows(sink, cell);
        }
        sink.share(Measure::CallsLost, cell.lost, cell.calls);
        outcome_rows(sink, cell, &[Measure::InFlight]);
        outcome_rows(sink, cell, &[Measure::Ser, Measure::Seer, Measure::Isa, Measure::Scr]);
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
        if self.net.is_one_way() {
            sink.share(Measure::MessageWaitingFailed, cell.notices[1], cell.notices[0]);
        }
        if self.kinds.not_named {
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
            Outcome::TransferFailed => access.is_one_way() && self.kinds.contacts,
            Outcome::Misconfigured(wrong) => {
                access.causes().iter().any(|cause| cause.code() == wrong.code())
            }
            Outcome::Dropped | Outcome::FailedByOutage => !self.net.outages.is_empty(),
            Outcome::TimedOut => self.net.sends_again(),
            Outcome::HeldBack => self.net.holds_back(),
            Outcome::OverloadRefused => self.net.throttles(),
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
        if !self.net.outages.is_empty() {
            let of = |latency: Latency| cell.latencies[latency as usize].count;
            let [notifications, messages] = cell.late;
            sink.count(Measure::NotificationsLate, notifications, hours);
            let all = of(Latency::Notification);
            sink.share(Measure::NotificationsLateShare, notifications, all);
            sink.count(Measure::MessagesLate, messages, hours);
            sink.share(Measure::MessagesLateShare, messages, of(Latency::Message));
        }
        for path in Path::ALL {
            sink.narrow(|all| all.and(ScopeKind::Path, path.name()));
            rows(sink, &[path]);
        }
        for (why, lost) in Loss::ALL.iter().zip(cell.lost_by) {
            let can = match why {
                Loss::NotRouted => !self.net.access.causes().is_empty(),
                Loss::Outage => !self.net.outages.is_empty(),
                _ => true,
            };
            if can {
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
        let all = self.total();
        for reason in Reason::ALL {
            sink.scope(|| Scope::of(ScopeKind::Reason, reason.name()));
            sink.tally(Measure::VoiceMailRoutingLatency, &all.by_reason[reason as usize]);
        }
    }

    /// The histograms of one latency, by class.
    fn classes_of(&self, latency: Latency) -> impl Iterator<Item = &LatencyCounts> {
        self.by_class.iter().skip(latency as usize).step_by(Latency::ALL.len())
    }

    fn quantile_rows(&self, sink: &mut impl Sink, scratch: &mut LatencyCounts) {
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

/// Sums of cells by a number.
pub(super) struct Sums {
    parts: Vec<Option<Box<Cell>>>,
    none: Cell,
}

impl Sums {
    pub(super) fn of(&self, part: usize) -> &Cell {
        self.parts[part].as_deref().unwrap_or(&self.none)
    }
}

fn lost_notification_rows(sink: &mut impl Sink, users: u64) {
    sink.row(
        (Measure::UsersWithLostNotification, Statistic::Count),
        Estimator::Count(Origin::of_measure(Measure::UsersWithLostNotification), 1.0),
        Value::of(Some(users as f64), users),
    );
}

/// Shares of attempts that were refused.
const REFUSALS: [Measure; 4] = [
    Measure::MediationRejected,
    Measure::UmRejected,
    Measure::WorkerRejected,
    Measure::VoiceMailFailed,
];

/// Shares of attempts that outages ended, or did not end.
const BY_OUTAGE: [Measure; 3] =
    [Measure::Dropped, Measure::FailedByOutage, Measure::ServiceAvailability];

/// Attempts that outages ended: exactly none without an outage, so that designs with and without one can be compared.
fn outage_share_rows(sink: &mut impl Sink, cell: &Cell, net: &Network) {
    possible_rows(sink, cell, BY_OUTAGE.map(|measure| (measure, !net.outages.is_empty())));
}

/// Attempts that overload ended.
fn overload_rows(sink: &mut impl Sink, cell: &Cell, net: &Network) {
    let refuses = net.holds_back() || net.throttles();
    let shares = [(Measure::RefusedByOverload, refuses), (Measure::TimedOut, net.sends_again())];
    possible_rows(sink, cell, shares);
}

/// Shares of all attempts of a cell, each with whether it can be. What cannot happen is exactly nothing.
fn possible_rows(
    sink: &mut impl Sink,
    cell: &Cell,
    shares: impl IntoIterator<Item = (Measure, bool)>,
) {
    for (measure, can) in shares {
        let Some((_, counts)) = outcome_share(measure) else { continue };
        let origin = if can { Origin::of_measure(measure) } else { Origin::Never };
        sink.share_from(origin, measure, cell.outcomes.that(counts), cell.outcomes.total());
    }
}

/// Shares of a cell's attempts by how they ended.
fn outcome_rows(sink: &mut impl Sink, cell: &Cell, measures: &[Measure]) {
    for measure in measures {
        let Some((among, counts)) = outcome_share(*measure) else { continue };
        let of = match among {
            Among::All => &cell.outcomes,
            Among::Invited => &cell.invited,
            Among::ToUm => &cell.um_offered,
        };
        sink.share_that(*measure, of, counts);
    }
}
