//! What can be typed. Every doc comment here is help text.

use super::source::Source;
use crate::base::Span;
use crate::scenario::{Share, Time};
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::path::PathBuf;

/// Replications of a study at most: a million give an interval a thousandth as wide as one replication's deviation.
const MAX_REPLICATIONS: i64 = 1_000_000;

/// Designs of `size` at most, as of a sweep: the record holds each.
const MAX_SIZED_DESIGNS: i64 = 10_000;

/// Shards of a plan at most, as many as the array jobs of a large cluster have.
const MAX_SHARDS: i64 = 100_000;

/// Studies of `--coverage` at most: a hundred thousand give the share to 0.1 points.
const MAX_STUDIES: i64 = 100_000;

/// Simulates inbound telephone calls: telephone network, media gateway, Mediation Server,
/// Lync pool, Exchange Unified Messaging.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, after_help = EXIT_STATUS)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_STATUS: &str = "Exit status: 0 done, 1 findings, a missed target or an incomplete result, as \
                           after Ctrl-C, 2 could not run, 130 after a second Ctrl-C.";

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Simulate a model: print the estimates, write record, charts and report
    Run(Run),
    /// Compare models on the same callers: the differences, the best model, and how certain that is
    Compare(Compare),
    /// Vary keys of a model: draw curves, and find where its targets are first missed
    Sweep(Sweep),
    /// Find which assumptions of a model move its answers most
    Sensitivity(Sensitivity),
    /// Find the cheapest design that meets the targets, with evidence: how many channels, servers, licences
    Size(Size),
    /// Divide a study into shards, which many machines simulate
    Plan(Plan),
    /// Simulate one shard of a plan
    Shard(Shard),
    /// Merge the parts of all shards into the result that one machine gives
    Merge(Merge),
    /// Show what is wrong or unwise in a model, and which calls get through
    Check(Check),
    /// Explain a rule of `check`, or list all rules
    Explain(Explain),
    /// List what is measured, by name and by meaning
    Measures(Measures),
    /// Simulate models with known exact answers, and compare
    Validate(Validate),
    /// Solve a formula of traffic theory (Erlang B, C, A, Engset, M/M/c/K) for load, channels or share
    Erlang(super::erlang::Erlang),
    /// Draw the charts of saved records again
    Chart(Chart),
    /// Write the reports of saved records again
    Report(Report),
    /// Write a model to start from
    New(New),
    /// Write a model from exports of Lync and Exchange, and from call records
    Import(Import),
    /// Print the JSON Schema of a format, for editors
    Schema(Schema),
    /// Print the completion script of a shell
    Completions(Completions),
}

#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("designs").args(["lose", "headroom", "year"]).multiple(true)))]
pub struct Run {
    /// The scenario file
    pub model: PathBuf,
    #[command(flatten)]
    pub simulation: Simulation,
    /// Add replications until the half-width of an interval is at most WIDTH: `blocking=5%`,
    /// `voice_mail_routing_latency.p95=0.1 s`, `'blocking@gateway:gw1=0.1 points'`. A percentage is relative to the
    /// estimate, `points` are percentage points of a share. Without MEASURE: the model's targets, or else the mean
    /// post-dial delay and voice-mail routing latency. May be repeated
    #[arg(long, value_name = "[MEASURE=]WIDTH")]
    pub precision: Vec<String>,
    /// The most replications that --precision may use
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(10..=MAX_REPLICATIONS), requires = "precision")]
    pub at_most: u32,
    /// Lose one thing after the other, on the same callers, and rank what that costs: `each` (all of the following),
    /// `gateway`, `host` (every other server), `pool`, `site`, `link`, or a name, as `'mbx*'` or `'gateway gw1'`. May be
    /// repeated. Directory, DNS and certificates are not among them: write an [[outage]]. At most 10 replications unless
    /// --replications asks for more. Exit status 1 if a loss breaks a target of the model, 0 if that is undecided
    #[arg(long, value_name = "WHAT", conflicts_with = "precision")]
    pub lose: Vec<String>,
    /// When each loss begins, from the start of the simulation, warm-up included [default: a third into the measured
    /// window]
    #[arg(long, value_name = "TIME", value_parser = time, requires = "lose")]
    pub lose_from: Option<Span>,
    /// How long it lasts [default: a third of the measured window]
    #[arg(long, value_name = "TIME", value_parser = time, requires = "lose")]
    pub lose_for: Option<Span>,
    /// Find how much more load the model carries until a target breaks, and which station is at its limit first. Exit
    /// status 1 if a target is missed at the model's own load
    #[arg(long, conflicts_with_all = ["precision", "lose"])]
    pub headroom: bool,
    /// What outages cost in a year: each [[outage]] with `every` happens once, alone, on the same callers, and counts as often as
    /// it comes; every hour of the year counts as one of the measured window
    #[arg(long, conflicts_with_all = ["precision", "lose", "headroom"])]
    pub year: bool,
    /// With --lose, --headroom or --year: discard the designs that an earlier run finished in this folder, also of an
    /// unfinished study with other settings
    #[arg(long, requires = "designs")]
    pub fresh: bool,
    #[command(flatten)]
    pub outputs: Outputs,
}

/// A time, as `20 min`.
fn time(text: &str) -> Result<Span, String> {
    let time = Time::try_from(text.to_owned())?;
    Span::from_seconds(time.0).ok_or_else(|| "it is too long".to_owned())
}

/// Where the results of a command that simulates go.
#[derive(Clone, Debug, Args)]
pub struct Outputs {
    /// Write the record as JSON to FILE, or to standard output instead of the table
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-", require_equals = true)]
    pub json: Option<PathBuf>,
    /// Write the estimates as CSV to FILE, or to standard output instead of the table
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-", require_equals = true)]
    pub csv: Option<PathBuf>,
    /// Folder for record.json, estimates.csv, report.html, report.md and charts; a former result in it is removed [default: results/<model>; sweep, compare,
    /// sensitivity, size, --lose, --headroom and --year append their name, as in results/<model>-sweep]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Print only the answer; the report has the tables
    #[arg(long)]
    pub brief: bool,
    /// List every assumption below the tables, not only how many there are
    #[arg(long, conflicts_with = "brief")]
    pub assumptions: bool,
    /// Draw no charts
    #[arg(long)]
    pub no_charts: bool,
    /// Open report.html in the browser when it is written
    #[arg(long)]
    pub open: bool,
}

/// How many replications each design of a study gets.
#[derive(Clone, Debug, Args)]
pub struct Replicating {
    /// Add replications to each design until the half-width of an interval is at most WIDTH, as of `busyhour run`:
    /// `blocking=5%`, `'blocking@gateway:gw1=0.1 points'`. Without MEASURE: the measures that are reported. May be
    /// repeated. Exit status 1 if a design does not reach it
    #[arg(long, value_name = "[MEASURE=]WIDTH", conflicts_with = "race")]
    pub precision: Vec<String>,
    /// Stop a design as soon as its result is clear: a sweep's when all its targets are met or missed, a comparison's when
    /// another is better. All these decisions are right together with the model's confidence. --replications is then the
    /// most that a design gets
    #[arg(long)]
    pub race: bool,
}

#[derive(Debug, Args)]
pub struct Sweep {
    /// The scenario file
    pub model: PathBuf,
    /// A key and its values, as 'users[*].mailboxes.migrated=0%..100%:10%', 'path=[100, 200]' or
    /// 'path=a,b'. May be repeated: every combination is simulated
    #[arg(long, value_name = "PATH=VALUES", required = true)]
    pub vary: Vec<String>,
    /// Simulate N points of a Latin hypercube instead of every combination; ranges then need no step
    #[arg(long, value_name = "N")]
    pub latin_hypercube: Option<u32>,
    /// A measure to report, as post_dial_delay.p95 or 'blocking@gateway:*'. May be repeated [default: the
    /// measures of the model's targets, or the headline measures]
    #[arg(long, value_name = "MEASURE")]
    pub measure: Vec<String>,
    /// Refine the curve until the values that meet and miss a target are this close, as a share of the varied
    /// range; for whole numbers, until they are neighbours
    #[arg(long, value_name = "SHARE", default_value = "1 %", value_parser = share)]
    pub tolerance: Share,
    /// Do not refine: read from the grid where targets are first missed
    #[arg(long, conflicts_with = "tolerance")]
    pub no_refine: bool,
    #[command(flatten)]
    pub replicating: Replicating,
    /// The most replications of a design that --precision may use
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(10..=MAX_REPLICATIONS), requires = "precision")]
    pub at_most: u32,
    /// Discard the designs that an earlier run finished in this folder, also of an unfinished study with other settings
    #[arg(long)]
    pub fresh: bool,
    #[command(flatten)]
    pub simulation: Simulation,
    #[command(flatten)]
    pub outputs: Outputs,
}

#[derive(Debug, Args)]
#[command(group(clap::ArgGroup::new("adds").args(["indifference", "precision"]).multiple(true)))]
pub struct Compare {
    /// The scenario files; with --vary one is enough. Or the record.json of two or more earlier runs, which are paired by
    /// replication if they have the same seed and window
    #[arg(required = true, value_name = "MODEL")]
    pub models: Vec<PathBuf>,
    /// A key and its values, as 'pool["pool01"].front_ends=[2, 3, 4]'; each combination for each model is a
    /// design. May be repeated
    #[arg(long, value_name = "PATH=VALUES")]
    pub vary: Vec<String>,
    /// A measure to report, as post_dial_delay.p95 or 'blocking@gateway:*'. May be repeated [default: the
    /// measures of the models' targets, or the headline measures]
    #[arg(long, value_name = "MEASURE")]
    pub measure: Vec<String>,
    /// The measure that decides which design is best [default: the first in which two designs differ]
    #[arg(long, value_name = "MEASURE", conflicts_with = "indifference")]
    pub rank_by: Option<String>,
    /// The highest value is best [default: the lowest, except for measures such as `answered` or `ser`]
    #[arg(long)]
    pub highest: bool,
    /// Add replications until this measure selects the best design; differences below WIDTH do not matter:
    /// 'voice_mail_routing_latency.p95=0.1 s', 'blocking=0.1 %' (percentage points). Designs that fall behind
    /// are dropped early, so hundreds can be compared
    #[arg(long, value_name = "MEASURE=WIDTH", conflicts_with_all = ["precision", "race"])]
    pub indifference: Option<String>,
    /// Probability of selecting the best, as "99 %" [default: the first model's confidence]
    #[arg(long, value_name = "SHARE", value_parser = probability, requires = "indifference")]
    pub confidence: Option<Share>,
    #[command(flatten)]
    pub replicating: Replicating,
    /// The most replications of a design that --indifference or --precision may use
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(10..=MAX_REPLICATIONS), requires = "adds")]
    pub at_most: u32,
    /// Discard the designs that an earlier run finished in this folder, also of an unfinished study with other settings
    #[arg(long)]
    pub fresh: bool,
    #[command(flatten)]
    pub simulation: Simulation,
    #[command(flatten)]
    pub outputs: Outputs,
}

/// A percentage between 0 and 100 %.
fn probability(text: &str) -> Result<Share, String> {
    share(text).and_then(|share| match share.0 < 1.0 {
        true => Ok(share),
        false => Err("it must be below 100 %".to_owned()),
    })
}

/// Options of every command that simulates.
#[derive(Debug, Args)]
pub struct Simulation {
    /// Master seed [default: the model's]
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Independent replications [default: the model's]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=MAX_REPLICATIONS))]
    pub replications: Option<u32>,
    /// Number of threads, at most four per core; the result does not depend on it [default: one per core]
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Begin even if the estimate is more than 100 million calls in a replication, a day on one core or 4 GiB
    #[arg(long)]
    pub allow_large: bool,
    /// Override a key of the model, as 'gateway["gw1"].lines.e1=12'. May be repeated
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// Where models and replications come from.
    #[arg(skip)]
    pub source: Source,
}

#[derive(Debug, Args)]
pub struct Plan {
    #[command(subcommand)]
    pub study: PlannedStudy,
    /// Number of shards; when the study later needs more replications, as many again
    #[arg(long, value_name = "N", global = true, value_parser = clap::value_parser!(u32).range(1..=MAX_SHARDS))]
    pub shards: Option<u32>,
    /// Folder for the plan, and for the parts of its shards
    #[arg(long, value_name = "DIR", global = true)]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum PlannedStudy {
    /// `busyhour run`
    Run(Run),
    /// `busyhour sweep`
    Sweep(Sweep),
    /// `busyhour compare`
    Compare(Compare),
    /// `busyhour sensitivity`
    Sensitivity(Sensitivity),
    /// `busyhour validate`
    Validate(Validate),
    /// Not possible; says why
    Size(Size),
}

#[derive(Debug, Args)]
pub struct Shard {
    /// The folder of the plan
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    /// The number of the shard, from 0
    #[arg(required_unless_present = "missing")]
    pub index: Option<usize>,
    /// Print the numbers of the shards that have no part yet, a line each
    #[arg(long, conflicts_with_all = ["index", "again", "threads"])]
    pub missing: bool,
    /// Simulate the shard even if its part is there
    #[arg(long)]
    pub again: bool,
    /// Number of threads, at most four per core; the part does not depend on it [default: one per core]
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
}

#[derive(Debug, Args)]
pub struct Merge {
    /// The folder of the plan, which the result is written to unless --out names another
    #[arg(value_name = "DIR")]
    pub folder: PathBuf,
    #[command(flatten)]
    pub outputs: Outputs,
}

#[derive(Debug, Args)]
pub struct Sensitivity {
    /// The scenario file
    pub model: PathBuf,
    /// Only the assumptions whose keys match, as 'users.*'. May be repeated
    #[arg(long, value_name = "KEY")]
    pub only: Vec<String>,
    /// A measure to report, as post_dial_delay.p95 or 'blocking@gateway:*'. May be repeated [default: the
    /// measures of the model's targets, or the headline measures]
    #[arg(long, value_name = "MEASURE")]
    pub measure: Vec<String>,
    /// Discard the designs that an earlier run finished in this folder, also of an unfinished study with other settings
    #[arg(long)]
    pub fresh: bool,
    #[command(flatten)]
    pub simulation: Simulation,
    #[command(flatten)]
    pub outputs: Outputs,
}

#[derive(Debug, Args)]
pub struct Size {
    /// The scenario file, with [[target]] and [[vary]]
    pub model: PathBuf,
    /// A range instead of that of the model's [[vary]], as 'gateway["gw1"].lines.e1=4..20:2', or one value; of a key without
    /// [[vary]] with the cost of a unit, as 'gateway["gw1"].channels=10..60 at 30 EUR/month'. May be repeated
    #[arg(long, value_name = "PATH=A..B:STEP")]
    pub vary: Vec<String>,
    /// Probability that everything the answer claims is right, as "99 %" [default: size.confidence of the model]
    #[arg(long, value_name = "SHARE", value_parser = probability)]
    pub confidence: Option<Share>,
    /// The most replications of a design
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(10..=MAX_REPLICATIONS))]
    pub at_most: u32,
    /// The most designs that the search simulates before its answer is certified
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(1..=MAX_SIZED_DESIGNS))]
    pub designs: u32,
    /// Discard the designs that an earlier run finished in this folder, also of an unfinished study with other settings
    #[arg(long)]
    pub fresh: bool,
    #[command(flatten)]
    pub simulation: Simulation,
    #[command(flatten)]
    pub outputs: Outputs,
}

#[derive(Debug, Args)]
pub struct Check {
    /// The scenario file
    pub model: PathBuf,
    /// Override a key of the model. May be repeated
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// Exit with status 1 on warnings too, not only on errors
    #[arg(long)]
    pub strict: bool,
    /// Write findings and reachability as JSON to FILE, or to standard output instead of the text
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-", require_equals = true)]
    pub json: Option<PathBuf>,
    /// Write the findings as SARIF 2.1.0 to FILE, or to standard output instead of the text
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-", require_equals = true)]
    pub sarif: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Explain {
    /// The rule's name, as `check` prints it [default: list all rules]
    pub rule: Option<String>,
}

#[derive(Debug, Args)]
pub struct Measures {
    /// Only measures whose name or meaning has these words, as `fax` or `delay to ringing`
    pub word: Vec<String>,
    /// Write the list as JSON to FILE, or to standard output instead of the text
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-", require_equals = true)]
    pub json: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Validate {
    /// Scenario files with [[reference]] answers, or with [[vary]] tables, whose answer of `size` is compared with every
    /// design tried; or folders of such files; folders named `base` are skipped
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// Simulate this many independent studies of each model and report how often their intervals contain the
    /// exact answer: studies of fixed length, with control variates too, studies stopped at a precision, races against limits
    /// near the first answer, and paired differences to the next model with the same answer and callers, and races with it. Of a model with [[vary]]: repeat `size` with this many seeds, and report how often the
    /// answer is the same
    #[arg(long, value_name = "STUDIES", conflicts_with = "half_width", value_parser = clap::value_parser!(u32).range(10..=MAX_STUDIES))]
    pub coverage: Option<u32>,
    /// Add replications until the relative half-width is at most this, or five times this for probabilities
    /// below 1 %; not with --replications
    #[arg(long, value_name = "SHARE", default_value = "1 %", conflicts_with = "replications", value_parser = share)]
    pub half_width: Share,
    #[command(flatten)]
    pub simulation: Simulation,
}

/// A percentage above 0, as `1 %` or `1%`.
fn share(text: &str) -> Result<Share, String> {
    match Share::try_from(text.to_owned()) {
        Ok(share) if share.0 > 0.0 => Ok(share),
        Ok(_) => Err("it must be above 0".to_owned()),
        Err(why) => Err(why),
    }
}

#[derive(Debug, Args)]
pub struct Saved {
    /// The record.json of one or more earlier runs
    #[arg(required = true, value_name = "RECORD")]
    pub records: Vec<PathBuf>,
    /// Folder to write to [default: the record's own]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Chart {
    #[command(flatten)]
    pub saved: Saved,
    /// Width and height of each chart, as 1600x900: points of the SVG and pixels of the PNG; a chart of another shape keeps
    /// its own, in the middle [default: what the chart needs]
    #[arg(long, value_name = "WxH", value_parser = chart_size)]
    pub chart_size: Option<(u32, u32)>,
    /// Dark ink on white paper, or light ink on dark
    #[arg(long, value_enum, default_value_t = Theme::Light)]
    pub theme: Theme,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Theme {
    /// Dark ink on white paper
    Light,
    /// Light ink on dark paper
    Dark,
}

/// The least and the greatest side of a chart that can be asked for.
const CHART_SIDE: std::ops::RangeInclusive<u32> = 200..=8_000;

/// `1600x900`.
fn chart_size(text: &str) -> Result<(u32, u32), String> {
    let sides = text
        .split_once(['x', '×'])
        .and_then(|(wide, high)| Some((wide.trim().parse().ok()?, high.trim().parse().ok()?)));
    match sides {
        Some((wide, high)) if CHART_SIDE.contains(&wide) && CHART_SIDE.contains(&high) => {
            Ok((wide, high))
        }
        Some(_) => {
            Err(format!("each side must be from {} to {}", CHART_SIDE.start(), CHART_SIDE.end()))
        }
        None => Err("write width and height, as 1600x900".to_owned()),
    }
}

#[derive(Debug, Args)]
pub struct Report {
    #[command(flatten)]
    pub saved: Saved,
    /// Open report.html in the browser when it is written
    #[arg(long)]
    pub open: bool,
}

#[derive(Debug, Args)]
pub struct New {
    /// The model's name
    pub name: String,
    /// Write an estate of this many users instead of a small model, sized by the documented rules, with the calls
    /// of one day
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(10..=10_000_000))]
    pub users: Option<u32>,
    /// Number of sites of the estate
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=500))]
    pub sites: Option<u32>,
    /// The file, or `-` for standard output; an existing file is never overwritten [default: NAME.toml]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Import {
    /// Exports and call records, or folders of them: topologies, objects of PowerShell as JSON, CLIXML, CSV or the text of
    /// Format-List, and the files in which switches record calls
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// The file, or `-` for standard output; an existing file is not overwritten
    #[arg(long, value_name = "FILE")]
    pub out: PathBuf,
    /// Overwrite the file if it exists
    #[arg(long)]
    pub replace: bool,
    /// Give sites, gateways and hosts other names, as gateway-1
    #[arg(long)]
    pub anonymise: bool,
    /// Time zone of the deployment, as Europe/Berlin: call records become a profile of its day
    #[arg(long, value_name = "ZONE")]
    pub zone: Option<String>,
    /// Time zone of call records whose times name none, if it is another one (UTC for a switch with usegmtime)
    #[arg(long, value_name = "ZONE")]
    pub recorded_in: Option<String>,
    /// How call records of another format are read: a TOML file that names their columns
    #[arg(long, value_name = "FILE")]
    pub mapping: Option<PathBuf>,
    /// Replay the recorded calls, instead of a profile and distributions
    #[arg(long)]
    pub replay: bool,
    /// Numbers with at most so many digits are extensions
    #[arg(long, value_name = "DIGITS", default_value_t = 6, value_parser = clap::value_parser!(u8).range(1..=20))]
    pub extension_digits: u8,
    /// Fit the delays of hosts to ResponseTime − InviteTime of Lync records: all delays on the way to Unified Messaging by one factor,
    /// or those of one role
    #[arg(long, value_name = "ROLE", num_args = 0..=1, require_equals = true, default_missing_value = EVERY_ROLE, value_parser = roles())]
    pub calibrate: Option<String>,
    /// How long telephones ring before voice mail gets the call, if it is the same for all users: then diverted calls tell how long
    /// routing takes, too
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub ring_out: Option<Span>,
}

/// All roles on the way to Unified Messaging.
pub const EVERY_ROLE: &str = "all";

fn roles() -> clap::builder::PossibleValuesParser {
    clap::builder::PossibleValuesParser::new(
        std::iter::once(EVERY_ROLE).chain(crate::experiment::ROUTING_ROLES),
    )
}

#[derive(Debug, Args)]
pub struct Schema {
    /// Which format
    #[arg(value_enum, default_value_t = Format::Scenario)]
    pub of: Format,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Format {
    /// The models that are simulated
    Scenario,
    /// The results of a run
    Record,
}

#[derive(Debug, Args)]
pub struct Completions {
    /// The shell
    pub shell: Shell,
}
