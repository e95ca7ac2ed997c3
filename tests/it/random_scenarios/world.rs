//! What a scenario has so far: its tables, and the names that later tables may use.

use super::dice::Dice;
use toml::{Table, Value};

/// A scenario in the making.
#[derive(Default)]
pub struct World {
    pub root: Table,
    pub sites: Vec<String>,
    pub pools: Vec<String>,
    pub standard_pools: Vec<String>,
    pub mediation: Vec<String>,
    /// Gateways that lead to Lync.
    pub lync_gateways: Vec<String>,
    /// Gateways that are connected to Exchange.
    pub exchange_gateways: Vec<String>,
    /// Those of them that are IP PBXs.
    pub pbxs: Vec<String>,
    pub balancers: Vec<String>,
    pub servers: Vec<Server>,
    pub plans: Vec<Plan>,
    pub policies: Vec<Policy>,
    pub partners: Vec<String>,
    pub voice_policies: Vec<String>,
    pub users: Vec<Group>,
    pub attendants: Vec<Contact>,
    pub numbers: Vec<Contact>,
    pub fax_lines: Vec<FaxLine>,
    pub certificates: Vec<String>,
    /// Whether a pool is OCS 2007 R2, which has no media bypass.
    pub has_ocs: bool,
    pub has_lync: bool,
    pub has_pbx: bool,
}

/// An Exchange server.
#[derive(Clone)]
pub struct Server {
    pub name: String,
    pub version: &'static str,
    /// Whether a gateway may send calls to it.
    pub entry: bool,
    pub mailbox: bool,
}

/// A UM dial plan.
#[derive(Clone)]
pub struct Plan {
    pub name: String,
    pub sip: bool,
}

/// A mailbox policy.
#[derive(Clone)]
pub struct Policy {
    pub name: String,
    pub plan: Option<String>,
}

/// A group of users.
#[derive(Clone)]
pub struct Group {
    pub name: String,
    pub lync: bool,
    pub plan: Option<String>,
}

/// An auto attendant or an access number.
#[derive(Clone)]
pub struct Contact {
    pub name: String,
    pub lync: bool,
}

/// A fax line.
#[derive(Clone)]
pub struct FaxLine {
    pub name: String,
    pub direct: bool,
}

impl World {
    /// Adds a table to a list.
    pub fn push(&mut self, kind: &str, table: Table) {
        let list = self.root.entry(kind).or_insert_with(|| Value::Array(Vec::new()));
        if let Value::Array(list) = list {
            list.push(Value::Table(table));
        }
    }

    /// A site, if there are any; one must be said where there are several.
    pub fn place(&self, dice: &Dice, table: &mut Table) {
        if self.sites.len() > 1 || (self.sites.len() == 1 && dice.may()) {
            table.put("site", dice.pick(&self.sites).clone());
        }
    }

    /// The plans of type sip-uri, or the others.
    pub fn plans_of(&self, sip: bool) -> Vec<String> {
        self.plans.iter().filter(|p| p.sip == sip).map(|p| p.name.clone()).collect()
    }

    /// Servers that a gateway may send calls to.
    pub fn entries(&self) -> Vec<String> {
        self.servers.iter().filter(|s| s.entry).map(|s| s.name.clone()).collect()
    }

    /// Servers that hold mailboxes, of some versions.
    pub fn homes(&self, versions: &[&str]) -> Vec<String> {
        let fits = |s: &&Server| s.mailbox && versions.contains(&s.version);
        self.servers.iter().filter(fits).map(|s| s.name.clone()).collect()
    }
}

/// Writing keys.
pub trait Put {
    fn put(&mut self, key: &str, value: impl Into<Value>);
}

impl Put for Table {
    fn put(&mut self, key: &str, value: impl Into<Value>) {
        self.insert(key.to_owned(), value.into());
    }
}

/// A table that begins with its name.
pub fn named(name: &str) -> Table {
    Table::from_iter([("name".to_owned(), name.into())])
}
