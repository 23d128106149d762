//! The list of a county's schools as a sheet: it goes out, is filled in or put right, and comes in
//! again. How a county gets its schools in the first place.

use std::collections::{BTreeMap, HashMap};

use db::Tx;
use platform::{
    access::{self, Place, PlaceKind},
    act::{Origin, Source},
};
use sheet::{Book, CellFault, Column, Finding, Kind, Layout, Row, Severity};
use vocab::{PlaceId, SchoolCode, SchoolId, TownId};

use crate::{
    Error,
    model::{NewSchool, Ownership, School, SchoolForm},
    schools,
    scope::Scope,
    store,
};

/// The columns, as exports have them.
pub fn layout() -> Layout {
    let forms = SchoolForm::all().map(|it| it.label().to_owned()).collect();
    let ownerships = [Ownership::Public, Ownership::Private].map(|it| it.label().to_owned());
    Layout::new(
        "学校名录",
        vec![
            Column::new("code", "学校标识码", Kind::Code { digits: 10 }).required(),
            Column::new("name", "学校名称", Kind::Text).also(&["学校"]).required(),
            Column::new("town", "镇(街道)", Kind::Text).also(&["镇街", "所在镇"]).required(),
            Column::new("form", "办学类型", Kind::Choice(forms)).required(),
            Column::new("ownership", "举办者", Kind::Choice(ownerships.to_vec())).required(),
            Column::new("boarding", "是否寄宿制", Kind::YesNo),
            Column::new("pupils", "学生数", Kind::Integer).note("由系统统计，导入时不用填"),
            Column::new("staff", "教职工数", Kind::Integer).note("由系统统计，导入时不用填"),
            Column::new("address", "地址", Kind::Text),
        ],
    )
}

/// A school as a row has it.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Said {
    code: String,
    name: String,
    town: String,
    form: SchoolForm,
    ownership: Ownership,
    boarding: bool,
    address: String,
}

/// What came of a list.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Taken {
    /// Schools that the directory did not know.
    pub added: usize,
    /// Schools that differed.
    pub changed: usize,
    /// Schools that were so already.
    pub same: usize,
    /// What is wrong with the others, by cell.
    pub findings: Vec<Finding>,
}

/// Takes the schools of a list over; rows with faults are left out and told. `demo` says whether the
/// cell is a demonstration, which takes invented numbers and no others.
///
/// # Errors
///
/// If the file holds no such list, in words for whoever sent it; if the database fails.
pub async fn take_schools(source: &impl Source, bytes: &[u8], demo: bool) -> Result<Taken, Error> {
    let (said, findings) = read(bytes, demo)?;
    let done: Result<Taken, Error> = platform::act!(source, "directory.schools.take", |act| {
        let origin = act.origin().clone();
        let taken = take(act.tx(), &origin, &said).await?;
        act.note("added", taken.added);
        act.note("changed", taken.changed);
        Ok(taken)
    });
    Ok(Taken { findings, ..done? })
}

async fn take(tx: &mut Tx, origin: &Origin, said: &[Said]) -> Result<Taken, Error> {
    let county = store::schools::find_county(tx).await?.ok_or(Error::Missing)?;
    let scope = Scope::of(tx, county).await?.ok_or(Error::Missing)?;
    let known = schools::all(tx, scope).await?.into_iter();
    let known: HashMap<String, School> =
        known.filter_map(|it| Some((it.code.clone()?, it))).collect();
    let towns = towns(tx, origin, county, said).await?;
    let differs = |it: &&Said| known.get(&it.code).is_none_or(|before| !same(before, it));
    let taken: Vec<&Said> = said.iter().filter(differs).collect();
    let ids: Vec<SchoolId> = taken
        .iter()
        .map(|it| known.get(&it.code).map_or_else(|| origin.ids.make(origin.now), |it| it.id))
        .collect();
    let (mut places, mut rows) = (Vec::new(), Vec::new());
    for (position, (it, &id)) in (1..).zip(taken.iter().zip(&ids)) {
        let town = towns[&it.town];
        places.push(Place {
            id: id.place(),
            kind: PlaceKind::School,
            parent: Some(town.place()),
            code: Some(it.code.clone()),
            name: it.name.clone(),
            position,
            since: origin.civil_now.date(),
        });
        rows.push(NewSchool {
            id,
            town,
            form: it.form,
            ownership: it.ownership,
            boarding: it.boarding,
            address: it.address.clone(),
        });
    }
    store::add::set_school_places(tx, &places).await?;
    store::add::set_schools(tx, &rows).await?;
    store::add::clear_stages(tx, &ids).await?;
    let stages = rows.iter().flat_map(|it| it.form.stages().iter().map(|stage| (it.id, *stage)));
    store::add::add_stages(tx, stages).await?;
    // A school that moved to another town has other ways up.
    if !taken.is_empty() {
        access::rebuild_closure(tx).await?;
    }
    let changed = taken.iter().filter(|it| known.contains_key(&it.code)).count();
    let (added, same) = (taken.len() - changed, said.len() - taken.len());
    Ok(Taken { added, changed, same, findings: Vec::new() })
}

fn same(before: &School, said: &Said) -> bool {
    before.name == said.name
        && before.town_name == said.town
        && (before.form, before.ownership) == (said.form, said.ownership)
        && before.boarding == said.boarding
        && before.address == said.address
}

/// The towns that the list names; those that are not there yet are made.
async fn towns(
    tx: &mut Tx,
    origin: &Origin,
    county: PlaceId,
    said: &[Said],
) -> Result<BTreeMap<String, TownId>, Error> {
    let known = store::schools::towns(tx).await?;
    let mut towns: BTreeMap<String, TownId> =
        known.into_iter().map(|(id, name)| (name, id)).collect();
    let mut places = Vec::new();
    for it in said {
        if towns.contains_key(&it.town) {
            continue;
        }
        let id: TownId = origin.ids.make(origin.now);
        places.push(Place {
            id: id.place(),
            kind: PlaceKind::Town,
            parent: Some(county),
            code: None,
            name: it.town.clone(),
            position: i64::try_from(towns.len()).unwrap_or(0) + 1,
            since: origin.civil_now.date(),
        });
        towns.insert(it.town.clone(), id);
    }
    access::add_places(tx, &places).await?;
    let ids: Vec<PlaceId> = places.iter().map(|it| it.id).collect();
    access::add_ways(tx, &ids).await?;
    Ok(towns)
}

fn read(bytes: &[u8], demo: bool) -> Result<(Vec<Said>, Vec<Finding>), Error> {
    let mut book = Book::open(bytes)?;
    let mut table = book.table(&layout())?;
    let (rows, mut findings) = table.usable()?;
    let mut seen = HashMap::new();
    let mut said = Vec::new();
    for row in &rows {
        match read_row(row, demo) {
            Ok(it) => match seen.insert(it.code.clone(), row.number) {
                None => said.push(it),
                Some(first) => findings.push(twice(row, first)),
            },
            Err(finding) => findings.push(finding),
        }
    }
    Ok((said, findings))
}

fn twice(row: &Row, first: u32) -> Finding {
    let fault = CellFault::new(format!("与第 {first} 行是同一所学校"), "请删去多余的一行");
    row.finding("code", Severity::Error, fault)
}

fn read_row(row: &Row, demo: bool) -> Result<Said, Finding> {
    let text = |key: &str| row.text(key).ok().flatten().unwrap_or_default();
    let fault = |key: &str, what: String, advice: &str| {
        row.finding(key, Severity::Error, CellFault::new(what, advice))
    };
    let code: SchoolCode =
        text("code").parse().map_err(|it| fault("code", format!("{it}"), "请按批复文件核对"))?;
    if code.is_invented() != demo {
        let what = "演示用的虚构标识码不能用在正式系统，正式的也不能用在演示系统";
        return Err(fault("code", what.to_owned(), "请核对学校标识码"));
    }
    let form = text("form");
    let form = SchoolForm::all().find(|it| it.label() == form);
    let unknown = || fault("form", "没有这种办学类型".to_owned(), "请从下拉列表中选择");
    let private = text("ownership") == Ownership::Private.label();
    Ok(Said {
        code: code.as_str().to_owned(),
        name: text("name"),
        town: text("town"),
        form: form.ok_or_else(unknown)?,
        ownership: if private { Ownership::Private } else { Ownership::Public },
        boarding: row.yes_no("boarding").ok().flatten().unwrap_or(false),
        address: text("address"),
    })
}
