//! Work in a thread of its own without Python's lock, while this thread listens to Ctrl-C and reports progress.

use crate::errors::{or_raise, raised};
use busyhour::{Control, Error, Log, Record};
use pyo3::exceptions::PyKeyboardInterrupt;
use pyo3::prelude::*;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{RecvTimeoutError, channel};
use std::time::Duration;

/// How often signals are looked for.
const TICK: Duration = Duration::from_millis(50);

/// Progress of the work, and a request to stop it.
#[derive(Default)]
pub struct Watch {
    stop: AtomicBool,
    /// Done in the upper half, total in the lower half.
    progress: AtomicU64,
}

impl Control for Watch {
    fn progress(&self, done: u32, total: u32) {
        self.progress.store(u64::from(done) << 32 | u64::from(total), Ordering::Relaxed);
    }

    fn stop_requested(&self) -> bool {
        self.stop.load(Ordering::Relaxed)
    }
}

impl Log for Watch {
    fn finished(&self, _design: &Record, _done: usize, _planned: usize) -> Result<(), Error> {
        Ok(())
    }
}

/// Does `work`, and calls `report(done, total)` now and then. An exception of `report`, and Ctrl-C, stop the work and are
/// raised.
pub fn watched<T: Send>(
    py: Python<'_>,
    report: Option<&Py<PyAny>>,
    work: impl FnOnce(&Watch) -> Result<T, Error> + Send,
) -> PyResult<T> {
    let watch = Watch::default();
    let done = py.detach(|| {
        std::thread::scope(|scope| {
            let (ended, wait) = channel::<()>();
            let worker = scope.spawn(|| {
                // Dropped at the end, also of a panic.
                let _ended = ended;
                work(&watch)
            });
            let (mut raised, mut said) = (None, 0);
            while let Err(RecvTimeoutError::Timeout) = wait.recv_timeout(TICK) {
                if raised.is_some() {
                    continue;
                }
                if let Err(error) = Python::attach(|py| tick(py, &watch, report, &mut said)) {
                    watch.stop.store(true, Ordering::Relaxed);
                    raised = Some(error);
                }
            }
            (worker.join(), raised)
        })
    });
    match done {
        (_, Some(error)) => Err(error),
        (Ok(result), None) => {
            let found = or_raise(py, result)?;
            // The last report says that all is done.
            tick(py, &watch, report, &mut 0)?;
            Ok(found)
        }
        (Err(_), None) => {
            let what = "the simulation failed; this is a fault of busyhour: please report it";
            Err(raised(py, &Error::fault(what)))
        }
    }
}

/// Looks for signals, and reports progress if there is some.
fn tick(py: Python<'_>, watch: &Watch, report: Option<&Py<PyAny>>, said: &mut u64) -> PyResult<()> {
    py.check_signals()?;
    let now = watch.progress.load(Ordering::Relaxed);
    if let Some(report) = report
        && now != *said
    {
        *said = now;
        report.call1(py, (now >> 32, now & u64::from(u32::MAX)))?;
    }
    Ok(())
}

/// What a study that was stopped by nobody's exception raises.
pub fn stopped() -> PyErr {
    PyKeyboardInterrupt::new_err("stopped")
}
