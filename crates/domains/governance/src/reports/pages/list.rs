//! The list of documents, and beginning one.

use platform::workbook;
use serde::Deserialize;
use sheet::{Cell, Column as SheetColumn, Kind, Layout};
use web::{
    Filters, Form, Html, IntoResponse, Markup, Page, Problem, Redirect, Response, Visit, html,
    ui::{self, Alert, Button, Column, Empty, Field, Filter, Head, List, Row, Tone, badge},
};

use super::{LINES, MAY_DRAFT, limit};
use crate::reports::{
    Error,
    actions::{self, Doer},
    model::{Report, ReportId, State, Text, kinds},
    store, templates,
};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    state: String,
    after: Option<ReportId>,
}

/// How a state looks.
pub(super) fn state(it: State) -> Markup {
    let tone = match it {
        State::Draft => Tone::Quiet,
        State::Agreeing | State::Checking | State::Signing | State::Signed => Tone::Warn,
        State::Issued => Tone::Info,
        State::Public => Tone::Good,
    };
    badge(tone, it.label())
}

async fn read(visit: &Visit, asked: &Asked, most: i64) -> Result<Vec<Report>, Page> {
    let wanted = (visit.actor.scope(), State::from_key(&asked.state));
    let found: Result<_, Error> = db::read!(visit.db(), "documents", |tx| {
        Ok(store::list(tx, wanted, asked.after, most).await?)
    });
    found.map_err(|it| Problem::from(it).into())
}

pub(super) async fn show(visit: Visit, Filters(asked): Filters<Asked>) -> Result<Html, Page> {
    let mut rows = read(&visit, &asked, limit(LINES + 1)).await?;
    let more = rows.len() > LINES;
    rows.truncate(LINES);
    let here = visit.here();
    let next = rows.last().filter(|_| more).map(|it| it.id.to_string());
    let states = State::ALL.iter().map(|it| (it.key(), it.label()));
    let list = List::new("公文", &here)
        .filters(ui::Filters::new(&here).filter(Filter::choice("state", "办到哪一步", states)))
        .column(Column::text("标题"))
        .column(Column::short("起草科室"))
        .column(Column::short("办到哪一步"))
        .column(Column::short("发文字号"))
        .column(Column::short("限期"))
        .rows(rows.iter().map(|it| {
            Row::new(it.id.to_string(), it.text.title.as_str())
                .link(visit.link(&format!("/reports/{}", it.id)))
                .cell(it.text.title.as_str())
                .cell(it.office.label())
                .cell(state(it.state))
                .cell(it.issued.as_ref().map_or("", |it| it.0.as_str()))
                .cell(it.text.due_on.map(|it| it.to_string()).unwrap_or_default())
        }))
        .next(next)
        .empty(Empty::new("还没有公文").hint("从模板起草，文中的数由系统统计。"));
    let out = visit.link(&format!("/reports/export?{}", here.without("after").query()));
    let mut head = Head::new("公文").action(Button::link("导出", out).icon("file-export"));
    if visit.meets(MAY_DRAFT) {
        let new = visit.link("/reports/new");
        head = head.action(Button::link("起草公文", new).icon("plus").primary());
    }
    Ok(visit.page_under("公文", &head, &html! { (list) }))
}

pub(super) async fn export(visit: Visit, Filters(asked): Filters<Asked>) -> Result<Response, Page> {
    let asked = Asked { after: None, ..asked };
    let rows = read(&visit, &asked, i64::MAX).await?;
    let layout = Layout::new(
        "公文",
        vec![
            SheetColumn::new("title", "标题", Kind::Text),
            SheetColumn::new("office", "起草科室", Kind::Text),
            SheetColumn::new("state", "办到哪一步", Kind::Text),
            SheetColumn::new("number", "发文字号", Kind::Text),
            SheetColumn::new("begun", "起草日期", Kind::Date),
        ],
    );
    let lines = rows.iter().map(|it| {
        vec![
            Cell::Text(it.text.title.as_str()),
            Cell::Text(it.office.label()),
            Cell::Text(it.state.label()),
            Cell::Text(it.issued.as_ref().map_or("", |it| it.0.as_str())),
            Cell::Date(it.begun_on),
        ]
    });
    workbook::send(&visit, &layout, lines)
}

pub(super) async fn new(visit: Visit) -> Html {
    let csrf = visit.csrf();
    let all = templates::all().iter().map(|it| (it.name.as_str(), it.label.as_str()));
    let form = ui::Form::new(visit.link("/reports/new"), &csrf)
        .part(visit.form_id::<kinds::ReportId>("report"))
        .section("起草公文", html! {
            (Field::select("template", "模板", all).required())
            (Field::date("as_of", "数据截至").value(visit.today().to_string()).required().hint("文中没有另外写日期的数，都取这一天的"))
            (Field::date("due_on", "印发限期").hint("到期前在“待我办理”里提醒下一步的人"))
        })
        .button(Button::submit("开始起草").primary())
        .button(Button::link("返回", visit.link("/reports")));
    let head = Head::new("起草公文").crumb("公文", visit.link("/reports"));
    let told = Alert::new(Tone::Info, "正文里的数由系统统计")
        .detail("模板已经放好常用的数；起草中数会随记录变动，签发后不再变动。");
    visit.page_under("起草公文", &head, &html! { (told) (form) })
}

#[derive(Debug, Deserialize)]
pub(super) struct Begun {
    id: String,
    template: String,
    #[serde(default)]
    as_of: String,
    #[serde(default)]
    due_on: String,
}

pub(super) async fn begin(visit: Visit, Form(form): Form<Begun>) -> Result<Response, Page> {
    let id: ReportId = visit.accept_form_id("report", &form.id)?;
    let template = templates::find(&form.template).ok_or_else(|| Problem::unfit("请选一个模板"))?;
    let as_of = form.as_of.parse().map_err(|_| Problem::unfit("“数据截至”请填日期"))?;
    let (who, place) = (Doer::of(&visit), visit.actor.scope());
    let text = Text {
        title: template.title_on(&visit.cell.name, as_of),
        recipients: template.recipients.clone(),
        copies: String::new(),
        contact: String::new(),
        as_of,
        due_on: form.due_on.parse().ok(),
        body: template.body.trim().to_owned(),
    };
    let done: Result<(), Error> = platform::act!(visit, "report.begin", |act| {
        actions::begin(act, &who, (id, place), (template, text.clone())).await?;
        Ok(())
    });
    done.map_err(Problem::from)?;
    Ok(Redirect::to(&visit.link(&format!("/reports/{id}/edit"))).into_response())
}
