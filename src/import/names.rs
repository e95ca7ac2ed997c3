//! Names as the scenario has them: without anything that leads to a person, without characters that have a meaning in
//! a scenario, and others if hosts are renamed.

use std::cell::RefCell;
use std::collections::BTreeMap;

/// Characters of a name at most; a domain name has at most 253.
const LONGEST: usize = 250;

/// What a name is of.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(super) enum Kind {
    Site,
    Pool,
    FrontEnd,
    Mediation,
    Gateway,
    Exchange,
    FaxPartner,
    Other,
}

impl Kind {
    /// What stands for the name if it is not shown.
    const fn word(self) -> &'static str {
        match self {
            Kind::Site => "site-",
            Kind::Pool => "pool-",
            Kind::FrontEnd => "front-end-",
            Kind::Mediation => "mediation-",
            Kind::Gateway => "gateway-",
            Kind::Exchange => "exchange-",
            Kind::FaxPartner => "fax-partner-",
            Kind::Other => "host-",
        }
    }
}

/// The names that were written, so that one object has one name wherever it stands.
#[derive(Debug, Default)]
pub(super) struct Names {
    anonymise: bool,
    given: RefCell<BTreeMap<String, String>>,
    counts: RefCell<BTreeMap<Kind, usize>>,
}

impl Names {
    /// Hosts and sites keep their names, or get others.
    pub fn new(anonymise: bool) -> Names {
        Names { anonymise, ..Names::default() }
    }

    /// Whether hosts and sites get other names.
    pub fn anonymise(&self) -> bool {
        self.anonymise
    }

    /// The name of a host or site. An address of numbers is never shown.
    pub fn of(&self, kind: Kind, name: &str) -> String {
        let place = if kind == Kind::Site { "site" } else { "host" };
        let key = format!("{place} {}", name.trim().to_lowercase());
        if let Some(given) = self.given.borrow().get(&key) {
            return given.clone();
        }
        let shown = match self.anonymise || is_address(name) {
            true => {
                let mut counts = self.counts.borrow_mut();
                let count = counts.entry(kind).or_insert(0);
                *count += 1;
                let domain = if kind == Kind::Site { "" } else { ".example" };
                format!("{}{count}{domain}", kind.word())
            }
            false if kind == Kind::Site => clean(name),
            false => clean(&name.trim().to_lowercase()),
        };
        self.given.borrow_mut().insert(key, shown.clone());
        shown
    }

    /// A name in a certificate: that of a host, or of all hosts of a domain.
    pub fn in_certificate(&self, name: &str) -> String {
        let name = name.trim();
        match name.strip_prefix("*.") {
            Some(_) if self.anonymise => "*.example".to_owned(),
            Some(domain) => format!("*.{}", clean(&domain.to_lowercase())),
            None => self.of(Kind::Other, name),
        }
    }
}

/// Whether a name is an IP address, whose parts are numbers.
pub(super) fn is_address(name: &str) -> bool {
    name.trim().trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok()
}

/// Whether a text is a telephone number: digits, and what stands between them.
pub(super) fn is_number(text: &str) -> bool {
    let digits = text.chars().filter(char::is_ascii_digit).count();
    let others = text.chars().all(|c| c.is_ascii_digit() || " +-().*#/x;=ext".contains(c));
    digits >= 2 && others
}

/// A name without characters that a scenario gives a meaning, or that are not shown. A telephone number or an address
/// of mail is no name.
pub(super) fn clean(name: &str) -> String {
    let digits = name.chars().filter(char::is_ascii_digit).count();
    if name.contains('@') || (digits >= 5 && is_number(name)) {
        return "a number or address".to_owned();
    }
    let safe = |c: char| match c {
        '[' => Some('('),
        ']' => Some(')'),
        '*' | '?' | '#' => Some('-'),
        c if crate::base::is_hidden(c) => None,
        c => Some(c),
    };
    let text: String = name.trim().chars().filter_map(safe).take(LONGEST).collect();
    if text.is_empty() { "unnamed".to_owned() } else { text }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_object_has_one_name() {
        let names = Names::new(true);
        assert_eq!(names.of(Kind::Gateway, "GW1.contoso.test"), "gateway-1.example");
        assert_eq!(names.of(Kind::Gateway, "gw2.contoso.test"), "gateway-2.example");
        assert_eq!(names.of(Kind::Gateway, "gw1.contoso.test"), "gateway-1.example");
        assert_eq!(names.of(Kind::Site, "London"), "site-1");
        let names = Names::new(false);
        assert_eq!(names.of(Kind::Gateway, "GW1.contoso.test"), "gw1.contoso.test");
        assert_eq!(names.of(Kind::Gateway, "192.0.2.7"), "gateway-1.example");
        assert_eq!(names.of(Kind::Pool, "pool[1]\u{202e}.test"), "pool(1).test");
    }

    #[test]
    fn numbers_are_known_as_such() {
        for number in ["1001", "+1 (202) 555-0101", "+12025550101;ext=7"] {
            assert!(is_number(number), "{number}");
        }
        for name in ["UMSIP", "Plan 9", "x", "e"] {
            assert!(!is_number(name), "{name}");
        }
    }
}
