//! `--json out.json` instead of `--json=out.json`. The file of these options is optional, so that the
//! word after a space would be taken for another argument, as a model.

use super::arguments::Arguments;
use crate::base::Error;
use clap::{CommandFactory, error::ErrorKind};

/// The options whose file is optional, and how such files end.
const OPTIONS: [(&str, &[&str]); 3] =
    [("--json", &[".json"]), ("--csv", &[".csv"]), ("--sarif", &[".sarif", ".json"])];

/// The error for an option whose file follows after a space: a word that ends as its files do, or
/// any word where the arguments are refused for one too many.
pub fn refused(words: &[String]) -> Option<Error> {
    let too_many = || {
        let parsed = Arguments::command().try_get_matches_from(words);
        parsed.is_err_and(|error| error.kind() == ErrorKind::UnknownArgument)
    };
    words.windows(2).find_map(|pair| {
        let [option, file] = pair else { return None };
        let (_, ends) = OPTIONS.iter().find(|(name, _)| name == option)?;
        let is_file = ends.iter().any(|end| file.ends_with(end));
        let refused = is_file || (!file.starts_with('-') && too_many());
        refused.then(|| {
            Error::usage(format!(
                "`{option} {file}`: the file of {option} follows an equals sign; write {option}={file}"
            ))
        })
    })
}
