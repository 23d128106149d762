//! The register as everyone of the county reads it: the list, and a partner's record.

use platform::seal::Sealer;
use serde::Deserialize;
use sheet::{Cell, Column as SheetColumn, Kind, Layout};
use vocab::{InstitutionId, mask_phone, normalise};
use web::{
    Filters, Html, Page, Path, Response, Visit, html,
    ui::{self, Button, Column, Empty, Filter, Head, List, Row, badge},
};

use super::{
    MANAGE,
    actions::Error,
    model::{Partner, Person, Standing},
    rules, store, views,
};
use crate::{
    fields::PARTNER_PHONE,
    pages::{LINES, is_meant},
};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Query {
    #[serde(default)]
    q: String,
    #[serde(default)]
    field: String,
    #[serde(default)]
    state: String,
    /// How many of the list come before this page.
    after: Option<usize>,
}

impl Query {
    fn lets_through(&self, it: &Partner, standing: Standing) -> bool {
        (self.field.is_empty() || it.field == self.field)
            && (self.state.is_empty() || standing.key() == self.state)
            && (is_meant(&self.q, &it.name) || self.begins(&it.code))
    }

    /// Whether a code was typed, or how it begins.
    fn begins(&self, code: &str) -> bool {
        code.starts_with(&normalise(&self.q).to_uppercase())
    }
}

struct Found {
    partners: Vec<Partner>,
    total: usize,
}

/// A county has a few hundred partners: they are read at once.
async fn find(visit: &Visit, query: &Query, limit: usize) -> Result<Found, Error> {
    let today = visit.today();
    let read: Result<_, db::Error> =
        db::read!(visit.db(), "partners", |tx| { store::partners(tx, today).await });
    let fits = |it: &Partner| query.lets_through(it, it.span.standing(today));
    let mut partners = read?;
    partners.retain(fits);
    let total = partners.len();
    let partners = partners.into_iter().skip(query.after.unwrap_or(0)).take(limit).collect();
    Ok(Found { partners, total })
}

/// The list.
pub(super) async fn list(visit: Visit, Filters(query): Filters<Query>) -> Result<Html, Page> {
    let found = find(&visit, &query, LINES).await?;
    let (here, today) = (visit.here(), visit.today());
    let shown = query.after.unwrap_or(0) + found.partners.len();
    let next = (shown < found.total).then(|| shown.to_string());
    let states = Standing::ALL.map(|it| (it.key(), it.label()));
    let filters = ui::Filters::new(&here)
        .search("机构名称、拼音、统一社会信用代码")
        .filter(Filter::choice("field", "类别", rules::FIELDS.map(|it| (it, it))))
        .filter(Filter::choice("state", "状态", states));
    let rows = found.partners.iter().map(|it| {
        let standing = it.span.standing(today);
        Row::new(it.id.to_string(), it.name.as_str())
            .link(visit.link(&format!("/institutions/{}", it.id)))
            .cell(it.name.as_str())
            .cell(it.field.as_str())
            .cell(badge(standing.tone(), standing.label()))
            .cell(it.span.since.map_or_else(|| "—".to_owned(), |day| day.to_string()))
            .cell(it.teachers)
            .cell(it.code.as_str())
    });
    let list = List::new("校外机构", &here)
        .filters(filters)
        .column(Column::text("机构"))
        .column(Column::text("类别"))
        .column(Column::short("状态"))
        .column(Column::short("列入日期"))
        .column(Column::number("可任教教师"))
        .column(Column::text("统一社会信用代码"))
        .rows(rows)
        .total(i64::try_from(found.total).unwrap_or(0))
        .next(next)
        .empty(Empty::new("名录里还没有校外机构").hint("由教育局基教科登记，或按表导入。"));
    let export = visit.link(&format!("/institutions/export?{}", here.without("after").query()));
    let mut head =
        Head::new("校外机构").below(html! { "学校开设拓展课程，只能从白名单中的机构聘请教师" });
    if visit.meets(MANAGE) {
        head = head
            .action(
                Button::link("登记机构", visit.link("/institutions/new")).primary().icon("plus"),
            )
            .action(Button::link("按表导入", visit.link("/institutions/import")).icon("upload"));
    }
    let head =
        head.action(Button::link("导出", export).icon("file-export")).action(Button::print());
    Ok(visit.page_under("校外机构", &head, &html! { (list) }))
}

/// The same list as a workbook.
pub(super) async fn export(visit: Visit, Filters(query): Filters<Query>) -> Result<Response, Page> {
    let query = Query { after: None, ..query };
    let found = find(&visit, &query, usize::MAX).await?;
    let today = visit.today();
    let text = |key, title| SheetColumn::new(key, title, Kind::Text);
    let layout = Layout::new(
        "校外机构名录",
        vec![
            text("name", "机构名称"),
            text("code", "统一社会信用代码"),
            text("field", "类别"),
            text("state", "状态"),
            SheetColumn::new("since", "列入日期", Kind::Date),
            SheetColumn::new("until", "退出日期", Kind::Date),
            text("reason", "退出原因"),
            SheetColumn::new("teachers", "可任教教师", Kind::Integer),
        ],
    );
    let day = |it| Option::map_or(it, Cell::Empty, Cell::Date);
    let rows = found.partners.iter().map(|it| {
        vec![
            Cell::Text(&it.name),
            Cell::Text(&it.code),
            Cell::Text(&it.field),
            Cell::Text(it.span.standing(today).label()),
            day(it.span.since),
            day(it.span.until),
            Cell::Text(it.span.reason.as_deref().unwrap_or_default()),
            Cell::Integer(it.teachers),
        ]
    });
    platform::workbook::send(&visit, &layout, rows)
}

/// A partner with everyone who works there.
pub(super) struct Record {
    pub(super) partner: Partner,
    pub(super) people: Vec<Person>,
}

/// The record of `id`.
pub(super) async fn load(visit: &Visit, id: InstitutionId) -> Result<Record, Error> {
    let today = visit.today();
    db::read!(visit.db(), "partner", |tx| {
        let partner = store::find_partner(tx, id, today).await?.ok_or(Error::Missing)?;
        let people = store::people(tx, id).await?;
        Ok(Record { partner, people })
    })
}

/// A person's telephone number, its middle hidden.
pub(super) fn phone(visit: &Visit, it: &Person) -> String {
    let sealer = visit.cell.service::<Sealer>();
    let sealed = it.phone_sealed.as_ref();
    let open = sealed.and_then(|text| sealer.open(PARTNER_PHONE.at(it.id.bits()), text).ok());
    open.map_or_else(|| "未登记".to_owned(), |it| mask_phone(it.open()))
}

/// What was just done, in the address.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Done {
    #[serde(default)]
    pub(super) done: String,
}

/// A partner's record.
pub(super) async fn show(
    visit: Visit,
    Path(id): Path<InstitutionId>,
    Filters(query): Filters<Done>,
) -> Result<Html, Page> {
    let record = load(&visit, id).await?;
    Ok(record_page(&visit, &record, &query.done, None))
}

/// A partner's record, with why the approval was refused.
pub(super) fn record_page(visit: &Visit, it: &Record, done: &str, why: Option<&str>) -> Html {
    let phones: Vec<String> = it.people.iter().map(|it| phone(visit, it)).collect();
    let body = views::record(visit, it, &phones, done, why);
    visit.page_under(&it.partner.name, &views::head(visit, &it.partner), &body)
}
