//! The family's pages on the phone: the letter, and giving the seat up.

use serde::Deserialize;
use web::{
    Form, Html, IntoResponse, Markup, Need, Page, Path, Redirect, Response, Routes, StatusCode,
    Visit, html,
    ui::{self, Alert, Button, Card, Field, Tone},
};

use super::{
    actions::{self, By},
    letter,
    model::{Admission, AdmissionId, Shown, State},
    rules, store,
};
use crate::registration::{Entry, Error, FAMILY};

const MINE: Need = Need::May(FAMILY.key);

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/family/entry/letters/{id}", MINE, show)
        .get("/family/entry/letters/{id}/pdf", MINE, pdf)
        .post("/family/entry/letters/{id}/give-up", MINE, give_up)
}

/// What the page of a registration shows of its seat.
pub(crate) fn card(visit: &Visit, (entry, it): (Entry, &Admission)) -> Markup {
    let to = visit.link(&format!("/family/entry/letters/{}", it.id));
    let words = match it.state {
        State::Expected => "请按通知书上的时间报到。",
        State::Reported if entry == Entry::Kindergarten => "孩子已经报到入园。",
        State::Reported => "孩子已经报到。编班以后，在“孩子的班级”里看班级和班主任。",
        State::Absent => "学校登记孩子没有报到，请尽快与学校联系。",
        State::GivenUp => "您已放弃这个学位。",
        State::Moved => "孩子已经改录到别的学校。",
    };
    html! { (Card::new("录取通知书", html! {
        p { (words) }
        @if it.state.is_live() { div.actions { (Button::link("打开录取通知书", to).primary().icon("file-description")) } }
    })) }
}

/// A letter of the visitor's own child.
async fn own(visit: &Visit, id: AdmissionId) -> Result<Shown, Error> {
    let account = visit.actor.account;
    let read: Result<_, db::Error> =
        db::read!(visit.db(), "letter", |tx| { store::find(tx, id).await });
    read?.filter(|it| it.account == Some(account)).ok_or(Error::Missing)
}

fn page(visit: &Visit, it: &Shown, wrong: Option<&str>) -> Html {
    let here = visit.link(&format!("/family/entry/letters/{}", it.it.id));
    let may = rules::may_give_up(it.it.state, (it.reports_on, visit.today())).is_ok();
    let csrf = visit.csrf();
    let below = html! {
        @if let Some(wrong) = wrong { (Alert::new(Tone::Bad, "没有办成").detail(wrong.to_owned())) }
        @if may {
            (Card::new("不来就读", html! {
                (ui::Form::new(format!("{here}/give-up"), &csrf)
                    .part(html! { input type="hidden" name="version" value=(it.it.version); })
                    .part(Field::text("reason", "原因").hint("例如 到外地上学").max_length(100).required())
                    .button(Button::submit("放弃这个学位").danger().confirm("放弃以后学位会递补给别的孩子，不能恢复。确定放弃吗？")))
            }).note("放弃以后不能恢复，学位按次序递补给别的孩子。"))
        }
        div.actions { (Button::link("返回报名", visit.link(&format!("/family/entry/registrations/{}", it.it.registration)))) }
    };
    letter::page(visit, it, &format!("{here}/pdf"), &below)
}

async fn show(visit: Visit, Path(id): Path<AdmissionId>) -> Result<Html, Page> {
    let it = own(&visit, id).await?;
    Ok(page(&visit, &it, None))
}

async fn pdf(visit: Visit, Path(id): Path<AdmissionId>) -> Result<Response, Page> {
    let it = own(&visit, id).await?;
    letter::file(&visit, &it)
}

#[derive(Debug, Deserialize)]
struct GivesUp {
    version: i64,
    #[serde(default)]
    reason: String,
}

async fn give_up(
    visit: Visit,
    Path(id): Path<AdmissionId>,
    Form(form): Form<GivesUp>,
) -> Result<Response, Page> {
    let by = By::Family(visit.actor.account);
    let done = actions::give_up(&visit, by, (id, form.version), &form.reason).await;
    match done {
        Ok(()) => {
            let it = own(&visit, id).await?;
            let to = format!("/family/entry/registrations/{}", it.it.registration);
            Ok(Redirect::to(&visit.link(&to)).into_response())
        }
        Err(Error::Wrong(_, words)) => {
            let it = own(&visit, id).await?;
            let page = page(&visit, &it, Some(&words));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
