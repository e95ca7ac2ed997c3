//! Time as integer nanoseconds: [`SimTime`] is an instant, [`Span`] a length of time.
//! Adding two instants does not compile. No clock is read here.

use std::fmt;
use std::ops::{Add, AddAssign, Sub};

const NANOS_PER_SECOND: f64 = 1e9;

/// An instant of simulated time: nanoseconds since the start of the warm-up.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct SimTime(u64);

/// A length of time in whole nanoseconds, never negative; the longest is about 584 years.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span(u64);

impl SimTime {
    /// The start of the warm-up.
    pub const ZERO: SimTime = SimTime(0);
    /// Later than anything a run reaches.
    pub const MAX: SimTime = SimTime(u64::MAX);

    /// The instant `nanos` nanoseconds after the start.
    pub const fn from_nanos(nanos: u64) -> Self {
        SimTime(nanos)
    }

    /// Nanoseconds since the start.
    pub const fn nanos(self) -> u64 {
        self.0
    }

    /// Seconds since the start, for people and charts.
    pub fn seconds(self) -> f64 {
        self.0 as f64 / NANOS_PER_SECOND
    }

    /// The time from `earlier` to this instant; zero if `earlier` is later.
    pub fn since(self, earlier: SimTime) -> Span {
        Span(self.0.saturating_sub(earlier.0))
    }
}

/// To the nearest whole number, halves up, for what is not negative: as `round`, which is slower where the processor has
/// no instruction for it.
#[inline]
pub fn whole(number: f64) -> u64 {
    let below = number as u64;
    below + u64::from(number - below as f64 >= 0.5)
}

impl Span {
    /// No time at all.
    pub const ZERO: Span = Span(0);
    /// The longest span.
    pub const MAX: Span = Span(u64::MAX);

    /// A span of whole nanoseconds.
    pub const fn from_nanos(nanos: u64) -> Self {
        Span(nanos)
    }

    /// A span of whole seconds.
    pub const fn from_secs(seconds: u64) -> Self {
        Span(seconds * 1_000_000_000)
    }

    /// Seconds rounded to the nearest nanosecond; `None` if negative, not a number or too long.
    pub fn from_seconds(seconds: f64) -> Option<Self> {
        let nanos = seconds * NANOS_PER_SECOND;
        (nanos >= 0.0 && nanos < u64::MAX as f64).then(|| Span(nanos.round() as u64))
    }

    /// Nanoseconds.
    pub const fn nanos(self) -> u64 {
        self.0
    }

    /// Seconds.
    pub fn seconds(self) -> f64 {
        self.0 as f64 / NANOS_PER_SECOND
    }

    /// Whether it is zero.
    pub const fn is_zero(self) -> bool {
        self.0 == 0
    }
}

impl Add<Span> for SimTime {
    type Output = SimTime;
    /// Saturates at [`SimTime::MAX`]; the kernel refuses to schedule there.
    #[inline]
    fn add(self, span: Span) -> SimTime {
        SimTime(self.0.saturating_add(span.0))
    }
}

impl Add for Span {
    type Output = Span;
    #[inline]
    fn add(self, other: Span) -> Span {
        Span(self.0.saturating_add(other.0))
    }
}

impl AddAssign for Span {
    fn add_assign(&mut self, other: Span) {
        *self = *self + other;
    }
}

impl Sub for Span {
    type Output = Span;
    fn sub(self, other: Span) -> Span {
        Span(self.0.saturating_sub(other.0))
    }
}

impl fmt::Display for Span {
    /// In the unit a person would choose: `20 ms`, `3 min`, `1.5 h`.
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (divisor, unit) = match self.0 {
            0 => return f.write_str("0 s"),
            n if n < 1_000 => (1.0, "ns"),
            n if n < 1_000_000 => (1e3, "us"),
            n if n < 1_000_000_000 => (1e6, "ms"),
            n if n < 120_000_000_000 => (1e9, "s"),
            n if n < 7_200_000_000_000 => (60e9, "min"),
            _ => (3_600e9, "h"),
        };
        let text = format!("{:.3}", self.0 as f64 / divisor);
        write!(f, "{} {unit}", text.trim_end_matches('0').trim_end_matches('.'))
    }
}

impl fmt::Display for SimTime {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "t+{}", Span(self.0))
    }
}
