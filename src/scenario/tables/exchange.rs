//! Exchange servers, UM dial plans and UM mailbox policies.

use super::CountOrNames;
use super::ProcessingTable;
use schemars::JsonSchema;
use serde::Deserialize;

/// Version of an Exchange server.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
pub enum VersionText {
    /// Exchange Server 2007.
    #[serde(rename = "exchange-2007")]
    Exchange2007,
    /// Exchange Server 2010.
    #[serde(rename = "exchange-2010")]
    Exchange2010,
    /// Exchange Server 2013.
    #[serde(rename = "exchange-2013")]
    Exchange2013,
    /// Exchange Server 2016.
    #[serde(rename = "exchange-2016")]
    Exchange2016,
}

/// Role of an Exchange server.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum RoleText {
    /// UM Call Router (2013 and later).
    ClientAccess,
    /// Mailboxes; from 2013 on also the UM service and its worker processes.
    Mailbox,
    /// UM service and worker processes (2007 and 2010).
    UnifiedMessaging,
}

/// An Exchange server.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExchangeServerTable {
    /// Its fully qualified name; a range `mbx[1-2]` stands for several.
    pub name: String,
    /// Where it stands. Default: the only site.
    pub site: Option<String>,
    /// Version. Default: exchange-2013.
    pub version: Option<VersionText>,
    /// Roles. Default: all of its version.
    pub roles: Option<Vec<RoleText>>,
    /// Most concurrent UM calls (`MaxCallsAllowed`). Default: 100.
    pub max_calls: Option<u32>,
    /// Most calls its worker processes take at once. Default: no limit of their own.
    pub worker_calls: Option<u32>,
    /// Cores. Default: 12 (assumption).
    pub cores: Option<u32>,
    /// Work that differs here.
    pub processing: Option<ProcessingTable>,
}

/// Servers of a dial plan.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DialPlanTable {
    /// Its name.
    pub name: String,
    /// Member servers: `"all"`, or names and globs. Default: all.
    pub servers: Option<CountOrNames>,
    /// Servers that are not members, names or globs.
    pub except: Option<Vec<String>>,
    /// Whether a refusal after the redirect is tried at the next Call Router. Default: false.
    pub retry_after_redirect: Option<bool>,
    /// Which notifications legacy mailboxes get beside newer servers. Default: path-b.
    pub legacy_notifications: Option<LegacyText>,
}

/// What legacy mailboxes get.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum LegacyText {
    /// Those for a hang-up in the greeting.
    PathB,
    /// None.
    None,
}

/// A UM mailbox policy.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MailboxPolicyTable {
    /// Its name.
    pub name: String,
    /// `AllowMissedCallNotifications`. Default: true.
    pub missed_call_notifications: Option<bool>,
}
