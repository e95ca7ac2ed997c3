//! Traffic sources.

use super::super::sources::{Arrivals, Choose, FaxCalls, Retry, Source};
use super::builder::Builder;
use super::variates::variate;
use crate::base::SimTime;
use crate::deployment::{self, Deployment, GatewayKind, Settings, Traffic};
use crate::kernel::{Days, ModulatedRate, RateCurve, States, stable_hash};
use crate::measure::{Scope, ScopeKind};

impl Builder {
    pub(super) fn traffic(&mut self, deployment: &Deployment) {
        for traffic in &deployment.traffic {
            self.names.sources.push(Scope::of(ScopeKind::Source, &traffic.name));
            let parties = self.parties(deployment, traffic);
            let mut users = 0;
            let upto = parties.iter().skip(1).map(|group| {
                users += self.network.groups[*group].count;
                users
            });
            let upto = upto.collect();
            let direct = !self.network.groups[parties[0]].has_lync();
            let has_phones = |id: &deployment::GatewayId| {
                deployment.gateways[id.index()].kind == GatewayKind::IpPbx
            };
            self.network.sources.push(Source {
                hash: stable_hash(&traffic.name),
                class: traffic.class,
                rings_before_gateway: direct && !traffic.gateways.iter().all(has_phones),
                parties,
                upto,
                gateways: traffic.gateways.iter().map(|g| g.counterpart()).collect(),
                choose: match &traffic.choose {
                    deployment::Choice::InOrder => Choose::InOrder,
                    deployment::Choice::RoundRobin => Choose::RoundRobin,
                    deployment::Choice::Shares(shares) => Choose::Shares(cumulative(shares)),
                },
                arrivals: arrivals(traffic, &deployment.settings),
                replay: match &traffic.arrivals {
                    deployment::Arrivals::Replay(replay) => Some(Box::new(replay.clone())),
                    _ => None,
                },
                talk: variate(&traffic.talk),
                patience: traffic.patience.as_ref().map(variate),
                retry: traffic.retry.as_ref().map(|retry| Retry {
                    share: retry.share,
                    after_drop: retry.after_drop,
                    after: variate(&retry.after),
                    at_most: retry.at_most,
                }),
                fax: traffic.fax.as_ref().map(|fax| FaxCalls {
                    gives_up: variate(&fax.gives_up),
                    gives_up_from: fax.gives_up_from,
                    person_hangs_up: variate(&fax.person_hangs_up),
                    transmission: variate(&fax.transmission),
                }),
                to_telephone_network: traffic.to_telephone_network,
                named: deployment.named_callers(traffic),
            });
        }
    }
}

/// When the calls of a source arrive.
fn arrivals(traffic: &Traffic, settings: &Settings) -> Arrivals {
    let (steps, period) = match &traffic.arrivals {
        deployment::Arrivals::Rate { steps, period } => (steps, *period),
        deployment::Arrivals::Trace(instants) => return Arrivals::Recorded(instants.clone()),
        deployment::Arrivals::Replay(replay) => return Arrivals::Recorded(replay.instants.clone()),
    };
    let variation = &traffic.variation;
    let curve = RateCurve::new(steps, period).with_factors(&variation.surge_factors());
    if !variation.is_random() {
        return Arrivals::Poisson(curve);
    }
    let end = SimTime::ZERO + settings.warm_up + settings.duration + settings.follow_at_most;
    let days = variation.day_factor.map(|day| Days {
        midnights: settings.clock.midnights(end),
        cv: day.cv,
        correlation: day.correlation,
        shared: day.shared,
    });
    let states = (!variation.states.is_empty()).then(|| States {
        factors: variation.states.iter().map(|state| state.factor).collect(),
        means: variation.states.iter().map(|state| state.lasts).collect(),
        next: variation.states.iter().map(|state| cumulative(&state.next)).collect(),
        stationary: cumulative(&variation.shares_of_time()),
    });
    Arrivals::Modulated(Box::new(ModulatedRate { curve, days, states, end }))
}

fn cumulative(shares: &[f64]) -> Vec<f64> {
    let mut sum = 0.0;
    shares
        .iter()
        .map(|share| {
            sum += share;
            sum
        })
        .collect()
}
