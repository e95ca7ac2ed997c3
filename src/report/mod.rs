//! What people and programs read: tables, JSON, CSV, charts and pages, all made from one
//! [`Record`](crate::experiment::Record). It computes no estimate and prints nothing: functions
//! return text or bytes, or write to the path they are given.
//!
//! `sections` turns a record into tables of text; `table`, `markdown` and `page` show them, and
//! `column_widths` fits them to the terminal. `csv` and `json` write the record itself. `findings`
//! and `diagnostics` show what `check` found to people, `findings_json` to programs. `lookup` finds
//! estimates; `key` says keys of a scenario in words; `measures` lists the catalogue; `number` rounds.

pub mod calibration;
#[cfg(feature = "charts")]
pub mod chart;
pub mod csv;
pub mod diagnostics;
#[cfg(feature = "files")]
pub mod files;
pub mod findings;
pub mod findings_json;
#[cfg(feature = "files")]
pub mod journal;
pub mod journal_line;
pub mod json;
pub mod key;
pub mod markdown;
pub mod measures;
pub mod number;
#[cfg(feature = "cli")]
pub mod output;
#[cfg(feature = "charts")]
pub mod page;
pub mod records;
#[cfg(feature = "cli")]
pub mod shards;
#[cfg(feature = "charts")]
pub mod side_by_side;
pub mod table;

mod code_spans;
mod column_widths;
mod lookup;
#[cfg(test)]
pub(crate) mod sample;
mod section;
mod sections;
