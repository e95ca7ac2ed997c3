//! Which messages between a gateway and a Mediation Server are answered by which (RFC 3261, section 17).

use super::super::engine::Step;

/// How a message over UDP is sent again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Repeats {
    /// After T1, 2·T1 and so on: an INVITE.
    Doubling,
    /// The same, but never later than after T2: all other requests, and final responses to an INVITE.
    UpToT2,
}

/// Whether and how a message is sent again until it is answered. Provisional responses, responses to other
/// requests than INVITE, and ACKs are not: their receiver sends its own message again.
pub(super) const fn repeats(step: Step) -> Option<Repeats> {
    use Step::*;
    match step {
        MediationInvite | MediationReinvite | GatewayPlayInvite | GatewayMachineInvite => {
            Some(Repeats::Doubling)
        }
        GatewayOk
        | GatewayFailure
        | GatewayRefused
        | GatewayTerminated
        | GatewayReinviteOk
        | GatewayReinviteRefused
        | MediationPlayOk
        | MediationPlayFailure
        | MediationMachineOk
        | MediationMachineBusy
        | MediationCancel
        | MediationBye
        | GatewayCalleeBye
        | GatewayMachineBye
        | GatewayMachineCancel => Some(Repeats::UpToT2),
        _ => None,
    }
}

/// What a message answers, so that it is not sent again.
pub(super) const fn answered_by(step: Step) -> &'static [Step] {
    use Step::*;
    match step {
        GatewayTrying | GatewayRinging | GatewayOk | GatewayFailure | GatewayRefused
        | GatewayTerminated => &[MediationInvite],
        MediationAck => &[GatewayOk],
        MediationRefusalAck => &[GatewayRefused],
        MediationFailureAck => &[GatewayFailure, GatewayTerminated],
        GatewayCancelOk => &[MediationCancel],
        GatewayByeOk => &[MediationBye],
        MediationCalleeByeOk => &[GatewayCalleeBye],
        GatewayReinviteOk | GatewayReinviteRefused => &[MediationReinvite],
        MediationReinviteAck => &[GatewayReinviteOk, GatewayReinviteRefused],
        MediationPlayOk | MediationPlayFailure => &[GatewayPlayInvite],
        GatewayPlayAck => &[MediationPlayOk],
        MediationMachineOk | MediationMachineBusy => &[GatewayMachineInvite],
        GatewayMachineAck => &[MediationMachineOk],
        MediationMachineByeOk => &[GatewayMachineBye],
        MediationMachineCancelOk => &[GatewayMachineCancel],
        _ => &[],
    }
}

/// Whether the receiver answers at once with a message that is not simulated: 100 to the INVITE of a call that
/// the gateway is to place, and ACK to its refusal.
pub(super) const fn is_answered_unseen(step: Step) -> bool {
    use Step::*;
    matches!(
        step,
        GatewayPlayInvite | GatewayMachineInvite | MediationPlayFailure | MediationMachineBusy
    )
}

/// Whether a message goes between a gateway and a Mediation Server.
pub(super) const fn crosses_trunk(step: Step) -> bool {
    repeats(step).is_some() || !answered_by(step).is_empty()
}
