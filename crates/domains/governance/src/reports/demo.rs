//! The documents of the invented county: what schools and offices sent in over the year, a monthly
//! brief that was issued, and the summary of the year on its way.

use directory::demo::County;
use jiff::civil::{Date, date};
use platform::System;
use vocab::{PlaceId, Role};

use super::{
    Error,
    actions::{self, Doer},
    model::{Material, MaterialId, ReportId, Sort, Text},
    store, templates,
};
use crate::demo::Cast;

/// The summary of the year: what is counted is asked for by name, what has no records here as it was
/// reported; a goal is told as one, beside what was counted.
const SUMMARY: &str = include_str!("demo/summary.txt");
/// The day of the demo.
const TODAY: Date = date(2021, 12, 20);

/// What was sent in: the day, what it is, who sent it, its title and words.
const SENT: [(Date, Sort, &str, &str, &str); 6] = [
    (
        date(2021, 3, 25),
        Sort::Event,
        "基教科",
        "启动学史教育主题活动",
        "面向中小学生的学史主题教育活动启动，各校利用班会、广播、社团等形式开展。",
    ),
    (
        date(2021, 6, 18),
        Sort::Work,
        "考试中心",
        "学业水平考试平稳结束",
        "初中学业水平考试和科学实验测试平稳结束，加分申请全部在网上办理。",
    ),
    (
        date(2021, 9, 6),
        Sort::Document,
        "基教科",
        "课后服务实施办法印发",
        "课后服务实施办法印发，本学期起非寄宿制义务教育学校全部开展课后服务。",
    ),
    (
        date(2021, 10, 22),
        Sort::Event,
        "基教科",
        "召开研学旅行现场会",
        "召开中小学研学旅行工作现场会，认定一批研学实践教育基地和营地。",
    ),
    (
        date(2021, 11, 30),
        Sort::Honour,
        "办公室",
        "法治宣传活动获组织奖",
        "组织学生参加宪法学习宣传活动，获上级优秀组织奖。",
    ),
    (
        date(2021, 12, 10),
        Sort::Work,
        "督导室",
        "完成五项管理督查",
        "责任督学入校督查作业、睡眠、手机、读物、体质管理，问题逐校反馈、限期整改。",
    ),
];

/// Writes them.
pub(crate) async fn load(
    system: &System,
    county: &County,
    cast: &Cast<'_>,
) -> Result<(), db::Error> {
    // What the templates say is checked by their tests: nothing but the database can refuse.
    match load_all(system, county.id, cast).await {
        Err(Error::Db(error)) => Err(error),
        _ => Ok(()),
    }
}

async fn load_all(system: &System, county: PlaceId, cast: &Cast<'_>) -> Result<(), Error> {
    let role = Role::BasicEducationClerk;
    let (account, name) = cast.person(role, 0).unzip();
    let who = Doer { account, name: name.unwrap_or_default().to_owned(), role };
    platform::act!(system, "demo.load.reports", |act| {
        let (ids, now) = (act.origin().ids.clone(), act.origin().now);
        let materials: Vec<Material> = SENT
            .iter()
            .map(|(day, sort, sender, title, words)| {
                let id: MaterialId = ids.make(now);
                Material {
                    id,
                    place: county,
                    sender: (*sender).to_owned(),
                    sort: *sort,
                    day: *day,
                    title: (*title).to_owned(),
                    words: (*words).to_owned(),
                    sent_on: *day,
                    taken: None,
                }
            })
            .collect();
        store::add_materials(act.tx(), None, &materials).await?;
        let id: ReportId = ids.make(now);
        let name = store::place_name(act.tx(), county).await?.unwrap_or_default();
        let template = templates::find("summary").ok_or(Error::Missing)?;
        let text = Text {
            title: template.title_on(&name, TODAY),
            recipients: template.recipients.clone(),
            copies: "市人大教科文卫工委，市政协文化文史和教育卫生体育委".to_owned(),
            contact: String::new(),
            as_of: TODAY,
            due_on: Some(date(2021, 12, 31)),
            body: SUMMARY.trim().to_owned(),
        };
        actions::begin(act, &who, (id, county), (template, text)).await?;
        Ok(())
    })
}
