//! Draws: each has a key of its own, made of the call, the attempt and the purpose.

use super::call::CallId;
use super::probe::Probe;
use super::purpose::Purpose;
use super::state::Engine;
use crate::base::Span;
use crate::kernel::{Key, Variate};
use crate::network::SourceId;

impl<P: Probe> Engine<'_, '_, P> {
    /// The key of attempt `attempt` of a call.
    pub(in crate::call) fn attempt_key(&self, source: SourceId, number: u64, attempt: u8) -> Key {
        self.state.source_keys[source.index()].absorb(number).absorb(u64::from(attempt))
    }

    /// One draw of `variate` for a purpose of this leg.
    #[inline]
    pub(in crate::call) fn draw(&self, slot: CallId, purpose: Purpose, variate: &Variate) -> Span {
        self.draw_ordinal(slot, purpose, 0, variate)
    }

    /// Draws whether this leg is among a share of all legs.
    #[inline]
    pub(in crate::call) fn chance(&self, slot: CallId, purpose: Purpose, share: f64) -> bool {
        share >= 1.0 || (share > 0.0 && self.key(slot, purpose, 0).uniform() < share)
    }

    /// Length of the conversation of this leg: recorded, or drawn.
    #[inline]
    pub(in crate::call) fn talk(&self, slot: CallId) -> Span {
        let source = self.source(slot);
        let call = &self.state.calls[slot];
        let replay = source.replay.as_ref().filter(|_| call.leg == 0);
        let recorded = replay.and_then(|replay| *replay.talk.get(call.number() as usize)?);
        recorded.unwrap_or_else(|| self.draw(slot, Purpose::Talk, &source.talk))
    }

    /// The called user that a record gives, of the first leg.
    #[inline]
    pub(in crate::call) fn recorded_user(&self, slot: CallId) -> Option<u32> {
        let call = &self.state.calls[slot];
        let replay = self.source(slot).replay.as_ref().filter(|_| call.leg == 0)?;
        replay.users.get(call.number() as usize)?.checked_sub(1)
    }

    #[inline]
    pub(in crate::call) fn key(&self, slot: CallId, purpose: Purpose, ordinal: u64) -> Key {
        self.state.calls[slot].key.absorb((purpose as u64) << 32 | ordinal)
    }

    #[inline]
    pub(in crate::call) fn draw_ordinal(
        &self,
        slot: CallId,
        purpose: Purpose,
        ordinal: u64,
        variate: &Variate,
    ) -> Span {
        let span = match variate {
            Variate::Constant(value) => return *value,
            drawn => drawn.sample(&mut self.key(slot, purpose, ordinal).rng()),
        };
        if span == Span::MAX {
            self.state.overflow.set(Some(purpose));
        }
        span
    }
}
