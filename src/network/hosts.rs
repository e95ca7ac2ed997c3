//! Hosts, and the finite things that calls hold there.

use crate::base::{Id, IdRange};
use crate::deployment::{HostOverload, MessageKind, Role, SiteId, Version};
use crate::kernel::Variate;
use serde::{Deserialize, Serialize};

/// Which [`Station`].
pub type StationId = Id<Station>;
/// Which [`Resource`].
pub type ResourceId = Id<Resource>;
/// Which [`MediationServer`].
pub type MediationServerId = Id<MediationServer>;
/// Which [`FrontEnd`].
pub type FrontEndId = Id<FrontEnd>;
/// Which [`ExchangeServer`].
pub type ExchangeServerId = Id<ExchangeServer>;
/// Which [`FaxPartner`].
pub type FaxPartnerId = Id<FaxPartner>;

/// A host.
#[derive(Clone, Debug)]
pub struct Station {
    /// Cores.
    pub cores: u32,
    /// Row of [`Network::work`](super::Network::work).
    pub work: Id<WorkTable>,
    /// Its site.
    pub site: SiteId,
    /// How it behaves under load.
    pub overload: HostOverload,
}

/// What one message costs.
#[derive(Clone, Debug)]
pub struct Work {
    /// Time for which it holds a core.
    pub service: Variate,
    /// Time by which it is delayed afterwards.
    pub wait: Variate,
}

/// `table[role as usize][kind as usize]`.
pub type WorkTable = [[Work; MessageKind::ALL.len()]; Role::ALL.len()];

/// Something finite that calls hold.
#[derive(Clone, Debug)]
pub struct Resource {
    /// Units there are.
    pub units: u32,
    /// Units that one call usually takes; reports divide by it.
    pub units_per_call: u32,
    /// What it is.
    pub kind: ResourceKind,
}

impl Resource {
    /// Calls of the usual kind that it takes at once.
    pub fn calls(&self) -> u32 {
        self.units / self.units_per_call.max(1)
    }
}

/// Kinds of finite things.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResourceKind {
    /// Bearer channels of a gateway.
    Channels,
    /// Call slots of a Mediation Server.
    MediationSlots,
    /// Concurrent calls of a UM server.
    UmSlots,
    /// Calls that a server's worker processes take.
    WorkerSlots,
    /// Messages and notifications that a UM server has not yet submitted.
    Pipeline,
    /// Faxes that a partner server takes at once.
    FaxSlots,
    /// Machines of a fax line.
    FaxMachines,
}

/// Units of a resource without a limit.
pub const UNLIMITED: u32 = u32::MAX;

/// Units that a call without bypass takes at a Mediation Server; a bypass call takes one,
/// because 5 % of a call is the assumption for its signalling.
pub const MEDIATION_UNITS: u32 = 20;

/// A Mediation Server.
#[derive(Clone, Debug)]
pub struct MediationServer {
    /// Its host, its own or a Front End's.
    pub station: StationId,
    /// Its call slots, in units.
    pub slots: ResourceId,
}

/// A Front End.
#[derive(Clone, Debug)]
pub struct FrontEnd {
    /// Its host.
    pub station: StationId,
    /// The Front Ends of its pool.
    pub pool: IdRange<FrontEnd>,
    /// Those of the backup registrar.
    pub backup: Option<IdRange<FrontEnd>>,
}

/// An Exchange server.
#[derive(Clone, Debug)]
pub struct ExchangeServer {
    /// Its host.
    pub station: StationId,
    /// Concurrent UM calls.
    pub um_slots: ResourceId,
    /// Calls of its worker processes, if they have a limit of their own.
    pub worker_slots: Option<ResourceId>,
    /// What it has not yet submitted.
    pub pipeline: ResourceId,
    /// The cores for voice-mail preview, where its version has it.
    pub preview: Option<StationId>,
    /// Its version.
    pub version: Version,
    /// Whether the UM service runs here.
    pub um_service: bool,
    /// Servers with copies of its databases, in the order in which they become active.
    pub copies: Vec<ExchangeServerId>,
}

/// A fax partner server.
#[derive(Clone, Debug)]
pub struct FaxPartner {
    /// Its host.
    pub station: StationId,
    /// Faxes at once.
    pub slots: ResourceId,
}
