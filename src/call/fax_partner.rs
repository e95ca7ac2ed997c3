//! A fax partner server, to which Unified Messaging refers faxes (domain §2.7).

use super::engine::{
    CallId, Engine, Outcome, Phase, Probe, Purpose, Route, Sending, Step, Transport,
};
use crate::base::SimTime;
use crate::kernel::EventQueue;
use crate::network::FaxPartner;

impl<'n, P: Probe> Engine<'_, 'n, P> {
    /// The gateway calls the fax partner that Unified Messaging named.
    pub(super) fn invite_partner(&mut self, queue: &mut EventQueue, slot: CallId, ready: SimTime) {
        let now = queue.now();
        let Some(partner) = self.group(slot).fax_partner else { return };
        self.disconnect_media(slot, now);
        let call = self.call_mut(slot);
        call.leg += 1;
        call.phase = Phase::Setup;
        // The machine hears ringing: it waits for the partner.
        call.deadline = SimTime::MAX;
        let gateway = call.gateway.id();
        let connection = self.state.net.partner_connection(gateway, partner);
        let tls = self.plan(slot).is_some_and(|plan| plan.tls);
        let message = Step::PartnerInvite.into();
        let route = self.hub_to_partner(slot);
        if self.not_found(connection, (route.from.station(), route.to.station())).is_some() {
            let (leg, at) = (self.call(slot).leg, ready + self.state.net.failover.dns_timeout);
            self.wait_in_vain(queue, slot, Step::SetUpTimeout.with(leg), at);
            return;
        }
        let sending = Sending { message, ready, route };
        self.send_over(queue, slot, sending, Transport { connection, tls });
    }

    /// The partner to which the callee's faxes are referred.
    fn partner(&self, slot: CallId) -> Option<&'n FaxPartner> {
        self.group(slot).fax_partner.map(|partner| &self.state.net.fax_partners[partner])
    }

    fn hub_to_partner(&self, slot: CallId) -> Route {
        let from = self.hub_place(slot);
        Route { from, to: self.partner(slot).map_or(from, |partner| self.host(partner.station)) }
    }

    /// A message has reached the fax partner.
    pub(super) fn at_partner(&mut self, queue: &mut EventQueue, slot: CallId, step: Step) {
        let now = queue.now();
        let Some(FaxPartner { station, slots }) = self.partner(slot) else { return };
        let done = self.serve(slot, now, step, *station).done;
        let back = Route { from: self.host(*station), to: self.hub_place(slot) };
        match step {
            Step::PartnerInvite => {
                let taken = self.take_fax_line(slot, now, *slots);
                let answer = if taken { Step::GatewayPartnerOk } else { Step::GatewayPartnerBusy };
                self.send(queue, slot, answer, done, back);
            }
            Step::PartnerBye => {
                self.release_fax_line(slot, now);
                self.send(queue, slot, Step::GatewayPartnerByeOk, done, back);
            }
            _ => {}
        }
    }

    /// The partner's answer at the gateway: pages are sent, or the fax has failed.
    pub(super) fn partner_answered(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        taken: bool,
        done: SimTime,
    ) {
        let now = queue.now();
        let route = self.hub_to_partner(slot);
        self.send(queue, slot, Step::PartnerAck, done, route);
        if !taken {
            self.call_mut(slot).hung_up = now;
            self.report_fax_failure(slot, Outcome::FaxPartnerBusy, now);
            self.finish(queue, slot, Outcome::FaxPartnerBusy);
            self.release_channel(slot, now);
            return;
        }
        self.call_mut(slot).phase = Phase::Talking;
        let leg = self.call(slot).leg;
        self.connect_media(slot, now, route.to.site(), true);
        let Some(fax) = &self.source(slot).fax else { return };
        let sent = now + self.draw(slot, Purpose::Transmission, &fax.transmission);
        self.schedule(queue, slot, Step::HangUp.with(leg), sent);
    }

    /// The machine has sent its pages to the partner: BYE.
    pub(super) fn partner_bye(&mut self, queue: &mut EventQueue, slot: CallId) {
        let route = self.hub_to_partner(slot);
        self.send(queue, slot, Step::PartnerBye, queue.now(), route);
    }
}
