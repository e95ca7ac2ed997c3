//! What the calls of one class say: arrivals, lengths, answers, patience and retries, each with the number of records
//! that it rests on.

mod arrivals;
mod days;
mod lengths;
mod maximise;
mod models;
mod retries;
mod survival;

pub use arrivals::{Arrivals, ChiSquareTest, DayKind, Quarter, poisson_bounds};
pub use days::{Day, Days, QUARTERS, peak};
pub use lengths::{Candidate, Family, Lengths};
pub use maximise::Bin;
pub use models::{Component, Mixture};
pub use retries::{Retries, WITHIN};
pub use survival::{Step, Survival};

use super::call::{CallRecord, Class, Outcome};
use super::reading::Calls;
use jiff::tz::TimeZone;
use std::collections::BTreeMap;

/// Level of all intervals that are shown.
pub const LEVEL: f64 = 0.95;

/// What the calls of one class say.
#[derive(Clone, Debug)]
pub struct Fit {
    /// The class.
    pub class: Class,
    /// Number of calls, retries included.
    pub calls: usize,
    /// Whether the records of some say how long they rang.
    pub rings: bool,
    /// Number of calls by outcome, in the order of [`Outcome::ALL`].
    pub outcomes: [u64; 8],
    /// Number of calls by the group of users; 0 stands for calls whose users are not known.
    pub groups: BTreeMap<u16, u64>,
    /// When they arrive, retries left out.
    pub arrivals: Option<Arrivals>,
    /// Conversations with a person.
    pub talk: Option<Lengths>,
    /// Time until a person answers, corrected for callers who gave up before.
    pub answers: Option<Answers>,
    /// Time until voice mail answers.
    pub divert: Option<Lengths>,
    /// How long callers wait; `None` if the records do not say how long calls ring, or why they end.
    pub patience: Option<Survival>,
    /// Callers who call again.
    pub retries: Retries,
}

/// How calls are answered by a person.
#[derive(Clone, Debug)]
pub struct Answers {
    /// Share of calls that a person answers if no caller gives up.
    pub share: f64,
    /// Calls that it rests on.
    pub calls: u64,
    /// Time until the answer, of those that are answered.
    pub after: Lengths,
}

impl Fit {
    /// Number of calls with an outcome.
    pub fn count(&self, outcome: Outcome) -> u64 {
        let at = Outcome::ALL.iter().position(|other| *other == outcome);
        at.map_or(0, |at| self.outcomes[at])
    }
}

/// Arrivals of all classes together, attempts after a refusal included, and the days that are there only in part.
pub fn all(calls: &Calls) -> (Option<Arrivals>, Vec<jiff::civil::Date>) {
    let days = Days::of(&calls.calls, |_| true, &calls.zone);
    let minutes = arrivals::by_minute(calls.calls.iter().map(|call| call.start));
    (Arrivals::of(&days, &minutes, LEVEL), days.partial)
}

/// The fits of all classes that occur.
pub fn fits(calls: &Calls) -> Vec<Fit> {
    let of_class = |class: Class| {
        let own: Vec<CallRecord> =
            calls.calls.iter().filter(|call| call.class == class).copied().collect();
        (!own.is_empty()).then(|| fit(class, &own, &calls.zone))
    };
    Class::ALL.into_iter().filter_map(of_class).collect()
}

fn fit(class: Class, calls: &[CallRecord], zone: &TimeZone) -> Fit {
    let outcomes = Outcome::ALL
        .map(|outcome| calls.iter().filter(|call| call.outcome == outcome).count() as u64);
    let mut groups = BTreeMap::new();
    calls.iter().for_each(|call| *groups.entry(call.group).or_insert(0) += 1);
    let retries = Retries::of(calls);
    let is_first = |at: usize| retries.places.binary_search(&at).is_err();
    let days = Days::of(calls, is_first, zone);
    let firsts = calls.iter().enumerate().filter(|(at, _)| is_first(*at));
    let minutes = arrivals::by_minute(firsts.map(|(_, call)| call.start));
    let with = |outcome: Outcome| calls.iter().filter(move |call| call.outcome == outcome);
    Fit {
        class,
        calls: calls.len(),
        rings: calls.iter().any(|call| call.rings),
        outcomes,
        groups,
        arrivals: Arrivals::of(&days, &minutes, LEVEL),
        talk: Lengths::fit(with(Outcome::Answered).filter_map(|call| Some((call.talk()?, 1.0)))),
        answers: answers(calls),
        divert: Lengths::fit(with(Outcome::VoiceMail).filter_map(|call| Some((call.ring()?, 1.0)))),
        patience: patience(calls),
        retries,
    }
}

/// Callers who gave up, against those whose waiting something else ended.
fn patience(calls: &[CallRecord]) -> Option<Survival> {
    let time = |call: &CallRecord| {
        let ended = match call.outcome {
            Outcome::Abandoned => true,
            Outcome::Answered | Outcome::VoiceMail | Outcome::NoAnswer => false,
            _ => return None,
        };
        Some((call.ring()?, ended))
    };
    let survival = Survival::of(calls.iter().filter_map(time), LEVEL);
    (survival.ended > 0.0).then_some(survival)
}

/// Answers by a person, which callers who give up cut short; those who would have been answered later count as not
/// answered.
fn answers(calls: &[CallRecord]) -> Option<Answers> {
    let time = |call: &CallRecord| {
        let answered = match call.outcome {
            Outcome::Answered => true,
            Outcome::Abandoned | Outcome::VoiceMail | Outcome::NoAnswer => false,
            _ => return None,
        };
        Some((call.ring()?, answered))
    };
    let survival = Survival::of(calls.iter().filter_map(time), LEVEL);
    let share = 1.0 - survival.steps.last()?.survival;
    // Each step has the weight of the calls that the estimate puts there, so that all together are the answers.
    let mut before = 1.0;
    let steps = survival.steps.iter().map(|step| {
        let weight = (before - step.survival) / share * survival.ended;
        before = step.survival;
        (step.at, weight)
    });
    let after = Lengths::fit(steps)?;
    Some(Answers { share, calls: (survival.ended + survival.cut) as u64, after })
}
