//! What can be typed. Every doc comment here is help text.

use crate::scenario::Share;
use clap::{Args, Parser, Subcommand, ValueEnum};
use clap_complete::Shell;
use std::path::PathBuf;

/// Simulates inbound telephone calls: telephone network, media gateway, Mediation Server,
/// Lync pool, Exchange Unified Messaging.
#[derive(Debug, Parser)]
#[command(version, max_term_width = 100, after_help = EXIT_STATUS)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Command,
}

const EXIT_STATUS: &str = "Exit status: 0 done, 1 findings or a missed target, 2 could not run.";

#[derive(Debug, Subcommand)]
pub enum Command {
    /// Simulate a model: print the estimates, write record, charts and report
    Run(Run),
    /// Compare models on the same callers: differences, which is best, and how sure that is
    Compare(Compare),
    /// Vary keys of a model: curves, and where its targets are first missed
    Sweep(Sweep),
    /// Find which assumptions of a model move its answers most
    Sensitivity(Sensitivity),
    /// Show everything that is wrong with a model or unwise in it, and which calls get through
    Check(Check),
    /// Print the page of a rule of `check`, or list all rules
    Explain(Explain),
    /// List what is measured, by name and by meaning
    Measures(Measures),
    /// Simulate models whose answers are known exactly, and compare
    Validate(Validate),
    /// Work out a closed formula of traffic theory, each way round: load, channels, share
    Erlang(super::erlang::Erlang),
    /// Draw the charts of saved records again
    Chart(Saved),
    /// Write the reports of saved records again
    Report(Saved),
    /// Start a model
    New(New),
    /// Print the JSON Schema of a format, for editors
    Schema(Schema),
    /// Print the completion script of a shell
    Completions(Completions),
}

#[derive(Debug, Args)]
pub struct Run {
    /// The scenario file
    pub model: PathBuf,
    #[command(flatten)]
    pub simulation: Simulation,
    /// Add replications until estimates are this precise: `2%` (targets, or else the mean post-dial delay
    /// and voice-mail routing latency), `blocking=5%`, `voice_mail_routing_latency.p95=0.1 s`,
    /// `'blocking@gateway:gw1=0.1 points'`; a percentage is relative, anything else a half-width, which of a share is in
    /// percentage points. May be repeated
    #[arg(long, value_name = "[MEASURE=]WIDTH")]
    pub precision: Vec<String>,
    /// Most replications that --precision may spend
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(10..), requires = "precision")]
    pub at_most: u32,
    #[command(flatten)]
    pub outputs: Outputs,
}

/// Where the results of a command that simulates go.
#[derive(Debug, Args)]
pub struct Outputs {
    /// Write the record as JSON: to FILE, or to standard output in place of the table
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-", require_equals = true)]
    pub json: Option<PathBuf>,
    /// Write the estimates as CSV: to FILE, or to standard output in place of the table
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-", require_equals = true)]
    pub csv: Option<PathBuf>,
    /// Folder for record.json, estimates.csv, report.md and charts [default: results/<model>, with -sweep,
    /// -compare or -sensitivity behind it for those]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
    /// Draw no charts
    #[arg(long)]
    pub no_charts: bool,
}

#[derive(Debug, Args)]
pub struct Sweep {
    /// The scenario file
    pub model: PathBuf,
    /// A key and its values, as 'users[*].mailboxes.migrated=0%..100%:10%', 'path=[100, 200]' or
    /// 'path=a,b'; several keys: every combination
    #[arg(long, value_name = "PATH=VALUES", required = true)]
    pub vary: Vec<String>,
    /// Instead of every combination, N points of a Latin hypercube; ranges need no step then
    #[arg(long, value_name = "N")]
    pub latin_hypercube: Option<u32>,
    /// What to tell, as post_dial_delay.p95 or 'blocking@gateway:*'; may be repeated [default: what
    /// the model's targets say, or the headline measures]
    #[arg(long, value_name = "MEASURE")]
    pub measure: Vec<String>,
    /// How near the values that meet and miss a target are brought, as a share of the varied range;
    /// whole numbers to the number
    #[arg(long, value_name = "SHARE", default_value = "1 %", value_parser = share)]
    pub tolerance: Share,
    /// Read off the grid where targets are first missed
    #[arg(long, conflicts_with = "tolerance")]
    pub no_refine: bool,
    /// Forget what an earlier run of this folder has finished
    #[arg(long)]
    pub fresh: bool,
    #[command(flatten)]
    pub simulation: Simulation,
    #[command(flatten)]
    pub outputs: Outputs,
}

#[derive(Debug, Args)]
pub struct Compare {
    /// The scenario files; one is enough with --vary
    #[arg(required = true, value_name = "MODEL")]
    pub models: Vec<PathBuf>,
    /// A key and its values, as 'pool["pool01"].front_ends=[2, 3, 4]'; every combination of every model is a
    /// design; may be repeated
    #[arg(long, value_name = "PATH=VALUES")]
    pub vary: Vec<String>,
    /// What to tell, as post_dial_delay.p95 or 'blocking@gateway:*'; may be repeated [default: what
    /// the models' targets say, or the headline measures]
    #[arg(long, value_name = "MEASURE")]
    pub measure: Vec<String>,
    /// The measure that decides which design is best [default: the first of which two designs differ]
    #[arg(long, value_name = "MEASURE", conflicts_with = "indifference")]
    pub rank_by: Option<String>,
    /// The highest value is best [default: the lowest, but for measures as `answered` or `ser`]
    #[arg(long)]
    pub highest: bool,
    /// Add replications until the best is selected by this measure, differences below WIDTH not being worth
    /// telling: 'voice_mail_routing_latency.p95=0.1 s', 'blocking=0.1 %' (percentage points). Designs that
    /// fall behind are dropped on the way, so hundreds can be screened
    #[arg(long, value_name = "MEASURE=WIDTH")]
    pub indifference: Option<String>,
    /// Probability of selecting the best, as "99 %" [default: the first model's confidence]
    #[arg(long, value_name = "SHARE", value_parser = probability, requires = "indifference")]
    pub confidence: Option<Share>,
    /// Most replications of a design that --indifference may spend
    #[arg(long, value_name = "N", default_value_t = 1000, value_parser = clap::value_parser!(u32).range(10..), requires = "indifference")]
    pub at_most: u32,
    /// Forget what an earlier run of this folder has finished
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

/// What every command that simulates takes.
#[derive(Debug, Args)]
pub struct Simulation {
    /// Master seed [default: the model's]
    #[arg(long, value_name = "N")]
    pub seed: Option<u64>,
    /// Independent replications [default: the model's]
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..))]
    pub replications: Option<u32>,
    /// Threads; changes nothing but the time it takes [default: one a core]
    #[arg(long, value_name = "N")]
    pub threads: Option<usize>,
    /// Override a key of the model, as 'gateway["gw1"].lines.e1=12'; may be repeated
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
}

#[derive(Debug, Args)]
pub struct Sensitivity {
    /// The scenario file
    pub model: PathBuf,
    /// Only the assumptions whose keys match, as 'users.*'; may be repeated
    #[arg(long, value_name = "KEY")]
    pub only: Vec<String>,
    /// What to tell, as post_dial_delay.p95 or 'blocking@gateway:*'; may be repeated [default: what
    /// the model's targets say, or the headline measures]
    #[arg(long, value_name = "MEASURE")]
    pub measure: Vec<String>,
    /// Forget what an earlier run of this folder has finished
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
    /// Override a key of the model; may be repeated
    #[arg(long, value_name = "PATH=VALUE")]
    pub set: Vec<String>,
    /// Exit with status 1 on warnings too, not only on errors
    #[arg(long)]
    pub strict: bool,
    /// Write findings and reachability as JSON: to FILE, or to standard output in place of the text
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-", require_equals = true)]
    pub json: Option<PathBuf>,
    /// Write the findings as SARIF 2.1.0: to FILE, or to standard output in place of the text
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-", require_equals = true)]
    pub sarif: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Explain {
    /// The rule's name, as `check` prints it [default: all rules, a line each]
    pub rule: Option<String>,
}

#[derive(Debug, Args)]
pub struct Measures {
    /// Only measures whose name or meaning has these words, as `fax` or `delay to ringing`
    pub word: Vec<String>,
    /// Write the list as JSON: to FILE, or to standard output in place of the text
    #[arg(long, value_name = "FILE", num_args = 0..=1, default_missing_value = "-", require_equals = true)]
    pub json: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Validate {
    /// Scenario files with [[reference]] answers, or folders of them (not those named `base`)
    #[arg(required = true)]
    pub paths: Vec<PathBuf>,
    /// Instead of comparing once, make so many independent studies of each model and tell how often their
    /// intervals hold the exact answer: of fixed length, stopped at a precision, and of the paired difference
    /// to the next model that has the same answer
    #[arg(long, value_name = "STUDIES", conflicts_with = "half_width", value_parser = clap::value_parser!(u32).range(10..))]
    pub coverage: Option<u32>,
    /// Relative half-width up to which replications are added, five times that for probabilities
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
    /// record.json of earlier runs
    #[arg(required = true, value_name = "RECORD")]
    pub records: Vec<PathBuf>,
    /// Folder to write to [default: the record's own]
    #[arg(long, value_name = "DIR")]
    pub out: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct New {
    /// Name of the model
    pub name: String,
    /// Instead of a small model, an estate of so many users, sized by the documented rules, with a day's calls
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(10..=10_000_000))]
    pub users: Option<u32>,
    /// Sites of the estate
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=1_000))]
    pub sites: Option<u32>,
    /// The file, `-` for standard output; an existing file is left alone [default: NAME.toml]
    #[arg(long, value_name = "FILE")]
    pub out: Option<PathBuf>,
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
