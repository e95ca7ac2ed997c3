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
    let hours = good_day.duration_seconds / 3_600.0;
    let calls: Values = counts(good_day).iter().map(|n| n * HOURS / hours).collect();
    let none = || Costs::none(calls.len());
    let (mut all_lost, mut all_minutes) = (none(), none());
    let mut rest = lost;
    for kind in kinds {
        let n = kind.groups.len();
        if rest.len() < n {
            break;
        }
        let (mine, others) = rest.split_at(n);
        rest = others;
        let a_year = HOURS * 3_600.0 / (kind.every + kind.lasts);
        let more = |design: &Record| difference(&lost_calls(design), &lost_calls(good_day));
        let a_second: Values = calls.iter().map(|n| n / (HOURS * 3_600.0)).collect();
        let each_lost = Costs::of(kind, mine, &a_second, more);
        let each_minutes = Costs::of(kind, mine, &vec![1.0 / 60.0; calls.len()], minutes);
        let year_lost = each_lost.times(a_year).at_most(&calls);
        let year_minutes = each_minutes.times(a_year).at_most(&vec![HOURS * 60.0; calls.len()]);
        all_lost.add(&year_lost);
        all_minutes.add(&year_minutes);
        summary.outages.push(YearlyOutage {
            outage: kind.outage.name.clone(),
            lasts_seconds: kind.lasts,
            simulated_seconds: kind.groups.iter().map(|group| group.mean).collect(),
            unseen_seconds: kind.unseen,
            outages_a_year: a_year,
            hours_a_year: a_year * kind.lasts / 3_600.0,
            calls_lost_each: each_lost.value(level),
            calls_lost_a_year: year_lost.value(level),
            minutes_affected_a_year: year_minutes.value(level),
        });
    }
    if summary.outages.len() == kinds.len() {
        let all_lost = all_lost.at_most(&calls);
        let year = vec![HOURS * 60.0; calls.len()];
        let all_minutes = all_minutes.at_most(&year);
        summary.availability_in_calls = all_lost.availability(&calls).value(level);
        summary.availability_in_minutes = all_minutes.availability(&year).value(level);
        summary.all = all_lost
            .value(level)
            .zip(all_minutes.value(level))
            .map(|(calls_lost, minutes)| YearlyCost { calls_lost, minutes_affected: minutes });
    }
    summary.calls_a_year = of(&calls, level);
    let share = summary.hours_of_two_at_once / HOURS;
    summary.calls_lost_by_two_at_once = summary.calls_a_year.as_ref().map(|all| all.value * share);
    summary
}

/// What outages cost, by replication.
struct Costs {
    /// What was simulated: the least that they cost.
    seen: Values,
    /// With the time beyond the longest that was simulated, as if the cost grew evenly as it does towards it.
    likely: Values,
    /// With the most that this time can cost.
    most: Values,
}

impl Costs {
    fn none(replications: usize) -> Costs {
        let none = || vec![0.0; replications];
        Costs { seen: none(), likely: none(), most: none() }
    }

    /// The mean cost over the lengths of an outage: each group counts by its share. A second of it costs at most `a_second`.
    fn of(
        kind: &Kind,
        designs: &[Record],
        a_second: &[f64],
        cost: impl Fn(&Record) -> Values,
    ) -> Costs {
        let costs: Vec<Values> = designs.iter().map(cost).collect();
        let mut seen = vec![0.0; a_second.len()];
        for (group, costs) in kind.groups.iter().zip(&costs) {
            seen.iter_mut().zip(costs).for_each(|(sum, cost)| *sum += group.share * cost);
        }
        let mean = |values: &Values| values.iter().sum::<f64>() / values.len().max(1) as f64;
        let (longest, cost) = match (kind.groups.last(), costs.last()) {
            (Some(group), Some(costs)) => (group.mean, mean(costs)),
            _ => (0.0, 0.0),
        };
        let shorter = kind.groups.iter().zip(&costs).rev().nth(1);
        let (shorter, less) =
            shorter.map_or((0.0, 0.0), |(group, costs)| (group.mean, mean(costs)));
        let growth = if longest > shorter { (cost - less) / (longest - shorter) } else { 0.0 };
        let with = |growth: &dyn Fn(f64) -> f64| -> Values {
            seen.iter()
                .zip(a_second)
                .map(|(seen, most)| seen + growth(*most) * kind.unseen)
                .collect()
        };
        let likely = with(&|most| growth.clamp(0.0, most.max(0.0)));
        let most = with(&|most| most);
        Costs { seen, likely, most }
    }

    fn map(&self, of: impl Fn(&Values) -> Values) -> Costs {
        Costs { seen: of(&self.seen), likely: of(&self.likely), most: of(&self.most) }
    }

    fn times(&self, factor: f64) -> Costs {
        self.map(|values| values.iter().map(|v| v * factor).collect())
    }

    fn at_most(&self, limits: &[f64]) -> Costs {
        self.map(|values| values.iter().zip(limits).map(|(v, limit)| v.min(*limit)).collect())
    }

    /// 1 − cost ÷ what there is; the most cost is the least availability.
    fn availability(&self, of: &[f64]) -> Costs {
        let share = |(cost, of): (&f64, &f64)| if *of > 0.0 { 1.0 - cost / of } else { 1.0 };
        let Costs { seen: most, likely, most: seen } =
            self.map(|costs| costs.iter().zip(of).map(share).collect());
        Costs { seen, likely, most }
    }

    fn add(&mut self, other: &Costs) {
        let add = |sum: &mut Values, other: &Values| {
            sum.iter_mut().zip(other).for_each(|(sum, v)| *sum += v);
        };
        add(&mut self.seen, &other.seen);
        add(&mut self.likely, &other.likely);
        add(&mut self.most, &other.most);
    }

    /// The likely cost; its interval covers what was not seen.
    fn value(&self, level: f64) -> Option<YearlyValue> {
        let [seen, likely, most] = [&self.seen, &self.likely, &self.most].map(|v| of(v, level));
        let (seen, likely, most) = (seen?, likely?, most?);
        Some(YearlyValue { value: likely.value, low: seen.low, high: most.high })
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
    design
        .replicates_of(&figure)
        .map_or_else(Vec::new, |r| r.values.iter().map(|v| v.unwrap_or(0.0)).collect())
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
    // Values that are the same by chance say nothing of their spread.
    let ends = found.low.zip(found.high).filter(|(low, high)| low < high);
    let (low, high) = ends.unzip();
    Some(YearlyValue { value: found.value, low, high })
}
