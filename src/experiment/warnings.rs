//! What to know before trusting a result: each says what happened, why the numbers may be wrong,
//! and what helps.

use super::record::{Estimate, Warning};
use crate::stats::{WarmUp, mser5};

/// Utilization of cores above which queues hardly settle.
const SATURATED: f64 = 0.95;
/// Half-width ÷ value above which an answer is hardly one.
const WIDE: f64 = 0.2;
/// Share of attempts still live at the stop that is worth a word.
const IN_FLIGHT: f64 = 0.001;
/// Events a replication needs for its share to be near normal.
const EVENTS_PER_REPLICATION: f64 = 10.0;

/// All warnings of a run, worst first.
pub(super) fn of(
    estimates: &[Estimate],
    done: u32,
    asked: u32,
    warm_up_seconds: f64,
) -> Vec<Warning> {
    let mut warnings = Vec::new();
    if done < asked {
        warnings.push(Warning {
            code: "stopped-early".to_owned(),
            message: format!(
                "only {done} of {asked} replications were finished; run it to the end"
            ),
        });
    }
    if done < 2 {
        warnings.push(Warning {
            code: "no-interval".to_owned(),
            message: "one replication has no interval: nothing says how far off it is; use \
                      --replications 10 or more"
                .to_owned(),
        });
    }
    warnings.extend(estimates.iter().filter_map(saturated));
    warnings.extend(estimates.iter().filter_map(in_flight));
    warnings.extend(estimates.iter().filter_map(|e| imprecise(e, done)));
    warnings.extend(withheld(estimates));
    warnings.extend(warm_up(estimates, warm_up_seconds));
    warnings
}

/// MSER-5 on the calls in progress, averaged over replications (White 1997): how much of the series
/// from empty would have to be deleted, against what was.
fn warm_up(estimates: &[Estimate], given: f64) -> Option<Warning> {
    let series: Vec<&Estimate> =
        estimates.iter().filter(|e| e.measure == "calls_in_progress" && e.from.is_some()).collect();
    let values: Vec<f64> = series.iter().filter_map(|e| e.value).collect();
    // Too few bins to tell, or a day profile, which starts where it starts.
    if values.len() < 30 || given <= 0.0 {
        return None;
    }
    let message = match mser5(&values) {
        WarmUp::TooShort => "the number of calls in progress has not settled (MSER-5): the run is \
                             too short for a steady state; raise study.duration, or ignore this \
                             for a day profile"
            .to_owned(),
        WarmUp::Delete(bins) => {
            let needed = series.get(bins).and_then(|e| e.from)?;
            if needed <= given {
                return None;
            }
            format!(
                "the calls in progress settle only after {:.0} min (MSER-5), but the warm-up ends \
                 after {:.0} min: raise study.warm_up",
                needed / 60.0,
                given / 60.0
            )
        }
    };
    Some(Warning { code: "warm-up-too-short".to_owned(), message })
}

fn saturated(e: &Estimate) -> Option<Warning> {
    // Previews that would come too late are skipped: their cores may be used up for good.
    let is_host = e.scope.starts_with("server:")
        && !e.scope.contains("+slots:")
        && !e.scope.ends_with("+preview");
    let value = e.value.filter(|v| is_host && e.measure == "utilization" && *v >= SATURATED)?;
    Some(Warning {
        code: "saturated-station".to_owned(),
        message: format!(
            "{} works {:.0} % of the time: its queue does not settle, and every latency through \
             it depends on how long the run is; give it more cores or less traffic",
            e.scope,
            100.0 * value
        ),
    })
}

fn in_flight(e: &Estimate) -> Option<Warning> {
    let value =
        e.value.filter(|v| e.measure == "in_flight" && e.scope == "all" && *v > IN_FLIGHT)?;
    Some(Warning {
        code: "calls-in-flight".to_owned(),
        message: format!(
            "{:.2} % of attempts had not ended when the run stopped: their outcomes are missing; \
             raise study.follow_at_most",
            100.0 * value
        ),
    })
}

/// Shares worth judging, and headline latencies, that are too wide or rest on too little.
fn imprecise(e: &Estimate, replications: u32) -> Option<Warning> {
    const HEADLINES: [&str; 4] =
        ["blocking", "voice_mail_routing_latency", "post_dial_delay", "voice_mail_failed"];
    let headline = e.scope == "all" && e.from.is_none() && HEADLINES.contains(&e.measure.as_str());
    if !headline || !matches!(e.statistic.as_str(), "value" | "mean" | "p95") {
        return None;
    }
    let (value, low, high) = (e.value?, e.low?, e.high?);
    if value <= 0.0 {
        return None;
    }
    let few =
        e.unit == "1" && (e.count as f64) < EVENTS_PER_REPLICATION * f64::from(replications.max(1));
    let relative = (high - low) / 2.0 / value;
    if few {
        return Some(Warning {
            code: "too-few-events".to_owned(),
            message: format!(
                "{} {} rests on {} events in {replications} replications: its interval is not \
                 to be trusted; lengthen study.duration",
                e.measure, e.statistic, e.count
            ),
        });
    }
    (relative > WIDE).then(|| Warning {
        code: "interval-too-wide".to_owned(),
        message: format!(
            "{} {} is known only to ±{:.0} %: raise study.replications or study.duration",
            e.measure,
            e.statistic,
            100.0 * relative
        ),
    })
}

/// Percentiles of headline latencies that too few values a replication support.
fn withheld(estimates: &[Estimate]) -> Option<Warning> {
    let names: Vec<String> = estimates
        .iter()
        .filter(|e| e.scope == "all" && e.from.is_none() && e.statistic.starts_with('p'))
        .filter(|e| e.value.is_none() && e.count > 0)
        .filter(|e| e.measure == "voice_mail_routing_latency" || e.measure == "post_dial_delay")
        .map(|e| format!("{} {}", e.measure, e.statistic))
        .collect();
    (!names.is_empty()).then(|| Warning {
        code: "percentile-withheld".to_owned(),
        message: format!(
            "{}: fewer than 10 values lie beyond it in a replication; lengthen study.duration",
            names.join(", ")
        ),
    })
}
