//! The form of one action on an application: what it means, what it asks, the reason.

use form::{Posted, Wrong};
use web::{
    Form, Html, IntoResponse as _, Page, Path, Redirect, Response, StatusCode, Visit, html,
    ui::{self, Alert, Button, Field, Head, Tone},
};

use super::{Seen, words};
use crate::{
    actions::{self, Doing, Error, REASON_MAX},
    definition::Review,
    model::ApplicationId,
    rules::{self, Action, Refusal, Result as Reckoned},
    store,
};

const REASON: &str = "reason-of-act";

struct Found {
    seen: Seen,
    known: form::Answers,
    result: Option<Reckoned>,
    action: Action,
    is_open: bool,
}

async fn found(
    visit: &Visit,
    (name, id): (&str, ApplicationId),
    action: &str,
) -> Result<Found, Error> {
    let action = Action::from_key(action).ok_or(Error::Missing)?;
    let now = visit.civil_now();
    db::read!(visit.db(), "act on an application", |tx| {
        let seen = super::seen(tx, visit, (name, id)).await?;
        let review = &seen.kind.what;
        let events = store::events(tx, id).await?;
        let signed = events.iter().any(|it| it.action == Action::Sign);
        let part = actions::part(tx, visit, (review, &seen.it)).await?;
        let standing = actions::standing(review, (&seen.it, &seen.round), (signed, now));
        let is_open = rules::may(review, standing, part).contains(&action);
        let known = form::load(tx, id).await?;
        let result = actions::result(tx, review, (&seen.it, now)).await?;
        Ok(Found { seen, known, result, action, is_open })
    })
}

type At = Path<(String, ApplicationId, String)>;

pub(super) async fn form(visit: Visit, Path((name, id, action)): At) -> Result<Response, Page> {
    let found = found(&visit, (&name, id), &action).await?;
    if !found.is_open {
        return Ok(not_done(&visit, (&name, &found), &Refusal::NotYours));
    }
    Ok(page(&visit, (&name, &found), (None, &[])).into_response())
}

pub(super) async fn act(
    visit: Visit,
    Path((name, id, action)): At,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Page> {
    let posted = Posted(pairs);
    let found = found(&visit, (&name, id), &action).await?;
    let version = posted.get("version").parse().unwrap_or(0);
    let reason = posted.get(REASON);
    let doing = Doing { id, action: found.action, version, reason, posted: &posted };
    let wrongs = match actions::take(&visit, &found.seen.kind, &doing).await {
        Ok(()) => {
            let to = visit.link(&format!("/reviews/{name}/{id}?done={action}"));
            return Ok(Redirect::to(&to).into_response());
        }
        Err(Error::Wrong(wrongs)) => wrongs,
        Err(Error::Refused(why @ Refusal::NoReason)) => {
            vec![Wrong { field: REASON.to_owned(), advice: why.to_string() }]
        }
        Err(Error::Refused(why)) => return Ok(not_done(&visit, (&name, &found), &why)),
        Err(error) => return Err(error.into()),
    };
    let page = page(&visit, (&name, &found), (Some(&posted), &wrongs));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

fn head<'a>(visit: &Visit, (name, it): (&str, &'a Found)) -> Head<'a> {
    let list = visit.link(&format!("/reviews/{name}"));
    let record = format!("{list}/{}", it.seen.it.id);
    Head::new(it.action.label())
        .crumb(it.seen.kind.what.label.as_str(), list)
        .crumb(words::title(&it.seen.it, visit.actor.role()), record)
        .state(words::state(&it.seen.it))
}

/// What is told when it was not done: somebody was first, or a rule says no.
fn not_done(visit: &Visit, (name, it): (&str, &Found), why: &Refusal) -> Response {
    let link = visit.link(&format!("/reviews/{name}/{}", it.seen.it.id));
    let alert = Alert::new(Tone::Bad, "没有办成")
        .detail(why.to_string())
        .action(Button::link("查看最新情况", link));
    let page = visit.page_under(it.action.label(), &head(visit, (name, it)), &html! { (alert) });
    (StatusCode::CONFLICT, page).into_response()
}

fn page(
    visit: &Visit,
    (name, it): (&str, &Found),
    (typed, wrongs): (Option<&Posted>, &[Wrong]),
) -> Html {
    let (review, action) = (&it.seen.kind.what, it.action);
    let link = visit.link(&format!("/reviews/{name}/{}", it.seen.it.id));
    let version = typed
        .map_or_else(|| it.seen.it.version.to_string(), |posted| posted.get("version").to_owned());
    let hidden = html! { (visit.csrf()) input type="hidden" name="version" value=(version); };
    let form = ui::Form::new(format!("{link}/do/{}", action.key()), &hidden);
    let form = wrongs.iter().fold(form, |form, it| form.error(&*it.field, &*it.advice));
    let settles = matches!(action, Action::Settle | Action::Resettle);
    let wrong =
        |field: &str| wrongs.iter().find(|it| it.field == field).map(|it| it.advice.as_str());
    let part = html! {
        p { (meaning(review, it)) }
        @if action == Action::Resettle {
            (Field::text("total-found", "复核后的总分").narrow().unit(format!("/ {} 分", review.whole()))
                .value(typed.map_or("", |it| it.get("total-found"))).error(wrong("total-found")).required())
        }
        @if settles {
            (form::asked(&review.fields, &review.settle_asks, typed, (&it.known, wrongs)))
        }
        (reason(action, typed, wrong(REASON)))
    };
    let button = Button::submit(action.label());
    let bad = matches!(action, Action::Refuse | Action::Revoke | Action::Withdraw);
    let button = if bad { button.danger() } else { button.primary() };
    let form = form.part(part).button(button).button(Button::link("返回", link));
    visit.page_under(action.label(), &head(visit, (name, it)), &html! { (form) })
}

/// What comes of an action, in words.
fn meaning(review: &Review, it: &Found) -> String {
    match (it.action, &it.result) {
        (Action::Draw, _) => format!(
            "从{}里抽 {} 位，由本轮开始时公布的号码决定次序，任何人可以复算。本单位、已申报回避的和最近 {} 次评过的自动排除。",
            review.panel.roles.iter().map(|it| it.label()).collect::<Vec<_>>().join("、"),
            review.panel.size,
            review.panel.visits
        ),
        (Action::Settle, Some(result)) => {
            let level = rules::level(review, result.total, result.vetoed);
            let level = level.map_or("无等次", |it| it.label.as_str());
            let veto = if result.vetoed { "，有一票否决" } else { "" };
            let far = result.outliers.iter().filter(|it| **it).count();
            let far = if far == 0 {
                String::new()
            } else {
                format!("有 {far} 位专家偏离较大，可以退回重新评议。")
            };
            format!(
                "专家平均 {} 分，期内扣分 {} 分，总分 {} 分，{level}{veto}。{far}",
                result.mean, result.deducted, result.total
            )
        }
        (Action::Again, _) => "专家会看到您写的原因，可以修改评分后重新提交。".to_owned(),
        (Action::Appeal, _) => "请写明对哪一项结果有异议和依据，由审定人复核。".to_owned(),
        (Action::Revoke, _) => "撤销后称号不再有效，原因会告知申报单位并留在记录里。".to_owned(),
        (Action::LookBack, _) => "记下回头看的日期和看到的情况。".to_owned(),
        (Action::Sign, _) => "签收表示已收到结果，不影响申诉。".to_owned(),
        (Action::Upward, _) => "推荐名额用完后不能再推荐。".to_owned(),
        (Action::Submit, _) => "提交后不能再改自评。".to_owned(),
        _ => String::new(),
    }
}

fn reason<'a>(action: Action, typed: Option<&'a Posted>, wrong: Option<&'a str>) -> Field<'a> {
    let label = if action.wants_reason() { "原因和依据" } else { "备注" };
    let field = Field::long(REASON, label)
        .max_length(u32::try_from(REASON_MAX).unwrap_or(u32::MAX))
        .lines(3)
        .value(typed.map_or("", |it| it.get(REASON)))
        .error(wrong);
    if action.wants_reason() { field.required() } else { field }
}
