//! What fails or is taken out of service, when, and how the rest of the system reacts.

use super::{
    Assumption, CertificateId, Distribution, ExchangeServerId, FaxPartnerId, GatewayId,
    MediationServerId, PoolId, SiteId,
};
use crate::base::{SimTime, Span};

/// Something that fails, or is taken out of service.
#[derive(Clone, Debug, PartialEq)]
pub struct Outage {
    /// Its name in results, unique.
    pub name: String,
    /// What it hits; at least one.
    pub of: Vec<OutageTarget>,
    /// Only this role of the hosts; `None` is the whole host.
    pub role: Option<OutageRole>,
    /// What it does.
    pub effect: Effect,
    /// When.
    pub times: OutageTimes,
}

/// One thing that an outage hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutageTarget {
    /// A gateway.
    Gateway(GatewayId),
    /// A Mediation Server; where it is collocated, the role only.
    MediationServer(MediationServerId),
    /// A Front End, by its position in the pool, with what is collocated there.
    FrontEnd(PoolId, usize),
    /// An Exchange server.
    ExchangeServer(ExchangeServerId),
    /// A fax partner.
    FaxPartner(FaxPartnerId),
    /// A site: every host there, its users' endpoints, and every link that ends there.
    Site(SiteId),
    /// A link, by its position.
    Link(usize),
    /// A certificate, which has expired: connections that need it cannot be set up, those that stand go on.
    Certificate(CertificateId),
    /// The directory, in which Unified Messaging looks up whom a call is for.
    Directory,
    /// DNS, by which hosts find each other: connections to hosts whose names are not known cannot be set up, those that
    /// stand go on.
    Dns,
}

/// A role of a host that fails alone.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OutageRole {
    /// The Front End.
    FrontEnd,
    /// A collocated Mediation Server.
    MediationServer,
    /// The UM Call Router.
    CallRouter,
    /// The UM service with its worker processes.
    UnifiedMessaging,
}

impl OutageRole {
    /// The name used in scenarios.
    pub const fn name(self) -> &'static str {
        match self {
            OutageRole::FrontEnd => "front-end",
            OutageRole::MediationServer => "mediation-server",
            OutageRole::CallRouter => "call-router",
            OutageRole::UnifiedMessaging => "um",
        }
    }
}

/// What an outage does to what it hits.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Effect {
    /// It keeps what it has and takes nothing new, and its peers know that.
    Draining,
    /// It serves at this share of its full speed, above 0 and below 1.
    Slow(f64),
    /// It answers 503 to everything new, and keeps what it has.
    Refuses,
    /// It does not answer, and what it has is lost.
    Down,
}

/// When outages of one kind happen.
#[derive(Clone, Debug, PartialEq)]
pub enum OutageTimes {
    /// Once.
    Once {
        /// From here.
        from: SimTime,
        /// For this long.
        lasts: Distribution,
    },
    /// Again and again.
    Random {
        /// From the end of one, or from the start, to the next.
        every: Distribution,
        /// How long each lasts.
        lasts: Distribution,
    },
}

/// How peers find out that something has failed, and what they do then.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct FailoverTimes {
    /// Until a connection to a host that does not answer has failed.
    pub connect_timeout: Span,
    /// From one OPTIONS of a gateway to the next, above 0.
    pub options_every: Span,
    /// Missed OPTIONS after which a gateway leaves a Mediation Server out.
    pub options_missed: u32,
    /// Until DNS and pool know that a Front End is lost.
    pub detect: Span,
    /// Until the backup registrar takes over a pool.
    pub backup_registrar_after: Span,
    /// How long ExumRouting waits for an Exchange server.
    pub um_timeout: Span,
    /// How long it leaves out one that did not answer.
    pub um_retry_after: Span,
    /// How long Exchange waits for the directory.
    pub directory_timeout: Span,
    /// How long a host keeps an address that DNS has given.
    pub dns_ttl: Span,
    /// How long a host waits for DNS.
    pub dns_timeout: Span,
    /// Until a database copy on another server is active.
    pub database_failover: Span,
    /// Until a call without media control packets is ended.
    pub rtcp_timeout: Span,
    /// From when after the call what had to wait for the end of an outage is late.
    pub late_after: Span,
    /// Whether a message is kept that is being recorded when its server fails.
    pub keeps_partial_message: bool,
}

/// How the rest of the system reacts to what has failed.
#[derive(Clone, Debug, PartialEq)]
pub struct Failover {
    /// When peers notice, and what they do then.
    pub times: FailoverTimes,
    /// Until a user's clients are registered with another Front End.
    pub re_register: Distribution,
    /// What of this no source backs and the scenario did not say, listed as an assumption once something fails.
    pub assumed: Vec<Assumption>,
}
