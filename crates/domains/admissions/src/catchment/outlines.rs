//! Outlines of catchments: a `GeoJSON` file in, a schematic out. Without a map: the outlines alone tell
//! neighbours apart, and no base map has to be approved for them.

use std::collections::BTreeMap;

use directory::{schools, scope::Scope};
use vocab::SchoolId;
use web::{
    Html, Markup, Page, Path, Problem, Upload, Visit, html,
    ui::{self, Alert, Button, Card, Empty, Field, Head, Tone},
};

use super::{
    actions::{self, Error},
    model::{CatchmentId, Edition},
    pages::MAY_KEEP,
    polygon::{self, Outline},
    store,
};

/// How wide the schematic is, in its own units.
const WIDTH: i64 = 600;

/// What a file says: an outline for each school, or all that is wrong with it.
fn judged(
    text: &str,
    known: &BTreeMap<&str, SchoolId>,
) -> Result<Vec<(SchoolId, Outline)>, Vec<String>> {
    let features = polygon::read(text).map_err(|it| vec![it])?;
    let (mut all, mut wrong): (Vec<(String, SchoolId, Outline)>, Vec<String>) = Default::default();
    for (name, outline) in features {
        match (known.get(name.as_str()), outline) {
            (None, _) => wrong
                .push(format!("没有“{name}”这所学校，或者它没有这个学段。请写学校名录里的全称")),
            (Some(_), Err(fault)) => {
                wrong.push(format!("{name}：{fault}。请在制图软件里改好再导出"));
            }
            (Some(_), Ok(_)) if all.iter().any(|it| it.0 == name) => {
                wrong.push(format!("{name}有两个图形。一所学校只留一个"));
            }
            (Some(school), Ok(outline)) => all.push((name, *school, outline)),
        }
    }
    for (at, (name, _, one)) in all.iter().enumerate() {
        for (other, _, two) in &all[..at] {
            if one.overlaps(two) {
                wrong.push(format!("{name}与{other}的图形重叠。请改到只共用边界"));
            }
        }
    }
    if wrong.is_empty() { Ok(all.into_iter().map(|it| (it.1, it.2)).collect()) } else { Err(wrong) }
}

async fn edition(visit: &Visit, id: CatchmentId) -> Result<Edition, Error> {
    db::read!(visit.db(), "catchment", |tx| { store::find(tx, id).await?.ok_or(Error::Missing) })
}

pub(super) async fn form(visit: Visit, Path(id): Path<CatchmentId>) -> Result<Html, Page> {
    page(&visit, id, &html! {}).await
}

async fn page(visit: &Visit, id: CatchmentId, told: &Markup) -> Result<Html, Page> {
    let it = edition(visit, id).await?;
    let read: Result<_, db::Error> =
        db::read!(visit.db(), "outlines", |tx| { store::outlines(tx, id).await });
    let all = read?;
    let csrf = visit.csrf();
    let here = visit.link(&format!("/catchments/{id}/outlines"));
    let body = html! {
        (told)
        (Card::new("示意图", html! {
            @if all.is_empty() { (Empty::new("没有图形").hint("有学区边界图的，导出 GeoJSON 上传；没有也不影响查学区。")) }
            @else { (schematic(&all)) p.text-secondary { "示意图只有边界，没有底图；以划分表为准。" } }
        }))
        @if visit.meets(MAY_KEEP) {
            (ui::Form::new(here, &csrf)
                .with_files()
                .section("上传边界", html! {
                    (Field::file("file", "GeoJSON 文件", ".geojson,.json").required()
                        .hint("每个图形写“学校”属性；边界自己相交、两校重叠的不收。整个文件代替原来的。"))
                })
                .button(Button::submit("上传").primary().icon("upload")))
        }
    };
    let head = Head::new("学区示意图").crumb(it.title(), visit.link(&format!("/catchments/{id}")));
    Ok(visit.page_under("学区示意图", &head, &body))
}

pub(super) async fn take(
    visit: Visit,
    Path(id): Path<CatchmentId>,
    file: Upload,
) -> Result<Html, Page> {
    let text = std::str::from_utf8(&file.bytes).ok().filter(|it| !it.is_empty());
    let text =
        text.ok_or_else(|| Problem::unfit("没有选择文件，或者不是文本文件。请选 GeoJSON 文件"))?;
    let it = edition(&visit, id).await?;
    let county: Result<_, Error> = db::read!(visit.db(), "schools of the county", |tx| {
        let scope = Scope::of(tx, visit.actor.scope()).await?.ok_or(Error::Missing)?;
        Ok(schools::all(tx, scope).await?)
    });
    let county = county?;
    let teaches = county.iter().filter(|one| one.form.stages().contains(&it.stage));
    let known: BTreeMap<&str, SchoolId> = teaches.map(|it| (it.name.as_str(), it.id)).collect();
    let told = match judged(text, &known) {
        Ok(all) => {
            actions::outline(&visit, id, &all).await?;
            html! { (Alert::new(Tone::Good, format!("已收下 {} 所学校的边界", all.len()))) }
        }
        Err(wrong) => html! {
            (Alert::new(Tone::Bad, format!("没有收下：{} 处须改正", wrong.len())))
            ul { @for it in wrong.iter().take(50) { li { (it) } } }
        },
    };
    page(&visit, id, &told).await
}

/// The outlines side by side, north up, a degree of latitude as long as one of longitude is there.
fn schematic(all: &[(SchoolId, String, Vec<polygon::Point>)]) -> Markup {
    let corners = || all.iter().flat_map(|it| it.2.iter().copied());
    let (west, east) = (corners().map(|it| it.0).min(), corners().map(|it| it.0).max());
    let (south, north) = (corners().map(|it| it.1).min(), corners().map(|it| it.1).max());
    let (Some(west), Some(east), Some(south), Some(north)) = (west, east, south, north) else {
        return html! {};
    };
    // At 30° north a degree of longitude is 866 thousandths of one of latitude.
    let unit = ((east - west) * 866 / 1000).max(north - south).max(1);
    let at = |(x, y): polygon::Point| {
        ((x - west) * 866 / 1000 * WIDTH / unit, (north - y) * WIDTH / unit)
    };
    let line = |corners: &[polygon::Point]| {
        let all = corners.iter().map(|it| at(*it)).map(|(x, y)| format!("{x},{y}"));
        all.collect::<Vec<_>>().join(" ")
    };
    let middle = |corners: &[polygon::Point]| {
        let count = i64::try_from(corners.len()).unwrap_or(1).max(1);
        let sum =
            corners.iter().fold((0, 0), |sum, it| (sum.0 + it.0 / count, sum.1 + it.1 / count));
        at(sum)
    };
    let height = (north - south) * WIDTH / unit;
    html! {
        svg viewBox=(format!("-10 -10 {} {}", WIDTH + 20, height + 20)) width="100%" role="img" aria-label="学区示意图" {
            @for (_, name, corners) in all {
                polygon points=(line(corners)) fill="none" stroke="currentColor" {}
                @let (x, y) = middle(corners);
                text x=(x) y=(y) font-size="12" text-anchor="middle" fill="currentColor" { (name) }
            }
        }
    }
}
