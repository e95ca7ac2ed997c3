//! What is wrong with the numbers of a record that somebody else may have written: counts, shares and spans that no study
//! can have, and that would keep a chart busy for ever.

use super::sensitivity::Change;
use super::{
    AnalyticComparison, CompareSummary, ControlVariate, Difference, Estimate, Evidence,
    ExpectedCalls, HeadroomSummary, LatencyDistribution, LossesSummary, PlannedOutage,
    PrecisionSummary, Record, ReferenceCheck, Replicates, SensitivitySummary, SizeSummary,
    StudySummary, SweepSummary, Swing, TargetCrossing, TargetVerdict, WarmUpSummary, YearSummary,
    YearlyValue,
};
use crate::measure::{Dimension, Figure};

/// The greatest value in any unit. A figure of a study is far below: a thousand million calls per second for a century are
/// 3 × 10¹⁸.
const LARGEST: f64 = 1e19;
/// The longest span of simulated time, in seconds: the clock counts nanoseconds in 64 bits.
const LONGEST: f64 = 1.85e10;
/// The greatest count of calls, messages, events or observations.
const MOST: f64 = 1e18;
/// The most replications: a study with more would take years.
const MOST_REPLICATIONS: f64 = 1e8;
/// Digits after a decimal point; a number of 64 bits has 17.
const MOST_PLACES: f64 = 17.0;
/// What rounding errors add to a share, or take from zero.
const ROUNDING: f64 = 1e-6;

type Checked = Result<(), String>;

impl Record {
    /// The first number that no study can have, with its path, as `estimates[3].level is 7, which is not between 0 and 1`.
    pub fn problem(&self) -> Option<String> {
        let found = header(self)
            .and_then(|()| each("precision", &self.precision, precision))
            .and_then(|()| each("outages", &self.outages, planned_outage))
            .and_then(|()| each("targets", &self.targets, target))
            .and_then(|()| each("references", &self.references, reference))
            .and_then(|()| each("analytic", &self.analytic, analytic))
            .and_then(|()| each("control_variates", &self.control_variates, control_variate))
            .and_then(|()| each("expected_calls", &self.expected_calls, expected_calls))
            .and_then(|()| each("estimates", &self.estimates, estimate))
            .and_then(|()| each("replicates", &self.replicates, replicates))
            .and_then(|()| each("distributions", &self.distributions, distribution))
            .and_then(|()| study(&self.study))
            .and_then(|()| self.warm_up.as_ref().map_or(Ok(()), warm_up));
        found.err()
    }
}

fn header(record: &Record) -> Checked {
    within("replications", f64::from(record.replications), (1.0, MOST_REPLICATIONS))?;
    seconds("warm_up_seconds", record.warm_up_seconds)?;
    seconds("duration_seconds", record.duration_seconds)?;
    above_0("duration_seconds", record.duration_seconds)?;
    level("confidence", record.confidence)?;
    above_0("confidence", record.confidence)?;
    count("calls", record.calls as f64, MOST)?;
    count("messages", record.messages as f64, MOST)?;
    count("events", record.events as f64, MOST)?;
    each("sources", &record.sources, |source| count("calls", source.calls as f64, MOST))
}

fn precision(p: &PrecisionSummary) -> Checked {
    within("asked", p.asked, (0.0, LARGEST))?;
    values(&p.figure, p.value, [None, None])?;
    optional("half_width", p.half_width, (0.0, LARGEST))?;
    level("level", p.level)
}

fn planned_outage(outage: &PlannedOutage) -> Checked {
    seconds("from_seconds", outage.from_seconds)?;
    within("to_seconds", outage.to_seconds, (outage.from_seconds, LONGEST))
}

fn target(t: &TargetVerdict) -> Checked {
    any("limit", Some(t.limit))?;
    values(&t.figure, t.value, [t.low, t.high])
}

fn reference(r: &ReferenceCheck) -> Checked {
    any("exact", Some(r.exact))?;
    values(&r.figure, r.value, [r.low, r.high])
}

fn analytic(a: &AnalyticComparison) -> Checked {
    within("load", a.load, (0.0, LARGEST))?;
    any("exact", Some(a.exact))?;
    values(&a.figure, Some(a.value), [None, None])?;
    any("difference", Some(a.difference))?;
    ends(a.low, a.high)
}

fn control_variate(c: &ControlVariate) -> Checked {
    any("plain", Some(c.plain))?;
    any("value", Some(c.value))?;
    ends(Some(c.low), Some(c.high))?;
    level("level", c.level)?;
    within("gain", c.gain, (0.0, f64::MAX))
}

fn expected_calls(c: &ExpectedCalls) -> Checked {
    within("expected", c.expected, (0.0, LARGEST))?;
    c.calls.iter().try_for_each(|calls| count("calls", *calls as f64, MOST))
}

fn estimate(e: &Estimate) -> Checked {
    match (e.from, e.to) {
        (None, None) => {}
        (Some(from), Some(to)) => {
            seconds("from", from)?;
            within("to", to, (from, LONGEST))?;
        }
        _ => return Err("from and to must both be there, or neither".to_owned()),
    }
    values(&e.figure, e.value, [e.low, e.high])?;
    level("level", e.level)?;
    count("replications", f64::from(e.replications), MOST_REPLICATIONS)?;
    count("count", e.count as f64, MOST)
}

fn replicates(r: &Replicates) -> Checked {
    let one = |(i, value): (usize, &Option<f64>)| {
        optional("", *value, range(&r.figure)).map_err(|why| format!("values[{i}]{why}"))
    };
    if !r.trials.is_empty() && r.trials.len() != r.values.len() {
        return Err(format!("trials: {} for {} values", r.trials.len(), r.values.len()));
    }
    r.trials.iter().try_for_each(|trials| count("trials", *trials as f64, MOST))?;
    r.values.iter().enumerate().try_for_each(one)
}

fn distribution(d: &LatencyDistribution) -> Checked {
    count("count", d.count as f64, MOST)?;
    let mut before = (0.0, 0.0);
    for (i, (at, share)) in d.points.iter().enumerate() {
        within("[0]", *at, (before.0, LONGEST))
            .and_then(|()| within("[1]", *share, (before.1, 1.0 + ROUNDING)))
            .map_err(|why| format!("points[{i}]{why}"))?;
        before = (*at, *share);
    }
    Ok(())
}

fn study(study: &StudySummary) -> Checked {
    match study {
        StudySummary::Run => Ok(()),
        StudySummary::Sweep(sweep) => inside("study.sweep", sweep_summary(sweep)),
        StudySummary::Sensitivity(study) => inside("study.sensitivity", sensitivity(study)),
        StudySummary::Comparison(study) => inside("study.comparison", comparison(study)),
        StudySummary::Losses(study) => inside("study.losses", losses(study)),
        StudySummary::Headroom(study) => inside("study.headroom", headroom(study)),
        StudySummary::Year(study) => inside("study.year", year(study)),
        StudySummary::Size(study) => inside("study.size", size(study)),
    }
}

fn sweep_summary(sweep: &SweepSummary) -> Checked {
    each("keys", &sweep.keys, |key| {
        let places = key.form.as_ref().map(|form| f64::from(form.places));
        optional("form.places", places, (0.0, MOST_PLACES))
    })?;
    each("points", &sweep.points, |point| each("targets", &point.targets, target))?;
    each("steps", &sweep.steps, |step| {
        any("difference", Some(step.difference))?;
        ends(step.low, step.high)
    })?;
    each("target_crossings", &sweep.target_crossings, |crossing: &TargetCrossing| {
        any("limit", Some(crossing.limit))?;
        within("tolerance", crossing.tolerance, (0.0, LARGEST))
    })
}

fn change(change: &Change) -> Checked {
    any("difference", Some(change.difference))?;
    ends(change.low, change.high)?;
    level("level", change.level)
}

fn losses(study: &LossesSummary) -> Checked {
    seconds("from_seconds", study.from_seconds)?;
    within("to_seconds", study.to_seconds, (study.from_seconds, LONGEST))?;
    each("targets", &study.targets, target)?;
    each("losses", &study.losses, |loss| {
        each("broken", &loss.broken, |broken| {
            inside("target", target(&broken.target))?;
            optional("good_day", broken.good_day, range(&broken.target.figure))
        })?;
        inside("more_calls_lost", loss.more_calls_lost.as_ref().map_or(Ok(()), change))
    })
}

fn headroom(study: &HeadroomSummary) -> Checked {
    within("load", study.load, (0.0, LARGEST))?;
    count("users", study.users as f64, MOST)?;
    optional("growth", study.growth, (0.0, LARGEST))?;
    inside("sweep", sweep_summary(&study.sweep))?;
    each("stations", &study.stations, |station| {
        within("offered", station.offered, (0.0, LARGEST))?;
        within("capacity", station.capacity, (0.0, LARGEST))?;
        optional("limit", station.limit, (0.0, 1.0 + ROUNDING))?;
        within("factor", station.factor, (0.0, LARGEST))
    })
}

fn year(year: &YearSummary) -> Checked {
    let value = |v: &YearlyValue| any("value", Some(v.value)).and_then(|()| ends(v.low, v.high));
    let one = |name: &str, found: &Option<YearlyValue>| {
        inside(name, found.as_ref().map_or(Ok(()), value))
    };
    one("calls_a_year", &year.calls_a_year)?;
    one("availability_in_calls", &year.availability_in_calls)?;
    one("availability_in_minutes", &year.availability_in_minutes)?;
    if let Some(all) = &year.all {
        inside("all.calls_lost", value(&all.calls_lost))?;
        inside("all.minutes_affected", value(&all.minutes_affected))?;
    }
    within("hours_of_two_at_once", year.hours_of_two_at_once, (0.0, LARGEST))?;
    optional("calls_lost_by_two_at_once", year.calls_lost_by_two_at_once, (0.0, LARGEST))?;
    each("outages", &year.outages, |outage| {
        seconds("lasts_seconds", outage.lasts_seconds)?;
        each("simulated_seconds", &outage.simulated_seconds, |at| seconds("", *at))?;
        seconds("unseen_seconds", outage.unseen_seconds)?;
        within("outages_a_year", outage.outages_a_year, (0.0, LARGEST))?;
        within("hours_a_year", outage.hours_a_year, (0.0, LARGEST))?;
        one("calls_lost_each", &outage.calls_lost_each)?;
        one("calls_lost_a_year", &outage.calls_lost_a_year)?;
        one("minutes_affected_a_year", &outage.minutes_affected_a_year)
    })
}

fn size(study: &SizeSummary) -> Checked {
    let cost = |name: &str, value: f64| within(name, value, (0.0, LARGEST));
    let of = |evidence: &Evidence| {
        inside("target", target(&evidence.target))?;
        level("level", evidence.level)
    };
    level("confidence", study.confidence)?;
    level("search_level", study.search_level)?;
    if let Some((from, to)) = study.lost_seconds {
        seconds("lost_seconds", from)?;
        within("lost_seconds", to, (from, LONGEST))?;
    }
    each("varied", &study.varied, |varied| {
        cost("cost", varied.cost)?;
        cost("fixed", varied.fixed)
    })?;
    each("formulas", &study.formulas, |note| {
        within("load", note.load, (0.0, LARGEST))?;
        optional("value", note.value, range(&note.figure))
    })?;
    each("designs", &study.designs, |design| {
        cost("cost", design.cost)?;
        optional("used", design.used, (0.0, LARGEST))?;
        inside("worst", design.worst.as_ref().map_or(Ok(()), of))?;
        each("targets", &design.targets, target)
    })?;
    each("ruled_out", &study.ruled_out, |out| within("value", out.value, range(&out.figure)))?;
    each("rules_of_thumb", &study.rules_of_thumb, |rule| {
        within("counted", rule.counted, (0.0, LARGEST))?;
        optional("refused", rule.refused, (0.0, 1.0 + ROUNDING))?;
        optional("kept_away", rule.kept_away, (0.0, 1.0 + ROUNDING))?;
        rule.price.as_ref().map_or(Ok(()), |price| cost("price", price.cost))
    })?;
    if let Some(answer) = &study.answer {
        inside("answer", cost("cost", answer.cost))?;
        inside("answer", each("evidence", &answer.evidence, of))?;
    }
    each("neighbours", &study.neighbours, |neighbour| {
        cost("cost", neighbour.cost)?;
        inside("evidence", neighbour.evidence.as_ref().map_or(Ok(()), of))
    })?;
    each("forbidden", &study.forbidden, |forbidden| inside("evidence", of(&forbidden.evidence)))?;
    study.searched_to.map_or(Ok(()), |to| cost("searched_to", to))
}

fn sensitivity(study: &SensitivitySummary) -> Checked {
    each("swings", &study.swings, |swing: &Swing| {
        optional("base", swing.base, range(&swing.figure))?;
        inside("low", swing.low.as_ref().map_or(Ok(()), change))?;
        inside("high", swing.high.as_ref().map_or(Ok(()), change))?;
        inside("swing", change(&swing.swing))
    })
}

fn comparison(study: &CompareSummary) -> Checked {
    each("ranking", &study.ranking, |ranked| {
        any("value", ranked.value)?;
        each("fails", &ranked.fails, target)
    })?;
    each("differences", &study.differences, |d: &Difference| {
        any("difference", Some(d.difference))?;
        ends(d.low, d.high)?;
        level("level", d.level)?;
        count("replications", f64::from(d.replications), MOST_REPLICATIONS)?;
        if let Some(c) = &d.controlled {
            any("controlled.difference", Some(c.difference))?;
            inside("controlled", ends(Some(c.low), Some(c.high)))?;
            within("controlled.gain", c.gain, (0.0, f64::MAX))?;
        }
        optional("correlation", d.correlation, (-1.0 - ROUNDING, 1.0 + ROUNDING))
    })?;
    let Some(selection) = &study.selection else { return Ok(()) };
    let found = within("indifference", selection.indifference, (0.0, LARGEST))
        .and_then(|()| level("confidence", selection.confidence));
    inside("selection", found)
}

fn warm_up(summary: &WarmUpSummary) -> Checked {
    let found = seconds("seconds", summary.seconds)
        .and_then(|()| seconds("pilot_seconds", summary.pilot_seconds))
        .and_then(|()| {
            let pilot = f64::from(summary.pilot_replications);
            count("pilot_replications", pilot, MOST_REPLICATIONS)
        })
        .and_then(|()| {
            each("series", &summary.series, |series| {
                optional("seconds", series.seconds, (0.0, LONGEST))?;
                seconds("bin_seconds", series.bin_seconds)?;
                let one = |(i, mean): (usize, &Option<f64>)| {
                    any("", *mean).map_err(|why| format!("means[{i}]{why}"))
                };
                series.means.iter().enumerate().try_for_each(one)
            })
        });
    inside("warm_up", found)
}

/// The value of a figure, and the ends of its interval.
fn values(figure: &Figure, value: Option<f64>, [low, high]: [Option<f64>; 2]) -> Checked {
    optional("value", value, range(figure))?;
    ends(low, high)
}

/// The ends of an interval, in order.
fn ends(low: Option<f64>, high: Option<f64>) -> Checked {
    any("low", low)?;
    optional("high", high, (low.unwrap_or(-LARGEST), LARGEST))
}

/// What a value of a figure may be.
fn range(figure: &Figure) -> (f64, f64) {
    match figure.dimension() {
        Dimension::Share => (-ROUNDING, 1.0 + ROUNDING),
        _ => (-ROUNDING, LARGEST),
    }
}

fn seconds(name: &str, value: f64) -> Checked {
    within(name, value, (0.0, LONGEST))
}

fn level(name: &str, value: f64) -> Checked {
    within(name, value, (0.0, 1.0))
}

fn count(name: &str, value: f64, most: f64) -> Checked {
    within(name, value, (0.0, most))
}

/// A number of any sign.
fn any(name: &str, value: Option<f64>) -> Checked {
    optional(name, value, (-LARGEST, LARGEST))
}

fn optional(name: &str, value: Option<f64>, range: (f64, f64)) -> Checked {
    value.map_or(Ok(()), |value| within(name, value, range))
}

fn above_0(name: &str, value: f64) -> Checked {
    if value > 0.0 {
        Ok(())
    } else {
        Err(format!("{name} is {}, which is not above 0", plain(value)))
    }
}

fn within(name: &str, value: f64, (low, high): (f64, f64)) -> Checked {
    // False for what is not a number.
    if (low..=high).contains(&value) {
        return Ok(());
    }
    let (value, low, high) = (plain(value), plain(low), plain(high));
    Err(format!("{name} is {value}, which is not between {low} and {high}"))
}

/// A number as people write it; with a power of ten only where it is very large or small.
fn plain(number: f64) -> String {
    let usual = number == 0.0 || (1e-6..1e12).contains(&number.abs());
    if usual { number.to_string() } else { format!("{number:e}") }
}

fn each<T>(name: &str, items: &[T], check: impl Fn(&T) -> Checked) -> Checked {
    let one = |(i, item): (usize, &T)| check(item).map_err(|why| format!("{name}[{i}].{why}"));
    items.iter().enumerate().try_for_each(one)
}

fn inside(name: &str, found: Checked) -> Checked {
    found.map_err(|why| format!("{name}.{why}"))
}
