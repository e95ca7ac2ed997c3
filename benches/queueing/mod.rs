//! Three queueing systems with known answers, in customers a second: through our own kernel (event queue, stations, keyed
//! draws, digest) with statistics kept, and by loops that are written by hand for one system alone. Each by two methods:
//! the completion of a customer is known at the arrival, or an event tells of every departure. Only loops of the same
//! method are compared. All run in turn, so that the ratios mean something on a machine that has other work.

mod by_hand;
mod earliest;
mod ours;

use super::{Wanted, median};
use busyhour::internals::base::Span;
use busyhour::internals::stats::erlang;
use std::time::Instant;

/// Customers a second at the single server, whose mean service time is a second; erlangs offered to the channels.
const LOAD: f64 = 0.9;
const OFFERED: f64 = 90.0;
const CHANNELS: u32 = 100;
/// The tandem: servers of each station, mean service times in seconds, and what lies between two stations.
const STATIONS: usize = 5;
const SERVERS: [u32; STATIONS] = [60, 40, 80, 20, 100];
const SERVICES: [f64; STATIONS] = [0.10, 0.08, 0.12, 0.05, 0.20];
const CALLS_PER_SECOND: f64 = 320.0;
const BETWEEN: Span = Span::from_nanos(1_000_000);

/// A program that simulates so many customers.
type Program = fn(u64) -> Found;

/// What a run found.
struct Found {
    customers: u64,
    events: u64,
    value: f64,
    digest: u64,
}

/// A queueing system with its exact answer, and the programs by method.
struct System {
    name: &'static str,
    what: &'static str,
    exact: f64,
    customers: u64,
    /// The completion is known at the arrival: ours, by hand.
    known: [Program; 2],
    /// An event for every departure: ours, by hand.
    departures: [Program; 2],
    /// Arrivals, draws and digest of ours alone.
    floor: Program,
}

/// Runs what is wanted.
pub fn run_wanted(wanted: &Wanted) {
    let customers = if wanted.smoke { 200_000 } else { 10_000_000 };
    let systems = [
        System {
            name: "queueing/mm1",
            what: "M/M/1 (0.9), mean wait",
            exact: erlang::mean_wait(LOAD, 1).unwrap_or(f64::NAN),
            customers,
            known: [ours::single, by_hand::single],
            departures: [ours::single_by_departures, by_hand::single_by_departures],
            floor: ours::single_floor,
        },
        System {
            name: "queueing/loss",
            what: "Erlang loss (100 channels, 90 erlang), blocking",
            exact: erlang::erlang_b(OFFERED, CHANNELS).unwrap_or(f64::NAN),
            customers,
            known: [ours::loss, by_hand::loss],
            departures: [ours::loss_by_departures, by_hand::loss_by_departures],
            floor: ours::loss_floor,
        },
        System {
            name: "queueing/tandem",
            what: "tandem of five stations, 320 calls/s, mean time",
            exact: tandem_mean(),
            customers: customers / 5,
            known: [ours::tandem, by_hand::tandem],
            departures: [ours::tandem_by_departures, by_hand::tandem_by_departures],
            floor: ours::tandem_floor,
        },
    ];
    println!("queueing systems, {customers} customers (tandem: a fifth), medians of runs in turn");
    for system in systems.iter().filter(|system| wanted.is(system.name)) {
        side_by_side(system, wanted.smoke);
    }
}

/// Services, what lies between, and each station's mean wait by Erlang C, for departures are Poisson again (Burke).
fn tandem_mean() -> f64 {
    let wait = |(servers, service): (&u32, &f64)| {
        erlang::mean_wait(CALLS_PER_SECOND * service, *servers).unwrap_or(f64::NAN) * service
    };
    let between = BETWEEN.seconds() * (STATIONS - 1) as f64;
    SERVICES.iter().sum::<f64>() + between + SERVERS.iter().zip(&SERVICES).map(wait).sum::<f64>()
}

/// Runs the programs of a system in turn, some times, and prints the median rates and ratios. Our two programs
/// simulate the same customers, so that their digests are equal.
fn side_by_side(system: &System, smoke: bool) {
    println!("  {}: {}, exact {:.5}", system.name, system.what, system.exact);
    let [known, departures] = [system.known, system.departures];
    let programs = [known[0], known[1], departures[0], departures[1], system.floor];
    let mut rates: [Vec<f64>; 5] = Default::default();
    let mut found: [Option<Found>; 5] = Default::default();
    for _ in 0..if smoke { 1 } else { 7 } {
        for (i, program) in programs.iter().enumerate() {
            let start = Instant::now();
            let one = program(system.customers);
            rates[i].push(one.customers as f64 / start.elapsed().as_secs_f64());
            found[i] = Some(one);
        }
    }
    let found: Vec<Found> = found.into_iter().flatten().collect();
    assert_eq!(found[0].digest, found[2].digest, "{}: the methods differ", system.name);
    for (method, ours) in [("completion known at the arrival", 0), ("event for every departure", 2)]
    {
        println!("    {method}");
        for (name, i) in [("ours", ours), ("by hand", ours + 1)] {
            print(system, name, &found[i], median(rates[i].clone()), smoke);
        }
        let ratios = rates[ours].iter().zip(&rates[ours + 1]).map(|(ours, hand)| ours / hand);
        println!("      ours is {:.2} times as fast as by hand", median(ratios.collect()));
        let floor = rates[4].iter().zip(&rates[ours + 1]).map(|(floor, hand)| floor / hand);
        println!("      its arrivals, draws and digest alone: {:.2}", median(floor.collect()));
    }
    assert!((found[4].value - 1.0).abs() < 0.02, "{}: {}", system.name, found[4].value);
}

/// Prints a program's rate. The answer has to be right within 3 % (20 % at the small size).
fn print(system: &System, name: &str, found: &Found, rate: f64, smoke: bool) {
    let off = found.value / system.exact - 1.0;
    let allowed = if smoke { 0.2 } else { 0.03 };
    assert!(off.abs() < allowed, "{}, {name}: {}", system.name, found.value);
    println!(
        "      {name}: {:.2} million customers/s, {:.1} events each, {:.5} ({:+.2} % of exact), digest {:016x}",
        rate / 1e6,
        found.events as f64 / found.customers as f64,
        found.value,
        100.0 * off,
        found.digest,
    );
}
