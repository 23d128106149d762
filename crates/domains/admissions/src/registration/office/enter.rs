//! 代家长登记: a school enters a registration for a family that cannot do it on a telephone of its own,
//! and keeps what the family says to the code that it is sent.

use platform::{
    codes::{self, Purpose, Sent, code_part},
    seal::Sealer,
};
use serde::Deserialize;
use web::{
    Form, Html, IntoResponse, Markup, Page, Path, Posts, Redirect, Response, StatusCode, Visit,
    html,
    ui::{self, Alert, Button, Card, Head, Tone},
};

use super::one;
use crate::registration::{
    PHONE,
    actions::{self, Wanted},
    entered,
    error::Error,
    family::{
        parts::{self, Filled},
        read,
    },
    model::{CampaignId, Channel, Registration, RegistrationId, Seats, State, kinds},
    rules,
    terms::Terms,
};

const FORM: &str = "registration";

/// Whether the visitor is of a school's desk.
pub(super) fn is_desk(visit: &Visit) -> bool {
    rules::desk(State::Sent).contains(&visit.actor.role())
}

/// The school of the visitor in a campaign, where it has an area.
pub(super) fn own<'a>(visit: &Visit, terms: &'a Terms) -> Option<&'a Seats> {
    let scope = visit.actor.scope();
    terms.areas().find(|it| is_desk(visit) && it.school.place() == scope)
}

async fn terms(visit: &Visit, id: CampaignId) -> Result<Terms, Error> {
    db::read!(visit.db(), "terms of a campaign", |tx| { Terms::load(tx, id).await })
}

pub(super) async fn show(visit: Visit, Path(id): Path<CampaignId>) -> Result<Html, Page> {
    let terms = terms(&visit, id).await?;
    let school = own(&visit, &terms).ok_or(Error::Missing)?;
    rules::may_register(&terms.campaign, visit.civil_now()).map_err(Error::from)?;
    let form_id = visit.form_id::<kinds::RegistrationId>(FORM);
    Ok(page(&visit, &terms, (&Filled::at(school.school), &form_id), None))
}

fn page(
    visit: &Visit,
    terms: &Terms,
    (filled, id): (&Filled, &Markup),
    wrong: Option<&Error>,
) -> Html {
    let it = &terms.campaign;
    let csrf = visit.csrf();
    let told = |field: &'static str| parts::told(wrong, field);
    let form = ui::Form::new(visit.link(&format!("/entry/campaigns/{}/enter", it.id)), &csrf)
        .part(id)
        .section("孩子", parts::typed_children(it, filled, told))
        .section("监护人", parts::guardian(filled, told));
    let form = parts::shared(form, (terms, None), (filled, told("address"), told("wish")))
        .button(Button::submit("登记").primary());
    let form = parts::with_wrong(form, wrong);
    let head = Head::new("代家长登记")
        .crumb("入学报名", visit.link("/entry"))
        .crumb(it.title.clone(), visit.link(&format!("/entry/campaigns/{}", it.id)))
        .below(html! { "给不会用手机报名的家庭：照家长带来的材料填写，家长报出收到的验证码以后，报名才算数" });
    let body = html! {
        @if it.rehearsal { (Alert::new(Tone::Warn, "这是演练，报了不作数")) }
        (form)
    };
    visit.page_under("代家长登记", &head, &body)
}

pub(super) async fn send(
    visit: Visit,
    Path(campaign): Path<CampaignId>,
    posts: Posts,
) -> Result<Response, Page> {
    let text = read::field(&posts, "id").to_owned();
    let id: RegistrationId = visit.accept_form_id(FORM, &text)?;
    let terms = terms(&visit, campaign).await?;
    let school = own(&visit, &terms).ok_or(Error::Missing)?;
    match sent(&visit, (&terms, school), id, &posts).await {
        Ok(()) => {
            let to = visit.link(&format!("/entry/registrations/{id}"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(wrong @ (Error::Wrong(..) | Error::Refused(_))) => {
            let hidden = html! { input type="hidden" name="id" value=(text); };
            let page = page(&visit, &terms, (&Filled::of(&posts), &hidden), Some(&wrong));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn sent(
    visit: &Visit,
    (terms, school): (&Terms, &Seats),
    id: RegistrationId,
    posts: &Posts,
) -> Result<(), Error> {
    let children = read::only_typed(visit, posts)?;
    let (guardian, phone) = read::guardian(visit, posts)?;
    let to = read::change(posts, terms.campaign.entry)?;
    let wanted = Wanted {
        id,
        campaign: terms.campaign.id,
        account: None,
        guardian,
        phone,
        school: school.school,
        address: to.address,
        at: None,
        category: to.category,
        wish: to.wish,
        choices: to.choices,
        channel: Channel::School,
        children,
    };
    actions::register(visit, visit.cell.service::<Sealer>(), &wanted).await?;
    Ok(())
}

/// What is to be done with a registration that its family has not confirmed. `sent` is the code that is
/// out, with what was wrong with what was typed to it.
pub(super) fn confirming(
    visit: &Visit,
    it: &Registration,
    sent: Option<(&Sent, Option<&str>)>,
) -> Markup {
    let csrf = visit.csrf();
    let to = |step: &str| visit.link(&format!("/entry/registrations/{}/{step}", it.id));
    let body = html! {
        @match sent {
            Some((sent, wrong)) => {
                @let form = ui::Form::new(to("confirm"), &csrf)
                    .part(code_part(sent))
                    .button(Button::submit("家长报的就是这个码").primary());
                @match wrong {
                    Some(words) => { (form.problem(words)) }
                    None => { (form) }
                }
            }
            None => { p { "把报名内容念给家长听，没有出入的，发确认码到家长留的电话，家长报出来以后报名才算数。确认码不能用来登录。" } }
        }
        div.actions {
            (ui::post(&to("code"), &csrf, &Button::submit(if sent.is_some() { "重新发送" } else { "给家长发确认码" })))
            (ui::post(&to("take-back"), &csrf, &Button::submit("登记有误，撤回").confirm("撤回以后可以重新登记。确定吗？")))
        }
    };
    html! { (Card::new("等家长确认", body)) }
}

/// The telephone of a registration that waits for its family.
fn phone(visit: &Visit, it: &Registration) -> Result<String, Error> {
    if it.state != State::Unconfirmed || !is_desk(visit) {
        return Err(Error::Missing);
    }
    let opened = visit.cell.service::<Sealer>().open(PHONE.at(it.id.bits()), &it.phone_sealed)?;
    Ok(opened.open().to_owned())
}

pub(super) async fn code(visit: Visit, Path(id): Path<RegistrationId>) -> Result<Response, Page> {
    let shown = one::shown(&visit, id).await?;
    let phone = phone(&visit, &shown.it)?;
    match codes::send_for(&visit, &phone, Purpose::Word).await {
        Ok(sent) => Ok(one::page(&visit, &shown, Some((&sent, None)), None).into_response()),
        Err(codes::Error::Refused(why)) => {
            let wrong = Error::Wrong("code", why.to_string());
            let page = one::page(&visit, &shown, None, Some(&wrong));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Answered {
    question: String,
    #[serde(default)]
    code: String,
}

pub(super) async fn confirm(
    visit: Visit,
    Path(id): Path<RegistrationId>,
    Form(form): Form<Answered>,
) -> Result<Response, Page> {
    let shown = one::shown(&visit, id).await?;
    phone(&visit, &shown.it)?;
    let proved = codes::prove_for(&visit, &form.question, &form.code, Purpose::Word).await;
    let proof = match proved {
        Ok(proof) => proof,
        Err(codes::Error::Refused(why)) => {
            let again = Sent::again(&form.question);
            let words = why.to_string();
            let page = one::page(&visit, &shown, Some((&again, Some(&words))), None);
            return Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response());
        }
        Err(error) => return Err(error.into()),
    };
    let (sealer, at) = (visit.cell.service::<Sealer>(), (id, visit.actor.scope()));
    back(&visit, &shown, entered::confirm(&visit, sealer, at, &proof).await)
}

pub(super) async fn take_back(
    visit: Visit,
    Path(id): Path<RegistrationId>,
) -> Result<Response, Page> {
    let shown = one::shown(&visit, id).await?;
    phone(&visit, &shown.it)?;
    back(&visit, &shown, entered::take_back(&visit, (id, visit.actor.scope())).await)
}

/// Back to the registration, or its page with what was wrong.
fn back(visit: &Visit, it: &one::Shown, done: Result<(), Error>) -> Result<Response, Page> {
    match done {
        Ok(()) => {
            let to = visit.link(&format!("/entry/registrations/{}", it.it.id));
            Ok(Redirect::to(&to).into_response())
        }
        Err(wrong @ (Error::Wrong(..) | Error::Refused(_))) => {
            let page = one::page(visit, it, None, Some(&wrong));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
