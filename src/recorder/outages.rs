//! What outages cost: by outage, and for calls that arrive before, during and after outages.

use super::backlog::Backlog;
use super::recovery::{MINUTE, Recovered, Recovery};
use crate::base::SimTime;
use crate::call::{Call, Outcome, Window};
use crate::network::OutageId;
use std::collections::BTreeSet;

/// When a call arrived, in respect of the outages of the run.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Period {
    /// Before the first.
    Before,
    /// While one lasts.
    During,
    /// After one, while none lasts.
    After,
}

impl Period {
    /// All of them.
    pub(super) const ALL: [Period; 3] = [Period::Before, Period::During, Period::After];

    /// The name used in scopes.
    pub(super) const fn name(self) -> &'static str {
        match self {
            Period::Before => "before",
            Period::During => "during",
            Period::After => "after",
        }
    }
}

/// The outages of one replication, and what each has cost.
#[derive(Clone, Debug)]
pub(super) struct Outages {
    /// Begin and end of each time in which at least one lasts; `MAX` is not yet over.
    times: Vec<(SimTime, SimTime)>,
    /// How many last now.
    lasting: u32,
    pub(super) of: Vec<OutageStatistics>,
    /// Attempts by the minute of arrival.
    pub(super) by_minute: Recovery,
    pub(super) backlog: Backlog,
    /// Calls in progress, by source and number, that arrived while an outage lasts and are later than a target allows.
    late: BTreeSet<(u32, u64)>,
}

#[derive(Clone, Debug, Default)]
pub(super) struct OutageStatistics {
    /// Measured attempts that it ended: those that had been answered, and those that had not.
    pub(super) dropped: u64,
    pub(super) failed: u64,
    /// Attempts that arrived while it lasted, were not ended, and were later than a target allows.
    pub(super) late: u64,
    /// Notifications and messages that were late for it.
    pub(super) late_submissions: [u64; 2],
    /// Begin and end of each; `MAX` is not yet over.
    lasted: Vec<(SimTime, SimTime)>,
    /// The minute of the clock of the last of them, how many it ended then, and the most in a minute.
    minute: u64,
    in_minute: u64,
    pub(super) worst: u64,
    since: Option<SimTime>,
    /// Time of the window in which it lasts, ns.
    pub(super) down: u64,
    /// When it ended, in the window.
    pub(super) ends: Vec<SimTime>,
    pub(super) recovered: Recovered,
}

impl Outages {
    pub(super) fn new(kinds: usize) -> Self {
        let of = vec![OutageStatistics::default(); kinds];
        Outages {
            times: Vec::new(),
            lasting: 0,
            of,
            by_minute: Recovery::default(),
            backlog: Backlog::new(kinds),
            late: BTreeSet::new(),
        }
    }

    pub(super) fn reset(&mut self) {
        self.times.clear();
        self.lasting = 0;
        self.of.fill(OutageStatistics::default());
        self.by_minute.reset();
        self.backlog.reset();
        self.late.clear();
    }

    /// Cells for each kind of call: one without outages.
    pub(super) fn periods(&self) -> usize {
        if self.of.is_empty() { 1 } else { Period::ALL.len() }
    }

    /// When a call arrived that has arrived already, as a position in [`Period::ALL`].
    pub(super) fn period(&self, arrived: SimTime) -> usize {
        if self.of.is_empty() {
            return 0;
        }
        let begun = self.times.partition_point(|(begin, _)| *begin <= arrived);
        let period = match self.times[..begun].last() {
            None => Period::Before,
            Some((_, end)) if arrived < *end => Period::During,
            Some(_) => Period::After,
        };
        period as usize
    }

    /// An outage begins or ends.
    pub(super) fn change(&mut self, now: SimTime, window: Window, outage: OutageId, begins: bool) {
        self.backlog.outage(now, outage.index(), begins);
        let of = &mut self.of[outage.index()];
        if begins {
            of.since = Some(now);
            of.lasted.push((now, SimTime::MAX));
            self.lasting += 1;
            if self.lasting == 1 {
                self.times.push((now, SimTime::MAX));
            }
            return;
        }
        of.end(now, window);
        if let Some(last) = of.lasted.last_mut() {
            last.1 = now;
        }
        if window.from <= now && now < window.to {
            of.ends.push(now);
        }
        self.lasting = self.lasting.saturating_sub(1);
        if let (0, Some(last)) = (self.lasting, self.times.last_mut()) {
            last.1 = now;
        }
    }

    /// The run has stopped.
    pub(super) fn stop(&mut self, now: SimTime, window: Window) {
        if self.of.is_empty() {
            return;
        }
        let next_good = self.by_minute.next_good(window);
        for of in &mut self.of {
            of.end(now, window);
            of.recovered = Recovered::after(&of.ends, &next_good, MINUTE);
        }
    }

    /// A measured attempt is over.
    pub(super) fn attempt_ended(&mut self, call: &Call, by_outage: bool) {
        if self.of.is_empty() {
            return;
        }
        let before = self.period(call.arrived) == Period::Before as usize;
        self.by_minute.attempt_ended(call.arrived, before, by_outage);
        if self.late.remove(&identity(call)) && !by_outage {
            for of in &mut self.of {
                of.late += u64::from(of.lasts_at(call.arrived));
            }
        }
    }

    /// A latency of a measured call is beyond the limit of a target.
    pub(super) fn late(&mut self, call: &Call) {
        if !call.phase.is_over() && self.period(call.arrived) == Period::During as usize {
            self.late.insert(identity(call));
        }
    }

    /// What a measured call left behind was late for an outage: a notification (0) or a message (1).
    pub(super) fn late_submission(&mut self, outage: Option<OutageId>, kind: usize) {
        if let Some(outage) = outage {
            self.of[outage.index()].late_submissions[kind] += 1;
        }
    }

    /// An outage has ended a measured attempt.
    pub(super) fn affected(&mut self, now: SimTime, outage: OutageId, outcome: Outcome) {
        let of = &mut self.of[outage.index()];
        let minute = now.nanos() / MINUTE;
        of.in_minute = if of.minute == minute { of.in_minute + 1 } else { 1 };
        of.minute = minute;
        match outcome {
            Outcome::Dropped => of.dropped += 1,
            _ => of.failed += 1,
        }
        of.worst = of.worst.max(of.in_minute);
    }
}

/// Source and number of a call.
fn identity(call: &Call) -> (u32, u64) {
    (call.source().as_u32(), call.number())
}

impl OutageStatistics {
    /// Measured attempts that it ended.
    pub(super) fn ended(&self) -> u64 {
        self.dropped + self.failed
    }

    /// Whether one lasts, or lasted, at an instant that has passed.
    fn lasts_at(&self, at: SimTime) -> bool {
        let begun = self.lasted.partition_point(|(begin, _)| *begin <= at);
        self.lasted[..begun].last().is_some_and(|(_, end)| at < *end)
    }

    fn end(&mut self, now: SimTime, window: Window) {
        if let Some(since) = self.since.take() {
            let (from, to) = (since.max(window.from), now.min(window.to));
            self.down += if to > from { to.since(from).nanos() } else { 0 };
        }
    }
}
