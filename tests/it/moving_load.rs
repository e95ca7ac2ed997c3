//! Load that moves: each simulated answer against the solution of its Markov chain, inside the 99.9 % interval.

use crate::program::is_long;
use crate::system::*;
use busyhour::internals::base::{Clock, Id, SimTime, Span};
use busyhour::internals::deployment::*;
use busyhour::internals::experiment::{Record, Replicates};
use busyhour::internals::stats::{erlang, interval};
use statrs::distribution::{Continuous, ContinuousCDF};

/// Mean holding time, seconds.
const HOLD: f64 = 60.0;

fn instant(seconds: f64) -> SimTime {
    SimTime::ZERO + span(seconds)
}

fn span(seconds: f64) -> Span {
    Span::from_seconds(seconds).expect("a time")
}

/// As many groups of channels as asked for, each with a source of its own.
fn gateways(number: usize, channels: u32, load: f64) -> Deployment {
    let mut d = small();
    d.settings.confidence = 0.999;
    d.gateways[0].channels = channels;
    d.traffic[0].arrivals = rate(load / HOLD);
    d.traffic[0].talk = exponential(HOLD);
    d.mediation_servers[0].calls = 1_000_000;
    for i in 1..number {
        let name = format!("gw{}", i + 1);
        d.gateways.push(Gateway { name, ..d.gateways[0].clone() });
        let gateways = vec![Id::new(i)];
        d.traffic.push(Traffic { name: format!("{i}"), gateways, ..d.traffic[0].clone() });
    }
    d
}

/// A share over everything: its exact value lies in the 99.9 % interval, which is no wider than `precision` of it.
fn meets(record: &Record, measure: &str, exact: f64, precision: f64) {
    let is = |e: &&busyhour::internals::experiment::Estimate| {
        e.from.is_none() && e.figure.measure.name() == measure && e.figure.scope.is_all()
    };
    let e = record.estimates.iter().find(is).expect("a measure of all calls");
    let (low, high) = (e.low.expect("low"), e.high.expect("high"));
    assert!(low <= exact && exact <= high, "{measure}: [{low}, {high}], exact {exact}");
    assert!((high - low) / 2.0 < precision * exact, "{measure}: [{low}, {high}], exact {exact}");
}

/// A Markov chain by its rates between states, and where it is.
struct Chain {
    rates: Vec<(usize, usize, f64)>,
    probabilities: Vec<f64>,
}

impl Chain {
    /// Calls in M/M/c/c with mean holding time 1, empty.
    fn loss(channels: usize, load: f64) -> Self {
        let up = (0..channels).map(|n| (n, n + 1, load));
        let rates = up.chain((1..=channels).map(|n| (n, n - 1, n as f64))).collect();
        let mut probabilities = vec![0.0; channels + 1];
        probabilities[0] = 1.0;
        Chain { rates, probabilities }
    }

    /// Lets time pass, by uniformization (Jensen 1953).
    fn pass(&mut self, time: f64) {
        let n = self.probabilities.len();
        let mut out = vec![0.0; n];
        self.rates.iter().for_each(|(from, _, rate)| out[*from] += rate);
        let fastest = out.iter().copied().fold(0.0, f64::max);
        // Parts so short that the series neither underflows nor needs many terms.
        let parts = (fastest * time / 50.0).ceil().max(1.0);
        let mean = fastest * time / parts;
        for _ in 0..parts as u64 {
            let mut jumped = self.probabilities.clone();
            let mut weight = (-mean).exp();
            self.probabilities.iter_mut().for_each(|p| *p *= weight);
            for k in 1..400 {
                let mut next: Vec<f64> =
                    jumped.iter().zip(&out).map(|(p, out)| p * (1.0 - out / fastest)).collect();
                for (from, to, rate) in &self.rates {
                    next[*to] += jumped[*from] * rate / fastest;
                }
                jumped = next;
                weight *= mean / f64::from(k);
                self.probabilities.iter_mut().zip(&jumped).for_each(|(p, j)| *p += weight * j);
            }
        }
    }

    /// The mean of the last probability over the next `time`, by Simpson's rule.
    fn mean_full(&mut self, time: f64) -> f64 {
        const PARTS: u32 = 20;
        let full = |chain: &Chain| *chain.probabilities.last().expect("a state");
        let mut sum = full(self);
        for i in 1..=PARTS {
            self.pass(time / f64::from(PARTS));
            let weight = if i == PARTS {
                1.0
            } else if i % 2 == 1 {
                4.0
            } else {
                2.0
            };
            sum += weight * full(self);
        }
        sum / (3.0 * f64::from(PARTS))
    }
}

/// Blocking of calls that arrive from `from` on for a tenth of a holding time, both in holding times.
fn blocked_from(mut d: Deployment, from: f64, replications: u32) -> Record {
    d.settings.warm_up = span(from * HOLD);
    d.settings.duration = span(0.1 * HOLD);
    d.settings.replications = replications;
    d.settings.follow_at_most = span(1.0);
    run(d)
}

/// Channels, erlang, the time that is always simulated, (time in mean holding times, probability that all are taken).
type FromEmpty = (u32, f64, f64, &'static [(f64, f64)]);

#[test]
fn the_transient_from_empty_is_the_markov_chain() {
    const CASES: [FromEmpty; 3] = [
        (
            10,
            10.0,
            1.0,
            &[
                (0.5, 0.00647183),
                (1.0, 0.07779422),
                (2.0, 0.19030443),
                (3.0, 0.21120639),
                (4.0, 0.21412422),
            ],
        ),
        (50, 45.0, 4.0, &[(2.0, 0.01981944), (4.0, 0.05182315), (6.0, 0.05399107)]),
        (
            100,
            90.0,
            3.0,
            &[(2.0, 0.00327889), (3.0, 0.01706554), (4.0, 0.02414826), (6.0, 0.02676926)],
        ),
    ];
    for (channels, load, always, times) in CASES {
        for (time, published) in times {
            let mut chain = Chain::loss(channels as usize, load);
            chain.pass(*time);
            let full = *chain.probabilities.last().expect("a state");
            assert!((full - published).abs() < 1e-8, "{channels} at {time}: {full}");
            let formula = erlang::blocking_at(load, channels, *time).expect("in range");
            assert!((formula - published).abs() < 1e-8, "{channels} at {time}: {formula}");
            if *time != always && !is_long() {
                continue;
            }
            let exact = chain.mean_full(0.1);
            // Some 400,000 calls.
            let replications = (10_000.0 / load / (time + 0.2)).max(30.0) as u32;
            let record = blocked_from(gateways(40, channels, load), *time, replications);
            meets(&record, "blocking", exact, 1.0);
        }
    }
}

#[test]
fn after_a_step_in_the_rate_blocking_is_that_of_the_markov_chain() {
    // From empty 6 holding times at 8 erlang, then 2.5 times as much, from 8 holding times on a quarter of it.
    let (channels, before, factor) = (10, 8.0, 2.5);
    let mut steps = gateways(40, channels, before);
    let surges = vec![
        Surge { from: instant(6.0 * HOLD), to: None, factor },
        Surge { from: instant(8.0 * HOLD), to: None, factor: 0.25 },
    ];
    steps.traffic.iter_mut().for_each(|t| t.variation.surges = surges.clone());
    // While the rate is high, and after it has fallen; then all others.
    let times = [(6.3, 0.1), (8.2, 0.2), (6.0, 0.1), (7.5, 0.1), (8.0, 0.1), (8.6, 0.4)];
    let times = if is_long() { &times[..] } else { &times[..2] };
    for (from, precision) in times.iter().copied() {
        let mut chain = Chain::loss(channels as usize, before);
        chain.pass(6.0);
        let at = |load: f64, known: &Chain| Chain {
            probabilities: known.probabilities.clone(),
            ..Chain::loss(channels as usize, load)
        };
        let mut chain = at(before * factor, &chain);
        chain.pass(f64::min(from, 8.0) - 6.0);
        if from >= 8.0 {
            chain = at(before * factor * 0.25, &chain);
            chain.pass(from - 8.0);
        }
        let exact = chain.mean_full(0.1);
        meets(&blocked_from(steps.clone(), from, 300), "blocking", exact, precision);
    }
}

#[test]
fn a_surge_moves_arrivals_and_no_other_draw() {
    let plain = gateways(1, 1_000, 60.0);
    let ended = |surges: Vec<Surge>| {
        let mut d = plain.clone();
        d.settings.warm_up = Span::ZERO;
        d.traffic[0].variation.surges = surges;
        run(d)
    };
    let surge = |from: f64, to: f64, factor: f64| Surge {
        from: instant(from),
        to: Some(instant(to)),
        factor,
    };
    // Factors that cancel each other out, and surges beyond the end, change nothing.
    let none = ended(Vec::new());
    for surges in [
        vec![surge(600.0, 1_200.0, 2.0), surge(600.0, 1_200.0, 0.5)],
        vec![surge(100_000.0, 200_000.0, 5.0)],
    ] {
        assert_eq!(ended(surges).digest, none.digest);
    }
    // Without a call for half of the time there are half of them, and no series of another shape.
    let quiet = ended(vec![surge(0.0, 1_800.0, 0.0)]);
    let series = |e: &&busyhour::internals::experiment::Estimate| {
        e.figure.measure.name() == "calls_in_progress" && e.to.is_some_and(|to| to <= 1_800.0)
    };
    assert!(quiet.estimates.iter().filter(series).count() > 10);
    assert!(quiet.estimates.iter().filter(series).all(|e| e.value == Some(0.0)));
    assert!(count(&quiet, "calls") < 0.7 * count(&none, "calls"));
}

/// A source whose rate changes between two states.
fn two_states(factors: [f64; 2], lasts: [f64; 2]) -> Vec<RateState> {
    let state = |i: usize| RateState {
        factor: factors[i],
        lasts: span(lasts[i]),
        next: if i == 0 { vec![0.0, 1.0] } else { vec![1.0, 0.0] },
    };
    vec![state(0), state(1)]
}

/// Blocking of calls whose rate changes between states, in a loss system: the chain of (state, calls in progress), solved
/// by letting a long time pass. Times in mean holding times.
fn modulated_blocking(channels: usize, loads: &[f64], lasts: &[f64], next: &[Vec<f64>]) -> f64 {
    let at = |state: usize, calls: usize| state * (channels + 1) + calls;
    let mut chain = Chain { rates: Vec::new(), probabilities: Vec::new() };
    chain.probabilities =
        vec![1.0 / (loads.len() * (channels + 1)) as f64; loads.len() * (channels + 1)];
    for state in 0..loads.len() {
        for n in 0..=channels {
            if n < channels {
                chain.rates.push((at(state, n), at(state, n + 1), loads[state]));
            }
            if n > 0 {
                chain.rates.push((at(state, n), at(state, n - 1), n as f64));
            }
            for (other, share) in next[state].iter().enumerate() {
                chain.rates.push((at(state, n), at(other, n), share / lasts[state]));
            }
        }
    }
    chain.pass(60.0 * lasts.iter().copied().fold(1.0, f64::max));
    let arriving = |n: usize| -> f64 {
        (0..loads.len()).map(|state| loads[state] * chain.probabilities[at(state, n)]).sum()
    };
    arriving(channels) / (0..=channels).map(arriving).sum::<f64>()
}

#[test]
fn an_interrupted_poisson_process_blocks_as_its_markov_chain() {
    // On for 2 holding times at 12 erlang, off for 3.
    let (channels, load) = (8, 12.0);
    let next = [vec![0.0, 1.0], vec![1.0, 0.0]];
    let exact = modulated_blocking(channels, &[load, 0.0], &[2.0, 3.0], &next);
    let mut d = gateways(1, channels as u32, load);
    d.traffic[0].variation.states = two_states([1.0, 0.0], [2.0 * HOLD, 3.0 * HOLD]);
    d.settings.replications = 20;
    d.settings.duration = Span::from_secs(400_000);
    let record = run(d);
    meets(&record, "blocking", exact, 0.03);
    // One source alone is a renewal process with hyperexponential gaps (Kuczura 1973), so that its blocking is also
    // that of GI/M/c/c: 1 / sum over k of C(c, k) * product of (1 - f(i)) / f(i), i = 1 to k.
    let (on, off) = (1.0 / 2.0, 1.0 / 3.0);
    let gap = |s: f64| load * (s + off) / ((s + load + on) * (s + off) - on * off);
    let (mut term, mut sum) = (1.0, 1.0);
    for k in 1..=channels {
        let f = gap(k as f64);
        term *= (channels - k + 1) as f64 / k as f64 * (1.0 - f) / f;
        sum += term;
    }
    assert!((1.0 / sum - exact).abs() < 1e-9, "{} and {exact}", 1.0 / sum);
}

#[test]
fn three_states_block_as_their_markov_chain() {
    let (channels, load) = (10, 8.0);
    let (factors, lasts) = ([0.25, 1.0, 2.5], [5.0, 2.0, 1.0]);
    let next = [vec![0.0, 0.8, 0.2], vec![0.4, 0.0, 0.6], vec![1.0, 0.0, 0.0]];
    let exact = modulated_blocking(channels, &factors.map(|f| f * load), &lasts, &next);
    let mut d = gateways(1, channels as u32, load);
    let state = |i: usize| RateState {
        factor: factors[i],
        lasts: span(lasts[i] * HOLD),
        next: next[i].clone(),
    };
    d.traffic[0].variation.states = (0..3).map(state).collect();
    d.settings.replications = 20;
    d.settings.duration = Span::from_secs(600_000);
    meets(&run(d), "blocking", exact, 0.03);
}

/// Calls of each source in each replication.
fn counts(d: &Deployment) -> Vec<Vec<f64>> {
    let record = run(d.clone());
    let of = |traffic: &Traffic| {
        let scope = format!("source:{}", traffic.name);
        let is = |r: &&Replicates| {
            (r.figure.measure.name(), r.figure.scope.as_str()) == ("calls", &*scope)
                && r.figure.statistic.name() == "count"
        };
        let found = record.replicates.iter().find(is).unwrap_or_else(|| panic!("no {scope}"));
        found.values.iter().map(|value| value.expect("a count")).collect()
    };
    d.traffic.iter().map(of).collect()
}

fn mean(values: &[f64]) -> f64 {
    values.iter().sum::<f64>() / values.len() as f64
}

/// The covariance of two samples lies in a 99.9 % interval, which groups of 200 give.
fn covaries(a: &[f64], b: &[f64], exact: f64, precision: f64) {
    let group = |(a, b): (&[f64], &[f64])| {
        let (of_a, of_b) = (mean(a), mean(b));
        let products = a.iter().zip(b).map(|(x, y)| (x - of_a) * (y - of_b));
        products.sum::<f64>() / (a.len() - 1) as f64
    };
    let groups: Vec<f64> = a.chunks(200).zip(b.chunks(200)).map(group).collect();
    let found = interval::replications(&groups, 0.999).expect("groups");
    let half = found.half_width().expect("several groups");
    assert!(found.contains(exact), "{} ± {half}, exact {exact}", mean(&groups));
    assert!(half < precision, "{} ± {half}, exact {exact}", mean(&groups));
}

/// Two sources with a factor for each day, and half an hour with some 40 calls of each.
fn differing_days(cv: f64, shared: f64, correlation: f64) -> Deployment {
    let mut d = gateways(2, 1_000, 40.0 * HOLD / 1_800.0);
    d.settings.warm_up = Span::ZERO;
    d.settings.duration = Span::from_secs(1_800);
    d.settings.follow_at_most = Span::from_secs(1);
    d.settings.replications = 3_000;
    let day = Some(DayFactor { cv, correlation, shared });
    d.traffic.iter_mut().for_each(|t| t.variation.day_factor = day);
    d
}

#[test]
fn counts_of_differing_days_are_overdispersed() {
    let (m, cv) = (40.0, 0.4);
    for (shared, common) in [(1.0, 1.0), (0.0, 0.0)] {
        let found = counts(&differing_days(cv, shared, 0.0));
        let [a, b] = &found[..] else { panic!("two sources") };
        let mean_of_a = interval::replications(a, 0.999).expect("counts");
        assert!(mean_of_a.contains(m), "{mean_of_a:?}");
        // Variance ÷ mean is 1 + m·cv².
        covaries(a, a, m * (1.0 + m * cv * cv), 60.0);
        covaries(a, b, common * m * m * cv * cv, 60.0);
    }
}

/// The correlation of two gamma factors whose normal scores have the correlation `rho`, by integration over both scores.
fn correlation_of_factors(cv: f64, rho: f64) -> f64 {
    let shape = 1.0 / (cv * cv);
    let (gamma, normal) = (
        statrs::distribution::Gamma::new(shape, shape).expect("gamma"),
        statrs::distribution::Normal::new(0.0, 1.0).expect("normal"),
    );
    let step = 0.05;
    let scores: Vec<f64> = (-120..=120).map(|i| f64::from(i) * step).collect();
    let factor = |z: &f64| gamma.inverse_cdf(normal.cdf(*z));
    let factors: Vec<f64> = scores.iter().map(factor).collect();
    let rest = 1.0 - rho * rho;
    let mut product = 0.0;
    for (x, f) in scores.iter().zip(&factors) {
        for (y, g) in scores.iter().zip(&factors) {
            let exponent = -(x * x - 2.0 * rho * x * y + y * y) / (2.0 * rest);
            product += f * g * exponent.exp() * step * step;
        }
    }
    (product / (2.0 * std::f64::consts::PI * rest.sqrt()) - 1.0) / (cv * cv)
}

#[test]
fn a_busy_day_follows_a_busy_day() {
    let (m, cv, rho) = (40.0, 0.5, 0.6);
    let mut d = differing_days(cv, 0.5, rho);
    // 15 minutes before midnight to 15 minutes after it.
    d.settings.clock = Clock::new("2013-11-18T23:45:00", None).expect("a start");
    let found = counts(&d);
    let factors = correlation_of_factors(cv, rho);
    let each = m / 2.0;
    let exact = m + each * each * cv * cv * (2.0 + 2.0 * factors);
    covaries(&found[0], &found[0], exact, 60.0);
    // Half of the scores' variance is common, so that their correlation is one half.
    let (same, next) = (correlation_of_factors(cv, 0.5), correlation_of_factors(cv, 0.5 * rho));
    covaries(&found[0], &found[1], each * each * cv * cv * 2.0 * (same + next), 50.0);
}

#[test]
fn blocking_of_differing_days_is_erlang_b_mixed_by_their_factors() {
    let (channels, load, cv) = (10, 7.0, 0.4);
    // A second group of channels would have the same factor, and tell little more.
    let mut d = gateways(1, channels, load);
    let day = Some(DayFactor { cv, correlation: 0.0, shared: 1.0 });
    d.traffic.iter_mut().for_each(|t| t.variation.day_factor = day);
    d.settings.warm_up = Span::from_secs(600);
    d.settings.duration = Span::from_secs(3_600);
    d.settings.follow_at_most = Span::from_secs(1);
    d.settings.replications = 1_600;
    let shape = 1.0 / (cv * cv);
    let gamma = statrs::distribution::Gamma::new(shape, shape).expect("gamma");
    let (mut blocked, mut arrivals) = (0.0, 0.0);
    for i in 0..20_000 {
        let factor = (f64::from(i) + 0.5) * 5.0 / 20_000.0;
        let weight = factor * gamma.pdf(factor);
        blocked += weight * erlang::erlang_b(factor * load, channels).expect("in range");
        arrivals += weight;
    }
    meets(&run(d), "blocking", blocked / arrivals, 0.1);
}

#[test]
fn factors_of_one_source_move_no_draw_of_another() {
    let plain = differing_days(0.4, 0.3, 0.0);
    let both = counts(&Deployment {
        settings: Settings { replications: 5, ..plain.settings.clone() },
        ..plain.clone()
    });
    let mut d = plain.clone();
    d.settings.replications = 5;
    d.traffic[0].variation.day_factor = None;
    d.traffic[0].variation.states = two_states([0.5, 2.0], [100.0, 50.0]);
    let one = counts(&d);
    assert_ne!(one[0], both[0]);
    assert_eq!(one[1], both[1]);
}

#[test]
fn recorded_calls_are_replayed_with_their_conversations_and_users() {
    let mut d = small();
    once(&mut d, 1_000);
    d.settings.replications = 3;
    let (n, other) = (40_u32, 90.0);
    let replay = Replay {
        instants: (0..n).map(|i| instant(f64::from(10 * i))).collect(),
        talk: (0..n).map(|i| Some(span(if i % 2 == 0 { 30.0 } else { other }))).collect(),
        users: vec![7; n as usize],
    };
    d.traffic[0].arrivals = Arrivals::Replay(replay.clone());
    let record = run(d.clone());
    near(value(&record, "holding_time", "gateway:gw1", "mean"), (30.0 + other) / 2.0);
    assert_eq!(counts(&d)[0], vec![f64::from(n); 3]);
    // What the list leaves open is drawn: 60 s in this model.
    let open = Replay { talk: vec![None; n as usize], ..replay };
    d.traffic[0].arrivals = Arrivals::Replay(open.clone());
    near(value(&run(d.clone()), "holding_time", "gateway:gw1", "mean"), 60.0);
    // One user has one mailbox server; users that are drawn have both.
    d.users[0].answers.share = 0.0;
    d.exchange_servers.push(exchange("ex2", Version::Exchange2013));
    d.dial_plans[0].servers.push(Id::new(1));
    d.users[0].mailboxes = Some(Mailboxes::Shares(vec![(Id::new(0), 0.5), (Id::new(1), 0.5)]));
    let loads = |d: &Deployment| {
        let record = run(d.clone());
        [1, 2].map(|i| value(&record, "carried_load", &format!("server:ex{i}+slots:um"), "value"))
    };
    let one = loads(&d);
    assert!(one.contains(&0.0) && one.iter().any(|load| *load > 0.0), "{one:?}");
    let users = vec![0; n as usize];
    d.traffic[0].arrivals = Arrivals::Replay(Replay { users, ..open });
    assert!(loads(&d).iter().all(|load| *load > 0.0));
}
