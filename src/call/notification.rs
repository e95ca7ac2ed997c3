//! Missed-call notifications. Path A: the Front End sends an INFO, which a Call Router proxies to
//! the mailbox's own server, and which a legacy mailbox therefore never gets. Path B: the worker
//! process makes the notification itself.

use super::outcome::Outcome;
use super::probe::{Loss, Notification, Probe};
use super::simulation::Running;
use super::small::{Flag, Index, NONE};
use super::state::Path;
use super::step::Step;
use crate::base::SimTime;
use crate::deployment::LegacyNotifications;
use crate::kernel::EventQueue;
use crate::network::UserFlag;

impl<P: Probe> Running<'_, '_, P> {
    /// Path A: the caller gave up before voice mail answered.
    pub(super) fn tell_missed_call(&mut self, queue: &mut EventQueue, slot: u32, ready: SimTime) {
        if self.group(slot).callee.is_contact() {
            return; // Nobody was missed.
        }
        if !self.has_notifications(slot) {
            let call = &self.sim.calls[slot as usize];
            self.probe.missed(call, Path::A, Notification::NotDue);
            return;
        }
        let call = &self.sim.calls[slot as usize];
        if call.outcome != Outcome::AbandonedRouting && !call.has(Flag::RoutingFailed) {
            let turn = self.next_entry_turn(slot);
            self.call(slot).first_entry = turn as u16;
        }
        if self.notice_fault(slot).is_some() {
            let call = &self.sim.calls[slot as usize];
            self.probe.missed(call, Path::A, Notification::Lost(Loss::NotRouted));
            return;
        }
        let server = self.entry_server(slot, 0);
        let router = self.is_router(server);
        let way = (self.front_end_place(slot), self.entry_place(slot, 0));
        let front_end = self.sim.calls[slot as usize].front_end.get();
        let port = usize::from(!router);
        let needs = Some((self.sim.net.um_connection(front_end, server, port), true));
        let step = if router { Step::RouterInfo } else { Step::UmInfo };
        self.send(queue, slot, (step, 0), ready, way, needs);
        let fate = self.fate_of_path_a(slot);
        self.probe.missed(&self.sim.calls[slot as usize], Path::A, fate);
    }

    /// Whether the user is to be told of missed calls: enabled for Unified Messaging, and neither policy nor
    /// mailbox forbids it.
    fn has_notifications(&self, slot: u32) -> bool {
        self.sim.calls[slot as usize].mailbox.get() != NONE
            && self.group(slot).notifications
            && self.has_flag(slot, UserFlag::UmEnabled)
    }

    /// Whether a path-A notification arrives. A Call Router proxies to a Mailbox server of its own
    /// version, and a legacy mailbox is on none; a legacy UM server makes it for mailboxes of its own
    /// version only.
    fn fate_of_path_a(&self, slot: u32) -> Notification {
        let entry = self.entry_server(slot, 0);
        let mailbox = self.sim.calls[slot as usize].mailbox.get();
        let version = |server: u32| self.sim.net.exchange[server as usize].version;
        if self.is_router(entry) {
            if self.is_router(mailbox) {
                Notification::Sent
            } else {
                Notification::Lost(Loss::LegacyMailbox)
            }
        } else if version(entry) != version(mailbox) {
            Notification::Lost(Loss::OtherVersion)
        } else if self.has_newer_server(slot)
            || self.plan(slot).is_none_or(|plan| plan.legacy_only_plan_notifies)
        {
            Notification::Sent
        } else {
            Notification::Lost(Loss::Switch)
        }
    }

    /// Whether the plan has servers of Exchange 2013 or later.
    fn has_newer_server(&self, slot: u32) -> bool {
        self.plan(slot).is_some_and(|p| p.entries.iter().any(|server| self.is_router(*server)))
    }

    /// The INFO on its way: Call Router, UM service of the mailbox's server, and the answers back.
    pub(super) fn at_notification(
        &mut self,
        queue: &mut EventQueue,
        slot: u32,
        step: Step,
        proxied: u8,
    ) {
        let now = queue.now();
        let router = self.entry_server(slot, 0);
        let mailbox = self.sim.calls[slot as usize].mailbox.get();
        let at_mailbox = step == Step::UmInfo && proxied == 1;
        let server = if at_mailbox { mailbox } else { router };
        let station = self.sim.net.exchange[server as usize].station;
        let done = self.serve(slot, now, (step, proxied), station).done;
        let (router_place, mailbox_place) = (
            self.host(self.sim.net.exchange[router as usize].station),
            self.host(self.sim.net.exchange[mailbox as usize].station),
        );
        let back = (router_place, self.front_end_place(slot));
        let fate = self.fate_of_path_a(slot);
        let refused = matches!(fate, Notification::Lost(Loss::LegacyMailbox | Loss::OtherVersion));
        match step {
            Step::RouterInfo | Step::UmInfo if refused => {
                // The proxy has nowhere to go: 404 [ASSUME], and nobody hears of it.
                self.send(queue, slot, (Step::FrontEndInfoFailure, 0), done, back, None);
            }
            Step::RouterInfo => {
                let way = (router_place, mailbox_place);
                self.send(queue, slot, (Step::UmInfo, 1), done, way, None);
            }
            Step::UmInfo => {
                let (answer, way) = if proxied == 1 {
                    (Step::RouterInfoOk, (mailbox_place, router_place))
                } else {
                    (Step::FrontEndInfoOk, back)
                };
                self.send(queue, slot, (answer, 0), done, way, None);
                if fate == Notification::Sent {
                    self.call(slot).server = Index::new(server);
                    self.submit_notification(queue, slot, done);
                }
            }
            _ => {
                self.send(queue, slot, (Step::FrontEndInfoOk, 0), done, back, None);
            }
        }
    }

    /// Path B at the worker process.
    pub(super) fn tell_path_b(&mut self, queue: &mut EventQueue, slot: u32, done: SimTime) {
        let mailbox = self.sim.calls[slot as usize].mailbox.get();
        // The seed's flat reading concerns Unified Messaging beside Lync only.
        let switched_off = !self.is_direct(slot)
            && !self.is_router(mailbox)
            && self.has_newer_server(slot)
            && self
                .plan(slot)
                .is_some_and(|plan| plan.legacy_notifications == LegacyNotifications::None);
        let fate = if !self.group(slot).notifications {
            Notification::NotDue
        } else if switched_off {
            Notification::Lost(Loss::Switch)
        } else {
            Notification::Sent
        };
        self.probe.missed(&self.sim.calls[slot as usize], Path::B, fate);
        if fate == Notification::Sent {
            self.submit_notification(queue, slot, done);
        }
    }
}
