//! Where each step happens, in which order among events of one instant, and as which kind of message
//! it is handled.

use super::step::{ALL, HANDLED, Step};
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
    let mut rows = [const { Row { place: Where::Timer, handled_as: HANDLED[0], rank: Rank::Timer } };
        ALL.len()];
    let mut i = 0;
    while i < ALL.len() {
        let step = ALL[i];
        rows[i] = Row { place: step.placed(), handled_as: HANDLED[i], rank: step.ranked() };
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
            | Step::ConnectionFailed
            | Step::TrunkTimeout
            | Step::FrontEndTimeout
            | Step::RouterTimeout
            | Step::UmTimeout
            | Step::SetUpTimeout
            | Step::MediaTimeout
            | Step::Resend => Rank::Timer,
            Step::Outage => Rank::Outage,
            Step::OutboundEnd | Step::Submitted | Step::CleanUp => Rank::Release,
            _ => Rank::Message,
        }
    }
}
