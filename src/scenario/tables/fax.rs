//! Faxes: what a gateway does with them, fax partners, and what refuses them.

use super::ProcessingTable;
use crate::scenario::DistributionText;
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
