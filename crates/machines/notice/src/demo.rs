//! Notices of the invented county: one that runs, one that was corrected, one in the archive.

use directory::demo::County;
use jiff::civil::{DateTime, datetime};
use platform::System;

use crate::{
    Error,
    actions::{self, Content, From},
    catalog,
    model::{Action, Event, PublicationId},
    store,
};

/// A notice as it was published.
struct Story {
    kind: &'static str,
    at: DateTime,
    title: &'static str,
    body: &'static str,
    rows: &'static str,
    corrected: Option<(&'static str, &'static str)>,
}

/// From the oldest on, as their numbers go.
const STORIES: &[Story] = &[
    Story {
        kind: "result",
        at: datetime(2021, 11, 15, 9, 0, 0, 0),
        title: "2021 年新时代好少年评选结果公示",
        body: "经学校推荐、镇（街道）初评、县级评审，下列学生拟评为新时代好少年，现予公示。",
        rows: "实验小学，陈思源，新时代好少年，拟评\n城东中学，胡可欣，新时代好少年，拟评\n浒山小学，岑一诺，新时代好少年，拟评",
        corrected: None,
    },
    Story {
        kind: "result",
        at: datetime(2021, 12, 6, 15, 30, 0, 0),
        title: "品牌课堂创建学校认定公示",
        body: "经申报、现场听课和评审，下列学校拟认定为品牌课堂创建学校，现予公示。",
        rows: "城东中学，，品牌课堂，拟认定\n浒山小学，，品牌课堂，拟认定",
        corrected: Some(("2021-12-08T10:00:00", "漏列一所学校")),
    },
    Story {
        kind: "bonus",
        at: datetime(2021, 12, 17, 16, 0, 0, 0),
        title: "2022 年中考加分对象第一批公示",
        body: "下列考生的加分申请已经审核，现予公示。公示期内有异议的，请在本页提出。",
        rows: "周嘉禾，城东中学，烈士子女，10\n沈予安，城东中学，归侨子女，3\n胡子墨，观城中学，现役军人子女，5",
        corrected: None,
    },
];

/// What was added to the one that was corrected.
const ADDED: &str = "观城中学，，品牌课堂，拟认定";

/// Writes the stories into the county that was loaded before.
pub async fn load(system: &System, county: &County) -> Result<(), Error> {
    platform::act!(system, "demo.load.notices", |act| {
        for story in STORIES {
            let kind = catalog().find(story.kind).ok_or(Error::Missing)?;
            let typed = (story.title, story.body, story.rows);
            let content = Content::typed(&kind.what, typed)?;
            let origin = act.origin().clone();
            let id: PublicationId = origin.ids.make(origin.now);
            let from = From { id, place: county.id, by: None, source: "", now: story.at };
            let notice = actions::publish_in(act, kind, (from, &content)).await?;
            let Some((at, reason)) = story.corrected else { continue };
            let rows = format!("{}\n{ADDED}", story.rows);
            let after = Content::typed(&kind.what, (story.title, story.body, &rows))?;
            let content = (after.title.as_str(), after.body.as_str());
            store::set_content(act.tx(), (id, 1), content).await?;
            store::set_rows(act.tx(), id, &after.rows).await?;
            let before = format!("{}\n{}\n{}", notice.title, notice.body, story.rows);
            let at = at.parse().unwrap_or(story.at);
            let event = Event { at, action: Action::Correct, reason: reason.to_owned(), before };
            store::add_event(act.tx(), (id, 2), None, &event).await?;
        }
        Ok(())
    })
}
