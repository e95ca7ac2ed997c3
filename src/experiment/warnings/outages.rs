//! Random outages that a run is too short to show.

use crate::deployment::{Outage, OutageTimes};
use crate::experiment::record::{Estimate, Warning};
use crate::experiment::study::Study;
use crate::measure::{Figure, Measure, Scope, ScopeKind, Statistic};

/// Expected outages of a kind in all replications together below which their costs are hardly known.
const FEW: f64 = 10.0;

/// Outages at random of which few or none are expected. One warning for each kind.
pub(in crate::experiment) fn outages(
    study: &Study,
    estimates: &[Estimate],
    replications: u32,
) -> Vec<Warning> {
    let settings = &study.deployment().settings;
    let seen = settings.duration.seconds() * f64::from(replications);
    let mut found = Vec::new();
    let all = &study.deployment().outages;
    for (i, outage) in all.iter().enumerate() {
        let OutageTimes::Random { every, lasts } = &outage.times else { continue };
        // Those of one glob have the same times, and one warning.
        let is_alike = |other: &&Outage| other.times == outage.times;
        if all[..i].iter().any(|other| is_alike(&other)) {
            continue;
        }
        let others = match all.iter().filter(is_alike).count() - 1 {
            0 => String::new(),
            n => format!(", as each of {n} others,"),
        };
        let cycle = (every.shape.mean() + lasts.shape.mean()) * 1e-9;
        let expected = seen / cycle;
        if expected >= FEW {
            continue;
        }
        let scope = Scope::of(ScopeKind::Outage, &outage.name);
        let figure = Figure::new(Measure::TimeDown, scope, Statistic::Value);
        let never = estimates.iter().find(|e| e.is(&figure)).is_some_and(|e| e.value == Some(0.0));
        let happened = match never {
            true => "did not happen in any replication".to_owned(),
            false => format!("happens about {expected:.1} times in all replications together"),
        };
        found.push(Warning {
            code: "few-outages".to_owned(),
            message: format!(
                "the outage `{}`{others} {happened}, so that its costs are not known: it comes once in {:.3} h on average, and the windows are \
                 {:.3} h together; ask for costs per year with --year, or raise study.duration",
                outage.name,
                cycle / 3_600.0,
                seen / 3_600.0
            ),
        });
    }
    found
}
