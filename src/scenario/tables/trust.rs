//! Certification authorities, certificates, and which reading of the documentation decides where
//! its pages differ.

use super::CountOrNames;
use crate::scenario::Share;
use schemars::JsonSchema;
use serde::Deserialize;

/// Kind of certification authority.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AuthorityKindText {
    /// The organisation's own.
    Private,
    /// A commercial one.
    Public,
    /// No authority: each certificate signs itself, as the one that Exchange set-up makes.
    SelfSigned,
}

/// A certification authority.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthorityTable {
    /// Its name.
    pub name: String,
    /// Kind. Default: private.
    pub kind: Option<AuthorityKindText>,
    /// Hosts that trust its root, names or globs; a pool's name means its Front Ends. Default: all.
    pub trusted_by: Option<Vec<String>>,
}

/// A certificate. Without any, every host counts as correctly set up; with one, hosts without one
/// have none.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CertificateTable {
    /// Its name.
    pub name: String,
    /// Hosts that use it, names or globs; a pool's name means its Front Ends. A host may name it
    /// instead: `certificate = "uc"`. Default: none but those.
    pub on: Option<Vec<String>>,
    /// Common name of the subject ("Issued to").
    pub subject: String,
    /// Subject alternative names: `"hosts"` for exactly the hosts that use it and their pools, or a
    /// list. Default: hosts.
    pub san: Option<CountOrNames>,
    /// Authority that signed it. Default: the only one.
    pub issuer: Option<String>,
    /// Last day on which it is valid, as `2027-01-31`. Default: it does not expire.
    pub expires: Option<String>,
    /// Whether it was revoked. Default: false.
    pub revoked: Option<bool>,
    /// Whether its enhanced key usage allows server authentication. Default: true.
    pub server_authentication: Option<bool>,
}

/// Which authorities Lync and Exchange may have.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AuthoritiesText {
    /// The same one (the Unified Messaging library).
    SameCa,
    /// Different ones that trust each other's root (the Lync library).
    MutualTrust,
}

/// Where a host's name has to stand in its certificate.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SubjectNameText {
    /// In the common name or among the alternative names.
    CnOrSan,
    /// In the common name, unless a public certificate is on all hosts.
    Cn,
}

/// Where a wildcard among the alternative names counts.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SanWildcardText {
    /// Everywhere.
    Allowed,
    /// Not on Exchange servers that have one of the two roles only.
    SameServer,
}

/// Whom the security modes of pool and plan bind.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MatrixScopeText {
    /// Every call.
    All,
    /// Calls of Lync Phone Edition only, where the pool does not encrypt and the plan is secured.
    Lpe,
}

/// Who refuses a call whose encryption does not fit the plan.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SecurityCheckedAtText {
    /// The Call Router.
    CallRouter,
    /// The UM service.
    UmService,
    /// The worker process.
    WorkerProcess,
}

/// Which reading decides where the sources differ.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RulesTable {
    /// Authorities of Lync and Exchange. Default: same-ca.
    pub authorities: Option<AuthoritiesText>,
    /// Where a host's name has to stand in its certificate. Default: cn-or-san.
    pub subject_name: Option<SubjectNameText>,
    /// Wildcards among alternative names. Default: allowed.
    pub san_wildcard: Option<SanWildcardText>,
    /// Whom the security modes of pool and plan bind. Default: all.
    pub matrix_scope: Option<MatrixScopeText>,
    /// Who refuses a call whose encryption does not fit. Default: worker-process (assumption).
    pub security_checked_at: Option<SecurityCheckedAtText>,
    /// Where several UM IP gateways allow outgoing calls: share of the calls by a wrong one, a pool's at
    /// another site or none of a pool, that work all the same. Default: 0 % (assumption).
    pub far_outgoing_works: Option<Share>,
}
