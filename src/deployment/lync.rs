//! Lync pools and Mediation Servers.

use super::{Encryption, HostProcessing, PoolId, SiteId};

/// A Lync pool.
#[derive(Clone, Debug, PartialEq)]
pub struct Pool {
    /// Its fully qualified name.
    pub name: String,
    /// Where it stands.
    pub site: SiteId,
    /// Product; OCS 2007 R2 does not filter UM servers by version.
    pub product: Product,
    /// Whether it is one Standard Edition server.
    pub is_standard: bool,
    /// Encryption of media.
    pub encryption: Encryption,
    /// Number of its cumulative update; `None` where the file does not say: new enough.
    pub update: Option<u32>,
    /// The pool that is backup registrar for its users, another one.
    pub backup: Option<PoolId>,
    /// Names of its Front Ends, at least one: given, or generated as `pool#1`.
    pub front_ends: Vec<String>,
    /// Cores of each Front End, and what is processed differently there.
    pub host: HostProcessing,
}

impl Pool {
    /// Users whom one of its servers should have at most, with hyper-threading (domain §4.2, §4.2b): a Standard Edition server
    /// half as many if it may have to take those of its pair. `None` where no source says.
    pub const fn recommended_users(&self) -> Option<u32> {
        match (self.product, self.is_standard) {
            (Product::Ocs2007R2, _) => None,
            (Product::Lync2010, false) => Some(10_000),
            (Product::Lync2010, true) => Some(5_000),
            (_, false) => Some(6_660),
            (_, true) => Some(if self.backup.is_some() { 2_500 } else { 5_000 }),
        }
    }

    /// Servers that it may have at most (domain §4.2, §4.2b); `None` where no source says.
    pub const fn most_front_ends(&self) -> Option<u32> {
        match (self.product, self.is_standard) {
            (_, true) => Some(1),
            (Product::Ocs2007R2, _) => None,
            (Product::Lync2010, _) => Some(8),
            _ => Some(12),
        }
    }
}

/// What a pool runs.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Product {
    /// Office Communications Server 2007 R2.
    Ocs2007R2,
    /// Lync Server 2010.
    Lync2010,
    /// Lync Server 2013.
    Lync2013,
    /// Skype for Business Server 2015.
    SkypeForBusiness2015,
    /// Skype for Business Server 2019.
    SkypeForBusiness2019,
}

impl Product {
    /// All products, in the order of their years.
    pub const ALL: [Product; 5] = [
        Product::Ocs2007R2,
        Product::Lync2010,
        Product::Lync2013,
        Product::SkypeForBusiness2015,
        Product::SkypeForBusiness2019,
    ];

    /// Its name, as `Lync Server 2013`.
    pub const fn name(self) -> &'static str {
        match self {
            Product::Ocs2007R2 => "OCS 2007 R2",
            Product::Lync2010 => "Lync Server 2010",
            Product::Lync2013 => "Lync Server 2013",
            Product::SkypeForBusiness2015 => "Skype for Business Server 2015",
            Product::SkypeForBusiness2019 => "Skype for Business Server 2019",
        }
    }
}

/// A Mediation Server. A collocated pool of them is one entry for each Front End.
#[derive(Clone, Debug, PartialEq)]
pub struct MediationServer {
    /// Its fully qualified name.
    pub name: String,
    /// Where it stands.
    pub site: SiteId,
    /// The pool that is its next hop.
    pub pool: PoolId,
    /// Concurrent non-bypass calls, at least 1.
    pub calls: u32,
    /// The Front End whose host it shares (position in the pool), if collocated.
    pub collocated_with: Option<usize>,
    /// Cores, and what is processed differently; not used where collocated.
    pub host: HostProcessing,
}
