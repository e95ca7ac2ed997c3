//! Every kind of event that a call can have.

use crate::network::{MessageKind, Role};

/// Defines the steps once: the enum, the table by which a byte becomes a step, and as which kind of
/// message which role handles each.
macro_rules! steps {
    ($($name:ident => $role:ident $kind:ident),* $(,)?) => {
        /// What an event means. Messages are named after the receiver and the kind of message.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub(in crate::call) enum Step {
            $($name),*
        }

        /// All steps in order.
        pub(super) const ALL: &[Step] = &[$(Step::$name),*];

        /// Who handles each step, as which kind of message.
        pub(super) const HANDLED: &[(Role, MessageKind)] =
            &[$((Role::$role, MessageKind::$kind)),*];
    };
}

steps! {
    // Not messages.
    Arrival => Gateway Invite,
    Retry => Gateway Invite,
    Abandon => Gateway Bye,
    Answer => Endpoint Ok,
    RingOut => ExumRouting Invite,
    HangUp => Gateway Bye,
    OutboundEnd => Gateway Bye,
    CalleeHangUp => Endpoint Ok,
    LogOn => WorkerProcess Info,
    Transfer => WorkerProcess Refer,
    CngDetected => Gateway Bye,
    PlayAnswered => Endpoint Ok,
    MachineAnswers => Gateway Bye,
    SubmitMessage => Pipeline Message,
    SubmitNotification => Pipeline Info,
    Submitted => Pipeline Message,
    // The caller's side.
    GatewayTrying => Gateway Trying,
    GatewayRinging => Gateway Ringing,
    GatewayOk => Gateway Ok,
    GatewayFailure => Gateway Failure,
    GatewayRefused => Gateway Failure,
    GatewayCancelOk => Gateway Ok,
    GatewayTerminated => Gateway Failure,
    GatewayByeOk => Gateway Ok,
    GatewayCalleeBye => Gateway Bye,
    GatewayReinviteOk => Gateway Ok,
    GatewayReinviteRefused => Gateway Failure,
    GatewayRefer => Gateway Refer,
    GatewayReferBye => Gateway Bye,
    GatewayPartnerOk => Gateway Ok,
    GatewayPartnerBusy => Gateway Failure,
    GatewayPartnerByeOk => Gateway Ok,
    GatewayPlayInvite => Gateway Invite,
    GatewayPlayAck => Gateway Ack,
    GatewayMachineInvite => Gateway Invite,
    GatewayMachineAck => Gateway Ack,
    GatewayMachineBye => Gateway Bye,
    GatewayMachineCancel => Gateway Cancel,
    CallerTrying => Endpoint Trying,
    CallerRinging => Endpoint Ringing,
    CallerOk => Endpoint Ok,
    CallerFailure => Endpoint Failure,
    CallerCancelOk => Endpoint Ok,
    CallerTerminated => Endpoint Failure,
    CallerByeOk => Endpoint Ok,
    CallerCalleeBye => Endpoint Bye,
    // Mediation Server.
    MediationInvite => MediationServer Invite,
    MediationTrying => MediationServer Trying,
    MediationRinging => MediationServer Ringing,
    MediationOk => MediationServer Ok,
    MediationAck => MediationServer Ack,
    MediationFailure => MediationServer Failure,
    MediationRefusalAck => MediationServer Ack,
    MediationCancel => MediationServer Cancel,
    MediationCancelOk => MediationServer Ok,
    MediationTerminated => MediationServer Failure,
    MediationFailureAck => MediationServer Ack,
    MediationBye => MediationServer Bye,
    MediationByeOk => MediationServer Ok,
    MediationCalleeBye => MediationServer Bye,
    MediationCalleeByeOk => MediationServer Ok,
    MediationReinvite => MediationServer Reinvite,
    MediationReinviteAck => MediationServer Ack,
    MediationRefer => MediationServer Refer,
    MediationReferBye => MediationServer Bye,
    MediationPlayInvite => MediationServer Invite,
    MediationPlayOk => MediationServer Ok,
    MediationPlayAck => MediationServer Ack,
    MediationPlayFailure => MediationServer Failure,
    MediationMachineInvite => MediationServer Invite,
    MediationMachineOk => MediationServer Ok,
    MediationMachineBusy => MediationServer Failure,
    MediationMachineAck => MediationServer Ack,
    MediationMachineBye => MediationServer Bye,
    MediationMachineByeOk => MediationServer Ok,
    MediationMachineCancel => MediationServer Cancel,
    MediationMachineCancelOk => MediationServer Ok,
    // Front End.
    FrontEndInvite => FrontEnd Invite,
    FrontEndRinging => FrontEnd Ringing,
    FrontEndBusy => FrontEnd Failure,
    FrontEndOk => FrontEnd Ok,
    FrontEndAck => FrontEnd Ack,
    FrontEndFailureAck => FrontEnd Ack,
    FrontEndCancel => FrontEnd Cancel,
    FrontEndBranchCancelOk => FrontEnd Ok,
    FrontEndBranchTerminated => FrontEnd Failure,
    FrontEndBye => FrontEnd Bye,
    FrontEndByeOk => FrontEnd Ok,
    FrontEndCalleeBye => FrontEnd Bye,
    FrontEndCalleeByeOk => FrontEnd Ok,
    FrontEndRouterRedirect => FrontEnd Redirect,
    FrontEndUmRedirect => FrontEnd Redirect,
    FrontEndUmFailure => FrontEnd Failure,
    FrontEndWorkerTrying => FrontEnd Trying,
    FrontEndWorkerOk => FrontEnd Ok,
    FrontEndUmCancelOk => FrontEnd Ok,
    FrontEndUmTerminated => FrontEnd Failure,
    FrontEndInfoOk => FrontEnd Ok,
    FrontEndInfoFailure => FrontEnd Failure,
    FrontEndRefer => FrontEnd Refer,
    FrontEndReferOk => FrontEnd Ok,
    FrontEndReferBye => FrontEnd Bye,
    FrontEndReferByeOk => FrontEnd Ok,
    FrontEndPlayInvite => FrontEnd Invite,
    FrontEndPlayOk => FrontEnd Ok,
    FrontEndPlayAck => FrontEnd Ack,
    FrontEndPlayFailure => FrontEnd Failure,
    FrontEndMachineOk => FrontEnd Ok,
    FrontEndMachineBusy => FrontEnd Failure,
    FrontEndMachineCancelOk => FrontEnd Ok,
    // Endpoints.
    EndpointInvite => Endpoint Invite,
    EndpointAck => Endpoint Ack,
    EndpointFailureAck => Endpoint Ack,
    EndpointCancel => Endpoint Cancel,
    EndpointBye => Endpoint Bye,
    EndpointCalleeByeOk => Endpoint Ok,
    EndpointPlayInvite => Endpoint Invite,
    // Exchange.
    RouterInvite => CallRouter Invite,
    RouterAck => CallRouter Ack,
    RouterInfo => CallRouter Info,
    RouterInfoOk => CallRouter Ok,
    UmInvite => UmService Invite,
    UmAck => UmService Ack,
    UmCancel => UmService Cancel,
    UmTerminatedAck => UmService Ack,
    UmInfo => UmService Info,
    WorkerInvite => WorkerProcess Invite,
    WorkerAck => WorkerProcess Ack,
    WorkerBye => WorkerProcess Bye,
    WorkerCalleeByeOk => WorkerProcess Ok,
    WorkerReinvite => WorkerProcess Reinvite,
    WorkerReinviteAck => WorkerProcess Ack,
    WorkerTone => WorkerProcess Reinvite,
    WorkerReferOk => WorkerProcess Ok,
    WorkerReferByeOk => WorkerProcess Ok,
    WorkerPlayOk => WorkerProcess Ok,
    WorkerPlayFailure => WorkerProcess Failure,
    // Fax partner.
    PartnerInvite => FaxPartner Invite,
    PartnerAck => FaxPartner Ack,
    PartnerBye => FaxPartner Bye,
    // Not messages. They are last because digests depend on the numbers of the others.
    ConnectionFailed => Gateway Bye,
    // Of outages: a change of condition, and what somebody waited for in vain.
    Outage => Gateway Bye,
    TrunkTimeout => Gateway Bye,
    FrontEndTimeout => Gateway Bye,
    RouterTimeout => Gateway Bye,
    UmTimeout => Gateway Bye,
    SetUpTimeout => Gateway Bye,
    MediaTimeout => Gateway Bye,
    CleanUp => Gateway Bye,
    // Of UDP: the sender's timer, a copy of a message at its receiver, and of an answer at the sender.
    Resend => Gateway Bye,
    Copy => Gateway Bye,
    AnswerCopy => Gateway Bye,
    NoticeUpload => FrontEnd Info,
    // A Mediation Server has handled an INVITE that waited in its queue.
    InviteRead => Gateway Bye,
    // A host has handled a copy that waited in its queue.
    CopyRead => Gateway Bye,
}

/// The step of each byte; [`Step::Arrival`] for a byte that has none.
static BYTES: [Step; 256] = {
    let mut bytes = [Step::Arrival; 256];
    let mut i = 0;
    while i < ALL.len() {
        bytes[i] = ALL[i];
        i += 1;
    }
    bytes
};

impl Step {
    /// Whether it is a SIP message at a server or endpoint.
    #[inline]
    pub(in crate::call) const fn is_message(self) -> bool {
        self as u8 > Step::Submitted as u8 && (self as u8) < Step::ConnectionFailed as u8
    }

    /// Whether it means nothing to an attempt that an outage has ended before. All other steps ask by
    /// themselves how far the attempt has come.
    pub(in crate::call) const fn needs_live_attempt(self) -> bool {
        use Step::*;
        matches!(
            self,
            PlayAnswered
                | OutboundEnd
                | GatewayPartnerOk
                | GatewayPartnerBusy
                | GatewayPlayInvite
                | MediationPlayInvite
                | MediationPlayFailure
                | PartnerInvite
                | WorkerPlayFailure
        )
    }

    /// Whether it comes from the work of a host, and not from a clock or a person.
    #[inline]
    pub(in crate::call) const fn is_work(self) -> bool {
        self.is_message()
            || matches!(
                self,
                Step::SubmitMessage
                    | Step::SubmitNotification
                    | Step::Submitted
                    | Step::InviteRead
                    | Step::CopyRead
            )
    }

    /// The step with a number that it understands.
    #[inline]
    pub(in crate::call) const fn with(self, aux: u8) -> Message {
        Message { step: self, aux }
    }
}

/// What an event means in full: a step, and a number that the step understands, 0 for most.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::call) struct Message {
    pub(in crate::call) step: Step,
    pub(in crate::call) aux: u8,
}

impl Message {
    /// What makes its draws different from those of other messages of the leg.
    #[inline]
    pub(in crate::call) const fn ordinal(self) -> u64 {
        (self.step as u64) << 8 | self.aux as u64
    }
}

impl From<Step> for Message {
    #[inline]
    fn from(step: Step) -> Self {
        step.with(0)
    }
}

/// An event of a call, as the 64 bits that the kernel carries.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::call) struct EventWord {
    /// The slot of the call; the source, for an arrival.
    pub(in crate::call) subject: u32,
    /// The generation of the slot, by which an event of an earlier call there is known.
    pub(in crate::call) generation: u16,
    pub(in crate::call) message: Message,
}

impl EventWord {
    /// Packs it.
    #[inline]
    pub(in crate::call) const fn pack(self) -> u64 {
        (self.subject as u64) << 32
            | (self.generation as u64) << 16
            | (self.message.aux as u64) << 8
            | self.message.step as u64
    }

    /// Takes it apart.
    #[inline]
    pub(in crate::call) fn unpack(what: u64) -> Self {
        let message = BYTES[what as u8 as usize].with((what >> 8) as u8);
        EventWord { subject: (what >> 32) as u32, generation: (what >> 16) as u16, message }
    }

    /// What the digest holds of an event of this word: step and number.
    #[inline]
    pub(in crate::call) const fn digested(what: u64) -> u64 {
        what & 0xffff
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_is_in_the_order_of_the_enum() {
        for (i, step) in ALL.iter().enumerate() {
            assert_eq!(*step as usize, i);
            let word = EventWord { subject: 7, generation: 9, message: step.with(3) };
            assert_eq!(EventWord::unpack(word.pack()), word);
        }
    }
}
