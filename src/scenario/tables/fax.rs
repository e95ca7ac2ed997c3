//! Faxes: what a gateway does with them, fax partners, and what refuses them.

use super::ProcessingTable;
use crate::scenario::{DistributionText, Time};
use schemars::JsonSchema;
use serde::Deserialize;

/// How Unified Messaging learns that a caller is a fax machine.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FaxMethodText {
    /// The gateway sends a re-INVITE with fax media.
    ReInvite,
    /// The gateway sends the tone as an RTP event.
    RtpEvent,
    /// Unified Messaging hears the tone in the audio.
    InBand,
}

/// What a gateway does with a fax whose re-INVITE was refused.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
pub enum FaxOnRejectText {
    /// Hangs up at once.
    #[serde(rename = "hang-up")]
    HangUp,
    /// Lets the tones through until the machine gives up.
    #[serde(rename = "g711-passthrough")]
    G711Passthrough,
}

/// What a gateway does with faxes.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GatewayFaxTable {
    /// Whether it sends faxes as T.38. Default: true (assumption).
    pub t38: Option<bool>,
    /// How it tells of a fax. Default: re-invite with T.38, in-band without.
    pub method: Option<FaxMethodText>,
    /// What it does when its re-INVITE is refused; method re-invite only. Default: hang-up
    /// (assumption).
    pub on_reject: Option<FaxOnRejectText>,
    /// From the answer until the tone is detected, by gateway or Unified Messaging. Default:
    /// uniform, 0.5 s to 3.5 s (assumption: one full cycle of the tone).
    pub cng_detect: Option<DistributionText>,
}

/// A certified fax partner server: takes the fax that Unified Messaging refers to it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FaxPartnerTable {
    /// Its fully qualified name; a range stands for several.
    pub name: String,
    /// Where it stands. Default: the only site.
    pub site: Option<String>,
    /// Faxes it takes at once. Default: 48 (assumption).
    pub calls: Option<u32>,
    /// Cores. Default: 4 (assumption).
    pub cores: Option<u32>,
    /// Work that differs here.
    pub processing: Option<ProcessingTable>,
}

/// Faxes on their way through a Mediation Server.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FaxTable {
    /// SIP status with which a Mediation Server refuses a fax's re-INVITE, 400 to 699. Default: 488
    /// (assumption).
    pub refused_with: Option<u32>,
}

/// Where the calls of a fax line go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FaxRouteText {
    /// To Unified Messaging by way of Lync, like any diverted call: no fax arrives there.
    Um,
    /// To a fax machine on the gateway, which the pool knows as an analogue device.
    AnalogueDevice,
    /// From the gateway straight to Exchange, past the Mediation Server.
    Direct,
}

/// Telephone numbers that only faxes call.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FaxLineTable {
    /// Its name, unique among users, auto attendants, access numbers and fax lines.
    pub name: String,
    /// Numbers: mailboxes or machines. Default: 1.
    pub numbers: Option<u32>,
    /// Where its calls go. Default: um.
    pub route: Option<FaxRouteText>,
    /// Where the machines stand, or the mailboxes' users would. Default: its pool's site, or the
    /// only site.
    pub site: Option<String>,
    /// Home pool; routes um and analogue-device. Default: the only pool.
    pub pool: Option<String>,
    /// UM dial plan: for route um of type sip-uri, for direct of another type. Default: the only
    /// one of these.
    pub dial_plan: Option<String>,
    /// Mailbox policy; routes um and direct. Default: one that names no fax partner.
    pub policy: Option<String>,
    /// Servers of its mailboxes, names or globs, evenly; routes um and direct. Default: the plan's
    /// newest mailbox servers.
    pub mailboxes: Option<Vec<String>>,
    /// Greeting a caller hears before the tone; routes um and direct. Default: 12 s (assumption).
    pub greeting: Option<DistributionText>,
    /// Recordings shorter than this become a missed-call notification; routes um and direct.
    /// Default: 2 s (assumption).
    pub minimum_message: Option<Time>,
    /// From the INVITE at the gateway to the machine's answer; route analogue-device. Default: 6 s
    /// (assumption: one ring).
    pub answers_after: Option<DistributionText>,
    /// Exchange servers, names or globs, or one load balancer; route direct. Default: all Call
    /// Routers, or all UM servers of 2007 and 2010.
    pub next_hops: Option<Vec<String>>,
}
