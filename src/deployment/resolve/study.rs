//! The window, targets and exact answers.

use super::{Resolver, span};
use crate::base::{Clock, zone_names};
use crate::deployment::{Bound, NamedFigure, Reference, Settings, Target};
use crate::measure::{Figure, Scope};
use crate::scenario::{self, Object, Quantity, WarmUpText, closest, defaults};

/// Bins until the end of the window at most.
const MOST_BINS: u64 = 100_000;

impl Resolver<'_> {
    pub(super) fn settings(&mut self) -> Settings {
        let table = self.scenario.tables.study.as_ref();
        let says = table.map(|s| s.says.clone()).unwrap_or_default();
        let start = defaults::STUDY_START.or(says.start);
        let given = match says.warm_up {
            Some(WarmUpText::Given(time)) => Some(time),
            _ => None,
        };
        let clock = self.clock(&start, says.zone.as_deref());
        let settings = Settings {
            clock,
            warm_up: span(given, &defaults::STUDY_WARM_UP),
            find_warm_up: says.warm_up == Some(WarmUpText::Found),
            duration: span(says.duration, &defaults::STUDY_DURATION),
            follow_at_most: span(says.follow_at_most, &defaults::STUDY_FOLLOW_AT_MOST),
            load: defaults::STUDY_LOAD.or(says.load).0,
            growth: says.growth.map(|growth| growth.0),
            replications: defaults::STUDY_REPLICATIONS.or(says.replications),
            seed: defaults::STUDY_SEED.or(says.seed),
            confidence: defaults::STUDY_CONFIDENCE.or(says.confidence).0,
            service_level_within: span(
                says.service_level_within,
                &defaults::STUDY_SERVICE_LEVEL_WITHIN,
            ),
            bin: span(says.bin, &defaults::STUDY_BIN),
        };
        if let Some(study) = table {
            if settings.duration.is_zero() {
                let message = "`duration` must be above 0".to_owned();
                self.problem("study", study.place_of("duration"), message, "write \"100 min\"");
            }
            let until = settings.warm_up + settings.duration;
            if study.says.bin.is_some() && until.nanos() / MOST_BINS >= settings.bin.nanos() {
                let message = format!(
                    "`bin` must be above 0 and at least a {MOST_BINS}th of warm-up and duration"
                );
                self.problem("study", study.place_of("bin"), message, "write \"1 min\"");
            }
            self.range(study, "replications", settings.replications, 1, 1_000_000);
            if settings.confidence <= 0.0 || settings.confidence >= 1.0 {
                let message = "`confidence` must be above 0 % and below 100 %".to_owned();
                self.problem("study", study.place_of("confidence"), message, "write \"95 %\"");
            }
        }
        settings
    }

    /// The clock on the wall; a problem with its start or zone, and then the default start.
    fn clock(&mut self, start: &str, zone: Option<&str>) -> Clock {
        let default = defaults::STUDY_START.get::<String>();
        let clock = Clock::new(start, zone).or_else(|why| {
            if let Some(study) = self.scenario.tables.study.as_ref() {
                let names = zone_names();
                let near = zone.filter(|_| why.key == "zone");
                let near = near.and_then(|zone| closest(zone, names.iter().map(String::as_str)));
                let hint = near.map_or(why.hint, |name| format!("did you mean `{name}`?"));
                self.problem("study", study.place_of(why.key), why.message, &hint);
            }
            Clock::new(&default, None)
        });
        clock.unwrap_or_default()
    }

    pub(super) fn targets(&mut self) -> Vec<Target> {
        let targets = &self.scenario.tables.target;
        targets.iter().filter_map(|target| self.target(target)).collect()
    }

    fn target(&mut self, target: &Object<scenario::TargetTable>) -> Option<Target> {
        let says = &target.says;
        let named = self.figure(target, &says.measure, says.scope.as_deref());
        let (key, limit) = match (&says.at_most, &says.at_least) {
            (Some(limit), None) => ("at_most", limit),
            (None, Some(limit)) => ("at_least", limit),
            _ => {
                let message = "give exactly one of `at_most` and `at_least`".to_owned();
                self.problem(&target.label, target.place_of("measure"), message, "");
                return None;
            }
        };
        let named = named?;
        let limit = self.quantity(target, key, limit, &named.figure)?;
        let bound = match key {
            "at_most" => Bound::AtMost(limit),
            _ => Bound::AtLeast(limit),
        };
        Some(Target { named, bound })
    }

    pub(super) fn references(&mut self) -> Vec<Reference> {
        let references = &self.scenario.tables.reference;
        let reference = |r: &Object<scenario::ReferenceTable>| {
            let named = self.figure(r, &r.says.measure, r.says.scope.as_deref())?;
            let value = self.quantity(r, "value", &r.says.value, &named.figure)?;
            Some(Reference { named, value, source: r.says.source.clone() })
        };
        references.iter().filter_map(reference).collect()
    }

    /// A value in the unit of a figure.
    fn quantity<T>(
        &mut self,
        object: &Object<T>,
        key: &str,
        quantity: &Quantity,
        figure: &Figure,
    ) -> Option<f64> {
        match quantity.of(figure.dimension()) {
            Ok(value) => Some(value),
            Err(why) => {
                let message = format!("`{key}`: {}", why.message);
                self.problem(&object.label, object.place_of(key), message, &why.hint);
                None
            }
        }
    }

    /// The figure that a target or an exact answer names.
    fn figure<T>(
        &mut self,
        object: &Object<T>,
        named: &str,
        scope: Option<&str>,
    ) -> Option<NamedFigure> {
        let (place, scope_place) = (object.place_of("measure"), object.place_of("scope"));
        let measure = Figure::parse_measure(named);
        let scope = scope.map_or(Ok(Scope::all()), str::parse);
        for (key, why) in [("measure", measure.as_ref().err()), ("scope", scope.as_ref().err())] {
            if let Some(why) = why {
                let message = why.message.clone();
                self.problem(&object.label, object.place_of(key), message, &why.hint);
            }
        }
        let ((measure, statistic), scope) = (measure.ok()?, scope.ok()?);
        let figure = Figure::new(measure, scope, statistic);
        Some(NamedFigure { figure, place, scope_place })
    }
}
