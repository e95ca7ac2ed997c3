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
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

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
    let by_gateway = join(relations, |r| &r.parties, |a, b| a.gateways.extend(b.gateways));
    join(by_gateway, |r| &r.gateways, |a, b| a.parties.extend(b.parties))
}

/// Relations of one kind that fail alike and have the same `names` become one, at the place of the first.
fn join(
    relations: Vec<TrafficRelation>,
    names: impl Fn(&TrafficRelation) -> &Vec<String>,
    add: impl Fn(&mut TrafficRelation, TrafficRelation),
) -> Vec<TrafficRelation> {
    let mut relations = relations;
    relations.sort_by_key(|relation| relation.kind);
    let mut out: Vec<TrafficRelation> = Vec::new();
    let mut places: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for relation in relations {
        let fits = |o: &TrafficRelation| {
            o.kind == relation.kind
                && o.failures == relation.failures
                && names(o) == names(&relation)
        };
        let places = places.entry(hash(&relation, names(&relation))).or_default();
        match places.iter().find(|at| fits(&out[**at])) {
            Some(at) => add(&mut out[*at], relation),
            None => {
                places.push(out.len());
                out.push(relation);
            }
        }
    }
    out
}

/// A number by which relations that may be one are found: different ones have it in common by chance only.
fn hash(relation: &TrafficRelation, names: &[String]) -> u64 {
    let mut hasher = DefaultHasher::new();
    (relation.kind as usize, names).hash(&mut hasher);
    for failure in &relation.failures {
        let Failure { hop, status, others, share, .. } = failure;
        (hop, status, others, share.to_bits()).hash(&mut hasher);
    }
    hasher.finish()
}
