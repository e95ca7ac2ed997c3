//! Races of a case against limits near its exact answer.

use super::case::seed;
use super::tally::{Counted, Coverage, StudyResult};
use crate::base::Error;
use crate::deployment::{Bound, Reference, Target};
use crate::experiment::control::{Control, NoControl, ProgressCounter};
use crate::experiment::designs::looks::{Looks, Race};
use crate::experiment::record::{Record, Stopped};
use crate::experiment::session::Session;
use crate::experiment::study::{Plan, Study};
use crate::experiment::threads::in_order;
use crate::measure::Dimension;

/// The limits, as multiples of the exact answer.
const LIMITS: [f64; 4] = [1.05, 1.1, 1.2, 0.9];

/// Races of at most `most` replications for the first answer, if it is a share: the intervals that are shown, and the decisions.
pub(super) fn races(
    study: &Study,
    plan: &Plan,
    (studies, most): (u32, u32),
    control: &dyn Control,
) -> Result<Vec<Coverage>, Error> {
    let first = study.deployment().references.first();
    let is_share = |r: &&Reference| r.named.figure.dimension() == Dimension::Share;
    let Some(reference) = first.filter(is_share) else { return Ok(Vec::new()) };
    let progress = ProgressCounter::new(control, 0, studies);
    let targets = LIMITS.map(|times| Target {
        named: reference.named.clone(),
        bound: Bound::AtMost(times * reference.value),
    });
    let raced = targets.map(|target| study.clone().with_targets(&[target]));
    let found = in_order(plan.threads, 0..studies, |k| {
        let plan = Plan { seed: seed(plan, k), replications: most, threads: 1, ..*plan };
        let race = Race::new(most, std::slice::from_ref(&reference.named.figure), 1, false);
        let mut looks: Vec<Option<Looks>> =
            raced.iter().map(|study| Some(race.looks(study, 0))).collect();
        let mut session = Session::new(study, plan);
        let mut found: Vec<Option<StudyResult>> = vec![None; looks.len()];
        let mut next = Some(race.first());
        // All limits are looked at after the same replications.
        while let Some(n) = next.take() {
            session.run_to(n, &NoControl)?;
            for (i, place) in looks.iter_mut().enumerate() {
                let Some(looks) = place else { continue };
                let further = looks.after(n, &session)?;
                if further.is_some() {
                    next = further;
                    continue;
                }
                found[i] = result(&looks.record(&session)?, reference, LIMITS[i]);
                *place = None;
            }
            if control.stop_requested() {
                return Ok(None);
            }
        }
        progress.increment();
        Ok(Some(found))
    })?;
    let found: Vec<Vec<Option<StudyResult>>> = found.into_iter().flatten().collect();
    let of = |(i, times): (usize, &f64)| {
        let counted = Counted {
            title: &study.deployment().title,
            figure: &reference.named.figure,
            kind: format!("race of at most {most}, limit {times} times"),
            exact: reference.value,
            level: study.deployment().settings.confidence,
            races: true,
        };
        counted.of(found.iter().filter_map(|limits| limits[i].as_ref()))
    };
    Ok(LIMITS.iter().enumerate().map(of).collect())
}

/// What a race showed when it stopped.
fn result(record: &Record, reference: &Reference, times: f64) -> Option<StudyResult> {
    let estimate = record.estimate(&reference.named.figure)?;
    let effort = record.designs.first()?.effort.as_ref()?;
    let wrong = if times > 1.0 { Stopped::Missed } else { Stopped::Met };
    let of = (effort.replications, estimate.count);
    Some(StudyResult {
        wrong: effort.stopped == wrong,
        ..StudyResult::of((estimate.low, estimate.high), of, estimate.method)
    })
}
