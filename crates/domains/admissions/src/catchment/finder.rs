//! The school finder: an address in, the school out, with how crowded it was and what to bring. For
//! everyone, on a phone, without a log-in and without a map.

use std::collections::BTreeMap;

use serde::Deserialize;
use vocab::{SchoolId, SchoolYear, Stage};
use web::{
    Call, Filters, Html, Markup, Need, Page, Routes, html,
    ui::{Alert, Button, Card, Empty, Facts, Field, Head, Tone},
};

use super::{
    model::{Area, Edition},
    pages::STAGES,
    rules::{self, Address},
    store,
};

/// How many schools a road without a number names at most.
const SCHOOLS: usize = 12;

/// The page.
pub(super) fn routes() -> Routes {
    Routes::new().get("/schools/find", Need::Open, find)
}

#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    address: String,
    #[serde(default)]
    town: String,
}

/// What is known of a stage.
struct Found {
    stage: Stage,
    editions: Vec<(Edition, Vec<Area>)>,
    /// Pupils and classes of the entry grade by school, in the year before.
    entries: BTreeMap<SchoolId, (i64, i64)>,
}

async fn find(call: Call, Filters(asked): Filters<Asked>) -> Result<Html, Page> {
    let address = Address::read(&asked.address);
    let (today, is_asked) = (call.today(), !asked.address.trim().is_empty());
    let read: Result<_, db::Error> = db::read!(call.db(), "school finder", |tx| {
        let (mut all, mut towns) = (Vec::new(), BTreeMap::new());
        let editions = store::editions(tx).await?;
        for stage in STAGES {
            let mut found = Found { stage, editions: Vec::new(), entries: BTreeMap::new() };
            // A stage has an edition a year: the latest answers, those before it are history.
            let out =
                |it: &&Edition| it.stage == stage && it.published_on.is_some_and(|it| it <= today);
            for it in editions.iter().filter(out).take(3) {
                let areas = store::areas(tx, it.id).await?;
                towns.extend(areas.iter().map(|it| (it.town, it.town_name.clone())));
                found.editions.push((it.clone(), areas));
            }
            let schools: Vec<SchoolId> = answered(&found, &address, &asked.town);
            if let (Some(grade), Ok(year)) = (stage.grades().next(), SchoolYear::of(today)) {
                for (school, pupils, classes) in store::entries(tx, &schools, (year, grade)).await?
                {
                    found.entries.insert(school, (pupils, classes));
                }
            }
            all.push(found);
        }
        Ok((all, towns))
    });
    let (all, towns) = read?;
    let towns = std::iter::once((String::new(), "全市".to_owned()))
        .chain(towns.into_values().map(|it| (it.clone(), it)));
    let body = html! {
        (Head::new("查学区").below(html! { "输入户口或住房的地址，查对应的小学和初中。" }))
        (Card::new("地址", html! {
            form method="get" action=(call.link("/schools/find")) {
                (Field::select("town", "镇街", towns).value(asked.town.as_str()))
                (Field::text("address", "地址").value(asked.address.as_str()).required().hint("村社区，或者路名和门牌号，如 青禾路26号"))
                (Button::submit("查").primary())
            }
        }))
        @if is_asked { @for it in &all { (answer(it, &address, &asked.town)) } }
        @if is_asked {
            (Alert::new(Tone::Info, "以招生时教育局审核的户口、住房材料为准").detail("地址写法不同可能查不到，请换一种写法，或向镇街教育干事咨询。"))
        }
    };
    Ok(call.public_page("查学区", &body))
}

fn within(areas: &[Area], town: &str) -> Vec<Area> {
    areas.iter().filter(|it| town.is_empty() || it.town_name == town).cloned().collect()
}

/// The schools that the latest edition answers with.
fn answered(found: &Found, address: &Address, town: &str) -> Vec<SchoolId> {
    let Some((_, areas)) = found.editions.first() else { return Vec::new() };
    let areas = within(areas, town);
    let (yes, road) = rules::find(&areas, address);
    let mut all: Vec<SchoolId> = yes.iter().chain(&road).map(|it| it.school).collect();
    all.sort();
    all.dedup();
    all
}

fn answer(found: &Found, address: &Address, town: &str) -> Markup {
    let stage = found.stage.label();
    let Some((edition, areas)) = found.editions.first() else {
        return html! { (Card::new(stage, html! { (Empty::new("还没有公布学区划分")) })) };
    };
    let areas = within(areas, town);
    let (yes, road) = rules::find(&areas, address);
    html! {
        (Card::new(format!("{stage}（{}年）", edition.year.start()), html! {
            @if yes.is_empty() && road.is_empty() {
                (Empty::new("没有查到这个地址").hint("请核对村社区或路名，或者选对镇街。"))
            }
            @for it in schools(&yes) { (school(found, it)) }
            @if !road.is_empty() {
                p { "这条路分给几所学校，请加上门牌号再查：" }
                ul { @for it in road.iter().take(SCHOOLS) { li { (it.town_name) (it.words()) "：" (it.school_name) } } }
            }
            @if !yes.is_empty() {
                p { strong { "要带的材料" } }
                ul { @for line in edition.documents.lines().filter(|it| !it.trim().is_empty()) { li { (line) } } }
                p.text-secondary { "依据：" (edition.source) "，" (edition.published_on.map(|it| it.to_string()).unwrap_or_default()) " 公布" }
            }
            (history(found, address, town))
        }))
    }
}

/// One line for each school that has the address.
fn schools<'a>(yes: &[&'a Area]) -> Vec<&'a Area> {
    let mut all = yes.to_vec();
    all.sort_by_key(|it| it.school);
    all.dedup_by_key(|it| it.school);
    all
}

fn school(found: &Found, it: &Area) -> Markup {
    let facts = Facts::new().fact("学区", format!("{}{}", it.town_name, it.words()));
    let facts = match found.entries.get(&it.school) {
        Some((pupils, classes)) => {
            let each = found.stage.grades().next();
            let size = each.map_or(0, |it| directory::rules::class_size_max(found.stage, it));
            facts.fact(
                "今年起始年级",
                format!("{pupils} 人，{classes} 个班；按标准班额有 {} 个学位", classes * size),
            )
        }
        None => facts,
    };
    html! { h3 { (it.school_name) @if it.is_shared { "（多校共享）" } } (facts) }
}

/// What earlier years said of the same address.
fn history(found: &Found, address: &Address, town: &str) -> Markup {
    let past: Vec<String> = found
        .editions
        .iter()
        .skip(1)
        .filter_map(|(edition, areas)| {
            let areas = within(areas, town);
            let (yes, _) = rules::find(&areas, address);
            let names: Vec<&str> = schools(&yes).iter().map(|it| it.school_name.as_str()).collect();
            (!names.is_empty()).then(|| format!("{}年 {}", edition.year.start(), names.join("、")))
        })
        .collect();
    html! { @if !past.is_empty() { p.text-secondary { "往年：" (past.join("；")) } } }
}
