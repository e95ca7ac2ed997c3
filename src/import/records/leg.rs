//! Legs: what one line of a record file tells. The legs of a call are joined here.

use super::call::{CallRecord, Class, Outcome, SetUp};
use std::collections::BTreeMap;

/// How far apart the legs of one call may be: identities are used again after a restart.
const APART: i64 = 120_000;

/// How far after the end of a leg the leg of a transfer may begin.
const AFTER_TRANSFER: i64 = 5_000;

/// How a leg belongs to others.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ties {
    /// Identity of the call; 0 if there is none.
    pub call: u64,
    /// Identity of the other leg of a bridge, in which this leg may be there again; 0 if there is none.
    pub bridge: u64,
    /// Identity of the called party, who may transfer; 0 if it does not.
    pub party: u64,
    /// Identity of the party that transferred the call here; 0 if there is none.
    pub by: u64,
    /// Whether it is a segment that names the start of the call, and lasts from the end of the segment before.
    pub is_segment: bool,
}

/// What one line tells.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Leg {
    /// The call as far as this leg knows it.
    pub call: CallRecord,
    /// How it belongs to other legs.
    pub ties: Ties,
    /// Groups of users of the caller and of the called party; 0 if they are not known.
    pub groups: [u16; 2],
}

/// What joining did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Joined {
    /// Legs that continue a call that is there already.
    pub continued: u64,
    /// Legs that are there twice.
    pub repeated: u64,
    /// Calls that records of Unified Messaging and those of another system hold, and that count once.
    pub elsewhere: u64,
}

/// The calls of the legs, in order of their start.
pub fn join(mut legs: Vec<Leg>) -> (Vec<CallRecord>, Joined) {
    let mut joined = Joined::default();
    let before = legs.len();
    drop_bridged(&mut legs);
    drop_repeated(&mut legs);
    joined.repeated += (before - legs.len()) as u64;
    // Legs that begin together stay in the order of the file.
    legs.sort_by_key(|leg| (leg.ties.call, leg.call.start));
    let mut calls: Vec<Leg> = Vec::with_capacity(legs.len());
    for leg in legs {
        match calls.last_mut() {
            Some(last) if continues(last, &leg) => {
                joined.continued += 1;
                let call = leg.in_place(last.call.end);
                extend(&mut last.call, &call);
                last.ties.party = leg.ties.party;
            }
            _ => calls.push(leg),
        }
    }
    calls.sort_by_key(|leg| (leg.call.start, leg.call.end, leg.call.answer, leg.call.outcome));
    joined.continued += transfers(&mut calls);
    (calls.into_iter().map(|leg| leg.call).collect(), joined)
}

/// Leaves out what is there again, from a file that was read twice.
fn drop_repeated(legs: &mut Vec<Leg>) {
    let times = |leg: &Leg| (leg.ties.call, leg.call.start, leg.call.end, leg.call.answer);
    let mut order: Vec<usize> = (0..legs.len()).filter(|at| legs[*at].ties.call != 0).collect();
    order.sort_by_key(|at| times(&legs[*at]));
    let mut goes = vec![false; legs.len()];
    for pair in order.windows(2) {
        goes[pair[1]] = legs[pair[0]] == legs[pair[1]];
    }
    let mut goes = goes.into_iter();
    legs.retain(|_| !goes.next().unwrap_or(false));
}

fn continues(last: &Leg, leg: &Leg) -> bool {
    let same = leg.ties.call != 0 && last.ties.call == leg.ties.call;
    same && leg.call.start <= last.call.end.saturating_add(APART)
}

/// The first leg says when the call began and who called; the first answer counts.
fn extend(call: &mut CallRecord, leg: &CallRecord) {
    match (call.answer.is_some(), leg.answer.is_some()) {
        (false, true) => (call.answer, call.outcome) = (leg.answer, leg.outcome),
        (false, false) => call.outcome = leg.outcome,
        (true, _) => {}
    }
    call.end = call.end.max(leg.end);
    call.caller = call.caller.or(leg.caller);
    // The party that was called first counts.
    if call.group == 0 {
        call.group = leg.group;
    }
}

/// Leaves out legs that are the other side of a bridge: the leg that began first is the caller's, and covers the call.
fn drop_bridged(legs: &mut Vec<Leg>) {
    let mut firsts: Vec<(u64, i64)> = legs
        .iter()
        .filter(|leg| leg.ties.bridge != 0)
        .map(|leg| (leg.ties.call, leg.call.start))
        .collect();
    firsts.sort_unstable();
    legs.retain(|leg| {
        let Ties { call, bridge, .. } = leg.ties;
        let at = firsts.partition_point(|first| first.0 < bridge);
        let other = firsts.get(at).filter(|first| bridge != 0 && first.0 == bridge);
        // Of two that began in one second, the one with the greater identity goes.
        other.is_none_or(|(_, start)| (leg.call.start, call) < (*start, bridge))
    });
}

/// Joins calls that one party transferred to another; the number of legs that went into others.
fn transfers(calls: &mut Vec<Leg>) -> u64 {
    let mut open: BTreeMap<u64, usize> = BTreeMap::new();
    let mut goes = vec![false; calls.len()];
    for at in 0..calls.len() {
        let leg = calls[at];
        let first = open.get(&leg.ties.by).copied().filter(|_| leg.ties.by != 0);
        let first = first.filter(|first| {
            let until = calls[*first].call.end.saturating_add(AFTER_TRANSFER);
            leg.call.start <= until && leg.call.answer.is_some()
        });
        match first {
            Some(first) => {
                goes[at] = true;
                extend(&mut calls[first].call, &leg.call);
                if leg.ties.party != 0 {
                    open.insert(leg.ties.party, first);
                }
            }
            None if leg.ties.party != 0 && leg.call.answer.is_some() => {
                open.insert(leg.ties.party, at);
            }
            None => {}
        }
    }
    let mut goes = goes.into_iter();
    let before = calls.len();
    calls.retain(|_| !goes.next().unwrap_or(false));
    (before - calls.len()) as u64
}

impl Leg {
    /// Its times after the segments before it, which end at `end`.
    fn in_place(&self, end: i64) -> CallRecord {
        let late = if self.ties.is_segment { end - self.call.start } else { 0 };
        CallRecord {
            start: self.call.start + late,
            answer: self.call.answer.map(|answer| answer + late),
            end: self.call.end + late,
            ..self.call
        }
    }

    /// A leg of a call that nobody answered yet.
    pub fn new(start: i64, end: i64, class: Class) -> Leg {
        let call = CallRecord {
            start,
            answer: None,
            end,
            outcome: Outcome::Unanswered,
            class,
            caller: None,
            rings: true,
            set_up: SetUp::Unknown,
            group: 0,
        };
        Leg { call, ties: Ties::default(), groups: [0; 2] }
    }
}
