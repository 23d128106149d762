//! What everyone may see and check: the published classes with masked names, and the evidence.

use classing::Register;
use jiff::civil::{Date, date};
use platform::workbook::download;
use serde::Deserialize;
use web::{
    Call, Filters, Html, Page, Path, Response, html,
    ui::{self, Button, Column, Empty, Facts, Head, List, Paper as Sheet, Row},
};

use super::{LINES, parts};
use crate::classes::{
    actions::{self, Error},
    model::{ClassingId, Paper, Stage},
    paired::Paired,
    protocol, store,
};

/// After every day that a list can begin at.
const LAST: Date = date(9999, 12, 31);

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    q: String,
    #[serde(default)]
    after: String,
}

impl Asked {
    /// The day and the id after which the page begins.
    fn after(&self) -> (Date, i64) {
        let read = || {
            let (day, id) = self.after.split_once('.')?;
            Some((day.parse().ok()?, id.parse::<ClassingId>().ok()?.bits()))
        };
        read().unwrap_or((LAST, i64::MAX))
    }
}

pub(super) async fn list(call: Call, Filters(asked): Filters<Asked>) -> Result<Html, Page> {
    let limit = i64::try_from(LINES + 1).unwrap_or(i64::MAX);
    let search = vocab::normalise(&asked.q);
    let read: Result<_, db::Error> = db::read!(call.db(), "published classes", |tx| {
        store::published(tx, &search, asked.after(), limit).await
    });
    let mut all = read?;
    let key = |at: usize| {
        let it = &all[at];
        format!("{}.{}", it.published_on.unwrap_or(LAST), it.id)
    };
    let next = (all.len() > LINES).then(|| key(LINES - 1));
    all.truncate(LINES);
    let here = call.here();
    let list = List::new("编班公示", &here)
        .filters(ui::Filters::new(&here).search("学校名称开头，或编号"))
        .column(Column::text("学校"))
        .column(Column::short("年级"))
        .column(Column::number("学生"))
        .column(Column::number("班级"))
        .column(Column::text("方法"))
        .column(Column::short("公示日期"))
        .rows(all.iter().map(|it| {
            Row::new(it.number.clone(), it.title())
                .link(call.link(&format!("/class-lists/{}", it.number)))
                .cell(it.school_name.clone())
                .cell(format!("{}级{}", it.year.start(), it.grade.label()))
                .cell(it.pupils.to_string())
                .cell(it.classes.to_string())
                .cell(it.way.0.label())
                .cell(it.published_on.map(|it| it.to_string()).unwrap_or_default())
        }))
        .next(next)
        .empty(Empty::new("没有找到").hint("学校公示以后，分班名单和证据都在这里。"));
    let below = html! { "起始年级均衡编班：方案先封存、摘要先公布，再当众抽数；谁都可以下载记录重新计算。" };
    let body = html! { (Head::new("编班公示").below(below)) (list) };
    Ok(call.public_page("编班公示", &body))
}

pub(super) async fn show(call: Call, Path(number): Path<String>) -> Result<Html, Page> {
    let read: Result<_, Error> = db::read!(call.db(), "published division", |tx| {
        let it = store::find_numbered(tx, &number).await?.ok_or(Error::Missing)?;
        if it.stage != Stage::Published {
            return Err(Error::Missing);
        }
        let transcript = actions::transcript(tx, it.id).await?;
        let register = actions::file(tx, it.id, Paper::Register).await?;
        let paired = store::find_file(tx, it.id, Paper::Teachers).await?;
        let entrants = store::entrants(tx, it.id).await?;
        let witnesses = store::witnesses(tx, it.id).await?;
        Ok((it, transcript, register, paired, entrants, witnesses))
    });
    let (it, transcript, register, paired, entrants, witnesses) = read?;
    let paired =
        paired.map(|it| Paired::read(&transcript, &it)).transpose().map_err(Error::from)?;
    let register =
        Register::read(&transcript, &register).map_err(|it| Error::Evidence(it.to_string()))?;
    let facts = Facts::new()
        .fact("学生和班级", format!("{} 人，{} 个班", it.pupils, it.classes))
        .fact("方法", it.way.0.label())
        .fact("名单和方案封存", it.sealed_on.map(|it| it.to_string()).unwrap_or_default())
        .fact("编班", it.made_on.map(|it| it.to_string()).unwrap_or_default());
    let sheet = html! {
        (facts)
        p { strong { (protocol::verdict(transcript.solution())) } }
        (protocol::counts(transcript.sealed(), transcript.solution()))
        h2 { "编班方案" }
        (protocol::plan(transcript.sealed(), false))
        h2 { "特殊申请" }
        (protocol::requests(&transcript.sealed().requests, Some(transcript.solution())))
        (parts::proof(&transcript))
        @if let Some(paired) = &paired { (parts::teachers(paired)) }
        (parts::witnesses(&witnesses))
        h2 { "公示以后的变动" }
        (parts::register(&register))
        (parts::lists(&it, &entrants, paired.as_ref(), vocab::mask_name))
    };
    let when = it.published_on.map(|it| it.to_string()).unwrap_or_default();
    let title = format!("{}均衡编班公示", it.title());
    let sheet = Sheet::new(title.clone(), sheet)
        .number(format!("编号 {}", it.number))
        .signed(it.school_name.clone(), when);
    let file =
        |paper: Paper| call.link(&format!("/class-lists/{}/files/{}", it.number, paper.key()));
    let check = html! {
        section.card {
            h2 { "自己核验" }
            p { "把下面的文件存进一个文件夹，断开网络，在装有学域的电脑上运行 "
                code { "xueyu classes verify 文件夹" } "：用同样的名单、方案和种子重新编一遍，改动一个字都会被发现。" }
            div.actions {
                (Button::link("编班记录.json", file(Paper::Transcript)).icon("download").primary())
                @if paired.is_some() { (Button::link("班主任.json", file(Paper::Teachers)).icon("download")) }
                (Button::link("变动记录.json", file(Paper::Register)).icon("download"))
            }
        }
    };
    Ok(call.public_page(&title, &html! { (sheet) (check) }))
}

/// The evidence itself.
pub(super) async fn file(
    call: Call,
    Path((number, paper)): Path<(String, String)>,
) -> Result<Response, Page> {
    let read: Result<_, Error> = db::read!(call.db(), "evidence of a division", |tx| {
        let paper = Paper::from_key(&paper).ok_or(Error::Missing)?;
        let it = store::find_numbered(tx, &number).await?.ok_or(Error::Missing)?;
        if it.stage != Stage::Published {
            return Err(Error::Missing);
        }
        Ok((paper, actions::file(tx, it.id, paper).await?))
    });
    let (paper, content) = read?;
    Ok(download(paper.file_name(), "application/json", content.into_bytes()))
}
