//! A Survivable Branch Appliance: what is left to a site's users who are cut off from their pool.

use super::super::engine::{
    Answer, CallId, Engine, Flag, Held, Id16, Id32, Notification, Outcome, Path, Phase, Probe, Step,
};
use crate::base::SimTime;
use crate::deployment::Class;
use crate::kernel::EventQueue;
use crate::network::{Appliance, FrontEndId, GatewayId, ResourceId, Service};

/// Channels of the branch's gateway that a call holds which it has sent out again: it comes in by one, and goes out
/// by the other.
const IN_AND_OUT: u32 = 2;

impl<'n, P: Probe> Engine<'_, 'n, P> {
    /// The appliance that serves the call's user now: the user is cut off from the pool, and no other
    /// Front End has taken over.
    pub(in crate::call) fn serving_appliance(
        &self,
        slot: CallId,
        now: SimTime,
    ) -> Option<&'n Appliance> {
        if !self.state.conditions.watched || self.call(slot).front_end.is_none() {
            return None;
        }
        let appliance = self.group(slot).appliance.as_ref()?;
        let from = self.endpoint_place(slot);
        let reached = self.answer_to(from, self.hub_station(slot), Service::FrontEnd);
        let cut_off = reached != Answer::Takes && self.other_front_end(slot, from, now).is_none();
        cut_off.then_some(appliance)
    }

    /// Has the appliance ring the user, if it serves the user and the call came by its gateway. Returns
    /// whether it does.
    pub(in crate::call) fn rings_at_appliance(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
    ) -> bool {
        let now = queue.now();
        let appliance = self.serving_appliance(slot, now);
        let here = self.call(slot).gateway.get();
        let serves = appliance.is_some_and(|appliance| here == Some(appliance.gateway));
        if !serves || self.class(slot) != Class::Voice {
            return false;
        }
        let handled = self.serve(slot, now, Step::Retry, self.gateway(slot).station);
        let call = self.call_mut(slot);
        call.invited = handled.done;
        call.front_end = Id16::NONE;
        (call.hub, call.middle, call.trunk) = (call.caller, call.caller, Id32::NONE);
        call.set(Flag::AtAppliance, true);
        self.ring_at_pbx(queue, slot, handled.done);
        if self.call(slot).phase == Phase::Ringing {
            self.heard_ringing(slot, handled.done, handled.done);
        }
        true
    }

    /// An outgoing call leaves by the appliance's gateway, if the appliance serves the caller.
    ///
    /// # Errors
    /// How the attempt ends if it cannot leave that way.
    pub(in crate::call) fn calls_out_by_appliance(
        &mut self,
        slot: CallId,
        now: SimTime,
    ) -> Result<bool, Outcome> {
        let Some(appliance) = self.serving_appliance(slot, now) else { return Ok(false) };
        let gateway = appliance.gateway;
        if self.route_cause(slot, gateway).is_some() || !self.gateway_takes(gateway) {
            return Ok(false);
        }
        self.call_mut(slot).front_end = Id16::NONE;
        self.set_gateway(slot, Some(gateway));
        if self.take_own_channel(slot, now) {
            self.call_mut(slot).set(Flag::AtAppliance, true);
            return Ok(true);
        }
        self.set_gateway(slot, None);
        Err(Outcome::Blocked)
    }

    /// Nobody has answered at the branch: the call leaves again over the telephone network, to a gateway of the
    /// central site, by which it comes to voice mail.
    pub(in crate::call) fn divert_at_appliance(&mut self, queue: &mut EventQueue, slot: CallId) {
        let now = queue.now();
        match self.leave_branch(slot, now) {
            Ok(()) => {
                let handled = self.serve(slot, now, Step::Retry, self.gateway(slot).station);
                self.try_next_trunk(queue, slot, handled.done);
            }
            Err(outcome) => self.end_at_pbx(queue, slot, outcome),
        }
    }

    /// Takes the second channel of the branch's gateway, and one of a gateway of the central site.
    fn leave_branch(&mut self, slot: CallId, now: SimTime) -> Result<(), Outcome> {
        let by = self.group(slot).appliance.as_ref().map_or(&[][..], |a| &a.voice_mail_by);
        if self.call(slot).mailbox.is_none() || by.is_empty() {
            return Err(Outcome::Unanswered);
        }
        let branch = self.call(slot).gateway.id();
        let channels = self.gateway(slot).channels;
        if !self.seize(slot, now, channels, 1) {
            return Err(Outcome::Blocked);
        }
        // From here on the call holds two channels. The time of the first one so far is settled.
        let since = std::mem::replace(&mut self.call_mut(slot).channel_since, now);
        self.release(slot, now, channels, Held { units: 1, since });
        self.hold_on(now, channels);
        if let Err(outcome) = self.arrive_at_central_site(slot, now, by) {
            self.release(slot, now, channels, Held { units: 1, since: now });
            self.set_gateway(slot, Some(branch));
            return Err(outcome);
        }
        let home = self.home_front_end(slot);
        let hub = self.host(self.state.net.front_ends[home].station);
        let call = self.call_mut(slot);
        // Until voice mail has answered, this says when the attempt began.
        call.held_since = call.mediation_since;
        call.answered = now;
        (call.front_end, call.hub) = (Id16::some(home), hub);
        (call.trunk, call.tried) = (Id32::NONE, 0);
        call.phase = Phase::Setup;
        call.set(Flag::ReRouted, true);
        call.set(Flag::MetOutage, false);
        for flag in [Flag::TurnedAway, Flag::TimedOut, Flag::HeldBack] {
            call.set(flag, false);
        }
        Ok(())
    }

    /// Offers the call to the gateways of the central site until one has a free channel.
    fn arrive_at_central_site(
        &mut self,
        slot: CallId,
        now: SimTime,
        by: &[GatewayId],
    ) -> Result<(), Outcome> {
        let mut outcome = Outcome::FailedByOutage;
        for gateway in by {
            if !self.gateway_takes(*gateway) {
                continue;
            }
            self.set_gateway(slot, Some(*gateway));
            if self.take_own_channel(slot, now) {
                return Ok(());
            }
            outcome = Outcome::Blocked;
        }
        Err(outcome)
    }

    /// The station's channels of the branch's gateway, which a call holds that was sent out again.
    fn branch_channels(&self, slot: CallId) -> Option<ResourceId> {
        let appliance = self.group(slot).appliance.as_ref();
        let appliance = appliance.filter(|_| self.call(slot).has(Flag::ReRouted))?;
        Some(self.state.net.gateways[appliance.gateway].channels)
    }

    /// Whether the call was sent out again by the gateway on this host, and still holds its channels.
    pub(super) fn was_sent_out_by(&self, slot: CallId, station: crate::network::StationId) -> bool {
        let call = self.call(slot);
        let appliance = self.group(slot).appliance.as_ref();
        let is_here = |a: &Appliance| self.state.net.gateways[a.gateway].station == station;
        call.has(Flag::ReRouted) && call.has(Flag::HasChannel) && appliance.is_some_and(is_here)
    }

    /// Frees the channels of the branch's gateway, with that of the central site.
    pub(in crate::call) fn release_branch(&mut self, slot: CallId, now: SimTime) {
        if let Some(channels) = self.branch_channels(slot) {
            let since = self.call(slot).answered;
            self.release(slot, now, channels, Held { units: IN_AND_OUT, since });
        }
    }

    /// A call is over. If the user missed it at the appliance, and the pool has not learnt of that, the appliance
    /// keeps the notice until the pool can be reached.
    pub(in crate::call) fn keep_notice(&mut self, queue: &mut EventQueue, slot: CallId) {
        let call = self.call(slot);
        let missed = call.has(Flag::AtAppliance)
            && !call.has(Flag::AtFrontEnd)
            && self.class(slot) == Class::Voice
            && call.mailbox.is_some()
            && !matches!(call.outcome, Outcome::Answered | Outcome::Dropped);
        let Some(appliance) = self.group(slot).appliance.as_ref().filter(|_| missed) else {
            return;
        };
        let station = self.state.net.gateways[appliance.gateway].station;
        if self.state.conditions.is_down(station, Service::Gateway) {
            return; // The appliance is gone as well.
        }
        if !self.gets_notifications(slot) {
            self.probe.missed(&self.state.calls[slot], Path::A, Notification::NotDue);
            return;
        }
        let now = queue.now();
        let call = self.call_mut(slot);
        call.hung_up = now;
        call.set(Flag::Delayed, true);
        self.schedule(queue, slot, Step::NoticeUpload, now);
    }

    /// The Front End of the user's pool to which the appliance uploads a notice, if it reaches one.
    fn front_end_for_upload(&self, slot: CallId) -> Option<FrontEndId> {
        let net = self.state.net;
        let from = self.endpoint_place(slot);
        let takes = |id: &FrontEndId| {
            let station = net.front_ends[*id].station;
            self.answer_to(from, station, Service::FrontEnd) == Answer::Takes
        };
        let home = self.home_front_end(slot);
        takes(&home).then_some(home).or_else(|| net.front_ends[home].pool.iter().find(takes))
    }

    /// The appliance uploads a notice, or waits on until an outage ends.
    pub(in crate::call) fn upload_notice(&mut self, queue: &mut EventQueue, slot: CallId) {
        let Some(front_end) = self.front_end_for_upload(slot) else {
            // It is still to come, though no event says when.
            self.call_mut(slot).pending += 1;
            self.state.conditions.queued.push(slot);
            return;
        };
        let hub = self.host(self.state.net.front_ends[front_end].station);
        let call = self.call_mut(slot);
        (call.front_end, call.hub) = (Id16::some(front_end), hub);
        self.notify_missed_call(queue, slot, queue.now());
    }

    /// An outage is over: appliances try again to upload their notices.
    pub(super) fn upload_all_notices(&mut self, queue: &mut EventQueue) {
        let now = queue.now();
        for slot in std::mem::take(&mut self.state.conditions.queued) {
            self.call_mut(slot).pending -= 1;
            self.schedule(queue, slot, Step::NoticeUpload, now);
        }
    }
}
