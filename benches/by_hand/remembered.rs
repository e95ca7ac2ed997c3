//! What statistics remember of a call in progress, and what they count of calls.

use super::outcome;

/// The way of a call to voice mail so far.
#[derive(Clone, Copy, Default)]
pub struct Trace {
    /// When it was diverted.
    pub since: u64,
    /// By hop (ExumRouting, Call Router, UM service, worker process), then part.
    pub parts: [[u64; 5]; 4],
    /// Redirects followed.
    pub redirects: u64,
    /// INVITEs sent to Exchange.
    pub invites: u64,
}

/// What is remembered of a call in progress for statistics alone.
#[derive(Clone, Copy, Default)]
pub struct Times {
    /// When it arrived.
    pub arrived: u64,
    /// Since when it holds a channel, units of the Mediation Server, and a place in the pipeline.
    pub channel_since: u64,
    /// See there.
    pub slot_since: u64,
    /// See there.
    pub pipeline_since: u64,
    /// When a person answered.
    pub answered: u64,
    /// When the gateway learnt of an answer.
    pub established: u64,
    /// Whether it is in the pipeline.
    pub in_pipeline: bool,
    /// Its way to voice mail.
    pub trace: Trace,
}

/// Counts of the calls of a direction.
#[derive(Clone, Default)]
pub struct Counts {
    /// Calls, of which each has one attempt.
    pub calls: u64,
    /// Attempts by outcome.
    pub outcomes: [u64; outcome::ALL],
    /// Those of them that sent an INVITE.
    pub invited: [u64; outcome::ALL],
    /// Those of them that were offered to voice mail.
    pub um_offered: [u64; outcome::ALL],
    /// Attempts that sent an INVITE and never rang.
    pub not_rung: u64,
    /// Calls without success.
    pub lost: u64,
    /// Diverted calls.
    pub diverted: u64,
    /// Redirects followed by calls that voice mail answered, and their INVITEs to Exchange.
    pub redirects: u64,
    /// See there.
    pub invites: u64,
    /// Missed calls by path, of which all are due and sent.
    pub missed: [u64; 2],
    /// Previews made, and those that would have taken too long.
    pub previews: [u64; 2],
    /// A fingerprint of the arrivals.
    pub identity: u64,
}
