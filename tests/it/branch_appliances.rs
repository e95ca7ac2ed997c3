//! Survivable Branch Appliances: what is left to a site's users who are cut off from their pool.

use crate::outages::{FRONT_END, GATEWAY, calls_at, outage, voice_mail_at};
use crate::scenario::{GOOD, check_in};
use crate::system::*;
use busyhour::internals::base::Id;
use busyhour::internals::deployment::*;
use busyhour::internals::experiment::Record;

const LINK: OutageTarget = OutageTarget::Link(0);
const CENTRAL_GATEWAY: OutageTarget = OutageTarget::Gateway(Id::new(1));

/// Puts the users and their gateway at a branch, with an appliance, and a second gateway at the central site.
fn branch(d: &mut Deployment) {
    let appliance = BranchAppliance { gateway: Id::new(0), voice_mail_by: vec![Id::new(1)] };
    let lan_delay = seconds(0.0);
    let branch_appliance = Some(appliance);
    d.sites.push(Site { name: "branch".into(), lan_delay, branch_appliance });
    let between = (Id::new(0), Id::new(1));
    d.links = vec![Link { name: "a - b".into(), between, delay: seconds(0.0), loss: 0.0 }];
    d.users[0].site = Id::new(1);
    let central = Gateway { name: "gw2".into(), ..d.gateways[0].clone() };
    d.gateways.push(central);
    d.gateways[0].site = Id::new(1);
}

/// Calls whose users do not answer, with messages.
fn unanswered_at(times: &[f64]) -> Deployment {
    let mut d = voice_mail_at(times);
    d.users[0].ring = seconds(15.0);
    branch(&mut d);
    d.outages = vec![outage(LINK, 90, 5_000)];
    d
}

fn peak(record: &Record, gateway: &str) -> f64 {
    value(record, "peak", &format!("gateway:{gateway}"), "max")
}

#[test]
fn users_who_are_cut_off_are_called_by_their_appliance() {
    let mut d = calls_at(&[100.0, 200.0, 6_000.0]);
    branch(&mut d);
    for lost in [LINK, FRONT_END, OutageTarget::Site(Id::new(0))] {
        d.outages = vec![outage(lost, 190, 5_000)];
        let record = run(d.clone());
        near(outcome(&record, "answered"), 1.0);
        near(value(&record, "post_selection_delay", "all", "max"), 0.0);
        near(value(&record, "holding_time", "gateway:gw1", "mean"), 60.0);
        let mut without = d.clone();
        without.sites[1].branch_appliance = None;
        assert!(outcome(&run(without), "answered") < 0.7);
    }
}

#[test]
fn the_appliance_serves_until_the_backup_pool_has_taken_over() {
    let mut d = calls_at(&[200.0, 600.0]);
    branch(&mut d);
    let mut backup = d.pools[0].clone();
    backup.name = "pool02".into();
    backup.front_ends = vec!["pool02#1".into()];
    d.pools.push(backup);
    d.pools[0].backup = Some(Id::new(1));
    d.outages = vec![outage(FRONT_END, 190, 5_000)];
    near(outcome(&run(d), "answered"), 1.0);
}

#[test]
fn users_who_are_cut_off_call_out_by_their_appliance() {
    let mut d = calls_at(&[100.0, 200.0]);
    d.traffic[0].class = Class::Outbound;
    branch(&mut d);
    // On a good day they call by the central site.
    d.traffic[0].gateways = vec![Id::new(1)];
    d.outages = vec![outage(LINK, 190, 5_000)];
    let record = run(d.clone());
    near(outcome(&record, "carried"), 1.0);
    near(value(&record, "holding_time", "gateway:gw1", "mean"), 60.0);
    near(value(&record, "holding_time", "gateway:gw2", "mean"), 60.0);
    // The appliance falls with its gateway.
    d.outages.push(outage(GATEWAY, 230, 300));
    near(outcome(&run(d), "dropped"), 0.5);
}

#[test]
fn unanswered_calls_reach_voice_mail_over_the_telephone_network() {
    let record = run(unanswered_at(&[100.0]));
    near(outcome(&record, "voice-message"), 1.0);
    near(value(&record, "time_to_greeting", "all", "max"), 15.0);
    near(value(&record, "greeting_delay", "all", "max"), 15.0);
    near(peak(&record, "gw1"), 2.0);
    near(peak(&record, "gw2"), 1.0);
    near(value(&record, "peak", "server:med1+slots:mediation", "max"), 1.0);
}

#[test]
fn a_call_that_is_sent_out_again_needs_a_channel_here_and_there() {
    for (branch, central, outcomes) in [
        (4, 2, ("voice-message", 1.0)),
        (3, 2, ("blocked", 0.5)),
        (4, 1, ("blocked", 0.5)),
        (2, 2, ("blocked", 0.5)),
        (1, 2, ("blocked", 1.0)),
    ] {
        let mut d = unanswered_at(&[100.0, 101.0]);
        d.gateways[0].channels = branch;
        d.gateways[1].channels = central;
        near(outcome(&run(d), outcomes.0), outcomes.1);
    }
}

#[test]
fn a_call_that_is_sent_out_again_falls_with_either_gateway() {
    for gateway in [GATEWAY, CENTRAL_GATEWAY] {
        let mut d = unanswered_at(&[100.0]);
        d.outages.push(outage(gateway, 116, 300));
        let record = run(d);
        near(outcome(&record, "dropped"), 1.0);
        near(peak(&record, "gw1"), 2.0);
    }
    let mut d = unanswered_at(&[100.0]);
    d.outages.push(outage(CENTRAL_GATEWAY, 110, 300));
    let record = run(d);
    near(outcome(&record, "failed-by-outage"), 1.0);
    near(value(&record, "affected", "outage:Gateway(#1) 110", "count"), 1.0);
}

#[test]
fn without_a_gateway_for_voice_mail_unanswered_calls_fail() {
    let mut d = unanswered_at(&[100.0]);
    d.sites[1].branch_appliance.iter_mut().for_each(|a| a.voice_mail_by.clear());
    let record = run(d);
    near(outcome(&record, "unanswered"), 1.0);
    near(peak(&record, "gw1"), 1.0);
    // The user learns of the call when the link is back.
    near(value(&record, "missed_call_notifications_sent", "all", "count"), 1.0);
}

#[test]
fn notices_of_missed_calls_wait_at_the_appliance() {
    let mut d = unanswered_at(&[100.0]);
    d.traffic[0].patience = Some(seconds(5.0));
    let record = run(d.clone());
    near(outcome(&record, "abandoned-ringing"), 1.0);
    near(value(&record, "missed_call_notifications_sent", "all", "count"), 1.0);
    near(value(&record, "missed_call_notifications_lost", "all", "count"), 0.0);
    near(value(&record, "notification_delay", "all", "max"), 4_895.0);
    near(value(&record, "notifications_late", "all", "count"), 1.0);
    near(value(&record, "notifications_late", "outage:Link(0) 90", "count"), 1.0);
    near(value(&record, "notifications_late_share", "all", "value"), 1.0);
    near(value(&record, "messages_late", "all", "count"), 0.0);
    // The pool is lost when the link is back: the notice waits on.
    d.outages.push(outage(FRONT_END, 4_000, 6_000));
    near(value(&run(d.clone()), "notification_delay", "all", "max"), 5_895.0);
    // The appliance is lost: nobody learns of the call.
    d.outages = vec![outage(LINK, 90, 5_000), outage(GATEWAY, 102, 300)];
    near(value(&run(d), "missed_call_notifications_sent", "all", "count"), 0.0);
}

#[test]
fn an_appliance_without_an_outage_changes_nothing() {
    let mut d = voice_mail_at(&[100.0, 200.0]);
    branch(&mut d);
    let with = run(d.clone());
    d.sites[1].branch_appliance = None;
    assert_eq!(run(d).digest, with.digest);
}

/// A branch with users and a gateway, and a second gateway at head office.
fn two_sites() -> String {
    let head = GOOD
        .replace("[[gateway]]\nname = \"gw1\"", "[[gateway]]\nname = \"gw1\"\nsite = \"branch\"");
    let head =
        head.replace("[[pool]]\nname = \"pool01\"", "[[pool]]\nname = \"pool01\"\nsite = \"head\"");
    let head = head.replace("name = \"med1\"", "name = \"med1\"\nsite = \"head\"");
    let head = head.replace("name = \"ex[1-2]\"", "name = \"ex[1-2]\"\nsite = \"head\"");
    let head = head.replace("count = 100", "count = 100\nsite = \"branch\"");
    format!(
        "[[site]]\nname = \"branch\"\nbranch_appliance = {{ gateway = \"gw1\", voice_mail_by = [\"gw2\"] }}\n\
         [[site]]\nname = \"head\"\n[[gateway]]\nname = \"gw2\"\nsite = \"head\"\nchannels = 30{head}"
    )
}

#[test]
fn contradictions_of_branch_appliances() {
    let good = two_sites();
    crate::scenario::load(&good).unwrap_or_else(|e| panic!("{e}"));
    let check = |from: &str, to: &str, expected: &[&str]| check_in(&good, from, to, expected);
    check("gateway = \"gw1\"", "gateway = \"gw7\"", &["3: there is no gateway `gw7`"]);
    check("gateway = \"gw1\"", "gateway = \"gw2\"", &["3: `gw2` is not at `branch`"]);
    check("[\"gw2\"]", "[\"gw1\"]", &["3: `gw1` is at `branch` itself"]);
    check("[\"gw2\"]", "[\"gw7\"]", &["3: there is no gateway `gw7`"]);
    check(
        "count = 100\nsite = \"branch\"",
        "count = 100\nsite = \"head\"",
        &["3: no users at `branch` are in a pool"],
    );
    check(
        "site = \"branch\"\nchannels = 30",
        "site = \"branch\"\nnext_hops = [\"ex1\"]\nchannels = 30",
        &["3: `gw1` has no Mediation Server as next hop"],
    );
}
