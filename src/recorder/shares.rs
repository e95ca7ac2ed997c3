//! Shares of attempts by how they ended: which attempts are counted, and among which.

use crate::call::Outcome;
use crate::measure::Measure;

/// Among which attempts a share counts.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Among {
    /// All.
    All,
    /// Those whose caller's side sent an INVITE.
    Invited,
    /// Those on their way to Unified Messaging.
    ToUm,
}

/// A share of attempts: among which, and those of which outcomes.
pub(super) type OutcomeShare = (Among, fn(Outcome) -> bool);

/// How a measure counts attempts by their outcome; `None` if it is no such share.
pub(super) fn outcome_share(measure: Measure) -> Option<OutcomeShare> {
    use Outcome::*;
    let share: OutcomeShare = match measure {
        Measure::Blocking => (Among::All, |outcome| outcome == Blocked),
        Measure::MediationRejected => (Among::All, |outcome| outcome == MediationRejected),
        Measure::UmRejected => (Among::ToUm, |outcome| outcome == UmRejected),
        Measure::WorkerRejected => (Among::ToUm, |outcome| outcome == WorkerRejected),
        Measure::VoiceMailFailed => (Among::ToUm, |outcome| {
            outcome.is_voice_mail_refusal() || matches!(outcome, FailedByOutage | TimedOut)
        }),
        Measure::RefusedByOverload => (Among::All, Outcome::is_overload_refusal),
        Measure::TimedOut => (Among::All, |outcome| outcome == TimedOut),
        Measure::Dropped => (Among::All, |outcome| outcome == Dropped),
        Measure::FailedByOutage => (Among::All, |outcome| outcome == FailedByOutage),
        Measure::ServiceAvailability => (Among::All, |outcome| !outcome.is_by_outage()),
        Measure::InFlight => (Among::All, |outcome| outcome == InFlight),
        // Session establishment ratios of RFC 6076 at the caller's side. There, 480 counts as effective. No attempt here
        // is redirected back to the caller.
        Measure::Ser | Measure::Scr => (Among::Invited, Outcome::is_established),
        Measure::Seer => (Among::Invited, |outcome| {
            outcome.is_established() || matches!(outcome, Unanswered | FaxMachineBusy)
        }),
        Measure::Isa => (Among::Invited, |outcome| outcome.sip_status() == Some(503)),
        _ => return None,
    };
    Some(share)
}
