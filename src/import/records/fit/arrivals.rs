//! When calls arrive: the profile of a day, whether a Poisson process with this profile fits, how days differ, and the
//! busy hour.

use super::days::{Day, Days, QUARTERS};
use jiff::civil::{Date, Weekday};
use statrs::distribution::{ChiSquared, ContinuousCDF};

/// A quarter of an hour of the profile.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Quarter {
    /// Calls per hour.
    pub rate: f64,
    /// Bounds of the rate, exact for a Poisson process.
    pub bounds: (f64, f64),
    /// Calls that it rests on.
    pub calls: u32,
    /// Calls per hour on the day with the fewest and on that with the most.
    pub range: (f64, f64),
}

/// A test of a hypothesis by a statistic with a chi-square distribution.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct ChiSquareTest {
    /// The statistic.
    pub statistic: f64,
    /// Its degrees of freedom.
    pub degrees: f64,
    /// P(as large or larger) if the hypothesis holds.
    pub p: f64,
}

impl ChiSquareTest {
    fn of(statistic: f64, degrees: f64) -> Option<ChiSquareTest> {
        let p = ChiSquared::new(degrees).ok()?.sf(statistic);
        Some(ChiSquareTest { statistic, degrees, p })
    }

    /// Variance ÷ mean of the counts: 1 for a Poisson process.
    pub fn dispersion(&self) -> f64 {
        self.statistic / self.degrees
    }
}

/// Which days the profile is made of.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum DayKind {
    /// Monday to Friday.
    Weekdays,
    /// All days, because there are no others than these.
    All,
}

/// When calls arrive.
#[derive(Clone, Debug, PartialEq)]
pub struct Arrivals {
    /// Which days.
    pub kind: DayKind,
    /// How many days.
    pub days: usize,
    /// Calls on these days.
    pub calls: f64,
    /// The profile.
    pub quarters: Vec<Quarter>,
    /// Mean calls of a day by weekday, with the number of days; all weekdays that the records hold.
    pub weekdays: Vec<(Weekday, f64, usize)>,
    /// Whether the same rates on all days explain the counts; `None` for one day.
    pub same_days: Option<ChiSquareTest>,
    /// Whether they do if each day has a factor of its own.
    pub with_factor: Option<ChiSquareTest>,
    /// Whether calls inside a quarter of an hour come as those of a Poisson process, by minutes.
    pub inside: Option<ChiSquareTest>,
    /// Standard deviation of the day's factor, if days differ more than chance explains.
    pub day_cv: Option<f64>,
    /// The quarter with which the busy hour begins, its calls, and its erlangs.
    pub busy_hour: (usize, f64, f64),
    /// A day with about the calls of a mean one.
    pub typical: Date,
}

/// Days with fewer calls than this share of the median are no usual days: holidays.
const HOLIDAY: f64 = 0.25;

/// A day's factor is written if chance explains the differences of days less often than this.
const CERTAIN: f64 = 0.01;

impl Arrivals {
    /// From days; `minutes` are the counts of [`by_minute`]. `None` without calls.
    pub fn of(days: &Days, minutes: &[u32], level: f64) -> Option<Arrivals> {
        let weekdays: Vec<&Day> = days.days.iter().filter(|day| !day.is_weekend()).collect();
        let has_calls = weekdays.iter().any(|day| day.total() > 0.0);
        let (kind, mut used) = match has_calls {
            true => (DayKind::Weekdays, weekdays),
            false => (DayKind::All, days.days.iter().collect()),
        };
        let mut totals: Vec<f64> = used.iter().map(|day| day.total()).collect();
        totals.sort_by(f64::total_cmp);
        let median = *totals.get(totals.len() / 2)?;
        used.retain(|day| day.total() >= HOLIDAY * median && day.total() > 0.0);
        let calls: f64 = used.iter().map(|day| day.total()).sum();
        let mean = calls / used.len() as f64;
        let off = |day: &&&Day| (day.total() - mean).abs();
        let typical = used.iter().min_by(|a, b| off(a).total_cmp(&off(b)))?.date;
        let quarters = (0..QUARTERS).map(|at| quarter(&used, at, level)).collect();
        let (same_days, with_factor, day_cv) = differences(&used);
        Some(Arrivals {
            kind,
            days: used.len(),
            calls,
            quarters,
            weekdays: by_weekday(&days.days),
            same_days,
            with_factor,
            inside: inside(minutes),
            day_cv,
            busy_hour: busy_hour(&used),
            typical,
        })
    }
}

fn quarter(days: &[&Day], at: usize, level: f64) -> Quarter {
    let calls: u32 = days.iter().map(|day| day.calls[at]).sum();
    let hours: f64 = days.iter().map(|day| day.hours[at]).sum();
    if hours <= 0.0 {
        return Quarter::default();
    }
    let rates = days.iter().filter(|day| day.hours[at] > 0.0);
    let rates = rates.map(|day| f64::from(day.calls[at]) / day.hours[at]);
    let range =
        rates.fold((f64::INFINITY, 0.0_f64), |(low, high), rate| (low.min(rate), high.max(rate)));
    let (low, high) = poisson_bounds(calls, level);
    Quarter { rate: f64::from(calls) / hours, bounds: (low / hours, high / hours), calls, range }
}

/// Exact bounds of the mean of a Poisson count; source: Garwood (1936).
pub fn poisson_bounds(count: u32, level: f64) -> (f64, f64) {
    let quantile =
        |degrees: f64, p: f64| ChiSquared::new(degrees).map_or(0.0, |chi| chi.inverse_cdf(p) / 2.0);
    let (low, high) = ((1.0 - level) / 2.0, f64::midpoint(1.0, level));
    let count = f64::from(count);
    let lower = if count > 0.0 { quantile(2.0 * count, low) } else { 0.0 };
    (lower, quantile(2.0 * count + 2.0, high))
}

/// Whether days have the same rates, whether they do but for a factor, and the standard deviation of that factor.
fn differences(days: &[&Day]) -> (Option<ChiSquareTest>, Option<ChiSquareTest>, Option<f64>) {
    let count = days.len() as f64;
    if days.len() < 2 {
        return (None, None, None);
    }
    let totals: Vec<f64> = days.iter().map(|day| day.total()).collect();
    let all: f64 = totals.iter().sum();
    let (mut same, mut same_degrees) = (0.0, 0.0);
    let (mut factor, mut slots) = (0.0, 0.0);
    for at in 0..QUARTERS {
        let usual = days.iter().all(|day| (day.hours[at] - 0.25).abs() < 1e-9);
        let sum: f64 = days.iter().map(|day| f64::from(day.calls[at])).sum();
        // Below one call a day the statistic is far from its limit.
        if !usual || sum < count {
            continue;
        }
        same_degrees += count - 1.0;
        slots += 1.0;
        for (day, total) in days.iter().zip(&totals) {
            let seen = f64::from(day.calls[at]);
            let square = |expected: f64| (seen - expected) * (seen - expected) / expected;
            same += square(sum / count);
            factor += square(sum * total / all);
        }
    }
    let of_totals: f64 = totals.iter().map(|total| (total - all / count).powi(2)).sum::<f64>();
    let between = ChiSquareTest::of(of_totals / (all / count), count - 1.0);
    // Variance of the totals beyond that of Poisson counts, relative to the square of their mean.
    let mean = all / count;
    let beyond = (of_totals / (count - 1.0) - mean) / (mean * mean);
    let cv = between.filter(|test| test.p < CERTAIN && beyond > 0.0).map(|_| beyond.sqrt());
    let same = ChiSquareTest::of(same, same_degrees);
    (same, ChiSquareTest::of(factor, (slots - 1.0) * (count - 1.0)), cv)
}

/// Calls by minute, from the first quarter of an hour with a call: a list of 15 for each quarter.
pub fn by_minute(starts: impl Iterator<Item = i64>) -> Vec<u32> {
    const MOST: i64 = 60 * 24 * 366 * 10;
    let mut out = Vec::new();
    let mut origin = None;
    for start in starts {
        let minute = start.div_euclid(60_000);
        let first = *origin.get_or_insert(minute.div_euclid(15) * 15);
        let Ok(at) = usize::try_from((minute - first).min(MOST)) else { continue };
        if at >= out.len() {
            out.resize((at / 15 + 1) * 15, 0);
        }
        out[at] += 1;
    }
    out
}

/// Whether the calls of each quarter are spread over its minutes as at random: the count of a minute given that of the
/// quarter is binomial.
fn inside(minutes: &[u32]) -> Option<ChiSquareTest> {
    let (mut statistic, mut degrees) = (0.0, 0.0);
    for quarter in minutes.chunks_exact(15) {
        let total: u32 = quarter.iter().sum();
        if total < 15 {
            continue;
        }
        let expected = f64::from(total) / 15.0;
        degrees += 14.0;
        statistic += quarter
            .iter()
            .map(|seen| (f64::from(*seen) - expected).powi(2) / expected)
            .sum::<f64>();
    }
    ChiSquareTest::of(statistic, degrees)
}

fn by_weekday(days: &[Day]) -> Vec<(Weekday, f64, usize)> {
    let all = Weekday::Monday.cycle_forward().take(7);
    let means = all.map(|weekday| {
        let same: Vec<f64> =
            days.iter().filter(|day| day.date.weekday() == weekday).map(Day::total).collect();
        (weekday, same.iter().sum::<f64>() / same.len().max(1) as f64, same.len())
    });
    means.filter(|(_, _, days)| *days > 0).collect()
}

/// The four quarters in a row with the most traffic on the mean of all days (time-consistent busy hour): the first of
/// them, calls, and erlangs.
fn busy_hour(days: &[&Day]) -> (usize, f64, f64) {
    let count = days.len() as f64;
    let sums = (0..=QUARTERS - 4).map(|first| {
        let hour = first..first + 4;
        let calls: u32 = days.iter().flat_map(|day| &day.calls[hour.clone()]).sum();
        let erlangs: f64 = days.iter().flat_map(|day| &day.erlangs[hour.clone()]).sum();
        (first, f64::from(calls) / count, erlangs / 4.0 / count)
    });
    sums.max_by(|a, b| a.2.total_cmp(&b.2).then(a.1.total_cmp(&b.1)).then(b.0.cmp(&a.0)))
        .unwrap_or_default()
}
