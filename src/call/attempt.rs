//! An attempt from its start to its outcome: who is called, how it ends, whether it is tried
//! again. Also the table that leads each event to its station.

use super::probe::{Latency, Probe};
use super::simulation::{Attribute, Place, Purpose, Running};
use super::state::{Call, NONE, Outcome, Phase, Reason};
use super::step::Step;
use crate::base::{Id, SimTime, Span};
use crate::deployment::Class;
use crate::kernel::{Chain, EventQueue, Key};
use crate::network::{Group, LinkId, Source};

impl Call {
    /// A call that arrives now.
    pub(super) fn new(
        source: u32,
        number: u64,
        now: SimTime,
        chain: Chain,
        measured: bool,
    ) -> Self {
        Call {
            key: Key::default(),
            chain,
            number,
            arrived: now,
            attempt_at: now,
            deadline: SimTime::MAX,
            invited: now,
            answered: now,
            established: SimTime::MAX,
            hung_up: now,
            channel_since: now,
            mediation_since: now,
            um_since: now,
            worker_since: now,
            tried: 0,
            source,
            user: 0,
            gateway: NONE,
            hop: NONE,
            front_end: NONE,
            mailbox: NONE,
            server: NONE,
            trace: NONE,
            first_entry: 0,
            links: [0; 2],
            pending: 0,
            step: 0,
            generation: 0,
            at_instant: 0,
            last_event: SimTime::MAX,
            attempt: 0,
            mediation_units: 0,
            endpoints: 0,
            busy_answers: 0,
            measured,
            bypass: false,
            has_channel: false,
            has_um: false,
            has_worker: false,
            abandon_set: false,
            forked: false,
            at_front_end: false,
            rang: false,
            retry_due: false,
            responded: false,
            by_voice_mail: false,
            leaves_message: false,
            phase: Phase::Setup,
            reason: Reason::NoAnswer,
            outcome: Outcome::InFlight,
        }
    }
}

impl<P: Probe> Running<'_, '_, P> {
    /// Leads an event to its station.
    pub(super) fn dispatch(&mut self, queue: &mut EventQueue, slot: u32, step: Step, aux: u8) {
        match step {
            Step::Arrival => {}
            Step::Retry => self.call(slot).retry_due = true,
            Step::Abandon => self.abandon(queue, slot, aux),
            Step::Answer => self.endpoint_answers(queue, slot),
            Step::RingOut => self.divert(queue, slot),
            Step::HangUp => self.hang_up(queue, slot),
            Step::OutboundEnd => self.end_outbound(slot, queue.now()),
            s if (s as u8) < Step::CallerTrying as u8 => self.at_gateway(queue, slot, s, aux),
            s if (s as u8) < Step::MediationInvite as u8 => self.at_caller(queue, slot, s),
            s if (s as u8) < Step::FrontEndInvite as u8 => self.at_mediation(queue, slot, s, aux),
            s if (s as u8) < Step::EndpointInvite as u8 => self.at_front_end(queue, slot, s, aux),
            s if (s as u8) < Step::RouterInvite as u8 => self.at_endpoint(queue, slot, s, aux),
            s => self.at_exchange(queue, slot, s, aux),
        }
    }

    /// The source of a call.
    pub(super) fn source(&self, slot: u32) -> &Source {
        &self.sim.net.sources[self.sim.calls[slot as usize].source as usize]
    }

    /// The group of the user who is called (or calls, for outbound).
    pub(super) fn group(&self, slot: u32) -> &Group {
        &self.sim.net.groups[self.source(slot).group as usize]
    }

    /// A first or further attempt.
    pub(super) fn start_attempt(&mut self, queue: &mut EventQueue, slot: u32) {
        let now = queue.now();
        let call = &self.sim.calls[slot as usize];
        let attempt = call.attempt + 1;
        let (first, key) = (call.arrived, self.attempt_key(call.source, call.number, attempt));
        let mut fresh = Call::new(call.source, call.number, now, call.chain, call.measured);
        fresh.arrived = first;
        fresh.attempt = attempt;
        fresh.key = key;
        fresh.pending = call.pending;
        fresh.step = call.step;
        fresh.generation = call.generation;
        fresh.at_instant = call.at_instant;
        fresh.last_event = call.last_event;
        *self.call(slot) = fresh;
        self.draw_callee(slot);
        if let Some(patience) = &self.source(slot).patience {
            let span = self.draw(slot, Purpose::Patience, patience);
            self.call(slot).deadline = now + span;
        }
        self.probe.attempt_started(now, &self.sim.calls[slot as usize]);
        match self.source(slot).class {
            Class::Voice => self.dial(queue, slot),
            Class::Outbound => self.start_outbound(queue, slot),
            Class::Internal => self.dial_internal(queue, slot),
        }
    }

    /// Which user, and what is fixed for that user: home Front End, mailbox, endpoints. The user
    /// is the same in every attempt of a call.
    fn draw_callee(&mut self, slot: u32) {
        let (source, number) = {
            let call = &self.sim.calls[slot as usize];
            (call.source, call.number)
        };
        let group_index = self.sim.net.sources[source as usize].group;
        let group = &self.sim.net.groups[group_index as usize];
        let key = self.attempt_key(source, number, 0);
        let user = key.absorb(Purpose::User as u64).below(group.count);
        let rank = |attribute| self.sim.rank(group_index, attribute, user);
        let front_ends = group.front_ends.end - group.front_ends.start;
        let front_end = group.front_ends.start + rank(Attribute::FrontEnd) % front_ends.max(1);
        let mailbox = if group.mailboxes.is_empty() {
            NONE
        } else {
            let place = rank(Attribute::Mailbox);
            let servers = group.mailboxes.iter().find(|(upto, _)| place < *upto);
            let servers = servers.map_or(&[][..], |(_, servers)| servers);
            let spread = rank(Attribute::MailboxServer) as usize;
            servers.get(spread % servers.len().max(1)).copied().unwrap_or(NONE)
        };
        let whole = group.endpoints.floor();
        let extra = f64::from(rank(Attribute::Endpoints))
            < ((group.endpoints - whole) * f64::from(group.count)).round();
        let call = self.call(slot);
        call.user = user;
        call.front_end = front_end;
        call.mailbox = mailbox;
        call.endpoints = (whole as u8).saturating_add(u8::from(extra));
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
        if outcome.is_refusal() && self.tries_again(queue, slot) {
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
    fn abandon(&mut self, queue: &mut EventQueue, slot: u32, attempt: u8) {
        let now = queue.now();
        let call = self.call(slot);
        let waits = matches!(call.phase, Phase::Setup | Phase::Ringing | Phase::Routing);
        if !waits || call.attempt != attempt {
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

    /// The conversation, greeting or message is over: the caller hangs up.
    fn hang_up(&mut self, queue: &mut EventQueue, slot: u32) {
        let now = queue.now();
        let call = self.call(slot);
        let outcome = match call.phase {
            Phase::Talking => Outcome::Answered,
            Phase::VoiceMail if call.leaves_message => Outcome::VoiceMessage,
            Phase::VoiceMail => Outcome::HungUpInGreeting,
            _ => return,
        };
        call.hung_up = now;
        let established = call.established;
        // Who hangs up before the 200 has come has had no session yet.
        if established <= now {
            self.latency(slot, Latency::SessionDuration, now.since(established));
        }
        self.finish(queue, slot, outcome);
        self.release_channel(slot, now);
        self.caller_says_bye(queue, slot);
    }

    /// The greeting plays: how long until the caller hangs up is drawn here.
    pub(super) fn begin_greeting(&mut self, queue: &mut EventQueue, slot: u32) {
        let group = self.group(slot);
        let (early, leaves) = (group.hangs_up_in_greeting, group.leaves_message);
        let greeting = self.draw(slot, Purpose::Greeting, &self.group(slot).greeting);
        let in_greeting = self.chance(slot, Purpose::GreetingShare, early);
        let stays = if in_greeting {
            let moment = self.key(slot, Purpose::GreetingMoment, 0).uniform();
            Span::from_nanos((greeting.nanos() as f64 * moment) as u64)
        } else if self.chance(slot, Purpose::MessageShare, leaves) {
            let message = self.draw(slot, Purpose::Message, &self.group(slot).message);
            self.call(slot).leaves_message = true;
            greeting + message
        } else {
            greeting
        };
        self.schedule(queue, slot, Step::HangUp, 0, queue.now() + stays);
    }

    /// A response other than 100 has reached the caller's side; the first is the request delay.
    pub(super) fn first_response(&mut self, slot: u32, now: SimTime, latency: Latency) {
        let call = self.call(slot);
        if !call.responded {
            call.responded = true;
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
        let caller = self.caller_place(slot).site;
        let legs = if call.hop == NONE || past {
            [index(link(caller, to)), 0]
        } else {
            let middle = self.mediation_place(slot).site;
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
        let (links, person) = (call.links, !call.by_voice_mail);
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
        Place { site: self.group(slot).site, station: NONE }
    }
}

/// Bandwidth of a G.711 stream with IP, RTP and SRTP, in 100 bit/s (domain §2.8: 92 kbit/s).
const G711: u32 = 920;
/// Bandwidth of an RTAudio narrowband stream, in 100 bit/s (domain §2.8: 39.8 kbit/s).
const RTAUDIO: u32 = 398;
