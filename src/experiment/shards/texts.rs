//! The files that a plan holds.

use crate::base::Error;
use crate::experiment::study::Study;
use crate::scenario::Files;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The text of every file of a study, by the path by which it was read.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Texts(pub BTreeMap<String, String>);

impl Texts {
    /// Reads a model, and what it includes, from these texts alone.
    ///
    /// # Errors
    /// A text that is not there, or a model that is wrong.
    pub fn study(&self, model: &str, overrides: &[String]) -> Result<Study, Error> {
        let text = self.read(model).map_err(|why| Error::file(model, why))?;
        Study::parse(model, &text, self, overrides)
    }
}

impl Files for Texts {
    fn read(&self, path: &str) -> Result<String, String> {
        let text = self.0.get(path).cloned();
        text.ok_or_else(|| "the plan does not hold this file; plan again".to_owned())
    }
}
