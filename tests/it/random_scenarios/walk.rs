//! What `check` says of calls against what becomes of them in a run.

use super::Written;
use super::laws::{Fault, counted};
use super::probes::{People, Probe, probing};
use busyhour::internals::base::Severity;
use busyhour::internals::check::{CallKind, Checked, Failure, Finding, TrafficRelation, reach};
use busyhour::internals::deployment::{Deployment, Host};
use busyhour::internals::experiment::{NoControl, Plan, Record, Study, replicate};
use std::collections::BTreeMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

/// Rows of `check` that the run contradicts. `None` if the reader refuses the scenario.
pub fn contradicted(written: &Written, calls: u32) -> Option<Vec<Fault>> {
    Some(differences(&written.study(&[]).ok()?, calls))
}

/// Findings that say of calls what their rows do not say, and rows that about `calls` calls contradict.
pub fn differences(study: &Study, calls: u32) -> Vec<Fault> {
    let mut found = sentences(study.checked());
    // `check` speaks of a day on which nothing fails.
    let d = &Deployment { outages: Vec::new(), ..study.deployment().clone() };
    let mut ends = ends_of(d, calls);
    if !ends.is_empty() {
        // Chance makes a few of many thousand rows differ, and not twice.
        let again = ends_of(d, 16 * calls);
        ends.retain(|fault| again.iter().any(|other| other.kind == fault.kind));
    }
    found.extend(ends);
    found
}

/// Every kind of call.
const KINDS: [CallKind; 11] = [
    CallKind::Answered,
    CallKind::VoiceMail,
    CallKind::MissedCall,
    CallKind::Fax,
    CallKind::AutoAttendant,
    CallKind::Transfer,
    CallKind::SubscriberAccess,
    CallKind::Internal,
    CallKind::MessageWaiting,
    CallKind::PlayOnPhone,
    CallKind::Outbound,
];

/// What happens, as a finding says it: kinds of calls, and the names that the clause gives; and what it says of them.
fn clauses(effect: &str) -> Vec<(Vec<CallKind>, Vec<&str>, &str)> {
    let ends = [" fail with ", " are lost"];
    let clause = |clause: &&str| ends.iter().any(|end| clause.contains(end));
    effect
        .split("; ")
        .filter(clause)
        .map(|clause| {
            // A name of calls may hold another.
            let mut rest = clause.to_owned();
            let mut kinds = Vec::new();
            let mut names = KINDS;
            names.sort_by_key(|kind| std::cmp::Reverse(kind.calls().len()));
            for kind in names {
                if rest.contains(kind.calls()) {
                    rest = rest.replace(kind.calls(), "");
                    kinds.push(kind);
                }
            }
            (kinds, clause.split('`').skip(1).step_by(2).collect(), clause)
        })
        .collect()
}

/// What findings say of calls against the rows of the same check.
fn sentences(checked: &Checked) -> Vec<Fault> {
    let mut found = Vec::new();
    let failing = |kind: CallKind, name: &str| {
        checked.relations.iter().any(|r| {
            r.kind == kind && !r.failures.is_empty() && r.parties.iter().any(|party| party == name)
        })
    };
    let all = || checked.findings.iter().filter(|f| f.rule.name != "certificate-expires");
    for finding in all() {
        let clauses = clauses(&finding.effect);
        let (rule, severity) = (finding.rule.name, finding.severity);
        if severity == Severity::Error
            && clauses.is_empty()
            && rule != "no-pool"
            && rule != "no-route"
        {
            let kind = format!("an error, and no call fails: {rule}");
            found.push(Fault::new(&kind, finding.effect.clone()));
        }
        for (kinds, names, clause) in clauses {
            if kinds.is_empty() {
                found.push(Fault::new(&format!("no kind of calls: {rule}"), clause.to_owned()));
            }
            let party = |name: &&&str| {
                checked.relations.iter().any(|r| r.parties.iter().any(|party| party == **name))
            };
            for kind in kinds {
                for name in names.iter().filter(party).filter(|name| !failing(kind, name)) {
                    let kind = format!("a finding fails calls that get through: {rule}");
                    found.push(Fault::new(&kind, format!("{name}: {clause}")));
                }
            }
        }
    }
    for relation in checked.relations.iter().filter(|r| !r.failures.is_empty()) {
        let named = |f: &&Finding| {
            let clauses = clauses(&f.effect);
            clauses.iter().any(|(kinds, ..)| kinds.contains(&relation.kind))
        };
        if all().find(named).is_none() {
            let kind = format!("a row fails without a finding: {}", relation.kind.name());
            found.push(Fault::new(&kind, format!("{relation:?}")));
        }
    }
    found
}

/// Rows that the ends of about `calls` calls contradict.
fn ends_of(d: &Deployment, calls: u32) -> Vec<Fault> {
    let mut found = Vec::new();
    for people in [People::Answer, People::AreAway] {
        let (probed, probes) = probing(d, people, calls);
        let relations = reach(&probed);
        let study = Study::of_deployment(probed, "test");
        let plan = Plan { threads: 1, ..study.plan() };
        match catch_unwind(AssertUnwindSafe(|| replicate(&study, &plan, &NoControl))) {
            Ok(Ok(record)) => {
                found.extend(probes.iter().filter_map(|probe| row(&record, &relations, probe)));
            }
            Ok(Err(e)) => found.push(Fault::new("probe fails to run", e.to_string())),
            Err(_) => found.push(Fault::new("probe panics", format!("{people:?}"))),
        }
    }
    found
}

/// What became of the calls of a probe.
struct Ends<'r> {
    counts: BTreeMap<(&'r str, &'r str), u64>,
    scope: String,
}

impl Ends<'_> {
    fn count(&self, measure: &str) -> u64 {
        self.counts.get(&(measure, self.scope.as_str())).copied().unwrap_or(0)
    }

    fn outcome(&self, outcome: &str) -> u64 {
        let scope = format!("{}+outcome:{outcome}", self.scope);
        self.counts.get(&("outcome", scope.as_str())).copied().unwrap_or(0)
    }

    /// Calls, notices or notifications, and those of them that got through.
    fn tried(&self, probe: &Probe) -> (u64, u64) {
        match probe.kind {
            CallKind::MissedCall if !probe.notified => (0, 0),
            CallKind::MissedCall => {
                (self.count("attempts"), self.count("missed_call_notifications_sent"))
            }
            CallKind::MessageWaiting => {
                let left = self.outcome(probe.right);
                (left, left.saturating_sub(self.count("message_waiting_failed")))
            }
            // Two faxes at one machine at a time lack capacity, of which no row speaks.
            CallKind::Fax => {
                let alone = self.count("attempts") - self.outcome("fax-machine-busy");
                (alone, self.outcome(probe.right))
            }
            _ => (self.count("attempts"), self.outcome(probe.right)),
        }
    }

    /// Failed calls by the SIP status that the caller's side gets.
    fn failed(&self) -> BTreeMap<u16, u64> {
        let mut failed = BTreeMap::new();
        for (_, scope) in self.counts.keys().filter(|(measure, _)| *measure == "failed") {
            let parts = scope.strip_prefix("reason:").and_then(|r| r.split_once("+status:"));
            if let Some((reason, status)) = parts
                && let Ok(status) = status.parse()
            {
                *failed.entry(status).or_default() += self.outcome(reason);
            }
        }
        failed
    }

    /// The outcomes that occurred, for people.
    fn told(&self) -> Vec<String> {
        let prefix = format!("{}+outcome:", self.scope);
        let outcome = |((_, scope), n): (&(&str, &str), &u64)| {
            scope.strip_prefix(&prefix).filter(|_| *n > 0).map(|name| format!("{name} {n}"))
        };
        self.counts.iter().filter_map(outcome).collect()
    }
}

/// Whether `k` of `n` calls may be the share that was told: five standard errors, and exact for none and all.
fn agrees(told: f64, k: u64, n: u64) -> bool {
    let n = n as f64;
    let sure = !(1e-9..=1.0 - 1e-9).contains(&told);
    let within = if sure { 1e-9 } else { 5.0 * (told * (1.0 - told) / n).sqrt() + 1.0 / n };
    (told - k as f64 / n).abs() <= within
}

/// Whether Exchange connects to another host.
fn from_exchange((from, _): (Host, Host)) -> bool {
    matches!(from, Host::Exchange(_))
}

/// One row against its probe.
fn row(record: &Record, relations: &[TrafficRelation], probe: &Probe) -> Option<Fault> {
    let ends = Ends { counts: counted(record), scope: format!("source:{}", probe.source) };
    let (n, k) = ends.tried(probe);
    if n == 0 {
        return None;
    }
    let fits = |relation: &&TrafficRelation| {
        relation.kind == probe.kind
            && relation.parties.contains(&probe.party)
            && probe.gateway.as_ref().is_none_or(|g| relation.gateways.contains(g))
    };
    let relation = relations.iter().find(fits);
    let fault = |kind: &str| {
        let failure = |f: &Failure| format!("{} {:.3} {} ({})", f.status, f.share, f.reason, f.hop);
        let failures: Vec<String> =
            relation.into_iter().flat_map(|w| &w.failures).map(failure).collect();
        let works = relation.map_or(f64::NAN, TrafficRelation::works);
        let ends = ends.told();
        let what =
            format!("{}: row {works:.3} {failures:?}; run {k} of {n} {ends:?}", probe.source);
        Some(Fault::new(&format!("{kind}: {}", probe.kind.name()), what))
    };
    let Some(relation) = relation else {
        return fault("no row");
    };
    if !agrees(relation.works(), k, n) {
        let more = (k as f64) < relation.works() * n as f64;
        return fault(if more {
            "run loses more than the row says"
        } else {
            "run loses less than the row says"
        });
    }
    // Not where what is lost is no call, or where the calls that get through fail later.
    if matches!(
        probe.kind,
        CallKind::MissedCall | CallKind::MessageWaiting | CallKind::Fax | CallKind::Transfer
    ) {
        return None;
    }
    let failed = ends.failed();
    let differs = [403, 404, 480, 488, 504].into_iter().any(|status| {
        // A transfer that Lync does not take ends the call without a status.
        let transfers = probe.kind == CallKind::SubscriberAccess;
        let back = |f: &Failure| transfers && f.connections.iter().any(|c| from_exchange(*c));
        let of_status = relation.failures.iter().filter(|f| f.status == status && !back(f));
        let told: f64 = of_status.map(|f| f.share).sum();
        let ran = failed.get(&status).copied().unwrap_or(0);
        !agrees(told.min(1.0), ran, n) && (told - ran as f64 / n as f64).abs() > 1.5 / n as f64
    });
    if differs { fault("other status than the row says") } else { None }
}
