//! Finds the assumptions that change the results most: sets each one to both ends of its range, keeps all others, and
//! uses common random numbers.

mod ranges;
mod swings;

use super::designs::figure_selection::FigureSelection;
use super::designs::journal::{Log, facts_of};
use super::designs::merge_records::merge_records;
use super::designs::runner::{Loader, Runner};
use super::record::{LeftOut, Record, SensitivitySummary, StudySummary, VariedAssumption};
use super::study::{Plan, Study};
use super::work::Work;
use crate::base::Error;
use crate::deployment::{Deployment, MediationServer, Users};
use crate::measure::Figure;
use crate::scenario::defaults::{self, DefaultValue};
use crate::scenario::{glob_matches, nearest};
pub(super) use ranges::scaled;
use swings::AS_ASSUMED;

/// A study of assumptions whose designs were all read and are valid.
#[derive(Debug)]
pub struct Assumptions {
    plan: Plan,
    base: Study,
    set: Vec<String>,
    figures: Vec<Figure>,
    varied: Vec<Varied>,
    left_out: Vec<LeftOut>,
    facts: Vec<(String, String)>,
}

/// An assumption, and the overrides of its designs.
#[derive(Debug)]
struct Varied {
    note: VariedAssumption,
    low: Vec<String>,
    high: Vec<String>,
}

impl Assumptions {
    /// A study of the assumptions whose keys match one of `only` (globs; empty means all). `measures` are as for a
    /// [`Sweep`](super::Sweep).
    ///
    /// # Errors
    /// Problems of the scenario, a measure that it does not have, or no assumption to vary.
    pub fn prepare(
        load: &Loader<'_>,
        set: &[String],
        plan: Plan,
        measures: &[String],
        only: &[String],
    ) -> Result<Self, Error> {
        let base = load(set)?;
        let mut selection = FigureSelection::default();
        selection.add(&base, measures);
        let figures = selection.figures()?;
        let assumed = &base.deployment().assumptions;
        for pattern in only {
            let keys = assumed.iter().map(|a| a.key.as_str());
            if !keys.clone().any(|key| glob_matches(pattern, key)) {
                let hint = nearest(pattern, keys);
                return Err(Error::usage(format!(
                    "no assumption of this scenario matches `{pattern}`: {hint}"
                )));
            }
        }
        let wanted = |key: &str| only.is_empty() || only.iter().any(|p| glob_matches(p, key));
        let (mut varied, mut left_out, mut hashes) = (Vec::new(), Vec::new(), Vec::new());
        for a in assumed.iter().filter(|a| wanted(&a.key)) {
            match ranges::of(&a.key, &a.value) {
                Ok(default) => {
                    let set = (load, set);
                    varied.push(vary(default, &a.value, base.deployment(), set, &mut hashes)?);
                }
                Err(why) => left_out.push(LeftOut {
                    key: a.key.clone(),
                    value: a.value.clone(),
                    why: why.to_owned(),
                }),
            }
        }
        if varied.is_empty() {
            let what = "this scenario has no assumption that can be varied";
            return Err(Error::usage(what));
        }
        let keys: Vec<&str> = varied.iter().map(|v| v.note.key.as_str()).collect();
        Work::of(&base, &plan).times(1 + hashes.len()).check(&plan)?;
        let facts = facts_of(&base, plan, &figures, ("assumptions", keys.join(", ")), &hashes);
        Ok(Assumptions { plan, base, set: set.to_vec(), figures, varied, left_out, facts })
    }

    /// The number of designs: one with all values as assumed, and one or two for each assumption.
    pub fn designs(&self) -> usize {
        1 + self.varied.iter().map(|v| if v.note.low.is_some() { 2 } else { 1 }).sum::<usize>()
    }

    /// Everything that the result depends on, by name.
    pub fn facts(&self) -> &[(String, String)] {
        &self.facts
    }

    /// Simulates the designs that `before` lacks. If `log` asks to stop, the record holds the designs finished so far.
    ///
    /// # Errors
    /// A fault of a run, or of `log`; an interruption before the first design was finished.
    pub fn run(
        &self,
        load: &Loader<'_>,
        before: Vec<Record>,
        log: &dyn Log,
    ) -> Result<Record, Error> {
        let mut runner = Runner::new(self.plan, &self.figures, (before, log), self.designs());
        let (names, overrides) = self.all();
        let finished = runner.run(&names, &|i| load(&overrides[i]))?;
        let designs = runner.into_done();
        let level = self.base.deployment().settings.confidence;
        let varied: Vec<VariedAssumption> = self.varied.iter().map(|v| v.note.clone()).collect();
        let note = SensitivitySummary {
            swings: swings::swings(&varied, &designs, &self.figures, level),
            figures: self.figures.clone(),
            assumptions: varied,
            left_out: self.left_out.clone(),
            finished,
        };
        let record = merge_records(&self.base, designs)?;
        Ok(Record { study: StudySummary::Sensitivity(note), ..record })
    }

    /// Names and overrides of all designs.
    fn all(&self) -> (Vec<String>, Vec<Vec<String>>) {
        let whole = |overrides: &[String]| self.set.iter().chain(overrides).cloned().collect();
        let mut all = vec![(AS_ASSUMED.to_owned(), whole(&[]))];
        for varied in &self.varied {
            let low = varied.note.low_design.as_ref().map(|design| (design, &varied.low));
            let ends = low.into_iter().chain([(&varied.note.high_design, &varied.high)]);
            all.extend(ends.map(|(design, overrides)| (design.clone(), whole(overrides))));
        }
        all.into_iter().unzip()
    }
}

fn vary(
    default: &DefaultValue,
    value: &str,
    deployment: &Deployment,
    from: (&Loader<'_>, &[String]),
    hashes: &mut Vec<String>,
) -> Result<Varied, Error> {
    let ends = ranges::ends(default);
    let high = overrides(default, &ends.high.1, deployment, from, hashes)?;
    let low = match &ends.low {
        Some((_, set)) => overrides(default, set, deployment, from, hashes)?,
        None => Vec::new(),
    };
    let note = VariedAssumption {
        key: default.key.to_owned(),
        value: value.to_owned(),
        low_design: ends.low.as_ref().map(|_| format!("{}, low", default.key)),
        high_design: match ends.low {
            Some(_) => format!("{}, high", default.key),
            None => format!("{}, other", default.key),
        },
        low: ends.low.map(|(words, _)| words),
        high: ends.high.0,
        source: ends.source,
        sourced: ends.sourced,
    };
    Ok(Varied { note, low, high })
}

/// The overrides that set an assumption to a value: for all objects of its kind at once or, if some of them do not
/// allow the key, for each object that does.
fn overrides(
    default: &DefaultValue,
    value: &str,
    deployment: &Deployment,
    (load, set): (&Loader<'_>, &[String]),
    hashes: &mut Vec<String>,
) -> Result<Vec<String>, Error> {
    let with = |more: &[String]| {
        let all: Vec<String> = set.iter().chain(more).cloned().collect();
        load(&all)
    };
    let path = ranges::path(default);
    let single =
        |name: &str| format!("{}?={value}", path.replacen("[*]", &format!("[\"{name}\"]"), 1));
    let all = vec![format!("{path}?={value}")];
    // Where the default depends on a condition, the key of other objects stays as it is.
    let only = defaults::at(default.path()).count() < 2;
    let first = match only.then(|| with(&all)) {
        Some(Ok(study)) => {
            hashes.push(study.sha256().to_owned());
            return Ok(all);
        }
        Some(Err(error)) => Some(error),
        None => None,
    };
    let fits = |text: &String| with(std::slice::from_ref(text)).is_ok();
    let some: Vec<String> =
        names(default, deployment).iter().map(|name| single(name)).filter(fits).collect();
    match (some.is_empty(), first) {
        (true, Some(error)) => Err(error),
        _ => {
            hashes.push(with(&some)?.sha256().to_owned());
            Ok(some)
        }
    }
}

/// The names of the objects of a kind whose keys are not allowed for every object.
fn names<'d>(default: &DefaultValue, d: &'d Deployment) -> Vec<&'d str> {
    let kind = default.path().split('.').next().unwrap_or_default();
    match kind {
        "traffic" => {
            let others = || defaults::at(default.path()).filter_map(DefaultValue::condition);
            let fits = |class: &str| match default.condition() {
                Some(wanted) => wanted == class,
                None => others().all(|other| other != class),
            };
            d.traffic.iter().filter(|t| fits(t.class.name())).map(|t| t.name.as_str()).collect()
        }
        "mediation_server" => {
            let mut names: Vec<&str> =
                d.mediation_servers.iter().filter(|m| meets(m, default, d)).map(base).collect();
            names.dedup();
            names
        }
        "fax_line" => d.fax_lines.iter().map(|line| line.name.as_str()).collect(),
        "exchange_server" => d.exchange_servers.iter().map(|s| s.name.as_str()).collect(),
        "gateway" => d.gateways.iter().map(|g| g.name.as_str()).collect(),
        "users" => {
            let depends = defaults::at(default.path()).count() > 1;
            let fits = |u: &&Users| !depends || u.pool.is_none() == default.condition().is_some();
            d.users.iter().filter(fits).map(|u| u.name.as_str()).collect()
        }
        "pool" => d.pools.iter().map(|p| p.name.as_str()).collect(),
        "dial_plan" => d.dial_plans.iter().map(|p| p.name.as_str()).collect(),
        "auto_attendant" => d.auto_attendants.iter().map(|a| a.name.as_str()).collect(),
        _ => Vec::new(),
    }
}

/// Whether a Mediation Server meets the condition of a default, as `collocated, Lync Server 2010`.
fn meets(server: &MediationServer, default: &DefaultValue, d: &Deployment) -> bool {
    let Some(condition) = default.condition() else { return true };
    let collocated = condition.strip_prefix("collocated, ");
    let product = d.pools[server.pool.index()].product.name();
    server.collocated_with.is_some() == collocated.is_some()
        && product.starts_with(collocated.unwrap_or(condition))
}

/// The name in the file, which stands for all instances of a collocated Mediation Server.
fn base(server: &MediationServer) -> &str {
    match server.collocated_with {
        Some(_) => server.name.rsplit_once('#').map_or(&server.name, |(base, _)| base),
        None => &server.name,
    }
}

#[cfg(test)]
mod tests;
