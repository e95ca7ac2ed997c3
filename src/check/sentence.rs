//! What happens to which calls, in words: made of the rows of the table, so that a finding and the table cannot differ.

use super::reach::{CallKind, Failure, Row};
use super::words::{listed, percent};
use crate::deployment::{Deployment, GatewayId};
use std::collections::{BTreeMap, BTreeSet};

/// Calls of some kinds, by some gateways, for some parties, that fail alike.
struct Clause<'r> {
    kinds: Vec<CallKind>,
    gateways: Vec<Option<GatewayId>>,
    parties: Vec<&'r str>,
    failure: &'r Failure,
}

/// The rows of a party by name.
pub(super) type RowsOf<'a> = dyn Fn(&str) -> &'a [usize] + 'a;

/// What becomes of the picked failures' calls.
/// `rows_of` names all rows of a party.
pub(super) fn told<'r>(
    d: &Deployment,
    rows: &[Row],
    rows_of: &RowsOf<'_>,
    picked: &[(&'r Row, &'r Failure)],
) -> String {
    let mut clauses: Vec<Clause> = Vec::new();
    for (row, failure) in picked {
        clauses.push(Clause {
            kinds: vec![row.kind],
            gateways: vec![row.gateway],
            parties: vec![&row.name],
            failure,
        });
    }
    let clauses =
        joined(clauses, |clause| clause.parties.clone(), |a, b| a.gateways.extend(b.gateways));
    let clauses =
        joined(clauses, |clause| clause.gateways.clone(), |a, b| a.parties.extend(b.parties));
    let mut clauses = with_other_kinds(clauses);
    clauses.iter_mut().for_each(|clause| clause.kinds.sort_unstable());
    clauses.sort_by_key(|clause| clause.kinds.first().copied());
    let told: Vec<String> = clauses.iter().map(|clause| clause.told(d, rows, rows_of)).collect();
    told.join("; ")
}

/// Clauses of one kind of calls that fail alike and have the same `key` become one.
fn joined<'r, K: Ord>(
    clauses: Vec<Clause<'r>>,
    key: impl Fn(&Clause<'r>) -> K,
    add: impl Fn(&mut Clause<'r>, Clause<'r>),
) -> Vec<Clause<'r>> {
    let key = |clause: &Clause<'r>| (clause.kinds.clone(), refusal(clause.failure), key(clause));
    let mut out: Vec<Clause> = Vec::new();
    let mut places: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for clause in clauses {
        let places = places.entry(key(&clause)).or_default();
        match places.iter().find(|at| alike(out[**at].failure, clause.failure)) {
            Some(at) => add(&mut out[*at], clause),
            None => {
                places.push(out.len());
                out.push(clause);
            }
        }
    }
    out
}

/// Kinds of calls that fail alike for the same parties share a clause. Notifications are lost instead.
fn with_other_kinds(clauses: Vec<Clause<'_>>) -> Vec<Clause<'_>> {
    let (lost, others): (Vec<_>, Vec<_>) = clauses
        .into_iter()
        .enumerate()
        .partition(|(_, clause)| clause.kinds.contains(&CallKind::MissedCall));
    let mut out: Vec<(usize, Clause)> = Vec::new();
    let mut places: BTreeMap<_, Vec<usize>> = BTreeMap::new();
    for (order, clause) in others {
        let key = (refusal(clause.failure), clause.parties.clone(), clause.gateways.clone());
        let places = places.entry(key).or_default();
        match places.iter().find(|at| alike(out[**at].1.failure, clause.failure)) {
            Some(at) => out[*at].1.kinds.extend(clause.kinds),
            None => {
                places.push(out.len());
                out.push((order, clause));
            }
        }
    }
    out.extend(lost);
    out.sort_by_key(|(order, _)| *order);
    out.into_iter().map(|(_, clause)| clause).collect()
}

/// What the caller's side gets.
fn refusal(failure: &Failure) -> (u16, Option<(u16, &'static str)>) {
    (failure.status, failure.diagnostics)
}

fn alike(a: &Failure, b: &Failure) -> bool {
    refusal(a) == refusal(b) && (a.share - b.share).abs() < 5e-5
}

/// A share to a hundredth of a per cent, or as it is where that would be none or all.
fn rounded(share: f64) -> String {
    let hundredths = (share * 1e4).round() / 1e4;
    percent(if (5e-5..=0.99995).contains(&share) { hundredths } else { share })
}

impl Clause<'_> {
    fn told(&self, d: &Deployment, rows: &[Row], rows_of: &RowsOf<'_>) -> String {
        let kinds: Vec<&str> = self.kinds.iter().map(|kind| kind.calls()).collect();
        let kinds = match &kinds[..] {
            [] => String::new(),
            [one] => (*one).to_owned(),
            [all @ .., last] => format!("{} and {last}", all.join(", ")),
        };
        let parties = listed(self.parties.iter().copied());
        let share = if self.failure.share >= 1.0 - 5e-7 {
            "all".to_owned()
        } else {
            rounded(self.failure.share)
        };
        let by = self.by(d, rows, rows_of);
        if self.kinds == [CallKind::MissedCall] {
            return format!("{kinds} of {parties}{by}: {share} are lost");
        }
        let diagnostics = match self.failure.diagnostics {
            Some((id, _)) => format!(", {id}"),
            None => String::new(),
        };
        format!("{kinds} of {parties}{by}: {share} fail with {}{diagnostics}", self.failure.status)
    }

    /// The gateways, if calls by others do not fail so.
    fn by(&self, d: &Deployment, rows: &[Row], rows_of: &RowsOf<'_>) -> String {
        let here: Vec<GatewayId> = self.gateways.iter().filter_map(|g| *g).collect();
        let known: BTreeSet<GatewayId> = here.iter().copied().collect();
        let rows = self.parties.iter().flat_map(|name| rows_of(name)).map(|at| &rows[*at]);
        let concerned = |row: &&Row| self.kinds.contains(&row.kind);
        let mut others = rows.filter(concerned).filter_map(|row| row.gateway);
        if here.is_empty() || others.all(|gateway| known.contains(&gateway)) {
            return String::new();
        }
        let mut names: Vec<&str> =
            here.iter().map(|id| d.gateways[id.index()].name.as_str()).collect();
        names.dedup();
        format!(" by {}", listed(names.into_iter()))
    }
}
