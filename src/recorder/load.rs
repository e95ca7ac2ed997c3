//! How busy channels, slots and hosts are. It decides how many refusals come one after the other.

use super::probe::{Recorder, ResourceStatistics};
use super::stations::StationStatistics;
use crate::network::{Resource, ResourceKind, Source, Station, UNLIMITED};

/// Factor by which a burst is taken to be longer.
const CAUTION: f64 = 1.2;

/// What the events of a share or count come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// This resource is full.
    Resource(u32),
    /// Resources of a kind are full.
    Kind(ResourceKind),
    /// Anything.
    Any,
    /// Nothing: the event cannot happen in this study.
    Never,
}

/// How busy a replication, or the mean of several, was at its busiest time.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Load {
    /// Kind of each resource, and the share of its units in use.
    resources: Vec<(ResourceKind, f64)>,
    /// Share in use of the cores of the busiest host.
    host: f64,
    /// Attempts in progress.
    in_progress: f64,
    /// Attempts of a caller who is always refused.
    attempts: f64,
}

impl Load {
    /// The mean of the loads of several replications.
    pub fn mean<'l>(loads: impl ExactSizeIterator<Item = &'l Load>) -> Load {
        let share = 1.0 / loads.len().max(1) as f64;
        let mut mean = Load::default();
        for load in loads {
            if mean.resources.is_empty() {
                mean.resources = load.resources.iter().map(|(kind, _)| (*kind, 0.0)).collect();
            }
            let pairs = mean.resources.iter_mut().zip(&load.resources);
            pairs.for_each(|(sum, used)| sum.1 += share * used.1);
            mean.host += share * load.host;
            mean.in_progress += share * load.in_progress;
            mean.attempts = load.attempts;
        }
        mean
    }

    /// Mean number of events that come together, at least 1. While something is full, callers are refused one after the
    /// other. If a share u of it is in use, the burst goes on with probability u after each refusal, so that it has
    /// 1/(1 − u) = 1 + u/(1 − u) on average: exactly so for one channel, and up to an eighth too few for many. The factor
    /// 1.2 keeps it above the truth for loss systems. The burst ends at the latest when the calls in progress have ended.
    pub fn burst(&self, cause: Cause) -> f64 {
        let used = |wanted: &dyn Fn(ResourceKind) -> bool| {
            let of_kind = self.resources.iter().filter(|(kind, _)| wanted(*kind));
            of_kind.map(|(_, used)| *used).fold(0.0, f64::max)
        };
        let used = match cause {
            Cause::Resource(i) => self.resources.get(i as usize).map_or(0.0, |(_, used)| *used),
            Cause::Kind(kind) => used(&|of| of == kind),
            Cause::Any => used(&|_| true).max(self.host),
            Cause::Never => 0.0,
        };
        let most = self.in_progress.max(1.0);
        let burst = if used < 1.0 { (1.0 + CAUTION * used / (1.0 - used)).min(most) } else { most };
        burst * self.attempts.max(1.0)
    }
}

impl Recorder<'_> {
    /// How busy this replication was.
    pub fn load(&self) -> Load {
        let used = |(resource, statistics): (&Resource, &ResourceStatistics)| {
            let limited = resource.units != UNLIMITED && resource.units > 0;
            let used = statistics.occupancy.mean() / f64::from(resource.units.max(1));
            (resource.kind, if limited { used * self.peak_rate } else { 0.0 })
        };
        let seconds = self.window.to.since(self.window.from).seconds();
        let host = |(station, statistics): (&Station, &StationStatistics)| {
            statistics.busy as f64 * 1e-9 / (seconds * f64::from(station.cores))
        };
        let first = (self.window.from.nanos() / self.bins.width) as usize;
        let (sum, n) =
            self.in_progress.means().skip(first).fold((0.0, 0.0), |(sum, n), m| (sum + m, n + 1.0));
        let hosts = self.net.stations.iter().zip(&self.stations).map(host);
        Load {
            resources: self.net.resources.iter().zip(&self.resources).map(used).collect(),
            host: hosts.fold(0.0, f64::max) * self.peak_rate,
            in_progress: sum / f64::max(n, 1.0) * self.peak_rate,
            attempts: self.net.sources.iter().map(attempts).fold(1.0, f64::max),
        }
    }
}

/// Expected attempts of a caller who is always refused.
fn attempts(source: &Source) -> f64 {
    let Some(retry) = &source.retry else { return 1.0 };
    (0..=retry.at_most.min(1_000)).map(|n| libm::pow(retry.share, f64::from(n))).sum()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::stats::erlang::{blocking_variance, erlang_b};

    /// Refused calls of Erlang loss systems: variance ÷ mean of their number is 1 + A·σ²/B (the arrivals in the full state
    /// are Poisson), and that of geometric bursts of w on average is 2w − 1.
    #[test]
    fn bursts_are_at_least_as_large_as_those_of_loss_systems() {
        for (load, channels) in [
            (0.02, 1),
            (6.0, 14),
            (10.0, 20),
            (16.0, 32),
            (16.0, 35),
            (84.06, 100),
            (155.0, 180),
            (155.0, 204),
            (400.0, 450),
        ] {
            let blocking = erlang_b(load, channels).expect("a share");
            let variance = blocking_variance(load, channels).expect("a variance");
            let exact = (2.0 + load * variance / blocking) / 2.0;
            let used = load * (1.0 - blocking) / f64::from(channels);
            let system = Load {
                resources: vec![(ResourceKind::Channels, used)],
                host: 0.0,
                in_progress: f64::INFINITY,
                attempts: 1.0,
            };
            let burst = system.burst(Cause::Resource(0));
            assert!((1.0..1.2).contains(&(burst / exact)), "{load} {channels}: {burst}, {exact}");
        }
    }

    #[test]
    fn a_burst_ends_with_the_calls_in_progress_and_grows_with_retries() {
        let system = Load {
            resources: vec![(ResourceKind::Channels, 1.0), (ResourceKind::UmSlots, 0.5)],
            host: 0.9,
            in_progress: 20.0,
            attempts: 3.0,
        };
        let of = |cause| system.burst(cause);
        assert_eq!(of(Cause::Any), 60.0);
        assert!((of(Cause::Kind(ResourceKind::UmSlots)) - 6.6).abs() < 1e-12);
        assert_eq!((of(Cause::Kind(ResourceKind::FaxSlots)), of(Cause::Never)), (3.0, 3.0));
        let mean = Load::mean([&system, &Load::default()].into_iter());
        assert_eq!((mean.in_progress, mean.resources[1].1, mean.host), (10.0, 0.25, 0.45));
    }
}
