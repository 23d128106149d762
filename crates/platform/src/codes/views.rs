//! What the pages of codes look like.

use vocab::AccountId;
use web::{
    Call, Markup, html,
    ui::{Alert, Button, Card, Field, Form, Tone},
};

use super::{Proof, actions::Sent, rules::Refusal};

/// An account that a telephone opens, as the page offers it.
pub(super) struct Choice {
    pub(super) account: AccountId,
    pub(super) name: String,
    pub(super) role: String,
}

fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

fn form<'a>(action: String, csrf: &'a Markup, why: Option<&Refusal>) -> Form<'a> {
    let form = Form::new(action, csrf);
    match why {
        Some(refusal) => form.problem(refusal.to_string()),
        None => form,
    }
}

/// The field that asks for a telephone, for any form that sends a code.
pub fn phone_part(typed: &str, is_demo: bool) -> Markup {
    let hint = if is_demo {
        "演示环境只用 100 开头的虚构手机号，例如 10000000001"
    } else {
        "在学校登记的手机号"
    };
    html! { (Field::phone("phone", "手机号").value(typed).hint(hint).autocomplete("tel").required()) }
}

/// The field that asks for the code, and in a demo the code itself, which nobody is sent.
pub fn code_part(sent: &Sent) -> Markup {
    html! {
        @if let Some(code) = &sent.shown {
            (Alert::new(Tone::Info, format!("演示数据：验证码是 {code}"))
                .detail("演示环境不发短信，验证码直接显示在这里。"))
        }
        (hidden("question", &sent.question))
        (Field::number("code", "6 位验证码").autocomplete("one-time-code").max_length(6).required()
            .hint(format!("已发到 {}，5 分钟内有效。没有收到的话，一分钟后可以重新获取。", sent.masked)))
    }
}

pub(super) fn ask(call: &Call, typed: &str, next: &str, why: Option<&Refusal>) -> Markup {
    let csrf = call.csrf();
    let form = form(call.link("/login/phone"), &csrf, why)
        .part(html! { (hidden("next", next)) (phone_part(typed, call.cell.demo)) })
        .button(Button::submit("获取验证码").primary());
    html! {
        div.plain {
            (form)
            p.text-secondary {
                "家长第一次使用也从这里开始：用学籍里登记的手机号验证后，再核对孩子的信息。"
                "教职工第一次使用请凭学校发的邀请码"
                a href=(call.link("/join")) { "激活账号" } "。"
            }
            p { a href=(call.link("/login")) { "用账号和密码登录" } }
        }
    }
}

pub(super) fn answer(call: &Call, sent: &Sent, next: &str, why: Option<&Refusal>) -> Markup {
    let csrf = call.csrf();
    let form = form(call.link("/login/phone/code"), &csrf, why)
        .part(html! { (hidden("next", next)) (code_part(sent)) })
        .button(Button::submit("登录").primary());
    html! { div.plain { (form) p { a href=(call.link("/login/phone")) { "换一个手机号，或重新获取" } } } }
}

pub(super) fn choose(
    call: &Call,
    proof: &Proof,
    choices: &[Choice],
    (path, words): (&str, &str),
    next: &str,
) -> Markup {
    let body = html! {
        p { "这个手机号可以进入下面的账号，请选择：" }
        div.actions {
            @for it in choices {
                form method="post" action=(call.link("/login/phone/account")) {
                    (call.csrf())
                    (hidden("ticket", &proof.ticket(call)))
                    (hidden("next", next))
                    (hidden("account", &it.account.to_string()))
                    button.btn.btn-primary type="submit" { (it.name) "（" (it.role) "）" }
                }
            }
        }
        p.text-secondary { "都不是？" }
        (begin(call, proof, path, words))
    };
    html! { div.plain { (Card::new("选择账号", body)) } }
}

/// Nobody in the house is reached at this telephone yet.
pub(super) fn newcomer(call: &Call, proof: &Proof, (path, words): (&str, &str)) -> Markup {
    let body = html! {
        p { "手机号 " (proof.phone.masked()) " 已经验证，但还没有开通的账号。" }
        (begin(call, proof, path, words))
        p.text-secondary { "教职工请凭学校发的邀请码" a href=(call.link("/join")) { "激活账号" } "。" }
    };
    html! { div.plain { (Card::new("第一次使用", body)) } }
}

fn begin(call: &Call, proof: &Proof, path: &str, words: &str) -> Markup {
    html! {
        form method="post" action=(call.link(path)) {
            (call.csrf())
            (hidden("ticket", &proof.ticket(call)))
            button.btn type="submit" { (words) }
        }
    }
}
