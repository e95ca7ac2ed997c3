//! The value of every key that a scenario does not set, in one place. Resolving takes the value from
//! here, the reference page and the schema show it, a study of assumptions takes its range, and a
//! run lists the assumptions among them.

mod exchange;
mod lync;
mod outage;
mod overload;
mod processing;
mod sizing;
mod structure;
mod study;
mod telephony;
mod traffic;
mod trust;
mod users;
mod value;
mod without;
mod words;

pub use exchange::*;
pub use lync::*;
pub use outage::*;
pub use overload::*;
pub use processing::*;
pub use sizing::*;
pub use structure::*;
pub use study::*;
pub use telephony::*;
pub use traffic::*;
pub use trust::*;
pub use users::*;
pub use value::{Basis, DefaultValue, Range, Value};
pub use without::WITHOUT;

/// Every default of a key, by family of tables.
pub fn all() -> impl Iterator<Item = &'static DefaultValue> + Clone {
    let families = [
        study::ALL,
        telephony::ALL,
        lync::ALL,
        exchange::ALL,
        trust::ALL,
        users::ALL,
        traffic::ALL,
        processing::ALL,
        outage::ALL,
        overload::ALL,
        sizing::ALL,
    ];
    families.into_iter().flatten().copied()
}

/// Assumptions about structure, which no key changes.
pub fn structure() -> impl Iterator<Item = &'static DefaultValue> + Clone {
    structure::ALL.iter().copied()
}

/// The defaults of the key at a path, one for each condition.
pub fn at(path: &str) -> impl Iterator<Item = &'static DefaultValue> {
    all().filter(move |default| default.path() == path)
}
