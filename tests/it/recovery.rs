//! How long after an outage calls get through as before.

use crate::outages::{GATEWAY, calls_at, outage};
use crate::system::*;
use busyhour::internals::base::{Id, Span};
use busyhour::internals::deployment::*;

/// Mean time to recover of the first outage, and the share that did not recover.
fn after(d: Deployment) -> (Option<f64>, f64) {
    let scope = format!("outage:{}", d.outages[0].name);
    let record = run(d);
    let found = record
        .estimates
        .iter()
        .find(|e| e.figure.measure.name() == "time_to_recover" && e.figure.scope.as_str() == scope);
    (found.and_then(|e| e.value), value(&record, "not_recovered", &scope, "value"))
}

#[test]
fn a_gateway_that_returns_serves_at_once() {
    let mut d = calls_at(&[100.0, 190.0, 300.0, 400.0]);
    d.outages = vec![outage(GATEWAY, 185, 250)];
    assert_eq!(after(d), (Some(0.0), 0.0));
}

/// Five OPTIONS go unanswered. The gateway leaves the server out until that of 840 s, so that the call at 830 s fails.
#[test]
fn the_time_until_a_gateway_notices_is_part_of_it() {
    let mut d = calls_at(&[100.0, 830.0, 850.0]);
    d.failover.times.options_every = Span::from_secs(140);
    d.failover.times.options_missed = 5;
    let server = OutageTarget::MediationServer(Id::new(0));
    // The minute of that call begins after the end of the outage: it is the first whole one, and bad.
    d.outages = vec![outage(server, 60, 770)];
    assert_eq!(after(d.clone()), (Some(70.0), 0.0));
    // It begins before the end: the first whole one is that of 840 s, and good.
    d.outages = vec![outage(server, 60, 785)];
    assert_eq!(after(d), (Some(0.0), 0.0));
}

#[test]
fn without_five_good_minutes_in_the_window_it_is_not_recovered() {
    let mut d = calls_at(&[100.0, 9_500.0]);
    d.outages = vec![outage(GATEWAY, 9_400, 9_800)];
    assert_eq!(after(d), (None, 1.0));
}
