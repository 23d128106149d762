//! One target: the sentence that it came of, its value and where that opens to, its parts, and handing
//! it down.

use platform::measures::Measures;
use serde::Deserialize;
use web::{
    Filters, Form, Html, IntoResponse, Markup, Page, Path, Redirect, Response, StatusCode, Visit,
    html,
    ui::{self, Alert, Button, Card, Column, Facts, Field, Head, List, Row, Text, Tone},
};

use super::{
    super::{
        actions::{self, Error, TypedHanding, works_on},
        lit::{self, Days, LitTarget, LitTask},
        model::{Sentence, State, TargetId},
        store,
    },
    MAY_WORK, holder, light, names, offices, task, task_link, told, with_wrong, wrong,
};

/// How many towns and schools the form offers at a time.
const RECEIVERS: usize = 40;

struct Shown {
    it: LitTarget,
    of: LitTask,
    sentence: Option<Sentence>,
    parts: Vec<(LitTask, LitTarget)>,
    names: std::collections::BTreeMap<vocab::PlaceId, String>,
    receivers: Vec<(vocab::PlaceId, String)>,
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    q: String,
}

async fn read(visit: &Visit, id: TargetId, word: &str) -> Result<Shown, Error> {
    let scope = visit.actor.scope();
    let (measures, days) = (visit.cell.service::<Measures>(), Days::now(visit.today()));
    db::read!(visit.db(), "target", |tx| {
        let target = store::find_target(tx, id, scope).await?.ok_or(Error::Missing)?;
        let own = store::find_task(tx, target.task, scope).await?.ok_or(Error::Missing)?;
        let sentence = match target.sentence {
            Some(at) => store::find_sentence(tx, at).await?,
            None => None,
        };
        let parts = store::parts_of(tx, id).await?;
        let held: Vec<_> = parts.iter().map(|it| it.task).collect();
        let mut all = store::handed_from(tx, own.id).await?;
        all.retain(|it| held.contains(&it.id));
        all.push(own);
        let names = names(tx, &all).await?;
        let mut all = lit::lit(tx, all, days, measures).await?;
        let of = all.pop().ok_or(Error::Missing)?;
        let it = of.targets.iter().find(|it| it.target.id == id).cloned().ok_or(Error::Missing)?;
        let parts = all
            .into_iter()
            .filter_map(|task| {
                let part = task.targets.iter().find(|it| it.target.parent == Some(id))?.clone();
                Some((task, part))
            })
            .collect();
        let mut receivers = store::receivers(tx).await?;
        receivers.retain(|it| it.1.contains(word.trim()));
        receivers.truncate(RECEIVERS);
        Ok(Shown { it, of, sentence, parts, names, receivers })
    })
}

pub(super) async fn show(
    visit: Visit,
    Path(id): Path<TargetId>,
    Filters(wanted): Filters<Wanted>,
) -> Result<Html, Page> {
    let shown = read(&visit, id, &wanted.q).await?;
    Ok(page(&visit, &shown, &TypedHanding::default(), None))
}

fn page(
    visit: &Visit,
    shown: &Shown,
    typed: &TypedHanding,
    found: Option<&(&'static str, String)>,
) -> Html {
    let (it, target) = (&shown.it, &shown.it.target);
    let may = works_on(visit, &shown.of.task, &shown.of.joint)
        && visit.meets(MAY_WORK)
        && shown.of.task.state == State::Running;
    let link = visit.link(&format!("/targets/{}", target.id));
    let mut head = Head::new(target.name.as_str())
        .crumb("目标任务", visit.link(&format!("/tasks?year={}", shown.of.task.year)))
        .crumb(shown.of.task.work.as_str(), task_link(visit, shown.of.task.id))
        .state(light(it.lit.light))
        .below(html! { (it.lit.why) });
    if may {
        head = head.action(Button::link("修改、选取数方式", format!("{link}/edit")).icon("edit"));
    }
    if may && visit.meets(super::MAY_KEEP) {
        let send = visit.link(&format!("/packages/send/{}", target.id));
        head = head.action(Button::link("下达给下级教育局", send).icon("send"));
    }
    let is_county = shown.of.task.holder.office != vocab::Role::Principal
        && shown.of.task.holder.office != vocab::Role::TownClerk;
    let body = html! {
        (Card::new("目标", facts(visit, shown)))
        @if !shown.parts.is_empty() { (parts(visit, shown)) }
        @if may && is_county { (hand_form(visit, shown, typed, found)) }
        @if may && target.parent.is_none() { (end_form(visit, shown)) }
    };
    visit.page_under(&target.name, &head, &body)
}

fn facts(visit: &Visit, shown: &Shown) -> Markup {
    let (it, target) = (&shown.it, &shown.it.target);
    let mut facts = Facts::new()
        .fact("目标数", target.goal.told())
        .fact("现在的数", task::value(visit, it))
        .fact("时间", format!("{} 至 {}", target.from_on, target.due_on));
    if let Some(base) = target.base {
        let unit = &target.goal.unit;
        facts = facts.fact("原有实绩", format!("{base}{unit}（{}）", target.base_words));
    }
    if let Some(sentence) = &shown.sentence {
        let at = if sentence.heading.is_empty() {
            format!("计划第 {} 行", sentence.line)
        } else {
            format!("计划第 {} 行，{}", sentence.line, sentence.heading)
        };
        facts = facts.long(
            "计划原文",
            html! {
                blockquote { (sentence.words) } small.text-secondary { (at) }
            },
        );
    }
    if !target.source.is_empty() {
        facts = facts.long("依据", target.source.as_str());
    }
    html! { (facts) }
}

fn parts(visit: &Visit, shown: &Shown) -> Markup {
    let here = visit.here();
    let list = List::new("分解下达", &here)
        .column(Column::text("下达给"))
        .column(Column::short("目标数"))
        .column(Column::text("现在的数"))
        .column(Column::short("灯"))
        .column(Column::short("状态"))
        .rows(shown.parts.iter().map(|(task, part)| {
            Row::new(part.target.id.to_string(), part.target.name.as_str())
                .link(task_link(visit, task.task.id))
                .cell(holder(task.task.holder, &shown.names))
                .cell(part.target.goal.told())
                .cell(task::value(visit, part))
                .cell(light(part.lit.light))
                .cell(task.task.state.label())
        }));
    html! { (Card::new("分解下达", html! { (list) }).note("签收以后才列入对方的目标任务")) }
}

fn hand_form(
    visit: &Visit,
    shown: &Shown,
    typed: &TypedHanding,
    found: Option<&(&'static str, String)>,
) -> Markup {
    let target = &shown.it.target;
    let csrf = visit.csrf();
    let here = visit.here();
    let hidden =
        html! { (csrf) (visit.form_id::<super::super::model::kinds::TaskId>("target.hand")) };
    let lead = shown.of.task.holder.office.key();
    let offices = offices()
        .filter(|it| it.0.as_ref() != lead)
        .map(|it| (Text::from(format!("office:{}", it.0.as_ref())), it.1));
    let places = shown
        .receivers
        .iter()
        .map(|it| (Text::from(format!("place:{}", it.0)), Text::from(it.1.as_str())));
    let (low, due) = if typed.to.is_empty() {
        (target.goal.low.to_string(), target.due_on.to_string())
    } else {
        (typed.low.clone(), typed.due.clone())
    };
    let form = ui::Form::new(visit.link(&format!("/targets/{}/hand", target.id)), &hidden)
        .section("分解下达", html! {
            (Field::select("to", "下达给", offices.chain(places)).value(typed.to.as_str()).required().error(wrong(found, "to"))
                .hint("科室、镇（街道）和学校；学校多时先在上面按名称找"))
            (Field::text("low", "分给它的数").value(low).unit(target.goal.unit.as_str()).required().narrow().error(wrong(found, "low")))
            (Field::date("due", "期限").value(due).required().error(wrong(found, "due")))
        })
        .button(Button::submit("下达").primary().icon("send"));
    html! {
        (ui::Filters::new(&here).search("学校或镇（街道）的名称"))
        (with_wrong(form, found))
    }
}

fn end_form(visit: &Visit, shown: &Shown) -> Markup {
    let target = &shown.it.target;
    let csrf = visit.csrf();
    let hidden = html! { (csrf) input type="hidden" name="version" value=(target.version); };
    let decide = ui::Decide::new(visit.link(&format!("/targets/{}/end", target.id)), &hidden)
        .reason(Field::text("reason", "撤下的原因").max_length(400).required())
        .choice(
            "end",
            Button::submit("撤下这个目标")
                .danger()
                .confirm("撤下以后不再亮灯，记录保留。确定撤下吗？"),
        );
    html! { (Card::new("撤下", html! {
        @if !shown.parts.is_empty() { (Alert::new(Tone::Warn, "这个目标已经分解下达，撤下不影响已下达的部分")) }
        (decide)
    })) }
}

#[derive(Debug, Deserialize)]
pub(super) struct Ended {
    version: i64,
    #[serde(default)]
    reason: String,
}

pub(super) async fn end(
    visit: Visit,
    Path(id): Path<TargetId>,
    Form(typed): Form<Ended>,
) -> Result<Response, Page> {
    let task = actions::end_target(&visit, id, (typed.version, &typed.reason)).await?;
    Ok(Redirect::to(&task_link(&visit, task)).into_response())
}

pub(super) async fn hand(
    visit: Visit,
    Path(id): Path<TargetId>,
    Form(typed): Form<TypedHanding>,
) -> Result<Response, Page> {
    let new = visit.accept_form_id("target.hand", &typed.id)?;
    match actions::hand_down(&visit, (id, new), &typed).await {
        Ok(()) => {
            let to = visit.link(&format!("/targets/{id}"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(error) => {
            let found = told(error)?;
            let shown = read(&visit, id, "").await?;
            let page = page(&visit, &shown, &typed, Some(&found));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}
