use super::*;
use crate::measure::{Figure, Measure, Statistic};

/// A finding about blocking of at most 5 %.
fn finding(verdict: Verdict, value: Option<f64>) -> Finding {
    let target = TargetVerdict {
        figure: Figure::of_all(Measure::Blocking, Statistic::Value),
        side: Side::AtMost,
        limit: 0.05,
        value,
        low: value.map(|value| value - 0.01),
        high: value.map(|value| value + 0.01),
        verdict,
        reason: None,
        left_out: None,
    };
    Finding {
        lost: String::new(),
        target,
        replications: 10,
        level: 0.99,
        count: 1000,
        by_outages: None,
    }
}

fn care(most: u32, to_the_end: bool) -> Care {
    Care { level: 0.99, seed: 1, first: 10, most, looks: 5, every_loss: true, to_the_end }
}

/// The replications of every look at what stays as it is.
fn looks(found: &Finding, care: Care) -> Vec<u32> {
    let mut all = vec![care.first.min(care.most)];
    while let Some(&last) = all.last()
        && let Some(more) = next_look(std::slice::from_ref(found), (all.len() as u32, last), care)
    {
        all.push(more);
    }
    all
}

#[test]
fn the_last_look_of_a_certificate_has_as_many_replications_as_it_may() {
    for most in [10, 11, 20, 100, 200, 1000, 100_000] {
        // At the limit no number of replications decides; nor does any where there is no estimate.
        for found in [
            finding(Verdict::Undecided, Some(0.05)),
            finding(Verdict::Undecided, Some(0.0501)),
            finding(Verdict::Undecided, Some(0.049)),
            finding(Verdict::NotEstimable, None),
        ] {
            let all = looks(&found, care(most, true));
            assert_eq!(all.last(), Some(&most), "{all:?}");
            assert!(all.len() <= 5 && all.is_sorted(), "{all:?}");
        }
        for verdict in [Verdict::Met, Verdict::Missed, Verdict::MetBySurvivors] {
            assert_eq!(looks(&finding(verdict, Some(0.04)), care(most, true)), [10]);
        }
    }
    // The search gives up where it is hopeless.
    let all = looks(&finding(Verdict::Undecided, Some(0.05)), care(1000, false));
    assert!(all.last() < Some(&1000), "{all:?}");
}

#[test]
fn what_has_no_estimate_is_neither_met_nor_missed() {
    let of = |found: &[Finding]| Assessment { findings: found.iter().cloned().map(Some).collect() };
    let unknown = finding(Verdict::NotEstimable, None);
    let alone = of(std::slice::from_ref(&unknown));
    assert!(!alone.misses() && !alone.meets());
    assert_eq!(alone.out_by_itself(), Some(0));
    for states in [alone.decided(), alone.missed(), alone.not_met()] {
        assert_eq!(states, [None]);
    }
    let missed = of(&[finding(Verdict::Missed, Some(0.2)), unknown]);
    assert!(missed.misses() && missed.out_by_itself().is_none());
    assert_eq!(missed.missed(), [Some(true), None]);
}
