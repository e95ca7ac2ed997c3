//! Judges targets and compares exact answers, from the estimates alone.

use super::estimate::Rows;
use super::losses;
use super::record::{Estimate, Method, ReferenceCheck, Side, TargetVerdict, Verdict};
use crate::deployment::{Bound, Reference, Target};
use crate::measure::Figure;

/// Confidence level of the comparisons with exact answers in a record.
pub const REFERENCE_LEVEL: f64 = 0.999;

/// Judges every target.
pub(super) fn targets(targets: &[Target], estimates: &[Estimate]) -> Vec<TargetVerdict> {
    let judge = |target: &Target| {
        let figure = &target.named.figure;
        let found = find(estimates, figure);
        let (verdict, reason) = judged(figure, found, target.bound, (targets, estimates));
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
        }
    };
    targets.iter().map(judge).collect()
}

/// The verdict, and why it is not plain.
fn judged(
    figure: &Figure,
    found: Option<&Estimate>,
    bound: Bound,
    (targets, estimates): (&[Target], &[Estimate]),
) -> (Verdict, Option<String>) {
    let plain = by_interval(found, bound);
    if plain != Verdict::Met {
        return (plain, None);
    }
    match losses::not_allowed(estimates, figure, targets) {
        Some(lost) => (Verdict::MetBySurvivors, Some(lost.reason)),
        None => (Verdict::Met, None),
    }
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
