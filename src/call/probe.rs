//! What the model tells. Every method has an empty default, and `()` is a probe, so that what
//! nobody asks for costs nothing.

use super::state::{Call, Outcome, Path, RoutingTrace};
use super::station::Handled;
use crate::base::{SimTime, Span};
use crate::network::{LinkId, ResourceId, StationId};

/// Latencies with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Latency {
    /// Gateway INVITE to the first ringing there.
    PostDialDelay,
    /// INVITE to the first response other than 100, at the caller's side, where that is ringing or an
    /// answer (RFC 6076 §4.3.1).
    SessionRequestDelay,
    /// The same where it is a failure (RFC 6076 §4.3.2).
    FailedSessionRequestDelay,
    /// The divert decision to the worker process's 200 at the Front End.
    VoiceMailRouting,
    /// Gateway INVITE to the worker process's 200 at the Front End, ringing included.
    TimeToGreeting,
    /// Hang-up to the notification in the mailbox.
    Notification,
    /// A person's answer to its 200 at the caller's side.
    AnswerDelay,
    /// The caller's BYE to its 200 at the caller's side (RFC 6076 §4.4).
    SessionDisconnectDelay,
    /// The answer's 200 at the caller's side to the caller's BYE (RFC 6076 §4.5).
    SessionDuration,
}

impl Latency {
    /// All latencies.
    pub const ALL: [Latency; 9] = [
        Latency::PostDialDelay,
        Latency::SessionRequestDelay,
        Latency::FailedSessionRequestDelay,
        Latency::VoiceMailRouting,
        Latency::TimeToGreeting,
        Latency::Notification,
        Latency::AnswerDelay,
        Latency::SessionDisconnectDelay,
        Latency::SessionDuration,
    ];

    /// The name in the record.
    pub const fn name(self) -> &'static str {
        match self {
            Latency::PostDialDelay => "post_dial_delay",
            Latency::SessionRequestDelay => "session_request_delay",
            Latency::FailedSessionRequestDelay => "session_request_delay_failed",
            Latency::VoiceMailRouting => "voice_mail_routing_latency",
            Latency::TimeToGreeting => "time_to_greeting",
            Latency::Notification => "notification_delay",
            Latency::AnswerDelay => "answer_delay",
            Latency::SessionDisconnectDelay => "session_disconnect_delay",
            Latency::SessionDuration => "session_duration_time",
        }
    }
}

/// What became of a missed call's notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notification {
    /// None was due: no voice mail, or the policy forbids it.
    NotDue,
    /// On its way to the mailbox.
    Sent,
    /// Due, and never delivered.
    Lost,
}

/// Told what happens, in the order of simulated time except for `message`, whose completion is
/// told at its arrival.
#[allow(unused_variables)]
pub trait Probe {
    /// An attempt starts; `call.attempt` is 1 for a new call.
    fn attempt_started(&mut self, now: SimTime, call: &Call) {}
    /// A message is handled at a host.
    fn message(&mut self, now: SimTime, station: StationId, handled: &Handled) {}
    /// A resource gives `units` to a call, now.
    fn seized(&mut self, now: SimTime, resource: ResourceId, units: u32, call: &Call) {}
    /// A resource gets back `units` that were held since `since`.
    fn released(&mut self, now: SimTime, resource: ResourceId, units: u32, since: SimTime) {}
    /// A holder goes on holding `units` whose time so far was told as released.
    fn held_on(&mut self, now: SimTime, resource: ResourceId, units: u32) {}
    /// A resource has too few units left for a call.
    fn refused(&mut self, now: SimTime, resource: ResourceId, call: &Call) {}
    /// A media stream starts (`delta` 1) or ends (−1) on a link, of `rate` × 100 bit/s.
    fn stream(&mut self, now: SimTime, link: LinkId, delta: i64, rate: u32) {}
    /// A latency has ended.
    fn latency(&mut self, call: &Call, latency: Latency, value: Span) {}
    /// Voice mail has answered a diverted call.
    fn routed(&mut self, call: &Call, trace: &RoutingTrace) {}
    /// A caller was missed.
    fn missed(&mut self, call: &Call, path: Path, notification: Notification) {}
    /// An attempt is over.
    fn attempt_ended(&mut self, now: SimTime, call: &Call, outcome: Outcome) {}
    /// A call is over: no attempt follows.
    fn call_ended(&mut self, call: &Call, outcome: Outcome) {}
}

impl Probe for () {}
