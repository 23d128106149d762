//! A registration as its family sees it: the receipt, where it lies, what can still be done.

use platform::files::{self, FileRow};
use serde::Deserialize;
use vocab::SchoolId;
use web::{
    Filters, Form, Html, Markup, Page, Path, Posts, Redirect, Visit, html,
    ui::{self, Alert, Button, Card, Facts, Head, Receipt, Timeline, Tone},
};

use super::{form, list::state_badge};
use crate::{
    placement::InDraw,
    registration::{
        actions,
        error::Error,
        model::{Entry, Registration, RegistrationId, State, Step, StepKind, Wish},
        rules::{self, moment},
        store::registrations,
        terms::Terms,
    },
};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    done: String,
}

/// Everything that a page of a registration shows.
struct Shown {
    it: Registration,
    choices: Vec<(SchoolId, String)>,
    terms: Terms,
    steps: Vec<Step>,
    files: Vec<FileRow>,
    others: Vec<Registration>,
    /// The school and why, once results are public.
    placed: Option<(Option<String>, String)>,
    /// The seat that it has or had.
    seat: Option<crate::admission::Admission>,
    /// In the draws of the schools that were named: the drawing, the number, the place.
    drawn: Vec<InDraw>,
}

async fn shown(visit: &Visit, id: RegistrationId) -> Result<Shown, Error> {
    let (it, choices) = form::own(visit, id).await?;
    let (campaign, bundle, number) = (it.campaign, it.bundle, it.number.clone());
    let read: Result<_, Error> = db::read!(visit.db(), "registration of a family", |tx| {
        let others = match bundle {
            Some(bundle) => registrations::of_bundle(tx, bundle).await?,
            None => Vec::new(),
        };
        let terms = Terms::load(tx, campaign).await?;
        let steps = registrations::steps(tx, id).await?;
        let placed = crate::placement::of_registration(tx, id).await?;
        let seat = crate::admission::store::latest(tx, id).await?;
        let named: Vec<SchoolId> = choices.iter().map(|it| it.0).collect();
        let drawn = crate::placement::of_family(tx, (campaign, &named), &number).await?;
        Ok((terms, steps, files::list(tx, id).await?, others, placed, seat, drawn))
    });
    let (terms, steps, files, mut others, placed, seat, drawn) = read?;
    others.retain(|other| other.id != id);
    Ok(Shown { it, choices, terms, steps, files, others, placed, seat, drawn })
}

/// What happens next, in the family's words.
fn next(it: &Registration) -> &'static str {
    match it.state {
        State::Unconfirmed => "请把收到的验证码告诉学校，报名才算数。",
        State::Sent => "截止以后由学校核对原件，可能上门核实。截止前可以修改、撤回。",
        State::Returned => "请按下面的说明补充，改好后再次提交。",
        State::Checked => "学校核过了，镇（街道）正在复核。",
        State::Reviewed => "正在与公安等部门的数据比对，由教育局核定。",
        State::Granted => "符合入学条件，等待安排学校，结果在这里公布。",
        State::Refused => "不符合这一类的条件。有不同意见，可以带材料到教育局基教科当面说明。",
        State::Withdrawn => "已经撤回。截止前可以重新报名。",
    }
}

pub(super) async fn show(
    visit: Visit,
    Path(id): Path<RegistrationId>,
    Filters(done): Filters<Done>,
) -> Result<Html, Page> {
    let it = shown(&visit, id).await?;
    let head = Head::new(it.it.name.as_str())
        .crumb("入学报名", visit.link("/family/entry"))
        .above(it.terms.campaign.title.as_str())
        .state(state_badge(it.it.state));
    let facts = facts(&it);
    let body = html! {
        @if !done.done.is_empty() && it.it.state == State::Sent {
            (Receipt::new("报名已提交", "报名号", it.it.number.as_str())
                .next(format!("{} 截止，不分先后", moment(it.terms.campaign.closes_at)))
                .next("结果公布时凭报名号查询，公开页面上不出现孩子的全名"))
        }
        @if let (State::Returned | State::Refused, Some(reason)) = (it.it.state, &it.it.reason) {
            (Alert::new(Tone::Warn, if it.it.state == State::Returned { "需要补充" } else { "不符合条件的理由" }).detail(reason.as_str()))
        }
        @if let Some((school, why)) = &it.placed { (result(&it, school.as_deref(), why)) }
        @if let Some(seat) = &it.seat { (crate::admission::card(&visit, (it.terms.campaign.entry, seat))) }
        @for drawn in &it.drawn { (draw(&visit, &it, drawn)) }
        (Card::new("报名", html! { (facts) @if it.placed.is_none() { p { (next(&it.it)) } } (buttons(&visit, &it)) }))
        (documents(&visit, &it))
        (timeline(&it.steps))
    };
    Ok(visit.page_under(&it.it.name, &head, &body))
}

/// The number by which the family finds itself in the draw, before it and after it.
fn draw(visit: &Visit, shown: &Shown, it: &InDraw) -> Markup {
    let public = visit.link(&format!("/draws/{}", it.drawing));
    let school = shown.choices.iter().find(|one| one.0 == it.school).map_or("", |it| &it.1);
    html! { (Card::new(shown.terms.campaign.entry.draw(), html! {
        p { (school) "：派位号 " strong { (it.number) } @if let Some(place) = it.place { "，派出第 " (place) " 位" } "。" }
        p { a href=(public) { "派位 " (it.drawing) } "：名单的摘要、派出的次序和证据都在公示页上，谁都可以核验。" }
    })) }
}

/// Where the child goes, and why this school and not a nearer one.
fn result(it: &Shown, school: Option<&str>, why: &str) -> Markup {
    let alert = match school {
        Some(name) => Alert::new(Tone::Good, format!("录取到{name}"))
            .detail(format!("{} 到校报到", it.terms.campaign.reports_on)),
        None if it.seat.is_some() => Alert::new(Tone::Info, "已放弃录取"),
        None if it.terms.campaign.entry == Entry::Kindergarten => {
            Alert::new(Tone::Warn, "现在没有学位，等候递补").detail(
                "有人放弃时按次序递补，会在这里通知；还有空位的幼儿园见录取公示，可以直接联系。",
            )
        }
        None => Alert::new(Tone::Warn, "学位已满，由教育局另行统筹"),
    };
    html! {
        (alert)
        (Card::new(if it.terms.campaign.entry == Entry::Kindergarten { "为什么是这样" } else { "为什么是这所学校" }, html! { @for line in why.lines() { p { (line) } } })
            .note("对安排有不同意见，可以请教育局基教科当面说明、人工复核。"))
    }
}

fn facts(it: &Shown) -> Facts<'_> {
    let row = &it.it;
    let label = it
        .terms
        .category(row.school, &row.category)
        .map_or_else(|| row.category.clone(), |it| it.label);
    let mut facts = Facts::new()
        .fact("报名号", row.number.as_str())
        .fact(it.terms.campaign.entry.area(), row.school_name.as_str())
        .fact("类别", label)
        .fact("报", row.wish.label());
    if !it.choices.is_empty() {
        let names: Vec<&str> = it.choices.iter().map(|it| it.1.as_str()).collect();
        let label = if row.wish == Wish::Private { "民办志愿" } else { "志愿" };
        facts = facts.fact(label, names.join("、"));
    }
    if !it.others.is_empty() {
        let names: Vec<&str> = it.others.iter().map(|it| it.name.as_str()).collect();
        facts = facts.fact("一起安排", names.join("、"));
    }
    facts.fact("现住址", row.address.as_str())
}

fn buttons(visit: &Visit, it: &Shown) -> Markup {
    let (row, now, csrf) = (&it.it, visit.civil_now(), visit.csrf());
    let here = visit.link(&format!("/family/entry/registrations/{}", row.id));
    html! {
        div.actions {
            @if rules::may_change(&it.terms.campaign, row.state, now).is_ok() {
                (Button::link(if row.state == State::Returned { "补充后再提交" } else { "修改" }, format!("{here}/change")).primary())
            }
            @if rules::may_withdraw(&it.terms.campaign, row.state, now).is_ok() {
                form.post method="post" action=(format!("{here}/withdraw")) {
                    (csrf)
                    input type="hidden" name="version" value=(row.version);
                    (Button::submit("撤回").confirm("撤回以后这次报名作废，截止前可以重新报。确定撤回吗？"))
                }
            }
        }
    }
}

fn documents(visit: &Visit, it: &Shown) -> Markup {
    let (row, csrf) = (&it.it, visit.csrf());
    let wanted = it.terms.category(row.school, &row.category).map(|it| it.documents);
    let action = visit.link(&format!("/family/entry/registrations/{}/documents", row.id));
    let body = html! {
        @if let Some(wanted) = wanted { ul { @for it in wanted { li { (it) } } } }
        @if it.files.is_empty() { p.text-secondary { "还没有上传" } } @else { (files::links(visit, &it.files)) }
        @if rules::may_change(&it.terms.campaign, row.state, visit.civil_now()).is_ok() {
            (ui::Form::new(action, &csrf).with_files()
                .part(files::field("document", "材料照片", &files::Accept::PROOF).several().required())
                .button(Button::submit("上传")))
        }
    };
    html! { (Card::new("材料", body).note("只有审核的工作人员能看，新生报到 60 天后删除。")) }
}

/// What was done with a registration.
pub(in crate::registration) fn timeline(steps: &[Step]) -> Markup {
    let line = steps.iter().fold(Timeline::new(), |line, it| {
        let who = it.doer.as_deref().unwrap_or("系统");
        let tone = match it.kind {
            StepKind::Return | StepKind::Refuse | StepKind::Absent => Tone::Warn,
            StepKind::Grant | StepKind::Place | StepKind::Report | StepKind::Refill => Tone::Good,
            _ => Tone::Info,
        };
        let line = line.event(tone, moment(it.at), it.kind.label(), who.to_owned());
        if it.words.is_empty() { line } else { line.more(it.words.as_str()) }
    });
    html! { (Card::new("经过", html! { (line) })) }
}

async fn taken(visit: &Visit, id: RegistrationId, posts: Posts) -> Result<(), Error> {
    form::own(visit, id).await?;
    let kept = form::kept(visit, posts).await?;
    if kept.is_empty() {
        return Err(Error::Wrong("document", "请选择要上传的照片".to_owned()));
    }
    actions::add_documents(visit, visit.actor.account, id, &kept).await
}

pub(super) async fn upload(
    visit: Visit,
    Path(id): Path<RegistrationId>,
    posts: Posts,
) -> Result<Redirect, Page> {
    taken(&visit, id, posts).await?;
    Ok(Redirect::to(&visit.link(&format!("/family/entry/registrations/{id}"))))
}

#[derive(Debug, Deserialize)]
pub(super) struct Version {
    version: i64,
}

pub(super) async fn withdraw(
    visit: Visit,
    Path(id): Path<RegistrationId>,
    Form(form): Form<Version>,
) -> Result<Redirect, Page> {
    actions::withdraw(&visit, visit.actor.account, (id, form.version)).await?;
    Ok(Redirect::to(&visit.link(&format!("/family/entry/registrations/{id}"))))
}
