//! The progress bar with the time left, and Ctrl-C (or SIGTERM): the first one asks the run to stop and keeps
//! what is finished, the second ends the program. Before the simulation there is nothing to keep, and the first ends it.

use super::source::Source;
use crate::base::printable;
use crate::experiment::{Control, Supply};
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::IsTerminal;
use std::sync::atomic::{AtomicBool, Ordering};

static STOP: AtomicBool = AtomicBool::new(false);

/// Whether there is work that the first Ctrl-C has to keep.
static KEEPS: AtomicBool = AtomicBool::new(false);

/// What a shell reports for a program that Ctrl-C ended.
const INTERRUPTED: i32 = 130;

/// Begins to listen to Ctrl-C; once for the whole program.
pub fn listen() -> anyhow::Result<()> {
    ctrlc::set_handler(|| {
        let again = STOP.swap(true, Ordering::Relaxed);
        if again || !KEEPS.load(Ordering::Relaxed) {
            // Files are written aside and renamed, so that this leaves no half file.
            std::process::exit(INTERRUPTED);
        }
        super::terminal::message(
            "\nstopping; what is finished is kept; press Ctrl-C again to quit at once",
        );
    })?;
    Ok(())
}

/// From here on there is work to keep: the first Ctrl-C no longer ends the program at once.
pub fn keep_work() {
    KEEPS.store(true, Ordering::Relaxed);
}

/// From here on nothing is left to keep: what is still written may wait for somebody who reads.
pub fn nothing_to_keep() {
    KEEPS.store(false, Ordering::Relaxed);
}

/// Whether Ctrl-C was pressed.
pub fn stop_requested() -> bool {
    STOP.load(Ordering::Relaxed)
}

/// A bar on standard error, invisible if that is not a terminal.
pub struct Progress(ProgressBar, Source);

impl Progress {
    /// For a run called `name`.
    pub fn new(name: &str) -> Progress {
        let bar = ProgressBar::new(0);
        if !std::io::stderr().is_terminal() {
            bar.set_draw_target(ProgressDrawTarget::hidden());
        }
        bar.set_prefix(printable(name).into_owned());
        let progress = Progress(bar, Source::default());
        progress.show("{prefix} {bar:30} {pos}/{len} replications, {eta} left");
        progress
    }

    /// The same, for a search: how many replications it needs is not known before it ends.
    pub fn without_end(self) -> Progress {
        self.show("{prefix} {spinner} {pos} replications so far, {per_sec}, {elapsed}");
        self
    }

    fn show(&self, template: &str) {
        if let Ok(style) = ProgressStyle::with_template(template) {
            self.0.set_style(style);
        }
    }

    /// The same, for a run whose replications come from this source.
    pub fn with(mut self, source: &Source) -> Progress {
        self.1 = source.clone();
        self
    }

    /// `done` of `total` replications.
    pub fn set(&self, done: u32, total: u32) {
        self.0.set_length(u64::from(total));
        self.0.set_position(u64::from(done));
    }

    /// A line for the user, above the bar.
    pub fn message(&self, text: &str) {
        self.0.suspend(|| super::terminal::message(text));
    }
}

impl Control for Progress {
    fn progress(&self, done: u32, total: u32) {
        self.set(done, total);
    }

    fn stop_requested(&self) -> bool {
        stop_requested()
    }

    fn supply(&self) -> Option<&Supply> {
        self.1.supply()
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.0.finish_and_clear();
    }
}
