//! What a simulation costs: the event queue by itself, and whole studies with queue, service, keyed
//! draws, digest and statistics. Prints rates with the digest, so that nobody changes the work unnoticed.
//! `--smoke` runs each at a size that a test can afford.

#![allow(clippy::print_stdout)]

use busyhour::base::SimTime;
use busyhour::call::Simulation;
use busyhour::experiment::{NoControl, Plan, Study, replicate};
use busyhour::kernel::{Event, EventQueue, Key, Rank, Tie};
use std::path::Path;
use std::time::Instant;

fn main() {
    // `cargo bench` says --bench; `cargo test` does not.
    let args: Vec<String> = std::env::args().collect();
    let smoke = !args.iter().any(|a| a == "--bench") || args.iter().any(|a| a == "--smoke");
    println!("queue, hold model: pop one, push one at an exponential distance");
    for pending in [10u64, 1_000, 100_000, 1_000_000] {
        if !smoke || pending <= 1_000 {
            queue(pending, if smoke { 10_000 } else { 5_000_000 });
        }
    }
    println!("the call model alone, without statistics");
    model("deployments/user-model-6660", smoke);
    println!("studies on one thread");
    for model in [
        "tutorial/1-first-call",
        "deployments/contoso",
        "deployments/user-model-6660",
        "deployments/user-model-80000",
    ] {
        study(model, if smoke { 1 } else { 4 }, smoke);
    }
    println!("replications of one second, simulated and reduced");
    short(if smoke { 10 } else { 10_000 });
}

fn queue(pending: u64, events: u64) {
    let mut queue = EventQueue::new();
    let event = |at: u64, i: u64| {
        let tie = Tie::new(Rank::Timer, 0, i, 0, 0);
        Event { at: SimTime::from_nanos(at), tie, what: i }
    };
    let step = |i: u64| (-(1.0 - Key::new(i).uniform()).ln() * 1e6) as u64;
    (0..pending).for_each(|i| queue.push(event(step(i), i)));
    let start = Instant::now();
    let mut digest = 0u64;
    for i in 0..events {
        let Some(first) = queue.pop() else { break };
        digest = digest.wrapping_mul(31).wrapping_add(first.at.nanos());
        queue.push(event(first.at.nanos() + step(i), i));
    }
    let nanos = start.elapsed().as_nanos() as f64 / events as f64;
    println!(
        "  {pending:>9} pending: {nanos:6.1} ns/event, {:.2e} events/s, digest {digest:016x}",
        1e9 / nanos
    );
}

fn model(name: &str, smoke: bool) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("models/{name}.toml"));
    let set = if smoke { vec!["study.duration=5 min".to_owned()] } else { Vec::new() };
    let study = Study::load(&path, &set).unwrap_or_else(|e| panic!("{e}"));
    let mut simulation = Simulation::new(study.network(), study.window());
    let mut queue = EventQueue::new();
    let start = Instant::now();
    let ended = simulation.run(1, 0, &mut queue, &mut (), &|| false);
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "  {name}: {:.0} ns/message, {:.2e} events/s, digest {:016x}",
        1e9 * seconds / ended.messages as f64,
        ended.events as f64 / seconds,
        ended.digest.value()
    );
}

fn study(model: &str, replications: u32, smoke: bool) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(format!("models/{model}.toml"));
    let set = if smoke { vec!["study.duration=5 min".to_owned()] } else { Vec::new() };
    let study = Study::load(&path, &set).unwrap_or_else(|e| panic!("{e}"));
    let plan = Plan { replications, threads: 1, ..study.plan() };
    let start = Instant::now();
    let record = replicate(&study, &plan, &NoControl).unwrap_or_else(|e| panic!("{e}"));
    let seconds = start.elapsed().as_secs_f64();
    println!(
        "  {model}: {:.0} ns/message, {:.2e} messages/s, {:.2e} events/s, {:.2e} calls/s, digest {}",
        1e9 * seconds / record.messages as f64,
        record.messages as f64 / seconds,
        record.events as f64 / seconds,
        record.calls as f64 / seconds,
        record.digest
    );
}

/// What starting and reducing a replication costs: many of one second.
fn short(replications: u32) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/deployments/contoso.toml");
    let set = ["study.duration=1 s", "study.warm_up=0 s", "study.follow_at_most=1 s"];
    let study = Study::load(&path, &set.map(str::to_owned)).unwrap_or_else(|e| panic!("{e}"));
    let plan = Plan { replications, threads: 1, ..study.plan() };
    let start = Instant::now();
    let record = replicate(&study, &plan, &NoControl).unwrap_or_else(|e| panic!("{e}"));
    let micros = 1e6 * start.elapsed().as_secs_f64() / f64::from(replications);
    println!("  {micros:.0} µs/replication, digest {}", record.digest);
}
