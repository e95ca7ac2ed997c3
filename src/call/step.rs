//! Every kind of event a call can have: the closed table of what may happen next.

use crate::kernel::Rank;
use crate::network::{MessageKind, Role};

/// Defines the steps once: the enum, and the table that turns a byte back into a step.
macro_rules! steps {
    ($($name:ident),* $(,)?) => {
        /// What an event means. Messages are named after who receives them and what they are.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub(super) enum Step {
            $($name),*
        }

        /// All steps in order, so that a byte becomes a step without `unsafe`.
        const ALL: &[Step] = &[$(Step::$name),*];
    };
}

steps! {
    // Not messages.
    Arrival,
    Retry,
    Abandon,
    Answer,
    RingOut,
    HangUp,
    OutboundEnd,
    // The caller's side.
    GatewayTrying,
    GatewayRinging,
    GatewayOk,
    GatewayFailure,
    GatewayRefused,
    GatewayCancelOk,
    GatewayTerminated,
    GatewayByeOk,
    CallerTrying,
    CallerRinging,
    CallerOk,
    CallerFailure,
    CallerCancelOk,
    CallerTerminated,
    CallerByeOk,
    // Mediation Server.
    MediationInvite,
    MediationTrying,
    MediationRinging,
    MediationOk,
    MediationAck,
    MediationFailure,
    MediationRefusalAck,
    MediationCancel,
    MediationCancelOk,
    MediationTerminated,
    MediationFailureAck,
    MediationBye,
    MediationByeOk,
    // Front End.
    FrontEndInvite,
    FrontEndRinging,
    FrontEndBusy,
    FrontEndOk,
    FrontEndAck,
    FrontEndFailureAck,
    FrontEndCancel,
    FrontEndBranchCancelOk,
    FrontEndBranchTerminated,
    FrontEndBye,
    FrontEndByeOk,
    FrontEndRouterRedirect,
    FrontEndUmRedirect,
    FrontEndUmFailure,
    FrontEndWorkerTrying,
    FrontEndWorkerOk,
    FrontEndUmCancelOk,
    FrontEndUmTerminated,
    FrontEndInfoOk,
    FrontEndInfoFailure,
    // Endpoints.
    EndpointInvite,
    EndpointAck,
    EndpointFailureAck,
    EndpointCancel,
    EndpointBye,
    // Exchange.
    RouterInvite,
    RouterAck,
    RouterInfo,
    RouterInfoOk,
    UmInvite,
    UmAck,
    UmCancel,
    UmTerminatedAck,
    UmInfo,
    WorkerInvite,
    WorkerAck,
    WorkerBye,
}

impl Step {
    /// The order among events of one instant.
    #[inline]
    pub(super) const fn rank(self) -> Rank {
        match self {
            Step::Arrival => Rank::Arrival,
            Step::Retry => Rank::Retry,
            Step::Answer => Rank::Answer,
            Step::Abandon | Step::HangUp => Rank::HangUp,
            Step::RingOut => Rank::Timer,
            Step::OutboundEnd => Rank::Release,
            _ => Rank::Message,
        }
    }

    /// Who handles it as which kind of message.
    pub(super) const fn message(self) -> (Role, MessageKind) {
        use MessageKind::*;
        use Step::*;
        match self {
            Arrival | Retry => (Role::Gateway, Invite),
            Abandon | HangUp | OutboundEnd => (Role::Gateway, Bye),
            Answer => (Role::Endpoint, Ok),
            RingOut => (Role::ExumRouting, Invite),
            GatewayTrying => (Role::Gateway, Trying),
            GatewayRinging => (Role::Gateway, Ringing),
            GatewayOk | GatewayCancelOk | GatewayByeOk => (Role::Gateway, Ok),
            GatewayFailure | GatewayRefused | GatewayTerminated => (Role::Gateway, Failure),
            CallerTrying => (Role::Endpoint, Trying),
            CallerRinging => (Role::Endpoint, Ringing),
            CallerOk | CallerCancelOk | CallerByeOk => (Role::Endpoint, Ok),
            CallerFailure | CallerTerminated => (Role::Endpoint, Failure),
            MediationInvite => (Role::MediationServer, Invite),
            MediationTrying => (Role::MediationServer, Trying),
            MediationRinging => (Role::MediationServer, Ringing),
            MediationOk | MediationCancelOk | MediationByeOk => (Role::MediationServer, Ok),
            MediationAck | MediationRefusalAck | MediationFailureAck => {
                (Role::MediationServer, Ack)
            }
            MediationFailure | MediationTerminated => (Role::MediationServer, Failure),
            MediationCancel => (Role::MediationServer, Cancel),
            MediationBye => (Role::MediationServer, Bye),
            FrontEndInvite => (Role::FrontEnd, Invite),
            FrontEndRinging => (Role::FrontEnd, Ringing),
            FrontEndBusy
            | FrontEndBranchTerminated
            | FrontEndUmFailure
            | FrontEndUmTerminated
            | FrontEndInfoFailure => (Role::FrontEnd, Failure),
            FrontEndOk
            | FrontEndBranchCancelOk
            | FrontEndByeOk
            | FrontEndWorkerOk
            | FrontEndUmCancelOk
            | FrontEndInfoOk => (Role::FrontEnd, Ok),
            FrontEndAck | FrontEndFailureAck => (Role::FrontEnd, Ack),
            FrontEndCancel => (Role::FrontEnd, Cancel),
            FrontEndBye => (Role::FrontEnd, Bye),
            FrontEndRouterRedirect | FrontEndUmRedirect => (Role::FrontEnd, Redirect),
            FrontEndWorkerTrying => (Role::FrontEnd, Trying),
            EndpointInvite => (Role::Endpoint, Invite),
            EndpointAck | EndpointFailureAck => (Role::Endpoint, Ack),
            EndpointCancel => (Role::Endpoint, Cancel),
            EndpointBye => (Role::Endpoint, Bye),
            RouterInvite => (Role::CallRouter, Invite),
            RouterAck => (Role::CallRouter, Ack),
            RouterInfo => (Role::CallRouter, Info),
            RouterInfoOk => (Role::CallRouter, Ok),
            UmInvite => (Role::UmService, Invite),
            UmAck | UmTerminatedAck => (Role::UmService, Ack),
            UmCancel => (Role::UmService, Cancel),
            UmInfo => (Role::UmService, Info),
            WorkerInvite => (Role::WorkerProcess, Invite),
            WorkerAck => (Role::WorkerProcess, Ack),
            WorkerBye => (Role::WorkerProcess, Bye),
        }
    }

    /// Whether it is a SIP message at a server or endpoint.
    #[inline]
    pub(super) const fn is_message(self) -> bool {
        self as u8 > Step::OutboundEnd as u8
    }

    /// The event word: slot, generation of the slot, step, and a number the step understands.
    #[inline]
    pub(super) const fn pack(self, slot: u32, generation: u16, aux: u8) -> u64 {
        (slot as u64) << 32 | (generation as u64) << 16 | (aux as u64) << 8 | self as u64
    }

    /// The event word taken apart.
    #[inline]
    pub(super) const fn unpack(what: u64) -> (u32, u16, u8, Step) {
        ((what >> 32) as u32, (what >> 16) as u16, (what >> 8) as u8, ALL[(what & 0xff) as usize])
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_enum() {
        for (i, step) in ALL.iter().enumerate() {
            assert_eq!(*step as usize, i);
            let what = step.pack(7, 9, 3);
            assert_eq!(Step::unpack(what), (7, 9, 3, *step));
        }
    }
}
