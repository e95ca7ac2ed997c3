//! Missed-call notifications. Path A: the Front End sends an INFO, which a Call Router proxies to
//! the mailbox's own server, and which a legacy mailbox therefore never gets. Path B: the worker
//! process makes the notification itself.

use super::probe::{Latency, Notification, Probe};
use super::simulation::{Purpose, Running};
use super::state::{Outcome, Path};
use super::step::Step;
use crate::base::SimTime;
use crate::deployment::LegacyNotifications;
use crate::kernel::EventQueue;

impl<P: Probe> Running<'_, '_, P> {
    /// Path A: the caller gave up before voice mail answered.
    pub(super) fn tell_missed_call(&mut self, queue: &mut EventQueue, slot: u32, ready: SimTime) {
        if !self.has_voice_mail(slot) || !self.group(slot).notifications {
            let call = &self.sim.calls[slot as usize];
            self.probe.missed(call, Path::A, Notification::NotDue);
            return;
        }
        if self.sim.calls[slot as usize].outcome != Outcome::AbandonedRouting {
            let turn = self.next_entry_turn(slot);
            self.call(slot).first_entry = turn;
        }
        let server = self.entry_server(slot, 0);
        let router = self.is_router(server);
        let way = (self.front_end_place(slot), self.entry_place(slot, 0));
        let front_end = self.sim.calls[slot as usize].front_end;
        let port = usize::from(!router);
        let needs = Some((self.sim.net.um_connection(front_end, server, port), true));
        let step = if router { Step::RouterInfo } else { Step::UmInfo };
        self.send(queue, slot, (step, 0), ready, way, needs);
        let mailbox = self.sim.calls[slot as usize].mailbox;
        let lost = router && !self.is_router(mailbox);
        let fate = if lost { Notification::Lost } else { Notification::Sent };
        self.probe.missed(&self.sim.calls[slot as usize], Path::A, fate);
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
        let mailbox = self.sim.calls[slot as usize].mailbox;
        let at_mailbox = step == Step::UmInfo && proxied == 1;
        let server = if at_mailbox { mailbox } else { router };
        let station = self.sim.net.exchange[server as usize].station;
        let done = self.serve(slot, now, (step, proxied), station).done;
        let (router_place, mailbox_place) = (
            self.host(self.sim.net.exchange[router as usize].station),
            self.host(self.sim.net.exchange[mailbox as usize].station),
        );
        let back = (router_place, self.front_end_place(slot));
        match step {
            Step::RouterInfo if !self.is_router(mailbox) => {
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
                self.deliver_notification(slot, done);
            }
            _ => {
                self.send(queue, slot, (Step::FrontEndInfoOk, 0), done, back, None);
            }
        }
    }

    /// Path B at the worker process.
    pub(super) fn tell_notification(&mut self, slot: u32, path: Path, done: SimTime) {
        let mailbox = self.sim.calls[slot as usize].mailbox;
        let legacy = !self.is_router(mailbox);
        let newer_in_plan = self.plan(slot).is_some_and(|plan| {
            plan.entries.iter().any(|server| self.is_router(*server))
                && plan.legacy_notifications == LegacyNotifications::None
        });
        let fate = if !self.group(slot).notifications {
            Notification::NotDue
        } else if legacy && newer_in_plan {
            Notification::Lost
        } else {
            Notification::Sent
        };
        self.probe.missed(&self.sim.calls[slot as usize], path, fate);
        if fate == Notification::Sent {
            self.deliver_notification(slot, done);
        }
    }

    /// Handed over at `done`; in the mailbox after the delivery time.
    fn deliver_notification(&mut self, slot: u32, done: SimTime) {
        let delivery = self.draw(slot, Purpose::Delivery, &self.sim.net.notification_delivery);
        let hung_up = self.sim.calls[slot as usize].hung_up;
        let delay = (done + delivery).since(hung_up);
        self.latency(slot, Latency::Notification, delay);
    }
}
