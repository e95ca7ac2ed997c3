//! All tests from outside the library, in one binary.

mod closed_forms;
mod oracle;
mod system;
