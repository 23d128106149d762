//! Calling the roll on a phone: everyone is there until a tap says otherwise.

use jiff::civil::Date;
use maud::{Markup, html};
use vocab::StudentId;
use web::{
    Form, Html, Page, Path, Redirect, Routes, Visit,
    ui::{Alert, Button, Card, Empty, Head, Tone, badge},
};

use super::{
    actions::{self, Sheet},
    model::{Exception, Mark, RollCall},
};
use crate::aftercare::{
    ROLL,
    groups::model::{Group, Member},
    participation::model::GroupId,
    programme::rules::clock,
    terms,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/aftercare/today", ROLL, today)
        .get("/aftercare/groups/{group}/{day}", ROLL, sheet)
        .post("/aftercare/groups/{group}/{day}", ROLL, call)
}

async fn today(visit: Visit) -> Result<Html, Page> {
    let day = visit.today();
    let groups = actions::my_groups(&visit, day).await?;
    let body = html! {
        (Head::new("今天的点名").above(day_words(day)))
        @if groups.is_empty() {
            (Empty::new("今天没有需要您点名的班").hint("如果安排有误，请联系学校课后服务管理员。"))
        }
        @for (group, call) in &groups { (group_card(&visit, group, *call, day)) }
    };
    Ok(visit.phone_page("今天的点名", &body))
}

fn group_card(visit: &Visit, group: &Group, call: Option<RollCall>, day: Date) -> Markup {
    let href = visit.link(&format!("/aftercare/groups/{}/{day}", group.id));
    let state = match call {
        Some(call) => badge(Tone::Good, &format!("已点名 {}/{}", call.present, call.expected)),
        None => badge(Tone::Warn, "待点名"),
    };
    let button = match call {
        Some(_) => Button::link("查看或更正", href),
        None => Button::link("点名", href).primary(),
    };
    let body = html! {
        p { (group.kind.label()) @if !group.room.is_empty() { " · " (group.room) } " " (state) }
        div.actions { (button) }
    };
    html! { (Card::new(group.name.as_str(), body)) }
}

fn day_words(day: Date) -> String {
    format!("{} {}", day.strftime("%-m 月 %-d 日"), vocab::weekday_label(day.weekday()))
}

async fn sheet(visit: Visit, Path((group, day)): Path<(GroupId, String)>) -> Result<Html, Page> {
    let day = terms::day_in_address(&day)?;
    let sheet = actions::sheet(&visit, group, day).await?;
    Ok(visit.phone_page("点名", &sheet_body(&visit, &sheet)))
}

fn sheet_body(visit: &Visit, sheet: &Sheet) -> Markup {
    let Sheet { group, day, roster, call, marks, refusal } = sheet;
    let head = Head::new(group.name.as_str())
        .crumb("今天的点名", visit.link("/aftercare/today"))
        .above(day_words(*day));
    html! {
        (head)
        @if let Some(call) = call {
            (Alert::new(Tone::Good, format!("已点名：应到 {} 人，实到 {} 人，缺勤 {} 人，请假 {} 人",
                call.expected, call.present, call.absent, call.on_leave()))
                .detail(format!("{} 提交。需要更正时改好再提交一次。", call.called_at.strftime("%H:%M"))))
        }
        @match refusal {
            Some(refusal) => (Alert::new(Tone::Info, refusal.to_string())),
            None if roster.is_empty() => (Empty::new("这个班今天没有学生")),
            None => (roll_form(visit, sheet, roster, marks)),
        }
    }
}

fn roll_form(visit: &Visit, sheet: &Sheet, roster: &[Member], marks: &[Mark]) -> Markup {
    let action = visit.link(&format!("/aftercare/groups/{}/{}", sheet.group.id, sheet.day));
    html! {
        form.form method="post" action=(action) {
            (visit.csrf())
            p.field-hint { "默认全部到齐。只改没到、请假或提前离开的，然后提交。" }
            ol.roll { @for member in roster { (member_row(member, marks, sheet.call.is_some())) } }
            div.form-end { div.actions { (Button::submit("提交点名").primary().icon("check")) } }
        }
    }
}

/// One child: there, unless leave was asked for or a mark says otherwise.
fn member_row(member: &Member, marks: &[Mark], is_called: bool) -> Markup {
    let mark = marks.iter().find(|it| it.student == member.student);
    let on_leave = member.is_on_leave.then_some(Exception::OnLeave);
    let early = member.early.as_ref().map(|_| Exception::LeftEarly);
    let asked = if is_called { None } else { on_leave.or(early) };
    let now = mark.map(|it| it.exception).or(asked);
    let id = member.student;
    let said = member.early.as_ref().map_or("", |it| it.1.as_str());
    let fetched = mark.and_then(|it| it.fetched_by.as_deref()).unwrap_or(said);
    html! {
        li.roll-child {
            fieldset {
                legend {
                    (member.name.open())
                    @if member.is_on_leave { " " (badge(Tone::Info, "家长已请假")) }
                    @if let Some((at, with)) = &member.early { " " (badge(Tone::Warn, &format!("{} 由{with}接走", clock(*at)))) }
                }
                div.choices {
                    (choice(id, "", "到", now.is_none()))
                    @for it in Exception::ALL { (choice(id, it.key(), it.label(), now == Some(it))) }
                }
                label.roll-fetched { span { "由谁接走" } input.form-control name={ "by-" (id) } value=(fetched) maxlength="20"; }
            }
        }
    }
}

fn choice(student: StudentId, key: &str, word: &str, chosen: bool) -> Markup {
    html! {
        label.choice {
            input.form-check-input type="radio" name={ "mark-" (student) } value=(key) checked[chosen];
            span { (word) }
        }
    }
}

async fn call(
    visit: Visit,
    Path((group, day)): Path<(GroupId, String)>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Redirect, Page> {
    let day = terms::day_in_address(&day)?;
    actions::call(&visit, group, day, &marks_of(&pairs)).await?;
    Ok(Redirect::to(&visit.link(&format!("/aftercare/groups/{group}/{day}"))))
}

/// What was tapped: only those who were unlike the roster.
fn marks_of(pairs: &[(String, String)]) -> Vec<Mark> {
    let by = |student: &str| {
        let name = format!("by-{student}");
        let found = pairs.iter().find(|it| it.0 == name).map(|it| it.1.trim().to_owned());
        found.filter(|it| !it.is_empty())
    };
    let mark = |(name, value): &(String, String)| {
        let student = name.strip_prefix("mark-")?;
        let exception = Exception::from_key(value)?;
        let left = exception == Exception::LeftEarly;
        let fetched_by = if left { by(student) } else { None };
        Some(Mark { student: student.parse().ok()?, exception, fetched_by })
    };
    pairs.iter().filter_map(mark).collect()
}
