//! The house's floors: an import may only go down. The table is a design decision
//! (`ARCHITECTURE.md`); a new line in it deserves a word there.

use std::fs;
use std::path::{Path, PathBuf};

/// What each module may know besides `base` and itself.
const KNOWS: &[(&str, &[&str])] = &[
    ("base", &[]),
    ("measure", &[]),
    ("scenario", &["measure"]),
    ("kernel", &[]),
    ("stats", &[]),
    ("deployment", &["scenario", "measure"]),
    ("check", &["deployment", "scenario", "measure", "stats"]),
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
            "deployment",
            "scenario",
            "kernel",
            "stats",
            "measure",
        ],
    ),
    ("report", &["experiment", "check", "deployment", "stats", "measure"]),
    (
        "cli",
        &[
            "report",
            "experiment",
            "check",
            "deployment",
            "network",
            "scenario",
            "kernel",
            "stats",
            "measure",
        ],
    ),
];

fn sources(folder: &Path, out: &mut Vec<PathBuf>) {
    for entry in fs::read_dir(folder).expect("the folder is there").flatten() {
        let path = entry.path();
        if path.is_dir() {
            sources(&path, out);
        } else if path.extension().is_some_and(|e| e == "rs") {
            out.push(path);
        }
    }
}

fn all_sources() -> Vec<PathBuf> {
    let mut out = Vec::new();
    sources(&Path::new(env!("CARGO_MANIFEST_DIR")).join("src"), &mut out);
    out.sort();
    assert!(out.len() > 20);
    out
}

#[test]
fn imports_only_go_down() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let modules: Vec<&str> = KNOWS.iter().map(|(module, _)| *module).collect();
    let mut climbing = Vec::new();
    for path in all_sources() {
        let inside = path.strip_prefix(&root).expect("below src");
        let Some(module) = inside.iter().next().and_then(|m| m.to_str()) else { continue };
        let Some((_, knows)) = KNOWS.iter().find(|(name, _)| *name == module) else { continue };
        let text = fs::read_to_string(&path).expect("readable");
        for (number, line) in text.lines().enumerate() {
            let code = line.split("//").next().unwrap_or_default();
            for part in code.split("crate::").skip(1) {
                let target: String =
                    part.chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
                let known = target == "base" || target == module || knows.contains(&&*target);
                if modules.contains(&&*target) && !known {
                    climbing.push(format!("{}:{}: {target}", inside.display(), number + 1));
                }
            }
        }
    }
    assert!(climbing.is_empty(), "imports that climb:\n{}", climbing.join("\n"));
}

#[test]
fn every_file_says_what_it_is_and_stays_short() {
    for path in all_sources() {
        let text = fs::read_to_string(&path).expect("readable");
        assert!(text.starts_with("//!"), "{} does not begin with //!", path.display());
        assert!(text.lines().count() <= 1_000, "{} is too long", path.display());
    }
}
