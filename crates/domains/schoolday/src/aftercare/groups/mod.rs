//! 课后服务班: the children who are cared for together, and their teacher. A group's roster follows
//! from who takes part as of a day; it is never stored.

pub mod model;
pub mod store;

use db::{Error, Tx};
use jiff::civil::{Date, Weekday};

use model::{Group, Kind, Member};

/// Who is in a group on `day`.
pub async fn roster(tx: &mut Tx, group: &Group, day: Date) -> Result<Vec<Member>, Error> {
    match group.kind {
        Kind::Care(_) => store::care_roster(tx, group.id, day).await,
        Kind::Course => store::course_roster(tx, group.id, day).await,
    }
}

/// Those of `groups` that come together on a school day that follows `weekday`: care on each, a
/// course on its own.
pub async fn meeting_on(
    tx: &mut Tx,
    groups: Vec<Group>,
    weekday: Weekday,
) -> Result<Vec<Group>, Error> {
    let of_courses = groups.iter().filter(|it| it.kind == Kind::Course);
    let courses: Vec<_> = of_courses.map(|it| it.id).collect();
    let days = store::course_days(tx, &courses).await?;
    let meets = |it: &Group| it.kind != Kind::Course || days.contains(&(it.id, weekday));
    Ok(groups.into_iter().filter(meets).collect())
}
