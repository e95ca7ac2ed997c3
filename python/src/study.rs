//! Models, and the studies of them.

use crate::errors::{or_raise, usage};
use crate::findings::Findings;
use crate::overrides;
use crate::record::Record;
use crate::watch::{Watch, watched};
use busyhour::{
    Axis, Compare, Disk, Error, Layout, Plan, Precision, Replicating, Selecting, Sweep,
    WarmUpSummary, find_warm_up, replicate, replicate_until,
};
use pyo3::prelude::*;
use pyo3::types::{PyMapping, PyString};
use std::path::PathBuf;

/// Where a model comes from.
#[derive(Clone)]
enum Model {
    File(PathBuf),
    Text(String),
}

impl Model {
    fn study(&self, overrides: &[String]) -> Result<busyhour::Study, Error> {
        match self {
            Model::File(path) => busyhour::Study::load(path, overrides),
            // It includes files of the current folder.
            Model::Text(text) => busyhour::Study::parse("model.toml", text, &Disk, overrides),
        }
    }

    fn name(&self) -> String {
        match self {
            Model::File(path) => {
                path.file_stem().unwrap_or_default().to_string_lossy().into_owned()
            }
            Model::Text(_) => "model".to_owned(),
        }
    }
}

/// A model with its overrides, read and resolved.
#[pyclass(frozen, module = "busyhour")]
pub struct Study {
    model: Model,
    set: Vec<String>,
    study: busyhour::Study,
}

/// What every study takes.
#[derive(Clone, Copy)]
struct Options {
    replications: Option<u32>,
    seed: Option<u64>,
    threads: usize,
    allow_large: bool,
}

impl Options {
    fn new(
        py: Python<'_>,
        (replications, seed): (Option<u32>, Option<u64>),
        (threads, allow_large): (usize, bool),
    ) -> PyResult<Options> {
        match replications {
            Some(0) => Err(usage(py, "a study has at least one replication")),
            _ => Ok(Options { replications, seed, threads, allow_large }),
        }
    }

    fn plan(&self, study: &busyhour::Study) -> Plan {
        let plan = study.plan();
        Plan {
            seed: self.seed.unwrap_or(plan.seed),
            replications: self.replications.unwrap_or(plan.replications),
            threads: self.threads,
            allow_large: self.allow_large,
        }
    }
}

/// A model with the warm-up that it asks to find, and the overrides that make it.
struct Settled {
    study: busyhour::Study,
    set: Vec<String>,
    warm_up: Option<WarmUpSummary>,
}

fn settled(
    model: &Model,
    set: &[String],
    study: &busyhour::Study,
    (options, watch): (&Options, &Watch),
) -> Result<Settled, Error> {
    let mut set = set.to_vec();
    if !study.deployment().settings.find_warm_up {
        return Ok(Settled { study: study.clone(), set, warm_up: None });
    }
    let found = find_warm_up(study, &options.plan(study), watch)?;
    set.push(found.set());
    Ok(Settled { study: model.study(&set)?, set, warm_up: Some(found) })
}

/// Reads a model from a file, or from its text (a text with a line break).
#[pyfunction]
#[pyo3(signature = (path_or_text, /, *, set = None))]
pub fn load(
    py: Python<'_>,
    path_or_text: PathBuf,
    set: Option<&Bound<'_, PyMapping>>,
) -> PyResult<Study> {
    let set = overrides::of(set)?;
    let model = match path_or_text.to_str() {
        Some(text) if text.contains('\n') => Model::Text(text.to_owned()),
        _ => Model::File(path_or_text),
    };
    Study::new(py, model, set)
}

/// One text or several; `None` for none.
fn several(value: Option<&Bound<'_, PyAny>>) -> PyResult<Vec<String>> {
    match value {
        None => Ok(Vec::new()),
        Some(value) => match value.cast::<PyString>() {
            Ok(text) => Ok(vec![text.extract()?]),
            Err(_) => match value.cast::<PyMapping>() {
                Ok(by_name) => overrides::of(Some(by_name)),
                Err(_) => value.extract(),
            },
        },
    }
}

impl Study {
    fn new(py: Python<'_>, model: Model, set: Vec<String>) -> PyResult<Study> {
        let study = or_raise(py, py.detach(|| model.study(&set)))?;
        Ok(Study { model, set, study })
    }

    /// The designs of a comparison: names, models and overrides.
    fn entrants(&self, others: &Bound<'_, PyAny>) -> PyResult<Vec<(String, Model, Vec<String>)>> {
        let mut found = vec![(self.name(), self.model.clone(), self.set.clone())];
        let named: Vec<(Option<String>, Bound<'_, PyAny>)> = match others.cast::<PyMapping>() {
            Ok(by_name) => by_name.items()?.extract()?,
            Err(_) => others.try_iter()?.map(|one| Ok((None, one?))).collect::<PyResult<_>>()?,
        };
        for (name, other) in named {
            if let Ok(study) = other.cast::<Study>() {
                let study = study.get();
                let name = name.unwrap_or_else(|| study.name());
                found.push((name, study.model.clone(), study.set.clone()));
                continue;
            }
            let own = other.cast::<PyMapping>().map_err(|_| {
                usage(others.py(), "a design is a Study, or a dict of overrides of this model")
            })?;
            let own = overrides::of(Some(own))?;
            let name = name.unwrap_or_else(|| own.join(", "));
            found.push((name, self.model.clone(), [self.set.clone(), own].concat()));
        }
        Ok(found)
    }
}

#[pymethods]
impl Study {
    /// The scenario's title.
    #[getter]
    fn title(&self) -> &str {
        &self.study.deployment().title
    }

    /// Name of the model: that of its file without extension, or `model`.
    #[getter]
    fn name(&self) -> String {
        self.model.name()
    }

    /// The overrides, as `path=value`.
    #[getter]
    fn overrides(&self) -> Vec<String> {
        self.set.clone()
    }

    /// SHA-256 of the text with includes and overrides, hexadecimal.
    #[getter]
    fn sha256(&self) -> &str {
        self.study.sha256()
    }

    /// The same model with further overrides.
    fn with_set(&self, py: Python<'_>, set: &Bound<'_, PyMapping>) -> PyResult<Study> {
        Study::new(py, self.model.clone(), [self.set.clone(), overrides::of(Some(set))?].concat())
    }

    /// The configuration mistakes of the deployment, and which calls get through.
    fn check(&self) -> Findings {
        Findings::of(&self.name(), self.study.checked())
    }

    /// Simulates the model.
    #[pyo3(signature = (precision = None, *, replications = None, seed = None, at_most = 1000, threads = 0,
        allow_large = false, progress = None))]
    #[allow(clippy::too_many_arguments, reason = "keywords of Python")]
    fn run(
        &self,
        py: Python<'_>,
        precision: Option<&Bound<'_, PyAny>>,
        replications: Option<u32>,
        seed: Option<u64>,
        at_most: u32,
        threads: usize,
        allow_large: bool,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Record> {
        let asked = several(precision)?;
        let options = Options::new(py, (replications, seed), (threads, allow_large))?;
        let record = watched(py, progress.as_ref(), |watch| {
            let settled = settled(&self.model, &self.set, &self.study, (&options, watch))?;
            let (study, plan) = (&settled.study, options.plan(&settled.study));
            let record = if asked.is_empty() {
                replicate(study, &plan, watch)?
            } else {
                let precision = Precision::asked(study, &asked, at_most)?;
                let first = Plan { replications: options.replications.unwrap_or(1), ..plan };
                replicate_until(study, &first, &precision, watch)?
            };
            Ok(record.with_warm_up(settled.warm_up))
        })?;
        Ok(record.into())
    }

    /// Varies keys of the model, and finds where a target is first missed.
    #[pyo3(signature = (vary, *, measure = None, latin_hypercube = None, tolerance = 0.01, refine = true,
        precision = None, at_most = 1000, race = false, replications = None, seed = None, threads = 0, allow_large = false, progress = None))]
    #[allow(clippy::too_many_arguments, reason = "keywords of Python")]
    fn sweep(
        &self,
        py: Python<'_>,
        vary: &Bound<'_, PyAny>,
        measure: Option<&Bound<'_, PyAny>>,
        latin_hypercube: Option<u32>,
        tolerance: f64,
        refine: bool,
        precision: Option<&Bound<'_, PyAny>>,
        at_most: u32,
        race: bool,
        replications: Option<u32>,
        seed: Option<u64>,
        threads: usize,
        allow_large: bool,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Record> {
        let axes = match vary.cast::<PyMapping>() {
            Ok(by_path) => overrides::axes(by_path)?,
            Err(_) => several(Some(vary))?,
        };
        let axes = axes.iter().map(|text| Axis::parse(text)).collect::<Result<Vec<_>, _>>();
        let axes = or_raise(py, axes)?;
        if !(0.0..=1.0).contains(&tolerance) {
            return Err(usage(py, "tolerance is a share of the varied range, from 0 to 1"));
        }
        let measures = several(measure)?;
        let replicating = replicating(py, precision, at_most, race)?;
        let options = Options::new(py, (replications, seed), (threads, allow_large))?;
        let record = watched(py, progress.as_ref(), |watch| {
            let settled = settled(&self.model, &self.set, &self.study, (&options, watch))?;
            let plan = replicating.plan(options.plan(&settled.study), options.replications);
            let layout = match latin_hypercube {
                Some(points) => Layout::LatinHypercube { points, seed: plan.seed },
                None => Layout::Factorial,
            };
            let load = |overrides: &[String]| self.model.study(overrides);
            let sweep = Sweep {
                axes,
                layout,
                measures,
                tolerance: refine.then_some(tolerance),
                replicating,
            };
            let prepared = sweep.prepare(&load, &settled.set, plan)?;
            Ok(prepared.run(&load, Vec::new(), watch)?.with_warm_up(settled.warm_up))
        })?;
        Ok(record.into())
    }

    /// Compares this design with others on the same callers.
    #[pyo3(signature = (others, *, measure = None, rank_by = None, highest = false, indifference = None,
        confidence = None, precision = None, at_most = 1000, race = false, replications = None, seed = None, threads = 0, allow_large = false,
        progress = None))]
    #[allow(clippy::too_many_arguments, reason = "keywords of Python")]
    fn compare(
        &self,
        py: Python<'_>,
        others: &Bound<'_, PyAny>,
        measure: Option<&Bound<'_, PyAny>>,
        rank_by: Option<String>,
        highest: bool,
        indifference: Option<String>,
        confidence: Option<f64>,
        precision: Option<&Bound<'_, PyAny>>,
        at_most: u32,
        race: bool,
        replications: Option<u32>,
        seed: Option<u64>,
        threads: usize,
        allow_large: bool,
        progress: Option<Py<PyAny>>,
    ) -> PyResult<Record> {
        let entrants = self.entrants(others)?;
        let measures = several(measure)?;
        if confidence.is_some_and(|level| !(level > 0.0 && level < 1.0)) {
            return Err(usage(py, "confidence is a probability above 0 and below 1"));
        }
        let selecting =
            indifference.map(|indifference| Selecting { indifference, confidence, at_most });
        let selects = selecting.is_some();
        let replicating = replicating(py, precision, at_most, race)?;
        if selects && !matches!(replicating, Replicating::Planned) {
            return Err(usage(
                py,
                "indifference already adds replications; leave precision and race out",
            ));
        }
        let kept = replicating.clone();
        let asked = Compare { measures, rank_by, highest, selecting, replicating };
        let options = Options::new(py, (replications, seed), (threads, allow_large))?;
        let record = watched(py, progress.as_ref(), |watch| {
            let warm_up = common_warm_up(&entrants, (&options, watch))?;
            let load = |i: usize| {
                let (_, model, set) = &entrants[i];
                let found = warm_up.iter().map(WarmUpSummary::set);
                model.study(&set.iter().cloned().chain(found).collect::<Vec<_>>())
            };
            let plan = kept.plan(options.plan(&load(0)?), options.replications);
            let names = entrants.iter().map(|(name, ..)| name.clone()).collect();
            let contest = asked.prepare(names, &load, plan)?;
            let record = match selects {
                true => contest.select(&load, watch)?,
                false => contest.run(&load, Vec::new(), watch)?,
            };
            Ok(record.with_warm_up(warm_up))
        })?;
        Ok(record.into())
    }

    fn __repr__(&self) -> String {
        format!("<Study {}: {}>", self.name(), self.title())
    }
}

/// One warm-up for all designs, so that all meet the same callers in the same window: that of the first that asks.
fn common_warm_up(
    entrants: &[(String, Model, Vec<String>)],
    (options, watch): (&Options, &Watch),
) -> Result<Option<WarmUpSummary>, Error> {
    for (_, model, set) in entrants {
        let study = model.study(set)?;
        if study.deployment().settings.find_warm_up {
            return find_warm_up(&study, &options.plan(&study), watch).map(Some);
        }
    }
    Ok(None)
}

/// How many replications each design of a study gets.
fn replicating(
    py: Python<'_>,
    precision: Option<&Bound<'_, PyAny>>,
    at_most: u32,
    race: bool,
) -> PyResult<Replicating> {
    let widths = several(precision)?;
    if race && !widths.is_empty() {
        return Err(usage(py, "a race and a precision exclude each other; ask for one of them"));
    }
    Ok(Replicating::of(widths, at_most, race))
}
