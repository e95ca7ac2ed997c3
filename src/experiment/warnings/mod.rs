//! Warnings: what happened, why the numbers may be wrong, and what helps.

mod days;
mod losses;
mod outages;
mod overload;
mod queues;
mod traces;
mod warm_up;
mod window;

use super::record::{AnalyticComparison, AnalyticVerdict, Estimate, Method, Warning};
use super::stability::Unstable;
use super::study::Study;
use crate::call::Outcome;
use crate::deployment::{Cause, Target};
use crate::measure::{Figure, Measure, Scope, ScopeKind, Statistic};
use crate::recorder::{MANY_OBJECTS, has_many_objects};

pub(super) use outages::{never_met, nothing_fails, outages};
pub(super) use overload::may_collapse;
pub(super) use traces::traces;
pub(super) use window::window;

/// Half-width ÷ value above which an estimate is too imprecise.
const WIDE: f64 = 0.2;
/// Share of attempts still in progress at the end of the run that causes a warning.
const IN_FLIGHT: f64 = 0.001;
/// Messages not yet submitted at one server that cause a warning.
const QUEUED_MESSAGES: f64 = 50.0;
/// Share of messages without a preview that causes a warning.
const PREVIEWS_SKIPPED: f64 = 0.01;

/// All warnings of a run, worst first.
pub(super) fn of(
    estimates: &[Estimate],
    (done, asked): (u32, u32),
    (warm_up_seconds, steady_until): (f64, f64),
    targets: &[Target],
    unstable: &[Unstable],
) -> Vec<Warning> {
    let mut warnings = Vec::new();
    warnings.extend(queues::unstable(unstable));
    warnings.extend(losses::warning(estimates, targets));
    warnings.extend(overload::messages_dropped(estimates));
    if done < asked {
        warnings.push(Warning {
            code: "stopped-early".to_owned(),
            message: format!(
                "only {done} of {asked} replications were finished, so intervals are wider than planned; \
                 run the study to the end"
            ),
        });
    }
    if done < 2 {
        let batched = estimates.iter().any(|e| e.method == Method::OverlappingBatchMeans);
        let message = if batched {
            "with one replication, only means that have a series get an interval (overlapping batches); use \
             --replications 10 or more for all others"
        } else {
            "one replication gives no intervals, so the errors of all estimates are unknown; use \
             --replications 10 or more, or a much longer study.duration"
        };
        warnings.push(Warning { code: "no-interval".to_owned(), message: message.to_owned() });
    }
    warnings.extend(estimates.iter().filter_map(incompatible_security));
    warnings.extend(estimates.iter().filter_map(wrong_deployment));
    let drops: Vec<&Scope> = overload::dropping(estimates).map(|e| &e.figure.scope).collect();
    let steady = |e: &&Estimate| {
        let scope = &e.figure.scope;
        unstable.iter().all(|queue| queue.scope != *scope) && !drops.contains(&scope)
    };
    warnings.extend(estimates.iter().filter(steady).filter_map(overload::saturated));
    warnings.extend(estimates.iter().filter_map(in_flight));
    warnings.extend(queues::not_delivered(estimates));
    warnings.extend(backlog(estimates));
    warnings.extend(overload::ended_overloaded(estimates));
    warnings.extend(previews_skipped(estimates));
    warnings.extend(estimates.iter().filter_map(|e| imprecise(e, done)));
    warnings.extend(withheld(estimates));
    warnings.extend(warm_up::warning(estimates, warm_up_seconds, steady_until));
    warnings
}

/// What the record of a study with many objects leaves out.
pub(super) fn rows_left_out(study: &Study) -> Option<Warning> {
    has_many_objects(study.network(), study.names()).then(|| Warning {
        code: "rows-left-out".to_owned(),
        message: format!(
            "the model has more than {MANY_OBJECTS} groups, sites, pools, plans, channel groups and slots together, so the \
             record has no series of single channel groups and slots, and no rows of groups that no source calls \
             and of hosts and slots that no call met; split the model if you need them"
        ),
    })
}

/// Whether it is an estimate of a measure over everything and over the whole window.
fn is_of_all(e: &Estimate, measure: Measure) -> bool {
    e.figure.measure == measure && e.figure.scope.is_all() && e.from.is_none()
}

/// `Call Answer Queued Messages` should stay below 50 (domain §4.4, §5.2). One warning for all servers.
fn backlog(estimates: &[Estimate]) -> Option<Warning> {
    let most =
        |e: &Estimate| e.value.filter(|most| e.is_pipeline_peak() && *most >= QUEUED_MESSAGES);
    let full: Vec<(&Estimate, f64)> =
        estimates.iter().filter_map(|e| Some((e, most(e)?))).collect();
    let (worst, most) = full.iter().max_by(|a, b| a.1.total_cmp(&b.1))?;
    let others = match full.len() - 1 {
        0 => String::new(),
        1 => " (another server had more than 50 too)".to_owned(),
        n => format!(" ({n} other servers had more than 50 too)"),
    };
    Some(Warning {
        code: "submission-backlog".to_owned(),
        message: format!(
            "{} had up to {most:.0} messages and notifications waiting for submission, including \
             previews{others}; Microsoft's counter of queued messages should stay below 50",
            worst.figure.scope.label()
        ),
    })
}

/// Voice messages delivered without a text preview.
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
            "{:.0} % of voice messages had no text preview, because the cores for previews were busy (or \
             the message was too long for Exchange 2010): raise exchange_server.preview or add servers",
            100.0 * share
        ),
    })
}

/// The outcome that this estimate is the share of, if any attempt had it.
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
             match the security of its users' dial plan, so none of their UM calls is answered; give the \
             plan security = \"secured\", or the pool another encryption (S26, S28)",
            e.count
        ),
    })
}

/// Calls that failed because the deployment is wrong. One warning for each outcome.
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
        None => "Lync refused the UM server's requests to transfer callers",
    };
    let status = outcome.sip_status().map_or(String::new(), |status| format!(", SIP {status}"));
    Some(Warning {
        code: "wrong-deployment".to_owned(),
        message: format!(
            "{} attempts failed because the deployment is wrong ({}{status}): {why}; `busyhour check` \
             names the object and the fix",
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
            "{:.2} % of attempts were still in progress when the run stopped, so their outcomes are missing; \
             raise study.follow_at_most",
            100.0 * value
        ),
    })
}

/// From this number on, an interval for few events is shown only where they come in bursts.
const MANY_SINGLE: u64 = 100;

/// Headline shares and latencies whose interval is too wide or rests on too few events.
fn imprecise(e: &Estimate, replications: u32) -> Option<Warning> {
    const HEADLINES: [Measure; 4] = [
        Measure::Blocking,
        Measure::VoiceMailRoutingLatency,
        Measure::PostDialDelay,
        Measure::VoiceMailFailed,
    ];
    let (statistic, label) = (e.figure.statistic, e.figure.label());
    let headline = HEADLINES.iter().any(|headline| is_of_all(e, *headline));
    if !headline || !matches!(statistic, Statistic::Value | Statistic::Mean | Statistic::P95) {
        return None;
    }
    let (value, low, high) = (e.value?, e.low?, e.high?);
    if value <= 0.0 {
        return None;
    }
    let relative = (high - low) / 2.0 / value;
    if e.method == Method::FewEvents && high > 1.1 * value {
        return Some(Warning {
            code: "too-few-events".to_owned(),
            message: format!(
                "{label} rests on few {} ({} in {replications} replications), and its true value may be {:.1} \
                 times as large: raise study.replications or study.duration",
                if e.count < MANY_SINGLE { "events" } else { "bursts of events" },
                e.count,
                high / value
            ),
        });
    }
    (relative > WIDE).then(|| Warning {
        code: "interval-too-wide".to_owned(),
        message: format!(
            "{label} is known only to ±{:.0} %: raise study.replications or study.duration",
            100.0 * relative
        ),
    })
}

/// Stations that differ from their formula without a known reason. One warning for all.
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
            "{} is {:.4}, but {} gives {:.4}{others}, and nothing in the model explains the difference: \
             the run or its warm-up may be too short, or this is a bug",
            worst.figure.label(),
            worst.value,
            worst.model,
            worst.exact
        ),
    })
}

/// Percentiles of headline latencies that have no estimate because a replication has too few values.
fn withheld(estimates: &[Estimate]) -> Option<Warning> {
    let headline = [Measure::PostDialDelay, Measure::VoiceMailRoutingLatency];
    let of = |measure: &Measure| {
        let lacks = |e: &&Estimate| {
            let is_percentile = e.figure.statistic.is_percentile();
            is_of_all(e, *measure) && is_percentile && e.value.is_none() && e.count > 0
        };
        let found = estimates.iter().filter(lacks).map(|e| e.figure.statistic.name());
        let found: Vec<&str> = found.collect();
        (!found.is_empty()).then(|| format!("{} {}", measure.label(), found.join(", ")))
    };
    let names: Vec<String> = headline.iter().filter_map(of).collect();
    (!names.is_empty()).then(|| Warning {
        code: "percentile-withheld".to_owned(),
        message: format!(
            "no estimate of {}: a replication needs 10 values beyond a percentile; raise study.duration",
            names.join("; ")
        ),
    })
}
