//! The parts of the network that a call concerns: its source, group, plan and gateway, and where its
//! hosts are.

use super::call::{Call, CallId};
use super::packed::{Place, Route};
use super::probe::Probe;
use super::state::Engine;
use crate::deployment::Class;
use crate::network::{
    DialPlan, Gateway, Group, GroupId, HubId, MediationServer, Source, StationId, Trunk,
};

impl<'n, P: Probe> Engine<'_, 'n, P> {
    /// The call in `slot`.
    #[inline]
    pub(in crate::call) fn call(&self, slot: CallId) -> &Call {
        &self.state.calls[slot]
    }

    /// The call in `slot`, to change it.
    #[inline]
    pub(in crate::call) fn call_mut(&mut self, slot: CallId) -> &mut Call {
        &mut self.state.calls[slot]
    }

    /// The source of a call.
    pub(in crate::call) fn source(&self, slot: CallId) -> &'n Source {
        &self.state.net.sources[self.state.calls[slot].source()]
    }

    /// The class of a call.
    #[inline]
    pub(in crate::call) fn class(&self, slot: CallId) -> Class {
        self.source(slot).class
    }

    /// The group that this leg is to; for outbound calls and Play on Phone, from.
    #[inline]
    pub(in crate::call) fn group_id(&self, slot: CallId) -> GroupId {
        self.source(slot).parties[self.state.calls[slot].party()]
    }

    /// The group that this leg is to; for outbound calls and Play on Phone, from.
    #[inline]
    pub(in crate::call) fn group(&self, slot: CallId) -> &'n Group {
        &self.state.net.groups[self.group_id(slot)]
    }

    /// The user's dial plan.
    pub(in crate::call) fn plan(&self, slot: CallId) -> Option<&'n DialPlan> {
        self.group(slot).plan.map(|plan| &self.state.net.plans[plan])
    }

    /// The call's gateway.
    pub(in crate::call) fn gateway(&self, slot: CallId) -> &'n Gateway {
        &self.state.net.gateways[self.state.calls[slot].gateway.id()]
    }

    /// The call's trunk.
    pub(in crate::call) fn trunk(&self, slot: CallId) -> &'n Trunk {
        &self.state.net.trunks[self.state.calls[slot].trunk.id()]
    }

    /// The Mediation Server of the call's trunk.
    pub(in crate::call) fn mediation(&self, slot: CallId) -> &'n MediationServer {
        &self.state.net.mediation_servers[self.trunk(slot).mediation_server]
    }

    /// Whether the call goes from its gateway straight to Exchange, without Lync: then its callee
    /// has no Front End.
    #[inline]
    pub(in crate::call) fn is_direct(&self, slot: CallId) -> bool {
        self.state.calls[slot].front_end.is_none()
    }

    /// The hub of a call: the host that routes it and talks to Exchange.
    pub(in crate::call) fn hub(&self, slot: CallId) -> HubId {
        let call = &self.state.calls[slot];
        match call.front_end.get() {
            Some(front_end) => self.state.net.front_end_hub(front_end),
            None => self.state.net.gateway_hub(call.gateway.id()),
        }
    }

    /// The place of a host.
    pub(in crate::call) fn host(&self, station: StationId) -> Place {
        Place::host(self.state.net.stations[station].site, station)
    }

    /// Where the caller's side is: the gateway, or a client at the callee's site.
    pub(in crate::call) fn caller_place(&self, slot: CallId) -> Place {
        self.state.calls[slot].caller
    }

    /// Where the call's Mediation Server is; the gateway's own place where none was tried.
    pub(in crate::call) fn mediation_place(&self, slot: CallId) -> Place {
        self.state.calls[slot].middle
    }

    /// Where the call's hub is: the callee's home Front End, or without Lync the gateway.
    pub(in crate::call) fn hub_place(&self, slot: CallId) -> Place {
        self.state.calls[slot].hub
    }

    /// The host of the call's hub.
    pub(in crate::call) fn hub_station(&self, slot: CallId) -> StationId {
        self.hub_place(slot).station()
    }

    /// Where the user's endpoints are.
    pub(in crate::call) fn endpoint_place(&self, slot: CallId) -> Place {
        Place::endpoint(self.group(slot).site)
    }

    /// Where the UM server of the call is.
    pub(in crate::call) fn um_place(&self, slot: CallId) -> Place {
        let server = self.state.calls[slot].server.id();
        self.host(self.state.net.exchange[server].station)
    }

    /// Where the UM server is that the call was transferred from.
    pub(in crate::call) fn left_place(&self, slot: CallId) -> Place {
        let server = self.state.calls[slot].left_server.id();
        self.host(self.state.net.exchange[server].station)
    }

    /// From the call's hub to its UM server.
    pub(in crate::call) fn hub_to_um(&self, slot: CallId) -> Route {
        Route { from: self.hub_place(slot), to: self.um_place(slot) }
    }

    /// From the call's UM server to its hub.
    pub(in crate::call) fn um_to_hub(&self, slot: CallId) -> Route {
        Route { from: self.um_place(slot), to: self.hub_place(slot) }
    }

    /// From the caller's side to the Mediation Server.
    pub(in crate::call) fn caller_to_mediation(&self, slot: CallId) -> Route {
        Route { from: self.caller_place(slot), to: self.mediation_place(slot) }
    }

    /// From the Mediation Server to the caller's side.
    pub(in crate::call) fn mediation_to_caller(&self, slot: CallId) -> Route {
        Route { from: self.mediation_place(slot), to: self.caller_place(slot) }
    }

    /// From the Mediation Server to the callee's Front End.
    pub(in crate::call) fn mediation_to_hub(&self, slot: CallId) -> Route {
        Route { from: self.mediation_place(slot), to: self.hub_place(slot) }
    }

    /// From the callee's Front End to the Mediation Server.
    pub(in crate::call) fn hub_to_mediation(&self, slot: CallId) -> Route {
        Route { from: self.hub_place(slot), to: self.mediation_place(slot) }
    }

    /// From the user's endpoints to the Front End.
    pub(in crate::call) fn endpoint_to_hub(&self, slot: CallId) -> Route {
        Route { from: self.endpoint_place(slot), to: self.hub_place(slot) }
    }

    /// From the Front End to the user's endpoints.
    pub(in crate::call) fn hub_to_endpoint(&self, slot: CallId) -> Route {
        Route { from: self.hub_place(slot), to: self.endpoint_place(slot) }
    }

    /// From the caller's side to the Front End, for a call from user to user.
    pub(in crate::call) fn caller_to_hub(&self, slot: CallId) -> Route {
        Route { from: self.caller_place(slot), to: self.hub_place(slot) }
    }
}
