//! Ranking and selection on configurations whose answer is known: the promised probability is kept.

use busyhour::internals::kernel::Key;
use busyhour::internals::stats::interval::normal_quantile;
use busyhour::internals::stats::selection::{Elimination, rinott_h};

/// One macro-replication of a normal configuration: who is selected, after how many observations of all.
fn select(key: Key, means: &[f64], (n, delta, shared): (usize, f64, f64)) -> (usize, usize) {
    let normal = |key: Key| normal_quantile(key.uniform().clamp(1e-15, 1.0 - 1e-15)).unwrap();
    // Common random numbers: a part that all systems share.
    let observation = |i: usize, round: usize| {
        let round = key.absorb(round as u64);
        let (common, own) = (normal(round.absorb(1)), normal(round.absorb(2 + i as u64)));
        means[i] + shared.sqrt() * common + (1.0 - shared).sqrt() * own
    };
    let first: Vec<Vec<f64>> =
        (0..means.len()).map(|i| (0..n).map(|round| observation(i, round)).collect()).collect();
    let mut state = Elimination::new(&first, 0.05, delta).unwrap();
    let mut observations = n * means.len();
    while state.selected().is_none() {
        let round = state.rounds();
        observations += state.left().len();
        state.observe(|i| observation(i, round));
    }
    (state.selected().unwrap(), observations)
}

/// The slippage configuration of Kim & Nelson (2001): one system is better than all others, which are equal,
/// by exactly the indifference zone δ = σ/√n₀. In at least 95 % the better one is selected; 4,000 selections
/// tell the share to ±0.7 percentage points. Correlation 0.5 halves the observations or better.
#[test]
fn the_better_one_of_a_slippage_configuration_is_selected_as_often_as_promised() {
    let n: usize = 10;
    let delta = 1.0 / (n as f64).sqrt();
    for k in [2, 5, 10] {
        let means: Vec<f64> = (0..k).map(|i| if i == 0 { delta } else { 0.0 }).collect();
        let run = |shared: f64| {
            let all = (0..4_000).map(|m| select(Key::new(m), &means, (n, delta, shared)));
            let (mut right, mut observations) = (0, 0);
            for (selected, of) in all {
                right += usize::from(selected == 0);
                observations += of;
            }
            (right as f64 / 4_000.0, observations)
        };
        let (alone, cost) = run(0.0);
        let (common, less) = run(0.5);
        assert!(alone >= 0.943 && common >= 0.943, "{k}: {alone} {common}");
        assert!((less as f64) < 0.65 * cost as f64, "{k}: {less} of {cost}");
    }
}

#[test]
fn two_hundred_systems_are_screened_by_few_observations() {
    let means: Vec<f64> = (0..200).map(|i| -0.02 * f64::from(i)).collect();
    let (mut near, mut observations) = (0, 0);
    for m in 0..40 {
        let (selected, of) = select(Key::new(m), &means, (20, 0.2, 0.5));
        near += usize::from(means[selected] >= -0.2);
        observations += of;
    }
    assert!(near >= 38, "{near}");
    // Two stages would need h²S²/δ² of each: with h near 5.5, some 15 times as many.
    let h = rinott_h(200, 20, 0.95).unwrap();
    let two_stages = 40.0 * 200.0 * (h / 0.2).powi(2);
    assert!((observations as f64) < two_stages / 8.0, "{observations} of {two_stages}");
}
