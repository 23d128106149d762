//! A roster that was read, and what each school's part of it changes.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use db::Tx;
use jiff::civil::Date;
use platform::{act::Source, seal::Sealer};
use sheet::{Book, Finding, Row};
use vocab::{ClassId, Phone, SchoolId, SchoolYear, StaffId};

use super::{
    actions::Keeper,
    read::{Said, Schools, layout, once, read as read_row},
    rules::{self, Against, Known, Seat, Step},
    store,
};
use crate::{
    Error,
    fields::STAFF_PHONE,
    model::{Class, School},
    schools,
    scope::Scope,
    store::staff,
};

/// A roster that was read.
pub(super) struct Sent {
    pub(super) scope: Scope,
    pub(super) year: Option<SchoolYear>,
    pub(super) names: HashMap<SchoolId, String>,
    pub(super) said: BTreeMap<SchoolId, Vec<Said>>,
    pub(super) rows: HashMap<u32, Row>,
    pub(super) tells_classes: bool,
    pub(super) findings: Vec<Finding>,
}

/// What a school's part of a roster comes to.
pub(super) struct Plan {
    pub(super) steps: Vec<Step>,
    pub(super) replaced: Vec<(StaffId, Seat, Date)>,
    pub(super) known: Vec<Known>,
    pub(super) absent: usize,
    pub(super) doubts: Vec<(u32, rules::Doubt)>,
}

/// Reads a roster as `keeper` may.
pub(super) async fn read(
    source: &impl Source,
    keeper: Keeper<'_>,
    bytes: &[u8],
) -> Result<Sent, Error> {
    let read: Result<(Scope, Vec<School>, Option<SchoolYear>), Error> =
        db::read!(source.store(), "roster schools", |tx| {
            let scope = Scope::of(tx, keeper.place).await?.ok_or(Error::Missing)?;
            let schools = schools::all(tx, scope).await?;
            Ok((scope, schools, schools::current_year(tx).await?))
        });
    let (scope, all, year) = read?;
    let schools = Schools::new(&all, keeper.demo);
    let mut book = Book::open(bytes)?;
    let mut table = book.table(&layout())?;
    let tells_classes = !table.absent().contains(&"class");
    let (rows, mut findings) = table.usable()?;
    let mut good = Vec::new();
    for row in &rows {
        match read_row(row, &schools) {
            Ok(said) => good.push(said),
            Err(finding) => findings.push(finding),
        }
    }
    let rows: HashMap<u32, Row> = rows.into_iter().map(|it| (it.number, it)).collect();
    let (once, again) = once(good, &rows);
    findings.extend(again);
    let mut said: BTreeMap<SchoolId, Vec<Said>> = BTreeMap::new();
    for it in once {
        said.entry(it.school).or_default().push(it);
    }
    let names = all.iter().map(|it| (it.id, it.name.clone())).collect();
    Ok(Sent { scope, year, names, said, rows, tells_classes, findings })
}

fn index_of(sealer: &Sealer, phone: Option<&Phone>) -> Option<String> {
    phone.map(|it| sealer.index(STAFF_PHONE, it.open()))
}

/// What the part of `school` changes, as things stand.
pub(super) async fn plan(
    tx: &mut Tx,
    sent: &Sent,
    (school, said): (SchoolId, &[Said]),
    sealer: &Sealer,
    day: Date,
) -> Result<Plan, Error> {
    let indexes: Vec<String> =
        said.iter().filter_map(|it| index_of(sealer, it.phone.as_ref())).collect();
    let mut known = store::at_school(tx, school).await?;
    let here: BTreeSet<StaffId> = known.iter().map(|it| it.id).collect();
    let elsewhere = store::with_phones(tx, &indexes).await?;
    known.extend(elsewhere.into_iter().filter(|it| !here.contains(&it.id)));
    let ids: Vec<StaffId> = known.iter().map(|it| it.id).collect();
    let mut posts: HashMap<StaffId, Vec<(Seat, Date)>> = HashMap::new();
    for it in staff::posts(tx, &ids, day).await? {
        posts.entry(it.staff).or_default().push(((it.place, it.duty), it.since));
    }
    for it in &mut known {
        it.posts = posts.remove(&it.id).unwrap_or_default();
    }
    let classes = match sent.year {
        Some(year) => schools::classes(tx, school, year).await?,
        None => Vec::new(),
    };
    let (mut steps, mut doubts) = (Vec::new(), Vec::new());
    for it in said {
        let against = Against {
            known: &known,
            class: class_of(&classes, it),
            tells_classes: sent.tells_classes,
            reach: sent.scope.reach,
        };
        match rules::judge(it, index_of(sealer, it.phone.as_ref()).as_deref(), &against) {
            Ok(step) => steps.push(step),
            Err(doubt) => doubts.push((it.line, doubt)),
        }
    }
    let named: BTreeSet<StaffId> =
        steps.iter().filter_map(|it| Some(it.known.as_ref()?.id)).collect();
    let absent = here.difference(&named).count();
    let replaced = rules::replaced(&steps, &known);
    Ok(Plan { steps, replaced, known, absent, doubts })
}

fn class_of(classes: &[Class], said: &Said) -> Option<ClassId> {
    let named = said.class?;
    let is_named = |it: &&Class| Some(it.grade) == named.grade && it.number == named.number;
    classes.iter().find(is_named).map(|it| it.id)
}
