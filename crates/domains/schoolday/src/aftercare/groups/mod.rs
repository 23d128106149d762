//! 课后服务班: the children who are cared for together, and their teacher. A group's roster follows
//! from who takes part as of a day; it is never stored.

pub mod model;
pub mod store;

use db::Tx;
use directory::calendar;
use jiff::civil::{Date, Weekday};
use vocab::{PlaceId, SchoolId};

use super::{days, error::Error};
use model::{Group, Kind, Member};

/// Who is in a group on `day`.
pub async fn roster(tx: &mut Tx, group: &Group, day: Date) -> Result<Vec<Member>, db::Error> {
    match group.kind {
        Kind::Care(_) => store::care_roster(tx, group.id, day).await,
        Kind::Course => store::course_roster(tx, group.id, day).await,
    }
}

/// The weekday whose timetable `place` keeps on `day`, if it has lessons.
pub async fn lessons_of(
    tx: &mut Tx,
    place: PlaceId,
    day: Date,
) -> Result<Option<Weekday>, directory::Error> {
    Ok(calendar::school_days(tx, place, day, day).await?.first().map(|it| it.follows))
}

/// Those of `groups` that come together on `day`: care on each day with lessons, a course on its
/// own weekdays, none on a day that is called off, and each on a day that makes up for one.
pub async fn held_on(tx: &mut Tx, groups: Vec<Group>, day: Date) -> Result<Vec<Group>, Error> {
    let ids: Vec<_> = groups.iter().map(|it| it.id).collect();
    let times = store::course_times(tx, &ids).await?;
    let off = days::store::off_on(tx, &ids, day).await?;
    let making_up = days::store::making_up_on(tx, &ids, day).await?;
    let mut lessons: Vec<(SchoolId, Option<Weekday>)> = Vec::new();
    // A teacher has groups at one school, seldom at two.
    for it in &groups {
        if !lessons.iter().any(|of| of.0 == it.school) {
            lessons.push((it.school, lessons_of(tx, it.school.place(), day).await?));
        }
    }
    let is_on = |it: &Group| {
        let follows = lessons.iter().find(|of| of.0 == it.school).and_then(|of| of.1);
        let meets = follows.is_some_and(|follows| {
            let meets = |of: &(_, offering::Meeting)| of.0 == it.id && of.1.weekday == follows;
            it.kind != Kind::Course || times.iter().any(meets)
        });
        let is_given = it.kind != Kind::Course || times.iter().any(|of| of.0 == it.id);
        (meets && !off.contains(&it.id)) || (is_given && making_up.contains(&it.id))
    };
    Ok(groups.into_iter().filter(is_on).collect())
}
