//! The form of a questionnaire, for whoever is asked.

use form::{Answers, Posted, Wrong};
use web::{
    Form, Html, IntoResponse as _, Page, Redirect, Response, StatusCode, Visit, html,
    ui::{self, Alert, Button, Head, Tone},
};

use super::{AtRound, words};
use crate::{
    actions::Error,
    definition::Audience,
    polls,
    rules::Refusal,
    standing::{self, Opened},
};

/// What is said to whoever answers where nobody may know who said what.
const PROMISE: &str = "匿名问卷：系统只记您答过没有，不记您选了什么。您的答案先加密存放，同校至少 10 份凑在一起、打乱次序后才打开，开了以后没有编号、时间能对回到您。";

async fn asked(visit: &Visit, (name, id): (&str, crate::model::RoundId)) -> Result<Opened, Error> {
    db::read!(visit.db(), "questionnaire", |tx| {
        let it = standing::opened(tx, name, id).await?;
        let audience = it.kind.what.audience().ok_or(Error::Missing)?;
        polls::may_answer(tx, visit, (&it.round, audience)).await?;
        Ok(it)
    })
}

pub(super) async fn form(visit: Visit, web::Path((name, id)): AtRound) -> Result<Html, Page> {
    match asked(&visit, (&name, id)).await {
        Ok(it) => Ok(page(&visit, &it, None, &[])),
        // Whoever has just sent it comes here again.
        Err(Error::Refused(Refusal::Answered)) => Ok(thanks(&visit)),
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn answer(
    visit: Visit,
    web::Path((name, id)): AtRound,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Page> {
    let posted = Posted(pairs);
    match polls::answer(&visit, (&name, id), &posted).await {
        Ok(()) => {
            let to = visit.link(&format!("/filings/{name}/rounds/{id}/answer"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Error::Wrong(wrongs)) => {
            let it = asked(&visit, (&name, id)).await?;
            let page = page(&visit, &it, Some(&posted), &wrongs);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

fn thanks(visit: &Visit) -> Html {
    let head = Head::new("已经收到").crumb("我的填报", visit.link("/filings"));
    let alert = Alert::new(Tone::Good, "已经收到您的答卷")
        .detail("每人只答一次，谢谢。")
        .action(Button::link("返回", visit.link("/filings")));
    visit.page_under("已经收到", &head, &html! { (alert) })
}

fn page(visit: &Visit, it: &Opened, typed: Option<&Posted>, wrongs: &[Wrong]) -> Html {
    let (filing, round) = (&it.kind.what, &it.round);
    let head = Head::new(format!("{} · {}", filing.label, round.label))
        .crumb("我的填报", visit.link("/filings"))
        .below(html! { (words::deadline(round, visit.civil_now())) });
    let csrf = visit.csrf();
    let to = visit.link(&format!("/filings/{}/rounds/{}/answer", round.entry, round.id));
    let form = ui::Form::new(to, &csrf);
    let form = wrongs.iter().fold(form, |form, it| form.error(&*it.field, &*it.advice));
    let none = Answers::default();
    let form = form
        .part(form::asked(&filing.fields, &filing.asks(), typed, (&none, wrongs)))
        .button(Button::submit("交卷").primary())
        .button(Button::link("返回", visit.link("/filings")));
    let promise = match filing.audience() {
        Some(Audience { anonymous: true, .. }) => {
            Alert::new(Tone::Info, "谁也看不到您选了什么").detail(PROMISE)
        }
        _ => Alert::new(Tone::Info, "实名问卷，您的答案会和姓名一起保存"),
    };
    visit.page_under(&filing.label, &head, &html! { p { (filing.about) } (promise) (form) })
}
