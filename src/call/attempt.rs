//! An attempt from its start to its outcome: who is called, how it ends, whether it is tried
//! again. Also the table that leads each event to its station.

use super::draw::{Attribute, Purpose};
use super::outcome::Outcome;
use super::probe::{Latency, Probe};
use super::simulation::Running;
use super::small::{Flag, Index, NONE, Place};
use super::state::{Call, Phase};
use super::step::{Step, Where};
use crate::base::{Id, SimTime, Span};
use crate::deployment::Class;
use crate::kernel::{EventQueue, Order};
use crate::network::{Callee, GivesUpFrom, Group, LinkId, Network, Source};

impl Call {
    /// Whether it is a fax that has ended, and was not delivered.
    pub(super) fn is_failed_fax(&self, net: &Network) -> bool {
        net.sources[self.source() as usize].class == Class::Fax
            && !matches!(self.outcome, Outcome::FaxDelivered | Outcome::InFlight)
    }
}

impl<'n, P: Probe> Running<'_, 'n, P> {
    /// Leads an event to its station.
    pub(super) fn dispatch(&mut self, queue: &mut EventQueue, slot: u32, step: Step, aux: u8) {
        match step.place() {
            Where::Timer => self.time_has_come(queue, slot, step, aux),
            Where::Gateway => self.at_gateway(queue, slot, step, aux),
            Where::Caller => self.at_caller(queue, slot, step),
            Where::MediationServer => self.at_mediation(queue, slot, step, aux),
            Where::FrontEnd => self.at_front_end(queue, slot, step, aux),
            Where::Endpoint => self.at_endpoint(queue, slot, step, aux),
            Where::Exchange => self.at_exchange(queue, slot, step, aux),
            Where::FaxPartner => self.at_partner(queue, slot, step),
        }
    }

    /// What is no message.
    fn time_has_come(&mut self, queue: &mut EventQueue, slot: u32, step: Step, aux: u8) {
        match step {
            Step::Arrival => {}
            Step::Retry => self.call(slot).set(Flag::RetryDue, true),
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
            Step::SubmitMessage | Step::SubmitNotification => self.submit(queue, slot, step, aux),
            Step::Submitted => self.leave_pipeline(slot, queue.now()),
            Step::ConnectionFailed => self.connection_failed(queue, slot),
            _ => {}
        }
    }

    /// The source of a call.
    pub(super) fn source(&self, slot: u32) -> &'n Source {
        &self.sim.net.sources[self.sim.calls[slot as usize].source() as usize]
    }

    /// The class of a call.
    #[inline]
    pub(super) fn class(&self, slot: u32) -> Class {
        self.source(slot).class
    }

    /// The index of the group that this leg is for (from, for outbound calls and Play on Phone).
    #[inline]
    pub(super) fn group_index(&self, slot: u32) -> u32 {
        self.source(slot).parties[self.sim.calls[slot as usize].party()]
    }

    /// The group that this leg is for.
    #[inline]
    pub(super) fn group(&self, slot: u32) -> &'n Group {
        &self.sim.net.groups[self.group_index(slot) as usize]
    }

    /// Whether the call goes from its gateway straight to Exchange, without Lync: then its callee
    /// has no Front End.
    #[inline]
    pub(super) fn is_direct(&self, slot: u32) -> bool {
        self.sim.calls[slot as usize].front_end.get() == NONE
    }

    /// A first or further attempt.
    pub(super) fn start_attempt(&mut self, queue: &mut EventQueue, slot: u32) {
        let now = queue.now();
        let call = &self.sim.calls[slot as usize];
        let attempt = call.attempt + 1;
        let (first, key) = (call.arrived, self.attempt_key(call.source(), call.number(), attempt));
        let order = Order::new(call.source(), call.number(), attempt.into());
        let mut fresh = Call::new(order, now, call.chain, call.measured());
        fresh.arrived = first;
        fresh.attempt = attempt;
        fresh.key = key.family();
        fresh.pending = call.pending;
        fresh.step = call.step;
        fresh.generation = call.generation;
        *self.call(slot) = fresh;
        self.draw_callee(slot);
        self.set_gateway(slot, NONE);
        self.call(slot).counted_mailbox = Index::new(self.counted_mailbox(slot));
        self.draw_patience(slot, now);
        self.probe.attempt_started(now, &self.sim.calls[slot as usize]);
        match self.class(slot) {
            Class::Outbound => self.start_outbound(queue, slot),
            Class::PlayOnPhone => self.start_play(queue, slot),
            _ if self.is_direct(slot) => self.dial_direct(queue, slot),
            Class::Internal => self.dial_internal(queue, slot),
            _ => self.dial(queue, slot),
        }
    }

    /// How long the caller waits for an answer from now on; a fax machine's patience may run from
    /// the end of dialling and goes on after the answer.
    pub(super) fn draw_patience(&mut self, slot: u32, now: SimTime) {
        let source = self.source(slot);
        let patience = match (&source.fax, &source.patience) {
            (Some(fax), _) if fax.gives_up_from == GivesUpFrom::Dialling => {
                self.draw(slot, Purpose::GivesUp, &fax.gives_up)
            }
            (None, Some(patience)) => self.draw(slot, Purpose::Patience, patience),
            _ => Span::MAX,
        };
        self.call(slot).deadline =
            if patience == Span::MAX { SimTime::MAX } else { now + patience };
    }

    /// Which user, and what is fixed for that user: home Front End, mailbox, endpoints. The user
    /// is the same in every attempt of a call.
    pub(super) fn draw_callee(&mut self, slot: u32) {
        let group_index = self.group_index(slot);
        let call = &self.sim.calls[slot as usize];
        let key = self.attempt_key(call.source(), call.number(), 0).absorb(u64::from(call.leg));
        let group = self.group(slot);
        let user = key.absorb(Purpose::User as u64).below(group.count);
        let rank = |attribute| self.sim.rank(group_index, attribute, user);
        let front_ends = group.front_ends.end - group.front_ends.start;
        let front_end = match front_ends {
            0 => NONE,
            1 => group.front_ends.start,
            n => group.front_ends.start + rank(Attribute::FrontEnd) % n,
        };
        let (whole, with_more) = group.endpoints;
        let extra = with_more > 0 && rank(Attribute::Endpoints) < with_more;
        let mailbox = match group.callee {
            Callee::People => self.mailbox_of(group_index, user),
            Callee::FaxMachines { .. } => NONE,
            // Any server of the plan, until the caller is known.
            _ => self.any_um_server(slot),
        };
        let call = self.call(slot);
        call.user = user;
        call.front_end = Index::new(front_end);
        if front_end != NONE {
            self.call(slot).hub = self.host(self.sim.net.front_ends[front_end as usize].station);
        }
        let call = self.call(slot);
        call.mailbox = Index::new(mailbox);
        call.endpoints = whole.saturating_add(u8::from(extra));
        if matches!(self.group(slot).callee, Callee::AccessNumber { .. }) {
            self.draw_listener(slot);
        }
    }

    /// The server that holds a user's mailbox; `NONE` without one.
    pub(super) fn mailbox_of(&self, group_index: u32, user: u32) -> u32 {
        let group = &self.sim.net.groups[group_index as usize];
        if group.mailboxes.is_empty() {
            return NONE;
        }
        let servers = match &group.mailboxes[..] {
            [(upto, servers)] if *upto >= group.count => servers,
            several => {
                let place = self.sim.rank(group_index, Attribute::Mailbox, user);
                let of_place = several.iter().find(|(upto, _)| place < *upto);
                of_place.map_or(&NOWHERE, |(_, servers)| servers)
            }
        };
        match servers[..] {
            [] => NONE,
            [server] => server,
            _ => {
                let spread = self.sim.rank(group_index, Attribute::MailboxServer, user) as usize;
                servers[spread % servers.len()]
            }
        }
    }

    /// The attempt is over with `outcome`; a refused caller may try again.
    pub(super) fn finish(&mut self, queue: &mut EventQueue, slot: u32, outcome: Outcome) {
        let now = queue.now();
        self.disconnect_media(slot, now);
        let call = self.call(slot);
        call.outcome = outcome;
        call.phase = Phase::Over;
        call.chain.fold(now.nanos(), 0xff00 | outcome as u64);
        self.probe.attempt_ended(now, &self.sim.calls[slot as usize], outcome);
        let may_try_again =
            outcome.is_refusal() || self.sim.calls[slot as usize].is_failed_fax(self.sim.net);
        if may_try_again && self.tries_again(queue, slot) {
            return;
        }
        self.probe.call_ended(&self.sim.calls[slot as usize], outcome);
    }

    fn tries_again(&mut self, queue: &mut EventQueue, slot: u32) -> bool {
        let attempt = u32::from(self.sim.calls[slot as usize].attempt);
        let Some(retry) = &self.source(slot).retry else { return false };
        if attempt > retry.at_most || !self.chance(slot, Purpose::RetryShare, retry.share) {
            return false;
        }
        let after = self.draw(slot, Purpose::RetryAfter, &retry.after);
        self.call(slot).phase = Phase::Waiting;
        self.schedule(queue, slot, Step::Retry, 0, queue.now() + after);
        true
    }

    /// The caller gives up, unless something came before it.
    fn abandon(&mut self, queue: &mut EventQueue, slot: u32, leg: u8) {
        let now = queue.now();
        let call = self.call(slot);
        let waits = matches!(call.phase, Phase::Setup | Phase::Ringing | Phase::Routing);
        if !waits || call.leg != leg {
            return;
        }
        call.hung_up = now;
        let outcome = match call.phase {
            Phase::Routing => Outcome::AbandonedRouting,
            _ => Outcome::AbandonedRinging,
        };
        self.finish(queue, slot, outcome);
        self.release_channel(slot, now);
        self.caller_cancels(queue, slot);
    }

    /// The conversation, greeting, message or fax is over: the caller hangs up.
    pub(super) fn hang_up(&mut self, queue: &mut EventQueue, slot: u32, leg: u8) {
        let now = queue.now();
        let call = &self.sim.calls[slot as usize];
        if call.leg != leg || !matches!(call.phase, Phase::Talking | Phase::VoiceMail) {
            return;
        }
        let outcome = match self.class(slot) {
            Class::Fax => self.fax_outcome(slot),
            Class::PlayOnPhone => Outcome::Carried,
            _ if call.phase == Phase::Talking => Outcome::Answered,
            _ if self.group(slot).callee.is_contact() => Outcome::Served,
            _ if call.has(Flag::LeavesMessage) => Outcome::VoiceMessage,
            _ => Outcome::HungUpInGreeting,
        };
        self.call(slot).hung_up = now;
        self.tell_fax_failure(slot, outcome, now);
        let established = self.sim.calls[slot as usize].established;
        // Who hangs up before the 200 has come has had no session yet.
        if established <= now {
            self.latency(slot, Latency::SessionDuration, now.since(established));
        }
        self.finish(queue, slot, outcome);
        self.release_channel(slot, now);
        self.caller_says_bye(queue, slot);
    }

    /// The person who answered, or Unified Messaging, hangs up first: BYE goes the other way.
    fn callee_hangs_up(&mut self, queue: &mut EventQueue, slot: u32, leg: u8) {
        let now = queue.now();
        let call = &self.sim.calls[slot as usize];
        if call.leg != leg || !matches!(call.phase, Phase::Talking | Phase::VoiceMail) {
            return;
        }
        let outcome = match (self.class(slot), call.phase) {
            (Class::Fax, Phase::Talking) => Outcome::FaxAnsweredByPerson,
            (Class::Fax, _) => Outcome::FaxGaveUp,
            (_, Phase::Talking) => Outcome::Answered,
            _ if call.outcome == Outcome::TransferFailed => Outcome::TransferFailed,
            _ if u32::from(call.wrong_log_ons) >= self.log_on_limit(slot) => Outcome::LogOnFailed,
            _ if call.has(Flag::LeavesMessage) => Outcome::VoiceMessage,
            _ => Outcome::CutOff,
        };
        self.call(slot).hung_up = now;
        self.tell_fax_failure(slot, outcome, now);
        self.finish(queue, slot, outcome);
        self.callee_says_bye(queue, slot);
    }

    /// A response other than 100 has reached the caller's side; the first is the request delay.
    pub(super) fn first_response(&mut self, slot: u32, now: SimTime, latency: Latency) {
        let call = self.call(slot);
        if !call.has(Flag::Responded) {
            call.set(Flag::Responded, true);
            let delay = now.since(call.invited);
            self.latency(slot, latency, delay);
        }
    }

    /// Media flows from the gateway (or caller) to `to`, over the Mediation Server or past it.
    pub(super) fn connect_media(&mut self, slot: u32, now: SimTime, to: u32, past: bool) {
        let call = &self.sim.calls[slot as usize];
        let net = self.sim.net;
        let link = |a: u32, b: u32| net.site_links[a as usize * net.sites + b as usize];
        let index = |link: Option<LinkId>| link.map_or(0, |l| l.index() as u16 + 1);
        let caller = self.caller_place(slot).site();
        let legs = if call.hop == NONE || past {
            [index(link(caller, to)), 0]
        } else {
            let middle = self.mediation_place(slot).site();
            [index(link(caller, middle)), index(link(middle, to))]
        };
        self.call(slot).links = legs;
        self.tell_streams(slot, now, 1);
    }

    /// Media stops, if any flowed.
    pub(super) fn disconnect_media(&mut self, slot: u32, now: SimTime) {
        self.tell_streams(slot, now, -1);
        self.call(slot).links = [0; 2];
    }

    fn tell_streams(&mut self, slot: u32, now: SimTime, delta: i64) {
        let call = &self.sim.calls[slot as usize];
        let (links, person) = (call.links, !call.has(Flag::ByVoiceMail));
        for (leg, link) in links.iter().enumerate() {
            if *link > 0 {
                // Second leg to a person: RTAudio narrowband; all others G.711 (domain §2.8).
                let rate = if leg == 1 && person { RTAUDIO } else { G711 };
                self.probe.stream(now, Id::new(usize::from(*link) - 1), delta, rate);
            }
        }
    }

    /// Where the user's endpoints are.
    pub(super) fn endpoint_place(&self, slot: u32) -> Place {
        Place::new(self.group(slot).site, NONE)
    }
}

/// The servers of a user without a mailbox.
static NOWHERE: Vec<u32> = Vec::new();

/// Bandwidth of a G.711 stream with IP, RTP and SRTP, in 100 bit/s (domain §2.8: 92 kbit/s).
const G711: u32 = 920;
/// Bandwidth of an RTAudio narrowband stream, in 100 bit/s (domain §2.8: 39.8 kbit/s).
const RTAUDIO: u32 = 398;
