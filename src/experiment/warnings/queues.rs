//! Warnings about queues that grow, and about what they hold when the run stops.

use crate::experiment::record::{Estimate, Warning};
use crate::experiment::stability::Unstable;
use crate::measure::{Figure, Measure, Statistic};

/// Share of messages not delivered when the run stopped that causes a warning.
const NOT_DELIVERED: f64 = 0.001;

/// Queues that get more work than they can do. One warning for all.
pub(super) fn unstable(unstable: &[Unstable]) -> Option<Warning> {
    let worst = unstable.iter().max_by(|a, b| a.offered.total_cmp(&b.offered))?;
    let others = match unstable.len() - 1 {
        0 => String::new(),
        1 => " (another queue grows, too)".to_owned(),
        n => format!(" ({n} other queues grow, too)"),
    };
    Some(Warning {
        code: Warning::UNSTABLE_QUEUE.to_owned(),
        message: format!(
            "{}{others}: its queue grows as long as the run lasts, so means and percentiles of what waits in it depend \
             on study.duration, and no warm-up helps; add cores or reduce the work",
            worst.words()
        ),
    })
}

/// Voice messages that were in no mailbox when the run stopped.
pub(super) fn not_delivered(estimates: &[Estimate]) -> Option<Warning> {
    let count = |measure, statistic| {
        let figure = Figure::of_all(measure, statistic);
        estimates.iter().find(|e| e.is(&figure)).map(|e| e.count)
    };
    let left = count(Measure::VoiceMessages, Statistic::Count)?;
    let arrived = count(Measure::MessageDelay, Statistic::Mean)?;
    let missing = left.saturating_sub(arrived);
    (missing as f64 > NOT_DELIVERED * left as f64).then(|| Warning {
        code: "messages-not-delivered".to_owned(),
        message: format!(
            "{missing} of {left} voice messages had not arrived when the run stopped: message delay is that of the \
             others, and too short; raise study.follow_at_most"
        ),
    })
}
