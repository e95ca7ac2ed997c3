//! What joins Lync and Exchange: location profiles, UM IP gateways, hunt groups, what the scripts
//! covered, the directory, and the routes out of the pool.

use crate::scenario::Share;
use schemars::JsonSchema;
use serde::Deserialize;

/// A Lync location profile (dial plan on Lync's side). Without any, each UM dial plan of type
/// sip-uri has one for all pools.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LocationProfileTable {
    /// Its name, usually that of the UM dial plan.
    pub name: String,
    /// The UM dial plan that it belongs to.
    pub dial_plan: Option<String>,
    /// Pools that it is assigned to, as names or globs.
    pub pools: Option<Vec<String>>,
}

/// Whether a UM IP gateway, or a UM server of Exchange 2007 or 2010, takes calls.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StatusText {
    /// It takes calls.
    Enabled,
    /// It takes no calls.
    Disabled,
    /// It keeps its present calls and takes no new ones.
    NoNewCalls,
}

/// A UM IP gateway: the object by which Unified Messaging knows a SIP peer. `ExchUcUtil` makes one
/// for each pool; a scenario describes only those that differ.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UmIpGatewayTable {
    /// Its name.
    pub name: String,
    /// The peer: a pool, or a gateway that is connected directly to Exchange.
    pub address: Option<String>,
    /// Status.
    pub status: Option<StatusText>,
    /// Whether Exchange may send calls there (`OutcallsAllowed`).
    pub outgoing_calls: Option<bool>,
    /// Whether `ExchUcUtil` made it.
    pub by_script: Option<bool>,
}

/// A UM hunt group: it maps a pilot identifier of a UM IP gateway to a dial plan. If a scenario
/// describes one for a UM IP gateway, that gateway has no others; a gateway without any has those
/// that `ExchUcUtil` makes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HuntGroupTable {
    /// Its name.
    pub name: String,
    /// UM IP gateway. If the scenario describes none for the pool, the pool's name.
    pub um_ip_gateway: String,
    /// Dial plan.
    pub dial_plan: String,
    /// Pilot identifier.
    pub pilot: Option<String>,
}

/// What a run of `ExchUcUtil` covered.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExchucutilCoverTable {
    /// Dial plans that existed at the time, as names or globs.
    pub dial_plans: Option<Vec<String>>,
    /// Pools that existed at the time, as names or globs.
    pub pools: Option<Vec<String>>,
}

/// A run of `ExchUcUtil.ps1`. If a scenario has none, the script covered everything.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExchucutilTable {
    /// What it covered.
    pub covers: Option<ExchucutilCoverTable>,
    /// Whether the pools' Front End service was restarted afterwards.
    pub front_end_restarted: Option<bool>,
}

/// What a run of `OcsUmUtil` covered.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OcsumutilCoverTable {
    /// Auto attendants that have a contact object, as names or globs.
    pub auto_attendants: Option<Vec<String>>,
    /// Outlook Voice Access numbers that have a contact object, as names or globs.
    pub access_numbers: Option<Vec<String>>,
}

/// A run of `OcsUmUtil.exe`. If a scenario has none, the tool covered everything.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OcsumutilTable {
    /// What it covered.
    pub covers: Option<OcsumutilCoverTable>,
}

/// A Lync voice policy. If a scenario has none, users may dial every number.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VoicePolicyTable {
    /// Its name.
    pub name: String,
    /// Phone usages.
    pub usages: Vec<String>,
}

/// A Lync outbound route. If a scenario has none, every phone usage may use every gateway.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RouteTable {
    /// Its name.
    pub name: String,
    /// Phone usages that may use it.
    pub usages: Vec<String>,
    /// Gateways that it leads to, as names or globs.
    pub gateways: Vec<String>,
}

/// Active Directory.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DirectoryTable {
    /// Whether the set-up of Lync added the attribute `msRTC-SIPLine`.
    pub lync_schema: Option<bool>,
    /// Whether users who are not UM-enabled have UM proxy addresses.
    pub proxy_addresses: Option<bool>,
    /// Share of the callers from another dial plan whose name Unified Messaging finds without the
    /// attribute and without proxy addresses.
    pub resolved_without: Option<Share>,
}
