//! Targets that a formula decides where the simulation cannot: blocking that is never seen, or too rarely.
//!
//! Erlang B at the upper end of the load bounds the blocking of Poisson arrivals whatever the holding times are. It is
//! monotone in the load, so rates that change are bounded by their peak. Callers who try again are bounded by callers who
//! wait for a free channel (Erlang C), each of whose attempts is blocked.

use super::estimate::Rows;
use super::record::{Estimate, Method};
use super::study::Study;
use crate::measure::{Figure, Measure, Scope, ScopeKind, Statistic};
use crate::network::{Arrivals, Source};
use crate::stats::erlang;

/// Confidence level of the interval at whose upper end the load is taken.
const LOAD_LEVEL: f64 = 0.999;
/// Share of attempts that are retries above which they are too many for the bound.
const FEW_RETRIES: f64 = 0.01;
/// Shares below this are not worth their digits.
const TINY: f64 = 1e-6;
/// Holding times after which what began empty carries its load.
const SETTLED: f64 = 5.0;
/// Holding times of a window that shows the load, also if it begins empty.
const LONG: f64 = 10.0;
/// Holding times of load that a window that begins empty lacks at most: the mean remaining time of a call in progress, which
/// is `(1 + cv²) / 2` holding times, and longer in truth than the calls that ended show.
const LACKING: f64 = 2.0;

/// What the formulas use.
pub(super) struct Theory<'a> {
    pub(super) study: &'a Study,
    pub(super) rows: &'a Rows<'a>,
    pub(super) estimates: &'a [Estimate],
}

/// Channels that calls share: blocked when all are taken.
struct Trunk {
    /// Positions of their resources.
    resources: Vec<usize>,
    channels: u32,
}

impl Theory<'_> {
    /// Why a share cannot be above `limit`, if a formula shows it.
    pub(super) fn excludes(&self, figure: &Figure, limit: f64) -> Option<String> {
        let retried = match figure.measure {
            Measure::Blocking => true,
            Measure::FirstAttemptBlocking => false,
            _ => return None,
        };
        if !(0.0..1.0).contains(&limit) || self.study.has_outages() {
            return None;
        }
        let mut worst: Option<(f64, String)> = None;
        for trunk in self.trunks(&figure.scope)? {
            let (bound, words) = self.bound(&trunk, limit, retried)?;
            if bound > limit {
                return None;
            }
            if worst.as_ref().is_none_or(|(known, _)| bound > *known) {
                worst = Some((bound, words));
            }
        }
        worst.map(|(_, words)| words)
    }

    /// All channels on which calls of a scope may be blocked; `None` where arrivals are not Poisson there, or unknown.
    fn trunks(&self, scope: &Scope) -> Option<Vec<Trunk>> {
        let (net, names) = (self.study.network(), self.study.names());
        let mut found: Vec<Trunk> = Vec::new();
        if scope.kinds().eq([ScopeKind::Gateway]) {
            let place = names.resources.iter().position(|name| name == scope)?;
            return Some(vec![self.alone(place)?]);
        }
        for (source, name) in net.sources.iter().zip(&names.sources) {
            let is_meant = scope.is_all()
                || scope == name
                || *scope == Scope::of(ScopeKind::Class, source.class.name());
            if !is_meant {
                continue;
            }
            if source.has_overflow() {
                found.push(self.together(source)?);
            } else {
                for place in self.channels_of(source) {
                    found.push(self.alone(place)?);
                }
            }
        }
        (!found.is_empty()).then_some(found)
    }

    /// Positions of the channels of a source's gateways, in order.
    fn channels_of(&self, source: &Source) -> Vec<usize> {
        let net = self.study.network();
        let channels = source.gateways.iter().map(|g| net.gateways[*g].channels.index());
        let mut found: Vec<usize> = channels.collect();
        found.sort_unstable();
        found.dedup();
        found
    }

    /// The channels of one gateway to which no calls overflow.
    fn alone(&self, place: usize) -> Option<Trunk> {
        let sources = || self.study.network().sources.iter();
        let overflows = |s: &Source| s.has_overflow() && self.channels_of(s).contains(&place);
        (!sources().any(overflows)).then(|| self.trunk(vec![place]))
    }

    /// The channels of several gateways that all their calls share.
    fn together(&self, source: &Source) -> Option<Trunk> {
        let places = self.channels_of(source);
        let shares = |s: &Source| self.channels_of(s).iter().any(|place| places.contains(place));
        let alike = |s: &&Source| s.has_overflow() && self.channels_of(s) == places;
        let mut sources = self.study.network().sources.iter().filter(|s| shares(s));
        sources.all(|s| alike(&s)).then(|| self.trunk(places))
    }

    fn trunk(&self, resources: Vec<usize>) -> Trunk {
        let net = self.study.network();
        let channels = resources
            .iter()
            .map(|place| net.resources[*place].calls())
            .fold(0, u32::saturating_add);
        Trunk { resources, channels }
    }

    /// The most blocking that the formula allows, and how it is computed.
    fn bound(&self, trunk: &Trunk, limit: f64, retried: bool) -> Option<(f64, String)> {
        let net = self.study.network();
        let uses = |s: &&Source| self.channels_of(s).iter().any(|p| trunk.resources.contains(p));
        let sources: Vec<&Source> = net.sources.iter().filter(uses).collect();
        let peak_rate = self.peak_rate(&sources)?;
        let mut load = 0.0;
        for place in &trunk.resources {
            load += self.carried(*place, peak_rate > 1.0)?;
        }
        // Were the limit missed, more than this share of the load would be blocked: the offered load is not above this.
        let load = load / (1.0 - limit) * peak_rate;
        let (model, bound) = match self.further_attempts(&sources)? {
            0 => ("Erlang B", erlang::erlang_b(load, trunk.channels)?),
            _ if load >= f64::from(trunk.channels) => return None,
            further => {
                let waits = erlang::erlang_c(load, trunk.channels)?;
                let blocked = if retried { f64::from(1 + further) } else { 1.0 };
                ("Erlang C, since callers try again,", (blocked * waits).min(1.0))
            }
        };
        let at_most = match bound {
            bound if bound < TINY => "less than 0.0001 %".to_owned(),
            bound => format!("at most {:.2} %", 100.0 * bound),
        };
        let (channels, used) = (trunk.channels, self.most_used(trunk));
        // As many digits as the bound needs to be right.
        let places = if load < 100.0 { 2 } else { 1 };
        let words = format!(
            "{model} gives {at_most} for {channels} channels at {load:.places$} erlang, the upper end of the load{used}"
        );
        Some((bound, words))
    }

    /// Upper end of the carried load of channels, erlang. Where rates change, and after a short warm-up, calls that are still
    /// held when the window ends count too. `None` if the window is so short that it shows little of the load.
    fn carried(&self, place: usize, varies: bool) -> Option<f64> {
        let scope = &self.study.names().resources[place];
        let figure = |measure, statistic| Figure::new(measure, scope.clone(), statistic);
        let row = self.rows.find(&figure(Measure::CarriedLoad, Statistic::Value))?;
        let high = self.rows.compute(row, LOAD_LEVEL).high.or_else(|| {
            let long_run = self.estimate(&figure(Measure::Occupancy, Statistic::Mean))?;
            long_run.high.filter(|_| long_run.method == Method::OverlappingBatchMeans)
        })?;
        let hold = self.estimate(&figure(Measure::HoldingTime, Statistic::Mean))?.value;
        let hold = hold.unwrap_or(0.0);
        let window = self.study.window();
        let seconds = window.to.since(window.from).seconds();
        let begins_empty = window.from.seconds() < SETTLED * hold;
        if begins_empty && seconds < LONG * hold {
            return None;
        }
        Some(match (begins_empty, varies) {
            (true, _) => high / (1.0 - LACKING * hold / seconds),
            (false, true) => high * (1.0 + hold / seconds),
            (false, false) => high,
        })
    }

    fn estimate(&self, figure: &Figure) -> Option<&Estimate> {
        self.estimates.iter().find(|e| e.is(figure))
    }

    /// The greatest rate of a source from the start to the end of the window ÷ its mean rate in the window, over all
    /// sources; `None` where one is not a Poisson process.
    fn peak_rate(&self, sources: &[&Source]) -> Option<f64> {
        let window = self.study.window();
        let length = window.to.since(window.from).seconds();
        let mut peak: f64 = 1.0;
        for source in sources {
            let Arrivals::Poisson(curve) = &source.arrivals else { return None };
            let mean = (curve.expected(window.to) - curve.expected(window.from)) / length;
            let most = curve.highest(window.to);
            if most > mean * (1.0 + 1e-6) {
                peak = peak.max(most / mean);
            }
        }
        peak.is_finite().then_some(peak)
    }

    /// The most further attempts of a blocked call; `None` if so many callers try again that arrivals are not Poisson.
    fn further_attempts(&self, sources: &[&Source]) -> Option<u32> {
        let retries = sources.iter().filter_map(|s| s.retry.as_ref()).filter(|r| r.share > 0.0);
        let further = retries.map(|r| r.at_most).max().unwrap_or(0);
        if further > 0 {
            let count =
                |measure| Some(self.estimate(&Figure::of_all(measure, Statistic::Count))?.count);
            let (again, all) = (count(Measure::Retries)?, count(Measure::Attempts)?);
            if again as f64 > FEW_RETRIES * all as f64 {
                return None;
            }
        }
        Some(further)
    }

    /// The most channels of a single gateway that were in use, in words.
    fn most_used(&self, trunk: &Trunk) -> String {
        let [place] = trunk.resources[..] else { return String::new() };
        let scope = self.study.names().resources[place].clone();
        let peak = self.estimate(&Figure::new(Measure::Peak, scope, Statistic::Max));
        let most = peak.and_then(|e| e.value).filter(|most| *most < f64::from(trunk.channels));
        most.map_or_else(String::new, |most| format!("; never more than {most:.0} were in use"))
    }
}
