//! Outages: what changes when something fails or returns, what becomes of the calls that hold it, what
//! their peers notice, and who takes over.

mod appliance;
mod attribution;
mod changes;
mod clean_up;
mod lost;
mod registration;
mod successors;
