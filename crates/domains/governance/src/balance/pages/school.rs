//! One school: its seven values with what it lacks, what was told of it, and the form by which it
//! tells.

use directory::{model::School, schools};
use equity::Standing;
use std::collections::HashMap;
use vocab::{SchoolId, SchoolYear};
use web::{
    Filters, Form, Html, IntoResponse, Markup, Page, Path, Redirect, Response, StatusCode, Visit,
    html,
    ui::{self, Alert, Button, Card, Decide, Facts, Field, Head, Tone, badge},
};

use super::{
    super::{
        actions::{self, Error, Filed},
        judged::{self, County, Line},
        model::{ITEMS, Item, Told, ToldId},
        rules::{self, Wrong},
        store,
    },
    MAY_FILE, MAY_KEEP, Wanted, fault, part, standing, year_of,
};
use crate::reported::ValueState;

struct Shown {
    school: School,
    county: County,
    told: Vec<Told>,
}

async fn read(visit: &Visit, id: SchoolId, year: SchoolYear) -> Result<Shown, Error> {
    let scope = actions::scope_of(visit).await?;
    let place = visit.actor.scope();
    db::read!(visit.db(), "balance of a school", |tx| {
        let school = schools::load(tx, scope, id).await?;
        let told = store::of_school(tx, place, id).await?;
        let told = judged::with_amounts(tx, told).await?;
        Ok(Shown { school, county: judged::county(tx, year).await?, told })
    })
}

/// What was typed, by field.
type Back = HashMap<String, String>;

pub(super) async fn show(
    visit: Visit,
    Path(id): Path<SchoolId>,
    Filters(wanted): Filters<Wanted>,
) -> Result<Html, Page> {
    let year = year_of(&visit, &wanted.year)?;
    let shown = read(&visit, id, year).await?;
    let last = shown.told.iter().find(|it| it.state != ValueState::Refused);
    let mut back: Back = last.map_or_else(Back::new, |it| {
        Item::ALL.iter().map(|item| (item.key().to_owned(), amount(*item, it.of(*item)))).collect()
    });
    back.insert("year".to_owned(), year.start().to_string());
    Ok(page(&visit, &shown, &back, None))
}

/// An amount as it is typed.
fn amount(item: Item, it: i64) -> String {
    if item.places() == 0 {
        return it.to_string();
    }
    format!("{}.{:02}", it / 100, it % 100)
}

fn page(visit: &Visit, shown: &Shown, back: &Back, found: Option<&Wrong>) -> Html {
    let year = shown.county.year;
    let lines = shown.county.lines();
    let own: Vec<&Line<'_>> = lines.iter().filter(|it| it.school.id == shown.school.id).collect();
    let mut head = Head::new(shown.school.name.as_str())
        .below(html! { (shown.school.town_name) " · " (year.label()) " 优质均衡" });
    if !actions::is_school(visit) {
        let to = visit.link(&format!("/balance?year={}", year.start()));
        head = head.crumb("优质均衡监测", to);
    }
    let body = html! {
        @if own.is_empty() { (nothing(shown)) }
        @for it in &own { (stage(&shown.county, it)) }
        @for it in &shown.told { (told(visit, it)) }
        @if visit.meets(MAY_FILE) { (form(visit, shown, back, found)) }
    };
    visit.page_under(&shown.school.name, &head, &body)
}

/// Why there is no result.
fn nothing(shown: &Shown) -> Markup {
    let is_told = shown.county.told.iter().any(|it| it.0.id == shown.school.id);
    let words = if is_told {
        "数据有误，算不出来，所以不显示结果。请与督导科核对"
    } else {
        "这个学年还没有审核过的数据"
    };
    html! { (Alert::new(Tone::Info, words)) }
}

fn stage(county: &County, it: &Line<'_>) -> Markup {
    let Ok(judged) = &county.judged else { return html! {} };
    let standard = judged.input.standard();
    let at = usize::from(it.stage == equity::Stage::Junior);
    let table = html! {
        div.table-box tabindex="0" role="region" aria-label="达标情况表" { table.rows {
            caption.visually-hidden { (it.stage.label()) "七项指标" }
            thead { tr {
                th scope="col" { "指标" } th.num scope="col" { "本校" } th.num scope="col" { "标准" }
                th scope="col" { "是否达标" } th scope="col" { "还差多少" }
            } }
            tbody { @for (no, unit) in standard.indicators.iter().enumerate() {
                @let (tone, word) = standing(it.judged.standing[no]);
                tr {
                    th scope="row" { (unit.name) "（" (unit.unit) "）" }
                    td.num data-label="本校" { (format!("{:.2}", it.judged.values[no])) }
                    td.num data-label="标准" { (part(unit.least[at])) }
                    td data-label="是否达标" { (badge(tone, word)) }
                    td data-label="还差多少" { (lacks(county, it, no)) }
                }
            } }
        } }
    };
    let reached = it.judged.standing.iter().filter(|it| **it == Standing::Reached).count();
    let words = if it.judged.passes {
        format!("达标：{reached} 项达到标准，其余不低于 85%")
    } else {
        format!("没有达标：{reached} 项达到标准；要有六项达到标准，其余不低于 85%")
    };
    let tone = if it.judged.passes { Tone::Good } else { Tone::Bad };
    let title = format!("{}（{} 名学生）", it.stage.label(), it.pupils);
    let note = if it.told.pupils.iter().filter(|it| **it > 0).count() > 1 {
        "几个学段共用的教师、用房和设备，按各学段学生数和折算比例拆分。"
    } else {
        ""
    };
    html! { (Card::new(title, html! { p { (badge(tone, &words)) } (table) }).note(note)) }
}

/// How much is lacking, in a sentence.
fn lacks(county: &County, it: &Line<'_>, indicator: usize) -> String {
    let Ok(judged) = &county.judged else { return String::new() };
    let unit = judged.input.standard().indicators[indicator].unit;
    let (full, rest) = county.lacks(it, indicator);
    match it.judged.standing[indicator] {
        Standing::Reached => String::new(),
        Standing::Nearly => format!("到标准差 {full} {unit}"),
        Standing::Below => format!("到标准差 {full} {unit}，到 85% 差 {rest} {unit}"),
    }
}

fn told(visit: &Visit, it: &Told) -> Markup {
    let tone = match it.state {
        ValueState::Filed => Tone::Warn,
        ValueState::Good => Tone::Good,
        ValueState::Refused => Tone::Bad,
        ValueState::Replaced => Tone::Quiet,
    };
    let by = if it.by_name.is_empty() { "—" } else { &it.by_name };
    let [primary, junior, senior] = it.pupils;
    let mut facts = Facts::new()
        .fact("状态", badge(tone, it.state.label()))
        .fact("在校生", format!("小学 {primary}、初中 {junior}、高中 {senior}"));
    for item in Item::ALL {
        facts = facts.fact(item.label(), format!("{} {}", amount(item, it.of(item)), item.unit()));
    }
    let mut facts =
        facts.fact("谁报的", format!("{by}，{}", it.filed_on)).long("来源", it.source.as_str());
    if let Some((who, on, words)) = &it.review {
        let words = if words.is_empty() { String::new() } else { format!("：{words}") };
        facts = facts.fact("谁审核的", format!("{who}，{on}{words}"));
    }
    let suspect = rules::suspect(it.pupils, &it.amounts);
    let waits = it.state == ValueState::Filed;
    let csrf = visit.csrf();
    let title = format!("{} 报于 {}（{}）", it.year.label(), it.filed_on, it.state.label());
    html! {
        details.card.card-body open[waits] {
            summary { (title) }
            @if let Some((item, what)) = suspect {
                (Alert::new(Tone::Warn, format!("“{}”{what}", item.label())))
            }
            (facts)
            @if waits && visit.meets(MAY_KEEP) {
                (Decide::new(visit.link(&format!("/balance/told/{}", it.id)), &csrf)
                    .reason(Field::text("reason", "审核意见").max_length(200).hint("退回时必须写明"))
                    .choice("good", Button::submit("审核通过").primary())
                    .choice("refuse", Button::submit("退回").danger()))
            }
        }
    }
}

fn form(visit: &Visit, shown: &Shown, back: &Back, found: Option<&Wrong>) -> Markup {
    let csrf = visit.csrf();
    let hidden = html! {
        (csrf) (visit.form_id::<super::super::model::kinds::ToldId>("balance.told"))
    };
    let typed = |key: &str| back.get(key).cloned().unwrap_or_default();
    let years = super::years(visit, &[shown.county.year]);
    let mut form = ui::Form::new(visit.link(&format!("/balance/schools/{}", shown.school.id)), &hidden)
        .section("报送本校数据", html! {
            (Field::select("year", "学年", years).value(typed("year")).required())
            @for item in Item::ALL {
                @let field = if item.places() == 0 { Field::number(item.key(), item.label()) } else { Field::decimal(item.key(), item.label()) };
                (field.value(typed(item.key())).unit(item.unit()).required().error(fault(found, item.key())))
            }
            (Field::text("source", "来源").value(typed("source")).max_length(200).required()
                .hint("学生数不用填，按学籍人数算").error(fault(found, "source")))
        })
        .button(Button::submit("报送").primary());
    if let Some(wrong) = found {
        form = form.error(wrong.field, wrong.advice.as_str());
    }
    html! { (form) }
}

pub(super) async fn file(
    visit: Visit,
    Path(id): Path<SchoolId>,
    Form(typed): Form<Back>,
) -> Result<Response, Page> {
    let field = |key: &str| typed.get(key).map_or("", String::as_str);
    let told: ToldId = visit.accept_form_id("balance.told", field("id"))?;
    let year = year_of(&visit, field("year"))?;
    let mut amounts = [0; ITEMS];
    let mut found = None;
    for item in Item::ALL {
        match rules::amount(item, field(item.key())) {
            Ok(it) => amounts[item as usize] = it,
            Err(wrong) => found = found.or(Some(wrong)),
        }
    }
    let filed = Filed { id: told, year, amounts, source: field("source").to_owned() };
    let done = match found {
        Some(wrong) => Err(Error::Wrong(wrong)),
        None => actions::file(&visit, id, &filed).await,
    };
    match done {
        Ok(()) => {
            let to = visit.link(&format!("/balance/schools/{id}?year={}", year.start()));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Error::Wrong(wrong)) => {
            let shown = read(&visit, id, year).await?;
            let page = page(&visit, &shown, &typed, Some(&wrong));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

pub(super) async fn review(
    visit: Visit,
    Path(id): Path<ToldId>,
    Form(typed): Form<crate::typed::Decided>,
) -> Result<Response, Page> {
    let school = actions::review(&visit, id, (typed.is_good(), &typed.reason)).await?;
    Ok(Redirect::to(&visit.link(&format!("/balance/schools/{school}"))).into_response())
}
