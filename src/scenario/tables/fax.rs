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
    /// Unified Messaging detects the tone in the audio.
    InBand,
}

/// What a gateway does with a fax whose re-INVITE was refused.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
pub enum FaxOnRejectText {
    /// It hangs up at once.
    #[serde(rename = "hang-up")]
    HangUp,
    /// It passes the tones on as audio until the machine gives up.
    #[serde(rename = "g711-passthrough")]
    G711Passthrough,
}

/// What a gateway does with faxes.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GatewayFaxTable {
    /// Whether it sends faxes as T.38.
    pub t38: Option<bool>,
    /// How it signals a fax.
    pub method: Option<FaxMethodText>,
    /// What it does if its re-INVITE is refused; only for method re-invite.
    pub on_reject: Option<FaxOnRejectText>,
    /// Time from the answer until the gateway or Unified Messaging detects the tone.
    pub cng_detect: Option<DistributionText>,
}

/// A certified fax partner server. It receives the faxes that Unified Messaging transfers to it.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FaxPartnerTable {
    /// Its fully qualified name; a range stands for several.
    pub name: String,
    /// Its site.
    pub site: Option<String>,
    /// Highest number of faxes that it receives at once.
    pub calls: Option<u32>,
    /// Cores.
    pub cores: Option<u32>,
    /// Work that differs on this server from `[processing]`.
    pub processing: Option<ProcessingTable>,
}

/// Faxes that pass a Mediation Server.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FaxTable {
    /// SIP status with which a Mediation Server refuses a fax's re-INVITE, 400 to 699.
    pub refused_with: Option<u32>,
}

/// Where the calls of a fax line go.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum FaxRouteText {
    /// To Unified Messaging through Lync, like any diverted call. No fax can be received there.
    Um,
    /// To a fax machine on the gateway, which is defined in the pool as an analogue device.
    AnalogueDevice,
    /// From the gateway directly to Exchange, without a Mediation Server.
    Direct,
}

/// Telephone numbers that only fax machines call.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FaxLineTable {
    /// Its name, unique among users, auto attendants, access numbers and fax lines.
    pub name: String,
    /// How many numbers it has, each with a mailbox or a machine.
    pub numbers: Option<u32>,
    /// Where its calls go.
    pub route: Option<FaxRouteText>,
    /// The site of the machines or of the mailboxes' users.
    pub site: Option<String>,
    /// Home pool; only for routes um and analogue-device.
    pub pool: Option<String>,
    /// UM dial plan: of type sip-uri for route um, of another type for route direct.
    pub dial_plan: Option<String>,
    /// Mailbox policy; only for routes um and direct.
    pub policy: Option<String>,
    /// Servers with its mailboxes in equal shares, as names or globs; only for routes um and
    /// direct.
    pub mailboxes: Option<Vec<String>>,
    /// Length of the greeting before the tone; only for routes um and direct.
    pub greeting: Option<DistributionText>,
    /// A recording shorter than this becomes a missed-call notification; only for routes um and
    /// direct.
    pub minimum_message: Option<Time>,
    /// Time from the INVITE at the gateway to the machine's answer; only for route analogue-device.
    pub answers_after: Option<DistributionText>,
    /// Exchange servers, as names or globs, or one load balancer; only for route direct.
    pub next_hops: Option<Vec<String>>,
}
