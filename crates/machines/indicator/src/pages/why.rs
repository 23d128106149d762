//! Why a value changed between two days: the records that came and went at a school, and above
//! schools, which of the places below moved.

use jiff::civil::Date;
use platform::measures::{Asked as Counting, Measures, Record};
use web::{
    Filters, Html, Markup, Page, Path, Visit, html,
    ui::{self, Alert, Card, Empty, Filter, Head, Tone},
};

use super::{Asked, Error, Ground, ground, is_personal, kind, tables, words};
use crate::{
    asking::{self, AsKnown},
    counting::records,
    definition::{Indicator, Level},
    history,
    value::Value,
};

/// What came and what went, of one measure.
struct Moved {
    label: String,
    came: Vec<Record>,
    went: Vec<Record>,
}

/// A place below with its values on both days.
struct Differs {
    place: vocab::PlaceId,
    name: String,
    before: Value,
    after: Value,
}

pub(super) async fn show(
    visit: Visit,
    Path(name): Path<String>,
    Filters(asked): Filters<Asked>,
) -> Result<Html, Page> {
    let measures = visit.cell.service::<Measures>();
    let at = asked.at(visit.today());
    let read: Result<_, Error> = db::read!(visit.db(), "why an indicator changed", |tx| {
        let kind = kind(tx, &name).await?;
        let ground = ground(tx, &visit, &asked.place).await?;
        if !ground.opens() || kind.what.level < ground.level() {
            return Err(Error::Missing);
        }
        let mut all = asking::series(tx, &name, at, &[ground.place]).await?;
        let rows = all.remove(&ground.place).unwrap_or_default();
        let last = rows.keys().next_back().copied().unwrap_or(at.day);
        let from = asked.from.parse().ok();
        let from = from.unwrap_or_else(|| last.yesterday().unwrap_or(last)).min(at.day);
        let values = (history::at(&rows, from), history::at(&rows, at.day));
        let below = tables::read(tx, (&name, &kind.what), (&ground, at)).await?;
        let ids: Vec<_> = below.iter().map(|it| it.place).collect();
        let before = asking::series(tx, &name, AsKnown { day: from, ..at }, &ids).await?;
        let differs = below.into_iter().map(|it| Differs {
            before: before.get(&it.place).map_or(Value::default(), |rows| history::at(rows, from)),
            after: it.value,
            place: it.place,
            name: it.name,
        });
        let differs: Vec<Differs> = differs.filter(|it| it.before != it.after).collect();
        let moved = match ground.level() {
            Level::School if kind.what.explain && !is_personal(&kind.what, measures) => {
                moved(tx, (&kind.what, measures), &ground, (from, at.day)).await?
            }
            _ => Vec::new(),
        };
        Ok((kind, ground, from, values, differs, moved))
    });
    let (kind, ground, from, values, differs, moved) = read?;
    let indicator = &kind.what;
    let back = visit.link(&format!("/indicators/{name}?place={}&day={}", ground.place, at.day));
    let title = format!("{}为什么变了", indicator.label);
    let head = Head::new(title.as_str())
        .above(format!("{} · {from} 到 {}", ground.name, at.day))
        .crumb(indicator.label.as_str(), back);
    let here = visit.here();
    let filters = ui::Filters::new(&here)
        .filter(Filter::date("from", "从哪一天"))
        .filter(Filter::date("day", "到哪一天"));
    let shape = &indicator.shape;
    let made = |it: Value| shape.made_of(it).map(|it| format!("（{it}）")).unwrap_or_default();
    let body = html! {
        (filters)
        p { (from) "：" (shape.told(values.0)) (made(values.0)) " → " (at.day) "：" (shape.told(values.1)) (made(values.1)) }
        @if values.0 == values.1 { (Alert::new(Tone::Info, "这段时间没有变化")) }
        @if !differs.is_empty() { (places(&visit, (&name, indicator), &differs, (from, at.day))) }
        @match ground.level() {
            Level::School if indicator.explain => { @for it in &moved { (card(&visit, it)) } },
            Level::School => (Alert::new(Tone::Info, "这个指标只能看出变了多少，列不出是哪些记录")),
            _ if differs.is_empty() && values.0 != values.1 => (Empty::new("下面各单位都没有变化").hint("变的是不属于哪所学校的记录。")),
            _ => p { "点开单位，可以看到是哪些记录变了。" },
        }
    };
    Ok(visit.page_under(&title, &head, &body))
}

/// The records of each measure on both days, compared.
async fn moved(
    tx: &mut db::Tx,
    (indicator, known): (&Indicator, &Measures),
    ground: &Ground,
    (from, to): (Date, Date),
) -> Result<Vec<Moved>, Error> {
    let term = directory::calendar::term_on(tx, to).await?.map(|it| it.first);
    let mut all = Vec::new();
    for sum in indicator.numerator.iter().chain(&indicator.denominator) {
        let mut on = Vec::new();
        for day in [from, to] {
            let asked =
                Counting { scope: ground.place, first: indicator.period.first(day, term), day };
            on.extend(records::of(tx, (sum, known), &asked).await?);
        }
        let [before, after] = on.as_slice() else { continue };
        let came = after.difference(before).cloned().collect();
        let went = before.difference(after).cloned().collect();
        all.push(Moved { label: words::sum(sum, known), came, went });
    }
    Ok(all)
}

fn places(
    visit: &Visit,
    (name, indicator): (&str, &Indicator),
    all: &[Differs],
    (from, to): (Date, Date),
) -> Markup {
    let known = visit.cell.service::<Measures>();
    let few = |it: Value| is_personal(indicator, known) && crate::rules::is_few(it);
    let table = html! {
        div.table-box { table.rows {
            caption.visually-hidden { "变了的单位" }
            thead { tr { th scope="col" { "单位" } th.num scope="col" { (from) } th.num scope="col" { (to) } } }
            tbody { @for it in all { tr {
                td { a.open href=(visit.link(&format!("/indicators/{name}/why?place={}&from={from}&day={to}", it.place))) { (it.name) } }
                td.num data-label="原来" { (words::value(indicator, it.before, few(it.before))) }
                td.num data-label="现在" { (words::value(indicator, it.after, few(it.after))) }
            } } }
        } }
    };
    html! { (Card::new(format!("变了的单位（{}）", all.len()), table).flush()) }
}

fn card(visit: &Visit, it: &Moved) -> Markup {
    let list = |title: &str, all: &[Record]| {
        html! {
            h3 { (title) "（" (all.len()) "）" }
            (words::records(visit, all, ""))
        }
    };
    let body = html! {
        @if it.came.is_empty() && it.went.is_empty() { p { "没有变化。" } }
        @if !it.came.is_empty() { (list("新增的", &it.came)) }
        @if !it.went.is_empty() { (list("减少的", &it.went)) }
    };
    html! { (Card::new(it.label.as_str(), body)) }
}
