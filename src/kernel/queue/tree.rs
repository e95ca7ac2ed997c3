//! Any number of events, of which the earliest is known.
//!
//! A heap would be less code, but its branches depend on the data and are mispredicted twice an event:
//! it takes about twice the time (`docs/performance.md`).

use super::event::{Event, Tie};
use crate::base::SimTime;
use std::hint::select_unpredictable;

/// A winner tree: each event has a leaf, and each node knows the earliest event of the four nodes
/// below it. A new event plays its way up to the root. The leaf of the event popped last stays open
/// for the next push, so that the usual "pop one, push its successor" costs one way up instead of two.
#[derive(Debug)]
pub(super) struct Tree {
    /// Quad `q` holds the winners of nodes 4q + 1 to 4q + 4, which are below node q; node 0 is the
    /// root.
    quads: Vec<Quad>,
    /// The winner at the root.
    first: Entry,
    /// Order and meaning of the event in each leaf. Leaf 0 never has one.
    leaves: Vec<Leaf>,
    /// The node of leaf 0; those of the other leaves follow.
    base: usize,
    /// Leaves without an event, except leaf 0 and the hole.
    free: Vec<u32>,
    /// The leaf of the event popped last, until a push fills it or the next pop empties it.
    hole: Option<u32>,
}

/// A leaf as the tree knows it.
#[derive(Clone, Copy, Debug)]
struct Entry {
    at: u64,
    leaf: u32,
}

/// Four entries in one cache line.
#[derive(Clone, Copy, Debug)]
#[repr(align(64))]
struct Quad {
    at: [u64; 4],
    leaf: [u32; 4],
}

/// What a leaf holds besides its time.
#[derive(Clone, Copy, Debug)]
struct Leaf {
    tie: u64,
    what: u64,
}

/// The entry of a node with no event below it: after every event, and never tied with another.
#[inline]
const fn nobody(node: usize, leaf: u32) -> Entry {
    Entry { at: u64::MAX - node as u64, leaf }
}

/// A leaf without an event. It loses against every event: no rank reaches this tie.
const EMPTY: Leaf = Leaf { tie: u64::MAX, what: 0 };

/// Leaves at first.
pub(super) const LEAVES: usize = 16;

impl Tree {
    pub(super) fn new() -> Self {
        let mut tree = Tree {
            quads: Vec::new(),
            first: nobody(0, 0),
            leaves: vec![EMPTY],
            base: 0,
            free: Vec::new(),
            hole: None,
        };
        tree.grow(LEAVES);
        tree
    }

    pub(super) fn reset(&mut self) {
        self.leaves.fill(EMPTY);
        self.free.clear();
        self.free.extend((1..self.leaves.len() as u32).rev());
        self.hole = None;
        self.rebuild(&[]);
    }

    #[cfg(test)]
    pub(super) fn len(&self) -> usize {
        self.leaves.len() - 1 - self.free.len() - usize::from(self.hole.is_some())
    }

    /// The time of the first event, or of the one popped last while it has left a hole; after all events, if there is
    /// neither.
    #[inline]
    pub(super) fn first_at(&self) -> u64 {
        self.first.at
    }

    /// The order of the first event; later than any, if there is none.
    pub(super) fn first_tie(&self) -> u64 {
        self.leaves[self.first.leaf as usize].tie
    }

    /// Leaves, used or not.
    pub(super) fn leaves(&self) -> usize {
        self.leaves.len()
    }

    /// Whether another event would need one more leaf.
    #[inline]
    pub(super) fn is_full(&self) -> bool {
        self.hole.is_none() && self.free.is_empty()
    }

    /// Adds an event, in the hole if the event popped last has left one.
    #[inline]
    pub(super) fn push(&mut self, at: SimTime, tie: Tie, what: u64) {
        let leaf = match self.hole.take() {
            Some(hole) => hole,
            None => self.free_leaf(),
        };
        self.leaves[leaf as usize] = Leaf { tie: tie.0, what };
        self.play(Entry { at: at.nanos(), leaf });
    }

    /// Empties the leaf of the event popped last, if nothing has filled it; then `first` is true.
    #[inline]
    pub(super) fn close(&mut self) {
        if let Some(hole) = self.hole.take() {
            self.leaves[hole as usize] = EMPTY;
            self.free.push(hole);
            self.play(nobody(self.base + hole as usize, hole));
        }
    }

    /// Takes the first event, and leaves a hole. There must be no hole yet.
    #[inline]
    pub(super) fn take(&mut self) -> Option<Event> {
        let Entry { at, leaf } = self.first;
        let Leaf { tie, what } = self.leaves[leaf as usize];
        if tie == EMPTY.tie {
            return None;
        }
        self.hole = Some(leaf);
        Some(Event { at: SimTime::from_nanos(at), tie: Tie(tie), what })
    }

    /// Lets a new entry play from its leaf up to the root. The path is known beforehand, so nothing
    /// waits for loads, and winners are selected without branches.
    #[inline]
    fn play(&mut self, mut best: Entry) {
        let mut node = self.base + best.leaf as usize;
        while node > 0 {
            node -= 1;
            let side = node % 4;
            node /= 4;
            let quad = &mut self.quads[node];
            quad.at[side] = best.at;
            quad.leaf[side] = best.leaf;
            let quad = &self.quads[node];
            let other = |i: usize| quad.entry(side ^ i);
            // The three others play among themselves first, which does not wait for `best`.
            let others = self.better(self.better(other(1), other(2)), other(3));
            best = self.better(others, best);
        }
        self.first = best;
    }

    /// The earlier of two. With the two selections in one arm it compiles to conditional moves; most
    /// other forms become a branch, which is mispredicted half of the time.
    #[inline(always)]
    fn better(&self, a: Entry, b: Entry) -> Entry {
        if a.at == b.at {
            self.first_of_tied(a, b)
        } else {
            let a_first = a.at < b.at;
            Entry {
                at: select_unpredictable(a_first, a.at, b.at),
                leaf: select_unpredictable(a_first, a.leaf, b.leaf),
            }
        }
    }

    #[cold]
    #[inline(never)]
    fn first_of_tied(&self, a: Entry, b: Entry) -> Entry {
        let tie = |entry: Entry| self.leaves[entry.leaf as usize].tie;
        if tie(a) < tie(b) { a } else { b }
    }

    #[inline]
    fn free_leaf(&mut self) -> u32 {
        if self.free.is_empty() {
            self.grow(2 * self.leaves.len());
        }
        self.free.pop().unwrap_or_default()
    }

    /// Makes room for `leaves` − 1 events.
    #[cold]
    fn grow(&mut self, leaves: usize) {
        let old = self.leaves.len();
        let at = |node: usize| self.quads[(node - 1) / 4].at[(node - 1) % 4];
        let times: Vec<u64> = (1..old).map(|leaf| at(self.base + leaf)).collect();
        self.leaves.resize(leaves, EMPTY);
        self.free.extend((old as u32..leaves as u32).rev());
        self.rebuild(&times);
    }

    /// Plays the whole tree anew, with these times at the leaves from 1 on, and none at the rest.
    fn rebuild(&mut self, times: &[u64]) {
        let mut level = 1;
        self.base = 0;
        while level < self.leaves.len() {
            self.base += level;
            level *= 4;
        }
        let quads = (self.base + self.leaves.len() - 1).div_ceil(4);
        self.quads.clear();
        self.quads.extend((0..quads).map(|quad| Quad {
            at: std::array::from_fn(|side| nobody(4 * quad + 1 + side, 0).at),
            leaf: [0; 4],
        }));
        self.first = nobody(0, 0);
        for (leaf, at) in (1..).zip(times) {
            self.play(Entry { at: *at, leaf });
        }
    }
}

impl Quad {
    #[inline]
    fn entry(&self, side: usize) -> Entry {
        Entry { at: self.at[side], leaf: self.leaf[side] }
    }
}
