//! Why a figure about outages has no value: they were not where it looks.

use super::record::Estimate;
use crate::measure::{Figure, Measure, Scope, ScopeKind, Statistic};

/// Why a figure has no value, and the cure; `None` if outages are not the reason.
pub(super) fn why(estimates: &[Estimate], figure: &Figure) -> Option<(String, &'static str)> {
    if let Some(outage) = figure.scope.get(ScopeKind::Outage) {
        let scope = Scope::of(ScopeKind::Outage, outage);
        let ended = Figure::new(Measure::NotRecovered, scope, Statistic::Value);
        let ended = estimates.iter().find(|e| e.is(&ended)).is_some_and(|e| e.value.is_some());
        return Some(match ended {
            true => (
                format!(
                    "no end of the outage `{outage}` is followed by what it waits for within the window"
                ),
                "raise study.duration",
            ),
            false => (
                format!("the outage `{outage}` did not end in the measured window"),
                "change when it happens, or study.warm_up and study.duration",
            ),
        });
    }
    let when = match figure.scope.get(ScopeKind::Period)? {
        "before" => "before an outage",
        "during" => "while an outage lasted",
        _ => "after an outage",
    };
    let period = figure.scope.parts().filter(|(kind, _)| *kind == ScopeKind::Period);
    let period = period.fold(Scope::all(), |scope, (kind, name)| scope.and(kind, name));
    let calls = Figure::new(Measure::Calls, period, Statistic::Count);
    let calls = estimates.iter().find(|e| e.is(&calls)).map_or(0, |e| e.count);
    (calls == 0).then(|| {
        let cure = "change when the outages happen, or study.warm_up and study.duration";
        (format!("no measured call arrived {when}"), cure)
    })
}
