//! One check at one place: how much is wrong and what is done about it, the schools where it is, and
//! at a school the records themselves, as they are now.

use std::{
    collections::{BTreeMap, BTreeSet},
    sync::Arc,
};

use ::catalog::Loaded;
use db::Tx;
use jiff::civil::Date;
use platform::measures::{Asked as Counting, Measures, Record};
use vocab::PlaceId;
use web::{
    Filters, Html, Markup, Page, Path, Visit, html,
    ui::{self, Alert, Button, Card, Empty, Facts, Figure, Filter, Head, Tone, figures, say},
};

use super::{remind, told};
use crate::{
    asking::{self, AsKnown},
    checks::rules::wrong,
    counting::records::of_all as records_of,
    definition::{Better, Check, Indicator, Level},
    history,
    pages::{Asked, Error, Ground, ground, kind, words},
    store::{days, places, reminders},
    value::Value,
};

/// So many schools are shown; how many there are is said, and the workbook has them all.
const SHOWN_MAX: usize = 200;

/// A school where something is wrong.
pub(super) struct School {
    place: PlaceId,
    pub(super) name: String,
    pub(super) town: String,
    pub(super) value: Value,
}

/// What the page and its workbook show.
pub(super) struct Shown {
    pub(super) kind: Arc<Loaded<Indicator>>,
    pub(super) check: Check,
    pub(super) ground: Ground,
    pub(super) day: Date,
    value: Value,
    /// The schools with wrong records, those with the most first.
    pub(super) schools: Vec<School>,
    /// The wrong records of a school; none where they cannot be told one by one.
    pub(super) records: Option<Vec<Record>>,
    /// When the schools were last asked to mend theirs, and how many.
    pub(super) reminded: Option<(Date, i64)>,
}

pub(super) async fn read(visit: &Visit, name: &str, asked: &Asked) -> Result<Shown, Error> {
    let at = asked.at(visit.today());
    let known = visit.cell.service::<Measures>();
    db::read!(visit.db(), "a check of records", |tx| {
        let kind = kind(tx, name).await?;
        let check = kind.what.check.clone().ok_or(Error::Missing)?;
        let ground = ground(tx, visit, &asked.place).await?;
        let held = asking::value(tx, (name, ground.place), at).await?;
        let schools = schools(tx, (name, &kind.what), (&ground, at)).await?;
        let records = match ground.level() {
            Level::School => records(tx, (&kind.what, known), (ground.place, at.day)).await?,
            Level::Town | Level::County => None,
        };
        let value = held.map_or(Value::default(), |it| it.value);
        let reminded = match days::number(tx, name).await? {
            Some(number) => reminders::last(tx, (number, ground.place)).await?,
            None => None,
        };
        Ok(Shown { kind, check, ground, day: at.day, value, schools, records, reminded })
    })
}

/// The schools within a place where something is wrong.
async fn schools(
    tx: &mut Tx,
    (name, indicator): (&str, &Indicator),
    (ground, at): (&Ground, AsKnown),
) -> Result<Vec<School>, Error> {
    if !ground.opens() || ground.level() == Level::School {
        return Ok(Vec::new());
    }
    let tree = places::tree(tx, ground.place, at.day).await?;
    let towns: BTreeMap<PlaceId, &str> =
        tree.towns.iter().map(|it| (it.0, it.1.as_str())).collect();
    let ids: Vec<PlaceId> = tree.schools.keys().copied().collect();
    let found = asking::series(tx, name, at, &ids).await?;
    let mut all: Vec<School> = tree
        .schools
        .values()
        .map(|it| School {
            place: it.place,
            name: it.name.clone(),
            town: towns.get(&it.town).map_or_else(String::new, |it| (*it).to_owned()),
            value: found.get(&it.place).map_or(Value::default(), |it| history::at(it, at.day)),
        })
        .filter(|it| wrong(indicator, it.value) > 0)
        .collect();
    all.sort_by_key(|it| (std::cmp::Reverse(wrong(indicator, it.value)), it.name.clone()));
    Ok(all)
}

/// The wrong records of a school: what is counted where less is better; else what is not counted of
/// what should be. None where a measure cannot list its records.
async fn records(
    tx: &mut Tx,
    (indicator, known): (&Indicator, &Measures),
    (school, day): (PlaceId, Date),
) -> Result<Option<Vec<Record>>, Error> {
    let term = directory::calendar::term_on(tx, day).await?.map(|it| it.first);
    let asked = Counting { scope: school, first: indicator.period.first(day, term), day };
    let Some(counted) = records_of(tx, (&indicator.numerator, known), &asked).await? else {
        return Ok(None);
    };
    if indicator.better == Better::Lower {
        return Ok(Some(counted.into_iter().collect()));
    }
    let Some(all) = records_of(tx, (&indicator.denominator, known), &asked).await? else {
        return Ok(None);
    };
    let right: BTreeSet<&str> = counted.iter().map(|it| it.path.as_str()).collect();
    Ok(Some(all.iter().filter(|it| !right.contains(it.path.as_str())).cloned().collect()))
}

pub(in crate::pages) async fn show(
    visit: Visit,
    Path(name): Path<String>,
    Filters(asked): Filters<Asked>,
) -> Result<Html, Page> {
    let shown = read(&visit, &name, &asked).await?;
    let (indicator, ground) = (&shown.kind.what, &shown.ground);
    let here = visit.here();
    let all = visit.link(&format!("/data-quality?place={}&day={}", ground.place, shown.day));
    let head = Head::new(shown.check.label.as_str())
        .above(format!("{} · 截至 {}", ground.name, shown.day))
        .crumb("数据质量", all);
    let out = format!("/data-quality/{name}/export?{}", here.query());
    let head = ground
        .crumbs(head, |place| {
            visit.link(&format!("/data-quality/{name}?place={place}&day={}", shown.day))
        })
        .action(Button::link("导出", visit.link(&out)).icon("download"))
        .action(Button::print());
    let n = wrong(indicator, shown.value);
    let figure = Figure::count(shown.check.label.as_str(), n, "条")
        .made_of(format!("共查 {}", say::count(shown.value.whole)))
        .share(n, shown.value.whole);
    let body = html! {
        @if indicator.level < ground.level() {
            (Alert::new(Tone::Info, format!("这项检查只查{}", indicator.level.label())))
        } @else if n == 0 {
            (Alert::new(Tone::Good, "没有要改的记录"))
        } @else {
            (Alert::new(Tone::Warn, "怎么改").detail(shown.check.cure.as_str()))
        }
        (figures([figure]))
        (ui::Filters::new(&here).filter(Filter::date("day", "截至哪一天")))
        @match ground.level() {
            Level::School => (records_card(&visit, &shown, n)),
            Level::Town | Level::County => {
                (schools_card(&visit, &shown))
                (remind::card(&visit, &shown))
            },
        }
        (definition(&visit, &shown))
    };
    Ok(visit.page_under(&shown.check.label, &head, &body))
}

fn schools_card(visit: &Visit, shown: &Shown) -> Markup {
    if shown.schools.is_empty() {
        return html! {};
    }
    let table = html! {
        div.table-box { table.rows {
            caption.visually-hidden { "有要改的记录的学校" }
            thead { tr { th scope="col" { "学校" } th scope="col" { "镇（街道）" } th.num scope="col" { "要改" } th.num scope="col" { "共查" } } }
            tbody { @for it in shown.schools.iter().take(SHOWN_MAX) { tr {
                td { a.open href=(visit.link(&format!("/data-quality/{}?place={}&day={}", shown.kind.name, it.place, shown.day))) { (it.name) } }
                td data-label="镇（街道）" { (it.town) }
                td.num data-label="要改" { (told(&shown.kind.what, it.value)) }
                td.num data-label="共查" { (say::count(it.value.whole)) }
            } } }
        } }
    };
    let title = format!("有要改的记录的学校（{}）", shown.schools.len());
    let card = Card::new(title, table).flush();
    html! {
        @if shown.schools.len() > SHOWN_MAX {
            (card.note(format!("要改得多的在前，只列出前 {SHOWN_MAX} 所，全部在导出的表里。")))
        } @else { (card.note("要改得多的在前。")) }
    }
}

fn records_card(visit: &Visit, shown: &Shown, counted: i64) -> Markup {
    let Some(records) = &shown.records else {
        return html! { (Card::new("要改的记录", html! { p { "这项检查能数出有多少，列不出是哪几条。" } })) };
    };
    if records.is_empty() {
        let words = if counted > 0 { "已经改好了" } else { "没有要改的记录" };
        return html! { (Card::new("要改的记录", html! { (Empty::new(words).hint("数会在下一次统计时更新。")) })) };
    }
    let body = words::records(visit, records, "，全部在导出的表里");
    let title = format!("要改的记录（{}）", records.len());
    html! { (Card::new(title, body).note("这里是现在的记录，改好的马上就不在了。")) }
}

fn definition(visit: &Visit, shown: &Shown) -> Markup {
    let it = &shown.kind.what;
    let href = visit.link(&format!(
        "/indicators/{}?place={}&day={}",
        shown.kind.name, shown.ground.place, shown.day
    ));
    let facts = Facts::new()
        .long("查什么", it.about.as_str())
        .fact("类别", shown.check.kind.label())
        .fact("数据来源", it.source.as_str())
        .fact("责任科室", it.office.label());
    let body = html! { (facts) p { a href=(href) { "变化过程、口径和更正过的数" } } };
    html! { (Card::new("查的是什么", body)) }
}
