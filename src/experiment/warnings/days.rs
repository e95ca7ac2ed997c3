//! The warning about a study that sees too few days or states where rates vary at random.

use crate::experiment::record::Warning;
use crate::experiment::study::Study;
use crate::experiment::uncertain_load::uncertain_load;

/// A warning about the source whose mean load is known worst.
pub(in crate::experiment) fn days(study: &Study, replications: u32) -> Option<Warning> {
    let load = uncertain_load(study, replications)?;
    let (code, what, busy) = match load.days {
        true => ("few-days", "differs from day to day", "days"),
        false => ("few-states", "changes at random", "times"),
    };
    Some(Warning {
        code: code.to_owned(),
        message: format!(
            "the load of `{}` {what}, and with {replications} replications its mean has a standard error of {:.0} %; the \
             busiest {busy} are hardly among them, and no interval knows of them: no target counts as met. Use \
             --replications {:.0} or more",
            load.source,
            100.0 * load.error,
            load.needed
        ),
    })
}
