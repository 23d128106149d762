//! The page of one child, for the head of its school.

use jiff::civil::Date;
use platform::{privacy::Looks, seal::Sealer};
use serde::Deserialize;
use vocab::{GuardianId, StudentId};
use web::{
    Form, Html, Markup, Need, Page, Path, Problem, Redirect, Routes, Visit, html,
    ui::{self, Button, Card, Field, Head, Item, Tone, badge},
};

use super::{actions, model::Order};
use crate::{fields, model::Guardian};

const BAR: Need = Need::May("contact.bar");

pub(super) fn routes() -> Routes {
    Routes::new()
        .get("/students/{id}/contact", BAR, show)
        .post("/students/{id}/contact", BAR, bar)
        .post("/students/{id}/contact/end", BAR, end)
}

async fn show(visit: Visit, Path(id): Path<StudentId>) -> Result<Html, Page> {
    let (student, guardians, orders) = actions::load(&visit, id).await?;
    visit.cell.service::<Looks>().note(&visit, id, "接送名单与接触限制")?;
    let name = student.line.name.clone();
    let head = Head::new("禁止接触")
        .crumb("学生", visit.link("/students"))
        .crumb(name.as_str(), visit.link(&format!("/students/{id}")))
        .below(html! { (name) " · 依据法院、公安机关的文书登记；登记和解除都会记入审计。" });
    let barred = guardians.iter().filter(|it| it.no_contact);
    let free: Vec<&Guardian> = guardians.iter().filter(|it| !it.no_contact).collect();
    let body = html! {
        (ui::Alert::new(Tone::Info, "登记后立即生效").detail("该家长看不到孩子的信息，收不到有关通知，不能接孩子，也不能重新绑定。班主任和其他监护人只会知道接送名单有变化，看不到文书内容。"))
        @for it in barred { (end_form(&visit, id, it, &orders)) }
        (bar_form(&visit, id, &free))
        @if orders.iter().any(|it| it.ended_on.is_some()) {
            (Card::new("已解除的", history(&visit, &orders)).flush())
        }
    };
    Ok(visit.page_under("禁止接触", &head, &body))
}

fn document(visit: &Visit, it: &Order) -> String {
    let sealer: &Sealer = visit.cell.service();
    let open = sealer.open(fields::CONTACT_DOCUMENT.at(it.id.bits()), &it.document_sealed);
    open.map_or_else(|_| "（密钥不可用，无法显示）".to_owned(), vocab::Personal::into_open)
}

fn end_form(visit: &Visit, id: StudentId, it: &Guardian, orders: &[Order]) -> Markup {
    let order = orders.iter().find(|of| of.guardian == it.id && of.ended_on.is_none());
    let csrf = visit.csrf();
    let hidden = html! { (csrf) input type="hidden" name="guardian" value=(it.id); };
    let facts = ui::Facts::new().fact("家长", format!("{} {}", it.relation.label(), it.name));
    let facts = match order {
        Some(order) => facts
            .fact("登记日期", order.set_on.to_string())
            .fact("文书日期", order.issued_on.to_string())
            .long("依据", document(visit, order)),
        None => facts.long("依据", "由名册带入，没有登记文书"),
    };
    html! {
        (ui::Form::new(visit.link(&format!("/students/{id}/contact/end")), &hidden)
            .section("现在禁止接触", facts)
            .part(Field::text("reason", "解除的依据").required().max_length(120).hint("如：保护令期满、法院撤销。"))
            .button(Button::submit("解除").danger().confirm("解除后，该家长恢复原来的权限。确定吗？")))
    }
}

fn bar_form(visit: &Visit, id: StudentId, free: &[&Guardian]) -> Markup {
    if free.is_empty() {
        let words = html! { p.text-secondary { "没有其他家庭成员可以登记。" } };
        return html! { (Card::new("登记禁止接触", words)) };
    }
    let csrf = visit.csrf();
    let who =
        free.iter().map(|it| (it.id.to_string(), format!("{} {}", it.relation.label(), it.name)));
    html! {
        (ui::Form::new(visit.link(&format!("/students/{id}/contact")), &csrf)
            .section("登记禁止接触", html! {
                (Field::select("guardian", "家长", who.collect::<Vec<_>>()).required())
                (Field::text("document", "文书名称和文号").required().max_length(120).hint("如：人身安全保护令（2021）浙0282民保令1号。加密保存，只有校长能看到。"))
                (Field::date("issued", "文书日期").required())
            })
            .button(Button::submit("登记").danger().confirm("登记后立即生效。请确认已核对文书原件。")))
    }
}

fn history(visit: &Visit, orders: &[Order]) -> Markup {
    let sealer: &Sealer = visit.cell.service();
    let ended = orders.iter().filter_map(|it| Some((it, it.ended_on?)));
    let items = ended.map(|(it, until)| {
        let reason = it.reason_sealed.as_deref().unwrap_or_default();
        let reason = sealer.open(fields::CONTACT_REASON.at(it.id.bits()), reason);
        let reason = reason.map(vocab::Personal::into_open).unwrap_or_default();
        Item::new(it.name.clone())
            .below(html! { (it.set_on) " 至 " (until) " · " (document(visit, it)) " · " (reason) })
            .icon("user")
            .aside(badge(Tone::Quiet, "已解除"))
    });
    ui::items(items)
}

#[derive(Debug, Deserialize)]
struct Barred {
    guardian: GuardianId,
    #[serde(default)]
    document: String,
    #[serde(default)]
    issued: String,
}

async fn bar(
    visit: Visit,
    Path(id): Path<StudentId>,
    Form(form): Form<Barred>,
) -> Result<Redirect, Page> {
    let issued: Date = form.issued.parse().map_err(|_| Problem::unfit("请填写文书日期。"))?;
    actions::bar(&visit, id, form.guardian, (&form.document, issued)).await?;
    Ok(Redirect::to(&visit.link(&format!("/students/{id}/contact"))))
}

#[derive(Debug, Deserialize)]
struct Ended {
    guardian: GuardianId,
    #[serde(default)]
    reason: String,
}

async fn end(
    visit: Visit,
    Path(id): Path<StudentId>,
    Form(form): Form<Ended>,
) -> Result<Redirect, Page> {
    actions::end(&visit, id, form.guardian, &form.reason).await?;
    Ok(Redirect::to(&visit.link(&format!("/students/{id}/contact"))))
}
