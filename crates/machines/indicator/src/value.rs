//! A value: numerator and denominator, exact; it is rounded only where somebody reads it.

use std::ops::{AddAssign, Sub};

use web::ui::say;

/// What was counted at a place on a day. A plain number has nothing for a denominator.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Value {
    /// The numerator.
    pub part: i64,
    /// The denominator.
    pub whole: i64,
    /// How many have told what is counted.
    pub have: i64,
    /// How many should have.
    pub due: i64,
}

impl AddAssign for Value {
    fn add_assign(&mut self, other: Self) {
        self.part += other.part;
        self.whole += other.whole;
        self.have += other.have;
        self.due += other.due;
    }
}

impl Sub for Value {
    type Output = Self;

    fn sub(self, other: Self) -> Self {
        Self {
            part: self.part - other.part,
            whole: self.whole - other.whole,
            have: self.have - other.have,
            due: self.due - other.due,
        }
    }
}

impl Value {
    /// Whether some who should have told have not.
    pub fn is_incomplete(self) -> bool {
        self.have < self.due
    }
}

/// How the last place is found.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Rounding {
    /// 四舍五入.
    HalfUp,
    /// 去尾.
    Down,
}

impl Rounding {
    /// As people read it.
    pub fn label(self) -> &'static str {
        match self {
            Self::HalfUp => "四舍五入",
            Self::Down => "去尾",
        }
    }
}

/// How values are shown.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Shape {
    /// `%`, 人, 节.
    pub unit: String,
    /// By what the quotient is multiplied: 100 for per cent.
    pub scale: i64,
    /// Whether there is a denominator.
    pub is_rate: bool,
    /// Places behind the point.
    pub precision: u32,
    /// How the last of them is found.
    pub rounding: Rounding,
}

impl Shape {
    /// The value in units of its last place; none where there is nothing to divide by.
    pub fn units(&self, it: Value) -> Option<i64> {
        if !self.is_rate {
            // Money is counted in fen and told in yuan.
            let fen_places = if self.unit == "元" { 2 } else { 0 };
            let up = 10_i128.pow(self.precision);
            return self.divided(i128::from(it.part) * up, 10_i128.pow(fen_places));
        }
        if it.whole <= 0 {
            return None;
        }
        let up = 10_i128.pow(self.precision) * i128::from(self.scale);
        self.divided(i128::from(it.part) * up, i128::from(it.whole))
    }

    fn divided(&self, up: i128, down: i128) -> Option<i64> {
        let rounded = match self.rounding {
            Rounding::HalfUp => (2 * up + down).div_euclid(2 * down),
            Rounding::Down => up.div_euclid(down),
        };
        i64::try_from(rounded).ok()
    }

    /// Units of the last place as people read them, without the word for what they are.
    pub fn said(&self, units: i64) -> String {
        if self.precision == 0 {
            return say::count(units);
        }
        let base = 10_u64.pow(self.precision);
        let (whole, rest) = (units.unsigned_abs() / base, units.unsigned_abs() % base);
        let sign = if units < 0 { "-" } else { "" };
        let whole = say::count(i64::try_from(whole).unwrap_or(i64::MAX));
        format!("{sign}{whole}.{rest:0width$}", width = self.precision as usize)
    }

    /// The value as people read it: `82.98`; none where there is nothing to divide by.
    pub fn shown(&self, it: Value) -> Option<String> {
        self.units(it).map(|it| self.said(it))
    }

    /// The value with its unit: `82.98 %`; a dash where there is nothing to count.
    pub fn told(&self, it: Value) -> String {
        match self.shown(it) {
            Some(text) => format!("{text} {}", self.unit),
            None => "—".to_owned(),
        }
    }

    /// What it is made of: `98,746 / 119,000`; nothing for a plain number.
    pub fn made_of(&self, it: Value) -> Option<String> {
        self.is_rate.then(|| format!("{} / {}", say::count(it.part), say::count(it.whole)))
    }

    /// Whether a share is more than all there is, which cannot be.
    pub fn is_too_much(&self, it: Value) -> bool {
        self.scale > 1 && it.whole > 0 && it.part > it.whole
    }

    /// The value for a picture, which decides nothing.
    pub fn drawn(&self, it: Value) -> Option<f64> {
        let units = i32::try_from(self.units(it)?).ok()?;
        Some(f64::from(units) / 10_f64.powi(i32::try_from(self.precision).ok()?))
    }
}
