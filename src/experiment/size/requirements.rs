//! What a design must meet: every target, on the good day and through every loss that it must survive.

use crate::base::{Error, SimTime, Span};
use crate::deployment::{Bound, Loss, LossKind, Target};
use crate::experiment::record::{Side, TargetVerdict};
use crate::experiment::single_losses::judged::Judged;
use crate::experiment::single_losses::outage;
use crate::experiment::study::Study;
use crate::measure::{Dimension, Figure};
use std::collections::BTreeSet;

/// Something that a design must meet.
#[derive(Clone, Debug)]
pub(crate) struct Requirement {
    /// 0 is the good day; then the entries of `survive`.
    pub(crate) group: usize,
    pub(crate) figure: Figure,
    pub(crate) side: Side,
}

/// A design in one situation: the good day, or with one loss.
#[derive(Debug)]
pub(crate) struct Situation {
    pub(crate) group: usize,
    /// What is lost; empty on the good day.
    pub(crate) lost: String,
    pub(crate) study: Study,
}

/// All requirements, in the order of the situations.
#[derive(Debug)]
pub(crate) struct Requirements {
    pub(crate) all: Vec<Requirement>,
}

impl Requirements {
    /// The requirements of a model, as one of its designs shows them.
    ///
    /// # Errors
    /// As [`situations`].
    pub(crate) fn of(model: &Study) -> Result<Self, Error> {
        let mut all: Vec<Requirement> = Vec::new();
        for situation in situations(model)? {
            for Target { named, bound } in &situation.study.deployment().targets {
                let (group, figure) = (situation.group, named.figure.clone());
                let side = match bound {
                    Bound::AtMost(_) => Side::AtMost,
                    Bound::AtLeast(_) => Side::AtLeast,
                };
                let known =
                    |r: &Requirement| (r.group, &r.figure, r.side) == (group, &figure, side);
                if all.iter().any(known) {
                    continue;
                }
                all.push(Requirement { group, figure, side });
            }
        }
        Ok(Requirements { all })
    }

    /// The number of the requirement that a verdict is about.
    pub(crate) fn place(&self, group: usize, verdict: &TargetVerdict) -> Option<usize> {
        let known = (group, &verdict.figure, verdict.side);
        self.all.iter().position(|r| (r.group, &r.figure, r.side) == known)
    }
}

/// Two targets that nothing can meet at once: a figure that must be at most one number and at least a greater one. What is
/// wrong, in words.
pub(crate) fn contradiction(targets: &[Target]) -> Option<String> {
    targets.iter().find_map(|Target { named, bound }| {
        let Bound::AtMost(most) = *bound else { return None };
        let is_more = |other: &Target| {
            let Bound::AtLeast(least) = other.bound else { return None };
            (other.named.figure == named.figure && least > most).then_some(least)
        };
        let least = targets.iter().find_map(is_more)?;
        let [most, least] = [most, least].map(|limit| in_words(&named.figure, limit));
        Some(format!(
            "two targets exclude each other: {} at most {most} and at least {least}",
            named.figure.label()
        ))
    })
}

/// A limit with its unit.
fn in_words(figure: &Figure, limit: f64) -> String {
    let (factor, unit) = match figure.dimension() {
        Dimension::Share => (100.0, " %".to_owned()),
        Dimension::Number => (1.0, String::new()),
        other => (1.0, format!(" {}", other.unit())),
    };
    // Twelve digits hide what the multiplication by 100 did to `0.07`.
    let shown = factor * limit;
    let shown = format!("{shown:.11e}").parse::<f64>().unwrap_or(shown);
    format!("{shown}{unit}")
}

/// Every situation in which a design is judged: the good day, then every loss that it must survive.
///
/// # Errors
/// Losses that a measured window is too short for.
pub(crate) fn situations(model: &Study) -> Result<Vec<Situation>, Error> {
    let mut found = vec![Situation { group: 0, lost: String::new(), study: model.clone() }];
    let survive = &model.deployment().sizing.survive;
    if survive.is_empty() {
        return Ok(found);
    }
    let times = times(model)?;
    let none = outage(model, "good day", Vec::new(), times);
    let targets = &model.deployment().targets;
    let judged = Judged::of(&model.with_outage(none, targets));
    for (i, survive) in survive.iter().enumerate() {
        for Loss { name, of, kind } in survive.losses(model.deployment()) {
            let lost = outage(model, &name, of, times);
            let study = model.with_outage(lost, judged.targets());
            let lost = format!("{} {name}", kind.name());
            let study = study.without(&lost);
            found.push(Situation { group: i + 1, lost, study });
        }
    }
    Ok(found)
}

/// A model without what is `lost`, as [`situations`] name it.
///
/// # Errors
/// As [`situations`], and where the model has no such loss to survive.
pub(crate) fn without(model: &Study, lost: &str) -> Result<Study, Error> {
    let found = situations(model)?.into_iter().find(|situation| situation.lost == lost);
    let none =
        || Error::fault(format!("the model does not say that it must survive the loss of {lost}"));
    found.map(|situation| situation.study).ok_or_else(none)
}

/// Of the losses of servers in each group whose names differ only in numbers, as those of `med1` and `med2`, the first:
/// servers that were made alike are lost alike. Gateways have lines of their own, whatever their names, and losses that are
/// watched were seen to be worse than that of the first. Only a search may rely on it.
pub(crate) fn representatives(
    situations: Vec<Situation>,
    watched: &BTreeSet<String>,
) -> Vec<Situation> {
    let mut known: Vec<(usize, String)> = Vec::new();
    let mut is_new = |situation: &Situation| {
        let is_gateway = situation.lost.starts_with(LossKind::Gateway.name());
        if is_gateway || watched.contains(&situation.lost) {
            return true;
        }
        let plain = situation.lost.chars().filter(|c| !c.is_ascii_digit());
        let key = (situation.group, plain.collect());
        let is_new = !known.contains(&key);
        if is_new {
            known.push(key);
        }
        is_new
    };
    situations.into_iter().filter(|situation| is_new(situation)).collect()
}

/// When a loss begins and how long it lasts: the middle third of the measured window.
pub(crate) fn times(model: &Study) -> Result<(SimTime, Span), Error> {
    let third = Span::from_nanos(model.deployment().settings.duration.nanos() / 3);
    match third.is_zero() {
        true => {
            Err(Error::usage("the measured window is too short for a loss: set study.duration"))
        }
        false => Ok((model.window().from + third, third)),
    }
}
