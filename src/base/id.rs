//! Identities of things kept in dense tables: an index that remembers what it is an index of.

use std::fmt;
use std::hash::{Hash, Hasher};
use std::marker::PhantomData;
use std::ops::{Index, IndexMut};

/// The position of a `T` in the table of all `T`s. Four bytes, `Copy`, and never mixed up with
/// the position of something else.
pub struct Id<T> {
    index: u32,
    of: PhantomData<fn() -> T>,
}

impl<T> Id<T> {
    /// The identity of the thing at `index`.
    ///
    /// # Panics
    /// If there are more than 2³² things of a kind, which the loader refuses long before.
    #[inline]
    pub const fn new(index: usize) -> Self {
        assert!(index <= u32::MAX as usize, "more than 2^32 things of one kind");
        Id::from_u32(index as u32)
    }

    /// The identity of the thing at `index`.
    #[inline]
    pub const fn from_u32(index: u32) -> Self {
        Id { index, of: PhantomData }
    }

    /// The position in the table.
    #[inline]
    pub const fn index(self) -> usize {
        self.index as usize
    }

    /// The position in the table, in the four bytes that it is kept in.
    #[inline]
    pub const fn as_u32(self) -> u32 {
        self.index
    }

    /// The identity of the thing at the same position of another table, whose things correspond
    /// one by one to those of this table.
    #[inline]
    pub const fn counterpart<U>(self) -> Id<U> {
        Id::from_u32(self.index)
    }
}

impl<T> Clone for Id<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for Id<T> {}
impl<T> PartialEq for Id<T> {
    fn eq(&self, other: &Self) -> bool {
        self.index == other.index
    }
}
impl<T> Eq for Id<T> {}
impl<T> PartialOrd for Id<T> {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}
impl<T> Ord for Id<T> {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.index.cmp(&other.index)
    }
}
impl<T> Hash for Id<T> {
    fn hash<H: Hasher>(&self, state: &mut H) {
        self.index.hash(state);
    }
}
impl<T> fmt::Debug for Id<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.index)
    }
}

impl<T> Index<Id<T>> for Vec<T> {
    type Output = T;

    #[inline]
    fn index(&self, id: Id<T>) -> &T {
        &self[id.index()]
    }
}
impl<T> IndexMut<Id<T>> for Vec<T> {
    #[inline]
    fn index_mut(&mut self, id: Id<T>) -> &mut T {
        &mut self[id.index()]
    }
}

/// The identities of `T`s that stand side by side in their table.
pub struct IdRange<T> {
    first: Id<T>,
    len: u32,
}

impl<T> IdRange<T> {
    /// `len` things from `first` on.
    pub const fn new(first: Id<T>, len: u32) -> Self {
        IdRange { first, len }
    }

    /// No thing at all.
    pub const EMPTY: Self = IdRange::new(Id::from_u32(0), 0);

    /// How many there are.
    #[inline]
    pub const fn len(self) -> u32 {
        self.len
    }

    /// Whether there are none.
    #[inline]
    pub const fn is_empty(self) -> bool {
        self.len == 0
    }

    /// Number `i` of them, for `i` below their number.
    #[inline]
    pub const fn nth(self, i: u32) -> Id<T> {
        debug_assert!(i < self.len);
        Id::from_u32(self.first.index + i)
    }

    /// All of them, in order.
    pub fn iter(self) -> impl ExactSizeIterator<Item = Id<T>> + Clone {
        (self.first.index..self.first.index + self.len).map(Id::from_u32)
    }
}

impl<T> Clone for IdRange<T> {
    fn clone(&self) -> Self {
        *self
    }
}
impl<T> Copy for IdRange<T> {}
impl<T> fmt::Debug for IdRange<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} and {} more", self.first, self.len.saturating_sub(1))
    }
}
