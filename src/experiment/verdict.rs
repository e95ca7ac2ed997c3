//! Judges targets and compares exact answers, from the estimates alone.

use super::estimate::Rows;
use super::losses::{self, LostBefore};
use super::no_value;
use super::record::{Estimate, HEAVY_LOSS, Method, ReferenceCheck, Side, TargetVerdict, Verdict};
use super::stability::Unstable;
use super::theory::Theory;
use super::uncertain_load::uncertain_load;
use crate::deployment::{Bound, Reference, Target};
use crate::measure::{Figure, Measure, ScopeKind, Statistic};

/// Confidence level of the comparisons with exact answers in a record.
pub const REFERENCE_LEVEL: f64 = 0.999;

/// Judges every target.
pub(super) fn targets(
    targets: &[Target],
    theory: &Theory<'_>,
    unstable: &[Unstable],
) -> Vec<TargetVerdict> {
    let judge = |target: &Target| {
        let figure = &target.named.figure;
        let found = find(theory.estimates, figure);
        let judged = judged(target, found, (theory, unstable));
        let left_out = losses::not_allowed(theory.estimates, figure, targets);
        let (verdict, reason) = with_losses(judged, left_out.as_ref());
        let (side, limit) = match target.bound {
            Bound::AtMost(limit) => (Side::AtMost, limit),
            Bound::AtLeast(limit) => (Side::AtLeast, limit),
        };
        TargetVerdict {
            figure: figure.clone(),
            side,
            limit,
            value: found.and_then(|e| e.value),
            low: found.and_then(|e| e.low),
            high: found.and_then(|e| e.high),
            verdict,
            reason,
            left_out: left_out.map(|found| found.lost),
        }
    };
    targets.iter().map(judge).collect()
}

/// The verdict by the figure alone, and why it is not plain; then what the calls mean for it that were lost before the figure
/// could measure them.
fn with_losses(
    (verdict, reason): (Verdict, Option<String>),
    left_out: Option<&LostBefore>,
) -> (Verdict, Option<String>) {
    let Some(LostBefore { lost, reason: losses }) = left_out else { return (verdict, reason) };
    let most = losses::percent(HEAVY_LOSS);
    match verdict {
        Verdict::Met | Verdict::MetByTheory if lost.is_surely_heavy() => {
            (Verdict::MetBySurvivors, Some(losses.clone()))
        }
        Verdict::Met | Verdict::MetByTheory => {
            let (low, high) = (losses::percent(lost.low), losses::percent(lost.high));
            let share = losses::percent(lost.share);
            let reason = format!(
                "more calls decide whether more than {most} are lost before: {share} [{low}, {high}]: {losses}"
            );
            (Verdict::Undecided, Some(reason))
        }
        Verdict::Undecided if lost.is_heavy() => {
            let before = reason.map_or_else(String::new, |reason| format!("{reason}; "));
            let reason = format!("{before}only the calls that got through could meet it: {losses}");
            (Verdict::Undecided, Some(reason))
        }
        verdict => (verdict, reason),
    }
}

/// The verdict by the figure alone, and why it is not plain.
fn judged(
    target: &Target,
    found: Option<&Estimate>,
    (theory, unstable): (&Theory<'_>, &[Unstable]),
) -> (Verdict, Option<String>) {
    let figure = &target.named.figure;
    let grows = unstable.iter().find(|queue| queue.carries(figure));
    let plain = by_interval(found, target.bound);
    if let (Verdict::Met | Verdict::Undecided, Some(queue)) = (plain, grows) {
        return (Verdict::Unstable, Some(queue.words()));
    }
    let unknown = || uncertain_load(theory.study, theory.rows.len() as u32);
    if let (Verdict::Met, Some(load)) = (plain, unknown()) {
        return (Verdict::Undecided, Some(load.reason()));
    }
    match (plain, target.bound) {
        (Verdict::Met, _) => (Verdict::Met, found.and_then(no_interval)),
        (Verdict::Undecided, bound) => {
            let by_theory = match bound {
                Bound::AtMost(limit) => theory.excludes(figure, limit),
                Bound::AtLeast(_) => None,
            };
            match by_theory {
                Some(reason) => (Verdict::MetByTheory, Some(reason)),
                None => (Verdict::Undecided, found.and_then(|e| missing(e, bound, theory))),
            }
        }
        (Verdict::NotEstimable, _) => {
            let why = no_value::why(theory.estimates, figure).map(|why| why.0);
            (Verdict::NotEstimable, why)
        }
        (plain, _) => (plain, None),
    }
}

/// That a maximum has no interval, and so no error that the verdict could count.
fn no_interval(estimate: &Estimate) -> Option<String> {
    (estimate.method == Method::Maximum).then(|| {
        let windows = estimate.replications;
        format!("the maximum of {windows} windows, which has no interval and grows with the length of the run")
    })
}

/// More replications than this are not worth a number.
const TOO_MANY: f64 = 1e7;

/// What would decide: the replications whose interval ends at the limit, if the estimate stays, and their calls.
fn missing(estimate: &Estimate, bound: Bound, theory: &Theory<'_>) -> Option<String> {
    let replications = theory.rows.len() as f64;
    let value = estimate.value?;
    let Some((low, high)) = estimate.low.zip(estimate.high) else {
        return Some("one replication gives no interval; use --replications 10".to_owned());
    };
    let (Bound::AtMost(limit) | Bound::AtLeast(limit)) = bound;
    let (half, gap) =
        if value <= limit { (high - value, limit - value) } else { (value - low, value - limit) };
    // The limit of what was never seen falls with the number of calls, other intervals with its root.
    let factor = half / gap;
    let needed = replications * if estimate.method.is_limit() { factor } else { factor * factor };
    if !needed.is_finite() || needed > TOO_MANY {
        return Some("the estimate is too close to the limit to tell by more calls".to_owned());
    }
    let needed = needed.max(replications + 1.0).ceil();
    let stays = if estimate.method.is_limit() { "it stays so" } else { "the estimate stays" };
    if estimate.figure.scope.kinds().any(|kind| kind == ScopeKind::Outage) {
        // Each replication has its outages, however many calls there are.
        return Some(format!("about {needed:.0} replications decide if {stays}"));
    }
    let figure = Figure::of_all(Measure::Calls, Statistic::Count);
    let calls = find(theory.estimates, &figure)?.count as f64 / replications * needed;
    Some(format!("about {} calls ({needed:.0} replications) decide if {stays}", rounded(calls)))
}

/// A number with two digits, and its digits in groups of three.
fn rounded(number: f64) -> String {
    let step = libm::pow(10.0, (libm::log10(number.max(1.0)).floor() - 1.0).max(0.0));
    let digits = format!("{:.0}", (number / step).ceil() * step);
    let mut text = String::new();
    for (i, digit) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}

fn by_interval(estimate: Option<&Estimate>, bound: Bound) -> Verdict {
    let Some((estimate, value)) = estimate.and_then(|e| e.value.map(|v| (e, v))) else {
        return Verdict::NotEstimable;
    };
    // A maximum has no interval, so its value is judged.
    let exact = estimate.method == Method::Maximum;
    let ends = if exact { Some((value, value)) } else { estimate.low.zip(estimate.high) };
    let Some((low, high)) = ends else { return Verdict::Undecided };
    let (met, missed) = match bound {
        Bound::AtMost(limit) => (high <= limit, low > limit),
        Bound::AtLeast(limit) => (low >= limit, high < limit),
    };
    match (met, missed) {
        (true, _) => Verdict::Met,
        (_, true) => Verdict::Missed,
        _ => Verdict::Undecided,
    }
}

fn find<'e>(estimates: &'e [Estimate], figure: &Figure) -> Option<&'e Estimate> {
    estimates.iter().find(|e| e.is(figure))
}

/// Compares every exact answer.
pub(super) fn references(references: &[Reference], rows: &Rows<'_>) -> Vec<ReferenceCheck> {
    let check = |reference: &Reference| {
        let figure = &reference.named.figure;
        let row = rows.find(figure);
        let found = row.map(|i| rows.compute(i, REFERENCE_LEVEL)).unwrap_or_default();
        let half = found.low.zip(found.high).map(|(low, high)| (high - low) / 2.0);
        let difference = found.value.map(|value| value - reference.value);
        let error = found.standard_error.filter(|e| *e > 0.0);
        ReferenceCheck {
            figure: figure.clone(),
            exact: reference.value,
            source: reference.source.clone(),
            value: found.value,
            low: found.low,
            high: found.high,
            relative_half_width: half.map(|h| h / reference.value.abs()),
            z: difference.zip(error).map(|(d, e)| d / e),
        }
    };
    references.iter().map(check).collect()
}
