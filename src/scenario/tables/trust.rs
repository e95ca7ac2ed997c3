//! Certification authorities, certificates, and which interpretation applies where pages of the
//! documentation differ.

use super::CountOrNames;
use crate::scenario::Share;
use schemars::JsonSchema;
use serde::Deserialize;

/// Kind of certification authority.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum AuthorityKindText {
    /// The organisation's own authority.
    Private,
    /// A commercial authority.
    Public,
    /// No authority: each certificate is self-signed, as the one that Exchange set-up makes.
    SelfSigned,
}

/// A certification authority.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AuthorityTable {
    /// Its name.
    pub name: String,
    /// Kind.
    pub kind: Option<AuthorityKindText>,
    /// Hosts that trust its root, as names or globs. The name of a pool stands for its Front Ends.
    pub trusted_by: Option<Vec<String>>,
}

/// A certificate. If a scenario has none, every host counts as correctly set up. If it has one, a
/// host without a certificate has none.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct CertificateTable {
    /// Its name.
    pub name: String,
    /// Hosts that use it, as names or globs. The name of a pool stands for its Front Ends. Instead,
    /// a host can name its certificate: `certificate = "uc"`.
    pub on: Option<Vec<String>>,
    /// Common name of the subject ("Issued to").
    pub subject: String,
    /// Subject alternative names: `"hosts"` for the hosts that use it and their pools, or a list.
    pub san: Option<CountOrNames>,
    /// The authority that signed it.
    pub issuer: Option<String>,
    /// The last day on which it is valid, as `2027-01-31`, or when it expires, as `2027-01-31T09:30:00`, by the
    /// clock of the study.
    pub expires: Option<String>,
    /// Whether it was revoked.
    pub revoked: Option<bool>,
    /// Whether its enhanced key usage allows server authentication.
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

/// Where a certificate must contain its host's name.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SubjectNameText {
    /// In the common name or among the alternative names.
    CnOrSan,
    /// In the common name, unless a public certificate is on all hosts.
    Cn,
}

/// Where a wildcard among the alternative names is allowed.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum SanWildcardText {
    /// Everywhere.
    Allowed,
    /// Not on Exchange servers that have one of the two roles only.
    SameServer,
}

/// Which calls must fit the security modes of pool and plan.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum MatrixScopeText {
    /// Every call.
    All,
    /// Calls of Lync Phone Edition only, where the pool does not encrypt and the plan is secured.
    Lpe,
}

/// Which component refuses a call whose encryption does not fit the plan.
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

/// Which interpretation applies where the sources differ.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RulesTable {
    /// Authorities of Lync and Exchange.
    pub authorities: Option<AuthoritiesText>,
    /// Where a certificate must contain its host's name.
    pub subject_name: Option<SubjectNameText>,
    /// Where a wildcard among the alternative names is allowed.
    pub san_wildcard: Option<SanWildcardText>,
    /// Which calls must fit the security modes of pool and plan.
    pub matrix_scope: Option<MatrixScopeText>,
    /// Which component refuses a call whose encryption does not fit.
    pub security_checked_at: Option<SecurityCheckedAtText>,
    /// If several UM IP gateways allow outgoing calls: share of the calls that work although they
    /// leave by the wrong one, which is a pool at another site or no pool.
    pub far_outgoing_works: Option<Share>,
}
