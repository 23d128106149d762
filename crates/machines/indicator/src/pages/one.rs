//! One indicator at one place on one day: its value with what it is made of, how it went, how it is
//! below, what it means, and the way to the records.

use std::sync::Arc;

use ::catalog::Loaded;
use jiff::civil::{Date, DateTime};
use platform::measures::{Listed, Measures};
use web::{
    Filters, Html, Markup, Page, Path, Visit, html,
    ui::{self, Address, Alert, Button, Card, Chart, Facts, Figure, Filter, Head, Tone, figures},
};

use super::{
    Asked, Error, Ground, ground, is_personal, kind,
    tables::{self, Below},
    watch, words,
};
use crate::{
    asking::{self, AsKnown, Held},
    definition::{Indicator, Schools},
    history::{self, Rows},
    rules,
    store::{days, values},
    value::Value,
};

/// So many points a picture has at most.
const POINTS_MAX: usize = 60;

/// What the page shows.
struct Shown {
    kind: Arc<Loaded<Indicator>>,
    ground: Ground,
    at: AsKnown,
    held: Option<Held>,
    county: Option<Held>,
    rows: Rows,
    below: Vec<Below>,
    corrected: Vec<values::Corrected>,
    texts: Vec<(Date, String)>,
    counted: Option<(Date, DateTime)>,
    /// Whether it has ever been counted.
    was_counted: bool,
    watch: Option<i64>,
}

pub(super) async fn show(
    visit: Visit,
    Path(name): Path<String>,
    Filters(asked): Filters<Asked>,
) -> Result<Html, Page> {
    let shown = read(&visit, &name, &asked).await?;
    let (indicator, ground) = (&shown.kind.what, &shown.ground);
    let measures = visit.cell.service::<Measures>();
    let value = shown.held.map_or(Value::default(), |it| it.value);
    let few = is_personal(indicator, measures) && rules::is_few(value);
    let here = visit.here();
    let head = Head::new(indicator.label.as_str())
        .above(format!("{} · 截至 {}", ground.name, shown.at.day))
        .crumb("全部指标", visit.link(&format!("/indicators?place={}", ground.place)));
    let out = format!("/indicators/{}/export?{}", shown.kind.name, here.query());
    let head = ground
        .crumbs(head, |place| visit.link(&format!("/indicators/{}?place={place}", shown.kind.name)))
        .action(Button::link("导出", visit.link(&out)).icon("download"))
        .action(Button::print());
    let body = html! {
        (alerts(&shown, value))
        (headline(&shown, value, few))
        (when(&visit, &asked))
        @if indicator.level < ground.level() {
            (Alert::new(Tone::Info, format!("这个指标只统计{}", indicator.level.label())))
        } @else if !few { (course(&visit, &shown)) }
        (tables::card(&visit, (&shown.kind.name, indicator), (ground, shown.at.day), &shown.below))
        @if value.is_incomplete() && !shown.below.is_empty() {
            (Card::new("没有报全的", tables::silent(&visit, &shown.kind.name, &shown.below)))
        }
        (records(&visit, &shown, measures))
        (definition(&shown, measures))
        (corrections(indicator, &shown.corrected))
        @if shown.was_counted && watch::is_kept(indicator, ground) {
            (watch::card(&visit, (&shown.kind.name, indicator), ground, shown.watch))
        }
    };
    Ok(visit.page_under(&indicator.label, &head, &body))
}

async fn read(visit: &Visit, name: &str, asked: &Asked) -> Result<Shown, Error> {
    let at = asked.at(visit.today());
    let account = visit.actor.account;
    db::read!(visit.db(), "an indicator", |tx| {
        let kind = kind(tx, name).await?;
        let ground = ground(tx, visit, &asked.place).await?;
        let held = asking::value(tx, (name, ground.place), at).await?;
        let county = asking::value(tx, (name, ground.county), at).await?;
        let mut all = asking::series(tx, name, at, &[ground.place]).await?;
        let rows = all.remove(&ground.place).unwrap_or_default();
        let below = tables::read(tx, (name, &kind.what), (&ground, at)).await?;
        let number = days::number(tx, name).await?;
        let (was_counted, number) = (number.is_some(), number.unwrap_or_default());
        let span = (at.day.saturating_sub(jiff::Span::new().days(365)), at.day);
        let mut corrected = values::versions(tx, (number, ground.place), span).await?;
        corrected.retain(|it| it.known_until < values::NEVER && it.known_until > it.known_on);
        let texts = days::texts_of(tx, number).await?;
        let counted = asking::counted(tx, at.day).await?;
        let watch = watch::find(tx, account, (number, ground.place)).await?;
        Ok(Shown {
            kind,
            ground,
            at,
            held,
            county,
            rows,
            below,
            corrected,
            texts,
            counted,
            was_counted,
            watch,
        })
    })
}

/// What must be said before the number is read.
fn alerts(shown: &Shown, value: Value) -> Markup {
    let day = shown.at.day;
    html! {
        @match shown.counted {
            None => (Alert::new(Tone::Warn, format!("{day} 以前还没有统计过，数值还不能用"))),
            Some((counted, _)) if counted < day => {
                (Alert::new(Tone::Info, format!("{day} 还没有全面统计，沿用 {counted} 的数")))
            },
            Some(_) => {},
        }
        @if value.is_incomplete() {
            @let label = shown.kind.what.coverage.as_ref().map_or("", |it| it.label.as_str());
            (Alert::new(Tone::Warn, format!("数据不全：{label} {} / {}", value.have, value.due)))
        }
        @if shown.kind.what.shape.is_too_much(value) {
            (Alert::new(Tone::Bad, "分子大于分母，超过 100 %").detail("请核对两边的记录：很可能有人登记了参加，而学籍不在这里。"))
        }
    }
}

fn headline(shown: &Shown, value: Value, few: bool) -> Markup {
    let indicator = &shown.kind.what;
    let shape = &indicator.shape;
    let since = shown.held.map(|it| format!("{} 起", it.since));
    let figure = |name: String, value: Value, few: bool| {
        if few {
            return Figure::text(name, "不足 10", "").made_of(words::FEW);
        }
        let made_of = shape.made_of(value).unwrap_or_default();
        let made_of = match shape.shown(value) {
            Some(_) => made_of,
            None => "没有可统计的".to_owned(),
        };
        let text = shape.shown(value).unwrap_or_else(|| words::NOTHING.to_owned());
        let figure = Figure::text(name, text, shape.unit.as_str()).made_of(made_of);
        if shape.scale == 100 { figure.share(value.part, value.whole) } else { figure }
    };
    let before = shown.rows.range(..shown.held.map_or(shown.at.day, |it| it.since)).next_back();
    let mut own = figure(shown.ground.name.clone(), value, few);
    if let (Some((_, before)), Some(held), false) = (before, shown.held, few)
        && let Some((tone, words)) = words::trend(indicator, (*before, value), held.since)
    {
        own = own.trend(tone, words);
    }
    let county = shown.county.map_or(Value::default(), |it| it.value);
    let all = (shown.ground.place != shown.ground.county)
        .then(|| figure("全县（市、区）".to_owned(), county, false));
    let age = words::age(shown.at.day, shown.counted.map(|it| it.0));
    let quality = rules::quality(value, age);
    html! {
        (figures(std::iter::once(own).chain(all)))
        p { @if let Some(since) = since { "这个数自 " (since) "。" } " 数据质量：" (words::quality(quality)) }
    }
}

/// As of which day, and as known on which.
fn when(visit: &Visit, asked: &Asked) -> Markup {
    let here: Address = visit.here();
    let filters = ui::Filters::new(&here)
        .filter(Filter::date("day", "截至哪一天"))
        .filter(Filter::date("known", "按哪一天的认定"));
    html! {
        (filters)
        @if !asked.known.is_empty() {
            (Alert::new(Tone::Info, format!("这是 {} 当时认定的数，后来的更正没有算进去", asked.known)))
        }
    }
}

/// How it went: a point for each change, thinned out evenly where there are many.
fn course(visit: &Visit, shown: &Shown) -> Markup {
    let shape = &shown.kind.what.shape;
    if shown.rows.len() < 2 {
        return html! {};
    }
    let mut days: Vec<Date> = shown.rows.keys().copied().collect();
    if days.last() != Some(&shown.at.day) {
        days.push(shown.at.day);
    }
    let step = days.len().div_ceil(POINTS_MAX);
    let last = days.len() - 1;
    let days: Vec<Date> =
        (0..days.len()).filter(|at| (last - at).is_multiple_of(step)).map(|at| days[at]).collect();
    let label = shown.kind.what.label.as_str();
    let chart = Chart::lines(label, "日期", days.iter().map(ToString::to_string))
        .series(label, days.iter().map(|it| shape.drawn(history::at(&shown.rows, *it))))
        .unit(shape.unit.as_str(), u8::try_from(shape.precision).unwrap_or(0))
        .sheet(visit.link(&format!(
            "/indicators/{}/course?place={}&day={}&known={}",
            shown.kind.name,
            shown.ground.place,
            shown.at.day,
            visit.here().get("known")
        )));
    let note = format!("只记变化的日子，到这一天共 {} 次。", shown.rows.len());
    html! { (Card::new("变化过程", html! { (chart) }).note(note)) }
}

/// The lists behind both numbers.
fn records(visit: &Visit, shown: &Shown, known: &Measures) -> Markup {
    let (indicator, ground) = (&shown.kind.what, &shown.ground);
    if !ground.opens() {
        return html! {};
    }
    let lines = indicator.numerator.iter().map(|it| ("分子", it));
    let lines = lines.chain(indicator.denominator.iter().map(|it| ("分母", it)));
    let lists: Vec<(&str, String, Option<String>)> = lines
        .map(|(side, it)| {
            let list = known.find(&it.measure).and_then(|found| found.1.list).map(|list| {
                list(&Listed {
                    measure: &it.measure,
                    place: ground.place,
                    around: ground.around(),
                    day: shown.at.day,
                    only: &it.only,
                })
            });
            // Whoever may not open the records reads what was counted all the same.
            let list = list.filter(|path| visit.may_open(path));
            (side, words::sum(it, known), list)
        })
        .collect();
    let why = visit.link(&format!(
        "/indicators/{}/why?place={}&day={}",
        shown.kind.name, ground.place, shown.at.day
    ));
    let body = html! {
        ul { @for (side, words, list) in &lists { li {
            (side) "："
            @match list {
                Some(path) => a href=(visit.link(path)) { (words) },
                None => (words),
            }
        } } }
        @if shown.rows.len() > 1 { p { a href=(why) { "这个数为什么变了" } } }
    };
    html! { (Card::new("数的是哪些记录", body)) }
}

fn definition(shown: &Shown, known: &Measures) -> Markup {
    let it = &shown.kind.what;
    let over = if it.denominator.is_empty() {
        "没有分母，是一个总数".to_owned()
    } else {
        words::sums(&it.denominator, known)
    };
    let schools = it.schools.as_ref().map_or_else(|| "全部单位".to_owned(), Schools::label);
    let places = format!(
        "{} 位小数，{}；{}",
        it.shape.precision,
        it.shape.rounding.label(),
        it.better.label()
    );
    let counted = shown.counted.map_or_else(|| "还没有".to_owned(), |it| it.1.to_string());
    let since = shown.texts.last().map(|it| format!("，自 {} 按这一版统计", it.0));
    let facts = Facts::new()
        .long("口径", it.about.as_str())
        .fact("分子", words::sums(&it.numerator, known))
        .fact("分母", over)
        .fact("统计范围", schools)
        .fact("统计期间", it.period.label())
        .fact("统计到", it.level.label())
        .fact("单位和取舍", format!("{}，{places}", it.shape.unit))
        .fact("数据来源", it.source.as_str())
        .fact("责任科室", it.office.label())
        .fact("所属系统", it.system.as_str())
        .fact("版本", format!("第 {} 版{}", it.version, since.unwrap_or_default()))
        .fact("最近统计", counted.replace('T', " "));
    html! { (Card::new("口径和来源", html! { (facts) })) }
}

/// What was held to be so and no longer is.
fn corrections(indicator: &Indicator, all: &[values::Corrected]) -> Markup {
    if all.is_empty() {
        return html! {};
    }
    let table = html! {
        div.table-box { table.rows {
            caption.visually-hidden { "更正过的数" }
            thead { tr { th scope="col" { "哪天的数" } th.num scope="col" { "当时认定" } th scope="col" { "什么时候认定" } th scope="col" { "什么时候更正" } } }
            tbody { @for it in all { tr {
                td { (it.day) }
                td.num data-label="当时认定" { (words::value(indicator, it.value, false)) }
                td data-label="什么时候认定" { (it.known_on) @if let Some(why) = &it.why { "（" (why) "）" } }
                td data-label="什么时候更正" { (it.known_until) }
            } } }
        } }
    };
    html! { (Card::new("更正过的数", table).note("原来的数都还在：按当时的日子打开就能看到。").flush()) }
}
