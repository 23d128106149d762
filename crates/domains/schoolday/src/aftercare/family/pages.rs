//! The family's pages. A guardian sees their own children unmasked and nobody else.

use jiff::civil::{Date, Time};
use maud::{Markup, Render, html};
use serde::Deserialize;
use vocab::{StudentId, Term};
use web::{
    Form, Html, Page, Path, Redirect, Routes, Visit,
    ui::{self, Alert, Button, Card, Field, Head, Person, Tile, Tone, badge},
};

use super::to_do;
use crate::aftercare::{
    FAMILY, collect,
    days::{self, model::LeaveId},
    dismissal::{self, rules::Leaving},
    error::Error,
    letter,
    participation::{
        self,
        actions::{Application, OfChild},
        model::{Channel, ParticipationId, State},
    },
    programme::{
        model::{Service, State as ProgrammeState},
        rules::clock,
    },
    terms,
};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/family/aftercare", FAMILY, children)
        .get("/family/aftercare/{student}", FAMILY, child)
        .post("/family/aftercare/{student}/apply", FAMILY, apply)
        .post("/family/aftercare/{student}/leave", FAMILY, ask_leave)
        .post("/family/aftercare/participations/{id}/end", FAMILY, end)
        .post("/family/aftercare/leaves/{id}/withdraw", FAMILY, withdraw_leave)
}

/// The names under which forms' ids are signed.
const APPLY: &str = "application";
const LEAVE: &str = "leave";

async fn children(visit: Visit) -> Result<Html, Page> {
    let term = terms::current(&visit).await?;
    let children = participation::actions::children(&visit, term).await?;
    let (leaving, _) = dismissal::actions::family(&visit, &children, term).await?;
    let waiting = to_do::of_family(&visit, term).await?;
    let today = visit.today();
    let above = format!(
        "{} · {} {}",
        term.label(),
        today.strftime("%-m 月 %-d 日"),
        vocab::weekday_label(today.weekday())
    );
    let body = html! {
        (ui::band(&above, "我的孩子"))
        @if children.is_empty() {
            (Card::new("还没有绑定孩子", html! { p { "孩子的学籍登记了您的手机号就会自动绑定；没有的请联系班主任。" } }))
        }
        @for it in &children { (child_card(&visit, it, leaving.get(&it.child.id))) }
        @if !children.is_empty() { (to_do::card(&waiting)) }
    };
    Ok(visit.phone_page("我的孩子", &body))
}

fn child_card(visit: &Visit, it: &OfChild, leaving: Option<&Leaving>) -> Markup {
    let student = it.child.id;
    let href = visit.link(&format!("/family/aftercare/{student}"));
    let today = visit.today();
    let is_away = it.leaves.iter().any(|it| it.from <= today && today <= it.to);
    let place = format!("{} · {}", it.child.school_name, it.child.class_name);
    let live: Vec<_> = it.all.iter().filter(|it| it.state != State::Ended).collect();
    let state = match live.first() {
        _ if is_away => badge(Tone::Info, "今天已请假"),
        Some(it) => badge(participation::pages::tone(it.state), it.state.label()),
        None => badge(Tone::Quiet, "没有参加"),
    };
    let services: Vec<&str> = live.iter().map(|it| it.service.label()).collect();
    let today = html! {
        @if live.is_empty() { "可以申请课后服务" } @else { (services.join("、")) }
        @if let Some(it) = leaving {
            " · " strong { (clock(it.at)) " " (it.gate) } "放学"
            @if it.with_sibling { "，和兄弟姐妹一起" }
        }
    };
    Person::new(it.child.name.open().as_str(), place)
        .link(href.clone())
        .state(state)
        .today(today)
        .tile(Tile::new("calendar-event", "请假", format!("{href}#leave")))
        .tile(Tile::new("user-check", "接送人", format!("{href}#collectors")))
        .tile(Tile::new("books", "拓展课程", visit.link("/family/courses")))
        .tile(Tile::new("id-badge-2", "档案", visit.link(&format!("/children/{student}"))))
        .render()
}

async fn child(visit: Visit, Path(student): Path<StudentId>) -> Result<Html, Page> {
    let term = terms::current(&visit).await?;
    let children = participation::actions::children(&visit, term).await?;
    let (leaving, declared) = dismissal::actions::family(&visit, &children, term).await?;
    let it = children.iter().find(|it| it.child.id == student).ok_or(Error::Missing)?;
    let collecting = collect::actions::of_child(&visit, student).await?;
    let letter = letter::actions::of_child(&visit, student, term).await?;
    let takes_part = it.all.iter().any(|it| it.state == State::Confirmed);
    let declared = declared.iter().find(|it| it.0 == student).map(|it| it.1);
    let head = Head::new(it.child.name.open().as_str())
        .crumb("我的孩子", visit.link("/family/aftercare"))
        .above(format!("{} · {}", it.child.school_name, it.child.class_name));
    let body = html! {
        // What comes first is what one comes for: to take part; later, leave for a day.
        @if !takes_part { (services(&visit, it, term)) }
        div.stack #leave { (leave_card(&visit, it)) }
        @if takes_part { (collect::pages::early_card(&visit, student, &collecting)) }
        @if takes_part { (leaving_card(&visit, student, leaving.get(&student), declared)) }
        div.stack #collectors { (collect::pages::collectors_card(&visit, student, &collecting)) }
        @if takes_part { (services(&visit, it, term)) }
        @if let Some(letter) = &letter {
            (Card::new("告家长书", html! {
                p { (letter.sent_at.strftime("%Y-%m-%d").to_string()) " 发出 · 第 " (letter.version) " 版" }
                div.actions { (Button::link("查看", visit.link(&format!("/family/aftercare/{student}/letter"))).icon("file-description")) }
            }))
        } @else if !it.letter.is_empty() {
            (Card::new("告家长书", html! { @for line in it.letter.lines() { p { (line) } } }))
        }
    };
    Ok(visit.page_under(it.child.name.open(), &head, &body))
}

/// 17:25 南门, and why not with its class.
fn leaving_words(it: &Leaving) -> String {
    let with = if it.with_sibling { "(和兄弟姐妹一起)" } else { "" };
    format!("{} {}{with}", clock(it.at), it.gate)
}

fn leaving_card(
    visit: &Visit,
    student: StudentId,
    leaving: Option<&Leaving>,
    declared: Option<Time>,
) -> Markup {
    let action = visit.link(&format!("/family/aftercare/{student}/pick-up"));
    let body = html! {
        @match leaving {
            Some(it) => p { "每天 " strong { (leaving_words(it)) } " 离校" },
            None => p.text-secondary { "学校还没有公布放学安排" },
        }
        form.form method="post" action=(action) {
            (visit.csrf())
            (Field::time("from", "我们最早几点能到校门").value(declared.map(clock).unwrap_or_default())
                .hint("孩子在校看护到您能接的时间，不早于本年级放学。清空则随班放学。"))
            div.actions { (Button::submit("保存")) }
        }
    };
    html! { (Card::new("放学", body)) }
}

fn services(visit: &Visit, it: &OfChild, term: Term) -> Markup {
    let for_child =
        |service: &&Service| **service != Service::Evening || it.child.grade.number() == 9;
    html! {
        @if it.programme != Some(ProgrammeState::Opened) {
            (Alert::new(Tone::Info, "学校的课后服务方案还没有开放报名").detail("开放后会通知您。"))
        }
        @for service in it.offered.iter().filter(for_child) {
            (service_card(visit, it, *service, term))
        }
    }
}

fn service_card(visit: &Visit, it: &OfChild, service: Service, term: Term) -> Markup {
    let live = it.all.iter().find(|p| p.service == service && p.state != State::Ended);
    let body = html! {
        @if let Some(times) = it.times(service) { p { (times) } }
        @match live {
            Some(live) => {
                p { (badge(participation::pages::tone(live.state), live.state.label())) }
                form.post method="post" action=(visit.link(&format!("/family/aftercare/participations/{}/end", live.id))) {
                    (visit.csrf())
                    (Button::submit("不再参加").confirm("从今天起不再参加，不用说明理由。确定吗？"))
                }
            }
            None if it.programme == Some(ProgrammeState::Opened) => (apply_form(visit, it, service, term)),
            None => p.text-secondary { "未开放" },
        }
    };
    html! { (Card::new(service.label(), body)) }
}

fn apply_form(visit: &Visit, it: &OfChild, service: Service, term: Term) -> Markup {
    let action = visit.link(&format!("/family/aftercare/{}/apply", it.child.id));
    html! {
        form method="post" action=(action) {
            (visit.csrf())
            (visit.form_id::<participation::model::kinds::ParticipationId>(APPLY))
            input type="hidden" name="service" value=(service.key());
            input type="hidden" name="term" value=(term);
            p.field-hint {
                "自愿参加，愿意参加的都会安排。"
                @if service == Service::Basic && !it.fee.is_zero() { "每学期 " (it.fee) "。" }
            }
            @if service == Service::Basic && !it.fee.is_zero() {
                label.form-check { input.form-check-input type="checkbox" name="waiver" value="1"; span { "家庭困难，申请减免" } }
            }
            div.actions { (Button::submit("申请参加").primary()) }
        }
    }
}

fn leave_card(visit: &Visit, it: &OfChild) -> Markup {
    if !it.all.iter().any(|it| it.state == State::Confirmed) {
        return html! {};
    }
    let today = visit.today().to_string();
    let action = visit.link(&format!("/family/aftercare/{}/leave", it.child.id));
    let body = html! {
        @for leave in &it.leaves {
            form.post method="post" action=(visit.link(&format!("/family/aftercare/leaves/{}/withdraw", leave.id))) {
                (visit.csrf())
                span { (days_words(leave.from, leave.to)) " " (badge(Tone::Info, "已请假")) " " }
                (Button::submit("取消请假"))
            }
        }
        form method="post" action=(action) {
            (visit.csrf())
            (visit.form_id::<days::model::kinds::LeaveId>(LEAVE))
            div.fields.fields-days {
                (Field::date("from", "从").value(today.as_str()).required())
                (Field::date("to", "到").value(today.as_str()).required())
            }
            div.actions { (Button::submit("请假").primary()) }
        }
    };
    html! { (Card::new("课后服务请假", body).note("不用写原因，老师点名时会看到。")) }
}

fn days_words(from: Date, to: Date) -> String {
    let one = |day: Date| day.strftime("%-m 月 %-d 日").to_string();
    if from == to { one(from) } else { format!("{} 至 {}", one(from), one(to)) }
}

#[derive(Debug, Deserialize)]
struct Apply {
    id: String,
    service: String,
    term: String,
    #[serde(default)]
    waiver: Option<String>,
}

async fn apply(
    visit: Visit,
    Path(student): Path<StudentId>,
    Form(form): Form<Apply>,
) -> Result<Redirect, Page> {
    let unfit = || Error::Unfit("表单内容不对，请返回上一页刷新后再试。".to_owned());
    let application = Application {
        id: visit.accept_form_id(APPLY, &form.id)?,
        student,
        term: form.term.parse().map_err(|_| unfit())?,
        service: Service::from_key(&form.service).ok_or_else(unfit)?,
        asks_waiver: form.waiver.is_some(),
    };
    participation::actions::apply_for(&visit, application, Channel::Online).await?;
    Ok(back(&visit, student))
}

async fn end(
    visit: Visit,
    Path(id): Path<ParticipationId>,
    _: Form<web::NoFields>,
) -> Result<Redirect, Page> {
    let student = participation::actions::end(&visit, id, visit.today()).await?;
    Ok(back(&visit, student))
}

#[derive(Debug, Deserialize)]
struct AskLeave {
    id: String,
    from: String,
    to: String,
}

async fn ask_leave(
    visit: Visit,
    Path(student): Path<StudentId>,
    Form(form): Form<AskLeave>,
) -> Result<Redirect, Page> {
    let id = visit.accept_form_id(LEAVE, &form.id)?;
    let from = terms::typed_day(&form.from, "开始日期")?;
    let to = terms::typed_day(&form.to, "结束日期")?;
    days::actions::ask_leave(&visit, id, student, (from, to)).await?;
    Ok(back(&visit, student))
}

async fn withdraw_leave(
    visit: Visit,
    Path(id): Path<LeaveId>,
    _: Form<web::NoFields>,
) -> Result<Redirect, Page> {
    let student = days::actions::withdraw_leave(&visit, id).await?;
    Ok(back(&visit, student))
}

fn back(visit: &Visit, student: StudentId) -> Redirect {
    Redirect::to(&visit.link(&format!("/family/aftercare/{student}")))
}
