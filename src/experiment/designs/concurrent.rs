//! Simulates several studies at once. Replications start study by study, but a thread does not wait for the last
//! replications of one study before it starts those of the next.

use crate::base::Error;
use crate::experiment::control::{Control, ProgressCounter};
use crate::experiment::designs::effort::Rule;
use crate::experiment::record::Record;
use crate::experiment::replication::Replication;
use crate::experiment::session::Session;
use crate::experiment::study::{Plan, Study};
use crate::experiment::supply::Supply;
use crate::experiment::threads::{self, lock};
use crate::experiment::work::Work;
use crate::experiment::workspaces::Workspaces;
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Minimum replications per thread in a group of studies: at the end of a group, threads are then idle for at most about
/// an eighth of its time. All studies of a group are in memory.
const ROUNDS: usize = 8;

/// Reads the design with this number.
pub type DesignLoader<'a> = dyn Fn(usize) -> Result<Study, Error> + Sync + 'a;

/// Divides designs into groups that are large enough to keep all threads busy.
pub(crate) fn groups(designs: usize, replications: u32, threads: usize) -> Vec<Range<usize>> {
    let wanted = ROUNDS * threads::capped(threads);
    let size = wanted.div_ceil(replications.max(1) as usize);
    (0..designs).step_by(size).map(|first| first..designs.min(first + size)).collect()
}

/// Reads designs on all threads, and passes them to `each` in order.
///
/// # Errors
/// Problems of a design, or the error of `each`; of several, that of the first design.
pub(crate) fn each(
    designs: usize,
    threads: usize,
    load: &DesignLoader<'_>,
    mut each: impl FnMut(usize, Study) -> Result<(), Error>,
) -> Result<(), Error> {
    for group in groups(designs, 1, threads) {
        for (i, study) in group.clone().zip(threads::in_order(threads, group, load)?) {
            each(i, study)?;
        }
    }
    Ok(())
}

/// Simulates the plan's replications of every study. The thread that simulates the last replication of a study passes
/// its record to `finished`. A study that `control` stopped gives `None`.
///
/// # Errors
/// As [`replicate`](crate::experiment::replicate), or the error of `finished`; of several, that of the first study.
pub(crate) fn simulate<T: Send>(
    studies: &[Study],
    plan: &Plan,
    control: &dyn Control,
    finished: impl Fn(usize, Record, Vec<Replication>) -> Result<T, Error> + Sync,
) -> Result<Vec<Option<T>>, Error> {
    check(studies, plan)?;
    let all = plan.replications;
    let running: Vec<RunningStudy<'_>> =
        studies.iter().map(|study| RunningStudy::new(study, plan)).collect();
    let progress = ProgressCounter::new(control, 0, studies.len() as u32 * all);
    let found = threads::in_order(plan.threads, work_items(studies, 0..all), |(study, index)| {
        let RunningStudy { session, done } = &running[study];
        let Some(replication) = session.replication(index, control)? else { return Ok(None) };
        progress.increment();
        let mut done = lock(done);
        done.insert(index, replication);
        if done.len() < all as usize {
            return Ok(None);
        }
        session.free_idle();
        let done: Vec<Replication> = std::mem::take(&mut *done).into_values().collect();
        let record = session.record_of(&done)?;
        Ok(Some((study, finished(study, record, done)?)))
    })?;
    let mut results: Vec<Option<T>> = studies.iter().map(|_| None).collect();
    for (study, result) in found.into_iter().flatten() {
        results[study] = Some(result);
    }
    Ok(results)
}

/// A study that gets replications until its rule has enough.
struct GrowingStudy<'s> {
    session: Session<'s>,
    rule: Rule,
    /// Replications before the next decision; `None` when it is finished or was stopped.
    next: Option<u32>,
}

/// Simulates every study until its rule has enough, in rounds in which the threads work on all studies that are left. A
/// finished study passes its record to `finished`. A study that `control` stopped gives `None`.
///
/// # Errors
/// As [`simulate`].
pub(crate) fn simulate_until<T>(
    (studies, rules): (&[Study], Vec<Rule>),
    plan: &Plan,
    control: &dyn Control,
    finished: impl Fn(usize, Record) -> Result<T, Error>,
) -> Result<Vec<Option<T>>, Error> {
    let growing = |(study, rule): (_, Rule)| {
        let next = Some(rule.first(plan.replications));
        GrowingStudy { session: Session::new(study, *plan), rule, next }
    };
    let mut growing: Vec<GrowingStudy<'_>> = studies.iter().zip(rules).map(growing).collect();
    let mut results: Vec<Option<T>> = studies.iter().map(|_| None).collect();
    let mut done = 0;
    while growing.iter().any(|study| study.next.is_some()) {
        let open = growing.iter_mut().filter_map(|study| Some((&mut study.session, study.next?)));
        done = grow(open.collect(), plan, control, done)?;
        for (at, study) in growing.iter_mut().enumerate() {
            let Some(n) = study.next else { continue };
            study.next = None;
            if study.session.done() < n {
                continue; // Stopped.
            }
            study.next = study.rule.after(n, &study.session)?;
            if study.next.is_none() {
                let record = study.rule.record(&study.session)?;
                results[at] = Some(finished(at, record)?);
                study.session.free();
            }
        }
    }
    Ok(results)
}

/// Simulates each session up to a number of replications; gives all replications so far, of which `done` were there before. A
/// session that `control` stopped has fewer.
///
/// # Errors
/// As [`simulate`].
pub(crate) fn grow(
    mut sessions: Vec<(&mut Session<'_>, u32)>,
    plan: &Plan,
    control: &dyn Control,
    done: u32,
) -> Result<u32, Error> {
    let wanted = |(at, (session, until)): (usize, &(&mut Session<'_>, u32))| {
        (session.done()..*until).map(move |index| (at, index))
    };
    let wanted: Vec<(usize, u32)> = sessions.iter().enumerate().flat_map(wanted).collect();
    let total = done + wanted.len() as u32;
    let progress = ProgressCounter::new(control, done, total);
    let found = threads::in_order(plan.threads, wanted, |(at, index)| {
        let found = sessions[at].0.replication(index, control)?;
        if found.is_some() {
            progress.increment();
        }
        Ok((at, index, found))
    })?;
    for (at, index, replication) in found {
        let session = &mut sessions[at].0;
        // Behind a gap, which only a stop leaves, nothing counts.
        if let Some(replication) = replication.filter(|_| session.done() == index) {
            session.add(replication);
        }
    }
    Ok(total)
}

/// Refuses the first study that is too much work.
fn check(studies: &[Study], plan: &Plan) -> Result<(), Error> {
    studies.iter().try_for_each(|study| Work::of(study, plan).check(plan))
}

/// (study, replication) for every study and these replications, study by study.
fn work_items(studies: &[Study], range: Range<u32>) -> impl Iterator<Item = (usize, u32)> + Send {
    (0..studies.len()).flat_map(move |study| range.clone().map(move |index| (study, index)))
}

/// A study in progress, with its finished replications by index.
struct RunningStudy<'s> {
    session: Session<'s>,
    done: Mutex<BTreeMap<u32, Replication>>,
}

impl<'s> RunningStudy<'s> {
    fn new(study: &'s Study, plan: &Plan) -> Self {
        RunningStudy { session: Session::new(study, *plan), done: Mutex::default() }
    }
}

/// Simulates further replications of every study; `kept` reduces each to what is kept. A study that `control` stopped
/// gives `None`.
///
/// # Errors
/// As [`replicate`](crate::experiment::replicate).
pub(crate) fn extend<T: Send>(
    studies: &[Study],
    (plan, range): (&Plan, Range<u32>),
    control: &dyn Control,
    kept: impl Fn(usize, Replication) -> T + Sync,
) -> Result<Vec<Option<Vec<T>>>, Error> {
    check(studies, &Plan { replications: range.end, ..*plan })?;
    let of = |study| (Workspaces::new(study), AtomicUsize::new(0));
    let workspaces: Vec<(Workspaces<'_>, AtomicUsize)> = studies.iter().map(of).collect();
    let progress = ProgressCounter::new(control, 0, (studies.len() * range.len()) as u32);
    let found =
        threads::in_order(plan.threads, work_items(studies, range.clone()), |(study, index)| {
            let (workspaces, over) = &workspaces[study];
            let found = match control.supply() {
                Some(supply) => {
                    let found = supply.replication(&studies[study], plan, index)?;
                    found.map(|(replication, _)| replication)
                }
                None => {
                    workspaces.lend(|workspace| workspace.replication(plan.seed, index, control))?
                }
            };
            if over.fetch_add(1, Ordering::Relaxed) + 1 == range.len() {
                workspaces.free_idle();
            }
            Ok(found.map(|replication| {
                progress.increment();
                kept(study, replication)
            }))
        })?;
    let mut found = found.into_iter();
    Ok(studies.iter().map(|_| found.by_ref().take(range.len()).collect()).collect())
}

/// The progress of one part of a longer study, reported as that of the whole.
pub(crate) struct PartialProgress<'c> {
    /// Receives the progress of the whole.
    pub(crate) control: &'c dyn Control,
    /// Replications finished before this part.
    pub(crate) done: u32,
    /// Replications of the whole, as far as known.
    pub(crate) total: u32,
}

impl Control for PartialProgress<'_> {
    fn progress(&self, done: u32, _total: u32) {
        self.control.progress(self.done + done, self.total.max(self.done + done));
    }

    fn stop_requested(&self) -> bool {
        self.control.stop_requested()
    }

    fn supply(&self) -> Option<&Supply> {
        self.control.supply()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn groups_keep_threads_busy_and_leave_no_design_out() {
        assert_eq!(groups(10, 5, 2), [0..4, 4..8, 8..10]);
        assert_eq!(groups(3, 100, 2), [0..1, 1..2, 2..3]);
        assert_eq!(groups(200, 1, 16), [0..128, 128..200]);
        assert_eq!(groups(0, 5, 2), []);
    }
}
