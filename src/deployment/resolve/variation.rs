//! How the rate of a source moves: surges.

use super::Resolver;
use crate::base::{SimTime, Span, limits};
use crate::deployment::{Arrivals, Surge, Variation};
use crate::scenario::{Object, SurgeTable, TrafficTable};

/// The highest factor by which a rate is multiplied.
const FACTOR: f64 = 1_000.0;

impl Resolver<'_> {
    /// How the rate of a source moves. Recorded instants have no rate.
    pub(super) fn variation(
        &mut self,
        traffic: &Object<TrafficTable>,
        arrivals: &Arrivals,
    ) -> Variation {
        if matches!(arrivals, Arrivals::Trace(_)) {
            for key in ["surges"].into_iter().filter(|key| traffic.gives(key)) {
                let message = format!("`{key}` has no effect on recorded calls");
                let hint = "remove it, or give `arrivals` as a rate, a load or a profile";
                self.problem(&traffic.label, traffic.place_of(key), message, hint);
            }
            return Variation::default();
        }
        Variation { surges: self.surges(traffic) }
    }

    fn surges(&mut self, traffic: &Object<TrafficTable>) -> Vec<Surge> {
        let tables = traffic.says.surges.as_deref().unwrap_or_default();
        if tables.len() > limits::SURGES {
            let message =
                format!("{} surges; a source has at most {}", tables.len(), limits::SURGES);
            let hint = "give a profile, or several sources";
            self.problem(&traffic.label, traffic.place_of("surges"), message, hint);
            return Vec::new();
        }
        let n = tables.len();
        tables.iter().enumerate().filter_map(|(i, t)| self.surge(traffic, i, n, t)).collect()
    }

    fn surge(
        &mut self,
        traffic: &Object<TrafficTable>,
        i: usize,
        n: usize,
        table: &SurgeTable,
    ) -> Option<Surge> {
        let item = traffic.item("surges", i, n);
        let mut problem = |key: &str, message: &str, hint: &str| {
            let place = traffic.place_of(&format!("{item}.{key}"));
            self.problem(&traffic.label, place, message.to_owned(), hint);
        };
        if !(0.0..=FACTOR).contains(&table.factor) {
            problem("factor", "`factor` must be between 0 and 1000", "write factor = 3");
        }
        if table.to.is_some() && table.lasts.is_some() {
            problem("lasts", "`to` and `lasts` both say when it ends", "remove one of them");
        }
        let instant = |seconds: f64| Some(SimTime::ZERO + Span::from_seconds(seconds)?);
        let from = instant(table.from.0)?;
        let to = table.to.map(|to| to.0).or(table.lasts.map(|lasts| table.from.0 + lasts.0));
        if to.is_some_and(|to| to <= table.from.0) {
            let key = if table.to.is_some() { "to" } else { "lasts" };
            problem(key, "the surge ends before it begins, or at once", "write a later end");
        }
        let to = match to {
            Some(to) => Some(instant(to)?),
            None => None,
        };
        Some(Surge { from, to, factor: table.factor })
    }
}
