//! The part of an action's form that names others: who is asked to take part, where a case is moved.

use form::{Posted, Wrong};
use vocab::{PlaceId, Role};
use web::{Markup, Visit, html, ui::Field};

use crate::{
    actions::Error,
    definition::{Act, breadth},
    rules::Refusal,
    standing::Standing,
    subject,
};

/// The field of offices that are asked.
const OFFICES: &str = "task_offices";
/// The fields of places that are asked: so many at once.
const PLACES: [&str; 5] =
    ["task_place_1", "task_place_2", "task_place_3", "task_place_4", "task_place_5"];
/// The field of the place that a case is moved to.
const TO: &str = "move_to";

/// Who is asked, as it was posted: a role at a place each.
pub(super) fn others(posted: &Posted) -> Vec<(Role, PlaceId)> {
    let named = |it: &&(String, String)| it.0 == OFFICES || PLACES.contains(&it.0.as_str());
    let all = posted.0.iter().filter(named);
    let one = |text: &str| {
        let (role, place) = text.split_once('@')?;
        Some((Role::from_key(role)?, place.parse().ok()?))
    };
    all.filter_map(|it| one(&it.1)).collect()
}

/// Where it is moved, as it was posted.
pub(super) fn destination(posted: &Posted) -> Option<PlaceId> {
    posted.get(TO).parse().ok()
}

pub(super) fn wrong_others(why: &Refusal) -> Wrong {
    Wrong { field: OFFICES.to_owned(), advice: why.to_string() }
}

pub(super) fn wrong_place(why: &Refusal) -> Wrong {
    Wrong { field: TO.to_owned(), advice: why.to_string() }
}

/// What an action asks beside its own fields.
pub(super) async fn fields(
    visit: &Visit,
    case: &Standing,
    at: usize,
    (typed, wrongs): (Option<&Posted>, &[Wrong]),
) -> Result<Markup, Error> {
    let action = &case.kind.what.steps[case.state.step].actions[at];
    match (action.kind, action.task) {
        (Act::Join, Some(task)) => joining(visit, case, task, (typed, wrongs)).await,
        (Act::Transfer, _) if action.moves => moving(visit, case, (typed, wrongs)).await,
        _ => Ok(Markup::default()),
    }
}

fn wrong<'a>(wrongs: &'a [Wrong], field: &str) -> Option<&'a str> {
    wrongs.iter().find(|it| it.field == field).map(|it| it.advice.as_str())
}

/// The offices around the case to tick, and schools or towns to choose where it lies above them.
async fn joining(
    visit: &Visit,
    case: &Standing,
    task: usize,
    (typed, wrongs): (Option<&Posted>, &[Wrong]),
) -> Result<Markup, Error> {
    let task = &case.kind.what.tasks[task];
    let (mut near, mut far) = (Vec::new(), Vec::new());
    for role in &task.who {
        match case.ground.place_of(*role) {
            Some(place) => near.push((format!("{}@{place}", role.key()), role.label().to_owned())),
            None => far.push(*role),
        }
    }
    let mut places = Vec::new();
    if let Some((_, county)) = case.ground.path.first() {
        let county = *county;
        let found: Result<_, db::Error> = db::read!(visit.db(), "who can take part", |tx| {
            let mut all = Vec::new();
            for role in &far {
                all.push((*role, platform::access::places_in(tx, county, breadth(*role)).await?));
            }
            Ok(all)
        });
        for (role, found) in found? {
            let line = |(id, name): (PlaceId, String)| {
                (format!("{}@{id}", role.key()), format!("{name}（{}）", role.label()))
            };
            places.extend(found.into_iter().map(line));
        }
    }
    let ticked: Vec<&str> = typed.map_or_else(Vec::new, |it| {
        let mine = it.0.iter().filter(|it| it.0 == OFFICES);
        mine.map(|it| it.1.as_str()).collect()
    });
    let options = near.iter().map(|it| (it.0.as_str(), it.1.as_str()));
    Ok(html! {
        @if !near.is_empty() {
            (Field::checkboxes(OFFICES, "请谁会办", options, &ticked).error(wrong(wrongs, OFFICES)))
        }
        @for (number, name) in PLACES.iter().enumerate().filter(|_| !places.is_empty()) {
            @let label = if number == 0 { "请哪些单位会办" } else { "还请" };
            @let options = places.iter().map(|it| (it.0.as_str(), it.1.as_str()));
            @let error = wrong(wrongs, OFFICES).filter(|_| number == 0 && near.is_empty());
            (Field::select(*name, label, options).value(typed.map_or("", |it| it.get(name))).error(error))
        }
    })
}

/// The places that the case can be moved to.
async fn moving(
    visit: &Visit,
    case: &Standing,
    (typed, wrongs): (Option<&Posted>, &[Wrong]),
) -> Result<Markup, Error> {
    let Some((_, county)) = case.ground.path.first() else { return Err(Error::Missing) };
    let (county, what) = (*county, &case.kind.what);
    let found: Result<_, db::Error> = db::read!(visit.db(), "where to move a case", |tx| {
        subject::within(tx, what, county).await
    });
    let places: Vec<(String, String)> = found?
        .into_iter()
        .filter(|it| it.0 != case.record.place)
        .map(|(id, name)| (id.to_string(), name))
        .collect();
    let options = places.iter().map(|it| (it.0.as_str(), it.1.as_str()));
    let label = format!("移交到哪个{}", what.subject.label());
    let value = typed.map_or("", |it| it.get(TO));
    Ok(html! {
        (Field::select(TO, label.as_str(), options).value(value).error(wrong(wrongs, TO)).required())
    })
}
