//! The records of a register: figures that open to them, filters on what is listed, pages by title.

use std::{
    collections::{BTreeSet, HashMap},
    sync::{Mutex, PoisonError},
};

use db::Tx;
use form::{Answers, Sight};
use vocab::PlaceId;
use web::{
    Filters, Html, Markup, Page, Path, Visit, html,
    ui::{self, Button, Column, Empty, Figure, Filter, Head, List, Row, Tabs, Tone, figures},
};

use super::words;
use crate::{
    actions::Error,
    definition::Register,
    model::{Record, RecordId},
    store::{self, Narrow, Part},
};

/// How many lines a page has.
const LINES: usize = 50;
/// How many columns of its fields a list shows.
const COLUMNS_MAX: usize = 6;

/// What an address asks for, name by name.
pub(crate) type Asked = Vec<(String, String)>;

/// The first value of `name`.
fn get<'a>(asked: &'a Asked, name: &str) -> &'a str {
    asked.iter().find(|it| it.0 == name).map_or("", |it| it.1.trim())
}

/// What a list is narrowed to.
pub(crate) fn narrow(
    (name, register): (&str, &Register),
    asked: &Asked,
    (place, visit): (PlaceId, &Visit),
) -> Narrow {
    let mut parts: [Part; 3] = Default::default();
    let chosen = register.filters().filter(|(it, _)| !get(asked, &it.key).is_empty());
    for (part, (field, _)) in parts.iter_mut().zip(chosen) {
        *part = Part::of(&field.key, get(asked, &field.key).split(','));
    }
    let soon = register.term.as_ref().and_then(|it| it.remind_days.first()).copied().unwrap_or(0);
    let today = visit.today();
    Narrow {
        entry: name.to_owned(),
        place,
        search: get(asked, "q").to_owned(),
        status: get(asked, "status").to_owned(),
        today,
        soon: today.saturating_add(jiff::Span::new().days(i64::from(soon))),
        parts,
    }
}

/// A figure with what it came to: its own, and all records in force where it is a rate of those.
struct Counted {
    at: usize,
    value: i64,
    whole: i64,
}

pub(super) async fn show(
    visit: Visit,
    Path(name): Path<String>,
    Filters(asked): Filters<Asked>,
) -> Result<Html, Page> {
    let limit = i64::try_from(LINES + 1).unwrap_or(i64::MAX);
    let read: Result<_, Error> = db::read!(visit.db(), "records of a register", |tx| {
        let (kind, place) = super::kind(tx, &visit, &name).await?;
        let narrow = narrow((&name, &kind.what), &asked, (place, &visit));
        let after = get(&asked, "after").split_once('~');
        let after = after.and_then(|(id, title)| Some((title, id.parse().ok()?)));
        let lines = store::list(tx, &narrow, (after.unwrap_or(("", 0)), limit)).await?;
        let (total, _) = store::count(tx, &narrow, "").await?;
        let ids: Vec<RecordId> = lines.iter().map(|it| it.id).collect();
        let said = store::documents(tx, &ids).await?;
        let counted = counted(tx, &kind.what, &narrow).await?;
        Ok((kind, lines, total, said, counted))
    });
    let (kind, lines, total, said, counted) = read?;
    let register = &kind.what;
    let base = visit.link(&format!("/registers/{name}"));
    let mut head = Head::new(register.label.as_str()).below(html! { (register.about) });
    if register.keeps.contains(&visit.actor.role()) {
        let new = Button::link(format!("登记{}", register.one), format!("{base}/new"));
        head = head.action(new.primary().icon("plus"));
        head = head.action(Button::link("导入", format!("{base}/import")).icon("upload"));
    }
    let out = format!("{base}/export?{}", visit.here().query());
    head = head.action(Button::link("导出", out).icon("download"));
    if register.public {
        let open = visit.link(&format!("/lists/{name}"));
        head = head.action(Button::link("公开页面", open).icon("external-link"));
    }
    let body = html! {
        @if !counted.is_empty() { (figures(counted.iter().map(|it| figure(&visit, (&base, register), it)))) }
        @if register.calendar.is_some() { (tabs(&base, false)) }
        (table(&visit, register, (&base, total), (lines, &said)))
    };
    Ok(visit.page_under(&register.label, &head, &body))
}

/// The two views of a register that has days.
pub(super) fn tabs(base: &str, calendar: bool) -> Tabs<'static> {
    Tabs::new().tab("列表", base.to_owned(), !calendar).tab(
        "日历",
        format!("{base}/calendar"),
        calendar,
    )
}

async fn counted(
    tx: &mut Tx,
    register: &Register,
    narrow: &Narrow,
) -> Result<Vec<Counted>, db::Error> {
    let in_force = Narrow {
        search: String::new(),
        status: "in-force".to_owned(),
        parts: Default::default(),
        ..narrow.clone()
    };
    let (whole, _) = store::count(tx, &in_force, "").await?;
    let mut counted = Vec::with_capacity(register.figures.len());
    for (at, it) in register.figures.iter().enumerate() {
        let mut only = in_force.clone();
        for (part, (field, words)) in only.parts.iter_mut().zip(&it.only) {
            let words = words.iter().map(String::as_str);
            *part = Part::of(&register.fields[*field].key, words);
        }
        let sum = it.sum.map_or("", |at| register.fields[at].key.as_str());
        let (n, total) = store::count(tx, &only, sum).await?;
        counted.push(Counted { at, value: if it.sum.is_some() { total } else { n }, whole });
    }
    Ok(counted)
}

/// A figure as of today, which opens to its records.
fn figure<'a>(visit: &Visit, (base, register): (&str, &'a Register), it: &Counted) -> Figure<'a> {
    let what = &register.figures[it.at];
    let mut here = ui::Address::new(base, "").with("status", "in-force");
    for (field, words) in &what.only {
        here = here.with(&register.fields[*field].key, &words.join(","));
    }
    let today = visit.today();
    let figure = if what.of_all {
        let figure = Figure::rate(what.label.as_str(), it.value, it.whole, &what.unit);
        match what.target {
            Some(target) => {
                let reached = it.value * 100 >= target * it.whole && it.whole > 0;
                let (tone, word) =
                    if reached { (Tone::Good, "达标") } else { (Tone::Bad, "未达标") };
                figure.target(format!("目标不低于 {target} %"), Some(target)).state(tone, word)
            }
            None => figure,
        }
    } else {
        let figure = Figure::count(what.label.as_str(), it.value, what.unit.as_str());
        match &what.source {
            Some(source) => figure.made_of(format!("{source}，截至 {today}")),
            None => figure.made_of(format!("截至 {today}")),
        }
    };
    figure.link(here.href())
}

/// A name that stays: filters are named by fields, lists that come in by registers, of which there
/// are few.
pub(super) fn kept(name: &str) -> &'static str {
    static NAMES: Mutex<BTreeSet<&'static str>> = Mutex::new(BTreeSet::new());
    let mut names = NAMES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(it) = names.get(name) {
        return it;
    }
    let it: &'static str = name.to_owned().leak();
    names.insert(it);
    it
}

fn table(
    visit: &Visit,
    register: &Register,
    (base, total): (&str, i64),
    (mut lines, said): (Vec<Record>, &[(RecordId, String)]),
) -> Markup {
    let here = visit.here();
    let more = lines.len() > LINES;
    lines.truncate(LINES);
    let next = lines.last().filter(|_| more).map(|it| format!("{}~{}", it.id.bits(), it.title));
    let mut states = vec![("in-force", "有效")];
    if register.term.is_some() {
        states.extend([("ending", "快到期"), ("expired", "已到期")]);
    }
    if register.public {
        states.push(("published", "已公开"));
    }
    states.push(("withdrawn", "已撤销"));
    let mut filters = ui::Filters::new(&here).search("名称或单位的开头");
    for (field, options) in register.filters().take(3) {
        let options = options.iter().map(|it| (it.0.as_str(), it.1.as_str()));
        filters = filters.filter(Filter::choice(kept(&field.key), field.label.as_str(), options));
    }
    filters = filters.filter(Filter::choice("status", "状态", states));
    let sight = Sight::Role(visit.actor.role());
    let columns = columns(register, sight);
    let said: HashMap<RecordId, Answers> = said
        .iter()
        .filter_map(|(id, document)| Some((*id, Answers::from_document(document)?)))
        .collect();
    let mut list = List::new(register.one.as_str(), &here)
        .filters(filters)
        .column(Column::text(register.fields[register.title].label.as_str()))
        .column(Column::text(register.subject.label()));
    for at in &columns {
        list = list.column(Column::short(register.fields[*at].label.as_str()));
    }
    if register.term.is_some() {
        list = list.column(Column::short("有效期"));
    }
    let keeps = register.keeps.contains(&visit.actor.role());
    let hint =
        if keeps { "点右上角登记第一条。" } else { "登记以后会列在这里。" };
    let list = list
        .column(Column::short("状态"))
        .rows(lines.iter().map(|it| {
            let answers = said.get(&it.id);
            row(visit, (base, register), it, (&columns, answers))
        }))
        .total(total)
        .next(next)
        .empty(Empty::new(format!("还没有{}", register.one)).hint(hint));
    html! { (list) }
}

/// The fields that the list shows beside the title: what is listed and the reader may see.
fn columns(register: &Register, sight: Sight) -> Vec<usize> {
    let all = register.fields.iter().enumerate();
    let shown = all.filter(|(at, it)| *at != register.title && it.listed && it.is_seen_by(sight));
    shown.map(|it| it.0).take(COLUMNS_MAX).collect()
}

fn row<'a>(
    visit: &Visit,
    (base, register): (&str, &Register),
    it: &Record,
    (columns, answers): (&[usize], Option<&Answers>),
) -> Row<'a> {
    let mut row = Row::new(it.id.to_string(), it.title.clone())
        .link(format!("{base}/{}", it.id))
        .cell(it.title.clone())
        .cell(it.place_name.clone());
    for at in columns {
        let field = &register.fields[*at];
        let words = answers.and_then(|all| all.get(&field.key)).map(|it| field.words(it));
        row = row.cell(words.unwrap_or_default());
    }
    if register.term.is_some() {
        row = row.cell(words::term(it.expires));
    }
    row.cell(words::standing(register, it, visit.today()))
}
