//! Every kind of event that a call can have.

/// Defines the steps once: the enum, and the table that turns a byte back into a step.
macro_rules! steps {
    ($($name:ident),* $(,)?) => {
        /// What an event means. Messages are named after who receives them and what they are.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        #[repr(u8)]
        pub(in crate::call) enum Step {
            $($name),*
        }

        /// All steps in order, by which a byte becomes a step.
        pub(super) const ALL: &[Step] = &[$(Step::$name),*];
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
    // Not a message. It is last because digests depend on the numbers of the others.
    ConnectionFailed,
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
    /// What tells its draws apart from those of other messages of the leg.
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
