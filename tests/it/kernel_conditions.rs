//! Stations of the kernel whose condition changes while customers are there.

use crate::kernel_stations::*;
use busyhour::internals::base::{SimTime, Span};
use busyhour::internals::kernel::{
    Condition, Event, EventQueue, Flow, Handled, Model, Rank, Speed, Station, Variate, run,
};

/// A station whose condition changes while customers are there: each has one event for his
/// departure, in the epoch in which it was promised.
struct Changing {
    customers: Customers,
    station: Station,
    service: Variate,
    /// When which condition begins, in order.
    changes: Vec<(SimTime, Condition)>,
    /// What is promised to those present: (customer, how he is handled).
    promised: Vec<(u64, Handled)>,
    /// Those served: (customer, departure).
    served: Vec<(u64, SimTime)>,
    arrivals: Vec<(SimTime, Span)>,
    lost: Vec<u64>,
    turned_away: Vec<u64>,
    void: u64,
    last: u64,
}

impl Changing {
    fn arrive(&mut self, queue: &mut EventQueue, customer: u64) {
        let now = queue.now();
        let service = self.service.sample(&mut self.customers.rng(customer));
        self.arrivals.push((now, service));
        if self.station.condition().takes_new() {
            let handled = self.station.serve(now, service, Span::ZERO);
            self.promise(queue, customer, handled);
        } else {
            self.turned_away.push(customer);
        }
        if customer < self.last {
            self.customers.schedule(queue);
        }
    }

    fn promise(&mut self, queue: &mut EventQueue, customer: u64, handled: Handled) {
        self.promised.push((customer, handled));
        queue.push(event(handled.done, Rank::Release, customer, self.station.epoch()));
    }

    fn change(&mut self, queue: &mut EventQueue, condition: Condition) {
        let before = self.station.epoch();
        let change = self.station.change(queue.now(), condition);
        if self.station.epoch() == before {
            return;
        }
        for (customer, handled) in std::mem::take(&mut self.promised) {
            match change.restate(handled) {
                Some(handled) => self.promise(queue, customer, handled),
                None => self.lost.push(customer),
            }
        }
    }
}

impl Model for Changing {
    fn handle(&mut self, queue: &mut EventQueue, event: Event) -> Flow {
        match told(event) {
            (ARRIVAL, customer, _) => self.arrive(queue, customer),
            (CHANGE, number, _) => self.change(queue, self.changes[number as usize].1),
            (DEPARTURE, customer, epoch) if epoch == self.station.epoch() => {
                self.promised.retain(|(present, _)| *present != customer);
                self.served.push((customer, event.at));
            }
            _ => self.void += 1,
        }
        Flow::Continue
    }
}

/// Runs 2,000 customers through four cores at 80 % of what full speed carries, changing every 50 s.
fn changing(conditions: &[Condition]) -> Changing {
    let changes = (0..40)
        .map(|n| {
            (SimTime::from_nanos((n + 1) as u64 * 50_000_000_000), conditions[n % conditions.len()])
        })
        .collect();
    let mut model = Changing {
        customers: Customers::new(0, 3.2),
        station: Station::new(4),
        service: exponential(1.0),
        changes,
        promised: vec![],
        served: vec![],
        arrivals: vec![],
        lost: vec![],
        turned_away: vec![],
        void: 0,
        last: 2_000,
    };
    let mut queue = EventQueue::new();
    model.customers.schedule(&mut queue);
    for (number, (at, _)) in model.changes.iter().enumerate() {
        queue.push(event(*at, Rank::Outage, number as u64, 0));
    }
    run(&mut model, &mut queue, SimTime::MAX);
    assert!(model.promised.is_empty());
    let ends = model.served.len() + model.lost.len() + model.turned_away.len();
    assert_eq!(ends, model.arrivals.len(), "everybody ends once");
    model
}

/// Seconds of full speed that have passed by an instant.
fn work_by(changes: &[(SimTime, Condition)], at: SimTime) -> f64 {
    let (mut work, mut since, mut speed) = (0.0, SimTime::ZERO, 1.0);
    for (start, condition) in changes.iter().filter(|(start, _)| *start < at) {
        work += start.since(since).seconds() * speed;
        (since, speed) = (*start, condition.speed());
    }
    work + at.since(since).seconds() * speed
}

/// On a clock that goes as fast as the station works, a station of changing speed is one of full
/// speed: everybody leaves when he would leave that one.
#[test]
fn changes_of_speed_are_changes_of_the_clock() {
    use Condition::*;
    let slow = |share| Slow(Speed::new(share).expect("a share"));
    let model = changing(&[slow(0.5), slow(0.75), Draining, slow(0.9), Up]);
    assert!(model.void > 50 && model.lost.is_empty() && !model.turned_away.is_empty());
    let mut steady = Station::new(4);
    let mut leaves = vec![0.0; model.arrivals.len() + 1];
    for (i, (at, service)) in model.arrivals.iter().enumerate() {
        let customer = i as u64 + 1;
        if !model.turned_away.contains(&customer) {
            let work = Span::from_seconds(work_by(&model.changes, *at)).expect("in range");
            let handled = steady.serve(SimTime::ZERO + work, *service, Span::ZERO);
            leaves[customer as usize] = handled.done.seconds();
        }
    }
    for (customer, at) in &model.served {
        let (left, expected) = (work_by(&model.changes, *at), leaves[*customer as usize]);
        // Every change rounds to the nanosecond, and 40 of them may add up along a queue.
        assert!((left - expected).abs() < 1e-6, "customer {customer}: {left} for {expected}");
    }
}

/// An outage loses exactly those who are there, and the station begins anew after it.
#[test]
fn outages_lose_who_is_there() {
    let model = changing(&[Condition::Down, Condition::Up]);
    assert!(model.lost.len() > 20 && model.turned_away.len() > 500, "{}", model.lost.len());
    assert_eq!(model.void, model.lost.len() as u64, "what was promised to them is void");
    let (mut anew, mut began) = (Station::new(4), SimTime::ZERO);
    for (i, (at, service)) in model.arrivals.iter().enumerate() {
        let customer = i as u64 + 1;
        let latest = model.changes.iter().rfind(|(start, _)| start <= at);
        let (start, condition) = latest.copied().unwrap_or((SimTime::ZERO, Condition::Up));
        assert_eq!(model.turned_away.contains(&customer), condition == Condition::Down);
        if condition == Condition::Down {
            continue;
        }
        if start != began {
            (anew, began) = (Station::new(4), start);
        }
        let done = anew.serve(*at, *service, Span::ZERO).done;
        let outage = model.changes.iter().find(|(start, to)| start > at && *to == Condition::Down);
        let lost = outage.is_some_and(|(start, _)| *start <= done);
        assert_eq!(model.lost.contains(&customer), lost, "customer {customer}");
        assert_eq!(model.served.contains(&(customer, done)), !lost, "customer {customer}");
    }
}
