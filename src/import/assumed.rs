//! What a scenario needs to run and no export says.

use super::draft::Draft;
use super::known::Known;
use super::table::Table;

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
        ("pool", "pool-1", "the Lync pool", with_lync),
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

/// Adds the users without whom there are no calls.
pub(super) fn users(draft: &mut Draft) {
    if !draft.has("users") {
        let table = table(draft, "users", "users", "the users");
        draft.push(table.key("count", USERS.to_string(), ASSUMED));
    }
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
