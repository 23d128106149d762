//! A registration as the desks see it: what was said, what registers answered, and deciding.

use platform::{codes::Sent, files, seal::Sealer};
use serde::Deserialize;
use vocab::{Role, mask_id_number, mask_phone};
use web::{
    Form, Html, IntoResponse, Page, Path, Redirect, Response, StatusCode, Visit, html,
    ui::{Alert, Button, Card, Decide, Facts, Field, Head, Tone, checks},
};

use super::{MAY_HANDLE, enter};
use crate::registration::{
    NUMBER, PHONE,
    desks::{self, Deciding, Doer},
    error::Error,
    family::{state_badge, timeline},
    model::{Answer, Method, Registration, RegistrationId, Source, State, Step, Wish},
    registers::Registers,
    rules::{self, Decision, Refusal},
    store::registrations,
    terms::Terms,
};

pub(super) struct Shown {
    pub(super) it: Registration,
    terms: Terms,
    choices: Vec<String>,
    steps: Vec<Step>,
    files: Vec<files::FileRow>,
    answers: Vec<(Source, Answer, String)>,
    others: Vec<Registration>,
}

pub(super) async fn shown(visit: &Visit, id: RegistrationId) -> Result<Shown, Error> {
    let scope = visit.actor.scope();
    db::read!(visit.db(), "registration", |tx| {
        let it = registrations::find_in(tx, id, scope).await?.ok_or(Error::Missing)?;
        let mut others = match it.bundle {
            Some(bundle) => registrations::of_bundle(tx, bundle).await?,
            None => Vec::new(),
        };
        others.retain(|other| other.id != id);
        Ok(Shown {
            terms: Terms::load(tx, it.campaign).await?,
            choices: registrations::choices(tx, &[id]).await?.into_iter().map(|it| it.2).collect(),
            steps: registrations::steps(tx, id).await?,
            files: files::list(tx, id).await?,
            answers: registrations::answers(tx, id).await?,
            others,
            it,
        })
    })
}

pub(super) async fn show(visit: Visit, Path(id): Path<RegistrationId>) -> Result<Html, Page> {
    let it = shown(&visit, id).await?;
    Ok(page(&visit, &it, None, None))
}

pub(super) fn page(
    visit: &Visit,
    it: &Shown,
    sent: Option<(&Sent, Option<&str>)>,
    wrong: Option<&Error>,
) -> Html {
    let row = &it.it;
    let head = Head::new(row.name.as_str())
        .crumb("入学报名", visit.link("/entry"))
        .crumb("报名名单", visit.link(&format!("/entry/campaigns/{}/registrations", row.campaign)))
        .above(row.number.as_str())
        .state(state_badge(row.state));
    let said = it.answers.iter().map(|(source, answer, words)| {
        let tone = match answer {
            Answer::Yes => Tone::Good,
            Answer::No => Tone::Bad,
            Answer::Unknown => Tone::Warn,
        };
        (tone, format!("{}：{}。{words}", source.label(), answer.label()).into())
    });
    let body = html! {
        @if let Some(wrong) = wrong { (Alert::new(Tone::Bad, "没有办成").detail(wrong.to_string())) }
        (Card::new("报名内容", html! { (facts(visit, it)) }))
        (Card::new("材料", html! {
            @if let Some(category) = it.terms.category(row.school, &row.category) {
                p.text-secondary { "应交：" (category.documents.join("；")) }
            }
            @if it.files.is_empty() { p { "家长没有上传，请核对原件。" } }
            @else if visit.meets(MAY_HANDLE) { (files::links(visit, &it.files)) }
            @else { p { "已上传 " (it.files.len()) " 份，只有审核人员能看。" } }
        }))
        @if !it.answers.is_empty() { (Card::new("部门数据比对", checks(said)).note("比对只用来通过；不相符和没有查到的由人核定。")) }
        @if row.state == State::Unconfirmed && enter::is_desk(visit) { (enter::confirming(visit, row, sent)) }
        @if rules::desk(row.state).contains(&visit.actor.role()) { (deciding(visit, it)) }
        (timeline(&it.steps))
    };
    visit.page_under("报名", &head, &body)
}

fn facts(visit: &Visit, it: &Shown) -> Facts<'static> {
    let (row, sealer) = (&it.it, visit.cell.service::<Sealer>());
    let open = |field: platform::seal::Field, text: &str| {
        sealer.open(field.at(row.id.bits()), text).map(|it| it.open().to_owned())
    };
    let number =
        open(NUMBER, &row.id_sealed).map_or("无法解密".to_owned(), |it| mask_id_number(&it));
    let phone =
        open(PHONE, &row.phone_sealed).map_or("无法解密".to_owned(), |it| mask_phone(&it));
    let category = it.terms.category(row.school, &row.category);
    let label = category.as_ref().map_or_else(|| row.category.clone(), |it| it.label.clone());
    let mut facts = Facts::new()
        .fact("性别", row.sex.label())
        .fact("出生日期", row.born.to_string())
        .fact("身份证号", number)
        .fact("监护人", row.guardian.clone())
        .fact("电话", phone)
        .fact("现住址", row.address.clone())
        .fact(it.terms.campaign.entry.area(), row.school_name.clone())
        .fact("类别", label)
        .fact("报", row.wish.label())
        .fact("怎么来的", row.channel.label());
    if category.is_some_and(|it| it.method == Method::Ranked) {
        facts = facts.fact("量化积分", row.points.to_string());
    }
    if !it.choices.is_empty() {
        let label = if row.wish == Wish::Private { "民办志愿" } else { "志愿" };
        facts = facts.fact(label, it.choices.join("、"));
    }
    if !it.others.is_empty() {
        let names: Vec<&str> = it.others.iter().map(|it| it.number.as_str()).collect();
        facts = facts.fact("一起安排的", names.join("、"));
    }
    if let Some(reason) = &row.reason {
        facts = facts.long("理由", reason.clone());
    }
    facts
}

fn deciding(visit: &Visit, it: &Shown) -> web::Markup {
    let (row, csrf) = (&it.it, visit.csrf());
    let ranked =
        it.terms.category(row.school, &row.category).is_some_and(|it| it.method == Method::Ranked);
    let reason = Field::long("words", "说明").max_length(200).lines(2);
    let reason = match row.state {
        State::Sent => {
            reason.hint("核了哪些原件；上门核实过的写明时间和情况。退回时写清要补什么，家长会看到")
        }
        State::Reviewed => reason.hint("退回、不通过必须写明理由，家长会看到"),
        _ => reason.hint("退回时写清要补什么，家长会看到"),
    };
    let decide = Decide::new(visit.link(&format!("/entry/registrations/{}", row.id)), &csrf)
        .fields(html! {
            input type="hidden" name="version" value=(row.version);
            @if row.state == State::Sent {
                (Field::checkbox("visited", "上门核实过", false))
                (Field::text("second", "一同上门的人").max_length(30).sometimes().hint("入户核查两人签名，您是其中一位"))
            }
            @if ranked { (Field::number("points", "量化积分").value(row.points.to_string()).narrow().sometimes()) }
        })
        .reason(reason)
        .choice("pass", Button::submit(if row.state == State::Reviewed { "符合条件" } else { "通过" }).primary())
        .choice("return", Button::submit("退回补充"));
    let decide = if row.state == State::Reviewed {
        decide.choice(
            "refuse",
            Button::submit("不符合条件")
                .danger()
                .confirm("确定不符合条件吗？家长会看到理由，可以提出异议。"),
        )
    } else {
        decide
    };
    html! { (Card::new("办理", html! { (decide) }).note(format!("请在 {} 前办理", row.due_at.date()))) }
}

#[derive(Debug, Deserialize)]
pub(super) struct Decided {
    decision: String,
    version: i64,
    #[serde(default)]
    words: String,
    #[serde(default)]
    visited: Option<String>,
    #[serde(default)]
    second: String,
    #[serde(default)]
    points: Option<String>,
}

/// What is noted of a visit to the home: both who were there.
fn words(visit: &Visit, it: &Decided) -> Result<String, Error> {
    let second = vocab::normalise_name(&it.second);
    let words = it.words.trim();
    match (it.visited.is_some(), second.as_str()) {
        (false, _) => Ok(words.to_owned()),
        (true, "") => Err(Refusal::NoSecond.into()),
        (true, second) if second == visit.actor.name => Err(Refusal::NoSecond.into()),
        (true, second) => Ok(format!("{words}（入户核查：{}、{second}）", visit.actor.name)),
    }
}

pub(super) async fn decide(
    visit: Visit,
    Path(id): Path<RegistrationId>,
    Form(form): Form<Decided>,
) -> Result<Response, Page> {
    let before = shown(&visit, id).await?;
    let registers = visit.cell.find_service::<Registers>().cloned().unwrap_or_default();
    let done = async {
        let decision = Decision::from_key(&form.decision).ok_or(Error::Missing)?;
        if visit.actor.role() == Role::BureauLeader {
            return Err(Error::Missing);
        }
        let points = form.points.as_deref().and_then(|it| it.trim().parse().ok());
        let points = points.filter(|it| (0..=100_000).contains(it));
        let words = words(&visit, &form)?;
        let it = Deciding { id, version: form.version, decision, words, points };
        let doer = Doer { role: visit.actor.role(), scope: visit.actor.scope() };
        desks::decide(&visit, (doer, &registers), &it).await
    };
    match done.await {
        Ok(()) => {
            let to = visit.link(&format!("/entry/registrations/{id}"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(wrong @ (Error::Refused(_) | Error::Wrong(..))) => {
            let page = page(&visit, &before, None, Some(&wrong));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
