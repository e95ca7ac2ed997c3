//! The same seed gives the same bytes, whatever the threads; and callers do not move when others
//! are added.

use crate::system::*;
use busyhour::internals::base::{Id, Span};
use busyhour::internals::deployment::*;
use busyhour::internals::experiment::{NoControl, Plan, Record, Study, replicate};

/// Everybody does a little of everything.
fn busy() -> Deployment {
    let mut d = small();
    d.settings.warm_up = Span::from_secs(60);
    d.settings.duration = Span::from_secs(600);
    d.settings.replications = 8;
    d.gateways[0].channels = 40;
    d.exchange_servers[0].max_calls = 10;
    d.users[0].answers = Answers { share: 0.5, after: exponential(8.0) };
    d.users[0].endpoints = 1.5;
    d.users[0].registered = 0.9;
    d.users[0].busy = 0.1;
    d.users[0].do_not_disturb = 0.05;
    d.users[0].voice_mail.hangs_up_in_greeting = 0.25;
    d.users[0].voice_mail.leaves_message = 0.5;
    d.users[0].voice_mail.message = exponential(30.0);
    d.gateways[0].next_hops[0].bypass = 0.65;
    d.traffic[0].patience = Some(exponential(40.0));
    d.traffic[0].retry =
        Some(Retry { share: 0.5, after_drop: 0.5, after: exponential(10.0), at_most: 3 });
    d.traffic[0].talk = exponential(60.0);
    for row in &mut d.processing.table {
        for work in row {
            work.service = exponential(0.002);
            work.wait = exponential(0.02);
        }
    }
    d.sites[0].lan_delay = exponential(0.001);
    d.connection =
        Connection { tcp_round_trips: 1, tls_round_trips: 2, tls_handshake: seconds(0.004) };
    d
}

fn with_threads(d: &Deployment, threads: usize) -> Record {
    let study = Study::of_deployment(d.clone(), "test");
    let plan = Plan { threads, ..study.plan() };
    replicate(&study, &plan, &NoControl).expect("runs")
}

#[test]
fn one_two_and_eight_threads_give_the_same_record_twice() {
    let d = busy();
    let one = with_threads(&d, 1);
    assert_ne!(one.digest, "0000000000000000");
    for threads in [1, 2, 8] {
        assert_eq!(with_threads(&d, threads), one, "{threads} threads");
    }
    let mut other = d;
    other.settings.seed = 2;
    assert_ne!(with_threads(&other, 2).digest, one.digest);
}

#[test]
fn adding_a_source_leaves_the_others_callers_and_calls_as_they_were() {
    // Nothing is scarce and nothing queues, so that calls do not meet.
    let mut d = busy();
    d.gateways[0].channels = 10_000;
    d.exchange_servers[0].max_calls = 10_000;
    d.mediation_servers[0].calls = 10_000;
    for host in [&mut d.gateways[0].host, &mut d.mediation_servers[0].host, &mut d.pools[0].host] {
        host.cores = 10_000;
    }
    d.exchange_servers[0].host.cores = 10_000;
    d.connection.tls_round_trips = 0;
    d.connection.tcp_round_trips = 0;
    d.connection.tls_handshake = seconds(0.0);
    let alone = with_threads(&d, 2);
    let mut second = d.traffic[0].clone();
    second.name = "a second source".into();
    d.traffic.insert(0, second);
    let both = with_threads(&d, 2);
    let identity =
        |r: &Record| r.sources.iter().find(|s| s.source == "inbound").map(|s| s.hash.clone());
    assert_eq!(identity(&alone), identity(&both));
    let of_source = |r: &Record| {
        let mut rows = r.replicates.clone();
        rows.retain(|row| row.figure.scope.as_str().starts_with("source:inbound"));
        rows
    };
    assert_eq!(of_source(&alone), of_source(&both));
}

#[test]
fn a_larger_share_moves_only_the_users_it_must() {
    // Raising the migrated share from 10 % to 20 % leaves the calls to all others as they were:
    // the callers are the same, and exactly a tenth of the users has moved.
    let mut d = busy();
    let mut old = exchange("ex2", Version::Exchange2013);
    old.max_calls = 10_000;
    d.exchange_servers.push(old);
    d.exchange_servers[0].max_calls = 10_000;
    d.dial_plans[0].servers.push(Id::new(1));
    let share = |d: &mut Deployment, migrated| {
        d.users[0].mailboxes = Some(Mailboxes::Migrating {
            current: vec![Id::new(0)],
            legacy: vec![Id::new(1)],
            migrated,
        });
        with_threads(d, 2)
    };
    let (ten, twenty) = (share(&mut d, 0.1), share(&mut d, 0.2));
    assert_eq!(ten.sources, twenty.sources);
    let on_new = |r: &Record| value(r, "carried_load", "server:ex1+slots:um", "value");
    let ratio = on_new(&twenty) / on_new(&ten);
    assert!((1.6..2.5).contains(&ratio), "{ratio}");
}
