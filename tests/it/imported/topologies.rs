//! The four documented topologies: their exports become scenarios that check clean, and with a fault `check` names it.

use super::beside::study;
use super::deployments::{Deployment, topology};
use super::exports::{Export, FORMS, Form, Properties, file};
use busyhour::internals::base::Severity;
use busyhour::internals::import::{Imported, Input, Options, import};
use busyhour::{NoFiles, Study};

/// Names of the rules that are broken, errors and warnings.
fn broken(imported: &Imported) -> Vec<&'static str> {
    let study = Study::parse("m.toml", &imported.text, &NoFiles, &[]);
    let study = study.unwrap_or_else(|why| panic!("{why}\n{}", imported.text));
    let findings = study.checked().findings.iter();
    let bad = findings.filter(|finding| finding.severity != Severity::Note);
    let mut rules: Vec<&str> = bad.map(|finding| finding.rule.name).collect();
    rules.dedup();
    rules
}

#[test]
fn the_documented_topologies_check_clean_in_every_form_and_encoding() {
    for number in 1..=4 {
        for form in FORMS {
            for wide in [false, true] {
                let imported = topology(number).imported(form, wide, false);
                let rules = broken(&imported);
                assert!(
                    rules.is_empty(),
                    "topology {number}, {form:?}: {rules:?}\n{}",
                    imported.text
                );
            }
        }
    }
}

#[test]
fn a_scenario_says_what_the_exports_say() {
    let imported = topology(4).imported(Form::Clixml, true, false);
    for line in [
        "name = \"pool01.contoso.test\"",
        "front_ends = [\"fe1.contoso.test\", \"fe2.contoso.test\"]",
        "encryption = \"required\"",
        "gateway = \"gw1.contoso.test\"",
        "transport = \"tls\"",
        "bypass = \"65 %\"",
        "name = \"cas2.contoso.test\"",
        "roles = [\"client-access\"]",
        "version = \"exchange-2013\"",
        "max_calls = 100",
        "servers = [\"cas1.contoso.test\", \"cas2.contoso.test\", \"mbx1.contoso.test\", \"mbx2.contoso.test\"]",
        "security = \"secured\"",
        "count = 6",
        "name = \"Outlook Voice Access of UMSIP\"",
        "mailboxes = { shares = { \"mbx1.contoso.test\" = \"50 %\", \"mbx2.contoso.test\" = \"50 %\" } }",
        "expires = \"2030-01-31T09:30:00\"",
        "issuer = \"Contoso Root CA\"",
    ] {
        assert!(imported.text.contains(line), "{line}\n{}", imported.text);
    }
    let value = |line: &&str| line.contains(" = ") && !line.starts_with('#');
    let of_objects = imported.text.lines().filter(value).filter(|line| line.contains(", object "));
    assert!(of_objects.count() > 20, "{}", imported.text);
}

/// A fault: what is changed in the exports of topology 4, and the rule that it breaks.
type Fault = (&'static str, fn(&mut Deployment));

/// Changes all certificates.
fn certificates(d: &mut Deployment, name: &str, value: &str) {
    for at in 0..4 {
        d.of("ExchangeCertificate").set(at, name, value);
    }
}

const FAULTS: &[Fault] = &[
    ("certificate-expired", |d| certificates(d, "NotAfter", "2026-10-31T09:30:00")),
    ("authority-differs", |d| {
        // One server has a certificate of another authority.
        d.of("ExchangeCertificate").set(2, "Issuer", "CN=Fabrikam Root CA");
        d.of("ExchangeCertificate").set(2, "Thumbprint", "FEDCBA9876543210");
    }),
    ("wildcard-subject", |d| certificates(d, "Subject", "CN=*.contoso.test")),
    ("name-not-in-certificate", |d| {
        d.of("ExchangeCertificate").set(3, "CertificateDomains", &["mail.contoso.test"][..]);
        d.of("ExchangeCertificate").set(3, "Thumbprint", "FEDCBA9876543210");
    }),
    ("self-signed", |d| {
        for at in 0..4 {
            d.of("ExchangeCertificate").set(at, "IsSelfSigned", true);
        }
    }),
    ("certificate-missing", |d| d.of("ExchangeCertificate").set(3, "Services", "IIS, SMTP")),
    ("um-ip-gateway-missing", |d| d.of("UMIPGateway").set(0, "Address", "oldpool.contoso.test")),
    ("um-ip-gateway-disabled", |d| d.of("UMIPGateway").set(0, "Status", "Disabled")),
    ("outgoing-calls-none", |d| d.of("UMIPGateway").set(0, "OutcallsAllowed", false)),
    ("hunt-group-missing", |d| d.of("UMHuntGroup").set(0, "UMIPGateway", "Another gateway")),
    ("hunt-group-pilot", |d| d.of("UMHuntGroup").set(0, "PilotIdentifier", "2025550123")),
    ("plan-unsecured", |d| d.of("UMDialPlan").set(0, "VoIPSecurity", "Unsecured")),
    ("security-incompatible", |d| d.of("UMDialPlan").set(0, "VoIPSecurity", "SIPSecured")),
    ("startup-mode-tcp", |d| d.of("UMService").set(1, "UMStartupMode", "TCP")),
    ("server-not-in-plan", |d| d.of("UMService").set(1, "DialPlans", &[""; 0][..])),
    // The wrong port: the gateway listens for TCP only, although the trunk has to encrypt.
    ("srtp-over-tcp", |d| {
        d.of("CsTrunk").set(0, "GatewaySipClientTlsPort", 0);
        d.of("CsTrunk").set(0, "GatewaySipClientTcpPort", 5066);
    }),
    ("sip-address-differs", |d| {
        d.of("UMMailbox").set(2, "SIPResourceIdentifier", "old@contoso.test")
    }),
    ("enterprise-voice-missing", |d| d.of("CsUser").set(2, "EnterpriseVoiceEnabled", false)),
    ("tel-uri-missing", |d| d.of("CsUser").set(2, "LineURI", "")),
];

#[test]
fn check_names_each_planted_fault() {
    let mut wrong = Vec::new();
    for (rule, plant) in FAULTS {
        for form in [Form::Json, Form::Clixml, Form::List] {
            let mut deployment = topology(4);
            plant(&mut deployment);
            let rules = broken(&deployment.imported(form, false, false));
            if !rules.contains(rule) {
                wrong.push(format!("{rule}, {form:?}: {rules:?}"));
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn any_subset_of_the_exports_makes_a_scenario() {
    let whole = topology(4);
    for left_out in 0..whole.exports.len() {
        let mut part = whole.clone();
        let noun = part.exports.remove(left_out).noun;
        let rules = broken(&part.imported(Form::Json, false, false));
        assert!(rules.is_empty(), "without {noun}: {rules:?}");
        let mut only = whole.clone();
        only.exports = vec![whole.exports[left_out].clone()];
        only.topology = None;
        broken(&only.imported(Form::Json, false, false));
    }
    let without = Deployment { topology: None, ..whole };
    broken(&without.imported(Form::Json, false, false));
}

/// The scenario of exports with these objects, which has to load.
fn loads(exports: &[Export], with_topology: bool) -> Imported {
    let mut inputs: Vec<Input> =
        exports.iter().map(|export| file(export, Form::Json, false, 0)).collect();
    let pool = "<Topology><Clusters><Cluster Fqdn=\"pool01.contoso.test\"><ClusterId SiteId=\"1\" Number=\"1\"/></Cluster></Clusters><Services><Service><ServiceId RoleName=\"UserServices\"/><InstalledOn><ClusterId SiteId=\"1\" Number=\"1\"/></InstalledOn></Service></Services></Topology>";
    inputs.extend(with_topology.then(|| Input::bytes("topology.xml", pool.into())));
    let imported = import(&inputs, &Options::default()).expect("imported");
    study(&imported, &[]);
    imported
}

fn plan(name: &str, uri_type: &str) -> Properties {
    vec![("Name", name.into()), ("URIType", uri_type.into()), ("VoIPSecurity", "Unsecured".into())]
}

#[test]
fn users_of_whom_no_export_says_it_have_a_dial_plan_that_they_can_use() {
    for (types, with_topology, expected) in [
        (&["TelExtn"][..], false, None),
        (&["TelExtn", "TelExtn"][..], false, Some("dial_plan = \"Plan 1\"")),
        (&["TelExtn"][..], true, Some("dial_plan = \"none\"")),
        (&["TelExtn", "SipName"][..], true, None),
        (&["TelExtn", "SipName", "SipName"][..], true, Some("dial_plan = \"Plan 2\"")),
    ] {
        let plans = (1..).zip(types).map(|(at, kind)| plan(&format!("Plan {at}"), kind)).collect();
        let imported = loads(&[Export::of("UMDialPlan", plans)], with_topology);
        let found = imported.text.lines().find(|line| line.starts_with("dial_plan = "));
        match expected {
            Some(line) => assert!(imported.text.contains(line), "{types:?}\n{}", imported.text),
            None => assert_eq!(found, None, "{types:?}"),
        }
        let is_said =
            imported.unknown.iter().any(|line| line.starts_with("the dial plan of users"));
        assert_eq!(is_said, expected.is_some(), "{:?}", imported.unknown);
    }
}

#[test]
fn a_dial_plan_without_servers_is_a_fault_that_check_names() {
    let mut deployment = topology(4);
    for at in 0..2 {
        deployment.of("UMService").set(at, "DialPlans", &[""; 0][..]);
        deployment.of("UMCallRouterSettings").set(at, "DialPlans", &[""; 0][..]);
    }
    deployment.exports.retain(|export| export.noun != "Mailbox");
    // One user has no voice mail, and no mailbox of Unified Messaging.
    deployment.of("UMMailbox").objects.pop();
    let imported = deployment.imported(Form::Json, false, false);
    assert_eq!(imported.text.matches("assumed: evenly").count(), 1, "{}", imported.text);
    let rules = broken(&imported);
    assert!(rules.contains(&"server-not-in-plan"), "{rules:?}");
}

#[test]
fn groups_that_differ_in_what_an_export_does_not_say_have_different_names() {
    let mailbox = |at: u32| {
        let mut object: Properties = vec![
            ("PrimarySmtpAddress", format!("u{at}@contoso.test").as_str().into()),
            ("UMMailboxPolicy", "Policy".into()),
            ("UMDialPlan", "North".into()),
        ];
        if at > 1 {
            object.push(("MissedCallNotificationEnabled", true.into()));
        }
        object
    };
    let plans = Export::of("UMDialPlan", vec![plan("North", "TelExtn")]);
    let mailboxes = Export::of("UMMailbox", (0..5).map(mailbox).collect());
    let imported = loads(&[plans, mailboxes], false);
    for name in ["name = \"North, Policy\" ", "name = \"North, Policy (2)\" "] {
        assert!(imported.text.contains(name), "{name}\n{}", imported.text);
    }
}
