//! Exchange servers, UM dial plans and mailbox policies.

use super::{ExchangeServerId, HostProcessing, SiteId};

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
    /// Most concurrent UM calls (`MaxCallsAllowed`).
    pub max_calls: u32,
    /// Most calls its worker processes take at once; `None` without a limit of their own.
    pub worker_calls: Option<u32>,
    /// Cores, and what is processed differently here.
    pub host: HostProcessing,
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
    /// Member servers, in the order of the file.
    pub servers: Vec<ExchangeServerId>,
    /// Whether a refusal after the redirect is tried again at the next Call Router.
    pub retry_after_redirect: bool,
    /// Which notifications reach legacy mailboxes while newer servers are in the plan.
    pub legacy_notifications: LegacyNotifications,
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
    /// `AllowMissedCallNotifications`.
    pub missed_call_notifications: bool,
}
