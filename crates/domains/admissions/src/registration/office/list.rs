//! The registrations of a campaign inside one's place: filtered, page by page, passed on at once,
//! exported.

use platform::workbook;
use serde::Deserialize;
use sheet::{Cell, Column as SheetColumn, Kind, Layout};
use web::{
    Filters, Form, Html, Page, Path, Redirect, Response, Visit, html,
    ui::{self, Bulk, Button, Column, Empty, Filter, Head, List, Row},
};

use crate::registration::{
    desks::{self, Doer},
    error::Error,
    family::state_badge,
    model::{CampaignId, Category, Registration, RegistrationId, State},
    registers::Registers,
    rules,
    store::{
        campaigns,
        lists::{self, Narrow},
    },
};

/// How many lines a page of a list has.
const LINES: usize = 50;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    state: String,
    #[serde(default)]
    category: String,
    #[serde(default)]
    wish: String,
    #[serde(default)]
    q: String,
    #[serde(default)]
    after: String,
}

impl Asked {
    fn narrow(&self) -> Narrow {
        let number = if self.q.is_empty() { String::new() } else { rules::typed_number(&self.q) };
        Narrow {
            state: self.state.clone(),
            category: self.category.clone(),
            wish: self.wish.clone(),
            number,
        }
    }
}

pub(super) async fn list(
    visit: Visit,
    Path(id): Path<CampaignId>,
    Filters(asked): Filters<Asked>,
) -> Result<Html, Page> {
    let (scope, narrow) = (visit.actor.scope(), asked.narrow());
    let limit = i64::try_from(LINES + 1).unwrap_or(i64::MAX);
    let read: Result<_, Error> = db::read!(visit.db(), "registrations", |tx| {
        let campaign = campaigns::find(tx, id).await?.ok_or(Error::Missing)?;
        let rows = lists::page(tx, (id, scope), &narrow, (&asked.after, limit)).await?;
        let counts = lists::counts(tx, (id, scope), &narrow).await?;
        Ok((campaign, rows, counts, campaigns::categories(tx, id).await?))
    });
    let (campaign, mut rows, counts, categories) = read?;
    let more = rows.len() > LINES;
    rows.truncate(LINES);
    let next = rows.last().filter(|_| more).map(|it| it.number.clone());
    let label = |key: &str| {
        let found = categories.iter().find(|it| it.key == key);
        found.map_or_else(|| key.to_owned(), |it| it.label.clone())
    };
    let choices = choices(&categories);
    let total = match State::from_key(&asked.state) {
        _ if !asked.q.is_empty() => None,
        Some(state) => Some(counts.of(state)),
        None => Some(counts.all() + counts.of(State::Withdrawn)),
    };
    let (here, csrf) = (visit.here(), visit.csrf());
    let mut list = List::new("报名", &here)
        .filters(
            ui::Filters::new(&here)
                .search("报名号")
                .filter(Filter::choice(
                    "state",
                    "状态",
                    State::ALL.iter().map(|it| (it.key(), it.label())),
                ))
                .filter(Filter::choice("category", "类别", choices))
                .filter(Filter::choice(
                    "wish",
                    "报",
                    campaign.entry.wishes().iter().map(|it| (it.key(), it.label())),
                )),
        )
        .column(Column::short("报名号"))
        .column(Column::text("孩子"))
        .column(Column::text(campaign.entry.area()))
        .column(Column::short("类别"))
        .column(Column::short("报"))
        .column(Column::short("状态"))
        .column(Column::short("办理期限"))
        .rows(rows.iter().map(|it| line(&visit, it, &label(&it.category))))
        .next(next)
        .empty(Empty::new("没有这样的报名").hint("换一个条件，或者等家长报名。"));
    if let Some(total) = total {
        list = list.total(total);
    }
    if rules::waits_for(visit.actor.role()).is_some_and(|it| it.key() == asked.state) {
        let to = visit.link(&format!("/entry/campaigns/{id}/registrations/pass"));
        let button =
            Button::submit("选中的审核通过").to(to).confirm("选中的报名全部审核通过，确定吗？");
        list = list.bulk(Bulk::new(&csrf).button(button));
    }
    let export =
        format!("/entry/campaigns/{id}/registrations/export?{}", here.without("after").query());
    let head = Head::new("报名名单")
        .crumb(campaign.title.clone(), visit.link(&format!("/entry/campaigns/{id}")))
        .action(Button::link("导出", visit.link(&export)).icon("file-export"));
    Ok(visit.page_under("报名名单", &head, &html! { (list) }))
}

/// The categories to filter by: each once, though towns have their own.
fn choices(categories: &[Category]) -> Vec<(String, String)> {
    let mut all: Vec<(String, String)> = Vec::new();
    for it in categories {
        if all.iter().all(|one| one.0 != it.key) {
            all.push((it.key.clone(), it.label.clone()));
        }
    }
    all
}

fn line<'a>(visit: &Visit, it: &'a Registration, category: &str) -> Row<'a> {
    let due =
        if rules::desk(it.state).is_empty() { String::new() } else { it.due_at.date().to_string() };
    Row::new(it.id.to_string(), it.number.as_str())
        .link(visit.link(&format!("/entry/registrations/{}", it.id)))
        .cell(it.number.as_str())
        .cell(it.name.as_str())
        .cell(it.school_name.as_str())
        .cell(category.to_owned())
        .cell(it.wish.label())
        .cell(state_badge(it.state))
        .cell(due)
}

pub(super) async fn export(
    visit: Visit,
    Path(id): Path<CampaignId>,
    Filters(asked): Filters<Asked>,
) -> Result<Response, Page> {
    let (scope, narrow) = (visit.actor.scope(), asked.narrow());
    let read: Result<_, Error> = db::read!(visit.db(), "registrations", |tx| {
        campaigns::find(tx, id).await?.ok_or(Error::Missing)?;
        let rows = lists::page(tx, (id, scope), &narrow, ("", i64::MAX)).await?;
        Ok((rows, campaigns::categories(tx, id).await?))
    });
    let (rows, categories) = read?;
    let text = |key, title| SheetColumn::new(key, title, Kind::Text);
    let layout = Layout::new(
        "入学报名",
        vec![
            text("number", "报名号"),
            text("name", "姓名"),
            text("sex", "性别"),
            SheetColumn::new("born", "出生日期", Kind::Date),
            text("school", "学区学校"),
            text("address", "现住址"),
            text("category", "类别"),
            text("wish", "报"),
            text("state", "状态"),
        ],
    );
    let rows = rows.iter().map(|it| {
        let category = categories.iter().find(|one| one.key == it.category);
        vec![
            Cell::Text(&it.number),
            Cell::Text(&it.name),
            Cell::Text(it.sex.label()),
            Cell::Date(it.born),
            Cell::Text(&it.school_name),
            Cell::Text(&it.address),
            Cell::Text(category.map_or(&it.category, |it| &it.label)),
            Cell::Text(it.wish.label()),
            Cell::Text(it.state.label()),
        ]
    });
    workbook::send(&visit, &layout, rows)
}

#[derive(Debug, Deserialize)]
pub(super) struct Chosen {
    #[serde(default)]
    row: Vec<RegistrationId>,
}

pub(super) async fn pass(
    visit: Visit,
    Path(id): Path<CampaignId>,
    Form(form): Form<Chosen>,
) -> Result<Redirect, Page> {
    let doer = Doer { role: visit.actor.role(), scope: visit.actor.scope() };
    let registers = visit.cell.find_service::<Registers>().cloned().unwrap_or_default();
    desks::pass_all(&visit, (doer, &registers), &form.row).await?;
    let state = rules::waits_for(doer.role).map_or("", State::key);
    let to = format!("/entry/campaigns/{id}/registrations?state={state}");
    Ok(Redirect::to(&visit.link(&to)))
}
