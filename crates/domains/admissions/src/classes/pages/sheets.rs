//! The list as a sheet, out and in, and the class lists on A4: with a QR code of the public page and
//! room for pens.

use std::collections::BTreeMap;

use platform::{
    answers::{self, ListKind, Sent, Told},
    workbook,
};
use sheet::{Book, Cell, Severity};
use web::{
    Html, Markup, Page, Path, Problem, Response, Upload, Visit, html,
    ui::{self, Button, Field, Head, Paper as Sheet},
};

use super::parts;
use crate::classes::{
    actions::{self, Error, seen},
    list,
    model::{ClassingId, Division, Paper, Request, Stage},
    paired::Paired,
    rules, store,
};

/// The list, where it comes back marked.
const LIST: ListKind = ListKind { key: "classing", label: "编班名单" };

/// The mark of a child's requests: letters in their order.
fn marks(requests: &[Request], wish: classing::Wish, code: &str) -> String {
    let all = requests.iter().filter(|it| it.asked.wish == wish);
    let mine = all.filter(|it| it.asked.pupils.iter().any(|it| it == code));
    mine.map(|it| format!("A{}", it.position)).collect::<Vec<_>>().join("、")
}

pub(super) async fn send(visit: Visit, Path(id): Path<ClassingId>) -> Result<Response, Page> {
    let read: Result<_, Error> = db::read!(visit.db(), "list of a division", |tx| {
        let it = seen(tx, &visit, id).await?;
        Ok((actions::whole(tx, &it).await?, it))
    });
    let (whole, it) = read?;
    let subjects = subjects(&it, &whole);
    let mut layout = list::layout(&subjects);
    layout.columns.push(sheet::Column::new("class", "编入班级", sheet::Kind::Integer));
    let mut reasons: BTreeMap<&str, &str> = BTreeMap::new();
    for one in &whole.requests {
        for code in &one.asked.pupils {
            reasons.insert(code, &one.asked.reason);
        }
    }
    let lines: Vec<[String; 2]> = whole
        .entrants
        .iter()
        .map(|it| {
            let mark = |wish| marks(&whole.requests, wish, &it.code);
            [mark(classing::Wish::Together), mark(classing::Wish::Apart)]
        })
        .collect();
    let rows = whole.entrants.iter().zip(&lines).map(|(it, [together, apart])| {
        let mut cells = vec![
            Cell::Text(&it.code),
            Cell::Text(&it.name),
            Cell::Text(it.sex.label()),
            Cell::Text(&it.origin),
            Cell::Text(if it.is_special { "是" } else { "" }),
            Cell::Text(together),
            Cell::Text(apart),
            Cell::Text(reasons.get(it.code.as_str()).copied().unwrap_or_default()),
        ];
        let letters = it.levels.char_indices().map(|(at, one)| &it.levels[at..at + one.len_utf8()]);
        let mut levels: Vec<Cell<'_>> = letters.map(Cell::Text).collect();
        levels.resize_with(subjects.len(), || Cell::Empty);
        cells.extend(levels);
        cells.push(it.now.map_or(Cell::Empty, Cell::Integer));
        cells
    });
    workbook::send(&visit, &layout, rows)
}

fn subjects(it: &Division, whole: &actions::Whole) -> Vec<String> {
    let kind = rules::kind(it, whole.term.as_ref());
    kind.map(|it| it.subjects().to_vec()).unwrap_or_default()
}

async fn drafted(visit: &Visit, id: ClassingId) -> Result<(Division, actions::Whole), Error> {
    let read: Result<_, Error> = db::read!(visit.db(), "draft", |tx| {
        let it = seen(tx, visit, id).await?;
        rules::may(&it, &[Stage::Draft], it.version, "再改名单")?;
        Ok((actions::whole(tx, &it).await?, it))
    });
    read.map(|(whole, it)| (it, whole))
}

fn upload(visit: &Visit, it: &Division) -> Markup {
    let csrf = visit.csrf();
    html! {
        (ui::Form::new(visit.link(&format!("/classing/{}/upload", it.id)), &csrf)
            .with_files()
            .part(html! { input type="hidden" name="version" value=(it.version); })
            .section("上传名单", html! {
                (Field::file("file", "编班名单", ".xlsx,.xls,.csv").required()
                    .hint("先下载名单，补上来源、特殊需要、同班组、分班组，再整张上传。上传的名单代替原来的；表里没有的学生不参加编班。"))
            })
            .button(Button::submit("上传").primary().icon("upload"))
            .button(Button::link("下载名单", visit.link(&format!("/classing/{}/list", it.id))).icon("download")))
    }
}

fn head(visit: &Visit, it: &Division) -> Head<'static> {
    Head::new("上传编班名单").crumb(it.title(), visit.link(&format!("/classing/{}", it.id)))
}

pub(super) async fn form(visit: Visit, Path(id): Path<ClassingId>) -> Result<Html, Page> {
    let (it, _) = drafted(&visit, id).await?;
    let body = upload(&visit, &it);
    Ok(visit.page_under("上传编班名单", &head(&visit, &it), &body))
}

pub(super) async fn take(
    visit: Visit,
    Path(id): Path<ClassingId>,
    file: Upload,
) -> Result<Html, Page> {
    if file.bytes.is_empty() {
        let words = "没有选择文件，或者文件是空的。请选择编班名单的表格后再上传。";
        return Err(Problem::unfit(words).into());
    }
    let (it, whole) = drafted(&visit, id).await?;
    let refused = |it: sheet::Refusal| Page::from(Problem::unfit(it.to_string()));
    let kind = rules::kind(&it, whole.term.as_ref()).map_err(Error::from)?;
    let mut book = Book::open(&file.bytes).map_err(refused)?;
    let read = list::read(&mut book, &kind).map_err(refused)?;
    let errors = read.findings.iter().filter(|it| it.severity == Severity::Error).count();
    let is_fit = errors == 0 && read.wrong.is_empty() && !read.lines.is_empty();
    let words = if is_fit {
        let version = file.fields.get("version").and_then(|it| it.parse().ok()).unwrap_or(0);
        let taken = actions::take(&visit, (id, version), &read).await?;
        format!("名单已更新：{taken} 名学生，{} 条申请", read.requests.len())
    } else {
        "名单没有更新：有须改正的地方".to_owned()
    };
    let sent = Sent { name: &file.name, bytes: &file.bytes };
    let layout = list::layout(kind.subjects());
    let has_copy = answers::keep(&visit, LIST, sent, (&layout, &read.findings)).await;
    let faults = read.findings.len() + read.wrong.len();
    let next = if is_fit { "" } else { "改好后把整张表再传一次。" };
    let told = Told { words, next, faults, has_copy };
    let (it, _) = drafted(&visit, id).await?;
    let body = html! {
        (told.alert(&visit, LIST))
        @for it in &read.wrong { p { (it) } }
        (answers::findings(&read.findings))
        (upload(&visit, &it))
    };
    Ok(visit.page_under("上传编班名单", &head(&visit, &it), &body))
}

/// The class lists as they are signed and posted in the school: full names, for its own wall.
pub(super) async fn paper(visit: Visit, Path(id): Path<ClassingId>) -> Result<Html, Page> {
    let read: Result<_, Error> = db::read!(visit.db(), "class lists", |tx| {
        let it = seen(tx, &visit, id).await?;
        let transcript = actions::transcript(tx, id).await?;
        let entrants = store::entrants(tx, id).await?;
        let paired = store::find_file(tx, id, Paper::Teachers).await?;
        let witnesses = store::witnesses(tx, id).await?;
        Ok((it, transcript, entrants, paired, witnesses))
    });
    let (it, transcript, entrants, paired, witnesses) = read?;
    let paired =
        paired.map(|it| Paired::read(&transcript, &it)).transpose().map_err(Error::from)?;
    let address = visit.absolute(&format!("/class-lists/{}", it.number));
    let body = html! {
        @if it.is_rehearsal { p { strong { "演练，结果不算数。" } } }
        (parts::lists(&it, &entrants, paired.as_ref(), ToOwned::to_owned))
        (parts::proof(&transcript))
        (parts::witnesses(&witnesses))
        p { "学校（盖章）：＿＿＿＿＿＿　　监督人（签字）：＿＿＿＿＿＿　　家长代表（签字）：＿＿＿＿＿＿" }
        @if it.published_on.is_some() {
            div.qr-line { (ui::qr(&address)) p { "扫码看公示页：下载编班记录，谁都可以重新计算。" } }
        }
    };
    let when = it.published_on.or(it.made_on).map(|it| it.to_string()).unwrap_or_default();
    let title = format!("{}分班名单", it.title());
    let sheet = Sheet::new(title.clone(), body)
        .number(format!("编号 {}", it.number))
        .signed(it.school_name.clone(), when);
    let head = Head::new(title.clone())
        .crumb(it.title(), visit.link(&format!("/classing/{id}")))
        .action(Button::print());
    Ok(visit.page_under(&title, &head, &html! { (sheet) }))
}
