//! When calls arrive: rates, loads, profiles and recorded instants.

use super::Resolver;
use crate::base::{SimTime, Span, second_of_day};
use crate::deployment::{Arrivals, Class, Deployment, Party, Settings};
use crate::scenario::{ArrivalsForm, ArrivalsText, Object, PerTime, TrafficTable};

/// A day, the period of profiles.
const DAY: u64 = 86_400;

impl Resolver<'_> {
    /// When the calls of a source arrive. `count` is how many `per_user` counts, `None` where there
    /// is nothing to count; `mean_talk` is in seconds.
    pub(super) fn arrivals(
        &mut self,
        traffic: &Object<TrafficTable>,
        called: (Class, Party, Option<u32>),
        mean_talk: f64,
        d: &Deployment,
    ) -> Option<Arrivals> {
        let arrivals = self.given_arrivals(traffic, called, mean_talk, d)?;
        self.loaded(arrivals, traffic, d.settings.load)
    }

    /// Arrivals at this factor of the given ones.
    fn loaded(
        &mut self,
        arrivals: Arrivals,
        traffic: &Object<TrafficTable>,
        load: f64,
    ) -> Option<Arrivals> {
        match arrivals {
            _ if load == 1.0 => Some(arrivals),
            Arrivals::Rate { mut steps, period } => {
                steps.iter_mut().for_each(|(_, rate)| *rate *= load);
                Some(Arrivals::Rate { steps, period })
            }
            Arrivals::Trace(_) | Arrivals::Replay(_) => {
                let message = "recorded instants cannot be multiplied by `study.load`".to_owned();
                let hint = "remove study.load, or give a rate, as \"1200/h\"";
                self.problem(&traffic.label, traffic.place_of("arrivals"), message, hint);
                None
            }
        }
    }

    /// When calls arrive by the source alone.
    fn given_arrivals(
        &mut self,
        traffic: &Object<TrafficTable>,
        called: (Class, Party, Option<u32>),
        mean_talk: f64,
        d: &Deployment,
    ) -> Option<Arrivals> {
        let flat = |rate: f64| Arrivals::Rate { steps: vec![(SimTime::ZERO, rate)], period: None };
        let place = traffic.place_of("arrivals");
        Some(match &traffic.says.arrivals {
            ArrivalsText::Rate(rate) => flat(rate.0),
            ArrivalsText::Load(_) if mean_talk <= 0.0 => {
                let message = "a load needs a conversation of some length".to_owned();
                self.problem(&traffic.label, place, message, "give a rate, as \"1200/h\"");
                return None;
            }
            ArrivalsText::Load(erlang) => flat(erlang / mean_talk),
            ArrivalsText::Form(ArrivalsForm::PerUser(rate)) => match called.2 {
                Some(count) => flat(rate.0 * f64::from(count)),
                None => {
                    let message = "an auto attendant has no users to count".to_owned();
                    self.problem(&traffic.label, place, message, "give a rate, as \"1200/h\"");
                    return None;
                }
            },
            ArrivalsText::Form(ArrivalsForm::Profile(profile)) => {
                match profile_rates(profile, &d.settings) {
                    Ok(rates) => rates,
                    Err(why) => {
                        let hint = "write [[\"08:00\", \"300/h\"], [\"17:00\", \"60/h\"]]";
                        self.problem(&traffic.label, place, why, hint);
                        return None;
                    }
                }
            }
            ArrivalsText::Form(ArrivalsForm::Trace(file)) => self.trace(traffic, file, d)?,
            ArrivalsText::Form(ArrivalsForm::Replay(file)) => {
                self.replay(traffic, file, called, d)?
            }
        })
    }

    /// Recorded instants. A trace of which nothing is measured is a mistake of its times or of the
    /// window.
    fn trace(
        &mut self,
        traffic: &Object<TrafficTable>,
        file: &str,
        d: &Deployment,
    ) -> Option<Arrivals> {
        let seconds = self.scenario.column(file).iter().filter_map(|s| Span::from_seconds(*s));
        let mut instants: Vec<SimTime> = seconds.map(|span| SimTime::ZERO + span).collect();
        instants.sort_unstable();
        self.measured(Arrivals::Trace(instants), traffic, d)
    }

    /// Recorded calls, of which at least one is measured.
    pub(super) fn measured(
        &mut self,
        trace: Arrivals,
        traffic: &Object<TrafficTable>,
        d: &Deployment,
    ) -> Option<Arrivals> {
        let [before, within, after] = trace.around(&d.settings)?;
        if within == 0 && before + after > 0 {
            let message = format!(
                "none of the {} instants of the trace falls into the measured window, {}: {before} before it and \
                 {after} after it",
                before + after,
                d.settings.window_words()
            );
            let hint = "write times since study.start, or change study.warm_up and \
                        study.duration";
            self.problem(&traffic.label, traffic.place_of("arrivals"), message, hint);
            return None;
        }
        Some(trace)
    }
}

/// A daily profile as rates by simulated time. Where clocks do not change before the end of the study
/// it repeats every 24 hours; otherwise it follows the clock on the wall up to a day after the end.
fn profile_rates(profile: &[(String, PerTime)], settings: &Settings) -> Result<Arrivals, String> {
    let mut by_day: Vec<(u64, f64)> = Vec::new();
    for (time, rate) in profile {
        let time = time
            .parse::<jiff::civil::Time>()
            .map_err(|_| format!("`{time}` is not a time of day"))?;
        by_day.push((u64::from(second_of_day(time)), rate.0));
    }
    if by_day.is_empty() {
        return Err("a profile has at least one time of day".to_owned());
    }
    if by_day.windows(2).any(|pair| pair[0].0 >= pair[1].0) {
        return Err("each time of day of a profile is later than the one before it".to_owned());
    }
    let clock = &settings.clock;
    let end = SimTime::ZERO
        + settings.warm_up
        + settings.duration
        + settings.follow_at_most
        + Span::from_secs(DAY);
    let changes = clock.changes(end);
    let mut steps = Vec::new();
    for (i, from) in changes.iter().enumerate() {
        let last = *from + Span::from_secs(DAY);
        let until = match changes.len() {
            1 => last,
            _ => changes.get(i + 1).copied().unwrap_or(end),
        };
        stretch(&by_day, u64::from(clock.second_of_day(*from)), (*from, until), &mut steps);
    }
    let period = (changes.len() == 1).then(|| Span::from_secs(DAY));
    Ok(Arrivals::Rate { steps, period })
}

/// Adds the steps of a stretch in which clocks do not change and that begins `second` seconds after
/// midnight. Before the first time of day the last rate of the day before holds.
fn stretch(
    by_day: &[(u64, f64)],
    second: u64,
    (from, until): (SimTime, SimTime),
    steps: &mut Vec<(SimTime, f64)>,
) {
    let held = by_day.iter().rev().find(|(at, _)| *at <= second).or(by_day.last());
    steps.push((from, held.map_or(0.0, |(_, rate)| *rate)));
    for midnight in (0..).step_by(DAY as usize) {
        if from + Span::from_secs(u64::saturating_sub(midnight, second)) >= until {
            return;
        }
        let later = by_day.iter().filter(|(at, _)| midnight + at > second);
        let later = later.map(|(at, rate)| (from + Span::from_secs(midnight + at - second), *rate));
        steps.extend(later.filter(|(at, _)| *at < until));
    }
}
