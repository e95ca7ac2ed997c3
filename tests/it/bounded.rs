//! What a scenario holds is bounded: sizes, depths, numbers, and the time to read it. The limits are in
//! `src/base/limits.rs`.

use crate::scenario::{GOOD, load};
use busyhour::Error;
use busyhour::internals::base::limits;
use busyhour::internals::scenario::{Files, Scenario, parse};
use std::fmt::Write as _;
use std::time::{Duration, Instant};

/// Every file has the same text.
struct Everywhere(&'static str);

impl Files for Everywhere {
    fn read(&self, _path: &str) -> Result<String, String> {
        Ok(self.0.to_owned())
    }
}

fn read(text: &str, set: &[&str], files: &dyn Files) -> Result<Scenario, Error> {
    let set: Vec<String> = set.iter().map(|text| (*text).to_owned()).collect();
    parse("model.toml", text, files, &set)
}

/// Everything that is said of a model, and that it is short.
fn said(text: &str, set: &[&str]) -> String {
    let error = read(text, set, &Everywhere("")).err();
    let said = error.map(|error| error.to_string()).unwrap_or_default();
    let start: String = text.chars().take(80).collect();
    assert!(said.len() < 20_000, "{start}: {} bytes", said.len());
    said
}

/// So many pieces, one after another.
fn many(n: usize, piece: impl Fn(usize) -> String) -> String {
    (0..n).fold(String::new(), |mut text, i| {
        let _ = write!(text, "{}", piece(i));
        text
    })
}

#[test]
fn names_ranges_and_depths_have_limits() {
    let server = |name: &str| format!("{GOOD}\n[[exchange_server]]\nname = \"{name}\"\n");
    let deep = |open: &str, close: &str| {
        format!("{GOOD}\nx = {}1{}\n", open.repeat(10_000), close.repeat(10_000))
    };
    let long = "o".repeat(300_000);
    let ranges = many(10, |i| format!("[[exchange_server]]\nname = \"e{i}-[1-10000]\"\n"));
    let keys = many(30, |i| format!("key{i} = 1\n"));
    let six = many(6, |i| format!("[[exchange_server]]\nname = \"e{i}-[1-10000]\"\n"));
    let costly = format!("{six}[defaults.exchange_server]\n{keys}");
    for (text, expected) in [
        (server(&format!("ex[{}-1]", "0".repeat(65_536))), "at most 1000 characters"),
        (server("ex[0000000000-1]"), "at most 9 digits"),
        (server("ex[1-10001]"), "it stands for 10001 names; the limit is 10000"),
        (server("ex[1-100][1-101]"), "it stands for 10100 names; the limit is 10000"),
        (server("[1-2][1-2][1-2][1-2][1-2]"), "at most 4 ranges"),
        (server(&long), "at most 1000 characters"),
        (format!("{long} = 1\n{GOOD}"), "a key has at most 1000 characters"),
        (format!("{GOOD}\n{ranges}"), "more than 65000 hosts: 10000"),
        (format!("{GOOD}\n{costly}"), "copy more than 1500000 keys and values"),
        (deep("[", "]"), "recurse"),
        (deep("{ a = ", " }"), "recurse"),
        (format!("{}b = 1\n", "a.".repeat(10_000)), "recursion limit"),
        (format!("[{}b]\nx = 1\n", "a.".repeat(10_000)), "recursion limit"),
        (
            GOOD.replace("name = \"pool01\"", "name = \"pool01\"\nfront_ends = 4000000000"),
            "at most 10000 Front Ends",
        ),
    ] {
        assert!(said(&text, &[]).contains(expected), "{expected}: {}", said(&text, &[]));
    }
}

#[test]
fn what_a_model_may_hold_many_of_has_limits() {
    let users = |n| many(n, |i| format!("[[users]]\nname = \"u{i}\"\ncount = 1\n"));
    let gateways = "[[gateway]]\nname = \"g[1-10000]\"\nchannels = 1\n";
    let sources = many(1_000, |i| {
        format!(
            "[[traffic]]\nname = \"s{i}\"\nclass = \"outbound\"\nfrom = \"office\"\narrivals = \"1/h\"\n"
        )
    });
    for (more, expected) in [
        (users(150_000), "more than 150000 tables: 15000"),
        (format!("{}{gateways}", users(100)), "are more than 1000000 pairs"),
        (sources, "this is traffic source 1001 of 1001; a model has at most 1000"),
    ] {
        let error = load(&format!("{GOOD}\n{more}")).expect_err(expected);
        let said = error.to_string();
        assert!(said.contains(expected), "{expected}: {said}");
    }
}

#[test]
fn overrides_have_limits() {
    let deep = format!("study{}=1", ".a".repeat(60_000));
    assert!(said(GOOD, &[&deep]).contains("at most 65536 bytes"));
    let deep = format!("study{}=1", ".a".repeat(20_000));
    assert!(said(GOOD, &[&deep]).contains("at most 20 keys, not 20001"));
    let nested = format!("study.seed={}", "[".repeat(10_000));
    assert!(said(GOOD, &[&nested]).contains("not valid TOML"));
    let long = format!("title={}", "o".repeat(2_000));
    assert!(said(GOOD, &[&long]).contains("at most 1000 characters"));
}

/// A sum of sums as deep as TOML allows is read, and no stack overflows.
#[test]
fn a_deep_sum_is_read() {
    let deep = |n: usize| format!("{}\"1 s\"{}", "{ sum = [".repeat(n), "] }".repeat(n));
    let text = GOOD.replace("count = 100", &format!("count = 100\nring = {}", deep(35)));
    assert_eq!(said(&text, &[]), "");
}

#[test]
fn no_quantity_is_infinite_or_no_number() {
    for number in ["nan", "-nan", "inf", "-inf", "1e400", "-1e400"] {
        for (from, key) in [
            ("count = 100", format!("count = {number}")),
            (
                "count = 100",
                format!("count = 100\nring = {{ gamma = {{ mean = \"1 s\", cv = {number} }} }}"),
            ),
            (
                "[[gateway]]",
                format!("[[target]]\nmeasure = \"blocking\"\nat_most = {number}\n[[gateway]]"),
            ),
            ("[[gateway]]", format!("[study]\nreplications = {number}\n[[gateway]]")),
            ("[[gateway]]", format!("[delivery]\nunknown = [{{ a = {number} }}]\n[[gateway]]")),
        ] {
            let said = said(&GOOD.replacen(from, &key, 1), &[]);
            assert!(
                said.contains("is not a quantity. hint: write a finite number"),
                "{key}: {said}"
            );
        }
        let set = format!("users[*].ring.gamma={{ mean = \"1 s\", cv = {number} }}");
        assert!(said(GOOD, &[&set]).contains("is not a quantity"), "{set}");
    }
    let digits = "9".repeat(400);
    for time in
        ["nan s", "inf s", "1e400 s", &format!("{digits} s"), &format!("1{} d", "0".repeat(300))]
    {
        let text = GOOD.replace("count = 100", &format!("count = 100\nring = \"{time}\""));
        assert!(!said(&text, &[]).is_empty(), "{time}");
        assert!(!said(GOOD, &[&format!("users[*].ring={time}")]).is_empty(), "{time}");
        let rate = GOOD.replace("\"60/h\"", &format!("\"{}\"", time.replace(' ', "/")));
        assert!(!said(&rate, &[]).is_empty() || time.starts_with('1'), "{time}");
    }
}

/// Of a file that is no table of numbers and no TOML, nothing is shown.
#[test]
fn no_line_of_another_file_is_shown() {
    let secret = Everywhere("root:x:0:0:hidden:/root:/bin/sh\nhidden\n");
    let csv = format!("{GOOD}\npatience = {{ empirical = \"passwd\" }}\n");
    let include = format!("include = [\"passwd\"]\n{GOOD}");
    for (text, expected) in
        [(csv, "passwd`: line 1: its first field is not"), (include, "passwd` is")]
    {
        let error = read(&text, &[], &secret).expect_err("no table");
        let shown = busyhour::internals::report::diagnostics::render(error.diagnostics(), false);
        assert!(shown.contains(expected), "{shown}");
        assert!(!shown.contains("hidden") && !shown.contains("root"), "{shown}");
    }
}

#[test]
fn files_have_a_number_and_a_size() {
    let includes = |n| format!("include = [{}]\n{GOOD}", many(n, |i| format!("\"f{i}.toml\", ")));
    assert_eq!(said(&includes(limits::MODEL_FILES - 1), &[]), "");
    assert!(said(&includes(limits::MODEL_FILES), &[]).contains("at most 1000 files"));
    let long: &'static str = "# comment\n".repeat(4 << 20 >> 3).leak();
    let error = read(&includes(20), &[], &Everywhere(long)).expect_err("too long");
    assert!(error.to_string().contains("more than 16 MiB"), "{error}");
    let circle = read(&includes(1), &[], &Everywhere("include = [\"f0.toml\"]"));
    assert!(circle.expect_err("a circle").to_string().contains("already includes"));
}

#[test]
fn of_many_problems_the_first_are_shown_and_the_others_counted() {
    let text =
        format!("{GOOD}{}", many(10_000, |i| format!("[[pool]]\nname = \"p{i}\"\nsize = 1\n")));
    let error = read(&text, &[], &Everywhere("")).expect_err("unknown keys");
    assert_eq!(error.diagnostics().len(), 10_000);
    let shown = busyhour::internals::report::diagnostics::render(error.diagnostics(), false);
    assert!(shown.contains("… and 9950 more") && shown.contains("10000 errors"), "{}", shown.len());
    assert!(error.to_string().ends_with("… and 9950 more"));
    let keys = format!("{GOOD}{}", many(10_000, |i| format!("key{i} = 1\n")));
    let said = said(&keys, &[]);
    assert!(said.contains("this table has 40 mistakes or more"), "{said}");
}

/// Four times as much takes four times as long, not sixteen times. The bound is generous, for a machine that does other
/// things as well.
#[test]
fn reading_grows_no_faster_than_n_log_n() {
    let took = |text: &str| {
        let start = Instant::now();
        let error = read(text, &[], &Everywhere("1\n")).err();
        drop(error.map(|error| error.to_string()));
        start.elapsed()
    };
    type Make = fn(usize) -> String;
    let kinds: [(&str, Make); 8] = [
        ("like the next", |n| {
            chain(n, |i, n| if i + 1 < n { format!("u{}", i + 1) } else { "office".into() })
        }),
        ("like the one before", |n| {
            chain(n, |i, _| if i > 0 { format!("u{}", i - 1) } else { "office".into() })
        }),
        ("like nobody", |n| chain(n, |i, _| format!("nobody{i}"))),
        ("like in a circle", |n| chain(n, |i, n| format!("u{}", (i + 1) % n))),
        ("unknown keys", |n| format!("{GOOD}{}", many(n, |i| format!("key{i} = 1\n")))),
        ("unknown tables", |n| format!("{GOOD}{}", many(n, |i| format!("[users_{i}]\nkey = 1\n")))),
        ("files", |n| {
            format!("include = [{}]\n{GOOD}", many(n, |i| format!("\"{}.toml\", ", i % 7)))
        }),
        ("CSV files", |n| {
            let one =
                |i| format!("[[users]]\nname = \"u{i}\"\nring = {{ empirical = \"{i}.csv\" }}\n");
            format!("{GOOD}{}", many(n, one))
        }),
    ];
    for (kind, make) in kinds {
        let (short, long) = (make(2_000), make(8_000));
        let (first, second) = (took(&short), took(&long));
        // Below 200 ms the clock decides.
        let bound = (first * 10).max(Duration::from_millis(200) * 10);
        assert!(second < bound, "{kind}: {first:?} for 2,000, {second:?} for 8,000");
    }
}

fn chain(n: usize, like: impl Fn(usize, usize) -> String) -> String {
    let one = |i| format!("[[users]]\nname = \"u{i}\"\nlike = \"{}\"\n", like(i, n));
    format!("{GOOD}{}", many(n, one))
}
