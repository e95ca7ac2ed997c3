//! The warning about calls that are lost.

use crate::deployment::Target;
use crate::experiment::losses::{self, Loss};
use crate::experiment::record::{Estimate, Warning};

/// Heavy losses that no target allows. One warning for all.
pub(super) fn warning(estimates: &[Estimate], targets: &[Target]) -> Option<Warning> {
    let heavy = losses::heavy(estimates, targets);
    let words = heavy.iter().map(words).collect::<Vec<_>>().join("; ");
    (!heavy.is_empty()).then(|| Warning {
        code: Warning::HEAVY_LOSS.to_owned(),
        message: format!(
            "{words}: latencies, loads and later losses are those of the calls that got through; fix the cause, or \
             allow the loss by a target on its measure"
        ),
    })
}

fn words(loss: &Loss) -> String {
    let of = match loss.scope.is_all() {
        true => String::new(),
        false => format!(" ({})", loss.scope.label()),
    };
    let what = loss.stage.words();
    let attempts = if what.starts_with("of ") { "" } else { "of attempts " };
    format!("{} {attempts}{what}{of}", losses::percent(loss.share))
}
