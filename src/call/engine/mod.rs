//! The base of all stations: the state of a replication, its calls, draws, messages and resources.

mod call;
mod conditions;
mod draw;
mod lookup;
mod outcome;
mod overload;
mod packed;
mod phase;
mod probe;
mod purpose;
mod resources;
mod schedule;
mod send;
mod shuffles;
mod state;
mod step;
mod step_table;
mod trace;

pub use call::Call;
pub(super) use call::{CallId, FREED};
pub(super) use conditions::{Answer, Parked};
pub use outcome::Outcome;
pub(super) use overload::{Exchange, HoldBack};
pub(super) use packed::{Flag, Id16, Id32, Place, Route};
pub use phase::{Path, Phase, Reason};
pub use probe::{Latency, Loss, Notification, Preview, Probe, Waste};
pub(super) use purpose::Purpose;
pub(super) use resources::Held;
pub(super) use send::{Sending, Transit, Transport, round_trips};
pub(super) use shuffles::Attribute;
pub use state::{Ended, RunFault, Window};
pub(super) use state::{Engine, State};
pub(super) use step::{EventWord, Message, Step};
pub(super) use step_table::Where;
pub(super) use trace::Parts;
pub use trace::{Part, RoutingHop, RoutingTrace};
