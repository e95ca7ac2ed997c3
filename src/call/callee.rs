//! Who is called: the user and what is fixed for that user.

use super::engine::{CallId, Engine, Id16, Probe, Purpose};
use crate::network::{Callee, ExchangeServerId, GroupId};

impl<P: Probe> Engine<'_, '_, P> {
    /// Draws the user, and finds what is fixed for that user: home Front End, mailbox, endpoints. The
    /// user is the same in every attempt of a call.
    pub(super) fn draw_callee(&mut self, slot: CallId) {
        let group_id = self.group_id(slot);
        let call = self.call(slot);
        let key = self.attempt_key(call.source(), call.number(), 0).absorb(u64::from(call.leg));
        let group = self.group(slot);
        let user = self.recorded_user(slot);
        let user = user.unwrap_or_else(|| key.absorb(Purpose::User as u64).below(group.count));
        let shuffles = &self.state.shuffles;
        let front_end = shuffles.front_end((group_id, group), user);
        let extra = shuffles.has_one_more_endpoint((group_id, group), user);
        let mailbox = match group.callee {
            Callee::People => self.mailbox_of(group_id, user),
            Callee::FaxMachines { .. } => None,
            // Any server of the plan, until the caller is known.
            _ => self.any_um_server(slot),
        };
        if let Some(front_end) = front_end {
            self.call_mut(slot).hub = self.host(self.state.net.front_ends[front_end].station);
        }
        let call = self.call_mut(slot);
        call.user = user;
        call.front_end = Id16::from(front_end);
        call.mailbox = Id16::from(mailbox);
        call.endpoints = group.endpoints.each.saturating_add(u8::from(extra));
        if matches!(group.callee, Callee::AccessNumber { .. }) {
            self.draw_listener(slot);
        }
    }

    /// The server that holds a user's mailbox, if the user has one.
    pub(super) fn mailbox_of(&self, group_id: GroupId, user: u32) -> Option<ExchangeServerId> {
        self.state.shuffles.mailbox(self.state.net, group_id, user)
    }
}
