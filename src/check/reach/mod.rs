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

use crate::deployment::{Deployment, GatewayId};
use std::collections::BTreeMap;
use std::hash::{DefaultHasher, Hash, Hasher};

/// For tests: every traffic relation of a deployment; relations that agree in all but the gateway, or in all but the party, are one.
#[cfg(feature = "internals")]
pub fn reach(d: &Deployment) -> Vec<TrafficRelation> {
    relations(d, &rows(d))
}

/// The same, of rows.
pub(super) fn relations(d: &Deployment, rows: &[Row]) -> Vec<TrafficRelation> {
    let mut order: Vec<&Row> = rows.iter().collect();
    order.sort_by_key(|row| row.kind);
    let one = order.iter().map(|row| Alike {
        row,
        gateways: vec![row.gateway],
        parties: vec![&row.name],
    });
    // Calls that agree in all but the gateway are one relation, then those that agree in all but the party.
    let by_gateway = join(one, |a| &a.parties, |a, b| a.gateways.extend(b.gateways));
    let by_party =
        join(by_gateway.into_iter(), |a| &a.gateways, |a, b| a.parties.extend(b.parties));
    let name = |id: &GatewayId| d.gateways[id.index()].name.clone();
    let relation = |alike: Alike<'_>| TrafficRelation {
        kind: alike.row.kind,
        gateways: alike.gateways.iter().flatten().map(name).collect(),
        parties: alike.parties.into_iter().map(str::to_owned).collect(),
        failures: alike.row.failures.clone(),
    };
    by_party.into_iter().map(relation).collect()
}

/// Rows of one kind that fail alike.
struct Alike<'r> {
    row: &'r Row,
    gateways: Vec<Option<GatewayId>>,
    parties: Vec<&'r str>,
}

/// What is of one kind, fails alike and has the same `side` becomes one, at the place of the first.
fn join<'r, T: Hash + PartialEq>(
    all: impl Iterator<Item = Alike<'r>>,
    side: impl for<'a> Fn(&'a Alike<'r>) -> &'a Vec<T>,
    add: impl Fn(&mut Alike<'r>, Alike<'r>),
) -> Vec<Alike<'r>> {
    let mut out: Vec<Alike<'r>> = Vec::new();
    let mut places: BTreeMap<u64, Vec<usize>> = BTreeMap::new();
    for alike in all {
        let fits = |o: &Alike<'r>| {
            o.row.kind == alike.row.kind
                && o.row.failures == alike.row.failures
                && side(o) == side(&alike)
        };
        let places = places.entry(hash(alike.row, side(&alike))).or_default();
        match places.iter().find(|at| fits(&out[**at])) {
            Some(at) => add(&mut out[*at], alike),
            None => {
                places.push(out.len());
                out.push(alike);
            }
        }
    }
    out
}

/// A number by which rows that may be one are found: different ones have it in common by chance only.
fn hash(row: &Row, side: &impl Hash) -> u64 {
    let mut hasher = DefaultHasher::new();
    (row.kind as usize, side).hash(&mut hasher);
    for failure in &row.failures {
        let Failure { hop, status, others, share, .. } = failure;
        (hop, status, others, share.to_bits()).hash(&mut hasher);
    }
    hasher.finish()
}
