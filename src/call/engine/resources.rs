//! What is finite: channels, call slots and lines are taken and given back here.

use super::call::CallId;
use super::probe::{Probe, Waste};
use super::state::Engine;
use crate::base::SimTime;
use crate::network::ResourceId;

/// Units of a resource that a call holds, and since when.
#[derive(Clone, Copy, Debug)]
pub(in crate::call) struct Held {
    pub(in crate::call) units: u32,
    pub(in crate::call) since: SimTime,
}

/// What the digest holds of a resource whose units were taken, or else refused or given back.
const fn digested(resource: ResourceId, units: u32, taken: bool) -> u64 {
    (resource.index() as u64) << 32 | (units as u64) << 1 | taken as u64
}

impl<P: Probe> Engine<'_, '_, P> {
    /// Takes `units` of a resource if they are free; otherwise refuses the call. Returns whether they
    /// were taken.
    pub(in crate::call) fn seize(
        &mut self,
        slot: CallId,
        now: SimTime,
        resource: ResourceId,
        units: u32,
    ) -> bool {
        let free = self.free_units(resource);
        let granted = units <= free;
        if granted {
            self.take(slot, now, resource, units);
        } else {
            self.refuse(slot, now, resource, units);
        }
        granted
    }

    /// Units of a resource that are free.
    #[inline]
    pub(in crate::call) fn free_units(&self, resource: ResourceId) -> u32 {
        let units = self.state.net.resources[resource].units;
        units.saturating_sub(self.state.in_use[resource.index()])
    }

    /// Takes `units` of a resource, whether or not they are free.
    #[inline]
    pub(in crate::call) fn take(
        &mut self,
        slot: CallId,
        now: SimTime,
        resource: ResourceId,
        units: u32,
    ) {
        self.state.in_use[resource.index()] += units;
        let call = &mut self.state.calls[slot];
        call.chain.fold(now.nanos(), digested(resource, units, true));
        self.probe.seized(now, resource, units, call);
    }

    /// Refuses a call that wanted `units` of a resource, whether or not any are free.
    #[inline]
    pub(in crate::call) fn refuse(
        &mut self,
        slot: CallId,
        now: SimTime,
        resource: ResourceId,
        units: u32,
    ) {
        let call = &mut self.state.calls[slot];
        call.chain.fold(now.nanos(), digested(resource, units, false));
        self.probe.refused(now, resource, call);
    }

    /// Gives back what a call holds.
    pub(in crate::call) fn release(
        &mut self,
        slot: CallId,
        now: SimTime,
        resource: ResourceId,
        Held { units, since }: Held,
    ) {
        self.state.in_use[resource.index()] -= units;
        let call = &mut self.state.calls[slot];
        call.chain.fold(now.nanos(), digested(resource, units, false));
        self.probe.released(now, resource, units, since);
        let call = &self.state.calls[slot];
        if call.measured() && call.is_failed_fax(self.state.net) {
            self.probe.wasted(call, Waste { resource, units, since, until: now });
        }
    }

    /// Goes on holding one unit, whose time so far was reported as given back.
    pub(in crate::call) fn hold_on(&mut self, now: SimTime, resource: ResourceId) {
        self.state.in_use[resource.index()] += 1;
        self.probe.held_on(now, resource, 1);
    }
}
