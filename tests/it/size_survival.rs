//! `size` through losses: the servers and sites that a design must survive.

use crate::program::{busyhour, said, text};
use crate::size::{TWO, is_least, loss, sized, summary, written};
use busyhour::internals::experiment::Standing;
use std::fs;

#[test]
fn a_design_survives_the_loss_of_a_server() {
    let more = r#"
[size]
survive = ["server med1"]
[[vary]]
key = 'mediation_server["med[1-2]"].count'
from = 1
to = 3
cost = "250 EUR/month"
[[target]]
measure = "calls_lost"
at_most = "12 %"
"#;
    // Only the servers vary: each gateway has channels enough.
    let (varied, rest) = (TWO.find("[[vary]]"), TWO.find("[[gateway]]"));
    let model = format!(
        "{}{more}{}",
        &TWO[..varied.expect("tables")],
        TWO[rest.expect("a gateway")..].replace("channels = 5", "channels = 9")
    );
    let (_folder, path) = written(&model);
    let record = sized(&path, 1, 1000);
    let found = summary(&record);
    let answer = found.answer.as_ref().expect("an answer");
    assert_eq!(answer.values, [2], "{found:?}");
    assert!(answer.evidence.iter().any(|e| e.lost == "host med1"));
    let [alone] = &found.neighbours[..] else { panic!("one neighbour") };
    assert_eq!((&alone.values[..], alone.standing), (&[1][..], Standing::Misses));
    assert_eq!(alone.evidence.as_ref().expect("evidence").lost, "host med1");
}

/// Without its only gateway no call is refused, because none comes.
#[test]
fn nothing_survives_the_loss_of_the_only_gateway() {
    let lost = "[size]\nsurvive = [\"gateway gw1\"]\n[[target]]";
    let model = loss(2.0, "5 %").replacen("[[target]]", lost, 1).replacen("to = 60", "to = 8", 1);
    let (_folder, path) = written(&model);
    let record = sized(&path, 1, 100);
    assert_eq!(summary(&record).answer, None, "{:?}", summary(&record).answer);
    // What a loss does rests on values of its own.
    let key = |key: &str| record.assumptions.iter().any(|assumption| assumption.key == key);
    assert!(key("failover.database_failover"), "{:?}", record.assumptions);
}

/// Calls that come by London, and by Leeds where London refuses them or is away; Leeds may have 1 to 12 channels.
const TWO_SITES: &str = r#"
[study]
warm_up = "5 min"
duration = "90 min"
replications = 10
[size]
survive = ["site London"]
[[target]]
measure = "blocking"
at_most = "4 %"
[[target]]
measure = "calls_lost"
at_most = "15 %"
[[vary]]
key = 'gateway["gw2"].channels'
from = 1
to = 12
cost = "20 EUR/month"
[[site]]
name = "London"
[[site]]
name = "Leeds"
[[link]]
between = ["London", "Leeds"]
delay = "5 ms"
[[gateway]]
name = "gw1"
site = "London"
channels = 30
[[gateway]]
name = "gw2"
site = "Leeds"
channels = 12
[[mediation_server]]
name = "med1"
site = "London"
[[mediation_server]]
name = "med2"
site = "Leeds"
[[pool]]
name = "pool01"
site = "Leeds"
[[exchange_server]]
name = "ex1"
site = "Leeds"
[[dial_plan]]
name = "plan"
[[users]]
name = "office"
count = 200
site = "Leeds"
registered = "100 %"
busy = "0 %"
do_not_disturb = "0 %"
answers = { share = "100 %", after = "1 s" }
[[traffic]]
class = "voice"
to = "office"
gateways = ["gw1", "gw2"]
choose = "in-order"
arrivals = "3 erlang"
talk = { exponential = { mean = "60 s" } }
"#;

#[test]
fn a_design_survives_the_loss_of_a_site() {
    let (folder, path) = written(TWO_SITES);
    // 3 erlang: 2.2 % blocking with 7 channels, and 5.2 % with 6. While London is there, one channel is enough.
    let record = sized(&path, 1, 1000);
    is_least(&record, 7);
    let found = summary(&record);
    let finding = found.neighbours[0].evidence.as_ref().expect("evidence");
    assert_eq!((&*finding.lost, finding.replications > 10), ("site London", true));
    let answer = found.answer.as_ref().expect("an answer");
    let without = answer.evidence.iter().filter(|e| e.lost == "site London").count();
    // Two targets, each over the whole window, during the loss and after it.
    assert_eq!((answer.evidence.len(), without), (8, 6), "{answer:?}");
    let alone = TWO_SITES.replace("survive = [\"site London\"]\n", "");
    fs::write(&path, alone).expect("written");
    assert_eq!(summary(&sized(&path, 1, 1000)).answer.as_ref().expect("one").values, [1]);
    // As the command says it.
    fs::write(&path, TWO_SITES).expect("written");
    let output = busyhour()
        .current_dir(folder.path())
        .args(["size", "m.toml", "--out", "out", "--no-charts"])
        .output()
        .expect("runs");
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let table = text(&output.stdout);
    let words = "Buy 7 channels of gw2: 140 EUR/month. With 95 % probability it meets every target, also without site";
    assert!(table.contains(words), "{table}");
}

#[test]
fn a_loss_that_is_worse_than_that_of_a_server_with_the_same_name_is_found() {
    // The loss of med1 costs nothing, as med2 takes all calls. Without med2, med1 needs 7 for 3 erlang at 3.5 %.
    let model = r#"
[study]
warm_up = "5 min"
duration = "90 min"
replications = 10
[size]
survive = ["any one server"]
[[target]]
measure = "mediation_rejected"
at_most = "3.5 %"
[[target]]
measure = "calls_lost"
at_most = "90 %"
[[vary]]
key = 'mediation_server["med1"].calls'
from = 1
to = 12
cost = "10"
[[gateway]]
name = "gw1"
channels = 60
[[mediation_server]]
name = "med1"
[[mediation_server]]
name = "med2"
calls = 200
[[pool]]
name = "pool01"
front_ends = 2
[[exchange_server]]
name = "ex[1-2]"
copies = ["ex*"]
[[dial_plan]]
name = "plan"
[[users]]
name = "office"
count = 200
registered = "100 %"
busy = "0 %"
do_not_disturb = "0 %"
answers = { share = "100 %", after = "0 s" }
[[traffic]]
class = "voice"
to = "office"
arrivals = "3 erlang"
talk = { exponential = { mean = "60 s" } }
"#;
    let (_folder, path) = written(model);
    let record = sized(&path, 1, 300);
    let found = summary(&record);
    let answer = found.answer.as_ref().unwrap_or_else(|| panic!("{found:?}"));
    assert_eq!((&answer.values[..], answer.certified), (&[7][..], true), "{answer:?}");
    let finding = found.neighbours[0].evidence.as_ref().expect("evidence");
    assert_eq!(finding.lost, "host med2");
    // The second candidate, and not the seventh, which would have less of the error.
    assert!(answer.evidence[0].level < 0.99998, "{answer:?}");
}
