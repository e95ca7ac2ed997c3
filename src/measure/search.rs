//! Finds measures by name and by meaning, for `measures WORD` and for names that do not exist.

use super::catalogue::Measure;
use super::problem::Problem;
use std::str::FromStr;

/// Words that are ignored in a search.
const FILLERS: [&str; 12] =
    ["a", "an", "the", "of", "to", "in", "at", "on", "for", "by", "and", "until"];

/// Maximum number of suggestions.
const MAX_PROPOSED: usize = 3;

impl FromStr for Measure {
    type Err = Problem;

    /// # Errors
    /// A sentence for people, which names similar measures.
    fn from_str(name: &str) -> Result<Self, Problem> {
        Measure::named(name).ok_or_else(|| unknown(name))
    }
}

/// The words of a text, in lower case and without a plural's `s`.
fn words(text: &str) -> Vec<String> {
    let words = text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    let lower = words.map(str::to_lowercase).filter(|word| !FILLERS.contains(&word.as_str()));
    lower.map(singular).collect()
}

fn singular(word: String) -> String {
    match word.strip_suffix('s') {
        Some(rest) if rest.len() > 2 && !rest.ends_with('s') => rest.to_owned(),
        _ => word,
    }
}

/// How well a word matches the words of a text, from 0 to 1. Misspelt words count less.
fn fit(word: &str, among: &[String]) -> f64 {
    let one = |other: &String| match other == word {
        true => 1.0,
        false => {
            let similar = strsim::jaro_winkler(word, other);
            if similar > 0.88 { 0.9 * similar } else { 0.0 }
        }
    };
    among.iter().map(one).fold(0.0, f64::max)
}

/// How well a measure matches a search: its name counts most, then its keywords and label, then its meaning.
fn score(measure: Measure, wanted: &[String], text: &str) -> f64 {
    let d = measure.definition();
    let fields = [(d.name, 1.0), (d.keywords, 0.9), (d.label, 0.9), (d.meaning, 0.4)];
    let fields = fields.map(|(text, weight)| (words(text), weight));
    let best = |word: &String| {
        fields.iter().map(|(among, weight)| weight * fit(word, among)).fold(0.0, f64::max)
    };
    let by_words = wanted.iter().map(best).sum::<f64>() / wanted.len().max(1) as f64;
    let by_name = strsim::normalized_damerau_levenshtein(text, d.name);
    let keywords = format!(" {} ", fields[1].0.join(" "));
    let phrase = wanted.len() > 1 && keywords.contains(&format!(" {} ", wanted.join(" ")));
    // Of two that have all words, the one with fewer others is meant.
    let known = fields[0].0.iter().filter(|part| fit(part, wanted) > 0.8).count();
    let covered = known as f64 / fields[0].0.len() as f64;
    by_words.max(by_name) + 0.05 * by_name + 0.2 * covered + if phrase { 0.25 } else { 0.0 }
}

/// Up to three measures that may be meant, the most likely first.
pub fn similar(text: &str) -> Vec<Measure> {
    let misspelt = misspelt(text);
    if !misspelt.is_empty() {
        return misspelt;
    }
    let wanted = words(text);
    let scored = Measure::ALL.iter().map(|m| (score(*m, &wanted, &text.to_lowercase()), *m));
    let mut scored: Vec<(f64, Measure)> = scored.filter(|(score, _)| *score >= 0.55).collect();
    // A stable sort keeps equals in the order of the catalogue.
    scored.sort_by(|a, b| b.0.total_cmp(&a.0));
    let best = scored.first().map_or(0.0, |(score, _)| *score);
    let near = scored.into_iter().take_while(|(score, _)| *score >= 0.75 * best);
    near.take(MAX_PROPOSED).map(|(_, measure)| measure).collect()
}

/// The measures whose name is nearly this, the most similar first.
fn misspelt(text: &str) -> Vec<Measure> {
    let similarity = |m: &Measure| strsim::normalized_damerau_levenshtein(text, m.name());
    let scored = Measure::ALL.iter().map(|m| (similarity(m), *m));
    let mut near: Vec<(f64, Measure)> = scored.filter(|(score, _)| *score >= 0.85).collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    near.into_iter().take(MAX_PROPOSED).map(|(_, measure)| measure).collect()
}

/// Every measure whose name, label, keywords, family or meaning has all words of a text; all of
/// them for no text.
pub fn matching(text: &str) -> Vec<Measure> {
    let wanted = words(text);
    let fits = |measure: &&Measure| {
        let d = measure.definition();
        let mut all = [d.name, d.label, d.keywords, d.family, d.meaning, d.source].join(" ");
        for (statistic, _) in d.statistics {
            all.push(' ');
            all.push_str(statistic.name());
        }
        let all = all.to_lowercase();
        wanted.iter().all(|word| all.contains(word.as_str()))
    };
    let mut found: Vec<Measure> = Measure::ALL.iter().filter(fits).copied().collect();
    // The measure of exactly this name comes first; a stable sort keeps the others in their order.
    found.sort_by_key(|measure| measure.name() != text);
    found
}

/// The problem with a name that no measure has.
pub(super) fn unknown(name: &str) -> Problem {
    Problem::new(format!("there is no measure `{name}`"), did_you_mean(name))
}

/// The hint for an unknown name.
fn did_you_mean(name: &str) -> String {
    if let Some((measure, scope)) = name.split_once('@') {
        return format!("write measure = \"{measure}\" and scope = \"{scope}\"");
    }
    let names: Vec<String> = similar(name).iter().map(|m| format!("`{m}`")).collect();
    match names.as_slice() {
        [] => "`busyhour measures` lists them".to_owned(),
        [one] => format!("did you mean {one}?"),
        [first @ .., last] => format!("did you mean {} or {last}?", first.join(", ")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn measures_are_found_by_meaning() {
        for (text, expected) in [
            ("notifications_lost", Measure::MissedCallNotificationLoss),
            ("delay to ringing", Measure::PostSelectionDelay),
            ("bloking", Measure::Blocking),
            ("blocked", Measure::Blocking),
            ("post_dial_dealy", Measure::PostDialDelay),
            ("cpu", Measure::Utilization),
            ("ringback delay", Measure::PostDialDelay),
            ("faxes rejected", Measure::FaxRejected),
            ("talk time", Measure::SessionDurationTime),
        ] {
            assert_eq!(similar(text).first(), Some(&expected), "{text}: {:?}", similar(text));
        }
        let lost = similar("notifications_lost");
        assert!(lost.contains(&Measure::MissedCallNotificationsLost), "{lost:?}");
        assert_eq!(similar("xyzzy"), []);
    }

    #[test]
    fn a_list_has_every_measure_with_the_words() {
        assert_eq!(matching("").len(), Measure::ALL.len());
        let of_fax = matching("fax");
        assert!(of_fax.contains(&Measure::FaxTimeToFailure) && of_fax.len() >= 8);
        assert!(matching("MCN loss").contains(&Measure::MissedCallNotificationLoss));
    }
}
