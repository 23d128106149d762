//! What counts by the clock: everything at night, and what was marked since, place by place.

use std::collections::BTreeMap;

use jiff::{
    SignedDuration, ToSpan as _,
    civil::{Date, time},
};
use platform::{
    jobs::{Ending, JobContext, JobError, JobKind, Schedule, Work},
    measures::{self, Measures},
};
use vocab::PlaceId;

use super::{Error, count, recount};
use crate::store::{days, places};

/// Yesterday is closed and today begun, for the whole county.
pub(crate) const NIGHT: JobKind = JobKind {
    name: "indicator.count",
    label: "统计全部指标",
    run: |context| Box::pin(night(context)),
    attempts_max: 3,
    schedule: Some(Schedule::Daily(time(0, 30, 0, 0))),
};

/// Places where something was written are counted anew.
pub(crate) const FOLLOW: JobKind = JobKind {
    name: "indicator.follow",
    label: "更新变动单位的指标",
    run: follow,
    attempts_max: 3,
    schedule: Some(Schedule::Every(SignedDuration::from_secs(30))),
};

/// From so many places on it is quicker to count everything.
const PLACES_MAX: usize = 60;
/// What belongs to no school has everything counted, at most once in so many minutes.
const WHOLE_EVERY: i64 = 10;

fn later(error: Error) -> JobError {
    match error {
        Error::Db(error) => JobError::Db(error),
        other @ Error::Catalog(_) => JobError::Later(other.to_string()),
    }
}

async fn night(context: JobContext) -> Result<Ending, JobError> {
    let measures = context.cell.service::<Measures>();
    let today = context.cell.calendar.now().date();
    let yesterday = today.yesterday().unwrap_or(today);
    let last: Result<Option<_>, db::Error> =
        db::read!(context.db(), "last day counted", |tx| { days::last_counted(tx, today).await });
    let mut changed = 0;
    if last?.is_none_or(|it| it.0 <= yesterday) {
        changed += count(&context, measures, yesterday).await.map_err(later)?.changed;
    }
    let done = count(&context, measures, today).await.map_err(later)?;
    changed += done.changed;
    Ok(Ending::new(format!("{} 个指标，{changed} 个数有变化", done.indicators)).at("/indicators"))
}

/// What is to be counted: schools with their first day and why, and whether more is.
struct Marked {
    schools: BTreeMap<PlaceId, (Date, String)>,
    elsewhere: Vec<(PlaceId, Date, String)>,
}

fn follow(context: JobContext) -> Work {
    Box::pin(async move {
        let measures = context.cell.service::<Measures>();
        let now = context.cell.calendar.now();
        let moved: Result<bool, db::Error> =
            db::read!(context.db(), "whether anything moved", |tx| {
                measures::any_moved(tx).await
            });
        if !moved? {
            return Ok(Ending::new("没有变动"));
        }
        let marked = take(&context).await?;
        let last: Result<Option<_>, db::Error> = db::read!(context.db(), "last count", |tx| {
            days::last_counted(tx, now.date()).await
        });
        let last = last?;
        let rested = last.is_none_or(|it| it.1 < now.saturating_sub(WHOLE_EVERY.minutes()));
        let counted = last.is_some_and(|it| it.0 == now.date());
        if marked.schools.len() > PLACES_MAX || !counted || (!marked.elsewhere.is_empty() && rested)
        {
            let done = count(&context, measures, now.date()).await.map_err(later)?;
            return Ok(Ending::new(format!("全部统计，{} 个数有变化", done.changed)));
        }
        put_back(&context, marked.elsewhere).await?;
        let (mut changed, schools) = (0, marked.schools.len());
        for (place, (first, why)) in marked.schools {
            let done = recount(&context, measures, (place, first, &why)).await.map_err(later)?;
            changed += done.changed;
        }
        Ok(Ending::new(format!("{schools} 所学校，{changed} 个数有变化")))
    })
}

/// Takes the marks. Where the process dies before they are counted, the night's count finds it.
async fn take(context: &JobContext) -> Result<Marked, JobError> {
    let taken: Result<_, db::Error> = db::write!(context.db(), "take what moved", |tx| {
        let marks = measures::take_moved(tx).await?;
        let places: Vec<PlaceId> = marks.iter().map(|it| it.0).collect();
        let inside = places::inside(tx, &places).await?;
        let near: Vec<PlaceId> = inside.values().copied().collect();
        let schools = places::schools_among(tx, &near).await?;
        Ok((marks, inside, schools))
    });
    let (marks, inside, known) = taken?;
    let mut marked = Marked { schools: BTreeMap::new(), elsewhere: Vec::new() };
    for (place, day, why) in marks {
        match inside.get(&place).filter(|it| known.contains(it)) {
            Some(school) => {
                let of = marked.schools.entry(*school).or_insert_with(|| (day, why));
                of.0 = of.0.min(day);
            }
            None => marked.elsewhere.push((place, day, why)),
        }
    }
    Ok(marked)
}

async fn put_back(
    context: &JobContext,
    marks: Vec<(PlaceId, Date, String)>,
) -> Result<(), JobError> {
    let put: Result<(), db::Error> = db::write!(context.db(), "mark what moved again", |tx| {
        measures::mark(tx, &marks).await
    });
    Ok(put?)
}
