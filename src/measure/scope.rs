//! Scopes: what a measure covers, everything or for example `users:head office+mailbox:exchange-2010`.

use super::problem::Problem;
use schemars::{JsonSchema, Schema, SchemaGenerator, json_schema};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::borrow::{Borrow, Cow};
use std::fmt::{self, Display};
use std::marker::PhantomData;
use std::str::FromStr;
use std::sync::Arc;

macro_rules! kinds {
    ($($(#[$doc:meta])* $kind:ident $name:literal;)*) => {
        /// The kind of a part of a scope.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum ScopeKind { $($(#[$doc])* $kind),* }

        impl ScopeKind {
            /// All kinds.
            pub const ALL: &'static [ScopeKind] = &[$(ScopeKind::$kind),*];

            /// The name in the record.
            pub const fn name(self) -> &'static str {
                match self { $(ScopeKind::$kind => $name),* }
            }

            fn named(name: &str) -> Option<ScopeKind> {
                match name {
                    $($name => Some(ScopeKind::$kind),)*
                    _ => None,
                }
            }
        }
    };
}

kinds! {
    /// A class of calls.
    Class "class";
    /// A traffic source.
    Source "source";
    /// A user group.
    Users "users";
    /// An auto attendant.
    AutoAttendant "auto_attendant";
    /// A subscriber access number.
    AccessNumber "access_number";
    /// A fax line, or its machines.
    FaxLine "fax_line";
    /// The version of the callee's mailbox server.
    Mailbox "mailbox";
    /// A site.
    Site "site";
    /// A Lync pool.
    Pool "pool";
    /// A dial plan.
    DialPlan "dial_plan";
    /// A gateway.
    Gateway "gateway";
    /// A server.
    Server "server";
    /// A link between two sites.
    Link "link";
    /// Slots for calls on a server: `mediation`, `um`, `worker` or `fax`.
    Slots "slots";
    /// A hop of voice-mail routing.
    Hop "hop";
    /// A part of a time or of a load.
    Part "part";
    /// The path of a missed-call notification, A or B.
    Path "path";
    /// Why something happened.
    Reason "reason";
    /// A SIP status code.
    Status "status";
    /// How an attempt ended.
    Outcome "outcome";
    /// A UM server's messages that are not yet submitted. It has no name of its own.
    Pipeline "pipeline";
    /// The cores of a UM server that make previews. It has no name of its own.
    Preview "preview";
    /// Something that failed.
    Outage "outage";
    /// Before, during or after outages.
    Period "period";
    /// A target of the scenario, by its figure.
    Target "target";
}

impl ScopeKind {
    /// Whether it has no `:name`.
    pub const fn is_flag(self) -> bool {
        matches!(self, ScopeKind::Pipeline | ScopeKind::Preview)
    }

    /// The kind with which a text begins, and the length of `kind:` or of the flag.
    fn begins(text: &str) -> Option<(ScopeKind, usize)> {
        let end = text.find([':', '+']).unwrap_or(text.len());
        let kind = ScopeKind::named(&text[..end])?;
        match (kind.is_flag(), text.as_bytes().get(end)) {
            (false, Some(b':')) => Some((kind, end + 1)),
            (true, None | Some(b'+')) => Some((kind, end)),
            _ => None,
        }
    }
}

/// What a measure covers. Its text is that of the record; scopes are ordered by text and cheap to clone.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Scope(Arc<str>);

const ALL: &str = "all";

impl Scope {
    /// Everything.
    pub fn all() -> Self {
        Scope(ALL.into())
    }

    /// One object: `gateway:gw1`. The name must have no `ambiguous_part`.
    pub fn of(kind: ScopeKind, name: impl Display) -> Self {
        Scope(format!("{}:{name}", kind.name()).into())
    }

    /// Narrowed by a further object: `gateway:gw1+class:voice`.
    pub fn and(&self, kind: ScopeKind, name: impl Display) -> Self {
        match self.is_all() {
            true => Scope::of(kind, name),
            false => Scope(format!("{}+{}:{name}", self.0, kind.name()).into()),
        }
    }

    /// Narrowed by a kind that has no name: `server:mbx1+pipeline`.
    pub fn with(&self, flag: ScopeKind) -> Self {
        Scope(format!("{}+{}", self.0, flag.name()).into())
    }

    /// The text of the record.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    /// Whether it is everything.
    pub fn is_all(&self) -> bool {
        &*self.0 == ALL
    }

    /// Its parts, as (users, `head office`), (mailbox, `exchange-2010`); none of everything. The
    /// name of a kind without one is empty.
    pub fn parts(&self) -> impl Iterator<Item = (ScopeKind, &str)> {
        let mut rest: &str = if self.is_all() { "" } else { &self.0 };
        std::iter::from_fn(move || {
            let (kind, start) = ScopeKind::begins(rest)?;
            let name = &rest[start..];
            let end = name.match_indices('+').map(|(at, _)| at);
            let end = end.into_iter().find(|at| ScopeKind::begins(&name[at + 1..]).is_some());
            let end = end.unwrap_or(name.len());
            rest = name.get(end + 1..).unwrap_or_default();
            Some((kind, &name[..end]))
        })
    }

    /// The kinds of its parts.
    pub fn kinds(&self) -> impl Iterator<Item = ScopeKind> {
        self.parts().map(|(kind, _)| kind)
    }

    /// The kind of its first part; none of everything.
    pub fn kind(&self) -> Option<ScopeKind> {
        self.kinds().next()
    }

    /// The name of the part of this kind.
    pub fn get(&self, kind: ScopeKind) -> Option<&str> {
        self.parts().find(|(of, _)| *of == kind).map(|(_, name)| name)
    }
}

impl Scope {
    /// For people: `users head office, mailbox exchange-2010`.
    pub fn label(&self) -> String {
        if self.is_all() {
            return ALL.to_owned();
        }
        let words = |(kind, name): (ScopeKind, &str)| match kind {
            ScopeKind::Server | ScopeKind::Gateway | ScopeKind::Link | ScopeKind::Outcome => {
                name.to_owned()
            }
            ScopeKind::Slots => match name {
                "um" => "UM calls".to_owned(),
                "worker" => "worker calls".to_owned(),
                "fax" => "fax calls".to_owned(),
                _ => format!("{name} slots"),
            },
            ScopeKind::Pipeline => "messages not yet submitted".to_owned(),
            ScopeKind::Preview => "previews".to_owned(),
            ScopeKind::FaxLine => format!("fax machines of {name}"),
            ScopeKind::Reason => name.replace('-', " "),
            kind => format!("{} {name}", kind.name().replace('_', " ")),
        };
        self.parts().map(words).collect::<Vec<_>>().join(", ")
    }
}

/// The part of an object's name that would be read as another part of a scope: `+class:` in `office+class:fax`. Such
/// names are refused.
pub fn ambiguous_part(name: &str) -> Option<&str> {
    name.match_indices('+').find_map(|(at, _)| {
        let (_, length) = ScopeKind::begins(&name[at + 1..])?;
        Some(&name[at..at + 1 + length])
    })
}

impl Display for Scope {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(&self.0)
    }
}

/// Allows a lookup by text.
impl Borrow<str> for Scope {
    fn borrow(&self) -> &str {
        &self.0
    }
}

impl FromStr for Scope {
    type Err = Problem;

    /// # Errors
    /// A text that is not a scope; the message says what to write.
    fn from_str(text: &str) -> Result<Self, Problem> {
        if text == ALL || ScopeKind::begins(text).is_some_and(|(kind, _)| !kind.is_flag()) {
            return Ok(Scope(text.into()));
        }
        if let Some(rest) = text.strip_prefix("all+") {
            let message = format!("`{text}` is not a scope");
            return Err(Problem::new(message, format!("write `{rest}`, without `all+`")));
        }
        if text == "calls" || text.starts_with("calls+") {
            let message = format!(
                "`{text}` stands for several scopes in the list of measures, and is none itself"
            );
            let rest = text.strip_prefix("calls+").unwrap_or(ALL);
            let all = format!(
                "write `{rest}` for all calls, or the calls that are meant, as `class:voice` or `source:NAME`"
            );
            return Err(Problem::new(message, all));
        }
        let kinds = ScopeKind::ALL.iter().filter(|kind| !kind.is_flag());
        let kinds: Vec<&str> = kinds.map(|kind| kind.name()).collect();
        let hint = format!(
            "write `all`, or a kind and a name such as `gateway:gw1`; join several with `+`; kinds are {}",
            kinds.join(", ")
        );
        Err(Problem::new(format!("`{text}` is not a scope"), hint))
    }
}

impl Serialize for Scope {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for Scope {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        from_text(deserializer)
    }
}

impl JsonSchema for Scope {
    fn schema_name() -> Cow<'static, str> {
        "Scope".into()
    }
    fn json_schema(_: &mut SchemaGenerator) -> Schema {
        json_schema!({ "type": "string",
            "description": "`all`, or kind and name, as `users:head office+mailbox:exchange-2010`." })
    }
}

/// Reads a value from its text.
pub(super) fn from_text<'de, T, D>(deserializer: D) -> Result<T, D::Error>
where
    T: FromStr<Err: fmt::Display>,
    D: Deserializer<'de>,
{
    struct Visitor<T>(PhantomData<T>);
    impl<T: FromStr<Err: fmt::Display>> serde::de::Visitor<'_> for Visitor<T> {
        type Value = T;
        fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
            f.write_str("a name")
        }
        fn visit_str<E: serde::de::Error>(self, text: &str) -> Result<T, E> {
            text.parse().map_err(E::custom)
        }
    }
    deserializer.deserialize_str(Visitor(PhantomData))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parts(text: &str) -> Vec<(ScopeKind, String)> {
        let scope: Scope = text.parse().expect("a scope");
        scope.parts().map(|(kind, name)| (kind, name.to_owned())).collect()
    }

    #[test]
    fn a_plus_in_a_name_does_not_split_a_scope() {
        let owned = |kind, name: &str| (kind, name.to_owned());
        assert_eq!(
            parts("users:R+D office+mailbox:exchange-2010"),
            [owned(ScopeKind::Users, "R+D office"), owned(ScopeKind::Mailbox, "exchange-2010")]
        );
        assert_eq!(parts("all"), []);
        assert_eq!(
            parts("server:mbx1+pipeline"),
            [owned(ScopeKind::Server, "mbx1"), owned(ScopeKind::Pipeline, "")]
        );
        let hop = Scope::of(ScopeKind::Hop, "call_router").and(ScopeKind::Part, "service");
        assert_eq!(hop.as_str(), "hop:call_router+part:service");
        assert_eq!(hop.get(ScopeKind::Part), Some("service"));
        assert_eq!(Scope::all().and(ScopeKind::Path, "A").as_str(), "path:A");
        assert_eq!(
            Scope::of(ScopeKind::Server, "a").with(ScopeKind::Preview),
            "server:a+preview".parse().expect("a scope")
        );
    }

    #[test]
    fn invalid_scopes_are_refused() {
        for bad in ["", "everything", "gateways:gw1", "gateway", "pipeline", "+class:voice"] {
            assert!(bad.parse::<Scope>().is_err(), "{bad}");
        }
    }

    #[test]
    fn names_that_look_like_a_part_are_found() {
        assert_eq!(ambiguous_part("office+class:fax"), Some("+class:"));
        assert_eq!(ambiguous_part("mbx1+pipeline"), Some("+pipeline"));
        assert_eq!(ambiguous_part("a+b+preview+c"), Some("+preview"));
        for good in ["R+D", "class:fax", "a+pipelines", "a+classes:b", "+"] {
            assert_eq!(ambiguous_part(good), None, "{good}");
        }
    }
}
