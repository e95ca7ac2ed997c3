//! Messages and notifications that wait for their submission, from the begin of an outage until they are gone.

use crate::base::SimTime;

/// How many wait on all servers, and what became of them by outage.
#[derive(Clone, Debug)]
pub(super) struct Backlog {
    /// How many wait now.
    waiting: i64,
    of: Vec<Waiting>,
}

/// What waits because of outages of one kind.
#[derive(Clone, Copy, Debug, Default)]
pub(super) struct Waiting {
    /// While an outage or its backlog lasts: how many waited when it began.
    before: Option<i64>,
    /// When it ended, if it has.
    ended: Option<SimTime>,
    /// The most that waited.
    pub(super) most: i64,
    /// Outages that have ended, and the sum of what waited then.
    pub(super) ends: u64,
    pub(super) at_ends: i64,
    /// Those after which as few wait as before, and the sum of the times until then, ns.
    pub(super) gone: u64,
    pub(super) until_gone: u64,
}

impl Backlog {
    pub(super) fn new(kinds: usize) -> Self {
        Backlog { waiting: 0, of: vec![Waiting::default(); kinds] }
    }

    pub(super) fn reset(&mut self) {
        self.waiting = 0;
        self.of.fill(Waiting::default());
    }

    /// What waited because of outages of a kind.
    pub(super) fn of(&self, outage: usize) -> &Waiting {
        &self.of[outage]
    }

    /// More or fewer wait.
    pub(super) fn change(&mut self, now: SimTime, delta: i64) {
        self.waiting += delta;
        let waiting = self.waiting;
        self.of.iter_mut().for_each(|of| of.look(now, waiting));
    }

    /// An outage begins or ends.
    pub(super) fn outage(&mut self, now: SimTime, outage: usize, begins: bool) {
        let (of, waiting) = (&mut self.of[outage], self.waiting);
        if begins {
            // What is left of an earlier backlog goes on with this outage.
            of.before = of.before.or(Some(waiting));
            of.ended = None;
        } else {
            of.ends += 1;
            of.at_ends += waiting;
            of.ended = Some(now);
        }
        of.look(now, waiting);
    }
}

impl Waiting {
    fn look(&mut self, now: SimTime, waiting: i64) {
        let Some(before) = self.before else { return };
        self.most = self.most.max(waiting);
        if let Some(ended) = self.ended
            && waiting <= before
        {
            self.gone += 1;
            self.until_gone += now.since(ended).nanos();
            (self.before, self.ended) = (None, None);
        }
    }
}
