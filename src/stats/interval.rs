//! The only place where half-widths are computed.

use statrs::distribution::{ContinuousCDF, StudentsT};

/// A mean over independent replications with its interval.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Interval {
    /// The mean.
    pub value: f64,
    /// Lower end; absent for a single replication.
    pub low: Option<f64>,
    /// Upper end; absent for a single replication.
    pub high: Option<f64>,
    /// Confidence level, in (0, 1).
    pub level: f64,
    /// Standard error of the mean; 0 for a single replication.
    pub standard_error: f64,
    /// Replications.
    pub n: usize,
}

/// Degrees of freedom above which the t quantile is computed by its series around the normal one:
/// the inverse of the incomplete beta function loses digits there.
const SERIES_ABOVE: f64 = 1_000.0;

/// The Student-t quantile for `p` in (0, 1) and `df` ≥ 1 degrees of freedom. Above 1,000 degrees
/// by the Cornish–Fisher expansion (Hill 1970; Abramowitz and Stegun 26.7.5).
pub fn student_t_quantile(p: f64, df: f64) -> f64 {
    if df <= SERIES_ABOVE {
        return StudentsT::new(0.0, 1.0, df).map_or(f64::NAN, |t| t.inverse_cdf(p));
    }
    let z = normal_quantile(p);
    let z2 = z * z;
    let first = z * (z2 + 1.0) / 4.0;
    let second = z * ((5.0 * z2 + 16.0) * z2 + 3.0) / 96.0;
    z + first / df + second / (df * df)
}

/// The standard normal quantile for `p` in (0, 1).
pub fn normal_quantile(p: f64) -> f64 {
    statrs::distribution::Normal::standard().inverse_cdf(p)
}

/// Mean over replications with its Student-t interval: mean ± t·s/√n with n − 1 degrees of
/// freedom (Law 2015, §9.4.1). `None` without values.
pub fn replications(values: &[f64], level: f64) -> Option<Interval> {
    let n = values.len();
    if n == 0 {
        return None;
    }
    let mean = values.iter().sum::<f64>() / n as f64;
    if n == 1 {
        let (low, high) = (None, None);
        return Some(Interval { value: mean, low, high, level, standard_error: 0.0, n });
    }
    let squares: f64 = values.iter().map(|v| (v - mean).powi(2)).sum();
    let standard_error = (squares / (n - 1) as f64 / n as f64).sqrt();
    let t = student_t_quantile(0.5 + level / 2.0, (n - 1) as f64);
    let half = t * standard_error;
    let (low, high) = (Some(mean - half), Some(mean + half));
    Some(Interval { value: mean, low, high, level, standard_error, n })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn t_quantiles_agree_with_the_tables() {
        for (df, table) in [(4.0, 2.7764), (9.0, 2.2622), (19.0, 2.0930), (29.0, 2.0452)] {
            assert!((student_t_quantile(0.975, df) - table).abs() < 5e-5, "df {df}");
        }
        // Both branches agree where they meet.
        let gap = student_t_quantile(0.975, 1_000.0) - student_t_quantile(0.975, 1_000.001);
        assert!(gap.abs() < 1e-8, "{gap}");
    }

    #[test]
    fn a_mean_of_five_has_the_textbook_interval() {
        let mean = replications(&[1.0, 2.0, 3.0, 4.0, 5.0], 0.95).expect("values");
        let half = 2.776_445_105 * (2.5f64 / 5.0).sqrt();
        assert!((mean.value - 3.0).abs() < 1e-12);
        assert!((mean.high.expect("n > 1") - 3.0 - half).abs() < 1e-6);
        assert_eq!(replications(&[], 0.95), None);
        assert_eq!(replications(&[2.0], 0.95).and_then(|m| m.low), None);
    }
}
