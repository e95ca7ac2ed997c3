//! The future event list, in three parts by how soon an event comes: a ring for what comes soon,
//! mostly messages in the order in which they were sent; a winner tree for all else, mostly timers;
//! and wheels for what would make the tree too large.
//!
//! Ties at one instant are ordered by [`Rank`], then by the call's own identity, never by insertion.
//! Time never goes back; a rank may.

mod event;
mod list;
mod ring;
#[cfg(test)]
mod tests;
mod tree;
mod wheels;

pub use event::{Attempt, Event, Order, Rank, Tie};
pub use list::EventQueue;
