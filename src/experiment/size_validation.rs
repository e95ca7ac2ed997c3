//! How right the answers of `size` are: beside every design tried, and with many seeds.

use super::FAMILY_LEVEL;
use super::control::{Control, NoControl};
use super::designs::journal::Log;
use super::designs::runner::Loader;
use super::record::{Record, SizeSummary, Standing};
use super::size::Size;
use super::study::Plan;
use crate::base::Error;
use crate::kernel::Key;
use crate::stats::interval;

/// The most designs of a model of which every one is tried.
pub const MAX_TRIED: u64 = 1_000;

/// An answer of `size` beside the cheapest design of all, each of which was simulated.
#[derive(Clone, Debug, PartialEq)]
pub struct EveryDesign {
    /// The title of the model.
    pub title: String,
    /// How many designs there are.
    pub combinations: u64,
    /// Designs that the search simulated.
    pub searched: u64,
    /// Of all designs, those that are not decided: an interval contains a limit.
    pub undecided: u64,
    /// The answer's numbers by name, and what it costs; `None` if no design meets the targets.
    pub answer: Option<(String, f64)>,
    /// Whether the answer is certified.
    pub certified: bool,
    /// The least cost of a design that does not miss a target for sure.
    pub least: Option<f64>,
    /// The least cost of a design that meets every target for sure.
    pub surely: Option<f64>,
}

impl EveryDesign {
    /// Whether the answer costs as much as the cheapest design that meets the targets, as far as the intervals show.
    pub fn agrees(&self) -> bool {
        match &self.answer {
            Some((_, cost)) => {
                let is_least = self.least.is_some_and(|least| least <= cost + ROUNDING);
                is_least && self.surely.is_none_or(|surely| *cost <= surely + ROUNDING)
            }
            None => self.surely.is_none(),
        }
    }
}

/// Costs that differ by less are equal: they are sums in another order.
const ROUNDING: f64 = 1e-6;

/// Answers of `size` with many seeds.
#[derive(Clone, Debug, PartialEq)]
pub struct ManySeeds {
    /// The title of the model.
    pub title: String,
    /// Probability that everything an answer claims is right.
    pub confidence: f64,
    /// How many searches there were.
    pub searches: u32,
    /// Each answer, the most frequent first.
    pub answers: Vec<SeedAnswer>,
    /// Designs that a search simulated, mean.
    pub designs: f64,
    /// Calls of all searches.
    pub calls: u64,
}

/// An answer that some seeds gave.
#[derive(Clone, Debug, PartialEq)]
pub struct SeedAnswer {
    /// Its numbers by name; `None` where no design was found to meet the targets.
    pub design: Option<String>,
    /// What it costs.
    pub cost: f64,
    /// How many searches gave it.
    pub searches: u32,
    /// Of them, those with a certificate in which nothing is undecided.
    pub certified: u32,
}

impl ManySeeds {
    /// The share of searches that gave the most frequent answer.
    pub fn share(&self) -> f64 {
        let most = self.answers.first().map_or(0, |answer| answer.searches);
        f64::from(most) / f64::from(self.searches.max(1))
    }

    /// The 95 % interval of that share (Wilson 1927); searches are independent.
    pub fn interval(&self) -> (f64, f64) {
        let most = self.answers.first().map_or(0, |answer| answer.searches);
        interval::wilson(u64::from(most), u64::from(self.searches), 0.95).unwrap_or((0.0, 1.0))
    }

    /// Whether at least the stated share of searches gave the same answer.
    pub fn is_fine(&self) -> bool {
        self.share() >= self.confidence
    }
}

/// Searches as often as asked, each time with another seed. A search that is stopped does not count.
///
/// # Errors
/// As [`Size::prepare`], or a fault of a run.
pub fn many_seeds(
    size: &Size,
    load: &Loader<'_>,
    (set, plan): (&[String], Plan),
    searches: u32,
    control: &dyn Control,
) -> Result<ManySeeds, Error> {
    let mut found = ManySeeds {
        title: String::new(),
        confidence: 0.0,
        searches: 0,
        answers: Vec::new(),
        designs: 0.0,
        calls: 0,
    };
    let mut designs = 0;
    for k in 0..searches {
        control.progress(k, searches);
        let seed = Key::new(plan.seed).absorb(u64::from(k)).raw();
        let prepared = size.prepare(load, set, Plan { seed, ..plan })?;
        let record = prepared.run(load, Vec::new(), &Silent(control))?;
        let Some(summary) = record.size().filter(|summary| summary.finished) else { break };
        designs += summary.designs.len();
        found.title.clone_from(&record.title);
        found.confidence = summary.confidence;
        found.calls += record.calls;
        found.searches += 1;
        count(&mut found.answers, summary);
    }
    found.designs = designs as f64 / f64::from(found.searches.max(1));
    found.answers.sort_by_key(|answer| std::cmp::Reverse(answer.searches));
    Ok(found)
}

fn count(answers: &mut Vec<SeedAnswer>, summary: &SizeSummary) {
    let (design, cost) = answer(summary).unzip();
    let certified = u32::from(summary.is_certified());
    match answers.iter_mut().find(|known| known.design == design) {
        Some(known) => {
            known.searches += 1;
            known.certified += certified;
        }
        None => {
            let cost = cost.unwrap_or_default();
            answers.push(SeedAnswer { design, cost, searches: 1, certified });
        }
    }
}

/// The numbers of the answer by name, and what it costs.
fn answer(summary: &SizeSummary) -> Option<(String, f64)> {
    let answer = summary.answer.as_ref()?;
    let of = |(varied, value): (&super::record::VariedCapacity, &u32)| {
        format!("{} {value}", varied.name)
    };
    let design: Vec<String> = summary.varied.iter().zip(&answer.values).map(of).collect();
    Some((design.join(", "), answer.cost))
}

/// Searches, and simulates every design with replications of its own; `None` when asked to stop. All intervals of all designs
/// hold together with a probability of 99.9 %.
///
/// # Errors
/// As [`Size::prepare`]; more than [`MAX_TRIED`] designs; a fault of a run.
pub fn every_design(
    size: &Size,
    load: &Loader<'_>,
    (set, plan): (&[String], Plan),
    control: &dyn Control,
) -> Result<Option<EveryDesign>, Error> {
    let prepared = size.prepare(load, set, plan)?;
    let combinations = prepared.combinations();
    if combinations > MAX_TRIED {
        return Err(Error::usage(format!(
            "the model has {combinations} designs, of which at most {MAX_TRIED} are tried one by one; repeat the \
             search with other seeds: --coverage 100"
        )));
    }
    let record: Record = prepared.run(load, Vec::new(), &Silent(control))?;
    let Some(summary) = record.size().filter(|summary| summary.finished) else { return Ok(None) };
    let mut found = EveryDesign {
        title: record.title.clone(),
        combinations,
        searched: summary.designs.len() as u64,
        undecided: 0,
        answer: answer(summary),
        certified: summary.is_certified(),
        least: None,
        surely: None,
    };
    let mut done = 0;
    // Other replications than those of the search and of the certificate.
    let plan = Plan { seed: Key::new(plan.seed).absorb(1).raw(), ..plan };
    let is_whole =
        prepared.judge_every(load, (FAMILY_LEVEL, plan), &Silent(control), |cost, standing| {
            done += 1;
            control.progress(done, combinations as u32);
            let less = |known: Option<f64>| Some(known.map_or(cost, |known| known.min(cost)));
            match standing {
                Standing::Misses | Standing::NotValid => {}
                Standing::Undecided => {
                    found.undecided += 1;
                    found.least = less(found.least);
                }
                Standing::Meets => {
                    found.least = less(found.least);
                    found.surely = less(found.surely);
                }
            }
        })?;
    Ok(is_whole.then_some(found))
}

/// Passes on a request to stop, and nothing else.
struct Silent<'c>(&'c dyn Control);

impl Control for Silent<'_> {
    fn progress(&self, _done: u32, _total: u32) {}
    fn stop_requested(&self) -> bool {
        self.0.stop_requested()
    }
}

impl Log for Silent<'_> {
    fn finished(&self, design: &Record, done: usize, planned: usize) -> Result<(), Error> {
        NoControl.finished(design, done, planned)
    }
}
