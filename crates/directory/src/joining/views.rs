//! What the pages of joining look like.

use platform::codes::{Proof, Sent, code_part, phone_part};
use web::{
    Call, Markup, Visit, html,
    ui::{self, Alert, Button, Card, Decide, Empty, Facts, Field, Form, Tone},
};

use super::{
    model::{Request, RequestKind},
    own::Own,
};
use crate::model::{Guardian, Relation};

fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

fn form<'a>(action: String, csrf: &'a Markup, why: Option<&str>) -> Form<'a> {
    let form = Form::new(action, csrf);
    match why {
        Some(why) => form.problem(why.to_owned()),
        None => form,
    }
}

fn relations() -> Field<'static> {
    let all = Relation::all().map(|it| (it.key(), it.label()));
    Field::select("relation", "和孩子的关系", all).required()
}

/// Which of the two forms of the page was refused.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Part {
    Check,
    Ask,
}

pub(super) fn family(call: &Call, proof: &Proof, why: Option<(Part, &str)>) -> Markup {
    let (csrf, ticket) = (call.csrf(), proof.ticket(call));
    let of = |part| why.filter(|it| it.0 == part).map(|it| it.1);
    let check = form(call.link("/join/family/check"), &csrf, of(Part::Check))
        .id("check")
        .section("一、学籍里登记了您和这个手机号", html! {
            (hidden("ticket", &ticket))
            p { "手机号 " (proof.phone.masked()) " 已验证。核对一致后马上开通。" }
            (Field::text("name", "您的姓名").required().max_length(40).autocomplete("name").hint("和学籍登记的一致"))
            (Field::text("number", "孩子身份证件号或学籍号的后六位").required().max_length(6)
                .autocomplete("off").hint("有几个孩子的，填其中一个的；末位是字母 X 的也要填"))
        })
        .button(Button::submit("核对并开通").primary());
    html! {
        div.plain {
            (check)
            details.card.fold open[of(Part::Ask).is_some()] {
                summary { "核对不上，或学籍里没有登记这个手机号？请班主任确认" }
                (ask(call, &ticket, &csrf, of(Part::Ask)))
            }
        }
    }
}

fn ask<'a>(call: &Call, ticket: &str, csrf: &'a Markup, why: Option<&str>) -> Form<'a> {
    form(call.link("/join/family/ask"), csrf, why)
        .id("ask")
        .section("二、请班主任确认", html! {
            (hidden("ticket", ticket))
            (Field::text("own", "您的姓名").required().max_length(40))
            (relations())
            (Field::text("child", "孩子姓名").required().max_length(40))
            (Field::text("whole", "孩子完整的身份证件号码或学籍号").required().max_length(24).autocomplete("off"))
        })
        .button(Button::submit("提交给班主任"))
}

pub(super) fn asked(call: &Call) -> Markup {
    html! {
        (Alert::new(Tone::Good, "已提交")
            .detail("信息和学籍对得上的话，孩子的班主任会看到这条申请。确认后，您用这个手机号和验证码就能登录。三个工作日内没有结果的，请联系班主任。")
            .action(Button::link("回到登录页", call.link("/login"))))
    }
}

/// What somebody who is in already asked for is on its way.
pub(super) fn sent(visit: &Visit) -> Markup {
    html! {
        (Alert::new(Tone::Good, "已提交给班主任")
            .detail("班主任确认或退回后，您会在“消息”里收到通知。")
            .action(Button::link("孩子档案", visit.link("/children"))))
    }
}

pub(super) struct Shown<'a> {
    pub(super) request: &'a Request,
    pub(super) phone: String,
    pub(super) known: &'a [Guardian],
}

pub(super) fn requests(visit: &Visit, all: &[Shown], done: &str, why: Option<&str>) -> Markup {
    html! {
        @if let Some(why) = why { (Alert::new(Tone::Bad, why.to_owned())) }
        @match done {
            "confirmed" => { (Alert::new(Tone::Good, "已确认。对方现在可以用手机号和验证码登录。")) }
            "refused" => { (Alert::new(Tone::Good, "已退回。")) }
            _ => {}
        }
        @if all.is_empty() {
            (Card::new("待确认", html! { (Empty::new("没有待确认的申请").hint("家长提交绑定或更换手机号的申请后，会出现在这里。")) }))
        }
        @for it in all { (one(visit, it)) }
    }
}

fn one(visit: &Visit, it: &Shown) -> Markup {
    let (request, csrf) = (it.request, visit.csrf());
    let day = visit.civil_of(request.asked_at).strftime("%Y-%m-%d %H:%M").to_string();
    let known = it.known.iter().map(|it| {
        let mark = if it.no_contact { "（不得接触）" } else { "" };
        format!("{} {}{mark}", it.relation.label(), it.name)
    });
    let known: Vec<String> = known.collect();
    let facts = Facts::new()
        .fact("学生", format!("{} {}", request.class_name, request.student_name))
        .fact("申请人", format!("{}（{}）", request.name, request.relation.label()))
        .fact("手机号", it.phone.as_str())
        .fact("提交时间", day)
        .long(
            "学籍里现有的监护人和接送人",
            if known.is_empty() { "没有登记".to_owned() } else { known.join("、") },
        );
    let decide = Decide::new(visit.link(&format!("/guardian-requests/{}", request.id)), &csrf)
        .reason(
            Field::text(format!("reason-{}", request.id), "退回理由").sometimes().max_length(200),
        )
        .choice("confirm", Button::submit("确认").primary())
        .choice("refuse", Button::submit("退回").danger());
    let note = match request.kind {
        RequestKind::Phone => "请用登记的旧号码以外的方式（当面、家访）核实本人后再确认。",
        RequestKind::Bind => {
            "对方已验证手机号，并填对了孩子的证件号码。请核实确是孩子的监护人再确认。"
        }
        RequestKind::Invite => "由孩子已绑定的监护人邀请。请核实后再确认。",
    };
    let body = html! { (facts) p.text-secondary { (note) } (decide) };
    html! { (Card::new(request.kind.label(), body)) }
}

pub(super) fn invite(visit: &Visit, path: &str, is_demo: bool, why: Option<&str>) -> Markup {
    let csrf = visit.csrf();
    let form = form(visit.link(path), &csrf, why)
        .part(html! {
            p { "填写另一位监护人的信息。班主任确认后，对方用自己的手机号和验证码就能登录。" }
            (Field::text("name", "姓名").required().max_length(40))
            (relations())
            (phone_part("", is_demo))
        })
        .button(Button::submit("提交给班主任").primary());
    html! { (form) }
}

pub(super) fn phone_form(visit: &Visit, own: &Own, why: Option<&str>) -> Markup {
    let csrf = visit.csrf();
    let now = own.phone.as_ref().map_or_else(|| "没有登记".to_owned(), vocab::Phone::masked);
    let form = form(visit.link("/me/phone"), &csrf, why)
        .part(html! {
            p { "现在的手机号：" (now) "。登录验证码和学校的短信都发到这个号码。" }
            (phone_part("", visit.cell.demo))
        })
        .button(Button::submit("向新号码发验证码").primary());
    html! { (form) }
}

pub(super) fn new_code(visit: &Visit, sent: &Sent, why: Option<&str>) -> Markup {
    let csrf = visit.csrf();
    let form = form(visit.link("/me/phone/new"), &csrf, why)
        .part(code_part(sent))
        .button(Button::submit("下一步").primary());
    html! { (form) }
}

pub(super) fn old_code(visit: &Visit, new: &Proof, sent: &Sent, why: Option<&str>) -> Markup {
    let (csrf, ticket) = (visit.csrf(), new.ticket(visit));
    let form = form(visit.link("/me/phone/old"), &csrf, why)
        .part(html! {
            p { "新号码 " (new.phone.masked()) " 已验证。为防止别人冒用，再验证一次旧号码：" }
            (hidden("ticket", &ticket))
            (code_part(sent))
        })
        .button(Button::submit("确认更换").primary());
    html! { (form) (by_teacher(visit, &ticket, &csrf)) }
}

pub(super) fn no_old(visit: &Visit, new: &Proof) -> Markup {
    html! { (by_teacher(visit, &new.ticket(visit), &visit.csrf())) }
}

fn by_teacher(visit: &Visit, ticket: &str, csrf: &Markup) -> Markup {
    let body = html! {
        p { "旧号码已停用或收不到短信，可以请孩子的班主任确认。确认前仍用旧号码。" }
        form method="post" action=(visit.link("/me/phone/ask")) {
            (csrf)
            (hidden("ticket", ticket))
            (Button::submit("请班主任确认"))
        }
    };
    html! { (ui::Card::new("旧号码收不到验证码？", body)) }
}
