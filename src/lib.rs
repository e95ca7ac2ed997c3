//! busyhour: a discrete-event simulator for inbound telephone calls on their way from the
//! telephone network through a media gateway, a Mediation Server, a Lync pool and Exchange
//! Unified Messaging.
//!
//! The floors, from the ground up: three foundations that do not know each other (`scenario`,
//! `kernel`, `stats`), then what the file means, what runs, the calls, what is measured, the
//! experiment, and what people read. `ARCHITECTURE.md` draws them; a test refuses an import that
//! climbs.

pub mod base;
pub mod deployment;
pub mod experiment;
pub mod stats;
