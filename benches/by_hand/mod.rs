//! The model `user-model-6660` written by hand for that deployment alone, beside ours: the limit. The numbers are read from
//! the scenario before the clock starts; which hosts there are and what a call can do there is code.
//!
//! It does the same work: the same calls, messages, service times, waits and connections, each draw with the same key, and
//! the same digest, which is compared. What each user has is looked up in a table that is made before. The time from a
//! submission to the mailbox, on which nothing else depends, is drawn with statistics only. What cannot happen in this
//! deployment is left out; what can and does not within the run (Unified Messaging refuses a call, a message is cut off, more
//! than 512 calls in progress) stops it. Two variants: without statistics, and with these, all of the measured window:
//!
//! - of each host: messages, busy time and its squares, queueing times (count, sum, greatest, histogram, those over the
//!   time of the service level), Little's law;
//! - of each resource: mean, peak, means by minute, measured attempts that got units or were refused, by direction, Little's law;
//! - of each latency that ours measures here: count, sum, greatest, histogram; routing and ringing also by minute of the
//!   arrival, routing as histograms by two minutes of the arrival;
//! - of each direction: calls, attempts by outcome (all, with INVITE, offered to voice mail), lost calls, those that never
//!   rang, a fingerprint of the arrivals; calls in progress and arrivals by minute;
//! - of voice mail: diverted calls, time by hop and part, by reason, redirects, INVITEs, missed calls by path, previews.
//!
//! Left out are Little's law over the whole run, histograms by version of the mailbox (all have the same one), the targets
//! after outages, flags of users who lost a notification (nobody does), and everything that ours computes from these sums
//! when a replication has ended.

mod arrivals;
mod call;
mod caller;
mod compare;
mod dispatch;
mod draws;
mod exchange;
mod host;
mod model;
mod outcome;
mod parameters;
mod queue;
mod remembered;
mod servers;
mod statistics;
mod sums;

use super::study::load;
use super::{Wanted, median};
use busyhour::internals::call::{Ended, Probe, Simulation};
use busyhour::internals::experiment::Study;
use busyhour::internals::kernel::EventQueue;
use busyhour::internals::recorder::Recorder;
use model::Model;
use parameters::Parameters;
use std::time::Instant;

/// What a program found, by which its work is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Found {
    digest: u64,
    calls: u64,
    messages: u64,
    events: u64,
}

/// Runs what is wanted.
pub fn run(wanted: &Wanted) {
    println!("user-model-6660 and the same by hand, medians of runs in turn");
    if wanted.is("study/by-hand") {
        side_by_side(&load("user-model-6660", wanted.smoke), wanted.smoke);
    }
}

/// Ours and by hand, without statistics and with them, some times in turn.
fn side_by_side(study: &Study, smoke: bool) {
    let p = Parameters::new(study);
    let mut nanos: [Vec<f64>; 4] = Default::default();
    let mut found = [None; 4];
    for _ in 0..if smoke { 1 } else { 7 } {
        let runs = [ours(study), by_hand::<false>(&p), recorded(study), by_hand::<true>(&p)];
        for (i, (of, each)) in runs.into_iter().enumerate() {
            nanos[i].push(each);
            found[i] = Some(of);
        }
    }
    let found = found.map(|found| found.expect("every program has run"));
    assert!(found.iter().all(|of| *of == found[0]), "not the same work: {found:?}");
    compare::with_record(study, &p);
    let names = ["ours", "by hand", "ours with statistics", "by hand with statistics"];
    for (name, nanos) in names.iter().zip(&nanos) {
        println!("    {name}: {:.1} ns/message", median(nanos.clone()));
    }
    let ratio =
        |a: usize, b: usize| median(nanos[a].iter().zip(&nanos[b]).map(|(a, b)| a / b).collect());
    println!("    ours ÷ by hand: {:.2}, with statistics {:.2}", ratio(0, 1), ratio(2, 3));
    println!("    with ÷ without statistics: ours {:.2}, by hand {:.2}", ratio(2, 0), ratio(3, 1));
    let Found { digest, calls, messages, events } = found[0];
    println!("    {calls} calls, {messages} messages, {events} events, digest {digest:016x}");
}

/// A replication by hand, and its time in ns a message.
fn by_hand<const KEPT: bool>(p: &Parameters) -> (Found, f64) {
    let mut model = Model::<KEPT>::new(p);
    let start = Instant::now();
    model.run();
    let took = start.elapsed();
    let messages = model.messages_handled;
    let (digest, calls) = (model.digest.value(), model.calls());
    let found = Found { digest, calls, messages, events: model.events };
    (found, took.as_secs_f64() * 1e9 / messages as f64)
}

/// The same of ours without statistics.
fn ours(study: &Study) -> (Found, f64) {
    simulate(study, &mut (), |(), _| ())
}

/// The same of ours with its statistics, without the rows that it makes of them.
fn recorded(study: &Study) -> (Found, f64) {
    let mut recorder = Recorder::new(study.network(), study.names(), study.window());
    let timed = simulate(study, &mut recorder, |recorder, ended| recorder.stop(ended.at));
    assert!(recorder.broken_laws().is_empty(), "laws");
    timed
}

fn simulate<P: Probe>(study: &Study, probe: &mut P, stop: fn(&mut P, &Ended)) -> (Found, f64) {
    let mut simulation = Simulation::new(study.network(), study.window());
    let mut queue = EventQueue::new();
    let start = Instant::now();
    let ended = simulation.run(study.plan().seed, 0, &mut queue, probe, &|| false);
    stop(probe, &ended);
    let took = start.elapsed();
    let Ended { calls, messages, events, .. } = ended;
    let found = Found { digest: ended.digest.value(), calls, messages, events };
    (found, took.as_secs_f64() * 1e9 / messages as f64)
}
