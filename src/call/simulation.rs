//! One replication: live calls, stations and resources, and the primitives every station uses
//! (serve, send, seize, release, draw). What a message means is told in the stations' own files.

use super::outcome::Outcome;
use super::probe::{Latency, Probe, Waste};
use super::small::{Flag, NONE, Place};
use super::state::{Call, FREED, Phase, RoutingTrace};
use super::step::Step;
use crate::base::{SimTime, Span};
use crate::kernel::{
    ArrivalStream, Chain, Digest, Event, EventQueue, Flow, Handled, Key, Model, Order, Permutation,
    Rank, Station, Tie, Variate,
};
use crate::network::{Arrivals, Network, ResourceId, Role, StationId, UserFlag};
use std::cell::Cell;

/// Events of one call after which it is asked whether they were all at one instant.
const STEPS: u16 = 1 << 12;

/// So often that may be at one instant, before the run stops as a runaway: after more than 10,000 events.
const STEPS_AT_ONE_INSTANT: u32 = 3;

/// When calls count.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Window {
    /// Calls that arrive from here on count.
    pub from: SimTime,
    /// Up to here, exclusive.
    pub to: SimTime,
    /// When measured calls are given up.
    pub horizon: SimTime,
}

/// What a replication leaves besides what its probe heard.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ended {
    /// Fingerprint.
    pub digest: Digest,
    /// Calls that arrived.
    pub calls: u64,
    /// Messages handled.
    pub messages: u64,
    /// Kernel events.
    pub events: u64,
    /// When it stopped.
    pub at: SimTime,
    /// Why it had to stop, if it had to.
    pub fault: Option<Fault>,
    /// Whether it was asked to stop.
    pub interrupted: bool,
}

/// A call with which the run could not go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault {
    /// Its source, an index of the network's.
    pub source: usize,
    /// Its number in the source.
    pub call: u64,
    /// Its attempt.
    pub attempt: u8,
    /// What is wrong.
    pub what: String,
}

/// Attributes of users that are fixed by rank, each with its own salt.
#[derive(Clone, Copy, Debug)]
#[repr(u64)]
pub(super) enum Attribute {
    Mailbox = 1,
    MailboxServer,
    FrontEnd,
    Bypass,
    Endpoints,
}

/// The salt of the first flag of users; those of [`Attribute`] lie below.
const FIRST_FLAG_SALT: u64 = 64;

/// What a draw is for. Numbers are part of every key: never reuse one.
#[derive(Clone, Copy, Debug)]
#[repr(u64)]
pub(super) enum Purpose {
    Service = 1,
    Wait,
    Delay,
    Handshake,
    User,
    Gateway,
    Patience,
    Registered,
    DoNotDisturb,
    Busy,
    AnswerShare,
    AnswerAfter,
    Ring,
    Talk,
    GreetingShare,
    GreetingMoment,
    Greeting,
    MessageShare,
    Message,
    RetryShare,
    RetryAfter,
    Delivery,
    Leg,
    Menu,
    TransferShare,
    TransferTarget,
    AnyServer,
    Resolved,
    LogOn,
    WrongPin,
    Session,
    CngDetect,
    GivesUp,
    PersonHangsUp,
    Transmission,
    MachineBusy,
    MachineAnswers,
    ToTelephoneNetwork,
    Balancer,
    OutgoingGateway,
    FarOutgoing,
    CallerNamed,
}

impl Purpose {
    /// The key of the scenario that gives the distribution, for faults.
    const fn key(self) -> &'static str {
        match self {
            Purpose::Service => "processing (service)",
            Purpose::Wait => "processing (wait)",
            Purpose::Delay => "link.delay or site.lan_delay",
            Purpose::Handshake => "connection.tls_handshake",
            Purpose::Patience => "traffic.patience",
            Purpose::AnswerAfter => "users.answers.after",
            Purpose::Ring => "users.ring",
            Purpose::Talk => "traffic.talk",
            Purpose::Greeting | Purpose::GreetingMoment => {
                "users.voice_mail.greeting or fax_line.greeting"
            }
            Purpose::Message => "users.voice_mail.message",
            Purpose::RetryAfter => "traffic.retry.after",
            Purpose::Delivery => "delivery",
            Purpose::Menu => "auto_attendant.menu",
            Purpose::LogOn => "access_number.log_on",
            Purpose::Session => "access_number.session",
            Purpose::CngDetect => "gateway.fax.cng_detect",
            Purpose::GivesUp => "traffic.gives_up",
            Purpose::PersonHangsUp => "traffic.person_hangs_up",
            Purpose::Transmission => "traffic.page",
            Purpose::MachineAnswers => "fax_line.answers_after",
            Purpose::Balancer => "load_balancer.delay",
            _ => "a share",
        }
    }
}

/// How long a message was on its way.
#[derive(Clone, Copy, Debug)]
pub(super) struct Transit {
    pub(super) connection: Span,
    pub(super) network: Span,
}

/// A connection a message needs: its slot in the table, and whether it is TLS.
pub(super) type Needs = Option<(usize, bool)>;

/// The state of one replication. Reused: [`Simulation::run`] resets and does not rebuild.
pub struct Simulation<'n> {
    pub(super) net: &'n Network,
    window: Window,
    pub(super) calls: Vec<Call>,
    free_calls: Vec<u32>,
    pub(super) traces: Vec<RoutingTrace>,
    free_traces: Vec<u32>,
    pub(super) stations: Vec<Station>,
    pub(super) in_use: Vec<u32>,
    /// When each connection is ready; `MAX` until first used.
    connections: Vec<SimTime>,
    pub(super) gateway_turn: Vec<u32>,
    pub(super) source_turn: Vec<u32>,
    pub(super) router_turn: Vec<u32>,
    /// What a draw was for that was too long to be told, if one was.
    overflow: Cell<Option<Purpose>>,
    shuffles: Vec<[Permutation; 5]>,
    /// Of what only a share of a group's users have; nothing is kept of what all or none have.
    flag_shuffles: Vec<[Option<Permutation>; UserFlag::ALL.len()]>,
    streams: Vec<ArrivalStream>,
    arrived: Vec<u64>,
    source_keys: Vec<Key>,
    measured_live: u64,
    /// When a call last had many events more, and how often at the same instant.
    runaway: (SimTime, u32),
    ended: Ended,
}

/// The simulation with its probe: what the kernel's loop drives.
pub(super) struct Running<'s, 'n, P: Probe> {
    pub(super) sim: &'s mut Simulation<'n>,
    pub(super) probe: &'s mut P,
    stop: &'s (dyn Fn() -> bool + Sync),
}

impl<'n> Simulation<'n> {
    /// Room for one replication of `net`.
    pub fn new(net: &'n Network, window: Window) -> Self {
        let some_bypass = net.hops.iter().any(|hop| (0.0..1.0).contains(&hop.bypass));
        let shuffles = net.groups.iter().map(|group| {
            use Attribute::*;
            [Mailbox, MailboxServer, FrontEnd, Bypass, Endpoints].map(|attribute| {
                let asked = match attribute {
                    Mailbox => group.mailboxes.len() > 1,
                    MailboxServer => group.mailboxes.iter().any(|(_, servers)| servers.len() > 1),
                    FrontEnd => group.front_ends.len() > 1,
                    Bypass => group.has_endpoints && some_bypass,
                    Endpoints => group.endpoints.1 > 0,
                };
                let salt = Key::new(group.salt).absorb(attribute as u64);
                let shuffle = Permutation::new(group.count, salt);
                if asked { shuffle.written_down() } else { shuffle }
            })
        });
        let flag_shuffles = net.groups.iter().map(|group| {
            UserFlag::ALL.map(|flag| {
                let some = (0.0..1.0).contains(&group.access.shares[flag as usize]);
                let salt = Key::new(group.salt).absorb(FIRST_FLAG_SALT + flag as u64);
                some.then(|| Permutation::new(group.count, salt))
            })
        });
        Simulation {
            net,
            window,
            calls: Vec::new(),
            free_calls: Vec::new(),
            traces: Vec::new(),
            free_traces: Vec::new(),
            stations: net.stations.iter().map(|station| Station::new(station.cores)).collect(),
            in_use: vec![0; net.resources.len()],
            connections: vec![SimTime::MAX; net.connections],
            gateway_turn: vec![0; net.gateways.len()],
            source_turn: vec![0; net.sources.len()],
            router_turn: vec![0; net.hubs() * net.plans.len()],
            overflow: Cell::new(None),
            shuffles: shuffles.collect(),
            flag_shuffles: flag_shuffles.collect(),
            streams: Vec::new(),
            arrived: vec![0; net.sources.len()],
            source_keys: Vec::new(),
            measured_live: 0,
            runaway: (SimTime::MAX, 0),
            ended: Ended::default(),
        }
    }

    /// Runs one replication from empty; `stop` is asked now and then.
    pub fn run<P: Probe>(
        &mut self,
        seed: u64,
        replication: u32,
        queue: &mut EventQueue,
        probe: &mut P,
        stop: &(dyn Fn() -> bool + Sync),
    ) -> Ended {
        self.reset(seed, replication);
        queue.reset();
        let horizon = self.window.horizon;
        let mut running = Running { sim: self, probe, stop };
        for source in 0..running.sim.net.sources.len() {
            running.schedule_arrival(queue, source as u32);
        }
        let events = crate::kernel::run(&mut running, queue, horizon);
        let at = if running.sim.measured_live > 0 && !running.sim.halted() {
            horizon
        } else {
            queue.now().max(running.sim.window.to).min(horizon)
        };
        running.settle_live(at);
        let mut ended = std::mem::take(&mut self.ended);
        ended.events = events;
        ended.at = at;
        ended
    }

    fn halted(&self) -> bool {
        self.ended.fault.is_some() || self.ended.interrupted
    }

    fn reset(&mut self, seed: u64, replication: u32) {
        let root = Key::new(seed).absorb(u64::from(replication));
        self.source_keys.clear();
        self.source_keys.extend(self.net.sources.iter().map(|source| root.absorb(source.hash)));
        self.streams.clear();
        self.streams.extend(self.source_keys.iter().map(|key| ArrivalStream::new(*key)));
        self.arrived.fill(0);
        self.calls.clear();
        self.free_calls.clear();
        self.traces.clear();
        self.free_traces.clear();
        self.stations.iter_mut().for_each(Station::reset);
        self.in_use.fill(0);
        self.connections.fill(SimTime::MAX);
        self.gateway_turn.fill(0);
        self.source_turn.fill(0);
        self.router_turn.fill(0);
        self.overflow.set(None);
        self.measured_live = 0;
        self.runaway = (SimTime::MAX, 0);
        self.ended = Ended::default();
    }

    /// The rank of a user in the shuffle of one attribute, 0 to count − 1.
    #[inline]
    pub(super) fn rank(&self, group: u32, attribute: Attribute, user: u32) -> u32 {
        self.shuffles[group as usize][attribute as usize - 1].rank(user)
    }

    /// The rank of a user in the shuffle of something that only a share of the group has.
    pub(super) fn flag_rank(&self, group: u32, flag: UserFlag, user: u32) -> u32 {
        self.flag_shuffles[group as usize][flag as usize].as_ref().map_or(0, |s| s.rank(user))
    }

    /// Room for the trace of a diverted call.
    pub(super) fn new_trace(&mut self, trace: RoutingTrace) -> u32 {
        if let Some(index) = self.free_traces.pop() {
            self.traces[index as usize] = trace;
            return index;
        }
        self.traces.push(trace);
        self.traces.len() as u32 - 1
    }

    /// Gives back a trace.
    pub(super) fn drop_trace(&mut self, slot: u32) {
        let trace = std::mem::replace(&mut self.calls[slot as usize].trace, NONE);
        if trace != NONE {
            self.free_traces.push(trace);
        }
    }
}

impl<P: Probe> Running<'_, '_, P> {
    /// The call in `slot`.
    #[inline]
    pub(super) fn call(&mut self, slot: u32) -> &mut Call {
        &mut self.sim.calls[slot as usize]
    }

    /// One draw of `variate` for a purpose of this leg.
    #[inline]
    pub(super) fn draw(&self, slot: u32, purpose: Purpose, variate: &Variate) -> Span {
        self.draw_ordinal(slot, purpose, 0, variate)
    }

    /// Whether a share of this attempt's kind applies to it.
    #[inline]
    pub(super) fn chance(&self, slot: u32, purpose: Purpose, share: f64) -> bool {
        share >= 1.0 || (share > 0.0 && self.key(slot, purpose, 0).uniform() < share)
    }

    #[inline]
    pub(super) fn key(&self, slot: u32, purpose: Purpose, ordinal: u64) -> Key {
        self.sim.calls[slot as usize].key.absorb((purpose as u64) << 32 | ordinal)
    }

    /// Schedules an event of a call. If the caller gives up by then, schedules that as well.
    pub(super) fn schedule(
        &mut self,
        queue: &mut EventQueue,
        slot: u32,
        step: Step,
        aux: u8,
        at: SimTime,
    ) {
        if at >= EventQueue::END {
            self.refuse_endless(slot);
            return;
        }
        self.guard_patience(queue, slot, at);
        let call = &mut self.sim.calls[slot as usize];
        call.pending += 1;
        call.step = call.step.wrapping_add(1);
        let tie = call.order.of(step.rank(), call.step.into());
        if call.step.is_multiple_of(STEPS) {
            self.is_it_a_runaway(slot, queue.now());
        }
        let call = &self.sim.calls[slot as usize];
        queue.push(Event { at, tie, what: step.pack(slot, call.generation, aux) });
    }

    /// A call has had many events more; if many times no time has gone by since, the run stops.
    #[cold]
    #[inline(never)]
    fn is_it_a_runaway(&mut self, slot: u32, now: SimTime) {
        let (instant, times) = &mut self.sim.runaway;
        *times = if *instant == now { *times + 1 } else { 0 };
        *instant = now;
        if *times >= STEPS_AT_ONE_INSTANT {
            self.fault(slot, format!("more than 10,000 events at {now}"));
        }
    }

    #[cold]
    #[inline(never)]
    fn refuse_endless(&mut self, slot: u32) {
        let key = self.sim.overflow.get().map_or("a sum of times", Purpose::key);
        self.fault(slot, format!("`{key}` gave a time beyond 584 years"));
    }

    /// Lets the caller give up, if that comes no later than `until` and is not yet arranged.
    #[inline]
    pub(super) fn guard_patience(&mut self, queue: &mut EventQueue, slot: u32, until: SimTime) {
        let call = &mut self.sim.calls[slot as usize];
        if call.deadline <= until {
            self.arrange_giving_up(queue, slot);
        }
    }

    #[inline(never)]
    fn arrange_giving_up(&mut self, queue: &mut EventQueue, slot: u32) {
        let call = &mut self.sim.calls[slot as usize];
        let waits = matches!(call.phase, Phase::Setup | Phase::Ringing | Phase::Routing);
        if waits && !call.has(Flag::AbandonSet) {
            call.set(Flag::AbandonSet, true);
            let (at, leg) = (call.deadline.max(queue.now()), call.leg);
            self.schedule(queue, slot, Step::Abandon, leg, at);
        }
    }

    /// Handles a message at a host; its completion is known at once.
    #[inline]
    pub(super) fn serve(
        &mut self,
        slot: u32,
        now: SimTime,
        (step, aux): (Step, u8),
        station: StationId,
    ) -> Handled {
        let (mut role, kind) = step.message();
        if matches!(role, Role::FrontEnd | Role::ExumRouting) && self.is_direct(slot) {
            // Without Lync the gateway does the routing itself.
            role = Role::Gateway;
        }
        let ordinal = (step as u64) << 8 | u64::from(aux);
        let net = self.sim.net;
        let work = net.work(station, role, kind);
        let service = self.draw_ordinal(slot, Purpose::Service, ordinal, &work.service);
        let wait = self.draw_ordinal(slot, Purpose::Wait, ordinal, &work.wait);
        self.occupy_core(now, station, service, wait)
    }

    /// Something with a known service reaches a host.
    #[inline]
    pub(super) fn occupy_core(
        &mut self,
        now: SimTime,
        station: StationId,
        service: Span,
        wait: Span,
    ) -> Handled {
        let handled = self.sim.stations[station.index()].serve(now, service, wait);
        self.sim.ended.messages += 1;
        self.probe.message(now, station, &handled);
        handled
    }

    /// Handles a message at an endpoint: a delay without a queue.
    pub(super) fn endpoint_delay(
        &mut self,
        slot: u32,
        now: SimTime,
        step: Step,
        aux: u8,
    ) -> SimTime {
        let (role, kind) = step.message();
        let ordinal = (step as u64) << 8 | u64::from(aux);
        let net = self.sim.net;
        let work = &net.work[0][role as usize][kind as usize];
        let service = self.draw_ordinal(slot, Purpose::Service, ordinal, &work.service);
        let wait = self.draw_ordinal(slot, Purpose::Wait, ordinal, &work.wait);
        self.sim.ended.messages += 1;
        now + service + wait
    }

    #[inline]
    pub(super) fn draw_ordinal(
        &self,
        slot: u32,
        purpose: Purpose,
        ordinal: u64,
        variate: &Variate,
    ) -> Span {
        let span = match variate {
            Variate::Constant(value) => return *value,
            drawn => drawn.sample(&mut self.key(slot, purpose, ordinal).rng()),
        };
        if span == Span::MAX {
            self.sim.overflow.set(Some(purpose));
        }
        span
    }

    /// Sends a message that is ready at `ready`; it arrives as event `step` at `to`.
    pub(super) fn send(
        &mut self,
        queue: &mut EventQueue,
        slot: u32,
        (step, aux): (Step, u8),
        ready: SimTime,
        (from, to): (Place, Place),
        needs: Needs,
    ) -> Transit {
        let ordinal = (step as u64) << 8 | u64::from(aux);
        let same_host = from.is_same_host(to);
        let net = self.sim.net;
        let delay = &net.delays[from.site() as usize * net.sites + to.site() as usize];
        let network = if same_host {
            Span::ZERO
        } else {
            self.draw_ordinal(slot, Purpose::Delay, ordinal, delay)
        };
        let connection = match needs {
            None => Span::ZERO,
            Some((index, tls)) => self.connect(slot, ordinal, ready, (index, tls), network),
        };
        self.schedule(queue, slot, step, aux, ready + connection + network);
        Transit { connection, network }
    }

    /// How long a message that is ready waits for its connection; sets it up on first use.
    fn connect(
        &mut self,
        slot: u32,
        ordinal: u64,
        ready: SimTime,
        (index, tls): (usize, bool),
        one_way: Span,
    ) -> Span {
        let known = self.sim.connections[index];
        if known != SimTime::MAX {
            return known.since(ready);
        }
        let setup = &self.sim.net.connection_setup;
        let trips = if tls { setup.tls_round_trips } else { setup.tcp_round_trips };
        let mut span = Span::from_nanos(2 * u64::from(trips) * one_way.nanos());
        if tls {
            let handshake = &self.sim.net.connection_setup.tls_handshake;
            span += self.draw_ordinal(slot, Purpose::Handshake, ordinal, handshake);
        }
        self.sim.connections[index] = ready + span;
        span
    }

    /// Takes `units` of a resource, or tells that there are too few.
    pub(super) fn seize(
        &mut self,
        slot: u32,
        now: SimTime,
        resource: ResourceId,
        units: u32,
    ) -> bool {
        let index = resource.index();
        let free = self.sim.net.resources[index].units.saturating_sub(self.sim.in_use[index]);
        let granted = units <= free;
        if granted {
            self.take(slot, now, resource, units);
        } else {
            self.refuse(slot, now, resource, units);
        }
        granted
    }

    /// Takes `units` of a resource, whether or not they are free.
    #[inline]
    pub(super) fn take(&mut self, slot: u32, now: SimTime, resource: ResourceId, units: u32) {
        self.sim.in_use[resource.index()] += units;
        let call = &mut self.sim.calls[slot as usize];
        call.chain.fold(now.nanos(), (resource.index() as u64) << 32 | u64::from(units) << 1 | 1);
        self.probe.seized(now, resource, units, call);
    }

    /// Turns a call away that wanted `units` of a resource, whether or not there are any left.
    #[inline]
    pub(super) fn refuse(&mut self, slot: u32, now: SimTime, resource: ResourceId, units: u32) {
        let call = &mut self.sim.calls[slot as usize];
        call.chain.fold(now.nanos(), (resource.index() as u64) << 32 | u64::from(units) << 1);
        self.probe.refused(now, resource, call);
    }

    /// Gives back `units` held since `since`.
    pub(super) fn release(
        &mut self,
        slot: u32,
        now: SimTime,
        resource: ResourceId,
        (units, since): (u32, SimTime),
    ) {
        self.sim.in_use[resource.index()] -= units;
        let call = &mut self.sim.calls[slot as usize];
        call.chain.fold(now.nanos(), (resource.index() as u64) << 32 | u64::from(units) << 1);
        self.probe.released(now, resource, units, since);
        let call = &self.sim.calls[slot as usize];
        if call.measured() && call.is_failed_fax(self.sim.net) {
            self.probe.wasted(call, Waste { resource, units, since, until: now });
        }
    }

    /// Tells a latency that has ended.
    pub(super) fn latency(&mut self, slot: u32, latency: Latency, value: Span) {
        self.probe.latency(&self.sim.calls[slot as usize], latency, value);
    }

    /// Stops the run: `what` went wrong with the call in `slot`.
    pub(super) fn fault(&mut self, slot: u32, what: String) {
        let call = &self.sim.calls[slot as usize];
        self.sim.ended.fault.get_or_insert(Fault {
            source: call.source() as usize,
            call: call.number(),
            attempt: call.attempt,
            what,
        });
    }

    fn schedule_arrival(&mut self, queue: &mut EventQueue, source: u32) {
        let stream = &mut self.sim.streams[source as usize];
        let at = match &self.sim.net.sources[source as usize].arrivals {
            Arrivals::Poisson(rate) => stream.next_poisson(rate),
            Arrivals::Recorded(instants) => stream.next_recorded(instants),
        };
        if let Some(at) = at {
            let number = self.sim.arrived[source as usize];
            let tie = Tie::new(Rank::Arrival, source, number, 0, 0);
            queue.push(Event { at, tie, what: Step::Arrival.pack(source, 0, 0) });
        }
    }

    /// A new call of a source: its successor is arranged, then its first attempt starts.
    fn arrive(&mut self, queue: &mut EventQueue, source: u32) {
        let now = queue.now();
        let number = self.sim.arrived[source as usize];
        self.sim.arrived[source as usize] += 1;
        self.sim.ended.calls += 1;
        let window = self.sim.window;
        let measured = window.from <= now && now < window.to;
        self.sim.measured_live += u64::from(measured);
        let slot = self.new_call(source, number, now, measured);
        self.start_attempt(queue, slot);
        if number + 1 < Tie::CALLS {
            self.schedule_arrival(queue, source);
        } else {
            self.fault(slot, "the most calls that a source may have in a replication".to_owned());
        }
        self.free_if_over(slot);
    }

    fn new_call(&mut self, source: u32, number: u64, now: SimTime, measured: bool) -> u32 {
        let sim = &mut *self.sim;
        let hash = sim.net.sources[source as usize].hash;
        let generation = |old: Option<u16>| old.map_or(0, |g| g.wrapping_add(1));
        let order = Order::new(source, number, 0);
        let mut call = Call::new(order, now, Chain::new(hash, number), measured);
        if let Some(slot) = sim.free_calls.pop() {
            call.generation = generation(Some(sim.calls[slot as usize].generation));
            sim.calls[slot as usize] = call;
            return slot;
        }
        sim.calls.push(call);
        sim.calls.len() as u32 - 1
    }

    /// The key of attempt `attempt` of a call.
    pub(super) fn attempt_key(&self, source: u32, number: u64, attempt: u8) -> Key {
        self.sim.source_keys[source as usize].absorb(number).absorb(u64::from(attempt))
    }

    /// Frees the slot of a call that is over and has no event outstanding.
    fn free_if_over(&mut self, slot: u32) {
        let call = &self.sim.calls[slot as usize];
        if call.phase != Phase::Over || call.pending > 0 {
            return;
        }
        debug_assert!(!call.has(Flag::HasChannel) && call.mediation_units == 0, "{call:?}");
        debug_assert!(!call.has(Flag::HasUm) && !call.has(Flag::HasWorker), "{call:?}");
        debug_assert!(!call.has(Flag::HasFaxLine) && !call.has(Flag::InPipeline), "{call:?}");
        self.sim.ended.digest.add(call.chain);
        self.sim.measured_live -= u64::from(call.measured());
        self.sim.drop_trace(slot);
        self.sim.free_calls.push(slot);
        // A freed call must not look over again at the settlement of live ones.
        self.sim.calls[slot as usize].pending = FREED;
    }

    /// At the stop: live calls give back what they hold, in the order of their slots, and measured
    /// ones that are not over end in flight.
    fn settle_live(&mut self, now: SimTime) {
        for slot in 0..self.sim.calls.len() as u32 {
            let call = &self.sim.calls[slot as usize];
            if call.pending == FREED {
                continue;
            }
            if call.phase != Phase::Over {
                let was_waiting = call.phase == Phase::Waiting;
                self.call(slot).phase = Phase::Over;
                if !was_waiting {
                    self.disconnect_media(slot, now);
                    let call = &self.sim.calls[slot as usize];
                    self.probe.attempt_ended(now, call, Outcome::InFlight);
                }
                self.probe.call_ended(&self.sim.calls[slot as usize], Outcome::InFlight);
            }
            let chain = self.sim.calls[slot as usize].chain;
            self.sim.ended.digest.add(chain);
            self.release_channel(slot, now);
            self.release_mediation(slot, now);
            self.release_um(slot, now);
            self.release_fax_line(slot, now);
            self.leave_pipeline(slot, now);
        }
    }
}

impl<P: Probe> Model for Running<'_, '_, P> {
    fn handle(&mut self, queue: &mut EventQueue, event: Event) -> Flow {
        let (slot, generation, aux, step) = Step::unpack(event.what);
        if step == Step::Arrival {
            self.arrive(queue, slot);
        } else if self.begin(slot, generation) {
            if step.is_message() {
                self.call(slot).chain.fold(event.at.nanos(), event.what & 0xffff);
            }
            self.dispatch(queue, slot, step, aux);
            if self.call(slot).pending == 0 {
                self.nothing_is_to_come(queue, slot);
            }
        }
        let done = event.at >= self.sim.window.to && self.sim.measured_live == 0;
        if done || self.sim.ended.fault.is_some() {
            return Flow::Stop;
        }
        if self.sim.ended.messages & 0xffff == 0 && (self.stop)() {
            self.sim.ended.interrupted = true;
            return Flow::Stop;
        }
        Flow::Continue
    }
}

impl<P: Probe> Running<'_, '_, P> {
    /// A call has no event outstanding: it tries again, or is over.
    #[inline(never)]
    fn nothing_is_to_come(&mut self, queue: &mut EventQueue, slot: u32) {
        if self.call(slot).has(Flag::RetryDue) {
            self.start_attempt(queue, slot);
        }
        self.free_if_over(slot);
    }

    /// Takes an event off a call's account; false if it is stale.
    fn begin(&mut self, slot: u32, generation: u16) -> bool {
        let call = self.call(slot);
        if call.generation != generation || call.pending == FREED {
            return false;
        }
        call.pending -= 1;
        true
    }
}
