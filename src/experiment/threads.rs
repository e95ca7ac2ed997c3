//! Work on all cores. Items are started in order, so that an interruption leaves no gap and the first error is the same
//! for any number of threads.

use crate::base::Error;
#[cfg(feature = "parallel")]
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Threads per core at most: more make nothing faster, and take memory from the machine.
pub const MAX_THREADS_PER_CORE: usize = 4;

/// Threads that any machine can start, however few cores it has.
const FEW_THREADS: usize = 16;

/// Runs `one` for every item on this number of threads, as [`capped`] gives it. Results are in the order of the items.
///
/// # Errors
/// The error of the first item that fails. No further item is started after an error.
#[cfg(feature = "parallel")]
pub(super) fn in_order<I: Send, T: Send>(
    threads: usize,
    items: impl IntoIterator<Item = I, IntoIter: Send>,
    one: impl Fn(I) -> Result<T, Error> + Sync,
) -> Result<Vec<T>, Error> {
    use rayon::prelude::*;
    let pool = rayon::ThreadPoolBuilder::new()
        .num_threads(capped(threads))
        .build()
        .map_err(|e| Error::fault(no_threads(capped(threads), &e)))?;
    let failed = AtomicBool::new(false);
    let items = items.into_iter().enumerate().take_while(|_| !failed.load(Ordering::Relaxed));
    // A bridge hands out items one by one in order; a parallel range would also start in the middle.
    let mut done: Vec<(usize, Result<T, Error>)> = pool.install(|| {
        let did = |(index, item)| {
            let done = one(item);
            if done.is_err() {
                failed.store(true, Ordering::Relaxed);
            }
            (index, done)
        };
        items.par_bridge().map(did).collect()
    });
    done.sort_by_key(|(index, _)| *index);
    done.into_iter().map(|(_, done)| done).collect()
}

/// Runs `one` for every item, one after another.
#[cfg(not(feature = "parallel"))]
pub(super) fn in_order<I: Send, T: Send>(
    _threads: usize,
    items: impl IntoIterator<Item = I, IntoIter: Send>,
    one: impl Fn(I) -> Result<T, Error> + Sync,
) -> Result<Vec<T>, Error> {
    items.into_iter().map(one).collect()
}

/// Locks a mutex. A panic in another thread does not invalidate its value.
pub(super) fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The threads that a study uses of those asked for (0 means one per core): at most [`MAX_THREADS_PER_CORE`] for each
/// core, or 16 where that is more, and one without the feature `parallel`.
pub fn capped(threads: usize) -> usize {
    let cores = std::thread::available_parallelism().map_or(1, usize::from);
    match threads {
        _ if cfg!(not(feature = "parallel")) => 1,
        0 => cores,
        _ => threads.min(cores.saturating_mul(MAX_THREADS_PER_CORE).max(FEW_THREADS)),
    }
}

/// Why there are no threads, and what to do.
#[cfg(feature = "parallel")]
fn no_threads(threads: usize, why: &dyn std::fmt::Display) -> String {
    format!("{threads} threads cannot be started: {why}; use fewer with --threads")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::sync::Mutex;

    #[test]
    fn results_are_in_order_and_the_first_error_is_returned() {
        for threads in [1, 2, 7] {
            let squares = in_order(threads, 0..1_000u64, |i| Ok(i * i)).expect("no error");
            assert!(squares.iter().enumerate().all(|(i, square)| *square == (i * i) as u64));
            let begun = Mutex::new(0);
            let error = in_order(threads, 0..100_000u32, |i| {
                *begun.lock().expect("no panic") += 1;
                if i < 300 { Ok(i) } else { Err(Error::fault(format!("item {i}"))) }
            });
            assert!(error.expect_err("items fail").to_string().contains("item 300"));
            assert!(*begun.lock().expect("no panic") < 1_000);
        }
    }
}
