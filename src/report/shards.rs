//! The folder of a study in shards: `plan.json`, and a file for each shard in `parts/`. A part is a line of JSON that says
//! what it is, and the results of its replications behind it.

use super::{files, output};
use crate::base::{Error, limits, read_regular};
use crate::experiment::{Contribution, Control, DesignSource, PLAN_FORMAT, ShardPlan, share};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::path::{Path, PathBuf};

/// The name of a plan.
const PLAN: &str = "plan.json";

/// The first line of a part.
#[derive(Debug, PartialEq, Eq, Serialize, Deserialize)]
struct Head {
    /// Version of the program.
    busyhour: String,
    format: u32,
    /// The plan's hash.
    plan: String,
    shard: usize,
    /// The hash of the shard's work.
    work: String,
    /// Length of the results, and their SHA-256.
    bytes: u64,
    sha256: String,
}

/// Whether a folder holds a plan.
pub fn is_planned(folder: &Path) -> bool {
    folder.join(PLAN).is_file()
}

/// Reads the plan of a folder.
///
/// # Errors
/// If there is none, or it is damaged or of another version.
pub fn read_plan(folder: &Path) -> Result<ShardPlan, Error> {
    let path = folder.join(PLAN);
    let named = |what: &dyn std::fmt::Display| Error::file(path.display().to_string(), what);
    if !path.exists() {
        let what = "there is no plan here; make one: busyhour plan run MODEL --shards N --out DIR";
        return Err(named(&what));
    }
    let text = files::read(&path)?;
    let plan: ShardPlan =
        serde_json::from_str(&text).map_err(|e| named(&format!("this is no plan: {e}")))?;
    plan.check().map_err(|e| named(&e))?;
    Ok(plan)
}

/// Writes a plan into a folder, whole or not at all.
///
/// # Errors
/// If it cannot be written.
pub fn write_plan(folder: &Path, plan: &ShardPlan) -> Result<(), Error> {
    let text = serde_json::to_string(plan)
        .map_err(|e| Error::fault(format!("the plan cannot be written as JSON: {e}")))?;
    output::write(&folder.join(PLAN), text + "\n")
}

/// The file of a shard's part.
pub fn part_path(folder: &Path, shard: usize) -> PathBuf {
    folder.join("parts").join(format!("shard-{shard:05}.part"))
}

/// Writes the part of a shard, whole or not at all. The same results give the same bytes.
///
/// # Errors
/// If it cannot be written, or is larger than [`limits::PART_BYTES`].
pub fn write_part(
    folder: &Path,
    (plan, shard): (&ShardPlan, usize),
    found: &[Contribution],
) -> Result<(), Error> {
    output::write(&part_path(folder, shard), part((plan, shard), found)?)
}

/// The bytes of a shard's part.
fn part((plan, shard): (&ShardPlan, usize), found: &[Contribution]) -> Result<Vec<u8>, Error> {
    let named = |what: &dyn std::fmt::Display| Error::file(format!("shard {shard}"), what);
    let body = postcard::to_stdvec(found).map_err(|e| named(&e))?;
    let mut head = expected(plan, shard);
    (head.bytes, head.sha256) = (body.len() as u64, sha256(&body));
    let mut part = serde_json::to_vec(&head).map_err(|e| named(&e))?;
    part.push(b'\n');
    part.extend(body);
    if part.len() as u64 > limits::PART_BYTES {
        let limit = limits::PART_BYTES >> 20;
        return Err(named(&format!("a part has at most {limit} MiB; plan with more shards")));
    }
    Ok(part)
}

/// Simulates a shard without a folder: from the text of `plan.json` to the bytes of the part, which belong into
/// `parts/shard-INDEX.part` of the plan's folder (INDEX with five digits). On this number of threads; 0 means one per core.
/// `None` if `control` stops it.
///
/// # Errors
/// A plan that is damaged or of another version, a shard that it has not, or a fault of the run.
pub fn simulate(
    plan: &str,
    shard: usize,
    threads: usize,
    control: &dyn Control,
) -> Result<Option<Vec<u8>>, Error> {
    let plan: ShardPlan =
        serde_json::from_str(plan).map_err(|e| Error::usage(format!("this is no plan: {e}")))?;
    plan.check()?;
    let Some(pieces) = plan.work.get(shard) else {
        let last = plan.work.len() as i64 - 1;
        return Err(Error::usage(format!("the plan has no shard {shard}; its last is {last}")));
    };
    let read = |design: &DesignSource| plan.files.study(&design.model, &design.overrides);
    let found = share((&plan.designs, pieces), &read, threads, control)?;
    found.map(|found| part((&plan, shard), &found)).transpose()
}

/// Reads the part of a shard; `None` if there is none.
///
/// # Errors
/// A part of another plan, another shard or another version of the program, or one that is incomplete or damaged.
pub fn read_part(
    folder: &Path,
    plan: &ShardPlan,
    shard: usize,
) -> Result<Option<Vec<Contribution>>, Error> {
    let path = part_path(folder, shard);
    if !path.exists() {
        return Ok(None);
    }
    let again = format!("run shard {shard} again: busyhour shard {} {shard}", folder.display());
    let named = |what: String| Error::file(path.display().to_string(), what);
    let bytes = read_regular(&path, limits::PART_BYTES).map_err(named)?;
    let damaged = || named(format!("the part is incomplete or damaged; {again}"));
    let end = bytes.iter().position(|byte| *byte == b'\n').ok_or_else(damaged)?;
    let (head, body) = (&bytes[..end], &bytes[end + 1..]);
    let head: Head = serde_json::from_slice(head).map_err(|_| damaged())?;
    let own = expected(plan, shard);
    if (&head.busyhour, head.format) != (&own.busyhour, own.format) {
        let (its, own) = (&head.busyhour, &own.busyhour);
        return Err(named(format!(
            "the part is of busyhour {its}, and the plan of {own}; {again}"
        )));
    }
    if head.plan != own.plan || head.shard != shard || head.work != own.work {
        return Err(named(format!("the part is of another plan or shard; {again}")));
    }
    if head.bytes != body.len() as u64 || head.sha256 != sha256(body) {
        return Err(damaged());
    }
    postcard::from_bytes(body).map(Some).map_err(|_| damaged())
}

/// The head that a part of this shard has, without its results.
fn expected(plan: &ShardPlan, shard: usize) -> Head {
    Head {
        busyhour: plan.busyhour.clone(),
        format: PLAN_FORMAT,
        plan: plan.hash.clone(),
        shard,
        work: plan.work_hash(shard),
        bytes: 0,
        sha256: String::new(),
    }
}

fn sha256(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}
