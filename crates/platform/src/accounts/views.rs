//! What the pages of log-in and account look like.

use jiff::Timestamp;
use web::{
    Call, Markup, Visit, html,
    ui::{Alert, Button, Card, Field, Form, Item, Tone, badge, items, pair, post, qr},
};

use super::{actions::DemoLogin, rules::Refusal, store::OpenSession};

/// The advice for field `name`, where the refusal is about it.
fn advice(why: Option<&Refusal>, name: &str) -> Option<String> {
    why.filter(|it| it.field() == name).map(ToString::to_string)
}

/// A form that says on top why it was refused.
fn form<'a>(action: String, csrf: &'a Markup, why: Option<&Refusal>) -> Form<'a> {
    let form = Form::new(action, csrf);
    match why {
        Some(refusal) => form.problem(refusal.to_string()),
        None => form,
    }
}

fn hidden(name: &str, value: &str) -> Markup {
    html! { input type="hidden" name=(name) value=(value); }
}

pub(super) fn log_in_form(
    call: &Call,
    demo: &[DemoLogin],
    login: &str,
    next: &str,
    why: Option<&Refusal>,
) -> Markup {
    let csrf = call.csrf();
    let form = form(call.link("/login"), &csrf, why)
        .part(html! {
            (hidden("next", next))
            (Field::text("login", "账号").value(login).autocomplete("username").required())
            (Field::password("password", "密码").autocomplete("current-password").required())
        })
        .button(Button::submit("登录").primary());
    html! {
        div.plain {
            (form)
            (other_doors(call, next))
            @if !demo.is_empty() { (demo_card(call, demo, next)) }
        }
    }
}

/// The other ways in that this cell has.
fn other_doors(call: &Call, next: &str) -> Markup {
    let escaped = web::escaped(next);
    html! {
        div.actions {
            @if crate::codes::are_offered(&call.cell) {
                (Button::link("手机验证码登录", call.link(&format!("/login/phone?next={escaped}"))).icon("phone"))
            }
            (crate::providers::buttons(call, next))
            (Button::link("凭邀请码激活账号", call.link("/join")).icon("user-plus"))
            (Button::link("不登录，进办事大厅", call.link(crate::hall::HALL)).icon("building"))
        }
    }
}

fn demo_card(call: &Call, demo: &[DemoLogin], next: &str) -> Markup {
    let body = html! {
        p.text-secondary { "人员全部虚构。点一下就以这个身份进入。" }
        div.actions {
            @for it in demo {
                form method="post" action=(call.link("/login")) {
                    (call.csrf())
                    (hidden("login", &it.login))
                    (hidden("password", &it.password))
                    (hidden("next", next))
                    button.btn type="submit" data-login=(it.login) { (it.label) }
                }
            }
        }
    };
    html! { (Card::new("演示账号", body)) }
}

pub(super) fn code_form(call: &Call, ticket: &str, next: &str, why: Option<&Refusal>) -> Markup {
    let csrf = call.csrf();
    let form = form(call.link("/login/code"), &csrf, why)
        .part(html! {
            (hidden("ticket", ticket))
            (hidden("next", next))
            (code_field("请打开手机上的验证器应用，填写它现在显示的数字"))
        })
        .button(Button::submit("确认").primary());
    html! { div.plain { (form) } }
}

fn code_field(hint: &'static str) -> Field<'static> {
    Field::number("code", "6 位验证码")
        .hint(hint)
        .autocomplete("one-time-code")
        .max_length(6)
        .required()
}

pub(super) fn me_body(visit: &Visit, sessions: &[OpenSession], done: &str) -> Markup {
    let told = match done {
        "password" => Some("密码已修改。这个账号在别处的登录都已退出。"),
        "totp" => Some("动态验证码已启用。下次登录时要用到它。"),
        "phone" => Some("手机号已更换。以后验证码发到新的号码。"),
        "others" => Some("这个账号在别处的登录都已退出。"),
        _ => None,
    };
    html! {
        @if let Some(told) = told { (Alert::new(Tone::Good, told)) }
        (pair(html! { (identities(visit)) (own_data(visit)) }, html! { (safety(visit)) (log_ins(visit, sessions)) }))
    }
}

/// Where a person's own rights are: a phone's bar has no room for them.
fn own_data(visit: &Visit) -> Markup {
    let rights = [
        Item::new("我的信息")
            .below("查看、下载、申请更正或删除")
            .link(visit.link("/my-data"))
            .icon("id-badge-2"),
        Item::new("告知与同意")
            .below("读过什么、同意过什么，可以随时改")
            .link(visit.link("/consents"))
            .icon("file-description"),
    ];
    html! { (Card::new("个人信息", items(rights)).flush()) }
}

fn identities(visit: &Visit) -> Markup {
    let csrf = visit.csrf();
    let body = html! {
        table.rows {
            caption.visually-hidden { "我的身份" }
            thead { tr { th scope="col" { "身份" } th scope="col" { "范围" } th scope="col" { "操作" } } }
            tbody {
                @for it in &visit.actor.identities {
                    tr {
                        td { strong { (it.role.label()) } }
                        td data-label="范围" { (it.place_name) }
                        td data-label="操作" {
                            @if it.grant == visit.actor.identity.grant {
                                (badge(Tone::Good, "使用中"))
                            } @else {
                                form.post method="post" action=(visit.link("/identity")) {
                                    (csrf)
                                    (hidden("grant", &it.grant.to_string()))
                                    (Button::submit("切换"))
                                }
                            }
                        }
                    }
                }
            }
        }
    };
    html! { (Card::new("我的身份", body).flush()) }
}

fn safety(visit: &Visit) -> Markup {
    let body = html! {
        div.actions {
            (Button::link("修改密码", visit.link("/me/password")).icon("key"))
            (Button::link("设置动态验证码", visit.link("/me/totp")).icon("shield-lock"))
            @if crate::providers::is_offered(&visit.cell) {
                (Button::link("第三方登录", visit.link("/me/logins")).icon("link"))
            }
        }
    };
    html! { (Card::new("账号安全", body).note("管理员必须设置动态验证码")) }
}

/// How long ago: sessions live in real time, which in a demo is not the time on the page.
fn ago(at: Timestamp, now: Timestamp) -> String {
    match now.duration_since(at).as_mins() {
        ..1 => "刚刚".to_owned(),
        minutes @ 1..60 => format!("{minutes} 分钟前"),
        minutes => format!("{} 小时前", minutes / 60),
    }
}

fn log_ins(visit: &Visit, sessions: &[OpenSession]) -> Markup {
    let csrf = visit.csrf();
    let now = visit.now();
    let others = sessions.iter().any(|it| it.id != visit.actor.session);
    let body = html! {
        table.rows {
            caption.visually-hidden { "这个账号现在的登录" }
            thead { tr { th scope="col" { "登录时间" } th scope="col" { "最近使用" } th scope="col" { "位置" } } }
            tbody {
                @for it in sessions {
                    tr {
                        td { (ago(it.made_at, now)) }
                        td data-label="最近使用" { (ago(it.seen_at, now)) }
                        td data-label="位置" {
                            @if it.id == visit.actor.session { (badge(Tone::Good, "本设备")) } @else { "其他设备" }
                        }
                    }
                }
            }
        }
        @if others {
            div.card-inside {
                (post(&visit.link("/logout/others"), &csrf, &Button::submit("退出其他设备").danger()))
            }
        }
    };
    html! { (Card::new("现在的登录", body).note("30 分钟不用自动退出").flush()) }
}

pub(super) fn password_form(visit: &Visit, why: Option<&Refusal>) -> Markup {
    let csrf = visit.csrf();
    let held = visit.actor.held_at == Some(super::rules::PASSWORD_PAGE);
    let form = form(visit.link("/me/password"), &csrf, why)
        .part(html! {
            (Field::password("old", "现在的密码").autocomplete("current-password")
                .hint("用短信验证码登录、还没有设过密码的，不用填").error(advice(why, "old")))
            (Field::password("new", "新密码").autocomplete("new-password").required()
                .hint("8 到 128 个字符，同时有字母和数字，不含账号").error(advice(why, "new")))
            (Field::password("again", "再输一遍新密码").autocomplete("new-password").required()
                .error(advice(why, "again")))
        })
        .button(Button::submit("修改密码").primary());
    html! {
        @if held {
            (Alert::new(Tone::Warn, "请先换一个只有您知道的密码")
                .detail("首次密码、重置后的密码和到期的密码只能用来设置新密码。"))
        }
        (form)
    }
}

pub(super) fn totp_form(
    visit: &Visit,
    offer: &str,
    address: &str,
    why: Option<&Refusal>,
) -> Markup {
    let secret = offer.split('.').next().unwrap_or_default();
    let csrf = visit.csrf();
    let held = visit.actor.held_at == Some(super::rules::TOTP_PAGE);
    let form = form(visit.link("/me/totp"), &csrf, why)
        .section(
            "一、在手机上添加",
            html! {
                p { "用手机上的验证器应用扫描二维码；不能扫描时，手工输入密钥。" }
                (qr(address))
                p { "密钥 " code { (secret) } }
            },
        )
        .section(
            "二、确认",
            html! {
                (hidden("offer", offer))
                (code_field("应用里现在显示的数字").error(advice(why, "code")))
                (Field::password("old", "现在的密码").autocomplete("current-password")
                    .hint("确认是您本人；还没有设过密码的不用填").error(advice(why, "old")))
            },
        )
        .button(Button::submit("确认并启用").primary());
    html! {
        @if held {
            (Alert::new(Tone::Warn, "管理员账号要先设置动态验证码")
                .detail("设置好以后才能办理其他事情；以后每次登录都要用到它。"))
        }
        (form)
    }
}
