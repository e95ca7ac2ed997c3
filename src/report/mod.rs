//! What people and programs read: tables, JSON, CSV, charts and a page, all made from one
//! [`Record`](crate::experiment::Record). It computes no estimate and prints nothing: functions
//! return text or bytes, or write to the path they are given.

#[cfg(feature = "charts")]
pub mod chart;
pub mod csv;
pub mod diagnostics;
pub mod files;
pub mod findings;
pub mod journal;
pub mod json;
pub mod markdown;
pub mod number;
pub mod review;
pub mod table;

mod analytic;
mod answers;
mod compare;
mod kinds;
mod layout;
mod lookup;
mod outcomes;
mod resources;
#[cfg(test)]
pub(crate) mod sample;
mod sensitivity;
mod sweep;
mod verdicts;
