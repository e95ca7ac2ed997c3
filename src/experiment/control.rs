//! Progress reports of a study, requests to stop it, and replications that it need not simulate.

use super::supply::Supply;
use super::threads::lock;
use std::sync::Mutex;

/// Receives the progress of a study, and can stop it.
pub trait Control: Sync {
    /// `done` of `total` replications are finished.
    fn progress(&self, done: u32, total: u32);
    /// Whether to stop. Finished work is kept.
    fn stop_requested(&self) -> bool;
    /// Where the study takes its replications from, if they are simulated elsewhere. What is not there is noted, and the
    /// study is then stopped as soon as it can say nothing further that it needs: its result is not complete.
    fn supply(&self) -> Option<&Supply> {
        None
    }
}

/// Ignores progress and never stops.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoControl;

impl Control for NoControl {
    fn progress(&self, _done: u32, _total: u32) {}
    fn stop_requested(&self) -> bool {
        false
    }
}

/// Counts finished replications over all threads, and reports them.
pub(super) struct ProgressCounter<'c> {
    control: &'c dyn Control,
    done: Mutex<u32>,
    total: u32,
}

impl<'c> ProgressCounter<'c> {
    /// Starts at `done` of `total`.
    pub(super) fn new(control: &'c dyn Control, done: u32, total: u32) -> Self {
        ProgressCounter { control, done: Mutex::new(done), total }
    }

    pub(super) fn increment(&self) {
        let mut done = lock(&self.done);
        *done += 1;
        self.control.progress(*done, self.total);
    }
}
