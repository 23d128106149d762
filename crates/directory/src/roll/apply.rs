//! Takes over what was confirmed, a thousand rows an act, so that a break loses nothing and other
//! work goes on between. Each row is marked in the act that stores it.

use std::collections::{BTreeSet, HashMap};

use db::Tx;
use platform::{
    Act,
    access::{self, Place, PlaceKind},
    act::{Origin, Source},
    seal::Sealer,
};
use vocab::{ClassId, Grade, SchoolId, SchoolYear, StudentId, search_keys};

use super::{Follow, Import, family::Families, payload::Payload};
use crate::{
    Error,
    events::{At, MOVED, Moved, MovedStudent, Why, payload},
    model::{NewClass, NewStudent, School, Seating},
    rules::class_name,
    schools,
    scope::Scope,
    store,
};

/// What is confirmed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Confirm {
    /// Those whom the directory does not know.
    New,
    /// Those who are in another class or school.
    Moves,
    /// Those whose details differ.
    Changes,
}

impl Confirm {
    /// Every one, in the order in which they are taken over.
    pub const ALL: [Self; 3] = [Self::New, Self::Moves, Self::Changes];

    /// The word in forms and in the table.
    pub fn key(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Moves => "moves",
            Self::Changes => "changes",
        }
    }

    /// The one that `key` names.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    /// As people say it.
    pub fn label(self) -> &'static str {
        match self {
            Self::New => "新增",
            Self::Moves => "班级变动",
            Self::Changes => "信息不同",
        }
    }
}

/// How many rows one act takes over.
const ROWS: usize = 1_000;

/// Takes over all that waits of the kinds in `confirmed`. Says how many rows were taken over;
/// `follow` is told as they are.
pub async fn apply(
    source: &impl Source,
    sealer: &Sealer,
    import: &Import,
    confirmed: &[Confirm],
    (follow, total): (Follow<'_>, i64),
) -> Result<usize, Error> {
    let mut done = 0;
    for kind in Confirm::ALL.into_iter().filter(|it| confirmed.contains(it)) {
        loop {
            let taken = some(source, sealer, import, kind).await?;
            if taken == 0 {
                break;
            }
            done += taken;
            follow.note(i64::try_from(done).unwrap_or(total), total).await?;
        }
    }
    Ok(done)
}

async fn some(
    source: &impl Source,
    sealer: &Sealer,
    import: &Import,
    kind: Confirm,
) -> Result<usize, Error> {
    platform::act!(source, "directory.roll.apply", |act| {
        act.about(import.id);
        act.note("kind", kind.key());
        let rows = store::roll::waiting_rows(act.tx(), import.id, kind.key(), ROWS).await?;
        let lines: Vec<i64> = rows.iter().map(|it| it.0).collect();
        // A payload is written by the check of the same program; one of another is left waiting.
        let read = rows.iter().map(|it| serde_json::from_str::<Payload>(&it.1));
        let payloads: Vec<Payload> = read.filter_map(Result::ok).collect();
        act.note("rows", payloads.len());
        match kind {
            Confirm::New => add(act, sealer, import, &payloads).await?,
            Confirm::Moves => seat(act, import, &payloads).await?,
            Confirm::Changes => change(act, sealer, import, &payloads).await?,
        }
        store::roll::set_taken(act.tx(), import.id, kind.key(), &lines).await?;
        Ok(lines.len())
    })
}

/// The pupils of `payloads`, with the classes that they sit in: classes that are not there yet are
/// made.
async fn seated(
    tx: &mut Tx,
    origin: &Origin,
    import: &Import,
    payloads: &[Payload],
) -> Result<Vec<NewStudent>, Error> {
    let schools: Vec<SchoolId> =
        payloads.iter().map(|it| it.school).collect::<BTreeSet<_>>().into_iter().collect();
    let newest = schools::current_year(tx).await?;
    let year = super::check::school_year(import, newest);
    let mut classes = HashMap::new();
    for (school, grade, number, id) in store::roll_apply::classes_at(tx, year, &schools).await? {
        classes.insert((school, grade, number), id);
    }
    let wanted: BTreeSet<(SchoolId, Grade, i64)> = payloads
        .iter()
        .filter_map(|it| Some((it.school, it.grade()?, it.class_number)))
        .filter(|it| !classes.contains_key(it))
        .collect();
    for (key, id) in add_classes(tx, origin, import, year, &wanted).await? {
        classes.insert(key, id);
    }
    let used: Vec<ClassId> = classes.values().copied().collect();
    let last = store::roll_apply::last_seats(tx, &used).await?;
    let mut last: HashMap<ClassId, i64> = last.into_iter().collect();
    let seated = payloads.iter().map(|it| {
        let grade = it.grade()?;
        let class = classes.get(&(it.school, grade, it.class_number)).copied()?;
        let free = last.entry(class).or_default();
        let seat = it.seat.unwrap_or(*free + 1);
        *free = seat.max(*free);
        let class_number = it.class_number;
        Some(Seating { school: it.school, class: Some(class), grade, class_number, seat })
    });
    Ok(payloads.iter().zip(seated).map(|(it, seating)| it.student(seating)).collect())
}

type ClassKey = (SchoolId, Grade, i64);

async fn add_classes(
    tx: &mut Tx,
    origin: &Origin,
    import: &Import,
    year: SchoolYear,
    wanted: &BTreeSet<ClassKey>,
) -> Result<Vec<(ClassKey, ClassId)>, Error> {
    if wanted.is_empty() {
        return Ok(Vec::new());
    }
    let scope = Scope::of(tx, import.place).await?.ok_or(Error::Missing)?;
    let schools: HashMap<SchoolId, School> =
        schools::all(tx, scope).await?.into_iter().map(|it| (it.id, it)).collect();
    let (mut places, mut classes, mut made) = (Vec::new(), Vec::new(), Vec::new());
    for &(school, grade, number) in wanted {
        let id: ClassId = origin.ids.make(origin.now);
        places.push(Place {
            id: id.place(),
            kind: PlaceKind::Class,
            parent: Some(school.place()),
            code: None,
            name: class_name(grade, number),
            position: number,
            since: year.first_day(),
        });
        let stages = schools.get(&school).map_or(&[][..], |it| it.form.stages());
        let stage = stages.iter().copied().find(|it| it.grades().any(|it| it == grade));
        let stage = stage.unwrap_or_else(|| grade.stage());
        classes.push(NewClass { id, school, year, stage, grade, number, head: None });
        made.push(((school, grade, number), id));
    }
    access::add_places(tx, &places).await?;
    let ids: Vec<_> = places.iter().map(|it| it.id).collect();
    access::add_ways(tx, &ids).await?;
    store::add::add_classes(tx, &classes).await?;
    Ok(made)
}

async fn add(
    act: &mut Act<'_>,
    sealer: &Sealer,
    import: &Import,
    payloads: &[Payload],
) -> Result<(), Error> {
    let origin = act.origin().clone();
    let tx = act.tx();
    let mut students = seated(tx, &origin, import, payloads).await?;
    let family = Families::find(tx, &origin, sealer, payloads).await?;
    for (student, payload) in students.iter_mut().zip(payloads) {
        student.family = family.of(payload);
    }
    family.add(tx, import).await?;
    store::add::add_students(tx, &students).await?;
    store::add::add_enrolments(tx, &students, import.made_on, "import", origin.now).await?;
    family.bond(tx, &origin, import, payloads).await?;
    add_names(tx, payloads).await
}

async fn seat(act: &mut Act<'_>, import: &Import, payloads: &[Payload]) -> Result<(), Error> {
    let origin = act.origin().clone();
    let tx = act.tx();
    let students = seated(tx, &origin, import, payloads).await?;
    let ids: Vec<StudentId> = students.iter().map(|it| it.id).collect();
    let (day, now) = (import.made_on, origin.now);
    let before = store::roll_apply::seats(tx, &ids).await?.into_iter().collect();
    store::roll_apply::end_enrolments(tx, &ids, day, "import", now).await?;
    store::add::add_enrolments(tx, &students, day, "import", now).await?;
    store::add::set_seatings(tx, &students).await?;
    let students = moved(&before, &students);
    act.event(MOVED, payload(&Moved { why: Why::Import, day, students }));
    Ok(())
}

/// Who moved, from where to where.
fn moved(before: &HashMap<StudentId, At>, students: &[NewStudent]) -> Vec<MovedStudent> {
    let moved = students.iter().map(|it| {
        let to = it.seating.map(|to| At { school: to.school, class: to.class });
        MovedStudent { student: it.id, from: before.get(&it.id).copied(), to }
    });
    moved.collect()
}

async fn change(
    act: &mut Act<'_>,
    sealer: &Sealer,
    import: &Import,
    payloads: &[Payload],
) -> Result<(), Error> {
    let origin = act.origin().clone();
    let tx = act.tx();
    // Where they sit is another confirmation: details alone are taken from these.
    let students: Vec<NewStudent> = payloads.iter().map(unseated).collect();
    let family = Families::find(tx, &origin, sealer, payloads).await?;
    family.add(tx, import).await?;
    store::add::set_details(tx, &students).await?;
    family.bond(tx, &origin, import, payloads).await?;
    add_names(tx, payloads).await
}

/// The details alone; the seat goes along, since it may have changed within the class.
fn unseated(it: &Payload) -> NewStudent {
    let seat = it.seat.unwrap_or(0);
    let grade = it.grade();
    let seating =
        grade.map(|grade| Seating { school: it.school, class: None, grade, class_number: 0, seat });
    it.student(seating)
}

async fn add_names(tx: &mut Tx, payloads: &[Payload]) -> Result<(), Error> {
    let names: BTreeSet<&str> = payloads.iter().map(|it| it.name.as_str()).collect();
    let keys = names
        .into_iter()
        .flat_map(|name| search_keys(name).into_iter().map(move |key| (key, name.to_owned())));
    Ok(store::add::add_name_keys(tx, keys).await?)
}
