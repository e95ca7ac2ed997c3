//! Three queueing systems with known answers through our own kernel (event queue, stations, keyed draws, digest) with
//! statistics kept, in customers a second, so that any other simulator can be compared; beside each the limit: the
//! shortest loop for that system alone, written by hand, on the same machine in the same run.

use super::Wanted;
use busyhour::internals::base::{SimTime, Span};
use busyhour::internals::kernel::{
    ArrivalStream, Attempt, Chain, Digest, Event, EventQueue, Flow, Key, Model, Rank, RateCurve,
    Station, Variate, run,
};
use busyhour::internals::stats::erlang;
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Distribution, Exp1};
use std::time::Instant;

/// Mean holding time, seconds.
const HOLD: f64 = 1.0;
/// The tandem: servers of each station, mean service times in seconds, and what lies between two stations.
const STATIONS: usize = 5;
const SERVERS: [u32; STATIONS] = [60, 40, 80, 20, 100];
const SERVICES: [f64; STATIONS] = [0.10, 0.08, 0.12, 0.05, 0.20];
const CALLS_PER_SECOND: f64 = 320.0;
const BETWEEN: Span = Span::from_nanos(1_000_000);

/// Runs what is wanted.
pub fn run_wanted(wanted: &Wanted) {
    let smoke = wanted.smoke;
    let customers = if smoke { 200_000 } else { 20_000_000 };
    println!("own kernel, {customers} customers; 5 runs, the fastest and the slowest");
    if wanted.is("queueing/mm1") {
        let exact = erlang::mean_wait(0.9, 1).unwrap_or(f64::NAN);
        let ours = best(|| single(customers), ("M/M/1 (0.9)", "mean wait", exact), smoke);
        let limit = best(
            || two_clocks(customers),
            ("  limit, by hand: two clocks", "mean wait", exact),
            smoke,
        );
        ratio(ours, limit);
    }
    if wanted.is("queueing/loss") {
        let exact = erlang::erlang_b(90.0, 100).unwrap_or(f64::NAN);
        let ours = best(|| loss(customers), ("Erlang loss (100, 90)", "blocking", exact), smoke);
        let limit = best(
            || tournament(customers),
            ("  limit, by hand: a tournament of channels", "blocking", exact),
            smoke,
        );
        ratio(ours, limit);
    }
    if wanted.is("queueing/tandem") {
        best(
            || tandem(customers / 5),
            ("tandem of five, 320 calls/s", "mean time", tandem_mean()),
            smoke,
        );
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

/// What a run found.
struct Found {
    customers: u64,
    events: u64,
    value: f64,
    digest: u64,
}

/// The fastest of some runs, customers a second. The answer has to be right within 10 % (3 % at full size).
fn best(work: impl Fn() -> Found, (name, what, exact): (&str, &str, f64), smoke: bool) -> f64 {
    let mut rates = Vec::new();
    let mut last = None;
    for _ in 0..if smoke { 1 } else { 5 } {
        let start = Instant::now();
        let found = work();
        rates.push(found.customers as f64 / start.elapsed().as_secs_f64());
        last = Some(found);
    }
    rates.sort_by(f64::total_cmp);
    let (slowest, fastest) = (rates[0], rates[rates.len() - 1]);
    let Some(found) = last else { return fastest };
    let off = found.value / exact - 1.0;
    assert!(
        off.abs() < if smoke { 0.2 } else { 0.03 },
        "{name}: {} instead of {exact}",
        found.value
    );
    println!(
        "  {name}: {:.1} to {:.1} million customers/s, {:.1} events each, {:.1} ns/event, {what} {:.5} ({:+.2} % of exact), digest {:016x}",
        slowest / 1e6,
        fastest / 1e6,
        found.events as f64 / found.customers as f64,
        1e9 / fastest * found.customers as f64 / found.events as f64,
        found.value,
        100.0 * off,
        found.digest,
    );
    fastest
}

fn ratio(ours: f64, limit: f64) {
    println!("    {:.2} times the limit's time", limit / ours);
}

/// What every customer does: an arrival that schedules the next, and draws of its own.
struct Arrivals {
    key: Key,
    rate: RateCurve,
    stream: ArrivalStream,
    arrived: u64,
    left: u64,
}

impl Arrivals {
    fn new(customers: u64, per_second: f64) -> Self {
        let key = Key::new(2013);
        let rate = RateCurve::new(&[(SimTime::ZERO, per_second)], None);
        Arrivals { key, rate, stream: ArrivalStream::new(key), arrived: 0, left: customers }
    }

    fn next(&mut self, queue: &mut EventQueue) {
        if self.left == 0 {
            return;
        }
        self.left -= 1;
        self.arrived += 1;
        if let Some(at) = self.stream.next_poisson(&self.rate) {
            let tie = Attempt { call: self.arrived, ..Attempt::default() }.tie(Rank::Arrival, 0);
            queue.push(Event { at, tie, what: self.arrived });
        }
    }

    fn draw(&self, customer: u64, purpose: u64, of: &Variate) -> Span {
        of.sample(&mut self.key.absorb(customer).absorb(purpose).rng())
    }
}

struct Single {
    arrivals: Arrivals,
    station: Station,
    service: Variate,
    waited: u128,
    squares: f64,
    digest: Digest,
}

impl Model for Single {
    fn handle(&mut self, queue: &mut EventQueue, event: Event) -> Flow {
        self.arrivals.next(queue);
        let service = self.arrivals.draw(event.what, 0, &self.service);
        let handled = self.station.serve(event.at, service, Span::ZERO);
        let waited = handled.started.since(event.at).nanos();
        self.waited += u128::from(waited);
        self.squares += (waited as f64) * (waited as f64);
        let mut chain = Chain::new(0, event.what);
        chain.fold(handled.done.nanos(), 0);
        self.digest.add(chain);
        Flow::Continue
    }
}

fn single(customers: u64) -> Found {
    let mut model = Single {
        arrivals: Arrivals::new(customers, 0.9),
        station: Station::new(1),
        service: Variate::Exponential(HOLD * 1e9),
        waited: 0,
        squares: 0.0,
        digest: Digest::default(),
    };
    let mut queue = EventQueue::new();
    model.arrivals.next(&mut queue);
    let events = run(&mut model, &mut queue, SimTime::from_nanos(u64::MAX / 4));
    let value = model.waited as f64 * 1e-9 / customers as f64;
    Found { customers, events, value, digest: model.digest.value() }
}

/// The next arrival and the next departure in two variables.
fn two_clocks(customers: u64) -> Found {
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
    let (mut now, mut arrival, mut departure) = (0.0f64, 0.0f64, f64::INFINITY);
    let (mut present, mut arrived, mut events, mut area) = (0u64, 0u64, 0u64, 0.0);
    while arrived < customers {
        let next = arrival.min(departure);
        // The mean number that waits, by Little's law their mean wait times the rate.
        area += present.saturating_sub(1) as f64 * (next - now);
        now = next;
        events += 1;
        let draw: f64 = Exp1.sample(&mut rng);
        if arrival <= departure {
            arrived += 1;
            present += 1;
            arrival = now + draw / 0.9;
            if present == 1 {
                let service: f64 = Exp1.sample(&mut rng);
                departure = now + service;
            }
        } else {
            present -= 1;
            departure = if present > 0 { now + draw } else { f64::INFINITY };
        }
    }
    Found { customers, events, value: area / now / 0.9, digest: area.to_bits() }
}

struct Loss {
    arrivals: Arrivals,
    hold: Variate,
    busy: u32,
    blocked: u64,
    /// Channels × ns, and when that was.
    area: u128,
    last: u64,
    digest: Digest,
}

impl Model for Loss {
    fn handle(&mut self, queue: &mut EventQueue, event: Event) -> Flow {
        let now = event.at.nanos();
        self.area += u128::from(self.busy) * u128::from(now - self.last);
        self.last = now;
        if event.what == 0 {
            self.busy -= 1;
            return Flow::Continue;
        }
        self.arrivals.next(queue);
        let mut chain = Chain::new(0, event.what);
        if self.busy == 100 {
            self.blocked += 1;
            chain.fold(now, 1);
        } else {
            self.busy += 1;
            let until = event.at + self.arrivals.draw(event.what, 0, &self.hold);
            let tie = Attempt { call: event.what, ..Attempt::default() }.tie(Rank::Release, 0);
            queue.push(Event { at: until, tie, what: 0 });
            chain.fold(until.nanos(), 0);
        }
        self.digest.add(chain);
        Flow::Continue
    }
}

fn loss(customers: u64) -> Found {
    let mut model = Loss {
        arrivals: Arrivals::new(customers, 90.0),
        hold: Variate::Exponential(HOLD * 1e9),
        busy: 0,
        blocked: 0,
        area: 0,
        last: 0,
        digest: Digest::default(),
    };
    let mut queue = EventQueue::new();
    model.arrivals.next(&mut queue);
    let events = run(&mut model, &mut queue, SimTime::from_nanos(u64::MAX / 4));
    assert!(model.area > 0);
    let value = model.blocked as f64 / customers as f64;
    Found { customers, events, value, digest: model.digest.value() }
}

/// A departure for each of 100 channels, the earliest by a tournament of 128.
fn tournament(customers: u64) -> Found {
    const LEAVES: usize = 128;
    let mut rng = Xoshiro256PlusPlus::seed_from_u64(1);
    let mut tree = [f64::INFINITY; 2 * LEAVES];
    let mut winner = [0u8; 2 * LEAVES];
    (0..LEAVES).for_each(|i| winner[LEAVES + i] = i as u8);
    let mut set = |tree: &mut [f64; 2 * LEAVES], leaf: usize, at: f64| {
        let mut node = LEAVES + leaf;
        tree[node] = at;
        while node > 1 {
            let (left, right) = (node & !1, node | 1);
            let first = if tree[left] <= tree[right] { left } else { right };
            node /= 2;
            tree[node] = tree[first];
            winner[node] = winner[first];
        }
        (tree[1], usize::from(winner[1]))
    };
    let mut free: Vec<usize> = (0..100).collect();
    let (mut first, mut channel) = (f64::INFINITY, 0);
    let (mut now, mut arrival, mut area) = (0.0f64, 0.0f64, 0.0);
    let (mut arrived, mut blocked, mut events) = (0u64, 0u64, 0u64);
    while arrived < customers {
        events += 1;
        let next = arrival.min(first);
        area += (100 - free.len()) as f64 * (next - now);
        now = next;
        if arrival <= first {
            arrived += 1;
            let gap: f64 = Exp1.sample(&mut rng);
            arrival = now + gap / 90.0;
            match free.pop() {
                None => blocked += 1,
                Some(one) => {
                    let hold: f64 = Exp1.sample(&mut rng);
                    (first, channel) = set(&mut tree, one, now + hold);
                }
            }
        } else {
            free.push(channel);
            (first, channel) = set(&mut tree, channel, f64::INFINITY);
        }
    }
    Found {
        customers,
        events,
        value: blocked as f64 / customers as f64,
        digest: f64::to_bits(area),
    }
}

struct Tandem {
    arrivals: Arrivals,
    stations: Vec<Station>,
    services: Vec<Variate>,
    /// When each customer came, by its number modulo the places.
    came: Vec<u64>,
    waited: [u128; STATIONS],
    inside: u128,
    digest: Digest,
}

/// Which customer, at which station.
const HOP: u32 = 48;
/// More customers than are ever inside at once.
const PLACES: u64 = 1 << 12;

impl Model for Tandem {
    fn handle(&mut self, queue: &mut EventQueue, event: Event) -> Flow {
        let (customer, hop) = (event.what & ((1 << HOP) - 1), (event.what >> HOP) as usize);
        let place = (customer % PLACES) as usize;
        if hop == 0 {
            self.arrivals.next(queue);
            self.came[place] = event.at.nanos();
        }
        let service = self.arrivals.draw(customer, hop as u64, &self.services[hop]);
        let handled = self.stations[hop].serve(event.at, service, Span::ZERO);
        self.waited[hop] += u128::from(handled.started.since(event.at).nanos());
        if hop + 1 < STATIONS {
            let tie =
                Attempt { call: customer, ..Attempt::default() }.tie(Rank::Message, hop as u32 + 1);
            let what = customer | (hop as u64 + 1) << HOP;
            queue.push(Event { at: handled.done + BETWEEN, tie, what });
        } else {
            self.inside += u128::from(handled.done.nanos() - self.came[place]);
            let mut chain = Chain::new(0, customer);
            chain.fold(handled.done.nanos(), 0);
            self.digest.add(chain);
        }
        Flow::Continue
    }
}

fn tandem(customers: u64) -> Found {
    let mut model = Tandem {
        arrivals: Arrivals::new(customers, CALLS_PER_SECOND),
        stations: SERVERS.iter().map(|servers| Station::new(*servers)).collect(),
        services: SERVICES.iter().map(|mean| Variate::Exponential(mean * 1e9)).collect(),
        came: vec![0; PLACES as usize],
        waited: [0; STATIONS],
        inside: 0,
        digest: Digest::default(),
    };
    let mut queue = EventQueue::new();
    model.arrivals.next(&mut queue);
    let events = run(&mut model, &mut queue, SimTime::from_nanos(u64::MAX / 4));
    assert!(model.waited.iter().sum::<u128>() < model.inside);
    let value = model.inside as f64 * 1e-9 / customers as f64;
    Found { customers, events, value, digest: model.digest.value() }
}
