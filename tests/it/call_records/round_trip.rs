//! Known days, written in each format and imported again.

use super::generator::{self, ALL, MAPPING, MIDNIGHT, Random, TRUTH, Told, Truth, Written};
use busyhour::internals::import::records::fit::{Family, Fit, all, fits};
use busyhour::internals::import::records::{Calls, MappingTable, Outcome, Reader, Reading};
use busyhour::internals::stats::interval::{normal_quantile, wilson};

/// Level of every interval here. About 20 × 12 intervals are looked at.
const LEVEL: f64 = 0.9999;

fn import(format: Written, calls: &[Told]) -> Calls {
    let mapping =
        (format == Written::Mapped).then(|| MappingTable::read(MAPPING).expect("a mapping"));
    let zone = Some("America/New_York".to_owned());
    let mut reader = Reader::new(Reading { zone, mapping, ..Reading::default() }).expect("a zone");
    let text = generator::write(format, calls);
    reader.read("file", text.as_bytes()).expect("a known format");
    reader.finish()
}

fn fit(format: Written, calls: &[Told]) -> Fit {
    let mut found = fits(&import(format, calls));
    assert_eq!(found.len(), 1, "one class");
    found.remove(0)
}

fn inside(what: &str, truth: f64, (low, high): (f64, f64)) {
    assert!(low <= truth && truth <= high, "{what}: {truth} is not in {low} to {high}");
}

#[test]
fn each_format_gives_back_the_calls() {
    let calls = generator::days(&TRUTH, 2, &mut Random(7));
    for format in ALL {
        let read = import(format, &calls);
        let at = |instant: i64| instant / 1_000 - MIDNIGHT;
        let mut found: Vec<_> = read
            .calls
            .iter()
            .map(|c| (at(c.start), c.answer.map(at), at(c.end), c.outcome, c.class))
            .collect();
        found.sort_unstable();
        assert_eq!(found, generator::expected(format, &calls), "{format:?}");
        let skipped = u64::from(format == Written::Cucm);
        assert_eq!(read.files[0].skipped.count(), skipped, "{format:?}");
    }
}

#[test]
fn known_days_give_back_rates_lengths_patience_and_shares() {
    let (mut covered, mut days_with_factor, mut others) = ((0, 0), 0, 0);
    for seed in 0..20 {
        let calls = generator::days(&TRUTH, 5, &mut Random(1_000 + seed));
        let format = ALL[seed as usize % ALL.len()];
        let fit = fit(format, &calls);
        lengths(&fit);
        let patience = fit.patience.as_ref().expect("callers who give up");
        // Avaya does not have those who gave up within a second, and the others are not exponential.
        others += u32::from(format != Written::Avaya && patience.weibull().is_some());
        callers(&fit);
        refusals(format, &fit, &calls);
        let arrivals = fit.arrivals.expect("arrivals");
        assert_eq!(arrivals.days, 5);
        for (at, quarter) in arrivals.quarters.iter().enumerate() {
            let (rate, (low, high)) = (generator::rate(at as i64 / 4), quarter.bounds);
            if rate > 0.0 {
                covered = (covered.0 + u32::from(low <= rate && rate <= high), covered.1 + 1);
            }
        }
        let expected: f64 = 5.0 * (0..24).map(generator::rate).sum::<f64>();
        let z = normal_quantile(f64::midpoint(1.0, LEVEL)).expect("a share");
        assert!((arrivals.calls - expected).abs() < z * expected.sqrt(), "{}", arrivals.calls);
        for test in [arrivals.same_days, arrivals.with_factor, arrivals.inside] {
            assert!(test.expect("a test").p > 1e-4, "a Poisson process fits: {test:?}");
        }
        days_with_factor += u32::from(arrivals.day_cv.is_some());
        // The busy hour begins at one of the quarters with the highest rate.
        assert!((36..=44).contains(&arrivals.busy_hour.0), "{:?}", arrivals.busy_hour);
    }
    // One in a hundred is an error of the first kind.
    assert!(days_with_factor <= 2, "{days_with_factor} of 20 find that equal days differ");
    assert!(others <= 2, "{others} of 20 find that patience is not exponential");
    // Exact bounds of 95 % hold the truth at least so often.
    let share = f64::from(covered.0) / f64::from(covered.1);
    assert!(share > 0.94, "{share} of {} quarters", covered.1);
}

fn lengths(fit: &Fit) {
    let talk = fit.talk.as_ref().expect("conversations");
    let chosen = talk.chosen();
    assert_eq!(chosen.family, Family::Lognormal, "{:?}", talk.candidates);
    let truth = (TRUTH.mu + TRUTH.sigma * TRUTH.sigma / 2.0).exp();
    let half = talk.mean_half_width(LEVEL).expect("enough");
    inside("mean", truth, (talk.mean - half, talk.mean + half));
    let model = chosen.model.expect("a model");
    let spread = (model.quantile(0.841_344_746) / model.quantile(0.5)).ln();
    let z = normal_quantile(f64::midpoint(1.0, LEVEL)).expect("a share");
    let half = z * spread / (2.0 * talk.count).sqrt();
    inside("spread", TRUTH.sigma, (spread - half, spread + half));
}

fn callers(fit: &Fit) {
    let patience = fit.patience.as_ref().expect("callers who give up");
    inside("patience", TRUTH.patience, patience.mean_bounds(LEVEL).expect("bounds"));
    let answers = fit.answers.as_ref().expect("answers");
    let truth = TRUTH.answered * (1.0 - (-TRUTH.ring / TRUTH.after).exp());
    let hits = (answers.share * answers.calls as f64) as u64;
    inside("answered", truth, wilson(hits, answers.calls, LEVEL).expect("calls"));
    // Times until the answer are exponential, cut at the end of ringing.
    let (ring, after) = (TRUTH.ring, TRUTH.after);
    let cut = after - ring / ((ring / after).exp() - 1.0);
    let half = answers.after.mean_half_width(LEVEL).expect("enough");
    let mean = answers.after.mean;
    inside("time until the answer", cut, (mean - half, mean + half));
    let divert = fit.divert.as_ref().expect("voice mail");
    assert!((divert.quantile(0.5) - TRUTH.ring).abs() <= 1.0);
}

/// Users who are busy, and callers who call them again. Avaya has one word for busy calls and for those that ended in the second
/// in which they came, so nobody can tell the busy ones; it still has all of them, and all retries.
fn refusals(format: Written, fit: &Fit, calls: &[Told]) {
    let busy = calls.iter().filter(|call| call.outcome == Outcome::Busy).count() as u64;
    let known = generator::expected(format, calls);
    let refused = known.iter().filter(|(.., outcome, _)| outcome.is_refusal()).count() as u64;
    let others = refused - busy;
    assert_eq!(others > 0, format == Written::Avaya, "{format:?}: {others}");
    let found = fit.count(Outcome::Busy) + fit.count(Outcome::Failed);
    let bounds = wilson(found - others, fit.calls as u64, LEVEL).expect("calls");
    inside("busy", TRUTH.busy, bounds);
    let retries = &fit.retries;
    assert_eq!(retries.refused, refused);
    // Nobody calls a fifth time, so the last refusal of four has no retry.
    let bounds = wilson(retries.again, retries.refused - others, LEVEL).expect("refusals");
    inside("retries", TRUTH.retry, (bounds.0, bounds.1 + 0.002));
    assert!((1..=3).contains(&retries.most) && retries.by_chance < 0.001);
    let gaps = retries.gaps.as_ref().expect("gaps");
    let half = gaps.mean_half_width(LEVEL).expect("enough");
    inside("gap", TRUTH.gap, (gaps.mean - half, gaps.mean + half));
}

#[test]
fn days_that_differ_are_told_from_days_that_do_not() {
    // Attempts after a refusal come in clumps; here all calls count.
    let truth = Truth { day_cv: 0.3, retry: 0.0, ..TRUTH };
    let mut squares = Vec::new();
    for seed in 0..20 {
        let calls = generator::days(&truth, 20, &mut Random(seed));
        let (arrivals, _) = all(&import(Written::Mapped, &calls));
        let arrivals = arrivals.expect("arrivals");
        assert!(arrivals.same_days.expect("a test").p < 1e-6);
        assert!(arrivals.with_factor.expect("a test").p > 1e-4);
        squares.push(arrivals.day_cv.expect("days differ").powi(2));
    }
    let mean = squares.iter().sum::<f64>() / 20.0;
    let spread = squares.iter().map(|x| (x - mean).powi(2)).sum::<f64>() / 19.0;
    let half = 4.2 * (spread / 20.0).sqrt();
    inside("variance of the factor", 0.09, (mean - half, mean + half));
}

#[test]
fn short_calls_are_a_component_of_their_own() {
    let mut random = Random(3);
    let mut calls = generator::days(&TRUTH, 5, &mut random);
    for call in calls.iter_mut().filter(|call| call.outcome == Outcome::Answered) {
        if random.share() < 0.15 {
            call.end = call.answer.expect("answered") + random.exponential(4.0) as i64;
        }
    }
    let talk = fit(Written::Mapped, &calls).talk.expect("conversations");
    assert_eq!(talk.chosen().family, Family::ShortLognormal, "{:?}", talk.candidates);
    let (share, short) = talk.chosen().model.expect("a model").short.expect("short calls");
    inside("share of short calls", 0.15, (share - 0.03, share + 0.03));
    inside("mean of short calls", 4.0, (short.mean() - 1.2, short.mean() + 1.2));
}
