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
    CalleeHangUp,
    LogOn,
    Transfer,
    CngDetected,
    PlayAnswered,
    MachineAnswers,
    SubmitMessage,
    SubmitNotification,
    Submitted,
    // The caller's side.
    GatewayTrying,
    GatewayRinging,
    GatewayOk,
    GatewayFailure,
    GatewayRefused,
    GatewayCancelOk,
    GatewayTerminated,
    GatewayByeOk,
    GatewayCalleeBye,
    GatewayReinviteOk,
    GatewayReinviteRefused,
    GatewayRefer,
    GatewayReferBye,
    GatewayPartnerOk,
    GatewayPartnerBusy,
    GatewayPartnerByeOk,
    GatewayPlayInvite,
    GatewayPlayAck,
    GatewayMachineInvite,
    GatewayMachineAck,
    GatewayMachineBye,
    GatewayMachineCancel,
    CallerTrying,
    CallerRinging,
    CallerOk,
    CallerFailure,
    CallerCancelOk,
    CallerTerminated,
    CallerByeOk,
    CallerCalleeBye,
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
    MediationCalleeBye,
    MediationCalleeByeOk,
    MediationReinvite,
    MediationReinviteAck,
    MediationRefer,
    MediationReferBye,
    MediationPlayInvite,
    MediationPlayOk,
    MediationPlayAck,
    MediationPlayFailure,
    MediationMachineInvite,
    MediationMachineOk,
    MediationMachineBusy,
    MediationMachineAck,
    MediationMachineBye,
    MediationMachineByeOk,
    MediationMachineCancel,
    MediationMachineCancelOk,
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
    FrontEndCalleeBye,
    FrontEndCalleeByeOk,
    FrontEndRouterRedirect,
    FrontEndUmRedirect,
    FrontEndUmFailure,
    FrontEndWorkerTrying,
    FrontEndWorkerOk,
    FrontEndUmCancelOk,
    FrontEndUmTerminated,
    FrontEndInfoOk,
    FrontEndInfoFailure,
    FrontEndRefer,
    FrontEndReferOk,
    FrontEndReferBye,
    FrontEndReferByeOk,
    FrontEndPlayInvite,
    FrontEndPlayOk,
    FrontEndPlayAck,
    FrontEndPlayFailure,
    FrontEndMachineOk,
    FrontEndMachineBusy,
    FrontEndMachineCancelOk,
    // Endpoints.
    EndpointInvite,
    EndpointAck,
    EndpointFailureAck,
    EndpointCancel,
    EndpointBye,
    EndpointCalleeByeOk,
    EndpointPlayInvite,
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
    WorkerCalleeByeOk,
    WorkerReinvite,
    WorkerReinviteAck,
    WorkerTone,
    WorkerReferOk,
    WorkerReferByeOk,
    WorkerPlayOk,
    WorkerPlayFailure,
    // Fax partner.
    PartnerInvite,
    PartnerAck,
    PartnerBye,
    // No message, and last, so that the numbers of the others stay, which digests hold.
    ConnectionFailed,
}

/// The step of each byte; of a byte that is none, [`Step::Arrival`].
static BYTES: [Step; 256] = {
    let mut bytes = [Step::Arrival; 256];
    let mut i = 0;
    while i < ALL.len() {
        bytes[i] = ALL[i];
        i += 1;
    }
    bytes
};

/// Where a step happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Where {
    /// Nowhere: it is no message.
    Timer,
    Gateway,
    Caller,
    MediationServer,
    FrontEnd,
    Endpoint,
    Exchange,
    FaxPartner,
}

/// What is known of a step, looked up once.
struct Row {
    place: Where,
    message: (Role, MessageKind),
    rank: Rank,
}

static ROWS: [Row; ALL.len()] = {
    let mut rows = [const {
        Row { place: Where::Timer, message: Step::Arrival.handled(), rank: Rank::Timer }
    }; ALL.len()];
    let mut i = 0;
    while i < ALL.len() {
        let step = ALL[i];
        rows[i] = Row { place: step.placed(), message: step.handled(), rank: step.ranked() };
        i += 1;
    }
    rows
};

impl Step {
    /// The order among events of one instant.
    #[inline]
    pub(super) fn rank(self) -> Rank {
        self.row().rank
    }

    /// Who handles it as which kind of message.
    #[inline]
    pub(super) fn message(self) -> (Role, MessageKind) {
        self.row().message
    }

    /// Where it happens.
    #[inline]
    pub(super) fn place(self) -> Where {
        self.row().place
    }

    #[inline]
    fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// The station of a step: steps stand in the order of their stations.
    const fn placed(self) -> Where {
        match self as u8 {
            n if n < Step::GatewayTrying as u8 => Where::Timer,
            n if n < Step::CallerTrying as u8 => Where::Gateway,
            n if n < Step::MediationInvite as u8 => Where::Caller,
            n if n < Step::FrontEndInvite as u8 => Where::MediationServer,
            n if n < Step::EndpointInvite as u8 => Where::FrontEnd,
            n if n < Step::RouterInvite as u8 => Where::Endpoint,
            n if n < Step::PartnerInvite as u8 => Where::Exchange,
            n if n < Step::ConnectionFailed as u8 => Where::FaxPartner,
            _ => Where::Timer,
        }
    }

    const fn ranked(self) -> Rank {
        match self {
            Step::Arrival => Rank::Arrival,
            Step::Retry => Rank::Retry,
            Step::Answer | Step::PlayAnswered | Step::MachineAnswers => Rank::Answer,
            Step::Abandon | Step::HangUp | Step::CalleeHangUp => Rank::HangUp,
            Step::RingOut
            | Step::LogOn
            | Step::Transfer
            | Step::CngDetected
            | Step::ConnectionFailed => Rank::Timer,
            Step::OutboundEnd | Step::Submitted => Rank::Release,
            _ => Rank::Message,
        }
    }

    const fn handled(self) -> (Role, MessageKind) {
        use MessageKind::*;
        use Step::*;
        match self {
            Arrival | Retry => (Role::Gateway, Invite),
            Abandon | HangUp | OutboundEnd | CngDetected | MachineAnswers | ConnectionFailed => {
                (Role::Gateway, Bye)
            }
            Answer | PlayAnswered | CalleeHangUp => (Role::Endpoint, Ok),
            RingOut => (Role::ExumRouting, Invite),
            LogOn => (Role::WorkerProcess, Info),
            Transfer => (Role::WorkerProcess, Refer),
            SubmitMessage | Submitted => (Role::Pipeline, Message),
            SubmitNotification => (Role::Pipeline, Info),
            GatewayTrying => (Role::Gateway, Trying),
            GatewayRinging => (Role::Gateway, Ringing),
            GatewayOk | GatewayCancelOk | GatewayByeOk | GatewayReinviteOk | GatewayPartnerOk
            | GatewayPartnerByeOk => (Role::Gateway, Ok),
            GatewayFailure
            | GatewayRefused
            | GatewayTerminated
            | GatewayReinviteRefused
            | GatewayPartnerBusy => (Role::Gateway, Failure),
            GatewayRefer => (Role::Gateway, Refer),
            GatewayCalleeBye | GatewayReferBye | GatewayMachineBye => (Role::Gateway, Bye),
            GatewayPlayInvite | GatewayMachineInvite => (Role::Gateway, Invite),
            GatewayPlayAck | GatewayMachineAck => (Role::Gateway, Ack),
            GatewayMachineCancel => (Role::Gateway, Cancel),
            CallerTrying => (Role::Endpoint, Trying),
            CallerRinging => (Role::Endpoint, Ringing),
            CallerOk | CallerCancelOk | CallerByeOk => (Role::Endpoint, Ok),
            CallerFailure | CallerTerminated => (Role::Endpoint, Failure),
            CallerCalleeBye => (Role::Endpoint, Bye),
            MediationInvite | MediationPlayInvite | MediationMachineInvite => {
                (Role::MediationServer, Invite)
            }
            MediationTrying => (Role::MediationServer, Trying),
            MediationRinging => (Role::MediationServer, Ringing),
            MediationOk
            | MediationCancelOk
            | MediationByeOk
            | MediationCalleeByeOk
            | MediationPlayOk
            | MediationMachineOk
            | MediationMachineByeOk
            | MediationMachineCancelOk => (Role::MediationServer, Ok),
            MediationAck | MediationRefusalAck | MediationFailureAck | MediationReinviteAck
            | MediationPlayAck | MediationMachineAck => (Role::MediationServer, Ack),
            MediationFailure | MediationTerminated | MediationPlayFailure
            | MediationMachineBusy => (Role::MediationServer, Failure),
            MediationCancel | MediationMachineCancel => (Role::MediationServer, Cancel),
            MediationBye | MediationCalleeBye | MediationReferBye | MediationMachineBye => {
                (Role::MediationServer, Bye)
            }
            MediationReinvite => (Role::MediationServer, Reinvite),
            MediationRefer => (Role::MediationServer, Refer),
            FrontEndInvite | FrontEndPlayInvite => (Role::FrontEnd, Invite),
            FrontEndRinging => (Role::FrontEnd, Ringing),
            FrontEndBusy
            | FrontEndBranchTerminated
            | FrontEndUmFailure
            | FrontEndUmTerminated
            | FrontEndInfoFailure
            | FrontEndPlayFailure
            | FrontEndMachineBusy => (Role::FrontEnd, Failure),
            FrontEndOk
            | FrontEndBranchCancelOk
            | FrontEndByeOk
            | FrontEndCalleeByeOk
            | FrontEndWorkerOk
            | FrontEndUmCancelOk
            | FrontEndInfoOk
            | FrontEndReferOk
            | FrontEndReferByeOk
            | FrontEndPlayOk
            | FrontEndMachineOk
            | FrontEndMachineCancelOk => (Role::FrontEnd, Ok),
            FrontEndAck | FrontEndFailureAck | FrontEndPlayAck => (Role::FrontEnd, Ack),
            FrontEndCancel => (Role::FrontEnd, Cancel),
            FrontEndBye | FrontEndCalleeBye | FrontEndReferBye => (Role::FrontEnd, Bye),
            FrontEndRouterRedirect | FrontEndUmRedirect => (Role::FrontEnd, Redirect),
            FrontEndWorkerTrying => (Role::FrontEnd, Trying),
            FrontEndRefer => (Role::FrontEnd, Refer),
            EndpointInvite | EndpointPlayInvite => (Role::Endpoint, Invite),
            EndpointAck | EndpointFailureAck => (Role::Endpoint, Ack),
            EndpointCancel => (Role::Endpoint, Cancel),
            EndpointBye => (Role::Endpoint, Bye),
            EndpointCalleeByeOk => (Role::Endpoint, Ok),
            RouterInvite => (Role::CallRouter, Invite),
            RouterAck => (Role::CallRouter, Ack),
            RouterInfo => (Role::CallRouter, Info),
            RouterInfoOk => (Role::CallRouter, Ok),
            UmInvite => (Role::UmService, Invite),
            UmAck | UmTerminatedAck => (Role::UmService, Ack),
            UmCancel => (Role::UmService, Cancel),
            UmInfo => (Role::UmService, Info),
            WorkerInvite => (Role::WorkerProcess, Invite),
            WorkerAck | WorkerReinviteAck => (Role::WorkerProcess, Ack),
            WorkerBye => (Role::WorkerProcess, Bye),
            WorkerReinvite | WorkerTone => (Role::WorkerProcess, Reinvite),
            WorkerCalleeByeOk | WorkerReferOk | WorkerReferByeOk | WorkerPlayOk => {
                (Role::WorkerProcess, Ok)
            }
            WorkerPlayFailure => (Role::WorkerProcess, Failure),
            PartnerInvite => (Role::FaxPartner, Invite),
            PartnerAck => (Role::FaxPartner, Ack),
            PartnerBye => (Role::FaxPartner, Bye),
        }
    }

    /// Whether it is a SIP message at a server or endpoint.
    #[inline]
    pub(super) const fn is_message(self) -> bool {
        self as u8 > Step::Submitted as u8 && (self as u8) < Step::ConnectionFailed as u8
    }

    /// The event word: slot, generation of the slot, step, and a number the step understands.
    #[inline]
    pub(super) const fn pack(self, slot: u32, generation: u16, aux: u8) -> u64 {
        (slot as u64) << 32 | (generation as u64) << 16 | (aux as u64) << 8 | self as u64
    }

    /// The event word taken apart.
    #[inline]
    pub(super) fn unpack(what: u64) -> (u32, u16, u8, Step) {
        ((what >> 32) as u32, (what >> 16) as u16, (what >> 8) as u8, BYTES[what as u8 as usize])
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
