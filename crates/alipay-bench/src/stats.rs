//! Percentiles, and ratios with the interval they are known to.

use std::{fmt, time::Duration};

/// The value that this share of the sorted values does not exceed.
pub fn percentile(sorted: &[Duration], share: f64) -> Duration {
    let rank = (share * sorted.len() as f64).ceil() as usize;
    sorted.get(rank.saturating_sub(1)).or(sorted.last()).copied().unwrap_or_default()
}

/// The middle of some numbers.
pub fn median(mut numbers: Vec<f64>) -> f64 {
    numbers.sort_unstable_by(f64::total_cmp);
    let middle = numbers.len() / 2;
    match numbers.len() {
        0 => 0.0,
        odd if odd % 2 == 1 => numbers[middle],
        _ => (numbers[middle - 1] + numbers[middle]) / 2.0,
    }
}

/// A mean, and the interval that holds the true one in 95 of 100 runs.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Estimate {
    /// The mean.
    pub mean: f64,
    /// The lower end of the interval.
    pub low: f64,
    /// The upper end of the interval.
    pub high: f64,
}

impl Estimate {
    /// Of independent rounds, by Student's distribution.
    pub fn of(rounds: &[f64]) -> Self {
        let count = rounds.len() as f64;
        let mean = rounds.iter().sum::<f64>() / count;
        let variance = rounds.iter().map(|round| (round - mean).powi(2)).sum::<f64>() / (count - 1.0);
        let half = if rounds.len() < 2 { f64::INFINITY } else { student(count - 1.0) * (variance / count).sqrt() };
        Self { mean, low: mean - half, high: mean + half }
    }

    /// Of the ratios of paired rounds, whose logarithms are what varies evenly.
    pub fn of_ratios(pairs: impl IntoIterator<Item = (f64, f64)>) -> Self {
        let logs: Vec<f64> = pairs.into_iter().map(|(ours, theirs)| (ours / theirs).ln()).collect();
        let Self { mean, low, high } = Self::of(&logs);
        Self { mean: mean.exp(), low: low.exp(), high: high.exp() }
    }
}

/// `1.012 [1.004, 1.020]`; the precision is that of the format.
impl fmt::Display for Estimate {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let digits = f.precision().unwrap_or(3);
        write!(f, "{:.digits$} [{:.digits$}, {:.digits$}]", self.mean, self.low, self.high)
    }
}

/// The 97.5 % quantile of Student's distribution, by its expansion around the normal one.
fn student(freedom: f64) -> f64 {
    const Z: f64 = 1.959_963_985;
    let (z3, z5, z7) = (Z.powi(3), Z.powi(5), Z.powi(7));
    Z + (z3 + Z) / (4.0 * freedom)
        + (5.0 * z5 + 16.0 * z3 + 3.0 * Z) / (96.0 * freedom.powi(2))
        + (3.0 * z7 + 19.0 * z5 + 17.0 * z3 - 15.0 * Z) / (384.0 * freedom.powi(3))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentiles_are_values_that_were_measured() {
        let sorted: Vec<Duration> = (1..=100).map(Duration::from_millis).collect();
        for (share, millis) in [(0.5, 50), (0.99, 99), (1.0, 100), (0.001, 1)] {
            assert_eq!(percentile(&sorted, share), Duration::from_millis(millis), "{share}");
        }
        assert_eq!(percentile(&[], 0.5), Duration::ZERO);
        assert_eq!(median(vec![3.0, 1.0, 2.0]), 2.0);
        assert_eq!(median(vec![4.0, 1.0, 2.0, 3.0]), 2.5);
    }

    /// From the tables of Student's distribution.
    #[test]
    fn intervals_are_students() {
        for (freedom, quantile) in [(4.0, 2.776), (9.0, 2.262), (19.0, 2.093), (29.0, 2.045), (1e9, 1.960)] {
            assert!((student(freedom) - quantile).abs() < 0.01, "{freedom}: {}", student(freedom));
        }
        let estimate = Estimate::of(&[1.0, 2.0, 3.0, 4.0, 5.0]);
        assert!((estimate.mean - 3.0).abs() < 1e-9);
        // 2.776 times the standard deviation of 1.5811 by the root of five.
        assert!((estimate.high - 3.0 - 1.963).abs() < 0.01, "{estimate}");
        assert!((estimate.mean - estimate.low - (estimate.high - estimate.mean)).abs() < 1e-9);
    }

    #[test]
    fn ratios_are_paired() {
        let estimate = Estimate::of_ratios([(2.0, 1.0), (20.0, 10.0), (200.0, 100.0)]);
        assert_eq!(format!("{estimate:.2}"), "2.00 [2.00, 2.00]");
    }
}
