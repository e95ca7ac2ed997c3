//! Makes a scenario that shows a fault as small as it can be: takes away tables and keys while the fault stays.

use super::Written;
use toml::{Table, Value};

/// A step of a path into a scenario.
#[derive(Clone, Debug, PartialEq)]
enum Step {
    Key(String),
    Index(usize),
}

/// The smallest scenario found in which `fails` still holds.
pub fn shrunk(written: &Written, fails: impl Fn(&Written) -> bool) -> Written {
    let mut best = whole(written);
    if !fails(&best) {
        return written.clone();
    }
    // Whole tables first, then what is inside them; from the start again as long as that helps.
    let (mut at, mut smaller) = (0, false);
    loop {
        let mut paths = paths(&Value::Table(best.root.clone()));
        paths.sort_by_key(Vec::len);
        let Some(path) = paths.get(at) else {
            if !smaller {
                return best;
            }
            (at, smaller) = (0, false);
            continue;
        };
        let mut root = best.root.clone();
        if remove_key(&mut root, path) {
            let candidate = Written { root, included: None };
            if fails(&candidate) {
                (best, smaller) = (candidate, true);
                continue;
            }
        }
        at += 1;
    }
}

fn remove_key(root: &mut Table, path: &[Step]) -> bool {
    let mut value = Value::Table(std::mem::take(root));
    let removed = remove(&mut value, path);
    if let Value::Table(table) = value {
        *root = table;
    }
    removed
}

/// The same in one file.
fn whole(written: &Written) -> Written {
    let mut root = written.root.clone();
    for (key, value) in written.included.iter().flatten() {
        root.insert(key.clone(), value.clone());
    }
    root.remove("include");
    Written { root, included: None }
}

fn paths(value: &Value) -> Vec<Vec<Step>> {
    let mut out = Vec::new();
    let inner: Vec<(Step, &Value)> = match value {
        Value::Table(table) => table.iter().map(|(k, v)| (Step::Key(k.clone()), v)).collect(),
        Value::Array(list) => {
            list.iter().enumerate().rev().map(|(i, v)| (Step::Index(i), v)).collect()
        }
        _ => return out,
    };
    for (step, value) in inner {
        out.push(vec![step.clone()]);
        for path in paths(value) {
            out.push([vec![step.clone()], path].concat());
        }
    }
    out
}

fn remove(value: &mut Value, path: &[Step]) -> bool {
    match (path, value) {
        ([Step::Key(key)], Value::Table(table)) => table.remove(key).is_some(),
        ([Step::Index(i)], Value::Array(list)) if *i < list.len() => {
            list.remove(*i);
            true
        }
        ([Step::Key(key), rest @ ..], Value::Table(table)) => {
            table.get_mut(key).is_some_and(|inner| remove(inner, rest))
        }
        ([Step::Index(i), rest @ ..], Value::Array(list)) => {
            list.get_mut(*i).is_some_and(|inner| remove(inner, rest))
        }
        _ => false,
    }
}
