//! Every assumption of every shipped model has a range or a reason to have none, and the table of ranges agrees with the
//! default values.

use super::*;
use crate::experiment::{NoControl, replicate};
use std::path::{Path, PathBuf};

fn models() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("models");
    let folders = ["deployments", "tutorial", "broken", "certificates"].map(|f| root.join(f));
    let inside = |folder: &PathBuf| std::fs::read_dir(folder).expect("a folder of models");
    let files = folders.iter().flat_map(inside).flatten().map(|entry| entry.path());
    let mut found: Vec<PathBuf> =
        files.filter(|path| path.extension().is_some_and(|e| e == "toml")).collect();
    found.sort();
    assert!(found.len() > 20);
    found
}

/// The digest of a short run, to see whether anything differs.
fn digest(path: &Path, more: &[String]) -> String {
    let short = ["study.warm_up=0 s", "study.duration=2 min", "study.follow_at_most=5 min"];
    let set: Vec<String> = short.map(str::to_owned).into_iter().chain(more.to_vec()).collect();
    let study =
        Study::load(path, &set).unwrap_or_else(|e| panic!("{}: {more:?}: {e}", path.display()));
    let plan = Plan { seed: 1, replications: 1, threads: 1, allow_large: false };
    replicate(&study, &plan, &NoControl).expect("runs").digest
}

#[test]
fn every_assumption_has_a_range_or_a_reason() {
    let mut checked = std::collections::BTreeSet::new();
    for path in models() {
        let study = Study::load(&path, &[]).expect("a model");
        let load = |set: &[String]| Study::load(&path, set);
        let mut as_assumed = None;
        for a in &study.deployment().assumptions {
            let default = match ranges::of(&a.key, &a.value) {
                Ok(default) => default,
                Err("no range is known for it") => panic!(
                    "`{}` (in {}) has no range: add it to scenario/defaults",
                    a.key,
                    path.display()
                ),
                Err(_) => continue,
            };
            // Each once, where it is met first.
            if !checked.insert(a.key.clone()) {
                continue;
            }
            let set = |value: &str| {
                overrides(default, value, study.deployment(), (&load, &[]), &mut Vec::new())
                    .unwrap_or_else(|e| panic!("{} in {}: {e}", a.key, path.display()))
            };
            let ends = ranges::ends(default);
            for value in [ends.low.map(|low| low.1), Some(ends.high.1)] {
                let Some(value) = value else { continue };
                let changed = load(&set(&value)).expect("it was read before");
                let left = &changed.deployment().assumptions;
                assert!(
                    left.iter().all(|b| (&b.key, &b.value) != (&a.key, &a.value)),
                    "{} is assumed still",
                    a.key
                );
            }
            if !default.text().is_empty() {
                let before = as_assumed.get_or_insert_with(|| digest(&path, &[]));
                let after = digest(&path, &set(default.text()));
                assert_eq!(*before, after, "`{}` is not {}", a.key, default.text());
            }
        }
    }
    assert!(checked.len() > 50, "{}", checked.len());
}
