//! A deployment into a network. Everything was checked before, so this cannot fail.

mod access;
mod builder;
mod groups;
mod outages;
mod plans;
mod sources;
mod variates;

pub use builder::compile;
pub use variates::variate;
