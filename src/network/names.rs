//! The scopes under which the parts of a [`super::Network`] are reported. They are made while it is
//! compiled, and nowhere else.

use crate::deployment::Bound;
use crate::measure::{Figure, Scope};

/// Scopes by table, in the table's order.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Stations: `server:mbx1`.
    pub stations: Vec<Scope>,
    /// Resources: `gateway:gw1`, `server:mbx1+slots:um`.
    pub resources: Vec<Scope>,
    /// Links.
    pub links: Vec<Scope>,
    /// Sites.
    pub sites: Vec<Scope>,
    /// Pools.
    pub pools: Vec<Scope>,
    /// Dial plans.
    pub plans: Vec<Scope>,
    /// Groups: `users:head office`, `fax_line:Leeds`.
    pub groups: Vec<Scope>,
    /// Where the users of each group are at home.
    pub homes: Vec<Home>,
    /// Outages.
    pub outages: Vec<Scope>,
    /// Targets: what is kept of them over the run, and after outages.
    pub targets: Vec<TargetName>,
    /// Traffic sources.
    pub sources: Vec<Scope>,
}

/// A target, under the scope of what is measured of it after an outage.
#[derive(Clone, Debug)]
pub struct TargetName {
    /// Its figure in words: `target:blocking`.
    pub scope: Scope,
    /// What must be met.
    pub figure: Figure,
    /// The limit, in the unit of the figure.
    pub bound: Bound,
}

/// Where the users of a group are at home, as positions in the tables of [`Names`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Home {
    /// Their site.
    pub site: usize,
    /// Their pool, if they have one.
    pub pool: Option<usize>,
    /// Their dial plan, if they have one.
    pub plan: Option<usize>,
}
