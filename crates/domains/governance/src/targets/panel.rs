//! The targets of a place on its cockpit: light, value, target and the sentence, each opening to its
//! task. Only what was confirmed, and below the bureau signed for, is there.

use platform::{measures::Measures, panels::Panel};
use vocab::{PlaceId, Role};
use web::{
    Markup, Need, Problem, Visit, html,
    ui::{Card, Column, Empty, List, Row},
};

use super::{
    READ,
    actions::Error,
    lit::{self, Days, LitTarget, LitTask},
    model::State,
    pages::{lit_cell, task_link},
    rules::Actual,
    store,
};
use crate::offices::OFFICES;

/// This room's part.
pub(crate) const PANEL: Panel =
    Panel { key: "targets", show: |visit, place| Box::pin(show(visit, place)) };

/// So many at most; the worst first, the rest on the page of tasks.
const LINES: usize = 12;

async fn show(visit: &Visit, place: PlaceId) -> Result<Option<Markup>, Problem> {
    if !visit.meets(Need::May(READ.key)) {
        return Ok(None);
    }
    let (year, scope, today) = (visit.today().year(), visit.actor.scope(), visit.today());
    let measures = visit.cell.service::<Measures>();
    let read: Result<_, Error> = db::read!(visit.db(), "targets of a cockpit", |tx| {
        if !platform::access::is_within(tx, place, scope).await? {
            return Ok(Vec::new());
        }
        let tasks = store::list_of(tx, (year, place)).await?;
        Ok(lit::lit(tx, tasks, Days::now(today), measures).await?)
    });
    let tasks = read?;
    // The cockpit of one office shows what that office leads.
    let office = Role::from_key(visit.here().get("office"));
    let shown = shown(&tasks, visit.actor.role(), office);
    if shown.is_empty() {
        return Ok(None);
    }
    Ok(Some(card(visit, year, &shown)))
}

/// The targets to be shown to a role, the worst first: an office sees those that it leads before all
/// others. Those of one office alone where it is asked for.
fn shown(tasks: &[LitTask], role: Role, office: Option<Role>) -> Vec<(&LitTask, &LitTarget)> {
    let live = tasks.iter().filter(|it| matches!(it.task.state, State::Running | State::Finished));
    let live = live.filter(|it| office.is_none_or(|office| it.task.holder.office == office));
    let mut all: Vec<_> =
        live.flat_map(|task| task.targets.iter().map(move |it| (task, it))).collect();
    let is_other = |task: &LitTask| OFFICES.contains(&role) && task.task.holder.office != role;
    all.sort_by_key(|(task, it)| (is_other(task), std::cmp::Reverse(it.lit.light), it.target.id));
    all
}

fn card(visit: &Visit, year: i16, all: &[(&LitTask, &LitTarget)]) -> Markup {
    let here = visit.here();
    let list = List::new("目标", &here)
        .column(Column::text("目标"))
        .column(Column::text("灯"))
        .column(Column::number("现在"))
        .column(Column::number("目标值"))
        .rows(all.iter().take(LINES).map(|(task, it)| {
            let now = match &it.actual {
                Actual::Some(_, told) => told.as_str(),
                Actual::None(why) => why,
            };
            Row::new(it.target.id.to_string(), it.target.name.as_str())
                .link(task_link(visit, task.task.id))
                .cell(it.target.name.as_str())
                .cell(lit_cell(&it.lit))
                .cell(html! { (now) @if !it.mark.is_empty() { br; small { (it.mark) } } })
                .cell(it.target.goal.told())
        }))
        .empty(Empty::new("没有目标"));
    let rest = all.len().saturating_sub(LINES);
    let note =
        if rest > 0 { format!("另有 {rest} 个，见目标任务。") } else { String::new() };
    let more = web::ui::Button::link("目标任务", visit.link(&format!("/tasks?year={year}")));
    html! { (Card::new("离目标还有多远", html! { (list) }).note(note).action(more)) }
}
