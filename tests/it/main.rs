//! All tests from outside the library, in one binary.

mod closed_forms;
mod determinism;
mod floors;
mod laws;
mod oracle;
mod system;
