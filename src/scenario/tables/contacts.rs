//! Contacts of Unified Messaging: auto attendants and Outlook Voice Access numbers.

use crate::scenario::{DistributionText, Share};
use schemars::JsonSchema;
use serde::Deserialize;

/// An auto attendant: a menu that transfers callers.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AutoAttendantTable {
    /// Its name, unique among users, auto attendants, access numbers and fax lines.
    pub name: String,
    /// Its UM dial plan.
    pub dial_plan: Option<String>,
    /// The home pool of its contact object; only for plans of type sip-uri.
    pub pool: Option<String>,
    /// Time that a caller spends in the menu.
    pub menu: Option<DistributionText>,
    /// Who is transferred, and to whom.
    pub transfer: Option<TransferTable>,
}

/// Transfers out of a menu. Callers who are not transferred hang up.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferTable {
    /// Share of callers who are transferred.
    pub share: Option<Share>,
    /// Groups of users, as names or globs, that get equal shares of the transfers: groups with Lync
    /// if the plan is of type sip-uri, otherwise groups without.
    pub to: Option<Vec<String>>,
}

/// An Outlook Voice Access number.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessNumberTable {
    /// Its name, unique among users, auto attendants, access numbers and fax lines.
    pub name: String,
    /// Its UM dial plan.
    pub dial_plan: Option<String>,
    /// The home pool of its contact object; only for plans of type sip-uri.
    pub pool: Option<String>,
    /// Groups of users of its dial plan who listen to their mailboxes, as names or globs, in
    /// proportion to their sizes.
    pub users: Option<Vec<String>>,
    /// Share of callers whose mailbox Exchange knows by their number before they log on.
    pub resolved: Option<Share>,
    /// Duration of one log-on.
    pub log_on: Option<DistributionText>,
    /// Share of log-ons that fail.
    pub wrong_pin: Option<Share>,
    /// Time in the mailbox after the log-on. With one log-on a call takes about 2 min.
    pub session: Option<DistributionText>,
}
