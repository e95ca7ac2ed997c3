//! Scenarios with many objects of one kind: what they cost grows hardly faster than their number. The limits are
//! generous, so that a busy machine keeps them; a quadratic step breaks them many times over.

use busyhour::Study;
use busyhour::internals::scenario::NoFiles;
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// The parts of a scenario, each of which a test may replace.
struct Parts {
    servers: String,
    gateways: String,
    others: String,
    users: String,
}

impl Parts {
    fn new() -> Self {
        Parts {
            servers: "[[exchange_server]]\nname = \"ex\"\n".to_owned(),
            gateways: "[[gateway]]\nname = \"gw\"\nlines = { e1 = 30 }\nnext_hops = [\"ex\"]\n"
                .to_owned(),
            others: String::new(),
            users: "[[users]]\nname = \"u1\"\ncount = 1000\ndial_plan = \"P\"\n".to_owned(),
        }
    }

    fn text(&self) -> String {
        let Parts { servers, gateways, others, users } = self;
        format!(
            "[study]\nduration = \"60 s\"\nwarm_up = \"10 s\"\nreplications = 1\n\
             [[dial_plan]]\nname = \"P\"\n{servers}{gateways}{others}{users}\
             [[traffic]]\nclass = \"voice\"\nto = \"u1\"\narrivals = \"3600/h\"\n"
        )
    }
}

/// `n` tables of a kind, with the names `prefix1` to `prefixn`, and further keys.
fn tables(kind: &str, prefix: &str, n: usize, keys: &str) -> String {
    let mut text = String::new();
    for i in 1..=n {
        let _ = write!(text, "[[{kind}]]\nname = \"{prefix}{i}\"\n{keys}");
    }
    text
}

fn study(text: &str) -> Result<Study, busyhour::Error> {
    Study::parse("many.toml", text, &NoFiles, &[])
}

#[track_caller]
fn within(limit: Duration, what: &str, work: impl FnOnce()) {
    let start = Instant::now();
    work();
    let took = start.elapsed();
    assert!(took < limit, "{what} took {took:?}, more than {limit:?}");
}

#[test]
fn a_check_of_many_objects_takes_a_moment() {
    const N: usize = 20_000;
    let group = "count = 10\ndial_plan = \"P\"\n";
    let users = |keys: &str| Parts {
        users: tables("users", "u", N, &format!("{group}{keys}")),
        ..Parts::new()
    };
    let cases = [
        ("groups", users(""), 0),
        ("groups that are not enabled", users("um_enabled = \"0 %\"\n"), N),
        (
            "gateways",
            Parts {
                gateways: tables(
                    "gateway",
                    "gw",
                    N / 2,
                    "lines = { e1 = 30 }\nnext_hops = [\"ex\"]\n",
                ),
                ..Parts::new()
            },
            0,
        ),
        ("plans", Parts { others: tables("dial_plan", "Q", N, ""), ..Parts::new() }, 0),
        (
            "attendants",
            Parts {
                others: tables("auto_attendant", "a", N, "dial_plan = \"P\"\n"),
                ..Parts::new()
            },
            0,
        ),
        (
            "access numbers",
            Parts {
                others: tables("access_number", "n", N, "dial_plan = \"P\"\n"),
                ..Parts::new()
            },
            0,
        ),
    ];
    for (what, parts, findings) in cases {
        within(Duration::from_secs(10), what, || {
            let study = study(&parts.text()).unwrap_or_else(|e| panic!("{what}: {e}"));
            let found = &study.checked().findings;
            let of_users = found.iter().filter(|f| f.object.starts_with("users")).count();
            assert_eq!(of_users, findings, "{what}");
        });
    }
}

/// Runs a model as a process of its own. Returns the most memory that it took, MB, and what it says.
#[cfg(target_os = "linux")]
fn memory_of_a_run(text: &str) -> (u64, String) {
    let folder = tempfile::tempdir().expect("a folder");
    let model = folder.path().join("many.toml");
    std::fs::write(&model, text).expect("writes");
    let mut child = std::process::Command::new(env!("CARGO_BIN_EXE_busyhour"))
        .args(["run", "many.toml", "--out", "results"])
        .current_dir(folder.path())
        .stdout(std::process::Stdio::null())
        .stderr(std::process::Stdio::piped())
        .spawn()
        .expect("starts");
    let status = format!("/proc/{}/status", child.id());
    let mut most = 0;
    while child.try_wait().expect("runs").is_none() {
        let said = std::fs::read_to_string(&status).unwrap_or_default();
        let peak = said.lines().find_map(|line| line.strip_prefix("VmHWM:"));
        let kilobytes = peak.and_then(|peak| peak.split_whitespace().next()?.parse::<u64>().ok());
        most = most.max(kilobytes.unwrap_or(0) / 1_000);
        std::thread::sleep(Duration::from_millis(2));
    }
    let output = child.wait_with_output().expect("ends");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    (most, std::fs::read_to_string(folder.path().join("results/record.json")).expect("a record"))
}

#[cfg(target_os = "linux")]
#[test]
fn a_run_of_ten_thousand_hosts_or_groups_takes_300_mb() {
    const N: usize = 10_000;
    let hosts = Parts { servers: tables("exchange_server", "ex", N, ""), ..Parts::new() };
    let hosts = hosts.text().replace("[\"ex\"]", "[\"ex1\"]");
    let keys = "count = 10\ndial_plan = \"P\"\n";
    let groups = Parts { users: tables("users", "u", N, keys), ..Parts::new() };
    for (what, text) in [("hosts", hosts), ("groups", groups.text())] {
        within(Duration::from_secs(60), what, || {
            let (most, record) = memory_of_a_run(&text);
            assert!(most < 300, "{what}: {most} MB");
            assert!(record.contains("rows-left-out"), "{what}");
        });
    }
}

/// So many sites have no table of all pairs of them.
#[test]
fn delays_between_many_sites_are_those_of_few() {
    let with = |sites: usize| {
        let at = "site = \"s1\"\n";
        let parts = Parts::new();
        let link = "[[link]]\nbetween = [\"s1\", \"s2\"]\ndelay = \"30 ms\"\n";
        let text = Parts {
            others: format!("{}{link}", tables("site", "s", sites, "")),
            servers: format!("{}site = \"s2\"\n", parts.servers),
            gateways: format!("{}{at}", parts.gateways),
            users: format!("{}{at}", parts.users),
        };
        let study = study(&text.text()).unwrap_or_else(|e| panic!("{e}"));
        let plan = study.plan();
        busyhour::replicate(&study, &plan, &busyhour::NoControl)
            .unwrap_or_else(|e| panic!("{e}"))
            .digest
    };
    assert_eq!(with(3), with(300));
}

#[test]
fn of_many_findings_by_one_rule_the_first_are_shown_and_all_are_counted() {
    let keys = "count = 10\ndial_plan = \"P\"\num_enabled = \"0 %\"\n";
    let parts = Parts { users: tables("users", "u", 5_000, keys), ..Parts::new() };
    let folder = tempfile::tempdir().expect("a folder");
    let model = folder.path().join("many.toml");
    std::fs::write(&model, parts.text()).expect("writes");
    let output = std::process::Command::new(env!("CARGO_BIN_EXE_busyhour"))
        .arg("check")
        .arg(&model)
        .output()
        .expect("runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert_eq!(said.matches("error[not-um-enabled]: users").count(), 20);
    let words = said.split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(words.contains("4980 more objects have this finding (5000 in all)"), "{words}");
    assert!(words.contains("5000 errors"), "{words}");
}
