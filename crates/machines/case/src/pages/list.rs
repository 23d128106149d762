//! The cases of one kind: what waits for the reader, or all that the reader may see; the same as a
//! workbook, under the same filters.

use jiff::{
    ToSpan as _,
    civil::{Date, DateTime},
};
use platform::waiting::{COUNTED_HINT, COUNTED_MAX};
use sheet::{Column as SheetColumn, Kind as SheetKind, Layout};
use vocab::PlaceId;
use web::{
    Filters, Html, Markup, Page, Path, Response, Visit, html,
    ui::{self, Button, Column, Empty, Filter, Head, List, Row, Tabs},
};

use super::{many, words};
use crate::{
    actions::Error,
    bulk::BULK,
    definition::Case,
    model::{NEVER, Record},
    standing,
    store::{self, FIRST, Narrow},
};

/// How many lines a page has.
const LINES: usize = 50;
/// How many lines a workbook has at most.
const SHEET_MAX: i64 = 20_000;

/// What the list is asked for. Fields of the kind's own are asked as `f_<key>`.
pub(super) type Asked = Vec<(String, String)>;

fn get<'a>(asked: &'a Asked, name: &str) -> &'a str {
    asked.iter().find(|it| it.0 == name).map_or("", |it| it.1.trim())
}

/// What a list is narrowed to by its address.
pub(super) fn narrow(kind: &str, case: &Case, asked: &Asked) -> Narrow {
    let month: Option<Date> = format!("{}-01", get(asked, "month")).parse().ok();
    let opened = month.map_or((FIRST, NEVER), |it| {
        (it.at(0, 0, 0, 0), it.saturating_add(1.month()).at(0, 0, 0, 0))
    });
    let place: Option<PlaceId> = get(asked, "place").parse().ok();
    let mut listed = case.fields.iter().filter(|it| it.listed).filter_map(|it| {
        let value = get(asked, &format!("f_{}", it.key));
        (!value.is_empty()).then(|| (it.key.clone(), value.to_owned()))
    });
    Narrow {
        step: get(asked, "step").to_owned(),
        state: get(asked, "state").to_owned(),
        search: get(asked, "q").to_owned(),
        place: place.map_or(0, PlaceId::bits),
        opened,
        answers: [listed.next().unwrap_or_default(), listed.next().unwrap_or_default()],
        clock: (get(asked, "clock").to_owned(), get(asked, "kept").to_owned()),
        ..Narrow::all(kind)
    }
}

/// Where the page of what waits begins: a deadline and an id.
fn after_due(asked: &Asked) -> (DateTime, i64) {
    let parts = get(asked, "after").split_once('~');
    let parsed = parts.and_then(|(due, id)| Some((due.parse().ok()?, id.parse().ok()?)));
    parsed.unwrap_or((FIRST, 0))
}

pub(super) async fn show(
    visit: Visit,
    Path(name): Path<String>,
    Filters(asked): Filters<Asked>,
) -> Result<Html, Page> {
    let (now, limit) = (visit.civil_now(), i64::try_from(LINES + 1).unwrap_or(i64::MAX));
    let all = get(&asked, "view") == "all";
    let read: Result<_, Error> = db::read!(visit.db(), "cases of a kind", |tx| {
        let kind = super::kind(tx, &visit, &name).await?;
        let doer = standing::doer(tx, &visit).await?;
        let reader = standing::reader(doer, &visit, Some(&kind.what));
        let narrow = narrow(&name, &kind.what, &asked);
        let lines = if all {
            let before = get(&asked, "after").parse().unwrap_or(i64::MAX);
            store::seen(tx, (reader, &narrow, now), (before, limit)).await?
        } else {
            store::waiting(tx, (reader, &narrow, now), (after_due(&asked), limit)).await?
        };
        let towns = if reader.sees {
            platform::access::places_in(tx, reader.place, platform::access::PlaceKind::Town).await?
        } else {
            Vec::new()
        };
        let waiting = store::count_desk_of(tx, (reader, &name), COUNTED_MAX).await?;
        Ok((kind, lines, towns, (reader, waiting)))
    });
    let (kind, lines, towns, (reader, waiting)) = read?;
    let sees = reader.sees;
    let case = &kind.what;
    let opens = case.opens.contains(&visit.actor.role());
    let here = visit.here();
    let held =
        platform::jobs::held::waiting(&visit, &BULK, &here.href()).await.map_err(Error::Db)?;
    let head = Head::new(case.label.as_str()).below(html! { (case.about) });
    let new = visit.link(&format!("/cases/{name}/new"));
    let head =
        if opens { head.action(Button::link("提交", new).primary().icon("plus")) } else { head };
    let sheet = format!("{}?{}", visit.link(&format!("/cases/{name}/export")), here.query());
    let head = head.action(Button::link("导出", sheet).icon("download")).action(Button::print());
    let csrf = visit.csrf();
    let list = list(&visit, case, lines, (all, &here));
    let list = list.filters(filters(case, &towns, &here));
    let list = if visit.actor.role() == vocab::Role::Guardian {
        list
    } else {
        list.bulk(many::bar(&visit, &name, &csrf, sees))
    };
    let body = html! {
        (held)
        (tabs(&visit, &name, (all, waiting, sees)))
        @if waiting >= COUNTED_MAX { p.hint { (COUNTED_HINT) } }
        (list)
    };
    Ok(visit.page_under(&case.label, &head, &body))
}

pub(super) fn tabs(visit: &Visit, name: &str, (all, waiting, sees): (bool, i64, bool)) -> Markup {
    let mine = visit.link(&format!("/cases/{name}"));
    let seen = visit.link(&format!("/cases/{name}?view=all"));
    let tabs = Tabs::new().tab("待我办理", mine, !all).count(waiting).tab("全部", seen, all);
    let rates = visit.link(&format!("/cases/{name}/rates"));
    html! { @if sees { (tabs.tab("按期率", rates, false)) } @else { (tabs) } }
}

fn filters<'a>(
    case: &'a Case,
    towns: &'a [(PlaceId, String)],
    here: &'a ui::Address,
) -> ui::Filters<'a> {
    let steps = case.steps.iter().map(|it| (it.key.as_str(), it.label.as_str()));
    let states = [("open", "在办"), ("overdue", "已逾期"), ("closed", "已办结")];
    let filters = ui::Filters::new(here)
        .search("事项开头、办件号")
        .filter(Filter::choice("step", "环节", steps))
        .filter(Filter::choice("state", "办理状态", states));
    let filters = if towns.is_empty() {
        filters
    } else {
        let towns = towns.iter().map(|it| (it.0.to_string(), it.1.as_str()));
        filters.filter(Filter::choice("place", "镇（街道）", towns))
    };
    let listed = case.fields.iter().filter(|it| it.listed);
    listed.fold(filters, |filters, it| match (it.kind.options(), name_of(&it.key)) {
        (Some(options), Some(name)) => {
            let options = options.iter().map(|it| (it.0.as_str(), it.1.as_str()));
            filters.filter(Filter::choice(name, it.label.as_str(), options))
        }
        _ => filters,
    })
}

/// The name under which a listed field is asked for: kept for good, since the kinds are.
fn name_of(key: &str) -> Option<&'static str> {
    crate::module::filter_name(key)
}

fn list<'a>(
    visit: &'a Visit,
    case: &'a Case,
    mut lines: Vec<Record>,
    (all, here): (bool, &'a ui::Address),
) -> List<'a> {
    let more = lines.len() > LINES;
    lines.truncate(LINES);
    let last = lines.last().filter(|_| more);
    let next = last.map(|it| {
        let id = it.id.bits();
        let due = it.due_at.strftime("%Y-%m-%dT%H:%M:%S");
        if all { id.to_string() } else { format!("{due}~{id}") }
    });
    let empty = if all { "还没有办件" } else { "现在没有等您办理的事项" };
    let rows: Vec<Row<'a>> = lines.iter().map(|it| row(visit, case, it)).collect();
    List::new("办件", here)
        .column(Column::text("事项"))
        .column(Column::short("办件号"))
        .column(Column::text("地点"))
        .column(Column::short("环节"))
        .column(Column::short("时限"))
        .column(Column::short("提交时间"))
        .rows(rows)
        .next(next)
        .empty(Empty::new(empty).hint("可以到“全部”里查看您能看到的所有办件。"))
}

fn row<'a>(visit: &Visit, case: &Case, it: &Record) -> Row<'a> {
    let due = words::due(it, visit.civil_now());
    Row::new(it.id.to_string(), it.title.clone())
        .link(visit.link(&format!("/cases/{}/{}", it.entry, it.id)))
        .cell(it.title.clone())
        .cell(it.number.clone())
        .cell(words::about(it, visit.actor.role()))
        .cell(words::step(case, it))
        .cell(html! {
            @if it.outcome.is_none() && it.due_at != NEVER { (due) " " (words::moment(it.due_at)) }
        })
        .cell(words::moment(it.opened_at))
}

/// The list as a workbook: the columns of the page, and the listed fields that the reader may see.
pub(super) async fn export(
    visit: Visit,
    Path(name): Path<String>,
    Filters(asked): Filters<Asked>,
) -> Result<Response, Page> {
    let now = visit.civil_now();
    let all = get(&asked, "view") == "all";
    let read: Result<_, Error> = db::read!(visit.db(), "cases for a workbook", |tx| {
        let kind = super::kind(tx, &visit, &name).await?;
        let doer = standing::doer(tx, &visit).await?;
        let reader = standing::reader(doer, &visit, Some(&kind.what));
        let narrow = narrow(&name, &kind.what, &asked);
        let lines = if all {
            store::seen(tx, (reader, &narrow, now), (i64::MAX, SHEET_MAX)).await?
        } else {
            store::waiting(tx, (reader, &narrow, now), ((FIRST, 0), SHEET_MAX)).await?
        };
        let ids: Vec<_> = lines.iter().map(|it| it.id).collect();
        let answers = form::load_many(tx, &ids).await?;
        Ok((kind, lines, answers, doer))
    });
    let (kind, lines, answers, doer) = read?;
    let case = &kind.what;
    let sight = form::Sight::Role(doer.role);
    let listed: Vec<_> =
        case.fields.iter().filter(|it| it.listed && it.is_seen_by(sight)).collect();
    let texts: Vec<Vec<String>> = lines
        .iter()
        .map(|it| {
            let step = case.step(&it.step).map_or("", |at| case.steps[at].label.as_str());
            let due = if it.due_at == NEVER { String::new() } else { words::moment(it.due_at) };
            let closed = it.closed_at.map(words::moment).unwrap_or_default();
            let about = words::about(it, visit.actor.role());
            let opened = words::moment(it.opened_at);
            let mut texts = vec![
                it.number.clone(),
                it.title.clone(),
                about,
                step.to_owned(),
                opened,
                due,
                closed,
            ];
            let of = answers.get(&it.id.bits());
            texts.extend(listed.iter().map(|field| {
                of.and_then(|it| it.get(&field.key)).map(|it| field.words(it)).unwrap_or_default()
            }));
            texts
        })
        .collect();
    let mut columns: Vec<SheetColumn> = [
        ("number", "办件号"),
        ("title", "事项"),
        ("place", "地点"),
        ("step", "环节"),
        ("opened", "提交时间"),
        ("due", "时限"),
        ("closed", "办结时间"),
    ]
    .into_iter()
    .map(|(key, title)| SheetColumn::new(key, title, SheetKind::Text))
    .collect();
    columns.extend(listed.iter().map(|it| SheetColumn::new(&it.key, &it.label, SheetKind::Text)));
    let layout = Layout::new(&case.label, columns);
    platform::workbook::send_texts(&visit, &layout, &texts)
}
