//! The words that every crate shares: identifiers, time, money, roles and personal data. The table
//! of files is in `README.md`.
//!
//! **Invariant:** nothing in here does IO, and nothing in here depends on another crate of ours.

pub mod calendar;
pub mod clock;
pub mod id;
pub mod money;
pub mod names;
pub mod numbers;
pub mod personal;
mod readings;
pub mod role;
pub mod school_time;
pub mod search;
pub mod sex;
pub mod stage;
pub mod text;
pub mod working_days;

pub use calendar::{Calendar, DemoCalendar, RealCalendar, TestCalendar, civil_at, moment_of};
pub use clock::{Clock, SystemClock, TestClock};
pub use id::{Id, Ids, Kind, NotAnId};
pub use money::{Fen, NotMoney};
pub use names::*;
pub use numbers::{
    IdNumber, NotAPhone, NotARollNumber, NotASchoolCode, NotAUscc, NotAnIdNumber, Phone, RollKind,
    RollNumber, SchoolCode, SchoolKind, Uscc,
};
pub use personal::{Personal, mask_id_number, mask_name, mask_phone};
pub use role::Role;
pub use school_time::{Half, NotATerm, SchoolYear, Term, weekday_label};
pub use search::{search_keys, search_term};
pub use sex::{NotASex, Sex};
pub use stage::{Grade, NotAGrade, NotAStage, Stage};
pub use text::{normalise, normalise_name};
pub use working_days::{Holidays, NoNotice, WorkingDays};
