//! Checks that the keys of `[[vary]]` exist and take the numbers that they may have.

use super::decode;
use super::expand;
use super::files::Files;
use super::node::Object;
use super::tables::VaryTable;
use crate::base::Diagnostic;
use sha2::Sha256;

/// Sets each key to its least and its greatest value, and reports what is wrong with that. A design of a study sets all of
/// them, and is not checked again.
pub(super) fn check(
    (name, text, files): (&str, &str, &dyn Files),
    overrides: &[String],
    varied: &[Object<VaryTable>],
    problems: &mut Vec<Diagnostic>,
) {
    let is_set = |key: &str| {
        overrides.iter().any(|o| o.split_once('=').is_some_and(|(path, _)| path.trim() == key))
    };
    for object in varied.iter().filter(|object| !is_set(object.says.key.trim())) {
        let VaryTable { key, from, to, .. } = &object.says;
        for value in [from, to] {
            let set = format!("{key}={value}");
            let all: Vec<String> = overrides.iter().cloned().chain([set.clone()]).collect();
            let mut found = Vec::new();
            let hash = &mut Sha256::default();
            let root = expand::expand(name, text, files, &all, hash, &mut found);
            decode::tables(&root, &mut found);
            if let Some(first) = found.into_iter().next() {
                let message = format!("`key` cannot be set to {value}: {}", first.message);
                let problem = Diagnostic::error(&object.label, message);
                problems.push(problem.at(object.place_of("key")).hint(first.hint));
                break;
            }
        }
    }
}
