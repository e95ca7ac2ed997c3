//! The closed formulas against published and computed tables, to every digit printed there.
//! Nothing is simulated.

use super::*;

mod delay;
mod inverse;
mod loss;

/// Asserts that `found` rounds to the printed digits: within half a unit of the last digit, with a small margin.
fn prints(found: Option<f64>, printed: &str, of: &str) {
    let expected: f64 = printed.parse().unwrap();
    let (digits, power) = printed.split_once('e').unwrap_or((printed, "0"));
    let decimals = digits.split_once('.').map_or(0, |(_, d)| d.len() as i32);
    let unit = 10.0_f64.powi(power.parse::<i32>().unwrap() - decimals);
    let found = found.unwrap();
    assert!((found - expected).abs() <= 0.5001 * unit, "{of}: found {found}, expected {printed}");
}

fn near(found: f64, expected: f64, relative: f64) {
    let off = (found - expected).abs();
    assert!(off <= relative * expected.abs(), "found {found}, expected {expected}");
}
