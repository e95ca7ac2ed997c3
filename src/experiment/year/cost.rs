//! Costs of an outage, and of a year of outages, from the designs of the study.

use super::kind::Kind;
use crate::experiment::record::{Record, YearSummary, YearlyCost, YearlyOutage, YearlyValue};
use crate::measure::{Figure, Measure, Statistic};
use crate::stats::interval;

/// Hours of a year: 365.25 days.
const HOURS: f64 = 8_766.0;

/// Values by replication.
type Values = Vec<f64>;

/// The summary of the designs that were finished.
pub(super) fn summary(
    kinds: &[Kind],
    designs: &[Record],
    (not_counted, finished): (&[String], bool),
) -> YearSummary {
    let mut summary = YearSummary {
        outages: Vec::new(),
        all: None,
        calls_a_year: None,
        availability_in_calls: None,
        availability_in_minutes: None,
        hours_of_two_at_once: two_at_once(kinds),
        calls_lost_by_two_at_once: None,
        not_counted: not_counted.to_vec(),
        finished,
    };
    let Some((good_day, lost)) = designs.split_first() else { return summary };
    let level = good_day.confidence;
    let value = |values: &[f64]| of(values, level);
    let hours = good_day.duration_seconds / 3_600.0;
    let calls: Values = counts(good_day).iter().map(|n| n * HOURS / hours).collect();
    let (mut all_lost, mut all_minutes) = (vec![0.0; calls.len()], vec![0.0; calls.len()]);
    let mut rest = lost;
    for kind in kinds {
        let n = kind.simulated.len();
        if rest.len() < n {
            break;
        }
        let (mine, others) = rest.split_at(n);
        rest = others;
        let a_year = HOURS * 3_600.0 / (kind.every + kind.lasts);
        let each_lost =
            cost(kind, mine, |design| difference(&lost_calls(design), &lost_calls(good_day)));
        let each_minutes = cost(kind, mine, minutes);
        let yearly = |each: &[f64]| each.iter().map(|v| v * a_year).collect::<Values>();
        let (year_lost, year_minutes) = (yearly(&each_lost), yearly(&each_minutes));
        all_lost.iter_mut().zip(&year_lost).for_each(|(sum, v)| *sum += v);
        all_minutes.iter_mut().zip(&year_minutes).for_each(|(sum, v)| *sum += v);
        summary.outages.push(YearlyOutage {
            outage: kind.outage.name.clone(),
            lasts_seconds: kind.lasts,
            simulated_seconds: kind.simulated.iter().map(|span| span.seconds()).collect(),
            outages_a_year: a_year,
            hours_a_year: a_year * kind.lasts / 3_600.0,
            calls_lost_each: value(&each_lost),
            calls_lost_a_year: value(&year_lost),
            minutes_affected_a_year: value(&year_minutes),
        });
    }
    if summary.outages.len() == kinds.len() {
        let availability = |lost: f64, of: f64| if of > 0.0 { 1.0 - lost / of } else { 1.0 };
        let in_calls: Values =
            all_lost.iter().zip(&calls).map(|(lost, calls)| availability(*lost, *calls)).collect();
        let in_minutes: Values =
            all_minutes.iter().map(|minutes| availability(*minutes, HOURS * 60.0)).collect();
        summary.availability_in_calls = value(&in_calls);
        summary.availability_in_minutes = value(&in_minutes);
        summary.all = value(&all_lost)
            .zip(value(&all_minutes))
            .map(|(calls_lost, minutes)| YearlyCost { calls_lost, minutes_affected: minutes });
    }
    summary.calls_a_year = value(&calls);
    let share = summary.hours_of_two_at_once / HOURS;
    summary.calls_lost_by_two_at_once = summary.calls_a_year.as_ref().map(|all| all.value * share);
    summary
}

/// The cost of an outage of mean length by replication. Beyond the longest that was simulated it grows evenly, as it does from
/// the shorter to the longer.
fn cost(kind: &Kind, designs: &[Record], of: impl Fn(&Record) -> Values) -> Values {
    match (designs, &kind.simulated[..]) {
        ([long, short, ..], [longest, shorter, ..]) => {
            let beyond = (kind.lasts - longest.seconds()) / (longest.seconds() - shorter.seconds());
            let both = of(long).into_iter().zip(of(short));
            both.map(|(long, short)| long + (long - short) * beyond).collect()
        }
        ([one, ..], _) => of(one),
        _ => Vec::new(),
    }
}

/// At most so many hours a year do two of the outages last at once: each is independent of the others.
fn two_at_once(kinds: &[Kind]) -> f64 {
    let down = |kind: &Kind| kind.lasts / (kind.every + kind.lasts);
    let pairs = kinds
        .iter()
        .enumerate()
        .flat_map(|(i, a)| kinds[i + 1..].iter().map(move |b| down(a) * down(b)));
    HOURS * pairs.sum::<f64>()
}

fn values(design: &Record, measure: Measure, statistic: Statistic) -> Values {
    let figure = Figure::of_all(measure, statistic);
    let found = design.replicates.iter().find(|r| r.figure == figure);
    found.map_or_else(Vec::new, |r| r.values.iter().map(|v| v.unwrap_or(0.0)).collect())
}

fn counts(design: &Record) -> Values {
    values(design, Measure::Calls, Statistic::Count)
}

fn minutes(design: &Record) -> Values {
    values(design, Measure::MinutesAffected, Statistic::Count)
}

fn lost_calls(design: &Record) -> Values {
    let shares = values(design, Measure::CallsLost, Statistic::Value);
    shares.iter().zip(counts(design)).map(|(share, calls)| share * calls).collect()
}

fn difference(with: &[f64], without: &[f64]) -> Values {
    with.iter().zip(without).map(|(with, without)| with - without).collect()
}

fn of(values: &[f64], level: f64) -> Option<YearlyValue> {
    let found = interval::replications(values, level)?;
    Some(YearlyValue { value: found.value, low: found.low, high: found.high })
}
