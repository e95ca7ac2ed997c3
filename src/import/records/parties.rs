//! Which users, attendants or numbers get or make the calls of a class.

use super::call::Class;
use super::fit::Fit;
use crate::import::Known;

/// One of them, with its share of the calls.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Party<'k> {
    /// Its name in the scenario.
    pub name: &'k str,
    /// Its share of the calls.
    pub share: f64,
    /// Number of the group of users, from 1; 0 if it is none.
    group: u16,
}

/// Who gets or makes the calls of a class.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Parties<'k> {
    /// The key of the traffic: `to` or `from`.
    pub key: &'static str,
    /// At least one.
    pub shares: Vec<Party<'k>>,
    /// Whether the shares are assumed, because the records do not say whose calls they are.
    pub assumed: bool,
    basis: String,
}

impl<'k> Parties<'k> {
    /// By the calls whose party the exports name; without any, by the number of users, or evenly. `None` if the scenario has nobody.
    pub fn of(fit: &Fit, known: &'k Known) -> Option<Parties<'k>> {
        let users = |key| Parties::among(fit, key, &known.users, &known.counts, "group of users");
        let evenly = |names, what| Parties::among(fit, "to", names, &[], what);
        match fit.class {
            Class::Internal if !known.has_pool => None,
            Class::Voice | Class::Internal => users("to"),
            Class::Outbound | Class::PlayOnPhone => users("from"),
            Class::AutoAttendant => evenly(&known.auto_attendants, "auto attendant"),
            Class::SubscriberAccess => evenly(&known.access_numbers, "access number"),
            Class::Fax => evenly(&known.fax_lines, "fax line"),
        }
    }

    fn among(
        fit: &Fit,
        key: &'static str,
        names: &'k [String],
        counts: &[u64],
        what: &str,
    ) -> Option<Parties<'k>> {
        let groups: Vec<(u16, &str)> = (1..).zip(names.iter().map(String::as_str)).collect();
        let calls = |group: u16| fit.groups.get(&group).copied().unwrap_or(0);
        let named: u64 = groups.iter().map(|(group, _)| calls(*group)).sum();
        let size = |group: u16| counts.get(usize::from(group) - 1).copied().unwrap_or(1);
        let weight = |group: u16| if named > 0 { calls(group) } else { size(group) };
        let whole: u64 = groups.iter().map(|(group, _)| weight(*group)).sum();
        let basis = match (groups.len(), named) {
            (0, _) => return None,
            (1, _) => format!("the only {what}"),
            (_, 0) if counts.is_empty() => format!("assumed: as many as each other {what}"),
            (_, 0) => "assumed: by the number of users".to_owned(),
            (_, named) => format!("{named} of {} calls name one of the exports", fit.calls),
        };
        let party = |(group, name): &(u16, &'k str)| {
            let share = match whole {
                0 => 1.0 / groups.len() as f64,
                whole => weight(*group) as f64 / whole as f64,
            };
            Party { name, share, group: *group }
        };
        let shares = groups.iter().map(party).filter(|party| party.share > 0.0).collect();
        Some(Parties { key, shares, assumed: named == 0 && groups.len() > 1, basis })
    }

    /// What a share rests on, for a comment.
    pub fn basis(&self, at: usize) -> String {
        match self.shares.len() {
            1 => self.basis.clone(),
            _ => format!("{:.1} % of the calls; {}", 100.0 * self.shares[at].share, self.basis),
        }
    }

    /// Which of them a call goes to: its own group if that is known, otherwise the one that is furthest behind its share.
    /// `given` counts the calls of each.
    pub fn take(&self, group: u16, given: &mut [f64]) -> usize {
        let own = self.shares.iter().position(|party| group != 0 && party.group == group);
        let calls = given.iter().sum::<f64>() + 1.0;
        let behind = |at: usize| self.shares[at].share * calls - given[at];
        let furthest = (0..self.shares.len()).max_by(|a, b| behind(*a).total_cmp(&behind(*b)));
        let at = own.or(furthest).unwrap_or(0);
        given[at] += 1.0;
        at
    }
}
