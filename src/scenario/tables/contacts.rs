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
    /// Its UM dial plan. Default: the only one.
    pub dial_plan: Option<String>,
    /// The pool where its contact object is homed; plans of type sip-uri only. Default: the only
    /// pool.
    pub pool: Option<String>,
    /// Time a caller spends in the menu. Default: 20 s (assumption).
    pub menu: Option<DistributionText>,
    /// Who is transferred, and to whom.
    pub transfer: Option<TransferTable>,
}

/// Transfer out of a menu; the other callers hang up.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TransferTable {
    /// Share of callers who are transferred. Default: 60 % (assumption).
    pub share: Option<Share>,
    /// Groups of users, names or globs, in equal shares; with Lync if the plan is of type sip-uri,
    /// else without. Default: all groups of its dial plan.
    pub to: Option<Vec<String>>,
}

/// An Outlook Voice Access number.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AccessNumberTable {
    /// Its name, unique among users, auto attendants, access numbers and fax lines.
    pub name: String,
    /// Its UM dial plan. Default: the only one.
    pub dial_plan: Option<String>,
    /// The pool where its contact object is homed; plans of type sip-uri only. Default: the only
    /// pool.
    pub pool: Option<String>,
    /// Groups of users of its dial plan whose mailboxes are heard, names or globs, in proportion to
    /// their sizes. Default: all of them.
    pub users: Option<Vec<String>>,
    /// Share of callers whose number names their mailbox before they log on. Default: 80 %
    /// (assumption).
    pub resolved: Option<Share>,
    /// Time of one log-on. Default: 15 s (assumption).
    pub log_on: Option<DistributionText>,
    /// Share of log-ons that fail. Default: 5 % (assumption).
    pub wrong_pin: Option<Share>,
    /// Time in the mailbox after the log-on. Default: exponential, mean 105 s (assumption: a call
    /// takes about 2 min).
    pub session: Option<DistributionText>,
}
