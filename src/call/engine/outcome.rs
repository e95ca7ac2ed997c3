//! How an attempt can end.

use crate::network::{Cause, TlsProblem};

/// How an attempt ended. Every attempt has exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Outcome {
    /// By a person.
    Answered,
    /// By voice mail, and a message was left.
    VoiceMessage,
    /// By voice mail, but the caller left in the greeting or at the tone (path B).
    HungUpInGreeting,
    /// The caller gave up before or while it rang (path A).
    AbandonedRinging,
    /// The caller gave up between the divert and the answer of voice mail (path A).
    AbandonedRouting,
    /// No free channel on any gateway offered.
    Blocked,
    /// No Mediation Server had a free slot.
    MediationRejected,
    /// The UM server had no free call.
    UmRejected,
    /// The worker processes had no free call.
    WorkerRejected,
    /// Not answered by a person, and the user has no voice mail.
    Unanswered,
    /// An outbound or Play on Phone call that was carried.
    Carried,
    /// An auto attendant's menu or a mailbox was heard, and the caller left.
    Served,
    /// Disconnected after too many wrong log-ons.
    LogOnFailed,
    /// Unified Messaging ended the call at its longest duration.
    CutOff,
    /// No UM server of the plan can serve the mailbox.
    NoUmServer,
    /// The UM server had too many messages not yet submitted.
    PipelineRejected,
    /// A fax that reached a fax partner or a fax machine, to its end.
    FaxDelivered,
    /// A fax whose re-INVITE was refused, and whose gateway hung up.
    FaxRefused,
    /// A fax that was answered, and sent its tone until the machine gave up.
    FaxGaveUp,
    /// A fax that a person answered, who hung up on the tone.
    FaxAnsweredByPerson,
    /// The fax partner took no more faxes.
    FaxPartnerBusy,
    /// The fax machine was in use.
    FaxMachineBusy,
    /// Still live when the run stopped.
    InFlight,
    /// The deployment was wrong.
    Misconfigured(Cause),
    /// The caller was to be transferred, and Lync did not take the request.
    TransferFailed,
    /// The caller had been answered, or heard the greeting, and an outage ended the call.
    Dropped,
    /// An outage ended the call before that.
    FailedByOutage,
    /// A message over UDP was not answered in time.
    TimedOut,
    /// A sender held the call back, as a host with loss-based overload control had asked.
    HeldBack,
    /// A Front End with too much load refused the call, or had asked to be left alone.
    OverloadRefused,
}

impl Outcome {
    /// All outcomes, in the order in which they are reported. One problem of TLS stands for all.
    pub const ALL: [Outcome; 50] = [
        Outcome::Answered,
        Outcome::VoiceMessage,
        Outcome::HungUpInGreeting,
        Outcome::AbandonedRinging,
        Outcome::AbandonedRouting,
        Outcome::Blocked,
        Outcome::MediationRejected,
        Outcome::UmRejected,
        Outcome::WorkerRejected,
        Outcome::Unanswered,
        Outcome::Carried,
        Outcome::Served,
        Outcome::LogOnFailed,
        Outcome::CutOff,
        Outcome::NoUmServer,
        Outcome::PipelineRejected,
        Outcome::FaxDelivered,
        Outcome::FaxRefused,
        Outcome::FaxGaveUp,
        Outcome::FaxAnsweredByPerson,
        Outcome::FaxPartnerBusy,
        Outcome::FaxMachineBusy,
        Outcome::InFlight,
        Outcome::Misconfigured(Cause::SecurityMismatch),
        Outcome::Misconfigured(Cause::TlsToLync(TlsProblem::NotTrusted)),
        Outcome::Misconfigured(Cause::TlsToExchange(TlsProblem::NotTrusted)),
        Outcome::Misconfigured(Cause::TlsFromExchange(TlsProblem::NotTrusted)),
        Outcome::Misconfigured(Cause::NotListening),
        Outcome::Misconfigured(Cause::ServerDisabled),
        Outcome::Misconfigured(Cause::NoServerInPlan),
        Outcome::Misconfigured(Cause::PlanNotRead),
        Outcome::Misconfigured(Cause::NoLocationProfile),
        Outcome::Misconfigured(Cause::NoUmIpGateway),
        Outcome::Misconfigured(Cause::UmIpGatewayDisabled),
        Outcome::Misconfigured(Cause::NoHuntGroup),
        Outcome::Misconfigured(Cause::UriTypeMismatch),
        Outcome::Misconfigured(Cause::NotUmEnabled),
        Outcome::Misconfigured(Cause::NumberUnknown),
        Outcome::Misconfigured(Cause::NoContactObject),
        Outcome::Misconfigured(Cause::ServerNotTrusted),
        Outcome::Misconfigured(Cause::NoOutgoingGateway),
        Outcome::Misconfigured(Cause::WrongOutgoingGateway),
        Outcome::Misconfigured(Cause::NotAllowed),
        Outcome::Misconfigured(Cause::NoRoute),
        Outcome::TransferFailed,
        Outcome::Dropped,
        Outcome::FailedByOutage,
        Outcome::TimedOut,
        Outcome::HeldBack,
        Outcome::OverloadRefused,
    ];

    /// The position in [`Outcome::ALL`]: one for each kind of cause, whatever the problem of TLS.
    /// Digests depend on it.
    pub const fn code(self) -> usize {
        use Outcome::*;
        match self {
            Answered => 0,
            VoiceMessage => 1,
            HungUpInGreeting => 2,
            AbandonedRinging => 3,
            AbandonedRouting => 4,
            Blocked => 5,
            MediationRejected => 6,
            UmRejected => 7,
            WorkerRejected => 8,
            Unanswered => 9,
            Carried => 10,
            Served => 11,
            LogOnFailed => 12,
            CutOff => 13,
            NoUmServer => 14,
            PipelineRejected => 15,
            FaxDelivered => 16,
            FaxRefused => 17,
            FaxGaveUp => 18,
            FaxAnsweredByPerson => 19,
            FaxPartnerBusy => 20,
            FaxMachineBusy => 21,
            InFlight => 22,
            Misconfigured(cause) => 23 + cause.code(),
            TransferFailed => 44,
            Dropped => 45,
            FailedByOutage => 46,
            TimedOut => 47,
            HeldBack => 48,
            OverloadRefused => 49,
        }
    }

    /// What the digest holds of an attempt that ends like this.
    pub(in crate::call) const fn digested(self) -> u64 {
        0xff00 | self.code() as u64
    }

    /// Why the call failed, where the deployment was wrong.
    pub const fn cause(self) -> Option<Cause> {
        match self {
            Outcome::Misconfigured(cause) => Some(cause),
            _ => None,
        }
    }

    /// Whether an outage ended the attempt.
    pub const fn is_by_outage(self) -> bool {
        matches!(self, Outcome::Dropped | Outcome::FailedByOutage)
    }

    /// Whether the caller gave up before hearing an answer.
    pub const fn is_abandoned(self) -> bool {
        matches!(self, Outcome::AbandonedRinging | Outcome::AbandonedRouting)
    }

    /// Whether overload refused the attempt with 503.
    pub const fn is_overload_refusal(self) -> bool {
        matches!(self, Outcome::HeldBack | Outcome::OverloadRefused)
    }

    /// Whether only a wrong deployment lets a call end like this.
    pub const fn is_misconfiguration(self) -> bool {
        matches!(self, Outcome::Misconfigured(_) | Outcome::TransferFailed)
    }

    /// The name used in scopes.
    pub const fn name(self) -> &'static str {
        match self {
            Outcome::Answered => "answered",
            Outcome::VoiceMessage => "voice-message",
            Outcome::HungUpInGreeting => "hung-up-in-greeting",
            Outcome::AbandonedRinging => "abandoned-ringing",
            Outcome::AbandonedRouting => "abandoned-routing",
            Outcome::Blocked => "blocked",
            Outcome::MediationRejected => "mediation-rejected",
            Outcome::UmRejected => "um-rejected",
            Outcome::WorkerRejected => "worker-rejected",
            Outcome::Unanswered => "unanswered",
            Outcome::Carried => "carried",
            Outcome::Served => "served",
            Outcome::LogOnFailed => "log-on-failed",
            Outcome::CutOff => "cut-off",
            Outcome::NoUmServer => "no-um-server",
            Outcome::PipelineRejected => "pipeline-rejected",
            Outcome::FaxDelivered => "fax-delivered",
            Outcome::FaxRefused => "fax-refused",
            Outcome::FaxGaveUp => "fax-gave-up",
            Outcome::FaxAnsweredByPerson => "fax-answered-by-person",
            Outcome::FaxPartnerBusy => "fax-partner-busy",
            Outcome::FaxMachineBusy => "fax-machine-busy",
            Outcome::InFlight => "in-flight",
            Outcome::TransferFailed => "transfer-failed",
            Outcome::Dropped => "dropped",
            Outcome::FailedByOutage => "failed-by-outage",
            Outcome::TimedOut => "timed-out",
            Outcome::HeldBack => "held-back",
            Outcome::OverloadRefused => "overload-refused",
            Outcome::Misconfigured(cause) => cause.name(),
        }
    }

    /// Whether the caller reached a person, voice mail or another service.
    pub const fn is_success(self) -> bool {
        use Outcome::*;
        matches!(
            self,
            Answered | VoiceMessage | HungUpInGreeting | Carried | Served | CutOff | FaxDelivered
        )
    }

    /// Whether the system refused the caller, who may try again.
    pub const fn is_refusal(self) -> bool {
        use Outcome::*;
        matches!(
            self,
            Blocked
                | MediationRejected
                | UmRejected
                | WorkerRejected
                | NoUmServer
                | PipelineRejected
                | FaxPartnerBusy
                | FaxMachineBusy
                | Dropped
                | FailedByOutage
                | TimedOut
                | HeldBack
                | OverloadRefused
        ) || self.is_misconfiguration()
    }

    /// Whether a 200 to the INVITE reached the caller's side.
    pub const fn is_established(self) -> bool {
        use Outcome::*;
        matches!(
            self,
            Answered
                | VoiceMessage
                | HungUpInGreeting
                | Served
                | LogOnFailed
                | CutOff
                | FaxDelivered
                | FaxRefused
                | FaxGaveUp
                | FaxAnsweredByPerson
                | FaxPartnerBusy
                | TransferFailed
                | Dropped
        )
    }

    /// Whether voice mail refused a call that was diverted to it.
    pub const fn is_voice_mail_refusal(self) -> bool {
        use Outcome::*;
        match self {
            UmRejected | WorkerRejected | NoUmServer | PipelineRejected => true,
            Misconfigured(cause) => matches!(
                cause,
                Cause::SecurityMismatch
                    | Cause::TlsToExchange(_)
                    | Cause::NotListening
                    | Cause::ServerDisabled
                    | Cause::NoServerInPlan
                    | Cause::PlanNotRead
                    | Cause::NoLocationProfile
                    | Cause::NoUmIpGateway
                    | Cause::UmIpGatewayDisabled
                    | Cause::NoHuntGroup
                    | Cause::UriTypeMismatch
                    | Cause::NotUmEnabled
            ),
            _ => false,
        }
    }

    /// Whether a fax was answered and could not be delivered (domain §2.7).
    pub const fn is_fax_rejection(self) -> bool {
        use Outcome::*;
        matches!(self, FaxRefused | FaxGaveUp | FaxAnsweredByPerson)
    }

    /// The SIP status with which the attempt ends at the caller's side, where it ends with a
    /// failure: refusals by capacity 503, a busy machine or partner 486, no server for the mailbox
    /// 404 (assumptions of domain §3.1); a caller's CANCEL ends in 487.
    pub const fn sip_status(self) -> Option<u16> {
        use Outcome::*;
        match self {
            MediationRejected | UmRejected | WorkerRejected | PipelineRejected | HeldBack
            | OverloadRefused => Some(503),
            TimedOut => Some(408),
            FailedByOutage => Some(504),
            NoUmServer => Some(404),
            Unanswered => Some(480),
            FaxPartnerBusy | FaxMachineBusy => Some(486),
            AbandonedRinging | AbandonedRouting => Some(487),
            FaxRefused => Some(488),
            Misconfigured(cause) => Some(cause.status()),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn all_outcomes_stand_at_their_codes() {
        for (code, outcome) in Outcome::ALL.into_iter().enumerate() {
            assert_eq!(outcome.code(), code, "{outcome:?}");
        }
    }
}
