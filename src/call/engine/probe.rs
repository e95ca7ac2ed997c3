//! What the model reports. Every method has an empty default, and `()` is a probe, so that a report
//! that nobody needs costs nothing.

use super::call::Call;
use super::outcome::Outcome;
use super::phase::Path;
use super::trace::RoutingTrace;
use crate::base::{SimTime, Span};
use crate::kernel::{Change, Handled};
use crate::measure::Measure;
use crate::network::{LinkId, OutageId, ResourceId, StationId};

/// Latencies with a name.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Latency {
    /// Gateway INVITE to the arrival of the first ringing there.
    PostDialDelay,
    /// The start of the attempt to the first ringing that the caller hears (ITU-T E.721).
    PostSelectionDelay,
    /// INVITE to the first response other than 100, at the caller's side, where that is ringing or an
    /// answer (RFC 6076 §4.3.1).
    SessionRequestDelay,
    /// The same where it is a failure (RFC 6076 §4.3.2).
    FailedSessionRequestDelay,
    /// The divert decision to the worker process's 200 at the Front End.
    VoiceMailRouting,
    /// Gateway INVITE to the worker process's 200 at the Front End, ringing included.
    TimeToGreeting,
    /// The start of the attempt to the greeting that the caller hears, ringing included.
    GreetingDelay,
    /// Hang-up to the notification in the mailbox.
    Notification,
    /// A person's answer to its 200 at the caller's side.
    AnswerDelay,
    /// A call to Unified Messaging's own number at the Front End (or Call Router) to the worker
    /// process's 200.
    ContactRouting,
    /// Hang-up to the voice message in the mailbox.
    Message,
    /// The answer of a fax that is not delivered, at the gateway, to the hang-up.
    FaxTimeToFailure,
    /// The caller's BYE to its 200 at the caller's side (RFC 6076 §4.4).
    SessionDisconnectDelay,
    /// The answer's 200 at the caller's side to the caller's BYE (RFC 6076 §4.5).
    SessionDuration,
}

impl Latency {
    /// All latencies.
    pub const ALL: [Latency; 14] = [
        Latency::PostDialDelay,
        Latency::PostSelectionDelay,
        Latency::SessionRequestDelay,
        Latency::FailedSessionRequestDelay,
        Latency::VoiceMailRouting,
        Latency::TimeToGreeting,
        Latency::GreetingDelay,
        Latency::Notification,
        Latency::AnswerDelay,
        Latency::ContactRouting,
        Latency::Message,
        Latency::FaxTimeToFailure,
        Latency::SessionDisconnectDelay,
        Latency::SessionDuration,
    ];

    /// The measure in the record.
    pub const fn measure(self) -> Measure {
        match self {
            Latency::PostDialDelay => Measure::PostDialDelay,
            Latency::PostSelectionDelay => Measure::PostSelectionDelay,
            Latency::SessionRequestDelay => Measure::SessionRequestDelay,
            Latency::FailedSessionRequestDelay => Measure::SessionRequestDelayFailed,
            Latency::VoiceMailRouting => Measure::VoiceMailRoutingLatency,
            Latency::TimeToGreeting => Measure::TimeToGreeting,
            Latency::GreetingDelay => Measure::GreetingDelay,
            Latency::Notification => Measure::NotificationDelay,
            Latency::AnswerDelay => Measure::AnswerDelay,
            Latency::ContactRouting => Measure::ContactRoutingLatency,
            Latency::Message => Measure::MessageDelay,
            Latency::FaxTimeToFailure => Measure::FaxTimeToFailure,
            Latency::SessionDisconnectDelay => Measure::SessionDisconnectDelay,
            Latency::SessionDuration => Measure::SessionDurationTime,
        }
    }
}

/// What became of a missed call's notification.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Notification {
    /// None was due: no voice mail, no Lync on path A, or policy or mailbox forbid it.
    NotDue,
    /// On its way to the mailbox.
    Sent,
    /// Due, and never delivered.
    Lost(Loss),
}

/// Why a notification was lost (domain §2.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Loss {
    /// The Call Router proxies to servers of its own version only, and the mailbox is older.
    LegacyMailbox,
    /// A legacy UM server got it for a mailbox of another version (OCS 2007 R2).
    OtherVersion,
    /// A switch of the plan says that it is not made.
    Switch,
    /// The deployment is wrong, and the notice did not reach the UM service.
    NotRouted,
    /// What should have taken or made it had failed.
    Outage,
}

impl Loss {
    /// All reasons.
    pub const ALL: [Loss; 5] =
        [Loss::LegacyMailbox, Loss::OtherVersion, Loss::Switch, Loss::NotRouted, Loss::Outage];

    /// The name used in scopes.
    pub const fn name(self) -> &'static str {
        match self {
            Loss::LegacyMailbox => "legacy-mailbox",
            Loss::OtherVersion => "other-version",
            Loss::Switch => "switch",
            Loss::NotRouted => "not-routed",
            Loss::Outage => "outage",
        }
    }
}

/// What became of the text preview of a message (domain §4.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
pub enum Preview {
    /// Made.
    Made,
    /// Skipped: it would have taken too long.
    Throttled,
    /// Not attempted: Exchange 2010 and the message is too long.
    TooLong,
}

/// What a fax that was not delivered held.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Waste {
    /// The resource.
    pub resource: ResourceId,
    /// Units of it.
    pub units: u32,
    /// From when.
    pub since: SimTime,
    /// Until when.
    pub until: SimTime,
}

/// Receives reports of what happens, in the order of simulated time. The exception is `message`: its
/// completion is reported at its arrival.
#[allow(unused_variables)]
pub trait Probe {
    /// An attempt starts; `call.attempt` is 1 for a new call.
    fn attempt_started(&mut self, now: SimTime, call: &Call) {}
    /// A message is handled at a host.
    fn message(&mut self, now: SimTime, station: StationId, handled: &Handled) {}
    /// A host sends a message again that was not answered.
    fn sent_again(&mut self, now: SimTime, station: StationId) {}
    /// A message that came by UDP found a host's queue full.
    fn dropped(&mut self, now: SimTime, station: StationId) {}
    /// A new call is refused because a host has too much load, by itself or by a sender that it asked to.
    fn overload_refused(&mut self, now: SimTime, station: StationId, call: &Call) {}
    /// A resource gives `units` to a call, now.
    fn seized(&mut self, now: SimTime, resource: ResourceId, units: u32, call: &Call) {}
    /// A resource gets back `units` that were held since `since`.
    fn released(&mut self, now: SimTime, resource: ResourceId, units: u32, since: SimTime) {}
    /// A holder goes on holding `units` whose time so far was reported as released.
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
    /// A notification that was reported as sent met an outage on its way, and is lost.
    fn notification_lost(&mut self, call: &Call) {}
    /// A message, or else a notification, is late because it had to wait for the end of an outage.
    fn late(&mut self, call: &Call, is_message: bool, outage: Option<OutageId>) {}
    /// A host changes its speed, or fails: what it had is served at other times. Its cores were free at
    /// `before`, and are free at `after`.
    fn host_changed(
        &mut self,
        now: SimTime,
        station: StationId,
        change: &Change,
        (before, after): (&[SimTime], &[SimTime]),
    ) {
    }
    /// An outage begins, or ends.
    fn outage(&mut self, now: SimTime, outage: OutageId, begins: bool) {}
    /// An outage has ended an attempt.
    fn affected(&mut self, now: SimTime, call: &Call, outage: OutageId, outcome: Outcome) {}
    /// A call to a user is diverted to voice mail.
    fn diverted(&mut self, call: &Call) {}
    /// A caller was transferred by REFER; the call's next leg begins.
    fn transferred(&mut self, call: &Call) {}
    /// A recording was left as a message; `junk` if a fax left it.
    fn message_left(&mut self, call: &Call, junk: bool) {}
    /// The message-waiting notice of a voice message reaches Lync, or fails. Reported only where it can
    /// fail.
    fn message_waiting(&mut self, call: &Call, failed: bool) {}
    /// A message or notification has the caller's number only.
    fn caller_not_named(&mut self, call: &Call) {}
    /// A message's preview was made or not.
    fn previewed(&mut self, call: &Call, preview: Preview) {}
    /// A measured fax that is not delivered gives back what it held. Reported after the outcome, except
    /// for what it gave back before.
    fn wasted(&mut self, call: &Call, waste: Waste) {}
    /// An attempt is over.
    fn attempt_ended(&mut self, now: SimTime, call: &Call, outcome: Outcome) {}
    /// A call is over: no attempt follows.
    fn call_ended(&mut self, call: &Call, outcome: Outcome) {}
}

impl Probe for () {}
