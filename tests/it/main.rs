//! All tests from outside the library, in one binary.

mod after_calls;
mod answers;
mod check;
mod closed_forms;
mod command_line;
mod contacts;
mod contradictions;
mod determinism;
mod effects;
mod encryption;
mod erlang;
mod faxes;
mod figures;
mod floors;
mod kernel_conditions;
mod kernel_stations;
mod laws;
mod legacy;
mod measures;
mod models;
mod oracle;
mod scenario;
mod shares;
mod system;
mod vocabulary;
mod without_lync;
