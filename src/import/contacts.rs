//! Auto attendants and Outlook Voice Access numbers, which have contact objects in Lync.

use super::directory::{self, Directory};
use super::draft::Draft;
use super::names::clean;
use super::objects::{Kind, Object, short};
use super::plans::{Plan, name_of, of_kind, with_plan};
use super::table::Table;

/// Adds the tables. Pools, plans and users are there already.
pub(super) fn write(
    objects: &[Object],
    plans: &[Plan],
    is_sip: impl Fn(&str) -> bool,
    draft: &mut Draft,
) {
    let mut known = Vec::new();
    for object in of_kind(objects, Kind::UmAutoAttendant) {
        let Some(name) = name_of(object).filter(|name| !known.contains(name)) else { continue };
        let table = Table::of_list("auto_attendant").text("name", &name, &object.from);
        let table = with_pool(with_plan(table, object, plans), &is_sip, draft);
        draft.push(with_transfers(table, draft));
        draft.not_known(
            "which callers of auto attendants are transferred to whom: the default is taken",
        );
        known.push(name);
    }
    let mut known = Vec::new();
    for object in of_kind(objects, Kind::UmDialPlan) {
        let Some(plan) = name_of(object).filter(|name| !known.contains(name)) else { continue };
        let count = numbers(object);
        if count == 0 {
            continue;
        }
        if users_of(&plan, draft).is_empty() {
            draft.say(format!(
                "{}: its Outlook Voice Access numbers are left out, because no user is in dial plan `{plan}`",
                object.from
            ));
            continue;
        }
        let about = format!("{}: {count} numbers that reach Outlook Voice Access", object.from);
        let name = format!("Outlook Voice Access of {plan}");
        let table = Table::of_list("access_number").text("name", &name, about);
        let table = with_pool(table.text("dial_plan", &plan, ""), &is_sip, draft);
        draft.push(table);
        draft.not_known("how long callers of Outlook Voice Access stay, and how often: the defaults are taken, and only call records give it calls");
        known.push(plan);
    }
}

/// Names of plans of attendants.
pub(super) fn plans(objects: &[Object]) -> Vec<String> {
    let own = of_kind(objects, Kind::UmAutoAttendant);
    own.filter_map(|object| Some(clean(short(object.text("umdialplan")?)))).collect()
}

/// Adds attendants by name, and access numbers by dial plan, as records of Unified Messaging name them.
pub(super) fn list(directory: &mut Directory, draft: &Draft) {
    for (number, name) in (1..=u16::MAX).zip(draft.names_of("auto_attendant")) {
        directory.add(&format!("{}{name}", directory::ATTENDANT), number);
    }
    let numbers = draft.tables.iter().filter(|table| table.is_of_list("access_number"));
    for (number, table) in (1..=u16::MAX).zip(numbers) {
        if let Some(plan) = table.text_of("dial_plan") {
            directory.add(&format!("{}{plan}", directory::ACCESS), number);
        }
    }
}

/// How many numbers of a dial plan reach Outlook Voice Access. The numbers themselves are not kept.
fn numbers(plan: &Object) -> usize {
    let mut all = plan.items("accesstelephonenumbers");
    all.extend(plan.items("pilotidentifierlist"));
    all.retain(|number| !number.is_empty());
    all.sort();
    all.dedup();
    all.len()
}

/// The tables of users of a plan; all, if they name none because there is only one.
fn users_of<'d>(plan: &str, draft: &'d Draft) -> Vec<&'d Table> {
    let users = draft.tables.iter().filter(|table| table.is_of_list("users"));
    let alone = draft.names_of("dial_plan").len() == 1;
    let of_plan = |table: &&Table| match table.text_of("dial_plan") {
        Some(own) => own == plan,
        None => alone,
    };
    users.filter(of_plan).collect()
}

/// Adds that an attendant transfers nobody where its plan has no user.
fn with_transfers(table: Table, draft: &Draft) -> Table {
    let plans = draft.names_of("dial_plan");
    let plan = table.text_of("dial_plan").or_else(|| plans.first().cloned());
    match plan.is_some_and(|plan| users_of(&plan, draft).is_empty()) {
        true => table.key(
            "transfer",
            "{ share = \"0 %\" }",
            "assumed: no user of the exports is in its dial plan",
        ),
        false => table,
    }
}

/// Adds the home pool of a contact object where there are several: that of the largest group of its plan.
fn with_pool(table: Table, is_sip: impl Fn(&str) -> bool, draft: &Draft) -> Table {
    let pools = draft.names_of("pool");
    let plans = draft.names_of("dial_plan");
    let only = plans.first().filter(|_| plans.len() == 1).cloned();
    let Some(plan) = table.text_of("dial_plan").or(only).filter(|plan| is_sip(plan)) else {
        return table;
    };
    if pools.len() < 2 {
        return table;
    }
    let of_users = users_of(&plan, draft).into_iter().find_map(|users| users.text_of("pool"));
    match of_users.or_else(|| pools.first().cloned()) {
        Some(pool) => {
            table.text("pool", &pool, "assumed: no export says where its contact object is homed")
        }
        None => table,
    }
}
