//! What would have to be added for the county to pass: of each indicator how much in which school,
//! and no less would do.

use equity::Mended;
use sheet::{Column as SheetColumn, Kind, Layout};
use web::{
    Filters, Html, Markup, Page, Problem, Response, Visit, html,
    ui::{Alert, Button, Card, Column, Empty, Head, List, Row, Tone},
};

use super::{
    super::{
        actions,
        judged::{County, Mending, step_said},
    },
    SHORT, Wanted, alerts, county, year_of,
};

/// The county is everyone's affair; what it lacks where, the bureau's.
async fn bureau_only(visit: &Visit) -> Result<(), Page> {
    let scope = actions::scope_of(visit).await?;
    if scope.reach == directory::scope::Reach::County {
        return Ok(());
    }
    Err(Problem::not_found().into())
}

pub(super) async fn show(visit: Visit, Filters(wanted): Filters<Wanted>) -> Result<Html, Page> {
    bureau_only(&visit).await?;
    let year = year_of(&visit, &wanted.year)?;
    let (shown, _) = county::read(&visit, year).await?;
    let all = shown.mended();
    let back = visit.link(&format!("/balance?year={}", year.start()));
    let out = visit.link(&format!("/balance/needs/export?year={}", year.start()));
    let head = Head::new("怎样补足")
        .crumb("优质均衡监测", back)
        .below(html! { (year.label()) " · 每一项单独算：只增加这一项，最少要增加多少、增加在哪些学校" })
        .action(Button::link("导出", out).icon("download"));
    let body = html! {
        (alerts(&shown))
        @if shown.judged.is_ok() && shown.is_complete() && all.is_empty() && !shown.told.is_empty() {
            (Alert::new(Tone::Good, "各校都达标，差异系数都在限值内，不需要补足"))
        }
        @if !all.is_empty() {
            (Alert::new(Tone::Info, "怎么看这些数").detail("先补到每所学校自己要达到的最低数，再把其余的一份一份加到最能缩小差异的学校；少一份都不够。一所学校缺两项的，补足一项后另一项可能只要达到 85%，总数会比各项相加少。"))
        }
        @for it in &all { (one(&visit, &shown, it)) }
    };
    Ok(visit.page_under("怎样补足", &head, &body))
}

/// The unit of an indicator.
fn unit(shown: &County, it: &Mending) -> &'static str {
    let judged = shown.judged.as_ref().ok();
    judged.map_or("", |judged| judged.input.standard().indicators[it.question.indicator].unit)
}

fn title(it: &Mending) -> String {
    format!("{}：{}", it.question.stage.label(), SHORT[it.question.indicator])
}

fn one(visit: &Visit, shown: &County, it: &Mending) -> Markup {
    let (size, unit) = step_said(unit(shown, it));
    let here = visit.here();
    let said = match &it.answer {
        Mended::NotAsked(why) => return html! { (Card::new(title(it), html! { p { (why) } })) },
        Mended::Least { steps, .. } => format!("至少增加 {} {unit}", steps * size),
        Mended::OutOfBudget { .. } => {
            "要增加的太多，算到上限还不够。下面是算到上限时的分配，不是答案。请先核对数据"
                .to_owned()
        }
    };
    let list = List::new("学校", &here)
        .column(Column::text("学校"))
        .column(Column::number(format!("本校达标要增加（{unit}）")))
        .column(Column::number(format!("为缩小差异再增加（{unit}）")))
        .column(Column::number("合计"))
        .rows(it.gifts().iter().map(|gift| {
            let (school, told) = &shown.told[gift.school];
            let href = format!("/balance/schools/{}?year={}", school.id, told.year.start());
            Row::new(school.id.to_string(), school.name.as_str())
                .link(visit.link(&href))
                .cell(html! { (school.name) br; small { (school.town_name) } })
                .cell((gift.for_itself * size).to_string())
                .cell((gift.for_county * size).to_string())
                .cell(((gift.for_itself + gift.for_county) * size).to_string())
        }))
        .empty(Empty::new("没有学校要增加"));
    html! { (Card::new(title(it), html! { p { strong { (said) } } (list) })) }
}

pub(super) async fn export(
    visit: Visit,
    Filters(wanted): Filters<Wanted>,
) -> Result<Response, Page> {
    bureau_only(&visit).await?;
    let year = year_of(&visit, &wanted.year)?;
    let (shown, _) = county::read(&visit, year).await?;
    let text = |key: &str, title: &str| SheetColumn::new(key, title, Kind::Text);
    let layout = Layout::new(
        &format!("优质均衡补足{}", year.label()),
        vec![
            text("indicator", "指标"),
            text("school", "学校"),
            text("own", "本校达标要增加"),
            text("more", "为缩小差异再增加"),
            text("unit", "单位"),
            text("note", "说明"),
        ],
    );
    let incomplete = if shown.is_complete() { "" } else { "数据不全" };
    let mut rows = Vec::new();
    for it in &shown.mended() {
        let (size, unit) = step_said(unit(&shown, it));
        let note = match it.answer {
            Mended::OutOfBudget { .. } => "算到上限还不够",
            _ => incomplete,
        };
        rows.extend(it.gifts().iter().map(|gift| {
            vec![
                title(it),
                shown.told[gift.school].0.name.clone(),
                (gift.for_itself * size).to_string(),
                (gift.for_county * size).to_string(),
                unit.to_owned(),
                note.to_owned(),
            ]
        }));
    }
    platform::workbook::send_texts(&visit, &layout, &rows)
}
