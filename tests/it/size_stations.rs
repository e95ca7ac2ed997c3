//! `size` of single stations: the published inverses of Erlang B and Erlang C, by the formula and by the certificate.

use crate::program::is_long;
use crate::size::{answer, is_least, loss, sized, sized_with, summary, written};
use busyhour::internals::experiment::{CapacityEffect, Size, Standing};

/// As many simulated designs as the first one needs: the largest, and both ends of the range.
const FIRST_ONLY: Size = Size { vary: Vec::new(), confidence: None, at_most: 20, designs: 0 };

/// A Call Router with some INVITEs a second of 1 s each, and a mean wait that is allowed; the measured time.
fn queue((cores, load, wait): (u32, f64, f64), minutes: u32) -> String {
    let (from, to) = (load as u32, cores + 10);
    format!(
        r#"
include = ["queue.toml"]
[study]
warm_up = "1 min"
duration = "{minutes} min"
[[target]]
measure = "queue_wait.mean"
scope = "server:cas1"
at_most = "{wait} s"
[[exchange_server]]
name = "cas1"
roles = ["client-access"]
cores = {cores}
processing = {{ call_router = {{ service = "0 s", invite = {{ exponential = {{ mean = "1 s" }} }} }} }}
[[traffic]]
class = "voice"
to = "users"
arrivals = "{load}/s"
[[vary]]
name = "cores"
key = 'exchange_server["cas1"].cores'
from = {from}
to = {to}
cost = "1"
"#
    )
}

#[test]
fn one_station_gets_the_inverse_of_erlang_b() {
    // At 1 % 10 channels take 4.46118 erlang, and 30 take 20.3373; at 5 % 10 take 6.21571.
    let all = [(5.9, "5 %", 10), (4.25, "1 %", 10), (19.7, "1 %", 30)];
    // The largest takes a minute.
    let some = if is_long() { &all[..] } else { &all[..1] };
    for (load, limit, channels) in some.iter().copied() {
        let (_folder, path) = written(&loss(load, limit));
        let record = sized(&path, 1, 1000);
        let found = summary(&record);
        assert_eq!(answer(&record), [channels], "{load} erlang");
        assert_eq!(found.first, [channels], "{load} erlang: the formula");
        assert!(found.is_certified(), "{load} erlang: {found:?}");
        assert_eq!(found.answer.as_ref().expect("one").cost, 30.0 * f64::from(channels));
        let [neighbour] = &found.neighbours[..] else { panic!("one neighbour") };
        assert_eq!(
            (&neighbour.values[..], neighbour.standing),
            (&[channels - 1][..], Standing::Misses)
        );
        assert_eq!(found.effects[0].effect, CapacityEffect::HelpsByTheory);
        assert!(found.designs.len() < 15, "{} designs", found.designs.len());
    }
}

#[test]
fn first_designs_are_the_published_inverses_of_erlang_b() {
    // (channels, load, limit): the load is between what one channel less carries and what these carry.
    let rows = [
        (5, 1.3, "1 %"),
        (10, 4.3, "1 %"),
        (20, 11.8, "1 %"),
        (10, 2.95, "0.1 %"),
        (23, 11.2, "0.1 %"),
        (10, 5.9, "5 %"),
        (23, 17.7, "5 %"),
    ];
    let long = [(24, 15.0, "1 %"), (30, 20.0, "1 %"), (30, 16.3, "0.1 %"), (30, 24.4, "5 %")];
    let further = if is_long() { &long[..] } else { &[] };
    for (channels, load, limit) in rows.iter().chain(further) {
        let (_folder, path) = written(&loss(*load, limit));
        let record = sized_with(&FIRST_ONLY, &path, 1);
        assert_eq!(summary(&record).first, [*channels], "{load} erlang at {limit}");
    }
}

#[test]
fn first_designs_are_the_published_inverses_of_erlang_c() {
    // (cores, load, wait): the wait is between that with these cores and that with one less, which may be without end.
    let rows = [
        (2, 1.0, 0.5),
        (2, 1.5, 2.0),
        (3, 2.0, 0.8),
        (5, 4.0, 1.0),
        (5, 4.5, 2.5),
        (10, 8.0, 0.35),
        (10, 9.0, 1.2),
        (12, 8.4, 0.075),
        (20, 16.0, 0.09),
    ];
    let long = [
        (20, 18.0, 0.4),
        (30, 27.0, 0.21),
        (50, 45.0, 0.09),
        (50, 48.0, 0.5),
        (100, 90.0, 0.025),
        (100, 95.0, 0.12),
    ];
    let further = if is_long() { &long[..] } else { &[] };
    for row in rows.into_iter().chain(further.iter().copied()) {
        let (_folder, path) = written(&queue(row, 2));
        let record = sized_with(&FIRST_ONLY, &path, 1);
        assert_eq!(summary(&record).first, [row.0], "{row:?}");
    }
}

#[test]
fn one_queue_gets_the_inverse_of_erlang_c() {
    // One core less lets INVITEs wait more than twice as long, or without end.
    let all = [
        (2, 1.0, 0.5),
        (14, 10.0, 0.06),
        (3, 2.0, 0.8),
        (5, 4.0, 1.0),
        (10, 8.0, 0.35),
        (20, 16.0, 0.09),
    ];
    let some = if is_long() { &all[..] } else { &all[..2] };
    for row in some.iter().copied() {
        let (_folder, path) = written(&queue(row, 4));
        let record = sized(&path, 1, 300);
        assert_eq!(summary(&record).first, [row.0], "{row:?}: the formula");
        is_least(&record, row.0);
    }
}
