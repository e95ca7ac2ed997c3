//! What was imported as a study, with the files that stand beside the scenario.

use busyhour::internals::import::Imported;
use busyhour::{Files, Study};

struct Beside<'f>(&'f Imported);

impl Files for Beside<'_> {
    fn read(&self, path: &str) -> Result<String, String> {
        let found = self.0.files.iter().find(|(name, _)| name == path);
        let text = found.map(|(_, bytes)| String::from_utf8_lossy(bytes).into_owned());
        text.ok_or_else(|| "no such file".to_owned())
    }
}

/// The study of a scenario, with overrides.
pub fn study(of: &Imported, set: &[String]) -> Study {
    Study::parse("m.toml", &of.text, &Beside(of), set)
        .unwrap_or_else(|why| panic!("{why}\n{}", of.text))
}
