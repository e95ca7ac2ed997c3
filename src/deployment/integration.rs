//! What joins Lync and Exchange, as the scripts leave it or as the file says otherwise.

use super::trust::Host;
use super::{DialPlanId, GatewayId, PoolId};
use crate::base::Id;

/// Encryption of media at a pool (`EncryptionLevel`) or on a trunk (`SRTPMode`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Encryption {
    /// Never.
    None,
    /// Where the other side can.
    Optional,
    /// Always.
    Required,
}

impl Encryption {
    /// The name used in scenarios.
    pub const fn name(self) -> &'static str {
        match self {
            Encryption::None => "none",
            Encryption::Optional => "optional",
            Encryption::Required => "required",
        }
    }
}

/// Security of a dial plan (`VoIPSecurity`).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Security {
    /// SIP over TCP, RTP in clear.
    Unsecured,
    /// SIP over TLS, RTP in clear.
    SipSecured,
    /// SIP over TLS, SRTP.
    Secured,
}

impl Security {
    /// Whether SIP runs over TLS.
    pub const fn is_tls(self) -> bool {
        !matches!(self, Security::Unsecured)
    }

    /// The name used in scenarios.
    pub const fn name(self) -> &'static str {
        match self {
            Security::Unsecured => "unsecured",
            Security::SipSecured => "sip-secured",
            Security::Secured => "secured",
        }
    }
}

/// Whether something takes calls.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// It does.
    Enabled,
    /// It does not.
    Disabled,
    /// It takes no new ones.
    NoNewCalls,
}

/// On which transports the UM services of a server listen.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum StartupMode {
    /// TCP.
    Tcp,
    /// TLS.
    Tls,
    /// Both.
    Dual,
}

impl StartupMode {
    /// The name used in scenarios.
    pub const fn name(self) -> &'static str {
        match self {
            StartupMode::Tcp => "tcp",
            StartupMode::Tls => "tls",
            StartupMode::Dual => "dual",
        }
    }

    /// Whether it listens on TLS, or else on TCP.
    pub const fn listens(self, tls: bool) -> bool {
        match self {
            StartupMode::Dual => true,
            StartupMode::Tls => tls,
            StartupMode::Tcp => !tls,
        }
    }
}

/// A SIP peer of Unified Messaging.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Peer {
    /// A Lync pool.
    Pool(PoolId),
    /// A gateway that is connected to Exchange.
    Gateway(GatewayId),
}

/// A Lync location profile.
#[derive(Clone, Debug, PartialEq)]
pub struct LocationProfile {
    /// Its name.
    pub name: String,
    /// The UM dial plan it stands for.
    pub dial_plan: DialPlanId,
    /// Pools it is assigned to.
    pub pools: Vec<PoolId>,
}

/// A UM IP gateway.
#[derive(Clone, Debug, PartialEq)]
pub struct UmIpGateway {
    /// Its name.
    pub name: String,
    /// Whom it stands for.
    pub peer: Peer,
    /// Whether calls from there are taken.
    pub status: Status,
    /// Whether Exchange may send calls there.
    pub outgoing_calls: bool,
    /// Whether `ExchUcUtil` made it.
    pub by_script: bool,
    /// Its table in the scenario; `None` where the script made it.
    pub table: Option<usize>,
}

/// Which [`VoicePolicy`].
pub type VoicePolicyId = Id<VoicePolicy>;

/// A UM hunt group that is written out.
#[derive(Clone, Debug, PartialEq)]
pub struct HuntGroup {
    /// Its name.
    pub name: String,
    /// The peer of its UM IP gateway.
    pub peer: Peer,
    /// Its dial plan.
    pub dial_plan: DialPlanId,
    /// Its pilot identifier.
    pub pilot: String,
}

/// A Lync voice policy.
#[derive(Clone, Debug, PartialEq)]
pub struct VoicePolicy {
    /// Its name.
    pub name: String,
    /// Its phone usages.
    pub usages: Vec<String>,
}

/// A Lync outbound route.
#[derive(Clone, Debug, PartialEq)]
pub struct Route {
    /// Its name.
    pub name: String,
    /// Phone usages that may take it.
    pub usages: Vec<String>,
    /// Gateways it leads to.
    pub gateways: Vec<GatewayId>,
}

/// What joins Lync and Exchange. By default, and past the end of a list by pool, plan or contact, all
/// is as it should be.
#[derive(Clone, Debug, PartialEq)]
pub struct Integration {
    /// Location profiles, given or one for each plan of type SIP URI.
    pub location_profiles: Vec<LocationProfile>,
    /// UM IP gateways, given or made by the script for each pool; one for a gateway connected to
    /// Exchange only if it is written out, else it is there and enabled.
    pub um_ip_gateways: Vec<UmIpGateway>,
    /// Hunt groups that are written out.
    pub hunt_groups: Vec<HuntGroup>,
    /// By dial plan: whether `ExchUcUtil` let Lync read it.
    pub permission: Vec<bool>,
    /// By pool: whether `ExchUcUtil` saw it.
    pub covered_pools: Vec<bool>,
    /// Whether Lync's Front End service was restarted since.
    pub front_end_restarted: bool,
    /// By auto attendant, in the order of the file: whether it has a contact object.
    pub auto_attendant_contacts: Vec<bool>,
    /// By Outlook Voice Access number, likewise.
    pub access_number_contacts: Vec<bool>,
    /// Voice policies; without any, everything may be dialled.
    pub voice_policies: Vec<VoicePolicy>,
    /// Outbound routes; without any, every gateway is reached.
    pub routes: Vec<Route>,
    /// Whether the directory has the attribute `msRTC-SIPLine`.
    pub lync_schema: bool,
    /// Whether users who are not UM-enabled have UM proxy addresses.
    pub proxy_addresses: bool,
    /// Share of callers from another dial plan who are named without either.
    pub resolved_without: f64,
    /// What the file describes, and what it leaves out and so counts as correctly set up.
    pub described: Described,
}

impl Default for Integration {
    fn default() -> Self {
        Integration {
            location_profiles: Vec::new(),
            um_ip_gateways: Vec::new(),
            hunt_groups: Vec::new(),
            permission: Vec::new(),
            covered_pools: Vec::new(),
            front_end_restarted: true,
            auto_attendant_contacts: Vec::new(),
            access_number_contacts: Vec::new(),
            voice_policies: Vec::new(),
            routes: Vec::new(),
            lync_schema: true,
            proxy_addresses: false,
            resolved_without: 0.0,
            described: Described::default(),
        }
    }
}

/// Families of settings that a file describes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Described {
    /// Certificates.
    pub certificates: bool,
    /// Location profiles.
    pub location_profiles: bool,
    /// UM IP gateways.
    pub um_ip_gateways: bool,
    /// Hunt groups.
    pub hunt_groups: bool,
    /// Runs of `ExchUcUtil`.
    pub exchucutil: bool,
    /// Runs of `OcsUmUtil`.
    pub ocsumutil: bool,
    /// Voice policies and routes.
    pub routes: bool,
}

impl Peer {
    /// Its first computer, which stands for all of a pool.
    pub const fn host(self) -> Host {
        match self {
            Peer::Pool(pool) => Host::FrontEnd(pool, 0),
            Peer::Gateway(gateway) => Host::Gateway(gateway),
        }
    }
}
