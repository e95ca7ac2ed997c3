//! Names that a scope could not hold: `office+class:fax` would be read as two parts.

use super::Resolver;
use crate::measure::ambiguous_part;
use crate::scenario::{CountOrNames, Object};

impl Resolver<'_> {
    /// Reports every name of an object that can become a scope and would be ambiguous there.
    pub(super) fn names_fit_scopes(&mut self) {
        let tables = &self.scenario.tables;
        self.fit(&tables.site, "name", |s| [&s.name]);
        self.fit(&tables.gateway, "name", |g| [&g.name]);
        self.fit(&tables.mediation_server, "name", |m| [&m.name]);
        self.fit(&tables.pool, "name", |p| [&p.name]);
        self.fit(&tables.pool, "front_ends", |p| match &p.front_ends {
            Some(CountOrNames::Names(names)) => names.as_slice(),
            _ => &[],
        });
        self.fit(&tables.exchange_server, "name", |e| [&e.name]);
        self.fit(&tables.dial_plan, "name", |p| [&p.name]);
        self.fit(&tables.fax_partner, "name", |p| [&p.name]);
        self.fit(&tables.users, "name", |u| [&u.name]);
        self.fit(&tables.auto_attendant, "name", |a| [&a.name]);
        self.fit(&tables.access_number, "name", |n| [&n.name]);
        self.fit(&tables.fax_line, "name", |l| [&l.name]);
        self.fit(&tables.traffic, "name", |t| t.name.as_slice());
    }

    fn fit<'o, T, N>(&mut self, objects: &'o [Object<T>], key: &str, names: impl Fn(&'o T) -> N)
    where
        N: IntoIterator<Item = &'o String>,
    {
        for object in objects {
            for name in names(&object.says) {
                if let Some(part) = ambiguous_part(name) {
                    let message = format!(
                        "the name `{name}` holds `{part}`, which would be taken for a part of a scope"
                    );
                    let hint = format!("write it without `{part}`, for example with `-` for `+`");
                    self.problem(&object.label, object.place_of(key), message, &hint);
                }
            }
        }
    }
}
