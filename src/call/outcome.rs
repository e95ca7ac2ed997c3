//! How an attempt can end.

use crate::network::{Cause, TlsProblem};

/// How an attempt ended. Every attempt has exactly one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[repr(u8)]
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
    /// The pool's encryption did not fit the security of the dial plan.
    SecurityMismatch,
    /// No connection to or inside Lync could be secured.
    TlsToLync,
    /// No connection to Exchange could be secured.
    TlsToExchange,
    /// Exchange could not secure a connection to Lync.
    TlsFromExchange,
    /// Exchange did not listen on the transport that was called.
    NotListening,
    /// The UM server of 2007 or 2010 was disabled.
    ServerDisabled,
    /// No server that takes first INVITEs belonged to the plan.
    NoServerInPlan,
    /// Lync could not read the dial plan.
    PlanNotRead,
    /// No location profile stood for the dial plan.
    NoLocationProfile,
    /// No UM IP gateway stood for whoever called Unified Messaging.
    NoUmIpGateway,
    /// The UM IP gateway took no calls.
    UmIpGatewayDisabled,
    /// No hunt group had the pilot and plan of the call.
    NoHuntGroup,
    /// The called address had not the form of the plan's.
    UriTypeMismatch,
    /// The called user was not UM-enabled, or under another address.
    NotUmEnabled,
    /// The number was nobody's in Lync.
    NumberUnknown,
    /// The number had no contact object.
    NoContactObject,
    /// Lync did not take calls of this UM server.
    ServerNotTrusted,
    /// No UM IP gateway allowed outgoing calls.
    NoOutgoingGateway,
    /// The outgoing call left by a wrong UM IP gateway.
    WrongOutgoingGateway,
    /// Policy or user settings forbade it.
    NotAllowed,
    /// No route led to a gateway.
    NoRoute,
    /// The caller was to be transferred, and Lync did not take the request.
    TransferFailed,
}

impl Outcome {
    /// All outcomes.
    pub const ALL: [Outcome; 45] = [
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
        Outcome::SecurityMismatch,
        Outcome::TlsToLync,
        Outcome::TlsToExchange,
        Outcome::TlsFromExchange,
        Outcome::NotListening,
        Outcome::ServerDisabled,
        Outcome::NoServerInPlan,
        Outcome::PlanNotRead,
        Outcome::NoLocationProfile,
        Outcome::NoUmIpGateway,
        Outcome::UmIpGatewayDisabled,
        Outcome::NoHuntGroup,
        Outcome::UriTypeMismatch,
        Outcome::NotUmEnabled,
        Outcome::NumberUnknown,
        Outcome::NoContactObject,
        Outcome::ServerNotTrusted,
        Outcome::NoOutgoingGateway,
        Outcome::WrongOutgoingGateway,
        Outcome::NotAllowed,
        Outcome::NoRoute,
        Outcome::TransferFailed,
    ];

    /// How a call ends that fails because the deployment is wrong.
    pub const fn of(cause: Cause) -> Self {
        match cause {
            Cause::TlsToLync(_) => Outcome::TlsToLync,
            Cause::TlsToExchange(_) => Outcome::TlsToExchange,
            Cause::TlsFromExchange(_) => Outcome::TlsFromExchange,
            Cause::NotListening => Outcome::NotListening,
            Cause::ServerDisabled => Outcome::ServerDisabled,
            Cause::NoServerInPlan => Outcome::NoServerInPlan,
            Cause::PlanNotRead => Outcome::PlanNotRead,
            Cause::NoLocationProfile => Outcome::NoLocationProfile,
            Cause::NoUmIpGateway => Outcome::NoUmIpGateway,
            Cause::UmIpGatewayDisabled => Outcome::UmIpGatewayDisabled,
            Cause::NoHuntGroup => Outcome::NoHuntGroup,
            Cause::SecurityMismatch => Outcome::SecurityMismatch,
            Cause::UriTypeMismatch => Outcome::UriTypeMismatch,
            Cause::NotUmEnabled => Outcome::NotUmEnabled,
            Cause::NumberUnknown => Outcome::NumberUnknown,
            Cause::NoContactObject => Outcome::NoContactObject,
            Cause::ServerNotTrusted => Outcome::ServerNotTrusted,
            Cause::NoOutgoingGateway => Outcome::NoOutgoingGateway,
            Cause::WrongOutgoingGateway => Outcome::WrongOutgoingGateway,
            Cause::NotAllowed => Outcome::NotAllowed,
            Cause::NoRoute => Outcome::NoRoute,
        }
    }

    /// Why the call failed, where the deployment was wrong; one problem of TLS stands for all.
    pub const fn cause(self) -> Option<Cause> {
        let tls = TlsProblem::NotTrusted;
        Some(match self {
            Outcome::TlsToLync => Cause::TlsToLync(tls),
            Outcome::TlsToExchange => Cause::TlsToExchange(tls),
            Outcome::TlsFromExchange => Cause::TlsFromExchange(tls),
            Outcome::NotListening => Cause::NotListening,
            Outcome::ServerDisabled => Cause::ServerDisabled,
            Outcome::NoServerInPlan => Cause::NoServerInPlan,
            Outcome::PlanNotRead => Cause::PlanNotRead,
            Outcome::NoLocationProfile => Cause::NoLocationProfile,
            Outcome::NoUmIpGateway => Cause::NoUmIpGateway,
            Outcome::UmIpGatewayDisabled => Cause::UmIpGatewayDisabled,
            Outcome::NoHuntGroup => Cause::NoHuntGroup,
            Outcome::SecurityMismatch => Cause::SecurityMismatch,
            Outcome::UriTypeMismatch => Cause::UriTypeMismatch,
            Outcome::NotUmEnabled => Cause::NotUmEnabled,
            Outcome::NumberUnknown => Cause::NumberUnknown,
            Outcome::NoContactObject => Cause::NoContactObject,
            Outcome::ServerNotTrusted => Cause::ServerNotTrusted,
            Outcome::NoOutgoingGateway => Cause::NoOutgoingGateway,
            Outcome::WrongOutgoingGateway => Cause::WrongOutgoingGateway,
            Outcome::NotAllowed => Cause::NotAllowed,
            Outcome::NoRoute => Cause::NoRoute,
            _ => return None,
        })
    }

    /// Whether it is one by which only a wrong deployment lets a call end.
    pub const fn is_misconfiguration(self) -> bool {
        self as u8 >= Outcome::SecurityMismatch as u8
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
            wrong => match wrong.cause() {
                Some(cause) => cause.name(),
                None => "",
            },
        }
    }

    /// Whether the caller reached somebody or something.
    pub const fn is_success(self) -> bool {
        use Outcome::*;
        matches!(
            self,
            Answered | VoiceMessage | HungUpInGreeting | Carried | Served | CutOff | FaxDelivered
        )
    }

    /// Whether the system turned the caller away, who may try again.
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
        )
    }

    /// Whether voice mail refused a call that was diverted to it.
    pub const fn is_voice_mail_refusal(self) -> bool {
        use Outcome::*;
        matches!(
            self,
            UmRejected
                | WorkerRejected
                | NoUmServer
                | PipelineRejected
                | SecurityMismatch
                | TlsToExchange
                | NotListening
                | ServerDisabled
                | NoServerInPlan
                | PlanNotRead
                | NoLocationProfile
                | NoUmIpGateway
                | UmIpGatewayDisabled
                | NoHuntGroup
                | UriTypeMismatch
                | NotUmEnabled
        )
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
            MediationRejected | UmRejected | WorkerRejected | PipelineRejected => Some(503),
            NoUmServer => Some(404),
            Unanswered => Some(480),
            FaxPartnerBusy | FaxMachineBusy => Some(486),
            AbandonedRinging | AbandonedRouting => Some(487),
            FaxRefused => Some(488),
            wrong => match wrong.cause() {
                Some(cause) => Some(cause.status()),
                None => None,
            },
        }
    }
}
