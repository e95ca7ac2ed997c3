//! What a call remembers in few bits: hosts, places and what has happened.

/// Marks a field that holds no index.
pub(super) const NONE: u32 = u32::MAX;

/// The index of a host, in 16 bits: there are at most [`MOST_HOSTS`](crate::deployment::Deployment::MOST_HOSTS).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Index(u16);

impl Index {
    /// [`NONE`] stays [`NONE`].
    #[inline]
    pub(super) const fn new(index: u32) -> Self {
        debug_assert!(index == NONE || index < u16::MAX as u32);
        Index(if index < u16::MAX as u32 { index as u16 } else { u16::MAX })
    }

    /// The index, for a table of hosts; beyond the end of any where there is none.
    #[inline]
    pub(super) const fn at(self) -> usize {
        self.0 as usize
    }

    /// The index, or [`NONE`].
    #[inline]
    pub(super) const fn get(self) -> u32 {
        if self.0 == u16::MAX { NONE } else { self.0 as u32 }
    }
}

/// Where a message comes from or goes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Place {
    site: u16,
    station: Index,
}

impl Place {
    /// A place not yet known.
    pub(super) const NOWHERE: Place = Place::new(0, NONE);

    /// A host of a site; [`NONE`] for endpoints, which are never the same host.
    #[inline]
    pub(super) const fn new(site: u32, station: u32) -> Self {
        debug_assert!(site <= u16::MAX as u32);
        Place { site: site as u16, station: Index::new(station) }
    }

    /// The site, an index.
    #[inline]
    pub(super) const fn site(self) -> u32 {
        self.site as u32
    }

    /// The host, an index; beyond all of them for endpoints.
    #[inline]
    pub(super) const fn station(self) -> usize {
        self.station.at()
    }

    /// Whether a message from one to the other stays in one host.
    #[inline]
    pub(super) fn is_same_host(self, other: Place) -> bool {
        self.station == other.station && self.station != Index(u16::MAX)
    }
}

/// What a call is, has or has done.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub(super) enum Flag {
    /// It counts.
    Measured,
    /// The retry's time has come while the last messages of the attempt were on their way.
    RetryDue,
    Bypass,
    HasChannel,
    HasUm,
    HasWorker,
    /// It holds a fax partner's or a fax machine's line.
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
}
