//! What people see of tasks and targets.

mod forms;
mod lights;
mod list;
mod month;
mod plans;
mod proposals;
mod setting;
mod target;
mod task;

use crate::offices::OFFICES;
use db::Tx;
use platform::{access, measures::Measures};
use vocab::{PlaceId, Role};
use web::{
    Markup, Need, Routes, Visit, html,
    ui::{Text, Tone, badge},
};

use super::{
    KEEP, READ, WORK,
    actions::Error,
    lit::{self, Days, LitTask},
    model::{Holder, State, Task, TaskId},
    rules::{Light, Lit},
    store,
};

pub(super) const MAY_READ: Need = Need::May(READ.key);
pub(super) const MAY_KEEP: Need = Need::May(KEEP.key);
pub(super) const MAY_WORK: Need = Need::May(WORK.key);

/// The pages.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/tasks", MAY_READ, list::show)
        .get("/tasks/export", MAY_READ, list::export)
        .get("/tasks/lights", MAY_READ, lights::show)
        .get("/tasks/month", MAY_READ, month::show)
        .get("/tasks/month/export", MAY_READ, month::export)
        .get("/tasks/rules", MAY_READ, setting::show)
        .post("/tasks/rules", MAY_KEEP, setting::set)
        .get("/tasks/new", MAY_KEEP, forms::new_task)
        .post("/tasks/new", MAY_KEEP, forms::add_task)
        .get("/tasks/{id}", MAY_READ, task::show)
        .get("/tasks/{id}/edit", MAY_KEEP, forms::edit_task)
        .post("/tasks/{id}/edit", MAY_KEEP, forms::set_task)
        .post("/tasks/{id}/notes", MAY_WORK, task::tell)
        .post("/tasks/{id}/steps", MAY_WORK, task::add_step)
        .post("/tasks/{id}/steps/{step}", MAY_WORK, task::reach)
        .post("/tasks/{id}/end", MAY_WORK, task::end)
        .post("/tasks/{id}/sign", MAY_WORK, task::sign)
        .get("/tasks/{id}/targets/new", MAY_WORK, forms::new_target)
        .post("/tasks/{id}/targets/new", MAY_WORK, forms::add_target)
        .get("/targets/{id}", MAY_READ, target::show)
        .get("/targets/{id}/edit", MAY_WORK, forms::edit_target)
        .post("/targets/{id}/edit", MAY_WORK, forms::set_target)
        .post("/targets/{id}/end", MAY_WORK, target::end)
        .post("/targets/{id}/hand", MAY_WORK, target::hand)
        .get("/plans", MAY_READ, plans::list)
        .get("/plans/new", MAY_KEEP, plans::form)
        .post("/plans/new", MAY_KEEP, plans::read)
        .get("/plans/{id}", MAY_READ, plans::show)
        .post("/plans/{id}/confirm", MAY_KEEP, plans::confirm)
        .post("/plans/{id}/drop", MAY_KEEP, plans::drop_some)
        .get("/plans/{id}/tasks/{seq}", MAY_KEEP, proposals::task)
        .post("/plans/{id}/tasks/{seq}", MAY_KEEP, proposals::set_task)
        .get("/plans/{id}/figures/{seq}", MAY_KEEP, proposals::figure)
        .post("/plans/{id}/figures/{seq}", MAY_KEEP, proposals::set_figure)
}

/// A light, which a word says too.
pub(super) fn light(it: Light) -> Markup {
    badge(tone(it), it.label())
}

pub(super) fn tone(it: Light) -> Tone {
    match it {
        Light::Done => Tone::Info,
        Light::Green => Tone::Good,
        Light::Unknown => Tone::Quiet,
        Light::Yellow => Tone::Warn,
        Light::Red => Tone::Bad,
    }
}

/// The state of a task beside its light, where the light does not say it.
pub(super) fn state(it: &Task) -> Option<Markup> {
    let tone = match it.state {
        State::Running => return None,
        State::Sent => Tone::Warn,
        State::Returned => Tone::Bad,
        State::Finished => Tone::Good,
        State::Withdrawn => Tone::Quiet,
    };
    Some(badge(tone, it.state.label()))
}

/// A light with its sentence.
pub(super) fn lit_cell(it: &Lit) -> Markup {
    html! { (light(it.light)) " " span.text-secondary { (it.why) } }
}

/// Who answers for something, as people call it: the office, or the place with its role.
pub(super) fn holder(it: Holder, names: &std::collections::BTreeMap<PlaceId, String>) -> String {
    if OFFICES.contains(&it.office) {
        return it.office.label().to_owned();
    }
    match names.get(&it.place) {
        Some(name) => name.clone(),
        None => it.office.label().to_owned(),
    }
}

/// The names of the places of tasks.
pub(super) async fn names(
    tx: &mut Tx,
    tasks: &[Task],
) -> Result<std::collections::BTreeMap<PlaceId, String>, db::Error> {
    let places: std::collections::BTreeSet<PlaceId> =
        tasks.iter().map(|it| it.holder.place).collect();
    let places: Vec<PlaceId> = places.into_iter().collect();
    store::place_names(tx, &places).await
}

/// The offices to choose from.
pub(super) fn offices<'a>() -> impl Iterator<Item = (Text<'a>, Text<'a>)> {
    OFFICES.into_iter().map(|it: Role| (Text::from(it.key()), Text::from(it.label())))
}

/// The tasks of a year at a place with their lights; the year that was asked for, or else the last
/// one that has a list.
pub(super) async fn year_of(visit: &Visit, year: &str, days: Days) -> Result<Year, Error> {
    let place = visit.actor.scope();
    let measures = visit.cell.service::<Measures>();
    db::read!(visit.db(), "tasks of a year", |tx| {
        let years = store::years(tx, place).await?;
        let this = days.today.year();
        let year = year.parse().ok().or_else(|| years.iter().copied().find(|it| *it <= this));
        let year = year.unwrap_or(this);
        let tasks = store::list_of(tx, (year, place)).await?;
        let names = names(tx, &tasks).await?;
        let tasks = lit::lit(tx, tasks, days, measures).await?;
        let county = access::root(tx).await? == Some(place);
        Ok(Year { year, years, tasks, names, county })
    })
}

/// A year's list.
pub(super) struct Year {
    pub(super) year: i16,
    pub(super) years: Vec<i16>,
    pub(super) tasks: Vec<LitTask>,
    pub(super) names: std::collections::BTreeMap<PlaceId, String>,
    /// Whether it is the bureau's own.
    pub(super) county: bool,
}

impl Year {
    /// The years to choose from.
    pub(super) fn choices(&self) -> Vec<(String, String)> {
        let mut all = self.years.clone();
        if !all.contains(&self.year) {
            all.push(self.year);
        }
        all.into_iter().map(|it| (it.to_string(), format!("{it} 年"))).collect()
    }
}

/// A field's error among what came back.
pub(super) fn wrong<'a>(found: Option<&'a (&'static str, String)>, field: &str) -> Option<&'a str> {
    found.filter(|it| it.0 == field).map(|it| it.1.as_str())
}

/// The words of an error that a form shows again; anything else is a page of its own.
pub(super) fn told(error: Error) -> Result<(&'static str, String), web::Page> {
    match error {
        Error::Wrong(field, words) => Ok((field, words)),
        Error::Refused(words) => Ok(("", words)),
        Error::Unread(error) => Ok(("file", error.to_string())),
        other => Err(other.into()),
    }
}

/// A form with what was wrong on top.
pub(super) fn with_wrong<'a>(
    form: web::ui::Form<'a>,
    found: Option<&'a (&'static str, String)>,
) -> web::ui::Form<'a> {
    match found {
        None => form,
        Some(("", words)) => form.problem(words.as_str()),
        Some((field, words)) => form.error(*field, words.as_str()),
    }
}

/// The link to a task.
pub(super) fn task_link(visit: &Visit, id: TaskId) -> String {
    visit.link(&format!("/tasks/{id}"))
}
