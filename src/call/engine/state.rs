//! The state of one replication, and the engine: that state with the probe of the run.

use super::call::{Call, CallId};
use super::conditions::Conditions;
use super::overload::Overload;
use super::packed::Id32;
use super::probe::Probe;
use super::purpose::Purpose;
use super::shuffles::Shuffles;
use super::trace::RoutingTrace;
use crate::base::{Id, SimTime, Span};
use crate::deployment::{HostOverload, OverloadControl};
use crate::kernel::{ArrivalStream, Digest, Entrance, Key, Station};
use crate::network::{Arrivals, Network, SourceId};
use std::cell::Cell;

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

/// The result of a replication, besides what its probe recorded.
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
    pub fault: Option<RunFault>,
    /// Whether it was asked to stop.
    pub interrupted: bool,
}

/// A fault of the run itself: a call with which it could not go on.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RunFault {
    /// Its source.
    pub source: SourceId,
    /// Its number in the source.
    pub call: u64,
    /// Its attempt.
    pub attempt: u8,
    /// What is wrong.
    pub what: String,
}

/// The state of one replication.
pub(in crate::call) struct State<'n> {
    pub(in crate::call) net: &'n Network,
    pub(in crate::call) window: Window,
    pub(in crate::call) calls: Vec<Call>,
    pub(in crate::call) free_calls: Vec<CallId>,
    pub(in crate::call) traces: Vec<RoutingTrace>,
    free_traces: Vec<Id<RoutingTrace>>,
    pub(in crate::call) stations: Vec<Station>,
    /// Units of each resource that are in use.
    pub(in crate::call) in_use: Vec<u32>,
    /// When each connection is ready; `MAX` until first used.
    pub(in crate::call) connections: Vec<SimTime>,
    pub(in crate::call) gateway_turn: Vec<u32>,
    pub(in crate::call) source_turn: Vec<u32>,
    pub(in crate::call) router_turn: Vec<u32>,
    /// What a draw was for that was too long to be represented, if one was.
    pub(in crate::call) overflow: Cell<Option<Purpose>>,
    pub(in crate::call) shuffles: Shuffles,
    pub(in crate::call) streams: Vec<ArrivalStream>,
    /// Calls of each source that have arrived.
    pub(in crate::call) arrived: Vec<u64>,
    pub(in crate::call) source_keys: Vec<Key>,
    /// What works and what has failed.
    pub(in crate::call) conditions: Conditions,
    /// What is sent again, and who holds back.
    pub(in crate::call) overload: Overload,
    /// Whether something can fail, get lost or be held back: asked of every message, and all else only then.
    pub(in crate::call) special: bool,
    pub(in crate::call) measured_live: u64,
    /// When a call last had many more events, and how often that was at the same instant.
    pub(in crate::call) runaway: (SimTime, u32),
    pub(in crate::call) ended: Ended,
}

/// The state with the probe: what the kernel's loop drives and the stations work on.
pub(in crate::call) struct Engine<'s, 'n, P: Probe> {
    pub(in crate::call) state: &'s mut State<'n>,
    pub(in crate::call) probe: &'s mut P,
    pub(in crate::call) stop: &'s (dyn Fn() -> bool + Sync),
}

/// A host, idle. Its queue is watched where it has a limit, or where the host defends itself.
fn station(net: &Network, host: &crate::network::Station) -> Station {
    let idle = Station::new(host.cores);
    let HostOverload { queue_limit, control } = host.overload;
    let over = match control {
        OverloadControl::Throttling => net.overload.holding_over,
        _ => Span::ZERO,
    };
    if host.overload == HostOverload::default() {
        return idle;
    }
    idle.with_entrance(Entrance::new(queue_limit, over))
}

impl<'n> State<'n> {
    /// Room for one replication of `net`.
    pub(in crate::call) fn new(net: &'n Network, window: Window) -> Self {
        State {
            net,
            window,
            calls: Vec::new(),
            free_calls: Vec::new(),
            traces: Vec::new(),
            free_traces: Vec::new(),
            stations: net.stations.iter().map(|host| station(net, host)).collect(),
            in_use: vec![0; net.resources.len()],
            connections: vec![SimTime::MAX; net.connections()],
            gateway_turn: vec![0; net.gateways.len()],
            source_turn: vec![0; net.sources.len()],
            router_turn: vec![0; net.hubs() * net.plans.len()],
            overflow: Cell::new(None),
            shuffles: Shuffles::new(net),
            streams: Vec::new(),
            arrived: vec![0; net.sources.len()],
            source_keys: Vec::new(),
            conditions: Conditions::new(net),
            overload: Overload::new(net),
            special: net.overload_matters || !net.outages.is_empty(),
            measured_live: 0,
            runaway: (SimTime::MAX, 0),
            ended: Ended::default(),
        }
    }

    /// Whether the run has to stop before its end.
    pub(in crate::call) fn halted(&self) -> bool {
        self.ended.fault.is_some() || self.ended.interrupted
    }

    /// Back to empty at time 0, keeping the memory.
    pub(in crate::call) fn reset(&mut self, seed: u64, replication: u32) {
        let root = Key::new(seed).absorb(u64::from(replication));
        self.source_keys.clear();
        self.source_keys.extend(self.net.sources.iter().map(|source| root.absorb(source.hash)));
        self.streams.clear();
        let sources = self.net.sources.iter().zip(&self.source_keys);
        self.streams.extend(sources.map(|(source, key)| match &source.arrivals {
            Arrivals::Modulated(rate) => ArrivalStream::modulated(root, *key, rate),
            _ => ArrivalStream::new(*key),
        }));
        self.arrived.fill(0);
        self.conditions.reset(self.net, root);
        self.overload.reset();
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

    /// Keeps the trace of a diverted call.
    pub(in crate::call) fn new_trace(&mut self, trace: RoutingTrace) -> Id<RoutingTrace> {
        if let Some(id) = self.free_traces.pop() {
            self.traces[id] = trace;
            return id;
        }
        self.traces.push(trace);
        Id::new(self.traces.len() - 1)
    }

    /// The trace of a call, if it has one.
    pub(in crate::call) fn trace(&mut self, slot: CallId) -> Option<&mut RoutingTrace> {
        let trace = self.calls[slot].trace.id().index();
        self.traces.get_mut(trace)
    }

    /// Forgets the trace of a call.
    pub(in crate::call) fn drop_trace(&mut self, slot: CallId) {
        let trace = std::mem::replace(&mut self.calls[slot].trace, Id32::NONE);
        if let Some(trace) = trace.get() {
            self.free_traces.push(trace);
        }
    }
}
