//! A few cases of each kind in the invented county, so that on the demo's day something waits on
//! every desk: some in time, some late, some closed. They go through the same rules as any other.

mod entry;
mod special;
mod stories;

use std::collections::BTreeMap;

use directory::demo::{Chance, County};
use form::{Answers, Posted};
use jiff::civil::DateTime;
use platform::{Act, System, access::PlaceKind, effects::Effects};
use vocab::{AccountId, Role, Stage};

pub(crate) use stories::STORIES;

use crate::{
    actions::{Error, HOLIDAYS},
    begin::{self, New},
    cast::{Cast, Scene},
    catalog,
    definition::Case,
    model::CaseId,
    moving::{self, Deed, Moving},
    rules::{self, Doer, Wish},
};

pub(crate) type Pairs = &'static [(&'static str, &'static str)];
/// An action, who did it, when, what they answered and why.
type Done = (&'static str, Role, &'static str, Pairs, &'static str);

/// A case as it went.
pub(crate) struct Story {
    pub(crate) kind: &'static str,
    pub(crate) opener: Role,
    at: &'static str,
    pub(crate) answers: Pairs,
    done: &'static [Done],
}

/// Writes the stories into the county that was loaded before.
pub async fn load(system: &System, county: &County, effects: &Effects) -> Result<(), Error> {
    let told: Result<(), Error> = platform::act!(system, "demo.load.cases", |act| {
        let cast = Cast::of(county);
        let mut all = BTreeMap::<&str, Vec<Moving>>::new();
        let all_stories = STORIES.iter().chain(entry::STORIES).chain(special::STORIES);
        for (at, story) in all_stories.enumerate() {
            if let Some(told) = tell(act, (county, &cast), (at, story)).await? {
                all.entry(story.kind).or_default().push(told);
            }
        }
        for of_kind in all.values() {
            moving::write(act, of_kind, effects).await?;
        }
        Ok(())
    });
    told
}

/// The main school for every second story, some other one for the rest; a pupil of a junior school's
/// last year where it is about one. None where a small county has no such.
fn scene(county: &County, at: usize, case: &Case) -> Option<Scene> {
    let mut chance = Chance::of(county.plan.seed, "cases", at);
    let of = |school: usize| {
        let it = &county.schools[school];
        (it.id.place(), county.towns[it.town].id.place())
    };
    if case.of_student {
        let last = |it: &&directory::demo::Class| {
            it.stage == Stage::Junior && it.grade.number() == 9 && !it.students.is_empty()
        };
        let class = county.classes.iter().filter(last).nth(at % 3)?;
        let student = &county.students[class.students.start];
        let (school, town) = of(class.school);
        return Some(Scene {
            place: class.id.place(),
            school,
            town,
            student: Some(student.id),
            guardian: parent_of(county, class.students.start),
        });
    }
    if !case.stages.is_empty() || case.subject == PlaceKind::County {
        let (school, town) = of(county.main_school());
        let is_county = case.subject == PlaceKind::County;
        let place = if is_county { county.id } else { school };
        return Some(Scene { place, school, town, student: None, guardian: parent(county, at) });
    }
    let count = i64::try_from(county.schools.len()).ok()? - 1;
    let other = usize::try_from(chance.between(0, count)).ok()?;
    let (school, town) = of(if at.is_multiple_of(2) { other } else { county.main_school() });
    Some(Scene { place: school, school, town, student: None, guardian: None })
}

fn parent_of(county: &County, student: usize) -> Option<AccountId> {
    let guardian = county.families[county.students[student].family].guardians.clone().next()?;
    Some(county.guardians[guardian].account)
}

/// The parent whom one logs in as for every third story, so that something waits for them; some
/// other parent of the main school for the rest.
fn parent(county: &County, at: usize) -> Option<AccountId> {
    if at.is_multiple_of(3) {
        let face = county.faces().into_iter().find(|it| it.role == Role::Guardian)?;
        return Some(face.account);
    }
    let students = county.schools[county.main_school()].students.clone();
    parent_of(county, students.clone().nth(at * 7 % students.len().max(1))?)
}

pub(crate) fn posted(pairs: Pairs) -> Posted {
    Posted(pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect())
}

fn moment(text: &str) -> Result<DateTime, Error> {
    text.parse().map_err(|_| Error::Missing)
}

/// A case as it went, as far as a small county has those who had to do with it.
async fn tell(
    act: &mut Act<'_>,
    (county, cast): (&County, &Cast),
    (at, story): (usize, &Story),
) -> Result<Option<Moving>, Error> {
    let kind = catalog().find(story.kind).ok_or(Error::Missing)?;
    let (case, now) = (&kind.what, moment(story.at)?);
    let Some(scene) = scene(county, at, case) else { return Ok(None) };
    let Some(opener) = cast.doer(&scene, story.opener) else { return Ok(None) };
    let (known, mut posted) = (Answers::default(), posted(story.answers));
    for (_, value) in posted.0.iter_mut().filter(|it| it.1 == PARENT) {
        let parent = county.guardians.iter().find(|it| Some(it.account) == scene.guardian);
        *value = parent.map(|it| it.name.clone()).unwrap_or_default();
    }
    let answers = form::read(&case.fields, &case.asks, &posted, (&known, now.date()));
    let answers = answers.map_err(Error::Wrong)?;
    let id: CaseId = act.origin().ids.make(act.origin().now);
    let about = (scene.place, scene.student);
    let new = New {
        id,
        kind: kind.clone(),
        about,
        by: Some(opener),
        answers,
        cause: None,
        from_outside: false,
    };
    let mut told = begin::set_out(act, new, now).await?;
    for done in story.done {
        let Some(doer) = cast.doer(&scene, done.1) else { return Ok(Some(told)) };
        go_on(&mut told, doer, done)?;
    }
    Ok(Some(told))
}

/// Does what a story says was done next.
fn go_on(told: &mut Moving, doer: Doer, done: &Done) -> Result<(), Error> {
    let (key, _, at, pairs, reason) = *done;
    let now = moment(at)?;
    told.standing.refresh(now);
    let kind = told.standing.kind.clone();
    let (case, state) = (&kind.what, &told.standing.state);
    if key == ANSWERED {
        let mine = |it: &&rules::Asked| it.role == doer.role && Some(it.place) == doer.place;
        let asked = state.asked.iter().find(mine).ok_or(Error::Missing)?;
        let asks = &case.tasks[asked.task].asks;
        let none = Answers::default();
        let fresh = form::read(&case.fields, asks, &posted(pairs), (&none, now.date()));
        let number = asked.number;
        return Ok(told.answer(doer, (number, &fresh.map_err(Error::Wrong)?), now)?);
    }
    act_on(told, doer, (key, &posted(pairs), reason), now)
}

/// Takes an action of the step that a case is at.
pub(crate) fn act_on(
    told: &mut Moving,
    doer: Doer,
    (key, posted, reason): (&str, &Posted, &str),
    now: DateTime,
) -> Result<(), Error> {
    told.standing.refresh(now);
    let kind = told.standing.kind.clone();
    let (case, state) = (&kind.what, &told.standing.state);
    let step = &case.steps[state.step];
    let known = (&told.standing.answers, now.date());
    let action = step.actions.iter().position(|it| it.key == key).ok_or(Error::Missing)?;
    let fresh = form::read(&case.fields, &step.actions[action].asks, posted, known);
    let fresh = fresh.map_err(Error::Wrong)?;
    let ground = &told.standing.ground;
    let asked = step.actions[action].task.map(|it| case.tasks[it].who.as_slice());
    let asked = asked.unwrap_or_default().iter();
    let others: Vec<_> = asked.filter_map(|it| Some((*it, ground.place_of(*it)?))).collect();
    let wish = Wish { action, version: state.version, reason, others: &others };
    let deed = Deed { by: Some(doer), answers: &fresh, to: None };
    Ok(told.take(wish, deed, (now, &HOLIDAYS))?)
}

/// What stands for the name of the parent who begins a case.
const PARENT: &str = "（家长）";
/// What stands for an action where somebody gives the part that they were asked for.
const ANSWERED: &str = "answered";
