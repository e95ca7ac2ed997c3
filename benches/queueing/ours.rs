//! The systems through our own kernel, with keyed draws, the digest of all customers, and statistics.

use super::{
    BETWEEN, CALLS_PER_SECOND, CHANNELS, Found, LOAD, OFFERED, SERVERS, SERVICES, STATIONS,
};
use busyhour::internals::base::{SimTime, Span};
use busyhour::internals::kernel::{
    ArrivalStream, Attempt, Chain, Digest, Event, EventQueue, Flow, Key, Model, Rank, RateCurve,
    Station, Variate, run,
};
use std::collections::VecDeque;

/// What every customer does: an arrival that schedules the next, and draws of its own.
struct Arrivals {
    key: Key,
    rate: RateCurve,
    stream: ArrivalStream,
    arrived: u64,
    left: u64,
    digest: Digest,
}

impl Arrivals {
    fn new(customers: u64, per_second: f64) -> Self {
        let key = Key::new(2013);
        let rate = RateCurve::new(&[(SimTime::ZERO, per_second)], None);
        let stream = ArrivalStream::new(key);
        Arrivals { key, rate, stream, arrived: 0, left: customers, digest: Digest::default() }
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

    /// A customer's fate is known.
    fn ends(&mut self, customer: u64, at: SimTime, how: u64) {
        let mut chain = Chain::new(0, customer);
        chain.fold(at.nanos(), how);
        self.digest.add(chain);
    }
}

/// What every model does for its customers, and nothing else: arrivals, so many draws with a key each, the digest. There is no
/// queue and no station, so the value is the mean draw.
fn floor(customers: u64, per_second: f64, draws: u64) -> Found {
    let mut arrivals = Arrivals::new(customers, per_second);
    let of = Variate::Exponential(1e9);
    let mut sum = 0;
    for customer in 1..=customers {
        let Some(at) = arrivals.stream.next_poisson(&arrivals.rate) else { break };
        let mut until = at;
        for purpose in 0..draws {
            let drawn = arrivals.draw(customer, purpose, &of);
            sum += drawn.nanos();
            until = until + drawn;
        }
        arrivals.ends(customer, until, 0);
    }
    let value = sum as f64 * 1e-9 / (customers * draws) as f64;
    Found { customers, events: 0, value, digest: arrivals.digest.value() }
}

/// The floor of the single server.
pub fn single_floor(customers: u64) -> Found {
    floor(customers, LOAD, 1)
}

/// The floor of the channels.
pub fn loss_floor(customers: u64) -> Found {
    floor(customers, OFFERED, 1)
}

/// The floor of the tandem.
pub fn tandem_floor(customers: u64) -> Found {
    floor(customers, CALLS_PER_SECOND, STATIONS as u64)
}

/// Runs a model to its end.
fn simulate<M: Model>(mut model: M, arrivals: impl Fn(&mut M) -> &mut Arrivals) -> (M, u64) {
    let mut queue = EventQueue::new();
    arrivals(&mut model).next(&mut queue);
    let events = run(&mut model, &mut queue, SimTime::from_nanos(u64::MAX / 4));
    (model, events)
}

/// Waiting times.
#[derive(Default)]
struct Waits {
    sum: u128,
    squares: f64,
}

impl Waits {
    fn add(&mut self, wait: Span) {
        let nanos = wait.nanos();
        self.sum += u128::from(nanos);
        self.squares += (nanos as f64) * (nanos as f64);
    }
}

struct Single {
    arrivals: Arrivals,
    station: Station,
    service: Variate,
    waits: Waits,
}

impl Model for Single {
    fn handle(&mut self, queue: &mut EventQueue, event: Event) -> Flow {
        self.arrivals.next(queue);
        let service = self.arrivals.draw(event.what, 0, &self.service);
        let handled = self.station.serve(event.at, service, Span::ZERO);
        self.waits.add(handled.started.since(event.at));
        self.arrivals.ends(event.what, handled.done, 0);
        Flow::Continue
    }
}

/// M/M/1, the completion known at the arrival.
pub fn single(customers: u64) -> Found {
    let model = Single {
        arrivals: Arrivals::new(customers, LOAD),
        station: Station::new(1),
        service: Variate::Exponential(1e9),
        waits: Waits::default(),
    };
    let (model, events) = simulate(model, |model| &mut model.arrivals);
    assert!(model.waits.squares > 0.0);
    let value = model.waits.sum as f64 * 1e-9 / customers as f64;
    Found { customers, events, value, digest: model.arrivals.digest.value() }
}

struct SingleByDepartures {
    arrivals: Arrivals,
    service: Variate,
    is_busy: bool,
    /// Customers who wait, and since when.
    waiting: VecDeque<(u64, SimTime)>,
    waits: Waits,
}

impl SingleByDepartures {
    fn begin(&mut self, queue: &mut EventQueue, customer: u64, since: SimTime) {
        let now = queue.now();
        self.waits.add(now.since(since));
        let done = now + self.arrivals.draw(customer, 0, &self.service);
        let tie = Attempt { call: customer, ..Attempt::default() }.tie(Rank::Release, 0);
        queue.push(Event { at: done, tie, what: 0 });
        self.arrivals.ends(customer, done, 0);
    }
}

impl Model for SingleByDepartures {
    fn handle(&mut self, queue: &mut EventQueue, event: Event) -> Flow {
        if event.what == 0 {
            match self.waiting.pop_front() {
                None => self.is_busy = false,
                Some((customer, since)) => self.begin(queue, customer, since),
            }
            return Flow::Continue;
        }
        self.arrivals.next(queue);
        if self.is_busy {
            self.waiting.push_back((event.what, event.at));
        } else {
            self.is_busy = true;
            self.begin(queue, event.what, event.at);
        }
        Flow::Continue
    }
}

/// M/M/1 with an event for every departure.
pub fn single_by_departures(customers: u64) -> Found {
    let model = SingleByDepartures {
        arrivals: Arrivals::new(customers, LOAD),
        service: Variate::Exponential(1e9),
        is_busy: false,
        waiting: VecDeque::new(),
        waits: Waits::default(),
    };
    let (model, events) = simulate(model, |model| &mut model.arrivals);
    assert!(model.waits.squares > 0.0);
    let value = model.waits.sum as f64 * 1e-9 / customers as f64;
    Found { customers, events, value, digest: model.arrivals.digest.value() }
}

struct Loss {
    arrivals: Arrivals,
    channels: Station,
    hold: Variate,
    blocked: u64,
    /// Channels × ns.
    area: u128,
}

impl Model for Loss {
    fn handle(&mut self, queue: &mut EventQueue, event: Event) -> Flow {
        self.arrivals.next(queue);
        if self.channels.free_from(event.at) > event.at {
            self.blocked += 1;
            self.arrivals.ends(event.what, event.at, 1);
        } else {
            let hold = self.arrivals.draw(event.what, 0, &self.hold);
            self.area += u128::from(hold.nanos());
            let until = self.channels.serve(event.at, hold, Span::ZERO).done;
            self.arrivals.ends(event.what, until, 0);
        }
        Flow::Continue
    }
}

/// Erlang loss, the completion known at the arrival.
pub fn loss(customers: u64) -> Found {
    let model = Loss {
        arrivals: Arrivals::new(customers, OFFERED),
        channels: Station::new(CHANNELS),
        hold: Variate::Exponential(1e9),
        blocked: 0,
        area: 0,
    };
    let (model, events) = simulate(model, |model| &mut model.arrivals);
    assert!(model.area > 0);
    let value = model.blocked as f64 / customers as f64;
    Found { customers, events, value, digest: model.arrivals.digest.value() }
}

struct LossByDepartures {
    arrivals: Arrivals,
    hold: Variate,
    busy: u32,
    blocked: u64,
    /// Channels × ns, and when that was.
    area: u128,
    last: SimTime,
}

impl Model for LossByDepartures {
    fn handle(&mut self, queue: &mut EventQueue, event: Event) -> Flow {
        self.area += u128::from(self.busy) * u128::from(event.at.since(self.last).nanos());
        self.last = event.at;
        if event.what == 0 {
            self.busy -= 1;
            return Flow::Continue;
        }
        self.arrivals.next(queue);
        if self.busy == CHANNELS {
            self.blocked += 1;
            self.arrivals.ends(event.what, event.at, 1);
        } else {
            self.busy += 1;
            let until = event.at + self.arrivals.draw(event.what, 0, &self.hold);
            let tie = Attempt { call: event.what, ..Attempt::default() }.tie(Rank::Release, 0);
            queue.push(Event { at: until, tie, what: 0 });
            self.arrivals.ends(event.what, until, 0);
        }
        Flow::Continue
    }
}

/// Erlang loss with an event for every departure.
pub fn loss_by_departures(customers: u64) -> Found {
    let model = LossByDepartures {
        arrivals: Arrivals::new(customers, OFFERED),
        hold: Variate::Exponential(1e9),
        busy: 0,
        blocked: 0,
        area: 0,
        last: SimTime::ZERO,
    };
    let (model, events) = simulate(model, |model| &mut model.arrivals);
    assert!(model.area > 0);
    let value = model.blocked as f64 / customers as f64;
    Found { customers, events, value, digest: model.arrivals.digest.value() }
}

/// Which customer, at which station; above that, whether it leaves the station.
const HOP: u32 = 48;
const LEAVES: u64 = 1 << 60;
/// More customers than are ever inside at once.
const PLACES: u64 = 1 << 12;

/// What both methods know of the customers of the tandem.
struct Inside {
    arrivals: Arrivals,
    services: [Variate; STATIONS],
    /// When each customer came, by its number modulo the places.
    came: Vec<SimTime>,
    waited: [u128; STATIONS],
    inside: u128,
}

impl Inside {
    fn new(customers: u64) -> Self {
        Inside {
            arrivals: Arrivals::new(customers, CALLS_PER_SECOND),
            services: SERVICES.map(|mean| Variate::Exponential(mean * 1e9)),
            came: vec![SimTime::ZERO; PLACES as usize],
            waited: [0; STATIONS],
            inside: 0,
        }
    }

    fn arrive(&mut self, queue: &mut EventQueue, customer: u64) {
        self.arrivals.next(queue);
        self.came[(customer % PLACES) as usize] = queue.now();
    }

    fn service(&self, customer: u64, hop: usize) -> Span {
        self.arrivals.draw(customer, hop as u64, &self.services[hop])
    }

    /// Sends a customer on to the next station, or out.
    fn send_on(&mut self, queue: &mut EventQueue, (customer, hop): (u64, usize), done: SimTime) {
        if hop + 1 < STATIONS {
            let next = hop as u64 + 1;
            let tie = Attempt { call: customer, ..Attempt::default() };
            let tie = tie.tie(Rank::Message, hop as u32 + 1);
            queue.push(Event { at: done + BETWEEN, tie, what: customer | next << HOP });
        } else {
            let came = self.came[(customer % PLACES) as usize];
            self.inside += u128::from(done.since(came).nanos());
            self.arrivals.ends(customer, done, 0);
        }
    }

    fn found(self, customers: u64, events: u64) -> Found {
        assert!(self.waited.iter().sum::<u128>() < self.inside);
        let value = self.inside as f64 * 1e-9 / customers as f64;
        Found { customers, events, value, digest: self.arrivals.digest.value() }
    }
}

/// The customer and the station of an event.
const fn customer_at(what: u64) -> (u64, usize) {
    (what & ((1 << HOP) - 1), (what >> HOP) as usize & 7)
}

struct Tandem {
    inside: Inside,
    stations: [Station; STATIONS],
}

impl Model for Tandem {
    fn handle(&mut self, queue: &mut EventQueue, event: Event) -> Flow {
        let (customer, hop) = customer_at(event.what);
        if hop == 0 {
            self.inside.arrive(queue, customer);
        }
        let service = self.inside.service(customer, hop);
        let handled = self.stations[hop].serve(event.at, service, Span::ZERO);
        self.inside.waited[hop] += u128::from(handled.started.since(event.at).nanos());
        self.inside.send_on(queue, (customer, hop), handled.done);
        Flow::Continue
    }
}

/// The tandem, completions known at the arrival.
pub fn tandem(customers: u64) -> Found {
    let inside = Inside::new(customers);
    let model = Tandem { inside, stations: SERVERS.map(Station::new) };
    let (model, events) = simulate(model, |model| &mut model.inside.arrivals);
    model.inside.found(customers, events)
}

struct TandemByDepartures {
    inside: Inside,
    busy: [u32; STATIONS],
    /// Customers who wait at each station, and since when.
    waiting: [VecDeque<(u64, SimTime)>; STATIONS],
}

impl TandemByDepartures {
    fn begin(&mut self, queue: &mut EventQueue, hop: usize, (customer, since): (u64, SimTime)) {
        let now = queue.now();
        self.inside.waited[hop] += u128::from(now.since(since).nanos());
        let at = now + self.inside.service(customer, hop);
        let tie = Attempt { call: customer, ..Attempt::default() }.tie(Rank::Release, hop as u32);
        queue.push(Event { at, tie, what: customer | (hop as u64) << HOP | LEAVES });
    }
}

impl Model for TandemByDepartures {
    fn handle(&mut self, queue: &mut EventQueue, event: Event) -> Flow {
        let (customer, hop) = customer_at(event.what);
        if event.what & LEAVES != 0 {
            match self.waiting[hop].pop_front() {
                None => self.busy[hop] -= 1,
                Some(next) => self.begin(queue, hop, next),
            }
            self.inside.send_on(queue, (customer, hop), event.at);
            return Flow::Continue;
        }
        if hop == 0 {
            self.inside.arrive(queue, customer);
        }
        if self.busy[hop] == SERVERS[hop] {
            self.waiting[hop].push_back((customer, event.at));
        } else {
            self.busy[hop] += 1;
            self.begin(queue, hop, (customer, event.at));
        }
        Flow::Continue
    }
}

/// The tandem with an event for every departure.
pub fn tandem_by_departures(customers: u64) -> Found {
    let inside = Inside::new(customers);
    let waiting: [VecDeque<(u64, SimTime)>; STATIONS] = Default::default();
    let model = TandemByDepartures { inside, busy: [0; STATIONS], waiting };
    let (model, events) = simulate(model, |model| &mut model.inside.arrivals);
    model.inside.found(customers, events)
}
