//! Mailboxes on Exchange 2007 and 2010 (domain §2.3, 2.4): which server gets the call, and every cell
//! of the table of missed-call notifications.

use crate::system::*;
use busyhour::internals::base::Id;
use busyhour::internals::deployment::*;
use busyhour::internals::experiment::Record;

/// One unanswered call at 1 s; servers of these versions are in the plan, the mailbox is on the last.
fn call(product: Product, versions: &[Version]) -> Deployment {
    let mut d = small();
    once(&mut d, 200);
    d.pools[0].product = product;
    d.users[0].answers.share = 0.0;
    d.exchange_servers =
        versions.iter().enumerate().map(|(i, v)| exchange(&format!("ex{i}"), *v)).collect();
    d.dial_plans[0].servers = (0..versions.len()).map(Id::new).collect();
    d.users[0].mailboxes = Some(Mailboxes::Shares(vec![(Id::new(versions.len() - 1), 1.0)]));
    d.traffic[0].arrivals = at(&[1.0]);
    d
}

const V2007: Version = Version::Exchange2007;
const V2010: Version = Version::Exchange2010;
const V2013: Version = Version::Exchange2013;
const V2016: Version = Version::Exchange2016;

fn invites(record: &Record) -> (f64, f64) {
    (value(record, "um_invites", "all", "mean"), value(record, "redirects", "all", "mean"))
}

#[test]
fn invites_and_redirects_by_version() {
    let cases: [(&[Version], (f64, f64)); 5] = [
        (&[V2013], (3.0, 2.0)),
        (&[V2016], (3.0, 2.0)),
        (&[V2010], (2.0, 1.0)),
        (&[V2007], (2.0, 1.0)),
        // The 2013 Call Router hands a legacy user on to a legacy UM server.
        (&[V2013, V2010], (3.0, 2.0)),
    ];
    for (versions, expected) in cases {
        let record = run(call(Product::Lync2013, versions));
        assert_eq!(outcome(&record, "voice-message"), 1.0, "{versions:?}");
        assert_eq!(invites(&record), expected, "{versions:?}");
    }
    // 2010 is the highest version in the plan and hands 2007 users down: a third INVITE.
    let record = run(call(Product::Lync2013, &[V2010, V2007]));
    assert_eq!(invites(&record), (3.0, 2.0));
    assert!(value(&record, "carried_load", "server:ex1+slots:um", "value") > 0.0);
}

#[test]
fn a_legacy_mailbox_without_a_legacy_um_server_is_served_by_nobody() {
    let mut d = call(Product::Lync2013, &[V2013, V2010]);
    d.exchange_servers[1].um_service = false;
    let record = run(d);
    assert_eq!(outcome(&record, "no-um-server"), 1.0);
    assert_eq!(value(&record, "failed", "reason:no-um-server+status:404", "count"), 1.0);
    assert_eq!(value(&record, "voice_mail_failed", "all", "value"), 1.0);
}

#[test]
fn before_lync_2010_no_version_is_filtered() {
    // Two calls: the round robin gives one to each server.
    let mut d = call(Product::Ocs2007R2, &[V2010, V2013]);
    d.traffic[0].arrivals = at(&[1.0, 2.0]);
    let record = run(d.clone());
    assert_eq!(outcome(&record, "no-um-server"), 0.5);
    assert_eq!(outcome(&record, "voice-message"), 0.5);
    d.dial_plans[0].older_server = OlderServer::Redirects;
    assert_eq!(outcome(&run(d.clone()), "voice-message"), 1.0);
    for product in [Product::Lync2010, Product::Lync2013] {
        d.dial_plans[0].older_server = OlderServer::Refuses;
        d.pools[0].product = product;
        assert_eq!(outcome(&run(d.clone()), "voice-message"), 1.0);
    }
}

/// (sent, lost) of a hang-up while ringing, in the greeting, and after a message.
fn notifications(d: &Deployment) -> [(f64, f64); 3] {
    let told = |d: Deployment| {
        let record = run(d);
        (
            count(&record, "missed_call_notifications_sent"),
            count(&record, "missed_call_notifications_lost"),
        )
    };
    let mut ringing = d.clone();
    ringing.traffic[0].patience = Some(seconds(10.0));
    let mut greeting = d.clone();
    greeting.users[0].voice_mail.hangs_up_in_greeting = 1.0;
    [told(ringing), told(greeting), told(d.clone())]
}

#[test]
fn the_table_of_missed_call_notifications() {
    const SENT: (f64, f64) = (1.0, 0.0);
    const LOST: (f64, f64) = (0.0, 1.0);
    const NONE: (f64, f64) = (0.0, 0.0);
    for product in [Product::Lync2010, Product::Lync2013] {
        for new in [V2013, V2016] {
            assert_eq!(notifications(&call(product, &[new])), [SENT, SENT, NONE]);
            for old in [V2007, V2010] {
                assert_eq!(notifications(&call(product, &[new, old])), [LOST, SENT, NONE]);
            }
        }
        for old in [V2007, V2010] {
            assert_eq!(notifications(&call(product, &[old])), [SENT, SENT, NONE]);
        }
    }
    // The switches: the seed's flat reading, and legacy-only plans.
    let mut d = call(Product::Lync2013, &[V2013, V2010]);
    d.dial_plans[0].legacy_notifications = LegacyNotifications::None;
    assert_eq!(notifications(&d), [LOST, LOST, NONE]);
    let mut d = call(Product::Lync2013, &[V2010]);
    d.dial_plans[0].legacy_only_plan_notifies = false;
    assert_eq!(notifications(&d), [LOST, SENT, NONE]);
}

#[test]
fn every_gate_of_a_notification() {
    let mut d = call(Product::Lync2013, &[V2013]);
    d.users[0].missed_call_notifications = false;
    assert_eq!(notifications(&d)[..2], [(0.0, 0.0); 2]);
    let mut d = call(Product::Lync2013, &[V2013]);
    fax_partner(&mut d, 1);
    d.mailbox_policies[0].missed_call_notifications = false;
    assert_eq!(notifications(&d)[..2], [(0.0, 0.0); 2]);
    let mut d = call(Product::Lync2013, &[V2013]);
    d.users[0].mailboxes = None;
    d.users[0].dial_plan = None;
    assert_eq!(notifications(&d)[..2], [(0.0, 0.0); 2]);
}

#[test]
fn with_ocs_a_notification_reaches_whichever_server_is_next() {
    // To the 2013 Call Router the first, to the 2010 server the second: the legacy mailbox hears of
    // one of two.
    let mut d = call(Product::Ocs2007R2, &[V2013, V2010]);
    d.traffic[0].patience = Some(seconds(10.0));
    d.traffic[0].arrivals = at(&[1.0, 2.0]);
    let record = run(d);
    assert_eq!(count(&record, "missed_call_notifications_sent"), 1.0);
    let lost = |reason| value(&record, "missed_call_notifications_lost", reason, "count");
    assert_eq!(lost("reason:legacy-mailbox"), 1.0);
    assert_eq!(value(&record, "users_with_lost_notification", "all", "count"), 1.0);
}

#[test]
fn a_worker_process_that_refuses_is_tried_once() {
    // Two servers of one call each. The third caller in turn is refused by both; the fourth finds them free.
    let mut d = call(Product::Lync2013, &[V2010, V2010]);
    d.dial_plans[0].retry_after_redirect = true;
    for server in &mut d.exchange_servers {
        server.worker_calls = Some(1);
    }
    d.traffic[0].arrivals = at(&[1.0, 2.0, 3.0, 100.0]);
    let record = run(d.clone());
    assert_eq!(outcome(&record, "voice-message"), 0.75);
    assert_eq!(outcome(&record, "worker-rejected"), 0.25);
    // The first is refused by one of them, and goes on to the other.
    d.exchange_servers[0].worker_calls = Some(0);
    d.traffic[0].arrivals = at(&[1.0, 100.0]);
    assert_eq!(outcome(&run(d), "voice-message"), 1.0);
}
