//! Where a user's clients are registered while Front Ends, pools or sites are lost.

use super::super::engine::{Answer, Attribute, CallId, Engine, Flag, Id16, Place, Probe};
use crate::base::{IdRange, SimTime};
use crate::network::{FrontEnd, FrontEndId, Service};

impl<P: Probe> Engine<'_, '_, P> {
    /// The Front End that takes over the call's user: one of the pool's others, or of its backup pool
    /// when that has taken over. Users of one that is lost are spread over the others.
    pub(super) fn other_front_end(
        &self,
        slot: CallId,
        from: Place,
        at: SimTime,
    ) -> Option<FrontEndId> {
        let net = self.state.net;
        let front_end = &net.front_ends[self.call(slot).front_end.id()];
        let takes = |id: &FrontEndId| {
            let station = net.front_ends[*id].station;
            self.answer_to(from, station, Service::FrontEnd) == Answer::Takes
                && self.finds_front_end(slot, *id)
        };
        let user = self.call(slot).user as usize;
        let one_of = |all: IdRange<FrontEnd>| {
            let up: Vec<FrontEndId> = all.iter().filter(takes).collect();
            (!up.is_empty()).then(|| up[user % up.len()])
        };
        one_of(front_end.pool).or_else(|| {
            let since = front_end.pool.iter().map(|id| {
                let station = net.front_ends[id].station;
                self.state.conditions.standing(station, Service::FrontEnd).down_since
            });
            let lost = since.filter(|since| *since != SimTime::MAX).max()?;
            let taken_over = lost + net.failover.backup_registrar_after <= at;
            one_of(front_end.backup?).filter(|_| taken_over)
        })
    }

    /// Whether the user's clients are registered where the call looks for them: at home, or elsewhere
    /// once they have registered there. Clients that are cut off are registered nowhere.
    pub(in crate::call) fn is_registered_here(&self, slot: CallId, now: SimTime) -> bool {
        if !self.state.conditions.watched || self.group(slot).front_ends.is_empty() {
            return true;
        }
        !self.is_endpoint_cut_off(slot)
            && self.has_moved_to(slot, self.call(slot).front_end.id(), now)
    }

    /// Whether an outage cuts the user's endpoints off from the hub of the call.
    pub(in crate::call) fn is_endpoint_cut_off(&self, slot: CallId) -> bool {
        let (here, hub) = (self.endpoint_place(slot).site(), self.hub_place(slot).site());
        let conditions = &self.state.conditions;
        conditions.watched && conditions.is_cut(self.state.net, here, hub)
    }

    /// The Front End that is the home of the call's user.
    pub(super) fn home_front_end(&self, slot: CallId) -> FrontEndId {
        let front_ends = self.group(slot).front_ends;
        let n = front_ends.len();
        let (id, user) = (self.group_id(slot), self.call(slot).user);
        let rank = if n == 1 { 0 } else { self.state.shuffles.rank(id, Attribute::FrontEnd, user) };
        front_ends.nth(rank % n)
    }

    /// Whether a Front End is the home of the call's user, or has taken the user over by now.
    fn has_moved_to(&self, slot: CallId, front_end: FrontEndId, now: SimTime) -> bool {
        let net = self.state.net;
        let (group, user) = (self.group(slot), self.call(slot).user);
        let home = self.home_front_end(slot);
        if front_end == home {
            return true;
        }
        let standing =
            self.state.conditions.standing(net.front_ends[home].station, Service::FrontEnd);
        let Some((outage, number)) = standing.last.filter(|_| standing.is_down()) else {
            return true;
        };
        let key = self.state.conditions.keys[outage.index()].absorb(number);
        let key = key.absorb(group.user_salt(user));
        let after = net.re_register.sample(&mut key.rng());
        standing.down_since + after <= now
    }

    /// Whether the user of an outgoing call cannot place it: no Front End takes it, or the user's clients
    /// are not registered with another one yet. Otherwise the call goes by the Front End where they are.
    pub(in crate::call) fn cannot_call_out(&mut self, slot: CallId, now: SimTime) -> bool {
        if !self.state.conditions.watched || self.call(slot).front_end.is_none() {
            return false;
        }
        let from = self.endpoint_place(slot);
        if self.answer_to(from, self.hub_station(slot), Service::FrontEnd) == Answer::Takes {
            return false;
        }
        self.call_mut(slot).set(Flag::MetOutage, true);
        let other = self.other_front_end(slot, from, now);
        let Some(front_end) = other.filter(|id| self.has_moved_to(slot, *id, now)) else {
            return true;
        };
        let place = self.host(self.state.net.front_ends[front_end].station);
        let call = self.call_mut(slot);
        call.front_end = Id16::some(front_end);
        call.hub = place;
        false
    }
}
