//! busyhour: a discrete-event simulator for inbound telephone calls on their way from the
//! telephone network through a media gateway, a Mediation Server, a Lync pool and Exchange
//! Unified Messaging.
//!
//! A program loads a [`Study`] from a scenario, checks it, simulates it with [`replicate`], and
//! reads estimates with their confidence intervals from the [`Record`]:
//!
//! ```
//! use busyhour::{Figure, Measure, NoControl, NoFiles, Severity, Statistic, Study, TableStyle};
//! use busyhour::{render_table, replicate, starter};
//!
//! // Load: from a file with `Study::load`, or from text. Overrides are those of `--set`.
//! let overrides = ["study.duration=5 min".to_owned(), "study.replications=2".to_owned()];
//! let study = Study::parse("example.toml", &starter("An example"), &NoFiles, &overrides)?;
//!
//! // Check: the findings of `busyhour check`. They never stop a run.
//! assert_eq!(study.checked().count(Severity::Error), 0);
//!
//! // Run: the same record on any number of threads.
//! let record = replicate(&study, &study.plan(), &NoControl)?;
//!
//! // Read: one estimate by its figure, or the table that `busyhour run` prints.
//! let figure = Figure::of_all(Measure::PostDialDelay, Statistic::Mean);
//! let delay = record.estimate(&figure).expect("every run measures it");
//! assert_eq!(delay.figure.unit(), "s");
//! let table = render_table(&record, &TableStyle { width: 100, color: false, assumptions: false });
//! assert!(table.contains("post-dial delay"));
//!
//! // Draw: every chart as SVG and PNG.
//! # #[cfg(feature = "charts")]
//! for chart in busyhour::charts(&record)? {
//!     assert!(chart.svg.starts_with("<svg"));
//! }
//! # Ok::<(), busyhour::Error>(())
//! ```
//!
//! | to | use |
//! | --- | --- |
//! | load a scenario | [`Study`], [`Files`], [`starter`] |
//! | make one of exports | [`import_exports`] of [`Input`]s, with [`ImportOptions`], of which [`RecordReading`], [`RecordMapping`] and [`RecordWriting`] are about call records; [`Imported`] with the [`RecordStudy`] |
//! | check it | [`Study::checked`], [`Checked`], [`Finding`] |
//! | simulate it | [`replicate`], or [`replicate_until`] a [`Precision`] is reached; [`Plan`], [`Control`]; [`Work`] estimates calls, time and memory before |
//! | vary keys, and find where a target is first missed | [`Sweep`] of [`Axis`] values in a [`Layout`]; a [`Log`] keeps finished designs |
//! | compare designs on the same calls | [`Compare`] |
//! | read results | [`Record`], [`Estimate`], [`Figure`], [`Measure`], [`Scope`], [`Statistic`], [`Verdict`]; [`read_record`], [`render_record`] for JSON |
//! | show them | [`render_table`], [`render_csv`], [`render_diagnostics`], [`render_findings`], and `charts` and `render_page` |
//! | calculate without simulation | [`erlang`] |
//!
//! The folder `examples/` has a small program for each of these.
//!
//! Features: `parallel` runs replications on all cores, `charts` draws SVG and PNG, `files` reads
//! scenarios, exports and records by their paths, `cli` is the command line. Without them the library has few dependencies and builds for other targets.
//!
//! Inside, a module imports only from the floors below it, which `ARCHITECTURE.md` lists. A test
//! checks this.

// The modules serve the command line, of which the public items are a part.
#![cfg_attr(not(any(feature = "cli", feature = "internals")), allow(dead_code))]
// They re-export for tests and benches, too.
#![cfg_attr(not(feature = "internals"), allow(unused_imports))]

mod base;
mod call;
mod check;
#[cfg(feature = "cli")]
mod cli;
mod deployment;
mod experiment;
mod import;
mod kernel;
mod measure;
mod network;
mod recorder;
mod report;
mod scenario;
mod stats;

pub use base::{Diagnostic, Error, Severity};
pub use check::{Checked, Finding};
#[cfg(feature = "cli")]
pub use cli::{main as command_line, main_of as command_line_of};
pub use experiment::{
    Axis, Compare, Control, Estimate, Layout, Log, Method, NoControl, Plan, Precision, Record,
    Replicating, Selecting, Side, Study, Supply, Sweep, Verdict, WarmUpSummary, Warning, Work,
    find_warm_up, replicate, replicate_until,
};
pub use import::records::{
    MappingTable as RecordMapping, Reading as RecordReading, Study as RecordStudy,
    Writing as RecordWriting,
};
pub use import::{
    Draft, Imported, Input, Known, Options as ImportOptions, Reader, Table,
    import as import_exports,
};
pub use measure::{Figure, Measure, Scope, Statistic};
#[cfg(feature = "charts")]
pub use report::chart::{Chart, all as charts};
pub use report::csv::render as render_csv;
pub use report::diagnostics::render as render_diagnostics;
pub use report::findings::render as render_findings;
#[cfg(feature = "files")]
pub use report::json::read as read_record;
pub use report::json::{parse as parse_record, render as render_record};
#[cfg(feature = "charts")]
pub use report::page::{answer as render_answer, render as render_page};
#[cfg(feature = "cli")]
pub use report::shards::simulate as simulate_shard;
pub use report::table::{TableStyle, render as render_table};
#[cfg(feature = "files")]
pub use scenario::Disk;
pub use scenario::{Files, NoFiles, starter};
pub use stats::erlang;

/// What the project's own tests and benches use. No part of the public interface: it changes
/// without notice.
#[cfg(feature = "internals")]
#[doc(hidden)]
pub mod internals;
