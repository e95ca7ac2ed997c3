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
    /// How many.
    pub count: u32,
    /// Whether they have Lync; else they have the telephones of a PBX. Default: true where there is
    /// a pool.
    pub lync: Option<bool>,
    /// Where their endpoints are. Default: their pool's site, or the only site.
    pub site: Option<String>,
    /// Their pool; Lync only. Default: the only pool.
    pub pool: Option<String>,
    /// Their UM dial plan: with Lync of type sip-uri, else of another type. Default: the only one
    /// of these; without it there is no voice mail.
    pub dial_plan: Option<String>,
    /// Their mailbox policy. Default: notifications allowed.
    pub policy: Option<String>,
    /// Their voice policy; Lync only. Default: the only one.
    pub voice_policy: Option<String>,
    /// Share who are enabled for Unified Messaging. Default: 100 %.
    pub um_enabled: Option<Share>,
    /// Share whose SIP address in Unified Messaging is that of Lync; Lync only. Default: 100 %.
    pub sip_address_matches: Option<Share>,
    /// Share who are enabled for Enterprise Voice; Lync only. Default: 100 %.
    pub enterprise_voice: Option<Share>,
    /// Share who have a TEL URI; Lync only. Default: 100 %.
    pub tel_uri: Option<Share>,
    /// Where their mailboxes are. Default: evenly on the plan's newest mailbox servers.
    pub mailboxes: Option<MailboxesTable>,
    /// Whether their mailboxes have missed-call notifications on (`MissedCallNotificationEnabled`).
    /// Default: true.
    pub missed_call_notifications: Option<bool>,
    /// Whether their mailboxes may receive faxes (`FaxEnabled`). Default: true.
    pub fax: Option<bool>,
    /// Endpoints registered for each user, mean; Lync only. Default: 1.5 Lync clients.
    pub endpoints: Option<EndpointsTable>,
    /// Share of calls that find the user registered, or the telephone plugged in. Default: 95 %
    /// (assumption), without Lync 100 %.
    pub registered: Option<Share>,
    /// Share of them that find the user busy. Default: 5 % (assumption).
    pub busy: Option<Share>,
    /// Share of them that find do-not-disturb set. Default: 3 % (assumption).
    pub do_not_disturb: Option<Share>,
    /// Ringing until the divert to voice mail. Default: 20 s.
    pub ring: Option<DistributionText>,
    /// Who answers, and when.
    pub answers: Option<AnswersTable>,
    /// What callers do with voice mail.
    pub voice_mail: Option<VoiceMailTable>,
}

/// Where mailboxes are: a migration, or shares of servers.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MailboxesTable {
    /// Servers of the new version, names or globs.
    pub current: Option<Vec<String>>,
    /// Servers of the old version, names or globs.
    pub legacy: Option<Vec<String>>,
    /// Share already on `current`. Default: 100 %.
    pub migrated: Option<Share>,
    /// Instead of these: shares of single servers, which sum to 100 %.
    pub shares: Option<BTreeMap<String, Share>>,
}

/// Endpoints of a user, means.
#[derive(Clone, Copy, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EndpointsTable {
    /// Lync clients.
    pub lync: Option<f64>,
    /// Lync Phone Edition devices.
    pub phone_edition: Option<f64>,
}

/// Answering by a person.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AnswersTable {
    /// Share that would be answered if callers waited for ever. Default: 70 % (assumption).
    pub share: Option<Share>,
    /// From the start of ringing. Default: lognormal, mean 8 s, cv 0.6 (assumption).
    pub after: Option<DistributionText>,
}

/// What callers do with voice mail.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VoiceMailTable {
    /// Length of the greeting. Default: 12 s (assumption).
    pub greeting: Option<DistributionText>,
    /// Share who leave in the greeting. Default: 25 % (assumption).
    pub hangs_up_in_greeting: Option<Share>,
    /// Share of the others who leave a message. Default: 50 % (assumption).
    pub leaves_message: Option<Share>,
    /// Length of a message. Default: lognormal, mean 40 s, cv 1 (assumption).
    pub message: Option<DistributionText>,
    /// A shorter recording is no message but a missed call. Default: 2 s (assumption).
    pub minimum_message: Option<Time>,
}
