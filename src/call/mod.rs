//! The model: one call after another, message by message, through gateway, Mediation Server,
//! Front End, endpoints and Exchange. One file a station. It tells a [`Probe`] what happens and
//! keeps no statistics; it reads only the [`Network`](crate::network::Network).

mod attempt;
mod endpoint;
mod exchange;
mod front_end;
mod gateway;
mod mediation;
mod notification;
mod probe;
mod simulation;
mod state;
mod station;
mod step;

pub use probe::{Latency, Notification, Probe};
pub use simulation::{Ended, Simulation, Window};
pub use state::{Call, Outcome, Part, Path, Phase, Reason, RoutingHop, RoutingTrace};
pub use station::Handled;
