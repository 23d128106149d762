//! One account: its roles, its log-ins, and what can be done with it.

use jiff::Timestamp;
use vocab::AccountId;
use web::{
    Filters, Form, Html, IntoResponse, Markup, NoFields, Page, Path, Redirect, Response, Visit,
    html,
    ui::{Alert, Button, Card, Confirm, Facts, Tone, beside, post},
};

use super::{Done, again, grant_state, head, list, load, span, state};
use crate::{
    accounts::{AccountState, rules::IDLE, store as sessions},
    rights::{
        actions,
        model::{AccountLine, GrantLine, GrantState, shown_name},
        rules,
    },
};

pub(super) async fn show(
    visit: Visit,
    Path(id): Path<AccountId>,
    Filters(done): Filters<Done>,
) -> Result<Html, Page> {
    let (account, grants) = load(&visit, id).await?;
    record(&visit, &account, &grants, told(&done.done), None).await
}

fn told(done: &str) -> Option<&'static str> {
    Some(match done {
        "give" => "已授权。本人会收到消息。",
        "end" => "已停止这个身份。",
        "deputy" => "已安排代理，到期自动停止。两个人都会收到消息。",
        "unlock" => "已解锁，可以重新登录。",
        "totp" => "动态验证码已清除，本人的登录已退出。",
        "sessions" => "这个账号的登录已全部退出。",
        "close" => "账号已关闭，身份已全部停止。",
        "close-but-guardian" => "身份已全部停止。这个人还是家长，账号保留给家长使用。",
        _ => return None,
    })
}

async fn record(
    visit: &Visit,
    account: &AccountLine,
    grants: &[GrantLine],
    told: Option<&str>,
    why: Option<&str>,
) -> Result<Html, Page> {
    let (id, now) = (account.id, visit.now());
    let open: Result<Vec<sessions::OpenSession>, db::Error> =
        db::read!(visit.db(), "sessions of account", |tx| {
            sessions::open_sessions(tx, id, now, now - IDLE).await
        });
    let open = open?;
    let name = shown_name(&account.name, grants);
    let head = web::ui::Head::new(name.clone())
        .above("账号")
        .crumb("账号与授权", visit.link("/accounts"))
        .state(state(account, now));
    let aside = html! {
        (doing(visit, account, grants))
        (Card::new("现在的登录", log_ins(visit, account, &open)))
    };
    let body = html! {
        @if let Some(told) = told { (Alert::new(Tone::Good, told)) }
        @if let Some(why) = why { (Alert::new(Tone::Bad, why.to_owned())) }
        (beside(html! { (facts(account)) (roles(visit, account, grants)) }, aside))
    };
    Ok(visit.page_under(&name, &head, &body))
}

fn date(at: Timestamp) -> String {
    vocab::civil_at(at).date().to_string()
}

fn facts(it: &AccountLine) -> Markup {
    let yes = |is: bool, yes: &'static str, no: &'static str| if is { yes } else { no };
    let facts = Facts::new()
        .fact("账号", &it.login)
        .fact("建立日期", date(it.created_at))
        .fact("密码", yes(it.has_password, "已设置", "未设置"))
        .fact("动态验证码", yes(it.has_totp, "已设置", "未设置"));
    html! { (Card::new("基本信息", html! { (facts) })) }
}

fn roles(visit: &Visit, account: &AccountLine, grants: &[GrantLine]) -> Markup {
    let (today, csrf) = (visit.today(), visit.csrf());
    let own = visit.actor.account == account.id;
    let table = html! {
        @if grants.is_empty() { p.card-inside { "还没有身份，登录后什么也办不了。" } }
        @else {
            table.rows {
                caption.visually-hidden { "身份" }
                thead { tr {
                    th scope="col" { "身份" } th scope="col" { "单位" } th scope="col" { "期限" }
                    th scope="col" { "最近使用" } th scope="col" { "状态" } th scope="col" { "操作" }
                } }
                tbody { @for it in grants { tr {
                    td { strong { (it.role.label()) } @if let Some(name) = &it.deputy_for_name { div.text-secondary { "代理" (name) } } }
                    td data-label="单位" { (it.place_name) div.text-secondary { (it.kind.label()) } }
                    td data-label="期限" { (span(it)) }
                    td data-label="最近使用" { @if let Some(day) = it.last_used { (day) } @else { "从未使用" } }
                    td data-label="状态" { (grant_state(it, today)) }
                    td data-label="操作" {
                        @if it.state(today) != GrantState::Ended && !own && it.can_be_ended() {
                            (post(&visit.link(&format!("/accounts/{}/grants/{}/end", account.id, it.id)), &csrf,
                                &Button::submit("停止").danger().confirm(format!("停止“{} · {}”？", it.role.label(), it.place_name))))
                        } @else { "—" }
                    }
                } } }
            }
        }
    };
    html! { (Card::new("身份", table).flush().note("授权留有审计记录")) }
}

fn doing(visit: &Visit, account: &AccountLine, grants: &[GrantLine]) -> Markup {
    if rules::may_touch(visit.actor.account, account.id).is_err() {
        return html! { (Alert::new(Tone::Info, "这是您自己的账号").detail("不能给自己授权、停权或办理交接，请另一位安全管理员办理。")) };
    }
    let held: Vec<_> =
        grants.iter().filter(|it| it.is_open(visit.today())).map(|it| it.role).collect();
    if let Err(refusal) = rules::may_manage(&held) {
        return html! { (Alert::new(Tone::Info, refusal.to_string())) };
    }
    let (link, csrf) =
        (|path: &str| visit.link(&format!("/accounts/{}/{path}", account.id)), visit.csrf());
    let closed = account.state == AccountState::Closed;
    let reset = if closed { "重新启用并重置密码" } else { "重置密码" };
    let locked = account.locked_until.is_some_and(|it| it > visit.now());
    let buttons = html! {
        div.actions {
            @if !closed {
                (Button::link("授予身份", link("grants")).icon("plus").primary())
                (Button::link("安排代理", link("deputy")).icon("user-plus"))
                (Button::link("移交工作", link("handover")).icon("switch-horizontal"))
            }
            @if locked { (post(&link("unlock"), &csrf, &Button::submit("解锁").icon("lock"))) }
            (post(&link("password"), &csrf, &Button::submit(reset).icon("key").confirm("重置密码？原密码立即失效，现在的登录全部退出。")))
            @if account.has_totp {
                (post(&link("totp"), &csrf, &Button::submit("清除动态验证码").confirm("本人的手机丢失或更换时才清除。继续？")))
            }
            @if !closed { (Button::link("关闭账号", link("close")).danger()) }
        }
    };
    html! { (Card::new("办理", buttons)) }
}

fn log_ins(visit: &Visit, account: &AccountLine, open: &[sessions::OpenSession]) -> Markup {
    let csrf = visit.csrf();
    let last = open.iter().map(|it| it.seen_at).max();
    html! {
        @if let Some(last) = last {
            @let minutes = visit.now().duration_since(last).as_mins();
            p { (open.len()) " 处登录，最近一次使用在 " (minutes) " 分钟前。" }
            @if visit.actor.account != account.id {
                (post(&visit.link(&format!("/accounts/{}/sessions", account.id)), &csrf, &Button::submit("全部退出")))
            }
        } @else { p.text-secondary { "现在没有登录。" } }
    }
}

async fn refused(visit: &Visit, id: AccountId, error: actions::Error) -> Result<Response, Page> {
    let (account, grants) = load(visit, id).await?;
    let why = error.to_string();
    let page = record(visit, &account, &grants, None, Some(&why)).await?;
    again(error, |_| page)
}

async fn finish(
    visit: &Visit,
    id: AccountId,
    result: Result<(), actions::Error>,
    done: &str,
) -> Result<Response, Page> {
    match result {
        Ok(()) => Ok(back(visit, id, done)),
        Err(error) => refused(visit, id, error).await,
    }
}

/// To the account's page, which says what was done.
pub(super) fn back(visit: &Visit, id: AccountId, done: &str) -> Response {
    Redirect::to(&visit.link(&format!("/accounts/{id}?done={done}"))).into_response()
}

pub(super) async fn unlock(
    visit: Visit,
    Path(id): Path<AccountId>,
    _: Form<NoFields>,
) -> Result<Response, Page> {
    let done = actions::unlock(&visit, id).await;
    finish(&visit, id, done, "unlock").await
}

pub(super) async fn reset_password(
    visit: Visit,
    Path(id): Path<AccountId>,
    _: Form<NoFields>,
) -> Result<Response, Page> {
    let (account, grants) = load(&visit, id).await?;
    match actions::reset_password(&visit, id).await {
        Ok(first) => {
            let name = shown_name(&account.name, &grants);
            Ok(list::first_password(&visit, id, &name, &first).into_response())
        }
        Err(error) => refused(&visit, id, error).await,
    }
}

pub(super) async fn reset_totp(
    visit: Visit,
    Path(id): Path<AccountId>,
    _: Form<NoFields>,
) -> Result<Response, Page> {
    let done = actions::reset_totp(&visit, id).await;
    finish(&visit, id, done, "totp").await
}

pub(super) async fn end_sessions(
    visit: Visit,
    Path(id): Path<AccountId>,
    _: Form<NoFields>,
) -> Result<Response, Page> {
    let done = actions::end_sessions(&visit, id).await;
    finish(&visit, id, done, "sessions").await
}

pub(super) async fn close_page(visit: Visit, Path(id): Path<AccountId>) -> Result<Html, Page> {
    let (account, grants) = load(&visit, id).await?;
    let open = grants.iter().filter(|it| it.is_open(visit.today())).count();
    let confirm = Confirm::new(
        format!("关闭“{}”的账号？", shown_name(&account.name, &grants)),
        visit.link(&format!("/accounts/{id}/close")),
        visit.csrf(),
        Button::submit("关闭账号").danger(),
        visit.link(&format!("/accounts/{id}")),
    )
    .consequence(format!("{open} 个身份今天起停止，现在的登录全部退出。"))
    .consequence("手上没有办完的事不会转给别人；要转请用“移交工作”。")
    .consequence("这个人如果还是家长，账号保留给家长使用。");
    let head = head(&visit, "关闭账号", &account, &grants);
    Ok(visit.page_under("关闭账号", &head, &html! { (confirm) }))
}

pub(super) async fn close(
    visit: Visit,
    Path(id): Path<AccountId>,
    _: Form<NoFields>,
) -> Result<Response, Page> {
    let done = actions::close(&visit, id).await;
    if done.is_ok() {
        let (account, _) = load(&visit, id).await?;
        let closed = account.state == AccountState::Closed;
        return Ok(back(&visit, id, if closed { "close" } else { "close-but-guardian" }));
    }
    finish(&visit, id, done, "close").await
}
