//! What a scenario needs to run and no export says.

use super::draft::Draft;
use super::known::Known;
use super::names::Names;
use super::people;
use super::plans::Plan;
use super::servers::Servers;
use super::table::{Table, quoted, quoted_list};

/// A pool of Lync that no export names.
pub(super) const POOL: &str = "pool-1";

/// Users of a deployment of which no export says how many there are: the starter's.
const USERS: u32 = 1_500;

const ASSUMED: &str = "assumed: no export says it";

/// A table of something that no export has.
fn table(draft: &mut Draft, kind: &str, name: &str, what: &str) -> Table {
    draft.not_known(format!("{what}: `{name}` is assumed"));
    let about = format!("Assumed: no export has {what}.");
    Table::of_list(kind).about(about).text("name", name, ASSUMED)
}

/// Adds the hosts and the plan without which nothing runs. Plans of type SIP URI are those of Lync.
pub(super) fn hosts(with_sip_plan: bool, draft: &mut Draft) {
    let with_lync = with_sip_plan || draft.has("pool") || draft.has("mediation_server");
    if !draft.has("gateway") {
        let table = table(draft, "gateway", "gateway-1", "the gateway");
        draft.push(table.key("lines", "{ e1 = 4 }", ASSUMED));
    }
    let missing = [
        ("pool", POOL, "the Lync pool", with_lync),
        ("mediation_server", "mediation-1", "the Mediation Server", with_lync),
        ("exchange_server", "exchange-1", "the Exchange server", true),
        ("dial_plan", "UM", "the UM dial plan", true),
    ];
    for (kind, name, what, needed) in missing {
        if needed && !draft.has(kind) {
            let table = table(draft, kind, name, what);
            // Where there are several pools, a Mediation Server has to say to which one it belongs.
            let pools = draft.names_of("pool");
            let pool = pools.first().filter(|_| kind == "mediation_server" && pools.len() > 1);
            draft.push(match pool {
                Some(pool) => table.text("pool", pool, "assumed: the first one"),
                None => table,
            });
        }
    }
}

/// Adds the users without whom there are no calls. Several pools have as many each.
pub(super) fn users(draft: &mut Draft) {
    if draft.has("users") {
        return;
    }
    let pools = draft.names_of("pool");
    if pools.len() < 2 {
        let table = table(draft, "users", "users", "the users");
        draft.push(table.key("count", USERS.to_string(), ASSUMED));
        return;
    }
    let each = (USERS as usize).div_ceil(pools.len());
    draft.not_known(format!(
        "the users: {each} on each of the {} pools are assumed, together as many as an office of the user model",
        pools.len()
    ));
    for pool in pools {
        let table = Table::of_list("users").about("Assumed: no export has the users.");
        let table = table.text("name", &format!("users of {pool}"), ASSUMED);
        let table = table.key("count", each.to_string(), ASSUMED);
        draft.push(table.text("pool", &pool, "assumed: as many on each pool"));
    }
}

/// Adds the gateways without which users have no calls from outside: those of Lync need one that is not connected to Exchange
/// itself, others need one that is. `through_lync` says whether the exports have the former; `direct` are the latter, and `hops`
/// are their servers.
pub(super) fn gateways(
    through_lync: bool,
    (direct, hops): (&[String], &[String]),
    draft: &mut Draft,
) {
    let users = || draft.tables.iter().filter(|table| table.is_of_list("users"));
    let (with, without) =
        (users().any(|table| !table.has("lync")), users().any(|table| table.has("lync")));
    if !draft.has("pool") {
        return;
    }
    let of_direct = |table: &&mut Table| {
        let is_direct = table.name().is_some_and(|name| direct.contains(&name));
        table.is_of_list("gateway") && is_direct && !table.has("next_hops")
    };
    for table in draft.tables.iter_mut().filter(of_direct) {
        table.add("next_hops", quoted_list(hops), "it is a UM IP gateway of a plan without Lync");
    }
    if with && !through_lync {
        let table = table(draft, "gateway", "gateway-to-lync", "the gateway of the users of Lync");
        draft.push(table.key("lines", "{ e1 = 4 }", ASSUMED));
    }
    if without && direct.is_empty() {
        let what = "the gateway of the users without Lync";
        let table = table(draft, "gateway", "gateway-to-exchange", what);
        let table = table.key("lines", "{ e1 = 4 }", ASSUMED);
        draft.push(table.list("next_hops", hops, "assumed: calls past Lync go to Exchange"));
    }
}

/// Adds what the scenario has no default for to the users: a dial plan where several fit or none does, and the servers of
/// mailboxes where none is in the dial plan.
pub(super) fn of_users(
    plans: &[Plan],
    is_sip: impl Fn(&str) -> bool,
    servers: &Servers,
    names: &Names,
    draft: &mut Draft,
) {
    let with_lync = draft.has("pool");
    let evenly = people::shares(&servers.of_mailboxes(), servers, names);
    let mut unknown = Vec::new();
    for table in draft.tables.iter_mut().filter(|table| table.is_of_list("users")) {
        let lync = with_lync && !table.has("lync");
        let fitting: Vec<&Plan> = plans.iter().filter(|plan| is_sip(&plan.name) == lync).collect();
        let mut plan = table.text_of("dial_plan");
        if plan.is_none() && !plans.is_empty() {
            let (name, why) = match fitting[..] {
                [] => ("none", "assumed: no dial plan is of a type that they can use"),
                [only] => (only.name.as_str(), ""),
                [first, ..] => (first.name.as_str(), "assumed: the first one that they can use"),
            };
            plan = Some(name.to_owned());
            if fitting.len() != 1 {
                table.add("dial_plan", quoted(name), why);
                unknown.push(format!("the dial plan of users (Get-UMMailbox): `{name}` is {why}"));
            }
        }
        // Only such a plan is written with its servers.
        let plan = plan.filter(|name| plans.iter().any(|plan| plan.name == *name && plan.is_sip()));
        let members = plan.and_then(|plan| servers.members(&plan));
        let holders = servers.of_mailboxes();
        let none =
            members.is_some_and(|all| !all.iter().any(|(key, _)| holders.contains_key(*key)));
        if let Some(shares) = evenly.as_ref().filter(|_| none && !table.has("mailboxes")) {
            table.add("mailboxes", shares, "assumed: evenly; no server of their dial plan has any");
        }
    }
    unknown.into_iter().for_each(|line| draft.not_known(line));
}

/// The traffic of the Lync 2013 user model, which `busyhour new` writes as well, for those of its classes of which there are no
/// records.
pub(super) fn traffic(known: &Known, recorded: &[String]) -> Draft {
    let mut draft = Draft::default();
    let missing = |class: &str| !recorded.iter().any(|known| known == class);
    let (inbound, outbound) = (missing("voice"), missing("outbound"));
    let cure = if recorded.is_empty() { "; import call records, too" } else { "" };
    let what = match (inbound, outbound) {
        (true, true) => "0.6 inbound and 0.6 outbound calls per user and hour are",
        (true, false) => "no records of calls of class voice: 0.6 per user and hour are",
        (false, true) => "no records of calls of class outbound: 0.6 per user and hour are",
        (false, false) => return draft,
    };
    draft.not_known(format!("the calls: {what} assumed (Lync 2013 user model){cure}"));
    let rate = "{ per_user = \"0.6/h\" }";
    let why = "assumed: no call records; the Lync 2013 user model";
    for name in &known.users {
        if inbound {
            let table = Table::of_list("traffic").text("class", "voice", "").text("to", name, "");
            let table = table.key("arrivals", rate, why);
            draft.push(table.key("patience", "{ exponential = { mean = \"70 s\" } }", "assumed"));
        }
        if outbound {
            let table = Table::of_list("traffic").text("class", "outbound", "");
            draft.push(table.text("from", name, "").key("arrivals", rate, why));
        }
    }
    draft
}
