//! What the events that are counted come from. It decides whether they come one by one or in bursts.

use crate::call::Outcome;
use crate::measure::Measure;
use crate::network::ResourceKind;

/// What the events of a share or count come from.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Origin {
    /// This resource is full.
    Resource(u32),
    /// Resources of a kind are full.
    Kind(ResourceKind),
    /// Each call by itself: what its caller and callee do, or which mailbox it is for.
    Each,
    /// Each call by itself, but its caller tries again and meets the same.
    Tried,
    /// The cores that make previews.
    Previews,
    /// Anything.
    Any,
    /// Nothing: the event cannot happen in this study.
    Never,
}

impl Origin {
    /// Of attempts that end so.
    pub fn of_outcome(outcome: Outcome) -> Origin {
        use Outcome::*;
        match outcome {
            Blocked => Origin::Kind(ResourceKind::Channels),
            MediationRejected => Origin::Kind(ResourceKind::MediationSlots),
            UmRejected => Origin::Kind(ResourceKind::UmSlots),
            WorkerRejected => Origin::Kind(ResourceKind::WorkerSlots),
            NoUmServer | Misconfigured(_) | TransferFailed | FaxRefused | FaxGaveUp
            | FaxAnsweredByPerson => Origin::Tried,
            Dropped | FailedByOutage | TimedOut | HeldBack | OverloadRefused | AbandonedRouting
            | PipelineRejected | FaxPartnerBusy | FaxMachineBusy | FaxDelivered | InFlight => {
                Origin::Any
            }
            Answered | VoiceMessage | HungUpInGreeting | AbandonedRinging | Unanswered
            | Carried | Served | LogOnFailed | CutOff => Origin::Each,
        }
    }

    /// Of what a measure counts.
    pub fn of_measure(measure: Measure) -> Origin {
        match measure {
            Measure::Blocking | Measure::FirstAttemptBlocking => {
                Origin::of_outcome(Outcome::Blocked)
            }
            Measure::MediationRejected => Origin::of_outcome(Outcome::MediationRejected),
            Measure::UmRejected => Origin::of_outcome(Outcome::UmRejected),
            Measure::WorkerRejected => Origin::of_outcome(Outcome::WorkerRejected),
            Measure::Calls
            | Measure::Answered
            | Measure::VoiceMessages
            | Measure::HungUpInGreeting
            | Measure::Abandoned
            | Measure::Served
            | Measure::Transfers
            | Measure::LogOnFailed
            | Measure::CallerNotNamed
            | Measure::MessageWaitingFailed
            | Measure::JunkMessages
            | Measure::MissedCalls
            | Measure::MissedCallNotificationsDue
            | Measure::MissedCallNotificationsSent
            | Measure::MissedCallNotificationsLost
            | Measure::MissedCallNotificationLoss
            | Measure::UsersWithLostNotification => Origin::Each,
            Measure::FaxOffered
            | Measure::FaxRejected
            | Measure::FaxRejection
            | Measure::FaxAnsweredByPerson => Origin::Tried,
            Measure::PreviewSkipped => Origin::Previews,
            _ => Origin::Any,
        }
    }
}
