//! All tests from outside the library, in one binary.

mod closed_forms;
mod command_line;
mod contradictions;
mod determinism;
mod figures;
mod floors;
mod laws;
mod measures;
mod models;
mod oracle;
mod scenario;
mod shares;
mod system;
mod vocabulary;
