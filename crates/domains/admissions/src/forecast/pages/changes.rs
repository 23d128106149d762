//! Changes of catchments: what moves, who moves with it, how full schools would be, the assessment
//! without which nothing is adopted.

use std::collections::BTreeMap;

use serde::Deserialize;
use web::{
    Filters, Form, Html, Markup, Page, Path, Redirect, Visit, html,
    ui::{self, Alert, Button, Card, Column, Empty, Field, Head, List, Row, Tone, badge},
};

use super::{
    MAY_KEEP,
    effects::{Found, names, seats, who},
};
use crate::{
    catchment::{
        model::{CatchmentId, Edition},
        store as catchments,
    },
    forecast::{
        actions::{self, Error, Moving},
        effect,
        model::{Change, ChangeId, QUESTIONS, State, kinds},
        store::changes as store,
    },
};

/// How many lines a page has.
const LINES: usize = 50;
/// What the form's id is signed for.
const FORM: &str = "change";
/// What stands for the school that is not there yet.
const NEW: &str = "new";

fn state(it: State) -> Markup {
    let tone = match it {
        State::Open => Tone::Warn,
        State::Adopted => Tone::Good,
        State::Withdrawn => Tone::Quiet,
    };
    badge(tone, it.label())
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Paged {
    after: Option<ChangeId>,
}

pub(super) async fn all(visit: Visit, Filters(asked): Filters<Paged>) -> Result<Html, Page> {
    let before = asked.after.map_or(i64::MAX, ChangeId::bits);
    let limit = i64::try_from(LINES + 1).unwrap_or(i64::MAX);
    let read: Result<_, db::Error> = db::read!(visit.db(), "changes of catchments", |tx| {
        Ok((store::all(tx, before, limit).await?, catchments::editions(tx).await?))
    });
    let (mut all, editions) = read?;
    let next = (all.len() > LINES).then(|| all[LINES - 1].id.to_string());
    all.truncate(LINES);
    let titles: BTreeMap<CatchmentId, String> =
        editions.iter().map(|it| (it.id, it.title())).collect();
    let here = visit.here();
    let list = List::new("学区调整", &here)
        .column(Column::text("名称"))
        .column(Column::short("学区划分"))
        .column(Column::short("状态"))
        .column(Column::short("风险评估"))
        .column(Column::short("提出日期"))
        .rows(all.iter().map(|it| {
            let missing = actions::missing(it).len();
            let assessed = if it.assessed_on.is_some() {
                "已完成".to_owned()
            } else {
                format!("缺 {missing} 项")
            };
            Row::new(it.id.to_string(), it.title.clone())
                .link(visit.link(&format!("/catchment-changes/{}", it.id)))
                .cell(it.title.clone())
                .cell(titles.get(&it.catchment).cloned().unwrap_or_default())
                .cell(state(it.state))
                .cell(assessed)
                .cell(it.made_on.to_string())
        }))
        .next(next)
        .empty(Empty::new("没有学区调整").hint("学位紧张的地方，先在这里测算再决定。"));
    let open: Vec<&Edition> = editions.iter().filter(|it| it.published_on.is_none()).collect();
    let body = html! { (list) @if visit.meets(MAY_KEEP) { (beginning(&visit, &open)) } };
    let head = Head::new("学区调整")
        .below(html! { "先看谁受影响、学位够不够，再做风险评估；评估填完才能采纳。" });
    Ok(visit.page_under("学区调整", &head, &body))
}

fn beginning(visit: &Visit, open: &[&Edition]) -> Markup {
    let csrf = visit.csrf();
    html! {
        @if open.is_empty() {
            (Alert::new(Tone::Info, "没有可以调整的学区划分").detail("公布过的不再改动。请先在“学区划分”里新建下一学年并导入。"))
        } @else {
            (ui::Form::new(visit.link("/catchment-changes"), &csrf)
                .section("提出调整", html! {
                    (visit.form_id::<kinds::ChangeId>(FORM))
                    (Field::select("catchment", "调整哪一年的划分", open.iter().map(|it| (it.id.to_string(), it.title()))).required())
                    (Field::text("title", "名称").max_length(60).required())
                    (Field::long("reason", "理由").lines(3).required())
                    (Field::text("new_school", "设想新建的学校").max_length(40).sometimes().hint("只测算“如果新建一所学校”时填"))
                    (Field::number("new_seats", "新学校起始年级学位").between("1", "2000").sometimes().narrow())
                })
                .button(Button::submit("提出").primary()))
        }
    }
}

#[derive(Debug, Deserialize)]
pub(super) struct Beginning {
    id: String,
    catchment: CatchmentId,
    #[serde(default)]
    title: String,
    #[serde(default)]
    reason: String,
    #[serde(default)]
    new_school: String,
    #[serde(default)]
    new_seats: String,
}

pub(super) async fn begin(visit: Visit, Form(it): Form<Beginning>) -> Result<Redirect, Page> {
    let id: ChangeId = visit.accept_form_id(FORM, &it.id)?;
    let (name, seats) =
        (vocab::normalise(&it.new_school), it.new_seats.trim().parse().unwrap_or(0));
    let new = Change {
        id,
        catchment: it.catchment,
        title: vocab::normalise(&it.title),
        reason: vocab::normalise(&it.reason),
        new_school: (!name.is_empty() || seats != 0).then_some((name, seats)),
        state: State::Open,
        answers: Default::default(),
        made_on: visit.today(),
        assessed_on: None,
        decided_on: None,
        version: 1,
    };
    actions::begin(&visit, &new).await?;
    Ok(back(&visit, id))
}

fn back(visit: &Visit, id: ChangeId) -> Redirect {
    Redirect::to(&visit.link(&format!("/catchment-changes/{id}")))
}

pub(super) async fn show(visit: Visit, Path(id): Path<ChangeId>) -> Result<Html, Page> {
    let today = visit.today();
    let year = actions::year(visit.db(), today).await?;
    let read: Result<_, Error> = db::read!(visit.db(), "change of catchments", |tx| {
        let it = store::find(tx, id).await?.ok_or(Error::Missing)?;
        let edition = catchments::find(tx, it.catchment).await?.ok_or(Error::Missing)?;
        Ok((it, edition))
    });
    let (it, edition) = read?;
    let stage = edition.stage;
    // All children of a stage are counted: once, until something is written.
    let count = async {
        db::read!(visit.db(), "homes of children", |tx| { actions::homes(tx, stage).await })
    };
    let counted: Result<_, db::Error> =
        Box::pin(visit.cell.kept(format!("homes of {}", stage.code()), count)).await;
    let homes = counted?;
    let read: Result<_, Error> = db::read!(visit.db(), "basis of a change", |tx| {
        let edition = edition.clone();
        let basis =
            actions::basis(tx, (stage, year), (homes.clone(), today), Some(edition)).await?;
        Ok((store::moves(tx, id).await?, basis))
    });
    let (moves, basis) = read?;
    let effect = effect::effect(&basis.homes, &basis.areas, &moves);
    let found = Found { it, moves, basis, effect, year };
    let it = &found.it;
    let head = Head::new(it.title.clone())
        .crumb("学区调整", visit.link("/catchment-changes"))
        .state(state(it.state))
        .below(html! { (found.basis.edition.title()) " · " (it.made_on) " 提出" })
        .action(Button::print());
    let may = visit.meets(MAY_KEEP) && it.state == State::Open;
    let body = html! {
        (Card::new("理由", html! { p { (it.reason) }
            @if let Some((name, seats)) = &it.new_school { p { "设想新建：" (name) "，起始年级 " (seats) " 个学位。只测算，建成以前不能采纳。" } } }))
        (who(&visit, &found, may))
        (seats(&found))
        @if may { (moving(&visit, &found)) }
        (assessment(&visit, it, may))
        @if may { (deciding(&visit, it)) }
    };
    Ok(visit.page_under(&it.title, &head, &body))
}

/// A form of a change: with the version at which it was read.
pub(super) fn form<'a>(visit: &Visit, it: &Change, what: &str, csrf: &'a Markup) -> ui::Form<'a> {
    ui::Form::new(visit.link(&format!("/catchment-changes/{}/{what}", it.id)), csrf)
        .part(html! { input type="hidden" name="version" value=(it.version); })
}

fn moving(visit: &Visit, found: &Found) -> Markup {
    let (it, csrf) = (&found.it, visit.csrf());
    let new = it.new_school.iter().map(|it| (NEW.to_owned(), format!("{}（设想）", it.0)));
    let schools = names(found).into_iter().map(|(id, name)| (id.to_string(), name.to_owned()));
    let list = visit.link(&format!("/catchments/{}", it.catchment));
    html! {
        (form(visit, it, "moves", &csrf)
            .section("列入地段", html! {
                (Field::select("position", "地段", found.basis.areas.iter().map(|it| {
                    (it.position.to_string(), format!("{}{}（{}）", it.town_name, it.words(), it.school_name))
                })).required())
                (Field::select("to", "改到", new.chain(schools)).required())
                (Field::number("metres_before", "现在上学路程").unit("米").between("0", "50000").required().narrow())
                (Field::number("metres_after", "调整后上学路程").unit("米").between("0", "50000").required().narrow())
                p { "地段来自 " a href=(list) { (found.basis.edition.title()) } "；要拆一段路，先在划分表里拆成两行。" }
            })
            .button(Button::submit("列入")))
    }
}

fn assessment(visit: &Visit, it: &Change, may: bool) -> Markup {
    let csrf = visit.csrf();
    html! {
        @if may {
            (form(visit, it, "assess", &csrf)
                .section("风险评估", html! {
                    @for ((key, label, hint), answer) in QUESTIONS.iter().zip(&it.answers) {
                        (Field::long(*key, *label).lines(3).value(answer.as_str()).sometimes().hint(*hint))
                    }
                })
                .button(Button::submit("保存风险评估")))
        } @else {
            (Card::new("风险评估", html! { @for ((_, label, _), answer) in QUESTIONS.iter().zip(&it.answers) {
                h3 { (label) } p { @if answer.is_empty() { "没有填写" } @else { (answer) } }
            } }))
        }
    }
}

fn deciding(visit: &Visit, it: &Change) -> Markup {
    let (csrf, missing) = (visit.csrf(), actions::missing(it));
    html! {
        (Card::new("决定", html! {
            @if it.assessed_on.is_none() {
                p { "风险评估填完才能采纳。" @if !missing.is_empty() { "还缺：" (missing.join("、")) "。" } }
            }
            (form(visit, it, "adopt", &csrf)
                .button(Button::submit("采纳，改划分表").primary().confirm("采纳后地段改到新的学校。确定采纳吗？")))
            (form(visit, it, "withdraw", &csrf).button(Button::submit("撤回").danger()))
        }))
    }
}

/// What the forms bring; each reads its own of it.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Typed {
    #[serde(default)]
    version: i64,
    #[serde(default)]
    position: String,
    #[serde(default)]
    to: String,
    #[serde(default)]
    metres_before: String,
    #[serde(default)]
    metres_after: String,
    #[serde(default)]
    people: String,
    #[serde(default)]
    way: String,
    #[serde(default)]
    seats: String,
    #[serde(default)]
    voices: String,
    #[serde(default)]
    transition: String,
    #[serde(default)]
    emergency: String,
}

fn position(it: &Typed) -> Result<i64, Error> {
    it.position.trim().parse().map_err(|_| Error::Refused("请选地段".to_owned()))
}

pub(super) async fn add_move(
    visit: Visit,
    Path(id): Path<ChangeId>,
    Form(it): Form<Typed>,
) -> Result<Redirect, Page> {
    let refused = |words: &str| Error::Refused(words.to_owned());
    let metres = |text: &str| -> Result<i64, Error> {
        let number = text.trim().parse().ok().filter(|it| (0..=50_000).contains(it));
        number.ok_or_else(|| refused("路程请填 0 到 50000 的整数，单位米"))
    };
    let to = match it.to.as_str() {
        NEW => None,
        text => Some(text.parse().map_err(|_| refused("请选改到哪所学校"))?),
    };
    let metres = (metres(&it.metres_before)?, metres(&it.metres_after)?);
    let moving = Moving { position: position(&it)?, to, metres };
    actions::add_move(&visit, (id, it.version), moving).await?;
    Ok(back(&visit, id))
}

pub(super) async fn end_move(
    visit: Visit,
    Path(id): Path<ChangeId>,
    Form(it): Form<Typed>,
) -> Result<Redirect, Page> {
    actions::end_move(&visit, (id, it.version), position(&it)?).await?;
    Ok(back(&visit, id))
}

pub(super) async fn assess(
    visit: Visit,
    Path(id): Path<ChangeId>,
    Form(it): Form<Typed>,
) -> Result<Redirect, Page> {
    let answers = [it.people, it.way, it.seats, it.voices, it.transition, it.emergency];
    actions::assess(&visit, (id, it.version), answers).await?;
    Ok(back(&visit, id))
}

pub(super) async fn adopt(
    visit: Visit,
    Path(id): Path<ChangeId>,
    Form(it): Form<Typed>,
) -> Result<Redirect, Page> {
    actions::adopt(&visit, (id, it.version)).await?;
    Ok(back(&visit, id))
}

pub(super) async fn withdraw(
    visit: Visit,
    Path(id): Path<ChangeId>,
    Form(it): Form<Typed>,
) -> Result<Redirect, Page> {
    actions::withdraw(&visit, (id, it.version)).await?;
    Ok(back(&visit, id))
}
