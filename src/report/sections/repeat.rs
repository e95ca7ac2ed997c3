//! The command that repeats a study, as far as its record says.

use crate::experiment::{Record, SizeSummary, StudySummary, SweepLayout, SweepSummary};
use crate::measure::Figure;
use crate::report::key;
use crate::report::sections::changes::{overrides_list, quoted};

/// The command. The model is called `MODEL.toml`, because the record does not know its file.
pub(crate) fn command(record: &Record) -> String {
    let mut words = vec!["busyhour".to_owned()];
    words.extend(match &record.study {
        StudySummary::Run => run(&[]),
        StudySummary::Headroom(_) => run(&["--headroom"]),
        StudySummary::Year(_) => run(&["--year"]),
        StudySummary::Losses(study) => {
            let mut words = run(&[]);
            for loss in &study.losses {
                words.extend(["--lose".to_owned(), quoted(&loss.design)]);
            }
            let lasts = study.to_seconds - study.from_seconds;
            words.extend(["--lose-from".to_owned(), seconds(study.from_seconds)]);
            words.extend(["--lose-for".to_owned(), seconds(lasts)]);
            words
        }
        StudySummary::Sweep(sweep) => of_sweep(sweep),
        StudySummary::Sensitivity(study) => {
            let mut words = vec!["sensitivity".to_owned(), MODEL.to_owned()];
            for assumption in &study.assumptions {
                words.extend(["--only".to_owned(), quoted(&assumption.key)]);
            }
            words.extend(measures(&study.figures));
            words
        }
        StudySummary::Comparison(study) if study.unpaired.is_some() => {
            let records = record.designs.iter().map(|d| quoted(&format!("{}.json", d.name)));
            let words = ["busyhour", "compare"].map(str::to_owned).into_iter().chain(records);
            return words.chain(measures(&study.figures)).collect::<Vec<_>>().join(" ");
        }
        StudySummary::Comparison(study) => {
            let mut words = vec!["compare".to_owned()];
            words.extend(compared(record));
            words.extend(measures(&study.figures));
            words
        }
        StudySummary::Size(study) => of_size(study),
    });
    words.push(format!("--seed {}", record.seed));
    // A search chooses the number itself.
    let is_search = matches!(record.study, StudySummary::Size(_))
        || record.comparison().is_some_and(|compare| compare.selection.is_some());
    let has_effort = record.designs.iter().any(|design| design.effort.is_some());
    if let Some(race) = &record.race {
        let most = race.looks.last().copied().unwrap_or(record.replications);
        words.push(format!("--race --replications {most}"));
    } else if has_effort {
        words.push("--precision …".to_owned());
    } else if !is_search {
        words.push(format!("--replications {}", record.replications));
    }
    words.extend(overrides_list(record).map(|set| format!("--set {}", quoted(set))));
    words.join(" ")
}

const MODEL: &str = "MODEL.toml";

fn run(more: &[&str]) -> Vec<String> {
    ["run", MODEL].iter().chain(more).map(|word| (*word).to_owned()).collect()
}

fn of_sweep(sweep: &SweepSummary) -> Vec<String> {
    let mut words = vec!["sweep".to_owned(), MODEL.to_owned()];
    for key in &sweep.keys {
        let values = match sweep.layout {
            SweepLayout::Factorial => format!("[{}]", key.values.join(", ")),
            SweepLayout::LatinHypercube => "…".to_owned(),
        };
        words.extend(["--vary".to_owned(), quoted(&format!("{}={values}", key.path))]);
    }
    if sweep.layout == SweepLayout::LatinHypercube {
        words.push(format!("--latin-hypercube {}", sweep.points.len()));
    }
    words.extend(measures(&sweep.figures));
    words
}

/// The models of a comparison and what it varies. A design is named after its model and its values, and changes what all
/// designs change before that.
fn compared(record: &Record) -> Vec<String> {
    let common: Vec<&String> = overrides_list(record).collect();
    let (mut models, mut axes): (Vec<String>, Vec<(&str, Vec<&str>)>) = (Vec::new(), Vec::new());
    for design in &record.designs {
        let own: Vec<&str> = design
            .overrides
            .iter()
            .filter(|set| !common.contains(set))
            .map(String::as_str)
            .collect();
        let settings = key::settings(own.iter().copied());
        let name = design.name.strip_suffix(&settings).unwrap_or(&design.name);
        let name = name.strip_suffix("; ").unwrap_or(name);
        let model = match name {
            name if name.is_empty() || name.contains('=') => MODEL.to_owned(),
            name if name.ends_with(".toml") => quoted(name),
            name => quoted(&format!("{name}.toml")),
        };
        if !models.contains(&model) {
            models.push(model);
        }
        for (key, value) in own.iter().filter_map(|set| key_and_value(set)) {
            match axes.iter_mut().find(|(known, _)| *known == key) {
                Some((_, values)) if values.contains(&value) => {}
                Some((_, values)) => values.push(value),
                None => axes.push((key, vec![value])),
            }
        }
    }
    let all = axes.iter().map(|(_, values)| values.len()).product::<usize>() * models.len();
    if all != record.designs.len() {
        return vec!["MODEL.toml… --vary …".to_owned()];
    }
    let vary = |(key, values): (&str, Vec<&str>)| {
        ["--vary".to_owned(), quoted(&format!("{key}=[{}]", values.join(", ")))]
    };
    models.into_iter().chain(axes.into_iter().flat_map(vary)).collect()
}

/// The parts of an override; the name of an object in its key may hold `=`.
fn key_and_value(set: &str) -> Option<(&str, &str)> {
    let name = set.find("\"]").unwrap_or(0);
    let at = name + set.get(name..)?.find('=')?;
    Some((&set[..at], &set[at + 1..]))
}

fn of_size(study: &SizeSummary) -> Vec<String> {
    let mut words = vec!["size".to_owned(), MODEL.to_owned()];
    words.extend(study.given_ranges.iter().map(|range| format!("--vary {}", quoted(range))));
    let confidence = format!("{:.8}", 100.0 * study.confidence);
    let confidence = confidence.trim_end_matches('0').trim_end_matches('.');
    words.push(format!("--confidence {}", quoted(&format!("{confidence} %"))));
    if study.first_replications > 0 {
        words.push(format!("--replications {}", study.first_replications));
        words.push(format!("--at-most {}", study.at_most_replications));
    }
    words.push(format!("--designs {}", study.at_most_designs));
    words
}

fn measures(figures: &[Figure]) -> impl Iterator<Item = String> {
    figures.iter().map(|figure| format!("--measure {}", quoted(&figure.to_string())))
}

fn seconds(seconds: f64) -> String {
    quoted(&format!("{seconds} s"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::sample::record;

    #[test]
    fn a_run_is_repeated_with_its_seed_and_overrides() {
        let mut changed = record();
        changed.designs[0].overrides = vec!["gateway[\"o'neil\"].channels=20".to_owned()];
        assert_eq!(
            command(&changed),
            r#"busyhour run MODEL.toml --seed 2013 --replications 10 --set 'gateway["o'\''neil"].channels=20'"#
        );
    }

    #[test]
    fn a_comparison_is_repeated_with_its_models_and_values() {
        let words = |designs: &[(&str, &[&str])]| {
            let mut changed = record();
            let of_each = |(name, overrides): &(&str, &[&str])| crate::experiment::Design {
                name: (*name).to_owned(),
                overrides: overrides.iter().map(|set| (*set).to_owned()).collect(),
                ..changed.designs[0].clone()
            };
            changed.designs = designs.iter().map(of_each).collect();
            compared(&changed).join(" ")
        };
        assert_eq!(words(&[("one", &["a=1"]), ("two", &["a=1"])]), "one.toml two.toml");
        let key = r#"gateway["a=b"].channels"#;
        let [two, three] = ["2", "3"].map(|value| format!("{key}={value}"));
        let [of_two, of_three] = [&two, &three].map(|set| key::setting(set));
        assert_eq!(
            words(&[(&of_two, &["a=1", &two]), (&of_three, &["a=1", &three])]),
            r#"MODEL.toml --vary 'gateway["a=b"].channels=[2, 3]'"#
        );
        assert_eq!(
            words(&[
                ("x; b: 2", &["b=2"]),
                ("x; b: 3", &["b=3"]),
                ("y; b: 2", &["b=2"]),
                ("y; b: 3", &["b=3"])
            ]),
            "x.toml y.toml --vary 'b=[2, 3]'"
        );
        // Nobody knows how these came together.
        let three = [("x; b: 2", &["b=2"][..]), ("x; b: 3", &["b=3"]), ("y; b: 2", &["b=2"])];
        assert_eq!(words(&three), "MODEL.toml… --vary …");
    }
}
