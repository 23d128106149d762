//! A child as its school sees it: whether it came, and what is done where it did not.

use serde::Deserialize;
use web::{
    Form, Html, IntoResponse, Markup, Need, Page, Path, Redirect, Response, Routes, StatusCode,
    Visit, html,
    ui::{self, Alert, Button, Card, Facts, Field, Head, Tone},
};

use super::{
    READ, REPORT,
    actions::{self, By},
    letter,
    model::{AdmissionId, HealthCheck, Shown, Vaccination},
    rules,
    school::state_badge,
    store,
};
use crate::registration::{Entry, Error};

const MAY_READ: Need = Need::May(READ.key);
const MAY_REPORT: Need = Need::May(REPORT.key);

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/reporting/children/{id}", MAY_READ, show)
        .post("/reporting/children/{id}/came", MAY_REPORT, came)
        .post("/reporting/children/{id}/absent", MAY_REPORT, absent)
        .post("/reporting/children/{id}/give-up", MAY_REPORT, give_up)
        .get("/reporting/children/{id}/letter", MAY_REPORT, shown_letter)
        .get("/reporting/children/{id}/letter/pdf", MAY_REPORT, pdf)
}

async fn found(visit: &Visit, id: AdmissionId) -> Result<Shown, Error> {
    let scope = visit.actor.scope();
    let read: Result<_, db::Error> = db::read!(visit.db(), "child that is admitted", |tx| {
        store::find_in(tx, id, scope).await
    });
    read?.ok_or(Error::Missing)
}

async fn show(visit: Visit, Path(id): Path<AdmissionId>) -> Result<Html, Page> {
    let it = found(&visit, id).await?;
    Ok(page(&visit, &it, None))
}

fn page(visit: &Visit, it: &Shown, wrong: Option<&str>) -> Html {
    let head = Head::new(it.name.as_str())
        .crumb("新生报到", visit.link("/reporting"))
        .crumb(it.title.clone(), visit.link(&format!("/reporting/{}", it.it.campaign)))
        .state(state_badge(it.it.state));
    let mut facts = Facts::new()
        .fact("报名号", it.registered.as_str())
        .fact("通知书编号", it.it.number.as_str())
        .fact("学校", it.school_name.as_str())
        .fact("怎么录取的", it.it.came.label())
        .fact("报到日", it.reports_on.to_string());
    if let Some(saw) = it.it.vaccination {
        facts = facts.fact("预防接种证", saw.label());
    }
    if !it.it.reason.is_empty() {
        facts = facts.long("原因", it.it.reason.as_str());
    }
    let to = visit.link(&format!("/reporting/children/{}", it.it.id));
    let body = html! {
        @if let Some(wrong) = wrong { (Alert::new(Tone::Bad, "没有办成").detail(wrong.to_owned())) }
        (Card::new("录取", html! {
            (facts)
            @if visit.meets(MAY_REPORT) && it.it.state.is_live() {
                div.actions { (Button::link("录取通知书", format!("{to}/letter")).icon("printer")) }
            }
        }))
        @if visit.meets(MAY_REPORT) { (doing(visit, it, &to)) }
    };
    visit.page_under("新生", &head, &body)
}

fn doing(visit: &Visit, it: &Shown, to: &str) -> Markup {
    let csrf = visit.csrf();
    let version = || html! { input type="hidden" name="version" value=(it.it.version); };
    let is_day = rules::may_report(it.it.state, (it.reports_on, visit.today())).is_ok();
    html! {
        @if is_day {
            (Card::new("来报到了", html! {
                (ui::Form::new(format!("{to}/came"), &csrf)
                    .part(html! { @if it.entry == Entry::Kindergarten { (Field::checkbox("checked", "看过入园体检表，体检合格", false)) } })
                    .part(Field::radio("vaccination", "预防接种证", Vaccination::ALL.iter().map(|it| (it.key(), it.label()))).required())
                    .button(Button::submit("报到").primary()))
            }).note("接种证没有带、没有接种完的照常报到，督促补种。"))
            (Card::new("没有来", html! {
                (ui::Form::new(format!("{to}/absent"), &csrf)
                    .part(version())
                    .part(Field::text("reason", "原因").hint("例如 联系不上、因病缓学、去外地就读；镇（街道）和教育局会看到").max_length(100).required())
                    .button(Button::submit("登记没有报到")))
            }))
        }
        @if rules::may_release(it.it.state).is_ok() {
            (Card::new("家长书面放弃", html! {
                (ui::Form::new(format!("{to}/give-up"), &csrf)
                    .part(version())
                    .part(Field::text("reason", "原因").hint("家长签字的放弃书留学校存档").max_length(100).required())
                    .button(Button::submit("登记放弃").danger().confirm("放弃以后学位递补给别的孩子，不能恢复。确定吗？")))
            }))
        }
    }
}

/// Back to the page, or the page with what was wrong.
async fn answered(
    visit: &Visit,
    id: AdmissionId,
    done: Result<(), Error>,
) -> Result<Response, Page> {
    match done {
        Ok(()) => {
            let to = visit.link(&format!("/reporting/children/{id}"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Error::Wrong(_, words)) => {
            let it = found(visit, id).await?;
            let page = page(visit, &it, Some(&words));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Debug, Deserialize)]
struct Came {
    #[serde(default)]
    vaccination: String,
    #[serde(default)]
    checked: Option<String>,
}

async fn came(
    visit: Visit,
    Path(id): Path<AdmissionId>,
    Form(form): Form<Came>,
) -> Result<Response, Page> {
    let it = found(&visit, id).await?;
    let done = match Vaccination::from_key(&form.vaccination) {
        Some(saw) => {
            let here = (it.it.campaign, visit.actor.scope());
            let health = match form.checked {
                Some(_) => HealthCheck::Passed,
                None => HealthCheck::NotShown,
            };
            actions::report(&visit, here, &[id], (saw, health)).await.map(drop)
        }
        None => Err(Error::Wrong("vaccination", "请选接种证查验的情况".to_owned())),
    };
    answered(&visit, id, done).await
}

#[derive(Debug, Deserialize)]
struct Reasoned {
    version: i64,
    #[serde(default)]
    reason: String,
}

async fn absent(
    visit: Visit,
    Path(id): Path<AdmissionId>,
    Form(form): Form<Reasoned>,
) -> Result<Response, Page> {
    let scope = visit.actor.scope();
    let done = actions::absent(&visit, scope, (id, form.version), &form.reason).await;
    answered(&visit, id, done).await
}

async fn give_up(
    visit: Visit,
    Path(id): Path<AdmissionId>,
    Form(form): Form<Reasoned>,
) -> Result<Response, Page> {
    let by = By::School(visit.actor.scope());
    let done = actions::give_up(&visit, by, (id, form.version), &form.reason).await;
    answered(&visit, id, done).await
}

async fn shown_letter(visit: Visit, Path(id): Path<AdmissionId>) -> Result<Html, Page> {
    let it = found(&visit, id).await?;
    let back = visit.link(&format!("/reporting/children/{id}"));
    let below = html! { div.actions { (Button::link("返回", back.clone())) } };
    Ok(letter::page(&visit, &it, &format!("{back}/letter/pdf"), &below))
}

async fn pdf(visit: Visit, Path(id): Path<AdmissionId>) -> Result<Response, Page> {
    let it = found(&visit, id).await?;
    letter::file(&visit, &it)
}
