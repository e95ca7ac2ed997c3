//! What is left to users when their Front End, pool or site is lost: calls that they make, and where calls to
//! them end.

use crate::outages::{FRONT_END, GATEWAY, calls_at, front_ends, outage, voice_mail_at};
use crate::system::*;
use busyhour::internals::base::Id;
use busyhour::internals::deployment::*;

/// Outgoing calls of the only user at these seconds, each of a minute.
fn outgoing_at(times: &[f64]) -> Deployment {
    let mut d = calls_at(times);
    d.users[0].count = 1;
    d.traffic[0].class = Class::Outbound;
    d
}

#[test]
fn users_of_a_lost_front_end_cannot_call_until_they_register_again() {
    let mut d = outgoing_at(&[200.0, 400.0]);
    front_ends(&mut d, 2);
    d.failover.re_register = seconds(120.0);
    // Whichever of the two is the user's home.
    let carried = (0..2).map(|i| {
        d.outages = vec![outage(OutageTarget::FrontEnd(Id::new(0), i), 150, 5_000)];
        let record = run(d.clone());
        near(outcome(&record, "carried") + outcome(&record, "failed-by-outage"), 1.0);
        outcome(&record, "carried")
    });
    let mut carried: Vec<f64> = carried.collect();
    carried.sort_by(f64::total_cmp);
    assert_eq!(carried, [0.5, 1.0]);
}

#[test]
fn users_of_a_lost_pool_call_again_by_its_backup_after_300_s() {
    let mut d = outgoing_at(&[50.0, 200.0, 395.0, 405.0]);
    let mut backup = d.pools[0].clone();
    backup.name = "pool02".into();
    backup.front_ends = vec!["pool02#1".into()];
    d.pools.push(backup);
    d.outages = vec![outage(FRONT_END, 100, 5_000)];
    let record = run(d.clone());
    near(outcome(&record, "carried"), 0.25);
    near(outcome(&record, "failed-by-outage"), 0.75);
    d.pools[0].backup = Some(Id::new(1));
    let record = run(d);
    near(outcome(&record, "carried"), 0.5);
    near(value(&record, "affected", "outage:FrontEnd(#0, 0) 100", "count"), 2.0);
}

#[test]
fn an_outgoing_call_that_loses_its_gateway_is_dropped() {
    let mut d = outgoing_at(&[100.0, 200.0]);
    d.outages = vec![outage(GATEWAY, 130, 250)];
    let record = run(d);
    near(outcome(&record, "dropped"), 0.5);
    near(outcome(&record, "failed-by-outage"), 0.5);
}

/// Users at a branch without servers.
fn branch(d: &mut Deployment) -> OutageTarget {
    d.sites.push(Site { name: "branch".into(), lan_delay: seconds(0.0), branch_appliance: None });
    let between = (Id::new(0), Id::new(1));
    d.links = vec![Link { name: "a - b".into(), between, delay: seconds(0.0), loss: 0.0 }];
    d.users[0].site = Id::new(1);
    OutageTarget::Link(0)
}

#[test]
fn callers_of_users_who_are_cut_off_reach_voice_mail_at_once() {
    let mut d = voice_mail_at(&[100.0, 200.0]);
    d.users[0].ring = seconds(15.0);
    let link = branch(&mut d);
    for lost in [link, OutageTarget::Site(Id::new(1))] {
        d.outages = vec![outage(lost, 150, 5_000)];
        let record = run(d.clone());
        near(outcome(&record, "voice-message"), 1.0);
        near(value(&record, "time_to_greeting", "all", "max"), 15.0);
        near(value(&record, "time_to_greeting", "all", "mean"), 7.5);
    }
}

#[test]
fn calls_that_ring_at_users_who_are_cut_off_end_at_voice_mail() {
    let mut d = voice_mail_at(&[100.0]);
    d.users[0].ring = seconds(15.0);
    d.users[0].answers.share = 1.0;
    d.users[0].answers.after = seconds(8.0);
    let link = branch(&mut d);
    d.outages = vec![outage(link, 105, 5_000)];
    let record = run(d);
    near(outcome(&record, "voice-message"), 1.0);
    near(value(&record, "time_to_greeting", "all", "max"), 8.0);
}

#[test]
fn users_who_are_cut_off_cannot_call() {
    let mut d = outgoing_at(&[100.0, 200.0, 400.0]);
    let link = branch(&mut d);
    d.outages = vec![outage(link, 190, 300)];
    let record = run(d);
    near(outcome(&record, "carried"), 2.0 / 3.0);
    near(outcome(&record, "failed-by-outage"), 1.0 / 3.0);
    near(value(&record, "affected", "outage:Link(0) 190", "count"), 1.0);
}

#[test]
fn a_gateway_that_returns_with_its_mediation_server_uses_it_at_once() {
    // By the end of the outage six OPTIONS would have gone unanswered.
    let mut d = calls_at(&[520.0]);
    d.outages = vec![
        outage(GATEWAY, 100, 510),
        outage(OutageTarget::MediationServer(Id::new(0)), 100, 510),
    ];
    near(outcome(&run(d.clone()), "answered"), 1.0);
    // If only the server was down, the gateway finds that at its next OPTIONS.
    d.outages.remove(0);
    near(outcome(&run(d), "failed-by-outage"), 1.0);
}
