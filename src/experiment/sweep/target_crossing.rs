//! Locates where a target changes between met and missed: first on the grid, then by bisection between the
//! neighbouring values. All values use the same random numbers, so the curve between them is as smooth as the system
//! and bisection does not follow noise. The interval at each value gives its verdict.

use crate::base::Error;
use crate::experiment::record::{Form, LostShare, TargetCrossing, TargetVerdict, Verdict};

/// Maximum bisections of one crossing: 40 of them divide any range by 10¹².
const MAX_HALVINGS: u32 = 40;

/// A value of the key, and the target's verdict there.
#[derive(Clone, Debug)]
pub(super) struct Probe {
    pub(super) number: f64,
    pub(super) text: String,
    pub(super) verdict: TargetVerdict,
}

impl Probe {
    /// Whether the estimate meets the target; `None` without an estimate. What only the calls that got through meet, or what
    /// holds while a queue grows, is not met.
    fn meets(&self) -> Option<bool> {
        let is_steady = self.verdict.verdict != Verdict::Unstable;
        Some(self.holds()? && self.heavy_loss().is_none() && is_steady)
    }

    /// Whether the interval does not decide.
    fn is_open(&self) -> bool {
        !self.verdict.verdict.is_met() && !self.verdict.verdict.fails()
    }

    /// Whether the estimate is on the good side of the limit.
    fn holds(&self) -> Option<bool> {
        let TargetVerdict { side, limit, value, .. } = &self.verdict;
        Some(side.holds((*value)?, *limit))
    }

    /// The share of the calls that are lost before the figure, where it is so large that the others do not speak for all.
    fn heavy_loss(&self) -> Option<f64> {
        self.verdict.left_out.filter(LostShare::is_heavy).map(|lost| lost.share)
    }
}

/// Locates the crossing, starting from the probes of a grid. `probe` simulates a further value; `None` means that it was
/// asked to stop.
pub(super) fn locate(
    mut probes: Vec<Probe>,
    (key, form, others): (&str, &Form, Vec<String>),
    tolerance: Option<f64>,
    probe: &mut dyn FnMut(&str) -> Result<Option<TargetVerdict>, Error>,
) -> Result<Option<TargetCrossing>, Error> {
    let unknown = probes.iter().filter(|p| p.meets().is_none()).map(|p| p.text.clone());
    let no_estimate_at: Vec<String> = unknown.collect();
    probes.retain(|p| p.meets().is_some());
    probes.sort_by(|a, b| a.number.total_cmp(&b.number));
    let Some(first) = probes.first() else { return Ok(None) };
    let target = first.verdict.clone();
    let changes: Vec<usize> =
        (1..probes.len()).filter(|i| probes[i - 1].meets() != probes[*i].meets()).collect();
    // Integers are located exactly, whatever the tolerance.
    let tolerance = match tolerance {
        Some(tolerance) if form.whole => tolerance.max(1.0).floor(),
        Some(tolerance) => tolerance,
        None => 0.0,
    };
    let ends = match changes.first() {
        Some(i) => {
            let ends = (probes[i - 1].clone(), probes[*i].clone());
            Some(if tolerance > 0.0 {
                halved(ends, form, tolerance, &mut probes, probe)?
            } else {
                ends
            })
        }
        None => None,
    };
    let everywhere = |meets: bool| ends.is_none() && first_meets(&probes) == meets;
    let (met, missed) = match &ends {
        Some((a, b)) if a.meets() == Some(true) => (Some(a), Some(b)),
        Some((a, b)) => (Some(b), Some(a)),
        None => (
            probes.last().filter(|_| everywhere(true)),
            probes.first().filter(|_| everywhere(false)),
        ),
    };
    let text = |probe: Option<&Probe>| probe.map(|p| p.text.clone());
    let verdict = |probe: Option<&Probe>| probe.map(|p| p.verdict.verdict);
    let crossing = ends.as_ref().map(|(a, b)| (a.number + b.number) / 2.0);
    let distance = ends.as_ref().map(|(a, b)| b.number - a.number);
    Ok(Some(TargetCrossing {
        figure: target.figure,
        side: target.side,
        limit: target.limit,
        key: key.to_owned(),
        others,
        met: text(met),
        missed: text(missed),
        met_verdict: verdict(met),
        missed_verdict: verdict(missed),
        lost_before: missed.filter(|p| p.holds() == Some(true)).and_then(Probe::heavy_loss),
        surely_met: text(nearest(&probes, crossing, Verdict::is_met)),
        surely_missed: text(nearest(&probes, crossing, Verdict::fails)),
        tolerance,
        // Allows for rounding in the last digit of a decimal fraction.
        located: distance.is_some_and(|distance| distance <= tolerance * (1.0 + 1e-9)),
        monotone: changes.len() < 2,
        no_estimate_at,
        undecided_at: probes.iter().filter(|p| p.is_open()).map(|p| p.text.clone()).collect(),
    }))
}

/// The probe with this verdict that is nearest to the crossing; the first one where there is no crossing.
fn nearest(probes: &[Probe], crossing: Option<f64>, wanted: fn(Verdict) -> bool) -> Option<&Probe> {
    let decided = probes.iter().filter(|p| wanted(p.verdict.verdict));
    let distance = |p: &&Probe| crossing.map_or(0.0, |crossing| (p.number - crossing).abs());
    decided.min_by(|a, b| distance(a).total_cmp(&distance(b)))
}

fn first_meets(probes: &[Probe]) -> bool {
    probes.first().and_then(Probe::meets).unwrap_or(false)
}

/// Bisects between two neighbours, of which one meets and one misses the target, down to the tolerance.
fn halved(
    (mut low, mut high): (Probe, Probe),
    form: &Form,
    tolerance: f64,
    probes: &mut Vec<Probe>,
    probe: &mut dyn FnMut(&str) -> Result<Option<TargetVerdict>, Error>,
) -> Result<(Probe, Probe), Error> {
    let fine = form.finer(tolerance / 10.0);
    for _ in 0..MAX_HALVINGS {
        if high.number - low.number <= tolerance * (1.0 + 1e-9) {
            break;
        }
        let middle = 0.5 * (low.number + high.number);
        let text = fine.text(if form.whole { middle.floor() } else { middle });
        let Some(number) = form.number(&text) else { break };
        if number <= low.number || number >= high.number {
            break;
        }
        let Some(verdict) = probe(&text)? else { break };
        let found = Probe { number, text, verdict };
        let Some(meets) = found.meets() else { break };
        if Some(meets) == low.meets() {
            low = found.clone();
        } else {
            high = found.clone();
        }
        probes.push(found);
    }
    Ok((low, high))
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The verdict of a target of at most 1 at this estimate, with an interval of ± 0.1.
    fn judged(value: Option<f64>) -> TargetVerdict {
        let verdict = match value {
            None => Verdict::NotEstimable,
            Some(value) if value + 0.1 <= 1.0 => Verdict::Met,
            Some(value) if value - 0.1 > 1.0 => Verdict::Missed,
            Some(_) => Verdict::Undecided,
        };
        TargetVerdict {
            figure: "blocking".parse().expect("a figure"),
            side: crate::experiment::record::Side::AtMost,
            limit: 1.0,
            value,
            low: value.map(|v| v - 0.1),
            high: value.map(|v| v + 0.1),
            verdict,
            reason: None,
            left_out: None,
        }
    }

    fn crossing(
        form: &Form,
        grid: &[f64],
        tolerance: f64,
        curve: impl Fn(f64) -> Option<f64>,
    ) -> TargetCrossing {
        let probe = |x: f64| Probe { number: x, text: form.text(x), verdict: judged(curve(x)) };
        let mut further =
            |text: &str| Ok(Some(judged(curve(form.number(text).expect("a number of the form")))));
        let probes = grid.iter().map(|x| probe(*x)).collect();
        locate(probes, ("k", form, Vec::new()), Some(tolerance), &mut further).unwrap().unwrap()
    }

    const PERCENT: fn() -> Form = || Form { unit: "%".into(), whole: false, places: 0 };
    const WHOLE: fn() -> Form = || Form { unit: String::new(), whole: true, places: 0 };

    #[test]
    fn a_crossing_is_located_within_the_tolerance_with_its_verdicts() {
        // Missed above 33.3; undecided from 30 to 36.7.
        let found = crossing(&PERCENT(), &[0.0, 50.0, 100.0], 1.0, |x| Some(x / 33.3));
        assert!(found.located && found.monotone);
        let number = |text: &Option<String>| PERCENT().number(text.as_ref().unwrap()).unwrap();
        let (met, missed) = (number(&found.met), number(&found.missed));
        assert!(met <= 33.3 && 33.3 < missed && missed - met <= 1.0, "{found:?}");
        assert_eq!(found.met_verdict, Some(Verdict::Undecided));
        assert!(number(&found.surely_met) <= 30.0 && number(&found.surely_missed) >= 36.6);
        // The reverse, for a falling curve.
        let found = crossing(&PERCENT(), &[0.0, 50.0, 100.0], 1.0, |x| Some(2.0 - x / 33.3));
        assert!(number(&found.met) >= 33.3 && number(&found.missed) < 33.3, "{found:?}");
    }

    #[test]
    fn a_loss_before_the_figure_is_said_where_only_the_other_calls_meet_the_target() {
        let at = |x: f64, share: f64, value: f64| {
            let lost = LostShare { share, low: share - 0.01, high: share + 0.01 };
            let verdict = TargetVerdict { left_out: Some(lost), ..judged(Some(value)) };
            Probe { number: x, text: PERCENT().text(x), verdict }
        };
        let of = |probes: Vec<Probe>| {
            let key = ("k", &PERCENT(), Vec::new());
            locate(probes, key, None, &mut |_| Ok(None)).unwrap().unwrap()
        };
        let lost = of(vec![at(1.0, 0.01, 0.5), at(2.0, 0.07, 0.5)]);
        assert_eq!((lost.missed.as_deref(), lost.lost_before), (Some("2 %"), Some(0.07)));
        let missed = of(vec![at(1.0, 0.01, 0.5), at(2.0, 0.07, 1.5)]);
        assert_eq!((missed.missed.as_deref(), missed.lost_before), (Some("2 %"), None));
    }

    #[test]
    fn integers_are_located_exactly() {
        let found = crossing(&WHOLE(), &[10.0, 200.0], 0.01, |x| Some(120.0 / x));
        assert_eq!((found.met.as_deref(), found.missed.as_deref()), (Some("120"), Some("119")));
        assert!(found.located && found.tolerance == 1.0);
    }

    #[test]
    fn no_crossing_and_several_crossings_are_reported() {
        let grid = [0.0, 1.0, 2.0, 3.0];
        let all = crossing(&WHOLE(), &grid, 1.0, |_| Some(0.5));
        assert_eq!((all.met.as_deref(), all.missed), (Some("3"), None));
        let none = crossing(&WHOLE(), &grid, 1.0, |_| Some(2.0));
        assert_eq!((none.met, none.missed.as_deref(), none.located), (None, Some("0"), false));
        let wave = crossing(&WHOLE(), &grid, 1.0, |x| Some(if x == 1.0 { 2.0 } else { 0.5 }));
        assert_eq!((wave.met.as_deref(), wave.missed.as_deref()), (Some("0"), Some("1")));
        assert!(!wave.monotone);
        // A value without an estimate is skipped.
        let gap = crossing(&WHOLE(), &grid, 1.0, |x| (x != 1.0).then_some(x));
        assert_eq!((gap.met.as_deref(), gap.missed.as_deref()), (Some("0"), Some("2")));
        assert_eq!(gap.no_estimate_at, ["1"]);
    }
}
