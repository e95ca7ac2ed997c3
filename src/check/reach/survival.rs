//! What becomes of the calls of a relation: at each step a share of those that are left fails.

use super::relation::{Failure, Why};
use crate::deployment::{Cause, Host};
use std::collections::BTreeSet;

/// Where a call fails: failures at hops of one kind count as one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Stage {
    /// From the gateway to a Mediation Server, or back.
    Trunk,
    /// From a Mediation Server to a Front End.
    Pool,
    /// At the Front End: who is called, and the dial plan.
    FrontEnd,
    /// From the Front End or gateway to a first target of the plan.
    Entry,
    /// What Unified Messaging says where the first INVITE arrives.
    Admission,
    /// From the Front End or gateway to the UM service.
    UmService,
    /// In the worker process.
    Worker,
    /// From Exchange to the Front End.
    Back,
}

/// How every call fails that gets there.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Refusal {
    pub stage: Stage,
    pub hop: String,
    pub connection: Option<(Host, Host)>,
    pub why: Why,
    pub status: u16,
    pub diagnostics: Option<(u16, &'static str)>,
}

impl Refusal {
    /// One that Lync tells the caller of, with its diagnostics.
    pub fn by_lync(stage: Stage, hop: String, cause: Cause) -> Self {
        Refusal {
            diagnostics: cause.diagnostics(),
            ..Refusal::plain(stage, hop, Why::Wrong(cause))
        }
    }

    /// One that Lync adds no diagnostics to.
    pub const fn plain(stage: Stage, hop: String, why: Why) -> Self {
        Refusal { stage, hop, connection: None, why, status: why.status(), diagnostics: None }
    }

    /// The same, of a connection between two hosts.
    pub fn between(self, from: Host, to: Host) -> Self {
        Refusal { connection: Some((from, to)), ..self }
    }
}

/// Shares of calls below this are rounding.
pub(super) const NONE_AT_ALL: f64 = 1e-12;

/// Failures in the order of the call, each with its share of all calls, and what is left.
#[derive(Clone, Debug, PartialEq)]
pub(super) struct Survival {
    failures: Vec<Failed>,
    left: f64,
}

#[derive(Clone, Debug, PartialEq)]
struct Failed {
    refusal: Refusal,
    /// Further hops that fail alike.
    others: BTreeSet<String>,
    connections: BTreeSet<(Host, Host)>,
    share: f64,
}

impl Survival {
    /// All calls get through.
    pub fn new() -> Self {
        Survival { failures: Vec::new(), left: 1.0 }
    }

    /// All calls fail so.
    pub fn failing(refusal: Refusal) -> Self {
        let mut course = Survival::new();
        course.fail(1.0, refusal);
        course
    }

    /// The share of calls that have got through so far.
    pub const fn left(&self) -> f64 {
        self.left
    }

    /// A share of what is left fails, 0 to 1.
    pub fn fail(&mut self, share: f64, refusal: Refusal) {
        let share = share * self.left;
        if share > NONE_AT_ALL {
            let connections = refusal.connection.into_iter().collect();
            self.add(&Failed { refusal, others: BTreeSet::new(), connections, share }, share);
            self.left -= share;
        }
    }

    /// What is left goes another course after this.
    pub fn then(mut self, next: &Survival) -> Self {
        self.branch([(1.0, next)]);
        self
    }

    /// What is left goes different ways: each course with its share of it. What no course has goes on.
    pub fn branch<'c>(&mut self, branches: impl IntoIterator<Item = (f64, &'c Survival)>) {
        let before = self.left;
        for (share, course) in branches {
            for failed in &course.failures {
                let lost = failed.share * share * before;
                if lost > NONE_AT_ALL {
                    self.add(failed, lost);
                    self.left -= lost;
                }
            }
        }
    }

    /// The same, with courses that are made for it.
    pub fn among(mut self, branches: impl IntoIterator<Item = (f64, Survival)>) -> Self {
        let branches: Vec<_> = branches.into_iter().collect();
        self.branch(branches.iter().map(|(share, course)| (*share, course)));
        self
    }

    /// Failures of one kind of hop with one reason are one.
    fn add(&mut self, failed: &Failed, share: f64) {
        let alike = |f: &&mut Failed| {
            let (a, b) = (&f.refusal, &failed.refusal);
            (a.stage, a.why, a.diagnostics) == (b.stage, b.why, b.diagnostics)
        };
        let Some(found) = self.failures.iter_mut().find(alike) else {
            self.failures.push(Failed { share, ..failed.clone() });
            return;
        };
        found.share += share;
        found.connections.extend(&failed.connections);
        for hop in std::iter::once(&failed.refusal.hop).chain(&failed.others) {
            if found.refusal.hop != *hop {
                found.others.insert(hop.clone());
            }
        }
    }

    /// How its calls fail.
    pub fn failures(self) -> Vec<Failure> {
        let failure = |f: Failed| Failure {
            why: f.refusal.why,
            hop: f.refusal.hop,
            others: f.others.len(),
            connections: f.connections.into_iter().collect(),
            status: f.refusal.status,
            diagnostics: f.refusal.diagnostics,
            reason: f.refusal.why.reason().to_owned(),
            share: f.share,
        };
        self.failures.into_iter().map(failure).collect()
    }
}
