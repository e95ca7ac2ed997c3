//! Callers without their numbers: two calls of one caller get the same number, which means nothing outside this run.

use std::hash::{BuildHasher, RandomState};

/// What switches write instead of a number that is withheld.
const WITHHELD: [&str; 9] = [
    "anonymous",
    "unknown",
    "private",
    "restricted",
    "unavailable",
    "withheld",
    "null",
    "<unknown>",
    "asterisk",
];

/// Turns numbers and names into identities. The salt is drawn for each run, so that an identity cannot be looked up.
#[derive(Clone, Debug, Default)]
pub struct Callers {
    salt: RandomState,
}

impl Callers {
    /// The identity of a number or address; `None` if it is empty or withheld.
    pub fn identity(&self, text: &str) -> Option<u64> {
        let text = text.trim();
        if text.is_empty() || WITHHELD.iter().any(|word| text.eq_ignore_ascii_case(word)) {
            return None;
        }
        if text.contains(|c: char| c.is_alphabetic()) {
            return Some(self.key(text.to_lowercase()));
        }
        let digits: String = text.chars().filter(char::is_ascii_digit).collect();
        (!digits.is_empty()).then(|| self.key(digits.as_str()))
    }

    /// The identity of a call or a session by its parts; never 0, which means "none".
    pub fn key<T: std::hash::Hash>(&self, parts: T) -> u64 {
        self.salt.hash_one(parts).max(1)
    }
}

/// Whether a number is an extension: it has digits only, and at most this many.
pub fn is_extension(number: &str, digits: usize) -> bool {
    let number = number.trim();
    !number.is_empty() && number.len() <= digits && number.bytes().all(|b| b.is_ascii_digit())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_caller_is_the_same_however_the_number_is_written() {
        let callers = Callers::default();
        let one = callers.identity("+1 (202) 555-0101");
        assert!(one.is_some() && one == callers.identity("12025550101"));
        assert_ne!(one, callers.identity("12025550102"));
        assert_eq!(callers.identity("A@contoso.test"), callers.identity("a@contoso.test"));
        for withheld in ["", "  ", "Anonymous", "NULL", "+"] {
            assert_eq!(callers.identity(withheld), None, "{withheld}");
        }
        assert_ne!(one, Callers::default().identity("12025550101"), "each run has its own salt");
    }

    #[test]
    fn an_extension_is_short() {
        assert!(is_extension("1001", 6) && is_extension("123456", 6));
        assert!(!is_extension("+1001", 6) && !is_extension("1234567", 6) && !is_extension("", 6));
    }
}
