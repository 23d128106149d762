//! The form of one action: what it asks, the reason, and what comes of it.

use form::{Asking, Posted, Received, Words, Wrong};
use web::{
    Html, IntoResponse as _, Markup, Page, Path, Posts, Redirect, Response, StatusCode, Visit,
    html,
    ui::{Alert, Button, Field, Head, Tone},
};

use super::{asked, words};
use crate::{
    actions::{self, Doing, Error, REASON_MAX},
    definition::{Act, Action, in_force},
    model::CaseId,
    rules::{self, Refusal},
    standing::Standing,
};

type At = Path<(String, CaseId, String)>;

/// The field for the reason, beside those of the form.
const REASON: &str = "reason_of_act";

pub(super) async fn form(visit: Visit, Path((kind, id, action)): At) -> Result<Html, Page> {
    let (case, at) = found(&visit, (&kind, id), &action).await?;
    let Some(at) = at else { return Err(Error::Refused(Refusal::NotYours).into()) };
    let more = asked::fields(&visit, &case, at, (None, &[])).await?;
    let named: Result<Words, db::Error> = db::read!(visit.db(), "names in a case", |tx| {
        form::words(tx, &case.kind.what.fields, [&case.answers]).await
    });
    Ok(page(&visit, &case, (at, &more), (None, &[], &named?)))
}

pub(super) async fn act(
    visit: Visit,
    Path((kind, id, action)): At,
    posts: Posts,
) -> Result<Response, Page> {
    // The kind in the address must be the case's own, and the case one that the visitor may see.
    let (case, at) = found(&visit, (&kind, id), &action).await?;
    let received = received(&visit, (&case, at), posts).await?;
    let posted = &received.posted;
    if let (true, Some(at)) = (received.wants_more(), at) {
        let more = asked::fields(&visit, &case, at, (Some(posted), &[])).await?;
        return Ok(page(&visit, &case, (at, &more), (Some(&received), &[], &Words::default()))
            .into_response());
    }
    let reason = posted.get(REASON);
    let version = posted.get("version").parse().unwrap_or(0);
    let (others, to) = (asked::others(posted), asked::destination(posted));
    let doing =
        Doing { id, action: &action, version, reason, received: &received, others: &others, to };
    let wrongs = match actions::act(&visit, &doing).await {
        Ok(()) => {
            let link = visit.link(&format!("/cases/{kind}/{id}?done=act"));
            return Ok(Redirect::to(&link).into_response());
        }
        Err(Error::Wrong(wrongs)) => wrongs,
        Err(Error::Refused(why @ Refusal::NoReason)) => {
            vec![Wrong { field: REASON.to_owned(), advice: why.to_string() }]
        }
        Err(Error::Refused(why @ Refusal::NobodyAsked)) => vec![asked::wrong_others(&why)],
        Err(Error::Refused(why @ Refusal::NoPlace)) => vec![asked::wrong_place(&why)],
        Err(Error::Refused(why)) => return Ok(overtaken(&visit, &case, &why.to_string())),
        Err(Error::Effect(why)) => return Ok(overtaken(&visit, &case, &why)),
        Err(error) => return Err(error.into()),
    };
    let Some(at) = at else {
        return Ok(overtaken(&visit, &case, &Refusal::NotYours.to_string()));
    };
    let more = asked::fields(&visit, &case, at, (Some(posted), &wrongs)).await?;
    let page = page(&visit, &case, (at, &more), (Some(&received), &wrongs, &Words::default()));
    Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
}

/// What was posted, ready to be read: files and names as the action asks for them. Who may not do
/// it any more is told so, and nothing is kept of theirs.
async fn received(
    visit: &Visit,
    (case, at): (&Standing, Option<usize>),
    posts: Posts,
) -> Result<Received, Page> {
    let kind = &case.kind;
    let Some(at) = at else { return Ok(Posted(posts.pairs).into()) };
    let asked = &kind.what.steps[case.state.step].actions[at].asks;
    let entry = format!("case/{}/{}", kind.name, case.record.id);
    let fields = &kind.what.fields;
    let asking = Asking { fields, asked, entry: &entry, definition: &kind.digest };
    Ok(form::receive(visit, asking, posts, &case.answers).await?)
}

/// The case, and which action of its step is meant, if the visitor may do it now.
async fn found(
    visit: &Visit,
    at: (&str, CaseId),
    action: &str,
) -> Result<(Standing, Option<usize>), Error> {
    db::read!(visit.db(), "act on a case", |tx| {
        let (case, doer) = super::seen(tx, visit, at).await?;
        let kind = &case.kind.what;
        let may = rules::may(kind, &case.state, &case.ground, doer);
        let actions = &kind.steps[case.state.step].actions;
        let at = may.into_iter().find(|it| actions[*it].key == action);
        Ok((case, at))
    })
}

/// What is told when somebody was first: how the case stands now, and the way to it.
fn overtaken(visit: &Visit, case: &Standing, why: &str) -> Response {
    let link = visit.link(&format!("/cases/{}/{}", case.kind.name, case.record.id));
    let head = super::record::head(visit, case);
    let body = html! {
        (Alert::new(Tone::Bad, "没有办成").detail(why).action(Button::link("查看最新情况", link)))
    };
    let page = visit.page_under(&case.record.title, &head, &body);
    (StatusCode::CONFLICT, page).into_response()
}

fn page(
    visit: &Visit,
    case: &Standing,
    (at, more): (usize, &Markup),
    (received, wrongs, named): (Option<&Received>, &[Wrong], &Words),
) -> Html {
    let typed = received.map(|it| &it.posted);
    let (kind, record) = (&case.kind.what, &case.record);
    let action = &kind.steps[case.state.step].actions[at];
    let link = visit.link(&format!("/cases/{}/{}", case.kind.name, record.id));
    let list = visit.link(&format!("/cases/{}", case.kind.name));
    let head = Head::new(action.label.as_str())
        .crumb(kind.label.as_str(), list)
        .crumb(record.title.as_str(), link.clone())
        .below(
            html! { "办件号 " (record.number) " · " (words::about(record, visit.actor.role())) },
        );
    let hidden = html! {
        (visit.csrf())
        input type="hidden" name="version" value=(version(case, typed));
    };
    let to = format!("{link}/{}", action.key);
    let form = form::form(to, &hidden, (&kind.fields, &action.asks));
    let form = wrongs.iter().fold(form, |form, it| form.error(&*it.field, &*it.advice));
    let fields = html! {
        p { (where_to(case, action)) }
        (more)
        (form::asked_with(&kind.fields, &action.asks, received, (&case.answers, wrongs), named))
        (reason(action, typed, wrongs))
    };
    let form = form.part(fields).button(button(action)).button(Button::link("返回", link));
    let due = words::due(record, visit.civil_now());
    visit.page_under(&action.label, &head.state(due), &html! { (form) })
}

/// The version that the one who fills this in saw; what was typed keeps the one it came with.
fn version(case: &Standing, typed: Option<&Posted>) -> String {
    typed.map_or_else(|| case.record.version.to_string(), |it| it.get("version").to_owned())
}

fn where_to(case: &Standing, action: &Action) -> String {
    let kind = &case.kind.what;
    let to = &kind.steps[action.to];
    match action.kind {
        Act::Pause => {
            let limit = in_force(&action.limits, case.record.opened_at.date());
            format!(
                "暂停期间时限不计，恢复后顺延。最长 {}，到期自动恢复（依据：{}）。",
                limit.value, limit.source
            )
        }
        Act::Join => "各单位分别回复；都回复了，或者期限到了，才能办下一步。".to_owned(),
        Act::Transfer => "移交后由新的单位办理，时限照常计算，不重新起算。".to_owned(),
        Act::Check => "确认没有反弹，办件保持办结。".to_owned(),
        Act::Resume => "时限从现在起继续计算。".to_owned(),
        Act::Extend => "时限按规定顺延一次，并告知申请人原因。".to_owned(),
        _ => format!("办理后：{}。", to.label),
    }
}

fn reason<'a>(action: &Action, typed: Option<&'a Posted>, wrongs: &'a [Wrong]) -> Field<'a> {
    let label = match action.kind {
        Act::Join => "会办要求",
        it if it.wants_reason() => "原因",
        _ => "备注",
    };
    let wrong = wrongs.iter().find(|it| it.field == REASON).map(|it| it.advice.as_str());
    let field = Field::long(REASON, label)
        .max_length(u32::try_from(REASON_MAX).unwrap_or(u32::MAX))
        .lines(3)
        .value(typed.map_or("", |it| it.get(REASON)))
        .error(wrong);
    if action.kind.wants_reason() { field.required() } else { field }
}

fn button(action: &Action) -> Button<'_> {
    let button = Button::submit(action.label.as_str());
    if action.kind == Act::Refuse { button.danger() } else { button.primary() }
}
