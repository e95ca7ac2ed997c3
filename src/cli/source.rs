//! Where a command reads its models from, and where its replications come from: usually the disk and this process, but
//! the plan and the parts of a study in shards.

use crate::base::Error;
use crate::experiment::{DesignSource, Study, Supply, Texts};
use crate::scenario::{Disk, Files};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};

/// Where models and replications come from; by default from the disk and from this process.
#[derive(Clone, Debug, Default)]
pub struct Source(Option<Arc<Elsewhere>>);

/// Of a study in shards.
#[derive(Debug, Default)]
struct Elsewhere {
    /// The texts of the plan, by path; `None` while it is made.
    files: Option<Texts>,
    /// The models that the plan names, where the command looks for them in folders.
    models: Vec<PathBuf>,
    /// What was read while the plan is made.
    read: Mutex<(BTreeSet<String>, Vec<String>)>,
    supply: Supply,
}

impl Source {
    /// Of a study that is planned: models are read from the disk, and what it lacks is noted.
    pub fn planning() -> Self {
        Source(Some(Arc::default()))
    }

    /// Of a planned study: its texts and models, and the replications that are simulated.
    pub fn planned(files: Texts, models: &[String], supply: Supply) -> Self {
        let models = models.iter().map(PathBuf::from).collect();
        Source(Some(Arc::new(Elsewhere {
            files: Some(files),
            models,
            supply,
            ..Elsewhere::default()
        })))
    }

    /// Reads a model.
    pub fn load(&self, model: &Path, overrides: &[String]) -> Result<Study, Error> {
        let Some(elsewhere) = &self.0 else { return Study::load(model, overrides) };
        if let Some(files) = &elsewhere.files {
            return files.study(&model.display().to_string(), overrides);
        }
        let study = Study::load(model, overrides)?;
        let read = study.files().iter().map(|path| path.display().to_string());
        elsewhere.read.lock().unwrap_or_else(PoisonError::into_inner).0.extend(read);
        Ok(study)
    }

    /// The models that the plan names, if there is one.
    pub fn models(&self) -> Option<&[PathBuf]> {
        let elsewhere = self.0.as_ref()?;
        elsewhere.files.as_ref().map(|_| elsewhere.models.as_slice())
    }

    /// Notes the models that a command found in folders.
    pub fn note_models<'a>(&self, models: impl Iterator<Item = &'a Path>) {
        if let Some(elsewhere) = &self.0 {
            let mut read = elsewhere.read.lock().unwrap_or_else(PoisonError::into_inner);
            read.1 = models.map(|path| path.display().to_string()).collect();
        }
    }

    /// The texts and models that were read while the study was planned.
    ///
    /// # Errors
    /// A file that cannot be read any more.
    pub fn read(&self) -> Result<(Texts, Vec<String>), Error> {
        let Some(elsewhere) = &self.0 else { return Ok(Default::default()) };
        let (paths, models) = elsewhere.read.lock().unwrap_or_else(PoisonError::into_inner).clone();
        let text = |path: String| {
            let text = Disk.read(&path).map_err(|why| Error::file(&path, why))?;
            Ok((path, text))
        };
        Ok((Texts(paths.into_iter().map(text).collect::<Result<_, Error>>()?), models))
    }

    /// Where replications come from, if not from this process.
    pub fn supply(&self) -> Option<&Supply> {
        self.0.as_ref().map(|elsewhere| &elsewhere.supply)
    }

    /// The designs of which replications are lacking, as [`Supply::lacking`].
    pub fn lacking(&self) -> Vec<(DesignSource, f64, Vec<u32>)> {
        self.supply().map(Supply::lacking).unwrap_or_default()
    }

    /// Refuses to go on with an incomplete result.
    ///
    /// # Errors
    /// If replications are lacking.
    pub fn check_complete(&self) -> Result<(), Error> {
        match self.supply().is_some_and(Supply::is_lacking) {
            true => Err(Error::fault("replications are lacking")),
            false => Ok(()),
        }
    }

    /// What was done to get the result, for messages.
    pub fn verb(&self) -> &'static str {
        if self.is_merge() { "merged" } else { "simulated" }
    }

    /// Whether shards hold what was simulated, so that nothing is simulated here.
    pub fn is_merge(&self) -> bool {
        self.0.is_some()
    }
}
