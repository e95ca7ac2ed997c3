//! A study: a scenario, resolved, checked and compiled in the same way for every command.

use super::figures;
use crate::base::{Diagnostic, Error, Place, SimTime};
use crate::call::Window;
use crate::check::{self, Checked};
use crate::deployment::{self, Deployment, Outage, Target};
use crate::network::{self, Names, Network};
use crate::recorder::{self, Bins, Course, Label, Recorder};
use crate::scenario::{self, Files, Scenario};
use std::path::PathBuf;
use std::sync::OnceLock;

/// A scenario with its overrides, resolved, checked and compiled.
#[derive(Clone, Debug)]
pub struct Study {
    deployment: Deployment,
    network: Network,
    names: Names,
    /// Made on first use: a thousand hosts have tens of thousands of labels, and the simulation itself needs none.
    labels: OnceLock<Vec<Label>>,
    overrides: Vec<String>,
    /// The text of the model's own file, if it is short.
    text: Option<String>,
    sha256: String,
    files: Vec<PathBuf>,
    checked: Checked,
    /// Where the scenario gives the arrivals of each source; empty if a program has made the deployment.
    sources: Vec<Place>,
    /// What a search has taken out of service in it; empty where nothing was.
    lost: String,
}

/// Seed, replications and threads of a study.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Plan {
    /// Master seed.
    pub seed: u64,
    /// Independent replications, at least 1.
    pub replications: u32,
    /// Threads; 0 means one per core. The record is the same for any number.
    pub threads: usize,
    /// Whether to begin work beyond the limits of [`Work`](super::Work); it can take days or all memory.
    pub allow_large: bool,
}

/// Bytes of a model's text that a record holds at most.
const MAX_TEXT: usize = 65_536;

impl Study {
    /// Reads a model and what it includes, and applies `path=value` overrides.
    ///
    /// # Errors
    /// Every problem of the scenario at once, or the file that cannot be read.
    #[cfg(feature = "files")]
    pub fn load(path: &std::path::Path, overrides: &[String]) -> Result<Self, Error> {
        Study::of(&scenario::load(path, overrides)?, overrides)
    }

    /// Parses a model from its text and applies `path=value` overrides. Further files are looked for in the folder of
    /// the path `name`.
    ///
    /// # Errors
    /// Every problem of the scenario at once.
    pub fn parse(
        name: &str,
        text: &str,
        files: &dyn Files,
        overrides: &[String],
    ) -> Result<Self, Error> {
        Study::of(&scenario::parse(name, text, files, overrides)?, overrides)
    }

    /// The study of a parsed scenario.
    ///
    /// # Errors
    /// Every problem of the scenario at once. If there is none, every target and exact answer whose figure the study does
    /// not measure.
    pub fn of(scenario: &Scenario, overrides: &[String]) -> Result<Self, Error> {
        let deployment = deployment::resolve(scenario)?;
        let mut study = Study::of_deployment(deployment, scenario.sha256());
        study.overrides = overrides.to_vec();
        study.text = Some(scenario.text().to_owned()).filter(|text| text.len() <= MAX_TEXT);
        study.files = scenario.files().to_vec();
        study.checked = check::check(scenario, &study.deployment);
        let arrivals = scenario.tables.traffic.iter().map(|table| table.place_of("arrivals"));
        study.sources = arrivals.collect();
        let problems = study.missing_figures();
        if problems.is_empty() { Ok(study) } else { Err(Error::problems(problems)) }
    }

    /// Targets and exact answers whose figures this study does not measure.
    fn missing_figures(&self) -> Vec<Diagnostic> {
        if self.deployment.targets.is_empty() && self.deployment.references.is_empty() {
            return Vec::new();
        }
        figures::missing(&self.deployment, self.labels())
    }

    /// The study of a deployment that a program has made; `sha256` identifies its origin.
    pub fn of_deployment(deployment: Deployment, sha256: &str) -> Self {
        let (network, names) = network::compile(&deployment);
        let (labels, overrides, sha256) = (OnceLock::new(), Vec::new(), sha256.to_owned());
        let checked = Checked::default();
        let (files, sources) = (Vec::new(), Vec::new());
        let text = None;
        Study {
            deployment,
            network,
            names,
            labels,
            overrides,
            text,
            sha256,
            files,
            checked,
            sources,
            lost: String::new(),
        }
    }

    /// The same study with a further outage, judged by these targets. What is assumed of peers is listed with the first
    /// outage.
    pub(super) fn with_outage(&self, outage: Outage, targets: &[Target]) -> Study {
        let mut deployment = self.deployment.clone();
        let sha256 = scenario::sha256_of(&format!("{} {outage:?}", self.sha256));
        if deployment.outages.is_empty() {
            deployment.assumptions.extend(deployment.failover.assumed.iter().cloned());
        }
        deployment.outages.push(outage);
        targets.clone_into(&mut deployment.targets);
        Study {
            overrides: self.overrides.clone(),
            text: self.text.clone(),
            files: self.files.clone(),
            checked: self.checked.clone(),
            sources: self.sources.clone(),
            ..Study::of_deployment(deployment, &sha256)
        }
    }

    /// The same study, known to be that without `lost`.
    pub(super) fn without(mut self, lost: &str) -> Study {
        lost.clone_into(&mut self.lost);
        self
    }

    /// What a search has taken out of service in it; empty where nothing was.
    pub(super) fn lost(&self) -> &str {
        &self.lost
    }

    /// The same study with these outages instead of its own.
    pub(super) fn with_outages(&self, outages: Vec<Outage>) -> Study {
        let mut deployment = self.deployment.clone();
        let sha256 = scenario::sha256_of(&format!("{} {outages:?}", self.sha256));
        deployment.outages = outages;
        Study {
            overrides: self.overrides.clone(),
            text: self.text.clone(),
            files: self.files.clone(),
            checked: self.checked.clone(),
            sources: self.sources.clone(),
            ..Study::of_deployment(deployment, &sha256)
        }
    }

    /// The same study, judged by these targets.
    pub(super) fn with_targets(mut self, targets: &[Target]) -> Study {
        targets.clone_into(&mut self.deployment.targets);
        self
    }

    /// The same study, with intervals at this level.
    pub(super) fn with_confidence(mut self, confidence: f64) -> Study {
        self.deployment.settings.confidence = confidence;
        self
    }

    /// Whether something fails in it: then formulas for a system that works as a whole do not hold.
    pub(super) fn has_outages(&self) -> bool {
        self.deployment.outages.iter().any(|outage| !outage.of.is_empty())
    }

    /// Where the scenario gives the arrivals of the source with this number.
    pub(super) fn place_of_source(&self, source: usize) -> Option<Place> {
        let is_known = self.sources.len() == self.deployment.traffic.len();
        self.sources.get(source).filter(|_| is_known).cloned()
    }

    /// The resolved scenario.
    pub fn deployment(&self) -> &Deployment {
        &self.deployment
    }

    /// The compiled network that is simulated.
    pub fn network(&self) -> &Network {
        &self.network
    }

    /// The names of the network's objects.
    pub fn names(&self) -> &Names {
        &self.names
    }

    /// The percentiles whose course over the run is kept, and the bins of all.
    pub(super) fn courses(&self) -> (Vec<Course>, Bins) {
        recorder::courses(&self.names, self.window())
    }

    /// The labels of the rows of every replication, in order.
    pub fn labels(&self) -> &[Label] {
        self.labels
            .get_or_init(|| Recorder::new(&self.network, &self.names, self.window()).labels())
    }

    /// The findings of the check; empty for a deployment that a program has made.
    pub fn checked(&self) -> &Checked {
        &self.checked
    }

    /// The overrides, as given.
    pub fn overrides(&self) -> &[String] {
        &self.overrides
    }

    /// The model and the further files that it names; empty for a deployment that a program has made.
    pub fn files(&self) -> &[PathBuf] {
        &self.files
    }

    /// The text of the model's own file; absent if it is long, or for a deployment that a program has made.
    pub fn text(&self) -> Option<&str> {
        self.text.as_deref()
    }

    /// SHA-256 of the text with includes and overrides, hexadecimal.
    pub fn sha256(&self) -> &str {
        &self.sha256
    }

    /// The plan that the scenario asks for, on all cores.
    pub fn plan(&self) -> Plan {
        let settings = &self.deployment.settings;
        let (seed, replications) = (settings.seed, settings.replications);
        Plan { seed, replications, threads: 0, allow_large: false }
    }

    /// When calls are measured.
    pub fn window(&self) -> Window {
        let settings = &self.deployment.settings;
        let from = SimTime::ZERO + settings.warm_up;
        let to = from + settings.duration;
        Window { from, to, horizon: to + settings.follow_at_most }
    }
}
