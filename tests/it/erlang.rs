//! `busyhour erlang` as a planner meets it. The formulas themselves are checked against every printed
//! value in `stats::erlang`; here, that the command asks them the right question, each way round.

use crate::program::busyhour;
use serde_json::Value;

fn erlang(words: &[&str]) -> std::process::Output {
    busyhour().arg("erlang").args(words).output().expect("runs")
}

/// One figure of the answer as JSON.
fn figure(words: &[&str], key: &str) -> f64 {
    let output = erlang(&[words, &["--json"]].concat());
    let said = String::from_utf8_lossy(&output.stderr);
    assert_eq!(output.status.code(), Some(0), "{words:?}: {said}");
    let answer: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    answer[key].as_f64().unwrap_or_else(|| panic!("{words:?}: no {key} in {answer}"))
}

fn near(found: f64, expected: f64, relative: f64) {
    assert!((found - expected).abs() <= relative * expected, "found {found}, expected {expected}");
}

/// What goes wrong, with exit status 2.
fn refused(words: &[&str]) -> String {
    let output = erlang(words);
    assert_eq!(output.status.code(), Some(2), "{words:?}");
    String::from_utf8_lossy(&output.stderr).into_owned()
}

#[test]
fn erlang_b_each_way_round() {
    for (load, channels, blocking) in [
        ("5 erlang", "10", 0.01838457034),
        ("90 erlang", "100", 0.02695738046),
        ("950 erlang", "1000", 0.003649293689),
        ("10 erlang", "30", 1.711571872e-7),
    ] {
        let words = ["b", "--load", load, "--channels", channels];
        near(figure(&words, "blocking"), blocking, 1e-9);
    }
    let words = ["b", "--load", "1800/h", "--hold", "180 s", "--blocking", "1 %"];
    assert_eq!(figure(&words, "channels"), 107.0);
    near(figure(&words, "calls_per_hour"), 1_800.0, 1e-12);
    near(figure(&["b", "--channels", "96", "--blocking", "1 %"], "load"), 80.3059, 1e-6);
    // There and back, to ten digits, up to a million channels.
    for channels in ["1", "30", "1000000"] {
        let load = figure(&["b", "--channels", channels, "--blocking", "1 %"], "load");
        let load = format!("{load} erlang");
        near(figure(&["b", "--channels", channels, "--load", &load], "blocking"), 0.01, 1e-10);
    }
}

#[test]
fn the_length_of_a_simulation_is_planned() {
    for (load, channels, calls) in
        [("10 erlang", "10", 1.92e4), ("45 erlang", "50", 2.17e5), ("180 erlang", "200", 2.36e6)]
    {
        let words = ["b", "--load", load, "--channels", channels, "--precision", "5 %"];
        near(figure(&words, "calls_for_precision"), calls, 1e-2);
    }
}

#[test]
fn what_overflows_is_offered_again() {
    let first = ["b", "--load", "10 erlang", "--channels", "10"];
    near(figure(&first, "overflow"), 2.14582343, 1e-8);
    near(figure(&first, "overflow_peakedness"), 2.032995, 1e-6);
    let (load, z) = (figure(&first, "overflow"), figure(&first, "overflow_peakedness"));
    let (load, z) = (format!("{load} erlang"), z.to_string());
    let second = ["b", "--load", &load, "--peakedness", &z, "--channels", "5"];
    let together = figure(&["b", "--load", "10 erlang", "--channels", "15"], "overflow");
    near(figure(&second, "blocking") * figure(&second, "load"), together, 1e-9);
}

#[test]
fn erlang_c_each_way_round() {
    near(figure(&["c", "--load", "90 erlang", "--channels", "100"], "waits"), 0.2169404809, 1e-9);
    // The worked example of pyworkforce: 100 calls in 30 minutes of 3 minutes, 80 % within 20 s.
    let target = ["--hold", "180 s", "--wait-over", "20 s"];
    let asked = |words: &[&str], key: &str| figure(&[&["c"], words, &target].concat(), key);
    assert_eq!(asked(&["--load", "200/h", "--share", "20 %"], "channels"), 14.0);
    near(asked(&["--load", "200/h", "--channels", "14"], "share"), 1.0 - 0.88835002, 1e-7);
    near(asked(&["--load", "200/h", "--channels", "14"], "mean_wait"), 0.0435329834 * 180.0, 1e-8);
    let load = asked(&["--channels", "14", "--share", "20 %"], "load");
    let load = format!("{load} erlang");
    near(asked(&["--channels", "14", "--load", &load], "share"), 0.2, 1e-10);
    assert!(refused(&["c", "--load", "10 erlang", "--channels", "10"]).contains("grow for ever"));
}

#[test]
fn erlang_a_each_way_round() {
    let about = ["--hold", "180 s", "--patience", "60 s"];
    let asked = |words: &[&str], key: &str| figure(&[&["a"], words, &about].concat(), key);
    // Whoever gives up does so for having waited: abandoned = mean wait ÷ mean patience.
    let words = ["--load", "10 erlang", "--channels", "12"];
    near(asked(&words, "abandoned"), asked(&words, "mean_wait") / 60.0, 1e-12);
    let channels = asked(&["--load", "10 erlang", "--abandoned", "5 %"], "channels");
    assert!(asked(&["--load", "10 erlang", "--abandoned", "5 %"], "abandoned") <= 0.05);
    let fewer = (channels - 1.0).to_string();
    assert!(asked(&["--load", "10 erlang", "--channels", &fewer], "abandoned") > 0.05);
    for (flag, key) in [("--abandoned", "abandoned"), ("--share", "share")] {
        let wait = ["--wait-over", "20 s", "--channels", "12"];
        let load = asked(&[&wait[..], &[flag, "5 %"]].concat(), "load");
        let load = format!("{load} erlang");
        near(asked(&[&wait[..], &["--load", &load]].concat(), key), 0.05, 1e-10);
    }
}

#[test]
fn engset_each_way_round() {
    // 4 callers of ½ erlang while idle (⅓ of the time busy) on 2 channels: 0.75/3.25 blocked.
    let third = format!("{} erlang", 1.0_f64 / 3.0);
    let four = ["engset", "--sources", "4", "--source-load", &third, "--channels", "2"];
    near(figure(&four, "blocking"), 0.75 / 3.25, 1e-10);
    let blocking = format!("{} %", 75.0 / 3.25);
    let words = ["engset", "--sources", "4", "--channels", "2", "--blocking", &blocking];
    near(figure(&words, "source_load"), 1.0 / 3.0, 1e-10);
    let share = ["engset", "--source-load", "0.1 erlang", "--blocking", "1 %"];
    let callers = figure(&[&share[..], &["--channels", "15"]].concat(), "sources");
    let with = |callers: f64, key: &str| {
        figure(&[&share[..], &["--sources", &callers.to_string()]].concat(), key)
    };
    assert_eq!((with(callers, "channels"), with(callers + 1.0, "channels")), (15.0, 16.0));
    let never = ["engset", "--sources", "5", "--channels", "5", "--blocking", "1 %"];
    assert!(refused(&never).contains("no load gives a share of 1 %"));
}

#[test]
fn few_places_each_way_round() {
    for (load, channels, waiting, blocking, present) in [
        ("0.8 erlang", "1", "4", 0.08881949866, 1.868332032),
        ("1.2 erlang", "1", "4", 0.2505881216, 3.021172376),
        ("1 erlang", "1", "9", 0.09090909091, 5.0),
        ("2.5 erlang", "3", "3", 0.1024167065, 2.944488506),
        ("4.5 erlang", "5", "5", 0.07569937503, 5.477717252),
        ("9 erlang", "10", "5", 0.06125876183, 9.515540892),
        ("19 erlang", "20", "10", 0.03965146828, 20.81085784),
        ("100 erlang", "100", "20", 0.03011144792, 103.3122593),
        ("8.4 erlang", "12", "2", 0.02885139585, 8.256567346),
    ] {
        let given = |flags: &[&str], key: &str| figure(&[&["mmck"], flags].concat(), key);
        let all = ["--load", load, "--channels", channels, "--waiting", waiting];
        near(given(&all, "blocking"), blocking, 1e-9);
        near(given(&all, "present"), present, 1e-9);
        let share = format!("{} %", 100.0 * given(&all, "blocking") * (1.0 + 1e-13));
        let number =
            |text: &str| text.split(' ').next().unwrap_or("").parse::<f64>().unwrap_or(0.0);
        let target = ["--blocking", &share];
        near(given(&[&all[2..], &target].concat(), "load"), number(load), 1e-10);
        assert_eq!(given(&[&all[..4], &target].concat(), "waiting"), number(waiting));
        let found = given(&[&all[..2], &all[4..], &target].concat(), "channels");
        assert_eq!(found, number(channels));
    }
    let hopeless = ["mmck", "--load", "12 erlang", "--channels", "10", "--blocking", "6 %"];
    assert!(refused(&hopeless).contains("lose 16.66666667 % at least"));
}

#[test]
fn a_table_of_loads() {
    let words = ["b", "--table", "10-30/10", "--blocking", "0.1 %", "--blocking", "1 %"];
    let text = String::from_utf8(erlang(&words).stdout).expect("text");
    let lines: Vec<Vec<&str>> =
        text.lines().skip(3).map(|line| line.split_whitespace().collect()).collect();
    let (ten, twenty, thirty) = (&lines[0], &lines[1], &lines[2]);
    // As in the printed tables, as far as their digits go.
    assert_eq!((ten[0], twenty[0], thirty[0]), ("10", "20", "30"), "{text}");
    assert!(ten[1].starts_with("3.0920") && ten[2].starts_with("4.4611"), "{text}");
    assert!(twenty[2].starts_with("12.0306") && thirty[1].starts_with("16.683"), "{text}");
    let answer = erlang(&[&words[..], &["--json"]].concat()).stdout;
    let answer: Value = serde_json::from_slice(&answer).expect("JSON");
    near(answer["rows"][2]["loads"][1].as_f64().expect("a load"), 20.3373, 1e-5);
    let clash = ["b", "--table", "1-3", "--load", "1 erlang", "--blocking", "1 %"];
    assert!(refused(&clash).contains("give --blocking and no --load"));
}

#[test]
fn bad_questions_are_told_what_is_missing() {
    assert!(refused(&["b", "--load", "90 erlang"]).contains("give two of --load, --channels"));
    assert!(refused(&["b", "--load", "90", "--channels", "3"]).contains("\"90 erlang\""));
    assert!(refused(&["b", "--load", "9/h", "--channels", "3"]).contains("--hold"));
    assert!(refused(&["b", "--channels", "3", "--blocking", "0 %"]).contains("1 %"));
    assert!(refused(&["b", "--channels", "3", "--blocking", "0.01"]).contains("percentage"));
    assert!(refused(&["b", "--channels", "0", "--blocking", "1 %"]).contains("channels"));
    assert!(refused(&["c", "--load", "9/h", "--hold", "0 s", "--share", "1 %"]).contains("0 s"));
    assert!(refused(&["engset", "--channels", "3", "--blocking", "1 %"]).contains("--sources"));
    assert!(refused(&["b", "--table", "9-3", "--blocking", "1 %"]).contains("1-30"));
}

#[test]
fn loads_have_the_units_of_the_field() {
    for load in ["12 erlang", "12 erlangs", "12 E", "432 ccs", "240/h", "4/min"] {
        let words = ["b", "--load", load, "--hold", "180 s", "--channels", "20"];
        near(figure(&words, "load"), 12.0, 1e-12);
    }
    assert!(refused(&["b", "--load", "12 erlung", "--channels", "3"]).contains("ccs"));
}
