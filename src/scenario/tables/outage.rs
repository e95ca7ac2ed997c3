//! What fails, when and for how long, and how the rest of the system reacts.

use crate::scenario::{DistributionText, Share, Time};
use schemars::JsonSchema;
use serde::Deserialize;

/// What an outage does to what it hits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum EffectText {
    /// It does not answer, and what it has is lost.
    Down,
    /// It keeps what it has and takes nothing new, and its peers know that at once.
    Draining,
    /// It serves at the share `speed` of its full speed.
    Slow,
    /// It answers 503 to everything new, and keeps what it has.
    Refuses,
}

/// A role on a host.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum OutageRoleText {
    /// The Front End.
    FrontEnd,
    /// The collocated Mediation Server.
    MediationServer,
    /// The UM Call Router.
    CallRouter,
    /// The UM service with its worker processes.
    Um,
}

/// Something that fails, or is taken out of service, for a time. Give `from` and `to` (or `lasts`) for
/// one outage, or `every` and `lasts` for outages at random. A certificate needs neither: without `to` it is never
/// renewed.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct OutageTable {
    /// Its name in results and in `--set`. Without it, `of` and `role` are its name.
    pub name: Option<String>,
    /// What fails: the name of a gateway, Mediation Server, pool, Front End, Exchange server, fax
    /// partner, site, or link (its two sites, as `London - Leeds`); a glob stands for all that it matches.
    /// `directory` is the directory in which Exchange looks up users, `dns` is DNS, by which hosts find each other. `certificate:NAME` is a certificate that expires while the simulation runs.
    pub of: String,
    /// Only this role of the host, which itself goes on and refuses connections to the role at once.
    pub role: Option<OutageRoleText>,
    /// When it begins, from the start of the simulation (`study.start`). A certificate's outage begins when it
    /// `expires`.
    pub from: Option<Time>,
    /// When it ends; for a certificate, when a new one is in place.
    pub to: Option<Time>,
    /// How long it lasts.
    pub lasts: Option<DistributionText>,
    /// Time from the end of one outage, or from the start of the simulation, to the next.
    pub every: Option<DistributionText>,
    /// What it does.
    pub effect: Option<EffectText>,
    /// Share of its full speed at which it serves while it is slow.
    pub speed: Option<Share>,
}

/// What becomes of a message that is being recorded when its UM server fails.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum PartialMessageText {
    /// It is lost.
    Lost,
    /// It is submitted when the server returns.
    Kept,
}

/// How peers find out that something has failed, and what they do then.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct FailoverTable {
    /// Time after which a connection to a host that does not answer has failed.
    pub connect_timeout: Option<Time>,
    /// How often a gateway asks a Mediation Server by OPTIONS whether it is there.
    pub options_every: Option<Time>,
    /// Missed OPTIONS after which a gateway leaves a Mediation Server out, until it answers one again.
    pub options_missed: Option<u32>,
    /// Time until DNS and the pool know that a Front End is lost, and calls go to the others at once.
    pub detect: Option<Time>,
    /// Time until a user's clients are registered with another Front End.
    pub re_register: Option<DistributionText>,
    /// Time without a heartbeat after which the backup registrar takes over a lost pool's users.
    pub backup_registrar_after: Option<Time>,
    /// Time that ExumRouting waits for an Exchange server before it tries the next.
    pub um_timeout: Option<Time>,
    /// Time for which ExumRouting leaves out a server that did not answer.
    pub um_retry_after: Option<Time>,
    /// Time that Exchange waits for the directory before it refuses a call.
    pub directory_timeout: Option<Time>,
    /// Time for which a host keeps an address that DNS has given. It asks again when it sets up a connection after that.
    pub dns_ttl: Option<Time>,
    /// Time that a host waits for DNS before the connection has failed that it wants to set up.
    pub dns_timeout: Option<Time>,
    /// Time until a database copy on another server is active.
    pub database_failover: Option<Time>,
    /// Time without media control packets (RTCP) after which a call is ended.
    pub rtcp_timeout: Option<Time>,
    /// Time after the call from which what had to wait for the end of an outage is counted as late.
    pub late_after: Option<Time>,
    /// What becomes of a message that is being recorded when its UM server fails.
    pub partial_message: Option<PartialMessageText>,
}
