//! The text: written, with figures inserted by name and what was sent in taken into chapters.

use serde::Deserialize;
use web::{
    Form, Html, IntoResponse, Markup, Page, Path, Problem, Redirect, Response, StatusCode, Visit,
    html,
    ui::{self, Alert, Button, Card, Field, Head, Tone, Versions},
};

use super::loaded;
use crate::reported;
use crate::reports::{
    Error, actions, chapters, figures,
    model::{Material, MaterialId, Openness, Report, ReportId, State, Text},
    sending, store,
};

/// How many of what was sent in the page offers.
const OFFERED: i64 = 40;

/// What the form holds.
#[derive(Debug, Clone, Default, Deserialize)]
pub(super) struct Typed {
    version: i64,
    title: String,
    #[serde(default)]
    recipients: String,
    #[serde(default)]
    copies: String,
    #[serde(default)]
    contact: String,
    #[serde(default)]
    openness: String,
    #[serde(default)]
    open_reason: String,
    as_of: String,
    #[serde(default)]
    due_on: String,
    body: String,
}

impl Typed {
    fn of(it: &Report) -> Self {
        let text = it.text.clone();
        Self {
            version: it.version,
            title: text.title,
            recipients: text.recipients,
            copies: text.copies,
            contact: text.contact,
            openness: it.openness.key().to_owned(),
            open_reason: it.open_reason.clone(),
            as_of: text.as_of.to_string(),
            due_on: text.due_on.map(|it| it.to_string()).unwrap_or_default(),
            body: text.body,
        }
    }

    fn text(&self) -> Result<(Text, Openness), Error> {
        let as_of = self.as_of.parse();
        let as_of = as_of.map_err(|_| Error::Wrong("as_of", "请填日期".to_owned()))?;
        let openness = Openness::from_key(&self.openness).unwrap_or(Openness::Active);
        let text = Text {
            title: self.title.trim().to_owned(),
            recipients: self.recipients.trim().to_owned(),
            copies: self.copies.trim().to_owned(),
            contact: self.contact.trim().to_owned(),
            as_of,
            due_on: self.due_on.parse().ok(),
            body: self.body.replace("\r\n", "\n"),
        };
        Ok((text, openness))
    }
}

/// What the page offers to put into a text: what was sent in, and the names of figures.
struct Offered {
    materials: Vec<Material>,
    names: Vec<(String, String)>,
}

async fn offered(visit: &Visit, it: &Report) -> Result<Offered, Page> {
    let scope = visit.actor.scope();
    let (from, to) = (it.text.as_of.first_of_year(), it.text.as_of);
    let found: Result<_, Error> = db::read!(visit.db(), "what was sent in", |tx| {
        let before = (jiff::civil::Date::MAX, i64::MAX);
        let materials = store::materials(tx, (scope, from, to), before, OFFERED).await?;
        Ok((materials, reported::asking::names(tx, it.place).await?))
    });
    let (materials, reported) = found.map_err(Problem::from)?;
    let counted = figures::names().into_iter().map(|it| (it.0.to_owned(), it.1.to_owned()));
    let reported = reported.into_iter().map(|it| ("填报数".to_owned(), it.1));
    let materials = materials.into_iter().filter(|it| it.taken.is_none()).collect();
    Ok(Offered { materials, names: counted.chain(reported).collect() })
}

pub(super) async fn form(visit: Visit, Path(id): Path<ReportId>) -> Result<Html, Page> {
    let (whole, _) = loaded(&visit, id).await?;
    let it = &whole.report;
    if it.state != State::Draft || it.office != visit.actor.role() {
        return Err(Problem::unfit("这件公文已经送签，或不是您科室起草的，不能编辑").into());
    }
    let offered = offered(&visit, it).await?;
    Ok(page(&visit, (it, &Typed::of(it)), None, &offered))
}

fn page(
    visit: &Visit,
    (it, typed): (&Report, &Typed),
    wrong: Option<&Error>,
    offered: &Offered,
) -> Html {
    let here = visit.link(&format!("/reports/{}", it.id));
    let overtaken = matches!(wrong, Some(Error::Overtaken));
    // Whoever has seen both saves over what is there now.
    let version = if overtaken { it.version } else { typed.version };
    let hidden = html! { (visit.csrf()) input type="hidden" name="version" value=(version); };
    let both = Versions::new("别人保存的")
        .field("标题", typed.title.as_str(), it.text.title.as_str())
        .field("正文", typed.body.as_str(), it.text.body.as_str());
    let head = Head::new("编辑文稿")
        .crumb("公文", visit.link("/reports"))
        .crumb(it.text.title.as_str(), here.clone());
    let body = html! {
        @if overtaken {
            (Alert::new(Tone::Warn, "别人刚刚保存过，您的修改还没有保存").detail("请对照两个版本，把要保留的内容合到下面，再保存一次。"))
            (both)
        } @else if let Some(wrong) = wrong {
            (Alert::new(Tone::Bad, "还没有保存").detail(html! { @for line in wrong.to_string().lines() { (line) br; } }))
        }
        (ui::beside(text_form(typed, (&here, &hidden)), html! {
            (insert_form((it, &offered.names), (&here, &hidden)))
            (offers(it, &offered.materials, (&here, &hidden)))
            (names(&offered.names))
        }))
    };
    visit.page_under("编辑文稿", &head, &body)
}

fn text_form(typed: &Typed, (here, hidden): (&str, &Markup)) -> Markup {
    let open = Openness::ALL.iter().map(|it| (it.key(), it.label()));
    html! {
        (ui::Form::new(format!("{here}/edit"), hidden)
            .section("正文", html! {
                (Field::text("title", "标题").value(typed.title.as_str()).required().max_length(80))
                (Field::text("recipients", "主送").value(typed.recipients.as_str()).max_length(200))
                (Field::long("body", "正文").value(typed.body.as_str()).lines(24).max_length(40000)
                    .hint("# 一级标题，## 二级标题；表格每行以 | 开头；{指标名称} 或 {指标名称|学校全称|2021-12-20} 是数"))
            })
            .section("发文", html! {
                (Field::date("as_of", "数据截至").value(typed.as_of.as_str()).required())
                (Field::date("due_on", "印发限期").value(typed.due_on.as_str()))
                (Field::select("openness", "公开属性", open).value(typed.openness.as_str()))
                (Field::text("open_reason", "不主动公开的理由").value(typed.open_reason.as_str()).max_length(100).sometimes())
                (Field::text("copies", "抄送").value(typed.copies.as_str()).max_length(200))
                (Field::text("contact", "联系人").value(typed.contact.as_str()).max_length(60))
            })
            .button(Button::submit("保存").primary())
            .button(Button::link("返回", here)))
    }
}

fn chapter_field(it: &Report) -> Markup {
    let end = it.text.body.lines().count().to_string();
    let all = chapters::chapters(&it.text.body);
    let all = all.into_iter().map(|(line, words)| (line.to_string(), words.to_owned()));
    let all = all.chain([(end, "（文末）".to_owned())]);
    html! { (Field::select("chapter", "放进哪一章", all).required()) }
}

fn insert_form(
    (it, names): (&Report, &[(String, String)]),
    (here, hidden): (&str, &Markup),
) -> Markup {
    let all = names.iter().map(|(group, label)| (label.as_str(), format!("{group} · {label}")));
    html! {
        (ui::Form::new(format!("{here}/insert"), hidden)
            .section("插入一个数", html! {
                (Field::select("name", "指标", all).required())
                (Field::text("place", "镇（街道）或学校").hint("不填就是全县（市、区）").max_length(60))
                (Field::date("day", "截至").hint("不填就是“数据截至”那天"))
                (chapter_field(it))
            })
            .button(Button::submit("插入并保存")))
        p.text-secondary { "插入的是已经保存的文稿；左边有没保存的修改，请先保存。" }
    }
}

fn offers(it: &Report, offered: &[Material], (here, hidden): (&str, &Markup)) -> Markup {
    if offered.is_empty() {
        return html! {};
    }
    let all = offered
        .iter()
        .map(|it| (it.id.to_string(), format!("{} {}：{}", it.day, it.sender, it.title)));
    html! {
        (ui::Form::new(format!("{here}/take"), hidden)
            .section("采用素材", html! {
                (Field::select("material", "素材", all).required())
                (chapter_field(it))
            })
            .button(Button::submit("采用并保存")))
    }
}

fn names(all: &[(String, String)]) -> Markup {
    html! {
        (Card::new("可以引用的数", html! {
            details {
                summary { (all.len()) " 个" }
                @for (group, label) in all { (group) "：{" (label) "}" br; }
            }
        }))
    }
}

/// Back to the text, or the page with what is wrong.
async fn answered(
    visit: &Visit,
    id: ReportId,
    (done, typed): (Result<(), Error>, Option<Typed>),
) -> Result<Response, Page> {
    match done {
        Ok(()) => Ok(Redirect::to(&visit.link(&format!("/reports/{id}/edit"))).into_response()),
        Err(error @ (Error::Missing | Error::Db(_) | Error::Paper(_) | Error::Refused(_))) => {
            Err(Problem::from(error).into())
        }
        Err(error) => {
            let (whole, _) = loaded(visit, id).await?;
            let it = &whole.report;
            let typed = typed.unwrap_or_else(|| Typed::of(it));
            let offered = offered(visit, it).await?;
            let page = page(visit, (it, &typed), Some(&error), &offered);
            Ok((StatusCode::UNPROCESSABLE_ENTITY, page).into_response())
        }
    }
}

pub(super) async fn save(
    visit: Visit,
    Path(id): Path<ReportId>,
    Form(typed): Form<Typed>,
) -> Result<Response, Page> {
    let done = match typed.text() {
        Ok((text, open)) => {
            let open = (open, typed.open_reason.as_str());
            actions::save(&visit, (id, typed.version), &text, open).await
        }
        Err(error) => Err(error),
    };
    if done.is_ok() {
        return Ok(Redirect::to(&visit.link(&format!("/reports/{id}"))).into_response());
    }
    answered(&visit, id, (done, Some(typed))).await
}

#[derive(Debug, Deserialize)]
pub(super) struct Inserted {
    version: i64,
    name: String,
    #[serde(default)]
    place: String,
    #[serde(default)]
    day: String,
    chapter: usize,
}

pub(super) async fn insert(
    visit: Visit,
    Path(id): Path<ReportId>,
    Form(form): Form<Inserted>,
) -> Result<Response, Page> {
    let (whole, _) = loaded(&visit, id).await?;
    let it = whole.report;
    let asked: Vec<&str> = [form.name.trim(), form.place.trim(), form.day.trim()]
        .into_iter()
        .filter(|it| !it.is_empty())
        .collect();
    let sentence = (form.name.trim(), format!("{{{}}}", asked.join("|")));
    let body = chapters::put_figure(&it.text.body, form.chapter, sentence);
    let text = Text { body, ..it.text.clone() };
    let open = (it.openness, it.open_reason.as_str());
    let done = actions::save(&visit, (id, form.version), &text, open).await;
    answered(&visit, id, (done, None)).await
}

#[derive(Debug, Deserialize)]
pub(super) struct Taken {
    version: i64,
    material: MaterialId,
    chapter: usize,
}

pub(super) async fn take(
    visit: Visit,
    Path(id): Path<ReportId>,
    Form(form): Form<Taken>,
) -> Result<Response, Page> {
    let wanted = (form.material, form.chapter);
    let done = sending::take_in(&visit, (id, form.version), wanted).await;
    answered(&visit, id, (done, None)).await
}
