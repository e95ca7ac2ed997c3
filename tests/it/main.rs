//! All tests from outside the library, in one binary.

mod closed_forms;
mod command_line;
mod determinism;
mod erlang;
mod floors;
mod laws;
mod models;
mod oracle;
mod scenario;
mod system;
