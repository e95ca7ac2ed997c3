//! The statistics of the variant that keeps them: of hosts, resources and latencies, and counts of calls.

use super::call::{Call, Flag};
use super::outcome;
use super::parameters::Parameters;
use super::queue::CALLS;
use super::remembered::{Counts, Times, Trace};
use super::sums::{HostSums, Level, Tally, Units, Window};
use busyhour::internals::base::SimTime;
use busyhour::internals::call::{Latency, Part, Phase};
use busyhour::internals::kernel::Key;
use busyhour::internals::recorder::Bins;
use busyhour::internals::stats::LatencyCounts;

/// Hosts, by the order of the network.
pub const FRONT_END: usize = 0;
pub const MEDIATION_SERVER: usize = 1;
pub const EXCHANGE: [usize; 2] = [2, 4];
pub const PREVIEW: [usize; 2] = [3, 5];
const GATEWAYS: usize = 6;

/// Resources, by the order of the network, on which the digest depends.
pub const MEDIATION: usize = 0;
pub const UM: [usize; 2] = [1, 3];
pub const PIPELINE: [usize; 2] = [2, 4];
pub const CHANNELS: usize = 5;

/// Latencies that this deployment can have are among these.
const LATENCIES: usize = Latency::ALL.len();

/// All statistics of a replication.
pub struct Statistics {
    window: Window,
    pub hosts: [HostSums; 8],
    pub units: [Units; 8],
    pub counts: [Counts; 2],
    pub latencies: [Tally; LATENCIES],
    histograms: [LatencyCounts; LATENCIES],
    parts: [[Tally; 5]; 4],
    by_reason: [Tally; 4],
    /// By minute of the arrival: calls, latency of routing, post-dial delay.
    series: Vec<[(u64, u64); 3]>,
    in_progress: Level,
    /// Latency of routing by longer bins of the arrival.
    course: Vec<LatencyCounts>,
    widths: [u64; 2],
    times: Box<[Times; CALLS]>,
}

impl Statistics {
    /// Empty.
    pub fn new(p: &Parameters) -> Self {
        let to = SimTime::from_nanos(p.to);
        let (bins, long) = (Bins::until(to), Bins::at_most(60, to));
        let level = || Level::new(bins.width, bins.count);
        Statistics {
            window: Window { from: p.from, to: p.to, promptly: p.promptly },
            hosts: Default::default(),
            units: std::array::from_fn(|_| Units::new(level())),
            counts: Default::default(),
            latencies: Default::default(),
            histograms: Default::default(),
            parts: Default::default(),
            by_reason: Default::default(),
            series: vec![Default::default(); bins.count],
            in_progress: level(),
            course: vec![LatencyCounts::new(); long.count],
            widths: [bins.width, long.width],
            times: Box::new([Times::default(); CALLS]),
        }
    }

    /// What is remembered of the call at a place.
    #[inline]
    pub fn times(&mut self, place: usize) -> &mut Times {
        &mut self.times[place % CALLS]
    }

    /// A message at a host with cores.
    #[inline]
    pub fn message(&mut self, host: usize, now: u64, started: u64, served: u64) {
        self.hosts[host % 8].add(self.window, [now, started, served]);
    }

    /// A message at a gateway, which takes no core.
    #[inline]
    pub fn passed(&mut self, now: u64, gateway: usize) {
        let is_measured = self.window.from <= now && now < self.window.to;
        self.hosts[(GATEWAYS + gateway) % 8].messages += u64::from(is_measured);
    }

    /// A call gets units of a resource, or does not.
    pub fn take_or_refuse(&mut self, now: u64, of: (usize, u32), call: &Call, is_taken: bool) {
        let (units, direction) = (&mut self.units[of.0 % 8], usize::from(call.is_outbound()));
        if is_taken {
            units.take(self.window, now, u64::from(of.1));
            units.granted[direction] += u64::from(call.has(Flag::Measured));
        } else {
            units.refused[direction] += u64::from(call.has(Flag::Measured));
        }
    }

    /// A call goes on holding a unit whose time so far counts as given back.
    pub fn held_on(&mut self, now: u64, resource: usize) {
        self.units[resource % 8].take(self.window, now, 1);
    }

    /// Units are given back that were held since `since`.
    pub fn released(&mut self, now: u64, of: (usize, u32), since: u64) {
        self.units[of.0 % 8].give_back(self.window, now, u64::from(of.1), since);
    }

    /// An attempt starts. Nobody tries again, so it is also a call.
    pub fn attempt_started(&mut self, now: u64, place: usize, direction: usize, is_measured: bool) {
        // The rest is set when it is needed.
        let times = self.times(place);
        (times.arrived, times.established, times.in_pipeline) = (now, u64::MAX, false);
        self.in_progress.change(now, 1);
        if let Some(bin) = self.series.get_mut((now / self.widths[0]) as usize) {
            bin[0].1 += 1;
        }
        if is_measured {
            let counts = &mut self.counts[direction];
            counts.calls += 1;
            counts.identity = Key::new(counts.identity).absorb(now).raw();
        }
    }

    /// An attempt is over.
    pub fn ended(&mut self, now: u64, call: &Call, ended: u64) {
        self.in_progress.change(now, -1);
        if !call.has(Flag::Measured) {
            return;
        }
        let counts = &mut self.counts[usize::from(call.is_outbound())];
        let place = ended as usize;
        counts.outcomes[place] += 1;
        if !call.is_outbound() && ended != outcome::BLOCKED {
            counts.invited[place] += 1;
            counts.not_rung += u64::from(!call.has(Flag::Rang));
        }
        counts.um_offered[place] += u64::from(call.has(Flag::UmOffered));
        let is_success = ended <= outcome::HUNG_UP_IN_GREETING || ended == outcome::CARRIED;
        counts.lost += u64::from(!is_success && ended != outcome::IN_FLIGHT);
    }

    /// A latency has ended.
    pub fn latency(&mut self, place: usize, call: &Call, latency: Latency, nanos: u64) {
        let arrived = self.times(place).arrived;
        let which = match latency {
            Latency::VoiceMailRouting => 1,
            Latency::PostDialDelay => 2,
            _ => 0,
        };
        if which > 0
            && let Some(bin) = self.series.get_mut((arrived / self.widths[0]) as usize)
        {
            bin[which].0 += nanos;
            bin[which].1 += 1;
        }
        if which == 1
            && let Some(bin) = self.course.get_mut((arrived / self.widths[1]) as usize)
        {
            bin.record(nanos);
        }
        if call.has(Flag::Measured) {
            self.histograms[latency as usize].record(nanos);
            self.latencies[latency as usize].add(nanos);
        }
    }

    /// Ringing has reached the gateway, where it is the first response, or the first ringing that a caller hears.
    pub fn ringing(&mut self, now: u64, place: usize, call: &Call, first: [bool; 2]) {
        let delay = now - call.invited;
        if first[0] {
            self.latency(place, call, Latency::SessionRequestDelay, delay);
        }
        if first[1] {
            self.latency(place, call, Latency::PostDialDelay, delay);
            if now <= call.deadline {
                let since = self.times(place).channel_since;
                self.latency(place, call, Latency::PostSelectionDelay, now - since);
            }
        }
    }

    /// The 200 of a person or of voice mail has reached the gateway.
    pub fn answered(&mut self, now: u64, place: usize, call: &Call) {
        let times = self.times(place);
        times.established = times.established.min(now);
        let Times { answered, channel_since, .. } = *times;
        if !call.has(Flag::ByVoiceMail) {
            self.latency(place, call, Latency::AnswerDelay, now - answered);
        } else if call.phase == Phase::VoiceMail {
            self.latency(place, call, Latency::GreetingDelay, now - channel_since);
        }
    }

    /// The caller hangs up.
    pub fn session(&mut self, now: u64, place: usize, call: &Call) {
        let established = self.times(place).established;
        if established <= now {
            self.latency(place, call, Latency::SessionDuration, now - established);
        }
    }

    /// The call is diverted.
    pub fn diverted(&mut self, now: u64, place: usize, call: &Call) {
        self.times(place).trace = Trace { since: now, ..Trace::default() };
        self.counts[0].diverted += u64::from(call.has(Flag::Measured));
    }

    /// A hop on the way to voice mail has cost time.
    #[inline]
    pub fn add(&mut self, place: usize, hop: usize, part: Part, nanos: u64) {
        self.times(place).trace.parts[hop % 4][part as usize] += nanos;
    }

    /// The same of a message that a host has handled.
    #[inline]
    pub fn add_handled(&mut self, now: u64, place: usize, hop: usize, at: [u64; 3]) {
        let [started, served, done] = at;
        self.add(place, hop, Part::Queue, started - now);
        self.add(place, hop, Part::Service, served - started);
        self.add(place, hop, Part::Wait, done - served);
    }

    /// Voice mail has answered.
    pub fn routed(&mut self, now: u64, place: usize, call: &Call) {
        let trace = self.times(place).trace;
        let total = now - trace.since;
        self.latency(place, call, Latency::VoiceMailRouting, total);
        self.latency(place, call, Latency::TimeToGreeting, now - call.invited);
        if !call.has(Flag::Measured) {
            return;
        }
        for (tallies, parts) in self.parts.iter_mut().zip(trace.parts) {
            tallies.iter_mut().zip(parts).for_each(|(tally, nanos)| tally.add(nanos));
        }
        debug_assert_eq!(trace.parts.iter().flatten().sum::<u64>(), total, "parts of the way");
        self.counts[0].redirects += trace.redirects;
        self.counts[0].invites += trace.invites;
        self.by_reason[call.reason() as usize % 4].add(total);
    }

    /// A caller was missed, by path A (0) or B (1).
    pub fn missed(&mut self, call: &Call, path: usize) {
        self.counts[0].missed[path] += u64::from(call.has(Flag::Measured));
    }

    /// A message has its preview, or would have it too late.
    pub fn previewed(&mut self, call: &Call, is_made: bool) {
        self.counts[0].previews[usize::from(!is_made)] += u64::from(call.has(Flag::Measured));
    }

    /// At the stop, a call in progress gives back what it holds.
    pub fn give_back(&mut self, at: u64, place: usize, call: &Call) {
        if call.phase != Phase::Over {
            self.ended(at, call, outcome::IN_FLIGHT);
        }
        let times = *self.times(place);
        let server = call.which(Flag::SecondMailbox);
        let held = [
            (call.has(Flag::HasChannel), CHANNELS + call.which(Flag::SecondGateway), 1),
            (call.has(Flag::HasSlot), MEDIATION, call.units()),
            (call.has(Flag::HasUm), UM[server], 1),
            (times.in_pipeline, PIPELINE[server], 1),
        ];
        let since = [times.channel_since, times.slot_since, call.um_since, times.pipeline_since];
        for ((holds, resource, units), since) in held.into_iter().zip(since) {
            if holds {
                self.released(at, (resource, units), since);
            }
        }
    }

    /// Whether Little's law and the conservation of calls hold.
    pub fn is_consistent(&self) -> bool {
        let balanced = |counts: &Counts| counts.calls == counts.outcomes.iter().sum::<u64>();
        self.hosts.iter().all(HostSums::little_holds)
            && self.units.iter().all(Units::little_holds)
            && self.counts.iter().all(balanced)
    }
}
