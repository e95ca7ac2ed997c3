//! All tests from outside the library, in one binary.

#![allow(clippy::disallowed_methods, reason = "tests read and write files")]

mod after_calls;
mod analytic;
mod answers;
mod broken;
mod check;
mod closed_forms;
mod command_line;
mod compare;
mod contacts;
mod contradictions;
mod coverage;
mod defaults;
mod determinism;
mod domain;
mod effects;
mod encryption;
mod erlang;
mod examples;
mod faxes;
mod figures;
mod floors;
mod hostile_text;
mod imports;
mod kernel_conditions;
mod kernel_stations;
mod laws;
mod legacy;
mod measures;
mod models;
mod oracle;
mod precision;
mod program;
mod random_scenarios;
mod reachability;
mod recipes;
mod scenario;
mod selection;
mod shares;
mod sweep;
mod system;
mod verdicts;
mod vocabulary;
mod warm_up;
mod without_lync;
