//! Calls on the boundary between set-up and conversation while something fails.

use crate::outages::{calls_at, outage};
use crate::system::*;
use busyhour::internals::base::Id;
use busyhour::internals::deployment::*;

#[test]
fn a_mediation_server_that_returns_does_not_know_the_calls_from_before() {
    // The first rings when it fails at 105 s, and it is back before the answer at 110 s. Its peers have noticed at
    // 115 s, and the set-up has failed; with media that pass by it, too.
    for bypass in [0.0, 1.0] {
        let mut d = calls_at(&[100.0, 200.0]);
        d.gateways[0].next_hops[0].bypass = bypass;
        d.users[0].answers.after = seconds(10.0);
        d.outages = vec![outage(OutageTarget::MediationServer(Id::new(0)), 105, 106)];
        let record = run(d);
        near(outcome(&record, "failed-by-outage"), 0.5);
        near(value(&record, "holding_time", "gateway:gw1", "mean"), (15.0 + 70.0) / 2.0);
    }
}

#[test]
fn voice_mail_that_answers_through_a_mediation_server_that_has_returned_is_not_heard() {
    // Voice mail answers at 112 s, the server was down from 105 to 106 s, and the set-up fails at 115 s.
    let mut d = calls_at(&[100.0]);
    d.gateways[0].next_hops[0].bypass = 1.0;
    d.users[0].answers.share = 0.0;
    d.users[0].ring = seconds(12.0);
    d.outages = vec![outage(OutageTarget::MediationServer(Id::new(0)), 105, 106)];
    let record = run(d);
    near(outcome(&record, "dropped") + outcome(&record, "failed-by-outage"), 1.0);
    near(value(&record, "holding_time", "gateway:gw1", "mean"), 15.0);
    near(value(&record, "voice_messages", "all", "count"), 0.0);
}

#[test]
fn a_conversation_at_a_telephone_of_the_pbx_is_dropped_with_its_gateway() {
    let calls = calls_at(&[100.0]);
    let mut d = without_lync(GatewayKind::IpPbx);
    d.settings = calls.settings.clone();
    d.traffic[0].arrivals = calls.traffic[0].arrivals.clone();
    d.traffic[0].talk = seconds(60.0);
    d.users[0].answers = Answers { share: 1.0, after: seconds(10.0) };
    for (from, ends) in [(105, "failed-by-outage"), (115, "dropped")] {
        d.outages = vec![outage(OutageTarget::Gateway(Id::new(0)), from, 1_000)];
        near(outcome(&run(d.clone()), ends), 1.0);
    }
}
