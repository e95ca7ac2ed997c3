//! The HTML page of each kind of report in a browser: nothing is loaded from elsewhere, no script error, nothing wider
//! than the window, and text that can be read, at the width of a desktop and a phone, light, dark and printed. Needs
//! Chromium: without one the tests say so and pass, unless `BUSYHOUR_BROWSER=required`. With `BUSYHOUR_AXE=axe.min.js` the rules
//! of axe-core are checked as well.

use crate::browser::{Browser, Screen};
use crate::program::{busyhour, said};
use std::fs;
use std::path::Path;

/// An office with a long name, markup in a name, targets, outages with rates, and something to size.
pub const OFFICE: &str = r#"title = "An office whose title is so long that it takes more than one line of a telephone <b>held</b> upright"
[study]
duration = "4 min"
warm_up = "30 s"
replications = 2
[[target]]
measure = "blocking"
at_most = "1 %"
[[target]]
measure = "voice_mail_routing_latency.p95"
at_most = "3 s"
[[vary]]
name = "E1 lines of the gateway"
key = 'gateway[*].lines.e1'
from = 2
to = 4
cost = "300 EUR/month"
[[gateway]]
name = "a-gateway-with-a-name-of-more-than-sixty-letters.branch.contoso.test"
lines = { e1 = 3 }
[[mediation_server]]
name = "med<script>1"
[[pool]]
name = "pool01"
[[exchange_server]]
name = "ex1"
[[dial_plan]]
name = "UMSIP"
[[users]]
name = "head office"
count = 1500
[[traffic]]
name = "calls"
class = "voice"
to = "head office"
arrivals = { per_user = "1/h" }
[[outage]]
name = "the server of voice mail is being repaired"
of = "ex1"
every = { exponential = { mean = "365 d" } }
lasts = "1 min"
"#;

/// A command for each kind of report.
pub const STUDIES: [(&str, &[&str]); 10] = [
    ("run", &["run", "office.toml"]),
    ("found", &["run", "office.toml", "--set", "study.warm_up=found"]),
    ("lose", &["run", "office.toml", "--lose", "each"]),
    ("headroom", &["run", "office.toml", "--headroom"]),
    ("year", &["run", "office.toml", "--year"]),
    (
        "sweep",
        &[
            "sweep",
            "office.toml",
            "--vary",
            "gateway[*].lines.e1=[1, 2]",
            "--vary",
            "pool[*].front_ends=[2, 3]",
            "--no-refine",
        ],
    ),
    (
        "sample",
        &["sweep", "office.toml", "--vary", "users[*].busy=1%..20%", "--latin-hypercube", "5"],
    ),
    ("sensitivity", &["sensitivity", "office.toml", "--only", "pool.*"]),
    ("compare", &["compare", "office.toml", "--vary", "gateway[*].lines.e1=[1, 2]"]),
    ("size", &["size", "office.toml", "--at-most", "10", "--designs", "5"]),
];

const SCREENS: [Screen; 4] = [
    Screen { width: 1280, scheme: "light", media: "screen" },
    Screen { width: 1280, scheme: "dark", media: "screen" },
    Screen { width: 360, scheme: "dark", media: "screen" },
    Screen { width: 1280, scheme: "light", media: "print" },
];

#[test]
fn every_page_can_be_read_in_a_browser() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("office.toml"), OFFICE).expect("written");
    let mut faults = Vec::new();
    for (name, arguments) in STUDIES {
        // One for each, because no browser lives long.
        let Some(mut browser) = Browser::start() else { return };
        let mut command = busyhour();
        command.current_dir(folder.path()).args(arguments).args(["--out", name]);
        let output = command.output().expect("runs");
        let page = folder.path().join(name).join("report.html");
        assert!(page.is_file(), "{name}: {}", said(&output));
        for screen in SCREENS {
            let found = browser.faults_of(&page, &screen);
            faults.extend(found.into_iter().map(|fault| format!("{name}, {screen:?}: {fault}")));
        }
    }
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// The values under the pointer, and which part of the day is shown.
const SHOWN: &str = r#"[document.querySelector('.plot-range').textContent, document.querySelector('.plot-legend').textContent]"#;

#[test]
fn charts_of_lines_zoom_by_mouse_and_by_keys_and_are_printed_without() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("office.toml"), OFFICE).expect("written");
    let mut command = busyhour();
    let output =
        command.current_dir(folder.path()).args(["run", "office.toml", "--out", "run"]).output();
    let page = folder.path().join("run/report.html");
    assert!(page.is_file(), "{}", said(&output.expect("runs")));
    browser.open(&page, &SCREENS[0]);
    let place = browser.evaluate(
        "(() => { const over = document.querySelector('.u-over'); over.scrollIntoView({ block: 'center' }); \
         const box = over.getBoundingClientRect(); return [box.left, box.top, box.width]; })()",
    );
    let at = |i: usize| place[i].as_f64().expect("a number");
    let point = (at(0) + at(2) / 4.0, at(1) + 60.0);
    let all = browser.evaluate(SHOWN);
    assert_eq!(all[0], "Drag over a part to zoom into it.");
    browser.drag(point, at(2) / 2.0);
    let zoomed = browser.evaluate(SHOWN);
    let range = zoomed[0].as_str().expect("a text");
    assert!(range.starts_with("08:01") && range.contains(" to 08:03"), "{range}");
    let values = zoomed[1].as_str().expect("a text");
    assert!(values.contains("08:0") && values.contains(" to "), "{values}");
    browser.double_click(point);
    assert_eq!(browser.evaluate(SHOWN)[0], all[0]);
    browser.evaluate("document.querySelector('.plot-box').focus()");
    browser.press("+");
    assert_ne!(browser.evaluate(SHOWN)[0], all[0]);
    browser.press("ArrowRight");
    let spoken = browser.evaluate("document.querySelector('.plot-spoken').textContent");
    assert!(spoken.as_str().is_some_and(|text| text.contains(" to ")), "{spoken}");
    browser.press("Escape");
    assert_eq!(browser.evaluate(SHOWN)[0], all[0]);
    // On paper, and without script, the printed chart stands.
    let printed = "[...document.querySelectorAll('figure')].every(figure => \
        figure.querySelector('.chart').checkVisibility() && !figure.querySelector('.plot')?.checkVisibility())";
    assert_eq!(browser.evaluate(printed), false);
    browser.open(&page, &SCREENS[3]);
    assert_eq!(browser.evaluate(printed), true);
    browser.run_scripts(false);
    browser.open(&page, &SCREENS[0]);
    assert_eq!(browser.evaluate(printed), true);
}

#[test]
fn the_browser_finds_what_is_wrong() {
    let Some(mut browser) = Browser::start() else { return };
    let folder = tempfile::tempdir().expect("a folder");
    let page = folder.path().join("wrong.html");
    let body = r##"<!DOCTYPE html><html lang="en"><title>t</title><body style="background:#fff">
        <p style="color:#aaa">pale</p><div style="width:3000px">wide</div>
        <svg width="90" height="30"><rect width="90" height="30" fill="#0072B2"/><text y="20" fill="#222222">dark</text></svg>
        <img src="http://busyhour.invalid/x.png" alt="x"><script>undefined_name()</script></html>"##;
    fs::write(&page, body).expect("written");
    let faults = browser.faults_of(Path::new(&page), &SCREENS[0]).join("\n");
    for words in ["pale", "dark", "wider than", "busyhour.invalid", "undefined_name"] {
        assert!(faults.contains(words), "{words}:\n{faults}");
    }
}
