//! The window, targets and exact answers.

use super::{Resolver, span};
use crate::deployment::{Bound, Figure, Reference, Settings, Target};
use crate::scenario::{self, Object, Share, WarmUpText};

impl Resolver<'_> {
    pub(super) fn settings(&mut self) -> Settings {
        let table = self.scenario.tables.study.as_ref();
        let says = table.map(|s| s.says.clone()).unwrap_or_default();
        let start = says.start.unwrap_or_else(|| "2013-11-18T08:00:00".to_owned());
        let given = match says.warm_up {
            Some(WarmUpText::Given(time)) => Some(time),
            _ => None,
        };
        let civil = start.parse::<jiff::civil::DateTime>();
        let settings = Settings {
            start_second_of_day: civil.as_ref().map_or(0, |c| {
                u32::try_from(
                    i32::from(c.hour()) * 3600 + i32::from(c.minute()) * 60 + i32::from(c.second()),
                )
                .unwrap_or(0)
            }),
            start,
            warm_up: span(given, 1_800),
            find_warm_up: says.warm_up == Some(WarmUpText::Found),
            duration: span(says.duration, 6_000),
            follow_at_most: span(says.follow_at_most, 3_600),
            replications: says.replications.unwrap_or(10),
            seed: says.seed.unwrap_or(2013),
            confidence: says.confidence.unwrap_or(Share(0.95)).0,
        };
        if let Some(study) = table {
            if civil.is_err() {
                let message = format!("`{}` is no date and time", settings.start);
                let hint = "write start = 2013-11-18T08:00:00";
                self.problem("study", study.place_of("start"), message, hint);
            }
            if settings.duration.is_zero() {
                let message = "nothing is measured in no time".to_owned();
                self.problem("study", study.place_of("duration"), message, "write \"100 min\"");
            }
            self.range(study, "replications", settings.replications, 1, 1_000_000);
            if settings.confidence <= 0.0 || settings.confidence >= 1.0 {
                let message = "a confidence lies between 0 % and 100 %".to_owned();
                self.problem("study", study.place_of("confidence"), message, "write \"95 %\"");
            }
        }
        settings
    }

    pub(super) fn targets(&mut self) -> Vec<Target> {
        let mut out = Vec::new();
        for target in &self.scenario.tables.target {
            let says = &target.says;
            let bound = match (says.at_most, says.at_least) {
                (Some(limit), None) => Bound::AtMost(limit.0),
                (None, Some(limit)) => Bound::AtLeast(limit.0),
                _ => {
                    let message = "give exactly one of `at_most` and `at_least`".to_owned();
                    self.problem("target", target.place_of("measure"), message, "");
                    continue;
                }
            };
            let figure = figure(target, &says.measure, says.scope.as_deref());
            out.push(Target { figure, bound });
        }
        out
    }

    pub(super) fn references(&mut self) -> Vec<Reference> {
        let reference = |r: &Object<scenario::ReferenceTable>| Reference {
            figure: figure(r, &r.says.measure, r.says.scope.as_deref()),
            value: r.says.value.0,
            source: r.says.source.clone(),
        };
        self.scenario.tables.reference.iter().map(reference).collect()
    }
}

/// The figure that a target or an exact answer names.
fn figure<T>(object: &Object<T>, named: &str, scope: Option<&str>) -> Figure {
    Figure {
        place: Some(object.place_of("measure")),
        scope_place: Some(object.place_of("scope")),
        ..Figure::named(named, scope.unwrap_or("all"))
    }
}
