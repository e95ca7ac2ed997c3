//! Who listens to a study: told how far it is, and asked whether to stop.

use super::threads::lock;
use std::sync::Mutex;

/// Told how far a study is; may ask it to stop.
pub trait Control: Sync {
    /// `done` of `total` replications are finished.
    fn progress(&self, done: u32, total: u32);
    /// Whether to stop; what is finished is kept.
    fn stop_requested(&self) -> bool;
}

/// Listens to nothing and never stops.
#[derive(Clone, Copy, Debug, Default)]
pub struct NoControl;

impl Control for NoControl {
    fn progress(&self, _done: u32, _total: u32) {}
    fn stop_requested(&self) -> bool {
        false
    }
}

/// Counts what all threads have done, and tells of it.
pub(super) struct ProgressCounter<'c> {
    control: &'c dyn Control,
    done: Mutex<u32>,
    total: u32,
}

impl<'c> ProgressCounter<'c> {
    /// From `done` on, of `total`.
    pub(super) fn new(control: &'c dyn Control, done: u32, total: u32) -> Self {
        ProgressCounter { control, done: Mutex::new(done), total }
    }

    pub(super) fn increment(&self) {
        let mut done = lock(&self.done);
        *done += 1;
        self.control.progress(*done, self.total);
    }
}
