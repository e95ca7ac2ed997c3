//! The four documented topologies: their exports become scenarios that check clean, and with a fault `check` names it.

use super::deployments::{Deployment, topology};
use super::exports::{FORMS, Form};
use busyhour::internals::base::Severity;
use busyhour::internals::import::Imported;
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
