//! What `check` says of calls against what becomes of them in a run.

use super::Written;
use super::laws::{Fault, counted};
use super::probes::{People, Probe, probing};
use busyhour::internals::base::Severity;
use busyhour::internals::check::{Way, WayKind, reach};
use busyhour::internals::experiment::{NoControl, Plan, Record, Study, replicate};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Rows of `check` that the run contradicts. `None` if the reader refuses the scenario.
pub fn contradicted(written: &Written, calls: u32) -> Option<Vec<Fault>> {
    let study = written.study(&[]).ok()?;
    let d = study.deployment();
    let ways = reach(d);
    let mut found = Vec::new();
    let clean = study.checked().findings.is_empty();
    for way in ways.iter().filter(|way| clean && way.works() < 1.0 && way.kind != WayKind::Fax) {
        found.push(Fault::new(
            &format!("no finding, and a row fails: {}", way.kind.name()),
            format!("{way:?}"),
        ));
    }
    let works = ways.iter().all(|way| way.works() == 1.0 || way.kind == WayKind::Fax);
    let errors = study.checked().findings.iter().filter(|f| f.severity == Severity::Error);
    found.extend(errors.filter(|_| works).map(|f| {
        let kind = format!("an error, and every row works: {}", f.rule.name);
        Fault::new(&kind, f.message.clone())
    }));
    for people in [People::Answer, People::AreAway] {
        let (probed, probes) = probing(d, people, calls);
        let study = Study::of_deployment(probed, "test");
        let plan = Plan { threads: 1, ..study.plan() };
        match catch_unwind(AssertUnwindSafe(|| replicate(&study, &plan, &NoControl))) {
            Ok(Ok(record)) => {
                found.extend(probes.iter().filter_map(|probe| row(&record, &ways, probe)));
            }
            Ok(Err(e)) => found.push(Fault::new("probe fails to run", e.to_string())),
            Err(_) => found.push(Fault::new("probe panics", format!("{people:?}"))),
        }
    }
    Some(found)
}

/// One row against its probe.
fn row(record: &Record, ways: &[Way], probe: &Probe) -> Option<Fault> {
    let fits = |way: &&Way| {
        way.kind == probe.kind
            && way.parties.contains(&probe.party)
            && probe.gateway.as_ref().is_none_or(|g| way.gateways.contains(g))
    };
    let counts = counted(record);
    let scope = format!("source:{}", probe.source);
    let count = |measure: &str, scope: &str| counts.get(&(measure, scope)).copied().unwrap_or(0);
    let of_outcome = |outcome: &str| count("outcome", &format!("{scope}+outcome:{outcome}"));
    let (n, k) = match probe.kind {
        WayKind::MissedCall if !probe.notified => return None,
        WayKind::MissedCall => {
            (count("attempts", &scope), count("missed_call_notifications_sent", &scope))
        }
        WayKind::MessageWaiting => {
            let left = of_outcome(probe.right);
            (left, left.saturating_sub(count("message_waiting_failed", &scope)))
        }
        _ => (count("attempts", &scope), of_outcome(probe.right)),
    };
    if n == 0 {
        return None;
    }
    let ends: Vec<String> = record
        .estimates
        .iter()
        .filter(|e| {
            e.figure.measure.name() == "outcome"
                && e.count > 0
                && e.figure.scope.as_str().starts_with(&format!("{scope}+"))
        })
        .map(|e| {
            format!(
                "{} {}",
                e.figure.scope.as_str().rsplit(':').next().unwrap_or_default(),
                e.count
            )
        })
        .collect();
    let tell = |kind: &str, way: Option<&Way>| {
        let failures: Vec<String> = way
            .into_iter()
            .flat_map(|way| &way.failures)
            .map(|f| format!("{} {:.3} {} ({})", f.status, f.share, f.reason, f.hop))
            .collect();
        let works = way.map_or(f64::NAN, Way::works);
        let what =
            format!("{}: walk {works:.3} {failures:?}; run {k} of {n} {ends:?}", probe.source);
        Some(Fault::new(&format!("{kind}: {}", probe.kind.name()), what))
    };
    let Some(way) = ways.iter().find(fits) else {
        return tell("no row", None);
    };
    let (walked, ran) = (way.works(), k as f64 / n as f64);
    let sd = (walked * (1.0 - walked) / n as f64).sqrt();
    let exact = !(1e-9..=1.0 - 1e-9).contains(&walked);
    let within = if exact { 1e-9 } else { 5.0 * sd + 1.0 / n as f64 };
    if (walked - ran).abs() > within {
        let kind = if ran < walked {
            "run loses more than the row says"
        } else {
            "run loses less than the row says"
        };
        return tell(kind, Some(way));
    }
    // The same by status, where the caller's side gets one.
    if matches!(
        probe.kind,
        WayKind::MissedCall | WayKind::MessageWaiting | WayKind::Fax | WayKind::Transfer
    ) {
        return None;
    }
    let mut failed = BTreeMap::<u16, u64>::new();
    for (_, reason) in counts.keys().filter(|(measure, _)| *measure == "failed") {
        let Some((reason, status)) =
            reason.strip_prefix("reason:").and_then(|r| r.split_once("+status:"))
        else {
            continue;
        };
        let Ok(status) = status.parse() else { continue };
        *failed.entry(status).or_default() += of_outcome(reason);
    }
    for status in [403, 404, 480, 488, 504] {
        let told: f64 = way.failures.iter().filter(|f| f.status == status).map(|f| f.share).sum();
        let ran = failed.get(&status).copied().unwrap_or(0) as f64 / n as f64;
        let sd = (told * (1.0 - told) / n as f64).sqrt();
        if (told - ran).abs() > 5.0 * sd + 1.0 / n as f64 {
            return tell("other status than the row says", Some(way));
        }
    }
    None
}
