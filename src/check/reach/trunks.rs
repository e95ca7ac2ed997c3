//! From a gateway by a Mediation Server to a Front End, and back out.

use super::relation::Why;
use super::survival::{Refusal, Stage, Survival};
use super::walk::{Front, Walk, shared};
use crate::deployment::{Balance, Cause, GatewayId, Host, MediationServerId, PoolId, Trunk, Users};

impl Walk<'_> {
    /// From a gateway to the Front Ends of a pool and on from each; then what depends on the Mediation Server.
    pub fn inbound(
        &self,
        gateway: GatewayId,
        pool: PoolId,
        fronts: &[Front],
        after: &dyn Fn(MediationServerId) -> Option<Survival>,
    ) -> Survival {
        let d = self.d;
        let trunks = self.trunks(gateway);
        if trunks.is_empty() {
            let says = &d.gateways[gateway.index()];
            let n = says.next_hops.len().max(1) as f64;
            return Survival::new().among(says.next_hops.iter().filter_map(|trunk| {
                let cause = d.trunk_in(gateway, trunk).err()?;
                let to = d.mediation_host(trunk.mediation_server);
                let refusal = self.inside(Stage::Trunk, (Host::Gateway(gateway), to), trunk, cause);
                Some((1.0 / n, Survival::failing(refusal)))
            }));
        }
        let by_trunk = trunks.iter().map(|(trunk, share)| {
            let from = d.mediation_host(trunk.mediation_server);
            let course = Survival::new().among(fronts.iter().map(|front| {
                let to = Host::FrontEnd(pool, front.at);
                let course = match d.pool_in(trunk.mediation_server, pool, front.at) {
                    Ok(()) => front.course.clone(),
                    Err(cause) => {
                        Survival::failing(self.inside(Stage::Pool, (from, to), trunk, cause))
                    }
                };
                (front.share, course)
            }));
            let course = match after(trunk.mediation_server) {
                Some(after) => course.then(&after),
                None => course,
            };
            (*share, course)
        });
        Survival::new().among(by_trunk)
    }

    /// The connections from a Mediation Server to some Front Ends.
    pub fn to_front_ends(&self, from: MediationServerId, pool: PoolId, count: u32) -> Survival {
        let d = self.d;
        let course = |at: u32| match d.pool_in(from, pool, at) {
            Ok(()) => Survival::new(),
            Err(cause) => {
                let ends = (d.mediation_host(from), Host::FrontEnd(pool, at));
                Survival::failing(self.between(
                    Stage::Pool,
                    ends,
                    &self.mediation_name(from),
                    cause,
                ))
            }
        };
        shared(&self.by_front_end(pool, count, course))
    }

    /// Trunks that a gateway reaches, each with its share of calls: those that it does not reach are passed over. By
    /// load the shares are those of calls that last alike: a trunk whose calls fail at once gets more.
    fn trunks(&self, gateway: GatewayId) -> Vec<(&Trunk, f64)> {
        let d = self.d;
        let says = &d.gateways[gateway.index()];
        let open = |trunk: &&Trunk| d.trunk_in(gateway, trunk).is_ok();
        let reached: Vec<&Trunk> = says.next_hops.iter().filter(open).collect();
        let used = match says.balance {
            Balance::InOrder => 1,
            Balance::RoundRobin | Balance::LeastLoaded => reached.len(),
        };
        let share = 1.0 / used.max(1) as f64;
        reached.into_iter().take(used).map(|trunk| (trunk, share)).collect()
    }

    /// Out by a gateway, for users of a pool.
    pub fn outbound(&self, users: &Users, pool: PoolId, gateway: GatewayId) -> Survival {
        let d = self.d;
        let course = self.may_dial(users, self.pool_name(pool), gateway);
        let hops = &d.gateways[gateway.index()].next_hops;
        let from_front_end = |at: u32| {
            let trunk_out = |hop: &Trunk| {
                d.pool_out(pool, at, hop.mediation_server).and_then(|()| d.trunk_out(gateway, hop))
            };
            if hops.iter().any(|hop| trunk_out(hop).is_ok()) {
                return Survival::new();
            }
            let n = hops.len().max(1) as f64;
            Survival::new().among(hops.iter().filter_map(|hop| {
                let cause = trunk_out(hop).err()?;
                let server = d.mediation_host(hop.mediation_server);
                let inside = d.pool_out(pool, at, hop.mediation_server).is_err();
                let refusal = match inside {
                    true => {
                        let ends = (Host::FrontEnd(pool, at), server);
                        self.between(Stage::Trunk, ends, &self.label(ends.0), cause)
                    }
                    false => {
                        let ends = (server, Host::Gateway(gateway));
                        let from = self.mediation_name(hop.mediation_server);
                        self.between(Stage::Trunk, ends, &from, cause)
                    }
                };
                Some((1.0 / n, Survival::failing(refusal)))
            }))
        };
        course.then(&shared(&self.by_front_end(pool, users.count, from_front_end)))
    }

    /// What users may dial: they are enabled for Enterprise Voice, and have a route to the gateway.
    pub fn may_dial(&self, users: &Users, home: String, gateway: GatewayId) -> Survival {
        let mut course = Survival::new();
        let part = self.part(users.enterprise_voice, users.count);
        let refused = Refusal::by_lync(Stage::FrontEnd, home.clone(), Cause::NotAllowed);
        course.fail(1.0 - part, refused);
        if !self.d.has_route(users, gateway) {
            let refusal = match users.pool {
                Some(_) => Refusal::by_lync(Stage::FrontEnd, home, Cause::NoRoute),
                None => Refusal::plain(Stage::FrontEnd, home, Why::Wrong(Cause::NoRoute)),
            };
            course.fail(1.0, refusal);
        }
        course
    }

    /// The exact share of `count` users who have something.
    pub fn part(&self, share: f64, count: u32) -> f64 {
        let count = f64::from(count);
        if share >= 1.0 { 1.0 } else { (share * count).round() / count }
    }

    fn inside(&self, stage: Stage, ends: (Host, Host), trunk: &Trunk, cause: Cause) -> Refusal {
        let mediation = self.mediation_name(trunk.mediation_server);
        let from = match ends.0 {
            Host::Gateway(_) => self.label(ends.0),
            _ => mediation.clone(),
        };
        let to = match stage {
            Stage::Trunk => mediation,
            _ => self.label(ends.1),
        };
        Refusal::by_lync(stage, format!("{from} → {to}"), cause).between(ends.0, ends.1)
    }

    fn between(&self, stage: Stage, ends: (Host, Host), from: &str, cause: Cause) -> Refusal {
        let hop = format!("{from} → {}", self.label(ends.1));
        Refusal::by_lync(stage, hop, cause).between(ends.0, ends.1)
    }

    fn mediation_name(&self, id: MediationServerId) -> String {
        self.d.mediation_servers[id.index()].name.clone()
    }
}
