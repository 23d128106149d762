//! The school's groups: who looks after each today, and one group's days to come.

use jiff::civil::Date;
use maud::{Markup, html};
use serde::Deserialize;
use vocab::{StaffId, weekday_label};
use web::{
    Filters, Form, Html, Page, Path, Redirect, Routes, Visit,
    ui::{
        self, Button, Card, Column, Empty, Field, Filter, Head, List, Row, Tone, badge, beside,
        figures,
    },
};

use super::{
    actions::{self, Listed, Planned, Shown},
    export,
};
use crate::aftercare::{
    MANAGE,
    groups::model::Kind,
    participation::model::GroupId,
    programme::{editor::own_school, model::Service},
    terms,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/aftercare/school/groups", MANAGE, list)
        .get("/aftercare/school/groups/export", MANAGE, export::export)
        .get("/aftercare/school/groups/{group}", MANAGE, show)
        .post("/aftercare/school/groups/{group}/stand-in", MANAGE, stand_in)
        .post("/aftercare/school/groups/{group}/off", MANAGE, call_off)
        .post("/aftercare/school/groups/{group}/restore", MANAGE, restore)
}

const KINDS: [Kind; 4] = [
    Kind::Care(Service::Basic),
    Kind::Care(Service::Late),
    Kind::Care(Service::Evening),
    Kind::Course,
];

#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    kind: String,
    #[serde(default)]
    open: String,
}

impl Wanted {
    pub(super) fn lets_through(&self, it: &Listed) -> bool {
        Kind::from_key(&self.kind).is_none_or(|kind| it.group.kind == kind)
            && (self.open != "1" || it.is_held && it.call.is_none())
    }
}

async fn list(visit: Visit, Filters(wanted): Filters<Wanted>) -> Result<Html, Page> {
    let term = terms::current(&visit).await?;
    let day = visit.today();
    let mut all = actions::list(&visit, own_school(&visit), term, day).await?;
    let count = |fits: &dyn Fn(&Listed) -> bool| {
        i64::try_from(all.iter().filter(|it| fits(it)).count()).unwrap_or(0)
    };
    let (held, called) = (count(&|it| it.is_held), count(&|it| it.is_held && it.call.is_some()));
    let top = figures([
        ui::Figure::rate("今天已点名", called, held, "个班"),
        ui::Figure::count("今天代班", count(&|it| it.is_held && it.is_substitute), "个班"),
    ]);
    all.retain(|it| wanted.lets_through(it));
    let here = visit.here();
    let export = visit.link(&format!("/aftercare/school/groups/export?{}", here.query()));
    let list = List::new("班级与课程", &here)
        .filters(
            ui::Filters::new(&here)
                .filter(Filter::choice("kind", "类型", KINDS.map(|it| (it.key(), it.label()))))
                .filter(Filter::choice("open", "点名", [("1", "今天还没点名")])),
        )
        .column(Column::text("班"))
        .column(Column::short("类型"))
        .column(Column::text("地点"))
        .column(Column::text("今天的教师"))
        .column(Column::short("今天"))
        .rows(all.iter().map(|it| row(&visit, it)))
        .total(i64::try_from(all.len()).unwrap_or(0))
        .empty(Empty::new("本学期还没有课后服务班").hint("确认申请或发布课程后会自动建班。"));
    let head = Head::new("班级与教师")
        .crumb("课后服务", visit.link("/aftercare"))
        .above(format!("{} · {}", term.label(), words(day)))
        .action(Button::link("导出", export).icon("file-export"))
        .action(Button::print());
    Ok(visit.page_under("班级与教师", &head, &html! { (top) (list) }))
}

fn row<'a>(visit: &Visit, it: &'a Listed) -> Row<'a> {
    let state = match (&it.call, it.is_held) {
        (Some(call), _) => badge(Tone::Good, &format!("已点名 {}/{}", call.present, call.expected)),
        (None, true) => badge(Tone::Warn, "待点名"),
        (None, false) => badge(Tone::Quiet, "今天没有"),
    };
    Row::new(it.group.id.to_string(), it.group.name.as_str())
        .link(visit.link(&format!("/aftercare/school/groups/{}", it.group.id)))
        .cell(it.group.name.as_str())
        .cell(it.group.kind.label())
        .cell(it.group.room.as_str())
        .cell(html! { (teacher(it.teacher.as_ref())) @if it.is_substitute { " " (badge(Tone::Info, "代班")) } })
        .cell(state)
}

fn teacher(name: Option<&vocab::Personal<String>>) -> Markup {
    html! {
        @if let Some(name) = name { (name.open()) } @else { span.text-secondary { "未安排" } }
    }
}

fn words(day: Date) -> String {
    format!("{} {}", day.strftime("%-m 月 %-d 日"), weekday_label(day.weekday()))
}

async fn show(visit: Visit, Path(id): Path<GroupId>) -> Result<Html, Page> {
    let shown = actions::show(&visit, id).await?;
    let group = &shown.group;
    let head = Head::new(group.name.as_str())
        .crumb("班级与教师", visit.link("/aftercare/school/groups"))
        .above(group.kind.label())
        .below(html! {
            @if !group.room.is_empty() { (group.room) " · " }
            "今天名单上 " (shown.children) " 人"
        })
        .action(
            Button::link(
                "今天点名",
                visit.link(&format!("/aftercare/groups/{id}/{}", visit.today())),
            )
            .icon("user-check"),
        )
        .action(Button::print());
    let main = Card::new("接下来两周", days(&visit, &shown)).flush();
    let aside = html! { (stand_in_form(&visit, &shown)) (off_form(&visit, &shown)) };
    Ok(visit.page_under(&group.name, &head, &beside(main, aside)))
}

fn days(visit: &Visit, shown: &Shown) -> Markup {
    if shown.days.is_empty() {
        return html! { (Empty::new("两周内没有安排")) };
    }
    html! {
        div.table-box { table.rows {
            caption.visually-hidden { "接下来两周" }
            thead { tr { th scope="col" { "日期" } th scope="col" { "教师" } th scope="col" { "安排" } th scope="col" { "办理" } } }
            tbody { @for it in &shown.days { (day_row(visit, shown, it)) } }
        } }
    }
}

fn day_row(visit: &Visit, shown: &Shown, it: &Planned) -> Markup {
    let to = visit.link(&format!("/aftercare/school/groups/{}/restore", shown.group.id));
    html! {
        tr {
            td { (words(it.day)) }
            td data-label="教师" {
                @if it.off.is_some() { "—" } @else {
                    (teacher(it.teacher.as_ref()))
                    @if it.is_substitute && !it.makes_up { " " (badge(Tone::Info, "代班")) }
                }
            }
            td data-label="安排" {
                @match &it.off {
                    Some(off) => {
                        (badge(Tone::Bad, "停开")) " " (off.reason)
                        @if let Some(other) = off.made_up_on { "," (words(other)) "补课" } @else { "，不补课" }
                    }
                    None if it.makes_up => (badge(Tone::Warn, "补课")),
                    None if it.is_called => (badge(Tone::Good, "已点名")),
                    None => "照常",
                }
            }
            td data-label="办理" {
                @if it.off.as_ref().is_some_and(|off| !off.is_by_calendar) {
                    form.post method="post" action=(to) {
                        (visit.csrf())
                        input type="hidden" name="day" value=(it.day);
                        (Button::submit("恢复").confirm("恢复后照常开展，还没有退出的退费会撤回，并通知家长。确定吗？"))
                    }
                }
            }
        }
    }
}

fn options(shown: &Shown) -> Vec<(String, String)> {
    let open = shown.days.iter().filter(|it| it.off.is_none() && !it.is_called);
    open.map(|it| (it.day.to_string(), words(it.day))).collect()
}

fn stand_in_form(visit: &Visit, shown: &Shown) -> Markup {
    let to = visit.link(&format!("/aftercare/school/groups/{}/stand-in", shown.group.id));
    let teachers = shown.teachers.iter();
    let teachers =
        teachers.map(|it| (it.id.to_string(), format!("{}({})", it.name.open(), it.subject)));
    let body = html! {
        form.form method="post" action=(to) {
            (visit.csrf())
            (Field::select("day", "日期", options(shown)).required())
            (Field::select("teacher", "代班教师", teachers).required().hint("当天点名和课时薪酬归代班教师；同一时间已有班的不能代。"))
            div.actions { (Button::submit("安排代班").primary()) }
        }
    };
    html! { (Card::new("代班", body)) }
}

fn off_form(visit: &Visit, shown: &Shown) -> Markup {
    let to = visit.link(&format!("/aftercare/school/groups/{}/off", shown.group.id));
    let note = if shown.group.kind == Kind::Course {
        "不补课的，当次费用退还给已缴费的家庭。"
    } else {
        "当天不点名，不计课时。"
    };
    let body = html! {
        form.form method="post" action=(to) {
            (visit.csrf())
            (Field::select("day", "停开日期", options(shown)).required())
            (Field::text("reason", "原因").required().max_length(40).hint("家长会看到。"))
            (Field::date("make_up", "补课日期").hint(note))
            div.actions { (Button::submit("停开").danger().confirm("停开后立即通知家长。确定吗？")) }
        }
    };
    html! { (Card::new("停开与补课", body)) }
}

#[derive(Debug, Deserialize)]
struct StandIn {
    day: String,
    teacher: StaffId,
}

async fn stand_in(
    visit: Visit,
    Path(id): Path<GroupId>,
    Form(form): Form<StandIn>,
) -> Result<Redirect, Page> {
    let day = terms::typed_day(&form.day, "日期")?;
    actions::stand_in(&visit, id, day, form.teacher).await?;
    Ok(back(&visit, id))
}

#[derive(Debug, Deserialize)]
struct Off {
    day: String,
    reason: String,
    #[serde(default)]
    make_up: String,
}

async fn call_off(
    visit: Visit,
    Path(id): Path<GroupId>,
    Form(form): Form<Off>,
) -> Result<Redirect, Page> {
    let day = terms::typed_day(&form.day, "停开日期")?;
    let make_up = match form.make_up.trim() {
        "" => None,
        text => Some(terms::typed_day(text, "补课日期")?),
    };
    actions::call_off(&visit, id, day, make_up, &form.reason).await?;
    Ok(back(&visit, id))
}

#[derive(Debug, Deserialize)]
struct Restored {
    day: String,
}

async fn restore(
    visit: Visit,
    Path(id): Path<GroupId>,
    Form(form): Form<Restored>,
) -> Result<Redirect, Page> {
    actions::restore(&visit, id, terms::typed_day(&form.day, "日期")?).await?;
    Ok(back(&visit, id))
}

fn back(visit: &Visit, id: GroupId) -> Redirect {
    Redirect::to(&visit.link(&format!("/aftercare/school/groups/{id}")))
}
