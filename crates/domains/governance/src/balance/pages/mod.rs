//! What people see of balance: the county, a school, what would have to be added, the sheet, the
//! setting.

mod county;
mod mending;
mod rule;
mod school;
mod sheets;

use equity::{INDICATORS, Part, Standing};
use serde::Deserialize;
use vocab::SchoolYear;
use web::{
    Markup, Need, Page, Problem, Routes, Visit, html,
    ui::{Alert, Tone, badge},
};

use super::{FILE, KEEP, READ, judged::County, rules::Wrong};

const MAY_READ: Need = Need::May(READ.key);
const MAY_FILE: Need = Need::May(FILE.key);
const MAY_KEEP: Need = Need::May(KEEP.key);

/// The seven in a word, for the heads of tables and pictures.
const SHORT: [&str; INDICATORS] = [
    "高于规定学历教师",
    "骨干教师",
    "体育艺术教师",
    "教学及辅助用房",
    "体育运动场馆",
    "教学仪器设备",
    "网络多媒体教室",
];

/// The pages.
pub(crate) fn routes() -> Routes {
    Routes::new()
        .get("/balance", MAY_READ, county::show)
        .get("/balance/export", MAY_READ, county::export)
        .get("/balance/coefficients", MAY_READ, county::coefficients)
        .get("/balance/needs", MAY_READ, mending::show)
        .get("/balance/needs/export", MAY_READ, mending::export)
        .get("/balance/rules", MAY_READ, rule::show)
        .post("/balance/rules", MAY_KEEP, rule::set)
        .get("/balance/list", MAY_KEEP, sheets::form)
        .get("/balance/list/template", MAY_KEEP, sheets::template)
        .post("/balance/list", MAY_KEEP, sheets::take)
        .get("/balance/schools/{id}", MAY_READ, school::show)
        .post("/balance/schools/{id}", MAY_FILE, school::file)
        .post("/balance/told/{id}", MAY_KEEP, school::review)
}

/// Which school year.
#[derive(Debug, Clone, Default, Deserialize)]
struct Wanted {
    #[serde(default)]
    year: String,
}

/// The school year that is asked for; the one of today where none is.
fn year_of(visit: &Visit, typed: &str) -> Result<SchoolYear, Page> {
    let year = typed.parse().or_else(|_| SchoolYear::of(visit.today()));
    year.map_err(|_| Problem::not_found().into())
}

/// The years to choose from: those of which something was told, and this one.
fn years(visit: &Visit, told: &[SchoolYear]) -> Vec<(String, String)> {
    let mut all = told.to_vec();
    if let Ok(now) = SchoolYear::of(visit.today())
        && !all.contains(&now)
    {
        all.insert(0, now);
    }
    all.into_iter().map(|it| (it.start().to_string(), it.label())).collect()
}

/// The words of a field's fault, if it is this field's.
fn fault<'a>(found: Option<&'a Wrong>, field: &str) -> Option<&'a str> {
    found.filter(|it| it.field == field).map(|it| it.advice.as_str())
}

/// How something stands, in a word and a tone.
fn standing(it: Standing) -> (Tone, &'static str) {
    match it {
        Standing::Reached => (Tone::Good, "达标"),
        Standing::Nearly => (Tone::Warn, "达 85%"),
        Standing::Below => (Tone::Bad, "不足 85%"),
    }
}

/// A value with how it stands.
fn value(number: f64, it: Standing) -> Markup {
    let (tone, word) = standing(it);
    html! { (format!("{number:.2}")) @if it != Standing::Reached { br; (badge(tone, word)) } }
}

/// 0.50, as a limit is written.
fn part(it: Part) -> String {
    format!("{:.2}", f64::from(it.above) / f64::from(it.below))
}

/// What must be said before any number is read: who is missing, what cannot be counted.
fn alerts(shown: &County) -> Markup {
    let (have, lack) = (shown.told.len(), shown.missing.len());
    html! {
        @if have == 0 {
            (Alert::new(Tone::Info, format!("{}还没有一所学校的数据", shown.year.label()))
                .detail("由学校报送、科室审核，或由科室用一张表导入。"))
        } @else {
            @if lack > 0 {
                (Alert::new(Tone::Warn, format!("数据不全：{lack} 所学校没有审核过的数据，全县（市、区）是否达标现在不能下结论"))
                    .detail(format!("下面的数只按已有的 {have} 所学校算。")))
            }
            @if let Err(defects) = &shown.judged {
                (Alert::new(Tone::Bad, "数据有误，算不出来，所以不显示任何结果").detail(html! {
                    ul { @for it in defects { li { (it) } } }
                }))
            }
        }
    }
}
