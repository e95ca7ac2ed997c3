//! The loop's side of the model: takes each event off the queue and leads it to its station.

use super::engine::{CallId, Engine, EventWord, Message, Probe, Step, Where};
use crate::base::Id;
use crate::kernel::{Event, EventQueue, Flow, Model};

impl<P: Probe> Model for Engine<'_, '_, P> {
    fn handle(&mut self, queue: &mut EventQueue, event: Event) -> Flow {
        let EventWord { subject, generation, message } = EventWord::unpack(event.what);
        let slot = Id::from_u32(subject);
        if message.step == Step::Arrival {
            self.arrive(queue, Id::from_u32(subject));
        } else if message.step == Step::Outage {
            self.outage_changes(queue, Id::from_u32(subject), message.aux);
        } else if self.begin(slot, generation) {
            if message.step.is_message() {
                let what = EventWord::digested(event.what);
                self.call_mut(slot).chain.fold(event.at.nanos(), what);
            }
            if self.state.special {
                self.dispatch_specially(queue, slot, message);
            } else {
                self.dispatch(queue, slot, message);
            }
            if self.call(slot).pending == 0 {
                self.last_event_handled(queue, slot);
            }
        }
        let done = event.at >= self.state.window.to && self.state.measured_live == 0;
        if done || self.state.ended.fault.is_some() {
            return Flow::Stop;
        }
        Flow::Continue
    }

    fn look_up(&mut self) -> Flow {
        if !(self.stop)() {
            return Flow::Continue;
        }
        self.state.ended.interrupted = true;
        Flow::Stop
    }
}

impl<P: Probe> Engine<'_, '_, P> {
    /// Leads an event to its station.
    pub(super) fn dispatch(&mut self, queue: &mut EventQueue, slot: CallId, message: Message) {
        match message.step.place() {
            Where::Timer => self.timer_expired(queue, slot, message),
            Where::Gateway => self.at_gateway(queue, slot, message),
            Where::Caller => self.at_caller(queue, slot, message.step),
            Where::MediationServer => self.at_mediation(queue, slot, message),
            Where::FrontEnd => self.at_front_end(queue, slot, message),
            Where::Endpoint => self.at_endpoint(queue, slot, message),
            Where::Exchange => self.at_exchange(queue, slot, message),
            Where::FaxPartner => self.at_partner(queue, slot, message.step),
        }
    }

    /// Leads an event to its station where something can fail, get lost or be held back: a message may reach nobody.
    #[inline(never)]
    fn dispatch_specially(&mut self, queue: &mut EventQueue, slot: CallId, message: Message) {
        self.state.conditions.now = queue.now();
        self.state.conditions.serving = None;
        self.state.conditions.mute = false;
        let is_message = message.step.is_message();
        let is_void = message.step.needs_live_attempt() && self.call(slot).phase.is_over();
        let watched = self.state.conditions.watched;
        if watched && is_message && self.is_lost_on_arrival(slot, message) {
            self.message_lost(queue, slot, message);
        } else if !is_void && is_message && self.state.overload.on {
            self.receive(queue, slot, message);
        } else if !is_void {
            self.dispatch(queue, slot, message);
        }
        self.state.conditions.mute = false;
    }

    /// A message over UDP has reached its receiver as a copy, and the receiver had not got it before.
    pub(super) fn copy_is_first(&mut self, queue: &mut EventQueue, slot: CallId, message: Message) {
        let what = EventWord { subject: 0, generation: 0, message }.pack();
        self.call_mut(slot).chain.fold(queue.now().nanos(), EventWord::digested(what));
        let is_void = message.step.needs_live_attempt() && self.call(slot).phase.is_over();
        if !is_void {
            self.dispatch(queue, slot, message);
        }
    }

    /// An event that is not a message.
    fn timer_expired(&mut self, queue: &mut EventQueue, slot: CallId, message: Message) {
        let Message { step, aux } = message;
        match step {
            Step::Arrival => {}
            Step::Retry => self.retry_is_due(queue, slot),
            Step::Abandon => self.abandon(queue, slot, aux),
            Step::Answer => self.endpoint_answers(queue, slot),
            Step::RingOut => self.divert(queue, slot),
            Step::HangUp => self.hang_up(queue, slot, aux),
            Step::OutboundEnd => self.end_outbound(slot, queue.now()),
            Step::CalleeHangUp => self.callee_hangs_up(queue, slot, aux),
            Step::LogOn => self.logged_on(queue, slot),
            Step::Transfer => self.refer(queue, slot),
            Step::CngDetected => self.cng_detected(queue, slot),
            Step::PlayAnswered => self.play_answered(queue, slot),
            Step::MachineAnswers => self.machine_answers(queue, slot),
            Step::SubmitMessage | Step::SubmitNotification if self.must_park(slot) => {
                self.park(slot, message);
            }
            Step::SubmitMessage | Step::SubmitNotification => self.submit(queue, slot, message),
            Step::Submitted => self.leave_pipeline(slot, queue.now()),
            Step::ConnectionFailed => self.connection_failed(queue, slot),
            Step::NoticeUpload => self.upload_notice(queue, slot),
            Step::TrunkTimeout
            | Step::FrontEndTimeout
            | Step::RouterTimeout
            | Step::UmTimeout
            | Step::SetUpTimeout
            | Step::MediaTimeout
            | Step::CleanUp => self.waited_in_vain(queue, slot, message),
            Step::Resend => self.send_again(queue, slot, aux),
            Step::Copy => self.copy_arrives(queue, slot, aux),
            Step::CopyRead => self.copy_is_read(queue, slot, aux),
            Step::InviteRead => self.mediation_invite(queue, slot, queue.now()),
            Step::AnswerCopy => self.answer_copy_arrives(queue, slot, aux),
            _ => {}
        }
    }
}
