//! The names behind the numbers of a [`super::Network`], for reports only.

/// Names by table, in the table's order.
#[derive(Clone, Debug, Default)]
pub struct Names {
    /// Stations.
    pub stations: Vec<String>,
    /// Resources: the scope they are reported under.
    pub resources: Vec<String>,
    /// Links.
    pub links: Vec<String>,
    /// Sites.
    pub sites: Vec<String>,
    /// Pools.
    pub pools: Vec<String>,
    /// Dial plans.
    pub plans: Vec<String>,
    /// Groups, as the scope they are reported under: `users:head office`, `fax_line:Leeds`.
    pub groups: Vec<String>,
    /// (site, pool, plan) of each group, indices.
    pub group_places: Vec<(usize, Option<usize>, Option<usize>)>,
    /// Traffic sources.
    pub sources: Vec<String>,
}
