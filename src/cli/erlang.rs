//! `erlang`: the closed formulas, solved for load, channels or share. This file says what each formula takes and prints;
//! `arguments` has the options, `solve` the solving and printing.

mod arguments;
mod solve;

use super::outcome::Outcome;
use super::terminal;
use crate::stats::erlang;
pub use arguments::Erlang;
use arguments::{Delay, FewPlaces, FewSources, Formula, Loss, Patience, Traffic};
use solve::{Figure, Question, Value};

/// Runs one formula and prints what comes out.
pub fn run(args: &Erlang) -> anyhow::Result<Outcome> {
    let text = match &args.formula {
        Formula::B(args) => loss(args)?,
        Formula::C(args) => delay(args)?,
        Formula::A(args) => patience(args)?,
        Formula::Engset(args) => few_sources(args)?,
        Formula::Mmck(args) => few_places(args)?,
    };
    terminal::data(&text)?;
    Ok(Outcome::Done)
}

fn loss(args: &Loss) -> anyhow::Result<String> {
    let z = args.peakedness;
    let blocking = |load: f64, channels: u32| erlang::peaked_blocking(load, z, channels);
    let figures = |load: f64, channels: u32| {
        let blocked = blocking(load, channels)?;
        let mut figures = vec![
            Figure::new("blocking", "calls blocked", Value::Share(blocked)),
            carried(load * (1.0 - blocked)),
            utilization(load * (1.0 - blocked), channels),
        ];
        if z == 1.0 {
            let over = erlang::overflow(load, channels)?;
            figures.push(Figure::new("overflow", "load that overflows", Value::Erlang(over.mean)));
            figures.push(Figure::new(
                "overflow_peakedness",
                "peakedness of it",
                Value::Number(over.peakedness),
            ));
            if let Some(width) = args.precision {
                let calls = erlang::calls_for_precision(load, channels, width, 0.95)?;
                figures.push(Figure::new(
                    "calls_for_precision",
                    "calls to simulate for that precision",
                    Value::Number(calls.ceil()),
                ));
            }
        } else {
            figures.push(Figure::new("peakedness", "peakedness", Value::Number(z)));
        }
        Some(figures)
    };
    Question {
        formula: "erlang-b",
        about: "Erlang B: calls that find every channel taken are lost",
        load: args.traffic.erlang()?,
        channels: args.traffic.channels,
        flag: "--blocking",
        targets: &args.blocking,
        share: &blocking,
        nothing: "no group of channels overflows with this load and peakedness; take a lower peakedness",
        figures: &figures,
        ..args.traffic.question()
    }
    .answer(&args.shown)
}

fn delay(args: &Delay) -> anyhow::Result<String> {
    let unit = args.traffic.unit();
    let over = args.wait_over.unwrap_or(0.0);
    let longer = |load: f64, channels: u32| {
        erlang::wait_over(load, channels, over / unit.seconds.unwrap_or(1.0))
    };
    let figures = |load: f64, channels: u32| {
        let mut figures = vec![Figure::new(
            "waits",
            "calls that wait",
            Value::Share(erlang::erlang_c(load, channels)?),
        )];
        if over > 0.0 {
            figures.extend(waits_longer(over, longer(load, channels)?));
        }
        figures.push(unit.time("mean_wait", "mean wait", erlang::mean_wait(load, channels)?));
        for (key, label, p) in
            [("wait_p90", "90 % wait at most", 0.9), ("wait_p99", "99 % wait at most", 0.99)]
        {
            figures.push(unit.time(key, label, erlang::wait_quantile(load, channels, p)?));
        }
        figures.push(utilization(load, channels));
        Some(figures)
    };
    Question {
        formula: "erlang-c",
        about: "Erlang C: calls wait for a channel, as long as it takes",
        load: args.traffic.erlang()?,
        channels: args.traffic.channels,
        flag: "--share",
        share_key: if over > 0.0 { "share" } else { "waits" },
        targets: &args.share,
        share: &longer,
        nothing: "the queue would grow for ever; give more channels than erlang, or let callers lose \
                  patience (`erlang a`)",
        figures: &figures,
        ..args.traffic.question()
    }
    .answer(&args.shown)
}

fn patience(args: &Patience) -> anyhow::Result<String> {
    let unit = args.traffic.unit();
    let hold = unit.seconds.unwrap_or(1.0);
    let (ready, over) = (args.patience / hold, args.wait_over.unwrap_or(0.0));
    let gives_up =
        |load: f64, channels: u32| Some(erlang::erlang_a(load, channels, ready)?.abandons);
    let longer =
        |load: f64, channels: u32| erlang::patient_beyond(load, channels, ready, over / hold);
    let figures = |load: f64, channels: u32| {
        let found = erlang::erlang_a(load, channels, ready)?;
        let mut figures = vec![
            Figure::new("abandoned", "calls that give up", Value::Share(found.abandons)),
            Figure::new("waits", "calls that wait", Value::Share(found.waits)),
        ];
        if over > 0.0 {
            figures.extend(waits_longer(over, longer(load, channels)?));
        }
        figures.push(unit.time("mean_wait", "mean wait", found.mean_wait));
        figures.push(Figure::new("utilization", "utilization", Value::Share(found.occupancy)));
        Some(figures)
    };
    let by_wait = !args.share.is_empty();
    Question {
        formula: "erlang-a",
        about: "Erlang A: calls wait and lose patience",
        load: args.traffic.erlang()?,
        channels: args.traffic.channels,
        flag: if by_wait { "--share" } else { "--abandoned or --share" },
        share_key: "abandoned",
        targets: if by_wait { &args.share } else { &args.abandoned },
        share: if by_wait { &longer } else { &gives_up },
        nothing: "more calls would wait at times than can be counted; take a shorter patience",
        figures: &figures,
        ..args.traffic.question()
    }
    .answer(&args.shown)
}

fn few_sources(args: &FewSources) -> anyhow::Result<String> {
    // A caller who is on the telephone for the share a of the time calls at a/(1 − a) while not.
    let engset = |sources: u32, each: f64, channels: u32| {
        (each < 1.0).then(|| erlang::engset(sources, each / (1.0 - each), channels)).flatten()
    };
    let blocked = |sources: u32, each: f64, channels: u32| {
        engset(sources, each, channels).map(|found| found.call_congestion)
    };
    let sources = match (args.sources, args.source_load, args.channels, &args.blocking[..]) {
        (Some(sources), ..) => sources,
        (None, Some(each), Some(channels), [target]) if args.shown.table.is_none() => {
            let past = |n: u32| blocked(n, each, channels).is_none_or(|share| share > *target);
            let first = erlang::fewest(1, past);
            first.map(|n| n - 1).filter(|n| *n > 0).ok_or_else(|| solve::out_of_reach("sources"))?
        }
        _ => anyhow::bail!(
            "give all but one of --sources, --source-load, --channels and --blocking, each once"
        ),
    };
    let share = |each: f64, channels: u32| blocked(sources, each, channels);
    let figures = |each: f64, channels: u32| {
        let found = engset(sources, each, channels)?;
        Some(vec![
            Figure::new("sources", "callers", Value::Count(sources)),
            Figure::new("blocking", "calls blocked", Value::Share(found.call_congestion)),
            Figure::new(
                "time_congestion",
                "time all are taken",
                Value::Share(found.time_congestion),
            ),
            carried(found.carried),
            utilization(found.carried, channels),
        ])
    };
    let asked_sources = args.sources.is_none();
    Question {
        formula: "engset",
        about: "Engset: few callers; calls that find every channel taken are lost",
        load_key: ("source_load", "load of each caller"),
        load: args.source_load,
        channels: args.channels,
        flag: "--blocking",
        share_key: if asked_sources { "sources" } else { "blocking" },
        targets: if asked_sources { &[] } else { &args.blocking },
        share: &share,
        figures: &figures,
        nothing: "",
        hold: None,
    }
    .answer(&args.shown)
}

fn few_places(args: &FewPlaces) -> anyhow::Result<String> {
    let unit = args.traffic.unit();
    let load = args.traffic.erlang()?;
    let queue = |load: f64, channels: u32, waiting: u32| {
        erlang::finite_queue(load, channels, channels.checked_add(waiting)?)
    };
    let waiting = match (args.waiting, load, args.traffic.channels, &args.blocking[..]) {
        (Some(waiting), ..) => waiting,
        (None, Some(load), Some(channels), [target]) if args.shown.table.is_none() => {
            // With more load than channels, no number of places brings it below 1 − c/A.
            let least = 1.0 - f64::from(channels) / load;
            anyhow::ensure!(
                *target > least,
                "{load} erlang on {channels} channels lose {} at least, however many wait",
                solve::percent(least)
            );
            let enough = |n: u32| queue(load, channels, n).is_some_and(|q| q.blocking <= *target);
            erlang::fewest(0, enough).ok_or_else(|| solve::out_of_reach("places"))?
        }
        _ => anyhow::bail!(
            "give all but one of --load, --channels, --waiting and --blocking, each once"
        ),
    };
    let share = |load: f64, channels: u32| queue(load, channels, waiting).map(|q| q.blocking);
    let figures = |load: f64, channels: u32| {
        let found = queue(load, channels, waiting)?;
        let busy = load * (1.0 - found.blocking);
        Some(vec![
            Figure::new("waiting", "places to wait", Value::Count(waiting)),
            Figure::new("blocking", "calls blocked", Value::Share(found.blocking)),
            Figure::new("present", "mean calls present", Value::Number(found.present)),
            Figure::new("queued", "mean calls waiting", Value::Number(found.waiting)),
            unit.time("mean_wait", "mean wait", found.mean_wait),
            carried(busy),
            utilization(busy, channels),
        ])
    };
    let asked_waiting = args.waiting.is_none();
    Question {
        formula: "mmck",
        about: "M/M/c/K: calls wait in a few places and are lost beyond",
        load,
        channels: args.traffic.channels,
        flag: "--blocking",
        share_key: if asked_waiting { "waiting" } else { "blocking" },
        targets: if asked_waiting { &[] } else { &args.blocking },
        share: &share,
        figures: &figures,
        ..args.traffic.question()
    }
    .answer(&args.shown)
}

/// The unit of waits: seconds where the holding time is known.
#[derive(Clone, Copy)]
struct Unit {
    seconds: Option<f64>,
}

impl Unit {
    fn time(self, key: &'static str, label: &'static str, holds: f64) -> Figure {
        match self.seconds {
            Some(seconds) => Figure::new(key, label, Value::Seconds(holds * seconds)),
            None => Figure::new(key, label, Value::Holds(holds)),
        }
    }
}

impl Traffic {
    fn unit(&self) -> Unit {
        Unit { seconds: self.hold }
    }

    /// What all questions about such traffic have in common.
    fn question(&self) -> Question<'_> {
        Question {
            formula: "",
            about: "",
            load_key: ("load", "offered load"),
            load: None,
            channels: None,
            flag: "",
            share_key: "blocking",
            targets: &[],
            share: &|_, _| None,
            figures: &|_, _| None,
            nothing: "",
            hold: self.hold,
        }
    }
}

fn carried(load: f64) -> Figure {
    Figure::new("carried", "carried load", Value::Erlang(load))
}

fn utilization(carried: f64, channels: u32) -> Figure {
    Figure::new("utilization", "utilization", Value::Share(carried / f64::from(channels)))
}

fn waits_longer(over: f64, share: f64) -> [Figure; 2] {
    let label = format!("calls that wait over {over} s");
    // The wait itself is part of the label; JSON has it by itself.
    [
        Figure::new("wait_over", "", Value::Seconds(over)),
        Figure::new("share", &label, Value::Share(share)),
    ]
}
