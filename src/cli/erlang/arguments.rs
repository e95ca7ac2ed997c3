//! What can be typed after `erlang`. Every doc comment here is help text.

use crate::scenario::{Erlangs, PerTime, Share, Time, rate_or_load};
use clap::{Args, Subcommand};

#[derive(Debug, Args)]
pub struct Erlang {
    #[command(subcommand)]
    pub(super) formula: Formula,
}

#[derive(Debug, Subcommand)]
pub(super) enum Formula {
    /// Calls that find every channel taken are lost (Erlang B). Give two of --load, --channels and
    /// --blocking
    B(Loss),
    /// Calls wait for a channel, as long as it takes (Erlang C). Give two of --load, --channels and
    /// --share, the share that waits longer than --wait-over
    C(Delay),
    /// Calls wait and lose patience (Erlang A). Give two of --load, --channels and a share:
    /// --abandoned, or --share that waits longer than --wait-over
    A(Patience),
    /// Few callers, each busy with one call at most; blocked calls are lost. Give all but one of
    /// --sources, --source-load, --channels and --blocking
    Engset(FewSources),
    /// Calls wait in a few places and are lost beyond (M/M/c/K). Give all but one of --load,
    /// --channels, --waiting and --blocking
    Mmck(FewPlaces),
}

/// What most formulas take.
#[derive(Debug, Args)]
pub(super) struct Traffic {
    /// Offered load, as "90 erlang" or "3240 ccs", or as calls a time with --hold: "1800/h", "30/min"
    #[arg(long, value_parser = load)]
    load: Option<Load>,
    /// Mean holding time, as "180 s"
    #[arg(long, value_parser = some_time)]
    pub(super) hold: Option<f64>,
    /// Channels
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=MOST))]
    pub(super) channels: Option<u32>,
}

/// How it is printed.
#[derive(Debug, Args)]
pub(super) struct Shown {
    /// Print the load for each number of channels, as 1-30 or 30-600/30, in one column for each share
    #[arg(long, value_name = "FROM-TO[/STEP]", value_parser = channels, conflicts_with = "channels")]
    pub(super) table: Option<Channels>,
    /// Print JSON: loads in erlang, times in seconds, shares from 0 to 1
    #[arg(long)]
    pub(super) json: bool,
}

#[derive(Debug, Args)]
pub(super) struct Loss {
    #[command(flatten)]
    pub(super) traffic: Traffic,
    /// Share of calls blocked, as "1 %"; several for --table
    #[arg(long, value_parser = share)]
    pub(super) blocking: Vec<f64>,
    /// Variance over mean of the traffic, 1 or more: 1 for fresh calls, more for what overflows from
    /// other groups (Wilkinson's equivalent random method)
    #[arg(long, value_name = "Z", default_value_t = 1.0, value_parser = peakedness)]
    pub(super) peakedness: f64,
    /// Also print how many calls a simulation needs for this precision of the blocking, as \"5 %\"
    /// (half-width of a 95 % interval ÷ value; Srikant and Whitt); not with --peakedness
    #[arg(long, value_name = "SHARE", value_parser = share, conflicts_with = "peakedness")]
    pub(super) precision: Option<f64>,
    #[command(flatten)]
    pub(super) shown: Shown,
}

#[derive(Debug, Args)]
pub(super) struct Delay {
    #[command(flatten)]
    pub(super) traffic: Traffic,
    /// Share of calls that wait longer than --wait-over, as "20 %"; several for --table
    #[arg(long, value_parser = share)]
    pub(super) share: Vec<f64>,
    /// The wait that --share is about [default: 0 s, so any wait]
    #[arg(long, value_name = "TIME", value_parser = time, requires = "hold")]
    pub(super) wait_over: Option<f64>,
    #[command(flatten)]
    pub(super) shown: Shown,
}

#[derive(Debug, Args)]
pub(super) struct Patience {
    #[command(flatten)]
    pub(super) traffic: Traffic,
    /// Mean time that callers are ready to wait, as "60 s"
    #[arg(long, value_name = "TIME", value_parser = some_time, requires = "hold")]
    pub(super) patience: f64,
    /// Share of calls that give up, as "5 %"; several for --table
    #[arg(long, value_parser = share)]
    pub(super) abandoned: Vec<f64>,
    /// Share of calls that wait longer than --wait-over, as "20 %"; several for --table
    #[arg(long, value_parser = share, conflicts_with = "abandoned")]
    pub(super) share: Vec<f64>,
    /// The wait that --share is about [default: 0 s, so any wait]
    #[arg(long, value_name = "TIME", value_parser = time)]
    pub(super) wait_over: Option<f64>,
    #[command(flatten)]
    pub(super) shown: Shown,
}

#[derive(Debug, Args)]
pub(super) struct FewSources {
    /// Callers
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=MOST))]
    pub(super) sources: Option<u32>,
    /// Load of one caller who is never blocked, below 1: the share of time on the telephone, as
    /// "0.1 erlang"
    #[arg(long, value_name = "LOAD", value_parser = source_load)]
    pub(super) source_load: Option<f64>,
    /// Channels
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(1..=MOST))]
    pub(super) channels: Option<u32>,
    /// Share of calls blocked, as "1 %"; several for --table
    #[arg(long, value_parser = share)]
    pub(super) blocking: Vec<f64>,
    #[command(flatten)]
    pub(super) shown: Shown,
}

#[derive(Debug, Args)]
pub(super) struct FewPlaces {
    #[command(flatten)]
    pub(super) traffic: Traffic,
    /// Places to wait in, besides the channels: K is both together
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u32).range(..=MOST))]
    pub(super) waiting: Option<u32>,
    /// Share of calls that find every place taken, as "1 %"; several for --table
    #[arg(long, value_parser = share)]
    pub(super) blocking: Vec<f64>,
    #[command(flatten)]
    pub(super) shown: Shown,
}

/// Most channels, sources or places.
const MOST: i64 = 10_000_000;

/// Rows of a table × its most channels: a row takes time in proportion to its channels.
const MOST_WORK: u64 = 100_000_000;

/// A load, or a call rate that becomes one by the holding time.
#[derive(Clone, Copy, Debug)]
enum Load {
    Erlang(f64),
    CallsPerSecond(f64),
}

/// Numbers of channels: from, to, step.
pub(super) type Channels = (u32, u32, u32);

impl Traffic {
    /// The load in erlang, if it is given.
    pub(super) fn erlang(&self) -> anyhow::Result<Option<f64>> {
        Ok(match (self.load, self.hold) {
            (Some(Load::CallsPerSecond(_)), None) => {
                anyhow::bail!(
                    "a call rate needs --hold, the mean holding time, to become a load; add --hold \"180 s\""
                )
            }
            (Some(Load::CallsPerSecond(rate)), Some(hold)) => {
                anyhow::ensure!(rate * hold <= MOST as f64, "more than {MOST} erlang");
                Some(rate * hold)
            }
            (Some(Load::Erlang(load)), _) => Some(load),
            (None, _) => None,
        })
    }
}

fn load(text: &str) -> Result<Load, String> {
    match rate_or_load(text)? {
        Ok(PerTime(rate)) => Ok(Load::CallsPerSecond(rate)),
        Err(Erlangs(load)) if load <= MOST as f64 => Ok(Load::Erlang(load)),
        Err(_) => Err(format!("`{text}` is more than {MOST} erlang")),
    }
}

fn source_load(text: &str) -> Result<f64, String> {
    match rate_or_load(text) {
        Ok(Err(Erlangs(load))) if load < 1.0 => Ok(load),
        _ => Err(format!(
            "`{text}` is not a load of one caller; write it as \"0.1 erlang\", below 1"
        )),
    }
}

fn time(text: &str) -> Result<f64, String> {
    Time::try_from(text.to_owned()).map(|Time(seconds)| seconds)
}

fn some_time(text: &str) -> Result<f64, String> {
    match time(text)? {
        seconds if seconds > 0.0 => Ok(seconds),
        _ => Err(format!("`{text}` is not a positive time; write one above 0, as \"180 s\"")),
    }
}

fn share(text: &str) -> Result<f64, String> {
    match Share::try_from(text.to_owned())?.0 {
        share if share > 0.0 && share < 1.0 => Ok(share),
        _ => Err(format!(
            "`{text}` is 0 or 100 %, which no load or every load reaches; write a share between them, as \"1 %\""
        )),
    }
}

fn peakedness(text: &str) -> Result<f64, String> {
    match text.parse::<f64>() {
        Ok(z) if (1.0..=1e6).contains(&z) => Ok(z),
        _ => Err(format!("`{text}` is not a peakedness; write a number of at least 1, as 1.8")),
    }
}

fn channels(text: &str) -> Result<Channels, String> {
    let parsed = || {
        let (range, step) = text.split_once('/').unwrap_or((text, "1"));
        let (from, to) = range.split_once('-')?;
        let number = |text: &str| text.trim().parse::<u32>().ok().filter(|n| *n > 0);
        Some((number(from)?, number(to)?, number(step)?))
    };
    let (from, to, step) = parsed()
        .filter(|(from, to, _)| from <= to && i64::from(*to) <= MOST)
        .ok_or_else(|| format!("`{text}` is not a range of channels; write 1-30, or 30-600/30"))?;
    let rows = u64::from((to - from) / step) + 1;
    if rows * u64::from(to) > MOST_WORK {
        return Err(format!(
            "`{text}` are {rows} rows of up to {to} channels, which take too long; write a greater step"
        ));
    }
    Ok((from, to, step))
}
