//! The model: one call after another, message by message, through gateway, Mediation Server,
//! Front End, endpoints and Exchange. One file a station. It tells a [`Probe`] what happens and
//! keeps no statistics; it reads only the [`Network`](crate::network::Network).

mod attempt;
mod direct;
mod draw;
mod endpoint;
mod exchange;
mod fault;
mod fax;
mod front_end;
mod gateway;
mod lifetime;
mod mediation;
mod notification;
mod outcome;
mod pipeline;
mod play;
mod primitives;
mod probe;
mod simulation;
mod small;
mod state;
mod step;
mod um;

pub use outcome::Outcome;
pub use probe::{Latency, Loss, Notification, Preview, Probe, Waste};
pub use simulation::{Ended, Fault, Simulation, Window};
pub use state::{Call, Part, Path, Phase, Reason, RoutingHop, RoutingTrace};
