//! What runs: the deployment compiled into dense tables, indexed by small numbers. Names stay
//! behind, in [`Names`], for reports; no table here is looked up by name.

mod access;
mod compile;
mod connections;
mod gateways;
mod groups;
mod hosts;
mod names;
mod outages;
mod overload;
mod plans;
mod resources;
mod sources;
mod tables;

pub use crate::deployment::{Cause, SecurityCheckedAt, TlsProblem};
pub use crate::deployment::{Effect, FailoverTimes};
pub use crate::deployment::{FaxMethod, FaxOnReject, GatewayKind, GivesUpFrom, OlderServer};
pub use crate::deployment::{MessageKind, Role, SiteId, Taking};
pub use access::Access;
pub use compile::{compile, variate};
pub use connections::{Connection, ConnectionId, ConnectionSetup, Hub, HubId, Link, LinkId, Port};
pub use gateways::{DirectRoute, DirectRouteId, Gateway, GatewayId, LoadBalancer, Trunk, TrunkId};
pub use groups::{
    Appliance, Callee, Endpoints, Group, GroupAccess, GroupId, MailboxShare, OutgoingGateways,
    SecurityFit, UserFlag,
};
pub use hosts::{
    ExchangeServer, ExchangeServerId, FaxPartner, FaxPartnerId, FrontEnd, FrontEndId,
    MEDIATION_UNITS, MediationServer, MediationServerId, Resource, ResourceId, ResourceKind,
    Station, StationId, UNLIMITED, Work, WorkTable,
};
pub use names::{Home, Names, TargetName};
pub use outages::{Outage, OutageId, OutageTimes, Service, Services};
pub use plans::{DialPlan, DialPlanId};
pub use sources::{Arrivals, Choose, FaxCalls, Retry, Source, SourceId};
pub use tables::{Network, Preview};
