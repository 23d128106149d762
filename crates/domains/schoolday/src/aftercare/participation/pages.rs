//! What class teacher and school see of applications.

use maud::{Markup, html};
use serde::Deserialize;
use vocab::{ClassId, StudentId};
use web::{
    Form, Html, Page, Path, Redirect, Routes, Visit,
    ui::{
        self, Alert, Bulk, Button, Card, Column, Empty, Field, Head, List, Row, Tone, badge,
        figures,
    },
};

use super::{
    actions::{self, Application},
    model::{Channel, ParticipationId, State, Waiver},
    store::{ClassMate, Listed},
};
use crate::aftercare::{CLASS, MANAGE, programme::model::Service, terms};

pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/aftercare/class", CLASS, class)
        .post("/aftercare/class/check", CLASS, check)
        .post("/aftercare/class/paper", CLASS, enter_paper_form)
        .post("/aftercare/class/{id}/agree", CLASS, agree)
        .get("/aftercare/school/applications", MANAGE, applications)
        .post("/aftercare/school/applications/confirm", MANAGE, confirm)
        .post("/aftercare/school/applications/{id}/waive", MANAGE, waive)
}

/// The name under which a paper form's id is signed.
const PAPER: &str = "paper-application";

pub(crate) fn tone(state: State) -> Tone {
    match state {
        State::Applied | State::Checked => Tone::Info,
        State::Confirmed => Tone::Good,
        State::Ended => Tone::Quiet,
    }
}

/// What is chosen in a list.
#[derive(Debug, Default, Deserialize)]
struct Chosen {
    #[serde(default)]
    row: Vec<ParticipationId>,
}

async fn class(visit: Visit) -> Result<Html, Page> {
    let term = terms::current(&visit).await?;
    let class: ClassId = visit.actor.scope().retyped();
    let (mates, waiting) = actions::class(&visit, class, term).await?;
    let here = visit.here();
    let hidden = visit.csrf();
    let taking = |of: fn(&ClassMate) -> Option<State>| {
        i64::try_from(mates.iter().filter(|it| of(it) == Some(State::Confirmed)).count())
            .unwrap_or(0)
    };
    let all = i64::try_from(mates.len()).unwrap_or(0);
    let waits = List::new("待核对的申请", &here)
        .column(Column::text("学生"))
        .column(Column::text("申请"))
        .column(Column::text("方式"))
        .column(Column::text("申请时间"))
        .rows(waiting.iter().map(|it| application_row(it, it.name.open())))
        .bulk(
            Bulk::new(&hidden).button(
                Button::submit("核对通过")
                    .primary()
                    .icon("check")
                    .to(visit.link("/aftercare/class/check")),
            ),
        )
        .empty(Empty::new("没有待核对的申请").hint("家长提交后会出现在这里，并给您发消息。"));
    let unconfirmed = waiting.iter().filter(|it| !it.it.is_confirmed_by_family);
    let head = Head::new("本班课后服务").above(format!(
        "{} · {}",
        visit.actor.identity.place_name,
        term.label()
    ));
    let body = html! {
        (figures([ui::Figure::rate("本班参加基本托管", taking(|it| it.basic), all, "人")]))
        (Card::new("待核对的申请", html! { (waits) }).flush())
        @for it in unconfirmed { (agree_form(&visit, it)) }
        (Card::new("全班名单", mates_table(&mates)).note("不参加的学生名单只有班主任能看到，不问原因，不上报。").flush())
        (paper_form(&visit, &mates))
    };
    Ok(visit.page_under("本班课后服务", &head, &body))
}

fn application_row<'a>(it: &'a Listed, name: &'a str) -> Row<'a> {
    let at = it.it.applied_at.strftime("%m-%d %H:%M").to_string();
    Row::new(it.it.id.to_string(), name)
        .cell(name)
        .cell(html! {
            (it.it.service.label())
            @if it.it.waiver == Waiver::Asked { " " (badge(Tone::Info, "申请减免")) }
        })
        .cell(html! {
            (it.it.channel.label())
            @if !it.it.is_confirmed_by_family { " " (badge(Tone::Warn, "待短信确认")) }
        })
        .cell(at)
}

fn agree_form(visit: &Visit, it: &Listed) -> Markup {
    let action = visit.link(&format!("/aftercare/class/{}/agree", it.it.id));
    let hidden = visit.csrf();
    let field = format!("code-{}", it.it.id);
    html! {
        (Alert::new(Tone::Warn, format!("{}的纸质申请等家长短信确认", it.name.open())).detail(html! {
            form method="post" action=(action) {
                (hidden)
                label for=(field) { "家长收到的 6 位验证码" }
                input.form-control id=(field) name="code" inputmode="numeric" maxlength="6" required;
                (Button::submit("确认"))
            }
        }))
    }
}

fn mates_table(mates: &[ClassMate]) -> Markup {
    let state = |it: Option<State>| {
        html! {
            @if let Some(state) = it { (badge(tone(state), state.label())) }
            @else { span.text-secondary { "未参加" } }
        }
    };
    let evening = mates.iter().any(|it| it.evening.is_some());
    html! {
        div.table-box { table.rows {
            caption.visually-hidden { "全班名单" }
            thead { tr { th scope="col" { "学生" } th scope="col" { "基本托管" } @if evening { th scope="col" { "晚自习" } } } }
            tbody { @for it in mates { tr {
                td { (it.name.open()) }
                td data-label="基本托管" { (state(it.basic)) }
                @if evening { td data-label="晚自习" { (state(it.evening)) } }
            } } }
        } }
    }
}

fn paper_form(visit: &Visit, mates: &[ClassMate]) -> Markup {
    let free = mates.iter().filter(|it| it.basic.is_none());
    let options: Vec<(String, String)> =
        free.map(|it| (it.student.to_string(), it.name.open().clone())).collect();
    if options.is_empty() {
        return html! {};
    }
    let hidden =
        html! { (visit.csrf()) (visit.form_id::<super::model::kinds::ParticipationId>(PAPER)) };
    let form = ui::Form::new(visit.link("/aftercare/class/paper"), &hidden)
        .section("代录纸质申请", html! {
            p.field-hint { "家里没有智能手机的，可代录纸质申请。系统给学籍登记的手机号发验证码，家长告知您后生效。" }
            (Field::select("student", "学生", options).required())
        })
        .button(Button::submit("录入"));
    html! { (form) }
}

#[derive(Debug, Deserialize)]
struct Paper {
    id: String,
    student: StudentId,
}

async fn enter_paper_form(visit: Visit, Form(form): Form<Paper>) -> Result<Redirect, Page> {
    let term = terms::current(&visit).await?;
    let application = Application {
        id: visit.accept_form_id(PAPER, &form.id)?,
        student: form.student,
        term,
        service: Service::Basic,
        asks_waiver: false,
    };
    actions::apply_for(&visit, application, Channel::Paper).await?;
    Ok(Redirect::to(&visit.link("/aftercare/class")))
}

#[derive(Debug, Deserialize)]
struct Code {
    code: String,
}

async fn agree(
    visit: Visit,
    Path(id): Path<ParticipationId>,
    Form(form): Form<Code>,
) -> Result<Redirect, Page> {
    actions::agree(&visit, id, &form.code).await?;
    Ok(Redirect::to(&visit.link("/aftercare/class")))
}

async fn check(visit: Visit, Form(chosen): Form<Chosen>) -> Result<Redirect, Page> {
    actions::check(&visit, &chosen.row).await?;
    Ok(Redirect::to(&visit.link("/aftercare/class")))
}

async fn applications(visit: Visit) -> Result<Html, Page> {
    let term = terms::current(&visit).await?;
    let waiting = actions::standing_at(&visit, term, State::Checked).await?;
    let applied = actions::standing_at(&visit, term, State::Applied).await?;
    let here = visit.here();
    let hidden = html! {
        (visit.csrf())
        input type="hidden" name="since" value=(visit.today());
    };
    let list = List::new("待确认的申请", &here)
        .column(Column::text("班级"))
        .column(Column::text("学生"))
        .column(Column::text("申请"))
        .column(Column::text("方式"))
        .column(Column::text("减免"))
        .rows(waiting.iter().map(|it| confirm_row(&visit, it)))
        .bulk(
            Bulk::new(&hidden).button(
                Button::submit("确认参加")
                    .primary()
                    .icon("check")
                    .to(visit.link("/aftercare/school/applications/confirm")),
            ),
        )
        .total(i64::try_from(waiting.len()).unwrap_or(0))
        .empty(Empty::new("没有待确认的申请").hint("班主任核对后会出现在这里。"));
    let head = Head::new("课后服务申请")
        .crumb("课后服务", visit.link("/aftercare"))
        .above(term.label())
        .below(html! { "另有 " (applied.len()) " 份在班主任处核对。愿意参加的都要安排，没有名额限制。" });
    let asked = actions::waivers_asked(&visit, term).await?;
    let body = html! { (list) @if !asked.is_empty() { (waivers(&visit, &asked)) } };
    Ok(visit.page_under("课后服务申请", &head, &body))
}

/// Families who take part and asked to be freed of the fee.
fn waivers(visit: &Visit, asked: &[Listed]) -> Markup {
    let line = |it: &Listed| {
        let to = visit.link(&format!("/aftercare/school/applications/{}/waive", it.it.id));
        ui::Item::new(format!("{} {}", it.class_name, it.name.open()))
            .below(html! { (it.it.service.label()) " · " (it.it.applied_at.strftime("%Y-%m-%d").to_string()) " 申请" })
            .aside(ui::post(&to, &visit.csrf(), &Button::submit("同意减免")))
    };
    html! { (Card::new(format!("待办减免 {} 份", asked.len()), ui::items(asked.iter().map(line))).note("已在参加，等学校答复").flush()) }
}

fn confirm_row<'a>(visit: &Visit, it: &'a Listed) -> Row<'a> {
    let waive = visit.link(&format!("/aftercare/school/applications/{}/waive", it.it.id));
    Row::new(it.it.id.to_string(), it.name.open().as_str())
        .cell(it.class_name.as_str())
        .cell(it.name.open().as_str())
        .cell(it.it.service.label())
        .cell(it.it.channel.label())
        .cell(html! {
            @match it.it.waiver {
                Waiver::Asked => (Button::submit("同意减免").to(waive)),
                other => (other.label()),
            }
        })
}

#[derive(Debug, Deserialize)]
struct Confirmed {
    #[serde(default)]
    row: Vec<ParticipationId>,
    since: String,
}

async fn confirm(visit: Visit, Form(form): Form<Confirmed>) -> Result<Redirect, Page> {
    let since = terms::typed_day(&form.since, "开始日期")?;
    actions::confirm(&visit, &form.row, since).await?;
    Ok(Redirect::to(&visit.link("/aftercare/school/applications")))
}

async fn waive(
    visit: Visit,
    Path(id): Path<ParticipationId>,
    _: Form<web::NoFields>,
) -> Result<Redirect, Page> {
    actions::grant_waiver(&visit, id).await?;
    Ok(Redirect::to(&visit.link("/aftercare/school/applications")))
}
