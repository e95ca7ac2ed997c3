//! Broken scenarios and what is said of them: every problem at once, with its line and its cure.

use busyhour::internals::base::{Error, SimTime, Span};
use busyhour::internals::deployment::{
    Arrivals, Deployment, Mailboxes, Outage, OutageTimes, Shape, resolve,
};
use busyhour::internals::scenario::{Files, parse, starter};
use proptest::prelude::*;

struct Memory(&'static [(&'static str, &'static str)]);

impl Files for Memory {
    fn read(&self, name: &str) -> Result<String, String> {
        let found = self.0.iter().find(|(n, _)| *n == name);
        found.map(|(_, text)| (*text).to_owned()).ok_or_else(|| "no such file".to_owned())
    }
}

fn load_with(text: &str, set: &[&str], files: &Memory) -> Result<Deployment, Error> {
    let set: Vec<String> = set.iter().map(|s| (*s).to_owned()).collect();
    resolve(&parse("test.toml", text, files, &set)?)
}

/// Parses and resolves a text that names no file, with overrides.
pub fn load_set(text: &str, set: &[&str]) -> Result<Deployment, Error> {
    load_with(text, set, &Memory(&[]))
}

/// The same without overrides.
pub fn load(text: &str) -> Result<Deployment, Error> {
    load_set(text, &[])
}

/// A small scenario that is right; each case breaks it.
pub const GOOD: &str = r#"
[[gateway]]
name = "gw1"
channels = 30
[[mediation_server]]
name = "med1"
[[pool]]
name = "pool01"
[[exchange_server]]
name = "ex[1-2]"
[[dial_plan]]
name = "plan"
[[users]]
name = "office"
count = 100
[[traffic]]
class = "voice"
to = "office"
arrivals = "60/h"
"#;

fn check(from: &str, to: &str, expected: &[&str]) {
    check_in(GOOD, from, to, expected);
}

/// Replaces `from` by `to` and expects the messages, each as `line: part of the text`.
pub fn check_in(good: &str, from: &str, to: &str, expected: &[&str]) {
    assert!(good.contains(from), "{from}");
    let text = good.replacen(from, to, 1);
    let said = match load(&text) {
        Ok(_) => panic!("nothing was said of: {to}"),
        Err(error) => error.diagnostics().to_vec(),
    };
    let lines: Vec<String> = said
        .iter()
        .map(|d| {
            let line = d.place.as_ref().map_or(0, |p| p.line_column().0);
            format!("{line}: {}: {}. {}", d.object, d.message, d.hint)
        })
        .collect();
    for part in expected {
        let (line, words) = part.split_once(": ").expect("line: words");
        let hit = lines.iter().any(|l| l.starts_with(&format!("{line}: ")) && l.contains(words));
        assert!(hit, "expected `{part}` in\n{}", lines.join("\n"));
    }
    assert_eq!(lines.len(), expected.len(), "{}", lines.join("\n"));
}

#[test]
fn the_good_one_is_good() {
    let d = load(GOOD).unwrap_or_else(|e| panic!("{e}"));
    assert_eq!(d.exchange_servers.len(), 2);
    assert!(
        matches!(&d.users[0].mailboxes, Some(Mailboxes::Migrating { current, .. }) if current.len() == 2)
    );
    assert!(!d.assumptions.is_empty());
}

#[test]
fn each_mistake_is_named_with_its_line_and_cure() {
    check("channels = 30", "chanels = 30", &["4: did you mean `channels`"]);
}

#[test]
fn mistakes_of_form() {
    check(
        "count = 100",
        "count = \"many\"",
        &["15: a whole number from 0 to 4294967295 is expected, not `\"many\"`"],
    );
    check("arrivals = \"60/h\"", "arrivals = 60", &["19: a rate as \"1200/h\""]);
    check("arrivals = \"60/h\"", "arrivals = \"60 furlongs\"", &["19: is not a call rate"]);
    check("class = \"voice\"", "class = \"voise\"", &["17: did you mean `voice`"]);
    check("[[pool]]", "[[pol]]", &["7: did you mean `pool`"]);
    check("count = 100", "count = 100\nring = 20", &["16: with its unit"]);
    check("count = 100", "count = 100\nbusy = \"105 %\"", &["16: between 0 % and 100 %"]);
}

#[test]
fn mistakes_of_meaning() {
    check("to = \"office\"", "to = \"ofice\"", &["18: did you mean `office`"]);
    check("name = \"med1\"", "name = \"med1\"\npool = \"pool1\"", &["7: did you mean `pool01`"]);
    check("channels = 30", "channels = 0", &["4: at least one channel"]);
    let many = "4: a gateway has at most 10000000 channels";
    check("channels = 30", "lines = { e1 = 1000000000 }", &[many]);
    check(
        "name = \"gw1\"",
        "name = \"gw1\"\nnext_hops = [\"med2\"]",
        &["4: did you mean `med1`", "4: 1 to 64 Mediation Servers"],
    );
    check(
        "name = \"pool01\"",
        "name = \"pool01\"\nedition = \"standard\"\nfront_ends = 2",
        &["10: is one server"],
    );
    let twice = "9: Front End `fe1` is in pool `pool01` already";
    let home = "name = \"pool01\"";
    check(home, &format!("{home}\nfront_ends = [\"fe1\", \"fe1\"]"), &[twice]);
    check(
        home,
        &format!(
            "{home}\nfront_ends = [\"fe[1-2]\"]\n[[pool]]\nname = \"pool02\"\nlike = \"pool01\""
        ),
        &[twice, "6: `pool` is missing", "18: `pool` is missing"],
    );
    check(
        "count = 100",
        "count = 100\nring = { lognormal = { mean = \"20 s\", p95 = \"90 s\" } }",
        &["16: between 1 and 3.868"],
    );
    check(
        "count = 100",
        "count = 100\nmailboxes = { current = [\"ex*\"], migrated = \"50 %\" }",
        &["16: has no server"],
    );
}

#[test]
fn all_problems_are_reported_at_once() {
    let text = GOOD
        .replace(
            "count = 100",
            "count = 100\nrign = \"20 s\"\nbusy = 5\nanswers = { shar = \"1 %\" }",
        )
        .replace("name = \"gw1\"", "name = 7");
    let said = load(&text).expect_err("broken").diagnostics().len();
    assert!(said >= 4, "{said}");
    let broken = "[[gateway]\nname = \n";
    assert!(load(broken).expect_err("no TOML").is_scenario());
}

#[test]
fn overrides_defaults_like_ranges_and_includes() {
    let ring = |d: &Deployment| d.users[0].ring.shape.clone();
    let d = load_with(GOOD, &["users[\"office\"].ring=15 s"], &Memory(&[])).expect("good");
    assert_eq!(ring(&d), Shape::Constant(15e9));
    let d = load_with(GOOD, &["users[*].count=7", "study.seed=9"], &Memory(&[])).expect("good");
    assert_eq!((d.users[0].count, d.settings.seed), (7, 9));
    for wrong in ["users[\"nobody\"].ring=15 s", "ring", "usrs[*].count=1", "study.sed=1"] {
        assert!(load_with(GOOD, &[wrong], &Memory(&[])).is_err(), "{wrong}");
    }
    let text = format!("[defaults.exchange_server]\nmax_calls = 50\n{GOOD}");
    let d = load(&text).expect("good");
    assert!(d.exchange_servers.iter().all(|e| e.max_calls == 50));
    let text =
        format!("{GOOD}\n[[exchange_server]]\nname = \"ex9\"\nlike = \"ex[1-2]\"\ncores = 3\n");
    assert_eq!(load(&text).expect("good").exchange_servers[2].host.cores, 3);
    let more = Memory(&[("more.toml", "[[users]]\nname = \"leeds\"\ncount = 5\n")]);
    let text = format!("include = [\"more.toml\"]\n{GOOD}");
    assert_eq!(load_with(&text, &[], &more).expect("good").users.len(), 2);
    assert!(load(&text).is_err());
    let more = Memory(&[("more.toml", "[study]\nseed = 5\nreplications = 4\n")]);
    let text = format!("include = [\"more.toml\"]\n[study]\nwarm_up = \"1 s\"\n{GOOD}");
    let d = load_with(&text, &[], &more).expect("tables are joined key by key");
    assert_eq!((d.settings.seed, d.settings.replications), (5, 4));
    let said = load_with(&text.replace("warm_up = \"1 s\"", "seed = 6"), &[], &more);
    assert!(said.expect_err("twice").to_string().contains("another file already sets `seed`"));
}

#[test]
fn a_range_may_stand_wherever_hosts_are_named() {
    let two = GOOD
        .replace("name = \"gw1\"\nchannels = 30", "name = \"gw[1-2]\"\nchannels = 30")
        .replace("name = \"med1\"", "name = \"med[1-2]\"")
        .replace("name = \"pool01\"", "name = \"pool01\"\nfront_ends = [\"fe[1-2]\"]");
    let with = |from: &str, line: &str| two.replace(from, &format!("{from}\n{line}"));
    let all = [
        with("count = 100", "mailboxes = { current = [\"ex[1-2]\"] }"),
        with("channels = 30", "next_hops = [\"med[1-2]\"]"),
        with("name = \"plan\"", "servers = \"ex[1-2]\"\nexcept = [\"ex[2-2]\"]"),
        with("arrivals = \"60/h\"", "gateways = [\"gw[1-2]\"]"),
        format!(
            "{two}[[trunk]]\ngateway = \"gw[1-2]\"\nmediation_server = \"med[1-2]\"\nbypass = \"10 %\"\n"
        ),
        format!(
            "{two}[[authority]]\nname = \"ca\"\ntrusted_by = [\"ex[1-2]\", \"fe[1-2]\", \"med[1-2]\"]\n\
             [[certificate]]\nname = \"c\"\non = [\"ex[1-2]\"]\nsubject = \"x\"\nissuer = \"ca\"\n"
        ),
    ];
    for text in &all {
        if let Err(error) = load(text) {
            panic!("{error}\n{text}");
        }
    }
    let d = load(&all[0]).expect("a range in mailboxes");
    let listed = GOOD.replace("count = 100", "count = 100\nmailboxes = { current = [\"ex*\"] }");
    assert_eq!(d.users[0].mailboxes, load(&listed).expect("a glob").users[0].mailboxes);
    assert!(load(&all[4]).expect("trunks").gateways.iter().all(|gateway| {
        gateway.next_hops.len() == 2 && gateway.next_hops.iter().all(|trunk| trunk.bypass == 0.1)
    }));
    load_set(GOOD, &["users[*].mailboxes={ current = [\"ex[1-2]\"] }"]).expect("an override");
    let mailboxes = |of: &str| format!("count = 100\nmailboxes = {{ {of} }}");
    check(
        "count = 100",
        &mailboxes("current = [\"ex[2-1]\"]"),
        &["16: `ex[2-1]` is not understood"],
    );
    check(
        "count = 100",
        &mailboxes("current = [\"ex[1-3]\"]"),
        &["16: there is no exchange_server `ex3`"],
    );
    check(
        "count = 100",
        &mailboxes("shares = { \"ex[1-2]\" = \"100 %\" }"),
        &["16: a range cannot have a share"],
    );
}

#[test]
fn included_tables_come_first_and_may_say_their_version() {
    let gateway = |name: &str| format!("[[gateway]]\nname = \"{name}\"\nchannels = 30\n");
    let names = |text: &str, files: &Memory| -> Vec<String> {
        let d = load_with(text, &[], files).expect("good");
        d.gateways.into_iter().map(|g| g.name).collect()
    };
    const INNER: &str = "schema_version = 1\n[[gateway]]\nname = \"gw4\"\nchannels = 30\n";
    const OUTER: &str = "schema_version = 1\ninclude = [\"inner.toml\"]\n[[gateway]]\nname = \"gw3\"\nchannels = 30\n";
    const LAST: &str = "[[gateway]]\nname = \"gw2\"\nchannels = 30\n";
    let files = Memory(&[("outer.toml", OUTER), ("inner.toml", INNER), ("last.toml", LAST)]);
    let text = format!(
        "schema_version = 1\ninclude = [\"outer.toml\", \"last.toml\"]\n{GOOD}{}",
        gateway("gw0")
    );
    assert_eq!(names(&text, &files), ["gw4", "gw3", "gw2", "gw1", "gw0"]);
    let said = load_with(
        &format!("include = [\"next.toml\"]\n{GOOD}"),
        &[],
        &Memory(&[("next.toml", "schema_version = 2\n")]),
    );
    let said = said.expect_err("another version").to_string();
    assert!(said.starts_with("next.toml:1:") && said.contains("reads version 1"), "{said}");
}

#[test]
fn a_csv_may_stand_wherever_a_time_may() {
    let files = Memory(&[
        ("times.csv", "seconds\n1\n3\n"),
        (
            "sub/more.toml",
            "include = [\"deep/er.toml\"]\n[delivery]\nnotification = { empirical = \"own.csv\" }",
        ),
        ("sub/own.csv", "7\n"),
        ("sub/deep/er.toml", "[connection]\ntls_handshake = { empirical = \"../own.csv\" }"),
        ("sub/deep/../own.csv", "8\n"),
    ]);
    let csv = "{ empirical = \"times.csv\" }";
    let text = format!(
        r#"
include = ["sub/more.toml"]
[study]
wan_delay = {csv}
[processing]
gateway = {csv}
call_router = {{ invite = {{ wait = {{ sum = ["1 s", {csv}] }} }} }}
[defaults.users]
ring = {csv}
answers = {{ after = {csv} }}
voice_mail = {{ greeting = {csv}, message = {csv} }}
[defaults.exchange_server]
processing = {{ um_service = {csv} }}
[defaults.site]
lan_delay = {csv}
[[site]]
name = "here"
{GOOD}
talk = {csv}
patience = {csv}
retry = {{ share = "5 %", after = {csv} }}
"#
    );
    let d = load_with(&text, &[], &files).unwrap_or_else(|e| panic!("{e}"));
    let read = Shape::Empirical(vec![1e9, 3e9]);
    let retry = d.traffic[0].retry.as_ref().expect("given");
    let patience = d.traffic[0].patience.as_ref().expect("given");
    let users = &d.users[0];
    for time in [
        &d.wan_delay,
        &users.ring,
        &users.answers.after,
        &users.voice_mail.greeting,
        &users.voice_mail.message,
        &d.sites[0].lan_delay,
        &d.traffic[0].talk,
        patience,
        &retry.after,
    ] {
        assert_eq!(time.shape, read, "{}", time.key);
    }
    assert_eq!(d.notification_delivery.shape, Shape::Empirical(vec![7e9]));
    assert_eq!(d.connection.tls_handshake.shape, Shape::Empirical(vec![8e9]));
    let set = ["traffic[*].arrivals={ trace = \"times.csv\" }", "study.warm_up=0 s"];
    let d = load_with(&text, &set, &files).unwrap_or_else(|e| panic!("{e}"));
    assert!(matches!(&d.traffic[0].arrivals, Arrivals::Trace(at) if at.len() == 2));
    let said = load(&text.replace("include", "# include")).expect_err("no such file");
    assert_eq!(said.diagnostics().len(), 1, "one missing file is said once: {said}");
}

/// Telephone numbers, call detail records and epoch seconds are no instants, and a trace of which
/// nothing is measured is a mistake.
#[test]
fn a_trace_is_refused_where_it_holds_no_times_or_none_in_the_window() {
    const FREESWITCH: &str = "\"2025550101\",\"2025550101\",\"1001\",\"2026-11-02 08:59:41\",\"\"\n\
                              \"2025550103\",\"2025550103\",\"1003\",\"2026-11-02 09:00:30\",\"\"\n";
    const ASTERISK: &str =
        "\"\",\"2025550101\",\"1001\",\"2026-11-02 08:59:41\",,12,0,\"ANSWERED\"\n";
    let files = Memory(&[
        ("freeswitch.csv", FREESWITCH),
        ("asterisk.csv", ASTERISK),
        ("epoch.csv", "start\n1761379200\n"),
        ("unit.csv", "5 s\n6\n"),
        ("late.csv", "seconds\n7200\n7300\n"),
        ("good.csv", "# calls\nseconds,note\n0,p95\n600\n3599\n3600\n"),
    ]);
    let with = |file: &str, line: &str| {
        let window = "[study]\nwarm_up = \"10 min\"\nduration = \"50 min\"\n";
        let arrivals = format!("arrivals = {{ trace = \"{file}\" }}");
        let text = format!("{window}{}", GOOD.replace("arrivals = \"60/h\"", &arrivals));
        let said = load_with(&text, &[], &files).expect_err(file).to_string();
        assert!(said.contains(line), "{file}: {said}");
    };
    with(
        "freeswitch.csv",
        "line 1: its first field is more than 366 days of seconds: a telephone number",
    );
    with("asterisk.csv", "line 1: its first field is not seconds");
    with("epoch.csv", "line 2: its first field is more than 366 days of seconds");
    with("unit.csv", "line 1: its first field is not seconds");
    with("late.csv", "none of the 2 instants of the trace falls into the measured window");
    let window = "[study]\nwarm_up = \"10 min\"\nduration = \"50 min\"\n";
    let text = GOOD.replace("arrivals = \"60/h\"", "arrivals = { trace = \"good.csv\" }");
    let d = load_with(&format!("{window}{text}"), &[], &files).expect("good");
    assert_eq!(d.traffic[0].arrivals.around(&d.settings), Some([1, 2, 1]));
}

#[test]
fn a_list_of_calls_is_replayed_by_the_sources_of_its_classes() {
    const MIXED: &str =
        "at,class,talk,user\n2013-11-18 09:00:00,voice,30,2\n08:45:30,fax,,1\n7200,voice,,\n";
    let files = Memory(&[
        ("mixed.csv", MIXED),
        ("plain.csv", "at\n3600\n"),
        ("early.csv", "at\n07:59:59\n"),
        ("user.csv", "at,user\n3600,1\n3600,1001\n"),
        ("talk.csv", "at,talk\n3600,5\n"),
        ("wrong.csv", "at\n3600\nnoon\n"),
    ]);
    let window = "[study]\nstart = 2013-11-18T08:00:00\nwarm_up = \"30 min\"\nduration = \"3 h\"\n";
    let text = |first: &str, more: &str| {
        let arrivals = format!("arrivals = {{ replay = \"{first}\" }}\n{more}");
        format!("{window}{}", GOOD.replace("arrivals = \"60/h\"", &arrivals))
    };
    let fax = |file: &str| {
        format!(
            "[[traffic]]\nclass = \"fax\"\nto = \"office\"\narrivals = {{ replay = \"{file}\" }}\n"
        )
    };
    let d = load_with(&text("mixed.csv", &fax("mixed.csv")), &[], &files);
    let d = d.unwrap_or_else(|e| panic!("{e}"));
    let Arrivals::Replay(voice) = &d.traffic[0].arrivals else { panic!("a list") };
    let at = |seconds: u64| SimTime::ZERO + Span::from_secs(seconds);
    assert_eq!(voice.instants, [at(3_600), at(7_200)]);
    assert_eq!(voice.talk, [Some(Span::from_secs(30)), None]);
    assert_eq!(voice.users, [2, 0]);
    let Arrivals::Replay(faxes) = &d.traffic[1].arrivals else { panic!("a list") };
    assert_eq!((&faxes.instants[..], &faxes.users[..]), (&[at(2_730)][..], &[1][..]));
    let said = |first: &str, more: &str, part: &str| {
        let said = load_with(&text(first, more), &[], &files).expect_err(part).to_string();
        assert!(said.contains(part), "{said}");
    };
    said("mixed.csv", "", "line 3, column `class`: no source replays calls of this class");
    said("plain.csv", &fax("plain.csv"), "another source replays the same calls of `plain.csv`");
    said("early.csv", "", "line 2, column `at`: it is before the start of the simulation");
    said("user.csv", "", "line 3, column `user`: there are");
    said("plain.csv", &fax("talk.csv"), "line 2, column `talk`: it has no effect on fax calls");
    said("wrong.csv", "", "`wrong.csv`: line 3, column `at`: it is not seconds");
    said("none.csv", "", "no such file");
    said(
        "plain.csv",
        "surges = [{ from = \"1 h\", factor = 2 }]",
        "`surges` has no effect on recorded calls",
    );
    let sha = |csv: &'static str| {
        let files: &'static [(&str, &str)] = Box::leak(Box::new([("plain.csv", csv)]));
        let scenario = parse("test.toml", &text("plain.csv", ""), &Memory(files), &[]);
        scenario.unwrap_or_else(|e| panic!("{e}")).sha256().to_owned()
    };
    assert_ne!(sha("at\n3600\n"), sha("at,user\n3600,1\n"));
}

/// Which instant such a time is cannot be known.
#[test]
fn a_replayed_time_that_the_clocks_skip_or_have_twice_is_refused() {
    let files =
        Memory(&[("spring.csv", "at\n01:30:00\n02:30:00\n"), ("autumn.csv", "at\n02:30:00\n")]);
    for (day, file, expected) in [
        ("2026-03-29", "spring.csv", "line 3, column `at`: there is no 02:30:00 on 2026-03-29"),
        ("2026-10-25", "autumn.csv", "line 2, column `at`: there is 02:30:00 twice on 2026-10-25"),
    ] {
        let window = format!(
            "[study]\nstart = {day}T01:00:00\nzone = \"Europe/Berlin\"\nduration = \"3 h\"\n"
        );
        let arrivals = format!("arrivals = {{ replay = \"{file}\" }}");
        let text = format!("{window}{}", GOOD.replace("arrivals = \"60/h\"", &arrivals));
        let said = load_with(&text, &[], &files).expect_err(file).to_string();
        assert!(
            said.contains(expected) && said.contains("write seconds from study.start"),
            "{said}"
        );
    }
}

/// What is said of an override: the underlined text, the message and the cure.
fn said_of(set: &str) -> String {
    let error = load_with(GOOD, &[set], &Memory(&[])).err();
    let error = error.unwrap_or_else(|| panic!("nothing was said of {set}"));
    let [problem] = error.diagnostics() else { panic!("{set}: {error}") };
    let place = problem.place.as_ref().expect("an override has a place");
    let marked = &place.file.text[place.bytes.clone()];
    format!("[{marked}] {}. {}", problem.message, problem.hint)
}

#[test]
fn a_wrong_override_is_underlined_where_it_is_wrong() {
    for (set, expected) in [
        ("ring", "[ring] there is no `=`. write path=value"),
        ("users[*.ring=1 s", "[users[*.ring] this is not a path. write path=value"),
        (
            "users.ring=1 s",
            "[users] say which `users`. write users[*] for all, or users[\"office\"]",
        ),
        ("users[\"ofice\"].ring=1 s", "[users[\"ofice\"]] there is no users `ofice`. did you mean"),
        ("users[*]=1", "[users[*]] a key must follow this"),
        ("users[*].rign=1 s", "[rign] unknown key `rign`. did you mean `ring`?"),
        ("users[*].voice_mal.greeting=1 s", "[voice_mal] unknown key `voice_mal`. did you mean"),
        ("users[*].ring=1 parsec", "[1 parsec] `1 parsec` is not a time"),
        ("users[*].ring=-1 s", "[-1 s] `-1 s` is negative"),
        (
            "users[*].ring={ normal = { mean = \"1 s\", s = 2 } }",
            "[s] unknown key `s`. did you mean `sd`?",
        ),
        ("users[*].mailboxes.current=[\"ex1\"", "[] this value is not valid TOML: unclosed array"),
        ("users[*].mailboxes.current=[\"ex1\", \"x\"]", "[\"x\"] there is no exchange_server `x`"),
        ("stdy.seed=1", "[stdy] there is no `stdy`. did you mean `study`?"),
        ("study[*].seed=1", "[study[*]] `study` is not several objects"),
        ("defaults.users.ring=1 s", "[defaults] `defaults` cannot be overridden"),
        ("exchange_server[\"ex2\"].max_calls=x", "[x] a whole number from 0"),
    ] {
        let said = said_of(set);
        assert!(said.starts_with(expected), "{set}: {said}");
    }
}

#[test]
fn overrides_reach_single_objects_lists_and_distributions() {
    let set = |set: &str| load_with(GOOD, &[set], &Memory(&[])).unwrap_or_else(|e| panic!("{e}"));
    let calls = |d: Deployment| d.exchange_servers.iter().map(|e| e.max_calls).collect::<Vec<_>>();
    assert_eq!(calls(set("exchange_server[\"ex2\"].max_calls=7")), [100, 7]);
    assert_eq!(calls(set("exchange_server[\"ex[1-2]\"].max_calls=7")), [7, 7]);
    assert_eq!(calls(set("exchange_server[\"e*1\"].max_calls=7")), [7, 100]);
    let d =
        set("users[*].mailboxes={ current = [\"ex1\"], legacy = [\"ex2\"], migrated = \"50 %\" }");
    assert!(matches!(&d.users[0].mailboxes, Some(Mailboxes::Migrating { migrated: 0.5, .. })));
    assert_eq!(set("dial_plan[*].except=[\"ex1\"]").dial_plans[0].servers.len(), 1);
    let d = set("traffic[\"voice to office\"].talk.exponential.mean=9 s");
    assert_eq!(d.traffic[0].talk.shape, Shape::Exponential { mean: 9e9 });
}

/// By what results call it: what it hits, with the role if it has one.
#[test]
fn an_outage_without_a_name_is_named_by_what_it_hits() {
    let times = "from = \"60 min\"\nlasts = \"1 min\"\n";
    let text = format!(
        "{GOOD}[[outage]]\nof = \"gw1\"\n{times}[[outage]]\nof = \"ex1\"\nrole = \"um\"\n{times}"
    );
    let lasts = |set: &str| -> Vec<f64> {
        let d = load_set(&text, &[set]).unwrap_or_else(|e| panic!("{e}"));
        let mean = |outage: &Outage| match &outage.times {
            OutageTimes::Once { lasts, .. } => (lasts.shape.mean() * 1e-9).round(),
            OutageTimes::Random { .. } => 0.0,
        };
        d.outages.iter().map(mean).collect()
    };
    assert_eq!(lasts("outage[\"gw1\"].lasts=5 min"), [300.0, 60.0]);
    assert_eq!(lasts("outage[\"ex1 um\"].lasts=5 min"), [60.0, 300.0]);
    let error = load_set(&text, &["outage[\"gw2\"].lasts=5 min"]).expect_err("no such outage");
    assert!(error.to_string().contains("did you mean `gw1`?"), "{error}");
}

#[test]
fn an_override_of_what_is_assumed_leaves_what_is_said() {
    let text = format!(
        "{GOOD}\n[[users]]\nname = \"lab\"\ncount = 10\nanswers = {{ share = \"50 %\" }}\n"
    );
    let d = load_set(
        &text,
        &["users[*].answers.share?=20 %", "users[*].answers.after?=1 s", "study.wan_delay?=9 ms"],
    )
    .unwrap_or_else(|e| panic!("{e}"));
    let shares: Vec<f64> = d.users.iter().map(|u| u.answers.share).collect();
    assert_eq!(shares, [0.2, 0.5]);
    assert!(d.users.iter().all(|u| u.answers.after.shape == Shape::Constant(1e9)));
    assert_eq!(d.wan_delay.shape, Shape::Constant(9e6));
    // A path that leads nowhere is wrong all the same.
    let error = load_set(GOOD, &["users[*].rign?=1 s"]).expect_err("no such key");
    assert!(error.to_string().contains("did you mean `ring`?"), "{error}");
}

#[test]
fn like_goes_before_defaults_and_follows_another_like() {
    let text = format!(
        "{GOOD}
[[exchange_server]]
name = \"a\"
like = \"b\"
[[exchange_server]]
name = \"b\"
like = \"c\"
[[exchange_server]]
name = \"c\"
max_calls = 8
[defaults.exchange_server]
max_calls = 9
"
    );
    let d = load(&text).unwrap_or_else(|e| panic!("{e}"));
    let calls: Vec<u32> = d.exchange_servers.iter().map(|e| e.max_calls).collect();
    assert_eq!(calls, [9, 9, 8, 8, 8]);
    check("name = \"ex[1-2]\"", "name = \"ex[1-2]\"\nlike = \"ex1\"", &["11: names no other"]);
}

#[test]
fn one_line_is_blamed_once_however_many_objects_it_made() {
    let said = |to: &str| load(&GOOD.replacen("ex[1-2]", to, 1)).expect_err("broken").to_string();
    let text = said("ex[1-900]\"\nmax_cals = 4 #");
    assert!(text.contains("`ex1` and 899 more: unknown key `max_cals`"), "{text}");
    assert_eq!(text.lines().count(), 1, "{text}");
}

#[test]
fn mistakes_of_shape() {
    check("[[pool]]", "[pool]", &["7: this is a list of tables. write [[pool]]"]);
    check("[[pool]]", "[[study]]", &["7: this is one table. write [study]"]);
    check("[[pool]]", "[[pool]", &["7: unclosed array table"]);
    check("count = 100", "count = 100\ncount = 5", &["16: write each key once"]);
    check(
        "count = 100",
        "count = 100\nring = { exponential = { mean = \"1 s\" }, sum = [] }",
        &["16: `sum` is a second one"],
    );
    check("[[gateway]]", "schema_version = 2\n[[gateway]]", &["2: this program reads version 1"]);
    check(
        "class = \"voice\"",
        "class = 5",
        &[
            "17: one of voice, outbound, internal, fax, auto-attendant, subscriber-access, play-on-phone is expected",
        ],
    );
    check("[[gateway]]", "[[target]]\nmeasure = \"blocking\"\n[[gateway]]", &["3: exactly one of"]);
}

#[test]
fn a_profile_starts_at_the_studys_time_of_day() {
    let text = GOOD.replace(
        "arrivals = \"60/h\"",
        "arrivals = { profile = [[\"07:00\", \"60/h\"], [\"09:00\", \"120/h\"]] }",
    );
    let d = load(&text).expect("good");
    let Arrivals::Rate { steps, period } = &d.traffic[0].arrivals else { panic!("a rate") };
    // The study starts at 08:00: 60/h now, 120/h in an hour, 60/h again at 07:00.
    let steps: Vec<(f64, f64)> = steps.iter().map(|(t, r)| (t.seconds(), r * 3600.0)).collect();
    assert_eq!(steps.iter().map(|s| s.0).collect::<Vec<_>>(), [0.0, 3600.0, 82_800.0]);
    assert!(period.is_some());
}

#[test]
fn the_starter_runs() {
    load(&starter("mine")).unwrap_or_else(|e| panic!("{e}"));
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 500, failure_persistence: None, ..Default::default() })]

    #[test]
    fn no_text_makes_it_panic(text in "\\PC{0,200}") {
        let _ = load(&text);
    }

    #[test]
    fn no_mutation_makes_it_panic(at in 0..400usize, with in "[\\[\\]{}=\"0-9a-z%. \\-]{0,4}", cut in 0..20usize) {
        let mut text = starter("x");
        let from = text.char_indices().map(|(i, _)| i).nth(at * 4).unwrap_or(0);
        let to = text.char_indices().map(|(i, _)| i).filter(|i| *i >= from).nth(cut).unwrap_or(from);
        text.replace_range(from..to, &with);
        let _ = load(&text);
    }
}

/// The rate at an instant, calls a second.
fn rate_at(arrivals: &Arrivals, at: SimTime) -> f64 {
    let Arrivals::Rate { steps, period } = arrivals else { panic!("a rate") };
    let within = period.map_or(at.nanos(), |period| at.nanos() % period.nanos());
    let begun = steps.iter().rev().find(|(from, _)| from.nanos() <= within);
    begun.expect("the first is at 0").1
}

/// On the days when clocks change a profile follows the clock on the wall: 09:00 comes an hour of
/// elapsed time earlier or later, and the hour that is there twice has its rate twice.
#[test]
fn a_profile_follows_the_clocks_of_its_zone() {
    let profile = "arrivals = { profile = [[\"00:00\", \"0/h\"], [\"02:00\", \"60/h\"], [\"03:00\", \"0/h\"], \
                   [\"09:00\", \"600/h\"], [\"10:00\", \"0/h\"]] }";
    let busy_hours = |study: &str| -> (Vec<u64>, Vec<u64>) {
        let text = GOOD.replace("arrivals = \"60/h\"", profile);
        let study = format!("[study]\nwarm_up = \"0 s\"\nduration = \"72 h\"\n{study}\n");
        let d = load(&format!("{study}{text}")).unwrap_or_else(|e| panic!("{e}"));
        let half_past = |hour: u64| SimTime::ZERO + Span::from_secs(hour * 3_600 + 1_800);
        let hours = |rate: f64| {
            let here = |hour: &u64| {
                (rate_at(&d.traffic[0].arrivals, half_past(*hour)) - rate).abs() < 1e-9
            };
            (0..72).filter(here).collect()
        };
        (hours(1.0 / 6.0), hours(1.0 / 60.0))
    };
    let berlin = |start: &str| busy_hours(&format!("start = {start}\nzone = \"Europe/Berlin\""));
    assert_eq!(berlin("2026-10-25T00:00:00"), (vec![10, 34, 58], vec![2, 3, 27, 51]));
    assert_eq!(berlin("2026-03-29T00:00:00"), (vec![8, 32, 56], vec![25, 49]));
    assert_eq!(berlin("2026-07-01T00:00:00"), (vec![9, 33, 57], vec![2, 26, 50]));
    // Between the two: the second 02:00 of that night, at the offset of the winter.
    assert_eq!(berlin("2026-10-25T02:00:00+01:00"), (vec![7, 31, 55], vec![0, 24, 48]));
    // Where no zone is given clocks never change, also with an offset.
    for start in ["2026-10-25T00:00:00", "2026-10-25T00:00:00+02:00"] {
        assert_eq!(busy_hours(&format!("start = {start}")), (vec![9, 33, 57], vec![2, 26, 50]));
    }
}

#[test]
fn a_pair_has_no_third_item() {
    let profile = "arrivals = { profile = [[\"08:00\", \"300/h\", \"ignored\"]] }";
    check("arrivals = \"60/h\"", profile, &["19: this item is one too many"]);
}

#[test]
fn a_start_that_its_zone_does_not_have_once_is_refused() {
    let said = |study: &str, expected: &[&str]| {
        check("[[gateway]]", &format!("[study]\n{study}\n[[gateway]]"), expected);
    };
    let berlin = "zone = \"Europe/Berlin\"";
    let with = |start: &str| format!("start = {start}\n{berlin}");
    said(&with("2026-03-29T02:30:00"), &["3: there is no 02:30:00 on 2026-03-29"]);
    said(&with("2026-10-25T02:30:00"), &["3: or 2026-10-25T02:30:00+01:00 for the second"]);
    said(&with("2026-07-01T08:00:00+01:00"), &["3: the offset is +02:00 in Europe/Berlin"]);
    said("start = \"2026-07-01T08:00[Europe/Paris]\"", &["3: write it as zone = \"Europe/Paris\""]);
    said("start = \"someday\"", &["3: `someday` is not a date and time"]);
    said("zone = \"Europe/Berlim\"", &["3: did you mean `Europe/Berlin`?"]);
}

/// A certificate expires at the end of its last day by the clock on the wall.
#[test]
fn expiry_follows_the_clocks_of_the_zone() {
    let expires_in = |study: &str| {
        let text = format!(
            "[study]\nwarm_up = \"0 s\"\nduration = \"24 h\"\n{study}\n{GOOD}\n[[authority]]\nname = \"ca\"\n\
             [[certificate]]\nname = \"c\"\non = [\"ex1\"]\nsubject = \"ex1\"\nexpires = \"2026-10-25\"\n"
        );
        let d = load(&text).unwrap_or_else(|e| panic!("{e}"));
        !d.outages.is_empty()
    };
    // A day of 25 hours is not over after 24.
    assert!(!expires_in("start = 2026-10-25T00:00:00\nzone = \"Europe/Berlin\""));
    assert!(expires_in("start = 2026-10-25T00:00:00"));
}
