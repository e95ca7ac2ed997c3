//! Channels and slots, servers, and links.

macro_rules! places {
    ($next:ident $($then:ident)*; $($before:tt)*) => { $next! { $($then)*; $($before)*
        "Channels, servers and links" [
            OfferedLoad "offered_load" =
                "Attempts offered to channels or slots ÷ window × mean holding time.",
                LOAD { label: "offered load", scopes: PLACES,
                    keywords: "erlang traffic intensity demand" };
            CarriedLoad "carried_load" = "Mean number of calls that hold channels or slots.",
                LOAD { label: "carried load", scopes: PLACES, keywords: "erlang traffic intensity" };
            HoldingTime "holding_time" =
                "From the seizure of channels or slots to their release, as a mean over calls.",
                OTHER { label: "holding time", source: "ITU-T E.600", scopes: PLACES,
                    statistics: &[(Statistic::Mean, Dimension::Time)],
                    keywords: "mht seizure duration length of hold" };
            Occupancy "occupancy" =
                "Calls that hold channels or slots, or messages not yet submitted, as a mean over time.",
                OTHER { label: "occupancy", scopes: PLACES,
                    statistics: &[(Statistic::Mean, Dimension::Calls)],
                    keywords: "in use busy simultaneous concurrent" };
            Peak "peak" = "The most calls that held channels or slots at one instant of the window.",
                OTHER { label: "peak", scopes: PLACES,
                    statistics: &[(Statistic::Max, Dimension::Calls)],
                    keywords: "maximum simultaneous concurrent" };
            Utilization "utilization" =
                "Mean share of the channels or slots in use, or of a server's cores that are busy, in the time in which no outage takes them down.",
                SHARE { label: "utilization",
                    scopes: &[Only(&[ScopeKind::Gateway]), Only(&[ScopeKind::Server, ScopeKind::Slots]),
                        Only(&[ScopeKind::FaxLine]), Only(&[ScopeKind::Server]),
                        Only(&[ScopeKind::Server, ScopeKind::Preview])],
                    keywords: "cpu processor load busy" };
            Availability "availability" =
                "Time of the window in which no outage takes a server, or its channels or slots, down ÷ window.",
                SHARE { label: "time up", direction: MoreIsBetter,
                    scopes: &[Only(&[ScopeKind::Gateway]), Only(&[ScopeKind::Server, ScopeKind::Slots]), Only(&[ScopeKind::Server])],
                    keywords: "uptime outage down nines" };
            Rejected "rejected" =
                "Attempts that slots or fax machines refused ÷ attempts offered to them.",
                SHARE { label: "rejected", direction: LessIsBetter,
                    scopes: &[Only(&[ScopeKind::Server, ScopeKind::Slots]), Only(&[ScopeKind::FaxLine])],
                    keywords: "refused full busy server" };
            MessagesPerSecond "messages_per_second" = "SIP messages that arrive at a server per second, with those that its full queue drops.",
                OTHER { label: "messages per second", scopes: SERVERS,
                    statistics: &[(Statistic::Value, Dimension::PerSecond)],
                    keywords: "sip rate throughput" };
            QueueWait "queue_wait" =
                "From the arrival of a message at a server to the instant at which a core begins to handle it, for messages that need a core.",
                LATENCY { label: "queue wait", scopes: SERVERS,
                    keywords: "waiting queueing delay" };
            ServiceLevel "service_level" =
                "Messages that got a core within `study.service_level_within` ÷ messages that need a core.",
                SHARE { label: "service level", scopes: SERVERS, direction: MoreIsBetter,
                    keywords: "queue wait within time threshold sla" };
            ServiceTime "service_time" = "Core time of a message that needs a core.",
                LATENCY { label: "service time", scopes: SERVERS, direction: Neither,
                    statistics: &[(Statistic::Mean, Dimension::Time), (Statistic::Cv2, Dimension::Number)],
                    keywords: "processing cost demand" };
            Streams "streams" = "Media streams on a link.",
                OTHER { label: "streams", scopes: &[Only(&[ScopeKind::Link])],
                    statistics: &[(Statistic::Mean, Dimension::Calls), (Statistic::Max, Dimension::Calls)],
                    keywords: "wan media rtp audio" };
            Bandwidth "bandwidth" = "Bandwidth of the media on a link.",
                OTHER { label: "bandwidth", scopes: &[Only(&[ScopeKind::Link])],
                    statistics: &[(Statistic::Mean, Dimension::BitRate), (Statistic::Max, Dimension::BitRate)],
                    keywords: "wan network traffic media rtp audio" };
        ]
    } };
}

pub(super) use places;

use super::definition::Over::{self, Only};
use super::scope::ScopeKind;

/// Channels, slots, fax machines, and messages not yet submitted.
pub(super) const PLACES: &[Over] = &[
    Only(&[ScopeKind::Gateway]),
    Only(&[ScopeKind::Server, ScopeKind::Slots]),
    Only(&[ScopeKind::FaxLine]),
    Only(&[ScopeKind::Server, ScopeKind::Pipeline]),
];

/// Servers, and their cores for previews.
pub(super) const SERVERS: &[Over] =
    &[Only(&[ScopeKind::Server]), Only(&[ScopeKind::Server, ScopeKind::Preview])];
