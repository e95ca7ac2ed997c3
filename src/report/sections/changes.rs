//! What the command line changed in a model, and words of a command.

use crate::experiment::Record;

/// What the command line changed in every design, as `--set KEY=VALUE …`; empty if nothing. A warm-up that was looked for
/// stands in the subtitle.
pub(crate) fn overrides(record: &Record) -> String {
    overrides_list(record).map(|set| format!("--set {set}")).collect::<Vec<_>>().join(" ")
}

/// The same one by one, without `--set`.
pub(crate) fn overrides_list(record: &Record) -> impl Iterator<Item = &String> {
    let of_all = |set: &&String| record.designs.iter().all(|d| d.overrides.contains(set));
    let is_found = |set: &&String| record.warm_up.is_some() && set.starts_with("study.warm_up=");
    let first = record.designs.first().map_or(&[][..], |d| &d.overrides);
    first.iter().filter(move |set| of_all(set) && !is_found(set))
}

/// A word for a shell of POSIX.
pub(crate) fn quoted(word: &str) -> String {
    let plain = |c: char| c.is_ascii_alphanumeric() || "-_./=:@,".contains(c);
    match !word.is_empty() && word.chars().all(plain) {
        true => word.to_owned(),
        false => format!("'{}'", word.replace('\'', r"'\''")),
    }
}
