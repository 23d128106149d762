//! Decisions of the directory as plain functions: names of classes, days with lessons.

mod days;
mod moves;
mod refusal;
mod year;

pub use days::{SchoolDay, may_change_day, may_set_term, school_days};
pub use moves::{Move, Window, class_size_max, may_move, reason_label};
pub use refusal::Refusal;
pub use year::{current_year, entry_grades, may_turn, next_grade, roll_year};

use vocab::Grade;

/// How people call a class: 三年级(2)班, 高一(5)班, 小班(1)班 as 小(1)班.
pub fn class_name(grade: Grade, number: i64) -> String {
    let label = grade.label();
    let short = if grade.number() < 0 { label.trim_end_matches('班') } else { label };
    format!("{short}({number})班")
}
