//! Which losses a study simulates: words such as `each` or `pool`, and names with globs.

use crate::base::Error;
use crate::deployment::{Deployment, Loss, LossKind};
use crate::experiment::sweep::MAX_DESIGNS;
use crate::scenario::{glob_matches, nearest};

/// The word for all gateways, other hosts, pools, sites and links.
const EACH: &str = "each";

/// Name of the design in which nothing is lost.
pub(super) const GOOD_DAY: &str = "good day";

/// The losses that the patterns choose, in the order of the deployment, each once and with a name of its own.
///
/// # Errors
/// A pattern that chooses nothing, or more losses than a study can have.
pub(super) fn chosen(deployment: &Deployment, patterns: &[String]) -> Result<Vec<Loss>, Error> {
    let all = deployment.losses();
    if let Some(pattern) = patterns.iter().find(|p| !all.iter().any(|loss| fits(loss, p))) {
        return Err(Error::usage(missing(&all, pattern)));
    }
    let mut found: Vec<Loss> = Vec::new();
    for loss in all {
        // A pool of one Front End is lost with it: the same outage.
        let is_new = found.iter().all(|known| known.of != loss.of);
        if is_new && patterns.iter().any(|pattern| fits(&loss, pattern)) {
            found.push(loss);
        }
    }
    let designs = found.len() as u64 + 1;
    if designs > MAX_DESIGNS {
        return Err(Error::usage(format!(
            "--lose chooses {} losses, and a study has at most {MAX_DESIGNS} designs; choose fewer, as --lose site",
            found.len()
        )));
    }
    name_apart(&mut found);
    Ok(found)
}

fn fits(loss: &Loss, pattern: &str) -> bool {
    if pattern == EACH {
        return LossKind::NAMED.contains(&loss.kind);
    }
    if LossKind::NAMED.iter().any(|kind| kind.name() == pattern) {
        return loss.kind.name() == pattern;
    }
    // `gateway gw1` is a kind and a name, as in the results and in `survive`.
    let is_kind =
        |kind: &str| kind == loss.kind.name() || kind == "server" && loss.kind == LossKind::Host;
    let own = pattern.split_once(' ').filter(|(kind, _)| is_kind(kind));
    let pattern = own.map_or(pattern, |(_, name)| name.trim());
    let reversed = match (loss.kind, loss.name.split_once(" - ")) {
        (LossKind::Link, Some((a, b))) => Some(format!("{b} - {a}")),
        _ => None,
    };
    glob_matches(pattern, &loss.name) || reversed.is_some_and(|name| glob_matches(pattern, &name))
}

/// Why a pattern chooses nothing.
fn missing(all: &[Loss], pattern: &str) -> String {
    if let Some(kind) = LossKind::NAMED.iter().find(|kind| kind.name() == pattern) {
        return format!("--lose {}: this model has no {0}; choose another", kind.name());
    }
    let words = std::iter::once(EACH).chain(LossKind::NAMED.iter().map(|kind| kind.name()));
    let names = words.chain(all.iter().map(|loss| loss.name.as_str()));
    format!("--lose: nothing is named `{pattern}`: {}", nearest(pattern, names))
}

/// Puts the kind before names that occur twice, as those of a pool and its only Front End.
fn name_apart(losses: &mut [Loss]) {
    let names: Vec<String> = losses.iter().map(|loss| loss.name.clone()).collect();
    for loss in losses.iter_mut() {
        if loss.name == GOOD_DAY || names.iter().filter(|name| **name == loss.name).count() > 1 {
            loss.name = format!("{} {}", loss.kind.name(), loss.name);
        }
    }
}
