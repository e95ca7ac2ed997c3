//! Traffic sources.

use super::super::sources::{Arrivals, Choose, FaxCalls, Retry, Source};
use super::builder::Builder;
use super::variates::variate;
use crate::deployment::{self, Deployment, GatewayKind};
use crate::kernel::{RateCurve, stable_hash};
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
                arrivals: match &traffic.arrivals {
                    deployment::Arrivals::Rate { steps, period } => {
                        let curve = RateCurve::new(steps, *period);
                        let factors = traffic.variation.surge_factors();
                        Arrivals::Poisson(curve.with_factors(&factors))
                    }
                    deployment::Arrivals::Trace(instants) => Arrivals::Recorded(instants.clone()),
                },
                talk: variate(&traffic.talk),
                patience: traffic.patience.as_ref().map(variate),
                retry: traffic.retry.as_ref().map(|retry| Retry {
                    share: retry.share,
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
