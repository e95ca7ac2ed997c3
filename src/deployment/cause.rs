//! Why a call fails where a deployment is wrong: the causes, each with its SIP status, the diagnostics
//! that Lync adds and the reason that Microsoft's own tools give. `check` predicts them, and calls fail
//! by them in a run.

/// Why a connection by TLS cannot be set up: the checks of the UM Troubleshooting Tool, in its order
/// (domain §3.2).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum TlsProblem {
    /// The caller has no certificate.
    NoCertificate,
    /// The callee's certificate is from an authority that is not trusted.
    NotTrusted,
    /// The callee's certificate does not hold the name that was called.
    NameInvalid,
    /// A certificate has expired.
    Expired,
    /// The callee does not trust the caller's certificate, or does not know its subject.
    RemoteDistrusts,
    /// A certificate was revoked.
    Revoked,
    /// A certificate is not for server authentication.
    KeyUsage,
}

impl TlsProblem {
    /// The tool's message, as part of a sentence.
    pub const fn reason(self) -> &'static str {
        match self {
            TlsProblem::NoCertificate => "local certificate not found in the computer store",
            TlsProblem::NotTrusted => "certificate not trusted",
            TlsProblem::NameInvalid => "target name in the certificate not valid",
            TlsProblem::Expired => "certificate expired",
            TlsProblem::RemoteDistrusts => "remote computer does not trust the certificate",
            TlsProblem::Revoked => "certificate revoked",
            TlsProblem::KeyUsage => "required enhanced key usage missing",
        }
    }
}

/// Why a call fails, apart from a lack of capacity.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// A connection between gateway and Mediation Server, or between Mediation Server and Front End, cannot be
    /// secured.
    TlsToLync(TlsProblem),
    /// A connection from Lync or a gateway to an Exchange server cannot be secured.
    TlsToExchange(TlsProblem),
    /// A connection from an Exchange server to Lync or a gateway cannot be secured.
    TlsFromExchange(TlsProblem),
    /// The UM service or Call Router does not listen on the transport that the plan asks for.
    NotListening,
    /// A UM server of 2007 or 2010 is disabled.
    ServerDisabled,
    /// No server that takes first INVITEs belongs to the plan.
    NoServerInPlan,
    /// Lync cannot read the dial plan: no permission, or its Front End service was not restarted.
    PlanNotRead,
    /// The pool has no location profile for the dial plan.
    NoLocationProfile,
    /// Unified Messaging does not know the peer: no UM IP gateway has its address.
    NoUmIpGateway,
    /// The peer's UM IP gateway is disabled, or takes no new calls.
    UmIpGatewayDisabled,
    /// No hunt group of the peer has the pilot that was called with this dial plan.
    NoHuntGroup,
    /// The pool's encryption does not fit the plan's security.
    SecurityMismatch,
    /// The called address does not have the form that the plan asks for.
    UriTypeMismatch,
    /// The called user is not UM-enabled, or under another SIP address.
    NotUmEnabled,
    /// The number belongs to nobody in Lync.
    NumberUnknown,
    /// The number has no contact object.
    NoContactObject,
    /// Lync does not take calls and transfers of a server that is not in the plan.
    ServerNotTrusted,
    /// No UM IP gateway may be used for outgoing calls.
    NoOutgoingGateway,
    /// Several UM IP gateways may be used for outgoing calls, and the wrong one was.
    WrongOutgoingGateway,
    /// The policy or mailbox does not allow it.
    NotAllowed,
    /// No route of the user's voice policy leads to a gateway.
    NoRoute,
}

impl Cause {
    /// The position of its kind among all kinds, from 0. Digests of runs depend on it.
    pub const fn code(self) -> usize {
        match self {
            Cause::SecurityMismatch => 0,
            Cause::TlsToLync(_) => 1,
            Cause::TlsToExchange(_) => 2,
            Cause::TlsFromExchange(_) => 3,
            Cause::NotListening => 4,
            Cause::ServerDisabled => 5,
            Cause::NoServerInPlan => 6,
            Cause::PlanNotRead => 7,
            Cause::NoLocationProfile => 8,
            Cause::NoUmIpGateway => 9,
            Cause::UmIpGatewayDisabled => 10,
            Cause::NoHuntGroup => 11,
            Cause::UriTypeMismatch => 12,
            Cause::NotUmEnabled => 13,
            Cause::NumberUnknown => 14,
            Cause::NoContactObject => 15,
            Cause::ServerNotTrusted => 16,
            Cause::NoOutgoingGateway => 17,
            Cause::WrongOutgoingGateway => 18,
            Cause::NotAllowed => 19,
            Cause::NoRoute => 20,
        }
    }

    /// The SIP status of the final answer. Only causes are documented, statuses are assumed
    /// (domain §3.1).
    pub const fn status(self) -> u16 {
        match self {
            Cause::TlsToLync(_) | Cause::TlsFromExchange(_) => 504,
            Cause::TlsToExchange(_)
            | Cause::NotListening
            | Cause::ServerDisabled
            | Cause::NoServerInPlan
            | Cause::PlanNotRead
            | Cause::NoLocationProfile => 480,
            Cause::NoUmIpGateway
            | Cause::UmIpGatewayDisabled
            | Cause::NoHuntGroup
            | Cause::ServerNotTrusted
            | Cause::NoOutgoingGateway
            | Cause::NotAllowed => 403,
            Cause::SecurityMismatch => 488,
            Cause::UriTypeMismatch
            | Cause::NotUmEnabled
            | Cause::NumberUnknown
            | Cause::NoContactObject
            | Cause::NoRoute => 404,
            Cause::WrongOutgoingGateway => 504,
        }
    }

    /// The `ms-diagnostics` that Lync adds, number and reason, where it is documented.
    pub const fn diagnostics(self) -> Option<(u16, &'static str)> {
        match self {
            Cause::TlsToLync(_) | Cause::TlsFromExchange(_) => {
                Some((1010, "Certificate trust with next-hop server could not be established"))
            }
            Cause::TlsToExchange(_)
            | Cause::NotListening
            | Cause::ServerDisabled
            | Cause::NoServerInPlan
            | Cause::PlanNotRead
            | Cause::NoLocationProfile => Some((15030, "Failed to route to Exchange Server")),
            Cause::NumberUnknown | Cause::NoContactObject => {
                Some((4005, "Destination URI either not enabled for SIP or does not exist"))
            }
            Cause::NoRoute => Some((12004, "No route found")),
            _ => None,
        }
    }

    /// The reason as Microsoft's tools and events word it, or as its pages describe it.
    pub const fn reason(self) -> &'static str {
        match self {
            Cause::TlsToLync(problem)
            | Cause::TlsToExchange(problem)
            | Cause::TlsFromExchange(problem) => problem.reason(),
            Cause::NotListening => "UM or Call Router service stopped on the transport called",
            Cause::ServerDisabled => "UM server disabled",
            Cause::NoServerInPlan => "no UM server is associated with the UM dial plan",
            Cause::PlanNotRead => "UM dial plan not detected by Lync",
            Cause::NoLocationProfile => "no location profile for the UM dial plan",
            Cause::NoUmIpGateway => "UM IP gateway information not found",
            Cause::UmIpGatewayDisabled => "UM IP gateway disabled",
            Cause::NoHuntGroup => "UM hunt group information not found",
            Cause::SecurityMismatch => "Incompatible security setting",
            Cause::UriTypeMismatch => "called URI not valid for the UM dial plan",
            Cause::NotUmEnabled => "user not UM-enabled",
            Cause::NumberUnknown => "destination URI does not exist",
            Cause::NoContactObject => "no contact object for the number",
            Cause::ServerNotTrusted => "caller is not a trusted UM server of the dial plan",
            Cause::NoOutgoingGateway => "no UM IP gateway with outgoing calls allowed",
            Cause::WrongOutgoingGateway => "outgoing call by the wrong UM IP gateway",
            Cause::NotAllowed => "not allowed by the UM mailbox policy",
            Cause::NoRoute => "no route found",
        }
    }

    /// The name used in scopes.
    pub const fn name(self) -> &'static str {
        match self {
            Cause::TlsToLync(_) => "tls-to-lync",
            Cause::TlsToExchange(_) => "tls-to-exchange",
            Cause::TlsFromExchange(_) => "tls-from-exchange",
            Cause::NotListening => "not-listening",
            Cause::ServerDisabled => "server-disabled",
            Cause::NoServerInPlan => "no-server-in-plan",
            Cause::PlanNotRead => "plan-not-read",
            Cause::NoLocationProfile => "no-location-profile",
            Cause::NoUmIpGateway => "no-um-ip-gateway",
            Cause::UmIpGatewayDisabled => "um-ip-gateway-disabled",
            Cause::NoHuntGroup => "no-hunt-group",
            Cause::SecurityMismatch => "security-mismatch",
            Cause::UriTypeMismatch => "uri-type-mismatch",
            Cause::NotUmEnabled => "not-um-enabled",
            Cause::NumberUnknown => "number-unknown",
            Cause::NoContactObject => "no-contact-object",
            Cause::ServerNotTrusted => "server-not-trusted",
            Cause::NoOutgoingGateway => "no-outgoing-gateway",
            Cause::WrongOutgoingGateway => "wrong-outgoing-gateway",
            Cause::NotAllowed => "not-allowed",
            Cause::NoRoute => "no-route",
        }
    }
}
