//! What happens to which calls, in words: made of the rows of the table, so that a finding and the table cannot differ.

use super::reach::{CallKind, Failure, Row};
use super::words::{listed, percent};
use crate::deployment::{Deployment, GatewayId};

/// Calls of some kinds, by some gateways, for some parties, that fail alike.
struct Clause<'r> {
    kinds: Vec<CallKind>,
    gateways: Vec<Option<GatewayId>>,
    parties: Vec<&'r str>,
    failure: &'r Failure,
}

/// What becomes of the picked failures' calls.
pub(super) fn told(d: &Deployment, rows: &[Row], picked: &[(&Row, &Failure)]) -> String {
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
        joined(clauses, |a, b| a.parties == b.parties, |a, b| a.gateways.extend(b.gateways));
    let clauses =
        joined(clauses, |a, b| a.gateways == b.gateways, |a, b| a.parties.extend(b.parties));
    let mut clauses = with_other_kinds(clauses);
    clauses.iter_mut().for_each(|clause| clause.kinds.sort_unstable());
    clauses.sort_by_key(|clause| clause.kinds.first().copied());
    let told: Vec<String> = clauses.iter().map(|clause| clause.told(d, rows)).collect();
    told.join("; ")
}

/// Clauses of one kind of calls that fail alike and agree otherwise become one.
fn joined<'r>(
    clauses: Vec<Clause<'r>>,
    agree: impl Fn(&Clause, &Clause) -> bool,
    add: impl Fn(&mut Clause<'r>, Clause<'r>),
) -> Vec<Clause<'r>> {
    let mut out: Vec<Clause> = Vec::new();
    for clause in clauses {
        let fits = |o: &&mut Clause| {
            o.kinds == clause.kinds && alike(o.failure, clause.failure) && agree(o, &clause)
        };
        match out.iter_mut().find(fits) {
            Some(found) => add(found, clause),
            None => out.push(clause),
        }
    }
    out
}

/// Kinds of calls that fail alike for the same parties share a clause. Notifications are lost instead.
fn with_other_kinds(clauses: Vec<Clause<'_>>) -> Vec<Clause<'_>> {
    let mut out: Vec<Clause> = Vec::new();
    let is_lost = |clause: &Clause| clause.kinds.contains(&CallKind::MissedCall);
    for clause in clauses {
        let fits = |o: &&mut Clause| {
            alike(o.failure, clause.failure)
                && o.parties == clause.parties
                && o.gateways == clause.gateways
                && !is_lost(o)
                && !is_lost(&clause)
        };
        match out.iter_mut().find(fits) {
            Some(found) => found.kinds.extend(clause.kinds),
            None => out.push(clause),
        }
    }
    out
}

fn alike(a: &Failure, b: &Failure) -> bool {
    (a.status, a.diagnostics) == (b.status, b.diagnostics) && (a.share - b.share).abs() < 5e-5
}

/// A share to a hundredth of a per cent, or as it is where that would be none or all.
fn rounded(share: f64) -> String {
    let hundredths = (share * 1e4).round() / 1e4;
    percent(if (5e-5..=0.99995).contains(&share) { hundredths } else { share })
}

impl Clause<'_> {
    fn told(&self, d: &Deployment, rows: &[Row]) -> String {
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
        let by = self.by(d, rows);
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
    fn by(&self, d: &Deployment, rows: &[Row]) -> String {
        let here: Vec<GatewayId> = self.gateways.iter().filter_map(|g| *g).collect();
        let concerned = |row: &&Row| {
            self.kinds.contains(&row.kind) && self.parties.contains(&row.name.as_str())
        };
        let others = rows.iter().filter(concerned).filter_map(|row| row.gateway);
        if here.is_empty() || others.clone().all(|gateway| here.contains(&gateway)) {
            return String::new();
        }
        let mut names: Vec<&str> =
            here.iter().map(|id| d.gateways[id.index()].name.as_str()).collect();
        names.dedup();
        format!(" by {}", listed(names.into_iter()))
    }
}
