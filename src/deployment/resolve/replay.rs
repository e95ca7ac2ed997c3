//! Recorded calls that are replayed.

use super::Resolver;
use crate::base::{SimTime, Span};
use crate::deployment::{Arrivals, Class, Deployment, Party, Replay, Settings};
use crate::scenario::{ArrivalsForm, ArrivalsText, Object, RecordedAt, RecordedCall, TrafficTable};
use jiff::civil::DateTime;
use std::collections::BTreeSet;

/// Classes that have a conversation whose length a list may give.
const TALKING: [Class; 4] = [Class::Voice, Class::Outbound, Class::Internal, Class::PlayOnPhone];

impl Resolver<'_> {
    /// The calls of a list that are of the class of this source, by time.
    pub(super) fn replay(
        &mut self,
        traffic: &Object<TrafficTable>,
        file: &str,
        (class, party, users): (Class, Party, Option<u32>),
        d: &Deployment,
    ) -> Option<Arrivals> {
        let mut calls: Vec<(SimTime, Option<Span>, u32)> = Vec::new();
        let is_mine =
            |call: &&RecordedCall| call.class.as_deref().is_none_or(|c| c == class.name());
        for call in self.scenario.calls(file).iter().filter(is_mine) {
            let most = users.filter(|_| matches!(party, Party::Users(_) | Party::FaxLine(_)));
            let found = instant(call.at, &d.settings).and_then(|at| {
                let talk = call.talk.map(|talk| Span::from_seconds(talk).unwrap_or(Span::MAX));
                match (call.user, most) {
                    _ if talk.is_some() && !TALKING.contains(&class) => {
                        Err(("talk", format!("it has no effect on {} calls", class.name())))
                    }
                    (Some(_), None) => {
                        Err(("user", format!("it has no effect on {} calls", class.name())))
                    }
                    (Some(user), Some(most)) if user > most => {
                        Err(("user", format!("there are {most} users")))
                    }
                    (user, _) => Ok((at, talk, user.unwrap_or(0))),
                }
            });
            match found {
                Ok(call) => calls.push(call),
                Err((column, why)) => {
                    let message = format!("`{file}`: line {}, column `{column}`: {why}", call.line);
                    let hint = match column {
                        "at" => "correct the line, or write seconds from study.start there",
                        _ => "correct the line, or leave the column empty there",
                    };
                    self.problem(&traffic.label, traffic.place_of("arrivals"), message, hint);
                    return None;
                }
            }
        }
        calls.sort_by_key(|(at, ..)| *at);
        let replay = Replay {
            instants: calls.iter().map(|(at, ..)| *at).collect(),
            talk: calls.iter().map(|(_, talk, _)| *talk).collect(),
            users: calls.iter().map(|(.., user)| *user).collect(),
        };
        self.measured(Arrivals::Replay(replay), traffic, d)
    }

    /// Reports lists of which some calls are replayed by no source, or by several.
    pub(super) fn replays(&mut self) {
        let sources = &self.scenario.tables.traffic;
        let mut seen: BTreeSet<(&str, String)> = BTreeSet::new();
        for traffic in sources {
            let ArrivalsText::Form(ArrivalsForm::Replay(file)) = &traffic.says.arrivals else {
                continue;
            };
            let place = traffic.place_of("arrivals");
            let calls = self.scenario.calls(file);
            let of_all = calls.iter().any(|call| call.class.is_none());
            let class = super::traffic::class_of(traffic.says.class).name().to_owned();
            let also =
                |(other, known): &(&str, String)| other == file && (of_all || *known == class);
            if seen.iter().any(also) {
                let message = format!("another source replays the same calls of `{file}`");
                let hint = "give each call a `class`, or each source a list of its own";
                self.problem(&traffic.label, place, message, hint);
                continue;
            }
            let first = seen.iter().all(|(other, _)| other != file);
            seen.insert((file, class));
            let takes = |name: &str| {
                sources.iter().map(|t| &t.says).any(|t| {
                    let replays = matches!(&t.arrivals, ArrivalsText::Form(ArrivalsForm::Replay(f)) if f == file);
                    replays && super::traffic::class_of(t.class).name() == name
                })
            };
            let left = calls.iter().find(|call| call.class.as_deref().is_some_and(|c| !takes(c)));
            if let Some(call) = left.filter(|_| first) {
                let message = format!(
                    "`{file}`: line {}, column `class`: no source replays calls of this class",
                    call.line
                );
                let hint =
                    "add a [[traffic]] of this class with the same list, or correct the line";
                self.problem(&traffic.label, place, message, hint);
            }
        }
    }
}

/// The instant of a recorded call, or the column and what is wrong with it.
fn instant(at: RecordedAt, settings: &Settings) -> Result<SimTime, (&'static str, String)> {
    let clock = &settings.clock;
    let civil = |civil: DateTime| match clock.unclear(civil) {
        Some(why) => Err(("at", why)),
        None => Ok(clock.instant_of(civil)),
    };
    let found = match at {
        RecordedAt::Seconds(seconds) => {
            Span::from_seconds(seconds).map(|span| SimTime::ZERO + span)
        }
        RecordedAt::Time(time) => civil(clock.civil(SimTime::ZERO).date().to_datetime(time))?,
        RecordedAt::DateTime(time) => civil(time)?,
    };
    let start = clock.civil(SimTime::ZERO);
    found.ok_or_else(|| {
        ("at", format!("it is before the start of the simulation, {start}, or too late"))
    })
}
