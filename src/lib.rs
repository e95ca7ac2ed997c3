//! busyhour: a discrete-event simulator for inbound telephone calls on their way from the
//! telephone network through a media gateway, a Mediation Server, a Lync pool and Exchange
//! Unified Messaging.
//!
//! A program loads a [`Study`] from a scenario, simulates it with [`replicate`], and reads the
//! [`Record`]:
//!
//! ```
//! use busyhour::{NoControl, NoFiles, Study, TableStyle, render_table, replicate, starter};
//!
//! let overrides = ["study.duration=5 min".to_owned(), "study.replications=2".to_owned()];
//! let study = Study::parse("example.toml", &starter("An example"), &NoFiles, &overrides)?;
//! let record = replicate(&study, &study.plan(), &NoControl)?;
//! let table = render_table(&record, &TableStyle { width: 100, color: false });
//! assert!(table.contains("post-dial delay"));
//! # Ok::<(), busyhour::Error>(())
//! ```
//!
//! Features: `parallel` runs replications on all cores, `charts` draws SVG and PNG, `cli` is the
//! command line. Without them the library has few dependencies and builds for other targets.
//!
//! Inside, an import may only go down the floors that `ARCHITECTURE.md` draws; a test keeps it so.

// What only the tests and benches use is dead without `internals`.
#![cfg_attr(not(feature = "internals"), allow(dead_code, unused_imports))]

mod base;
mod call;
mod check;
#[cfg(feature = "cli")]
mod cli;
mod deployment;
mod experiment;
mod kernel;
mod measure;
mod network;
mod recorder;
mod report;
mod scenario;
mod stats;

pub use base::{Diagnostic, Error};
pub use check::{Checked, Finding};
#[cfg(feature = "cli")]
pub use cli::main as command_line;
pub use experiment::{
    Control, Estimate, NoControl, Plan, Precision, Record, Study, Verdict, replicate,
    replicate_until,
};
#[cfg(feature = "charts")]
pub use report::chart::{Chart, all as charts};
pub use report::json::{read as read_record, render as render_record};
pub use report::table::{TableStyle, render as render_table};
pub use scenario::{Files, NoFiles, starter};

/// What the project's own tests and benches use. No part of the public interface: it changes
/// without notice.
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod internals;
