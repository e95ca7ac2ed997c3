//! How busy channels, slots and hosts are. It decides how many refusals come one after the other.

use super::origin::Origin;
use super::probe::{Recorder, ResourceStatistics};
use super::stations::StationStatistics;
use crate::network::{Resource, ResourceKind, Source, Station, UNLIMITED};
use serde::{Deserialize, Serialize};

/// Factor by which a burst is taken to be longer.
const CAUTION: f64 = 1.2;

/// How busy a resource was.
#[derive(Clone, Copy, Debug, PartialEq, Serialize, Deserialize)]
struct Busy {
    kind: ResourceKind,
    /// Share of its units in use at the busiest time.
    used: f64,
    /// Share of the attempts offered to it that it refused.
    refused: f64,
}

/// Mean number of refusals that come together. While units are full, callers are refused one after the other; with a
/// share u in use the burst goes on with probability u after each refusal, so that it has 1 + u/(1 − u) on average
/// where refusals are rare. Where a share B is refused, the units are full so often that bursts are shorter:
/// 1 + u(1 − B)/(1 − u + B). Both are up to an eighth too few, so [`CAUTION`] keeps them above the truth for loss
/// systems.
fn burst(used: f64, refused: f64) -> f64 {
    let ends = (1.0 - used).max(0.0) + refused;
    if ends > 0.0 { 1.0 + CAUTION * used * (1.0 - refused) / ends } else { f64::INFINITY }
}

/// How busy a replication, or the mean of several, was at its busiest time.
#[derive(Clone, Debug, Default, PartialEq, Serialize, Deserialize)]
pub struct Load {
    /// How busy each resource was.
    resources: Vec<Busy>,
    /// Share in use of the cores of the busiest host, previews apart.
    host: f64,
    /// Share in use of the busiest cores for previews.
    previews: f64,
    /// Attempts in progress.
    in_progress: f64,
    /// Attempts of a caller who is always refused: the mean over callers, and that of the most persistent.
    attempts: (f64, f64),
}

impl Load {
    /// The mean of the loads of several replications.
    pub fn mean<'l>(loads: impl ExactSizeIterator<Item = &'l Load>) -> Load {
        let share = 1.0 / loads.len().max(1) as f64;
        let mut mean = Load::default();
        for load in loads {
            if mean.resources.is_empty() {
                let idle = |busy: &Busy| Busy { used: 0.0, refused: 0.0, ..*busy };
                mean.resources = load.resources.iter().map(idle).collect();
            }
            for (sum, busy) in mean.resources.iter_mut().zip(&load.resources) {
                sum.used += share * busy.used;
                sum.refused += share * busy.refused;
            }
            mean.host += share * load.host;
            mean.previews += share * load.previews;
            mean.in_progress += share * load.in_progress;
            mean.attempts.0 += share * load.attempts.0;
            mean.attempts.1 = load.attempts.1;
        }
        mean
    }

    /// How many events come together. A burst ends at the latest when the calls in progress have ended.
    pub fn bursts(&self) -> Bursts {
        let whole = |burst: f64| burst.min(self.in_progress.max(1.0)) * self.attempts.0.max(1.0);
        let of_resource = |busy: &Busy| whole(burst(busy.used, busy.refused));
        let resources: Vec<f64> = self.resources.iter().map(of_resource).collect();
        let single = whole(1.0);
        let mut kinds: Vec<(ResourceKind, f64)> = Vec::new();
        for (busy, burst) in self.resources.iter().zip(&resources) {
            match kinds.iter_mut().find(|(kind, _)| *kind == busy.kind) {
                Some((_, longest)) => *longest = longest.max(*burst),
                None => kinds.push((busy.kind, *burst)),
            }
        }
        let any = kinds.iter().map(|(_, longest)| *longest).fold(single, f64::max);
        Bursts {
            any: any.max(whole(burst(self.host, 0.0))),
            previews: whole(burst(self.previews, 0.0)),
            tried: self.attempts.1.max(1.0),
            resources,
            kinds,
            single,
        }
    }
}

/// Mean numbers of events that come together, each at least 1.
#[derive(Clone, Debug, PartialEq)]
pub struct Bursts {
    /// By resource.
    resources: Vec<f64>,
    /// The longest of each kind of resource.
    kinds: Vec<(ResourceKind, f64)>,
    /// Of the busiest resource or host.
    any: f64,
    previews: f64,
    tried: f64,
    /// Where no such resource is.
    single: f64,
}

impl Bursts {
    /// Of events that come from this. Of those that anything may cause, the busiest resource or host decides.
    pub fn of(&self, origin: Origin) -> f64 {
        match origin {
            Origin::Each | Origin::Never => 1.0,
            Origin::Tried => self.tried,
            Origin::Resource(i) => self.resources.get(i as usize).copied().unwrap_or(self.single),
            Origin::Kind(kind) => {
                let found = self.kinds.iter().find(|(of, _)| *of == kind);
                found.map_or(self.single, |(_, longest)| *longest)
            }
            Origin::Any => self.any,
            Origin::Previews => self.previews,
        }
    }
}

impl Recorder<'_> {
    /// How busy this replication was.
    pub fn load(&self) -> Load {
        let used = |(resource, statistics): (&Resource, &ResourceStatistics)| {
            let limited = resource.units != UNLIMITED && resource.units > 0;
            let used = statistics.occupancy.mean() / f64::from(resource.units.max(1));
            let sum = |counts: &[u64]| counts.iter().sum::<u64>() as f64;
            let (granted, refused) = (sum(&statistics.granted), sum(&statistics.refused));
            Busy {
                kind: resource.kind,
                used: if limited { used * self.peak_rate } else { 0.0 },
                refused: refused / (granted + refused).max(1.0),
            }
        };
        let seconds = self.window.to.since(self.window.from).seconds();
        let host = |(station, statistics): (&Station, &StationStatistics)| {
            statistics.busy() as f64 * 1e-9 / (seconds * f64::from(station.cores))
        };
        let first = (self.window.from.nanos() / self.bins.width) as usize;
        let (sum, n) =
            self.in_progress.means().skip(first).fold((0.0, 0.0), |(sum, n), m| (sum + m, n + 1.0));
        // Previews are made after the calls.
        let mut previews = vec![false; self.net.stations.len()];
        for preview in self.net.exchange.iter().filter_map(|server| server.preview) {
            previews[preview.index()] = true;
        }
        let hosts = self.net.stations.iter().zip(&self.stations).map(host).zip(previews);
        let busiest = |wanted: bool| {
            let of = hosts.clone().filter(|(_, preview)| *preview == wanted);
            of.map(|(used, _)| used).fold(0.0, f64::max) * self.peak_rate
        };
        Load {
            resources: self.net.resources.iter().zip(&self.resources).map(used).collect(),
            host: busiest(false),
            previews: busiest(true),
            in_progress: sum / f64::max(n, 1.0) * self.peak_rate,
            attempts: self.attempts(),
        }
    }

    fn attempts(&self) -> (f64, f64) {
        let of_source = self.net.sources.iter().map(attempts);
        let most = of_source.clone().fold(1.0, f64::max);
        let calls: u64 = self.identities.iter().map(|(calls, _)| calls).sum();
        let sum: f64 =
            of_source.zip(&self.identities).map(|(n, (calls, _))| n * *calls as f64).sum();
        (if calls > 0 { sum / calls as f64 } else { most }, most)
    }
}

/// Expected attempts of a caller of a source who is always refused.
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
        let rare = [
            (0.02, 1),
            (6.0, 14),
            (10.0, 20),
            (16.0, 32),
            (16.0, 35),
            (155.0, 180),
            (155.0, 204),
            (400.0, 450),
        ];
        let frequent = [(0.3, 1), (3.0, 1), (5.0, 5), (84.06, 100), (200.0, 200), (440.0, 200)];
        for (load, channels) in rare.into_iter().chain(frequent) {
            let blocking = erlang_b(load, channels).expect("a share");
            let variance = blocking_variance(load, channels).expect("a variance");
            let exact = (2.0 + load * variance / blocking) / 2.0;
            let used = load * (1.0 - blocking) / f64::from(channels);
            let burst = burst(used, blocking);
            assert!(
                (0.995..1.32).contains(&(burst / exact)),
                "{load} {channels}: {burst}, {exact}"
            );
        }
    }

    #[test]
    fn a_burst_ends_with_the_calls_in_progress_and_grows_with_retries() {
        let busy = |kind, used| Busy { kind, used, refused: 0.0 };
        let system = Load {
            resources: vec![busy(ResourceKind::Channels, 1.0), busy(ResourceKind::UmSlots, 0.5)],
            host: 0.9,
            previews: 0.0,
            in_progress: 20.0,
            attempts: (3.0, 4.0),
        };
        let bursts = system.bursts();
        let of = |origin| bursts.of(origin);
        assert_eq!((of(Origin::Any), of(Origin::Each), of(Origin::Tried)), (60.0, 1.0, 4.0));
        assert!((of(Origin::Kind(ResourceKind::UmSlots)) - 6.6).abs() < 1e-12);
        assert_eq!((of(Origin::Kind(ResourceKind::FaxSlots)), of(Origin::Never)), (3.0, 1.0));
        let mean = Load::mean([&system, &Load::default()].into_iter());
        assert_eq!((mean.in_progress, mean.resources[1].used, mean.host), (10.0, 0.25, 0.45));
    }
}
