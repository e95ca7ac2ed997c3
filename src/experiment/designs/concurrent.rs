//! Several studies at once: their replications are begun one study after the other, so that no thread waits for the last
//! replications of a study while others are still to be made.

use crate::base::Error;
use crate::experiment::control::{Control, Counted};
use crate::experiment::record::Record;
use crate::experiment::replication::Replication;
use crate::experiment::session::Session;
use crate::experiment::states::States;
use crate::experiment::study::{Plan, Study};
use crate::experiment::threads::{self, lock};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};

/// Replications for each thread that a group of studies has at least: the threads that wait at the end of a group do so for
/// an eighth of its time at most. All studies of a group are in memory.
const ROUNDS: usize = 8;

/// Reads the design with this number.
pub type DesignLoader<'a> = dyn Fn(usize) -> Result<Study, Error> + Sync + 'a;

/// So many designs, cut into groups that are worth simulating at once.
pub(crate) fn groups(designs: usize, replications: u32, threads: usize) -> Vec<Range<usize>> {
    let wanted = ROUNDS * threads::count(threads);
    let size = wanted.div_ceil(replications.max(1) as usize);
    (0..designs).step_by(size).map(|first| first..designs.min(first + size)).collect()
}

/// Reads designs on all threads, and tells `each` of one after the other.
///
/// # Errors
/// Of the first design that has one: its problems, or what `each` has against it.
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

/// The plan's replications of every study. `finished` gets what is said of a study, on the thread that simulated its last
/// replication; `None` for what was not finished when `control` stopped it.
///
/// # Errors
/// As [`replicate`](crate::experiment::replicate), or what `finished` has against it: of the first study that has one.
pub(crate) fn simulate<T: Send>(
    studies: &[Study],
    plan: &Plan,
    control: &dyn Control,
    finished: impl Fn(usize, Record, Vec<Replication>) -> Result<T, Error> + Sync,
) -> Result<Vec<Option<T>>, Error> {
    let all = plan.replications;
    let turns: Vec<Turn<'_>> = studies.iter().map(|study| Turn::new(study, plan)).collect();
    let watch = Counted::new(control, 0, studies.len() as u32 * all);
    let found = threads::in_order(plan.threads, pieces(studies, 0..all), |(study, index)| {
        let Turn { session, done } = &turns[study];
        let Some(replication) = session.replication(index, control)? else { return Ok(None) };
        watch.one_more();
        let mut done = lock(done);
        done.insert(index, replication);
        if done.len() < all as usize {
            return Ok(None);
        }
        session.rest();
        let done: Vec<Replication> = std::mem::take(&mut *done).into_values().collect();
        let record = session.record_of(&done)?;
        Ok(Some((study, finished(study, record, done)?)))
    })?;
    let mut told: Vec<Option<T>> = studies.iter().map(|_| None).collect();
    for (study, what) in found.into_iter().flatten() {
        told[study] = Some(what);
    }
    Ok(told)
}

/// These replications of every study, one study after the other.
fn pieces(studies: &[Study], range: Range<u32>) -> impl Iterator<Item = (usize, u32)> + Send {
    (0..studies.len()).flat_map(move |study| range.clone().map(move |index| (study, index)))
}

/// A study whose replications are being made, and those that are, by index.
struct Turn<'s> {
    session: Session<'s>,
    done: Mutex<BTreeMap<u32, Replication>>,
}

impl<'s> Turn<'s> {
    fn new(study: &'s Study, plan: &Plan) -> Self {
        Turn { session: Session::new(study, *plan), done: Mutex::default() }
    }
}

/// Further replications of every study, `None` where `control` stopped them; `kept` is what is kept of one.
///
/// # Errors
/// As [`replicate`](crate::experiment::replicate).
pub(crate) fn extend<T: Send>(
    studies: &[Study],
    (plan, range): (&Plan, Range<u32>),
    control: &dyn Control,
    kept: impl Fn(usize, Replication) -> T + Sync,
) -> Result<Vec<Option<Vec<T>>>, Error> {
    let of = |study| (States::new(study), AtomicUsize::new(0));
    let states: Vec<(States<'_>, AtomicUsize)> = studies.iter().map(of).collect();
    let watch = Counted::new(control, 0, (studies.len() * range.len()) as u32);
    let found =
        threads::in_order(plan.threads, pieces(studies, range.clone()), |(study, index)| {
            let (states, over) = &states[study];
            let found = states.lend(|state| state.replication(plan.seed, index, control))?;
            if over.fetch_add(1, Ordering::Relaxed) + 1 == range.len() {
                states.rest();
            }
            Ok(found.map(|replication| {
                watch.one_more();
                kept(study, replication)
            }))
        })?;
    let mut found = found.into_iter();
    Ok(studies.iter().map(|_| found.by_ref().take(range.len()).collect()).collect())
}

/// Progress of a part of something longer.
pub(crate) struct Part<'c> {
    /// What is told.
    pub(crate) control: &'c dyn Control,
    /// Replications that were done before.
    pub(crate) done: u32,
    /// Replications of the whole, as far as is known.
    pub(crate) total: u32,
}

impl Control for Part<'_> {
    fn progress(&self, done: u32, _total: u32) {
        self.control.progress(self.done + done, self.total.max(self.done + done));
    }

    fn stop_requested(&self) -> bool {
        self.control.stop_requested()
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
