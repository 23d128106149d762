//! What the pages of keys, and of the document for people, look like.

use web::{
    Call, Markup, Visit, html,
    ui::{Alert, Button, Card, Column, Empty, Field, Form, List, Row, Tone, badge, post, say},
};

use super::{
    Operations,
    actions::Wanted,
    declare::{Operation, Shape},
    store::Line,
};

pub(super) fn keys(visit: &Visit, found: &[Line], done: &str) -> Markup {
    let (here, csrf, today) = (visit.here(), visit.csrf(), visit.today());
    let rows = found.iter().map(|it| {
        let is_over = it.until.is_some_and(|until| until <= today);
        let until = match it.until {
            Some(until) => until.to_string(),
            None => "长期".to_owned(),
        };
        let state = match (it.is_revoked, is_over) {
            (true, _) => badge(Tone::Quiet, "已停用"),
            (false, true) => badge(Tone::Quiet, "已到期"),
            (false, false) if it.until.is_none() => badge(Tone::Warn, "使用中，无有效期"),
            (false, false) => badge(Tone::Good, "使用中"),
        };
        let used = match it.last_used {
            Some(day) => format!(
                "{} 次，拒绝 {} 次；最近 {day}",
                say::count(it.calls),
                say::count(it.refused)
            ),
            None => "没有用过".to_owned(),
        };
        let revoke = visit.link(&format!("/api-keys/{}/revoke", it.id));
        let button = Button::submit("停用")
            .danger()
            .confirm("停用后，用这个密钥的系统马上不能再取数。停用？");
        Row::new(it.id.to_string(), it.name.clone())
            .cell(html! { strong { (it.name) } br; code { (it.hint) "…" } })
            .cell(&it.place_name)
            .cell(html! { @for permission in &it.permissions { div { code { (permission) } } } })
            .cell(until)
            .cell(used)
            .cell(state)
            .cell(html! { @if !it.is_revoked && !is_over { (post(&revoke, &csrf, &button)) } })
    });
    let list = List::new("接口密钥", &here)
        .column(Column::text("用途"))
        .column(Column::text("范围"))
        .column(Column::text("可读取"))
        .column(Column::text("有效期至"))
        .column(Column::text("近 30 天调用"))
        .column(Column::text("状态"))
        .column(Column::text("操作"))
        .rows(rows)
        .empty(Empty::new("还没有接口密钥").hint("给要取数的系统各建一个，不要共用。"));
    html! {
        @if done == "revoked" { (Alert::new(Tone::Good, "已停用。")) }
        (list)
    }
}

pub(super) fn form(
    visit: &Visit,
    operations: &Operations,
    typed: Option<(&Wanted<'_>, &str)>,
    id: &Markup,
) -> Markup {
    let csrf = html! { (visit.csrf()) (id) };
    let mut form = Form::new(visit.link("/api-keys/new"), &csrf);
    if let Some((_, why)) = typed {
        form = form.problem(why.to_owned());
    }
    let value = |of: fn(&Wanted<'_>) -> String| typed.map(|it| of(it.0)).unwrap_or_default();
    let options = operations.permissions().into_iter().map(|key| {
        let what: Vec<&str> =
            operations.0.iter().filter(|it| it.permission == key).map(|it| it.summary).collect();
        (key.to_owned(), format!("{}（{key}）", what.join("、")))
    });
    let chosen: Vec<&str> =
        typed.iter().flat_map(|it| it.0.permissions.iter().map(String::as_str)).collect();
    let year = visit.today().saturating_add(jiff::Span::new().years(1)).to_string();
    let until = typed.map_or(year, |it| it.0.until.to_owned());
    let form = form
        .part(html! {
            (Field::text("name", "用途").value(value(|it| it.name.to_owned())).required().max_length(60)
                .hint("哪个系统用、取什么数，例如：市教育数据仓"))
            (Field::text("place", "数据范围").value(value(|it| it.place.to_owned())).sometimes().max_length(60)
                .hint("全县（市、区）留空；一所学校填 10 位学校标识码；一个镇（街道）填全称"))
            (Field::checkboxes("permission", "可以读取", options, &chosen))
            (Field::date("until", "有效期至").value(until).sometimes().hint("到这一天为止（不含）。留空表示长期有效，安全检查会提示"))
        })
        .button(Button::submit("生成密钥").primary())
        .button(Button::link("返回", visit.link("/api-keys")));
    html! { (form) }
}

pub(super) fn shown(visit: &Visit, key: &str) -> Markup {
    html! {
        (Alert::new(Tone::Warn, "请现在就复制密钥，离开本页后不再显示")
            .detail("系统只保存密钥的摘要。丢了就停用它，另建一个。不要放进网址、代码或聊天里。"))
        (Card::new("密钥", html! {
            p { code { (key) } }
            p.text-secondary { "调用时放在请求头里：Authorization: Bearer 密钥。接口说明见" a href=(visit.link("/api")) { "接口文档" } "。" }
            div.actions { (Button::link("完成", visit.link("/api-keys")).primary()) }
        }))
    }
}

fn words(shape: &Shape) -> String {
    match shape {
        Shape::Text => "文本".to_owned(),
        Shape::Day => "日期".to_owned(),
        Shape::Integer => "整数".to_owned(),
        Shape::Flag => "是/否".to_owned(),
        Shape::Choice(all) => all.join(" | "),
        Shape::Maybe(inner) => format!("{}，可空", words(inner)),
        Shape::List(inner) => format!("{}的列表", words(inner)),
        Shape::Object(_) => "对象".to_owned(),
    }
}

fn members(shape: &Shape, before: &str) -> Vec<(String, String, &'static str)> {
    let inner = match shape {
        Shape::Object(all) => *all,
        Shape::List(inner) | Shape::Maybe(inner) => return members(inner, before),
        _ => return Vec::new(),
    };
    let mut rows = Vec::new();
    for it in inner {
        let name = format!("{before}{}", it.name);
        rows.push((name.clone(), words(&it.shape), it.about));
        rows.extend(members(&it.shape, &format!("{name}.")));
    }
    rows
}

/// The document for people.
pub(super) fn manual(call: &Call, operations: &Operations) -> Markup {
    html! {
        p { "只读接口，用密钥调用；答复是 JSON，错误按 RFC 9457。机器可读的说明："
            a href=(call.link("/api/openapi.json")) { "openapi.json" } "（OpenAPI 3.1）。密钥由系统管理员发放，每分钟最多 600 次。" }
        @for it in &operations.0 { (one(call, it)) }
    }
}

fn one(call: &Call, it: &Operation) -> Markup {
    let body = html! {
        p { code { "GET " (call.link(it.path)) } }
        p { (it.about) " 需要权限 " code { (it.permission) } "。" }
        @if !it.parameters.is_empty() || it.pages {
            table.rows {
                caption.visually-hidden { "参数" }
                thead { tr { th scope="col" { "参数" } th scope="col" { "类型" } th scope="col" { "含义" } } }
                tbody {
                    @for p in it.parameters {
                        tr { td { code { (p.name) } @if p.required { " 必填" } } td { (words(&p.shape)) } td { (p.about) } }
                    }
                    @if it.pages {
                        tr { td { code { "cursor" } } td { "文本" } td { "从哪里开始：上一页的 next" } }
                        tr { td { code { "limit" } } td { "整数" } td { "每页条数，1 到 200，默认 50" } }
                    }
                }
            }
        }
        table.rows {
            caption.visually-hidden { "答复" }
            thead { tr { th scope="col" { "答复" } th scope="col" { "类型" } th scope="col" { "含义" } } }
            tbody {
                @for (name, kind, about) in members(&it.answer, if it.pages { "items[]." } else { "" }) {
                    tr { td { code { (name) } } td { (kind) } td { (about) } }
                }
                @if it.pages { tr { td { code { "next" } } td { "文本，可空" } td { "下一页的 cursor" } } }
            }
        }
    };
    html! { (Card::new(it.summary, body)) }
}
