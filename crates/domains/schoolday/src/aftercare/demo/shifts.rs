//! What the demo's school has changed in its days: someone stands in today, and a course that is
//! called off this week is made up on Saturday.

use directory::demo::Chance;
use jiff::{
    ToSpan,
    civil::{Date, date},
};
use platform::System;
use vocab::StaffId;

use super::{Making, TODAY, groups::Made};
use crate::aftercare::{
    days::store, error::Error, groups::model::Kind, participation::model::GroupId,
};

/// Of a thousand sessions, so many were looked after by someone who stood in.
const STOOD_IN_PER_MILLE: usize = 9;
/// How many groups someone stands in for today.
const TODAY_COUNT: usize = 2;
/// The Saturday that makes up for a course's day.
const SATURDAY: Date = date(2021, 12, 25);

/// Who stood in for `made` on a day: someone who is on duty there on another weekday.
pub(super) fn substitute(made: &Made, weekday: usize, chance: &mut Chance) -> Option<StaffId> {
    let other = made.duty[(weekday + 1) % made.duty.len()];
    let stands_in = chance.happens(STOOD_IN_PER_MILLE) && other != made.duty[weekday];
    stands_in.then_some(other)
}

/// Writes today's and this week's changes.
pub(super) async fn load(system: &System, it: &Making<'_>, made: &[Made]) -> Result<(), Error> {
    let main = it.county.main_school();
    let weekday = usize::try_from(TODAY.weekday().to_monday_zero_offset()).unwrap_or(0);
    let own = || made.iter().filter(|it| it.school == main);
    let care = own().filter(|it| matches!(it.group.kind, Kind::Care(_)));
    // Not the groups that the demo's teachers call today.
    let changed = care.skip(4).filter(|it| it.duty[weekday] != it.duty[(weekday + 1) % 5]);
    let today: Vec<(GroupId, StaffId)> =
        changed.take(TODAY_COUNT).map(|it| (it.group.id, it.duty[(weekday + 1) % 5])).collect();
    let off = own().find_map(|it| {
        let day = (1..5).map(|days| TODAY.saturating_add(days.days()));
        let mut meets = day.filter(|day| it.weekdays.contains(&day.weekday()));
        (it.group.kind == Kind::Course).then(|| meets.next().map(|day| (it, day)))?
    });
    let loaded: Result<(), db::Error> =
        platform::act!(system, "demo.load.aftercare.shifts", |act| {
            let tx = act.tx();
            // Two rows.
            for (group, teacher) in &today {
                store::set_substitute(tx, *group, TODAY, *teacher).await?;
            }
            if let Some((made, day)) = off {
                let reason = "教师参加市级培训";
                store::add_days_off(tx, &[made.group.id], day, Some(SATURDAY), reason).await?;
                store::set_substitute(tx, made.group.id, SATURDAY, made.duty[0]).await?;
            }
            Ok(())
        });
    Ok(loaded?)
}
