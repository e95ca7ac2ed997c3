//! A host with cores, first come, first served. The completion of a message is known when it arrives.

/// Places for cores.
const PLACES: usize = 16;

/// A host of `N` cores.
pub struct Host<const N: usize> {
    /// When each core is free.
    free_at: [u64; PLACES],
    /// The core after the one that was taken last.
    next: usize,
}

impl<const N: usize> Host<N> {
    /// Idle.
    pub fn new() -> Self {
        Host { free_at: [0; PLACES], next: 0 }
    }

    /// Serves a message that arrives now. Returns when that begins.
    #[inline]
    pub fn serve(&mut self, now: u64, service: u64) -> u64 {
        let core = self.next % PLACES;
        if self.free_at[core] > now {
            return self.search(now, service);
        }
        self.free_at[core] = now + service;
        self.next = if core + 1 < N { core + 1 } else { 0 };
        now
    }

    /// Serves on any core that is free, or else on the one that is free first.
    #[cold]
    #[inline(never)]
    fn search(&mut self, now: u64, service: u64) -> u64 {
        let core = self.earliest(now);
        let started = now.max(self.free_at[core]);
        self.free_at[core] = started + service;
        self.next = if core + 1 < N { core + 1 } else { 0 };
        started
    }

    fn earliest(&self, now: u64) -> usize {
        (0..N).min_by_key(|core| self.free_at[*core].max(now)).unwrap_or(0)
    }

    /// When a message that arrives now would begin.
    pub fn free_from(&self, now: u64) -> u64 {
        self.free_at[self.earliest(now)].max(now)
    }
}
