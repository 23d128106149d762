//! The turn of the school year: every class moves up with its pupils and its class teacher, or
//! graduates; the grades that are entered from elsewhere get as many empty classes as they had.
//!
//! Each school turns in one act, so that a break leaves whole schools on either side and the work
//! goes on with those that are left. A class whose place has ended has turned: that is what makes a
//! second run find nothing to do.

use std::collections::HashMap;

use platform::{
    access::{self, Grant, Place, PlaceKind},
    act::{Origin, Source},
    jobs::{Ending, JobContext, JobError, JobKind},
    settings,
};
use serde::{Deserialize, Serialize};
use vocab::{ClassId, Grade, PlaceId, Role, SchoolId, SchoolYear, TownId};

use crate::{
    Error,
    events::{YEAR_TURNED, YearTurned, payload},
    model::NewClass,
    roll::Follow,
    rules::{class_name, entry_grades, may_turn, next_grade},
    store::{self, year::OldClass},
};

/// What a turn does, or did.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Turned {
    /// Schools that turned.
    pub schools: usize,
    /// Classes that moved up.
    pub classes: usize,
    /// Pupils who moved up with them.
    pub promoted: u64,
    /// Pupils who have finished.
    pub graduated: u64,
    /// Empty classes that were made for whoever comes.
    pub entered: usize,
}

/// A school year and the one that comes after it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Years {
    /// The year whose classes there are.
    pub old: SchoolYear,
    /// The year that begins.
    pub new: SchoolYear,
}

impl Years {
    /// The turn into `new`.
    pub fn into(new: SchoolYear) -> Self {
        Self { old: new.previous(), new }
    }
}

/// The turn that comes next: from the oldest year that still has classes.
pub async fn next(tx: &mut db::Tx) -> Result<Option<Years>, Error> {
    let old = store::year::oldest_running(tx).await?;
    Ok(old.map(|old| Years { old, new: old.next() }))
}

/// What becomes of a class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fate {
    /// Its school.
    pub school: SchoolId,
    /// Its school's name.
    pub school_name: String,
    /// Its school's town.
    pub town: TownId,
    /// That town's name.
    pub town_name: String,
    /// Its grade.
    pub grade: Grade,
    /// The grade that it moves up to; none if it graduates.
    pub next: Option<Grade>,
    /// Whether as many empty classes of its grade are made for whoever comes.
    pub is_entered: bool,
    /// How many sit in it.
    pub pupils: i64,
}

/// What becomes of each class that has not turned yet: what a turn would do, without doing it.
pub async fn foresee(tx: &mut db::Tx, years: Years) -> Result<Vec<Fate>, Error> {
    let classes = store::year::classes(tx, years.old, None).await?;
    let fate = |it: OldClass| Fate {
        school: it.school,
        next: next_grade(it.form, it.grade),
        is_entered: entry_grades(it.form).any(|grade| grade == it.grade),
        school_name: it.school_name,
        town: it.town,
        town_name: it.town_name,
        grade: it.grade,
        pupils: it.pupils,
    };
    Ok(classes.into_iter().map(fate).collect())
}

/// Turns the year into `years.new`, school by school; `follow` is told how many schools of how many
/// have turned.
pub async fn turn(source: &impl Source, years: Years, follow: Follow<'_>) -> Result<Turned, Error> {
    let today = source.origin().civil_now.date();
    may_turn(years.old, today)?;
    let schools: Result<Vec<SchoolId>, db::Error> =
        db::read!(source.store(), "schools to turn", |tx| {
            store::year::schools_to_turn(tx, years.old).await
        });
    let (schools, mut all) = (schools?, Turned::default());
    let total = i64::try_from(schools.len()).unwrap_or(i64::MAX);
    for (done, school) in (1..).zip(schools) {
        let it = turn_school(source, years, school).await?;
        all.schools += 1;
        all.classes += it.classes;
        all.promoted += it.promoted;
        all.graduated += it.graduated;
        all.entered += it.entered;
        follow.note(done, total).await?;
    }
    tell(source, years).await?;
    Ok(all)
}

async fn turn_school(
    source: &impl Source,
    years: Years,
    school: SchoolId,
) -> Result<Turned, Error> {
    platform::act!(source, "directory.year.turn", |act| {
        act.about(school);
        act.note("year", years.new);
        let origin = act.origin().clone();
        let (now, first) = (origin.now, years.new.first_day());
        let tx = act.tx();
        let classes = store::year::classes(tx, years.old, Some(school)).await?;
        let there = store::year::class_ids(tx, school, years.new).await?;
        let next = Next::of(&origin, years.new, &classes, &there);
        next.add(tx).await?;
        let at = store::year::Turning { years: (years.old, years.new), school, first, now };
        store::year::end_enrolments(tx, at).await?;
        store::year::add_enrolments(tx, at).await?;
        let promoted = store::year::promote(tx, at).await?;
        let graduated = store::year::graduate(tx, at).await?;
        store::year::end_posts(tx, at).await?;
        store::year::add_posts(tx, at).await?;
        let ended: Vec<PlaceId> = classes.iter().map(|it| it.id.place()).collect();
        access::end_grants_at(tx, &ended, Role::ClassTeacher, first).await?;
        access::add_grants(tx, &next.grants).await?;
        access::end_places(tx, &ended, first).await?;
        act.note("promoted", promoted);
        act.note("graduated", graduated);
        let moved = next.classes.iter().filter(|it| it.follows.is_some()).count();
        let entered = next.classes.len() - moved;
        Ok(Turned { schools: 1, classes: moved, promoted, graduated, entered })
    })
}

/// The classes of a school's new year.
#[derive(Default)]
struct Next {
    places: Vec<Place>,
    classes: Vec<NewClass>,
    grants: Vec<Grant>,
}

impl Next {
    /// What `classes` become; those that are `there` already stay and are moved into.
    fn of(
        origin: &Origin,
        year: SchoolYear,
        classes: &[OldClass],
        there: &HashMap<(Grade, i64), ClassId>,
    ) -> Self {
        let mut all = Self::default();
        for it in classes {
            if let Some(grade) = next_grade(it.form, it.grade) {
                let known = there.get(&(grade, it.number)).copied();
                all.push(origin, year, it, grade, known, true);
            }
            let known = there.contains_key(&(it.grade, it.number));
            if !known && entry_grades(it.form).any(|grade| grade == it.grade) {
                all.push(origin, year, it, it.grade, None, false);
            }
        }
        all
    }

    fn push(
        &mut self,
        origin: &Origin,
        year: SchoolYear,
        old: &OldClass,
        grade: Grade,
        known: Option<ClassId>,
        moves: bool,
    ) {
        let id = known.unwrap_or_else(|| origin.ids.make(origin.now));
        let first = year.first_day();
        if known.is_none() {
            self.places.push(Place {
                id: id.place(),
                kind: PlaceKind::Class,
                parent: Some(old.school.place()),
                code: None,
                name: class_name(grade, old.number),
                position: old.number,
                since: first,
            });
            if let Some(account) = old.account.filter(|_| moves) {
                let (role, place, id) =
                    (Role::ClassTeacher, id.place(), origin.ids.make(origin.now));
                self.grants.push(Grant { id, account, role, place, since: first, until: None });
            }
        }
        let stages = old.form.stages().iter().copied();
        let stage = stages.clone().find(|it| it.grades().any(|it| it == grade));
        self.classes.push(NewClass {
            id,
            school: old.school,
            year,
            stage: stage.unwrap_or_else(|| grade.stage()),
            grade,
            number: old.number,
            head: old.head.filter(|_| moves),
            follows: moves.then_some(old.id),
        });
    }

    async fn add(&self, tx: &mut db::Tx) -> Result<(), Error> {
        access::add_places(tx, &self.places).await?;
        let ids: Vec<PlaceId> = self.places.iter().map(|it| it.id).collect();
        access::add_ways(tx, &ids).await?;
        Ok(store::add::add_classes(tx, &self.classes).await?)
    }
}

/// What is remembered of the last turn that was told.
const TOLD: &str = "directory.year";

/// The school year that all schools were last turned into; none before the first turn.
pub(crate) async fn turned(tx: &mut db::Tx) -> Result<Option<SchoolYear>, db::Error> {
    Ok(settings::find(tx, TOLD).await?.and_then(|it| it.parse().ok()))
}

/// Tells the other modules, once.
async fn tell(source: &impl Source, years: Years) -> Result<(), Error> {
    platform::act!(source, "directory.year.turned", |act| {
        let told = settings::find(act.tx(), TOLD).await?;
        if told.is_none_or(|it| it < years.new.to_string()) {
            settings::set(act.tx(), TOLD, &years.new.to_string()).await?;
            act.note("year", years.new);
            act.event(YEAR_TURNED, payload(&YearTurned { from: years.old, to: years.new }));
        }
        Ok(())
    })
}

/// Turns the year as a job: a county's schools take some seconds.
pub(crate) const TURN: JobKind = JobKind {
    name: "directory.year.turn",
    label: "学年升级",
    run: |job| Box::pin(turning(job)),
    attempts_max: 5,
    schedule: None,
};

/// What the job reads: the year that begins, so that a second attempt never turns another.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct Task {
    pub(crate) year: String,
}

async fn turning(job: JobContext) -> Result<Ending, JobError> {
    let task: Task = job.payload()?;
    let unreadable = || JobError::Final("任务的内容看不懂，请重新发起。".to_owned());
    let years = Years::into(task.year.parse().map_err(|_| unreadable())?);
    match turn(&job, years, Follow::Job(&job)).await {
        Ok(it) => {
            let words = format!(
                "{}：{} 所学校，{} 个班、{} 人升级，{} 人毕业，新建 {} 个起始年级空班",
                years.new.label(),
                it.schools,
                it.classes,
                it.promoted,
                it.graduated,
                it.entered
            );
            Ok(Ending::new(words).at("/schools"))
        }
        Err(Error::Db(error)) => Err(JobError::Db(error)),
        Err(Error::Lost) => Err(JobError::Lost),
        Err(error) => Err(JobError::Final(error.to_string())),
    }
}
