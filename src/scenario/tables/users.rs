//! Groups of users who behave alike.

use crate::scenario::{DistributionText, Share, Time};
use schemars::JsonSchema;
use serde::Deserialize;
use std::collections::BTreeMap;

/// A group of users who behave alike.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UsersTable {
    /// Its name.
    pub name: String,
    /// How many users it has.
    pub count: u32,
    /// Whether they have Lync. If not, they have the telephones of a PBX.
    pub lync: Option<bool>,
    /// The site of their endpoints.
    pub site: Option<String>,
    /// Their home pool; only with Lync.
    pub pool: Option<String>,
    /// Their UM dial plan: of type sip-uri with Lync, otherwise of another type. `"none"`: they have
    /// no voice mail.
    pub dial_plan: Option<String>,
    /// Their mailbox policy.
    pub policy: Option<String>,
    /// Their voice policy; only with Lync.
    pub voice_policy: Option<String>,
    /// Share of them who are enabled for Unified Messaging.
    pub um_enabled: Option<Share>,
    /// Share of them who have the same SIP address in Unified Messaging as in Lync; only with Lync.
    pub sip_address_matches: Option<Share>,
    /// Share of them who are enabled for Enterprise Voice; only with Lync.
    pub enterprise_voice: Option<Share>,
    /// Share of them who have a TEL URI; only with Lync.
    pub tel_uri: Option<Share>,
    /// Where their mailboxes are.
    pub mailboxes: Option<MailboxesTable>,
    /// Whether their mailboxes get missed-call notifications (`MissedCallNotificationEnabled`).
    pub missed_call_notifications: Option<bool>,
    /// Whether their mailboxes may receive faxes (`FaxEnabled`).
    pub fax: Option<bool>,
    /// Mean number of registered endpoints of a user; only with Lync.
    pub endpoints: Option<EndpointsTable>,
    /// Share of calls for which the user is registered, or the telephone connected.
    pub registered: Option<Share>,
    /// Share of these calls that find the user busy.
    pub busy: Option<Share>,
    /// Share of these calls that find the user in do-not-disturb mode.
    pub do_not_disturb: Option<Share>,
    /// Time that a call rings before it is diverted to voice mail.
    pub ring: Option<DistributionText>,
    /// How many calls are answered, and when.
    pub answers: Option<AnswersTable>,
    /// What callers do with voice mail.
    pub voice_mail: Option<VoiceMailTable>,
}

/// The servers of the mailboxes: a migration from old to new servers, or shares of servers.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MailboxesTable {
    /// Servers of the new version, as names or globs.
    pub current: Option<Vec<String>>,
    /// Servers of the old version, as names or globs.
    pub legacy: Option<Vec<String>>,
    /// Share of the mailboxes that are already on `current`.
    pub migrated: Option<Share>,
    /// Instead of the other keys: the share of each server; together 100 %.
    pub shares: Option<BTreeMap<String, Share>>,
}

/// Mean numbers of endpoints of a user.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndpointsTable {
    /// Lync clients.
    pub lync: Option<f64>,
    /// Lync Phone Edition devices.
    pub phone_edition: Option<f64>,
}

/// How calls are answered by a person.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswersTable {
    /// Share of calls that would be answered if callers waited for ever.
    pub share: Option<Share>,
    /// Time from the start of ringing to the answer.
    pub after: Option<DistributionText>,
}

/// What callers do with voice mail.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VoiceMailTable {
    /// Length of the greeting.
    pub greeting: Option<DistributionText>,
    /// Share of callers who hang up in the greeting.
    pub hangs_up_in_greeting: Option<Share>,
    /// Share of the other callers who leave a message.
    pub leaves_message: Option<Share>,
    /// Length of a message.
    pub message: Option<DistributionText>,
    /// A recording shorter than this counts as a missed call, not as a message.
    pub minimum_message: Option<Time>,
}
