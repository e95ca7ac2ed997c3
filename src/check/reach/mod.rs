//! Which calls get through: every kind of call from every gateway to everybody, walked in the order in which
//! a call asks, without making one.

mod contacts;
mod relation;
mod survival;
mod walk;

pub use relation::{CallKind, Failure, TrafficRelation};

use crate::deployment::Deployment;

/// Every traffic relation of a deployment; relations that agree in all but the gateway, or in all but the party, are one.
pub fn reach(d: &Deployment) -> Vec<TrafficRelation> {
    merged(walk::all(d))
}

/// Ways that agree in all but the gateway are one, then those that agree in all but the party.
fn merged(relations: Vec<TrafficRelation>) -> Vec<TrafficRelation> {
    let by_gateway =
        join(relations, |a, b| a.parties == b.parties, |a, b| a.gateways.extend(b.gateways));
    join(by_gateway, |a, b| a.gateways == b.gateways, |a, b| a.parties.extend(b.parties))
}

fn join(
    relations: Vec<TrafficRelation>,
    same: impl Fn(&TrafficRelation, &TrafficRelation) -> bool,
    add: impl Fn(&mut TrafficRelation, TrafficRelation),
) -> Vec<TrafficRelation> {
    let mut relations = relations;
    relations.sort_by_key(|relation| relation.kind);
    let mut out: Vec<TrafficRelation> = Vec::new();
    for relation in relations {
        let fits = |o: &&mut TrafficRelation| {
            o.kind == relation.kind && o.failures == relation.failures && same(o, &relation)
        };
        match out.iter_mut().rev().take_while(|o| o.kind == relation.kind).find(fits) {
            Some(found) => add(found, relation),
            None => out.push(relation),
        }
    }
    out
}
