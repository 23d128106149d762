//! Working a forecast out and publishing it; changes of catchments and their assessment: one act each.

use std::{collections::BTreeMap, sync::Arc};

use db::{Db, Tx};
use jiff::civil::Date;
use platform::act::Source;
use vocab::{PlaceId, SchoolId, SchoolYear, Stage};
use web::Visit;

use super::{
    effect,
    model::{Change, ChangeId, Forecast, ForecastId, Levels, Line, Move, QUESTIONS, State},
    rules::{self, Home},
    store::{self, changes},
};
pub(super) use crate::catchment::Error;
use crate::catchment::{
    model::{Area, Edition},
    store as catchments,
};

/// How long an answer of the assessment may be, and how short.
const ANSWER: std::ops::RangeInclusive<usize> = 10..=1000;

/// The grades whose children enter a stage later, and how many years before.
fn grades(stage: Stage) -> ((i64, i64), fn(i64) -> i64) {
    match stage {
        // 大班 enters next year, 小班 in three.
        Stage::Primary => ((-3, -1), |grade| -grade),
        _ => ((1, 6), |grade| 7 - grade),
    }
}

/// What a forecast is made from.
pub(super) struct Basis {
    pub(super) edition: Edition,
    pub(super) areas: Vec<Area>,
    pub(super) homes: Arc<Vec<Home>>,
    births: Vec<(PlaceId, i64, i64)>,
    past: Vec<super::model::Past>,
    pub(super) levels: Levels,
    entries: Vec<(SchoolId, i64, i64)>,
    plans: Vec<(SchoolId, i64, i64)>,
    names: BTreeMap<SchoolId, String>,
}

/// The homes of the children who will enter a stage: all of a county's kindergartens, or primary
/// schools, are counted.
pub(super) async fn homes(tx: &mut Tx, stage: Stage) -> Result<Vec<Home>, db::Error> {
    let (range, horizon) = grades(stage);
    store::homes(tx, range, horizon).await
}

/// Reads what goes with the homes in one transaction, so that the parts fit together.
pub(super) async fn basis(
    tx: &mut Tx,
    (stage, year): (Stage, SchoolYear),
    (homes, day): (Arc<Vec<Home>>, Date),
    edition: Option<Edition>,
) -> Result<Basis, Error> {
    let none = || Error::Refused("还没有公布这个学段的学区划分，不能测算".to_owned());
    let edition = match edition {
        Some(it) => it,
        None => catchments::in_force(tx, stage, day).await?.ok_or_else(none)?,
    };
    let areas = catchments::areas(tx, edition.id).await?;
    // The roll reaches three years for primary schools and all six for junior schools.
    let first = year.start();
    let births = match stage {
        Stage::Primary => store::births(tx, (first + 4, first + rules::YEARS)).await?,
        _ => Vec::new(),
    };
    let births = births.into_iter().map(|it| (it.0, it.2 - first, it.3)).collect();
    let levels = store::levels(tx, day).await?.ok_or_else(|| {
        Error::Refused("还没有规定预警等级。请先在“学位预测和预警”里规定比例和依据".to_owned())
    })?;
    let names: BTreeMap<SchoolId, String> =
        areas.iter().map(|it| (it.school, it.school_name.clone())).collect();
    let schools: Vec<SchoolId> = names.keys().copied().collect();
    let grade = stage.grades().next().ok_or(Error::Missing)?;
    Ok(Basis {
        entries: catchments::entries(tx, &schools, (year, grade)).await?,
        plans: store::seat_plans(tx, stage).await?,
        past: store::past(tx, stage).await?,
        edition,
        areas,
        homes,
        births,
        levels,
        names,
    })
}

impl Basis {
    /// The seats of a school's entry grade in a year: as planned for that year or the last year before
    /// it that has a plan, else as many as this year's classes hold by the standard.
    pub(super) fn seats(&self, school: SchoolId, year: i64, stage: Stage) -> i64 {
        let planned = self.plans.iter().rfind(|it| it.0 == school && it.1 <= year);
        let size =
            stage.grades().next().map_or(0, |it| directory::rules::class_size_max(stage, it));
        let classes = self.entries.iter().find(|it| it.0 == school).map_or(0, |it| it.2);
        planned.map_or(classes * size, |it| it.2)
    }

    /// What it comes to, school by school and year by year.
    fn lines(&self, stage: Stage, year: SchoolYear) -> (Vec<Line>, i64) {
        let mut known = rules::placed(&self.homes, &self.areas);
        rules::add_births(&mut known, &self.births, &self.areas);
        let mut lines = Vec::new();
        for horizon in 1..=rules::YEARS {
            let experience = rules::experience(&self.past, horizon);
            for (school, name) in &self.names {
                let count = known.counts.get(&(*school, horizon)).copied().unwrap_or(0);
                let it = experience.expected(count);
                let told = year.start() + horizon;
                let seats = self.seats(*school, told, stage);
                lines.push(Line {
                    school: *school,
                    school_name: name.clone(),
                    town: String::new(),
                    year: told,
                    known: count,
                    expected: it.children,
                    low: it.low,
                    high: it.high,
                    seats,
                    level: rules::level(it.children, seats, &self.levels),
                });
            }
        }
        (lines, known.unplaced)
    }
}

/// Works a forecast out. Sent twice, it is made once.
pub(super) async fn make(
    source: &impl Source,
    id: ForecastId,
    (stage, year): (Stage, SchoolYear),
) -> Result<(), Error> {
    let today = source.origin().civil_now.date();
    let read: Result<Basis, Error> = db::read!(source.store(), "basis of a forecast", |tx| {
        let homes = Arc::new(homes(tx, stage).await?);
        basis(tx, (stage, year), (homes, today), None).await
    });
    let basis = read?;
    // The roll of a county takes a second to count: nobody waits for the database meanwhile.
    let (lines, unplaced) = basis.lines(stage, year);
    platform::act!(source, "forecast.make", |act| {
        act.about(id);
        if store::find(act.tx(), id).await?.is_some() {
            return Ok(());
        }
        let new = Forecast {
            id,
            stage,
            year,
            catchment: basis.edition.id,
            made_on: today,
            levels: basis.levels.words(),
            unplaced,
            published_on: None,
            version: 1,
        };
        store::add(act.tx(), &new).await?;
        store::add_lines(act.tx(), id, &lines).await?;
        act.note("schools", basis.names.len());
        Ok(())
    })
}

/// Publishes a forecast as the warning before registration.
pub(super) async fn publish(visit: &Visit, at: (ForecastId, i64)) -> Result<(), Error> {
    let today = visit.today();
    platform::act!(visit, "forecast.publish", |act| {
        act.about(at.0);
        store::find(act.tx(), at.0).await?.ok_or(Error::Missing)?;
        if store::publish(act.tx(), at, today).await? { Ok(()) } else { Err(Error::changed()) }
    })
}

/// Says from when which ratio warns.
pub(super) async fn set_levels(visit: &Visit, it: &Levels) -> Result<(), Error> {
    rules::may_set(it).map_err(Error::Refused)?;
    platform::act!(visit, "forecast.levels", |act| {
        act.note("since", it.since);
        act.note("source", &it.source);
        store::set_levels(act.tx(), it).await?;
        Ok(())
    })
}

/// Begins a change.
pub(super) async fn begin(visit: &Visit, it: &Change) -> Result<(), Error> {
    let short = |text: &str, most| !text.is_empty() && text.chars().count() <= most;
    if !short(&it.title, 60) || !short(&it.reason, 300) {
        let words = "请写明名称（60 个字以内）和理由（300 个字以内）".to_owned();
        return Err(Error::Refused(words));
    }
    if it.new_school.as_ref().is_some_and(|it| it.0.is_empty() || it.1 <= 0) {
        let words = "设想新建学校的，名称和起始年级的学位数都要填".to_owned();
        return Err(Error::Refused(words));
    }
    platform::act!(visit, "catchment.change", |act| {
        act.about(it.id);
        if changes::find(act.tx(), it.id).await?.is_some() {
            return Ok(());
        }
        let edition = catchments::find(act.tx(), it.catchment).await?.ok_or(Error::Missing)?;
        if edition.published_on.is_some() {
            let words = "公布过的学区划分不再改动，请选还没有公布的学年".to_owned();
            return Err(Error::Refused(words));
        }
        changes::add(act.tx(), it).await?;
        Ok(())
    })
}

async fn open(tx: &mut Tx, (id, version): (ChangeId, i64)) -> Result<Change, Error> {
    let it = changes::find(tx, id).await?.ok_or(Error::Missing)?;
    if it.version != version {
        return Err(Error::changed());
    }
    if it.state != State::Open {
        return Err(Error::Refused(format!("{}的调整不能再改", it.state.label())));
    }
    Ok(it)
}

async fn keep(act: &mut platform::Act<'_>, it: &Change) -> Result<(), Error> {
    act.about(it.id);
    if changes::set(act.tx(), it).await? { Ok(()) } else { Err(Error::changed()) }
}

/// What is typed of a line that moves; `to` is none for the school that is not there yet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Moving {
    pub(super) position: i64,
    pub(super) to: Option<SchoolId>,
    pub(super) metres: (i64, i64),
}

/// Takes a line of the list into a change. What was assessed before has to be assessed anew.
pub(super) async fn add_move(
    visit: &Visit,
    at: (ChangeId, i64),
    moving: Moving,
) -> Result<(), Error> {
    platform::act!(visit, "catchment.change.move", |act| {
        let mut it = open(act.tx(), at).await?;
        let areas = catchments::areas(act.tx(), it.catchment).await?;
        let unknown = || Error::Refused("划分里没有这个序号的地段，请按列表里的序号填".to_owned());
        let area = areas.iter().find(|it| it.position == moving.position).ok_or_else(unknown)?;
        let known = moving.to.is_none_or(|to| areas.iter().any(|it| it.school == to));
        if moving.to == Some(area.school) || !known {
            return Err(Error::Refused("请选本学段另一所有学区的学校".to_owned()));
        }
        if moving.to.is_none() && it.new_school.is_none() {
            return Err(Error::Refused("这个调整没有设想新建的学校，请选接收学校".to_owned()));
        }
        let one = Move {
            position: moving.position,
            from: area.school,
            to: moving.to,
            metres: moving.metres,
        };
        changes::set_moves(act.tx(), it.id, &[one]).await?;
        it.assessed_on = None;
        keep(act, &it).await
    })
}

/// Takes a line out of a change.
pub(super) async fn end_move(
    visit: &Visit,
    at: (ChangeId, i64),
    position: i64,
) -> Result<(), Error> {
    platform::act!(visit, "catchment.change.unmove", |act| {
        let mut it = open(act.tx(), at).await?;
        if !changes::end_move(act.tx(), it.id, position).await? {
            return Err(Error::Missing);
        }
        it.assessed_on = None;
        keep(act, &it).await
    })
}

/// Keeps the assessment of risks: complete once every question is answered.
pub(super) async fn assess(
    visit: &Visit,
    at: (ChangeId, i64),
    answers: [String; 6],
) -> Result<(), Error> {
    let today = visit.today();
    let answers = answers.map(|it| it.trim().to_owned());
    let long = answers.iter().position(|it| it.chars().count() > *ANSWER.end());
    if let Some(at) = long {
        return Err(Error::Refused(format!("“{}”最多 {} 个字", QUESTIONS[at].1, ANSWER.end())));
    }
    platform::act!(visit, "catchment.change.assess", |act| {
        let mut it = open(act.tx(), at).await?;
        it.answers.clone_from(&answers);
        it.assessed_on = missing(&it).is_empty().then_some(today);
        act.note("complete", it.assessed_on.is_some());
        keep(act, &it).await
    })
}

/// The questions that have no answer worth the name.
pub(super) fn missing(it: &Change) -> Vec<&'static str> {
    let bare = |answer: &str| answer.chars().count() < *ANSWER.start();
    let asked = QUESTIONS.iter().zip(&it.answers);
    asked.filter(|(_, answer)| bare(answer)).map(|(it, _)| it.1).collect()
}

/// Adopts a change: its lines go to their new schools in the list that is not published yet.
pub(super) async fn adopt(visit: &Visit, at: (ChangeId, i64)) -> Result<(), Error> {
    let today = visit.today();
    platform::act!(visit, "catchment.change.adopt", |act| {
        let mut it = open(act.tx(), at).await?;
        let missing = missing(&it);
        if it.assessed_on.is_none() {
            let words = if missing.is_empty() {
                "地段变过，请重新填写风险评估，再采纳".to_owned()
            } else {
                format!(
                    "风险评估还没有填完：{}（每项至少 {} 个字）",
                    missing.join("、"),
                    ANSWER.start()
                )
            };
            return Err(Error::Refused(words));
        }
        if it.new_school.is_some() {
            let words =
                "设想的学校还没有建成，只能测算，不能采纳。建成后列入名录，再提出调整".to_owned();
            return Err(Error::Refused(words));
        }
        let moves = changes::moves(act.tx(), it.id).await?;
        if moves.is_empty() {
            return Err(Error::Refused("还没有列入调整的地段".to_owned()));
        }
        let edition = catchments::find(act.tx(), it.catchment).await?.ok_or(Error::Missing)?;
        if edition.published_on.is_some() {
            return Err(Error::Refused("这一学年的学区划分已经公布，不能再改".to_owned()));
        }
        let areas = catchments::areas(act.tx(), edition.id).await?;
        let still = |one: &Move| {
            areas.iter().any(|it| it.position == one.position && it.school == one.from)
        };
        if !moves.iter().all(still) {
            let words = "提出以后划分又导入过，地段对不上了。请撤下后重新列入".to_owned();
            return Err(Error::Refused(words));
        }
        catchments::clear(act.tx(), edition.id).await?;
        catchments::add_areas(act.tx(), edition.id, &effect::changed(&areas, &moves)).await?;
        if !catchments::set(act.tx(), &edition).await? {
            return Err(Error::changed());
        }
        it.state = State::Adopted;
        it.decided_on = Some(today);
        act.note("lines", moves.len());
        keep(act, &it).await
    })
}

/// Withdraws a change.
pub(super) async fn withdraw(visit: &Visit, at: (ChangeId, i64)) -> Result<(), Error> {
    let today = visit.today();
    platform::act!(visit, "catchment.change.withdraw", |act| {
        let mut it = open(act.tx(), at).await?;
        it.state = State::Withdrawn;
        it.decided_on = Some(today);
        keep(act, &it).await
    })
}

/// The school year of the county's classes.
pub(super) async fn year(db: &Db, day: Date) -> Result<SchoolYear, Error> {
    let read: Result<_, Error> =
        db::read!(db, "school year", |tx| { Ok(directory::schools::current_year(tx).await?) });
    read?.map_or_else(|| SchoolYear::of(day).map_err(|_| Error::Missing), Ok)
}
