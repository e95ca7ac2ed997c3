//! Everyone who can be called: groups of users, and contacts that stand for something else.

use super::gateways::{DirectRouteId, GatewayId};
use super::hosts::{ExchangeServerId, FaxPartnerId, FrontEnd, ResourceId};
use super::plans::DialPlanId;
use crate::base::{Id, IdRange, Span};
use crate::deployment::{Cause, SiteId};
use crate::kernel::Variate;

/// Which [`Group`].
pub type GroupId = Id<Group>;

/// A group of users who can be called, or a contact that stands for something else.
#[derive(Clone, Debug)]
pub struct Group {
    /// Stable hash of its name: the salt of its users' attributes.
    pub salt: u64,
    /// Who answers.
    pub callee: Callee,
    /// Users, or numbers of a fax line.
    pub count: u32,
    /// Site of the endpoints.
    pub site: SiteId,
    /// Their pool's Front Ends, empty without Lync.
    pub front_ends: IdRange<FrontEnd>,
    /// Whether their pool filters UM servers by version.
    pub version_filter: bool,
    /// Where calls to it fail because the deployment is wrong.
    pub access: GroupAccess,
    /// A fax line's own direct route to Exchange.
    pub direct_route: Option<DirectRouteId>,
    /// Their plan.
    pub plan: Option<DialPlanId>,
    /// Where their mailboxes are, by rising ranks; empty without voice mail.
    pub mailboxes: Vec<MailboxShare>,
    /// Whether policy and mailbox allow notifications.
    pub notifications: bool,
    /// Where their faxes are referred to, if plan, policy, partner and mailbox all allow it.
    pub fax_partner: Option<FaxPartnerId>,
    /// Whether the policy allows voice-mail preview.
    pub preview: bool,
    /// How many endpoints they have.
    pub endpoints: Endpoints,
    /// Whether there are endpoints at all.
    pub has_endpoints: bool,
    /// Share of users who are registered.
    pub registered: f64,
    /// Share of users who are busy.
    pub busy: f64,
    /// Share of users on do-not-disturb.
    pub do_not_disturb: f64,
    /// Time of ringing until the divert.
    pub ring: Variate,
    /// Share of calls that are answered.
    pub answer_share: f64,
    /// Time of ringing until the answer.
    pub answer_after: Variate,
    /// Length of the greeting.
    pub greeting: Variate,
    /// Share of callers who leave during it.
    pub hangs_up_in_greeting: f64,
    /// Share of the others who leave a message.
    pub leaves_message: f64,
    /// Length of a message.
    pub message: Variate,
    /// A recording shorter than this is a missed call.
    pub minimum_message: Span,
    /// What serves them while they are cut off from their pool.
    pub appliance: Option<Appliance>,
}

/// A Survivable Branch Appliance.
#[derive(Clone, Debug)]
pub struct Appliance {
    /// The gateway by which users are called, and call.
    pub gateway: GatewayId,
    /// Gateways by which unanswered calls come to voice mail, in this order.
    pub voice_mail_by: Vec<GatewayId>,
}

/// Some users of a group, and the servers that hold their mailboxes.
#[derive(Clone, Debug)]
pub struct MailboxShare {
    /// The users whose rank is below this, and who are in no share before.
    pub below: u32,
    /// The servers, over which these users are spread evenly.
    pub servers: Vec<ExchangeServerId>,
}

/// How many endpoints the users of a group have.
#[derive(Clone, Copy, Debug, Default)]
pub struct Endpoints {
    /// Endpoints that every user has.
    pub each: u8,
    /// Users who have one more.
    pub one_more: u32,
}

/// Whether a pool's encryption fits a plan's security.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum SecurityFit {
    /// It does.
    #[default]
    Fits,
    /// No UM call is answered.
    Fails,
    /// No UM call of a user with a Lync Phone Edition is answered.
    FailsPhoneEdition,
}

/// Who answers the calls to a [`Group`].
#[derive(Clone, Debug)]
pub enum Callee {
    /// People, and Unified Messaging for them.
    People,
    /// An auto attendant.
    AutoAttendant {
        /// Time in the menu.
        menu: Variate,
        /// Share transferred.
        transfer: f64,
    },
    /// An Outlook Voice Access number.
    AccessNumber {
        /// Share of callers whose mailbox is known before they log on.
        resolved: f64,
        /// Time of a log-on.
        log_on: Variate,
        /// Share of log-ons that fail.
        wrong_pin: f64,
        /// Time in the mailbox.
        session: Variate,
    },
    /// Fax machines on the gateway that the call came from.
    FaxMachines {
        /// From the INVITE to the answer.
        answers_after: Variate,
        /// Machines in use.
        machines: ResourceId,
    },
}

impl Callee {
    /// Whether Unified Messaging answers at once, as a contact of its own.
    pub const fn is_contact(&self) -> bool {
        matches!(self, Callee::AutoAttendant { .. } | Callee::AccessNumber { .. })
    }
}

impl Group {
    /// Whether its calls go by way of a Lync pool.
    pub fn has_lync(&self) -> bool {
        !self.front_ends.is_empty()
    }
}

/// Why a group's calls fail, apart from connections; `None` where they do not.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct GroupAccess {
    /// At the number itself.
    pub number: Option<Cause>,
    /// When ExumRouting reads the dial plan.
    pub plan: Option<Cause>,
    /// When the first INVITE of a call reaches Unified Messaging.
    pub entry: Option<Cause>,
    /// Whether the pool's encryption fits the plan's security.
    pub security: SecurityFit,
    /// When Exchange places a call for Play on Phone.
    pub play: Option<Cause>,
    /// UM IP gateways that outgoing calls may take.
    pub outgoing: OutgoingGateways,
    /// Share of the users who have each [`UserFlag`], 0 to 1.
    pub shares: [f64; UserFlag::ALL.len()],
}

/// UM IP gateways that a plan's outgoing calls may take.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct OutgoingGateways {
    /// All of them.
    pub all: u32,
    /// Those among them that are wrong.
    pub wrong: u32,
}

/// What some users of a group have and others do not have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum UserFlag {
    /// Enabled for Enterprise Voice.
    EnterpriseVoice,
    /// A TEL URI.
    TelUri,
    /// Enabled for Unified Messaging.
    UmEnabled,
    /// The same SIP address in Lync and in Unified Messaging.
    SipAddress,
    /// A Lync Phone Edition.
    PhoneEdition,
}

impl UserFlag {
    /// All of them.
    pub const ALL: [UserFlag; 5] = [
        UserFlag::EnterpriseVoice,
        UserFlag::TelUri,
        UserFlag::UmEnabled,
        UserFlag::SipAddress,
        UserFlag::PhoneEdition,
    ];
}
