//! What a simulation costs: the event queue by itself, the call model without statistics, and whole
//! studies with queue, service, keyed draws, digest and statistics. Prints rates with the digest, so
//! that nobody changes the work unnoticed.

use super::Wanted;
use busyhour::internals::base::SimTime;
use busyhour::internals::call::{Call, RoutingTrace, Simulation};
use busyhour::internals::experiment::{
    Axis, Layout, NoControl, Plan, Replicating, Study, Sweep, replicate,
};
use busyhour::internals::kernel::{Attempt, Event, EventQueue, Key, Rank};
use std::mem::size_of;
use std::path::{Path, PathBuf};
use std::time::{Duration, Instant};

/// Runs what is wanted.
pub fn run(wanted: &Wanted) {
    let smoke = wanted.smoke;
    println!("queue, hold model: pop one, push one at an exponential distance");
    for pending in [10u64, 1_000, 100_000, 1_000_000] {
        let name = format!("study/queue/{pending}");
        if wanted.is(&name) && (!smoke || pending <= 1_000) {
            queue(&name, pending, if smoke { 10_000 } else { 5_000_000 });
        }
    }
    println!("call model alone, without statistics");
    if wanted.is("study/model/user-model-6660") {
        alone("study/model/user-model-6660", &load("user-model-6660", smoke));
    }
    println!("studies on one thread, statistics included");
    for model in std::iter::once("1-first-call".to_owned()).chain(deployments()) {
        let name = format!("study/{model}");
        if wanted.is(&name) {
            whole(&name, &load(&model, smoke), if smoke { 1 } else { 4 });
        }
    }
    println!("the same busy hour without outages, and with outages that never happen");
    if wanted.is("study/outages") {
        outages(if smoke { 1 } else { 4 }, smoke);
    }
    println!("one study by threads, and a sweep of designs of five replications");
    if wanted.is("study/threads") {
        replications(if smoke { 2 } else { 16 }, smoke);
    }
    if wanted.is("study/designs") {
        designs(if smoke { 2 } else { 12 }, smoke);
    }
    println!("from the file of an estate of about 1,000 hosts to the first event");
    if wanted.is("study/start") {
        start(if smoke { 1 } else { 20 });
    }
    println!("replications of one second, simulated and reduced");
    if wanted.is("study/short") {
        short(if smoke { 10 } else { 10_000 });
    }
    println!(
        "memory: {} bytes a call in progress, {} more on its way to voice mail",
        size_of::<Call>(),
        size_of::<RoutingTrace>()
    );
}

/// Names of the shipped deployments, in order.
fn deployments() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/deployments");
    let files = std::fs::read_dir(&folder).unwrap_or_else(|e| panic!("{e}")).flatten();
    let paths =
        files.map(|file| file.path()).filter(|p| p.extension().is_some_and(|e| e == "toml"));
    let stem = |path: PathBuf| path.file_stem().map(|stem| stem.to_string_lossy().into_owned());
    let mut names: Vec<String> = paths.filter_map(stem).collect();
    names.sort();
    names
}

/// A shipped model, of five minutes at the small size.
pub fn load(model: &str, smoke: bool) -> Study {
    let models = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    let files =
        ["tutorial", "deployments"].map(|dir| models.join(dir).join(format!("{model}.toml")));
    let file = files.iter().find(|file| file.exists()).unwrap_or(&files[0]);
    let set = if smoke { vec!["study.duration=5 min".to_owned()] } else { Vec::new() };
    Study::load(file, &set).unwrap_or_else(|e| panic!("{e}"))
}

fn queue(name: &str, pending: u64, events: u64) {
    let mut queue = EventQueue::new();
    let event = |at: u64, i: u64| {
        let tie = Attempt { call: i, ..Attempt::default() }.tie(Rank::Timer, 0);
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
    let each = start.elapsed().as_secs_f64() / events as f64;
    println!(
        "  {name}: {:.1} ns/event, {:.2e} events/s, digest {digest:016x}",
        1e9 * each,
        1.0 / each
    );
}

fn alone(name: &str, study: &Study) {
    let mut simulation = Simulation::new(study.network(), study.window());
    let mut queue = EventQueue::new();
    let start = Instant::now();
    let ended = simulation.run(1, 0, &mut queue, &mut (), &|| false);
    let counts = [ended.events, ended.messages, ended.calls];
    rates(name, start.elapsed(), counts, &format!("{:016x}", ended.digest.value()));
}

fn whole(name: &str, study: &Study, replications: u32) {
    let plan = Plan { replications, threads: 1, ..study.plan() };
    let start = Instant::now();
    let record = replicate(study, &plan, &NoControl).unwrap_or_else(|e| panic!("{e}"));
    rates(name, start.elapsed(), [record.events, record.messages, record.calls], &record.digest);
}

fn rates(name: &str, took: Duration, [events, messages, calls]: [u64; 3], digest: &str) {
    let seconds = took.as_secs_f64();
    let (each, rate) = (|n: u64| 1e9 * seconds / n as f64, |n: u64| n as f64 / seconds);
    println!(
        "  {name}: {:.1} ns/message, {:.1} ns/event, {:.2e} events/s, {:.2e} calls/s, digest {digest}",
        each(messages),
        each(events),
        rate(events),
        rate(calls)
    );
}

/// A model without outages, and one with an outage after the last call: the same digest at the same speed. Each is
/// timed five times in turn, and the best is kept.
fn outages(replications: u32, smoke: bool) {
    let path =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("models/deployments/user-model-6660.toml");
    let text = std::fs::read_to_string(&path).unwrap_or_else(|e| panic!("{e}"));
    let never = "\n[[outage]]\nof = \"gw*\"\nfrom = \"1000 d\"\nlasts = \"1 s\"\n";
    let set = if smoke { vec!["study.duration=5 min".to_owned()] } else { Vec::new() };
    let studies = [text.clone(), text + never].map(|text| study_of(&text, &set));
    let mut best = [Duration::MAX; 2];
    let mut digests = [String::new(), String::new()];
    for _ in 0..if smoke { 1 } else { 5 } {
        for (i, study) in studies.iter().enumerate() {
            let plan = Plan { replications, threads: 1, ..study.plan() };
            let start = Instant::now();
            let record = replicate(study, &plan, &NoControl).unwrap_or_else(|e| panic!("{e}"));
            best[i] = best[i].min(start.elapsed());
            digests[i] = record.digest;
        }
    }
    assert_eq!(digests[0], digests[1], "an outage that never happens changes nothing");
    let ratio = best[1].as_secs_f64() / best[0].as_secs_f64();
    println!("  outages: {ratio:.3} times the time without, digest {}", digests[0]);
}

/// The same work on one core, on two, and on all there are; it tells its digest.
fn by_threads(name: &str, work: impl Fn(usize) -> String) {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    let mut alone = None;
    let mut counts = vec![1, 2, cores];
    counts.retain(|n| *n <= cores);
    counts.dedup();
    for threads in counts {
        let start = Instant::now();
        let digest = work(threads);
        let seconds = start.elapsed().as_secs_f64();
        let gain = alone.get_or_insert(seconds).max(0.0) / seconds;
        println!("  {name}/{threads}: {seconds:.2} s, {gain:.2} times one, digest {digest}");
    }
}

/// One study of many replications.
fn replications(replications: u32, smoke: bool) {
    let study = load("user-model-6660", smoke);
    by_threads("threads", |threads| {
        let plan = Plan { replications, threads, ..study.plan() };
        replicate(&study, &plan, &NoControl).unwrap_or_else(|e| panic!("{e}")).digest
    });
}

/// A sweep of many designs of five replications each.
fn designs(designs: u32, smoke: bool) {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("models/deployments/contoso.toml");
    let load = |set: &[String]| Study::load(&path, set);
    let set = if smoke { vec!["study.duration=1 s".to_owned()] } else { Vec::new() };
    by_threads("designs", |threads| {
        let text = format!("users[*].ring=10 s..{} s:1 s", 9 + designs);
        let axes = vec![Axis::parse(&text).unwrap_or_else(|e| panic!("{e}"))];
        let (layout, measures, tolerance) = (Layout::Factorial, Vec::new(), None);
        let sweep = Sweep { axes, layout, measures, tolerance, replicating: Replicating::Planned };
        let base = load(&set).unwrap_or_else(|e| panic!("{e}"));
        let plan = Plan { replications: 5, threads, ..base.plan() };
        let prepared = sweep.prepare(&load, &set, plan).unwrap_or_else(|e| panic!("{e}"));
        prepared.run(&load, Vec::new(), &NoControl).unwrap_or_else(|e| panic!("{e}")).digest
    });
}

/// A file with this text.
fn temporary(text: &str) -> PathBuf {
    let path = std::env::temp_dir().join(format!("busyhour-bench-{}.toml", std::process::id()));
    std::fs::write(&path, text).unwrap_or_else(|e| panic!("{e}"));
    path
}

fn study_of(text: &str, set: &[String]) -> Study {
    let path = temporary(text);
    let study = Study::load(&path, set).unwrap_or_else(|e| panic!("{e}"));
    let _ = std::fs::remove_file(&path);
    study
}

/// Reading, resolving, checking and compiling a large estate.
fn start(rounds: u32) {
    let path = temporary(&estate());
    let mut best = Duration::MAX;
    for _ in 0..rounds {
        let begin = Instant::now();
        let study = Study::load(&path, &[]).unwrap_or_else(|e| panic!("{e}"));
        let simulation = Simulation::new(study.network(), study.window());
        best = best.min(begin.elapsed());
        drop(simulation);
    }
    let _ = std::fs::remove_file(&path);
    println!("  start: {:.1} ms", 1e3 * best.as_secs_f64());
}

/// 20 pools of 20 Front Ends, 50 gateways and Mediation Servers, 500 Exchange servers, with a certificate each.
fn estate() -> String {
    let mut text = String::from("[[authority]]\nname = \"CA\"\n[[dial_plan]]\nname = \"UMSIP\"\n");
    text.push_str("[[pool]]\nname = \"pool[1-20]\"\nfront_ends = 20\n");
    text.push_str("[[exchange_server]]\nname = \"ex[1-500]\"\n");
    for (kind, n) in [("pool", 20), ("med", 50), ("gw", 50), ("ex", 500)] {
        for i in 1..=n {
            text.push_str(&format!("[[certificate]]\nname = \"{kind}{i}\"\non = [\"{kind}{i}\"]\nsubject = \"{kind}{i}\"\n"));
        }
    }
    for i in 1..=50 {
        let pool = (i - 1) % 20 + 1;
        text.push_str(&format!("[[mediation_server]]\nname = \"med{i}\"\npool = \"pool{pool}\"\n"));
        text.push_str(&format!(
            "[[gateway]]\nname = \"gw{i}\"\nchannels = 30\nnext_hops = [\"med{i}\"]\n"
        ));
    }
    for i in 1..=20 {
        text.push_str(&format!(
            "[[users]]\nname = \"office {i}\"\ncount = 1000\npool = \"pool{i}\"\n[[traffic]]\nclass = \"voice\"\nto = \"office {i}\"\narrivals = \"60/h\"\n"
        ));
    }
    text
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
