//! Finding estimates in a record, and the words people read for outcomes and hops.

use crate::experiment::{Estimate, Record};
use crate::measure::{Figure, Measure, Scope, ScopeKind, Statistic};
use std::collections::BTreeSet;

/// The estimate of the first design that is not part of a series.
pub(crate) fn one<'a>(
    record: &'a Record,
    measure: Measure,
    scope: &Scope,
    statistic: Statistic,
) -> Option<&'a Estimate> {
    record.estimate(&Figure::new(measure, scope.clone(), statistic))
}

/// The same over everything.
pub(crate) fn of_all(record: &Record, measure: Measure, statistic: Statistic) -> Option<&Estimate> {
    record.estimate(&Figure::of_all(measure, statistic))
}

/// The bins of a series of means of the first design, in order of time.
#[cfg(feature = "charts")]
pub(crate) fn series<'a>(record: &'a Record, measure: Measure, scope: &Scope) -> Vec<&'a Estimate> {
    series_of(record, &Figure::new(measure, scope.clone(), Statistic::Mean))
}

/// The bins of the series of a figure of the first design, in order of time.
#[cfg(feature = "charts")]
pub(crate) fn series_of<'a>(record: &'a Record, figure: &Figure) -> Vec<&'a Estimate> {
    let design = record.first_design();
    let is_bin = |e: &&Estimate| e.from.is_some() && e.design == design && e.figure == *figure;
    let mut bins: Vec<&Estimate> = record.estimates.iter().filter(is_bin).collect();
    bins.sort_by(|a, b| a.from.unwrap_or(0.0).total_cmp(&b.from.unwrap_or(0.0)));
    bins
}

/// The scopes of `measure` that a page has room for, in the record's order, each once. The record
/// and its CSV hold all: sources, groups, sites, pools and plans are only there.
pub(crate) fn scopes(record: &Record, measure: Measure) -> Vec<&Scope> {
    use ScopeKind::*;
    let calls = || record.of_measure(Measure::Calls).map(|e| &e.figure);
    let calls = || calls().filter(|figure| figure.statistic == Statistic::Count);
    let of = |kind| calls().filter(|figure| figure.scope.kind() == Some(kind)).count();
    let (several, by_version) = (of(Class) > 1, of(Mailbox) != 1 && depends_on_mailbox(measure));
    let (mut found, mut known) = (Vec::new(), BTreeSet::new());
    for e in record.of_measure(measure) {
        let scope = &e.figure.scope;
        let kinds: Vec<ScopeKind> = scope.kinds().collect();
        let headline = match kinds[..] {
            [Source | Site | Pool | DialPlan | Outage | Period, ..] => false,
            [Users | AutoAttendant | AccessNumber | FaxLine, ..] => {
                matches!(measure, Measure::Utilization | Measure::Rejected)
            }
            [Class] => several && matches!(measure, Measure::Calls | Measure::Attempts),
            [Mailbox] => by_version,
            [Class | Mailbox, ..] => false,
            _ => true,
        };
        let counted = match kinds[..] {
            [Class | Reason | Mailbox] => e.count > 0,
            // A gateway without blocked calls has none in any class.
            [Gateway, Class] => several && e.count > 0,
            _ => true,
        };
        if headline && counted && known.insert(scope) {
            found.push(scope);
        }
    }
    found
}

/// Whether a measure depends on the version of the callee's mailbox server.
fn depends_on_mailbox(measure: Measure) -> bool {
    matches!(
        measure,
        Measure::MissedCallNotificationsDue
            | Measure::MissedCallNotificationsSent
            | Measure::MissedCallNotificationsLost
            | Measure::MissedCallNotificationLoss
            | Measure::NotificationDelay
            | Measure::VoiceMailFailed
            | Measure::VoiceMailRoutingLatency
    )
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
        "served" => "completed",
        "log-on-failed" => "disconnected after failed log-ons",
        "cut-off" => "cut off at the maximum call length",
        "no-um-server" => "no UM server for the mailbox",
        "security-mismatch" => "encryption of pool and plan does not match",
        "pipeline-rejected" => "refused: message pipeline full",
        "fax-delivered" => "fax delivered",
        "fax-refused" => "fax refused, gateway hung up",
        "fax-gave-up" => "fax answered, machine gave up",
        "fax-answered-by-person" => "fax answered by a person",
        "fax-partner-busy" => "fax partner at capacity",
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
    fn the_index_finds_what_a_search_finds() {
        let record = crate::report::sample::record();
        assert!(record.single().count() > 20);
        for e in record.single() {
            let found = record.estimate(&e.figure);
            assert_eq!(found, record.single().find(|other| other.figure == e.figure));
        }
        let nowhere = Scope::of(ScopeKind::Gateway, "nowhere");
        assert_eq!(one(&record, Measure::Blocking, &nowhere, Statistic::Value), None);
    }
}
