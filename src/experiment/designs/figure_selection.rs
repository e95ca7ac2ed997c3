//! Which figures are reported for every design.

use crate::base::Error;
use crate::experiment::figures;
use crate::experiment::study::Study;
use crate::measure::{Figure, Measure, Statistic};
use crate::recorder::Label;

/// The figures of a study of several designs whose model has no target. Those that it does not measure are left out.
pub const HEADLINE: [(Measure, Statistic); 7] = [
    (Measure::Blocking, Statistic::Value),
    (Measure::CallsLost, Statistic::Value),
    (Measure::UmRejected, Statistic::Value),
    (Measure::PostDialDelay, Statistic::P95),
    (Measure::VoiceMailRoutingLatency, Statistic::P95),
    (Measure::MissedCallNotificationLoss, Statistic::Value),
    (Measure::FaxRejection, Statistic::Value),
];

/// The figures of all designs, each once, in the order of the arguments.
#[derive(Default)]
pub(crate) struct FigureSelection {
    found: Vec<(usize, Figure)>,
    /// Measures that a design lacks: the position in the arguments, and the error.
    missing: Vec<(usize, Error)>,
}

impl FigureSelection {
    /// Adds the figures that `measures` name in a study; without measures, those of its targets, and without
    /// targets, [`HEADLINE`].
    pub(crate) fn add(&mut self, study: &Study, measures: &[String]) {
        let targets = study.deployment().targets.iter().map(|t| t.named.figure.clone());
        self.add_measured(&targets.collect::<Vec<_>>(), study.labels(), measures);
    }

    /// The same with the figures of the targets, and with labels of what is measured.
    pub(crate) fn add_measured(
        &mut self,
        targets: &[Figure],
        labels: &[Label],
        measures: &[String],
    ) {
        if measures.is_empty() && !targets.is_empty() {
            targets.iter().for_each(|figure| self.keep(0, figure.clone()));
            return;
        }
        if measures.is_empty() {
            let headline = HEADLINE.map(|(measure, statistic)| Figure::of_all(measure, statistic));
            let measured = |f: &Figure| figures::row_of(f, labels).is_some();
            headline.into_iter().filter(measured).for_each(|figure| self.keep(0, figure));
            return;
        }
        for (i, measure) in measures.iter().enumerate() {
            match figures::asked(measure, labels) {
                Ok(found) => found.into_iter().for_each(|figure| self.keep(i, figure)),
                Err(why) => self.missing.push((i, why)),
            }
        }
    }

    fn keep(&mut self, order: usize, figure: Figure) {
        if !self.found.iter().any(|(_, known)| *known == figure) {
            self.found.push((order, figure));
        }
    }

    /// All figures. A measure may be absent from some designs, because a study may vary the structure.
    ///
    /// # Errors
    /// A measure that no design has.
    pub(crate) fn figures(mut self) -> Result<Vec<Figure>, Error> {
        self.found.sort_by_key(|(order, _)| *order);
        for (order, why) in self.missing {
            if self.found.iter().all(|(found, _)| *found != order) {
                return Err(why);
            }
        }
        Ok(self.found.into_iter().map(|(_, figure)| figure).collect())
    }
}
