//! The pages of the bureau: what was issued with its figures, a certificate, a request.

use jiff::civil::Date;
use platform::{
    privacy::{self, SealedClass},
    seal::Sealer,
    workbook,
};
use serde::Deserialize;
use sheet::{Cell, Column as SheetColumn, Kind, Layout};
use vocab::{mask_id_number, mask_phone};
use web::{
    Filters, Form, Html, IntoResponse, Markup, Need, NoFields, Page, Path, Problem, Redirect,
    Response, Routes, Visit, html,
    ui::{
        self, Alert, Button, Card, Column, Empty, Facts, Field, Filter, Head, List, Row, Tone,
        badge, say,
    },
};

use super::{
    KEEP, NUMBER, PHONE, READ,
    actions::{self, Error},
    model::{Certificate, CertificateId, Counts, Request},
    rules, store,
};

/// How many lines a page of a list has.
pub(super) const LINES: usize = 50;
const MAY_READ: Need = Need::May(READ.key);
pub(super) const MAY_KEEP: Need = Need::May(KEEP.key);

/// The pages.
pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/graduation/issued", MAY_READ, issued)
        .get("/graduation/issued/export", MAY_READ, export)
        .get("/graduation/issued/{number}", MAY_READ, one)
        .post("/graduation/issued/{number}/void", MAY_KEEP, void)
        .get("/graduation/requests/{number}", MAY_KEEP, request)
        .post("/graduation/requests/{number}/number", MAY_KEEP, reveal)
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    from: String,
    #[serde(default)]
    to: String,
    after: Option<CertificateId>,
}

impl Asked {
    /// The time that is asked for: this year where none is.
    fn time(&self, today: Date) -> (Date, Date) {
        let year = today.first_of_year();
        (self.from.parse().unwrap_or(year), self.to.parse().unwrap_or(today))
    }
}

pub(super) fn limit(lines: usize) -> i64 {
    i64::try_from(lines).unwrap_or(i64::MAX)
}

async fn issued(visit: Visit, Filters(asked): Filters<Asked>) -> Result<Html, Page> {
    let time = asked.time(visit.today());
    let read: Result<_, db::Error> = db::read!(visit.db(), "certificates", |tx| {
        let rows = store::certificates(tx, time, asked.after, limit(LINES + 1)).await?;
        Ok((rows, store::counts(tx, time).await?))
    });
    let (mut rows, counts) = read?;
    let more = rows.len() > LINES;
    rows.truncate(LINES);
    let here = visit.here();
    let next = rows.last().filter(|_| more).map(|it| it.id.to_string());
    let list = List::new("毕业证明", &here)
        .filters(
            ui::Filters::new(&here)
                .filter(Filter::date("from", "开具日期从"))
                .filter(Filter::date("to", "到")),
        )
        .column(Column::short("编号"))
        .column(Column::text("姓名"))
        .column(Column::text("毕业学校"))
        .column(Column::short("毕业年月"))
        .column(Column::short("开具日期"))
        .column(Column::short("方式"))
        .column(Column::short("状态"))
        .rows(rows.iter().map(|it| {
            Row::new(it.number.as_str(), it.number.as_str())
                .link(visit.link(&format!("/graduation/issued/{}", it.number)))
                .cell(it.number.as_str())
                .cell(vocab::mask_name(&it.what.name))
                .cell(it.what.school_name.as_str())
                .cell(rules::finished_words(&it.what.finished))
                .cell(it.issued_on.to_string())
                .cell(way(it))
                .cell(state(it))
        }))
        .total(counts.at_once + counts.granted)
        .next(next)
        .empty(Empty::new("这段时间没有开具毕业证明").hint("毕业生用浙里办在公众页面自行办理。"));
    let export =
        visit.link(&format!("/graduation/issued/export?{}", here.without("after").query()));
    let head = Head::new("毕业证明")
        .below(html! { (time.0) " 至 " (time.1) " · 公众页面 " a href=(visit.link("/graduation")) { "普通高中毕业证明" } })
        .action(Button::link("导出", export).icon("file-export"))
        .action(Button::print());
    let body = html! { (figures(counts)) (list) };
    Ok(visit.page_under("毕业证明", &head, &body))
}

fn way(it: &Certificate) -> &'static str {
    if it.request.is_some() { "人工核查" } else { "当场开具" }
}

fn state(it: &Certificate) -> Markup {
    match it.void {
        Some(_) => badge(Tone::Bad, "已作废"),
        None => badge(Tone::Good, "有效"),
    }
}

/// The share that was issued at once, of all who applied: each who was not asked a person.
fn figures(it: Counts) -> Markup {
    let all = it.at_once + it.by_hand;
    let rate = say::percent(it.at_once, all).map_or_else(|| "—".to_owned(), |it| it + "%");
    html! {
        (Card::new("办理情况", html! {
            (Facts::new()
                .fact("当场开具", format!("{} 件", it.at_once))
                .fact("转人工核查", format!("{} 件，其中正在核查 {} 件、查到后开具 {} 件", it.by_hand, it.open, it.granted))
                .fact("秒办率", html! { (rate) "（" (it.at_once) " ÷ " (all) "）" }))
        }))
    }
}

async fn export(visit: Visit, Filters(asked): Filters<Asked>) -> Result<Response, Page> {
    let time = asked.time(visit.today());
    let read: Result<_, db::Error> = db::read!(visit.db(), "certificates", |tx| {
        store::certificates(tx, time, None, i64::MAX).await
    });
    let rows = read?;
    let text = |key, title| SheetColumn::new(key, title, Kind::Text);
    let layout = Layout::new(
        "毕业证明",
        vec![
            text("number", "编号"),
            text("name", "姓名"),
            text("school", "毕业学校"),
            text("finished", "毕业年月"),
            SheetColumn::new("issued", "开具日期", Kind::Date),
            text("way", "方式"),
            text("void", "作废原因"),
        ],
    );
    let names: Vec<String> = rows.iter().map(|it| vocab::mask_name(&it.what.name)).collect();
    let rows = rows.iter().zip(&names).map(|(it, name)| {
        vec![
            Cell::Text(&it.number),
            Cell::Text(name),
            Cell::Text(&it.what.school_name),
            Cell::Text(&it.what.finished),
            Cell::Date(it.issued_on),
            Cell::Text(way(it)),
            it.void.as_ref().map_or(Cell::Empty, |it| Cell::Text(&it.1)),
        ]
    });
    workbook::send(&visit, &layout, rows)
}

async fn found(visit: &Visit, number: &str) -> Result<Certificate, Error> {
    let read: Result<_, Error> = db::read!(visit.db(), "certificate", |tx| {
        Ok(store::find_certificate(tx, number).await?)
    });
    read?.ok_or(Error::Missing)
}

async fn one(visit: Visit, Path(number): Path<String>) -> Result<Html, Page> {
    let it = found(&visit, &number).await?;
    Ok(certificate_page(&visit, &it, "", None))
}

fn certificate_page(visit: &Visit, it: &Certificate, typed: &str, wrong: Option<&str>) -> Html {
    let csrf = visit.csrf();
    let facts = Facts::new()
        .fact("姓名", it.what.name.as_str())
        .fact("身份证号", mask_of(visit, (it.id.bits(), &it.id_sealed)))
        .fact("毕业学校", it.what.school_name.as_str())
        .fact("毕业年月", rules::finished_words(&it.what.finished))
        .fact("开具日期", it.issued_on.to_string())
        .fact("方式", way(it));
    let body = html! {
        @if let Some((day, reason)) = &it.void {
            (Alert::new(Tone::Bad, format!("已于 {day} 作废：{reason}")))
        }
        (Card::new("证明的内容", html! { (facts) }))
        @if it.void.is_none() && visit.meets(MAY_KEEP) {
            (ui::Form::new(visit.link(&format!("/graduation/issued/{}/void", it.number)), &csrf)
                .section("作废", html! {
                    (Field::text("reason", "作废的原因").value(typed).max_length(100).required().error(wrong)
                        .hint("核验这份证明的人会看到，例如 毕业学校登记有误"))
                })
                .button(Button::submit("作废这份证明").danger().confirm("作废以后不能恢复，本人可以重新申请。确定作废吗？")))
        }
    };
    let head = Head::new(format!("毕业证明 {}", it.number))
        .crumb("毕业证明", visit.link("/graduation/issued"))
        .state(state(it));
    visit.page_under("毕业证明", &head, &body)
}

pub(super) fn mask_of(visit: &Visit, (bits, sealed): (i64, &str)) -> String {
    let opened = visit.cell.service::<Sealer>().open(NUMBER.at(bits), sealed);
    opened.map_or_else(|_| "无法解密".to_owned(), |it| mask_id_number(it.open()))
}

#[derive(Debug, Deserialize)]
struct Void {
    #[serde(default)]
    reason: String,
}

async fn void(
    visit: Visit,
    Path(number): Path<String>,
    Form(form): Form<Void>,
) -> Result<Response, Page> {
    match actions::void(&visit, &number, &form.reason).await {
        Ok(()) => {
            let back = visit.link(&format!("/graduation/issued/{number}"));
            Ok(Redirect::to(&back).into_response())
        }
        Err(Error::Wrong(_, words)) => {
            let it = found(&visit, &number).await?;
            let page = certificate_page(&visit, &it, &form.reason, Some(&words));
            Ok((web::StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

async fn find_request(visit: &Visit, number: &str) -> Result<Request, Error> {
    let read: Result<_, Error> =
        db::read!(visit.db(), "request", |tx| { Ok(store::find_request(tx, number).await?) });
    read?.ok_or(Error::Missing)
}

async fn request(visit: Visit, Path(number): Path<String>) -> Result<Html, Page> {
    let it = find_request(&visit, &number).await?;
    let csrf = visit.csrf();
    let phone = visit.cell.service::<Sealer>().open(PHONE.at(it.id.bits()), &it.phone_sealed);
    let phone = phone.map_or_else(|_| "无法解密".to_owned(), |it| mask_phone(it.open()));
    let reveal = visit.link(&format!("/graduation/requests/{number}/number"));
    let facts = Facts::new()
        .fact("姓名", it.says.name.as_str())
        .fact(
            "身份证号",
            html! {
                (mask_of(&visit, (it.id.bits(), &it.id_sealed))) " "
                (ui::post(&reveal, &csrf, &Button::submit("查看完整号码和电话")))
            },
        )
        .fact("联系电话", phone)
        .fact("自述毕业学校", it.says.school_name.as_str())
        .fact("自述毕业年月", rules::finished_words(&it.says.finished))
        .fact("转人工的原因", it.why.as_str())
        .long("补充说明", if it.words.is_empty() { "没有" } else { &it.words });
    let body = html! {
        (Card::new("申请的内容", html! { (facts) }))
        @match &it.answer {
            Some((words, day)) => { (Card::new("答复", html! { p { (words) "（" (day) "）" } })) }
            None => { @if let Some(link) = &it.case_link {
                p { (Button::link("去办理", visit.link(link)).primary()) }
            } }
        }
    };
    let head = Head::new(format!("毕业证明申请 {}", it.number))
        .crumb("毕业证明", visit.link("/graduation/issued"))
        .below(html! { (it.asked_on) " 提交，浙里办实名认证" });
    Ok(visit.page_under("毕业证明申请", &head, &body))
}

async fn reveal(
    visit: Visit,
    Path(number): Path<String>,
    _: Form<NoFields>,
) -> Result<Response, Page> {
    let it = find_request(&visit, &number).await?;
    match privacy::open_sealed(&visit, SealedClass::IdNumber, it.id, "毕业证明申请人的身份证号")
        .await
    {
        Ok(_) => {}
        Err(privacy::Error::NotCleared(_)) => {
            let ask = visit.link(&format!("/clearances/new?about={}", it.id));
            return Ok(Redirect::to(&ask).into_response());
        }
        Err(error) => return Err(error.into()),
    }
    let sealer = visit.cell.service::<Sealer>();
    let open = |field: platform::seal::Field, text: &str| {
        let opened = sealer.open(field.at(it.id.bits()), text);
        opened.map_err(|error| Page::from(Problem::internal(&error)))
    };
    let (id, phone) = (open(NUMBER, &it.id_sealed)?, open(PHONE, &it.phone_sealed)?);
    let facts = Facts::new()
        .fact("姓名", it.says.name.as_str())
        .fact("身份证号", id.open().as_str())
        .fact("联系电话", phone.open().as_str());
    let body = html! {
        (Alert::new(Tone::Info, "这次查看已经记录").detail("离开这一页后内容不再显示，请不要截图或另存。"))
        (Card::new("完整的号码", html! { (facts) }))
    };
    let head = Head::new("完整的号码")
        .crumb("毕业证明申请", visit.link(&format!("/graduation/requests/{number}")));
    Ok(visit.page_under("完整的号码", &head, &body).into_response())
}
