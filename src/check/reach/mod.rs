//! Which calls get through: every kind of call from every gateway to everybody, walked in the order in which
//! a call asks, without making one.

mod call_path;
mod contacts;
mod survival;
mod walk;

pub use call_path::{CallPath, CallPathKind, Failure};

use crate::deployment::Deployment;

/// Every way of a deployment; ways that agree in all but the gateway, or in all but the party, are one.
pub fn reach(d: &Deployment) -> Vec<CallPath> {
    merged(walk::all(d))
}

/// Ways that agree in all but the gateway are one, then those that agree in all but the party.
fn merged(call_paths: Vec<CallPath>) -> Vec<CallPath> {
    let by_gateway =
        join(call_paths, |a, b| a.parties == b.parties, |a, b| a.gateways.extend(b.gateways));
    join(by_gateway, |a, b| a.gateways == b.gateways, |a, b| a.parties.extend(b.parties))
}

fn join(
    call_paths: Vec<CallPath>,
    same: impl Fn(&CallPath, &CallPath) -> bool,
    add: impl Fn(&mut CallPath, CallPath),
) -> Vec<CallPath> {
    let mut call_paths = call_paths;
    call_paths.sort_by_key(|call_path| call_path.kind);
    let mut out: Vec<CallPath> = Vec::new();
    for call_path in call_paths {
        let fits = |o: &&mut CallPath| {
            o.kind == call_path.kind && o.failures == call_path.failures && same(o, &call_path)
        };
        match out.iter_mut().rev().take_while(|o| o.kind == call_path.kind).find(fits) {
            Some(found) => add(found, call_path),
            None => out.push(call_path),
        }
    }
    out
}
