//! `size` on random scenarios beside every design tried, with many seeds, and `validate` of models with `[[vary]]`.
//! `BUSYHOUR_SEEDS=100` for 100 scenarios and seeds.

use crate::program::{busyhour, said, text};
use crate::size::{loss, written};
use busyhour::internals::experiment::{
    EveryDesign, ManySeeds, NoControl, SeedAnswer, Size, Study, every_design, many_seeds,
};
use busyhour::internals::kernel::Key;
use std::path::Path;

fn seeds(default: u64) -> u64 {
    std::env::var("BUSYHOUR_SEEDS").ok().and_then(|n| n.parse().ok()).unwrap_or(default)
}

/// Searches as the command does, with fewer replications.
const SIZE: Size = Size { vary: Vec::new(), confidence: None, at_most: 300, designs: 1000 };

/// Draws of one scenario.
struct Draws(Key, u64);

impl Draws {
    fn below(&mut self, limit: u32) -> u32 {
        self.1 += 1;
        (self.0.absorb(self.1).uniform() * f64::from(limit)) as u32
    }

    fn one_of<'t>(&mut self, of: &[&'t str]) -> &'t str {
        of[self.below(of.len() as u32) as usize]
    }
}

fn target(measure: &str, limit: &str) -> String {
    format!("[[target]]\nmeasure = \"{measure}\"\nat_most = \"{limit}\"\n")
}

fn vary(key: &str, (from, to): (u32, u32), cost: u32, fixed: u32) -> String {
    format!(
        "[[vary]]\nkey = '{key}'\nfrom = {from}\nto = {to}\ncost = \"{cost} EUR/month\"\nfixed = \"{fixed}\"\n"
    )
}

/// A scenario of one gateway, whose lines are of either of two kinds, or whose calls servers of either of two kinds take: both
/// may be none, but not together.
fn either_or(seed: u64) -> String {
    let mut d = Draws(Key::new(seed), 0);
    let (load, lines) = (4 + d.below(5), d.below(2) == 0);
    let mut text = String::from(
        "title = \"Either or\"\n[study]\nwarm_up = \"5 min\"\nduration = \"40 min\"\nreplications = 10\n",
    );
    let mut cost = || (10 + 5 * d.below(8), 50 * d.below(3));
    let [(one, once), (other, other_once)] = [cost(), cost()];
    let (keys, measure) = match lines {
        true => (["gateway[\"gw1\"].lines.e1", "gateway[\"gw1\"].lines.t1"], "blocking"),
        false => (
            ["mediation_server[\"big[1-1]\"].count", "mediation_server[\"small[1-1]\"].count"],
            "mediation_rejected",
        ),
    };
    text += &target(measure, d.one_of(&["2 %", "5 %", "10 %"]));
    text += &vary(keys[0], (0, 2), one, once);
    text += &vary(keys[1], (0, 3), other, other_once);
    // A line carries 23 or 30 calls, a server 9 or 4.
    let load = if lines { 5 * load } else { load };
    let size = if lines { "lines = { e1 = 1, t1 = 1 }" } else { "channels = 60" };
    let (big, small) = if lines { (900, 900) } else { (9, 4) };
    text += &format!(
        "[[gateway]]\nname = \"gw1\"\n{size}\n\
         [[mediation_server]]\nname = \"big[1-1]\"\ncalls = {big}\n\
         [[mediation_server]]\nname = \"small[1-1]\"\ncalls = {small}\n\
         [[pool]]\nname = \"pool01\"\n[[exchange_server]]\nname = \"ex1\"\n[[dial_plan]]\nname = \"plan\"\n\
         [[users]]\nname = \"office\"\ncount = 200\nregistered = \"100 %\"\nbusy = \"0 %\"\ndo_not_disturb = \"0 %\"\n\
         answers = {{ share = \"100 %\", after = \"1 s\" }}\n\
         [[traffic]]\nclass = \"voice\"\nto = \"office\"\narrivals = \"{load} erlang\"\n\
         talk = {{ exponential = {{ mean = \"60 s\" }} }}\n"
    );
    text
}

/// A scenario of one or two gateways with calls of their own or with overflow, then perhaps after gateways of one channel,
/// Mediation Servers with few calls, and voice mail that takes few: what is varied, and its limits and costs, are drawn.
fn scenario(seed: u64) -> String {
    let mut d = Draws(Key::new(seed), 0);
    let (load, other) = (2 + d.below(4), 1 + d.below(3));
    let two = d.below(2) == 0;
    let overflow = two && d.below(2) == 0;
    let mut text = String::from(
        "title = \"Random\"\n[study]\nwarm_up = \"5 min\"\nduration = \"40 min\"\nreplications = 10\n",
    );
    text += &target("blocking", d.one_of(&["2 %", "5 %", "10 %"]));
    let mut cost = || (10 + 5 * d.below(8), 50 * d.below(3));
    // From 1 on, most calls are lost before they reach what they may overload.
    let least = if seed.is_multiple_of(2) { load.saturating_sub(1) } else { 1 };
    let mut varied = vec![("gateway[\"gw1\"].channels", (least, least + 8), cost())];
    if two {
        varied.push(("gateway[\"gw2\"].channels", (1, 5), cost()));
    }
    let um = ("exchange_server[\"ex1\"].max_calls", (1, 6), cost());
    let servers = ("mediation_server[\"med[1-2]\"].count", (1, 4), cost());
    let with_um = d.below(2) == 0;
    if with_um {
        text += &target("um_rejected", d.one_of(&["2 %", "5 %", "10 %"]));
        varied.push(um);
    } else {
        text += &target("mediation_rejected", d.one_of(&["1 %", "4 %"]));
        varied.push(servers);
    }
    for (key, range, (cost, fixed)) in &varied {
        text += &vary(key, *range, *cost, *fixed);
    }
    // What they refuse is offered to the next gateway.
    let small: Vec<String> = match overflow {
        true => (0..d.below(4)).map(|i| format!("small{i}")).collect(),
        false => Vec::new(),
    };
    for name in &small {
        text += &format!("[[gateway]]\nname = \"{name}\"\nchannels = 1\n");
    }
    let second = if two { "[[gateway]]\nname = \"gw2\"\nchannels = 4\n" } else { "" };
    let answers = if with_um { "40 %" } else { "100 %" };
    let calls = if with_um { 100 } else { 2 + d.below(3) };
    text += &format!(
        "[[gateway]]\nname = \"gw1\"\nchannels = 5\n{second}[[mediation_server]]\nname = \"med[1-2]\"\ncalls = {calls}\n\
         [[pool]]\nname = \"pool01\"\n[[exchange_server]]\nname = \"ex1\"\n[[dial_plan]]\nname = \"plan\"\n\
         [[users]]\nname = \"office\"\ncount = 200\nregistered = \"100 %\"\nbusy = \"0 %\"\ndo_not_disturb = \"0 %\"\n\
         answers = {{ share = \"{answers}\", after = \"1 s\" }}\n"
    );
    let source = |name: &str, gateways: &str, load: u32| {
        format!(
            "[[traffic]]\nname = \"{name}\"\nclass = \"voice\"\nto = \"office\"\ngateways = [{gateways}]\n\
             choose = \"in-order\"\narrivals = \"{load} erlang\"\ntalk = {{ exponential = {{ mean = \"60 s\" }} }}\n"
        )
    };
    match (two, overflow) {
        (true, true) => {
            let first: String = small.iter().map(|name| format!("\"{name}\", ")).collect();
            text += &source("one", &format!("{first}\"gw1\", \"gw2\""), load);
        }
        (true, false) => {
            text += &source("one", "\"gw1\"", load);
            text += &source("two", "\"gw2\"", other);
        }
        _ => text += &source("one", "\"gw1\"", load),
    }
    text
}

fn tried(path: &Path, seed: u64) -> EveryDesign {
    let load = |set: &[String]| Study::load(path, set);
    let plan = load(&[]).unwrap_or_else(|e| panic!("{e}")).plan();
    let plan = busyhour::internals::experiment::Plan { seed, ..plan };
    every_design(&SIZE, &load, (&[], plan), &NoControl)
        .unwrap_or_else(|e| panic!("{e}"))
        .expect("not stopped")
}

#[test]
fn the_answer_is_that_of_trying_every_design() {
    let (mut answers, mut equal, number) = (0, 0, seeds(1));
    // 15: channels hurt the Mediation Servers, which only shows where there are enough of these.
    for seed in (0..number).chain((number <= 15).then_some(15)) {
        let (_folder, path) = written(&scenario(seed));
        let found = tried(&path, seed);
        assert!(found.agrees(), "seed {seed}: {found:?}\n{}", scenario(seed));
        answers += u32::from(found.answer.is_some());
        equal += u32::from(found.answer.is_some_and(|(_, cost)| found.surely == Some(cost)));
    }
    // Not only what the intervals leave open.
    assert!(2 * equal >= answers, "{equal} of {answers} answers are that of every design");
    assert!(number < 20 || 2 * u64::from(answers) > number, "{answers} answers");
}

#[test]
fn either_of_two_kinds_gets_the_answer_of_trying_every_design() {
    let (mut answers, mut equal, number) = (0, 0, seeds(2));
    for seed in 0..number {
        let (_folder, path) = written(&either_or(seed));
        let found = tried(&path, seed);
        assert!(found.agrees(), "seed {seed}: {found:?}\n{}", either_or(seed));
        answers += u32::from(found.answer.is_some());
        equal += u32::from(found.answer.is_some_and(|(_, cost)| found.surely == Some(cost)));
    }
    assert!(
        answers > 0 && 2 * equal >= answers,
        "{equal} of {answers} answers, {number} scenarios"
    );
}

#[test]
fn many_seeds_give_the_same_answer() {
    let (_folder, path) = written(&loss(5.9, "5 %"));
    let load = |set: &[String]| Study::load(&path, set);
    let plan = load(&[]).unwrap_or_else(|e| panic!("{e}")).plan();
    let size = Size { at_most: 1000, ..SIZE };
    let number = seeds(1) as u32;
    let found = many_seeds(&size, &load, (&[], plan), number, &NoControl);
    let found = found.unwrap_or_else(|e| panic!("{e}"));
    assert_eq!((found.searches, found.confidence), (number, 0.95));
    assert_eq!(found.answers[0].design.as_deref(), Some("channels of gw1 10"), "{found:?}");
    assert!(found.is_fine(), "{found:?}");
}

#[test]
fn a_share_below_the_stated_one_is_no_success() {
    let answer = |design: &str, searches| SeedAnswer {
        design: Some(design.to_owned()),
        cost: 1.0,
        searches,
        certified: searches,
    };
    let found = |a, b| ManySeeds {
        title: String::new(),
        confidence: 0.95,
        searches: a + b,
        answers: vec![answer("a", a), answer("b", b)],
        designs: 1.0,
        calls: 1,
    };
    assert!(found(95, 5).is_fine() && !found(94, 6).is_fine());
    let tried = |cost: Option<f64>, least: Option<f64>, surely| EveryDesign {
        title: String::new(),
        combinations: 1,
        searched: 1,
        undecided: 0,
        answer: cost.map(|cost| ("a 1".to_owned(), cost)),
        certified: true,
        least,
        surely,
    };
    for (cost, least, surely, agrees) in [
        (Some(5.0), Some(5.0), Some(5.0), true),
        (Some(5.0), Some(4.0), Some(6.0), true),
        (Some(7.0), Some(4.0), Some(6.0), false),
        (Some(3.0), Some(4.0), Some(6.0), false),
        (Some(3.0), None, None, false),
        (None, Some(4.0), None, true),
        (None, Some(4.0), Some(6.0), false),
    ] {
        assert_eq!(tried(cost, least, surely).agrees(), agrees, "{cost:?} {least:?} {surely:?}");
    }
}

#[test]
fn validate_takes_models_with_numbers_to_choose() {
    let (folder, path) = written(&loss(2.0, "5 %").replace("to = 60", "to = 8"));
    let run = |further: &[&str]| {
        let short = ["--replications", "5", "--set", "study.duration=1 h"];
        let mut command = busyhour();
        command.current_dir(folder.path()).args(["validate", "m.toml"]).args(short).args(further);
        command.output().expect("runs")
    };
    let output = run(&[]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(text(&output.stdout).contains("0 cost more or less than"), "{}", said(&output));
    let output = run(&["--coverage", "10"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(text(&output.stdout).contains("10 searches of 1 models"), "{}", said(&output));
    // Too many to try one by one.
    std::fs::write(&path, loss(2.0, "5 %").replace("to = 60", "to = 6000")).expect("written");
    let output = run(&[]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
    assert!(said(&output).contains("--coverage 100"), "{}", said(&output));
}
