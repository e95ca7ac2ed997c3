//! Missed-call notifications. On path A the Front End sends an INFO, which a Call Router proxies to
//! the mailbox's own server. A legacy mailbox therefore never gets it. On path B the worker process
//! makes the notification itself.

use super::engine::{
    CallId, Engine, Flag, Loss, Message, Notification, Path, Probe, Route, Sending, Step,
};
use crate::base::SimTime;
use crate::deployment::{LegacyNotifications, NoticeLoss, notice_loss};
use crate::kernel::EventQueue;
use crate::network::{ExchangeServerId, Port, Service, StationId, UserFlag};

impl<P: Probe> Engine<'_, '_, P> {
    /// Path A: the caller gave up before voice mail answered.
    pub(super) fn notify_missed_call(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        ready: SimTime,
    ) {
        if self.group(slot).callee.is_contact() {
            return; // Nobody was missed.
        }
        if !self.gets_notifications(slot) {
            let call = &self.state.calls[slot];
            self.probe.missed(call, Path::A, Notification::NotDue);
            return;
        }
        let call = self.call(slot);
        if !call.has(Flag::LeftRouting) && !call.has(Flag::RoutingFailed) {
            let turn = self.next_entry_turn(slot);
            self.call_mut(slot).first_entry = turn as u16;
        }
        if let Some(obstacle) = self.notice_obstacle(slot) {
            let by_outage = obstacle.outcome.is_by_outage();
            let why = if by_outage { Loss::Outage } else { Loss::NotRouted };
            let call = &self.state.calls[slot];
            self.probe.missed(call, Path::A, Notification::Lost(why));
            return;
        }
        let server = self.notified_entry(slot);
        if !self.notice_arrives(slot) {
            let call = &self.state.calls[slot];
            self.probe.missed(call, Path::A, Notification::Lost(Loss::Outage));
            return;
        }
        let router = self.is_router(server);
        let to = self.host(self.exchange_station(server));
        let route = Route { from: self.hub_place(slot), to };
        let (step, port) = if router {
            (Step::RouterInfo, Port::CallRouter)
        } else {
            (Step::UmInfo, Port::UmService)
        };
        let transport = self.um_transport(slot, server, port);
        self.send_over(queue, slot, Sending { message: step.into(), ready, route }, transport);
        let fate = self.fate_of_path_a(slot);
        self.probe.missed(&self.state.calls[slot], Path::A, fate);
    }

    /// Whether the user gets notifications of missed calls: the user is enabled for Unified Messaging,
    /// and neither policy nor mailbox forbids them.
    pub(super) fn gets_notifications(&self, slot: CallId) -> bool {
        self.call(slot).mailbox.is_some()
            && self.group(slot).notifications
            && self.has_flag(slot, UserFlag::UmEnabled)
    }

    /// What becomes of a notification on path A. A Call Router proxies it to Mailbox servers of its own
    /// version only, which hold no legacy mailbox. A legacy UM server makes it for mailboxes of its
    /// own version only.
    fn fate_of_path_a(&self, slot: CallId) -> Notification {
        let entry = self.notified_entry(slot);
        let mailbox = self.call(slot).mailbox.id();
        let version = |server: ExchangeServerId| self.state.net.exchange[server].version;
        let legacy_only = self.plan(slot).is_none_or(|plan| plan.legacy_only_plan_notifies);
        let newer = self.has_newer_server(slot);
        match notice_loss(version(entry), version(mailbox), newer, legacy_only) {
            None => Notification::Sent,
            Some(NoticeLoss::LegacyMailbox) => Notification::Lost(Loss::LegacyMailbox),
            Some(NoticeLoss::OtherVersion) => Notification::Lost(Loss::OtherVersion),
            Some(NoticeLoss::Switch) => Notification::Lost(Loss::Switch),
        }
    }

    /// Whether the hosts work that would take the INFO and make the notification.
    fn notice_arrives(&self, slot: CallId) -> bool {
        let (entry, maker) = (self.notified_entry(slot), self.notifying_server(slot));
        self.state.conditions.directory.is_empty()
            && self.takes_notice(slot, entry, self.service_of_entry(entry))
            && self.takes_notice(slot, maker, Service::UnifiedMessaging)
    }

    /// The entry that gets the INFO: the first that the hub reaches. Messages of the call may be on their way
    /// to another.
    fn notified_entry(&self, slot: CallId) -> ExchangeServerId {
        self.entry_server(slot, self.reachable_entry(slot).unwrap_or(0))
    }

    /// The server that makes the notification on path A, and submits it: the mailbox's own if a Call
    /// Router proxies the INFO, else the one that the INFO goes to. It may be another than the UM server of
    /// the call, which may still hold the call until the CANCEL arrives.
    pub(super) fn notifying_server(&self, slot: CallId) -> ExchangeServerId {
        let entry = self.notified_entry(slot);
        if self.is_router(entry) { self.call(slot).mailbox.id() } else { entry }
    }

    /// Whether the plan has servers of Exchange 2013 or later.
    fn has_newer_server(&self, slot: CallId) -> bool {
        self.plan(slot).is_some_and(|p| p.entries.iter().any(|server| self.is_router(*server)))
    }

    /// The INFO on its way: Call Router, UM service of the mailbox's server, and the answers back.
    pub(super) fn at_notification(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        message: Message,
    ) {
        let Message { step, aux: proxied } = message;
        let now = queue.now();
        let router = self.notified_entry(slot);
        let mailbox = self.call(slot).mailbox.id();
        let station = self.notice_receiver(slot, message);
        let done = self.serve(slot, now, message, station).done;
        let (router_place, mailbox_place) = (
            self.host(self.state.net.exchange[router].station),
            self.host(self.state.net.exchange[mailbox].station),
        );
        let back = Route { from: router_place, to: self.hub_place(slot) };
        let fate = self.fate_of_path_a(slot);
        let refused = matches!(fate, Notification::Lost(Loss::LegacyMailbox | Loss::OtherVersion));
        match step {
            Step::RouterInfo | Step::UmInfo if refused => {
                // The proxy has no server to send it to: 404 is an assumption. Nobody is notified.
                self.send(queue, slot, Step::FrontEndInfoFailure, done, back);
            }
            Step::RouterInfo => {
                let route = Route { from: router_place, to: mailbox_place };
                self.send(queue, slot, Step::UmInfo.with(1), done, route);
            }
            Step::UmInfo => {
                let (answer, route) = if proxied == 1 {
                    (Step::RouterInfoOk, Route { from: mailbox_place, to: router_place })
                } else {
                    (Step::FrontEndInfoOk, back)
                };
                self.send(queue, slot, answer, done, route);
                if fate == Notification::Sent {
                    self.call_mut(slot).set(Flag::NotifiedByInfo, true);
                    self.submit_notification(queue, slot, done);
                }
            }
            _ => {
                self.send(queue, slot, Step::FrontEndInfoOk, done, back);
            }
        }
    }

    /// The host that gets an INFO or its answer.
    pub(super) fn notice_receiver(&self, slot: CallId, message: Message) -> StationId {
        let at_mailbox = message.step == Step::UmInfo && message.aux == 1;
        let server =
            if at_mailbox { self.call(slot).mailbox.id() } else { self.notified_entry(slot) };
        self.state.net.exchange[server].station
    }

    /// Path B: the worker process makes the notification.
    pub(super) fn notify_on_path_b(&mut self, queue: &mut EventQueue, slot: CallId, done: SimTime) {
        let mailbox = self.call(slot).mailbox.id();
        // The switch of the plan is about Unified Messaging with Lync only.
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
        self.probe.missed(&self.state.calls[slot], Path::B, fate);
        if fate == Notification::Sent {
            self.submit_notification(queue, slot, done);
        }
    }
}
