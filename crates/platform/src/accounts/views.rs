//! What the pages of log-in and account look like.

use web::{
    Call, Markup, Visit, html,
    ui::{Alert, Tone, badge},
};

use super::actions::DemoLogin;

/// A field with its label; `complete` tells password managers what it is.
fn field(name: &str, label: &str, kind: &str, value: &str, complete: &str) -> Markup {
    html! {
        div.mb-3 {
            label.form-label for=(name) { (label) }
            input.form-control.form-control-lg id=(name) name=(name) type=(kind) value=(value)
                autocomplete=(complete) required;
        }
    }
}

fn refusal(text: Option<&str>) -> Markup {
    html! {
        @if let Some(text) = text {
            div tabindex="-1" id="refusal" { (Alert::new(Tone::Bad, text)) }
        }
    }
}

pub(super) fn log_in_form(
    call: &Call,
    demo: &[DemoLogin],
    login: &str,
    next: &str,
    why: Option<&str>,
) -> Markup {
    html! {
        div.log-in {
            div.card { div.card-body {
                (refusal(why))
                form method="post" action=(call.link("/login")) {
                    (call.csrf())
                    input type="hidden" name="next" value=(next);
                    (field("login", "账号", "text", login, "username"))
                    (field("password", "密码", "password", "", "current-password"))
                    button.btn.btn-primary.btn-lg.w-100 type="submit" { "登录" }
                }
            } }
            @if !demo.is_empty() { (demo_card(call, demo, next)) }
        }
    }
}

fn demo_card(call: &Call, demo: &[DemoLogin], next: &str) -> Markup {
    html! {
        div.card.mt-3 { div.card-body {
            h2.card-title { "演示账号" }
            p.text-secondary { "人员全部虚构。点一下就以这个身份进入。" }
            div.demo-log-ins {
                @for it in demo {
                    form method="post" action=(call.link("/login")) {
                        (call.csrf())
                        input type="hidden" name="login" value=(it.login);
                        input type="hidden" name="password" value=(it.password);
                        input type="hidden" name="next" value=(next);
                        button.btn.w-100 type="submit" data-login=(it.login) { (it.label) }
                    }
                }
            }
        } }
    }
}

pub(super) fn code_form(call: &Call, ticket: &str, next: &str, why: Option<&str>) -> Markup {
    html! {
        div.log-in { div.card { div.card-body {
            h2.card-title { "请输入手机上的动态验证码" }
            (refusal(why))
            form method="post" action=(call.link("/login/code")) {
                (call.csrf())
                input type="hidden" name="ticket" value=(ticket);
                input type="hidden" name="next" value=(next);
                (field("code", "6 位验证码", "text", "", "one-time-code"))
                button.btn.btn-primary.btn-lg.w-100 type="submit" { "确认" }
            }
        } } }
    }
}

pub(super) fn me_body(visit: &Visit, why: Option<&str>) -> Markup {
    let changed = visit.path_and_query().contains("changed=1");
    html! {
        @if changed { (Alert::new(Tone::Good, "已保存。")) }
        div.row.row-cards {
            div.col-lg-6 { (identities(visit)) }
            div.col-lg-6 { (passwords(visit, why)) }
        }
    }
}

fn identities(visit: &Visit) -> Markup {
    html! {
        div.card {
            div.card-header { h2.card-title { "我的身份" } }
            div.list-group.list-group-flush {
                @for it in &visit.actor.identities {
                    div.list-group-item.d-flex.align-items-center {
                        div.flex-fill {
                            div.fw-bold { (it.role.label()) }
                            div.text-secondary { (it.place_name) }
                        }
                        @if it.grant == visit.actor.identity.grant {
                            (badge(Tone::Good, "使用中"))
                        } @else {
                            form method="post" action=(visit.link("/identity")) {
                                (visit.csrf())
                                input type="hidden" name="grant" value=(it.grant);
                                button.btn type="submit" { "切换到这个身份" }
                            }
                        }
                    }
                }
            }
            div.card-footer {
                form method="post" action=(visit.link("/logout")) {
                    (visit.csrf())
                    button.btn type="submit" { "退出登录" }
                }
            }
        }
    }
}

fn passwords(visit: &Visit, why: Option<&str>) -> Markup {
    html! {
        div.card { div.card-body {
            h2.card-title { "修改密码" }
            (refusal(why))
            form method="post" action=(visit.link("/me/password")) {
                (visit.csrf())
                (field("old", "现在的密码", "password", "", "current-password"))
                (field("new", "新密码(至少 8 个字符,同时有字母和数字)", "password", "", "new-password"))
                button.btn.btn-primary type="submit" { "修改密码" }
            }
            hr;
            a.btn href=(visit.link("/me/totp")) { "设置动态验证码(管理员必须设置)" }
        } }
    }
}

pub(super) fn totp_form(visit: &Visit, offer: &str, address: &str, why: Option<&str>) -> Markup {
    let secret = offer.split('.').next().unwrap_or_default();
    html! {
        div.log-in { div.card { div.card-body {
            h2.card-title { "设置动态验证码" }
            p { "用手机上的验证器应用扫描二维码,或手工输入密钥,再填应用里显示的 6 位数字。" }
            (refusal(why))
            (web::ui::qr(address))
            p { "密钥:" code { (secret) } }
            form method="post" action=(visit.link("/me/totp")) {
                (visit.csrf())
                input type="hidden" name="offer" value=(offer);
                input type="hidden" name="address" value=(address);
                (field("code", "6 位验证码", "text", "", "one-time-code"))
                button.btn.btn-primary.w-100 type="submit" { "确认并启用" }
            }
        } } }
    }
}
