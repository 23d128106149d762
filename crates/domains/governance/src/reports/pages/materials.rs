//! What offices and schools send in: the list, and sending.

use jiff::civil::Date;
use platform::workbook;
use serde::Deserialize;
use sheet::{Cell, Column as SheetColumn, Kind, Layout};
use web::{
    Filters, Form, Html, IntoResponse, Page, Problem, Redirect, Response, StatusCode, Visit, html,
    ui::{self, Button, Column, Empty, Field, Filter, Head, List, Row},
};

use super::{LINES, limit};
use crate::reports::{
    Error,
    model::{Material, MaterialId, Sort, kinds},
    sending, store,
};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    /// Behind this day and id.
    #[serde(default)]
    after: String,
}

impl Asked {
    fn time(&self, today: Date) -> (Date, Date) {
        let year = today.first_of_year();
        (self.from.parse().unwrap_or(year), self.to.parse().unwrap_or(today))
    }

    fn before(&self) -> (Date, i64) {
        let read = || {
            let (day, id) = self.after.split_once('~')?;
            Some((day.parse().ok()?, id.parse::<MaterialId>().ok()?.bits()))
        };
        read().unwrap_or((Date::MAX, i64::MAX))
    }
}

async fn read(visit: &Visit, asked: &Asked, most: i64) -> Result<Vec<Material>, Page> {
    let (from, to) = asked.time(visit.today());
    let (scope, before) = (visit.actor.scope(), asked.before());
    let found: Result<_, Error> = db::read!(visit.db(), "what was sent in", |tx| {
        Ok(store::materials(tx, (scope, from, to), before, most).await?)
    });
    found.map_err(|it| Problem::from(it).into())
}

pub(super) async fn show(visit: Visit, Filters(asked): Filters<Asked>) -> Result<Html, Page> {
    let mut rows = read(&visit, &asked, limit(LINES + 1)).await?;
    let more = rows.len() > LINES;
    rows.truncate(LINES);
    let here = visit.here();
    let next = rows.last().filter(|_| more).map(|it| format!("{}~{}", it.day, it.id));
    let list = List::new("素材", &here)
        .filters(
            ui::Filters::new(&here)
                .filter(Filter::date("from", "日期从"))
                .filter(Filter::date("to", "到")),
        )
        .column(Column::short("日期"))
        .column(Column::short("类别"))
        .column(Column::text("报送"))
        .column(Column::text("标题"))
        .column(Column::text("内容"))
        .column(Column::short("采用"))
        .rows(rows.iter().map(|it| {
            Row::new(it.id.to_string(), it.title.as_str())
                .cell(it.day.to_string())
                .cell(it.sort.label())
                .cell(it.sender.as_str())
                .cell(it.title.as_str())
                .cell(it.words.as_str())
                .cell(if it.taken.is_some() { "已采用" } else { "" })
        }))
        .next(next)
        .empty(
            Empty::new("这段时间还没有素材")
                .hint("科室和学校每月把大事、荣誉、文件、做法报上来，写总结时直接采用。"),
        );
    let out = visit.link(&format!("/materials/export?{}", here.without("after").query()));
    let head = Head::new("素材和大事记")
        .action(Button::link("导出", out).icon("file-export"))
        .action(Button::link("报送", visit.link("/materials/new")).icon("plus").primary());
    Ok(visit.page_under("素材和大事记", &head, &html! { (list) }))
}

pub(super) async fn export(visit: Visit, Filters(asked): Filters<Asked>) -> Result<Response, Page> {
    let rows = read(&visit, &Asked { after: String::new(), ..asked }, i64::MAX).await?;
    let layout = Layout::new(
        "素材和大事记",
        vec![
            SheetColumn::new("day", "日期", Kind::Date),
            SheetColumn::new("kind", "类别", Kind::Text),
            SheetColumn::new("sender", "报送", Kind::Text),
            SheetColumn::new("title", "标题", Kind::Text),
            SheetColumn::new("words", "内容", Kind::Text),
        ],
    );
    let lines = rows.iter().map(|it| {
        vec![
            Cell::Date(it.day),
            Cell::Text(it.sort.label()),
            Cell::Text(it.sender.as_str()),
            Cell::Text(it.title.as_str()),
            Cell::Text(it.words.as_str()),
        ]
    });
    workbook::send(&visit, &layout, lines)
}

#[derive(Debug, Default, Deserialize)]
pub(super) struct Sent {
    #[serde(default)]
    id: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    day: String,
    #[serde(default)]
    title: String,
    #[serde(default)]
    words: String,
}

fn page(visit: &Visit, typed: &Sent, wrong: Option<&Error>) -> Html {
    let csrf = visit.csrf();
    let told = |field: &str| match wrong {
        Some(Error::Wrong(at, words)) if *at == field => Some(words.clone()),
        _ => None,
    };
    let id = if typed.id.is_empty() {
        visit.form_id::<kinds::MaterialId>("material")
    } else {
        html! { input type="hidden" name="id" value=(typed.id); }
    };
    let sorts = Sort::ALL.iter().map(|it| (it.key(), it.label()));
    let form = ui::Form::new(visit.link("/materials/new"), &csrf)
        .part(id)
        .section("报送素材", html! {
            (Field::select("kind", "类别", sorts).value(typed.kind.as_str()).required())
            (Field::date("day", "日期").value(typed.day.as_str()).required().error(told("day")))
            (Field::text("title", "标题").value(typed.title.as_str()).max_length(80).required().error(told("title")))
            (Field::long("words", "内容").value(typed.words.as_str()).lines(5).max_length(1000).required().hint("会编进总结和月报，请不要写学生和家长的姓名、电话").error(told("words")))
        })
        .button(Button::submit("报送").primary())
        .button(Button::link("返回", visit.link("/materials")));
    let head = Head::new("报送素材").crumb("素材和大事记", visit.link("/materials"));
    visit.page_under("报送素材", &head, &html! { (form) })
}

pub(super) async fn form(visit: Visit) -> Html {
    let typed = Sent { day: visit.today().to_string(), ..Sent::default() };
    page(&visit, &typed, None)
}

pub(super) async fn send(visit: Visit, Form(typed): Form<Sent>) -> Result<Response, Page> {
    let id: MaterialId = visit.accept_form_id("material", &typed.id)?;
    let actor = &visit.actor;
    let made = || -> Result<Material, Error> {
        let sort = Sort::from_key(&typed.kind);
        let day = typed.day.parse();
        Ok(Material {
            id,
            place: actor.scope(),
            sender: format!("{}{}", actor.identity.place_name, sent_by(actor.role())),
            sort: sort.ok_or_else(|| Error::Wrong("kind", "请选类别".to_owned()))?,
            day: day.map_err(|_| Error::Wrong("day", "请填日期，例如 2021-12-20".to_owned()))?,
            title: typed.title.trim().to_owned(),
            words: typed.words.trim().to_owned(),
            sent_on: visit.today(),
            taken: None,
        })
    };
    let done = match made() {
        Ok(it) => sending::send_in(&visit, &it).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(()) => Ok(Redirect::to(&visit.link("/materials")).into_response()),
        Err(error @ Error::Wrong(..)) => {
            let page = page(&visit, &typed, Some(&error));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(Problem::from(error).into()),
    }
}

/// The office that sends, where it is not a school or town.
fn sent_by(role: vocab::Role) -> &'static str {
    match role {
        vocab::Role::Principal | vocab::Role::TownClerk => "",
        office => office.label(),
    }
}
