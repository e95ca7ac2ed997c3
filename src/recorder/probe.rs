//! The probe that records one replication. Its memory grows with the deployment, not with the number of calls.

use super::cell::{Cell, CellPlace, Tally, version_index};
use super::courses::Courses;
use super::kept::{Kept, Kinds};
use super::legacy_notices::LegacyNotices;
use super::occupancy::Occupancy;
use super::outages::Outages;
use super::peak_rate::peak_rate;
use super::series::{Bins, LevelSeries, ValueSeries};
use super::stations::StationStatistics;
use super::targets::Targets;
use super::up_time::UpTime;
use crate::base::{SimTime, Span};
use crate::call::{
    Call, Latency, Loss, Notification, Outcome, Part, Path, Preview, Probe, RoutingHop,
    RoutingTrace, Waste, Window,
};
use crate::deployment::{Class, Version};
use crate::kernel::{Change, Handled};
use crate::network::{
    LinkId, Names, Network, OutageId, ResourceId, ResourceKind, SourceId, StationId,
};
use crate::stats::LatencyCounts;

/// Number of mailbox versions, including "no mailbox".
pub(super) const VERSIONS: usize = Version::ALL.len() + 1;
/// Number of call classes.
pub(super) const CLASSES: usize = Class::ALL.len();

/// A violation of Little's law or of the conservation of calls: a bug in the program.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LittleBroken {
    /// Scope of the station or resource, or the name of the law.
    pub scope: String,
}

/// Statistics of a resource: occupancy over time, and refusals.
#[derive(Clone, Debug)]
pub(super) struct ResourceStatistics {
    pub(super) occupancy: Occupancy,
    pub(super) series: LevelSeries,
    /// Measured attempts that got units, and those that were refused, by class.
    pub(super) granted: [u64; CLASSES],
    pub(super) refused: [u64; CLASSES],
}

/// The statistics of one replication. Its memory is reused for the next.
pub struct Recorder<'n> {
    pub(super) net: &'n Network,
    pub(super) names: &'n Names,
    pub(super) window: Window,
    /// Which rows there are.
    pub(super) kept: Kept,
    pub(super) kinds: Kinds,
    /// Arrival rate in the busiest part of the window ÷ mean rate.
    pub(super) peak_rate: f64,
    /// By source, party and mailbox version.
    pub(super) cells: Vec<Cell>,
    /// First cell of each source.
    first_cells: Vec<usize>,
    /// What each cell counts.
    pub(super) cell_places: Vec<CellPlace>,
    /// By group: one bit per user, set if the user lost a notification.
    pub(super) users_with_loss: Vec<Vec<u64>>,
    pub(super) legacy_notices: LegacyNotices,
    /// By class, then latency.
    pub(super) by_class: Vec<LatencyCounts>,
    /// By mailbox version, then latency.
    pub(super) by_version: Vec<LatencyCounts>,
    pub(super) parts: [[Tally; Part::ALL.len()]; RoutingHop::ALL.len()],
    pub(super) resources: Vec<ResourceStatistics>,
    pub(super) stations: Vec<StationStatistics>,
    pub(super) streams: Vec<Occupancy>,
    pub(super) bandwidth: Vec<Occupancy>,
    pub(super) bins: Bins,
    pub(super) in_progress: LevelSeries,
    pub(super) arrivals: ValueSeries,
    pub(super) routing_series: ValueSeries,
    pub(super) ringing_series: ValueSeries,
    pub(super) courses: Courses,
    pub(super) identities: Vec<(u64, u64)>,
    /// Working memory for one latency over all classes.
    pub(super) scratch: LatencyCounts,
    /// Number of rows of the last replication.
    pub(super) n_values: usize,
    pub(super) outages: Outages,
    pub(super) targets: Targets,
    pub(super) up_time: UpTime,
}

impl<'n> Recorder<'n> {
    /// An empty recorder for one replication.
    pub fn new(net: &'n Network, names: &'n Names, window: Window) -> Self {
        let occupancy = Occupancy::new(window.from, window.to);
        let bins = Bins::until(window.to);
        let kept = Kept::of(net, names);
        let histograms = |n: usize| (0..n).map(|_| LatencyCounts::new()).collect::<Vec<_>>();
        let resource = ResourceStatistics {
            occupancy: occupancy.clone(),
            series: LevelSeries::new(if kept.series { bins } else { bins.none() }),
            granted: [0; CLASSES],
            refused: [0; CLASSES],
        };
        let outages = Outages::new(net.outages.len());
        let mut cell_places = Vec::new();
        let first_cells = net.sources.iter().enumerate().map(|(source, traffic)| {
            let first = cell_places.len();
            for group in &traffic.parties {
                let (source, group) = (SourceId::new(source), *group);
                let place = |at| CellPlace {
                    source,
                    group,
                    version: at / outages.periods(),
                    period: at % outages.periods(),
                };
                cell_places.extend((0..VERSIONS * outages.periods()).map(place));
            }
            first
        });
        let first_cells = first_cells.collect();
        let targets = Targets::new(net, names, &cell_places, bins);
        let station = StationStatistics::new(window.from, window.to, net.service_level_within);
        let mut stations = vec![station.clone(); net.stations.len()];
        for (hit, _) in net.outages.iter().flat_map(|outage| &outage.services) {
            stations[hit.index()] = station.clone().of_changing_host();
        }
        let bits = |count: u32| vec![0; count.div_ceil(64) as usize];
        Recorder {
            net,
            names,
            window,
            kept,
            kinds: Kinds::of(net),
            peak_rate: peak_rate(net, window),
            cells: vec![Cell::default(); cell_places.len()],
            first_cells,
            cell_places,
            legacy_notices: LegacyNotices::new(net),
            users_with_loss: net.groups.iter().map(|group| bits(group.count)).collect(),
            by_class: histograms(CLASSES * Latency::ALL.len()),
            by_version: histograms(VERSIONS * Latency::ALL.len()),
            parts: Default::default(),
            resources: vec![resource; net.resources.len()],
            stations,
            streams: vec![occupancy.clone(); net.links],
            bandwidth: vec![occupancy; net.links],
            bins,
            in_progress: LevelSeries::new(bins),
            arrivals: ValueSeries::new(bins),
            routing_series: ValueSeries::new(bins),
            ringing_series: ValueSeries::new(bins),
            courses: Courses::new(names, window.to),
            identities: vec![(0, 0); net.sources.len()],
            scratch: LatencyCounts::new(),
            n_values: 0,
            outages,
            targets,
            up_time: UpTime::new(net),
        }
    }

    /// Clears all statistics and keeps the memory.
    pub fn reset(&mut self) {
        self.cells.fill(Cell::default());
        self.legacy_notices.reset();
        self.users_with_loss.iter_mut().for_each(|bits| bits.fill(0));
        self.by_class.iter_mut().for_each(LatencyCounts::reset);
        self.by_version.iter_mut().for_each(LatencyCounts::reset);
        self.parts = Default::default();
        for resource in &mut self.resources {
            resource.occupancy.reset();
            resource.series.reset();
            (resource.granted, resource.refused) = ([0; CLASSES], [0; CLASSES]);
        }
        self.stations.iter_mut().for_each(StationStatistics::reset);
        self.streams.iter_mut().for_each(Occupancy::reset);
        self.bandwidth.iter_mut().for_each(Occupancy::reset);
        self.in_progress.reset();
        self.arrivals.reset();
        self.routing_series.reset();
        self.ringing_series.reset();
        self.courses.reset();
        self.identities.fill((0, 0));
        self.outages.reset();
        self.targets.reset();
        self.up_time.reset();
    }

    /// Completes all integrals when the run has stopped.
    pub fn stop(&mut self, now: SimTime) {
        for resource in &mut self.resources {
            resource.occupancy.advance(now);
            resource.series.advance(now);
        }
        self.stations.iter_mut().for_each(|station| station.stop(now));
        self.streams.iter_mut().for_each(|link| link.advance(now));
        self.bandwidth.iter_mut().for_each(|link| link.advance(now));
        self.in_progress.advance(now);
        self.outages.stop(now, self.window);
        self.up_time.stop(now, self.window);
        self.targets.stop(self.window, self.outages.of.iter().map(|of| &of.ends[..]));
    }

    /// Violations of Little's law and of the conservation of calls and attempts; checked after every run.
    pub fn broken_laws(&self) -> Vec<LittleBroken> {
        let resources = self.resources.iter().zip(&self.names.resources);
        let stations = self.stations.iter().zip(&self.names.stations);
        let bad_resources = resources.filter(|(r, _)| !r.occupancy.little_holds());
        let bad_stations = stations.filter(|(s, _)| !s.little_holds());
        let unbalanced = self.cells.iter().find(|cell| !cell.is_balanced());
        bad_resources
            .map(|(_, scope)| scope.to_string())
            .chain(bad_stations.map(|(_, scope)| scope.to_string()))
            .chain(unbalanced.map(|_| "conservation of calls".to_owned()))
            .map(|scope| LittleBroken { scope })
            .collect()
    }

    fn class(&self, call: &Call) -> usize {
        self.net.sources[call.source()].class as usize
    }

    fn version(&self, call: &Call) -> usize {
        call.mailbox().map_or(0, |server| version_index(self.net.exchange[server].version))
    }

    #[inline]
    fn cell_at(&self, call: &Call, kind: usize) -> usize {
        let period = self.outages.period(call.arrived);
        self.first_cells[call.source().index()] + kind * self.outages.periods() + period
    }

    /// Messages or notifications more or fewer are not yet submitted, if that is what the resource holds.
    #[inline]
    fn count_waiting(&mut self, now: SimTime, resource: ResourceId, delta: i64) {
        if !self.outages.of.is_empty()
            && self.net.resources[resource.index()].kind == ResourceKind::Pipeline
        {
            self.outages.backlog.change(now, delta);
        }
    }

    /// The position of the cell of the call's current leg.
    #[inline]
    fn leg_at(&self, call: &Call) -> usize {
        self.cell_at(call, call.party() * VERSIONS + self.version(call))
    }

    /// The position of the cell of the first leg.
    #[inline]
    fn counted_at(&self, call: &Call) -> usize {
        let server = call.counted_mailbox();
        let version = server.map_or(0, |server| version_index(self.net.exchange[server].version));
        self.cell_at(call, version)
    }

    /// The cell of the call's current leg.
    fn cell(&mut self, call: &Call) -> &mut Cell {
        let at = self.leg_at(call);
        let cell = &mut self.cells[at];
        cell.used = true;
        cell
    }

    /// The cell in which the call and its attempts are counted: that of the first leg.
    fn counted(&mut self, call: &Call) -> &mut Cell {
        let at = self.counted_at(call);
        let cell = &mut self.cells[at];
        cell.used = true;
        cell
    }
}

/// Whether percentiles of a latency are kept by mailbox version, because a mailbox takes part in it.
pub(super) const fn kept_by_version(latency: Latency) -> bool {
    matches!(
        latency,
        Latency::VoiceMailRouting
            | Latency::TimeToGreeting
            | Latency::GreetingDelay
            | Latency::Notification
    )
}

impl Probe for Recorder<'_> {
    fn attempt_started(&mut self, now: SimTime, call: &Call) {
        self.in_progress.change(now, 1);
        if call.attempt == 1 {
            self.arrivals.add(now, Span::ZERO);
        }
        if !call.measured() {
            return;
        }
        let first = call.attempt == 1;
        let fax = self.net.sources[call.source()].class == Class::Fax;
        let cell = self.counted(call);
        cell.attempts += 1;
        cell.fax_attempts += u64::from(fax);
        cell.calls += u64::from(first);
        if first {
            let identity = &mut self.identities[call.source().index()];
            identity.0 += 1;
            identity.1 = crate::kernel::Key::new(identity.1).absorb(now.nanos()).raw();
        }
    }

    #[inline]
    fn message(&mut self, now: SimTime, station: StationId, handled: &Handled) {
        self.stations[station.index()].message(now, handled);
    }

    fn sent_again(&mut self, now: SimTime, station: StationId) {
        let station = &mut self.stations[station.index()];
        station.sent_again += u64::from(station.measures(now));
    }

    fn dropped(&mut self, now: SimTime, station: StationId) {
        let station = &mut self.stations[station.index()];
        station.dropped += u64::from(station.measures(now));
    }

    fn overload_refused(&mut self, now: SimTime, station: StationId, _: &Call) {
        let station = &mut self.stations[station.index()];
        station.refused += u64::from(station.measures(now));
    }

    #[inline]
    fn seized(&mut self, now: SimTime, resource: ResourceId, units: u32, call: &Call) {
        let class = self.class(call);
        let statistics = &mut self.resources[resource.index()];
        statistics.occupancy.change(now, i64::from(units));
        statistics.series.change(now, i64::from(units));
        statistics.granted[class] += u64::from(call.measured());
        self.count_waiting(now, resource, i64::from(units));
    }

    #[inline]
    fn released(&mut self, now: SimTime, resource: ResourceId, units: u32, since: SimTime) {
        let statistics = &mut self.resources[resource.index()];
        statistics.occupancy.change(now, -i64::from(units));
        statistics.occupancy.held(since, now, units);
        statistics.series.change(now, -i64::from(units));
        self.count_waiting(now, resource, -i64::from(units));
    }

    fn held_on(&mut self, now: SimTime, resource: ResourceId, units: u32) {
        let statistics = &mut self.resources[resource.index()];
        statistics.occupancy.change(now, i64::from(units));
        statistics.series.change(now, i64::from(units));
        self.count_waiting(now, resource, i64::from(units));
    }

    fn refused(&mut self, _now: SimTime, resource: ResourceId, call: &Call) {
        let class = self.class(call);
        self.resources[resource.index()].refused[class] += u64::from(call.measured());
    }

    fn stream(&mut self, now: SimTime, link: LinkId, delta: i64, rate: u32) {
        self.streams[link.index()].change(now, delta);
        self.bandwidth[link.index()].change(now, delta * i64::from(rate));
    }

    fn latency(&mut self, call: &Call, latency: Latency, value: Span) {
        match latency {
            Latency::VoiceMailRouting => self.routing_series.add(call.arrived, value),
            Latency::PostDialDelay => self.ringing_series.add(call.arrived, value),
            _ => {}
        }
        self.courses.add(call.arrived, latency, value);
        if !call.measured() {
            return;
        }
        let version = self.version(call);
        let class = self.class(call);
        let which = latency as usize;
        self.by_class[class * Latency::ALL.len() + which].record(value.nanos());
        if kept_by_version(latency) {
            self.by_version[version * Latency::ALL.len() + which].record(value.nanos());
        }
        self.cell(call).latencies[which].add(value);
        if !self.targets.is_empty() {
            let is_late = self.targets.latency(self.leg_at(call), call.arrived, (latency, value));
            if is_late {
                self.outages.late(call);
            }
        }
    }

    fn routed(&mut self, call: &Call, trace: &RoutingTrace) {
        if !call.measured() {
            return;
        }
        for (hop, parts) in trace.parts.iter().enumerate() {
            for (part, span) in parts.iter().enumerate() {
                self.parts[hop][part].add(*span);
            }
        }
        let (redirects, invites) = (u64::from(trace.redirects), u64::from(trace.invites));
        let total = trace.total();
        let reason = call.reason as usize;
        let cell = self.cell(call);
        cell.redirects += redirects;
        cell.invites += invites;
        cell.by_reason[reason].add(total);
    }

    fn missed(&mut self, call: &Call, path: Path, notification: Notification) {
        if !call.measured() {
            return;
        }
        if self.legacy_notices.is_known && path == Path::A && notification != Notification::NotDue {
            self.legacy_notices.add(self.net, call);
        }
        let cell = self.cell(call);
        let path = path as usize;
        cell.missed[path] += 1;
        cell.due[path] += u64::from(notification != Notification::NotDue);
        cell.sent[path] += u64::from(notification == Notification::Sent);
        if let Notification::Lost(why) = notification {
            cell.lost_by[why as usize] += 1;
            let group = self.net.sources[call.source()].parties[call.party()];
            let user = call.user() as usize;
            self.users_with_loss[group.index()][user / 64] |= 1 << (user % 64);
        }
    }

    fn notification_lost(&mut self, call: &Call) {
        if !call.measured() {
            return;
        }
        let group = self.net.sources[call.source()].parties[call.party()];
        let user = call.user() as usize;
        self.users_with_loss[group.index()][user / 64] |= 1 << (user % 64);
        let cell = self.cell(call);
        cell.sent[Path::A as usize] -= 1;
        cell.lost_by[Loss::Outage as usize] += 1;
    }

    fn late(&mut self, call: &Call, is_message: bool, outage: Option<OutageId>) {
        if call.measured() {
            let kind = usize::from(is_message);
            self.cell(call).late[kind] += 1;
            self.outages.late_submission(outage, kind);
        }
    }

    fn host_changed(
        &mut self,
        now: SimTime,
        station: StationId,
        change: &Change,
        cores: (&[SimTime], &[SimTime]),
    ) {
        self.stations[station.index()].change(now, change, cores);
    }

    fn outage(&mut self, now: SimTime, outage: OutageId, begins: bool) {
        self.outages.change(now, self.window, outage, begins);
        self.up_time.change(now, self.window, &self.net.outages[outage], begins);
    }

    fn affected(&mut self, now: SimTime, call: &Call, outage: OutageId, outcome: Outcome) {
        if call.measured() {
            self.outages.affected(now, outage, outcome);
        }
    }

    fn diverted(&mut self, call: &Call) {
        if call.measured() {
            self.cell(call).diverted += 1;
        }
    }

    fn transferred(&mut self, call: &Call) {
        if call.measured() {
            self.counted(call).transfers += 1;
        }
    }

    fn message_left(&mut self, call: &Call, junk: bool) {
        if call.measured() && junk {
            self.cell(call).junk_messages += 1;
        }
    }

    fn message_waiting(&mut self, call: &Call, failed: bool) {
        if call.measured() {
            let notices = &mut self.cell(call).notices;
            notices[0] += 1;
            notices[1] += u64::from(failed);
        }
    }

    fn caller_not_named(&mut self, call: &Call) {
        if call.measured() {
            self.cell(call).not_named += 1;
        }
    }

    fn previewed(&mut self, call: &Call, preview: Preview) {
        if call.measured() {
            self.cell(call).previews[preview as usize] += 1;
        }
    }

    fn wasted(&mut self, call: &Call, waste: Waste) {
        let resource = &self.net.resources[waste.resource.index()];
        let what = match resource.kind {
            ResourceKind::Channels => 0,
            ResourceKind::MediationSlots => 1,
            ResourceKind::UmSlots => 2,
            _ => return,
        };
        let held = u128::from(waste.until.since(waste.since).nanos()) * u128::from(waste.units);
        self.counted(call).wasted[what] += held / u128::from(resource.units_per_call);
    }

    fn attempt_ended(&mut self, now: SimTime, call: &Call, outcome: Outcome) {
        self.in_progress.change(now, -1);
        if !call.measured() {
            return;
        }
        self.outages.attempt_ended(call, outcome.is_by_outage());
        let first = call.attempt == 1;
        // Of calls out of the deployment, no INVITE of a caller is seen.
        let class = self.net.sources[call.source()].class;
        let calls_in = !matches!(class, Class::Outbound | Class::PlayOnPhone);
        let cell = self.counted(call);
        cell.outcomes.add(outcome);
        // A call that a branch appliance sends out again may find no channel after it has rung.
        let invited = calls_in && (outcome != Outcome::Blocked || call.heard_ringing());
        if invited {
            cell.invited.add(outcome);
            cell.not_rung += u64::from(!call.heard_ringing());
        }
        if call.was_offered_to_um() {
            cell.um_offered.add(outcome);
        }
        cell.first_blocked += u64::from(first && outcome == Outcome::Blocked);
        if !self.targets.is_empty() {
            self.targets.attempt_ended(self.counted_at(call), call, (outcome, invited));
        }
    }

    fn call_ended(&mut self, call: &Call, outcome: Outcome) {
        if call.measured() {
            let is_lost = !outcome.is_success() && outcome != Outcome::InFlight;
            let cell = self.counted(call);
            cell.ended += 1;
            cell.lost += u64::from(is_lost);
            if !self.targets.is_empty() {
                self.targets.call_ended(self.counted_at(call), call.arrived, is_lost);
            }
        }
    }
}
