//! Which calls get through: every kind of call from every gateway to everybody, walked in the order in which
//! a call asks, without making one.

mod contacts;
mod survival;
mod walk;
mod way;

pub use way::{Failure, Way, WayKind};

use crate::deployment::Deployment;

/// Every way of a deployment; ways that agree in all but the gateway, or in all but the party, are one.
pub fn reach(d: &Deployment) -> Vec<Way> {
    merged(walk::all(d))
}

/// Ways that agree in all but the gateway are one, then those that agree in all but the party.
fn merged(ways: Vec<Way>) -> Vec<Way> {
    let by_gateway =
        join(ways, |a, b| a.parties == b.parties, |a, b| a.gateways.extend(b.gateways));
    join(by_gateway, |a, b| a.gateways == b.gateways, |a, b| a.parties.extend(b.parties))
}

fn join(
    ways: Vec<Way>,
    same: impl Fn(&Way, &Way) -> bool,
    add: impl Fn(&mut Way, Way),
) -> Vec<Way> {
    let mut ways = ways;
    ways.sort_by_key(|way| way.kind);
    let mut out: Vec<Way> = Vec::new();
    for way in ways {
        let fits = |o: &&mut Way| o.kind == way.kind && o.failures == way.failures && same(o, &way);
        match out.iter_mut().rev().take_while(|o| o.kind == way.kind).find(fits) {
            Some(found) => add(found, way),
            None => out.push(way),
        }
    }
    out
}
