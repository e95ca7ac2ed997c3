//! Every shipped model runs, and what happens to its calls does not change unnoticed. To accept a
//! change of digests on purpose: `UPDATE_DIGESTS=1 cargo test models`, and say why in the commit.

use busyhour::internals::experiment::{NoControl, Plan, Study, replicate};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

fn root() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}

/// All shipped models.
pub fn models() -> Vec<PathBuf> {
    let mut out = Vec::new();
    let folders = [
        "tutorial",
        "reference",
        "deployments",
        "certificates",
        "coverage",
        "sizing",
        "broken",
        "broken/symptoms",
    ];
    for folder in folders {
        let folder = root().join("models").join(folder);
        for entry in std::fs::read_dir(folder).expect("the folder is there").flatten() {
            if entry.path().extension().is_some_and(|e| e == "toml") {
                out.push(entry.path());
            }
        }
    }
    out.sort();
    assert!(out.len() > 25);
    out
}

#[test]
fn every_model_runs_and_keeps_its_digest() {
    let kept = root().join("models/digests.txt");
    let mut digests = BTreeMap::new();
    for path in models() {
        let name = path.strip_prefix(root()).expect("below").display().to_string();
        // One short replication: what happens is what counts here, not how precisely it is known.
        let short = ["study.duration=10 min".to_owned(), "study.warm_up=2 min".to_owned()];
        let study = Study::load(&path, &short).unwrap_or_else(|e| panic!("{e}"));
        let plan = Plan { replications: 1, ..study.plan() };
        let record = replicate(&study, &plan, &NoControl).unwrap_or_else(|e| panic!("{name}: {e}"));
        assert!(record.calls > 0, "{name}");
        digests.insert(name, record.digest);
    }
    let text: String = digests.iter().map(|(name, digest)| format!("{digest}  {name}\n")).collect();
    if std::env::var_os("UPDATE_DIGESTS").is_some() {
        std::fs::write(&kept, &text).expect("writable");
    }
    let before = std::fs::read_to_string(&kept).unwrap_or_default();
    let moved: Vec<&str> = text.lines().filter(|line| !before.contains(line)).collect();
    assert!(moved.is_empty(), "digests moved, see the head of this file:\n{}", moved.join("\n"));
    assert_eq!(before.lines().count(), text.lines().count(), "a model is gone");
}

#[test]
fn the_kept_report_is_what_the_model_still_says() {
    let folder = tempfile::tempdir().expect("a folder");
    let status = std::process::Command::new(env!("CARGO_BIN_EXE_busyhour"))
        .args(["run", "models/deployments/contoso.toml", "--out"])
        .arg(folder.path())
        .output()
        .expect("runs")
        .status;
    assert_eq!(status.code(), Some(0));
    let read = |path: &Path| std::fs::read_to_string(path).expect("readable");
    let kept = read(&root().join("results/reference/contoso/report.md"));
    let says = read(&folder.path().join("report.md"));
    assert!(kept == says, "stale: results/reference/README.md says how it is made");
    // The boxes of the diagram have room for what they say.
    assert!(!read(&folder.path().join("charts/topology.svg")).contains('…'));
}

#[test]
fn generated_pages_are_not_stale() {
    // The glossary is written by hand up to its measures.
    let glossary = std::fs::read_to_string(root().join("docs/glossary.md")).expect("readable");
    let (by_hand, _) = glossary.split_once("\n## Measures\n").expect("a section of measures");
    let measures = busyhour::internals::measure::glossary_rows();
    let pages = [
        (
            "docs/glossary.md",
            format!("{by_hand}\n## Measures\n\n| term | meaning |\n| --- | --- |\n{measures}"),
        ),
        ("docs/scenario.md", busyhour::internals::scenario::reference_page()),
        ("docs/defaults.md", busyhour::internals::scenario::defaults_page()),
        ("docs/scenario.schema.json", busyhour::internals::scenario::schema()),
        ("docs/rules.md", busyhour::internals::check::pages()),
        ("docs/measures.md", busyhour::internals::measure::reference_page()),
        ("docs/record.schema.json", busyhour::internals::report::json::record_schema()),
    ];
    for (file, text) in pages {
        let path = root().join(file);
        if std::env::var_os("UPDATE_DOCS").is_some() {
            std::fs::write(&path, &text).expect("writable");
        }
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        assert!(kept == text, "{file} is stale: UPDATE_DOCS=1 cargo test generated_pages");
    }
}
