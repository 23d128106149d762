//! 课后服务班: the children who are cared for together, and their teacher. A group's roster follows
//! from who takes part as of a day; it is never stored.

pub mod model;
pub mod store;

use db::{Error, Tx};
use jiff::civil::Date;

use model::{Group, Kind, Member};

/// Who is in a group on `day`.
pub async fn roster(tx: &mut Tx, group: &Group, day: Date) -> Result<Vec<Member>, Error> {
    match group.kind {
        Kind::Care(_) => store::care_roster(tx, group.id, day).await,
        Kind::Course => Ok(Vec::new()),
    }
}
