//! Leads each event to what it does.

use super::call::step::*;
use super::caller::with;
use super::model::Model;
use super::queue::Rank;
use busyhour::internals::call::Phase;

impl<const KEPT: bool> Model<'_, KEPT> {
    /// A message, or what follows one: a row for each.
    #[inline]
    pub(super) fn message(&mut self, now: u64, place: usize, what: u32) {
        let (p, n) = (self.p, what >> 8);
        self.call(place).pending -= 1;
        if what & 0xff >= GATEWAY_TRYING {
            self.call(place).chain.fold(now, u64::from(what));
        }
        match what & 0xff {
            ABANDON => self.abandon(now, place),
            RING_OUT => self.divert(now, place),
            SUBMIT_MESSAGE => self.preview(now, place),
            SUBMIT_NOTIFICATION => self.submit(now, place, SUBMIT_NOTIFICATION),
            SUBMITTED => self.leave_pipeline(now, place),
            GATEWAY_TRYING | GATEWAY_CANCEL_OK => self.pass_gateway(now, place),
            GATEWAY_RINGING => self.gateway_ringing(now, place),
            GATEWAY_OK => self.gateway_ok(now, place),
            GATEWAY_TERMINATED => self.gateway_terminated(now, place),
            GATEWAY_BYE_OK => self.gateway_bye_ok(now, place),
            MEDIATION_INVITE => self.mediation_invite(now, place),
            MEDIATION_TRYING => _ = self.at_mediation(now, place, MEDIATION_TRYING),
            MEDIATION_RINGING => self.mediation_relays(now, place, what, with(GATEWAY_RINGING, n)),
            MEDIATION_OK => self.mediation_ok(now, place),
            MEDIATION_ACK => self.mediation_relays(now, place, MEDIATION_ACK, FRONT_END_ACK),
            MEDIATION_CANCEL => self.mediation_cancel(now, place),
            MEDIATION_TERMINATED => self.mediation_terminated(now, place),
            MEDIATION_BYE => self.mediation_bye(now, place),
            MEDIATION_BYE_OK => self.mediation_relays(now, place, MEDIATION_BYE_OK, GATEWAY_BYE_OK),
            MEDIATION_CANCEL_OK | MEDIATION_FAILURE_ACK => {
                self.at_mediation(now, place, what);
            }
            FRONT_END_INVITE => self.front_end_invite(now, place),
            FRONT_END_RINGING => {
                self.front_end_relays(now, place, what, with(MEDIATION_RINGING, n))
            }
            FRONT_END_BUSY => self.branch_is_busy(now, place, n),
            FRONT_END_OK => self.front_end_ok(now, place),
            FRONT_END_ACK => {
                self.relay_to_answerer(now, place, FRONT_END_ACK, [ENDPOINT_ACK, WORKER_ACK])
            }
            FRONT_END_BYE => {
                self.relay_to_answerer(now, place, FRONT_END_BYE, [ENDPOINT_BYE, WORKER_BYE])
            }
            FRONT_END_CANCEL => self.front_end_cancel(now, place),
            FRONT_END_BRANCH_TERMINATED => {
                self.front_end_relays(now, place, what, with(ENDPOINT_FAILURE_ACK, n));
            }
            FRONT_END_BYE_OK => {
                self.front_end_relays(now, place, FRONT_END_BYE_OK, MEDIATION_BYE_OK)
            }
            FRONT_END_ROUTER_REDIRECT => self.follow_redirect(now, place, 1),
            FRONT_END_UM_REDIRECT => self.follow_redirect(now, place, 2),
            FRONT_END_UM_FAILURE => self.um_failure(now, place),
            FRONT_END_WORKER_OK => self.front_end_worker_ok(now, place),
            FRONT_END_UM_TERMINATED => self.front_end_relays(now, place, what, UM_TERMINATED_ACK),
            FRONT_END_FAILURE_ACK
            | FRONT_END_BRANCH_CANCEL_OK
            | FRONT_END_WORKER_TRYING
            | FRONT_END_UM_CANCEL_OK
            | FRONT_END_INFO_OK => {
                self.at_front_end(now, place, what);
            }
            ENDPOINT_INVITE => self.endpoint_invite(now, place, n),
            ENDPOINT_CANCEL => self.endpoint_cancel(now, place, n),
            ENDPOINT_BYE => self.endpoint_bye(now, place),
            ENDPOINT_ACK | ENDPOINT_FAILURE_ACK => self.messages_handled += 1,
            ROUTER_INVITE => self.router_redirects(now, place),
            ROUTER_INFO => self.router_info(now, place),
            ROUTER_INFO_OK => self.router_info_ok(now, place),
            ROUTER_ACK => _ = self.at_router(now, place),
            UM_INVITE => self.um_service_redirects(now, place),
            UM_CANCEL => self.um_cancel(now, place),
            UM_INFO => self.um_info(now, place),
            UM_ACK | UM_TERMINATED_ACK => _ = self.at_um(now, place, p.um_service),
            WORKER_INVITE => self.worker_answers(now, place),
            WORKER_ACK => _ = self.at_um(now, place, p.worker),
            WORKER_BYE => self.worker_bye(now, place),
            other => unreachable!("step {other}"),
        }
        if self.call(place).pending == 0 {
            self.forget(place);
        }
    }

    /// The timer of a call is due. A call has one at a time, so its rank says what it is.
    #[inline]
    pub(super) fn timer(&mut self, now: u64, place: usize, rank: u64) {
        self.call(place).pending -= 1;
        if rank == Rank::Answer as u64 {
            self.answer(now, place);
        } else if rank == Rank::Timer as u64 {
            self.divert(now, place);
        } else if rank == Rank::Release as u64 {
            self.end_outbound(now, place);
        } else if rank == Rank::Message as u64 {
            self.submit(now, place, SUBMIT_MESSAGE);
        } else if self.call(place).phase == Phase::Ringing {
            self.abandon(now, place);
        } else {
            self.hang_up(now, place);
        }
        if self.call(place).pending == 0 {
            self.forget(place);
        }
    }
}
