//! What to know before trusting a result: each says what happened, why the numbers may be wrong,
//! and what helps.

use super::estimate::FEW_EVENTS;
use super::long_run;
use super::record::{AnalyticComparison, Estimate, Warning};
use super::settling::differs;
use crate::call::Outcome;
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
        let batched = estimates.iter().any(|e| e.method == long_run::METHOD);
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
    let series: Vec<&Estimate> =
        estimates.iter().filter(|e| e.measure == "calls_in_progress" && e.from.is_some()).collect();
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
            worst.scope
        ),
    })
}

/// Voice messages that went without their text preview.
fn previews_skipped(estimates: &[Estimate]) -> Option<Warning> {
    let all =
        |measure: &str, statistic: &str| estimates.iter().find(|e| e.is(measure, "all", statistic));
    let skipped = all("preview_skipped", "count")?.count;
    let messages = all("message_delay", "mean")?.count;
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

fn incompatible_security(e: &Estimate) -> Option<Warning> {
    let met = e.is("outcome", "outcome:security-mismatch", "value") && e.count > 0;
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
    let name =
        e.scope.strip_prefix("outcome:").filter(|_| e.measure == "outcome" && e.count > 0)?;
    let outcome = Outcome::ALL.into_iter().find(|outcome| outcome.name() == name)?;
    if !outcome.is_misconfiguration() || outcome == Outcome::SecurityMismatch {
        return None;
    }
    let why = match (outcome, outcome.cause()) {
        (Outcome::TlsToLync, _) => "a connection to or inside Lync could not be secured",
        (Outcome::TlsToExchange, _) => "a connection to Exchange could not be secured",
        (Outcome::TlsFromExchange, _) => "Exchange could not secure a connection to Lync",
        (_, Some(cause)) => cause.reason(),
        (_, None) => "Lync took no request of the UM server to transfer the caller",
    };
    let status = outcome.sip_status().map_or(String::new(), |status| format!(", SIP {status}"));
    Some(Warning {
        code: "wrong-deployment".to_owned(),
        message: format!(
            "{} attempts failed because the deployment is wrong ({name}{status}): {why}; `busyhour check` \
             names the object and the cure",
            e.count
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
    let few = e.unit == "1" && (e.count as f64) < FEW_EVENTS * f64::from(replications.max(1));
    let relative = (high - low) / 2.0 / value;
    if few {
        return Some(Warning {
            code: "too-few-events".to_owned(),
            message: format!(
                "{} rests on {} events in {replications} replications; that intervals hold as often as they \
                 say is proved from {FEW_EVENTS} in each on: lengthen study.duration",
                e.measure, e.count
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

/// Stations that are not as their formula says, for no reason that is known: one word for all.
pub(super) fn theory(analytic: &[AnalyticComparison]) -> Option<Warning> {
    let off: Vec<&AnalyticComparison> =
        analytic.iter().filter(|comparison| comparison.verdict == "differs").collect();
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
            worst.measure, worst.scope, worst.value, worst.model, worst.exact
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
                measure: "calls_in_progress".to_owned(),
                scope: "all".to_owned(),
                statistic: "mean".to_owned(),
                from: Some(60.0 * i as f64),
                to: Some(60.0 * (i + 1) as f64),
                unit: "calls".to_owned(),
                value: Some(value),
                low: Some(value - 2.0 * half),
                high: Some(value + 2.0 * half),
                level: 0.95,
                method: String::new(),
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
