//! The catalogue of measures, and a figure as (measure, scope, statistic). Figures are text only in files and arguments;
//! everywhere else they are typed.

mod calls;
mod catalogue;
mod definition;
mod dimension;
mod faxes;
mod figure;
mod latencies;
mod notifications;
mod outages;
mod overload;
mod places;
mod problem;
mod reference_doc;
mod scope;
mod search;
mod statistic;

pub use catalogue::Measure;
pub use definition::{Definition, Direction, Over};
pub use dimension::{Dimension, Unit};
pub use figure::Figure;
pub use problem::Problem;
pub use reference_doc::scopes_of_calls;
#[cfg(feature = "internals")]
pub use reference_doc::{glossary_rows, reference_page};
pub use scope::{Scope, ScopeKind, ambiguous_part};
pub use search::{matching, similar};
pub use statistic::Statistic;
