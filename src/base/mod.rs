//! Words every floor may use: time, spans, identities, diagnostics, the one error type, the limits of what is
//! read, the reading of files, and text that is safe to show. It knows no other module.

mod clock;
mod diagnostic;
mod error;
#[cfg(feature = "files")]
mod file;
mod id;
pub mod limits;
mod printable;
mod time;

pub use clock::{BeforeStart, Clock, second_of_day, zone_names};
pub use diagnostic::{Diagnostic, Place, Severity, SourceFile};
pub use error::Error;
#[cfg(feature = "files")]
pub use file::{open_regular, read_opened, read_regular};
pub use id::{Id, IdRange};
#[cfg(feature = "cli")]
pub use printable::printable_colors;
pub use printable::{is_hidden, printable, printable_json, printable_lines};
pub use time::{SimTime, Span, whole};
