//! Which group of users an address or a number belongs to, so that call records can be divided by group. Addresses and numbers
//! never leave it.

use std::collections::BTreeMap;

/// Begins the key of an auto attendant by its name.
pub(super) const ATTENDANT: &str = "attendant:";

/// Begins the key of an access number by the name of its dial plan.
pub(super) const ACCESS: &str = "access:";

/// Groups of users by address and number; auto attendants and access numbers by name. All are numbered from 1, in the order of
/// the scenario.
#[derive(Clone, Debug, Default)]
pub struct Directory(BTreeMap<String, Option<u16>>);

impl Directory {
    /// Adds an address, or a number with its extension, of a user of a group. What belongs to several groups names none.
    pub(super) fn add(&mut self, text: &str, group: u16) {
        let (number, extension) = parts(text);
        for key in number.into_iter().chain(extension) {
            let known = self.0.entry(key).or_insert(Some(group));
            *known = known.filter(|known| *known == group);
        }
    }

    /// The group of an address or a number; 0 if none is known.
    pub fn group(&self, text: &str) -> u16 {
        if self.0.is_empty() {
            return 0;
        }
        let (number, extension) = parts(text);
        let of = |key: &String| self.0.get(key).copied().flatten();
        number.iter().chain(&extension).find_map(of).unwrap_or(0)
    }
}

/// An address in small letters or the digits of a number, and the digits of an extension, as of `tel:+12025550100;ext=100`.
fn parts(text: &str) -> (Option<String>, Option<String>) {
    let text = text.trim().to_lowercase();
    let text = ["sip:", "tel:", "smtp:", "eum:"]
        .iter()
        .find_map(|scheme| text.strip_prefix(scheme))
        .unwrap_or(&text);
    let mut parts = text.split(';');
    let main = parts.next().unwrap_or_default();
    let digits = |text: &str| -> Option<String> {
        let found: String = text.chars().filter(char::is_ascii_digit).collect();
        (!found.is_empty()).then_some(found)
    };
    let extension = parts.find_map(|part| digits(part.strip_prefix("ext=")?));
    let is_number = !main.contains(|c: char| c.is_alphabetic() || c == '@');
    let main = if is_number { digits(main) } else { Some(main.to_owned()) };
    (main, extension)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_user_is_found_by_every_way_to_write_an_address() {
        let mut directory = Directory::default();
        directory.add("sip:A@contoso.test", 1);
        directory.add("tel:+12025550101;ext=101", 1);
        directory.add("102", 2);
        for (text, group) in [
            ("a@contoso.test", 1),
            ("SIP:a@Contoso.test", 1),
            ("+1 (202) 555-0101", 1),
            ("101", 1),
            ("102", 2),
            ("103", 0),
            ("", 0),
        ] {
            assert_eq!(directory.group(text), group, "{text}");
        }
        // An extension that two dial plans have names nobody.
        directory.add("101", 2);
        assert_eq!(directory.group("101"), 0);
        assert_eq!(directory.group("+12025550101"), 1);
    }
}
