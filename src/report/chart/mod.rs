//! Charts of a record as SVG and PNG, for people who make decisions: each title says what the chart
//! shows. A chart is left out if the record does not have its data.

mod axis;
mod bars;
mod canvas;
mod clock;
mod compare;
#[cfg(feature = "internals")]
mod costs;
mod course;
mod crossing;
mod curve;
mod curve_plot;
mod distribution;
mod distribution_plot;
mod free_place;
mod front;
mod hint;
mod hops;
mod lettering;
mod map;
mod palette;
mod panel;
mod picture;
mod placing;
mod plot;
mod print;
mod records;
mod several;
mod simplified;
mod sweep_lines;
mod time;
mod time_plot;
mod topology;
mod tornado;
mod warm_up;

#[cfg(feature = "internals")]
pub use canvas::Label;
#[cfg(feature = "internals")]
pub use costs::{Cost, costs};
pub use picture::Chart;
pub use print::{Print, Theme};
pub use records::records;

use crate::base::Error;
use crate::experiment::{CompareSummary, Record, StudySummary, SweepLayout, SweepSummary};
use crate::measure::{Figure, Measure, Statistic};
use picture::{Picture, drawn};

/// The maximum number of figures of a study that have charts; the table has all.
const MAX_FIGURES: usize = 12;

/// A picture and the name of its file.
type Named = (String, Picture);

/// All charts for which the record has data, in the order of the report. A chart takes about 20 ms.
///
/// # Errors
/// If a chart cannot be drawn, which is a fault of the program.
pub fn all(record: &Record) -> Result<Vec<Chart>, Error> {
    printed(record, &Print::default())
}

/// The same in another size or look.
///
/// # Errors
/// As [`all`].
pub fn printed(record: &Record, print: &Print) -> Result<Vec<Chart>, Error> {
    pictures(record).into_iter().map(|named| drawn(named, print)).collect()
}

/// The course of several runs over the time of day, of which `comparison` is the comparison.
///
/// # Errors
/// As [`all`].
pub fn of_several(comparison: &Record, runs: &[(String, Record)]) -> Result<Vec<Chart>, Error> {
    let print = Print::default();
    own(several::chart(comparison, runs)).map(|named| drawn(named, &print)).collect()
}

/// What a chart says, and where: for tests of its form.
#[cfg(feature = "internals")]
#[derive(Clone, Debug)]
pub struct Form {
    /// The name of its file.
    pub name: String,
    /// Width and height in points.
    pub size: (f64, f64),
    /// All its texts.
    pub labels: Vec<Label>,
    /// The texts through which a curve runs.
    pub crossed: Vec<String>,
    /// The titles of its axes; empty for an axis that it shares with the panel below.
    pub axes: Vec<String>,
}

#[cfg(feature = "internals")]
impl Form {
    fn of((name, picture): Named) -> Form {
        let canvas = picture.canvas;
        let (labels, axes) = (canvas.labels(), canvas.axes().to_vec());
        let size = (canvas.width, canvas.height);
        Form { name, size, labels, crossed: canvas.crossed(), axes }
    }
}

/// The form of each chart of a record.
#[cfg(feature = "internals")]
pub fn forms(record: &Record) -> Vec<Form> {
    pictures(record).into_iter().map(Form::of).collect()
}

/// The form of the chart of several runs.
#[cfg(feature = "internals")]
pub fn form_of_several(comparison: &Record, runs: &[(String, Record)]) -> Option<Form> {
    own(several::chart(comparison, runs)).next().map(Form::of)
}

/// The form of each chart of call records.
#[cfg(feature = "internals")]
pub fn forms_of_records(
    study: &crate::import::records::Study,
    calibration: Option<&crate::experiment::Calibration>,
) -> Vec<Form> {
    records::pictures(study, calibration).into_iter().map(Form::of).collect()
}

/// The form of the chart of [`costs`].
#[cfg(feature = "internals")]
pub fn form_of_costs(titles: (&str, &str), axes: (&str, &str), costs: &[Cost]) -> Form {
    let picture = costs::picture(titles, axes, costs);
    Form::of((picture.name.to_owned(), picture))
}

/// All pictures of a record.
fn pictures(record: &Record) -> Vec<Named> {
    let mut pictures: Vec<Named> = own(topology::chart(record)).collect();
    pictures.extend(of_results(record));
    let pilot = record.warm_up.as_ref().and_then(|note| warm_up::chart(record, note));
    pictures.extend(own(pilot));
    pictures
}

/// Pictures under their own names.
fn own(pictures: impl IntoIterator<Item = Picture>) -> impl Iterator<Item = Named> {
    pictures.into_iter().map(|picture| (picture.name.to_owned(), picture))
}

fn of_results(record: &Record) -> Vec<Named> {
    match &record.study {
        StudySummary::Run => own(run_charts(record)).collect(),
        StudySummary::Sweep(sweep) => sweep_charts(record, sweep),
        StudySummary::Sensitivity(study) => {
            let figures = study.figures.iter().take(MAX_FIGURES);
            let tornado = |figure: &Figure| {
                let picture = tornado::chart(record, study, figure)?;
                Some((format!("tornado-{}", file_name(figure)), picture))
            };
            figures.filter_map(tornado).collect()
        }
        StudySummary::Comparison(study) => compare_charts(record, study),
        StudySummary::Headroom(study) => sweep_charts(record, &study.sweep),
        StudySummary::Year(_) => Vec::new(),
        StudySummary::Losses(study) => own(bars::single_losses(record, study)).collect(),
        StudySummary::Size(study) => own(front::chart(record, study)).collect(),
    }
}

fn run_charts(record: &Record) -> impl Iterator<Item = Picture> {
    let pictures = [
        course::chart(record),
        bars::outcomes(record),
        bars::faxes(record),
        bars::notifications(record),
        distribution::chart(record, Measure::VoiceMailRoutingLatency, "voice-mail-routing-latency"),
        hops::chart(record),
        distribution::chart(record, Measure::PostDialDelay, "post-dial-delay"),
        distribution::chart(record, Measure::TimeToGreeting, "time-to-greeting"),
        bars::servers(record),
        bars::slots(record),
        time::chart(record),
    ];
    pictures.into_iter().flatten()
}

/// A curve for every figure and, for two keys, a map; for a sample, a chart of every key.
fn sweep_charts(record: &Record, sweep: &SweepSummary) -> Vec<Named> {
    let sample = sweep.layout != SweepLayout::Factorial;
    let cells = super::sections::designs::EstimatesByDesign::of(record);
    let mut charts = Vec::new();
    for figure in cells.known(sweep).into_iter().take(MAX_FIGURES) {
        let name = file_name(figure);
        let keys = if sample { sweep.keys.len() } else { 1 };
        for along in 0..keys {
            let number = if sample { format!("-key-{}", along + 1) } else { String::new() };
            let picture = curve::chart(record, &cells, sweep, figure, along);
            charts.extend(picture.map(|p| (format!("sweep-{name}{number}"), p)));
        }
        charts
            .extend(map::chart(record, &cells, sweep, figure).map(|p| (format!("map-{name}"), p)));
    }
    charts
}

/// The values and differences of every figure, and the distributions of latencies.
fn compare_charts(record: &Record, study: &CompareSummary) -> Vec<Named> {
    let mut charts = Vec::new();
    for figure in study.figures.iter().take(MAX_FIGURES) {
        let name = file_name(figure);
        let of = |kind: &str| format!("{kind}-{name}");
        charts.extend(compare::values(record, study, figure).map(|p| (of("designs"), p)));
        charts.extend(compare::differences(record, study, figure).map(|p| (of("differences"), p)));
    }
    let mut measures: Vec<Measure> = Vec::new();
    for shape in &record.distributions {
        if !measures.contains(&shape.measure) {
            measures.push(shape.measure);
        }
    }
    for measure in measures {
        let name = format!("distributions-{}", measure.name().replace('_', "-"));
        charts.extend(distribution::compared(record, measure).map(|p| (name, p)));
    }
    charts
}

/// A figure as a file name: letters and digits, separated by hyphens.
fn file_name(figure: &Figure) -> String {
    let Figure { measure, scope, statistic } = figure;
    let statistic = if *statistic == Statistic::Value { "" } else { statistic.name() };
    let scope = if scope.is_all() { "" } else { scope.as_str() };
    let words = format!("{measure} {statistic} {scope}");
    let words = words.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty());
    words.collect::<Vec<_>>().join("-")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::experiment::Estimate;
    use crate::report::sample::record;

    #[test]
    fn every_chart_is_drawn() {
        let charts = all(&record()).unwrap();
        let names: Vec<&str> = charts.iter().map(|c| c.name.as_str()).collect();
        assert_eq!(
            names,
            [
                "topology",
                "outcomes",
                "notifications",
                "voice-mail-routing-latency",
                "latency-by-hop",
                "post-dial-delay",
                "utilization",
                "occupancy",
                "over-time"
            ]
        );
        for chart in charts {
            assert!(chart.svg.starts_with("<svg width=\"920\""), "{}", &chart.svg[..60]);
            assert!(chart.png.starts_with(b"\x89PNG"));
        }
    }

    #[test]
    fn a_chart_says_what_identifies_its_run() {
        let mut changed = record();
        changed.designs[0].overrides = vec!["gateway[*].channels=20".to_owned()];
        for chart in all(&changed).unwrap() {
            for words in ["seed 2013", "busyhour 0.1.0", "--set gateway[*].channels=20"] {
                assert!(chart.svg.contains(words), "{}: {words}", chart.name);
            }
        }
        let style =
            crate::report::table::TableStyle { width: 100, color: false, assumptions: false };
        let table = crate::report::table::render(&changed, &style);
        assert!(table.contains("\nchanged: --set gateway[*].channels=20\n"), "{table}");
    }

    #[test]
    fn both_fonts_have_letters() {
        use canvas::{Type, text_width};
        let plain = text_width("busy hour µ ± … ÷", Type::plain(12.0));
        assert!(plain > 80.0 && text_width("busy hour µ ± … ÷", Type::bold(12.0)) > plain);
    }

    #[test]
    fn invalid_records_do_no_harm() {
        let mut strange = record();
        strange.start = "someday".into();
        strange.title = "<b>&\u{1b}\n".repeat(60);
        strange.warm_up_seconds = 0.0;
        for d in &mut strange.distributions {
            d.points = vec![(0.0, 0.0), (0.5, 1.0)];
        }
        let without = |e: &Estimate| Estimate {
            value: e.value.map(|_| 0.0),
            low: None,
            high: None,
            ..e.clone()
        };
        strange.estimates = strange.estimates.iter().map(without).collect();
        all(&strange).unwrap();
        strange.estimates = Vec::new().into();
        strange.distributions.clear();
        strange.topology = None;
        assert!(all(&strange).unwrap().is_empty());
    }

    #[test]
    fn an_incomplete_sweep_is_drawn() {
        let key = |path: &str, values: &[&str]| crate::experiment::VariedKey {
            path: path.to_owned(),
            values: values.iter().map(|v| (*v).to_owned()).collect(),
            form: None,
        };
        let point = |design: &str, values: &[&str]| crate::experiment::SweepPoint {
            design: design.to_owned(),
            values: values.iter().map(|v| (*v).to_owned()).collect(),
            refined: false,
            targets: Vec::new(),
        };
        let figure = Figure::of_all(Measure::Blocking, Statistic::Value);
        let mut swept = record();
        let found = swept.estimates.iter().filter(|e| e.is(&figure));
        let renamed = found.map(|e| Estimate { design: "one".to_owned(), ..e.clone() });
        swept.estimates = renamed.collect();
        swept.study = StudySummary::Sweep(SweepSummary {
            keys: vec![key("a", &["1", "2"]), key("b", &["x", "y"])],
            layout: SweepLayout::Factorial,
            figures: vec![figure],
            points: vec![point("one", &["1", "x"]), point("two", &[]), point("three", &["2", "y"])],
            steps: Vec::new(),
            target_crossings: Vec::new(),
            finished: false,
        });
        let names: Vec<String> = all(&swept).unwrap().into_iter().map(|c| c.name).collect();
        assert_eq!(names, ["topology", "sweep-blocking", "map-blocking"]);
        let style =
            crate::report::table::TableStyle { width: 100, color: false, assumptions: false };
        let table = crate::report::table::render(&swept, &style);
        assert!(table.contains("stopped before all designs were finished"), "{table}");
    }
}
