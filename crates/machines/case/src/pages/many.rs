//! What is done to many cases of a list: choosing the action, its form, and what could not be done.

use form::{Answers, Asking, Posted, Received, Words, Wrong};
use vocab::JobId;
use web::{
    Form, Html, IntoResponse as _, Markup, Page, Path, Posts, Redirect, Response, StatusCode,
    Visit, html,
    ui::{self, Address, Alert, Bulk, Button, Card, Column, Field, Head, List, Row, Tone},
};

use super::list;
use crate::{
    actions::{Error, REASON_MAX},
    bulk::{self, CASES_MAX, choices, chosen},
    model::CaseId,
    rules::Refusal,
    standing::{self, Standing},
    store::{self, FIRST},
};

/// The field for the reason.
const REASON: &str = "reason_of_act";
/// The field that names step and action.
const DEED: &str = "deed";

/// The buttons under the list.
pub(super) fn bar<'a>(visit: &Visit, name: &str, csrf: &'a Markup, reminds: bool) -> Bulk<'a> {
    let to = |what: &str| visit.link(&format!("/cases/{name}/bulk{what}"));
    let bulk =
        Bulk::new(csrf).button(Button::submit("批量办理").to(to("")).icon("list-check")).or_all();
    if reminds {
        bulk.button(Button::submit("催办").to(to("/remind")).icon("bell"))
    } else {
        bulk
    }
}

/// The chosen cases: those that were ticked, or all that the list's filters let through.
async fn ids(visit: &Visit, name: &str, posted: &Posted) -> Result<Vec<CaseId>, Error> {
    if posted.get("all") != "1" {
        let rows = posted.0.iter().filter(|it| it.0 == "row");
        return Ok(rows.filter_map(|it| it.1.parse().ok()).take(CASES_MAX).collect());
    }
    let here = Address::new("", posted.get("filter"));
    let asked = asked_of(&here.query());
    let (now, limit) = (visit.civil_now(), i64::try_from(CASES_MAX).unwrap_or(i64::MAX));
    db::read!(visit.db(), "all cases of a list", |tx| {
        let kind = super::kind(tx, visit, name).await?;
        let doer = standing::doer(tx, visit).await?;
        let reader = standing::reader(doer, visit, Some(&kind.what));
        let narrow = list::narrow(name, &kind.what, &asked);
        let all = if here.get("view") == "all" {
            store::seen(tx, (reader, &narrow, now), (i64::MAX, limit)).await?
        } else {
            store::waiting(tx, (reader, &narrow, now), ((FIRST, 0), limit)).await?
        };
        Ok(all.into_iter().map(|it| it.id).collect())
    })
}

/// The pairs of a list's query.
fn asked_of(query: &str) -> list::Asked {
    let here = Address::new("", query);
    let names = query.split('&').filter_map(|it| it.split('=').next());
    names.map(|it| (it.to_owned(), here.get(it).to_owned())).collect()
}

fn back(visit: &Visit, name: &str, posted: &Posted) -> String {
    Address::new(&visit.link(&format!("/cases/{name}")), posted.get("filter")).href()
}

/// 催办: those who have the chosen cases are reminded a minute later.
pub(super) async fn remind(
    visit: Visit,
    Path(name): Path<String>,
    Form(pairs): Form<Vec<(String, String)>>,
) -> Result<Response, Page> {
    let posted = Posted(pairs);
    let ids = ids(&visit, &name, &posted).await?;
    let (all, doer) = chosen(&visit, &name, &ids).await?;
    if all.is_empty() {
        return Ok(nothing(&visit, &back(&visit, &name, &posted)));
    }
    bulk::hold_remind(&visit, (&all, doer)).await?;
    Ok(Redirect::to(&back(&visit, &name, &posted)).into_response())
}

/// One action for all: first which, then what it asks, then it is held.
pub(super) async fn act(
    visit: Visit,
    Path(name): Path<String>,
    posts: Posts,
) -> Result<Response, Page> {
    let posted = Posted(posts.pairs.clone());
    let ids = ids(&visit, &name, &posted).await?;
    let (all, doer) = chosen(&visit, &name, &ids).await?;
    let choices = choices(&all, doer);
    let link = back(&visit, &name, &posted);
    if choices.is_empty() {
        return Ok(nothing(&visit, &link));
    }
    let Some(deed) = posted.get(DEED).split_once('/') else {
        return Ok(choose(&visit, &name, (&all, &choices), &posted).into_response());
    };
    let (mut wrongs, mut received) = (Vec::new(), None);
    if !posted.get("sure").is_empty() {
        let it = received.insert(receive(&visit, (&all[0], deed), posts).await?);
        match bulk::hold_act(&visit, (&all, doer), deed, it, posted.get(REASON)).await {
            Ok(()) => return Ok(Redirect::to(&link).into_response()),
            Err(Error::Wrong(found)) => wrongs = found,
            Err(Error::Refused(why @ Refusal::NoReason)) => {
                wrongs.push(Wrong { field: REASON.to_owned(), advice: why.to_string() });
            }
            Err(error) => return Err(error.into()),
        }
    }
    let status = if wrongs.is_empty() { StatusCode::OK } else { StatusCode::UNPROCESSABLE_ENTITY };
    let page = ask(&visit, &name, &all, (deed, &posted), (received.as_ref(), &wrongs))?;
    Ok((status, page).into_response())
}

/// What was posted for an action of the chosen cases, ready to be read: one file for all of them.
async fn receive(
    visit: &Visit,
    (first, (step, action)): (&Standing, (&str, &str)),
    posts: Posts,
) -> Result<Received, Page> {
    let kind = &first.kind;
    let at = kind.what.step(step).ok_or(Error::Missing)?;
    let action = kind.what.steps[at].actions.iter().find(|it| it.key == action);
    let action = action.ok_or(Error::Missing)?;
    let entry = format!("case/{}/bulk/{step}/{}", kind.name, action.key);
    let (fields, asked) = (&kind.what.fields, &action.asks);
    let asking = Asking { fields, asked, entry: &entry, definition: &kind.digest };
    Ok(form::receive(visit, asking, posts, &Answers::default()).await?)
}

fn nothing(visit: &Visit, link: &str) -> Response {
    let body = html! {
        (Alert::new(Tone::Warn, "选中的办件里没有您现在能批量办理的")
            .detail("可能已经有人办过，或者要逐件办理（会办、移交）。")
            .action(Button::link("返回列表", link)))
    };
    let page = visit.page_under("批量办理", &Head::new("批量办理"), &body);
    (StatusCode::CONFLICT, page).into_response()
}

/// What goes along from page to page: what was chosen.
fn along(visit: &Visit, posted: &Posted) -> Markup {
    let kept = |it: &&(String, String)| matches!(it.0.as_str(), "row" | "all" | "filter");
    html! {
        (visit.csrf())
        @for (name, value) in posted.0.iter().filter(kept) {
            input type="hidden" name=(name) value=(value);
        }
    }
}

fn choose(
    visit: &Visit,
    name: &str,
    (all, choices): (&[Standing], &[(usize, usize, usize)]),
    posted: &Posted,
) -> Html {
    let case = &all[0].kind.what;
    let options: Vec<(String, String)> = choices
        .iter()
        .map(|(step, action, count)| {
            let step = &case.steps[*step];
            let action = &step.actions[*action];
            let words = format!("{}：{}（{count} 件）", step.label, action.label);
            (format!("{}/{}", step.key, action.key), words)
        })
        .collect();
    let options = options.iter().map(|it| (it.0.as_str(), it.1.as_str()));
    let hidden = along(visit, posted);
    let form = ui::Form::new(visit.link(&format!("/cases/{name}/bulk")), &hidden)
        .part(html! { (Field::radio(DEED, "怎样办理", options).required()) })
        .button(Button::submit("下一步").primary())
        .button(Button::link("返回列表", back(visit, name, posted)));
    let head = Head::new("批量办理").below(html! { "已选 " (all.len()) " 件" });
    visit.page_under("批量办理", &head, &html! { (form) })
}

fn ask(
    visit: &Visit,
    name: &str,
    all: &[Standing],
    ((step, action), posted): ((&str, &str), &Posted),
    (received, wrongs): (Option<&Received>, &[Wrong]),
) -> Result<Html, Error> {
    let case = &all[0].kind.what;
    let at = case.step(step).ok_or(Error::Missing)?;
    let step = &case.steps[at];
    let action = step.actions.iter().find(|it| it.key == action).ok_or(Error::Missing)?;
    let there = all.iter().filter(|it| it.state.step == at).count();
    let hidden = html! {
        (along(visit, posted))
        input type="hidden" name=(DEED) value=(posted.get(DEED));
        input type="hidden" name="sure" value="1";
    };
    let to = visit.link(&format!("/cases/{name}/bulk"));
    let form = form::form(to, &hidden, (&case.fields, &action.asks));
    let form = wrongs.iter().fold(form, |form, it| form.error(&*it.field, &*it.advice));
    let wrong = wrongs.iter().find(|it| it.field == REASON).map(|it| it.advice.as_str());
    let label = if action.kind.wants_reason() { "原因" } else { "备注" };
    let reason = Field::long(REASON, label)
        .max_length(u32::try_from(REASON_MAX).unwrap_or(u32::MAX))
        .value(posted.get(REASON))
        .error(wrong);
    let reason = if action.kind.wants_reason() { reason.required() } else { reason };
    let (none, nobody) = (Answers::default(), Words::default());
    let form = form
        .part(html! {
            (form::asked_with(&case.fields, &action.asks, received, (&none, wrongs), &nobody))
            (reason)
        })
        .button(Button::submit(format!("办理 {there} 件")).primary())
        .button(Button::link("返回列表", back(visit, name, posted)));
    let head = Head::new(action.label.as_str())
        .crumb(case.label.as_str(), back(visit, name, posted))
        .below(html! { (step.label) "：" (there) " 件，一分钟后办理，之前可以撤销" });
    Ok(visit.page_under("批量办理", &head, &html! { (form) }))
}

/// What of a bulk decision could not be done, and why.
pub(super) async fn left(
    visit: Visit,
    Path((name, job)): Path<(String, JobId)>,
) -> Result<Html, Page> {
    let account = visit.actor.account;
    let read: Result<_, Error> = db::read!(visit.db(), "what was left", |tx| {
        let kind = super::kind(tx, &visit, &name).await?;
        Ok((kind, bulk::store::left(tx, job, account).await?))
    });
    let (kind, left) = read?;
    let here = visit.here();
    let rows = left.iter().map(|(id, number, title, why)| {
        Row::new(id.to_string(), title.clone())
            .link(visit.link(&format!("/cases/{name}/{id}")))
            .cell(title.clone())
            .cell(number.clone())
            .cell(why.clone())
    });
    let total = i64::try_from(left.len()).unwrap_or(i64::MAX);
    let list = List::new("办件", &here)
        .column(Column::text("事项"))
        .column(Column::short("办件号"))
        .column(Column::text("没有办成的原因"))
        .rows(rows)
        .total(total)
        .empty(ui::Empty::new("全部办成了"));
    let head = Head::new("批量办理结果")
        .crumb(kind.what.label.as_str(), visit.link(&format!("/cases/{name}")));
    Ok(visit.page_under(
        "批量办理结果",
        &head,
        &html! { (Card::new("没有办成的", html! { (list) }).flush()) },
    ))
}
