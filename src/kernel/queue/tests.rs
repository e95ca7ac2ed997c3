//! The queue against plain lists and sets.

use super::tree::LEAVES;
use super::*;
use crate::base::SimTime;
use crate::kernel::Key;
use std::collections::BTreeSet;

fn event(at: u64, rank: Rank, call: u64) -> Event {
    Event {
        at: SimTime::from_nanos(at),
        tie: Attempt { call, ..Attempt::default() }.tie(rank, 0),
        what: call,
    }
}

#[test]
fn behaves_like_a_sorted_list() {
    let mut queue = EventQueue::new();
    let mut model: Vec<(u64, u64)> = Vec::new();
    let mut now = 0;
    for i in 0..20_000u64 {
        let draw = Key::new(5).absorb(i);
        if draw.uniform() < 0.55 || model.is_empty() {
            let at = now + u64::from(draw.absorb(1).below(50));
            queue.push(event(at, Rank::Timer, i));
            model.push((at, i));
        } else {
            model.sort_unstable();
            let (at, call) = model.remove(0);
            let got = queue.pop().expect("not empty");
            assert_eq!((got.at.nanos(), got.what), (at, call));
            now = at;
        }
        assert_eq!(queue.len(), model.len());
    }
}

/// Up to 30,000 events at distances from nothing to hours, many at one instant, through ring, tree and
/// wheels, twice.
#[test]
fn many_events_near_and_far_come_in_order() {
    let mut queue = EventQueue::new();
    for round in 0..2u64 {
        let mut model = BTreeSet::new();
        let (mut now, mut most_on_wheels) = (0, 0);
        for i in 0..120_000u64 {
            let draw = Key::new(round).absorb(i);
            let grows = if i < 60_000 { 0.75 } else { 0.3 };
            if draw.uniform() < grows || model.is_empty() {
                let bits = draw.absorb(1).below(44);
                let mut at = now + draw.absorb(2).raw() % (1 << bits);
                if draw.absorb(3).below(4) == 0 {
                    // With others of the same instant.
                    at = at.next_multiple_of(1 << 32);
                }
                queue.push(event(at, Rank::Timer, i));
                model.insert((at, i));
            } else {
                let first = model.pop_first();
                let got = queue.pop().map(|event| (event.at.nanos(), event.what));
                assert_eq!(got, first);
                now = first.map_or(now, |(at, _)| at);
            }
            most_on_wheels = most_on_wheels.max(queue.farther.len());
            assert_eq!(queue.len(), model.len());
        }
        assert!(most_on_wheels > 10_000, "{most_on_wheels}");
        if round == 0 {
            queue.reset();
        } else {
            while let Some(first) = model.pop_first() {
                assert_eq!(queue.pop().map(|event| (event.at.nanos(), event.what)), Some(first));
            }
        }
        assert_eq!((queue.pop(), queue.len()), (None, 0));
    }
}

#[test]
fn grows_and_is_reset_with_events_of_one_instant_in_it() {
    let mut queue = EventQueue::new();
    for round in 0..3u64 {
        let n = 5 * LEAVES as u64 + round;
        // Two instants, calls backwards: the tie alone puts them in order.
        (0..n).rev().for_each(|call| queue.push(event(call % 2, Rank::Timer, call)));
        assert_eq!(queue.len(), n as usize);
        for call in (0..n).step_by(2).chain((1..n).step_by(2)).take(n as usize / 2) {
            assert_eq!(queue.pop().map(|e| e.what), Some(call));
        }
        queue.reset();
        assert_eq!((queue.pop(), queue.now(), queue.len()), (None, SimTime::ZERO, 0));
    }
}

#[test]
fn ranks_decide_at_one_instant_pair_by_pair() {
    use Rank::*;
    let order = [Outage, Release, Message, Answer, HangUp, Timer, Retry, Arrival, Sample];
    for pair in order.windows(2) {
        let mut queue = EventQueue::new();
        // The later rank has the smaller call number and is pushed first: neither helps it.
        queue.push(event(7, pair[1], 1));
        queue.push(event(7, pair[0], 2));
        assert_eq!(queue.pop().map(|e| e.what), Some(2), "{:?} before {:?}", pair[0], pair[1]);
        assert_eq!(queue.pop().map(|e| e.what), Some(1));
    }
}

#[test]
fn an_earlier_rank_may_be_scheduled_at_the_present_instant() {
    let mut queue = EventQueue::new();
    queue.push(event(7, Rank::Arrival, 1));
    queue.push(event(7, Rank::Arrival, 2));
    assert_eq!(queue.pop().map(|e| e.what), Some(1));
    queue.push(event(7, Rank::Release, 3));
    assert_eq!(queue.pop().map(|e| e.what), Some(3));
    assert_eq!(queue.pop().map(|e| e.what), Some(2));
    assert_eq!(queue.pop(), None);
    assert_eq!(queue.pop(), None);
}
