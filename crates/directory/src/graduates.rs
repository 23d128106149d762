//! Those who finished a senior school here, found by their ID number: what the roll itself knows of
//! people who left it, for whoever has made sure that the number is theirs.

use db::Tx;
use jiff::civil::Date;
use platform::seal::Sealer;
use vocab::{IdNumber, StudentId};

use crate::{fields, store};

/// Somebody who finished a senior school.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Graduate {
    /// The record.
    pub id: StudentId,
    /// The name, as the roll has it.
    pub name: String,
    /// What the school is called.
    pub school_name: String,
    /// The first day on which they no longer belonged to it.
    pub left_on: Date,
}

/// Whoever has this ID number and finished a senior school, as often as they did.
pub async fn of_senior_schools(
    tx: &mut Tx,
    sealer: &Sealer,
    number: &IdNumber,
) -> Result<Vec<Graduate>, db::Error> {
    store::graduates::of_senior_schools(tx, &sealer.index(fields::STUDENT_ID, number.open())).await
}
