//! Builds the record of a study from its replications: header, estimates, verdicts and warnings.

use super::control_variates::KnownCalls;
use super::estimate::{Rows, distributions};
use super::record::{
    AssumptionSummary, Design, Estimate, FindingSummary, PlannedOutage, RECORD_SCHEMA_VERSION,
    Record, Replicates, SourceIdentity, StudySummary,
};
use super::replication::{Replication, Totals};
use super::study::{Plan, Study};
use super::theory::Theory;
use super::{analytic, courses, long_run, stability, topology, verdict, warnings};
use crate::check::Finding;
use crate::deployment::{Outage, OutageTimes, Shape, Traffic};
use crate::kernel::Key;
use crate::measure::ScopeKind;
use crate::recorder::{Distributions, has_many_objects};

/// The record of one or more replications.
pub(super) fn record(
    study: &Study,
    plan: &Plan,
    replications: &[Replication],
    histograms: &Distributions,
) -> Record {
    let deployment = study.deployment();
    let settings = &deployment.settings;
    let totals = Totals::of(replications);
    let rows = Rows::new(study.labels(), replications);
    let (mut estimates, replicates) = rows.reduced(settings.confidence);
    if replications.len() == 1 {
        let from = settings.warm_up.seconds();
        long_run::fill(&mut estimates, (from, from + settings.duration.seconds()));
    }
    estimates.extend(courses::estimates(
        study,
        histograms,
        replications.len(),
        settings.confidence,
    ));
    let analytic = analytic::comparisons(study, &rows);
    let known = KnownCalls::of(study);
    let unstable = stability::unstable(study, &estimates, replications.len() as u32);
    let mut warnings = warnings::never_met(deployment);
    warnings.extend(warnings::of(
        &estimates,
        (replications.len() as u32, plan.replications),
        (settings.warm_up.seconds(), deployment.steady_until()),
        &deployment.targets,
        &unstable,
    ));
    warnings.extend(warnings::analytic(&analytic));
    warnings.extend(warnings::traces(deployment));
    warnings.extend(warnings::window(study, &estimates, replications.len() as u32));
    warnings.extend(warnings::outages(study, &estimates, replications.len() as u32));
    warnings.extend(warnings::may_collapse(study, &estimates));
    warnings.extend(warnings::nothing_fails(study));
    warnings.extend(warnings::rows_left_out(study));
    let targets = verdict::targets(
        &deployment.targets,
        &Theory { study, rows: &rows, estimates: &estimates },
        &unstable,
    );
    let (estimates, replicates) = match has_many_objects(study.network(), study.names()) {
        true => observed(estimates, replicates),
        false => (estimates, replicates),
    };
    Record {
        schema_version: RECORD_SCHEMA_VERSION,
        program_version: env!("CARGO_PKG_VERSION").to_owned(),
        title: deployment.title.clone(),
        scenario: study.text().map(str::to_owned),
        scenario_sha256: study.sha256().to_owned(),
        start: settings.clock.text(),
        seed: plan.seed,
        replications: replications.len() as u32,
        warm_up_seconds: settings.warm_up.seconds(),
        duration_seconds: settings.duration.seconds(),
        confidence: settings.confidence,
        digest: totals.digest(),
        calls: totals.calls,
        messages: totals.messages,
        events: totals.events,
        findings: study.checked().findings.iter().map(finding_summary).collect(),
        warnings,
        analytic,
        control_variates: known.estimates(&rows, settings.confidence),
        expected_calls: known.numbers(&rows),
        assumptions: assumptions(study),
        designs: vec![Design {
            name: String::new(),
            overrides: study.overrides().to_vec(),
            scenario_sha256: study.sha256().to_owned(),
            effort: None,
        }],
        sources: sources(study, replications),
        precision: Vec::new(),
        outages: planned_outages(study),
        targets,
        references: verdict::references(&deployment.references, &rows),
        estimates: estimates.into(),
        replicates,
        distributions: distributions(histograms),
        study: StudySummary::Run,
        topology: Some(topology::of(deployment)),
        race: None,
        warm_up: None,
    }
}

/// The estimates without those of hosts, channels and slots that no call met, and the values behind them.
fn observed(
    estimates: Vec<Estimate>,
    replicates: Vec<Replicates>,
) -> (Vec<Estimate>, Vec<Replicates>) {
    let mut values = replicates.into_iter();
    let (mut kept, mut kept_values) = (Vec::new(), Vec::new());
    for estimate in estimates {
        // Estimates that are no part of a series have values, in the same order.
        let values = if estimate.from.is_none() { values.next() } else { None };
        if !is_idle(&estimate) {
            kept.push(estimate);
            kept_values.extend(values);
        }
    }
    (kept, kept_values)
}

/// Whether it is an estimate of a host, of channels or of slots that no call met.
fn is_idle(e: &Estimate) -> bool {
    let place = |kind| matches!(kind, ScopeKind::Server | ScopeKind::Gateway);
    e.count == 0 && e.value.unwrap_or(0.0) == 0.0 && e.figure.scope.kinds().any(place)
}

/// The assumptions of a study.
pub(super) fn assumptions(study: &Study) -> Vec<AssumptionSummary> {
    let summary = |a: &crate::deployment::Assumption| AssumptionSummary {
        key: a.key.clone(),
        value: a.value.clone(),
        reason: a.reason.clone(),
    };
    study.deployment().assumptions.iter().map(summary).collect()
}

/// The outages whose times do not differ from replication to replication.
fn planned_outages(study: &Study) -> Vec<PlannedOutage> {
    let planned = |outage: &Outage| match &outage.times {
        OutageTimes::Once { from, lasts } => match lasts.shape {
            Shape::Constant(nanos) if nanos > 0.0 && !outage.of.is_empty() => Some(PlannedOutage {
                name: outage.name.clone(),
                from_seconds: from.seconds(),
                to_seconds: from.seconds() + nanos * 1e-9,
            }),
            _ => None,
        },
        OutageTimes::Random { .. } => None,
    };
    study.deployment().outages.iter().filter_map(planned).collect()
}

fn sources(study: &Study, replications: &[Replication]) -> Vec<SourceIdentity> {
    let identity = |(i, traffic): (usize, &Traffic)| {
        let mut hash = Key::new(0);
        let mut calls = 0;
        for replication in replications {
            let (n, h) = replication.identities[i];
            calls += n;
            hash = hash.absorb(h);
        }
        SourceIdentity { source: traffic.name.clone(), calls, hash: format!("{:016x}", hash.raw()) }
    };
    study.deployment().traffic.iter().enumerate().map(identity).collect()
}

fn finding_summary(finding: &Finding) -> FindingSummary {
    FindingSummary {
        rule: finding.rule.name.to_owned(),
        statement: finding.rule.cited(),
        severity: finding.severity,
        object: finding.object.clone(),
        message: finding.message.clone(),
        effect: finding.effect.clone(),
    }
}
