//! Call records of switches: what they tell about arrivals, holding times, patience and retries.
//!
//! [`Reader`] reads files of any known format and joins their legs to calls. Numbers and names of callers become
//! identities that mean nothing outside a run, and are kept nowhere.

mod call;
mod callers;
pub mod fit;
mod format;
mod formats;
mod leg;
mod lines;
mod mapping;
mod moment;
mod parties;
mod reading;
mod replay;
mod routing_times;
mod shared_calls;
mod skipped;
mod source;
mod study;
mod tools;
mod value;
mod write;
mod writing;

pub use call::{CallRecord, Class, Outcome, SetUp};
pub use leg::Joined;
pub use mapping::MappingTable;
pub use reading::{Calls, FileRead, Reader, Reading};
pub use routing_times::{NEAREST, RoutingTimes};
pub use skipped::{Reason, Skipped};
pub use study::Study;
pub use write::draft;
pub use writing::Writing;

use super::{Directory, Input};
use crate::base::Error;

/// Whether a file holds call records of a known format.
pub fn recognise(input: &Input) -> bool {
    let lines: Vec<String> =
        input.head().lines().take(format::LOOKED_AT).map(str::to_owned).collect();
    format::Format::of(&lines).is_ok()
}

/// Whether a file holds records of Lync, so that there is a pool.
pub fn is_of_lync(input: &Input) -> bool {
    let lines: Vec<String> =
        input.head().lines().take(format::LOOKED_AT).map(str::to_owned).collect();
    format::Format::of(&lines).is_ok_and(|(format, _, _)| format.is_of_lync())
}

/// What records of calls look like whose format is not known, by a line.
pub fn looks_like(line: &str) -> Option<&'static str> {
    format::looks_like_records(line)
}

/// The calls of files, and what they say.
///
/// # Errors
/// A zone is unknown, or a file cannot be read, has no known format or holds too many records.
pub fn read(
    inputs: &[&Input],
    how: Reading,
    directory: Directory,
) -> Result<(Calls, Study), Error> {
    let mut reader = Reader::with_directory(how, directory)?;
    for input in inputs {
        reader.read(input.name(), input.reader()?)?;
    }
    let calls = reader.finish();
    let study = Study::of(&calls);
    Ok((calls, study))
}
