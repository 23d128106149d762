//! What people see of reported figures: the list, one figure with all that was reported of it, forms.

mod one;

use platform::access;
use serde::Deserialize;
use sheet::{Cell, Column as SheetColumn, Kind as SheetKind, Layout};
use web::{
    Filters, Form, Html, IntoResponse, Need, Page, Redirect, Response, Routes, StatusCode, Visit,
    html,
    ui::{self, Button, Column, Empty, Field, Filter, Head, List, Row, Tone, badge},
};

use super::{
    FILE, READ, REVIEW,
    actions::{self, Error, NAME_MAX, WORDS_MAX},
    asking::{self, Told},
    model::{Figure, FigureId, Kind},
    rules::{Wrong, wrong},
    store,
};
use crate::offices::OFFICES;

pub(super) const MAY_READ: Need = Need::May(READ.key);
pub(super) const MAY_FILE: Need = Need::May(FILE.key);
pub(super) const MAY_REVIEW: Need = Need::May(REVIEW.key);
/// How many lines a page has.
const LINES: usize = 50;

/// The pages.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/reported", MAY_READ, list)
        .get("/reported/export", MAY_READ, export)
        .get("/reported/new", MAY_FILE, form)
        .post("/reported/new", MAY_FILE, name)
        .get("/reported/{id}", MAY_READ, one::show)
        .post("/reported/{id}/values", MAY_FILE, one::file)
        .post("/reported/{id}/values/{value}", MAY_REVIEW, one::review)
}

/// The words of a field's fault, if it is this field's.
pub(super) fn fault<'a>(found: Option<&'a Wrong>, field: &str) -> Option<&'a str> {
    found.filter(|it| it.field == field).map(|it| it.advice.as_str())
}

/// The offices to choose from.
fn offices() -> impl Iterator<Item = (&'static str, &'static str)> {
    OFFICES.into_iter().map(|it| (it.key(), it.label()))
}

#[derive(Debug, Clone, Default, Deserialize)]
struct Wanted {
    #[serde(default)]
    q: String,
    #[serde(default)]
    office: String,
    #[serde(default)]
    after: String,
}

impl Wanted {
    fn fits(&self, it: &Figure) -> bool {
        let word = self.q.trim();
        (word.is_empty() || it.name.contains(word) || it.definition.contains(word))
            && (self.office.is_empty() || it.office.key() == self.office)
    }
}

/// The figures that are asked for, with what is told of them today.
async fn found(visit: &Visit, wanted: &Wanted) -> Result<Vec<(Figure, Option<Told>)>, Error> {
    let today = visit.today();
    let place = visit.actor.scope();
    db::read!(visit.db(), "reported figures", |tx| {
        // A bureau has some hundred of them at most: they are narrowed here.
        let all = store::county_figures(tx, place, "", i64::MAX).await?;
        let all: Vec<Figure> = all.into_iter().filter(|it| wanted.fits(it)).collect();
        let ids: Vec<FigureId> = all.iter().map(|it| it.id).collect();
        let mut told = asking::figures(tx, &ids, today).await?;
        Ok(all.into_iter().map(|it| (it.clone(), told.remove(&it.id))).collect())
    })
}

async fn list(visit: Visit, Filters(wanted): Filters<Wanted>) -> Result<Html, Page> {
    let all = found(&visit, &wanted).await?;
    let total = all.len();
    let rest: Vec<_> = all.into_iter().filter(|it| it.0.name > wanted.after).collect();
    let shown = &rest[..rest.len().min(LINES)];
    let next = shown.last().filter(|_| rest.len() > LINES).map(|it| it.0.name.clone());
    let here = visit.here();
    let list = List::new("填报数和手工数", &here)
        .filters(
            ui::Filters::new(&here)
                .search("名称或口径")
                .filter(Filter::choice("office", "责任科室", offices())),
        )
        .column(Column::text("名称"))
        .column(Column::short("类别"))
        .column(Column::number("最近的数"))
        .column(Column::short("数的时间"))
        .column(Column::text("来源"))
        .column(Column::short("审核"))
        .column(Column::short("责任科室"))
        .rows(shown.iter().map(|(it, told)| row(&visit, it, told.as_ref())))
        .total(i64::try_from(total).unwrap_or(i64::MAX))
        .next(next)
        .empty(Empty::new("还没有填报数和手工数").hint("系统里没有记录的数（上线率、全省名次、播放量）在这里设立，由责任科室报、另一个人审核。"));
    let export = visit.link(&format!("/reported/export?{}", here.without("after").query()));
    let mut head = Head::new("填报数和手工数")
        .below(html! { "系统里没有记录的数。每个数都有来源、报的人和审核的人，用到哪里都标明" })
        .action(Button::link("导出", export).icon("file-export"));
    if visit.meets(MAY_FILE) {
        head = head.action(Button::link("设立一个数", visit.link("/reported/new")).icon("plus"));
    }
    Ok(visit.page_under("填报数和手工数", &head, &html! { (list) }))
}

fn row<'a>(visit: &Visit, it: &'a Figure, told: Option<&'a Told>) -> Row<'a> {
    let row = Row::new(it.id.to_string(), it.name.as_str())
        .link(visit.link(&format!("/reported/{}", it.id)))
        .cell(it.name.as_str())
        .cell(it.kind.label());
    let row = match told {
        None => row.cell("—").cell("").cell("").cell(badge(Tone::Quiet, "没有报")),
        Some(told) => row
            .cell(told.told.as_str())
            .cell(format!("{} 至 {}", told.time.0, told.time.1))
            .cell(told.source.as_str())
            .cell(if told.is_good() {
                badge(Tone::Good, "已审核")
            } else {
                badge(Tone::Warn, "待审核")
            }),
    };
    row.cell(it.office.label())
}

async fn export(visit: Visit, Filters(wanted): Filters<Wanted>) -> Result<Response, Page> {
    let all = found(&visit, &wanted).await?;
    let text = |key, title| SheetColumn::new(key, title, SheetKind::Text);
    let layout = Layout::new(
        "填报数和手工数",
        vec![
            text("name", "名称"),
            text("definition", "口径"),
            text("kind", "类别"),
            text("value", "最近的数"),
            text("time", "数的时间"),
            text("note", "来源和审核"),
            text("office", "责任科室"),
        ],
    );
    let notes: Vec<(String, String, String)> = all
        .iter()
        .map(|(_, told)| match told {
            None => Default::default(),
            Some(it) => (it.told.clone(), format!("{} 至 {}", it.time.0, it.time.1), it.note()),
        })
        .collect();
    let rows = all.iter().zip(&notes).map(|((it, _), (value, time, note))| {
        vec![
            Cell::Text(&it.name),
            Cell::Text(&it.definition),
            Cell::Text(it.kind.label()),
            Cell::Text(value),
            Cell::Text(time),
            Cell::Text(note),
            Cell::Text(it.office.label()),
        ]
    });
    platform::workbook::send(&visit, &layout, rows)
}

#[derive(Debug, Clone, Default, Deserialize)]
struct Typed {
    #[serde(default)]
    id: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    definition: String,
    #[serde(default)]
    unit: String,
    #[serde(default)]
    kind: String,
    #[serde(default)]
    share: String,
    #[serde(default)]
    exceed: String,
    #[serde(default)]
    office: String,
}

async fn form(visit: Visit) -> Html {
    let role = visit.actor.role();
    let office = if OFFICES.contains(&role) { role.key().to_owned() } else { String::new() };
    let typed = Typed { kind: Kind::Filed.key().to_owned(), office, ..Typed::default() };
    form_page(&visit, &typed, None)
}

fn form_page(visit: &Visit, typed: &Typed, found: Option<&Wrong>) -> Html {
    let csrf = visit.csrf();
    let hidden = html! { (csrf) (visit.form_id::<super::model::kinds::FigureId>("reported.new")) };
    let kinds = [
        (Kind::Filed.key(), "填报数：有人负责，定期报"),
        (Kind::Typed.key(), "手工数：从文件、通报里抄录"),
    ];
    let mut form = ui::Form::new(visit.link("/reported/new"), &hidden)
        .section("这个数", html! {
            (Field::text("name", "名称").value(typed.name.as_str()).max_length(60).required().error(fault(found, "name")))
            (Field::long("definition", "口径：数什么、不数什么").value(typed.definition.as_str()).lines(3).required().error(fault(found, "definition")))
            (Field::text("unit", "单位").value(typed.unit.as_str()).narrow().max_length(12).hint("%、个百分点、位、万人次；名次写“第”"))
            (Field::radio("kind", "类别", kinds).value(typed.kind.as_str()))
            (Field::checkbox("share", "是比率，报分子和分母", typed.share == "1"))
            (Field::checkbox("exceed", "可以超过 100%（如完成率）", typed.exceed == "1"))
            (Field::select("office", "责任科室", offices()).value(typed.office.as_str()).required().error(fault(found, "office")))
        })
        .button(Button::submit("设立").primary());
    if let Some(wrong) = found {
        form = form.error(wrong.field, wrong.advice.as_str());
    }
    let head = Head::new("设立一个数").crumb("填报数和手工数", visit.link("/reported"));
    visit.page_under("设立一个数", &head, &html! { (form) })
}

/// The figure of what was typed.
async fn read(visit: &Visit, id: FigureId, typed: &Typed) -> Result<Figure, Error> {
    let advice = "请写明这个数的名称，例如 高考一段上线率";
    let name = actions::text("name", &typed.name, (NAME_MAX, advice))?;
    let advice = "请写明口径，例如 一段线上人数除以普通高考报名人数";
    let definition = actions::text("definition", &typed.definition, (WORDS_MAX, advice))?;
    let office = vocab::Role::from_key(&typed.office).filter(|it| OFFICES.contains(it));
    let office = office.ok_or_else(|| wrong("office", "请选责任科室"))?;
    let is_share = typed.share == "1";
    let unit: String = vocab::normalise(&typed.unit).chars().take(12).collect();
    let root: Result<_, db::Error> =
        db::read!(visit.db(), "county", |tx| { access::root(tx).await });
    let place = root?.ok_or(Error::Missing)?;
    Ok(Figure {
        id,
        name,
        definition,
        unit: if is_share { "%".to_owned() } else { unit },
        kind: Kind::from_key(&typed.kind).unwrap_or(Kind::Filed),
        is_share,
        may_exceed: typed.exceed == "1",
        office,
        place,
    })
}

async fn name(visit: Visit, Form(typed): Form<Typed>) -> Result<Response, Page> {
    let id: FigureId = visit.accept_form_id("reported.new", &typed.id)?;
    let done = match read(&visit, id, &typed).await {
        Ok(new) => actions::name(&visit, new).await,
        Err(error) => Err(error),
    };
    match done {
        Ok(id) => {
            let to = visit.link(&format!("/reported/{id}"));
            Ok(Redirect::to(&to).into_response())
        }
        Err(Error::Wrong(wrong)) => {
            let page = form_page(&visit, &typed, Some(&wrong));
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}
