//! The month of an office on paper: its tasks with their lights at the end of the month, what was done
//! in it, what comes next.

use crate::offices::OFFICES;
use jiff::civil::{Date, date};
use platform::measures::Measures;
use serde::Deserialize;
use vocab::Role;
use web::{
    Filters, Html, Markup, Page, Response, Visit, html,
    ui::{self, Button, Filter, Head, Paper},
};

use super::{
    super::{
        actions::Error,
        lit::{self, Days, LitTask},
        model::{Note, State, TaskId},
        rules::{Actual, Light},
        store,
    },
    Year, light, list, names, offices,
};

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    office: String,
    #[serde(default)]
    month: String,
}

/// A month: its first day and its last, or today where it is not over.
#[derive(Debug, Clone, Copy)]
struct Month {
    first: Date,
    last: Date,
    asked: Date,
}

impl Month {
    fn of(text: &str, today: Date) -> Self {
        let read = || -> Option<Date> {
            let (year, month) = text.split_once('-')?;
            Date::new(year.parse().ok()?, month.parse().ok()?, 1).ok()
        };
        let first = read().filter(|it| *it <= today).unwrap_or_else(|| today.first_of_month());
        let last = first.last_of_month();
        Self { first, last, asked: last.min(today) }
    }

    fn key(&self) -> String {
        format!("{}-{:02}", self.first.year(), self.first.month())
    }

    fn label(&self) -> String {
        format!("{}年{}月", self.first.year(), self.first.month())
    }

    /// The months to choose from: this one and the eleven before.
    fn choices(today: Date) -> Vec<(String, String)> {
        let mut first = today.first_of_month();
        let mut all = Vec::new();
        for _ in 0..12 {
            let month = Self { first, last: first, asked: first };
            all.push((month.key(), month.label()));
            let before = first.yesterday().unwrap_or(date(1, 1, 1));
            first = before.first_of_month();
        }
        all
    }
}

struct Shown {
    year: Year,
    month: Month,
    office: Option<Role>,
    notes: std::collections::BTreeMap<TaskId, Vec<Note>>,
}

async fn read(visit: &Visit, wanted: &Wanted) -> Result<Shown, Error> {
    let (place, role) = (visit.actor.scope(), visit.actor.role());
    let month = Month::of(&wanted.month, visit.today());
    let chosen = Role::from_key(&wanted.office).filter(|it| OFFICES.contains(it));
    let office = chosen.or_else(|| OFFICES.contains(&role).then_some(role));
    let is_office = OFFICES.contains(&role) || role == Role::BureauLeader;
    let office = office.or_else(|| is_office.then_some(Role::OfficeClerk));
    let (measures, days) =
        (visit.cell.service::<Measures>(), Days { asked: month.asked, today: visit.today() });
    db::read!(visit.db(), "month of an office", |tx| {
        let number = month.first.year();
        let mut tasks = store::list_of(tx, (number, place)).await?;
        tasks.retain(|it| {
            office.is_none_or(|office| it.holder.office == office)
                && it.from_on <= month.last
                && it.ended.as_ref().is_none_or(|it| it.0 >= month.first)
        });
        let ids: Vec<TaskId> = tasks.iter().map(|it| it.id).collect();
        let mut notes = store::notes(tx, month.first, &ids).await?;
        for all in notes.values_mut() {
            all.retain(|it| it.told_on <= month.last);
        }
        let names = names(tx, &tasks).await?;
        let tasks = lit::lit(tx, tasks, days, measures).await?;
        let year = Year { year: number, years: Vec::new(), tasks, names, county: is_office };
        Ok(Shown { year, month, office, notes })
    })
}

fn whose(visit: &Visit, shown: &Shown) -> String {
    match shown.office {
        Some(office) => office.label().to_owned(),
        None => visit.actor.identity.place_name.clone(),
    }
}

pub(super) async fn show(visit: Visit, Filters(wanted): Filters<Wanted>) -> Result<Html, Page> {
    let shown = read(&visit, &wanted).await?;
    let here = visit.here();
    let whose = whose(&visit, &shown);
    let mut bar = ui::Filters::new(&here).filter(
        Filter::choice("month", "月份", Month::choices(visit.today())).preset(shown.month.key()),
    );
    if let Some(office) = shown.office {
        bar = bar.filter(Filter::choice("office", "科室", offices()).preset(office.key()));
    }
    let title = format!("{whose}{}目标任务进展", shown.month.label());
    let export = visit.link(&format!("/tasks/month/export?{}", here.query()));
    let head = Head::new("科室月报")
        .crumb("目标任务", visit.link("/tasks"))
        .action(Button::print())
        .action(Button::link("导出", export).icon("file-export"));
    let paper = Paper::new(title.as_str(), sheet(&shown))
        .inside()
        .signed(whose, shown.month.asked.to_string());
    Ok(visit.page_under("科室月报", &head, &html! { (bar) (paper) }))
}

fn sheet(shown: &Shown) -> Markup {
    let count = |kind: Light| shown.year.tasks.iter().filter(|it| it.lit.light == kind).count();
    html! {
        p {
            "共 " (shown.year.tasks.len()) " 项任务，截至 " (shown.month.asked) "："
            @for (at, kind) in Light::WORST_FIRST.into_iter().enumerate() {
                @if at > 0 { "，" } (kind.label()) " " (count(kind)) " 项"
            } "。"
        }
        @if shown.year.tasks.is_empty() { p { "这个月没有在办的任务。" } }
        @for it in &shown.year.tasks { (one(it, shown.notes.get(&it.task.id))) }
    }
}

fn one(it: &LitTask, notes: Option<&Vec<Note>>) -> Markup {
    html! {
        section {
            h3 { (it.task.work) " " (light(it.lit.light)) }
            p { (it.lit.why) @if !it.task.leader.is_empty() { "分管领导：" (it.task.leader) "。" } }
            @if !it.targets.is_empty() {
                table.rows {
                    thead { tr { th { "目标" } th { "目标数" } th { "截至当日" } th { "数的来源" } th { "灯" } } }
                    tbody { @for target in &it.targets { tr {
                        td { (target.target.name) }
                        td { (target.target.goal.told()) }
                        td { @match &target.actual { Actual::Some(_, told) => (told), Actual::None(why) => { "—（" (why) "）" } } }
                        td { (target.mark) }
                        td { (target.lit.light.label()) }
                    } } }
                }
            }
            @if let Some(notes) = notes.filter(|it| !it.is_empty()) {
                p { strong { "本月进展" } }
                ul { @for note in notes { li { (note.told_on) " " (note.words) } } }
            } @else if it.task.state == State::Running { p.text-secondary { "本月没有记进展。" } }
            @let next: Vec<_> = it.steps.iter().filter(|it| it.0.done.is_none()).take(2).collect();
            @if !next.is_empty() {
                p { strong { "下一步" } }
                ul { @for (step, _) in next { li { (step.name) "（" (step.due_on) "）" } } }
            }
        }
    }
}

pub(super) async fn export(
    visit: Visit,
    Filters(wanted): Filters<Wanted>,
) -> Result<Response, Page> {
    let shown = read(&visit, &wanted).await?;
    let tasks: Vec<&LitTask> = shown.year.tasks.iter().collect();
    let lines = list::lines(&shown.year, &tasks);
    let name = format!("{}{}目标任务进展", whose(&visit, &shown), shown.month.label());
    platform::workbook::send(&visit, &list::layout(&name), list::cells(&lines))
}
