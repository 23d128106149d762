//! Many records by one sheet: the empty list, what a sheet would do, and taking it over.

use catalog::Loaded;
use form::{Words, Wrong};
use jiff::civil::Date;
use platform::{
    answers::{self, ListKind, Sent},
    workbook,
};
use serde::Deserialize;
use sheet::Template;
use web::{
    Form, Html, IntoResponse as _, Markup, Page, Path, Problem, Response, StatusCode, Upload,
    Visit, html,
    ui::{self, Alert, Button, Card, Field, Figure, Head, Item, Tone, figures, items},
};

use super::{
    editing::{keeping, said},
    list::kept,
};
use crate::{
    actions::{Error, REASON_MAX},
    definition::Register,
    import::{self, How, Plan, sheet as columns},
    rules::{Deed, Refusal},
};

/// How many records a page shows of each sort.
const SHOWN: usize = 100;
const FROM: &str = "from-day";
const REASON: &str = "reason-of-deed";

/// The sheet of a register, where it waits and where it comes back.
fn list(kind: &Loaded<Register>) -> ListKind {
    ListKind { key: kept(&format!("register-{}", kind.name)), label: "表格" }
}

fn path(visit: &Visit, kind: &Loaded<Register>, rest: &str) -> String {
    visit.link(&format!("/registers/{}/import{rest}", kind.name))
}

fn page(visit: &Visit, kind: &Loaded<Register>, body: &Markup) -> Html {
    let register = &kind.what;
    let title = format!("导入{}", register.one);
    let back = visit.link(&format!("/registers/{}", kind.name));
    let head = Head::new(title.as_str()).crumb(register.label.as_str(), back);
    visit.page_under(&title, &head, body)
}

fn upload(visit: &Visit, kind: &Loaded<Register>) -> Markup {
    let csrf = visit.csrf();
    let file = Field::file("file", "表格", ".xlsx,.xls,.csv").required().hint(
        "可以用模板填新的，也可以把导出的表改好再传。先核对，不会改动台账；有误的行指出是哪一格，\
         不会导入；表里没有的记录和没有的列不动。",
    );
    let form = ui::Form::new(path(visit, kind, ""), &csrf)
        .with_files()
        .section("上传表格", html! { (file) })
        .button(Button::submit("上传核对").primary().icon("upload"))
        .button(Button::link("下载模板", path(visit, kind, "/template")).icon("download"));
    html! { (form) }
}

pub(super) async fn form(visit: Visit, Path(name): Path<String>) -> Result<Html, Page> {
    let (kind, _) = keeping(&visit, &name).await?;
    let has_copy = answers::has_copy(&visit, list(&kind)).await?;
    let body = html! {
        @if has_copy { (answers::told_before(&visit, list(&kind))) }
        (upload(&visit, &kind))
    };
    Ok(page(&visit, &kind, &body))
}

pub(super) async fn template(visit: Visit, Path(name): Path<String>) -> Result<Response, Page> {
    let (kind, places) = keeping(&visit, &name).await?;
    let layout = columns::layout(&kind.what, visit.actor.role());
    let mut names: Vec<&str> = places.iter().map(|it| it.1.as_str()).collect();
    names.dedup();
    let template = Template::new(&layout).list(columns::PLACE, &names);
    workbook::send_template(&visit, template, &format!("{}模板.xlsx", layout.name))
}

/// Looks at a sheet and keeps it, so that it can be taken over.
pub(super) async fn send(
    visit: Visit,
    Path(name): Path<String>,
    file: Upload,
) -> Result<Html, Page> {
    let (kind, _) = keeping(&visit, &name).await?;
    if file.bytes.is_empty() {
        let words = "没有选择文件，或者文件是空的。请选择表格后再上传。";
        return Err(Problem::unfit(words).into());
    }
    let (plan, words) = import::check(&visit, &kind, &file.bytes).await?;
    let sent = Sent { name: &file.name, bytes: &file.bytes };
    let layout = columns::reading(&kind.what, visit.actor.role());
    let has_copy = answers::keep_list(&visit, list(&kind), sent, (&layout, &plan.findings)).await?;
    let asked = Asked { from: visit.today().to_string(), ..Asked::default() };
    let shown = Looked { plan: &plan, words: &words, has_copy };
    Ok(looked(&visit, &kind, &shown, (&asked, None)))
}

/// What is asked before a sheet is taken over.
#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    mark: String,
    #[serde(default)]
    deed: String,
    #[serde(default, rename = "from-day")]
    from: String,
    #[serde(default, rename = "reason-of-deed")]
    reason: String,
}

/// Takes the sheet over that was looked at last.
pub(super) async fn take(
    visit: Visit,
    Path(name): Path<String>,
    Form(asked): Form<Asked>,
) -> Result<Response, Page> {
    let (kind, _) = keeping(&visit, &name).await?;
    let Some((file, bytes)) = answers::find_list(&visit, list(&kind)).await? else {
        let words = "没有待导入的表：它已经导入，或者核对后过了一周。请重新上传核对。";
        return Err(Problem::unfit(words).into());
    };
    let deed = if asked.deed == Deed::Correct.key() { Deed::Correct } else { Deed::Change };
    let from: Option<Date> =
        if asked.from.is_empty() { Some(visit.today()) } else { asked.from.parse().ok() };
    let taken = match from {
        Some(from) => {
            let how = How { mark: &asked.mark, deed, from, reason: &asked.reason };
            import::take(&visit, &kind, &bytes, &how).await
        }
        None => Err(Refusal::Day(visit.today().first_of_year(), visit.today()).into()),
    };
    match taken {
        Ok(plan) => {
            let sent = Sent { name: &file, bytes: &bytes };
            let layout = columns::reading(&kind.what, visit.actor.role());
            let found = (&layout, plan.findings.as_slice());
            let has_copy = answers::keep(&visit, list(&kind), sent, found).await;
            Ok(taken_page(&visit, &kind, &plan, has_copy).into_response())
        }
        Err(Error::Refused(why)) => {
            let (plan, words) = import::check(&visit, &kind, &bytes).await?;
            let has_copy = answers::has_copy(&visit, list(&kind)).await?;
            let shown = Looked { plan: &plan, words: &words, has_copy };
            let status = match why {
                Refusal::Moved => StatusCode::CONFLICT,
                _ => StatusCode::UNPROCESSABLE_ENTITY,
            };
            Ok((status, looked(&visit, &kind, &shown, (&asked, Some(&why)))).into_response())
        }
        Err(error) => Err(error.into()),
    }
}

/// A sheet that was looked at.
struct Looked<'a> {
    plan: &'a Plan,
    words: &'a Words,
    has_copy: bool,
}

fn looked(
    visit: &Visit,
    kind: &Loaded<Register>,
    it: &Looked<'_>,
    (asked, why): (&Asked, Option<&Refusal>),
) -> Html {
    let alert = match why {
        Some(why) => Alert::new(Tone::Bad, "没有导入").detail(why.to_string()),
        None if it.plan.is_idle() => Alert::new(Tone::Info, "核对完成，没有要导入的内容"),
        None => Alert::new(Tone::Info, "核对完成，还没有改动台账")
            .detail("请看一遍下面的内容，没有问题再导入。"),
    };
    let alert =
        if it.has_copy { alert.action(answers::copy_button(visit, list(kind))) } else { alert };
    let body = html! {
        (alert)
        (counts(it.plan))
        (answers::findings(&it.plan.findings))
        (news(it.plan))
        (changes(visit, kind, it))
        @if !it.plan.is_idle() { (confirm(visit, kind, it.plan, (asked, why))) }
        (upload(visit, kind))
    };
    page(visit, kind, &body)
}

fn counts(plan: &Plan) -> Markup {
    let count = |number: usize| i64::try_from(number).unwrap_or(i64::MAX);
    figures([
        Figure::count("新增", count(plan.news.len()), "条"),
        Figure::count("有变化", count(plan.changes.len()), "条"),
        Figure::count("没有变化", count(plan.same), "条"),
        Figure::count("有误", count(plan.wrong()), "行"),
    ])
}

fn card(title: &str, all: usize, list: impl Iterator<Item = Item<'static>>) -> Markup {
    let rest = all.saturating_sub(SHOWN);
    let card = Card::new(title, items(list.take(SHOWN))).flush();
    let card = if rest > 0 { card.note(format!("另有 {rest} 条。")) } else { card };
    html! { @if all > 0 { (card) } }
}

fn news(plan: &Plan) -> Markup {
    let item = |it: &crate::import::Fresh| {
        let below = format!("{} · 自 {} 起", it.place_name, it.since);
        Item::new(it.title.clone()).below(below).aside(format!("第 {} 行", it.row))
    };
    card("新增", plan.news.len(), plan.news.iter().map(item))
}

fn changes(visit: &Visit, kind: &Loaded<Register>, it: &Looked<'_>) -> Markup {
    let (register, role) = (&kind.what, visit.actor.role());
    let item = |change: &crate::import::Change| {
        let diffs = change.diffs(register, role, it.words);
        let diffs = diffs.iter().map(|it| format!("{}：{} → {}", it.label, it.before, it.after));
        let link = visit.link(&format!("/registers/{}/{}", kind.name, change.record.id));
        Item::new(change.record.title.clone())
            .below(diffs.collect::<Vec<_>>().join("；"))
            .link(link)
            .aside(format!("{} · 第 {} 行", change.record.place_name, change.row))
    };
    card("有变化", it.plan.changes.len(), it.plan.changes.iter().map(item))
}

/// Takes over what was looked at. What is other changed on a day, or was wrong before.
fn confirm(
    visit: &Visit,
    kind: &Loaded<Register>,
    plan: &Plan,
    (asked, why): (&Asked, Option<&Refusal>),
) -> Markup {
    let hidden = html! { (visit.csrf()) input type="hidden" name="mark" value=(plan.mark()); };
    let wrong = why.and_then(|why| match why {
        Refusal::Day(..) => Some(FROM),
        Refusal::NoReason => Some(REASON),
        _ => None,
    });
    let wrongs: Vec<Wrong> = wrong
        .zip(why)
        .map(|(field, why)| Wrong { field: field.to_owned(), advice: why.to_string() })
        .into_iter()
        .collect();
    let deeds = [
        (Deed::Change.key(), "情况变了（变更）：以前的内容仍作数"),
        (Deed::Correct.key(), "原来写错了（更正）：要写原因"),
    ];
    let deed = if asked.deed.is_empty() { Deed::Change.key() } else { asked.deed.as_str() };
    let part = html! {
        p { "没有问题的 " (plan.news.len() + plan.changes.len()) " 条一次导入；有误的行不导入。" }
        @if !plan.changes.is_empty() {
            (Field::radio("deed", "有变化的是", deeds).value(deed))
            (Field::date(FROM, "变更自哪一天起").value(asked.from.as_str()).error(said(&wrongs, FROM)))
            (Field::long(REASON, "原因或备注")
                .max_length(u32::try_from(REASON_MAX).unwrap_or(u32::MAX))
                .lines(2)
                .value(asked.reason.as_str())
                .error(said(&wrongs, REASON)))
        }
    };
    let form = ui::Form::new(path(visit, kind, "/take"), &hidden);
    let form = wrongs.iter().fold(form, |form, it| form.error(&*it.field, &*it.advice));
    html! { (form.section("确认导入", part).button(Button::submit("导入").primary().icon("check"))) }
}

fn taken_page(visit: &Visit, kind: &Loaded<Register>, plan: &Plan, has_copy: bool) -> Html {
    let words = format!("已导入：新增 {} 条，更新 {} 条", plan.news.len(), plan.changes.len());
    let faulty = plan.wrong();
    let alert = match faulty {
        0 => Alert::new(Tone::Good, words),
        _ => Alert::new(Tone::Warn, words)
            .detail("标“须改正”的行没有导入。改好后把整张表再传一次，已导入的不会重复。"),
    };
    let alert =
        if has_copy { alert.action(answers::copy_button(visit, list(kind))) } else { alert };
    let back = visit.link(&format!("/registers/{}", kind.name));
    let body = html! {
        (alert)
        (counts(plan))
        (answers::findings(&plan.findings))
        div.actions { (Button::link(format!("查看{}", kind.what.label), back)) }
        (upload(visit, kind))
    };
    page(visit, kind, &body)
}
