//! Exchange servers, UM dial plans and mailbox policies.

use super::{
    Distribution, ExchangeServerId, FaxPartnerId, HostProcessing, PoolId, Security, SiteId,
    StartupMode, Status, UsersId,
};
use crate::base::Span;

/// An Exchange server with the roles that matter to a call.
#[derive(Clone, Debug, PartialEq)]
pub struct ExchangeServer {
    /// Its fully qualified name.
    pub name: String,
    /// Where it stands.
    pub site: SiteId,
    /// Version.
    pub version: Version,
    /// Whether it runs the UM Call Router (2013 and later, Client Access role).
    pub call_router: bool,
    /// Whether it runs the UM service and worker processes (2013 and later: Mailbox role; 2007
    /// and 2010: Unified Messaging role).
    pub um_service: bool,
    /// Whether it holds mailboxes.
    pub mailbox: bool,
    /// Service pack of Exchange 2010.
    pub service_pack: u32,
    /// Whether it takes UM calls; always for 2013 and later.
    pub status: Status,
    /// Transports of its UM services, once they are restarted.
    pub startup_mode: StartupMode,
    /// Whether they still have to be.
    pub restart_pending: bool,
    /// Most concurrent UM calls (`MaxCallsAllowed`).
    pub max_calls: u32,
    /// Most calls its worker processes take at once; `None` without a limit of their own.
    pub worker_calls: Option<u32>,
    /// Cores that voice-mail preview may use, at least 1.
    pub preview_cores: u32,
    /// Messages waiting for submission at which new calls are refused ("pipeline full"); `None`
    /// without a limit.
    pub pipeline_limit: Option<u32>,
    /// Servers with copies of its mailbox databases, in the order in which they become active.
    pub copies: Vec<ExchangeServerId>,
    /// Cores, and what is processed differently here.
    pub host: HostProcessing,
}

impl ExchangeServer {
    /// Whether calls come to it. None come to Client Access, Hub Transport and Mailbox servers of 2007 and 2010.
    pub const fn takes_calls(&self) -> bool {
        self.call_router || self.um_service
    }

    /// Whether it makes previews of voice messages, on cores of their own.
    pub const fn makes_previews(&self) -> bool {
        self.um_service && self.version.has_preview()
    }

    /// Transports on which its UM services listen: until a restart that of set-up, which is TCP.
    pub const fn mode_in_force(&self) -> StartupMode {
        if self.restart_pending { StartupMode::Tcp } else { self.startup_mode }
    }
}

/// Exchange versions, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Version {
    /// Exchange Server 2007.
    Exchange2007,
    /// Exchange Server 2010.
    Exchange2010,
    /// Exchange Server 2013.
    Exchange2013,
    /// Exchange Server 2016.
    Exchange2016,
}

impl Version {
    /// All versions, in the order of their numbers.
    pub const ALL: [Version; 4] = [
        Version::Exchange2007,
        Version::Exchange2010,
        Version::Exchange2013,
        Version::Exchange2016,
    ];

    /// The name used in scenarios and scopes, as `exchange-2013`.
    pub const fn name(self) -> &'static str {
        match self {
            Version::Exchange2007 => "exchange-2007",
            Version::Exchange2010 => "exchange-2010",
            Version::Exchange2013 => "exchange-2013",
            Version::Exchange2016 => "exchange-2016",
        }
    }

    /// The major version number that ExumRouting filters by: 8, 14 or 15.
    pub const fn major(self) -> u32 {
        match self {
            Version::Exchange2007 => 8,
            Version::Exchange2010 => 14,
            Version::Exchange2013 | Version::Exchange2016 => 15,
        }
    }

    /// Whether it makes a text preview of voice messages (2010 and later, domain §4.4).
    pub const fn has_preview(self) -> bool {
        self.major() >= 14
    }

    /// Whether the mailbox is older than Exchange 2013.
    pub const fn is_legacy(self) -> bool {
        self.major() < 15
    }
}

/// A UM dial plan and the servers that belong to it.
#[derive(Clone, Debug, PartialEq)]
pub struct DialPlan {
    /// Its name.
    pub name: String,
    /// Form of its users' addresses.
    pub uri_type: UriType,
    /// Security of SIP and media (`VoIPSecurity`).
    pub security: Security,
    /// Its fully qualified name (`PhoneContext`).
    pub phone_context: String,
    /// Dialling rule groups of its own, which Lync does not use.
    pub dialling_rules: Vec<String>,
    /// Member servers, in the order of the file.
    pub servers: Vec<ExchangeServerId>,
    /// Whether a refusal after the redirect is tried again at the next Call Router.
    pub retry_after_redirect: bool,
    /// Which notifications reach legacy mailboxes while newer servers are in the plan.
    pub legacy_notifications: LegacyNotifications,
    /// Whether path-A notifications reach legacy mailboxes while the plan has only legacy servers.
    pub legacy_only_plan_notifies: bool,
    /// What an older UM server does with a call for a newer mailbox (OCS 2007 R2 only: later
    /// products never send it one).
    pub older_server: OlderServer,
    /// Whether its users may receive faxes at all (`FaxEnabled`, overrides the user's).
    pub fax: bool,
    /// Longest UM call (`MaxCallDuration`).
    pub max_call_duration: Span,
    /// Longest recording (`MaxRecordingDuration`), below the longest call.
    pub max_recording: Span,
    /// Wrong log-ons after which an Outlook Voice Access caller is disconnected
    /// (`LogonFailuresBeforeDisconnect`), at least 1.
    pub logon_failures: u32,
}

/// Form of the addresses of a dial plan's users.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UriType {
    /// SIP addresses: the only form that works with Lync.
    SipUri,
    /// Extensions of a PBX.
    TelephoneExtension,
    /// International numbers.
    E164,
}

impl UriType {
    /// The name used in scenarios.
    pub const fn name(self) -> &'static str {
        match self {
            UriType::SipUri => "sip-uri",
            UriType::TelephoneExtension => "telephone-extension",
            UriType::E164 => "e164",
        }
    }
}

/// What an older UM server does with a call for a mailbox of a newer version.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum OlderServer {
    /// Refuses it.
    Refuses,
    /// Redirects it to a server that can serve the mailbox.
    Redirects,
}

/// What legacy (2007, 2010) mailboxes get while the plan has newer servers.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LegacyNotifications {
    /// Those for a hang-up in the greeting only.
    PathB,
    /// None at all.
    None,
}

/// A UM mailbox policy.
#[derive(Clone, Debug, PartialEq)]
pub struct MailboxPolicy {
    /// Its name.
    pub name: String,
    /// The dial plan it belongs to, if the file says.
    pub dial_plan: Option<super::DialPlanId>,
    /// `AllowPlayOnPhone`.
    pub play_on_phone: bool,
    /// `AllowMissedCallNotifications`.
    pub missed_call_notifications: bool,
    /// `AllowFax`.
    pub fax: bool,
    /// The partner that `FaxServerURI` names.
    pub fax_partner: Option<FaxPartnerId>,
    /// `AllowVoiceMailPreview`.
    pub preview: bool,
}

/// A certified fax partner server: takes the fax that Unified Messaging refers to it.
#[derive(Clone, Debug, PartialEq)]
pub struct FaxPartner {
    /// Its fully qualified name.
    pub name: String,
    /// Where it stands.
    pub site: SiteId,
    /// Faxes it takes at once, at least 1.
    pub calls: u32,
    /// Cores, and what is processed differently here.
    pub host: HostProcessing,
}

/// An auto attendant: a menu that transfers callers.
#[derive(Clone, Debug, PartialEq)]
pub struct AutoAttendant {
    /// Its name.
    pub name: String,
    /// Its dial plan.
    pub dial_plan: super::DialPlanId,
    /// The pool where its contact object is homed; `None` without Lync.
    pub pool: Option<PoolId>,
    /// Time a caller spends in the menu.
    pub menu: Distribution,
    /// Share of callers who are transferred, 0 to 1; the rest hang up.
    pub transfer: f64,
    /// Whom they are transferred to, in equal shares; empty only if `transfer` is 0.
    pub to: Vec<UsersId>,
}

/// An Outlook Voice Access number.
#[derive(Clone, Debug, PartialEq)]
pub struct AccessNumber {
    /// Its name.
    pub name: String,
    /// Its dial plan.
    pub dial_plan: super::DialPlanId,
    /// The pool where its contact object is homed; `None` without Lync.
    pub pool: Option<PoolId>,
    /// Whose mailboxes are heard, in proportion to the groups' sizes; at least one group.
    pub users: Vec<UsersId>,
    /// Share of callers whose number names their mailbox before they log on, 0 to 1.
    pub resolved: f64,
    /// Time of one log-on.
    pub log_on: Distribution,
    /// Share of log-ons that fail, 0 to 1.
    pub wrong_pin: f64,
    /// Time in the mailbox after the log-on.
    pub session: Distribution,
}

/// Telephone numbers that only faxes call.
#[derive(Clone, Debug, PartialEq)]
pub struct FaxLine {
    /// Its name.
    pub name: String,
    /// Numbers, at least 1: mailboxes or machines.
    pub numbers: u32,
    /// Where its calls go.
    pub route: FaxRoute,
    /// Where the machines stand, or the mailboxes' users would.
    pub site: SiteId,
    /// Home pool; `None` for the direct route and without Lync.
    pub pool: Option<PoolId>,
    /// Its policy; `None` is the default policy.
    pub policy: Option<super::MailboxPolicyId>,
    /// Greeting of its mailboxes.
    pub greeting: Distribution,
    /// Recordings shorter than this become a notification.
    pub minimum_message: Span,
}

/// Where the calls of a fax line go.
#[derive(Clone, Debug, PartialEq)]
pub enum FaxRoute {
    /// To Unified Messaging by way of the pool, like any diverted call.
    UnifiedMessaging {
        /// Dial plan and mailboxes.
        dial_plan: super::DialPlanId,
        /// Servers that hold the mailboxes, evenly; at least one.
        mailboxes: Vec<ExchangeServerId>,
    },
    /// To a fax machine on the gateway, which the pool knows as an analogue device.
    AnalogueDevice {
        /// From the INVITE at the gateway to the machine's answer.
        answers_after: Distribution,
    },
    /// From the gateway straight to Exchange, past the Mediation Server.
    Direct {
        /// A plan that is not of type SIP URI.
        dial_plan: super::DialPlanId,
        /// Servers that hold the mailboxes, evenly; at least one.
        mailboxes: Vec<ExchangeServerId>,
        /// The route to Exchange.
        route: super::DirectRoute,
    },
}

/// Voice-mail preview: speech recognition of a message before it is submitted (domain §4.4).
#[derive(Clone, Debug, PartialEq)]
pub struct Preview {
    /// Processor time per time of audio.
    pub cpu_per_audio: f64,
    /// Exchange 2010 attempts no preview of longer messages.
    pub longest: Span,
    /// A preview that would be ready later than this after its message is skipped.
    pub at_most: Span,
}
