//! The walk: what calls of each kind meet, hop by hop, and in which order.

use super::relation::{CallKind, Row};
use super::survival::Survival;
use crate::base::Id;
use crate::deployment::{Class, Deployment, ExchangeServerId, GatewayId, Host, Party, PoolId};
use std::sync::Arc;

/// The rows of a deployment, each for one gateway and one party.
pub fn rows(d: &Deployment) -> Vec<Row> {
    let (all_secured, name) = (d.secures_everything(), Arc::from(""));
    let mut walk = Walk { d, all_secured, rows: Vec::new(), name };
    for (i, users) in d.users.iter().enumerate() {
        match users.pool {
            Some(pool) => walk.users(Id::new(i), users, pool),
            None => walk.users_past_lync(Id::new(i), users),
        }
    }
    walk.contacts();
    walk.fax_lines();
    walk.rows
}

pub(super) struct Walk<'d> {
    pub d: &'d Deployment,
    /// Whether every connection by TLS can be secured, so that the Front Ends of a pool are alike.
    all_secured: bool,
    rows: Vec<Row>,
    /// The name of the last party, which its rows share.
    name: Arc<str>,
}

/// Who calls are to or from, and where that party is homed.
#[derive(Clone, Copy)]
pub(super) struct Callee<'n> {
    pub party: Party,
    pub name: &'n str,
}

/// A Front End with its share of a party's calls, and what they meet from there on.
pub(super) struct Front {
    pub at: u32,
    pub share: f64,
    pub course: Survival,
}

impl Walk<'_> {
    pub fn add(
        &mut self,
        kind: CallKind,
        gateway: Option<GatewayId>,
        callee: Callee<'_>,
        course: Survival,
    ) {
        if *self.name != *callee.name {
            self.name = Arc::from(callee.name);
        }
        self.rows.push(Row {
            kind,
            gateway,
            party: callee.party,
            name: Arc::clone(&self.name),
            failures: course.failures(),
        });
    }

    /// Gateways that lead to Lync.
    pub fn gateways(&self) -> Vec<GatewayId> {
        let leads = |i: &usize| !self.d.gateways[*i].next_hops.is_empty();
        (0..self.d.gateways.len()).filter(leads).map(Id::new).collect()
    }

    /// Gateways that are connected to Exchange.
    pub fn gateways_past_lync(&self) -> Vec<GatewayId> {
        let leads = |i: &usize| self.d.gateways[*i].exchange.is_some();
        (0..self.d.gateways.len()).filter(leads).map(Id::new).collect()
    }

    /// Whether anybody sends faxes there.
    pub fn gets_faxes(&self, party: Party) -> bool {
        self.d.traffic.iter().any(|t| t.class == Class::Fax && t.party == party)
    }

    /// A course for each Front End of a pool with its share of `count` users, who are spread evenly over them. Front Ends
    /// that are alike are one.
    pub fn by_front_end(
        &self,
        pool: PoolId,
        count: u32,
        course: impl Fn(u32) -> Survival,
    ) -> Vec<Front> {
        if self.all_secured {
            return vec![Front { at: 0, share: 1.0, course: course(0) }];
        }
        let n = self.d.pools[pool.index()].front_ends.len() as u32;
        let here = |at: u32| count / n + u32::from(at < count % n);
        (0..n.min(count))
            .map(|at| Front {
                at,
                share: f64::from(here(at)) / f64::from(count),
                course: course(at),
            })
            .collect()
    }

    pub fn pool_name(&self, pool: PoolId) -> String {
        self.d.pools[pool.index()].name.clone()
    }

    pub fn server_name(&self, server: ExchangeServerId) -> String {
        self.d.exchange_servers[server.index()].name.clone()
    }

    /// The name of a host; of Front Ends that are alike that of their pool.
    pub fn label(&self, host: Host) -> String {
        match host {
            Host::FrontEnd(pool, _)
                if self.all_secured && self.d.pools[pool.index()].front_ends.len() > 1 =>
            {
                self.pool_name(pool)
            }
            _ => self.d.own_name(host).to_owned(),
        }
    }
}

/// What the calls of all Front Ends meet.
pub(super) fn shared(fronts: &[Front]) -> Survival {
    let mut course = Survival::new();
    course.branch(fronts.iter().map(|front| (front.share, &front.course)));
    course
}
