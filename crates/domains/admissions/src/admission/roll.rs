//! 全国学籍导入表: those who reported, in the columns of the national roll's own sheet. Children of a
//! kindergarten are on no national roll, which begins with compulsory school: what is known of them goes
//! out for the system of preschool education, into which a kindergarten enters them. ID numbers and
//! telephones are opened for it only by whoever was cleared for the campaign; the look is recorded of
//! every child, and the act of the whole.

use platform::{
    privacy::{self, Looks, SealedClass},
    seal::{Field as Sealed, Sealer},
    workbook,
};
use sheet::{Cell, Column, Kind, Layout};
use vocab::{PlaceId, Sex, StudentId};
use web::{
    Form, Html, IntoResponse, Need, NoFields, Page, Path, Problem, Redirect, Response, Routes,
    Visit, html,
    ui::{self, Alert, Button, Card, Head, Tone},
};

use super::{ROLL, model::State, store};
use crate::registration::{
    Campaign, CampaignId, Entry, Error, NUMBER, PHONE, RegistrationId, store::campaigns,
};

const MAY: Need = Need::May(ROLL.key);
/// The columns of the national sheet in its order: number, key, title.
const COLUMNS: &str = include_str!("../../settings/roll-columns.csv");
/// Those of a kindergarten's list; that system has no sheet of its own here.
const KINDERGARTEN_COLUMNS: &str = include_str!("../../settings/kindergarten-columns.csv");

/// A sheet of those who reported.
pub(super) struct Sheet {
    pub(super) title: &'static str,
    /// What is said of it.
    about: &'static str,
    /// How the look is called in the trail.
    look: &'static str,
    columns: &'static str,
}

/// The sheet of an entry.
pub(super) fn sheet(entry: Entry) -> Sheet {
    match entry {
        Entry::Kindergarten => Sheet {
            title: "学前教育系统幼儿名单",
            about: "幼儿园不建中小学学籍：幼儿由幼儿园录入学前教育管理信息系统，上小学时再建学籍。这张表给录入用，列由平台自定，不是该系统的导入模板；平台没有采集的列留空。",
            look: "学前教育系统幼儿名单（证件号码、电话）",
            columns: KINDERGARTEN_COLUMNS,
        },
        Entry::Primary | Entry::Junior => Sheet {
            title: "全国学籍导入表",
            about: "按全国学籍系统导入表的列导出。平台没有采集的列（民族、籍贯、户口性质等）留空，由学校补齐；已公示编班的填班号。",
            look: "全国学籍导入表（证件号码、电话）",
            columns: COLUMNS,
        },
    }
}

pub(super) fn routes() -> Routes {
    Routes::new().get("/reporting/{campaign}/roll", MAY, show).post(
        "/reporting/{campaign}/roll",
        MAY,
        send,
    )
}

/// A child as the roll wants to know it.
#[derive(Debug, Clone)]
pub(super) struct Enters {
    pub(super) registration: RegistrationId,
    pub(super) student: Option<StudentId>,
    pub(super) name: String,
    pub(super) sex: Sex,
    pub(super) born: jiff::civil::Date,
    pub(super) id_sealed: String,
    pub(super) guardian: String,
    pub(super) phone_sealed: String,
    pub(super) address: String,
    /// The class, once it is published.
    pub(super) class: Option<i64>,
}

async fn read(visit: &Visit, id: CampaignId) -> Result<(Campaign, i64), Error> {
    let scope: PlaceId = visit.actor.scope();
    db::read!(visit.db(), "who reported", |tx| {
        let campaign = campaigns::find(tx, id).await?.ok_or(Error::Missing)?;
        Ok((campaign, store::counts(tx, (id, scope)).await?.of(State::Reported)))
    })
}

async fn show(visit: Visit, Path(id): Path<CampaignId>) -> Result<Html, Page> {
    let (campaign, count) = read(&visit, id).await?;
    let csrf = visit.csrf();
    let to = visit.link(&format!("/reporting/{id}/roll"));
    let sheet = sheet(campaign.entry);
    let head = Head::new(sheet.title)
        .crumb("新生报到", visit.link("/reporting"))
        .crumb(campaign.title.clone(), visit.link(&format!("/reporting/{id}")));
    let body = html! {
        @if campaign.rehearsal { (Alert::new(Tone::Warn, "这是演练，名单不能导入学籍系统")) }
        (Card::new(format!("已报到 {count} 人"), html! {
            p { (sheet.about) }
            p { "证件号码和电话是加密保存的：先申请查看并经负责人批准，每名孩子的家长都能看到谁导出过。" }
            div.actions { (ui::post(&to, &csrf, &Button::submit("导出").primary().icon("file-export"))) }
        }))
    };
    Ok(visit.page_under(sheet.title, &head, &body))
}

async fn send(
    visit: Visit,
    Path(id): Path<CampaignId>,
    _: Form<NoFields>,
) -> Result<Response, Page> {
    let (campaign, _) = read(&visit, id).await?;
    let sheet = sheet(campaign.entry);
    match privacy::open_sealed(&visit, SealedClass::IdNumber, id, sheet.look).await {
        Ok(_) => {}
        Err(privacy::Error::NotCleared(_)) => {
            let ask = visit.link(&format!("/clearances/new?about={id}"));
            return Ok(Redirect::to(&ask).into_response());
        }
        Err(error) => return Err(error.into()),
    }
    let scope = visit.actor.scope();
    let done: Result<Vec<Enters>, Error> = platform::act!(visit, "admission.roll", |act| {
        let all = store::enter(act.tx(), (id, scope)).await?;
        act.about(id);
        act.note("rows", all.len());
        Ok(all)
    });
    let all = done?;
    let looks = visit.cell.service::<Looks>();
    for it in &all {
        match it.student {
            Some(student) => looks.note(&visit, student, sheet.look)?,
            None => looks.note(&visit, it.registration, sheet.look)?,
        }
    }
    let sealer = visit.cell.service::<Sealer>();
    let opened: Result<Vec<(String, String)>, Page> =
        all.iter().map(|it| opened(sealer, it)).collect();
    let opened = opened?;
    let columns = || sheet.columns.lines().skip(1).filter_map(column);
    let of = |(_, key, title): (&str, &str, &str)| Column::new(key, title, Kind::Text);
    let layout = Layout::new(sheet.title, columns().map(of).collect());
    let (from, rows) = (format!("{}09", campaign.year), all.iter().zip(&opened));
    let told: Vec<Vec<String>> = rows
        .map(|(it, numbers)| {
            columns().map(|column| value(column.1, it, (numbers, &from))).collect()
        })
        .collect();
    let rows = told.iter().map(|row| row.iter().map(|it| cell(it)).collect());
    workbook::send(&visit, &layout, rows)
}

fn cell(text: &str) -> Cell<'_> {
    if text.is_empty() { Cell::Empty } else { Cell::Text(text) }
}

/// A line of the list of columns.
fn column(line: &str) -> Option<(&str, &str, &str)> {
    let (number, rest) = line.split_once(',')?;
    let (key, title) = rest.split_once(',')?;
    Some((number, key, title.trim()))
}

/// The ID number and the telephone.
fn opened(sealer: &Sealer, it: &Enters) -> Result<(String, String), Page> {
    let open = |field: Sealed, text: &str| {
        let opened = sealer.open(field.at(it.registration.bits()), text);
        opened.map(|it| it.open().to_owned()).map_err(|error| Page::from(Problem::internal(&error)))
    };
    Ok((open(NUMBER, &it.id_sealed)?, open(PHONE, &it.phone_sealed)?))
}

/// What stands in a column; nothing where the platform does not know.
pub(super) fn value(
    key: &str,
    it: &Enters,
    ((number, phone), from): (&(String, String), &str),
) -> String {
    match key {
        "xm" => it.name.clone(),
        "xb" => it.sex.label().to_owned(),
        "csrq" => it.born.strftime("%Y%m%d").to_string(),
        "sfzjlx" => "居民身份证".to_owned(),
        "sfzjh" => number.clone(),
        "bh" => it.class.map_or(String::new(), |it| format!("{it:02}")),
        "rxny" => from.to_owned(),
        "rxfs" => "普通入学".to_owned(),
        "xsly" => "正常入学".to_owned(),
        "xzz" | "txdz" | "jtdz" | "cy1xzz" => it.address.clone(),
        "lxdh" | "cy1lx" => phone.clone(),
        "cy1xm" => it.guardian.clone(),
        "cy1sfjhr" => "是".to_owned(),
        _ => String::new(),
    }
}
