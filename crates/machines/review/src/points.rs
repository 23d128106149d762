//! Points in hundredths. They are added exactly; a mean is rounded half up to a hundredth, once, at
//! the end.

use std::fmt;

/// A number of points, in hundredths.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Points(pub i64);

/// Why a text is no number of points.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum NotPoints {
    /// It is no number with at most two decimals.
    #[error("请写分数，最多两位小数，例如 8.5")]
    Form,
    /// It is too fine or too large for what is asked.
    #[error("分数超出了范围")]
    Range,
}

impl Points {
    /// Reads `8`, `8.5`, `8.25`; full-width digits and a final 分, too.
    pub fn read(text: &str) -> Result<Self, NotPoints> {
        let text = vocab::normalise(text);
        let text = text.trim().trim_end_matches('分').trim();
        let (whole, rest) = text.split_once('.').unwrap_or((text, ""));
        let digits = |it: &str| it.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty() || whole.len() > 6 || !digits(whole) || !digits(rest) || rest.len() > 2
        {
            return Err(NotPoints::Form);
        }
        let parse = |it: &str| it.parse::<i64>().map_err(|_| NotPoints::Form);
        let hundredths = parse(&format!("{rest:0<2}"))?;
        Ok(Self(parse(whole)? * 100 + hundredths))
    }

    /// The sum of `all`.
    pub fn sum(all: impl IntoIterator<Item = Self>) -> Self {
        Self(all.into_iter().map(|it| it.0).sum())
    }

    /// The mean of `all`, rounded half up to a hundredth; none of nothing.
    pub fn mean(all: &[Self]) -> Option<Self> {
        let n = i64::try_from(all.len()).ok().filter(|it| *it > 0)?;
        let sum: i64 = all.iter().map(|it| it.0).sum();
        Some(Self((2 * sum + n).div_euclid(2 * n)))
    }

    /// Twice the middle of `all`, so that it is whole; none of nothing.
    fn middle_twice(all: &[Self]) -> Option<i64> {
        let mut sorted: Vec<i64> = all.iter().map(|it| it.0).collect();
        sorted.sort_unstable();
        let n = sorted.len();
        (n > 0).then(|| sorted[(n - 1) / 2] + sorted[n / 2])
    }

    /// Whether each of `all` lies further from their middle than `spread`.
    pub fn outliers(all: &[Self], spread: Self) -> Vec<bool> {
        let middle = Self::middle_twice(all).unwrap_or_default();
        all.iter().map(|it| (2 * it.0 - middle).abs() > 2 * spread.0).collect()
    }

    /// From the least to the most of `all`.
    pub fn span(all: &[Self]) -> Option<(Self, Self)> {
        Some((*all.iter().min()?, *all.iter().max()?))
    }
}

impl fmt::Display for Points {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (sign, all) = (if self.0 < 0 { "-" } else { "" }, self.0.abs());
        match (all / 100, all % 100) {
            (whole, 0) => write!(f, "{sign}{whole}"),
            (whole, rest) if rest % 10 == 0 => write!(f, "{sign}{whole}.{}", rest / 10),
            (whole, rest) => write!(f, "{sign}{whole}.{rest:02}"),
        }
    }
}
