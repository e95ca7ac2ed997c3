//! Defaults of authorities, certificates, and of the readings between which sources differ.

use super::value::Basis::{Assumption, Rule, Structure};
use super::value::Range::Instead;
use super::value::Value::{Is, Means};
use super::value::{DefaultValue, Range, defaults};

defaults! {
    AUTHORITY_KIND: "authority.kind" = Is("private"), Structure, "";
    AUTHORITY_TRUSTED_BY: "authority.trusted_by" = Means("all hosts"), Rule("S9"), "";
    CERTIFICATE_ON: "certificate.on" = Means("only the hosts that name it"), Structure, "";
    CERTIFICATE_SAN: "certificate.san" = Means("hosts"), Rule("S14"), "";
    CERTIFICATE_ISSUER: "certificate.issuer" = Means("the only authority"), Structure, "";
    CERTIFICATE_EXPIRES: "certificate.expires" = Means("never"), Structure, "";
    CERTIFICATE_REVOKED: "certificate.revoked" = Is("false"), Structure, "";
    CERTIFICATE_SERVER_AUTHENTICATION: "certificate.server_authentication" = Is("true"), Rule("S6"), "";
    RULES_AUTHORITIES: "rules.authorities" = Is("same-ca"), Rule("S7"), "";
    RULES_SUBJECT_NAME: "rules.subject_name" = Is("cn-or-san"), Rule("S14"), "";
    RULES_SAN_WILDCARD: "rules.san_wildcard" = Is("allowed"), Rule("S17"), "";
    RULES_MATRIX_SCOPE: "rules.matrix_scope" = Is("all"), Rule("S26"), "";
    RULES_SECURITY_CHECKED_AT: "rules.security_checked_at" = Is("worker-process"), Assumption,
        "no source says which server refuses a call whose encryption does not fit",
        Instead(&["call-router", "um-service"]);
    RULES_FAR_OUTGOING_WORKS: "rules.far_outgoing_works" = Is("0 %"), Assumption,
        "several UM IP gateways allow outgoing calls; no source says how often the media of one at \
         another site passes", Instead(&["50 %", "100 %"]);
}
