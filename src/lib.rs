//! busyhour: a discrete-event simulator for inbound telephone calls on their way from the
//! telephone network through a media gateway, a Mediation Server, a Lync pool and Exchange
//! Unified Messaging.
//!
//! The floors, from the ground up: three foundations that do not know each other (`scenario`,
//! `kernel`, `stats`), then what the file means, what runs, the calls, what is measured, the
//! experiment, and what people read. `ARCHITECTURE.md` draws them; a test refuses an import that
//! climbs.
//!
//! A whole program in five lines:
//!
//! ```
//! use busyhour::experiment::{NoControl, Study, replicate};
//! use busyhour::{report, scenario};
//!
//! struct NoFiles;
//! impl scenario::Files for NoFiles {
//!     fn read(&self, name: &str) -> Result<String, String> {
//!         Err(format!("{name} is not needed here"))
//!     }
//! }
//!
//! let short = ["study.duration=5 min".to_owned(), "study.replications=2".to_owned()];
//! let text = scenario::starter("An example");
//! let study = Study::of(&scenario::parse("example.toml", &text, &NoFiles, &short)?, &short)?;
//! let record = replicate(&study, &study.plan(), &NoControl)?;
//! let style = report::table::TableStyle { width: 100, color: false };
//! assert!(report::table::render(&record, &style).contains("post-dial delay"));
//! # Ok::<(), busyhour::base::Error>(())
//! ```

pub mod base;
pub mod call;
pub mod check;
pub mod deployment;
pub mod experiment;
pub mod kernel;
pub mod measure;
pub mod network;
pub mod report;
pub mod scenario;
pub mod stats;
