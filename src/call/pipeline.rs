//! After the call: the text preview of a voice message, and the submission of messages and
//! notifications on the UM server that took them (domain §4.4). What is not yet submitted is in the
//! server's pipeline.

use super::engine::{CallId, Engine, Flag, Held, Latency, Message, Preview, Probe, Purpose, Step};
use crate::base::{SimTime, Span};
use crate::deployment::Version;
use crate::kernel::EventQueue;
use crate::network::ExchangeServerId;

/// Stages of a message: the number that its event carries.
const TO_PREVIEW: u8 = 0;
const PREVIEWED: u8 = 1;

impl<P: Probe> Engine<'_, '_, P> {
    /// Submits a recording as a message, which leaves the worker process at `ready`.
    pub(super) fn submit_message(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        ready: SimTime,
        junk: bool,
    ) {
        self.probe.message_left(&self.state.calls[slot], junk);
        self.report_message_waiting(slot);
        self.report_caller_name(slot);
        self.enter_pipeline(slot, queue.now());
        self.schedule(queue, slot, Step::SubmitMessage.with(TO_PREVIEW), ready);
    }

    /// Submits a notification, which leaves the worker process or UM service at `ready`.
    pub(super) fn submit_notification(
        &mut self,
        queue: &mut EventQueue,
        slot: CallId,
        ready: SimTime,
    ) {
        self.report_caller_name(slot);
        self.enter_pipeline(slot, queue.now());
        self.schedule(queue, slot, Step::SubmitNotification.with(PREVIEWED), ready);
    }

    /// Makes the preview, if there is one to make. Returns when the message may go on.
    fn preview(&mut self, slot: CallId, now: SimTime) -> SimTime {
        let net = self.state.net;
        let call = self.call(slot);
        let recorded = call.hung_up.since(call.greeting_ends);
        let server = &net.exchange[call.server.id()];
        let Some(station) = server.preview.filter(|_| self.group(slot).preview) else {
            return now;
        };
        let too_long = server.version == Version::Exchange2010 && recorded > net.preview.longest;
        let work = recorded.seconds() * net.preview.cpu_per_audio;
        let work = Span::from_seconds(work).unwrap_or(Span::MAX);
        let would_take = self.state.stations[station.index()].free_from(now).since(now) + work;
        let (fate, at) = if too_long {
            (Preview::TooLong, now)
        } else if would_take > net.preview.at_most {
            (Preview::Throttled, now)
        } else {
            (Preview::Made, self.occupy_core(now, station, work, Span::ZERO).done)
        };
        self.probe.previewed(&self.state.calls[slot], fate);
        at
    }

    /// The server that submits what the call leaves behind, and whose pipeline it is in.
    pub(super) fn submitting_server(&self, slot: CallId) -> ExchangeServerId {
        let call = self.call(slot);
        if call.has(Flag::NotifiedByInfo) { self.notifying_server(slot) } else { call.server.id() }
    }

    fn enter_pipeline(&mut self, slot: CallId, now: SimTime) {
        let server = self.submitting_server(slot);
        let pipeline = self.state.net.exchange[server].pipeline;
        debug_assert!(!self.call(slot).has(Flag::InPipeline), "{:?}", self.call(slot));
        self.take(slot, now, pipeline, 1);
        let call = self.call_mut(slot);
        call.set(Flag::InPipeline, true);
        call.held_since = now;
    }

    /// Hands a message or notification to transport, a message after its preview.
    pub(super) fn submit(&mut self, queue: &mut EventQueue, slot: CallId, message: Message) {
        let Message { step, aux: stage } = message;
        let now = queue.now();
        if stage == TO_PREVIEW {
            let at = self.preview(slot, now);
            self.schedule(queue, slot, step.with(PREVIEWED), at);
            return;
        }
        let server = self.submitting_server(slot);
        let station = self.state.net.exchange[server].station;
        let done = self.serve(slot, now, step, station).done;
        let hung_up = self.call(slot).hung_up;
        let (latency, delivery) = match step {
            Step::SubmitMessage => (Latency::Message, &self.state.net.message_delivery),
            _ => (Latency::Notification, &self.state.net.notification_delivery),
        };
        let delivery = self.draw(slot, Purpose::Delivery, delivery);
        let delay = (done + delivery).since(hung_up);
        self.latency(slot, latency, delay);
        self.report_late(slot, step == Step::SubmitMessage, delay);
        self.schedule(queue, slot, Step::Submitted, done);
    }

    /// Gives back the call's place in the pipeline, if it has one.
    pub(super) fn leave_pipeline(&mut self, slot: CallId, now: SimTime) {
        if self.call_mut(slot).take(Flag::InPipeline) {
            let (since, server) = (self.call(slot).held_since, self.submitting_server(slot));
            let pipeline = self.state.net.exchange[server].pipeline;
            self.release(slot, now, pipeline, Held { units: 1, since });
        }
    }
}
