//! When calls arrive: rates, loads, profiles and recorded instants.

use super::Resolver;
use crate::base::{SimTime, Span};
use crate::deployment::{Arrivals, Deployment};
use crate::scenario::{ArrivalsForm, ArrivalsText, Object, PerTime, TrafficTable};

/// A day, the period of profiles.
const DAY: u64 = 86_400;

impl Resolver<'_> {
    /// When the calls of a source arrive. `count` is how many `per_user` counts, `None` where there
    /// is nothing to count; `mean_talk` is in seconds.
    pub(super) fn arrivals(
        &mut self,
        traffic: &Object<TrafficTable>,
        count: Option<u32>,
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
            ArrivalsText::Form(ArrivalsForm::PerUser(rate)) => match count {
                Some(count) => flat(rate.0 * f64::from(count)),
                None => {
                    let message = "an auto attendant has no users to count".to_owned();
                    self.problem(&traffic.label, place, message, "give a rate, as \"1200/h\"");
                    return None;
                }
            },
            ArrivalsText::Form(ArrivalsForm::Profile(profile)) => {
                let start = d.settings.start_second_of_day;
                match profile_steps(profile, start) {
                    Ok(steps) => Arrivals::Rate { steps, period: Some(Span::from_secs(DAY)) },
                    Err(why) => {
                        let hint = "write [[\"08:00\", \"300/h\"], [\"17:00\", \"60/h\"]]";
                        self.problem(&traffic.label, place, why, hint);
                        return None;
                    }
                }
            }
            ArrivalsText::Form(ArrivalsForm::Trace(file)) => self.trace(traffic, file, d)?,
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
        let trace = Arrivals::Trace(instants);
        let [before, within, after] = trace.around(&d.settings)?;
        if within == 0 && before + after > 0 {
            let message = format!(
                "none of the {} instants of the trace falls into the measured window, {}: {before} before it and \
                 {after} after it",
                before + after,
                d.settings.window_words()
            );
            let hint = "write seconds since study.start in the first column, or change study.warm_up and \
                        study.duration";
            self.problem(&traffic.label, traffic.place_of("arrivals"), message, hint);
            return None;
        }
        Some(trace)
    }
}

/// A daily profile as steps from simulated time 0, which is `start` seconds after midnight. Before
/// its first time of day the last rate of the day before holds.
fn profile_steps(profile: &[(String, PerTime)], start: u32) -> Result<Vec<(SimTime, f64)>, String> {
    let mut by_day: Vec<(u64, f64)> = Vec::new();
    for (time, rate) in profile {
        let second = time
            .parse::<jiff::civil::Time>()
            .map(|t| {
                i64::from(t.hour()) * 3_600 + i64::from(t.minute()) * 60 + i64::from(t.second())
            })
            .map_err(|_| format!("`{time}` is not a time of day"))?;
        by_day.push((u64::try_from(second).unwrap_or(0), rate.0));
    }
    if by_day.is_empty() || by_day.windows(2).any(|pair| pair[0].0 >= pair[1].0) {
        return Err("a profile has at least one time of day, each later than the last".to_owned());
    }
    let start = u64::from(start);
    let held = by_day.iter().rev().find(|(at, _)| *at <= start).or(by_day.last());
    let mut steps = vec![(SimTime::ZERO, held.map_or(0.0, |(_, rate)| *rate))];
    let mut later: Vec<(u64, f64)> = by_day
        .iter()
        .map(|(at, rate)| ((at + DAY - start) % DAY, *rate))
        .filter(|(offset, _)| *offset > 0)
        .collect();
    later.sort_unstable_by_key(|(offset, _)| *offset);
    steps.extend(
        later.into_iter().map(|(offset, rate)| (SimTime::ZERO + Span::from_secs(offset), rate)),
    );
    Ok(steps)
}
