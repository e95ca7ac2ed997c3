//! Stations of the kernel by themselves, against the exact answers that the call model cannot
//! express: a finite waiting room and breakdowns. (`kernel_conditions.rs` has outages and changes
//! of speed.) Left out is non-preemptive priority: it needs a queue in which a later message
//! overtakes an earlier one, and a station knows each message's completion at its arrival only
//! because none does.

use busyhour::internals::base::{SimTime, Span};
use busyhour::internals::kernel::{
    ArrivalStream, Attempt, Entrance, Event, EventQueue, Flow, Key, KeyedRng, Model, Rank,
    RateCurve, Station, Variate, run,
};
use busyhour::internals::stats::interval;

const REPLICATIONS: u64 = 24;
/// Customers of a replication that come before any counts.
const WARM_UP: u64 = 2_000;

/// The exact value lies in the 99.9 % interval, which is at most 5 % of it either way.
fn meets(what: &str, values: &[f64], exact: f64) {
    let found = interval::replications(values, 0.999).expect("values");
    assert!(found.contains(exact), "{what}: {found:?}, exact {exact}");
    let relative = found.half_width().expect("several") / exact;
    assert!(relative <= 0.05, "{what}: half-width {relative}");
}

/// Exponential, with this mean in seconds.
pub fn exponential(mean: f64) -> Variate {
    Variate::Exponential(mean * 1e9)
}

/// Customers of one replication: a Poisson stream, and a key for each.
pub struct Customers {
    key: Key,
    rate: RateCurve,
    stream: ArrivalStream,
    arrived: u64,
}

impl Customers {
    pub fn new(replication: u64, per_second: f64) -> Self {
        let key = Key::new(7).absorb(replication);
        let rate = RateCurve::new(&[(SimTime::ZERO, per_second)], None);
        Customers { key, rate, stream: ArrivalStream::new(key), arrived: 0 }
    }

    pub fn schedule(&mut self, queue: &mut EventQueue) {
        let at = self.stream.next_poisson(&self.rate).expect("the rate is positive");
        self.arrived += 1;
        queue.push(event(at, Rank::Arrival, self.arrived, 0));
    }

    pub fn rng(&self, customer: u64) -> KeyedRng {
        self.key.absorb(customer).rng()
    }
}

/// An event that carries a customer and an epoch.
pub fn event(at: SimTime, rank: Rank, customer: u64, epoch: u32) -> Event {
    let tie = Attempt { call: customer, ..Attempt::default() }.tie(rank, 0);
    Event { at, tie, what: customer << 32 | u64::from(epoch) | (rank as u64) << 28 }
}

/// What an event is, its customer and its epoch.
pub fn told(event: Event) -> (u64, u64, u32) {
    (event.what >> 28 & 0xf, event.what >> 32, event.what as u32 & 0xfff_ffff)
}

pub const ARRIVAL: u64 = Rank::Arrival as u64;
pub const DEPARTURE: u64 = Rank::Release as u64;
pub const CHANGE: u64 = Rank::Outage as u64;

/// M/M/c/K: whoever finds K customers is lost.
struct Room {
    customers: Customers,
    station: Station,
    service: Variate,
    room: u32,
    last: u64,
    present: u32,
    since: SimTime,
    offered: u64,
    lost: u64,
    /// Integral of those present, customer-nanoseconds, from `began`.
    integral: u128,
    began: SimTime,
}

impl Room {
    fn new(replication: u64, (rate, mu, cores, room): (f64, f64, u32, u32), last: u64) -> Self {
        Room {
            customers: Customers::new(replication, rate),
            station: Station::new(cores)
                .with_entrance(Entrance::new(Some(room - cores), Span::ZERO)),
            service: exponential(1.0 / mu),
            room,
            last,
            present: 0,
            since: SimTime::ZERO,
            offered: 0,
            lost: 0,
            integral: 0,
            began: SimTime::ZERO,
        }
    }

    fn arrive(&mut self, queue: &mut EventQueue, customer: u64) {
        let now = queue.now();
        let lost = self.present == self.room;
        // A station with a finite queue knows it, too.
        assert_eq!(self.station.is_full(now), lost);
        if customer > WARM_UP {
            self.offered += 1;
            self.lost += u64::from(lost);
        }
        if !lost {
            self.present += 1;
            let service = self.service.sample(&mut self.customers.rng(customer));
            let served = self.station.serve(now, service, Span::ZERO).served;
            queue.push(event(served, Rank::Release, customer, 0));
        }
        self.customers.schedule(queue);
    }
}

impl Model for Room {
    fn handle(&mut self, queue: &mut EventQueue, event: Event) -> Flow {
        let (what, customer, _) = told(event);
        if customer == WARM_UP && what == ARRIVAL {
            (self.integral, self.began) = (0, event.at);
        } else {
            self.integral +=
                u128::from(self.present) * u128::from(event.at.since(self.since).nanos());
        }
        self.since = event.at;
        match what {
            ARRIVAL if customer > self.last => return Flow::Stop,
            ARRIVAL => self.arrive(queue, customer),
            _ => self.present -= 1,
        }
        Flow::Continue
    }
}

/// (λ, μ, c, K), its blocking, and the mean number present; for `last` customers a replication.
fn finite_room(case: (f64, f64, u32, u32), blocking: f64, mean_present: f64, last: u64) {
    let mut queue = EventQueue::new();
    let (mut lost, mut offered, mut present) = (vec![], vec![], vec![]);
    for replication in 0..REPLICATIONS {
        let mut model = Room::new(replication, case, WARM_UP + last);
        queue.reset();
        model.customers.schedule(&mut queue);
        run(&mut model, &mut queue, SimTime::MAX);
        lost.push(model.lost as f64);
        offered.push(model.offered as f64);
        let measured = model.since.since(model.began).nanos();
        present.push(model.integral as f64 / measured as f64);
    }
    let found = interval::ratio(&lost, &offered, 0.999).expect("customers");
    assert!(found.contains(blocking), "{case:?}: {found:?}, exact {blocking}");
    let relative = found.half_width().expect("several") / blocking;
    assert!(relative <= 0.05, "{case:?}: half-width {relative}");
    meets(&format!("{case:?}"), &present, mean_present);
}

#[test]
fn a_finite_room_of_one_server_blocks_as_it_should() {
    finite_room((0.8, 1.0, 1, 5), 0.08881949866, 1.868332032, 50_000);
    finite_room((1.2, 1.0, 1, 5), 0.2505881216, 3.021172376, 50_000);
    finite_room((1.0, 1.0, 1, 10), 0.09090909091, 5.0, 100_000);
}

#[test]
fn a_finite_room_of_several_servers_blocks_as_it_should() {
    finite_room((2.5, 1.0, 3, 6), 0.1024167065, 2.944488506, 50_000);
    finite_room((4.5, 1.0, 5, 10), 0.07569937503, 5.477717252, 50_000);
    finite_room((9.0, 1.0, 10, 15), 0.06125876183, 9.515540892, 50_000);
    finite_room((4.2, 0.5, 12, 14), 0.02885139585, 8.256567346, 100_000);
}

#[test]
fn a_finite_room_of_many_servers_blocks_as_it_should() {
    finite_room((19.0, 1.0, 20, 30), 0.03965146828, 20.81085784, 150_000);
    finite_room((100.0, 1.0, 100, 120), 0.03011144792, 103.3122593, 300_000);
}

/// M/M/1 that breaks down only while it serves. After the repair it goes on where it was, and no
/// other customer is served meanwhile; so for the queue a customer's repairs are part of his service.
/// The station therefore serves an M/G/1 with the time from the first moment of service to the last,
/// and that is exact, not an approximation: elongated services are independent of each other and of
/// the arrivals, because the time to the next failure has no memory and passes only in service.
struct Breakdowns {
    customers: Customers,
    station: Station,
    service: Variate,
    to_failure: Variate,
    repair: Variate,
    last: u64,
    waited: u128,
}

impl Breakdowns {
    /// A service with the repairs of all failures in it.
    fn elongated(&self, customer: u64) -> Span {
        let mut rng = self.customers.rng(customer);
        let service = self.service.sample(&mut rng);
        let (mut elongated, mut served) = (service, self.to_failure.sample(&mut rng));
        while served < service {
            elongated += self.repair.sample(&mut rng);
            served += self.to_failure.sample(&mut rng);
        }
        elongated
    }
}

impl Model for Breakdowns {
    fn handle(&mut self, queue: &mut EventQueue, event: Event) -> Flow {
        let (_, customer, _) = told(event);
        let handled = self.station.serve(event.at, self.elongated(customer), Span::ZERO);
        if customer > WARM_UP {
            self.waited += u128::from(handled.started.since(event.at).nanos());
        }
        self.customers.schedule(queue);
        if customer == self.last { Flow::Stop } else { Flow::Continue }
    }
}

#[test]
fn breakdowns_in_service_lengthen_the_queue_as_they_should() {
    for (rate, failures, repair, exact, customers) in
        [(0.5, 0.1, 1.0, 1.4555556, 100_000), (0.6, 0.02, 10.0, 7.3714286, 300_000)]
    {
        let mut queue = EventQueue::new();
        let waits: Vec<f64> = (0..REPLICATIONS)
            .map(|replication| {
                let mut model = Breakdowns {
                    customers: Customers::new(replication, rate),
                    station: Station::new(1),
                    service: exponential(1.0),
                    to_failure: exponential(1.0 / failures),
                    repair: exponential(repair),
                    last: WARM_UP + customers,
                    waited: 0,
                };
                queue.reset();
                model.customers.schedule(&mut queue);
                run(&mut model, &mut queue, SimTime::MAX);
                model.waited as f64 / 1e9 / customers as f64
            })
            .collect();
        meets(&format!("breakdowns at {rate}/s"), &waits, exact);
    }
}
