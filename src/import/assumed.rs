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
            draft.push(table);
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

/// The traffic of the Lync 2013 user model, which `busyhour new` writes as well.
pub(super) fn traffic(known: &Known) -> Draft {
    let mut draft = Draft::default();
    draft.not_known(
        "the calls: 0.6 inbound and 0.6 outbound calls per user and hour are assumed (Lync 2013 user model); import call records, too",
    );
    for name in &known.users {
        let rate = "{ per_user = \"0.6/h\" }";
        let why = "assumed: no call records; the Lync 2013 user model";
        let inbound = Table::of_list("traffic").text("class", "voice", "").text("to", name, "");
        let inbound = inbound.key("arrivals", rate, why);
        draft.push(inbound.key("patience", "{ exponential = { mean = \"70 s\" } }", "assumed"));
        let outbound = Table::of_list("traffic").text("class", "outbound", "");
        draft.push(outbound.text("from", name, "").key("arrivals", rate, why));
    }
    draft
}
