//! The forms that want a reason: taking a return back, releasing one, locking and releasing a period.

use form::Posted;
use web::{
    Form, Html, IntoResponse as _, Page, Path, Redirect, Response, StatusCode, Visit, html,
    ui::{self, Button, Field, Head},
};

use super::{AtReturn, AtRound};
use crate::{
    actions::{self, Error, REASON_MAX},
    office::{self, Turn},
    rules::Refusal,
    standing,
};

/// The field for the reason.
const REASON: &str = "reason";

/// What a form is for.
struct Ask<'a> {
    title: &'a str,
    about: &'a str,
    words: &'a str,
    to: String,
    back: String,
    version: Option<i64>,
}

fn page(visit: &Visit, it: &Ask<'_>, wrong: Option<&str>) -> Html {
    let head = Head::new(it.title).crumb(it.about, it.back.clone());
    let hidden = html! {
        (visit.csrf())
        @if let Some(version) = it.version { input type="hidden" name="version" value=(version); }
    };
    let field = Field::long(REASON, "原因")
        .max_length(u32::try_from(REASON_MAX).unwrap_or(u32::MAX))
        .lines(3)
        .error(wrong)
        .required();
    let form = ui::Form::new(it.to.clone(), &hidden);
    let form = match wrong {
        Some(words) => form.error(REASON, words),
        None => form,
    };
    let form = form
        .part(html! { p { (it.words) } (field) })
        .button(Button::submit(it.title).primary())
        .button(Button::link("返回", it.back.clone()));
    visit.page_under(it.title, &head, &html! { (form) })
}

fn again(visit: &Visit, it: &Ask<'_>) -> Response {
    let words = Refusal::NoReason.to_string();
    (StatusCode::UNPROCESSABLE_ENTITY, page(visit, it, Some(&words))).into_response()
}

async fn ask_return(
    visit: &Visit,
    (name, id): (&str, crate::model::ReturnId),
    (title, act, words): (&'static str, &str, &'static str),
) -> Result<Ask<'static>, Error> {
    let version: Result<i64, Error> = db::read!(visit.db(), "return to act on", |tx| {
        let doer = standing::doer(tx, visit).await?;
        let (standing, rights) = standing::seen(tx, doer, (name, id)).await?;
        let may = if act == "release" { rights.office } else { rights.files };
        if may { Ok(standing.it.version) } else { Err(Refusal::NotYours.into()) }
    });
    let back = visit.link(&format!("/filings/{name}/returns/{id}"));
    let to = format!("{back}/{act}");
    Ok(Ask { title, about: "报表", words, to, back, version: Some(version?) })
}

const WITHDRAW: (&str, &str, &str) =
    ("撤回", "withdraw", "撤回后这一期算作未报，原来的内容仍留存在记录里。撤回后可以重新填报。");
const RELEASE: (&str, &str, &str) = (
    "放开更正",
    "release",
    "放开后填报单位可以更正一次，更正后自动回到锁定。新旧内容和原因都会留存。",
);

pub(super) async fn withdraw_form(visit: Visit, Path((name, id)): AtReturn) -> Result<Html, Page> {
    Ok(page(&visit, &ask_return(&visit, (&name, id), WITHDRAW).await?, None))
}

pub(super) async fn withdraw(
    visit: Visit,
    Path((name, id)): AtReturn,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Page> {
    let posted = Posted(pairs);
    let version = posted.get("version").parse().unwrap_or(-1);
    match actions::withdraw(&visit, (&name, id), version, posted.get(REASON)).await {
        Ok(()) => Ok(back(&visit, &name, (id, "withdrawn"))),
        Err(Error::Refused(Refusal::NoReason)) => {
            Ok(again(&visit, &ask_return(&visit, (&name, id), WITHDRAW).await?))
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn release_form(visit: Visit, Path((name, id)): AtReturn) -> Result<Html, Page> {
    Ok(page(&visit, &ask_return(&visit, (&name, id), RELEASE).await?, None))
}

pub(super) async fn release(
    visit: Visit,
    Path((name, id)): AtReturn,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Page> {
    let posted = Posted(pairs);
    match office::release(&visit, (&name, id), posted.get(REASON)).await {
        Ok(()) => Ok(back(&visit, &name, (id, "released"))),
        Err(Error::Refused(Refusal::NoReason)) => {
            Ok(again(&visit, &ask_return(&visit, (&name, id), RELEASE).await?))
        }
        Err(error) => Err(error.into()),
    }
}

fn back(visit: &Visit, name: &str, (id, done): (crate::model::ReturnId, &str)) -> Response {
    Redirect::to(&visit.link(&format!("/filings/{name}/returns/{id}?done={done}"))).into_response()
}

/// Locks what is open, releases what is locked: whichever the page was made for.
async fn ask_round(
    visit: &Visit,
    (name, id): (&str, crate::model::RoundId),
) -> Result<(Turn, Ask<'static>), Error> {
    let locked: Result<bool, Error> = db::read!(visit.db(), "period to act on", |tx| {
        let doer = standing::doer(tx, visit).await?;
        let it = standing::overseen(tx, doer, (name, id)).await?;
        let may = it.kind.what.office.contains(&doer.role);
        if may { Ok(it.round.locked.is_some()) } else { Err(Error::Missing) }
    });
    let is_locked = locked?;
    let back = visit.link(&format!("/filings/{name}/rounds/{id}"));
    let to = format!("{back}/lock");
    let (turn, title, words) = if is_locked {
        (Turn::Release, "放开这一期", "放开后各单位可以继续填报和更正。")
    } else {
        (
            Turn::Lock,
            "锁定这一期",
            "锁定后不能再填报和更正，要改先由科室放开。问卷锁定就是提前截止。",
        )
    };
    let version = Some(i64::from(is_locked));
    Ok((turn, Ask { title, about: "本期", words, to, back, version }))
}

pub(super) async fn lock_form(visit: Visit, Path((name, id)): AtRound) -> Result<Html, Page> {
    let (_, ask) = ask_round(&visit, (&name, id)).await?;
    Ok(page(&visit, &ask, None))
}

pub(super) async fn lock(
    visit: Visit,
    Path((name, id)): AtRound,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Page> {
    let posted = Posted(pairs);
    // What the page said is done, not what would be right by now: somebody may have been first.
    let turn = if posted.get("version") == "1" { Turn::Release } else { Turn::Lock };
    match office::turn(&visit, (&name, id), turn, posted.get(REASON)).await {
        Ok(()) => {
            let done = if turn == Turn::Lock { "lock" } else { "release" };
            let to = visit.link(&format!("/filings/{name}/rounds/{id}?done={done}"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Error::Refused(Refusal::NoReason)) => {
            let (_, ask) = ask_round(&visit, (&name, id)).await?;
            Ok(again(&visit, &ask))
        }
        Err(error) => Err(error.into()),
    }
}
