//! Lync pools and Mediation Servers.

use super::Resolver;
use super::integration::encryption;
use crate::base::Id;
use crate::deployment::{HostProcessing, MediationServer, Pool, PoolId, Product, Site};
use crate::scenario::defaults::{self, DefaultValue};
use crate::scenario::{self, CountOrNames, EditionText, Object, ProductText};
use std::collections::BTreeMap;

impl Resolver<'_> {
    pub(super) fn pools(&mut self, sites: &[Site]) -> Vec<Pool> {
        let tables = &self.scenario.tables;
        self.unique(&tables.pool, |p| &p.name);
        let mut out = Vec::new();
        let mut homes = BTreeMap::new();
        for pool in &tables.pool {
            let says = &pool.says;
            let names = match defaults::POOL_FRONT_ENDS.or(says.front_ends.clone()) {
                CountOrNames::Names(names) => names,
                CountOrNames::Count(n) => front_end_names(&says.name, n),
            };
            self.one_pool_each(pool, &names, &mut homes);
            let n = names.len();
            let standard = defaults::POOL_EDITION.or(says.edition) == EditionText::Standard;
            if n == 0 || (standard && n > 1) {
                let message = if standard {
                    format!("a Standard Edition pool is one server, not {n}")
                } else {
                    format!("a pool has at least one Front End, not {n}")
                };
                let hint = "Microsoft's limit is 12 in an Enterprise pool";
                self.problem(&pool.label, pool.place_of("front_ends"), message, hint);
            }
            let product = match defaults::POOL_PRODUCT.or(says.product) {
                ProductText::Ocs2007R2 => Product::Ocs2007R2,
                ProductText::Lync2010 => Product::Lync2010,
                ProductText::Lync2013 => Product::Lync2013,
                ProductText::SkypeForBusiness2015 => Product::SkypeForBusiness2015,
                ProductText::SkypeForBusiness2019 => Product::SkypeForBusiness2019,
            };
            out.push(Pool {
                name: says.name.clone(),
                site: self.site_of(pool, says.site.as_ref(), sites, None),
                product,
                is_standard: standard,
                encryption: encryption(defaults::POOL_ENCRYPTION.or(says.encryption)),
                update: self.update(pool),
                backup: None,
                front_ends: names,
                host: HostProcessing {
                    overload: self.host_overload(
                        pool,
                        (says.queue_limit, says.overload_control, says.target_utilization),
                        Some(&defaults::POOL_TARGET_UTILIZATION),
                    ),
                    ..self.host(pool, says.cores, &defaults::POOL_CORES, says.processing.as_ref())
                },
            });
        }
        self.backup_registrars(&mut out);
        out
    }

    /// Joins each pool with its backup registrar.
    fn backup_registrars(&mut self, pools: &mut [Pool]) {
        let names: Vec<String> = pools.iter().map(|p| p.name.clone()).collect();
        for (i, pool) in self.scenario.tables.pool.iter().enumerate() {
            let Some(backup) = &pool.says.backup else { continue };
            let others = names.iter().enumerate().filter(|(j, _)| *j != i).map(|(_, n)| n.as_str());
            if self.find((pool, "backup"), "other pool", backup, others).is_some() {
                pools[i].backup = names.iter().position(|name| name == backup).map(Id::new);
            }
        }
    }

    /// Reports the first Front End of a pool that is in `homes` already, the pools of those before it.
    fn one_pool_each(
        &mut self,
        pool: &Object<scenario::PoolTable>,
        names: &[String],
        homes: &mut BTreeMap<String, String>,
    ) {
        let taken = names.iter().find_map(|name| {
            let other = homes.insert(name.clone(), pool.says.name.clone())?;
            Some(format!("Front End `{name}` is in pool `{other}` already"))
        });
        if let Some(message) = taken {
            let hint = "name each Front End once, in one pool";
            self.problem(&pool.label, pool.place_of("front_ends"), message, hint);
        }
    }

    /// The number of a pool's cumulative update.
    fn update(&mut self, pool: &Object<scenario::PoolTable>) -> Option<u32> {
        let text = pool.says.update.as_ref()?;
        let number = text.strip_prefix("CU").and_then(|n| n.parse().ok());
        if number.is_none() {
            let message = format!("`{text}` is not a cumulative update");
            self.problem(&pool.label, pool.place_of("update"), message, "write \"CU10\"");
        }
        number
    }

    /// A pool by name, or the only one.
    pub(super) fn pool_of<T>(
        &mut self,
        object: &Object<T>,
        name: Option<&String>,
        pools: &[Pool],
    ) -> PoolId {
        if let Some(name) = name {
            let names = pools.iter().map(|p| p.name.as_str());
            return Id::new(self.find((object, "pool"), "pool", name, names).unwrap_or(0));
        }
        if pools.len() != 1 {
            let message = "`pool` is missing, and there is no single one to use".to_owned();
            self.problem(&object.label, object.node.place_of("name"), message, "say which");
        }
        Id::new(0)
    }

    pub(super) fn mediation_servers(
        &mut self,
        sites: &[Site],
        pools: &[Pool],
    ) -> Vec<MediationServer> {
        let tables = &self.scenario.tables;
        self.unique(&tables.mediation_server, |m| &m.name);
        let mut out = Vec::new();
        for server in &tables.mediation_server {
            let says = &server.says;
            let pool_id = self.pool_of(server, says.pool.as_ref(), pools);
            let Some(pool) = pools.get(pool_id.index()) else { continue };
            let collocated = defaults::MEDIATION_SERVER_COLLOCATED.or(says.collocated);
            let calls = self.value(calls_of(pool.product, collocated), says.calls);
            self.range(server, "calls", calls, 1, 1_000_000);
            if collocated {
                let keys = [
                    "cores",
                    "processing",
                    "site",
                    "certificate",
                    "queue_limit",
                    "overload_control",
                    "target_utilization",
                ];
                for key in keys {
                    if server.gives(key) {
                        let message =
                            format!("a collocated Mediation Server has no `{key}` of its own");
                        let hint = "give it at the pool";
                        self.problem(&server.label, server.place_of(key), message, hint);
                    }
                }
            }
            let site = self.site_of(server, says.site.as_ref(), sites, Some(pool.site));
            let overload = self.host_overload(
                server,
                (says.queue_limit, says.overload_control, says.target_utilization),
                Some(&defaults::MEDIATION_SERVER_TARGET_UTILIZATION),
            );
            let host = self.host(
                server,
                says.cores,
                &defaults::MEDIATION_SERVER_CORES,
                says.processing.as_ref(),
            );
            let host = HostProcessing { overload, ..host };
            let one = |name: String, position| MediationServer {
                name,
                site: if collocated { pool.site } else { site },
                pool: pool_id,
                calls,
                collocated_with: position,
                host: host.clone(),
            };
            if collocated {
                let n = pool.front_ends.len();
                out.extend((0..n).map(|i| one(format!("{}#{}", says.name, i + 1), Some(i))));
            } else {
                out.push(one(says.name.clone(), None));
            }
        }
        out
    }
}

/// How many calls a Mediation Server of a product takes by default.
const fn calls_of(product: Product, collocated: bool) -> &'static DefaultValue {
    use defaults::*;
    match (product, collocated) {
        (Product::Ocs2007R2, false) => &MEDIATION_SERVER_CALLS_OCS,
        (Product::Ocs2007R2, true) => &MEDIATION_SERVER_CALLS_OCS_COLLOCATED,
        (Product::Lync2010, false) => &MEDIATION_SERVER_CALLS_2010,
        (Product::Lync2010, true) => &MEDIATION_SERVER_CALLS_2010_COLLOCATED,
        (Product::Lync2013, false) => &MEDIATION_SERVER_CALLS,
        (Product::SkypeForBusiness2015 | Product::SkypeForBusiness2019, false) => {
            &MEDIATION_SERVER_CALLS_SKYPE
        }
        (_, true) => &MEDIATION_SERVER_CALLS_COLLOCATED,
    }
}

/// `pool#1` and so on; at most 10,000.
fn front_end_names(pool: &str, n: u32) -> Vec<String> {
    (1..=n.min(10_000)).map(|i| format!("{pool}#{i}")).collect()
}
