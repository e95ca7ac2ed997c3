//! Load that moves: each simulated answer against the solution of its Markov chain, inside the 99.9 % interval.

use crate::system::*;
use busyhour::internals::base::{Id, SimTime, Span};
use busyhour::internals::deployment::*;
use busyhour::internals::experiment::Record;
use busyhour::internals::stats::erlang;

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

/// Channels, erlang, (time in mean holding times, probability that all are taken).
type FromEmpty = (u32, f64, &'static [(f64, f64)]);

#[test]
fn the_transient_from_empty_is_the_markov_chain() {
    const CASES: [FromEmpty; 3] = [
        (
            10,
            10.0,
            &[
                (0.5, 0.00647183),
                (1.0, 0.07779422),
                (2.0, 0.19030443),
                (3.0, 0.21120639),
                (4.0, 0.21412422),
            ],
        ),
        (50, 45.0, &[(2.0, 0.01981944), (4.0, 0.05182315), (6.0, 0.05399107)]),
        (100, 90.0, &[(2.0, 0.00327889), (3.0, 0.01706554), (4.0, 0.02414826), (6.0, 0.02676926)]),
    ];
    for (channels, load, times) in CASES {
        for (time, published) in times {
            let mut chain = Chain::loss(channels as usize, load);
            chain.pass(*time);
            let full = *chain.probabilities.last().expect("a state");
            assert!((full - published).abs() < 1e-8, "{channels} at {time}: {full}");
            let formula = erlang::blocking_at(load, channels, *time).expect("in range");
            assert!((formula - published).abs() < 1e-8, "{channels} at {time}: {formula}");
            let exact = chain.mean_full(0.1);
            // Some 800,000 calls.
            let replications = (20_000.0 / load / (time + 0.2)).max(30.0) as u32;
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
    for (from, precision) in
        [(6.0, 0.1), (6.3, 0.1), (7.5, 0.1), (8.0, 0.1), (8.2, 0.2), (8.6, 0.4)]
    {
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
