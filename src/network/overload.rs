//! Which hosts can drop messages, send them again, or refuse calls because of their load.

use super::hosts::StationId;
use super::tables::Network;
use crate::deployment::{HostOverload, OverloadControl};

impl Network {
    /// Whether a trunk runs over UDP, a host has a limit or control, or a link loses messages.
    pub(super) fn can_overload(&self) -> bool {
        self.trunks.iter().any(|trunk| trunk.udp)
            || self.stations.iter().any(|host| host.overload != HostOverload::default())
            || self.link_loss.iter().any(|loss| *loss > 0.0)
    }

    /// Whether a host is at an end of a trunk that runs over UDP.
    pub fn has_datagrams(&self, station: StationId) -> bool {
        let is_end = |gateway: &super::Gateway| {
            gateway.trunks.iter().map(|trunk| &self.trunks[trunk]).any(|trunk| {
                let far = self.mediation_servers[trunk.mediation_server].station;
                trunk.udp && (gateway.station == station || far == station)
            })
        };
        self.gateways.iter().any(is_end)
    }

    /// Whether messages can be sent again, so that attempts can time out.
    pub fn sends_again(&self) -> bool {
        self.trunks.iter().any(|trunk| trunk.udp)
    }

    /// Messages that may wait for the cores of a host that drops what finds its queue full.
    pub fn drops_beyond(&self, station: StationId) -> Option<u32> {
        self.stations[station].overload.queue_limit.filter(|_| self.has_datagrams(station))
    }

    /// Whether a host has its senders hold new calls back.
    pub fn holds_back(&self) -> bool {
        let holds = |control| matches!(control, OverloadControl::Loss { .. });
        self.stations.iter().any(|host| holds(host.overload.control))
    }

    /// Whether a Front End throttles, and refuses new calls.
    pub fn throttles(&self) -> bool {
        let throttling = OverloadControl::Throttling;
        self.stations.iter().any(|host| host.overload.control == throttling)
    }

    /// Whether a host refuses new calls, or has them held back, because of its load.
    pub fn can_refuse(&self, station: StationId) -> bool {
        self.stations[station].overload.control != OverloadControl::None
    }
}
