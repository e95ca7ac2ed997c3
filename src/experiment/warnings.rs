//! What to know before trusting a result: each says what happened, why the numbers may be wrong,
//! and what helps.

use super::estimate::FEW_EVENTS;
use super::record::{AnalyticComparison, AnalyticVerdict, Estimate, Method, Warning};
use super::settling::differs;
use crate::call::Outcome;
use crate::deployment::Cause;
use crate::measure::{Dimension, Figure, Measure, ScopeKind, Statistic};
use crate::stats::{WarmUp, mser5};

/// Utilization of cores above which queues hardly settle.
const SATURATED: f64 = 0.95;
/// Half-width ÷ value above which an answer is hardly one.
const WIDE: f64 = 0.2;
/// Share of attempts still live at the stop that is worth a word.
const IN_FLIGHT: f64 = 0.001;
/// Messages not yet submitted at one server that are worth a word.
const QUEUED_MESSAGES: f64 = 50.0;
/// Share of messages without a preview that is worth a word.
const PREVIEWS_SKIPPED: f64 = 0.01;

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
        let batched = estimates.iter().any(|e| e.method == Method::OverlappingBatchMeans);
        let message = if batched {
            "one replication has intervals for means only that have a series, by overlapping batches; for all \
             others use --replications 10 or more"
        } else {
            "one replication has no interval: nothing says how far off it is; use --replications 10 or more, or \
             a much longer study.duration"
        };
        warnings.push(Warning { code: "no-interval".to_owned(), message: message.to_owned() });
    }
    warnings.extend(estimates.iter().filter_map(incompatible_security));
    warnings.extend(estimates.iter().filter_map(wrong_deployment));
    warnings.extend(estimates.iter().filter_map(saturated));
    warnings.extend(estimates.iter().filter_map(in_flight));
    warnings.extend(backlog(estimates));
    warnings.extend(previews_skipped(estimates));
    warnings.extend(estimates.iter().filter_map(|e| imprecise(e, done)));
    warnings.extend(withheld(estimates));
    warnings.extend(warm_up(estimates, warm_up_seconds));
    warnings
}

/// MSER-5 on the calls in progress, averaged over replications (White 1997): how much of the series
/// from empty would have to be deleted, against what was.
///
/// The criterion is flat once the transient is over, and its least point then lies anywhere. So what it
/// would delete beyond the warm-up counts only if it differs from the rest by more than chance: its mean
/// from the rest's by more than the mean half-width of its bins. That errs to the side of silence, for the
/// mean of bins is known at least as well as a bin.
fn warm_up(estimates: &[Estimate], given: f64) -> Option<Warning> {
    let series: Vec<&Estimate> = estimates
        .iter()
        .filter(|e| e.figure.measure == Measure::CallsInProgress && e.from.is_some())
        .collect();
    let values: Vec<f64> = series.iter().filter_map(|e| e.value).collect();
    // Too few bins to tell, or a day profile, which starts where it starts.
    if values.len() < 30 || values.len() != series.len() || given <= 0.0 {
        return None;
    }
    let settled = mser5(&values);
    let needed = match settled {
        WarmUp::TooShort => values.len() / 2,
        WarmUp::Delete(bins) => bins,
    };
    let kept = series.iter().position(|e| e.from.is_some_and(|from| from >= given))?;
    if needed <= kept || !differs(&series[kept..needed], &series[needed..]) {
        return None;
    }
    let message = match settled {
        WarmUp::TooShort => "the number of calls in progress has not settled (MSER-5): the run is \
                             too short for a steady state; raise study.duration, or ignore this \
                             for a day profile"
            .to_owned(),
        WarmUp::Delete(_) => format!(
            "the calls in progress settle only after {:.0} min (MSER-5), but the warm-up ends \
             after {:.0} min: raise study.warm_up",
            series[needed].from? / 60.0,
            given / 60.0
        ),
    };
    Some(Warning { code: "warm-up-too-short".to_owned(), message })
}

/// Whether it is of a measure over everything, and not of a bin.
fn is_of_all(e: &Estimate, measure: Measure) -> bool {
    e.figure.measure == measure && e.figure.scope.is_all() && e.from.is_none()
}

fn saturated(e: &Estimate) -> Option<Warning> {
    // Previews that would come too late are skipped: their cores may be used up for good.
    let is_host = e.figure.scope.kinds().eq([ScopeKind::Server]);
    let is_used = e.figure.measure == Measure::Utilization;
    let value = e.value.filter(|v| is_host && is_used && *v >= SATURATED)?;
    Some(Warning {
        code: "saturated-station".to_owned(),
        message: format!(
            "{} works {:.0} % of the time: its queue does not settle, and every latency through \
             it depends on how long the run is; give it more cores or less traffic",
            e.figure.scope,
            100.0 * value
        ),
    })
}

/// `Call Answer Queued Messages` should stay below 50 (domain §4.4, §5.2): one word for all servers.
fn backlog(estimates: &[Estimate]) -> Option<Warning> {
    let most =
        |e: &Estimate| e.value.filter(|most| e.is_pipeline_peak() && *most >= QUEUED_MESSAGES);
    let full: Vec<(&Estimate, f64)> =
        estimates.iter().filter_map(|e| Some((e, most(e)?))).collect();
    let (worst, most) = full.iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let others = match full.len() - 1 {
        0 => String::new(),
        1 => " (and another server more than 50)".to_owned(),
        n => format!(" (and {n} other servers more than 50)"),
    };
    Some(Warning {
        code: "submission-backlog".to_owned(),
        message: format!(
            "{} had {most:.0} messages and notifications not yet submitted at once, previews \
             included{others}; Microsoft's counter of queued messages should stay below 50",
            worst.figure.scope
        ),
    })
}

/// Voice messages that went without their text preview.
fn previews_skipped(estimates: &[Estimate]) -> Option<Warning> {
    let all = |measure, statistic| {
        let figure = Figure::of_all(measure, statistic);
        estimates.iter().find(|e| e.is(&figure)).map(|e| e.count)
    };
    let skipped = all(Measure::PreviewSkipped, Statistic::Count)?;
    let messages = all(Measure::MessageDelay, Statistic::Mean)?;
    let share = skipped as f64 / messages.max(1) as f64;
    (share > PREVIEWS_SKIPPED).then(|| Warning {
        code: "previews-skipped".to_owned(),
        message: format!(
            "{:.0} % of voice messages went without a text preview, because its cores were busy (or \
             the message too long for Exchange 2010): raise exchange_server.preview or add servers",
            100.0 * share
        ),
    })
}

/// The outcome whose share over all attempts this is, if any ended so.
fn outcome_of(e: &Estimate) -> Option<Outcome> {
    let scope = &e.figure.scope;
    let is_share = e.figure.measure == Measure::Outcome && scope.kinds().eq([ScopeKind::Outcome]);
    let name = scope.get(ScopeKind::Outcome).filter(|_| is_share && e.count > 0)?;
    Outcome::ALL.into_iter().find(|outcome| outcome.name() == name)
}

fn incompatible_security(e: &Estimate) -> Option<Warning> {
    let met = outcome_of(e) == Some(Outcome::Misconfigured(Cause::SecurityMismatch));
    met.then(|| Warning {
        code: "incompatible-security".to_owned(),
        message: format!(
            "{} attempts failed with \"Incompatible security setting\": the encryption of a pool does not \
             fit the security of its users' dial plan, and no UM call of theirs is answered; give the \
             plan security = \"secured\", or the pool another encryption (S26, S28)",
            e.count
        ),
    })
}

/// Calls that failed because the deployment is wrong: one word for each way.
fn wrong_deployment(e: &Estimate) -> Option<Warning> {
    let outcome = outcome_of(e)?;
    if !outcome.is_misconfiguration() || outcome.cause() == Some(Cause::SecurityMismatch) {
        return None;
    }
    let why = match outcome.cause() {
        Some(Cause::TlsToLync(_)) => "a connection to or inside Lync could not be secured",
        Some(Cause::TlsToExchange(_)) => "a connection to Exchange could not be secured",
        Some(Cause::TlsFromExchange(_)) => "Exchange could not secure a connection to Lync",
        Some(cause) => cause.reason(),
        None => "Lync took no request of the UM server to transfer the caller",
    };
    let status = outcome.sip_status().map_or(String::new(), |status| format!(", SIP {status}"));
    Some(Warning {
        code: "wrong-deployment".to_owned(),
        message: format!(
            "{} attempts failed because the deployment is wrong ({}{status}): {why}; `busyhour check` \
             names the object and the cure",
            e.count,
            outcome.name()
        ),
    })
}

fn in_flight(e: &Estimate) -> Option<Warning> {
    let value = e.value.filter(|v| is_of_all(e, Measure::InFlight) && *v > IN_FLIGHT)?;
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
    const HEADLINES: [Measure; 4] = [
        Measure::Blocking,
        Measure::VoiceMailRoutingLatency,
        Measure::PostDialDelay,
        Measure::VoiceMailFailed,
    ];
    let Figure { measure, statistic, .. } = e.figure;
    let headline = HEADLINES.iter().any(|headline| is_of_all(e, *headline));
    if !headline || !matches!(statistic, Statistic::Value | Statistic::Mean | Statistic::P95) {
        return None;
    }
    let (value, low, high) = (e.value?, e.low?, e.high?);
    if value <= 0.0 {
        return None;
    }
    let is_share = e.figure.dimension() == Dimension::Share;
    let few = is_share && (e.count as f64) < FEW_EVENTS * f64::from(replications.max(1));
    let relative = (high - low) / 2.0 / value;
    if few {
        return Some(Warning {
            code: "too-few-events".to_owned(),
            message: format!(
                "{measure} rests on {} events in {replications} replications; that intervals hold as often as they \
                 say is proved from {FEW_EVENTS} in each on: lengthen study.duration",
                e.count
            ),
        });
    }
    (relative > WIDE).then(|| Warning {
        code: "interval-too-wide".to_owned(),
        message: format!(
            "{measure} {statistic} is known only to ±{:.0} %: raise study.replications or study.duration",
            100.0 * relative
        ),
    })
}

/// Stations that are not as their formula says, for no reason that is known: one word for all.
pub(super) fn analytic(analytic: &[AnalyticComparison]) -> Option<Warning> {
    let off: Vec<&AnalyticComparison> = analytic
        .iter()
        .filter(|comparison| comparison.verdict == AnalyticVerdict::Differs)
        .collect();
    let far = |comparison: &&&AnalyticComparison| {
        comparison.difference.abs() / comparison.exact.max(f64::MIN_POSITIVE)
    };
    let worst = off.iter().max_by(|a, b| far(a).total_cmp(&far(b)))?;
    let others = match off.len() - 1 {
        0 => String::new(),
        n => format!(" (and {n} more)"),
    };
    Some(Warning {
        code: "differs-from-theory".to_owned(),
        message: format!(
            "{} of {} is {:.4}, and {} says {:.4}{others}: nothing that is modelled explains it; the run may be \
             too short or its warm-up, or this is a bug",
            worst.figure.measure, worst.figure.scope, worst.value, worst.model, worst.exact
        ),
    })
}

/// Percentiles of headline latencies that too few values a replication support.
fn withheld(estimates: &[Estimate]) -> Option<Warning> {
    let headline = [Measure::PostDialDelay, Measure::VoiceMailRoutingLatency];
    let names: Vec<String> = estimates
        .iter()
        .filter(|e| headline.iter().any(|measure| is_of_all(e, *measure)))
        .filter(|e| e.figure.statistic.is_percentile() && e.value.is_none() && e.count > 0)
        .map(|e| format!("{} {}", e.figure.measure, e.figure.statistic))
        .collect();
    (!names.is_empty()).then(|| Warning {
        code: "percentile-withheld".to_owned(),
        message: format!(
            "{}: fewer than 10 values lie beyond it in a replication; lengthen study.duration",
            names.join(", ")
        ),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Calls in progress in 100 bins of a minute: a level approached from empty in `settles` minutes,
    /// with noise of ±`half` that wanders (an autoregression of 0.9).
    fn series(settles: f64, half: f64, seed: u64) -> Vec<Estimate> {
        let mut noise = 0.0;
        let bin = |i: u64| {
            let draw = crate::kernel::Key::new(seed).absorb(i).uniform() - 0.5;
            noise = 0.9 * noise + half * draw;
            let level = 100.0 * (1.0 - libm::exp(-(i as f64 + 0.5) / settles));
            let value = level + noise;
            Estimate {
                design: String::new(),
                figure: Figure::of_all(Measure::CallsInProgress, Statistic::Mean),
                from: Some(60.0 * i as f64),
                to: Some(60.0 * (i + 1) as f64),
                value: Some(value),
                low: Some(value - 2.0 * half),
                high: Some(value + 2.0 * half),
                level: 0.95,
                method: Method::ReplicationsT,
                replications: 10,
                count: 0,
            }
        };
        (0..100).map(bin).collect()
    }

    #[test]
    fn a_settled_series_is_not_warned_of_and_a_transient_is() {
        let warned = |settles: f64, given: f64| {
            let warns = |seed: &u64| warm_up(&series(settles, 2.0, *seed), given).is_some();
            (0..200u64).filter(warns).count()
        };
        // Settled within minutes, warm-up of half an hour: almost never.
        assert!(warned(3.0, 1_800.0) <= 10, "{}", warned(3.0, 1_800.0));
        // Still rising when the warm-up of five minutes ends: nearly always.
        assert!(warned(15.0, 300.0) >= 190, "{}", warned(15.0, 300.0));
    }
}
