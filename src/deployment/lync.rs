//! Lync pools and Mediation Servers.

use super::{HostProcessing, PoolId, Security, SiteId};

/// A Lync pool.
#[derive(Clone, Debug, PartialEq)]
pub struct Pool {
    /// Its fully qualified name.
    pub name: String,
    /// Where it stands.
    pub site: SiteId,
    /// Product; OCS 2007 R2 does not filter UM servers by version.
    pub product: Product,
    /// Encryption of media (`EncryptionLevel`).
    pub encryption: Encryption,
    /// Names of its Front Ends, at least one: given, or generated as `pool#1`.
    pub front_ends: Vec<String>,
    /// Cores of each Front End, and what is processed differently there.
    pub host: HostProcessing,
}

/// Encryption of media at a pool (`EncryptionLevel`).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encryption {
    /// SIP and RTP must be encrypted.
    Required,
    /// RTP is encrypted where the other side can.
    Optional,
    /// RTP is not encrypted.
    None,
}

impl Encryption {
    /// Whether calls between a pool and a dial plan go together (domain §1.6; S26, S28, S56, S57): a pool
    /// that requires encryption needs SRTP, which *SIP secured* has not; one that does not encrypt
    /// cannot give the SRTP that *secured* asks for; and Lync takes no unsecured plan.
    pub const fn fits(self, security: Security) -> bool {
        match security {
            Security::Unsecured => false,
            Security::SipSecured => !matches!(self, Encryption::Required),
            Security::Secured => !matches!(self, Encryption::None),
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
