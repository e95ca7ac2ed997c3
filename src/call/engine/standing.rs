//! The condition of one service of a host, of a site and of a link: which outages hit it.

use crate::base::SimTime;
use crate::network::{Effect, OutageId, Services};

/// What a host says to something new.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::call) enum Answer {
    /// It takes it.
    Takes,
    /// Its peers know that it takes nothing.
    LeftOut,
    /// It answers 503.
    Refuses,
    /// It does not answer; where its host does, the connection is refused at once.
    Gone {
        /// Whether the host answers.
        at_once: bool,
    },
}

/// An outage that hits something now.
#[derive(Clone, Copy, Debug)]
pub(super) struct Hit {
    pub(super) since: SimTime,
    pub(super) outage: OutageId,
    pub(super) effect: Effect,
    pub(super) services: Services,
}

/// An outage that is, or was, in the way of calls: from when until when; `MAX` while it lasts.
#[derive(Clone, Copy, Debug)]
pub(in crate::call) struct InTheWay {
    pub(in crate::call) outage: OutageId,
    pub(in crate::call) since: SimTime,
    pub(in crate::call) until: SimTime,
}

/// One service of one host.
#[derive(Clone, Debug)]
pub(in crate::call) struct Standing {
    /// Outages that hit it now.
    pub(super) active: Vec<Hit>,
    /// The last that is over of those that took it down, and of those with which it took nothing new.
    was_down: Option<InTheWay>,
    was_closed: Option<InTheWay>,
    /// When it went down last, and when it came back after that; `MAX` until then.
    pub(in crate::call) down_since: SimTime,
    pub(in crate::call) up_since: SimTime,
    /// The outage that hit it last, and its number among those of its kind.
    pub(in crate::call) last: Option<(OutageId, u64)>,
}

/// A site or link: the outages that cut it off now, and the last that is over.
#[derive(Clone, Debug, Default)]
pub(super) struct Cut {
    pub(super) active: Vec<InTheWay>,
    pub(super) past: Option<InTheWay>,
}

impl Cut {
    /// The outage that cut it off last.
    pub(super) fn last(&self) -> Option<OutageId> {
        self.active.last().or(self.past.as_ref()).map(|of| of.outage)
    }
}

impl Standing {
    pub(super) const NEVER_HIT: Standing = Standing {
        active: Vec::new(),
        was_down: None,
        was_closed: None,
        down_since: SimTime::MAX,
        up_since: SimTime::MAX,
        last: None,
    };

    /// Whether it is down.
    pub(in crate::call) fn is_down(&self) -> bool {
        self.active.iter().any(|hit| hit.effect == Effect::Down)
    }

    pub(super) fn answer(&self) -> Answer {
        let worst = self.active.iter().max_by_key(|hit| severity(hit.effect));
        match worst.map(|hit| hit.effect) {
            None | Some(Effect::Slow(_)) => Answer::Takes,
            Some(Effect::Draining) => Answer::LeftOut,
            Some(Effect::Refuses) => Answer::Refuses,
            Some(Effect::Down) => {
                let host = |hit: &Hit| hit.effect == Effect::Down && hit.services.is_host();
                Answer::Gone { at_once: !self.active.iter().any(host) }
            }
        }
    }

    /// The outage with which it is `down`, or else takes nothing new: of several now the worst, of these the last that
    /// began; if there is none now, the last.
    pub(in crate::call) fn in_the_way(&self, down: bool) -> Option<InTheWay> {
        let counts = |hit: &&Hit| match hit.effect {
            Effect::Down => true,
            Effect::Refuses | Effect::Draining => !down,
            Effect::Slow(_) => false,
        };
        let key = |hit: &&Hit| (severity(hit.effect), hit.since, std::cmp::Reverse(hit.outage));
        let now = self.active.iter().filter(counts).max_by_key(key);
        let now =
            now.map(|hit| InTheWay { outage: hit.outage, since: hit.since, until: SimTime::MAX });
        now.or(if down { self.was_down } else { self.was_closed })
    }

    /// One of the outages that hit it is over.
    pub(super) fn is_over(&mut self, now: SimTime, outage: OutageId) {
        let Some(at) = self.active.iter().position(|hit| hit.outage == outage) else { return };
        let Hit { since, effect, .. } = self.active.remove(at);
        let past = Some(InTheWay { outage, since, until: now });
        match effect {
            Effect::Down => (self.was_down, self.was_closed) = (past, past),
            Effect::Refuses | Effect::Draining => self.was_closed = past,
            Effect::Slow(_) => {}
        }
    }
}

const fn severity(effect: Effect) -> u8 {
    match effect {
        Effect::Draining => 0,
        Effect::Slow(_) => 1,
        Effect::Refuses => 2,
        Effect::Down => 3,
    }
}
