//! The numbers that the world outside knows people, schools and bodies by.
//!
//! | file | number | standard |
//! |---|---|---|
//! | `id_number` | 公民身份号码 | GB 11643 |
//! | `roll_number` | 学籍号, which contains the one above | roll rules of the ministry |
//! | `phone` | mobile telephone | |
//! | `school_code` | 学校标识码 | school coding rules of the ministry |
//! | `uscc` | 统一社会信用代码 | GB 32100 |
//!
//! Each is read from what people type or sheets hold, and an error says what is wrong with it. The
//! numbers of persons do not print. Demonstrations use numbers that cannot exist in reality
//! (`invented`), which a real cell recognises (`is_invented`) and refuses.

mod id_number;
mod phone;
mod roll_number;
mod school_code;
mod uscc;

pub use id_number::{IdNumber, NotAnIdNumber};
pub use phone::{NotAPhone, Phone};
pub use roll_number::{NotARollNumber, RollKind, RollNumber};
pub use school_code::{NotASchoolCode, SchoolCode, SchoolKind};
pub use uscc::{NotAUscc, Uscc};

/// A division code of Ningbo (3302) that GB/T 2260 has not given to any county: numbers with it are
/// invented.
const INVENTED_DIVISION: &str = "330299";

/// Whether `code` begins with the two digits of a province by GB/T 2260.
fn is_of_a_province(code: &str) -> bool {
    let known = [
        "11", "12", "13", "14", "15", "21", "22", "23", "31", "32", "33", "34", "35", "36", "37",
        "41", "42", "43", "44", "45", "46", "50", "51", "52", "53", "54", "61", "62", "63", "64",
        "65", "71", "81", "82", "83",
    ];
    code.get(..2).is_some_and(|it| known.contains(&it))
}

/// The place, counted from one, and the character that `is_right` does not take.
fn wrong_character(text: &str, is_right: impl Fn(usize, char) -> bool) -> Option<(usize, char)> {
    (1..).zip(text.chars()).find(|(place, it)| !is_right(*place, *it))
}
