//! The floors of the library: an import may only go down, and files of one floor import in one direction. The tables are
//! design decisions (`ARCHITECTURE.md`); a new line in them deserves a word there.

use crate::imports::Sources;
use std::collections::BTreeSet;
use std::fs;
use std::path::Path;

/// What each module may import from besides `base` and itself.
const KNOWS: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("measure", &[]),
    ("scenario", &["measure"]),
    ("kernel", &[]),
    ("stats", &[]),
    ("deployment", &["scenario", "measure"]),
    ("check", &["deployment", "scenario", "measure", "stats"]),
    ("import", &["scenario", "stats"]),
    ("network", &["deployment", "kernel", "measure"]),
    // The network's enums (class, balance, version) are the deployment's own.
    ("call", &["network", "kernel", "deployment", "measure"]),
    ("recorder", &["call", "network", "kernel", "stats", "deployment", "measure"]),
    (
        "experiment",
        &[
            "recorder",
            "call",
            "network",
            "check",
            "import",
            "deployment",
            "scenario",
            "kernel",
            "stats",
            "measure",
        ],
    ),
    ("report", &["experiment", "import", "check", "deployment", "stats", "measure"]),
    (
        "cli",
        &[
            "report",
            "experiment",
            "import",
            "check",
            "deployment",
            "network",
            "scenario",
            "kernel",
            "stats",
            "measure",
        ],
    ),
    // Names the modules for tests and benches; nothing imports from it.
    ("internals", &[]),
];

#[test]
fn imports_only_go_down() {
    let sources = Sources::read();
    let mut climbing = Vec::new();
    for (module, file) in sources.files() {
        let Some(floor) = module.first() else { continue };
        let (_, knows) = KNOWS
            .iter()
            .find(|(name, _)| name == floor)
            .unwrap_or_else(|| panic!("{} is on no floor", file.name));
        for target in sources.imports(module, true) {
            let Some(other) = target.first() else { continue };
            if other != "base" && other != floor && !knows.contains(&other.as_str()) {
                climbing.push(format!("{} imports from {}", file.name, target.join("::")));
            }
        }
    }
    assert!(climbing.is_empty(), "imports that climb:\n{}", climbing.join("\n"));
}

#[test]
fn files_import_in_one_direction() {
    let circles = Sources::read().circles();
    let lines: Vec<String> = circles.iter().map(|circle| circle.join(", ")).collect();
    assert!(lines.is_empty(), "files that import from each other:\n{}", lines.join("\n"));
}

#[test]
fn the_reader_of_imports_sees_every_form() {
    let sources = Sources::read();
    let imports = |module: &[&str]| -> BTreeSet<String> {
        let module: Vec<String> = module.iter().map(|part| (*part).to_owned()).collect();
        sources.imports(&module, false).iter().map(|path| path.join("::")).collect()
    };
    // `use crate::base::…` through the re-exports of base/mod.rs.
    assert!(imports(&["kernel", "station"]).contains("base::time"));
    // `crate::base::Error` in the middle of code, or in a `use` with braces.
    assert!(imports(&["cli", "session"]).contains("base::error"));
    // `super::` names a sibling.
    assert!(imports(&["cli", "saved"]).contains("cli::outputs"));
    assert!(imports(&["stats", "erlang", "series"]).contains("stats::erlang"));
}

#[test]
fn internals_name_every_floor_below_the_command_line() {
    let text = fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/internals.rs"));
    let text = text.expect("readable");
    let (_, list) = text.rsplit_once("rooms! {").expect("the list of modules");
    let named: BTreeSet<&str> =
        list.trim_end_matches(['}', '\n', ' ']).split_whitespace().collect();
    let floors = KNOWS.iter().map(|(name, _)| *name);
    let below: BTreeSet<&str> =
        floors.filter(|name| !matches!(*name, "cli" | "internals")).collect();
    assert_eq!(named, below);
}

#[test]
fn every_file_says_what_it_is_and_stays_short() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    for (_, file) in Sources::read().files() {
        let text = fs::read_to_string(root.join(&file.name)).expect("readable");
        assert!(text.starts_with("//!"), "{} does not begin with //!", file.name);
        assert!(text.lines().count() <= 1_000, "{} is too long", file.name);
    }
}

#[test]
fn the_code_map_names_files_that_exist() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let text = fs::read_to_string(root.join("ARCHITECTURE.md")).expect("readable");
    let (_, map) = text.split_once("## Code map").expect("ARCHITECTURE.md has a code map");
    let map = map.split("\n## ").next().unwrap_or_default();
    let quoted: Vec<&str> = map.split('`').skip(1).step_by(2).collect();
    let paths = quoted.iter().filter(|text| text.ends_with(".rs") || text.ends_with('/'));
    let missing: Vec<&&str> = paths
        .filter(|path| !root.join("src").join(path).exists() && !root.join(path).exists())
        .collect();
    assert!(missing.is_empty(), "the code map names what is not there: {missing:?}");
    for (floor, _) in KNOWS {
        let named = [format!("{floor}/"), format!("{floor}.rs")];
        assert!(
            named.iter().any(|name| quoted.contains(&name.as_str())),
            "no `{floor}/` in the code map"
        );
    }
}
