//! Where each step happens, in which order among events of one instant, and as which kind of message
//! it is handled.

use super::step::{ALL, Step};
use crate::kernel::Rank;
use crate::network::{MessageKind, Role};

/// Where a step happens.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::call) enum Where {
    /// Nowhere: it is not a message.
    Timer,
    Gateway,
    Caller,
    MediationServer,
    FrontEnd,
    Endpoint,
    Exchange,
    FaxPartner,
}

/// What is known of a step.
struct Row {
    place: Where,
    handled_as: (Role, MessageKind),
    rank: Rank,
}

static ROWS: [Row; ALL.len()] = {
    let mut rows = [const {
        Row { place: Where::Timer, handled_as: Step::Arrival.handled(), rank: Rank::Timer }
    }; ALL.len()];
    let mut i = 0;
    while i < ALL.len() {
        let step = ALL[i];
        rows[i] = Row { place: step.placed(), handled_as: step.handled(), rank: step.ranked() };
        i += 1;
    }
    rows
};

impl Step {
    /// The order among events of one instant.
    #[inline]
    pub(in crate::call) fn rank(self) -> Rank {
        self.row().rank
    }

    /// Who handles it as which kind of message.
    #[inline]
    pub(in crate::call) fn handled_as(self) -> (Role, MessageKind) {
        self.row().handled_as
    }

    /// Where it happens.
    #[inline]
    pub(in crate::call) fn place(self) -> Where {
        self.row().place
    }

    #[inline]
    fn row(self) -> &'static Row {
        &ROWS[self as usize]
    }

    /// Steps stand in the order of their stations.
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
}
