//! Outages and surges that a run does not show, or is too short to show.

use crate::base::SimTime;
use crate::deployment::{Deployment, Outage, OutageTarget, OutageTimes, Shape, Surge};
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
                "the outage `{}`{others} {happened}, so that its costs are not known: it comes once in {} on average, and the windows are \
                 {} together; ask for costs per year with --year, or raise study.duration",
                outage.name,
                hours(cycle),
                hours(seen)
            ),
        });
    }
    found
}

/// A length of time in hours, with no more digits than help: `8760 h`, `1.667 h`.
fn hours(seconds: f64) -> String {
    let hours = seconds / 3_600.0;
    let places = if hours >= 100.0 { 0 } else { 3 };
    let text = format!("{hours:.places$}");
    let text = if places > 0 { text.trim_end_matches('0').trim_end_matches('.') } else { &text };
    format!("{text} h")
}

/// Targets on the share of attempts that outages end, in a model in which nothing fails.
pub(in crate::experiment) fn nothing_fails(study: &Study) -> Option<Warning> {
    const BY_OUTAGE: [Measure; 3] =
        [Measure::Dropped, Measure::FailedByOutage, Measure::ServiceAvailability];
    let deployment = study.deployment();
    let mut figures = deployment.targets.iter().map(|target| &target.named.figure);
    let figure = figures.find(|figure| BY_OUTAGE.contains(&figure.measure))?;
    deployment.outages.is_empty().then(|| Warning {
        code: "nothing-fails".to_owned(),
        message: format!(
            "the model has no outage, so the target on `{figure}` says nothing: add [[outage]], or lose one thing after \
             the other with --lose each"
        ),
    })
}

/// Planned outages and surges in which no measured call can arrive. One warning for each.
pub(in crate::experiment) fn never_met(deployment: &Deployment) -> Vec<Warning> {
    let settings = &deployment.settings;
    let from = SimTime::ZERO + settings.warm_up;
    let window = (from, from + settings.duration);
    let outage = |outage: &Outage| {
        let why = why_never(outage, window)?;
        Some(Warning {
            code: Warning::OUTAGE_NOT_SEEN.to_owned(),
            message: format!(
                "the outage `{}` {why}, so that no measured call arrives while it lasts; the measured window is {}: \
                 change the times of the outage, or study.warm_up and study.duration",
                outage.name,
                settings.window_words()
            ),
        })
    };
    let mut found: Vec<Warning> = deployment.outages.iter().filter_map(outage).collect();
    for traffic in &deployment.traffic {
        let outside = |surge: &&Surge| {
            surge.from >= window.1 || surge.to.is_some_and(|to| to <= window.0 || to <= surge.from)
        };
        found.extend(traffic.variation.surges.iter().filter(outside).map(|surge| Warning {
            code: Warning::SURGE_NOT_SEEN.to_owned(),
            message: format!(
                "the surge of `{}` that begins {} after the start lies outside the measured window, which is {}: change \
                 its times, or study.warm_up and study.duration",
                traffic.name,
                surge.from.since(SimTime::ZERO),
                settings.window_words()
            ),
        }));
    }
    found
}

/// Why no call of the window arrives while a planned outage lasts; `None` if one can, or where it is not certain.
fn why_never(outage: &Outage, window: (SimTime, SimTime)) -> Option<String> {
    let OutageTimes::Once { from, lasts } = &outage.times else { return None };
    // A certificate that expires later is there for the targets that are about it.
    let is_certificate = |of: &OutageTarget| matches!(of, OutageTarget::Certificate(_));
    if outage.of.is_empty() || outage.of.iter().any(is_certificate) {
        return None;
    }
    if *from >= window.1 {
        return Some(format!(
            "begins {} after the start, after the window",
            from.since(SimTime::ZERO)
        ));
    }
    let Shape::Constant(nanos) = lasts.shape else { return None };
    if nanos <= 0.0 {
        return Some("has no length".to_owned());
    }
    (from.seconds() + nanos * 1e-9 <= window.0.seconds())
        .then(|| "is over before the window begins".to_owned())
}
