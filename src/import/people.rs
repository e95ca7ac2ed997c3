//! Users, grouped by what matters for their calls: pool, dial plan, mailbox policy, version of the mailbox server, and
//! what their mailboxes allow. Only counts leave this file: addresses are compared here and then forgotten.

use super::directory::Directory;
use super::draft::Draft;
use super::names::{Kind as Name, Names, clean};
use super::objects::{Kind, Object, short};
use super::plans::{name_of, of_kind};
use super::servers::{Server, Servers, version};
use super::table::{Table, quoted, share};
use std::cell::Cell;
use std::collections::BTreeMap;

/// What the users of a group have in common.
#[derive(Clone, Debug, Default, PartialEq, Eq, PartialOrd, Ord)]
struct Alike {
    /// The pool in lower case; `None` without Lync.
    pool: Option<String>,
    plan: Option<String>,
    policy: Option<String>,
    version: Option<&'static str>,
    notifications: Option<bool>,
    fax: Option<bool>,
    /// The exports of mailboxes have no UM mailbox of theirs.
    without_voice_mail: bool,
}

/// How many users are in a group, and how many of them have something.
#[derive(Debug, Default)]
struct Group {
    count: usize,
    voice: (usize, usize),
    telephone: (usize, usize),
    address: (usize, usize),
    /// Whose pool no export says.
    spread: usize,
    /// By the server's key.
    servers: BTreeMap<String, usize>,
    /// Addresses and numbers of its users.
    known_by: Vec<String>,
}

/// The users of a deployment, and what is known of them.
pub(super) struct People<'o> {
    groups: BTreeMap<Alike, Group>,
    objects: &'o [Object],
}

/// Pools over which users of Lync are spread one by one, if no export says on which they are homed.
pub(super) struct Spread<'s> {
    /// In lower case.
    pools: &'s [String],
    /// Whether a dial plan is one of Lync.
    is_sip: &'s dyn Fn(&str) -> bool,
    /// Whether mailboxes without a dial plan are those of users of Lync.
    has_all: bool,
    users: Cell<usize>,
    /// Users of Lync for whom there is no pool.
    left: Cell<usize>,
}

impl<'s> Spread<'s> {
    /// Over these pools, in lower case.
    pub fn over(pools: &'s [String], (is_sip, has_all): (&'s dyn Fn(&str) -> bool, bool)) -> Self {
        Spread { pools, is_sip, has_all, users: Cell::new(0), left: Cell::new(0) }
    }

    /// Whether users of Lync have no pool.
    pub fn leaves_any(&self) -> bool {
        self.left.get() > 0
    }

    /// The pool of the next user, if the plan is one of Lync, or there is none and Lync has the user.
    fn pool(&self, plan: Option<&str>, has_lync: bool) -> Option<String> {
        let number = self.users.get();
        let Some(place) = number.checked_rem(self.pools.len()) else {
            self.left.set(self.left.get() + usize::from(has_lync));
            return None;
        };
        plan.map_or(has_lync || self.has_all, self.is_sip).then(|| {
            self.users.set(number + 1);
            self.pools[place].clone()
        })
    }
}

/// Counts who has something and of whom it is known.
fn tally(counts: &mut (usize, usize), has: Option<bool>) {
    counts.0 += usize::from(has == Some(true));
    counts.1 += usize::from(has.is_some());
}

/// An address without its scheme, in lower case.
fn address(text: &str) -> String {
    let text = text.trim().to_lowercase();
    text.strip_prefix("sip:").or_else(|| text.strip_prefix("smtp:")).unwrap_or(&text).to_owned()
}

/// What a user of Lync has.
#[derive(Clone, Debug)]
struct LyncUser {
    address: String,
    pool: Option<String>,
    voice: Option<bool>,
    telephone: Option<bool>,
    line: Option<String>,
}

fn lync_user(object: &Object) -> Option<LyncUser> {
    let pool = object.text("registrarpool").map(|pool| short(pool).to_lowercase());
    Some(LyncUser {
        address: object.text("sipaddress").map(address).unwrap_or_default(),
        pool,
        voice: object.flag("enterprisevoiceenabled"),
        telephone: object.has("lineuri").then(|| object.text("lineuri").is_some()),
        line: object.text("lineuri").map(str::to_owned),
    })
    // Who is homed nowhere, as a user of a hosted service is, has no calls here.
    .filter(|user| user.pool.is_some() || !object.has("registrarpool"))
}

impl<'o> People<'o> {
    /// Groups the users of all objects.
    pub fn of(objects: &'o [Object], servers: &Servers, spread: &Spread<'_>) -> People<'o> {
        let mut people = People { groups: BTreeMap::new(), objects };
        let mut lync: Vec<Option<LyncUser>> = Vec::new();
        let mut by_address: BTreeMap<String, usize> = BTreeMap::new();
        for object in of_kind(objects, Kind::CsUser) {
            let Some(user) = lync_user(object) else { continue };
            for key in [Some(user.address.as_str()), object.text("userprincipalname")] {
                let key = key.map(address).filter(|key| !key.is_empty());
                key.into_iter().for_each(|key| {
                    by_address.entry(key).or_insert(lync.len());
                });
            }
            lync.push(Some(user));
        }
        let policies = people.policies();
        let mailboxes = people.mailboxes();
        let knows_lync = !lync.is_empty();
        let mut has_um = false;
        for object in of_kind(objects, Kind::UmMailbox) {
            has_um = true;
            let own = ["sipresourceidentifier", "primarysmtpaddress", "userprincipalname"];
            let keys: Vec<String> =
                own.iter().filter_map(|key| object.text(key)).map(address).collect();
            let at = keys.iter().find_map(|key| by_address.get(key)).copied();
            let user = at.and_then(|at| lync[at].take());
            people.add_mailbox(object, user, knows_lync, &policies, &mailboxes, (servers, spread));
        }
        for user in lync.into_iter().flatten() {
            people.add_user(&user, has_um, spread);
        }
        people
    }

    /// The dial plan of each mailbox policy.
    fn policies(&self) -> BTreeMap<String, String> {
        let plan =
            |object: &Object| Some((name_of(object)?, clean(short(object.text("umdialplan")?))));
        of_kind(self.objects, Kind::UmMailboxPolicy).filter_map(plan).collect()
    }

    /// Server and version of each mailbox of `Get-Mailbox`, by address and by name.
    fn mailboxes(&self) -> BTreeMap<String, &'o Object> {
        let mut found = BTreeMap::new();
        for object in of_kind(self.objects, Kind::Mailbox) {
            for property in ["primarysmtpaddress", "userprincipalname", "identity", "name"] {
                if let Some(text) = object.text(property) {
                    found.entry(address(short(text))).or_insert(object);
                }
            }
        }
        found
    }

    fn add_mailbox(
        &mut self,
        object: &Object,
        user: Option<LyncUser>,
        knows_lync: bool,
        policies: &BTreeMap<String, String>,
        mailboxes: &BTreeMap<String, &'o Object>,
        (servers, spread): (&Servers, &Spread<'_>),
    ) {
        let policy = object.text("ummailboxpolicy").map(|name| clean(short(name)));
        let plan = object.text("umdialplan").map(|name| clean(short(name)));
        let plan = plan.or_else(|| policies.get(policy.as_ref()?).cloned());
        let keys = ["primarysmtpaddress", "userprincipalname", "identity", "name"];
        let named = keys.iter().filter_map(|key| object.text(key));
        let mailbox = named.map(|text| address(short(text))).find_map(|key| mailboxes.get(&key));
        let server = object.text("servername").or_else(|| mailbox?.text("servername"));
        let server =
            server.map(|name| name.to_lowercase().split('.').next().unwrap_or_default().to_owned());
        let said = mailbox.and_then(|m| m.text("admindisplayversion")).and_then(version);
        let legacy = server.as_ref().and_then(|key| servers.0.get(key)).and_then(Server::version);
        let known = user.as_ref().and_then(|user| user.pool.clone());
        let assumed = match &known {
            None => spread.pool(plan.as_deref(), user.is_some()),
            Some(_) => None,
        };
        let is_spread = assumed.is_some();
        let alike = Alike {
            pool: known.or(assumed),
            plan,
            policy,
            version: said.or(legacy),
            notifications: object.flag("missedcallnotificationenabled"),
            fax: object.flag("faxenabled"),
            without_voice_mail: false,
        };
        let group = self.groups.entry(alike).or_default();
        group.count += 1;
        group.spread += usize::from(is_spread);
        if let Some(server) = server.filter(|key| servers.0.contains_key(key)) {
            *group.servers.entry(server).or_insert(0) += 1;
        }
        let own = object.text("sipresourceidentifier").map(address);
        let same = own.map(|own| user.as_ref().is_some_and(|user| user.address == own));
        tally(&mut group.address, same.filter(|_| knows_lync));
        tally(&mut group.voice, user.as_ref().and_then(|user| user.voice));
        tally(&mut group.telephone, user.as_ref().and_then(|user| user.telephone));
        let own = ["sipresourceidentifier", "primarysmtpaddress", "userprincipalname"];
        group.known_by.extend(own.iter().filter_map(|key| object.text(key)).map(str::to_owned));
        group.known_by.extend(object.items("extensions"));
        let lync = user.into_iter().flat_map(|user| [Some(user.address), user.line]);
        group.known_by.extend(lync.flatten());
    }

    fn add_user(&mut self, user: &LyncUser, has_um: bool, spread: &Spread<'_>) {
        let pool = user.pool.clone().or_else(|| spread.pool(None, true));
        let alike = Alike { pool, without_voice_mail: has_um, ..Alike::default() };
        let group = self.groups.entry(alike).or_default();
        group.count += 1;
        group.spread += usize::from(user.pool.is_none());
        tally(&mut group.voice, user.voice);
        tally(&mut group.telephone, user.telephone);
        group.known_by.push(user.address.clone());
        group.known_by.extend(user.line.clone());
    }

    /// Groups with their users, the largest first.
    fn by_size(&self) -> Vec<(&Alike, &Group)> {
        let mut all: Vec<(&Alike, &Group)> = self.groups.iter().collect();
        all.sort_by_key(|(_, group)| std::cmp::Reverse(group.count));
        all
    }

    /// Which group has which address or number; groups in the order in which they are written.
    pub fn directory(&self) -> Directory {
        let mut directory = Directory::default();
        for (number, (_, group)) in (1..=u16::MAX).zip(self.by_size()) {
            group.known_by.iter().for_each(|text| directory.add(text, number));
        }
        directory
    }

    /// Names of plans that only users name.
    pub fn plans(&self) -> Vec<String> {
        let mut found: Vec<String> = self.groups.keys().filter_map(|g| g.plan.clone()).collect();
        found.dedup();
        found
    }

    /// Names of the mailbox policies of users.
    pub fn policy_names(&self) -> Vec<String> {
        self.groups.keys().filter_map(|group| group.policy.clone()).collect()
    }

    /// Pools that users are homed on, in lower case.
    pub fn pools(&self) -> Vec<String> {
        let mut found: Vec<String> = self.groups.keys().filter_map(|g| g.pool.clone()).collect();
        found.dedup();
        found
    }

    /// Adds the tables, the largest group first.
    pub fn write(
        &self,
        is_sip: impl Fn(&str) -> bool,
        servers: &Servers,
        names: &Names,
        draft: &mut Draft,
    ) {
        if self.groups.is_empty() {
            return;
        }
        draft.not_known("how users answer, ring and leave messages, and their telephones: the defaults are taken");
        for (alike, group) in self.by_size() {
            let lync = alike.plan.as_deref().map_or(alike.pool.is_some(), &is_sip);
            let name = unlike_others(&title(alike, lync, names), draft);
            let table = Table::of_list("users").text(
                "name",
                &name,
                "pool, dial plan, mailbox policy and version",
            );
            draft.push(of_group(table, alike, group, lync, servers, names, draft));
        }
        let has = |kind| of_kind(self.objects, kind).next().is_some();
        if !has(Kind::UmMailbox) {
            draft.not_known("which users have voice mail (Get-UMMailbox): all are assumed to");
        }
        let spread: usize = self.groups.values().map(|group| group.spread).sum();
        if spread > 0 {
            draft.not_known(format!(
                "the pools of users (Get-CsUser): {spread} are spread evenly over all pools"
            ));
        } else if !has(Kind::CsUser)
            && self.groups.keys().any(|g| g.plan.as_deref().is_some_and(&is_sip))
        {
            draft.not_known("the pools of users (Get-CsUser): the default is taken");
        }
        if !has(Kind::Mailbox) {
            draft.not_known("the servers of mailboxes (Get-Mailbox), where Get-UMMailbox does not name them: they are spread evenly");
        }
    }
}

/// Adds what is known of a group.
fn of_group(
    mut table: Table,
    alike: &Alike,
    group: &Group,
    lync: bool,
    servers: &Servers,
    names: &Names,
    draft: &Draft,
) -> Table {
    let from = match (alike.without_voice_mail, alike.plan.is_some() || alike.policy.is_some()) {
        (true, _) => "users of Get-CsUser without a UM mailbox",
        (false, true) => "objects of Get-UMMailbox",
        (false, false) => "objects of Get-CsUser",
    };
    table = table.key("count", group.count.to_string(), from);
    if !lync {
        table = table.key("lync", "false", "their plan is not of type SIP URI");
    }
    if let Some(pool) = alike.pool.as_ref().filter(|_| lync) {
        let why = match (group.spread, group.count) {
            (0, _) => "RegistrarPool".to_owned(),
            (all, count) if all == count => {
                "assumed: users are spread evenly over the pools".to_owned()
            }
            (some, count) => {
                format!("assumed for {some} of {count}, which are spread evenly; RegistrarPool")
            }
        };
        table = table.text("pool", &names.of(Name::Pool, pool), why);
    }
    if alike.without_voice_mail {
        table = table.text("dial_plan", "none", "Get-UMMailbox does not have them");
    } else if let Some(plan) = &alike.plan {
        table = table.text("dial_plan", plan, "UMDialPlan");
    }
    if let Some(policy) = alike.policy.as_ref().filter(|p| draft.has_named("mailbox_policy", p)) {
        table = table.text("policy", policy, "UMMailboxPolicy");
    }
    if lync {
        table = counted(table, "enterprise_voice", group.voice, "EnterpriseVoiceEnabled");
        table = counted(table, "tel_uri", group.telephone, "LineURI");
        table = counted(
            table,
            "sip_address_matches",
            group.address,
            "SIPResourceIdentifier and SipAddress",
        );
    }
    if let Some(gets) = alike.notifications {
        table = table.key(
            "missed_call_notifications",
            gets.to_string(),
            "MissedCallNotificationEnabled",
        );
    }
    if let Some(fax) = alike.fax {
        table = table.key("fax", fax.to_string(), "FaxEnabled");
    }
    match shares(&group.servers, servers, names) {
        Some(shares) => table.key("mailboxes", shares, "the servers of their mailboxes"),
        None => table,
    }
}

/// A name that no other group has: what tells groups apart may not be part of their names.
fn unlike_others(name: &str, draft: &Draft) -> String {
    let names = std::iter::once(name.to_owned()).chain((2..).map(|n| format!("{name} ({n})")));
    let free = names.take(draft.tables.len() + 2).find(|name| !draft.has_named("users", name));
    free.unwrap_or_else(|| name.to_owned())
}

/// A share of those of whom it is known, if it is not that of all.
fn counted(table: Table, key: &str, (have, known): (usize, usize), property: &str) -> Table {
    match known == 0 || have == known {
        true => table,
        false => table.key(key, share(have, known), format!("{property}: {have} of {known}")),
    }
}

/// A name that tells the group from others.
fn title(alike: &Alike, lync: bool, names: &Names) -> String {
    let mut parts: Vec<String> = Vec::new();
    parts.extend(alike.pool.as_ref().filter(|_| lync).map(|pool| names.of(Name::Pool, pool)));
    parts.extend(alike.plan.clone());
    parts.extend(alike.policy.clone());
    parts.extend(alike.version.map(str::to_owned));
    if alike.without_voice_mail {
        parts.push("no voice mail".to_owned());
    }
    if alike.notifications == Some(false) {
        parts.push("no missed-call notifications".to_owned());
    }
    if alike.fax == Some(false) {
        parts.push("no fax".to_owned());
    }
    if parts.is_empty() { "users".to_owned() } else { parts.join(", ") }
}

/// The share of each server by how many mailboxes it has, together 100 %.
pub(super) fn shares(
    mailboxes: &BTreeMap<String, usize>,
    servers: &Servers,
    names: &Names,
) -> Option<String> {
    let whole: usize = mailboxes.values().sum();
    let (last, first) =
        mailboxes.iter().rev().collect::<Vec<_>>().split_first().map(|(l, f)| (*l, f.to_vec()))?;
    // Thousandths of a percent, so that they add up.
    let mut left = 100_000_u64;
    let mut parts = Vec::new();
    for (key, count) in first {
        let part = (*count as u64 * 100_000) / whole.max(1) as u64;
        left -= part;
        parts.push((key, part));
    }
    parts.push((last.0, left));
    let text = |(key, part): &(&String, u64)| {
        let server = servers.0.get(*key)?;
        let percent = quoted(&format!("{} %", *part as f64 / 1_000.0));
        Some(format!("{} = {percent}", quoted(&names.of(Name::Exchange, &server.fqdn))))
    };
    let parts: Option<Vec<String>> = parts.iter().map(text).collect();
    Some(format!("{{ shares = {{ {} }} }}", parts?.join(", ")))
}
