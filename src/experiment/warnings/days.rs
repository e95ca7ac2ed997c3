//! The warning about a study that sees too few days where days differ.

use crate::experiment::record::Warning;
use crate::experiment::study::Study;
use crate::network::Arrivals;

/// Standard error of the mean of the days' factors above which they are too few.
const TOO_UNSURE: f64 = 0.05;

/// A warning about the source whose mean load is known worst.
pub(in crate::experiment) fn days(study: &Study, replications: u32) -> Option<Warning> {
    let window = study.window();
    let mut worst: Option<(f64, &str, f64, usize)> = None;
    for (traffic, source) in study.deployment().traffic.iter().zip(&*study.network().sources) {
        let Arrivals::Modulated(rate) = &source.arrivals else { continue };
        let Some(days) = &rate.days else { continue };
        let within =
            |midnight: &&crate::base::SimTime| window.from < **midnight && **midnight < window.to;
        let n = 1 + days.midnights.iter().filter(within).count();
        // Variance of the mean of n days whose correlation falls geometrically.
        let lags = (1..n).map(|k| (n - k) as f64 * days.correlation.powi(k as i32)).sum::<f64>();
        let variance = (n as f64 + 2.0 * lags) / (n * n) as f64;
        let error = days.cv * (variance / f64::from(replications.max(1))).sqrt();
        if worst.is_none_or(|(known, ..)| error > known) {
            worst = Some((error, &traffic.name, days.cv, n));
        }
    }
    let (error, name, cv, n) = worst.filter(|(error, ..)| *error > TOO_UNSURE)?;
    let needed = (f64::from(replications) * (error / TOO_UNSURE).powi(2)).ceil();
    let each = if n == 1 { String::new() } else { format!(" of {n} days each") };
    Some(Warning {
        code: "few-days".to_owned(),
        message: format!(
            "the load of `{name}` differs from day to day (cv {cv}), and with {replications} replications{each} its mean \
             has a standard error of {:.0} %; the busiest days are hardly among them. Use --replications {needed:.0} or \
             more",
            100.0 * error
        ),
    })
}
