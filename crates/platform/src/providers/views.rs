//! What the pages of log-ins elsewhere look like.

use jiff::Timestamp;
use web::{
    Call, Markup, Visit, html,
    ui::{Alert, Button, Card, Empty, Tone, post},
};

use super::{Provider, ProviderKind, rules::Refusal};

/// The buttons of the log-in page.
pub(crate) fn buttons(call: &Call, next: &str) -> Markup {
    html! {
        @for it in super::offered(&call.cell) {
            (Button::link(name(it), address(call, it.kind, next)).icon("external-link"))
        }
    }
}

fn name(it: &Provider) -> String {
    let label = it.kind.label();
    if it.is_stand_in { format!("{label}登录（演示）") } else { format!("{label}登录") }
}

fn address(call: &Call, kind: ProviderKind, next: &str) -> String {
    call.link(&format!("/login/with/{}?next={}", kind.key(), web::escaped(next)))
}

pub(super) fn refused(call: &Call, why: &Refusal) -> Markup {
    html! {
        div.plain {
            (Alert::new(Tone::Bad, why.to_string())
                .action(Button::link("回到登录页", call.link("/login")).primary()))
        }
    }
}

pub(super) fn logins(visit: &Visit, linked: &[(ProviderKind, Timestamp)], done: &str) -> Markup {
    let csrf = visit.csrf();
    let offered = super::offered(&visit.cell);
    let body = html! {
        table.rows {
            caption.visually-hidden { "第三方登录" }
            thead { tr { th scope="col" { "登录方式" } th scope="col" { "状态" } th scope="col" { "操作" } } }
            tbody {
                @for it in offered {
                    @let since = linked.iter().find(|known| known.0 == it.kind).map(|known| known.1);
                    tr {
                        td { strong { (it.kind.label()) } @if it.is_stand_in { " （演示）" } }
                        td data-label="状态" {
                            @match since {
                                Some(at) => { (visit.civil_of(at).date()) " 绑定" }
                                None => { "未绑定" }
                            }
                        }
                        td data-label="操作" {
                            @if since.is_some() {
                                (post(&visit.link(&format!("/me/logins/{}/end", it.kind.key())), &csrf, &Button::submit("解除绑定").danger()))
                            } @else {
                                (Button::link("绑定", address(visit, it.kind, "/me/logins")))
                            }
                        }
                    }
                }
            }
        }
    };
    html! {
        @match done {
            "linked" => { (Alert::new(Tone::Good, "已绑定。下次可以直接用它登录。")) }
            "ended" => { (Alert::new(Tone::Good, "已解除绑定。")) }
            _ => {}
        }
        @if offered.is_empty() {
            (Card::new("第三方登录", html! { (Empty::new("本系统没有开通第三方登录")) }))
        } @else {
            (Card::new("第三方登录", body).note("管理员账号不能绑定").flush())
        }
    }
}

pub(super) fn confirm(visit: &Visit, kind: ProviderKind) -> Markup {
    let csrf = visit.csrf();
    let body = html! {
        p { "您刚才通过 " strong { (kind.label()) } " 的身份验证。绑定到当前账号 " strong { (visit.actor.name) } " 以后，可以直接用" (kind.label()) "登录。" }
        p.text-secondary { "不是您本人在" (kind.label()) "上登录的，请不要绑定。" }
        div.actions {
            (post(&visit.link("/me/logins/new"), &csrf, &Button::submit("绑定").primary()))
            (Button::link("不绑定", visit.link("/")))
        }
    };
    html! { (Card::new("绑定到当前账号", body)) }
}
