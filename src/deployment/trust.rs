//! Certificates, and whether a connection can be secured. Trust has a direction: the called host
//! checks the subject of the calling host (domain §3.3), so one direction may work and the other fail.

use super::{ExchangeServerId, GatewayId, MediationServerId, PoolId};
use crate::base::{Id, SimTime};

/// A computer that has a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Host {
    /// A gateway, IP PBX or session border controller.
    Gateway(GatewayId),
    /// A Mediation Server of its own; a collocated one is its Front End.
    MediationServer(MediationServerId),
    /// A Front End, by pool and position.
    FrontEnd(PoolId, u32),
    /// An Exchange server.
    Exchange(ExchangeServerId),
}

/// A certification authority.
#[derive(Clone, Debug, PartialEq)]
pub struct Authority {
    /// Its name.
    pub name: String,
    /// Kind.
    pub kind: AuthorityKind,
    /// Hosts that trust its root; `None` for all.
    pub trusted_by: Option<Vec<Host>>,
}

/// Kind of a certification authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum AuthorityKind {
    /// The organisation's own.
    Private,
    /// A commercial one.
    Public,
    /// None: certificates sign themselves.
    SelfSigned,
}

/// Which [`Authority`].
pub type AuthorityId = Id<Authority>;
/// Which [`Certificate`].
pub type CertificateId = Id<Certificate>;

/// A certificate.
#[derive(Clone, Debug, PartialEq)]
pub struct Certificate {
    /// Its name in the scenario.
    pub name: String,
    /// Common name of the subject.
    pub subject: String,
    /// Subject alternative names.
    pub san: Vec<String>,
    /// Who signed it.
    pub issuer: AuthorityId,
    /// Last day on which it is valid, or the instant at which it expires, ISO 8601; `None` if it does not expire.
    pub expires: Option<String>,
    /// Whether it has expired at simulated time 0.
    pub expired: bool,
    /// When it expires after that; `None` if it does not.
    pub expires_at: Option<SimTime>,
    /// Whether it was revoked.
    pub revoked: bool,
    /// Whether it is for server authentication.
    pub server_authentication: bool,
    /// Hosts that use it, in order.
    pub hosts: Vec<Host>,
}

impl Certificate {
    /// Whether the common name holds a wildcard.
    pub fn has_wildcard_subject(&self) -> bool {
        self.subject.contains('*')
    }

    /// Alternative names with a wildcard.
    pub fn has_wildcard_san(&self) -> bool {
        self.san.iter().any(|name| name.contains('*'))
    }
}

/// All that is known of certificates.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trust {
    /// Authorities.
    pub authorities: Vec<Authority>,
    /// Certificates; without any, nothing is known and every connection can be secured.
    pub certificates: Vec<Certificate>,
    /// Which reading decides.
    pub rules: Rules,
    /// The certificate of each host that has one, sorted by host.
    pub(super) by_host: Vec<(Host, Shown)>,
}

/// What a host shows to others, and what they find in it: settled once, for a handshake is asked of every
/// pair of hosts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Shown {
    pub(super) certificate: CertificateId,
    /// Whether the certificate holds the name by which the host is called.
    pub(super) is_named: bool,
    /// Whether its common name is that of a host or pool that uses it.
    pub(super) has_known_subject: bool,
}

/// Which reading of the documentation decides where its pages differ (domain §8).
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Rules {
    /// Lync and Exchange may have different authorities that trust each other's root (the Lync library); else
    /// they have the same one (S7).
    pub mutual_trust: bool,
    /// A host's name has to be the common name of its certificate, unless it is public and on all hosts
    /// (S12); else it may stand among the alternative names (S14).
    pub strict_subject: bool,
    /// A wildcard among alternative names does not count on Exchange servers with one role only; else it
    /// does (S17).
    pub strict_san_wildcard: bool,
    /// Encryption *none* with a *secured* plan fails calls of Lync Phone Edition only; else every call.
    pub phone_edition_only: bool,
    /// Who refuses a call whose encryption does not fit.
    pub security_checked_at: SecurityCheckedAt,
    /// Share of outgoing calls of Exchange that work although one of several UM IP gateways is wrong and
    /// they leave by it, 0 to 1.
    pub far_outgoing_works: f64,
}

/// Who refuses a call whose encryption does not fit the plan; no source says.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SecurityCheckedAt {
    /// The Call Router.
    CallRouter,
    /// The UM service.
    UmService,
    /// The worker process.
    #[default]
    WorkerProcess,
}

impl Trust {
    /// Whether the file describes certificates; without any, every connection can be secured.
    pub fn knows_certificates(&self) -> bool {
        !self.certificates.is_empty()
    }

    /// The certificate of a host: `None` where nothing is known, `Some(None)` where it has none.
    pub fn certificate(&self, host: Host) -> Option<Option<CertificateId>> {
        self.knows_certificates().then(|| self.shown(host).map(|shown| shown.certificate))
    }

    pub(super) fn shown(&self, host: Host) -> Option<Shown> {
        let found = self.by_host.binary_search_by_key(&host, |(host, _)| *host);
        found.ok().map(|at| self.by_host[at].1)
    }

    /// Whether a host trusts an authority's root.
    pub fn trusts(&self, host: Host, authority: AuthorityId) -> bool {
        let by = &self.authorities[authority.index()].trusted_by;
        by.as_ref().is_none_or(|hosts| hosts.binary_search(&host).is_ok())
    }
}

impl Host {
    /// Whether it is a Front End or a Mediation Server.
    pub const fn is_lync(self) -> bool {
        matches!(self, Host::FrontEnd(..) | Host::MediationServer(_))
    }
}
