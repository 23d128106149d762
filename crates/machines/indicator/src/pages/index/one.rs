//! One index at one place on one day: its result, each group with its items, what is not counted and
//! why, the places below, and by what it is judged.

use std::sync::Arc;

use ::catalog::Loaded;
use jiff::civil::Date;
use platform::measures::Measures;
use vocab::PlaceId;
use web::{
    Filters, Html, Markup, Page, Path, Visit, html,
    ui::{Alert, Button, Card, Facts, Figure, Head, Tone, figures},
};

use super::{Ledger, days, grade, not_counted, score, weight};
use crate::{
    asking::{self, AsKnown},
    definition::{Level, Schools},
    index::{
        Group, Index, Item, catalog,
        rules::{self, Counted, Judged, Mean},
    },
    pages::{Asked, Error, Ground, ground, tables, words},
};

/// What the page and its workbook show.
pub(super) struct Shown {
    pub(super) kind: Arc<Loaded<Index>>,
    pub(super) ground: Ground,
    pub(super) at: AsKnown,
    pub(super) ledger: Ledger,
    pub(super) below: Vec<(PlaceId, String)>,
    counted: Option<Date>,
}

pub(super) async fn read(visit: &Visit, name: &str, asked: &Asked) -> Result<Shown, Error> {
    let at = asked.at(visit.today());
    db::read!(visit.db(), "an index", |tx| {
        let kind = catalog().in_force(tx, name).await?.ok_or(Error::Missing)?;
        let ground = ground(tx, visit, &asked.place).await?;
        let told = (kind.what.level, kind.what.schools.as_ref());
        let below = tables::named(tx, told, (&ground, at.day)).await?;
        let mut places: Vec<PlaceId> = below.iter().map(|it| it.0).collect();
        places.push(ground.place);
        let ledger = Ledger::read(tx, at, &places).await?;
        let counted = asking::counted(tx, at.day).await?.map(|it| it.0);
        Ok(Shown { kind, ground, at, ledger, below, counted })
    })
}

pub(in crate::pages) async fn show(
    visit: Visit,
    Path(name): Path<String>,
    Filters(asked): Filters<Asked>,
) -> Result<Html, Page> {
    let shown = read(&visit, &name, &asked).await?;
    let (index, ground) = (&shown.kind.what, &shown.ground);
    let known = visit.cell.service::<Measures>();
    let judged = shown.ledger.judge(index, ground.place, known);
    let head = Head::new(index.label.as_str())
        .above(format!("{} · 截至 {}", ground.name, shown.at.day))
        .crumb("指数", visit.link(&format!("/indices?place={}", ground.place)));
    let out = format!("/indices/{name}/export?{}", visit.here().query());
    let head = ground
        .crumbs(head, |place| visit.link(&format!("/indices/{name}?place={place}")))
        .action(Button::link("导出", visit.link(&out)).icon("download"))
        .action(Button::print());
    let told = index.level >= ground.level();
    let body = html! {
        (not_counted(shown.at.day, shown.counted))
        @if told { (result(index, &judged)) (when(&visit, &asked)) } @else {
            (when(&visit, &asked))
            (Alert::new(Tone::Info, format!("这个指数只评{}", index.level.label())))
        }
        @if told {
            @for (at, group) in index.groups.iter().enumerate() {
                (group_card(&visit, &shown, (group, judged.groups[at], &judged.items[at]), &asked))
            }
        }
        (below_card(&visit, &shown, known, &asked))
        (definition(index))
    };
    Ok(visit.page_under(&index.label, &head, &body))
}

/// The result, and what has to be said with it.
fn result(index: &Index, judged: &Judged) -> Markup {
    let total = judged.total;
    let made_of = format!("计入的权重 {}", weight(total));
    let result = Figure::text(index.label.as_str(), score(total), "分").made_of(made_of);
    let named = judged.grade.clone().unwrap_or_else(|| "不定等级".to_owned());
    html! {
        @if judged.is_incomplete {
            (Alert::new(Tone::Warn, "结果不完整").detail(format!(
                "有项目的数据缺少或不全：下面逐项写明。没有计入的项目不按 0 分算，它的权重不计入，得分按计入的权重折算。计入的权重不到 {} 的不定等级。",
                index.least_weight
            )))
        }
        (figures([result, Figure::text("等级", named, "")]))
    }
}

/// As of which day, and as known on which.
fn when(visit: &Visit, asked: &Asked) -> Markup {
    html! {
        (days(&visit.here()))
        @if !asked.known.is_empty() {
            (Alert::new(Tone::Info, format!("这是按 {} 当时认定的数算的，后来的更正没有算进去", asked.known)))
        }
    }
}

/// A group: each item opens to its indicator, and from there to the records.
fn group_card(
    visit: &Visit,
    shown: &Shown,
    (group, mean, items): (&Group, Mean, &[Counted]),
    asked: &Asked,
) -> Markup {
    let table = html! {
        div.table-box tabindex="0" role="region" aria-label=(group.label) { table.rows {
            caption.visually-hidden { (group.label) "各项的数值和得分" }
            thead { tr {
                th scope="col" { "项目" } th.num scope="col" { "数值" }
                th scope="col" { "评分标准" } th.num scope="col" { "得分" }
                th.num scope="col" { "权重" }
            } }
            tbody { @for (item, counted) in group.items.iter().zip(items) {
                (line(visit, shown, (item, *counted), asked))
            } }
        } }
    };
    let note = format!("得分 {}，计入的权重 {}", score(mean), weight(mean));
    html! { (Card::new(group.label.as_str(), table).note(note).flush()) }
}

fn line(visit: &Visit, shown: &Shown, (item, counted): (&Item, Counted), asked: &Asked) -> Markup {
    let ground = &shown.ground;
    let Some(kind) = shown.ledger.indicators.get(&item.indicator) else { return html! {} };
    let indicator = &kind.what;
    let value = shown.ledger.value(item, ground.place).unwrap_or_default();
    let href = visit.link(&format!(
        "/indicators/{}?place={}&day={}&known={}",
        item.indicator, ground.place, shown.at.day, asked.known
    ));
    let scale = ::catalog::in_force(&item.scale, shown.at.day);
    html! { tr {
        td { a.open href=(href) { (indicator.label) } }
        td.num data-label="数值" { (words::value(indicator, value, counted == Counted::Few)) }
        td data-label="评分标准" {
            @if let Some(it) = scale {
                (it.value.told(&indicator.shape.unit))
                br; small { (it.source) @if let Some(since) = it.since { "，" (since) " 起" } }
            }
        }
        td.num data-label="得分" {
            @match counted.points() { Some(it) => { (rules::said(it)) }, None => { "—" } }
            @if let Some(note) = counted.note() { br; small { (note) } }
        }
        td.num data-label="权重" { (item.weight) }
    } }
}

/// The places below: never in the order of their points.
fn below_card(visit: &Visit, shown: &Shown, known: &Measures, asked: &Asked) -> Markup {
    if shown.below.is_empty() {
        return html! {};
    }
    let index = &shown.kind.what;
    let towns = shown.ground.level() == Level::County;
    let what = if towns { "镇（街道）" } else { "学校" };
    let table = html! {
        div.table-box tabindex="0" role="region" aria-label={ "各" (what) "的结果" } { table.rows {
            caption.visually-hidden { "各" (what) "的" (index.label) }
            thead { tr {
                th scope="col" { (what) } th.num scope="col" { "结果" }
                th scope="col" { "等级" } th.num scope="col" { "计入的权重" }
            } }
            tbody { @for (place, name) in &shown.below {
                @let judged = shown.ledger.judge(index, *place, known);
                @let href = format!("/indices/{}?place={place}&day={}&known={}", shown.kind.name, shown.at.day, asked.known);
                tr {
                    td { a.open href=(visit.link(&href)) { (name) } }
                    td.num data-label="结果" { (score(judged.total)) }
                    td data-label="等级" { (grade(&judged)) }
                    td.num data-label="计入的权重" { (weight(judged.total)) }
                }
            } }
        } }
    };
    let note = if towns {
        "按全县（市、区）的顺序排列，不排名次。"
    } else {
        "按校名排列，不排名次。"
    };
    html! { (Card::new(format!("各{what}"), table).note(note).flush()) }
}

/// By what it is judged.
fn definition(index: &Index) -> Markup {
    let grades = index.grades.iter().map(|it| format!("{} 分起{}", rules::said(it.from), it.label));
    let grades = grades.collect::<Vec<_>>().join("，");
    let schools = index.schools.as_ref().map(Schools::label);
    let missing = format!(
        "没有数或超过 100 % 的、人数太少不显示的、应报单位报了不到 {} % 的，权重不计入，不按 0 分算",
        index.least_complete
    );
    let facts = Facts::new()
        .long("说明", index.about.as_str())
        .fact("评到", schools.unwrap_or_else(|| index.level.label().to_owned()))
        .fact("等级", grades)
        .fact("缺数怎么办", missing)
        .fact("取舍", "每项得分四舍五入到 0.01，按权重平均后再四舍五入到 0.01")
        .fact("权重和标准的依据", index.source.as_str())
        .fact("责任科室", index.office.label())
        .fact("所属系统", index.system.as_str())
        .fact("版本", format!("第 {} 版", index.version));
    html! { (Card::new("怎么算的", html! { (facts) })) }
}
