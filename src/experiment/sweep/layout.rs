//! How the values of several keys form designs: every combination, or a Latin hypercube.

use super::axis::{Axis, FORM};
use crate::base::Error;
use crate::kernel::{Key, Permutation, stable_hash};

/// Maximum number of designs of one study.
pub const MAX_DESIGNS: u64 = 2_000;

/// How the values of several keys are combined.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Layout {
    /// Every combination; the last key changes fastest.
    Factorial,
    /// A sample: the range of each key is divided into as many equal parts as there are points, and each part has one
    /// point. The seed decides which parts are combined.
    LatinHypercube {
        /// Number of points.
        points: u32,
        /// Seed of the sample.
        seed: u64,
    },
}

/// The values of every design, one for each key, in order.
///
/// # Errors
/// No key, a key twice, a range without a step in a factorial, or more than [`MAX_DESIGNS`].
pub fn combinations(axes: &[Axis], layout: Layout) -> Result<Vec<Vec<String>>, Error> {
    if axes.is_empty() {
        return Err(Error::usage(format!("nothing is varied: add --vary; {FORM}")));
    }
    if let Some(i) =
        (1..axes.len()).find(|i| axes[..*i].iter().any(|a| a.path() == axes[*i].path()))
    {
        let path = axes[i].path();
        return Err(Error::usage(format!("`{path}` is varied twice; write one --vary for it")));
    }
    match layout {
        Layout::Factorial => factorial(axes),
        Layout::LatinHypercube { points, seed } => {
            check_number_of_designs(u64::from(points))?;
            Ok(latin_hypercube(axes, points, seed))
        }
    }
}

fn check_number_of_designs(designs: u64) -> Result<(), Error> {
    if designs == 0 {
        return Err(Error::usage("a study needs at least one design; sample one point or more"));
    }
    if designs > MAX_DESIGNS {
        return Err(Error::usage(format!(
            "the study has {designs} designs, more than {MAX_DESIGNS}; use larger steps, fewer keys \
             or --latin-hypercube"
        )));
    }
    Ok(())
}

fn factorial(axes: &[Axis]) -> Result<Vec<Vec<String>>, Error> {
    let mut designs = 1u64;
    for axis in axes {
        let size = axis.size().ok_or_else(|| {
            let varied = axis.varied().values.join("..");
            let path = axis.path();
            Error::usage(format!(
                "--vary '{path}={varied}': the step is missing; write '{path}={varied}:step', or \
                 sample with --latin-hypercube"
            ))
        })?;
        designs = designs.saturating_mul(size);
    }
    check_number_of_designs(designs)?;
    let mut rows: Vec<Vec<String>> = vec![Vec::new()];
    for axis in axes {
        let grid = axis.grid().unwrap_or_default();
        let with = |row: &Vec<String>, value: &String| {
            let mut row = row.clone();
            row.push(value.clone());
            row
        };
        rows = rows.iter().flat_map(|row| grid.iter().map(move |v| with(row, v))).collect();
    }
    Ok(rows)
}

/// Source: McKay, Beckman and Conover (1979), *Technometrics* 21, 239–245.
fn latin_hypercube(axes: &[Axis], points: u32, seed: u64) -> Vec<Vec<String>> {
    let salt = |axis: &Axis| {
        Key::new(seed).absorb(stable_hash("latin hypercube")).absorb(stable_hash(axis.path()))
    };
    let shuffles: Vec<_> = axes.iter().map(|axis| (axis, salt(axis))).collect();
    let shuffles: Vec<_> =
        shuffles.into_iter().map(|(a, key)| (a, key, Permutation::new(points, key))).collect();
    let point = |i: u32| {
        let value = |(axis, key, shuffle): &(&Axis, Key, Permutation)| {
            let within = key.absorb(u64::from(i) + 1).uniform();
            axis.at((f64::from(shuffle.rank(i)) + within) / f64::from(points))
        };
        shuffles.iter().map(value).collect()
    };
    (0..points).map(point).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_factorial_has_every_combination_and_a_limit() {
        let axes = |texts: &[&str]| -> Vec<Axis> {
            texts.iter().map(|t| Axis::parse(t).unwrap()).collect()
        };
        let all = |texts: &[&str]| combinations(&axes(texts), Layout::Factorial);
        let found = all(&["a=1,2", "b=x,y"]).unwrap();
        assert_eq!(found, [["1", "x"], ["1", "y"], ["2", "x"], ["2", "y"]]);
        for (texts, expected) in [
            (&[][..], "nothing is varied"),
            (&["a=1..2"], "the step is missing; write 'a=1..2:step'"),
            (&["a=1,2", "a=3"], "varied twice"),
            (&["a=0..1000000:1"], "1000001 designs, more than 2000"),
            (&["a=0..99:1", "b=0..99:1"], "10000 designs"),
            (&["a=0..1:0.000000000000001"], "more than 2000"),
        ] {
            let error = all(texts).unwrap_err().to_string();
            assert!(error.contains(expected), "{error}");
        }
    }

    #[test]
    fn a_latin_hypercube_visits_every_part_of_every_range_once() {
        let axes: Vec<Axis> = ["a=0..9", "b=0 s..100 s", "c=x,y"]
            .iter()
            .map(|text| Axis::parse(text).unwrap())
            .collect();
        let points =
            |seed| combinations(&axes, Layout::LatinHypercube { points: 10, seed }).unwrap();
        let mut wholes: Vec<String> = points(1).iter().map(|row| row[0].clone()).collect();
        wholes.sort();
        assert_eq!(wholes.join(""), "0123456789");
        let seconds = |row: &Vec<String>| row[1].trim_end_matches(" s").parse::<f64>().unwrap();
        let mut parts: Vec<u32> =
            points(1).iter().map(|row| (seconds(row) / 10.0) as u32).collect();
        parts.sort();
        assert_eq!(parts, (0..10).collect::<Vec<_>>());
        assert_eq!(points(1).iter().filter(|row| row[2] == "x").count(), 5);
        assert_eq!(points(1), points(1));
        assert_ne!(points(1), points(2));
    }
}
