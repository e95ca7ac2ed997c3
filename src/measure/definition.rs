//! The definition of a measure, and templates that many measures share.

use super::dimension::Dimension;
use super::scope::ScopeKind;
use super::statistic::Statistic;

/// Whether more of a measure is better.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Direction {
    /// More is better.
    MoreIsBetter,
    /// Less is better.
    LessIsBetter,
    /// Neither: it describes the load.
    Neither,
}

/// A family of scopes that a measure has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Over {
    /// Every scope of calls ([`Over::CALLS`]), narrowed by these kinds.
    Calls(&'static [ScopeKind]),
    /// One object of each kind, joined; none: everything.
    Only(&'static [ScopeKind]),
}

impl Over {
    /// The scopes of calls.
    pub const CALLS: &'static [&'static [ScopeKind]] = &[
        &[],
        &[ScopeKind::Class],
        &[ScopeKind::Source],
        &[ScopeKind::Mailbox],
        &[ScopeKind::Users],
        &[ScopeKind::Users, ScopeKind::Mailbox],
        &[ScopeKind::AutoAttendant],
        &[ScopeKind::AutoAttendant, ScopeKind::Mailbox],
        &[ScopeKind::AccessNumber],
        &[ScopeKind::AccessNumber, ScopeKind::Mailbox],
        &[ScopeKind::FaxLine],
        &[ScopeKind::FaxLine, ScopeKind::Mailbox],
        &[ScopeKind::Site],
        &[ScopeKind::Pool],
        &[ScopeKind::DialPlan],
        &[ScopeKind::Period],
    ];

    /// Whether scopes with parts of these kinds, in order, belong to it.
    pub fn covers(self, kinds: &[ScopeKind]) -> bool {
        match self {
            Over::Only(only) => only == kinds,
            Over::Calls(narrowed) => {
                kinds.strip_suffix(narrowed).is_some_and(|calls| Over::CALLS.contains(&calls))
            }
        }
    }
}

/// The definition of a measure.
#[derive(Clone, Copy, Debug)]
pub struct Definition {
    /// Its name in the record.
    pub name: &'static str,
    /// Its name for people.
    pub label: &'static str,
    /// What it is, in one sentence; a latency is defined by its start and end.
    pub meaning: &'static str,
    /// The group of measures that it belongs to.
    pub family: &'static str,
    /// The standard or the section of the domain facts that defines it.
    pub source: &'static str,
    /// Whether more of it is better.
    pub direction: Direction,
    /// Its statistics, each with the dimension of its value.
    pub statistics: &'static [(Statistic, Dimension)],
    /// Its scopes.
    pub scopes: &'static [Over],
    /// Other words by which it can be found.
    pub keywords: &'static str,
}

/// A measure with statistics and scopes of its own.
pub(super) const OTHER: Definition = Definition {
    name: "",
    label: "",
    meaning: "",
    family: "",
    source: "definition",
    direction: Direction::Neither,
    statistics: &[],
    scopes: &[Over::Calls(&[])],
    keywords: "",
};

/// A number of calls.
pub(super) const COUNT: Definition = Definition {
    statistics: &[(Statistic::Count, Dimension::Calls), (Statistic::PerHour, Dimension::PerHour)],
    ..OTHER
};

/// A share of calls.
pub(super) const SHARE: Definition =
    Definition { statistics: &[(Statistic::Value, Dimension::Share)], ..OTHER };

/// A mean of a pure number.
pub(super) const NUMBER: Definition =
    Definition { statistics: &[(Statistic::Mean, Dimension::Number)], ..OTHER };

/// A latency, with its percentiles.
pub(super) const LATENCY: Definition = Definition {
    direction: Direction::LessIsBetter,
    statistics: &[
        (Statistic::Mean, Dimension::Time),
        (Statistic::P50, Dimension::Time),
        (Statistic::P90, Dimension::Time),
        (Statistic::P95, Dimension::Time),
        (Statistic::P99, Dimension::Time),
        (Statistic::P999, Dimension::Time),
        (Statistic::Max, Dimension::Time),
    ],
    ..OTHER
};

/// A load in erlang.
pub(super) const LOAD: Definition =
    Definition { statistics: &[(Statistic::Value, Dimension::Load)], ..OTHER };
