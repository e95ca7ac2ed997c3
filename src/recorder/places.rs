//! The rows of channels and slots, hosts and links, and the series.

use super::origin::Origin;
use super::probe::Recorder;
use super::row::Sink;
use super::series::Bins;
use crate::base::Id;
use crate::deployment::Class;
use crate::measure::{Measure, Scope, ScopeKind, Statistic};
use crate::network::{ResourceKind, Source};

impl Recorder<'_> {
    pub(super) fn places(&self, sink: &mut impl Sink) {
        self.resource_rows(sink);
        self.station_rows(sink);
        self.link_rows(sink);
        self.series_rows(sink);
    }

    fn seconds(&self) -> f64 {
        self.window.to.since(self.window.from).seconds()
    }

    fn resource_rows(&self, sink: &mut impl Sink) {
        let seconds = self.seconds();
        let overflow = self.net.sources.iter().any(Source::has_overflow);
        let every = self.net.resources.iter().zip(&self.resources).zip(&self.names.resources);
        for (i, ((resource, statistics), scope)) in every.enumerate() {
            sink.scope(|| scope.clone());
            let per_call = f64::from(resource.units_per_call);
            let (granted, refused) =
                (statistics.granted.iter().sum(), statistics.refused.iter().sum::<u64>());
            let offered: u64 = granted + refused;
            let carried = statistics.occupancy.mean() / per_call;
            let hold = (granted > 0).then(|| carried * seconds / granted as f64);
            let load = hold.map(|hold| offered as f64 * hold / seconds);
            let units = f64::from(resource.units);
            sink.mean((Measure::OfferedLoad, Statistic::Value), load, offered);
            sink.mean((Measure::CarriedLoad, Statistic::Value), Some(carried), granted);
            sink.mean((Measure::HoldingTime, Statistic::Mean), hold, granted);
            sink.mean((Measure::Occupancy, Statistic::Mean), Some(carried), granted);
            let peak = statistics.occupancy.peak as f64 / per_call;
            sink.maximum(Measure::Peak, Some(peak), granted);
            let means = statistics.series.means().map(|mean| (Some(mean / per_call), 0));
            series(sink, self.bins, (Measure::Occupancy, Statistic::Mean), means);
            if resource.kind == ResourceKind::Pipeline {
                continue; // Its limit refuses calls, not the messages in the pipeline.
            }
            let up = self.up_time.of_resource(i, self.window);
            if let Some(up) = up {
                sink.mean((Measure::Availability, Statistic::Value), Some(up), granted);
            }
            let there = units * up.unwrap_or(1.0);
            let used = (there > 0.0).then(|| statistics.occupancy.mean() / there);
            sink.mean((Measure::Utilization, Statistic::Value), used, granted);
            let measure = match resource.kind {
                ResourceKind::Channels => Measure::Blocking,
                _ => Measure::Rejected,
            };
            let origin = self.refuses(i, overflow);
            sink.share_from(origin, measure, refused, offered);
            for class in self.classes_at(i) {
                let (granted, refused) =
                    (statistics.granted[class as usize], statistics.refused[class as usize]);
                sink.narrow(|all| all.and(ScopeKind::Class, class.name()));
                sink.share_from(origin, measure, refused, granted + refused);
            }
            sink.widen();
        }
    }

    /// What refusals at a resource come from. Where calls that one resource refuses are offered to another, they arrive
    /// there in bursts, so that the busiest of them counts.
    fn refuses(&self, resource: usize, overflow: bool) -> Origin {
        match self.net.resources[resource].kind {
            ResourceKind::Channels if !overflow => Origin::Resource(resource as u32),
            kind => Origin::Kind(kind),
        }
    }

    /// The classes offered to a gateway whose channels are this resource; none for other resources.
    fn classes_at(&self, resource: usize) -> impl Iterator<Item = Class> {
        let offered = self.kinds.offered[resource];
        Class::ALL.into_iter().filter(move |class| offered[*class as usize])
    }

    fn station_rows(&self, sink: &mut impl Sink) {
        let seconds = self.seconds();
        let every = self.net.stations.iter().zip(&self.stations).zip(&self.names.stations);
        for (i, ((station, statistics), name)) in every.enumerate() {
            sink.scope(|| name.clone());
            let n = statistics.messages;
            let up = self.up_time.of_station(i, self.window);
            if let Some(up) = up.filter(|_| name.kinds().eq([ScopeKind::Server])) {
                sink.mean((Measure::Availability, Statistic::Value), Some(up), n);
            }
            let there = seconds * up.unwrap_or(1.0) * f64::from(station.cores);
            let used = (there > 0.0).then(|| statistics.busy() as f64 * 1e-9 / there);
            sink.mean((Measure::Utilization, Statistic::Value), used, n);
            let offered = n + statistics.dropped;
            let rate = Some(offered as f64 / seconds);
            sink.mean((Measure::MessagesPerSecond, Statistic::Value), rate, offered);
            // Only messages that need a core queue, and count here.
            let served = statistics.served;
            let wait = (served > 0).then(|| statistics.waited as f64 * 1e-9 / served as f64);
            sink.mean((Measure::QueueWait, Statistic::Mean), wait, served);
            let longest = (served > 0).then(|| statistics.longest_wait.seconds());
            sink.quantiles(Measure::QueueWait, &statistics.waits);
            sink.maximum(Measure::QueueWait, longest, served);
            sink.share(Measure::ServiceLevel, statistics.prompt, served);
            let time = statistics.service_time();
            sink.mean((Measure::ServiceTime, Statistic::Mean), time.map(|t| t.0), served);
            sink.mean((Measure::ServiceTime, Statistic::Cv2), time.map(|t| t.1), served);
            if self.net.overload_matters && !name.kinds().any(|kind| kind == ScopeKind::Preview) {
                self.overload_rows(sink, i);
            }
        }
    }

    /// What a host did that had too many messages. What cannot happen there is exactly nothing.
    fn overload_rows(&self, sink: &mut impl Sink, station: usize) {
        let (hours, statistics, id) = (self.hours(), &self.stations[station], Id::new(station));
        let origin = |can| if can { Origin::Any } else { Origin::Never };
        let drops = origin(self.net.drops_beyond(id).is_some());
        let again = origin(self.net.has_datagrams(id));
        let refuses = origin(self.net.can_refuse(id));
        let (needed, dropped) = (statistics.served + statistics.dropped, statistics.dropped);
        sink.count_from(again, Measure::MessagesSentAgain, statistics.sent_again, hours);
        sink.count_from(drops, Measure::MessagesDropped, dropped, hours);
        sink.share_from(drops, Measure::DropRatio, dropped, needed);
        sink.count_from(refuses, Measure::OverloadRefusals, statistics.refused, hours);
        let left = Some(statistics.left() as f64);
        sink.mean((Measure::MessagesLeft, Statistic::Mean), left, statistics.messages);
    }

    fn link_rows(&self, sink: &mut impl Sink) {
        for (i, name) in self.names.links.iter().enumerate() {
            sink.scope(|| name.clone());
            let (streams, bandwidth) = (&self.streams[i], &self.bandwidth[i]);
            sink.mean((Measure::Streams, Statistic::Mean), Some(streams.mean()), 0);
            sink.maximum(Measure::Streams, Some(streams.peak as f64), 0);
            // The unit is 100 bit/s.
            let rate = |units: f64| Some(units * 1e-4);
            sink.mean((Measure::Bandwidth, Statistic::Mean), rate(bandwidth.mean()), 0);
            sink.maximum(Measure::Bandwidth, rate(bandwidth.peak as f64), 0);
        }
    }

    fn series_rows(&self, sink: &mut impl Sink) {
        sink.scope(Scope::all);
        let in_progress = self.in_progress.means().map(|mean| (Some(mean), 0));
        series(sink, self.bins, (Measure::CallsInProgress, Statistic::Mean), in_progress);
        let arrivals = self.arrivals.sums.iter().map(|(_, n)| (Some(*n as f64), *n));
        series(sink, self.bins, (Measure::Calls, Statistic::Count), arrivals);
        for (measure, values) in [
            (Measure::VoiceMailRoutingLatency, &self.routing_series),
            (Measure::PostDialDelay, &self.ringing_series),
        ] {
            let mean =
                |(sum, n): &(u128, u64)| ((*n > 0).then(|| *sum as f64 * 1e-9 / *n as f64), *n);
            series(sink, self.bins, (measure, Statistic::Mean), values.sums.iter().map(mean));
        }
        self.targets.series_rows(sink);
    }
}

/// One row per bin: value and observations.
fn series(
    sink: &mut impl Sink,
    bins: Bins,
    what: super::row::What,
    values: impl Iterator<Item = (Option<f64>, u64)>,
) {
    for (i, (value, count)) in values.enumerate() {
        sink.bin(Some(bins.seconds(i)));
        sink.mean(what, value, count);
    }
    sink.bin(None);
}
