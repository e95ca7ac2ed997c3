//! The kinds of things that can be lost.

/// What kind of thing is lost.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum LossKind {
    /// A gateway.
    Gateway,
    /// Any other host: a Mediation Server, Front End, Exchange server or fax partner.
    Host,
    /// A pool with all its Front Ends and what is collocated there.
    Pool,
    /// A site with every host there.
    Site,
    /// A link between two sites.
    Link,
    /// A role that fails without its host: a collocated Mediation Server.
    Role,
}

impl LossKind {
    /// All kinds that `--lose` knows by name, in the order in which they are listed.
    pub const NAMED: [LossKind; 5] =
        [LossKind::Gateway, LossKind::Host, LossKind::Pool, LossKind::Site, LossKind::Link];

    /// The name on the command line and in the record.
    pub const fn name(self) -> &'static str {
        match self {
            LossKind::Gateway => "gateway",
            LossKind::Host => "host",
            LossKind::Pool => "pool",
            LossKind::Site => "site",
            LossKind::Link => "link",
            LossKind::Role => "role",
        }
    }
}
