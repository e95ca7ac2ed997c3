//! `size` of single stations: the published inverses of Erlang B and Erlang C, by the formula and by the certificate.

use crate::program::is_long;
use crate::size::{answer, is_least, loss, sized, sized_with, summary, written};
use busyhour::internals::experiment::{CapacityEffect, Size, Standing, Study};

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

#[test]
fn a_call_that_overflows_is_offered_once() {
    // 8 erlang on full availability need 14 channels for 2.3 %: B(14) is 1.72 %, B(13) 3.07 %. Four gateways of one channel
    // each refuse nearly all, so that what each is offered adds up to 31 erlang.
    let channels = [("g1", 1), ("g2", 1), ("g3", 1), ("g4", 1), ("g5", 20)];
    let gateway =
        |(name, channels)| format!("[[gateway]]\nname = \"{name}\"\nchannels = {channels}\n");
    let gateways: String = channels.into_iter().map(gateway).collect();
    let more = "[[vary]]\nname = \"channels\"\nkey = 'gateway[\"g5\"].channels'\nfrom = 1\nto = 30\ncost = \"10\"\n";
    let model = format!(
        "include = [\"loss.toml\"]\n[study]\nduration = \"5 h\"\n[[target]]\nmeasure = \"blocking\"\nat_most = \"2.3 %\"\n\
         {more}{gateways}[[traffic]]\nclass = \"voice\"\nto = \"users\"\narrivals = \"8 erlang\"\n\
         talk = {{ exponential = {{ mean = \"60 s\" }} }}\n"
    );
    let (_folder, path) = written(&model);
    let record = sized(&path, 1, 1000);
    assert_eq!(summary(&record).first, [10], "the formula");
    is_least(&record, 10);
}

/// A Call Router of 10 INVITEs a second, each of 1 s, with these targets and this range of cores.
fn limits_of_cores(targets: &[(&str, &str)], (from, to): (u32, u32)) -> String {
    let target = |(measure, limit): &(&str, &str)| {
        format!("[[target]]\nmeasure = \"{measure}\"\nscope = \"server:cas1\"\n{limit}\n")
    };
    let own: String = targets.iter().map(target).collect();
    let model = queue((to - 10, 10.0, 1.0), 10).replacen("from = 10", &format!("from = {from}"), 1);
    let (begin, end) = (model.find("[[target]]"), model.find("[[exchange_server]]"));
    format!("{}{own}{}", &model[..begin.expect("a target")], &model[end.expect("a server")..])
}

#[test]
fn a_queue_that_grows_refuses_only_its_own_design() {
    // 12 cores wait 225 ms at 83 %; with 10 and fewer the queue grows without end, at a utilization of 100 %.
    let targets =
        [("queue_wait.mean", "at_most = \"300 ms\""), ("utilization", "at_least = \"75 %\"")];
    for from in [8, 10] {
        let (_folder, path) = written(&limits_of_cores(&targets, (from, 30)));
        let record = sized(&path, 3, 300);
        is_least(&record, 12);
    }
}

#[test]
fn one_figure_can_have_a_limit_on_each_side() {
    // 12 cores are used by 83 %, 11 by 91 %, 17 by 59 %.
    let targets = [("utilization", "at_most = \"87 %\""), ("utilization", "at_least = \"60 %\"")];
    for targets in [targets, [targets[1], targets[0]]] {
        let (_folder, path) = written(&limits_of_cores(&targets, (11, 30)));
        let record = sized(&path, 3, 300);
        is_least(&record, 12);
    }
}

#[test]
fn a_number_is_bought_once() {
    let second = |key: &str| {
        let more = format!(
            "[[vary]]\nname = \"again\"\nkey = '{key}'\nfrom = 2\nto = 6\ncost = \"7/month\"\n"
        );
        let (_folder, path) = written(&format!("{}{more}", loss(2.0, "5 %")));
        let load = |set: &[String]| Study::load(&path, set);
        let prepared = load(&[]).and_then(|study| {
            let size = Size { vary: Vec::new(), confidence: None, at_most: 300, designs: 10 };
            size.prepare(&load, &[], study.plan())
        });
        prepared.map(|_| ()).expect_err(key).to_string()
    };
    assert!(second("gateway[gw1].channels").contains("is varied twice"));
    for key in ["gateway[*].channels", "gateway[\"g*\"].channels", "gateway[\"gw[1-2]\"].channels"]
    {
        let said = second(key);
        assert!(said.contains("set the same number"), "{key}: {said}");
    }
}
