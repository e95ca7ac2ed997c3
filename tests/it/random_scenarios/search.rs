//! Looks through many random scenarios for faults.

use super::laws::Fault;
use super::{Written, shrink, written};
use std::collections::BTreeMap;
use std::ops::Range;
use std::sync::Mutex;
use std::sync::atomic::{AtomicU64, Ordering};

/// Faults that are known, by how they begin, and why they are. Empty it.
const KNOWN: &[(&str, &str)] = &[];

/// Has `examine` look at every seed's scenario, on all cores: the first of each new kind of fault, in the smallest
/// scenario that shows it.
pub fn faults_of(
    seeds: Range<u64>,
    examine: impl Fn(&Written) -> Option<Vec<Fault>> + Sync,
) -> Vec<String> {
    let next = AtomicU64::new(seeds.start);
    let found: Mutex<BTreeMap<String, u64>> = Mutex::default();
    let work = || {
        loop {
            let seed = next.fetch_add(1, Ordering::Relaxed);
            if seed >= seeds.end {
                return;
            }
            for fault in examine(&written(seed)).unwrap_or_default() {
                if KNOWN.iter().any(|(known, _)| fault.kind.starts_with(known)) {
                    continue;
                }
                let mut found = found.lock().expect("no thread panics");
                let least = found.entry(fault.kind).or_insert(seed);
                *least = seed.min(*least);
            }
        }
    };
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| (0..threads).for_each(|_| drop(scope.spawn(work))));
    let found = found.into_inner().expect("no thread panics");
    found.iter().map(|(kind, seed)| smallest(kind, *seed, &examine)).collect()
}

/// A fault, and the smallest scenario that shows it.
fn smallest(kind: &str, seed: u64, examine: impl Fn(&Written) -> Option<Vec<Fault>>) -> String {
    let same = |w: &Written| examine(w)?.into_iter().find(|fault| fault.kind == *kind);
    let small = shrink::shrunk(&written(seed), |w| same(w).is_some());
    let what = same(&small).map(|fault| fault.what).unwrap_or_default();
    format!("seed {seed}: {kind}: {what}\nin this scenario:\n{}", small.text())
}
