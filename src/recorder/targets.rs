//! Targets by bin of time: how they go over the run, and when each is met again after an outage.

use super::cell::{CellPlace, version_index};
use super::recovery::Recovered;
use super::row::Sink;
use super::series::Bins;
use super::shares::{Among, OutcomeShare, outcome_share};
use crate::base::{SimTime, Span};
use crate::call::{Call, Latency, Outcome, Window};
use crate::deployment::{Bound, Class, Version};
use crate::measure::{Figure, Measure, Scope, ScopeKind, Statistic};
use crate::network::{Names, Network};

/// Bins in turn over which a target is met together when it is met again.
const BINS: usize = 5;

/// Share of the attempts of a bin that an outage may end before they had a value, for means and greatest values.
const ENDED: f64 = 0.01;

/// Targets at most: a word has a bit for each. Further ones are not judged by bin.
const MOST: usize = 63;

/// What a target counts in a bin.
#[derive(Clone, Copy, Debug)]
enum Counts {
    /// Attempts by outcome.
    Attempts(OutcomeShare),
    /// Attempts with one outcome.
    Outcome(Outcome),
    /// Calls none of whose attempts succeeded.
    LostCalls,
    /// Calls whose first attempt was blocked.
    BlockedFirst,
    /// Values of a latency beyond the limit (ns), of which this share may be.
    Late { latency: Latency, limit: u64, allowed: f64 },
    /// The sum of a latency, ns.
    Mean { latency: Latency, limit: f64 },
}

/// What was counted of the calls that arrived in a bin.
#[derive(Clone, Copy, Debug, Default)]
struct Bin {
    /// Events, or the sum of a latency in ns.
    part: u64,
    /// Trials, or values.
    of: u64,
    /// Attempts that an outage ended before they could have a value of the latency.
    ended: u64,
}

impl Bin {
    fn add(&mut self, other: Bin) {
        self.part += other.part;
        self.of += other.of;
        self.ended += other.ended;
    }
}

/// A target that is judged by bin.
#[derive(Clone, Debug)]
struct Watched {
    /// The name of the target; `None` for a series without one.
    name: Option<Scope>,
    figure: Figure,
    counts: Counts,
    bound: Bound,
    /// By `study.bin`.
    bins: Vec<Bin>,
    /// By bin of the series; empty for latencies, which have series of their own.
    series: Vec<Bin>,
    /// By outage.
    met_again: Vec<Recovered>,
}

/// The targets of a run with outages.
#[derive(Clone, Debug)]
pub(super) struct Targets {
    watched: Vec<Watched>,
    /// By cell: a bit for each target that counts its calls.
    of_cell: Vec<u64>,
    width: u64,
    bins: Bins,
}

impl Targets {
    /// None without outages.
    pub(super) fn new(net: &Network, names: &Names, cells: &[CellPlace], bins: Bins) -> Self {
        let (width, mut of_cell) = (net.bin.nanos().max(1), vec![0; cells.len()]);
        let mut watched = Vec::new();
        if !net.outages.is_empty() {
            let targets = names.targets.iter().map(|t| (Some(&t.scope), &t.figure, t.bound));
            let lost = Figure::of_all(Measure::CallsLost, Statistic::Value);
            let is_watched = names.targets.iter().take(MOST).any(|t| t.figure == lost);
            let series = (!is_watched).then_some((None, &lost, Bound::AtMost(1.0)));
            for (name, figure, bound) in targets.take(MOST).chain(series) {
                let Some(counts) = counts(figure, bound) else { continue };
                let Some(over) = cells_of(figure, net, names, cells) else { continue };
                let bit = 1 << watched.len();
                of_cell.iter_mut().zip(over).filter(|(_, is)| *is).for_each(|(of, _)| *of |= bit);
                let is_share = !matches!(counts, Counts::Late { .. } | Counts::Mean { .. });
                let known = |w: &Watched| w.figure == *figure;
                let n = if is_share && !watched.iter().any(known) { bins.count } else { 0 };
                watched.push(Watched {
                    name: name.cloned(),
                    figure: figure.clone(),
                    counts,
                    bound,
                    bins: Vec::new(),
                    series: vec![Bin::default(); n],
                    met_again: vec![Recovered::default(); net.outages.len()],
                });
            }
        }
        Targets { watched, of_cell, width, bins }
    }

    /// Nothing counted.
    pub(super) fn reset(&mut self) {
        for watched in &mut self.watched {
            watched.bins.clear();
            watched.series.fill(Bin::default());
            watched.met_again.fill(Recovered::default());
        }
    }

    /// Whether nothing is counted.
    #[inline]
    pub(super) fn is_empty(&self) -> bool {
        self.watched.is_empty()
    }

    /// Whether a target limits a latency, so that a call can be late.
    pub(super) fn can_be_late(&self) -> bool {
        let of_latency =
            |w: &Watched| matches!(w.counts, Counts::Late { .. } | Counts::Mean { .. });
        self.watched.iter().any(of_latency)
    }

    /// Counts for every target of a cell that counts this.
    fn count(&mut self, cell: usize, arrived: SimTime, mut of: impl FnMut(&Counts) -> Option<Bin>) {
        let mut bits = self.of_cell[cell];
        while bits != 0 {
            let watched = &mut self.watched[bits.trailing_zeros() as usize];
            bits &= bits - 1;
            let Some(bin) = of(&watched.counts) else { continue };
            let at = (arrived.nanos() / self.width) as usize;
            if at >= watched.bins.len() {
                watched.bins.resize(at + 1, Bin::default());
            }
            watched.bins[at].add(bin);
            if let Some(at) = self.bins.of(arrived).filter(|_| !watched.series.is_empty()) {
                watched.series[at].add(bin);
            }
        }
    }

    /// A measured attempt is over; whether its caller's side sent an INVITE.
    pub(super) fn attempt_ended(
        &mut self,
        cell: usize,
        call: &Call,
        (outcome, invited): (Outcome, bool),
    ) {
        let (first, to_um) = (call.attempt == 1, call.was_offered_to_um());
        self.count(cell, call.arrived, |counts| {
            let (is_one, is_event) = match counts {
                Counts::Attempts((among, is_event)) => {
                    let is_one = match among {
                        Among::All => true,
                        Among::Invited => invited,
                        Among::ToUm => to_um,
                    };
                    (is_one, is_event(outcome))
                }
                Counts::Outcome(of) => (true, *of == outcome),
                Counts::BlockedFirst => (first, outcome == Outcome::Blocked),
                Counts::LostCalls => return None,
                Counts::Late { .. } | Counts::Mean { .. } => {
                    let ended = u64::from(outcome == Outcome::FailedByOutage);
                    return Some(Bin { ended, ..Bin::default() });
                }
            };
            is_one.then_some(Bin { part: u64::from(is_event), of: 1, ended: 0 })
        });
    }

    /// A measured call is over.
    pub(super) fn call_ended(&mut self, cell: usize, arrived: SimTime, is_lost: bool) {
        self.count(cell, arrived, |counts| match counts {
            Counts::LostCalls => Some(Bin { part: u64::from(is_lost), of: 1, ended: 0 }),
            _ => None,
        });
    }

    /// A measured call has a value of a latency; whether it is beyond the limit of a target.
    pub(super) fn latency(
        &mut self,
        cell: usize,
        arrived: SimTime,
        (of, value): (Latency, Span),
    ) -> bool {
        let mut is_late = false;
        self.count(cell, arrived, |counts| match counts {
            Counts::Late { latency, limit, .. } if *latency == of => {
                let beyond = value.nanos() > *limit;
                is_late |= beyond;
                Some(Bin { part: u64::from(beyond), of: 1, ended: 0 })
            }
            Counts::Mean { latency, limit } if *latency == of => {
                is_late |= value.nanos() as f64 > *limit;
                Some(Bin { part: value.nanos(), of: 1, ended: 0 })
            }
            _ => None,
        });
        is_late
    }

    /// The run has stopped; when the outages of each kind ended in the window.
    pub(super) fn stop<'e>(
        &mut self,
        window: Window,
        ends: impl Iterator<Item = &'e [SimTime]> + Clone,
    ) {
        let whole = (window.to.nanos() / self.width) as usize;
        for watched in self.watched.iter_mut().filter(|w| w.name.is_some()) {
            let next = watched.next_met(whole);
            for (met_again, ends) in watched.met_again.iter_mut().zip(ends.clone()) {
                *met_again = Recovered::after(ends, &next, self.width);
            }
        }
    }

    /// The rows of an outage: when each target is met again after it.
    pub(super) fn outage_rows(&self, sink: &mut impl Sink, outage: usize) {
        for watched in &self.watched {
            let Some(name) = &watched.name else { continue };
            let name = name.get(ScopeKind::Target).unwrap_or_default();
            sink.narrow(|outage| outage.and(ScopeKind::Target, name));
            let again = watched.met_again[outage];
            let met = again.ended - again.not;
            sink.mean((Measure::TimeToMeetTarget, Statistic::Mean), again.mean(), met);
            let all = if again.not > 0 { Some(f64::INFINITY) } else { again.mean() };
            sink.median((Measure::TimeToMeetTarget, Statistic::P50), all, again.ended);
            sink.share(Measure::TargetNotMetAgain, again.not, again.ended);
        }
        sink.widen();
    }

    /// The course of the shares that have targets, and of the calls lost.
    pub(super) fn series_rows(&self, sink: &mut impl Sink) {
        for watched in &self.watched {
            for (i, bin) in watched.series.iter().enumerate() {
                if i == 0 {
                    sink.scope(|| watched.figure.scope.clone());
                }
                sink.bin(Some(self.bins.seconds(i)));
                sink.share(watched.figure.measure, bin.part, bin.of);
            }
        }
        sink.bin(None);
    }
}

impl Watched {
    /// For each bin up to the end of the window: the first from there on in which the target is met, and with which it is
    /// met over [`BINS`] together.
    fn next_met(&self, whole: usize) -> Vec<Option<usize>> {
        let bin = |at: usize| self.bins.get(at).copied().unwrap_or_default();
        let (mut next, mut first) = (vec![None; whole], None);
        for at in (0..whole).rev() {
            let mut together = Bin::default();
            (at..at + BINS).for_each(|at| together.add(bin(at)));
            if at + BINS <= whole && self.is_met(bin(at)) && self.is_met(together) {
                first = Some(at);
            }
            next[at] = first;
        }
        next
    }

    /// Whether the target is met; it is where nothing was counted.
    fn is_met(&self, Bin { part, of, ended }: Bin) -> bool {
        const ROUNDING: f64 = 1e-9;
        let (part, all) = (part as f64, of as f64);
        let with_ended = all + ended as f64;
        match self.counts {
            Counts::Mean { limit, .. } => part <= limit * all && ended as f64 <= ENDED * with_ended,
            Counts::Late { allowed, .. } if allowed > 0.0 => {
                part + ended as f64 <= allowed * with_ended + ROUNDING
            }
            Counts::Late { .. } => part == 0.0 && ended as f64 <= ENDED * with_ended,
            _ => match self.bound {
                Bound::AtMost(limit) => part <= limit * all + ROUNDING,
                Bound::AtLeast(limit) => part >= limit * all - ROUNDING,
            },
        }
    }
}

/// What is counted of a target by bin; `None` if its figure cannot be judged so.
fn counts(figure: &Figure, bound: Bound) -> Option<Counts> {
    let Figure { measure, statistic, .. } = *figure;
    if let Some(latency) = Latency::ALL.into_iter().find(|latency| latency.measure() == measure) {
        let Bound::AtMost(seconds) = bound else { return None };
        let late = |p: f64| {
            let limit = Span::from_seconds(seconds)?.nanos();
            Some(Counts::Late { latency, limit, allowed: 1.0 - p })
        };
        return match statistic {
            Statistic::Mean => Some(Counts::Mean { latency, limit: seconds * 1e9 }),
            Statistic::Max => late(1.0),
            _ => {
                let (_, p) = Statistic::PERCENTILES.into_iter().find(|(is, _)| *is == statistic)?;
                late(p)
            }
        };
    }
    match measure {
        Measure::CallsLost => Some(Counts::LostCalls),
        Measure::FirstAttemptBlocking => Some(Counts::BlockedFirst),
        Measure::Outcome => {
            let name = figure.scope.get(ScopeKind::Outcome)?;
            let found = Outcome::ALL.into_iter().find(|outcome| outcome.name() == name);
            found.map(Counts::Outcome)
        }
        _ => outcome_share(measure).map(Counts::Attempts),
    }
}

/// Which cells a figure counts; `None` if it counts no calls, or calls by period.
fn cells_of(
    figure: &Figure,
    net: &Network,
    names: &Names,
    cells: &[CellPlace],
) -> Option<Vec<bool>> {
    let mut over = vec![true; cells.len()];
    for (kind, name) in figure.scope.parts() {
        let is = |scope: &Scope| scope.get(kind) == Some(name);
        let home = |at: &CellPlace| names.homes[at.group.index()];
        let has: Box<dyn Fn(&CellPlace) -> bool + '_> = match kind {
            ScopeKind::Outcome => continue,
            ScopeKind::Class => {
                let class = Class::ALL.into_iter().find(|class| class.name() == name)?;
                Box::new(move |at| net.sources[at.source].class == class)
            }
            ScopeKind::Mailbox => {
                let version = Version::ALL.into_iter().find(|version| version.name() == name)?;
                Box::new(move |at| at.version == version_index(version))
            }
            ScopeKind::Source => Box::new(move |at| is(&names.sources[at.source.index()])),
            ScopeKind::Users
            | ScopeKind::AutoAttendant
            | ScopeKind::AccessNumber
            | ScopeKind::FaxLine => Box::new(move |at| is(&names.groups[at.group.index()])),
            ScopeKind::Site => Box::new(move |at| is(&names.sites[home(at).site])),
            ScopeKind::Pool => {
                Box::new(move |at| home(at).pool.is_some_and(|pool| is(&names.pools[pool])))
            }
            ScopeKind::DialPlan => {
                Box::new(move |at| home(at).plan.is_some_and(|plan| is(&names.plans[plan])))
            }
            _ => return None,
        };
        over.iter_mut().zip(cells).for_each(|(over, at)| *over &= has(at));
    }
    Some(over)
}
