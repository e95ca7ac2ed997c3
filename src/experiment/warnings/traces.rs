//! Recorded calls that a run leaves out.

use crate::deployment::Deployment;
use crate::experiment::record::Warning;

/// A warning for each trace of which more lies outside the measured window than in it.
pub(in crate::experiment) fn traces(deployment: &Deployment) -> Vec<Warning> {
    let warning = |traffic: &crate::deployment::Traffic| {
        let [before, within, after] = traffic.arrivals.around(&deployment.settings)?;
        (within < before + after).then(|| Warning {
            code: "trace-outside-window".to_owned(),
            message: format!(
                "only {within} of the {} instants of the trace of `{}` are measured, {}; {before} lie before the \
                 window and {after} after it. To measure more of them, change \
                 study.warm_up and study.duration",
                before + within + after,
                traffic.name,
                deployment.settings.window_words()
            ),
        })
    };
    deployment.traffic.iter().filter_map(warning).collect()
}
