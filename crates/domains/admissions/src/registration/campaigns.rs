//! What the office does with a campaign: opening it, moving its end, changing seats. One act each.

use jiff::civil::{Date, DateTime};
use platform::act::Source;
use vocab::{PlaceId, SchoolId};

use super::{
    error::Error,
    model::{Campaign, CampaignId, Entry, Seats, Stage},
    rules::{self, Refusal},
    settings,
    store::campaigns,
};
use crate::kindergarten::By;

/// Opens a campaign: every school of the stage takes part with as many seats as it has children in
/// the first grade of it now, which the office then corrects; categories are those in force.
pub(crate) async fn open(source: &impl Source, it: &Campaign) -> Result<(), Error> {
    if it.opens_at >= it.closes_at {
        return Err(Error::Wrong("closes", "报名结束要晚于报名开始".to_owned()));
    }
    platform::act!(source, "registration.open", |act| {
        let county = directory::schools::county(act.tx()).await?.ok_or(Error::Missing)?;
        let dated = settings::in_force(it.entry, it.opens_at.date()).ok_or_else(|| {
            Error::Wrong("opens", "没有这一天适用的报名类别设定，请先联系系统管理员录入".to_owned())
        })?;
        campaigns::add(act.tx(), it).await?;
        let first = campaigns::first_grade(it.entry);
        campaigns::add_schools_as_now(act.tx(), it.id, first).await?;
        campaigns::add_categories(act.tx(), it.id, &settings::categories(&dated, county)).await?;
        act.about(it.id);
        act.note("entry", it.entry.key());
        Ok(())
    })
}

/// Moves the end of the window and the day of reporting.
pub(crate) async fn set_times(
    source: &impl Source,
    (id, version): (CampaignId, i64),
    (closes_at, reports_on): (DateTime, Date),
) -> Result<(), Error> {
    platform::act!(source, "registration.times", |act| {
        let it = campaigns::find(act.tx(), id).await?.ok_or(Error::Missing)?;
        if it.state != Stage::Registering {
            Err(Refusal::Placed.into())
        } else if closes_at <= it.opens_at {
            Err(Error::Wrong("closes", "报名结束要晚于报名开始".to_owned()))
        } else if campaigns::set_times(act.tx(), (id, version), (closes_at, reports_on)).await? {
            act.about(id);
            Ok(())
        } else {
            Err(Refusal::Stale.into())
        }
    })
}

/// Changes how many a school takes, before anyone is placed. A kindergarten sets its own until families
/// register, who go by what they see.
pub(crate) async fn set_seats(
    source: &impl Source,
    id: CampaignId,
    (by, scope): (By, PlaceId),
    (school, seats): (SchoolId, i64),
) -> Result<(), Error> {
    if !(0..=10_000).contains(&seats) {
        return Err(Error::Wrong("seats", "招生计划请填 0 到 10000 之间的整数".to_owned()));
    }
    platform::act!(source, "registration.seats", |act| {
        let it = campaigns::find(act.tx(), id).await?.ok_or(Error::Missing)?;
        let schools = campaigns::schools(act.tx(), id).await?;
        let old = schools.into_iter().find(|it| it.school == school).ok_or(Error::Missing)?;
        if by == By::Itself {
            if it.entry != Entry::Kindergarten || school.place() != scope {
                return Err(Error::Missing);
            }
            rules::may_set_own_seats(&it, act.origin().civil_now)?;
        }
        if it.state == Stage::Registering {
            act.about(id);
            act.note("school", school);
            act.note("from", old.seats);
            act.note("to", seats);
            campaigns::set_schools(act.tx(), id, &[Seats { seats, ..old }]).await?;
            Ok(())
        } else {
            Err(Refusal::Placed.into())
        }
    })
}
