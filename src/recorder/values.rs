//! The values of one replication, packed: most are 0, missing, or small numbers of events. A study keeps them for every
//! replication, so that they decide how many replications memory holds.

use super::row::Value;

/// The values of all rows of one replication, in about a quarter of the memory of a list of [`Value`].
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Values {
    /// By row, how its value is written.
    tags: Box<[u8]>,
    /// Where the bytes of each block of rows begin.
    blocks: Box<[u32]>,
    bytes: Box<[u8]>,
}

/// Rows after which a place in the bytes is noted.
const BLOCK: usize = 64;

/// Nothing is written: 0, without observations.
const ZERO: u8 = 0;
/// Nothing is written: there is no value, without observations.
const NONE: u8 = 1;
/// 4 bytes: the number of observations, which is the value, too.
const COUNT: u8 = 2;
/// 4 bytes each: number of observations, and a value that is a natural number.
const PAIR: u8 = 3;
/// 4 bytes for the number of observations, and 8 for the value.
const NUMBER: u8 = 4;
/// 8 bytes each: number of observations, value, and by how much it is off.
const WHOLE: u8 = 5;

/// Bytes behind each tag.
const LENGTHS: [usize; 6] = [0, 0, 4, 8, 12, 24];

impl Values {
    /// Packs values. Every bit of them is kept, but for the sign and payload of a missing value.
    pub fn pack(values: impl IntoIterator<Item = Value>) -> Self {
        let (mut tags, mut blocks, mut bytes) = (Vec::new(), Vec::new(), Vec::new());
        for (row, value) in values.into_iter().enumerate() {
            if row % BLOCK == 0 {
                // A replication has at most some million rows of 24 bytes.
                blocks.push(bytes.len() as u32);
            }
            tags.push(write(value, &mut bytes));
        }
        Values { tags: tags.into(), blocks: blocks.into(), bytes: bytes.into() }
    }

    /// The tags and the bytes, which [`Values::of_parts`] takes.
    pub fn parts(&self) -> (&[u8], &[u8]) {
        (&self.tags, &self.bytes)
    }

    /// The values with these tags and bytes; `None` if they do not fit together.
    pub fn of_parts(tags: &[u8], bytes: &[u8]) -> Option<Self> {
        let mut blocks = Vec::new();
        let mut at = 0;
        for (row, tag) in tags.iter().enumerate() {
            if row % BLOCK == 0 {
                blocks.push(u32::try_from(at).ok()?);
            }
            at += LENGTHS.get(usize::from(*tag))?;
        }
        let values = Values { tags: tags.into(), blocks: blocks.into(), bytes: bytes.into() };
        (at == bytes.len()).then_some(values)
    }

    /// The value of a row.
    ///
    /// # Panics
    /// If there is no such row.
    pub fn get(&self, row: usize) -> Value {
        self.from(row).next().expect("the row is one of the labels")
    }

    /// The values from a row on, in order.
    pub fn from(&self, row: usize) -> impl Iterator<Item = Value> {
        let block = row / BLOCK;
        let before = self.tags.get(block * BLOCK..row).unwrap_or_default();
        let skipped: usize = before.iter().map(|tag| LENGTHS[*tag as usize]).sum();
        let mut at = self.blocks.get(block).map_or(0, |at| *at as usize) + skipped;
        self.tags.iter().skip(row).map(move |tag| {
            let length = LENGTHS[*tag as usize];
            at += length;
            read(*tag, &self.bytes[at - length..at])
        })
    }

    /// Memory that they take, bytes.
    #[cfg(test)]
    pub fn memory(&self) -> usize {
        self.tags.len() + 4 * self.blocks.len() + self.bytes.len() + size_of::<Values>()
    }
}

/// Writes a value in the shortest way that keeps it, and returns its tag.
fn write(value: Value, bytes: &mut Vec<u8>) -> u8 {
    let Value { number, rounding, count } = value;
    let is = |other: f64| number.to_bits() == other.to_bits();
    let exact = rounding.to_bits() == 0;
    let (tag, small) = match u32::try_from(count) {
        Ok(0) if exact && is(0.0) => (ZERO, 0),
        Ok(0) if exact && number.is_nan() => (NONE, 0),
        Ok(count) if exact && is(f64::from(count)) => (COUNT, count),
        Ok(count) if exact && is(f64::from(number as u32)) => (PAIR, count),
        Ok(count) if exact => (NUMBER, count),
        _ => (WHOLE, 0),
    };
    match tag {
        COUNT | PAIR | NUMBER => bytes.extend(small.to_le_bytes()),
        WHOLE => bytes.extend(count.to_le_bytes()),
        _ => {}
    }
    match tag {
        PAIR => bytes.extend((number as u32).to_le_bytes()),
        NUMBER | WHOLE => bytes.extend(number.to_le_bytes()),
        _ => {}
    }
    if tag == WHOLE {
        bytes.extend(rounding.to_le_bytes());
    }
    tag
}

fn read(tag: u8, bytes: &[u8]) -> Value {
    let small = |at: usize| {
        bytes.get(at..at + 4).and_then(|b| b.try_into().ok()).map_or(0, u32::from_le_bytes)
    };
    let large = |at: usize| {
        bytes.get(at..at + 8).and_then(|b| b.try_into().ok()).map_or(0, u64::from_le_bytes)
    };
    let (number, rounding, count) = match tag {
        NONE => (f64::NAN, 0.0, 0),
        COUNT => (f64::from(small(0)), 0.0, u64::from(small(0))),
        PAIR => (f64::from(small(4)), 0.0, u64::from(small(0))),
        NUMBER => (f64::from_bits(large(4)), 0.0, u64::from(small(0))),
        WHOLE => (f64::from_bits(large(8)), f64::from_bits(large(16)), large(0)),
        _ => (0.0, 0.0, 0),
    };
    Value { number, rounding, count }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_come_back_bit_by_bit() {
        let numbers = [0.0, -0.0, f64::NAN, 1.0, 7.0, 0.1, -3.0, 4e9, 5e9, f64::MAX];
        let counts = [0, 1, 7, u64::from(u32::MAX), u64::from(u32::MAX) + 1, u64::MAX];
        let mut values = Vec::new();
        for number in numbers {
            for count in counts {
                for rounding in [0.0, 1e-6] {
                    values.push(Value { number, rounding, count });
                }
            }
        }
        let packed = Values::pack(values.iter().copied());
        let bits = |v: Value| (v.number.to_bits(), v.rounding.to_bits(), v.count);
        for (row, value) in values.iter().enumerate() {
            assert_eq!(bits(packed.get(row)), bits(*value), "{value:?}");
        }
        let rest: Vec<_> = packed.from(70).map(bits).collect();
        let expected: Vec<_> = values[70..].iter().copied().map(bits).collect();
        assert_eq!(rest, expected);
        assert_eq!(packed.from(values.len()).count(), 0);
        let (tags, bytes) = packed.parts();
        assert_eq!(Values::of_parts(tags, bytes).as_ref(), Some(&packed));
        assert_eq!(Values::of_parts(tags, &bytes[1..]), None);
        assert_eq!(Values::of_parts(&[6], &[]), None);
    }
}
