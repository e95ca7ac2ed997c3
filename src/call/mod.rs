//! The model: one call after another, message by message, through gateway, Mediation Server,
//! Front End, endpoints and Exchange. It reports to a [`Probe`] what happens and keeps no statistics;
//! it reads only the [`Network`](crate::network::Network).
//!
//! The [`engine`] is the base of all stations: state, draws, messages, resources. Each station and each
//! part of a call's course is a file beside it. Above them, `dispatch` leads each event to its station,
//! and `simulation` runs a replication.

mod attempt;
mod callee;
mod caller;
mod channels;
mod direct;
mod dispatch;
mod endpoint;
mod engine;
mod entries;
mod exchange;
mod fax;
mod fax_machine;
mod fax_partner;
mod front_end;
mod gateway;
mod lifetime;
mod media;
mod mediation;
mod misconfiguration;
mod notification;
mod obstacle;
mod outage;
mod outbound;
mod overload;
mod pipeline;
mod play;
mod relay;
mod routing;
mod simulation;
mod um;

pub use engine::{
    Call, Ended, Latency, LegacyShares, Loss, Notification, Outcome, Part, Path, Phase, Preview,
    Probe, Reason, RoutingHop, RoutingTrace, RunFault, Waste, Window,
};
pub use simulation::Simulation;
