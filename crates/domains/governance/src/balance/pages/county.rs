//! The county in a school year: the coefficients, who is missing, and every school by town and name.

use directory::scope::{Reach, Scope};
use equity::{Limited, StageJudged, Standing};
use serde::Deserialize;
use sheet::{Column as SheetColumn, Kind, Layout};
use vocab::SchoolYear;
use web::{
    Filters, IntoResponse, Markup, Page, Redirect, Response, Visit, html,
    ui::{
        self, Address, Button, Card, Chart, Column, Empty, Figure, Filter, Head, List, Row, Tone,
        badge, figures,
    },
};

use super::{
    super::{
        actions::{self, Error},
        judged::{self, County, Line},
        model::Limit,
        store,
    },
    MAY_KEEP, SHORT, alerts, part, standing, value, year_of, years,
};

/// How many lines a page has.
const LINES: usize = 60;

#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Wanted {
    #[serde(default)]
    pub(super) year: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    stage: String,
    #[serde(default)]
    state: String,
    #[serde(default)]
    after: String,
}

impl Wanted {
    fn fits(&self, it: &Line<'_>) -> bool {
        let word = self.q.trim();
        let is_state = match self.state.as_str() {
            "passes" => it.judged.passes,
            "short" => !it.judged.passes,
            "nearly" => it.judged.standing.iter().any(|it| *it != Standing::Reached),
            _ => true,
        };
        (word.is_empty() || it.school.name.contains(word) || it.school.town_name.contains(word))
            && (self.stage.is_empty() || it.stage.label() == self.stage)
            && is_state
    }
}

/// The county with the years that can be chosen, narrowed to the visitor's schools.
pub(super) async fn read(
    visit: &Visit,
    year: SchoolYear,
) -> Result<(County, Vec<SchoolYear>), Error> {
    db::read!(visit.db(), "balance of the county", |tx| {
        Ok((judged::county(tx, year).await?, store::years(tx).await?))
    })
}

/// The lines that are seen from a place: in a town its own.
pub(super) fn lines(scope: Scope, shown: &County) -> Vec<Line<'_>> {
    let mut lines = shown.lines();
    match scope.reach {
        Reach::County => {}
        Reach::Town => lines.retain(|it| it.school.town.place() == scope.place),
        Reach::School | Reach::Class => {
            lines.retain(|it| it.school.id.place() == scope.place);
        }
    }
    lines
}

pub(super) async fn show(visit: Visit, Filters(wanted): Filters<Wanted>) -> Result<Response, Page> {
    if actions::is_school(&visit) {
        return own_school(&visit).await;
    }
    let year = year_of(&visit, &wanted.year)?;
    let (shown, told_years) = read(&visit, year).await?;
    let scope = actions::scope_of(&visit).await?;
    let lines = lines(scope, &shown);
    let here = visit.here();
    let query = here.query();
    let mut head = Head::new("优质均衡监测")
        .below(html! { (year.label()) " · 七项指标，每校六项达标、另一项不低于 85%；县域差异系数" })
        .action(
            Button::link("导出", visit.link(&format!("/balance/export?{query}"))).icon("download"),
        )
        .action(
            Button::link("限值的用法", visit.link("/balance/rules")).icon("adjustments-horizontal"),
        );
    if scope.reach == Reach::County {
        let needs = visit.link(&format!("/balance/needs?year={}", year.start()));
        head = head.action(Button::link("怎样补足", needs).icon("target-arrow"));
    }
    if visit.meets(MAY_KEEP) {
        head =
            head.action(Button::link("导入资源数据", visit.link("/balance/list")).icon("upload"));
    }
    let body = html! {
        (ui::Filters::new(&here).filter(Filter::choice("year", "学年", years(&visit, &told_years)).preset(year.start().to_string())))
        (alerts(&shown))
        @if shown.judged.is_ok() && !shown.told.is_empty() {
            (verdict(&shown))
            @for stage in shown.stages() { (spreads(&visit, &shown, stage)) }
        }
        (missing(&shown))
        @if shown.judged.is_ok() { (schools(&visit, (&here, &wanted), &shown, &lines)) }
    };
    Ok(visit.page_under("优质均衡监测", &head, &body).into_response())
}

/// A school is led to its own page; one without primary or junior pupils is told that it has none.
async fn own_school(visit: &Visit) -> Result<Response, Page> {
    let place = actions::scope_of(visit).await?.place;
    let own: Result<_, Error> = db::read!(visit.db(), "own school", |tx| {
        judged::compulsory(tx, Scope { place, reach: Reach::School }).await
    });
    if let Some(own) = own?.first() {
        let to = visit.link(&format!("/balance/schools/{}", own.id));
        return Ok(Redirect::to(&to).into_response());
    }
    let words = "优质均衡只看义务教育学校，本校没有小学和初中学段";
    let body = html! { (Empty::new(words)) };
    Ok(visit.page_under("优质均衡监测", &Head::new("优质均衡监测"), &body).into_response())
}

/// What comes of it, as far as everyone has told.
fn verdict(shown: &County) -> Markup {
    let Ok(judged) = &shown.judged else { return html! {} };
    let all = judged.judgement.stages.iter().flat_map(|stage| {
        let passing = stage.branches.iter().filter(|it| it.passes).count();
        let within = stage.spreads.iter().filter(|it| it.within).count();
        let label = stage.stage.label();
        let whole = |it: usize| i64::try_from(it).unwrap_or(0);
        [
            Figure::rate(
                format!("{label}：达标学校"),
                whole(passing),
                whole(stage.branches.len()),
                "所",
            ),
            Figure::rate(format!("{label}：差异系数在限值内"), whole(within), 7, "项"),
        ]
    });
    let (tone, words) = match (shown.is_complete(), judged.judgement.passes) {
        (false, _) => (Tone::Warn, "数据不全，不下结论"),
        (true, true) => (Tone::Good, "全县（市、区）达标"),
        (true, false) => (Tone::Bad, "全县（市、区）没有达标"),
    };
    html! { (Card::new("结论", html! { p { (badge(tone, words)) } (figures(all)) })) }
}

fn spreads(visit: &Visit, shown: &County, stage: &StageJudged) -> Markup {
    let Ok(judged) = &shown.judged else { return html! {} };
    let standard = judged.input.standard();
    let at = usize::from(stage.stage == equity::Stage::Junior);
    let limit = standard.limit[at];
    let label = stage.stage.label();
    let out = visit.link(&format!("/balance/coefficients?year={}", shown.year.start()));
    let chart = Chart::bars(format!("{label}差异系数"), "指标", SHORT)
        .series(label, stage.spreads.iter().map(|it| it.coefficient))
        .unit("", 3)
        .mark("限值", f64::from(limit.above) / f64::from(limit.below))
        .sheet(out);
    let each = match standard.limited {
        Limited::Mean { each } => format!("单项限值 {}", part(each)),
        Limited::Each => format!("限值 {}", part(limit)),
    };
    let table = html! {
        div.table-box tabindex="0" role="region" aria-label={ (label) "差异系数" } { table.rows {
            caption.visually-hidden { (label) "差异系数" }
            thead { tr {
                th scope="col" { "指标" } th.num scope="col" { "标准" } th.num scope="col" { "平均" }
                th.num scope="col" { "差异系数" } th scope="col" { (each) } th.num scope="col" { "未达标学校" }
            } }
            tbody { @for (no, it) in stage.spreads.iter().enumerate() {
                @let short = stage.branches.iter().filter(|one| one.standing[no] != Standing::Reached).count();
                @let unit = &standard.indicators[no];
                tr {
                    th scope="row" { (unit.name) "（" (unit.unit) "）" }
                    td.num data-label="标准" { (part(unit.least[at])) }
                    td.num data-label="平均" { (format!("{:.2}", it.mean)) }
                    td.num data-label="差异系数" { (format!("{:.3}", it.coefficient)) }
                    td data-label=(each) { (badge(if it.within { Tone::Good } else { Tone::Bad }, if it.within { "在限值内" } else { "超过" })) }
                    td.num data-label="未达标学校" { (short) }
                }
            } }
            @if shown.limit == Limit::Mean { tfoot { tr {
                th scope="row" colspan="3" { "七项平均，限值 " (part(limit)) }
                td.num { (format!("{:.3}", stage.mean_coefficient)) }
                td colspan="2" { (badge(if stage.spreads_pass { Tone::Good } else { Tone::Bad }, if stage.spreads_pass { "在限值内" } else { "超过" })) }
            } } }
        } }
    };
    let note = if shown.is_complete() { "" } else { "数据不全，仅供参考。" };
    html! { (Card::new(format!("{label}：差异系数"), html! { (chart) (table) }).note(note)) }
}

/// The schools that have nothing in force.
fn missing(shown: &County) -> Markup {
    if shown.missing.is_empty() || shown.told.is_empty() {
        return html! {};
    }
    let body = html! { ul { @for it in &shown.missing { li { (it.town_name) " " (it.name) } } } };
    let title = format!("没有数据的学校（{} 所）", shown.missing.len());
    html! { details.card.card-body { summary { (title) } (body) } }
}

fn schools(
    visit: &Visit,
    (here, wanted): (&Address, &Wanted),
    shown: &County,
    lines: &[Line<'_>],
) -> Markup {
    let fit: Vec<&Line<'_>> = lines.iter().filter(|it| wanted.fits(it)).collect();
    let key = |it: &Line<'_>| {
        format!("{}-{}", it.judged.school, usize::from(it.stage == equity::Stage::Junior))
    };
    let from = fit.iter().position(|it| key(it) == wanted.after).map_or(0, |it| it + 1);
    let page = &fit[from..fit.len().min(from + LINES)];
    let next = page.last().filter(|_| from + LINES < fit.len()).map(|it| key(it));
    let states = [("passes", "达标"), ("short", "没有达标"), ("nearly", "有指标没有达到标准")];
    let filters = ui::Filters::new(here)
        .search("学校或镇街")
        .filter(Filter::choice("stage", "学段", [("小学", "小学"), ("初中", "初中")]))
        .filter(Filter::choice("state", "是否达标", states));
    let mut list = List::new("学校", here)
        .filters(filters)
        .column(Column::text("学校"))
        .column(Column::short("学段"))
        .column(Column::number("学生"));
    for it in SHORT {
        list = list.column(Column::number(it));
    }
    let list = list
        .column(Column::short("结果"))
        .rows(page.iter().map(|it| {
            let href = format!("/balance/schools/{}?year={}", it.school.id, shown.year.start());
            let mut row = Row::new(key(it), it.school.name.as_str())
                .link(visit.link(&href))
                .cell(html! { (it.school.name) br; small { (it.school.town_name) } })
                .cell(it.stage.label())
                .cell(it.pupils.to_string());
            for (number, how) in it.judged.values.iter().zip(it.judged.standing) {
                row = row.cell(value(*number, how));
            }
            row.cell(result(it))
        }))
        .total(i64::try_from(fit.len()).unwrap_or(i64::MAX))
        .next(next)
        .empty(Empty::new("没有这样的学校").hint("请换一个词，或去掉筛选。"));
    html! { h2 { "各校各学段" } p.muted { "按镇街和校名排列，不排名次。九年一贯制、完全中学按学生数和折算比例拆分。" } (list) }
}

fn result(it: &Line<'_>) -> Markup {
    let reached = it.judged.standing.iter().filter(|it| **it == Standing::Reached).count();
    let tone = if it.judged.passes { Tone::Good } else { Tone::Bad };
    html! { (badge(tone, if it.judged.passes { "达标" } else { "没有达标" })) br; small { "达标 " (reached) " 项" } }
}

pub(super) async fn export(
    visit: Visit,
    Filters(wanted): Filters<Wanted>,
) -> Result<Response, Page> {
    let year = year_of(&visit, &wanted.year)?;
    let (shown, _) = read(&visit, year).await?;
    let lines = lines(actions::scope_of(&visit).await?, &shown);
    let text = |key: &str, title: &str| SheetColumn::new(key, title, Kind::Text);
    let mut columns = vec![
        text("school", "学校"),
        text("town", "镇街"),
        text("stage", "学段"),
        SheetColumn::new("pupils", "学生", Kind::Integer),
    ];
    for (at, name) in SHORT.iter().enumerate() {
        columns.push(text(&format!("value-{at}"), name));
        columns.push(text(&format!("state-{at}"), &format!("{name}是否达标")));
    }
    columns.extend([text("result", "结果"), text("source", "来源"), text("note", "说明")]);
    let layout = Layout::new(&format!("优质均衡{}", year.label()), columns);
    let note = if shown.is_complete() { "" } else { "全县（市、区）数据不全" };
    let rows = lines.iter().filter(|it| wanted.fits(it)).map(|it| {
        let mut row = vec![
            it.school.name.clone(),
            it.school.town_name.clone(),
            it.stage.label().to_owned(),
            it.pupils.to_string(),
        ];
        for (number, how) in it.judged.values.iter().zip(it.judged.standing) {
            row.extend([format!("{number:.2}"), standing(how).1.to_owned()]);
        }
        let result = if it.judged.passes { "达标" } else { "没有达标" };
        row.extend([result.to_owned(), it.told.source.clone(), note.to_owned()]);
        row
    });
    platform::workbook::send_texts(&visit, &layout, &rows.collect::<Vec<_>>())
}

/// The table behind the picture of the coefficients.
pub(super) async fn coefficients(
    visit: Visit,
    Filters(wanted): Filters<super::Wanted>,
) -> Result<Response, Page> {
    let year = year_of(&visit, &wanted.year)?;
    let (shown, _) = read(&visit, year).await?;
    let text = |key: &str, title: &str| SheetColumn::new(key, title, Kind::Text);
    let layout = Layout::new(
        &format!("差异系数{}", year.label()),
        vec![
            text("stage", "学段"),
            text("indicator", "指标"),
            text("mean", "平均"),
            text("coefficient", "差异系数"),
            text("within", "是否在限值内"),
            text("note", "说明"),
        ],
    );
    let note = if shown.is_complete() { "" } else { "数据不全" };
    let rows = shown.stages().iter().flat_map(|stage| {
        SHORT.iter().zip(&stage.spreads).map(move |(name, it)| {
            let within = if it.within { "是" } else { "否" };
            vec![
                stage.stage.label().to_owned(),
                (*name).to_owned(),
                format!("{:.2}", it.mean),
                format!("{:.4}", it.coefficient),
                within.to_owned(),
                note.to_owned(),
            ]
        })
    });
    platform::workbook::send_texts(&visit, &layout, &rows.collect::<Vec<_>>())
}
