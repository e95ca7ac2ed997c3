//! Which calls get through: every kind of call from every gateway to everybody, walked in the order in which
//! a call asks, without making one.

mod contacts;
mod direct;
mod relation;
mod survival;
mod trunks;
mod um;
mod users;
mod walk;

pub(super) use relation::Row;
pub use relation::{CallKind, Failure, TrafficRelation, Why};
pub(super) use walk::rows;

use crate::deployment::Deployment;

/// For tests: every traffic relation of a deployment; relations that agree in all but the gateway, or in all but the party, are one.
#[cfg(feature = "internals")]
pub fn reach(d: &Deployment) -> Vec<TrafficRelation> {
    relations(d, &rows(d))
}

/// The same, of rows.
pub(super) fn relations(d: &Deployment, rows: &[Row]) -> Vec<TrafficRelation> {
    let relation = |row: &Row| {
        let gateway = row.gateway.map(|id| d.gateways[id.index()].name.clone());
        TrafficRelation {
            kind: row.kind,
            gateways: gateway.into_iter().collect(),
            parties: vec![row.name.clone()],
            failures: row.failures.clone(),
        }
    };
    merged(rows.iter().map(relation).collect())
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
