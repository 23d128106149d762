//! Whether compulsory education in a county is balanced (义务教育优质均衡): seven indicators of
//! resources, what each school must reach, how far schools may lie apart, and what would have to be
//! added for the county to pass.
//!
//! | file | what it holds |
//! |---|---|
//! | `standard.rs` | the indicators, their thresholds and limits, as data |
//! | `input.rs`, `defect.rs` | the schools, split by stage; what is wrong with their figures |
//! | `judge.rs` | who passes; the coefficients of difference |
//! | `mend.rs` | the least that must be added, and where |
//! | `exact.rs` | whole numbers without end, for what hangs on a limit |
//! | `check.rs` | a judgement judged afresh, by the definition and not by the formula |
//!
//! **Invariant:** whether somebody passes is decided in whole numbers; floating point is shown.

mod check;
mod defect;
mod exact;
mod input;
mod judge;
mod mend;
mod standard;

pub use check::{Violation, check, check_mended};
pub use defect::{AMOUNT_MAX, Defect, PUPILS_MAX, SCHOOLS_MAX};
pub use input::{Branch, Input, Raw, School};
pub use judge::{BranchJudged, Judgement, Spread, StageJudged, Standing, judge};
pub use mend::{Gift, Mended, Question, mend};
pub use standard::{INDICATORS, Indicator, Limited, Part, Stage, Standard};

#[cfg(test)]
mod tests;
