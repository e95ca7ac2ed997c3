//! Words every floor may use: time, spans, identities, diagnostics and the one error type.
//! It knows no other module.

mod diagnostic;
mod error;
mod id;
mod time;

pub use diagnostic::{Diagnostic, Place, Severity, SourceFile};
pub use error::Error;
pub use id::{Id, IdRange};
pub use time::{SimTime, Span, whole};
