//! Loss-based overload control (RFC 7339): a host has its senders hold back a share of new calls, and settles the share
//! once a second, so that its load stays at its target.

use super::super::engine::{CallId, Engine, Flag, HoldBack, Outcome, Probe, Purpose, Step};
use crate::base::{SimTime, Span};
use crate::deployment::OverloadControl;
use crate::kernel::EventQueue;
use crate::network::StationId;

/// How often the share is settled.
const EVERY: Span = Span::from_secs(1);

/// The least share of new calls that gets through, so that the host sees whether its load has gone.
const LEAST: f64 = 0.01;

impl<P: Probe> Engine<'_, '_, P> {
    /// Whether a sender holds a new call back from a host, as that has asked.
    fn holds_back(&mut self, slot: CallId, now: SimTime, station: StationId) -> bool {
        let control = self.state.net.stations[station].overload.control;
        let OverloadControl::Loss { target } = control else { return false };
        let share = self.settle_share(now, station, target);
        let held_back = share > 0.0 && {
            let key = self.key(slot, Purpose::HeldBack, station.index() as u64);
            key.uniform() < share
        };
        if held_back {
            self.probe.overload_refused(now, station, &self.state.calls[slot]);
        }
        held_back
    }

    /// The share of new calls that is held back. The load is the work that has come since the share was settled, and what
    /// still waits, as a share of what the host can do in that time.
    fn settle_share(&mut self, now: SimTime, station: StationId, target: f64) -> f64 {
        let host = &self.state.stations[station.index()];
        let last = self.state.overload.hold_back[station.index()];
        let time = now.since(last.at);
        if time < EVERY {
            return last.share;
        }
        let cores = host.free_at().len() as f64;
        let work = host.offered_work();
        let came = (work.nanos() - last.work.nanos()) as f64 / time.nanos() as f64;
        let waits = host.backlog(now).nanos() as f64 / EVERY.nanos() as f64;
        let load = (came / host.condition().speed().max(LEAST) + waits) / cores;
        let let_through = (1.0 - last.share) * if load > 0.0 { target / load } else { 1.0 / LEAST };
        let share = 1.0 - let_through.clamp(LEAST, 1.0);
        self.state.overload.hold_back[station.index()] = HoldBack { share, at: now, work };
        share
    }

    /// Whether the gateway holds the call back from the Mediation Server of its trunk.
    pub(in crate::call) fn gateway_holds_back(&mut self, slot: CallId, now: SimTime) -> bool {
        if !self.state.overload.on {
            return false;
        }
        let station = self.mediation(slot).station;
        let held_back = self.holds_back(slot, now, station);
        if held_back {
            self.call_mut(slot).set(Flag::HeldBack, true);
        }
        held_back
    }

    /// Whether the client of an internal call holds it back from the Front End; then it has failed.
    pub(in crate::call) fn client_holds_back(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
    ) -> bool {
        let now = queue.now();
        if !self.state.overload.on || !self.holds_back(slot, now, self.hub_station(slot)) {
            return false;
        }
        self.call_mut(slot).outcome = Outcome::HeldBack;
        self.schedule(queue, slot, Step::ConnectionFailed, now);
        true
    }

    /// Whether the Mediation Server answers 503 because the Front End has asked to hold calls back, or to be left
    /// alone.
    pub(in crate::call) fn refuses_for_front_end(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        ready: SimTime,
    ) -> bool {
        if !self.state.overload.on {
            return false;
        }
        let now = queue.now();
        let (server, station) = (self.trunk(slot).mediation_server, self.hub_station(slot));
        let front_end = self.call(slot).front_end.id();
        let door = self.state.overload.door(server, front_end);
        let left_alone = door.is_some_and(|door| door.left_alone > ready);
        let outcome = if left_alone {
            self.probe.overload_refused(now, station, &self.state.calls[slot]);
            Outcome::OverloadRefused
        } else if station != self.mediation(slot).station && self.holds_back(slot, now, station) {
            Outcome::HeldBack
        } else {
            return false;
        };
        self.release_mediation(slot, now);
        self.call_mut(slot).outcome = outcome;
        let back = self.mediation_to_caller(slot);
        self.send(queue, slot, Step::GatewayFailure, ready, back);
        true
    }
}
