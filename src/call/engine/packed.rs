//! What a call remembers in few bits: identities, places and what has happened.

use crate::base::Id;
use crate::network::{SiteId, Station, StationId};
use std::fmt;
use std::marker::PhantomData;

/// An identity or none, in 16 bits: for things of which there are at most
/// [`MAX_HOSTS`](crate::deployment::Deployment::MAX_HOSTS).
pub(in crate::call) struct Id16<T> {
    index: u16,
    of: PhantomData<fn() -> T>,
}

impl<T> Id16<T> {
    /// No identity.
    pub(in crate::call) const NONE: Self = Id16 { index: u16::MAX, of: PhantomData };

    /// Packs an identity.
    #[inline]
    pub(in crate::call) const fn some(id: Id<T>) -> Self {
        debug_assert!(id.index() < u16::MAX as usize);
        let index = if id.index() < u16::MAX as usize { id.index() as u16 } else { u16::MAX };
        Id16 { index, of: PhantomData }
    }

    /// The identity; where there is none, one past the end of any table.
    #[inline]
    pub(in crate::call) const fn id(self) -> Id<T> {
        Id::from_u32(self.index as u32)
    }

    /// The identity, if there is one.
    #[inline]
    pub(in crate::call) const fn get(self) -> Option<Id<T>> {
        if self.is_none() { None } else { Some(self.id()) }
    }

    /// Whether there is none.
    #[inline]
    pub(in crate::call) const fn is_none(self) -> bool {
        self.index == u16::MAX
    }

    /// Whether there is one.
    #[inline]
    pub(in crate::call) const fn is_some(self) -> bool {
        !self.is_none()
    }
}

impl<T> From<Option<Id<T>>> for Id16<T> {
    #[inline]
    fn from(id: Option<Id<T>>) -> Self {
        id.map_or(Id16::NONE, Id16::some)
    }
}
impl<T> Clone for Id16<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id16<T> {}
impl<T> PartialEq for Id16<T> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}
impl<T> Eq for Id16<T> {}
impl<T> fmt::Debug for Id16<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}

/// An identity or none, in 32 bits.
pub(in crate::call) struct Id32<T>(Id<T>);

impl<T> Id32<T> {
    /// No identity.
    pub(in crate::call) const NONE: Self = Id32(Id::from_u32(u32::MAX));

    /// Packs an identity.
    #[inline]
    pub(in crate::call) const fn some(id: Id<T>) -> Self {
        Id32(id)
    }

    /// The identity; where there is none, one past the end of any table.
    #[inline]
    pub(in crate::call) const fn id(self) -> Id<T> {
        self.0
    }

    /// The identity, if there is one.
    #[inline]
    pub(in crate::call) const fn get(self) -> Option<Id<T>> {
        if self.is_none() { None } else { Some(self.0) }
    }

    /// Whether there is none.
    #[inline]
    pub(in crate::call) const fn is_none(self) -> bool {
        self.0.as_u32() == u32::MAX
    }

    /// Whether there is one.
    #[inline]
    pub(in crate::call) const fn is_some(self) -> bool {
        !self.is_none()
    }
}

impl<T> Clone for Id32<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id32<T> {}
impl<T> fmt::Debug for Id32<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.get().fmt(f)
    }
}

/// Where a message comes from or goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::call) struct Place {
    site: u16,
    station: Id16<Station>,
}

impl Place {
    /// A place not yet known.
    pub(in crate::call) const NOWHERE: Place = Place { site: 0, station: Id16::NONE };

    /// A host.
    #[inline]
    pub(in crate::call) const fn host(site: SiteId, station: StationId) -> Self {
        Place { station: Id16::some(station), ..Place::endpoint(site) }
    }

    /// An endpoint or a load balancer at a site. No two of them are the same host.
    #[inline]
    pub(in crate::call) const fn endpoint(site: SiteId) -> Self {
        debug_assert!(site.index() <= u16::MAX as usize);
        Place { site: site.index() as u16, station: Id16::NONE }
    }

    /// The site.
    #[inline]
    pub(in crate::call) const fn site(self) -> SiteId {
        SiteId::from_u32(self.site as u32)
    }

    /// The host; for an endpoint, one past the end of the table of stations.
    #[inline]
    pub(in crate::call) const fn station(self) -> StationId {
        self.station.id()
    }

    /// Whether a message from one to the other stays in one host.
    #[inline]
    pub(in crate::call) fn is_same_host(self, other: Place) -> bool {
        self.station == other.station && self.station.is_some()
    }
}

/// The route of a message. Both ends are named, so that they cannot be swapped by accident.
#[derive(Clone, Copy, Debug)]
pub(in crate::call) struct Route {
    pub(in crate::call) from: Place,
    pub(in crate::call) to: Place,
}

/// What a call is, has or has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(in crate::call) enum Flag {
    /// It is measured.
    Measured,
    /// The time of the retry came while the last messages of the attempt were on their way.
    RetryDue,
    Bypass,
    HasChannel,
    HasUm,
    HasWorker,
    /// It holds a line of a fax partner or a fax machine.
    HasFaxLine,
    InPipeline,
    AbandonSet,
    Forked,
    AtFrontEnd,
    Rang,
    Responded,
    ByVoiceMail,
    LeavesMessage,
    /// The attempt was on its way to Unified Messaging.
    UmOffered,
    /// The gateway's re-INVITE for a fax was refused.
    FaxRefused,
    /// No UM server could be found for it, and the failure is on its way to the caller.
    RoutingFailed,
    /// An INFO asked for the notification of the missed call, which the server that it reached makes.
    NotifiedByInfo,
    /// Something on its way had failed.
    MetOutage,
    /// A gateway that works had no free channel.
    FoundFull,
    /// A Mediation Server that works had no free slot.
    TurnedAway,
    /// An INVITE over UDP was not answered in time.
    TimedOut,
    /// It was held back because a Mediation Server has too much load.
    HeldBack,
    /// A branch appliance rings the user, or lets the user call out.
    AtAppliance,
    /// A branch appliance has sent it out again over the telephone network, to voice mail.
    ReRouted,
    /// What it leaves behind had to wait because something had failed.
    Delayed,
    /// The caller gave up between the divert and the answer of voice mail, or when that answer had been refused.
    LeftRouting,
    /// It waits for something that an outage took.
    WaitsInVain,
}
