//! Targets judged and exact answers compared, from the estimates alone.

use super::record::{Estimate, ReferenceCheck, Replicates, TargetVerdict, Verdict};
use crate::deployment::{Bound, Reference, Target};
use crate::stats::interval;

/// Confidence level of the comparisons with exact answers in a record.
pub const REFERENCE_LEVEL: f64 = 0.999;

/// Judges every target.
pub(super) fn targets(targets: &[Target], estimates: &[Estimate]) -> Vec<TargetVerdict> {
    let judge = |target: &Target| {
        let found = find(estimates, &target.measure, &target.scope, &target.statistic);
        let (side, limit) = match target.bound {
            Bound::AtMost(limit) => ("at_most", limit),
            Bound::AtLeast(limit) => ("at_least", limit),
        };
        TargetVerdict {
            measure: target.measure.clone(),
            scope: target.scope.clone(),
            statistic: target.statistic.clone(),
            side: side.to_owned(),
            limit,
            unit: found.map_or_else(String::new, |e| e.unit.clone()),
            value: found.and_then(|e| e.value),
            low: found.and_then(|e| e.low),
            high: found.and_then(|e| e.high),
            verdict: verdict(found, target.bound),
        }
    };
    targets.iter().map(judge).collect()
}

fn verdict(estimate: Option<&Estimate>, bound: Bound) -> Verdict {
    let Some((estimate, value)) = estimate.and_then(|e| e.value.map(|v| (e, v))) else {
        return Verdict::NotEstimable;
    };
    // Without an interval (a maximum) the value itself is judged.
    let exact = estimate.method == "maximum";
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

fn find<'e>(
    estimates: &'e [Estimate],
    measure: &str,
    scope: &str,
    statistic: &str,
) -> Option<&'e Estimate> {
    estimates.iter().find(|e| {
        e.from.is_none() && e.measure == measure && e.scope == scope && e.statistic == statistic
    })
}

/// Compares every exact answer.
pub(super) fn references(
    references: &[Reference],
    estimates: &[Estimate],
    replicates: &[Replicates],
) -> Vec<ReferenceCheck> {
    let check = |reference: &Reference| {
        let unit = find(estimates, &reference.measure, &reference.scope, &reference.statistic)
            .map_or_else(String::new, |e| e.unit.clone());
        let values: Vec<f64> = replicates
            .iter()
            .find(|r| {
                r.measure == reference.measure
                    && r.scope == reference.scope
                    && r.statistic == reference.statistic
            })
            .map(|r| r.values.iter().flatten().copied().collect())
            .unwrap_or_default();
        let mean = interval::replications(&values, REFERENCE_LEVEL);
        let difference = mean.as_ref().map(|m| m.value - reference.value);
        let error = mean.as_ref().and_then(|m| m.standard_error).filter(|e| *e > 0.0);
        let half = mean.as_ref().and_then(|m| m.low.zip(m.high)).map(|(l, h)| (h - l) / 2.0);
        ReferenceCheck {
            measure: reference.measure.clone(),
            scope: reference.scope.clone(),
            statistic: reference.statistic.clone(),
            unit,
            exact: reference.value,
            source: reference.source.clone(),
            value: mean.as_ref().map(|m| m.value),
            low: mean.as_ref().and_then(|m| m.low),
            high: mean.as_ref().and_then(|m| m.high),
            relative_half_width: half.map(|h| h / reference.value.abs()),
            z: difference.zip(error).map(|(d, e)| d / e),
        }
    };
    references.iter().map(check).collect()
}
