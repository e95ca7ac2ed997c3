//! What a scenario needs to run and no export says.

use super::draft::Draft;
use super::known::Known;
use super::table::Table;

/// Users of a deployment of which no export says how many there are: the starter's.
const USERS: u32 = 1_500;

const ASSUMED: &str = "assumed: no export says it";

/// Adds the hosts, plan and users without which nothing runs.
pub(super) fn complete(draft: &mut Draft) {
    let with_lync = draft.has("pool") || draft.has("mediation_server");
    let gateways = draft.has("gateway");
    let add = |draft: &mut Draft, kind: &str, name: &str, what: &str| {
        draft.not_known(format!("{what}: `{name}` is assumed"));
        Table::of_list(kind)
            .about(format!("Assumed: no export has {what}."))
            .text("name", name, ASSUMED)
    };
    if !gateways {
        let table = add(draft, "gateway", "gateway-1", "the gateway");
        draft.push(table.key("lines", "{ e1 = 4 }", ASSUMED));
    }
    if with_lync && !draft.has("pool") {
        let table = add(draft, "pool", "pool-1", "the Lync pool");
        draft.push(table);
    }
    if with_lync && !draft.has("mediation_server") {
        let table = add(draft, "mediation_server", "mediation-1", "the Mediation Server");
        draft.push(table);
    }
    if !draft.has("exchange_server") {
        let table = add(draft, "exchange_server", "exchange-1", "the Exchange server");
        draft.push(table);
    }
    if !draft.has("dial_plan") {
        let table = add(draft, "dial_plan", "UM", "the UM dial plan");
        draft.push(table);
    }
    if !draft.has("users") {
        let table = add(draft, "users", "users", "the users");
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
