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
