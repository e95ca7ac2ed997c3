//! After the call: a voice message's text preview, and the submission of messages and notifications
//! on the UM server that took them (domain §4.4). What is not yet submitted is in its pipeline.

use super::draw::Purpose;
use super::probe::{Latency, Preview, Probe};
use super::simulation::Running;
use super::small::Flag;
use super::step::Step;
use crate::base::{SimTime, Span};
use crate::deployment::Version;
use crate::kernel::EventQueue;

/// Stages of a message, told apart by the number that its event carries.
const TO_PREVIEW: u8 = 0;
const PREVIEWED: u8 = 1;

impl<P: Probe> Running<'_, '_, P> {
    /// A recording is a message, and leaves the worker process at `ready`.
    pub(super) fn submit_message(
        &mut self,
        queue: &mut EventQueue,
        slot: u32,
        ready: SimTime,
        junk: bool,
    ) {
        self.probe.message_left(&self.sim.calls[slot as usize], junk);
        self.tell_message_waiting(slot);
        self.name_caller(slot);
        self.enter_pipeline(slot, queue.now());
        self.schedule(queue, slot, Step::SubmitMessage, TO_PREVIEW, ready);
    }

    /// A notification leaves the worker process or UM service at `ready`.
    pub(super) fn submit_notification(
        &mut self,
        queue: &mut EventQueue,
        slot: u32,
        ready: SimTime,
    ) {
        self.name_caller(slot);
        self.enter_pipeline(slot, queue.now());
        self.schedule(queue, slot, Step::SubmitNotification, PREVIEWED, ready);
    }

    /// Makes the preview, if there is one to make; when the message may go on.
    fn preview(&mut self, slot: u32, now: SimTime) -> SimTime {
        let net = self.sim.net;
        let call = &self.sim.calls[slot as usize];
        let recorded = call.hung_up.since(call.greeting_ends);
        let server = &net.exchange[call.server.at()];
        let Some(station) = server.preview.filter(|_| self.group(slot).preview) else {
            return now;
        };
        let too_long = server.version == Version::Exchange2010 && recorded > net.preview.longest;
        let work = recorded.seconds() * net.preview.cpu_per_audio;
        let work = Span::from_seconds(work).unwrap_or(Span::MAX);
        let would_take = self.sim.stations[station.index()].free_from(now).since(now) + work;
        let (fate, at) = if too_long {
            (Preview::TooLong, now)
        } else if would_take > net.preview.at_most {
            (Preview::Throttled, now)
        } else {
            (Preview::Made, self.occupy_core(now, station, work, Span::ZERO).done)
        };
        self.probe.previewed(&self.sim.calls[slot as usize], fate);
        at
    }

    fn enter_pipeline(&mut self, slot: u32, now: SimTime) {
        let server = self.sim.calls[slot as usize].server.at();
        let pipeline = self.sim.net.exchange[server].pipeline;
        self.take(slot, now, pipeline, 1);
        let call = self.call(slot);
        call.set(Flag::InPipeline, true);
        call.held_since = now;
    }

    /// Message or notification is handed to transport, a message after its preview.
    pub(super) fn submit(&mut self, queue: &mut EventQueue, slot: u32, step: Step, stage: u8) {
        let now = queue.now();
        if stage == TO_PREVIEW {
            let at = self.preview(slot, now);
            self.schedule(queue, slot, step, PREVIEWED, at);
            return;
        }
        let server = self.sim.calls[slot as usize].server.at();
        let station = self.sim.net.exchange[server].station;
        let done = self.serve(slot, now, (step, 0), station).done;
        let hung_up = self.sim.calls[slot as usize].hung_up;
        let (latency, delivery) = match step {
            Step::SubmitMessage => (Latency::Message, &self.sim.net.message_delivery),
            _ => (Latency::Notification, &self.sim.net.notification_delivery),
        };
        let delivery = self.draw(slot, Purpose::Delivery, delivery);
        self.latency(slot, latency, (done + delivery).since(hung_up));
        self.schedule(queue, slot, Step::Submitted, 0, done);
    }

    /// Gives back the call's place in the pipeline, if it has one.
    pub(super) fn leave_pipeline(&mut self, slot: u32, now: SimTime) {
        let call = self.call(slot);
        if call.take(Flag::InPipeline) {
            let (since, server) = (call.held_since, call.server.at());
            let pipeline = self.sim.net.exchange[server].pipeline;
            self.release(slot, now, pipeline, (1, since));
        }
    }
}
