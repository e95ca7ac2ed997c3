//! How long hosts, and what belongs to their services, are up in the window.

use crate::base::SimTime;
use crate::call::Window;
use crate::network::{Effect, Network, Outage, Service, Services, StationId};

/// Time that something is down.
#[derive(Clone, Copy, Debug, Default)]
struct Down {
    /// Outages that last.
    lasting: u32,
    /// Since when the first of them does.
    since: u64,
    /// Time of the window before that, ns.
    before: u64,
}

/// Time up of all stations and resources.
#[derive(Clone, Debug)]
pub(super) struct UpTime {
    stations: Vec<Down>,
    resources: Vec<Down>,
    /// By resource: the host and service without which there is none of it.
    needs: Vec<Option<(StationId, Service)>>,
}

impl UpTime {
    /// Everything is up; empty without outages.
    pub(super) fn new(net: &Network) -> Self {
        if net.outages.is_empty() {
            return UpTime { stations: Vec::new(), resources: Vec::new(), needs: Vec::new() };
        }
        UpTime {
            stations: vec![Down::default(); net.stations.len()],
            resources: vec![Down::default(); net.resources.len()],
            needs: net.services_behind_resources(),
        }
    }

    /// Everything is up again.
    pub(super) fn reset(&mut self) {
        self.stations.fill(Down::default());
        self.resources.fill(Down::default());
    }

    /// An outage begins or ends.
    pub(super) fn change(&mut self, now: SimTime, window: Window, outage: &Outage, begins: bool) {
        if outage.effect != Effect::Down {
            return;
        }
        // An outage may hit a host twice, by its name and by its site.
        let hit = |station: StationId, needs: &dyn Fn(Services) -> bool| {
            outage.services.iter().any(|(host, which)| *host == station && needs(*which))
        };
        for (i, down) in self.stations.iter_mut().enumerate() {
            if hit(StationId::new(i), &|which| which.is_host()) {
                down.change(now, window, begins);
            }
        }
        for (down, needs) in self.resources.iter_mut().zip(&self.needs) {
            if needs.is_some_and(|(station, service)| hit(station, &|which| which.has(service))) {
                down.change(now, window, begins);
            }
        }
    }

    /// The run has stopped.
    pub(super) fn stop(&mut self, now: SimTime, window: Window) {
        let all = self.stations.iter_mut().chain(&mut self.resources);
        for down in all.filter(|down| down.lasting > 0) {
            down.lasting = 1;
            down.change(now, window, false);
        }
    }

    /// Share of the window in which a station is up; `None` without outages.
    pub(super) fn of_station(&self, station: usize, window: Window) -> Option<f64> {
        self.stations.get(station).map(|down| down.up(window))
    }

    /// Share of the window in which a resource is there; `None` without outages, and where it needs no host.
    pub(super) fn of_resource(&self, resource: usize, window: Window) -> Option<f64> {
        self.needs.get(resource).copied().flatten()?;
        self.resources.get(resource).map(|down| down.up(window))
    }
}

impl Down {
    fn change(&mut self, now: SimTime, window: Window, begins: bool) {
        if begins {
            if self.lasting == 0 {
                self.since = now.nanos();
            }
            self.lasting += 1;
            return;
        }
        self.lasting = self.lasting.saturating_sub(1);
        if self.lasting == 0 {
            let from = self.since.max(window.from.nanos());
            let to = now.nanos().min(window.to.nanos());
            self.before += to.saturating_sub(from);
        }
    }

    fn up(&self, window: Window) -> f64 {
        let all = window.to.since(window.from).nanos();
        (all - self.before) as f64 / all as f64
    }
}
