//! What joins Lync and Exchange: location profiles, UM IP gateways, hunt groups, what the scripts
//! covered, the directory, and the ways out of the pool.

use crate::scenario::Share;
use schemars::JsonSchema;
use serde::Deserialize;

/// A Lync location profile (dial plan on Lync's side). Without any, each UM dial plan of type sip-uri
/// has one for all pools.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LocationProfileTable {
    /// Its name, usually that of the UM dial plan.
    pub name: String,
    /// The UM dial plan it stands for. Default: the only one of type sip-uri.
    pub dial_plan: Option<String>,
    /// Pools it is assigned to, names or globs. Default: all.
    pub pools: Option<Vec<String>>,
}

/// Whether a UM IP gateway, or a UM server of Exchange 2007 or 2010, takes calls.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum StatusText {
    /// It does.
    Enabled,
    /// It does not.
    Disabled,
    /// It keeps the calls it has, and takes no new ones.
    NoNewCalls,
}

/// A UM IP gateway: the object by which Unified Messaging knows a SIP peer. Written out only where it is
/// not as `ExchUcUtil` makes it, which is one for each pool.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UmIpGatewayTable {
    /// Its name.
    pub name: String,
    /// The peer: a pool, or a gateway that is connected to Exchange. Default: its name.
    pub address: Option<String>,
    /// Status. Default: enabled.
    pub status: Option<StatusText>,
    /// Whether Exchange may send calls there (`OutcallsAllowed`). Default: as it should be, which is
    /// yes for just one of the pools' gateways: the first that says nothing, unless another says
    /// true.
    pub outgoing_calls: Option<bool>,
    /// Whether `ExchUcUtil` made it. Default: true for a pool.
    pub by_script: Option<bool>,
}

/// A UM hunt group: which pilot of which UM IP gateway means which dial plan. Those written out for a
/// UM IP gateway are all that it has; a gateway without any has those that `ExchUcUtil` makes.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HuntGroupTable {
    /// Its name.
    pub name: String,
    /// UM IP gateway; of a pool that has none written out, the pool's name.
    pub um_ip_gateway: String,
    /// Dial plan.
    pub dial_plan: String,
    /// Pilot identifier. Default: the dial plan's name, which is what Lync sends.
    pub pilot: Option<String>,
}

/// What a run of `ExchUcUtil` covered.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExchucutilCoverTable {
    /// Dial plans that were there, names or globs. Default: all of type sip-uri.
    pub dial_plans: Option<Vec<String>>,
    /// Pools that were there, names or globs. Default: all.
    pub pools: Option<Vec<String>>,
}

/// A run of `ExchUcUtil.ps1`. Without any, it covered everything.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExchucutilTable {
    /// What it covered.
    pub covers: Option<ExchucutilCoverTable>,
    /// Whether the Front End service of the pools was restarted after it. Default: true.
    pub front_end_restarted: Option<bool>,
}

/// What a run of `OcsUmUtil` covered.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OcsumutilCoverTable {
    /// Auto attendants with a contact object, names or globs. Default: all.
    pub auto_attendants: Option<Vec<String>>,
    /// Outlook Voice Access numbers with a contact object, names or globs. Default: all.
    pub access_numbers: Option<Vec<String>>,
}

/// A run of `OcsUmUtil.exe`. Without any, it covered everything.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OcsumutilTable {
    /// What it covered.
    pub covers: Option<OcsumutilCoverTable>,
}

/// A voice policy. Without any, everything may be dialled.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct VoicePolicyTable {
    /// Its name.
    pub name: String,
    /// Phone usages.
    pub usages: Vec<String>,
}

/// An outbound route. Without any, every gateway is reached by every phone usage.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RouteTable {
    /// Its name.
    pub name: String,
    /// Phone usages that may take it.
    pub usages: Vec<String>,
    /// Gateways it leads to, names or globs.
    pub gateways: Vec<String>,
}

/// Active Directory.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DirectoryTable {
    /// Whether Lync's set-up has added the attribute `msRTC-SIPLine`. Default: true where there is a
    /// pool.
    pub lync_schema: Option<bool>,
    /// Whether users who are not UM-enabled have UM proxy addresses. Default: false.
    pub proxy_addresses: Option<bool>,
    /// Share of callers from another dial plan whom Unified Messaging names although it has neither.
    /// Default: 0 % (assumption).
    pub resolved_without: Option<Share>,
}
