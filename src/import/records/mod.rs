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

pub use call::{CallRecord, Class, Outcome};
pub use leg::Joined;
pub use mapping::MappingTable;
pub use reading::{Calls, FileRead, Reader, Reading};
pub use skipped::{Reason, Skipped};
pub use study::Study;
