//! What is remembered of messages over UDP that are not yet answered, and of hosts that defend themselves
//! against too much load.

use super::call::CallId;
use super::packed::Route;
use super::step::Message;
use crate::base::{SimTime, Span};
use crate::deployment::OverloadControl;
use crate::network::{FrontEndId, MediationServerId, Network};
use std::collections::VecDeque;

/// A message over UDP, and the answers to it: its sender sends it again until an answer has come.
#[derive(Clone, Copy, Debug)]
pub(in crate::call) struct Exchange {
    /// The next exchange of the same call.
    next: u32,
    /// Distinguishes it from the other exchanges of its call.
    pub(in crate::call) number: u8,
    pub(in crate::call) message: Message,
    pub(in crate::call) route: Route,
    /// When its sender gives up.
    pub(in crate::call) deadline: SimTime,
    /// From now until the next copy.
    pub(in crate::call) interval: Span,
    /// Copies sent so far.
    pub(in crate::call) copies: u64,
    /// Events of it that are still to come.
    pub(in crate::call) events: u16,
    /// Whether the receiver has got it, or a copy of it.
    pub(in crate::call) delivered: bool,
    /// When its sender has read an answer; `MAX` until known.
    pub(in crate::call) until: SimTime,
    /// The last answer, when it leaves the receiver, and the answer before.
    pub(in crate::call) answer: Option<Message>,
    given: SimTime,
    before: Option<Message>,
    /// Whether the sender has got that.
    pub(in crate::call) answered: bool,
    /// How often it was sent again.
    pub(in crate::call) answers: u64,
    /// Whether the caller has given up, so that CANCEL follows the first answer.
    pub(in crate::call) cancels: bool,
}

/// How much of new calls a host has its senders hold back.
#[derive(Clone, Copy, Debug, Default)]
pub(in crate::call) struct HoldBack {
    /// The share, 0 to 1.
    pub(in crate::call) share: f64,
    /// When it was settled last, and the work that the host had been offered until then.
    pub(in crate::call) at: SimTime,
    pub(in crate::call) work: Span,
}

/// A connection from a Mediation Server to a Front End that throttles.
#[derive(Clone, Debug, Default)]
pub(in crate::call) struct Door {
    /// When the Front End has answered the INVITE that it read last.
    pub(in crate::call) until: SimTime,
    /// Whether an INVITE that has waited is read then.
    pub(in crate::call) is_next_called: bool,
    /// Calls whose INVITEs are read after that one, in order. There are none without it.
    pub(in crate::call) waiting: VecDeque<CallId>,
    /// Until when the Mediation Server sends no new call.
    pub(in crate::call) left_alone: SimTime,
}

/// Everything about overload in one replication. Empty where it does not matter.
#[derive(Clone, Debug)]
pub(in crate::call) struct Overload {
    /// Whether messages can be lost, sent again or held back. All else is read only then.
    pub(in crate::call) on: bool,
    /// When the last message that the current event has handled left its core.
    pub(in crate::call) served: SimTime,
    exchanges: Vec<Exchange>,
    free: Vec<u32>,
    /// The first exchange of the call in each slot.
    first: Vec<u32>,
    /// By host.
    pub(in crate::call) hold_back: Vec<HoldBack>,
    /// Front Ends that throttle now.
    pub(in crate::call) throttling: Vec<bool>,
    doors: Vec<Door>,
    front_ends: usize,
}

/// No exchange.
const NONE: u32 = u32::MAX;

impl Exchange {
    /// A message that is sent at `ready`, by a sender who waits `interval` before the first copy.
    pub(in crate::call) fn new(
        message: Message,
        route: Route,
        interval: Span,
        deadline: SimTime,
    ) -> Self {
        Exchange {
            next: NONE,
            number: 0,
            message,
            route,
            deadline,
            interval,
            copies: 0,
            events: 1,
            delivered: false,
            until: SimTime::MAX,
            answer: None,
            given: SimTime::MAX,
            before: None,
            answered: false,
            answers: 0,
            cancels: false,
        }
    }
}

impl Exchange {
    /// The receiver gives an answer at `given`.
    pub(in crate::call) fn answers_with(&mut self, answer: Message, given: SimTime) {
        self.before = self.answer;
        (self.answer, self.given, self.answered) = (Some(answer), given, false);
    }

    /// What the receiver answers to a copy that it has handled at `at`: the last answer that it has given by then.
    pub(in crate::call) fn answer_at(&self, at: SimTime) -> Option<Message> {
        if self.given <= at { self.answer } else { self.before }
    }

    /// Whether the sender has got that.
    pub(in crate::call) fn has_answer(&self, at: SimTime) -> bool {
        if self.given <= at { self.answered } else { self.until <= at }
    }
}

impl Overload {
    /// Nothing has happened yet.
    pub(super) fn new(net: &Network) -> Self {
        let on = net.overload_matters;
        let throttles = net
            .front_ends
            .iter()
            .any(|host| net.stations[host.station].overload.control == OverloadControl::Throttling);
        let all = |n: usize| if on { n } else { 0 };
        let doors = net.mediation_servers.len() * net.front_ends.len();
        Overload {
            on,
            served: SimTime::ZERO,
            exchanges: Vec::new(),
            free: Vec::new(),
            first: Vec::new(),
            hold_back: vec![HoldBack::default(); all(net.stations.len())],
            throttling: vec![false; all(net.front_ends.len())],
            doors: vec![Door::default(); if throttles { doors } else { 0 }],
            front_ends: net.front_ends.len(),
        }
    }

    /// Back to the start, keeping the memory.
    pub(super) fn reset(&mut self) {
        if !self.on {
            return;
        }
        self.exchanges.clear();
        self.free.clear();
        self.first.clear();
        self.hold_back.fill(HoldBack::default());
        self.throttling.fill(false);
        self.doors.fill(Door::default());
    }

    /// Remembers a message that a call has sent. Returns its number, unless the call has too many.
    pub(in crate::call) fn begin(&mut self, slot: CallId, exchange: Exchange) -> Option<u8> {
        if self.first.len() <= slot.index() {
            self.first.resize(slot.index() + 1, NONE);
        }
        let number = (0..=u8::MAX).find(|n| self.position(slot, |x| x.number == *n).is_none())?;
        let exchange = Exchange { number, next: self.first[slot.index()], ..exchange };
        let at = match self.free.pop() {
            Some(at) => {
                self.exchanges[at as usize] = exchange;
                at
            }
            None => {
                self.exchanges.push(exchange);
                self.exchanges.len() as u32 - 1
            }
        };
        self.first[slot.index()] = at;
        Some(number)
    }

    fn position(&self, slot: CallId, is: impl Fn(&Exchange) -> bool) -> Option<usize> {
        let mut at = self.first.get(slot.index()).copied().unwrap_or(NONE);
        while let Some(exchange) = self.exchanges.get(at as usize) {
            if is(exchange) {
                return Some(at as usize);
            }
            at = exchange.next;
        }
        None
    }

    /// The newest exchange of a call of which something is true.
    pub(in crate::call) fn find(
        &mut self,
        slot: CallId,
        is: impl Fn(&Exchange) -> bool,
    ) -> Option<&mut Exchange> {
        self.position(slot, is).map(|at| &mut self.exchanges[at])
    }

    /// Does something with each exchange of a call of which something is true.
    pub(in crate::call) fn each(
        &mut self,
        slot: CallId,
        is: impl Fn(&Exchange) -> bool,
        mut act: impl FnMut(&mut Exchange),
    ) {
        let mut at = self.first.get(slot.index()).copied().unwrap_or(NONE);
        while let Some(exchange) = self.exchanges.get_mut(at as usize) {
            at = exchange.next;
            if is(exchange) {
                act(exchange);
            }
        }
    }

    /// Forgets the exchange of this number if it is over and none of its events is to come.
    pub(in crate::call) fn forget_if_over(&mut self, slot: CallId, number: u8, now: SimTime) {
        let Some(at) = self.position(slot, |x| x.number == number) else { return };
        let exchange = self.exchanges[at];
        if exchange.events > 0 || exchange.until > now {
            return;
        }
        let before = self.position(slot, |x| x.next == at as u32);
        match before {
            Some(before) => self.exchanges[before].next = exchange.next,
            None => self.first[slot.index()] = exchange.next,
        }
        // Only its place is kept: nothing finds it any more.
        self.free.push(at as u32);
    }

    /// The connection between a Mediation Server and a Front End, if any Front End throttles.
    pub(in crate::call) fn door(
        &mut self,
        server: MediationServerId,
        front_end: FrontEndId,
    ) -> Option<&mut Door> {
        self.doors.get_mut(server.index() * self.front_ends + front_end.index())
    }

    /// Takes out all calls that wait for a Front End.
    pub(in crate::call) fn take_waiting(&mut self, front_end: FrontEndId) -> Vec<CallId> {
        let doors = self.doors.iter_mut().skip(front_end.index()).step_by(self.front_ends.max(1));
        let waiting = |door: &mut Door| {
            door.is_next_called = false;
            std::mem::take(&mut door.waiting)
        };
        doors.flat_map(waiting).collect()
    }
}
