//! The steps of a deployment, and how far it has come.

use super::finding::Finding;
use crate::base::Severity;

/// The steps of a deployment in their order (S48), each with the rules that say it is not done.
const STAGES: [(&str, &[&str]); 9] = [
    ("set up a Lync pool", &["no-pool"]),
    ("install Client Access and Mailbox servers", &["no-call-router", "no-um-service"]),
    (
        "create a SIP URI dial plan and its location profile",
        &[
            "uri-type",
            "location-profile-missing",
            "location-profile-not-assigned",
            "location-profile-name",
        ],
    ),
    (
        "put certificates of one authority on every host",
        &[
            "certificate-missing",
            "authority-differs",
            "authority-untrusted",
            "self-signed",
            "name-not-in-certificate",
            "subject-not-local",
            "gateway-certificate",
            "wildcard-subject",
            "subject-of-no-host",
            "certificate-expired",
            "certificate-revoked",
            "key-usage",
        ],
    ),
    (
        "secure the dial plan",
        &["plan-unsecured", "security-incompatible", "phone-edition-security"],
    ),
    (
        "add every server to every SIP URI dial plan",
        &["server-not-in-plan", "server-in-some-plans"],
    ),
    (
        "set the start-up mode to Dual and restart the UM services",
        &["startup-mode-tcp", "startup-mode-tls", "restart-pending"],
    ),
    (
        "run ExchUcUtil, and restart the Front End service",
        &[
            "exchucutil-not-run",
            "plan-without-permission",
            "um-ip-gateway-missing",
            "um-ip-gateway-disabled",
            "hunt-group-missing",
            "hunt-group-pilot",
            "outgoing-calls-several",
            "outgoing-calls-none",
            "front-end-not-restarted",
        ],
    ),
    ("run OcsUmUtil", &["contact-object-missing"]),
];

/// The first step that is not done, as far as errors show it (S48).
pub(super) fn first_missing(findings: &[Finding]) -> Option<&'static str> {
    let errors = findings.iter().filter(|finding| finding.severity == Severity::Error);
    let missing = |rules: &[&str]| errors.clone().any(|f| rules.contains(&f.rule.name));
    STAGES.iter().find(|(_, rules)| missing(rules)).map(|(step, _)| *step)
}
