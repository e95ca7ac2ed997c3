//! Sums over time: of hosts, of units in use, and of single values.

use busyhour::internals::stats::LatencyCounts;

/// When things count, and within which time a message is served promptly.
#[derive(Clone, Copy)]
pub struct Window {
    pub from: u64,
    pub to: u64,
    pub promptly: u64,
}

impl Window {
    #[inline]
    fn clip(self, at: u64) -> u64 {
        at.clamp(self.from, self.to)
    }
}

/// Count, sum and greatest of some values, in ns.
#[derive(Clone, Copy, Default)]
pub struct Tally {
    pub count: u64,
    pub sum: u64,
    pub max: u64,
}

impl Tally {
    /// Adds a value.
    #[inline]
    pub fn add(&mut self, nanos: u64) {
        self.count += 1;
        self.sum += nanos;
        self.max = self.max.max(nanos);
    }

    /// Mean in seconds.
    pub fn mean(&self) -> f64 {
        self.sum as f64 / self.count as f64 * 1e-9
    }
}

/// Sums of a host, in ns.
#[derive(Default)]
pub struct HostSums {
    /// Messages that arrived in the window.
    pub messages: u64,
    /// Those of them that needed a core, and those that waited for it.
    served: u64,
    waited: u64,
    /// Those that waited for longer than the time of the service level.
    late: u64,
    longest: u64,
    waits: LatencyCounts,
    /// Core time, and the sum of the squares.
    pub busy: u64,
    squares: f64,
    /// In the window: time in the queue; and the sum of the instants at which stays end less those at which they begin,
    /// which is the integral of the number of messages present.
    queued: u64,
    area: u64,
}

impl HostSums {
    /// Adds a message by the instants at which it arrives, begins and leaves.
    #[inline]
    pub fn add(&mut self, window: Window, [arrived, started, served]: [u64; 3]) {
        if arrived < window.from || window.to < served {
            self.cross(window, [arrived, started, served]);
            return;
        }
        self.count(window, [arrived, started, served]);
        self.busy += served - started;
        self.area = self.area.wrapping_add(served.wrapping_sub(arrived));
    }

    #[inline]
    fn count(&mut self, window: Window, [arrived, started, served]: [u64; 3]) {
        self.messages += 1;
        self.served += 1;
        let service = (served - started) as f64;
        self.squares += service * service;
        if started > arrived {
            self.wait(window, started - arrived);
        }
    }

    #[cold]
    #[inline(never)]
    fn wait(&mut self, window: Window, wait: u64) {
        self.waited += 1;
        self.queued += wait;
        self.late += u64::from(wait > window.promptly);
        self.longest = self.longest.max(wait);
        self.waits.record(wait);
    }

    /// Adds a message that is not only there in the window.
    #[cold]
    #[inline(never)]
    fn cross(&mut self, window: Window, instants: [u64; 3]) {
        let [arrived, started, served] = instants.map(|at| window.clip(at));
        if window.from <= instants[0] && instants[0] < window.to {
            self.count(window, instants);
            self.queued -= (instants[1] - instants[0]) - (started - arrived);
        } else {
            self.queued += started - arrived;
        }
        self.busy += served - started;
        self.area = self.area.wrapping_add(served - arrived);
    }

    /// Whether Little's law holds.
    pub fn little_holds(&self) -> bool {
        self.area == self.queued + self.busy && self.late <= self.waited
    }
}

/// A level whose mean is kept by bin: in each bin what its changes add to the integral of this bin, and the level that they
/// leave behind.
pub struct Level {
    width: u64,
    /// The bin of the last change, and its end.
    bin: usize,
    end: u64,
    changes: Vec<(i64, i64)>,
}

impl Level {
    /// Zero.
    pub fn new(width: u64, bins: usize) -> Self {
        // What comes after the last bin is kept, and not used.
        Level { width, bin: 0, end: width, changes: vec![(0, 0); bins + 1] }
    }

    /// Changes the level.
    #[inline]
    pub fn change(&mut self, now: u64, by: i64) {
        while now >= self.end {
            self.bin = (self.bin + 1).min(self.changes.len() - 1);
            self.end += self.width;
        }
        if let Some((area, level)) = self.changes.get_mut(self.bin) {
            *area += by * (self.end - now) as i64;
            *level += by;
        }
    }

    /// Means by bin.
    pub fn means(&self) -> Vec<f64> {
        let mut level = 0;
        let bins = self.changes[..self.changes.len() - 1].iter().map(|(area, change)| {
            let sum = level * self.width as i64 + area;
            level += change;
            sum as f64 / self.width as f64
        });
        bins.collect()
    }
}

/// Units of a resource in use.
pub struct Units {
    in_use: u64,
    /// Most at one instant of the window.
    pub peak: u64,
    /// Integral of the units in use in the window, by the instants at which they are taken and given back.
    area: u64,
    /// The same by the times for which they are held.
    held: u64,
    /// Means by bin.
    pub series: Level,
    /// Measured attempts that got units, and those that were refused, by direction.
    pub granted: [u64; 2],
    pub refused: [u64; 2],
}

impl Units {
    /// None in use.
    pub fn new(series: Level) -> Self {
        let (granted, refused) = ([0; 2], [0; 2]);
        Units { in_use: 0, peak: 0, area: 0, held: 0, series, granted, refused }
    }

    /// Some are taken.
    #[inline]
    pub fn take(&mut self, window: Window, now: u64, units: u64) {
        let before = self.in_use;
        self.in_use += units;
        if window.from <= now && now < window.to {
            self.peak = self.peak.max(before).max(self.in_use);
        }
        self.area = self.area.wrapping_sub(units * window.clip(now));
        self.series.change(now, units as i64);
    }

    /// Some are given back that were held since `since`.
    #[inline]
    pub fn give_back(&mut self, window: Window, now: u64, units: u64, since: u64) {
        if window.from <= now && now < window.to {
            self.peak = self.peak.max(self.in_use);
        }
        self.in_use -= units;
        self.area = self.area.wrapping_add(units * window.clip(now));
        self.held += units * (window.clip(now) - window.clip(since));
        self.series.change(now, -(units as i64));
    }

    /// Mean units in use in the window.
    pub fn mean(&self, window: (u64, u64)) -> f64 {
        self.area as f64 / (window.1 - window.0) as f64
    }

    /// Whether Little's law holds.
    pub fn little_holds(&self) -> bool {
        self.area == self.held && self.in_use == 0
    }
}
