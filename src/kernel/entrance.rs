//! What a host knows of the messages that wait for its cores, where it has a finite queue or defends itself
//! against too much load.

use crate::base::{SimTime, Span};
use std::collections::VecDeque;

/// The entrance of a host: its queue, and how long messages are held there.
#[derive(Clone, Debug)]
pub struct Entrance {
    limit: Option<u32>,
    /// Means are over messages whose service began within this time.
    over: Span,
    /// Messages that wait for a core, in the order of their arrival, which is that of their service.
    waiting: VecDeque<Waiting>,
    /// Messages whose service began within `over`.
    begun: VecDeque<Waiting>,
    /// Sums over `begun` of the times from arrival to service, and to departure, ns.
    queued: u128,
    held: u128,
    /// Core time of all messages that have arrived, at full speed.
    work: Span,
}

#[derive(Clone, Copy, Debug)]
struct Waiting {
    arrived: SimTime,
    started: SimTime,
    /// From the start of the service until the effects leave the host.
    rest: Span,
}

/// How long a host has held messages of late, as means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holding {
    /// From their arrival until a core was free.
    pub queued: Span,
    /// From their arrival until their effects left the host.
    pub held: Span,
}

impl Entrance {
    /// An empty queue. At most `limit` messages wait; means are over the time `over`.
    pub fn new(limit: Option<u32>, over: Span) -> Self {
        Entrance {
            limit,
            over,
            waiting: VecDeque::new(),
            begun: VecDeque::new(),
            queued: 0,
            held: 0,
            work: Span::ZERO,
        }
    }

    pub(super) fn reset(&mut self) {
        self.waiting.clear();
        self.begun.clear();
        (self.queued, self.held, self.work) = (0, 0, Span::ZERO);
    }

    /// A message arrives that takes `service` at full speed. Its service begins at `started`, and its effects leave the host
    /// `rest` later.
    pub(super) fn enter(&mut self, now: SimTime, (started, rest): (SimTime, Span), service: Span) {
        self.begin(now);
        self.work += service;
        self.waiting.push_back(Waiting { arrived: now, started, rest });
    }

    /// Messages whose service has begun by now no longer wait.
    fn begin(&mut self, now: SimTime) {
        while let Some(message) = self.waiting.front().copied().filter(|m| m.started <= now) {
            self.waiting.pop_front();
            if !self.over.is_zero() {
                self.queued += u128::from(message.queued());
                self.held += u128::from(message.held());
                self.begun.push_back(message);
            }
        }
    }

    /// Whether no further message fits.
    pub(super) fn is_full(&mut self, now: SimTime) -> bool {
        self.begin(now);
        self.limit.is_some_and(|limit| self.waiting.len() >= limit as usize)
    }

    /// How long messages were held whose service began within the last time `over`.
    pub(super) fn holding(&mut self, now: SimTime) -> Holding {
        self.begin(now);
        while let Some(message) = self.begun.front().copied() {
            if message.started + self.over >= now {
                break;
            }
            self.begun.pop_front();
            self.queued -= u128::from(message.queued());
            self.held -= u128::from(message.held());
        }
        let n = (self.begun.len() as u128).max(1);
        let mean = |sum: u128| Span::from_nanos((sum / n) as u64);
        Holding { queued: mean(self.queued), held: mean(self.held) }
    }

    /// Core time of all messages that have arrived.
    pub(super) fn work(&self) -> Span {
        self.work
    }

    /// The host changes its speed: messages begin at other times, or never.
    pub(super) fn change(&mut self, now: SimTime, begins: impl Fn(SimTime) -> Option<SimTime>) {
        self.begin(now);
        self.waiting.retain_mut(|message| {
            let begins = begins(message.started);
            message.started = begins.unwrap_or(message.started);
            begins.is_some()
        });
    }
}

impl Waiting {
    fn queued(&self) -> u64 {
        self.started.since(self.arrived).nanos()
    }

    fn held(&self) -> u64 {
        self.queued() + self.rest.nanos()
    }
}
