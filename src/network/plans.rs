//! UM dial plans, as the hosts that route calls see them.

use super::hosts::ExchangeServerId;
use crate::base::{Id, Span};
use crate::deployment::{LegacyNotifications, OlderServer};

/// Which [`DialPlan`].
pub type DialPlanId = Id<DialPlan>;

/// A UM dial plan: where calls are sent, and what Unified Messaging does with them.
#[derive(Clone, Debug)]
pub struct DialPlan {
    /// First targets, highest version only: Call Routers, or legacy UM servers where there is
    /// nothing newer.
    pub entries: Vec<ExchangeServerId>,
    /// First targets without a version filter (OCS 2007 R2).
    pub unfiltered_entries: Vec<ExchangeServerId>,
    /// UM servers older than 2013, to which a Call Router redirects calls for legacy mailboxes.
    pub legacy_um: Vec<ExchangeServerId>,
    /// UM services of the newest version, where callers without a mailbox may be served.
    pub um_servers: Vec<ExchangeServerId>,
    /// Whether SIP from a gateway runs over TLS.
    pub tls: bool,
    /// Whether a refusal after the redirect is tried at the next entry.
    pub retry_after_redirect: bool,
    /// Which notifications legacy mailboxes get.
    pub legacy_notifications: LegacyNotifications,
    /// Whether path A reaches legacy mailboxes where the plan has only legacy servers.
    pub legacy_only_plan_notifies: bool,
    /// What an older server does with a call for a newer mailbox.
    pub older_server: OlderServer,
    /// Longest UM call.
    pub max_call_duration: Span,
    /// Longest recording.
    pub max_recording: Span,
    /// Wrong log-ons until a caller is disconnected.
    pub logon_failures: u32,
}
