//! What the pages of invitations look like.

use web::{
    Call, Markup, Visit, html,
    ui::{Alert, Button, Field, Form, Tone, qr},
};

use super::{actions::Handed, rules::Refusal, store::Open};

pub(super) fn code_form(call: &Call, typed: &str, why: Option<&Refusal>) -> Markup {
    let csrf = call.csrf();
    let mut form = Form::new(call.link("/join"), &csrf);
    if let Some(why) = why {
        form = form.problem(why.to_string());
    }
    let form = form
        .part(html! {
            (Field::text("code", "邀请码").value(typed).required().max_length(24)
                .hint("学校发给您的 16 位字母和数字，横线可以不输").autocomplete("off"))
        })
        .button(Button::submit("下一步").primary());
    html! {
        div.plain {
            (form)
            p.text-secondary { "邀请码由学校的校长（或其代理人）发放，7 天内有效，只能用一次。家长不需要邀请码，请"
                a href=(call.link("/login/phone")) { "用手机验证码登录" } "。" }
        }
    }
}

pub(super) fn account_form(
    call: &Call,
    (code, login): (&str, &str),
    open: &Open,
    why: Option<&Refusal>,
) -> Markup {
    let csrf = call.csrf();
    let mut form = Form::new(call.link("/join/account"), &csrf);
    if let Some(why) = why {
        form = form.problem(why.to_string());
    }
    let form = form
        .part(html! {
            input type="hidden" name="code" value=(code);
            p { "这个邀请码用于激活 " strong { (vocab::mask_name(&open.name)) } " 的账号。不是您的话，请不要继续，把邀请码交还学校。" }
            (Field::text("login", "登录账号").value(login).required().max_length(40).autocomplete("username")
                .hint("可以沿用，也可以改成好记的：字母、数字、点、横线或下划线；不要用身份证号"))
            (Field::password("new", "设置密码").required().autocomplete("new-password")
                .hint("8 到 128 个字符，同时有字母和数字，不含账号"))
            (Field::password("again", "再输一遍密码").required().autocomplete("new-password"))
        })
        .button(Button::submit("激活并登录").primary());
    html! { div.plain { (form) } }
}

/// The sheet that is printed, cut and handed out. It stands in the answer itself: the codes are kept
/// nowhere.
pub(super) fn slips(visit: &Visit, handed: &[Handed]) -> Markup {
    html! {
        (Alert::new(Tone::Warn, "请现在打印或记下，离开本页后邀请码不再显示")
            .detail("每个邀请码 7 天内有效，只能用一次，请交到本人手里。丢了就重新生成，旧的随即失效。"))
        div.actions {
            (Button::print())
            (Button::link("返回", visit.link("/invitations")))
        }
        @for it in handed {
            section.card.slip {
                div.slip-words {
                    h2 { (it.name) small.text-secondary { " " (it.place_name) } }
                    p { "邀请码 " strong.slip-code { (it.code) } }
                    p.text-secondary { "用手机扫码，或打开 " (visit.absolute("/join")) " 输入邀请码。原账号 " (it.login) "。" }
                }
                (qr(&visit.absolute(&format!("/join?code={}", it.code))))
            }
        }
    }
}
