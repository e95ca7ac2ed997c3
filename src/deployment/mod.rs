//! What the file means: every reference resolved to an identity, every default filled in, every
//! unit gone. It knows nothing of events and draws nothing; `network` compiles it into what runs.
//!
//! A [`Deployment`] can only come from [`resolve`], so whoever holds one need not ask whether a
//! name dangles or a share is above one.

mod access;
mod cause;
mod distribution;
mod exchange;
mod integration;
mod lync;
mod mailboxes;
mod processing;
mod resolve;
mod study;
mod telephony;
mod times;
mod traffic;
mod trust;

pub use access::{Fit, fit};
pub use cause::{Cause, TlsProblem};
pub use distribution::{Distribution, Shape};
pub use exchange::{
    AccessNumber, AutoAttendant, DialPlan, ExchangeServer, FaxLine, FaxPartner, FaxRoute,
    LegacyNotifications, MailboxPolicy, OlderServer, Preview, UriType, Version,
};
pub use integration::{
    Described, Encryption, HuntGroup, Integration, LocationProfile, Peer, Route, Security,
    StartupMode, Status, UmIpGateway, VoicePolicy, VoicePolicyId,
};
pub use lync::{MediationServer, Pool, Product};
pub use mailboxes::ServerShares;
pub use processing::{Connection, HostProcessing, MessageKind, Processing, Role, Work};
pub use resolve::resolve;
pub use study::{Assumption, Bound, NamedFigure, Reference, Settings, Target};
pub use telephony::{
    Balance, DirectRoute, FaxMethod, FaxOnReject, Gateway, GatewayFax, GatewayKind, Link,
    LoadBalancer, Site, Trunk,
};
pub use traffic::{
    Answers, Arrivals, Choice, Class, FaxCalls, GivesUpFrom, Mailboxes, Party, Retry, Traffic,
    Users, VoiceMail,
};
pub use trust::{
    Authority, AuthorityId, AuthorityKind, Certificate, CertificateId, Host, Rules,
    SecurityCheckedAt, Trust,
};

use crate::base::Id;

/// A whole system as it would be deployed, and what is asked of it.
#[derive(Clone, Debug)]
pub struct Deployment {
    /// The scenario's title.
    pub title: String,
    /// How long, how often, from which seed.
    pub settings: Settings,
    /// What `run` judges.
    pub targets: Vec<Target>,
    /// Exact answers that the run is compared with.
    pub references: Vec<Reference>,
    /// Where things stand.
    pub sites: Vec<Site>,
    /// Lines between sites.
    pub links: Vec<Link>,
    /// One-way delay between two sites that have no link of their own.
    pub wan_delay: Distribution,
    /// Gateways, IP PBXs and session border controllers.
    pub gateways: Vec<Gateway>,
    /// Mediation Servers, stand-alone or on a Front End.
    pub mediation_servers: Vec<MediationServer>,
    /// Lync pools with their Front Ends.
    pub pools: Vec<Pool>,
    /// Exchange servers of every version.
    pub exchange_servers: Vec<ExchangeServer>,
    /// UM dial plans.
    pub dial_plans: Vec<DialPlan>,
    /// UM mailbox policies.
    pub mailbox_policies: Vec<MailboxPolicy>,
    /// Fax partner servers.
    pub fax_partners: Vec<FaxPartner>,
    /// Groups of users who behave alike.
    pub users: Vec<Users>,
    /// Auto attendants.
    pub auto_attendants: Vec<AutoAttendant>,
    /// Outlook Voice Access numbers.
    pub access_numbers: Vec<AccessNumber>,
    /// Fax lines.
    pub fax_lines: Vec<FaxLine>,
    /// Where calls come from.
    pub traffic: Vec<Traffic>,
    /// What one SIP message costs at each role.
    pub processing: Processing,
    /// What a new connection costs.
    pub connection: Connection,
    /// From the submission of a missed-call notification to its arrival in the mailbox.
    pub notification_delivery: Distribution,
    /// From the submission of a voice message to its arrival in the mailbox.
    pub message_delivery: Distribution,
    /// Voice-mail preview.
    pub preview: Preview,
    /// SIP status with which a Mediation Server refuses a fax's re-INVITE.
    pub fax_status: u16,
    /// Certificates and authorities.
    pub trust: Trust,
    /// What joins Lync and Exchange.
    pub integration: Integration,
    /// What no source backs and the scenario did not say itself, in order of first use.
    pub assumptions: Vec<Assumption>,
}

impl Deployment {
    /// Most hosts that a deployment may have, and most sites; a UM server that makes previews counts as two.
    pub const MAX_HOSTS: usize = 65_000;
}

/// Which [`Site`].
pub type SiteId = Id<Site>;
/// Which [`Gateway`].
pub type GatewayId = Id<Gateway>;
/// Which [`MediationServer`].
pub type MediationServerId = Id<MediationServer>;
/// Which [`Pool`].
pub type PoolId = Id<Pool>;
/// Which [`ExchangeServer`].
pub type ExchangeServerId = Id<ExchangeServer>;
/// Which [`DialPlan`].
pub type DialPlanId = Id<DialPlan>;
/// Which [`MailboxPolicy`].
pub type MailboxPolicyId = Id<MailboxPolicy>;
/// Which [`FaxPartner`].
pub type FaxPartnerId = Id<FaxPartner>;
/// Which [`AutoAttendant`].
pub type AutoAttendantId = Id<AutoAttendant>;
/// Which [`AccessNumber`].
pub type AccessNumberId = Id<AccessNumber>;
/// Which [`FaxLine`].
pub type FaxLineId = Id<FaxLine>;
/// Which group of [`Users`].
pub type UsersId = Id<Users>;
