//! The walk of calls to auto attendants and to Outlook Voice Access.

use super::relation::CallKind;
use super::survival::{Refusal, Stage, Survival};
use super::um::{Answered, Callees, Way};
use super::walk::{Callee, Front, Walk};
use crate::base::Id;
use crate::deployment::{
    AccessNumber, AutoAttendant, Cause, ExchangeServerId, MediationServerId, Party, PoolId,
    ServedMailboxes, UsersId,
};

/// A contact is homed on one Front End.
const HOMED_ON: u32 = 0;

impl Walk<'_> {
    /// Auto attendants and access numbers.
    pub fn contacts(&mut self) {
        let d = self.d;
        for (i, attendant) in d.auto_attendants.iter().enumerate() {
            let (party, name) = (Party::AutoAttendant(Id::new(i)), attendant.name.as_str());
            let callee = Callee { party, name };
            let there = d.integration.auto_attendant_contacts.get(i) != Some(&false);
            match attendant.pool {
                Some(pool) => self.attendant(attendant, pool, callee, there),
                None => self.attendant_past_lync(attendant, callee),
            }
        }
        for (i, number) in d.access_numbers.iter().enumerate() {
            let (party, name) = (Party::AccessNumber(Id::new(i)), number.name.as_str());
            let callee = Callee { party, name };
            let there = d.integration.access_number_contacts.get(i) != Some(&false);
            match number.pool {
                Some(pool) => {
                    let way = self.way(pool, HOMED_ON, number.dial_plan);
                    let course = self.listed(pool, there).then(&self.access(&way, number));
                    let fronts = [Front { at: HOMED_ON, share: 1.0, course }];
                    for gateway in self.gateways() {
                        let course = self.inbound(gateway, pool, &fronts, &|_| None);
                        self.add(CallKind::SubscriberAccess, Some(gateway), callee, course);
                    }
                }
                None => {
                    for gateway in self.gateways_past_lync() {
                        let Some(way) = self.way_past_lync(gateway, number.dial_plan) else {
                            continue;
                        };
                        let course = self.access(&way, number);
                        self.add(CallKind::SubscriberAccess, Some(gateway), callee, course);
                    }
                }
            }
        }
    }

    fn attendant(
        &mut self,
        attendant: &AutoAttendant,
        pool: PoolId,
        callee: Callee<'_>,
        there: bool,
    ) {
        let way = self.way(pool, HOMED_ON, attendant.dial_plan);
        let Answered { course, at } = self.answered(&way);
        let heard = self.listed(pool, there).then(&course);
        let moved = heard.clone().then(&self.asks(&at, (pool, HOMED_ON), attendant.dial_plan));
        let front = |course| [Front { at: HOMED_ON, share: 1.0, course }];
        let (heard, moved) = (front(heard), front(moved));
        let to_others = |from: MediationServerId| Some(self.transferred(from, &attendant.to));
        let rows: Vec<_> = self
            .gateways()
            .into_iter()
            .map(|gateway| {
                let moved = self.inbound(gateway, pool, &moved, &to_others);
                (gateway, self.inbound(gateway, pool, &heard, &|_| None), moved)
            })
            .collect();
        for (gateway, heard, moved) in rows {
            self.add(CallKind::AutoAttendant, Some(gateway), callee, heard);
            if !attendant.to.is_empty() {
                self.add(CallKind::Transfer, Some(gateway), callee, moved);
            }
        }
    }

    fn attendant_past_lync(&mut self, attendant: &AutoAttendant, callee: Callee<'_>) {
        for gateway in self.gateways_past_lync() {
            let Some(way) = self.way_past_lync(gateway, attendant.dial_plan) else { continue };
            let heard = self.answered(&way).course;
            // The gateway itself calls the person.
            if !attendant.to.is_empty() {
                self.add(CallKind::Transfer, Some(gateway), callee, heard.clone());
            }
            self.add(CallKind::AutoAttendant, Some(gateway), callee, heard);
        }
    }

    /// Whether a Front End knows a contact's number.
    fn listed(&self, pool: PoolId, there: bool) -> Survival {
        let mut course = Survival::new();
        if !there {
            let home = self.pool_name(pool);
            course.fail(1.0, Refusal::by_lync(Stage::FrontEnd, home, Cause::NoContactObject));
        }
        course
    }

    /// Callers whose mailbox nobody knows.
    fn answered(&self, way: &Way) -> Answered {
        self.asked(way, &Callees::ALL, &self.anybody(way.plan))
    }

    /// From a Mediation Server to the people to whom an attendant transfers, each group alike.
    fn transferred(&self, from: MediationServerId, to: &[UsersId]) -> Survival {
        let share = 1.0 / to.len().max(1) as f64;
        Survival::new().among(to.iter().filter_map(|id| {
            let users = &self.d.users[id.index()];
            Some((share, self.to_front_ends(from, users.pool?, users.count)))
        }))
    }

    /// A caller to Outlook Voice Access: known by the number and sent to the mailbox's server at once, or
    /// moved there by REFER after the log-on, if the server that answered cannot serve the mailbox.
    fn access(&self, way: &Way, number: &AccessNumber) -> Survival {
        let heard = self.d.heard(number);
        let known = || self.asked(way, &Callees::ALL, &self.mailboxes(&heard)).course;
        let unknown = || self.logged_on(way, &heard);
        let mut branches = Vec::new();
        if number.resolved > 0.0 {
            branches.push((number.resolved, known()));
        }
        if number.resolved < 1.0 {
            branches.push((1.0 - number.resolved, unknown()));
        }
        Survival::new().among(branches)
    }

    /// From a log-on at any server to the server of the mailbox.
    fn logged_on(&self, way: &Way, heard: &[ServedMailboxes]) -> Survival {
        let Answered { course, at } = self.answered(way);
        let all: f64 = at.iter().map(|(_, share)| share).sum();
        if all <= 0.0 {
            return course;
        }
        let moves = |server: ExchangeServerId, s: &ServedMailboxes| {
            s.by.is_some() && !self.serves(server, s.home)
        };
        let mut asked = Survival::new();
        let mut moved = vec![0.0; heard.len()];
        for (server, share) in &at {
            let moving = heard.iter().map(|s| if moves(*server, s) { s.share } else { 0.0 });
            let refer = match way.pool {
                Some(pool) => self.ask(*server, (pool, HOMED_ON), way.plan),
                None => Survival::new(),
            };
            let part = share / all;
            let moving_share: f64 = moving.clone().sum();
            asked.branch([(part * moving_share, &refer)]);
            for (moved, moving) in moved.iter_mut().zip(moving) {
                *moved += part * moving * refer.left();
            }
        }
        let second: Vec<ServedMailboxes> = heard
            .iter()
            .zip(&moved)
            .filter(|(_, moved)| **moved > 0.0)
            .map(|(s, moved)| ServedMailboxes { share: *moved, ..*s })
            .collect();
        self.again(way, course, (asked, second))
    }

    /// The second leg of those who are moved: shares are of all who have logged on.
    fn again(
        &self,
        way: &Way,
        course: Survival,
        (asked, moved): (Survival, Vec<ServedMailboxes>),
    ) -> Survival {
        let all: f64 = moved.iter().map(|s| s.share).sum();
        let mut course = course;
        let before = course.left();
        course.branch([(1.0, &asked)]);
        if all > 0.0 && before > 0.0 {
            let normal: Vec<_> =
                moved.iter().map(|s| ServedMailboxes { share: s.share / all, ..*s }).collect();
            let second = self.asked(way, &Callees::ALL, &self.mailboxes(&normal)).course;
            // `all` is a share of those who logged on, and some of these have failed meanwhile.
            course.branch([(all * before / course.left().max(f64::MIN_POSITIVE), &second)]);
        }
        course
    }

    /// Whether a UM server can serve a mailbox: its own server from 2013 on, else any of its version.
    fn serves(&self, server: ExchangeServerId, home: ExchangeServerId) -> bool {
        match self.d.version(home).is_legacy() {
            true => self.d.version(server) == self.d.version(home),
            false => server == home,
        }
    }
}
