//! Expands the tree before it is read: overrides, defaults, `like`, and names that stand for several
//! objects. Afterwards every object has all its keys.

use super::characters;
use super::copies::{Copies, fill};
use super::counts;
use super::files::Files;
use super::include;
use super::like;
use super::node::{Node, Table, Value};
use super::overrides;
use super::pattern::nearest;
use super::ranges;
use super::tables::LISTS;
use crate::base::Diagnostic;
use crate::base::limits::{HOSTS, TABLES};
use sha2::{Digest as _, Sha256};

/// The whole tree of a scenario; empty if a file cannot be read or is not TOML.
pub(super) fn expand(
    name: &str,
    text: &str,
    files: &dyn Files,
    overrides: &[String],
    hash: &mut Sha256,
    problems: &mut Vec<Diagnostic>,
) -> Table {
    let root = include::read_all(name, text, files, hash, problems);
    overrides.iter().for_each(|text| hash.update(text.as_bytes()));
    let Some(mut root) = root else { return Table::default() };
    let overrides = &counts::apply(&mut root, overrides, problems);
    let mut copies = Copies::new();
    ranges::objects(&mut root, &mut copies, problems);
    if let Some(problem) = too_many(&root) {
        problems.push(problem);
        return Table::default();
    }
    // Keys from `like` take precedence over keys from `defaults`.
    like::apply(&mut root, &mut copies, problems);
    apply_defaults(&mut root, &mut copies, problems);
    problems.extend(overrides.iter().filter_map(|text| overrides::apply(&mut root, text).err()));
    characters::check(&root, problems);
    ranges::lists(&mut root, &mut copies, problems);
    if let Some(problem) = copies.problem() {
        problems.push(problem);
        return Table::default();
    }
    root
}

/// More tables or hosts than a deployment may have are refused before they take memory. Resolving counts the hosts again,
/// with Front Ends and the cores for previews.
fn too_many(root: &Table) -> Option<Diagnostic> {
    const KINDS: [&str; 4] = ["gateway", "mediation_server", "exchange_server", "fax_partner"];
    let nodes = |kind: &&str| match root.get(kind).map(|node| &node.value) {
        Some(Value::List(nodes)) => nodes.len(),
        _ => 0,
    };
    let of = |kinds: &[&'static str]| {
        (kinds.iter().map(nodes).sum::<usize>(), kinds.iter().copied().max_by_key(nodes))
    };
    let ((hosts, host), (tables, table)) = (of(&KINDS), of(LISTS));
    let (what, limit, n, most) = match hosts > HOSTS {
        true => ("hosts", HOSTS, hosts, host?),
        false => ("tables", TABLES, tables, table?),
    };
    let message = format!("more than {limit} {what}: {n}, most of them by [[{most}]]");
    let hint = "split the deployment into parts that exchange no calls";
    (n > limit).then(|| Diagnostic::error("deployment", message).hint(hint))
}

/// Gives the keys of `[defaults.KIND]` to every table of the kind that does not say them itself.
fn apply_defaults(root: &mut Table, copies: &mut Copies, problems: &mut Vec<Diagnostic>) {
    let Some(defaults) = root.take("defaults") else { return };
    let Value::Table(kinds) = defaults.value else {
        problems.push(Diagnostic::error("defaults", "tables are expected").at(defaults.place));
        return;
    };
    for (kind, place, keys) in kinds.0 {
        let known = LISTS.contains(&kind.as_str());
        let Value::Table(keys) = keys.value else {
            let problem = Diagnostic::error("defaults", format!("`{kind}` is not a table of keys"));
            let hint = "write [defaults.exchange_server] and keys below it";
            problems.push(problem.at(place).hint(hint));
            continue;
        };
        if !known {
            let message = format!("there are no tables of kind `{kind}`");
            let problem = Diagnostic::error("defaults", message).at(place);
            problems.push(problem.hint(nearest(&kind, LISTS.iter().copied())));
        } else if let Some(Node { value: Value::List(nodes), .. }) = root.get_mut(&kind) {
            nodes.iter_mut().for_each(|node| fill(node, &keys, copies));
        }
    }
}
