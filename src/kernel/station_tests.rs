//! Stations: order of service, conditions, many cores.

use super::Condition::*;
use super::*;

const WAIT: u64 = 5;

fn slow(share: f64) -> Condition {
    Slow(Speed::new(share).expect("a share"))
}

fn at(nanos: u64) -> SimTime {
    SimTime::from_nanos(nanos)
}

fn handled(started: u64, served: u64) -> Handled {
    Handled { started: at(started), served: at(served), done: at(served + WAIT) }
}

fn serve(station: &mut Station, now: u64, service: u64) -> Handled {
    station.serve(at(now), Span::from_nanos(service), Span::from_nanos(WAIT))
}

#[test]
fn two_cores_serve_in_order_of_arrival() {
    let mut station = Station::new(2);
    assert_eq!(serve(&mut station, 0, 10), handled(0, 10));
    assert_eq!(serve(&mut station, 1, 4), handled(1, 5));
    assert_eq!(serve(&mut station, 2, 4), handled(5, 9));
    assert_eq!(serve(&mut station, 3, 1), handled(9, 10));
    // A message that needs no core passes at once.
    assert_eq!(serve(&mut station, 3, 0), handled(3, 3));
}

#[test]
fn draining_only_says_that_nothing_new_may_come() {
    let mut station = Station::new(1);
    let first = serve(&mut station, 0, 10);
    let change = station.change(at(4), Draining);
    assert!(!station.condition().takes_new());
    assert_eq!((station.epoch(), change.restate(first)), (0, Some(first)));
    assert_eq!(serve(&mut station, 4, 10), handled(10, 20));
    station.change(at(5), Up);
    assert!(station.condition().takes_new());
    assert_eq!((station.epoch(), station.free_from(at(5))), (0, at(20)));
}

#[test]
fn a_change_of_speed_stretches_what_is_left() {
    let mut station = Station::new(1);
    let (in_wait, in_service, queued) =
        (serve(&mut station, 0, 2), serve(&mut station, 0, 6), serve(&mut station, 0, 8));
    let change = station.change(at(4), slow(0.5));
    assert_eq!(station.epoch(), 1);
    // The first had only its wait before it, which is elsewhere.
    assert_eq!(change.restate(in_wait), Some(in_wait));
    let (in_service, queued) = (change.restate(in_service), change.restate(queued));
    assert_eq!((in_service, queued), (Some(handled(2, 12)), Some(handled(12, 28))));
    assert_eq!(serve(&mut station, 5, 1), handled(28, 30));
    // A message without service passes at any speed.
    assert_eq!(serve(&mut station, 5, 0), handled(5, 5));
    let change = station.change(at(20), Up);
    assert_eq!(change.restate(queued.expect("not lost")), Some(handled(12, 24)));
    assert_eq!((station.epoch(), station.free_from(at(20))), (2, at(25)));
    assert_eq!(serve(&mut station, 20, 1), handled(25, 26));
}

#[test]
fn an_outage_loses_what_is_there_and_frees_the_cores() {
    let mut station = Station::new(2);
    let (gone, leaving, queued) =
        (serve(&mut station, 0, 1), serve(&mut station, 0, 5), serve(&mut station, 0, 50));
    let change = station.change(at(10), Down);
    assert_eq!((station.epoch(), station.condition().takes_new()), (1, false));
    assert_eq!(change.restate(gone), Some(gone));
    assert_eq!((change.restate(leaving), change.restate(queued)), (None, None));
    station.change(at(30), Up);
    assert_eq!(station.epoch(), 2);
    assert_eq!(serve(&mut station, 30, 4), handled(30, 34));
    assert_eq!(serve(&mut station, 30, 4), handled(30, 34));
    assert_eq!(serve(&mut station, 30, 4), handled(34, 38));
}

#[test]
fn the_same_speed_again_is_no_new_epoch() {
    let mut station = Station::new(1);
    let changes = [(slow(1.0), 0), (slow(0.5), 1), (slow(0.5), 1), (Down, 2), (Down, 2), (Up, 3)];
    for (condition, epoch) in changes {
        station.change(at(1), condition);
        assert_eq!(station.epoch(), epoch, "{condition:?}");
    }
    station.change(at(2), slow(0.25));
    serve(&mut station, 2, 100);
    station.reset();
    assert_eq!((station.epoch(), station.condition()), (0, Up));
    assert_eq!(serve(&mut station, 0, 1), handled(0, 1));
}

#[test]
fn a_host_that_is_down_serves_nothing_and_is_idle_when_it_comes_up() {
    let mut station = Station::new(1);
    station.change(at(0), Down);
    assert_eq!(serve(&mut station, 1, 1).started, SimTime::MAX);
    station.change(at(2), Up);
    assert_eq!(serve(&mut station, 2, 1), handled(2, 3));
}

#[test]
fn a_speed_is_a_share_above_nothing() {
    for share in [0.0, -0.5, 1.5, f64::NAN, f64::INFINITY] {
        assert_eq!(Speed::new(share), None, "{share}");
    }
    assert!(Speed::new(f64::MIN_POSITIVE).is_some() && Speed::new(1.0).is_some());
}

/// Many cores are kept as a heap: every message is handled as if all were looked through.
#[test]
fn many_cores_are_as_if_looked_through() {
    use crate::kernel::Key;
    for cores in [17u32, 100, 129, 200] {
        let (mut station, mut free) = (Station::new(cores), vec![0u64; cores as usize]);
        let mut now = 0;
        for i in 0..20_000u64 {
            let draw = Key::new(u64::from(cores)).absorb(i);
            now += u64::from(draw.absorb(0).below(10));
            let service = u64::from(draw.absorb(1).below(9 * cores)) + 1;
            let first = free.iter().copied().enumerate().min_by_key(|(_, at)| *at);
            let (core, at_free) = first.expect("a core");
            let started = now.max(at_free);
            free[core] = started + service;
            let handled = serve(&mut station, now, service);
            assert_eq!((handled.started, handled.served), (at(started), at(started + service)));
            assert_eq!(
                station.free_from(at(now)).nanos(),
                now.max(*free.iter().min().expect("one"))
            );
        }
    }
}
