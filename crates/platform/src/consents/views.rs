//! What the pages of texts and answers look like.

use jiff::civil::Date;
use web::{
    Call, Markup, Need, Visit, html,
    ui::{self, Button, Card, Column, Field, Figure, Form, Head, Item, List, Row, Tone, badge},
};

use super::{
    model::{Answer, Consent, Due, Part, Text, TextKind},
    publishing::Typed,
    rules::{self, Refusal},
};
use crate::privacy::Ward;

/// The words of a text: a paragraph a line, headings after `## `, points after `- `.
fn words(body: &str) -> Markup {
    html! {
        @for line in body.lines().map(str::trim).filter(|it| !it.is_empty()) {
            @if let Some(heading) = line.strip_prefix("## ") { h3 { (heading) } }
            @else if let Some(point) = line.strip_prefix("- ") { p.point { (point) } }
            @else { p { (line) } }
        }
    }
}

/// The field of a form that holds the answer for a child.
pub(super) fn field_of(ward: &Ward) -> String {
    format!("answer-{}", crate::audit::shown(ward.kind, ward.bits))
}

pub(super) fn welcome<'a>(visit: &Visit, due: &'a [Due]) -> (Head<'a>, Markup) {
    let head = Head::new("先看一下这些告知").below(html! {
        "下面的文本是新的或有改动。看过并选择后就不再出现；现在没有时间，也可以稍后再看，不影响办事。"
    });
    let body = html! {
        @for it in due { (Card::new(it.text.name(), asked(visit, &it.text, &it.wards, false))) }
        p.actions { a.btn href=(visit.link("/")) { "稍后再看" } }
    };
    (head, body)
}

/// A text with the form that answers it.
fn asked(visit: &Visit, text: &Text, wards: &[Ward], mine: bool) -> Markup {
    let hidden = html! {
        (visit.csrf())
        @if mine { input type="hidden" name="mine" value="1"; }
        @if !text.kind.is_per_child() { input type="hidden" name="read" value="1"; }
    };
    let action = visit.link(&format!("/consents/{}", text.id));
    html! {
        @if !text.changes.is_empty() { (ui::Alert::new(Tone::Info, "这一版改了什么").detail(text.changes.as_str())) }
        div.told { (words(&text.body)) }
        p.text-secondary { (text.since) " 起施行 · " a href=(visit.link(&format!("/texts/{}", text.id))) { "单独打开、打印" } }
        @if text.kind.is_per_child() {
            (wards.iter().fold(Form::new(action, &hidden), |form, it| form.part(choice(it)))
                .button(Button::submit("提交").primary()))
        } @else {
            form.post method="post" action=(action) {
                (hidden)
                (Button::submit("我已阅读").primary())
            }
        }
    }
}

fn choice(ward: &Ward) -> Field<'static> {
    let choices = [(Answer::Agreed.key(), "同意"), (Answer::Refused.key(), "不同意")];
    Field::radio(field_of(ward), ward.name.open().clone(), choices).required()
}

/// Everything about one's own answers.
pub(super) struct Mine {
    pub(super) wards: Vec<Ward>,
    pub(super) in_force: Vec<Text>,
    pub(super) all: Vec<Text>,
    pub(super) answers: Vec<Consent>,
    pub(super) is_done: bool,
}

impl Mine {
    fn standing(&self, text: &Text, subject: Option<i64>) -> Option<&Consent> {
        let stands =
            |it: &&Consent| it.text == text.id && it.subject == subject && it.ended_on.is_none();
        self.answers.iter().find(stands)
    }

    fn name(&self, subject: Option<i64>) -> &str {
        let ward = self.wards.iter().find(|it| Some(it.bits) == subject);
        ward.map_or("", |it| it.name.open())
    }
}

fn standing_words(it: Option<&Consent>) -> Markup {
    match it {
        None => badge(Tone::Warn, "未作答"),
        Some(it) => {
            let tone = if it.answer == Answer::Refused { Tone::Quiet } else { Tone::Good };
            html! { (badge(tone, it.answer.label())) " " (it.on) " · " (it.name) }
        }
    }
}

pub(super) fn mine<'a>(visit: &Visit, it: &'a Mine) -> (Head<'a>, Markup) {
    let head = Head::new("告知与同意").below(
        html! { "您读过什么、同意过什么，都在这里，可以随时改变主意。不同意不影响孩子上学。" },
    );
    let today = visit.today();
    let put = |text: &&Text| {
        !text.kind.is_per_child()
            || it.wards.iter().any(|w| rules::is_asked(text.kind, w.born, today))
    };
    let body = html! {
        @if it.is_done { (ui::Alert::new(Tone::Good, "已保存")) }
        @if it.in_force.is_empty() {
            (Card::new("现行文本", html! { (ui::Empty::new("教育局还没有发布告知文本")) }))
        }
        @for text in it.in_force.iter().filter(put) { (own(visit, it, text, today)) }
        @if !it.answers.is_empty() { (Card::new("记录", history(it))) }
    };
    (head, body)
}

fn own(visit: &Visit, it: &Mine, text: &Text, today: Date) -> Markup {
    let asked_for = it.wards.iter().filter(|w| rules::is_asked(text.kind, w.born, today));
    let body = html! {
        p { a href=(visit.link(&format!("/texts/{}", text.id))) { "阅读全文" } " · " (text.since) " 起施行" }
        @if text.kind.is_per_child() {
            @for ward in asked_for {
                div.consent-line {
                    p { strong { (ward.name.open()) } " " (standing_words(it.standing(text, Some(ward.bits)))) }
                    (change(visit, text, ward, it.standing(text, Some(ward.bits))))
                }
            }
        } @else {
            p { (standing_words(it.standing(text, None))) }
            @if it.standing(text, None).is_none() {
                a.btn href=(visit.link(super::WELCOME)) { "去阅读" }
            }
        }
    };
    html! { (Card::new(text.name(), body)) }
}

/// The buttons that change an answer.
fn change(visit: &Visit, text: &Text, ward: &Ward, standing: Option<&Consent>) -> Markup {
    let action = visit.link(&format!("/consents/{}", text.id));
    let field = field_of(ward);
    let agrees = standing.is_some_and(|it| it.answer == Answer::Agreed);
    let refuses = standing.is_some_and(|it| it.answer == Answer::Refused);
    html! {
        form.actions method="post" action=(action) {
            (visit.csrf())
            input type="hidden" name="mine" value="1";
            @if !agrees { button.btn type="submit" name=(field) value=(Answer::Agreed.key()) { "同意" } }
            @if agrees { button.btn type="submit" name=(field) value=(Answer::Refused.key()) { "撤回同意" } }
            @else if !refuses { button.btn type="submit" name=(field) value=(Answer::Refused.key()) { "不同意" } }
        }
    }
}

fn history(it: &Mine) -> Markup {
    let name = |id| it.all.iter().find(|text| text.id == id).map(Text::name).unwrap_or_default();
    let mut answers: Vec<&Consent> = it.answers.iter().collect();
    answers.sort_by_key(|it| std::cmp::Reverse(it.at));
    let timeline = answers.into_iter().fold(ui::Timeline::new(), |line, one| {
        let tone = if one.ended_on.is_some() { Tone::Quiet } else { Tone::Good };
        let until = one.ended_on.map(|day| format!("，至 {day}")).unwrap_or_default();
        let who = it.name(one.subject);
        let what = format!("{} {}{who}{until}", name(one.text), one.answer.label());
        line.event(tone, one.on.to_string(), what, one.name.clone())
    });
    html! { (timeline) }
}

pub(super) fn public_list(call: &Call, texts: &[Text]) -> Markup {
    let item = |it: &Text| {
        Item::new(it.name())
            .below(format!("{} 起施行 · {}", it.since, it.kind.asks()))
            .link(call.link(&format!("/texts/{}", it.id)))
            .icon("file-description")
    };
    html! {
        h1 { "个人信息告知文本" }
        section.card {
            @if texts.is_empty() { (ui::Empty::new("教育局还没有发布告知文本")) }
            @else { (ui::items(texts.iter().map(item))) }
        }
    }
}

pub(super) fn public(call: &Call, it: &Text) -> Markup {
    let body = html! {
        @if !it.changes.is_empty() { p { strong { "这一版改了什么：" } (it.changes) } }
        div.told { (words(&it.body)) }
    };
    let paper = ui::Paper::new(it.title.as_str(), body)
        .number(format!("第 {} 版", it.version))
        .signed(format!("{}教育局", call.cell.name), format!("{} 起施行", it.since));
    html! { (paper) }
}

pub(super) fn desk<'a>(
    visit: &Visit,
    all: &[Text],
    counted: &[(Text, Part)],
) -> (Head<'a>, Markup) {
    let head = Head::new("告知与同意情况")
        .below(html! { "文本按版本发布，到施行日自动生效；读过、同意过的人数随时可查。" });
    let figure = |(text, total): &(Text, Part)| {
        let (what, unit) = words_of(text.kind);
        Figure::rate(format!("{}{what}", text.kind.label()), total.agreed, total.all, unit)
            .link(visit.link(&format!("/consents/texts/{}", text.id)))
    };
    let today = visit.today();
    let here = visit.here();
    let rows = all.iter().map(|it| {
        let state = if it.since > today {
            badge(Tone::Info, "待施行")
        } else if counted.iter().any(|(text, _)| text.id == it.id) {
            badge(Tone::Good, "施行中")
        } else {
            badge(Tone::Quiet, "已被新版代替")
        };
        Row::new(it.id.to_string(), it.name())
            .link(visit.link(&format!("/consents/texts/{}", it.id)))
            .cell(it.name())
            .cell(it.kind.asks())
            .cell(it.since.to_string())
            .cell(state)
    });
    let list = List::new("文本", &here)
        .column(Column::text("文本"))
        .column(Column::text("请谁作答"))
        .column(Column::text("施行日期"))
        .column(Column::text("状态"))
        .rows(rows)
        .empty(
            ui::Empty::new("还没有文本").hint("先发布个人信息处理规则，使用者下次登录时会看到。"),
        );
    let body = html! {
        (ui::figures(counted.iter().map(figure)))
        (list)
        @if visit.meets(Need::May("consent.publish")) {
            (Card::new("发布", html! {
                div.actions {
                    @for kind in TextKind::ALL {
                        a.btn href=(visit.link(&format!("/consents/texts/new?kind={}", kind.key()))) {
                            @if all.iter().any(|it| it.kind == kind) { (kind.label()) "：新版本" }
                            @else { (kind.label()) "：第一版" }
                        }
                    }
                }
            }))
        }
    };
    (head, body)
}

/// What is counted of a kind, and in what.
fn words_of(kind: TextKind) -> (&'static str, &'static str) {
    if kind.is_per_child() { ("同意率", "人") } else { ("阅读率", "人") }
}

pub(super) fn answered<'a>(
    visit: &Visit,
    text: &'a Text,
    parts: &'a [Part],
    total: &Part,
) -> (Head<'a>, Markup) {
    let per_child = text.kind.is_per_child();
    let (what, unit) = words_of(text.kind);
    let mut head = Head::new(text.name())
        .crumb("告知与同意情况", visit.link("/consents/texts"))
        .below(html! { (text.since) " 起施行 · " (text.kind.asks()) })
        .action(Button::link("查看全文", visit.link(&format!("/texts/{}", text.id))));
    if visit.meets(Need::May("consent.publish")) {
        let to = visit.link(&format!("/consents/texts/new?kind={}", text.kind.key()));
        head = head.action(Button::link("发布新版本", to).primary().icon("plus"));
    }
    let here = visit.here();
    let rows = parts.iter().map(|it| {
        let row = Row::new(it.name.clone(), it.name.clone())
            .cell(&it.name)
            .cell(ui::say::count(it.all))
            .cell(ui::say::count(it.agreed));
        let row = if per_child { row.cell(ui::say::count(it.refused)) } else { row };
        row.cell(ui::say::count(it.all - it.agreed - it.refused)).cell(
            ui::say::percent(it.agreed, it.all)
                .map_or_else(|| "—".to_owned(), |it| format!("{it}%")),
        )
    });
    let list = List::new(if per_child { "学校、班级" } else { "身份" }, &here)
        .column(Column::text(if per_child { "学校(班级)" } else { "身份" }))
        .column(Column::number("应作答"))
        .column(Column::number(if per_child { "同意" } else { "已阅读" }));
    let list = if per_child { list.column(Column::number("不同意")) } else { list };
    let list = list
        .column(Column::number("未作答"))
        .column(Column::number(what))
        .rows(rows)
        .empty(ui::Empty::new("没有需要作答的人"));
    let body = html! {
        (ui::figures([Figure::rate(what, total.agreed, total.all, unit)]))
        (list)
        @if !per_child { p.hint { "只统计已经启用的账号；有几种身份的人在每种身份里各算一次，合计只算一次。" } }
    };
    (head, body)
}

pub(super) fn form<'a>(
    visit: &Visit,
    kind: TextKind,
    last: Option<&Text>,
    typed: &Typed,
    why: Option<&Refusal>,
) -> (Head<'a>, Markup) {
    let head = Head::new(format!("发布{}", kind.label()))
        .crumb("告知与同意情况", visit.link("/consents/texts"))
        .below(html! { (kind.asks()) "。发布后不能修改，只能再发布新版本。" });
    let csrf = html! {
        (visit.csrf())
        (visit.form_id::<super::model::kinds::TextId>("text"))
        input type="hidden" name="kind" value=(kind.key());
    };
    let words = |name: &str| why.filter(|it| it.field() == name).map(ToString::to_string);
    let mut form = Form::new(visit.link("/consents/texts"), &csrf);
    if let Some(why) = why {
        form = form.error(why.field(), why.to_string());
    }
    let changes = Field::long("changes", "这一版改了什么")
        .value(typed.changes.as_str())
        .hint("读过上一版的人会先看到这段话。")
        .error(words("changes"));
    let changes = if last.is_some() { changes.required() } else { changes };
    let form = form
        .part(
            Field::text("title", "标题")
                .value(typed.title.as_str())
                .required()
                .error(words("title")),
        )
        .part(
            Field::date("since", "施行日期")
                .value(typed.since.as_str())
                .required()
                .error(words("since")),
        )
        .part(changes)
        .part(
            Field::long("body", "正文")
                .value(typed.body.as_str())
                .lines(24)
                .required()
                .hint("一行一段；“## ”开头是小标题，“- ”开头是要点。请按本地实际修改。")
                .error(words("body")),
        )
        .button(
            Button::submit("发布")
                .primary()
                .confirm("发布后使用者会看到这一版，不能再修改。确定发布吗？"),
        );
    (head, html! { (form) })
}
