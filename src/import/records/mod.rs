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
mod reading;
mod skipped;
mod study;
mod tools;
mod value;
mod write;

pub use call::{CallRecord, Class, Outcome};
pub use leg::Joined;
pub use mapping::MappingTable;
pub use reading::{Calls, FileRead, Reader, Reading};
pub use skipped::{Reason, Skipped};
pub use study::Study;
pub use write::{Writing, draft};

use super::Input;
use crate::base::Error;

/// Whether a file holds call records of a known format.
pub fn recognise(input: &Input) -> bool {
    let lines: Vec<String> =
        input.head().lines().take(format::LOOKED_AT).map(str::to_owned).collect();
    format::Format::of(&lines).is_ok()
}

/// The calls of files, and what they say.
///
/// # Errors
/// A zone is unknown, or a file cannot be read, has no known format or holds too many records.
pub fn read(inputs: &[&Input], how: Reading) -> Result<(Calls, Study), Error> {
    let mut reader = Reader::new(how)?;
    for input in inputs {
        reader.read(input.name(), input.reader()?)?;
    }
    let calls = reader.finish();
    let study = Study::of(&calls);
    Ok((calls, study))
}
