//! The walk over what carries the calls: channels and slots, hosts, links; and the series.

use super::probe::Recorder;
use super::row::Sink;
use super::series::Bins;
use crate::deployment::Class;
use crate::network::ResourceKind;

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
        let every = self.net.resources.iter().zip(&self.resources).zip(&self.names.resources);
        for (i, ((resource, statistics), scope)) in every.enumerate() {
            sink.scope(format_args!("{scope}"));
            let per_call = f64::from(resource.units_per_call);
            let (granted, refused) =
                (statistics.granted.iter().sum(), statistics.refused.iter().sum::<u64>());
            let offered: u64 = granted + refused;
            let carried = statistics.occupancy.mean() / per_call;
            let hold = (granted > 0).then(|| carried * seconds / granted as f64);
            let load = hold.map(|hold| offered as f64 * hold / seconds);
            let units = f64::from(resource.units);
            sink.mean(("offered_load", "value", "erlang"), load, offered);
            sink.mean(("carried_load", "value", "erlang"), Some(carried), granted);
            sink.mean(("occupancy", "mean", "calls"), Some(carried), granted);
            let peak = statistics.occupancy.peak as f64 / per_call;
            sink.maximum("peak", "calls", Some(peak), granted);
            let means = statistics.series.means().map(|mean| (Some(mean / per_call), 0));
            series(sink, self.bins, ("occupancy", "mean", "calls"), means);
            if resource.kind == ResourceKind::Pipeline {
                continue; // Its limit turns calls away, not the messages that are in it.
            }
            let used = (units > 0.0).then(|| statistics.occupancy.mean() / units);
            sink.mean(("utilization", "value", "1"), used, granted);
            let measure = match resource.kind {
                ResourceKind::Channels => "blocking",
                _ => "rejected",
            };
            sink.share(measure, refused, offered);
            for class in self.classes_at(i) {
                let (granted, refused) =
                    (statistics.granted[class as usize], statistics.refused[class as usize]);
                sink.narrow(format_args!("class:{}", class.name()));
                sink.share(measure, refused, granted + refused);
            }
            sink.widen();
        }
    }

    /// The classes offered to a gateway whose channels are this resource; none for other resources.
    fn classes_at(&self, resource: usize) -> impl Iterator<Item = Class> {
        let offered = move |class: &Class| {
            self.net.sources.iter().filter(|s| s.class == *class).any(|source| {
                let channels = |gateway: &u32| self.net.gateways[*gateway as usize].channels;
                source.gateways.iter().any(|gateway| channels(gateway).index() == resource)
            })
        };
        Class::ALL.into_iter().filter(offered)
    }

    fn station_rows(&self, sink: &mut impl Sink) {
        let seconds = self.seconds();
        let every = self.net.stations.iter().zip(&self.stations).zip(&self.names.stations);
        for ((station, statistics), name) in every {
            sink.scope(format_args!("server:{name}"));
            let n = statistics.messages;
            let used = statistics.busy as f64 * 1e-9 / (seconds * f64::from(station.cores));
            sink.mean(("utilization", "value", "1"), Some(used), n);
            sink.mean(("messages_per_second", "value", "1/s"), Some(n as f64 / seconds), n);
            // A message that needs no core does not queue, and does not count here.
            let served = statistics.served;
            let wait = (served > 0).then(|| statistics.waited as f64 * 1e-9 / served as f64);
            sink.mean(("queue_wait", "mean", "s"), wait, served);
            let longest = (served > 0).then(|| statistics.longest_wait.seconds());
            sink.maximum("queue_wait", "s", longest, served);
            let time = statistics.service_time();
            sink.mean(("service_time", "mean", "s"), time.map(|t| t.0), served);
            sink.mean(("service_time", "cv2", "1"), time.map(|t| t.1), served);
        }
    }

    fn link_rows(&self, sink: &mut impl Sink) {
        for (i, name) in self.names.links.iter().enumerate() {
            sink.scope(format_args!("link:{name}"));
            let (streams, bandwidth) = (&self.streams[i], &self.bandwidth[i]);
            sink.mean(("streams", "mean", "calls"), Some(streams.mean()), 0);
            sink.maximum("streams", "calls", Some(streams.peak as f64), 0);
            // Kept in 100 bit/s.
            let rate = |units: f64| Some(units * 1e-4);
            sink.mean(("bandwidth", "mean", "Mbit/s"), rate(bandwidth.mean()), 0);
            sink.maximum("bandwidth", "Mbit/s", rate(bandwidth.peak as f64), 0);
        }
    }

    fn series_rows(&self, sink: &mut impl Sink) {
        sink.scope(format_args!("all"));
        let in_progress = self.in_progress.means().map(|mean| (Some(mean), 0));
        series(sink, self.bins, ("calls_in_progress", "mean", "calls"), in_progress);
        let arrivals = self.arrivals.sums.iter().map(|(_, n)| (Some(*n as f64), *n));
        series(sink, self.bins, ("calls", "count", "calls"), arrivals);
        for (measure, values) in [
            ("voice_mail_routing_latency", &self.routing_series),
            ("post_dial_delay", &self.ringing_series),
        ] {
            let mean =
                |(sum, n): &(u128, u64)| ((*n > 0).then(|| *sum as f64 * 1e-9 / *n as f64), *n);
            series(sink, self.bins, (measure, "mean", "s"), values.sums.iter().map(mean));
        }
    }
}

/// One row a bin: value and observations.
fn series(
    sink: &mut impl Sink,
    bins: Bins,
    what: super::row::What,
    values: impl Iterator<Item = (Option<f64>, u64)>,
) {
    let width = bins.width as f64 * 1e-9;
    for (i, (value, count)) in values.enumerate() {
        sink.bin(Some((i as f64 * width, (i + 1) as f64 * width)));
        sink.mean(what, value, count);
    }
    sink.bin(None);
}
