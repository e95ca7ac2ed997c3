//! The command that repeats a study, as far as its record says.

use crate::experiment::{Record, SizeSummary, StudySummary, SweepLayout, SweepSummary};
use crate::measure::Figure;
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
            let models = "MODEL.toml… --vary …".to_owned();
            let mut words = vec!["compare".to_owned(), models];
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
}
