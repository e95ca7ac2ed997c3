//! One replication: live calls, stations and resources, and their events one after the other. What a message means is told
//! in the stations' own files.

use super::draw::{Purpose, Shuffles};
use super::probe::Probe;
use super::small::{Flag, NONE};
use super::state::{Call, Phase, RoutingTrace};
use super::step::Step;
use crate::base::SimTime;
use crate::kernel::{ArrivalStream, Digest, Event, EventQueue, Flow, Key, Model, Station};
use crate::network::Network;
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

/// The state of one replication. Reused: [`Simulation::run`] resets and does not rebuild.
pub struct Simulation<'n> {
    pub(super) net: &'n Network,
    pub(super) window: Window,
    pub(super) calls: Vec<Call>,
    pub(super) free_calls: Vec<u32>,
    pub(super) traces: Vec<RoutingTrace>,
    free_traces: Vec<u32>,
    pub(super) stations: Vec<Station>,
    pub(super) in_use: Vec<u32>,
    /// When each connection is ready; `MAX` until first used.
    pub(super) connections: Vec<SimTime>,
    pub(super) gateway_turn: Vec<u32>,
    pub(super) source_turn: Vec<u32>,
    pub(super) router_turn: Vec<u32>,
    /// What a draw was for that was too long to be told, if one was.
    pub(super) overflow: Cell<Option<Purpose>>,
    pub(super) shuffles: Shuffles,
    pub(super) streams: Vec<ArrivalStream>,
    pub(super) arrived: Vec<u64>,
    pub(super) source_keys: Vec<Key>,
    pub(super) measured_live: u64,
    /// When a call last had many events more, and how often at the same instant.
    runaway: (SimTime, u32),
    pub(super) ended: Ended,
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
            shuffles: Shuffles::new(net),
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
