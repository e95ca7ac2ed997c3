//! The rooms of the house by name, for the project's own tests and benches.

/// Re-exports everything of a private module under its own name.
macro_rules! rooms {
    ($($room:ident)*) => {
        $(#[allow(missing_docs)] pub mod $room { pub use crate::$room::*; })*
    };
}

rooms! { base call check deployment experiment import kernel measure network recorder report scenario stats }
