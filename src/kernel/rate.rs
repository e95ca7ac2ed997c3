//! Rates over time: constant between given instants, perhaps repeating, with factors for parts of the time.

use crate::base::{SimTime, Span, whole};

/// A rate that is constant between given instants, with its integral, and factors for parts of the time.
#[derive(Clone, Debug)]
pub struct RateCurve {
    /// (start ns, calls per ns, expected calls before the start), without factors.
    steps: Vec<(f64, f64, f64)>,
    /// (length ns, expected calls in it) of a repeating curve, without factors.
    period: Option<(f64, f64)>,
    /// Parts of the time with a factor, the first from 0; empty without factors.
    parts: Vec<Part>,
}

/// A part of the time in which the rate is multiplied by a factor.
#[derive(Clone, Copy, Debug)]
struct Part {
    start: SimTime,
    factor: f64,
    /// Calls expected before the start, without factors and with them.
    plain: f64,
    before: f64,
}

impl RateCurve {
    /// From (instant, calls per second) in order, the first at time 0, repeating after `period`.
    pub fn new(steps: &[(SimTime, f64)], period: Option<Span>) -> Self {
        let mut out: Vec<(f64, f64, f64)> = Vec::with_capacity(steps.len());
        for (at, per_second) in steps {
            let start = at.nanos() as f64;
            let before = out.last().map_or(0.0, |(s, rate, sum)| sum + (start - s) * rate);
            out.push((start, per_second * 1e-9, before));
        }
        let period = period.map(|p| {
            let length = p.nanos() as f64;
            (length, out.last().map_or(0.0, |(s, rate, sum)| sum + (length - s) * rate))
        });
        RateCurve { steps: out, period, parts: Vec::new() }
    }

    /// With a factor from each of these instants to the next; they are in order, the first is 0.
    #[must_use]
    pub fn with_factors(mut self, factors: &[(SimTime, f64)]) -> Self {
        let mut parts: Vec<Part> = Vec::with_capacity(factors.len());
        for (start, factor) in factors {
            let plain = self.expected_plain(*start);
            let before = parts.last().map_or(0.0, |p| p.before + p.factor * (plain - p.plain));
            parts.push(Part { start: *start, factor: *factor, plain, before });
        }
        self.parts = parts;
        self
    }

    /// Calls expected from time 0 to `until`.
    pub fn expected(&self, until: SimTime) -> f64 {
        let begun = self.parts.partition_point(|part| part.start <= until);
        let plain = self.expected_plain(until);
        let part = self.parts[..begun].last();
        part.map_or(plain, |part| part.before + part.factor * (plain - part.plain))
    }

    /// The highest rate before `until`, calls per second.
    pub fn highest(&self, until: SimTime) -> f64 {
        let highest = |from: SimTime, to: SimTime| 1e9 * self.highest_plain(from, to);
        if self.parts.is_empty() {
            return highest(SimTime::ZERO, until);
        }
        let ends = self.parts.iter().skip(1).map(|part| part.start).chain([until]);
        let parts = self.parts.iter().zip(ends);
        let of = |(part, end): (&Part, SimTime)| part.factor * highest(part.start, end.min(until));
        parts.map(of).fold(0.0, f64::max)
    }

    /// The highest rate from one instant to another without factors, calls per ns; 0 where there is no time between.
    fn highest_plain(&self, from: SimTime, to: SimTime) -> f64 {
        if to <= from {
            return 0.0;
        }
        let (from, to) = (from.nanos() as f64, to.nanos() as f64);
        let (from, to) = match self.period {
            Some((length, _)) if to - from >= length => (0.0, length),
            Some((length, _)) => {
                let begun = (from / length).floor() * length;
                (from - begun, to - begun)
            }
            None => (from, to),
        };
        let within = |from: f64, to: f64| {
            let first = self.steps.partition_point(|(start, _, _)| *start <= from);
            let steps = self.steps[first.saturating_sub(1)..].iter();
            steps.take_while(|(start, _, _)| *start < to).map(|(_, r, _)| *r).fold(0.0, f64::max)
        };
        match self.period {
            Some((length, _)) if to > length => within(from, length).max(within(0.0, to - length)),
            _ => within(from, to),
        }
    }

    /// Calls expected from time 0 to `until`, without factors.
    fn expected_plain(&self, until: SimTime) -> f64 {
        let nanos = until.nanos() as f64;
        let (offset, within) = match self.period {
            Some((length, per_period)) => {
                let periods = (nanos / length).floor();
                (periods * per_period, nanos - periods * length)
            }
            None => (0.0, nanos),
        };
        let begun = self.steps.partition_point(|(start, _, _)| *start <= within);
        let step = self.steps[..begun].last();
        offset + step.map_or(0.0, |(start, rate, before)| before + (within - start) * rate)
    }

    /// The instant by which `expected` calls are expected; `None` if that never happens.
    pub(super) fn invert(&self, expected: f64) -> Option<SimTime> {
        if self.parts.is_empty() {
            return self.invert_plain(expected);
        }
        // The last part that begins before so many calls. Its factor is 0 only if no other part follows.
        let begun = self.parts.partition_point(|part| part.before <= expected);
        let part = self.parts[..begun].last().filter(|part| part.factor > 0.0)?;
        self.invert_plain(part.plain + (expected - part.before) / part.factor)
    }

    /// The instant by which `expected` calls are expected without factors.
    fn invert_plain(&self, expected: f64) -> Option<SimTime> {
        let (offset, within) = match self.period {
            Some((_, per_period)) if per_period <= 0.0 => return None,
            Some((length, per_period)) => {
                let periods = (expected / per_period).floor();
                (periods * length, expected - periods * per_period)
            }
            None => (0.0, expected),
        };
        let reached = self.steps.partition_point(|(_, _, before)| *before <= within);
        let (start, rate, before) =
            self.steps[..reached].iter().rev().find(|(_, rate, _)| *rate > 0.0)?;
        let nanos = offset + start + (within - before) / rate;
        (nanos < u64::MAX as f64 / 4.0).then(|| SimTime::from_nanos(whole(nanos)))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(seconds: u64) -> SimTime {
        SimTime::from_nanos(seconds * 1_000_000_000)
    }

    #[test]
    fn factors_hold_for_their_part_of_the_time() {
        let steps = [(at(0), 1.0), (at(10), 2.0)];
        let curve = RateCurve::new(&steps, Some(Span::from_secs(20)));
        let curve =
            curve.with_factors(&[(at(0), 1.0), (at(15), 3.0), (at(30), 0.0), (at(50), 1.0)]);
        // 1/s for 10 s, 2/s for 5 s, 6/s for 5 s, 3/s for 10 s, nothing for 20 s, then 2/s.
        for (seconds, expected) in
            [(5, 5.0), (15, 20.0), (20, 50.0), (30, 80.0), (50, 80.0), (55, 90.0)]
        {
            assert!((curve.expected(at(seconds)) - expected).abs() < 1e-9, "{seconds}");
        }
        for (expected, seconds) in
            [(5.0, 5.0), (20.0, 15.0), (26.0, 16.0), (79.0, 29.666666667), (82.0, 51.0)]
        {
            let got = curve.invert(expected).expect("reached").seconds();
            assert!((got - seconds).abs() < 1e-6, "{expected}: {got} instead of {seconds}");
        }
        for (until, highest) in [(5, 1.0), (15, 2.0), (16, 6.0), (100, 6.0)] {
            assert!((curve.highest(at(until)) - highest).abs() < 1e-9, "{until}");
        }
        let ends =
            RateCurve::new(&[(at(0), 1.0)], None).with_factors(&[(at(0), 2.0), (at(5), 0.0)]);
        assert_eq!(ends.invert(9.0), Some(SimTime::from_nanos(4_500_000_000)));
        assert_eq!(ends.invert(10.5), None);
    }

    #[test]
    fn the_highest_rate_of_a_part_that_crosses_the_period() {
        let curve = RateCurve::new(
            &[(at(0), 1.0), (at(10), 2.0), (at(20), 3.0)],
            Some(Span::from_secs(30)),
        );
        let during = |from, to, factor: f64| {
            let zero = [(at(0), 0.0), (at(from), factor), (at(to), 0.0)];
            curve.clone().with_factors(&zero).highest(at(1_000))
        };
        for (from, to, highest) in
            [(31, 39, 1.0), (35, 45, 2.0), (55, 62, 3.0), (65, 70, 1.0), (65, 96, 3.0)]
        {
            assert!((during(from, to, 2.0) - 2.0 * highest).abs() < 1e-9, "{from} to {to}");
        }
    }

    #[test]
    fn inversion_follows_the_steps_and_repeats() {
        let curve = RateCurve::new(
            &[(at(0), 1.0), (at(10), 0.0), (at(20), 2.0)],
            Some(Span::from_secs(30)),
        );
        let close = |expected: f64, seconds: f64| {
            let got = curve.invert(expected).expect("reached").seconds();
            assert!((got - seconds).abs() < 1e-6, "{expected}: {got} instead of {seconds}");
        };
        close(5.0, 5.0);
        close(11.0, 20.5);
        close(29.0, 29.5);
        close(31.0, 31.0);
        assert!(RateCurve::new(&[(at(0), 0.0)], None).invert(1.0).is_none());
    }
}
