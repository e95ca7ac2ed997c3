//! What fails, and when: outages as stations and services of the tables.

use super::access::Access;
use super::connections::LinkId;
use super::groups::Group;
use super::hosts::StationId;
use crate::base::{Id, SimTime};
use crate::deployment::{Effect, Role, SiteId};
use crate::kernel::Variate;

/// Which [`Outage`].
pub type OutageId = Id<Outage>;

/// An outage, or outages of one kind that come at random.
#[derive(Clone, Debug)]
pub struct Outage {
    /// Stable hash of its name: part of the keys of its times.
    pub hash: u64,
    /// Services that it hits.
    pub services: Vec<(StationId, Services)>,
    /// Sites that it cuts off.
    pub sites: Vec<SiteId>,
    /// Links that it cuts.
    pub links: Vec<LinkId>,
    /// Which connections cannot be set up while it lasts, because a certificate has expired.
    pub expired: Access,
    /// Whether it takes the directory.
    pub directory: bool,
    /// Whether it takes DNS.
    pub dns: bool,
    /// What it does to the services.
    pub effect: Effect,
    /// When.
    pub times: OutageTimes,
}

/// When an outage happens.
#[derive(Clone, Debug)]
pub enum OutageTimes {
    /// Once, from here, for a time that is drawn once a replication.
    Once(SimTime, Variate),
    /// Again and again.
    Random {
        /// From the end of one, or the start, to the next.
        every: Variate,
        /// How long each lasts.
        lasts: Variate,
    },
}

/// What a host does for calls, and can stop doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Service {
    /// Gateway.
    Gateway,
    /// Mediation Server.
    MediationServer,
    /// Front End, with ExumRouting.
    FrontEnd,
    /// Call Router.
    CallRouter,
    /// UM service, worker processes and submission.
    UnifiedMessaging,
    /// Fax partner.
    FaxPartner,
}

impl Service {
    /// All of them.
    pub const ALL: [Service; 6] = [
        Service::Gateway,
        Service::MediationServer,
        Service::FrontEnd,
        Service::CallRouter,
        Service::UnifiedMessaging,
        Service::FaxPartner,
    ];

    /// The service to which the work of a role belongs; endpoints belong to none.
    pub const fn of(role: Role) -> Option<Self> {
        match role {
            Role::Gateway => Some(Service::Gateway),
            Role::MediationServer => Some(Service::MediationServer),
            Role::FrontEnd | Role::ExumRouting => Some(Service::FrontEnd),
            Role::Endpoint => None,
            Role::CallRouter => Some(Service::CallRouter),
            Role::UmService | Role::WorkerProcess | Role::Pipeline => {
                Some(Service::UnifiedMessaging)
            }
            Role::FaxPartner => Some(Service::FaxPartner),
        }
    }
}

/// Some services of a host, a bit for each.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Services(u8);

impl Services {
    /// The whole host.
    pub const ALL: Services = Services(u8::MAX);

    /// One service.
    pub const fn only(service: Service) -> Self {
        Services(1 << service as u8)
    }

    /// Whether a service is among them.
    pub const fn has(self, service: Service) -> bool {
        self.0 >> service as u8 & 1 != 0
    }

    /// Whether it is the whole host.
    pub const fn is_host(self) -> bool {
        self.0 == u8::MAX
    }
}

impl Group {
    /// The salt of the re-registration of one of its users.
    pub const fn user_salt(&self, user: u32) -> u64 {
        self.salt ^ (user as u64).rotate_left(32)
    }
}
