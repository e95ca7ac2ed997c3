//! Rows and findings of `check` in deployments that planners asked about: what it says, the run does.

use crate::check::study;
use crate::random_scenarios::walk;
use busyhour::internals::base::Severity;
use busyhour::internals::check::{CallKind, TrafficRelation};
use busyhour::internals::experiment::{NoControl, Study, replicate};
use std::path::Path;

fn row<'s>(study: &'s Study, kind: CallKind, party: &str) -> Option<&'s TrafficRelation> {
    let of = |r: &&TrafficRelation| r.kind == kind && r.parties.iter().any(|p| p == party);
    study.checked().relations.iter().find(of)
}

fn works(study: &Study, kind: CallKind, party: &str) -> f64 {
    row(study, kind, party).map_or(f64::NAN, TrafficRelation::works)
}

/// The rules that were found, and what is said to happen.
fn found(study: &Study, rule: &str) -> Vec<(Severity, String)> {
    let of = study.checked().findings.iter().filter(|f| f.rule.name == rule);
    of.map(|f| (f.severity, f.effect.clone())).collect()
}

fn share(study: &Study, measure: &str, scope: &str) -> f64 {
    let record = replicate(study, &study.plan(), &NoControl).unwrap_or_else(|e| panic!("{e}"));
    crate::system::value(&record, measure, scope, "value")
}

/// What the run and the table say of every row, and what findings say of calls.
fn agrees(study: &Study) {
    let faults = walk::differences(study, 400);
    let faults: Vec<String> = faults.iter().map(|f| format!("{}: {}", f.kind, f.what)).collect();
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

const STUDY: &str = "[study]\nwarm_up = \"0 s\"\nduration = \"20 h\"\nreplications = 2\n";

/// UM servers of 2007 and 2010 in one plan.
fn two_versions(front: &str, mailboxes: &str, more: &str) -> Study {
    study(&format!(
        r#"{STUDY}{front}
[[exchange_server]]
name = "old[1-2].contoso.test"
version = "exchange-2007"
[[exchange_server]]
name = "new[1-2].contoso.test"
version = "exchange-2010"
[[dial_plan]]
name = "plan"
[[users]]
name = "staff"
count = 1000
registered = "0 %"
mailboxes = {{ {mailboxes} }}
[[traffic]]
class = "voice"
to = "staff"
arrivals = "60/h"
patience = "never"
{more}"#
    ))
}

const HALF: &str = "current = [\"new*\"], legacy = [\"old*\"], migrated = \"50 %\"";

const OCS: &str = r#"
[[gateway]]
name = "gw1.contoso.test"
channels = 100
[[mediation_server]]
name = "med1.contoso.test"
[[pool]]
name = "pool01.contoso.test"
product = "ocs-2007-r2"
"#;

const PBX: &str = r#"
[[gateway]]
name = "pbx.contoso.test"
kind = "ip-pbx"
channels = 100
next_hops = ["old*", "new*"]
"#;

/// OCS 2007 R2, and a PBX, deal calls to all UM servers in turn: half of them meet a 2007 server, which cannot serve
/// a mailbox of 2010.
#[test]
fn older_servers_refuse_calls_for_newer_mailboxes() {
    for front in [OCS, PBX] {
        let study = two_versions(front, HALF, "");
        assert!((works(&study, CallKind::VoiceMail, "staff") - 0.75).abs() < 1e-9);
        let said = found(&study, "mailbox-not-served");
        assert_eq!(said.len(), 1, "{said:?}");
        assert_eq!(said[0].0, Severity::Error);
        assert!(said[0].1.contains("25 % fail with 404"), "{said:?}");
        let lost = share(&study, "voice_mail_failed", "all");
        assert!((lost - 0.25).abs() < 0.02, "{lost}");
        agrees(&study);
    }
    let study = two_versions(&OCS.replace("ocs-2007-r2", "lync-2010"), HALF, "");
    assert_eq!(works(&study, CallKind::VoiceMail, "staff"), 1.0);
    assert!(found(&study, "mailbox-not-served").is_empty());
}

const CONTACTS: &str = r#"
[[access_number]]
name = "OVA"
resolved = "0 %"
[[auto_attendant]]
name = "Reception"
[[traffic]]
name = "access"
class = "subscriber-access"
to = "OVA"
arrivals = "60/h"
patience = "never"
[[traffic]]
name = "attendant"
class = "auto-attendant"
to = "Reception"
arrivals = "60/h"
patience = "never"
"#;

/// A 2007 server that answers takes callers whose mailbox nobody knows, and those of attendants.
#[test]
fn any_server_takes_callers_that_nobody_knows() {
    for front in [OCS, PBX] {
        let study = two_versions(front, "current = [\"old*\"]", CONTACTS);
        for (kind, party) in
            [(CallKind::AutoAttendant, "Reception"), (CallKind::SubscriberAccess, "OVA")]
        {
            assert_eq!(works(&study, kind, party), 1.0, "{kind:?}");
        }
        // A few stay longer than a call may last.
        assert!(share(&study, "outcome", "source:access+outcome:served") > 0.99);
        agrees(&study);
    }
}

/// A caller to Outlook Voice Access stays at a server that can serve the mailbox, and those who are moved are
/// spread over all that can.
#[test]
fn who_logs_on_is_moved_only_where_need_be() {
    let alike = two_versions(PBX, "current = [\"new*\"]", CONTACTS);
    let newest = PBX.replace("\"old*\", ", "");
    for (front, mailboxes, moved) in [
        (newest.as_str(), "current = [\"new*\"]", 0.0),
        (newest.as_str(), "current = [\"old*\"]", 1.0),
    ] {
        let study = two_versions(front, mailboxes, CONTACTS);
        let record = replicate(&study, &study.plan(), &NoControl).unwrap_or_else(|e| panic!("{e}"));
        let of = |measure, scope| crate::system::value(&record, measure, scope, "count");
        let all = of("attempts", "source:access");
        assert!((of("transfers", "source:access") / all - moved).abs() < 0.01, "{mailboxes}");
        if moved > 0.0 {
            for server in ["old1", "old2"] {
                let scope = format!("server:{server}.contoso.test+slots:um");
                let load = crate::system::value(&record, "carried_load", &scope, "value");
                assert!(load > 0.0, "{server} {load}");
            }
        }
    }
    agrees(&alike);
}

/// Lync, and Exchange 2010 with the UM role on one server and mailboxes on another.
const SEPARATE: &str = r#"
[[gateway]]
name = "gw1.contoso.test"
channels = 100
[[mediation_server]]
name = "med1.contoso.test"
[[pool]]
name = "pool01.contoso.test"
front_ends = ["fe1.contoso.test"]
product = "lync-2010"
[[exchange_server]]
name = "um1.contoso.test"
version = "exchange-2010"
roles = ["unified-messaging"]
[[exchange_server]]
name = "mbx1.contoso.test"
version = "exchange-2010"
roles = ["mailbox"]
[[dial_plan]]
name = "UMSIP"
[[users]]
name = "staff"
count = 1000
mailboxes = { current = ["mbx1*"] }
[[traffic]]
class = "voice"
to = "staff"
arrivals = "60/h"
[[authority]]
name = "Contoso Root CA"
[[certificate]]
name = "lync"
on = ["gw1*", "med1*", "pool01*"]
subject = "pool01.contoso.test"
issuer = "Contoso Root CA"
"#;

/// The certificate of a server that speaks no SIP is none of any call's business.
#[test]
fn a_certificate_that_no_call_needs_fails_none() {
    let study = study(&format!(
        r#"{STUDY}{SEPARATE}
[[authority]]
name = "Other CA"
trusted_by = ["mbx1*"]
[[certificate]]
name = "um"
on = ["um1*"]
subject = "um1.contoso.test"
issuer = "Contoso Root CA"
[[certificate]]
name = "mbx"
on = ["mbx1*"]
subject = "mbx1.contoso.test"
issuer = "Other CA"
"#
    ));
    assert!(study.checked().relations.iter().all(|r| r.failures.is_empty()));
    assert_eq!(study.checked().count(Severity::Error), 0, "{:?}", study.checked().findings);
    for rule in ["authority-differs", "authority-untrusted"] {
        assert!(found(&study, rule).is_empty(), "{rule}");
    }
    agrees(&study);
}

/// A Front End that distrusts Exchange fails its calls to Unified Messaging, and none that people answer.
#[test]
fn what_a_distrusted_authority_fails_is_what_the_table_says() {
    let study = study(&format!(
        r#"{STUDY}{SEPARATE}
[rules]
authorities = "mutual-trust"
[[authority]]
name = "Exchange CA"
trusted_by = ["um1*", "mbx1*"]
[[certificate]]
name = "um"
on = ["um1*", "mbx1*"]
subject = "um1.contoso.test"
san = "hosts"
issuer = "Exchange CA"
"#
    ));
    assert_eq!(works(&study, CallKind::Answered, "staff"), 1.0);
    assert_eq!(works(&study, CallKind::VoiceMail, "staff"), 0.0);
    let said = found(&study, "authority-untrusted");
    assert_eq!(said[0].0, Severity::Error);
    assert!(said[0].1.contains("calls to voice mail"), "{said:?}");
    assert!(!said[0].1.contains("people answer"), "{said:?}");
    agrees(&study);
}

/// A certificate with another subject: what Exchange asks of Lync fails, and what Lync asks of Exchange does not.
#[test]
fn a_public_subject_fails_what_exchange_asks() {
    let study = study(&format!(
        r#"{STUDY}{SEPARATE}{CONTACTS}
[[certificate]]
name = "public"
on = ["um1*", "mbx1*"]
subject = "mail.contoso.test"
san = ["um1.contoso.test", "mbx1.contoso.test"]
issuer = "Contoso Root CA"
"#
    ));
    for (kind, party, expected) in [
        (CallKind::VoiceMail, "staff", 1.0),
        (CallKind::PlayOnPhone, "staff", 0.0),
        (CallKind::MessageWaiting, "staff", 0.0),
        (CallKind::SubscriberAccess, "OVA", 1.0),
    ] {
        assert_eq!(works(&study, kind, party), expected, "{kind:?}");
    }
    let said = found(&study, "subject-of-no-host");
    // Callers hear their mailboxes where they logged on.
    assert!(!said[0].1.contains("to voice mail") && !said[0].1.contains("Outlook"), "{said:?}");
    assert!(said[0].1.contains("Play on Phone"), "{said:?}");
    agrees(&study);
}

/// Without Lync every kind of call has its row, and no diagnostics of Lync.
#[test]
fn calls_past_lync_have_their_rows() {
    let text = |mode: &str| {
        format!(
            r#"{STUDY}
[[gateway]]
name = "pbx.contoso.test"
kind = "ip-pbx"
channels = 60
[[exchange_server]]
name = "ex1.contoso.test"
version = "exchange-2010"
startup_mode = "{mode}"
[[dial_plan]]
name = "Extensions"
[[users]]
name = "staff"
count = 50
{CONTACTS}"#
        )
    };
    let closed = study(&text("tls"));
    for (kind, party) in [
        (CallKind::AutoAttendant, "Reception"),
        (CallKind::SubscriberAccess, "OVA"),
        (CallKind::VoiceMail, "staff"),
        (CallKind::Internal, "staff"),
    ] {
        let row = row(&closed, kind, party).unwrap_or_else(|| panic!("{kind:?}"));
        assert_eq!(row.works(), 0.0, "{kind:?}");
        assert!(row.failures.iter().all(|f| f.diagnostics.is_none() && f.status == 480));
    }
    assert_eq!(works(&closed, CallKind::Answered, "staff"), 1.0);
    assert_eq!(works(&closed, CallKind::PlayOnPhone, "staff"), 1.0);
    assert!(row(&closed, CallKind::Fax, "staff").is_none(), "nobody sends a fax");
    agrees(&closed);
    let open = study(&text("dual"));
    assert!(open.checked().relations.iter().all(|r| r.failures.is_empty()));
    agrees(&open);
}

/// Faxes by the route that `check` recommends fail without a partner, and it says so.
#[test]
fn faxes_without_a_partner_are_found() {
    let text = |more: &str, line: &str| {
        format!(
            r#"{STUDY}
[[gateway]]
name = "gw1.contoso.test"
channels = 120
[[mediation_server]]
name = "med1.contoso.test"
[[pool]]
name = "pool.contoso.test"
[[exchange_server]]
name = "ex[1-2].contoso.test"
[[dial_plan]]
name = "UMSIP"
[[users]]
name = "staff"
count = 1000
dial_plan = "UMSIP"
[[fax_line]]
route = "direct"
name = "fax numbers"
numbers = 40
{line}
[[traffic]]
class = "fax"
to = "fax numbers"
arrivals = "60/h"
[[dial_plan]]
name = "FAX"
uri_type = "telephone-extension"
{more}"#
        )
    };
    let without = study(&text("", ""));
    assert_eq!(works(&without, CallKind::Fax, "fax numbers"), 0.0);
    assert!(row(&without, CallKind::Fax, "staff").is_none());
    let said = found(&without, "fax-without-partner");
    assert_eq!(said[0].0, Severity::Error);
    assert!(said[0].1.contains("faxes of `fax numbers`: all fail with 488"), "{said:?}");
    agrees(&without);
    let partner = r#"
[[fax_partner]]
name = "fax1.contoso.test"
calls = 10
[[mailbox_policy]]
name = "faxes"
fax_server = "fax1.contoso.test"
"#;
    let with = study(&text(partner, "policy = \"faxes\""));
    assert_eq!(works(&with, CallKind::Fax, "fax numbers"), 1.0);
    assert!(found(&with, "fax-without-partner").is_empty());
    agrees(&with);
}

/// A gateway deals the faxes of a direct route to two servers in turn, however many calls take its other route to one.
#[test]
fn a_route_to_one_server_does_not_turn_the_route_to_two() {
    let study = study(&format!(
        r#"{STUDY}
[[site]]
name = "London"
[[site]]
name = "Leeds"
[[exchange_server]]
name = "ex0.contoso.test"
site = "Leeds"
version = "exchange-2007"
[[exchange_server]]
name = "ex1.contoso.test"
site = "London"
version = "exchange-2010"
[[dial_plan]]
name = "PBX"
[[fax_partner]]
name = "fax1.contoso.test"
site = "Leeds"
[[mailbox_policy]]
name = "faxes"
fax_server = "sip:fax1.contoso.test:5060;transport=tcp"
[[fax_line]]
name = "fax"
numbers = 1000
policy = "faxes"
route = "direct"
site = "London"
[[gateway]]
name = "pbx1.contoso.test"
site = "London"
channels = 600
next_hops = ["ex1.contoso.test"]
[[users]]
name = "staff"
count = 500
site = "London"
mailboxes = {{ legacy = ["ex1.contoso.test"], migrated = "0 %" }}
[[traffic]]
class = "voice"
to = "staff"
arrivals = "300/h"
[[traffic]]
class = "fax"
to = "fax"
arrivals = "60/h"
retry = {{ share = "0 %", after = "1 min" }}
"#
    ));
    assert_eq!(works(&study, CallKind::Fax, "fax"), 0.5);
    let failed = share(&study, "outcome", "source:fax to fax+outcome:no-um-server");
    assert!((failed - 0.5).abs() < 0.03, "{failed}");
    agrees(&study);
}

/// A gateway whose calls two of four Mediation Servers can take, and one of these two fails them.
fn half_of_the_servers_fail(balance: &str) -> Study {
    study(&format!(
        r#"{STUDY}
[[gateway]]
name = "gw1.contoso.test"
channels = 100
balance = "{balance}"
[[mediation_server]]
name = "med[1-4].contoso.test"
[[pool]]
name = "pool01.contoso.test"
front_ends = ["fe1.contoso.test"]
[[exchange_server]]
name = "ex1.contoso.test"
[[dial_plan]]
name = "UMSIP"
[[users]]
name = "staff"
count = 100
[[traffic]]
class = "voice"
to = "staff"
arrivals = "60/h"
[[authority]]
name = "CA"
[[certificate]]
name = "all"
on = ["gw1*", "med1*", "pool01*", "ex1*"]
subject = "pool01.contoso.test"
san = "hosts"
[[certificate]]
name = "wild"
on = ["med2*"]
subject = "*.contoso.test"
"#
    ))
}

/// A gateway that deals calls in turn passes over the Mediation Servers that it does not reach.
#[test]
fn calls_in_turn_go_to_the_servers_that_are_reached() {
    let study = half_of_the_servers_fail("round-robin");
    // Two have no certificate, and what the second calls does not know it.
    assert_eq!(works(&study, CallKind::Answered, "staff"), 0.5);
    let failed = share(&study, "outcome", "source:voice to staff+outcome:tls-to-lync");
    assert!((failed - 0.5).abs() < 0.03, "{failed}");
    assert!(study.checked().least_loaded.is_empty());
    agrees(&study);
}

/// A server whose calls fail at once stays the least loaded and gets most of them: the table says that it cannot know.
#[test]
fn a_server_that_fails_calls_gets_more_of_them_by_load() {
    let study = half_of_the_servers_fail("least-loaded");
    let failed = share(&study, "outcome", "source:voice to staff+outcome:tls-to-lync");
    assert!(failed > 0.6, "{failed}");
    assert_eq!(study.checked().least_loaded, ["gw1.contoso.test"]);
    let style = busyhour::internals::report::table::TableStyle {
        width: 120,
        color: false,
        assumptions: false,
    };
    let text = busyhour::internals::report::findings::render("test.toml", study.checked(), &style);
    assert!(text.contains("more calls can fail than the table says"), "{text}");
}

/// Every model that is shipped, wrong ones included.
#[test]
fn what_check_says_of_shipped_models_the_run_does() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    let mut faults = Vec::new();
    for folder in [
        "tutorial",
        "deployments",
        "reference",
        "certificates",
        "coverage",
        "sizing",
        "broken",
        "broken/symptoms",
    ] {
        let entries = std::fs::read_dir(root.join(folder)).expect("the folder is there").flatten();
        for path in entries.map(|e| e.path()).filter(|p| p.extension().is_some_and(|e| e == "toml"))
        {
            let study =
                Study::load(&path, &[]).unwrap_or_else(|e| panic!("{}: {e}", path.display()));
            let found = walk::differences(&study, 60);
            faults.extend(
                found.iter().map(|f| format!("{}: {}: {}", path.display(), f.kind, f.what)),
            );
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
