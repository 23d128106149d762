//! The list of a year: every task with its light, narrowed and exported.

use serde::Deserialize;
use sheet::{Cell, Column as SheetColumn, Kind, Layout};
use vocab::Role;
use web::{
    Filters, Html, Markup, Page, Response, Visit, html,
    ui::{self, Address, Button, Column, Empty, Figure, Filter, Head, List, Row, figures},
};

use super::{
    super::{
        lit::{Days, LitTask},
        model::TaskId,
        rules::Light,
    },
    MAY_KEEP, Year, holder, light, offices, state, task_link, year_of,
};

/// How many lines a page has.
const LINES: usize = 50;

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    pub(super) year: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    pub(super) office: String,
    #[serde(default)]
    light: String,
    #[serde(default)]
    leader: String,
    #[serde(default)]
    livelihood: String,
    after: Option<TaskId>,
}

impl Wanted {
    /// Whether a task is asked for. Who works on it beside the lead office has it on the list, too.
    fn fits(&self, it: &LitTask) -> bool {
        let word = self.q.trim();
        let has = |text: &str| text.contains(word);
        let role = Role::from_key(&self.office);
        (word.is_empty()
            || has(&it.task.work)
            || has(&it.task.content)
            || it.targets.iter().any(|it| has(&it.target.name)))
            && role.is_none_or(|role| it.task.holder.office == role || it.joint.contains(&role))
            && (self.light.is_empty() || it.lit.light.key() == self.light)
            && (self.leader.is_empty() || it.task.leader == self.leader)
            && (self.livelihood != "1" || it.task.livelihood)
    }
}

/// How many burn of each light, each opening its tasks.
pub(super) fn counts(tasks: &[LitTask], here: &Address) -> Markup {
    figures(Light::WORST_FIRST.into_iter().map(|kind| {
        let n = tasks.iter().filter(|it| it.lit.light == kind).count();
        let here = here.without("after").with("light", kind.key());
        Figure::count(kind.label(), i64::try_from(n).unwrap_or(i64::MAX), "项").link(here.href())
    }))
}

pub(super) async fn show(visit: Visit, Filters(wanted): Filters<Wanted>) -> Result<Html, Page> {
    let year = year_of(&visit, &wanted.year, Days::now(visit.today())).await?;
    let here = visit.here();
    let found: Vec<&LitTask> = year.tasks.iter().filter(|it| wanted.fits(it)).collect();
    let total = found.len();
    let from = match wanted.after {
        Some(after) => found.iter().position(|it| it.task.id == after).map_or(0, |it| it + 1),
        None => 0,
    };
    let shown = &found[from..total.min(from + LINES)];
    let next = shown.last().filter(|_| from + shown.len() < total).map(|it| it.task.id.to_string());
    let mut leaders: Vec<&str> = year.tasks.iter().map(|it| it.task.leader.as_str()).collect();
    leaders.retain(|it| !it.is_empty());
    leaders.sort_unstable();
    leaders.dedup();
    let filters = ui::Filters::new(&here)
        .search("主要工作、内容或目标")
        .filter(Filter::choice("year", "年度", year.choices()).preset(year.year.to_string()))
        .filter(Filter::choice("office", "科室", offices()))
        .filter(Filter::choice("light", "灯", Light::WORST_FIRST.map(|it| (it.key(), it.label()))))
        .filter(Filter::choice("leader", "分管领导", leaders.iter().map(|it| (*it, *it))))
        .filter(Filter::flag("livelihood", "只看民生实事"));
    let list = List::new("任务", &here)
        .filters(filters)
        .column(Column::text("主要工作"))
        .column(Column::short("灯"))
        .column(Column::text("为什么"))
        .column(Column::short("牵头科室（单位）"))
        .column(Column::short("分管领导"))
        .column(Column::number("目标"))
        .column(Column::short("期限"))
        .rows(shown.iter().map(|it| row(&visit, it, &year)))
        .total(i64::try_from(total).unwrap_or(i64::MAX))
        .next(next)
        .empty(
            Empty::new("没有这样的任务")
                .hint("换一个年度或条件；新的一年可以先读入工作要点，也可以逐项录入。"),
        );
    let export = visit.link(&format!("/tasks/export?{}", here.without("after").query()));
    let title = if year.county { "目标任务" } else { "本单位的目标任务" };
    let mut head = Head::new(title)
        .below(html! { (year.year) " 年 · " (year.tasks.len()) " 项，灯按今天的数判" })
        .action(Button::link("导出", export).icon("file-export"));
    if visit.meets(MAY_KEEP) {
        head = head
            .action(Button::link("读入计划", visit.link("/plans/new")).icon("upload").primary())
            .action(Button::link("新增任务", visit.link("/tasks/new")).icon("plus"));
    }
    let body = html! { (counts(&year.tasks, &here)) (list) };
    Ok(visit.page_under(title, &head, &body))
}

fn row<'a>(visit: &Visit, it: &'a LitTask, year: &Year) -> Row<'a> {
    let task = &it.task;
    Row::new(task.id.to_string(), task.work.as_str())
        .link(task_link(visit, task.id))
        .cell(html! { (task.work) @if task.livelihood { " " small.text-secondary { "民生实事" } } })
        .cell(html! { (light(it.lit.light)) @if let Some(state) = state(task) { " " (state) } })
        .cell(it.lit.why.as_str())
        .cell(holder(task.holder, &year.names))
        .cell(task.leader.as_str())
        .cell(it.targets.len().to_string())
        .cell(task.due_on.to_string())
}

/// The sheet of tasks with a row for each target.
pub(super) fn layout(name: &str) -> Layout {
    let text = |key, title| SheetColumn::new(key, title, Kind::Text);
    Layout::new(
        name,
        vec![
            text("work", "主要工作"),
            text("content", "工作内容"),
            text("leader", "分管领导"),
            text("office", "牵头科室（单位）"),
            SheetColumn::new("due", "期限", Kind::Date),
            text("light", "任务的灯"),
            text("target", "目标"),
            text("goal", "目标数"),
            text("actual", "现在的数"),
            text("mark", "数的来源"),
            text("target_light", "目标的灯"),
            text("why", "说明"),
        ],
    )
}

/// A line of the sheet.
pub(super) struct Line {
    texts: [String; 11],
    due: jiff::civil::Date,
}

/// The lines of tasks: one for each target, one for a task without any.
pub(super) fn lines(year: &Year, tasks: &[&LitTask]) -> Vec<Line> {
    use super::super::rules::Actual;
    let mut lines = Vec::new();
    for it in tasks {
        let own = [
            it.task.work.clone(),
            it.task.content.clone(),
            it.task.leader.clone(),
            holder(it.task.holder, &year.names),
            it.lit.light.label().to_owned(),
        ];
        let line = |rest: [String; 6]| {
            let mut texts = own.iter().cloned().chain(rest);
            Line {
                texts: std::array::from_fn(|_| texts.next().unwrap_or_default()),
                due: it.task.due_on,
            }
        };
        if it.targets.is_empty() {
            let mut rest: [String; 6] = Default::default();
            rest[5].clone_from(&it.lit.why);
            lines.push(line(rest));
        }
        for target in &it.targets {
            let actual = match &target.actual {
                Actual::Some(_, told) => told.clone(),
                Actual::None(_) => String::new(),
            };
            lines.push(line([
                target.target.name.clone(),
                target.target.goal.told(),
                actual,
                target.mark.clone(),
                target.lit.light.label().to_owned(),
                target.lit.why.clone(),
            ]));
        }
    }
    lines
}

/// The cells of lines.
pub(super) fn cells(lines: &[Line]) -> impl Iterator<Item = Vec<Cell<'_>>> {
    lines.iter().map(|it| {
        let mut cells: Vec<Cell<'_>> = it.texts.iter().map(|it| Cell::Text(it)).collect();
        cells.insert(4, Cell::Date(it.due));
        cells
    })
}

pub(super) async fn export(
    visit: Visit,
    Filters(wanted): Filters<Wanted>,
) -> Result<Response, Page> {
    let year = year_of(&visit, &wanted.year, Days::now(visit.today())).await?;
    let found: Vec<&LitTask> = year.tasks.iter().filter(|it| wanted.fits(it)).collect();
    let lines = lines(&year, &found);
    let name = format!("{}年目标任务", year.year);
    platform::workbook::send(&visit, &layout(&name), cells(&lines))
}
