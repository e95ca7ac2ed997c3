//! Finding estimates in a record, and the words people read for its measures and scopes.

use crate::experiment::{Estimate, Record};
use std::collections::BTreeSet;

/// The estimate of the first design that is not part of a series.
pub(crate) fn one<'a>(
    record: &'a Record,
    measure: &str,
    scope: &str,
    statistic: &str,
) -> Option<&'a Estimate> {
    record.estimate(measure, scope, statistic)
}

/// All estimates of the first design that are not part of a series, in the record's order.
pub(crate) fn single(record: &Record) -> impl Iterator<Item = &Estimate> {
    record.single()
}

/// The bins of a series of the first design, in order of time.
pub(crate) fn series<'a>(
    record: &'a Record,
    measure: &str,
    scope: &str,
    statistic: &[&str],
) -> Vec<&'a Estimate> {
    let design = record.first_design();
    let mut bins: Vec<&Estimate> = record
        .estimates
        .iter()
        .filter(|e| e.from.is_some() && e.design == design)
        .filter(|e| e.measure == measure && e.scope == scope)
        .filter(|e| statistic.contains(&e.statistic.as_str()))
        .collect();
    bins.sort_by(|a, b| a.from.unwrap_or(0.0).total_cmp(&b.from.unwrap_or(0.0)));
    bins
}

/// The scopes of `measure` that a page has room for, in the record's order, each once. The record
/// and its CSV hold all: sources, groups, sites, pools and plans stand there only.
pub(crate) fn scopes<'a>(record: &'a Record, measure: &'a str) -> Vec<&'a str> {
    let calls = || record.of_measure("calls").filter(|e| e.statistic == "count");
    let of = |kind: &str| calls().filter(|e| starts_kind(&e.scope, kind)).count();
    let (several, versions) = (of("class") > 1, of("mailbox"));
    let told_by_version =
        versions != 1 && (measure.contains("notification") || measure.contains("voice_mail"));
    let (mut found, mut known) = (Vec::new(), BTreeSet::new());
    for e in record.of_measure(measure) {
        let parts = scope_parts(&e.scope);
        let headline = match parts.first().map(|(kind, _)| *kind) {
            Some("source" | "site" | "pool" | "dial_plan") => false,
            Some("users" | "auto_attendant" | "access_number" | "fax_line") => {
                measure == "utilization" || measure == "rejected"
            }
            Some("class") => several && parts.len() == 1 && matches!(measure, "calls" | "attempts"),
            Some("mailbox") => told_by_version && parts.len() == 1,
            _ => true,
        };
        let counted = match parts[..] {
            [("class" | "reason" | "mailbox", _)] => e.count > 0,
            // Where a gateway blocked nobody, it blocked nobody of any class.
            [("gateway", _), ("class", _)] => several && e.count > 0,
            _ => true,
        };
        if headline && counted && known.insert(&*e.scope) {
            found.push(&*e.scope);
        }
    }
    found
}

const KINDS: [&str; 21] = [
    "class",
    "source",
    "users",
    "mailbox",
    "path",
    "reason",
    "site",
    "pool",
    "dial_plan",
    "gateway",
    "server",
    "link",
    "hop",
    "part",
    "slots",
    "outcome",
    "role",
    "status",
    "auto_attendant",
    "access_number",
    "fax_line",
];

/// The parts of a scope: `("users", "head office"), ("mailbox", "exchange-2010")`. A `+` inside
/// a name does not split it.
pub(crate) fn scope_parts(scope: &str) -> Vec<(&str, &str)> {
    let mut cuts: Vec<usize> = vec![0];
    for (at, _) in scope.match_indices('+') {
        if KINDS.iter().any(|k| starts_kind(&scope[at + 1..], k)) {
            cuts.push(at + 1);
        }
    }
    let mut parts = Vec::new();
    for (i, &from) in cuts.iter().enumerate() {
        let to = cuts.get(i + 1).map_or(scope.len(), |&next| next - 1);
        let piece = &scope[from..to];
        parts.push(piece.split_once(':').unwrap_or(("", piece)));
    }
    parts
}

fn starts_kind(text: &str, kind: &str) -> bool {
    text.strip_prefix(kind).is_some_and(|rest| rest.starts_with(':'))
}

/// The name of `kind` in a scope.
pub(crate) fn named<'a>(scope: &'a str, kind: &str) -> Option<&'a str> {
    scope_parts(scope).into_iter().find(|(k, _)| *k == kind).map(|(_, name)| name)
}

/// A scope for people: `users head office, mailbox exchange-2010`.
pub(crate) fn scope_label(scope: &str) -> String {
    let words = |(kind, name): (&str, &str)| match kind {
        "" => name.to_owned(),
        "server" | "gateway" | "link" | "outcome" => name.to_owned(),
        "slots" if name == "um" => "UM calls".to_owned(),
        "slots" if name == "worker" => "worker calls".to_owned(),
        "slots" if name == "fax" => "faxes at once".to_owned(),
        "fax_line" => format!("machines of {name}"),
        "reason" => name.replace('-', " "),
        "slots" => format!("{name} slots"),
        kind => format!("{} {name}", kind.replace('_', " ")),
    };
    scope_parts(scope).into_iter().map(words).collect::<Vec<_>>().join(", ")
}

/// A measure for people: `voice-mail routing latency`.
pub(crate) fn label(measure: &str) -> String {
    match measure {
        "voice_mail_routing_latency" => "voice-mail routing latency",
        "voice_mail_failed" => "voice mail failed",
        "post_dial_delay" => "post-dial delay",
        "first_attempt_blocking" => "blocking, first attempts",
        "mediation_rejected" => "refused by a Mediation Server",
        "um_rejected" => "refused by UM",
        "worker_rejected" => "refused by a worker process",
        "missed_call_notification_loss" => "share of notifications lost",
        "missed_call_notifications_due" => "notifications due",
        "missed_call_notifications_sent" => "notifications sent",
        "missed_call_notifications_lost" => "notifications lost",
        "session_request_delay" => "session request delay, no failure",
        "session_request_delay_failed" => "session request delay, failure",
        "session_duration_time" => "session duration",
        "ser" => "session establishment ratio",
        "seer" => "session establishment effectiveness",
        "isa" => "ineffective session attempts",
        "scr" => "session completion ratio",
        other => return other.replace('_', " "),
    }
    .to_owned()
}

/// A figure for people: `post-dial delay p95, class fax`.
pub(crate) fn figure_label(measure: &str, statistic: &str, scope: &str) -> String {
    let statistic = match statistic {
        "value" => String::new(),
        other => format!(" {}", other.replace('_', " ")),
    };
    let scope = if scope == "all" { String::new() } else { format!(", {}", scope_label(scope)) };
    format!("{}{statistic}{scope}", label(measure))
}

/// An outcome for people.
pub(crate) fn outcome_label(outcome: &str) -> String {
    match outcome {
        "answered" => "answered by a person",
        "voice-message" => "left a voice message",
        "hung-up-in-greeting" => "hung up in the greeting",
        "abandoned-ringing" => "abandoned while ringing",
        "abandoned-routing" => "abandoned on the way to voice mail",
        "blocked" => "blocked: no free channel",
        "mediation-rejected" => "refused by a Mediation Server",
        "um-rejected" => "refused by UM",
        "worker-rejected" => "refused by a worker process",
        "in-flight" => "still in progress at the end",
        "served" => "heard to the end",
        "log-on-failed" => "disconnected after wrong log-ons",
        "cut-off" => "cut off at the longest call",
        "no-um-server" => "no UM server for the mailbox",
        "security-mismatch" => "encryption of pool and plan does not fit",
        "pipeline-rejected" => "refused: too many messages not yet submitted",
        "fax-delivered" => "fax delivered",
        "fax-refused" => "fax refused, gateway hung up",
        "fax-gave-up" => "fax answered, machine gave up",
        "fax-answered-by-person" => "fax picked up by a person",
        "fax-partner-busy" => "fax partner full",
        "fax-machine-busy" => "fax machine in use",
        other => return other.replace('-', " "),
    }
    .to_owned()
}

/// A hop of voice-mail routing for people.
pub(crate) fn hop_label(hop: &str) -> String {
    match hop {
        "exum_routing" => "ExUM routing (Front End)",
        "call_router" => "Call Router (Client Access)",
        "um_service" => "UM service (Mailbox)",
        "worker_process" => "UM worker process",
        other => return other.replace('_', " "),
    }
    .to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plus_in_a_name_does_not_split_a_scope() {
        assert_eq!(
            scope_parts("users:R+D office+mailbox:exchange-2010"),
            [("users", "R+D office"), ("mailbox", "exchange-2010")]
        );
        assert_eq!(scope_parts("all"), [("", "all")]);
        assert_eq!(scope_label("server:mbx1.contoso.test+slots:um"), "mbx1.contoso.test, UM calls");
        assert_eq!(named("hop:call_router+part:service", "part"), Some("service"));
    }

    #[test]
    fn the_index_finds_what_a_search_finds() {
        let record = crate::report::sample::record();
        assert!(record.single().count() > 20);
        for e in record.single() {
            let is = |o: &&Estimate| {
                (&o.measure, &o.scope, &o.statistic) == (&e.measure, &e.scope, &e.statistic)
            };
            let found = one(&record, &e.measure, &e.scope, &e.statistic);
            assert_eq!(found, record.single().find(is));
        }
        assert_eq!(one(&record, "blocking", "nowhere", "value"), None);
    }
}
