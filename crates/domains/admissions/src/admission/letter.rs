//! 录取通知书: the letter as page and PDF, and its check by anyone. Who checks one sees a masked name and
//! whether the seat is still the child's; a number that there is not answers like a mistyped one.

use paper::{Block, Check, Document, Span};
use platform::workbook;
use serde::Deserialize;
use web::{
    Call, Filters, Html, IntoResponse, Markup, Need, Page, Problem, Response, Routes, Visit, html,
    ui::{self, Alert, Button, Card, Facts, Field, Head, Paper, Tone},
};

use super::{
    model::{Shown, State},
    store,
};
use crate::registration::{Entry, typed_number};

const TITLE: &str = "核验录取通知书";

pub(super) fn routes() -> Routes {
    Routes::new().get("/entry/letters", Need::Open, check)
}

/// What a child brings.
fn brought(entry: Entry) -> &'static str {
    match entry {
        Entry::Kindergarten => "户口簿、入园体检表（体检合格才能入园）、预防接种证（要查验）",
        Entry::Primary => "户口簿、预防接种证（学校要查验，没有接种完的也照常入学）",
        Entry::Junior => "户口簿、小学毕业证书、预防接种证",
    }
}

/// The letter as it is signed.
fn document(it: &Shown) -> Document {
    let paragraph = |words: String| Block::Paragraph(vec![Span::Text(words)]);
    let blocks = vec![
        paragraph(format!(
            "经审核，{}（报名号 {}）符合入学条件，现录取到{}，就读{}级{}。",
            it.name,
            it.registered,
            it.school_name,
            it.year,
            it.entry.label(),
        )),
        paragraph(format!(
            "请于{}带孩子到{}报到，并带上：本通知书、{}。",
            day_words(it.reports_on),
            if it.entry == Entry::Kindergarten { "园" } else { "校" },
            brought(it.entry)
        )),
        paragraph(
            "不来就读的，请在报到日以前在手机上办理放弃，学位会按次序递补给别的孩子。".to_owned(),
        ),
    ];
    Document {
        issuer: it.school_name.clone(),
        title: "录取通知书".to_owned(),
        recipients: Some(format!("{}家长", it.name)),
        blocks,
        signed_on: Some(day_words(it.it.issued_on)),
        ..Document::default()
    }
}

/// 2021年6月28日.
fn day_words(day: jiff::civil::Date) -> String {
    format!("{}年{}月{}日", day.year(), day.month(), day.day())
}

/// What no letter may be without: that it counts for nothing.
fn mark(visit: &Visit, it: &Shown) -> Option<&'static str> {
    match (it.rehearsal, visit.cell.demo) {
        (true, _) => Some("招生演练，本通知书没有任何效力"),
        (_, true) => Some("演示数据：本通知书没有任何效力"),
        _ => None,
    }
}

/// The letter on a page, with what can be done with it below; `pdf` is where it is a file.
pub(super) fn page(visit: &Visit, it: &Shown, pdf: &str, below: &Markup) -> Html {
    let document = document(it);
    let address = visit.absolute(&format!("/entry/letters?number={}", it.it.number));
    let has_font = visit.cell.find_service::<paper::Fonts>().is_some_and(paper::Fonts::are_there);
    let said = html! {
        (paper::html(&document, |_| None))
        div { (ui::qr(&address)) p { "扫码核验，或在“" (TITLE) "”输入编号" } }
    };
    let body = html! {
        @if !it.it.state.is_live() {
            (Alert::new(Tone::Warn, "这份通知书已经失效").detail(it.it.state.label()))
        }
        @if let Some(words) = mark(visit, it) { (Alert::new(Tone::Info, words)) }
        (Paper::new(document.title.as_str(), said).number(format!("编号：{}", it.it.number))
            .signed(document.issuer.as_str(), document.signed_on.clone().unwrap_or_default()))
        div.actions {
            @if has_font && it.it.state.is_live() { (Button::link("下载 PDF", pdf.to_owned()).primary().icon("download")) }
            (Button::print())
        }
        (below)
    };
    visit.page("录取通知书", &body)
}

/// The letter as a file; none where the system has no Chinese font, or the seat is given up.
pub(super) fn file(visit: &Visit, it: &Shown) -> Result<Response, Page> {
    let fonts = visit.cell.find_service::<paper::Fonts>().filter(|it| it.are_there());
    let fonts = fonts.filter(|_| it.it.state.is_live()).ok_or_else(Problem::not_found)?;
    let number = &it.it.number;
    let words = vec![format!("编号：{number}"), "扫码核验这份通知书是否有效".to_owned()];
    let address = visit.absolute(&format!("/entry/letters?number={number}"));
    let document = Document {
        check: Some(Check { address, words }),
        mark: mark(visit, it).map(str::to_owned),
        ..document(it)
    };
    let bytes = paper::pdf(&document, fonts).map_err(|it| Page::from(Problem::internal(&it)))?;
    Ok(workbook::download(&format!("录取通知书{number}.pdf"), "application/pdf", bytes))
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    number: String,
}

async fn check(call: Call, Filters(asked): Filters<Asked>) -> Result<Response, Page> {
    let number = typed_number(&asked.number);
    let mut found = None;
    if !number.is_empty() {
        let read: Result<_, db::Error> =
            db::read!(call.db(), "check a letter", |tx| { store::numbered(tx, &number).await });
        found = read?;
    }
    let body = html! {
        (Head::new(TITLE))
        @match &found {
            Some(it) => { (verdict(it)) }
            None if !number.is_empty() => {
                (Alert::new(Tone::Warn, "没有这个编号的通知书").detail("请照通知书上的编号输入；仍然查不到的，不要采信，请与学校核实。"))
            }
            None => {}
        }
        form.form.card method="get" action=(call.link("/entry/letters")) {
            div.form-section { div.fields {
                (Field::text("number", "通知书编号").value(asked.number.as_str()).hint("例如 L2021-7K2M9QAB").max_length(20).required())
            } }
            div.form-end { div.actions { (Button::submit("核验").primary()) } }
        }
    };
    Ok(call.public_page(TITLE, &body).into_response())
}

fn verdict(it: &Shown) -> Markup {
    let alert = match it.it.state {
        _ if it.rehearsal => Alert::new(Tone::Warn, "这是招生演练的通知书，没有任何效力"),
        State::GivenUp | State::Moved => Alert::new(Tone::Bad, "这份通知书已经失效")
            .detail("家长放弃了这个学位，或者孩子已经改录到别的学校。"),
        _ => Alert::new(Tone::Good, "通知书真实、有效"),
    };
    let facts = Facts::new()
        .fact("编号", it.it.number.as_str())
        .fact("孩子", vocab::mask_name(&it.name))
        .fact("学校", it.school_name.as_str())
        .fact("年级", it.entry.label())
        .fact("开具日期", day_words(it.it.issued_on))
        .fact("报到", day_words(it.reports_on));
    html! {
        (alert)
        (Card::new(it.title.clone(), html! { (facts) p.text-secondary { "姓名只显示一部分，编号、学校应当与通知书完全一致。" } }))
    }
}
