//! The limit: the shortest loops for one system alone, with seconds in `f64`, one stream of random numbers and the statistic
//! that is asked for. They give the same answers as any other simulator of the system.

use super::earliest::{Earliest, earlier, owned, owner, set_of_eight};
use super::{
    BETWEEN, CALLS_PER_SECOND, CHANNELS, Found, LOAD, OFFERED, SERVERS, SERVICES, STATIONS,
};
use rand::SeedableRng;
use rand::rngs::Xoshiro256PlusPlus;
use rand_distr::{Distribution, Exp1};
use std::collections::VecDeque;
use std::hint::select_unpredictable;

/// Unit exponentials.
struct Draws(Xoshiro256PlusPlus);

impl Draws {
    fn new() -> Self {
        Draws(Xoshiro256PlusPlus::seed_from_u64(1))
    }

    #[inline]
    fn next(&mut self) -> f64 {
        Exp1.sample(&mut self.0)
    }
}

fn found(customers: u64, events: u64, value: f64) -> Found {
    Found { customers, events, value, digest: value.to_bits() }
}

/// M/M/1 by Lindley's recursion: the next customer waits for what is left of the work.
pub fn single(customers: u64) -> Found {
    let mut draws = Draws::new();
    let (mut wait, mut waited) = (0.0f64, 0.0);
    for _ in 0..customers {
        waited += wait;
        let left = wait + draws.next() - draws.next() / LOAD;
        wait = if left > 0.0 { left } else { 0.0 };
    }
    found(customers, customers, waited / customers as f64)
}

/// M/M/1 by the next arrival and the next departure, in two variables.
pub fn single_by_departures(customers: u64) -> Found {
    let mut draws = Draws::new();
    let (mut now, mut arrival, mut departure) = (0.0f64, 0.0f64, f64::INFINITY);
    let (mut present, mut arrived, mut events, mut area) = (0u64, 0u64, 0u64, 0.0);
    while arrived < customers {
        let is_arrival = arrival <= departure;
        let next = if arrival < departure { arrival } else { departure };
        // The mean number that waits, by Little's law their mean wait times the rate.
        area += present.saturating_sub(1) as f64 * (next - now);
        now = next;
        events += 1;
        let draw = draws.next();
        arrived += u64::from(is_arrival);
        present = if is_arrival { present + 1 } else { present - 1 };
        arrival = select_unpredictable(is_arrival, now + draw * (1.0 / LOAD), arrival);
        departure = select_unpredictable(is_arrival, departure, now + draw);
        if present <= 1 {
            match (present, is_arrival) {
                (1, true) => departure = now + draws.next(),
                (0, _) => departure = f64::INFINITY,
                _ => {}
            }
        }
    }
    found(customers, events, area / now / LOAD)
}

/// Erlang loss by the instant at which each channel is free: an arrival looks for one that is, from the group of the last
/// one on.
pub fn loss(customers: u64) -> Found {
    const GROUPS: usize = (CHANNELS as usize).div_ceil(8);
    let mut draws = Draws::new();
    let mut free_at = [[0.0f64; 8]; GROUPS];
    (CHANNELS as usize..8 * GROUPS).for_each(|i| free_at[i / 8][i % 8] = f64::INFINITY);
    let (mut now, mut group, mut blocked) = (0.0, 0, 0u64);
    for _ in 0..customers {
        now += draws.next() * (1.0 / OFFERED);
        let mut left = GROUPS;
        loop {
            let bits = |(i, at): (usize, &f64)| u32::from(*at <= now) << i;
            let free: u32 = free_at[group].iter().enumerate().map(bits).sum();
            if free != 0 {
                free_at[group][free.trailing_zeros() as usize] = now + draws.next();
                break;
            }
            left -= 1;
            if left == 0 {
                blocked += 1;
                break;
            }
            group = if group + 1 < GROUPS { group + 1 } else { 0 };
        }
    }
    found(customers, customers, blocked as f64 / customers as f64)
}

/// Erlang loss by the next arrival and the earliest departure.
pub fn loss_by_departures(customers: u64) -> Found {
    let mut draws = Draws::new();
    let mut busy = Earliest::new();
    let mut free: [usize; CHANNELS as usize] = std::array::from_fn(|i| i);
    let mut n_free = free.len();
    let (mut arrival, mut departure) = (0.0f64, f64::INFINITY);
    let (mut blocked, mut arrived, mut events) = (0u64, 0u64, 0u64);
    while arrived < customers {
        events += 1;
        if arrival <= departure {
            arrived += 1;
            if n_free == 0 {
                blocked += 1;
            } else {
                n_free -= 1;
                let channel = free[n_free];
                departure = busy.set(channel, owned(arrival + draws.next(), channel));
            }
            arrival += draws.next() * (1.0 / OFFERED);
        } else {
            let channel = owner(departure);
            free[n_free] = channel;
            n_free += 1;
            departure = busy.set(channel, f64::INFINITY);
        }
    }
    found(customers, events, blocked as f64 / customers as f64)
}

/// The instants at which customers leave a station whose completions are known: at most 128 at a time.
struct Leaving {
    earliest: Earliest,
    free: Vec<usize>,
}

impl Leaving {
    fn new(station: usize) -> Self {
        let places = (0..128).map(|place| station << 7 | place);
        Leaving { earliest: Earliest::new(), free: places.collect() }
    }
}

/// A place of [`Leaving`] and the station that it belongs to.
const fn parts(owner: usize) -> (usize, usize) {
    (owner >> 7, owner & 127)
}

/// Who arrives from outside, among the owners of instants.
const OUTSIDE: usize = 7;

/// The tandem by the instant at which each server is free: a completion is known at the arrival, and the next event is an
/// arrival at the first station or the next one after a completion.
pub fn tandem(customers: u64) -> Found {
    let mut draws = Draws::new();
    let mut servers: [Earliest; STATIONS] = std::array::from_fn(|_| Earliest::new());
    let mut first_free = [0.0; STATIONS];
    for (station, servers) in servers.iter_mut().enumerate() {
        for server in 0..SERVERS[station] as usize {
            first_free[station] = servers.set(server, owned(0.0, server));
        }
    }
    let mut leaving: [Leaving; STATIONS] = std::array::from_fn(Leaving::new);
    // The next to leave each station but the last for the next one, and the next from outside.
    let mut next = [f64::INFINITY; 8];
    let mut first = set_of_eight(&mut next, OUTSIDE, owned(0.0, OUTSIDE << 7));
    let (mut arrived, mut inside, mut events) = (0u64, 0.0, 0u64);
    while first < f64::INFINITY {
        events += 1;
        let now = first;
        let (from, place) = parts(owner(now));
        let (station, next_of_from) = if from == OUTSIDE {
            arrived += 1;
            inside -= now;
            let next = owned(now + draws.next() * (1.0 / CALLS_PER_SECOND), OUTSIDE << 7);
            (0, if arrived < customers { next } else { f64::INFINITY })
        } else {
            leaving[from].free.push(from << 7 | place);
            (from + 1, leaving[from].earliest.set(place, f64::INFINITY))
        };
        first = set_of_eight(&mut next, from, next_of_from);
        let free = first_free[station];
        let started = if free > now { free } else { now };
        let done = started + draws.next() * SERVICES[station];
        let server = owner(free);
        first_free[station] = servers[station].set(server, owned(done, server));
        if station + 1 == STATIONS {
            inside += done;
        } else {
            let leaving = &mut leaving[station];
            let owner = leaving.free.pop().expect("fewer than 128 customers at a station");
            let leaves = owned(done + BETWEEN.seconds(), owner);
            let next_of_station = leaving.earliest.set(owner & 127, leaves);
            first = set_of_eight(&mut next, station, next_of_station);
        }
    }
    found(customers, events, inside / customers as f64)
}

/// A station whose departures are events.
struct Busy {
    departures: Earliest,
    free: Vec<usize>,
    /// Customers who wait.
    waiting: u64,
    /// Instants at which customers who are on their way to the station reach it.
    coming: VecDeque<f64>,
}

/// The tandem by departures from each server, and arrivals at each station.
pub fn tandem_by_departures(customers: u64) -> Found {
    // Owners of arrivals: this and the station.
    const REACHES: usize = 8;
    let mut draws = Draws::new();
    let mut stations: [Busy; STATIONS] = std::array::from_fn(|station| Busy {
        departures: Earliest::new(),
        free: (0..SERVERS[station] as usize).map(|server| station << 7 | server).collect(),
        waiting: 0,
        coming: VecDeque::new(),
    });
    // The next departure from each station; the next to reach each station from the one before, and the next from outside.
    let (mut leaving, mut reaching) = ([f64::INFINITY; 8], [f64::INFINITY; 8]);
    let mut leaves = f64::INFINITY;
    let outside = |at: f64| owned(at, (REACHES | OUTSIDE) << 7);
    let mut reaches = set_of_eight(&mut reaching, OUTSIDE, outside(0.0));
    let (mut arrived, mut inside, mut events) = (0u64, 0.0, 0u64);
    loop {
        let now = earlier(leaves, reaches);
        if now == f64::INFINITY {
            break;
        }
        events += 1;
        let (what, server) = parts(owner(now));
        if what < REACHES {
            let station = &mut stations[what];
            let next = if station.waiting > 0 {
                station.waiting -= 1;
                owned(now + draws.next() * SERVICES[what], owner(now))
            } else {
                station.free.push(owner(now));
                f64::INFINITY
            };
            leaves = set_of_eight(&mut leaving, what, station.departures.set(server, next));
            if what + 1 == STATIONS {
                inside += now;
                continue;
            }
            let at = owned(now + BETWEEN.seconds(), (REACHES | (what + 1)) << 7);
            let coming = &mut stations[what + 1].coming;
            if coming.is_empty() {
                reaches = set_of_eight(&mut reaching, what + 1, at);
            }
            coming.push_back(at);
            continue;
        }
        let from = what - REACHES;
        let (at, next) = if from == OUTSIDE {
            arrived += 1;
            inside -= now;
            let next = outside(now + draws.next() * (1.0 / CALLS_PER_SECOND));
            (0, if arrived < customers { next } else { f64::INFINITY })
        } else {
            let coming = &mut stations[from].coming;
            coming.pop_front();
            (from, coming.front().copied().unwrap_or(f64::INFINITY))
        };
        reaches = set_of_eight(&mut reaching, from, next);
        let station = &mut stations[at];
        match station.free.pop() {
            None => station.waiting += 1,
            Some(owner) => {
                let done = owned(now + draws.next() * SERVICES[at], owner);
                leaves = set_of_eight(&mut leaving, at, station.departures.set(owner & 127, done));
            }
        }
    }
    found(customers, events, inside / customers as f64)
}
