//! The instants at which something fails, slows down or returns.

use super::super::engine::{CallId, Engine, EventWord, FREED, Probe, Step};
use crate::base::{SimTime, Span};
use crate::kernel::{Attempt, Condition, Event, EventQueue, Handled, Key, Order, Rank, Variate};
use crate::network::{OutageId, OutageTimes, Service, StationId};

/// The number that the event of an outage carries.
const BEGINS: u8 = 0;
const ENDS: u8 = 1;

/// What the keys of an outage's times are for.
const EVERY: u64 = 0;
const LASTS: u64 = 1;

impl<P: Probe> Engine<'_, '_, P> {
    /// Schedules the first outage of each kind.
    pub(in crate::call) fn schedule_outages(&mut self, queue: &mut EventQueue) {
        for outage in (0..self.state.net.outages.len()).map(OutageId::new) {
            let at = match &self.state.net.outages[outage].times {
                OutageTimes::Once(from, _) => Some(*from),
                OutageTimes::Random { every, .. } => {
                    later(SimTime::ZERO, self.outage_time(outage, EVERY, every))
                }
            };
            self.schedule_outage(queue, outage, BEGINS, at);
        }
    }

    /// A time of the next outage of a kind.
    fn outage_time(&self, outage: OutageId, what: u64, variate: &Variate) -> Span {
        let number = self.state.conditions.begun[outage.index()];
        let key: Key = self.state.conditions.keys[outage.index()].absorb(number).absorb(what);
        variate.sample(&mut key.rng())
    }

    fn schedule_outage(
        &mut self,
        queue: &mut EventQueue,
        outage: OutageId,
        change: u8,
        at: Option<SimTime>,
    ) {
        let Some(at) = at.filter(|at| *at < EventQueue::END) else { return };
        let call = self.state.conditions.begun[outage.index()];
        let order = Order::new(Attempt { source: outage.as_u32(), call, attempt: 0 });
        let message = Step::Outage.with(change);
        let word = EventWord { subject: outage.as_u32(), generation: 0, message };
        let tie = order.tie(Rank::Outage, change.into());
        queue.push(Event { at, tie, what: word.pack() });
    }

    /// An outage begins or ends.
    pub(in crate::call) fn outage_changes(
        &mut self,
        queue: &mut EventQueue,
        outage: OutageId,
        change: u8,
    ) {
        let now = queue.now();
        let times = &self.state.net.outages[outage].times;
        if change == ENDS {
            self.end_outage(queue, outage);
            if let OutageTimes::Random { every, .. } = times {
                let next = later(now, self.outage_time(outage, EVERY, every));
                self.schedule_outage(queue, outage, BEGINS, next);
            }
            return;
        }
        let (OutageTimes::Once(_, lasts) | OutageTimes::Random { lasts, .. }) = times;
        let lasts = self.outage_time(outage, LASTS, lasts);
        self.state.conditions.begun[outage.index()] += 1;
        if lasts.is_zero() {
            // It never happens; the next of its kind may.
            if let OutageTimes::Random { every, .. } = times {
                let next = later(now, self.outage_time(outage, EVERY, every));
                self.schedule_outage(queue, outage, BEGINS, next);
            }
            return;
        }
        self.schedule_outage(queue, outage, ENDS, later(now, lasts));
        self.begin_outage(queue, outage);
    }

    fn begin_outage(&mut self, queue: &mut EventQueue, id: OutageId) {
        let now = queue.now();
        let outage = &self.state.net.outages[id];
        self.probe.outage(now, id, true);
        self.state.conditions.cut_off(now, (&outage.sites, &outage.links), (id, true));
        if outage.directory {
            self.state.conditions.directory.push((id, now));
        }
        if outage.dns {
            self.state.conditions.dns.push((id, now));
        }
        if !outage.expired.is_empty() {
            self.state.conditions.expired.push((id, now));
        }
        let mut gone: Vec<(StationId, Vec<Service>)> = Vec::new();
        for hit in &outage.services {
            let services = self.state.conditions.hit(now, *hit, (id, outage.effect));
            self.change_speed(queue, hit.0);
            if !services.is_empty() {
                gone.push((hit.0, services));
            }
        }
        for (station, services) in &gone {
            self.lose_connections(*station, services);
        }
        // First what holds it, then what was on its way from there.
        self.settle_holders(queue, &gone);
        debug_assert!(self.holds_nothing(&gone), "something is held at {gone:?}");
        for (station, services) in &gone {
            self.lose_emissions(queue, *station, services);
            self.lose_waiting(queue, *station, services);
        }
    }

    fn end_outage(&mut self, queue: &mut EventQueue, id: OutageId) {
        let now = queue.now();
        let outage = &self.state.net.outages[id];
        self.probe.outage(now, id, false);
        self.state.conditions.cut_off(now, (&outage.sites, &outage.links), (id, false));
        self.state.conditions.renew(now, id);
        for (station, services) in &outage.services {
            let back = self.state.conditions.recover(now, (*station, *services), id);
            self.change_speed(queue, *station);
            if back.contains(&Service::UnifiedMessaging) {
                self.unpark(queue, *station);
            }
        }
        self.upload_all_notices(queue);
    }

    /// Brings a host to the speed of its condition; what it has in service is stretched or shortened.
    fn change_speed(&mut self, queue: &mut EventQueue, station: StationId) {
        let now = queue.now();
        let condition = self.state.conditions.of_host(station);
        let host = &mut self.state.stations[station.index()];
        if host.condition() == condition {
            return;
        }
        let (epoch, before) = (host.epoch(), host.free_at().to_vec());
        let change = host.change(now, condition);
        if host.epoch() == epoch {
            return;
        }
        self.probe.host_changed(now, station, &change, (&before, host.free_at()));
        if condition == Condition::Down {
            return;
        }
        let taken = self.state.conditions.take_emissions(now, station, |_| true);
        let mut moved = Vec::new();
        for mut emission in taken {
            let before = emission.event;
            let handled = Handled { started: now, served: emission.done, done: emission.done };
            let Some(restated) = change.restate(handled) else { continue };
            emission.event.at = restated.done + before.at.since(emission.done);
            emission.done = restated.done;
            moved.push((before, emission.event));
            self.state.conditions.put_back(emission);
        }
        moved.sort_unstable_by_key(|(before, _)| (before.at, before.tie));
        queue.rewrite(|event| Some(find(&moved, &event).copied().unwrap_or(event)));
    }

    /// What a host that is down now had in service never leaves it.
    fn lose_emissions(&mut self, queue: &mut EventQueue, station: StationId, services: &[Service]) {
        let now = queue.now();
        let of = |service: Option<Service>| service.is_none_or(|s| services.contains(&s));
        let taken = self.state.conditions.take_emissions(now, station, of);
        if taken.is_empty() {
            return;
        }
        let mut lost: Vec<(Event, Event)> =
            taken.iter().map(|emission| (emission.event, emission.event)).collect();
        lost.sort_unstable_by_key(|(event, _)| (event.at, event.tie));
        let mut removed = Vec::new();
        queue.rewrite(|event| {
            let is_lost = find(&lost, &event).is_some();
            if is_lost {
                removed.push(event);
            }
            (!is_lost).then_some(event)
        });
        for event in removed {
            let EventWord { subject, generation, message } = EventWord::unpack(event.what);
            let slot = CallId::from_u32(subject);
            if self.begin(slot, generation) {
                self.message_lost(queue, slot, message);
                if self.call(slot).pending == 0 {
                    self.last_event_handled(queue, slot);
                }
            }
        }
    }

    /// Connections with services that are gone are gone as well.
    fn lose_connections(&mut self, station: StationId, services: &[Service]) {
        let net = self.state.net;
        let mut lost = Vec::new();
        net.each_connection(|connection, ends| {
            if ends.iter().any(|(host, service)| *host == station && services.contains(service)) {
                lost.push(connection);
            }
        });
        for connection in lost {
            self.state.conditions.used[connection.index()] = false;
            if self.state.connections[connection.index()] != SimTime::MAX {
                self.state.connections[connection.index()] = SimTime::MAX;
                self.state.conditions.lose_connection(connection);
            }
        }
    }

    /// What becomes of each call that holds something that is gone, in the order of the slots. A caller who waits for
    /// the next attempt may still hold something of the last one.
    fn settle_holders(&mut self, queue: &mut EventQueue, gone: &[(StationId, Vec<Service>)]) {
        for slot in (0..self.state.calls.len()).map(CallId::new) {
            if self.call(slot).pending == FREED {
                continue;
            }
            for (station, services) in gone {
                for service in services {
                    self.settle_holder(queue, slot, (*station, *service));
                }
            }
            self.settle_cut_media(queue, slot);
        }
    }

    /// Submissions that waited on a host go on.
    fn unpark(&mut self, queue: &mut EventQueue, station: StationId) {
        let now = queue.now();
        let parked = std::mem::take(&mut self.state.conditions.parked);
        let (go, stay): (Vec<_>, Vec<_>) = parked.into_iter().partition(|p| p.station == station);
        self.state.conditions.parked = stay;
        for parked in go {
            self.call_mut(parked.slot).pending -= 1;
            self.schedule(queue, parked.slot, parked.message, now);
        }
    }
}

/// The pair whose first event this is.
fn find<'e>(pairs: &'e [(Event, Event)], event: &Event) -> Option<&'e Event> {
    let key = |of: &Event| (of.at, of.tie);
    let first = pairs.partition_point(|(before, _)| key(before) < key(event));
    let same = pairs[first..].iter().take_while(|(before, _)| key(before) == key(event));
    same.into_iter().find(|(before, _)| before == event).map(|(_, after)| after)
}

/// When a span after an instant ends; `None` if that is beyond the clock.
fn later(at: SimTime, span: Span) -> Option<SimTime> {
    (span != Span::MAX).then(|| at + span)
}
