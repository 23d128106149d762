//! Takes over what was confirmed, some hundred rows an act, so that a break loses nothing and other
//! work goes on between. Each row is marked in the act that stores it.

use std::collections::{BTreeSet, HashMap};

use db::Tx;
use platform::{
    access::{self, Place, PlaceKind},
    act::{Origin, Source},
    seal::Sealer,
};
use sheet::Row;
use vocab::{ClassId, Grade, SchoolId, StudentId, search_keys};

use super::{
    Follow, Import,
    compare::Known,
    family::Families,
    judge::{Judged, judge},
    mark_left,
    read::Against,
    stream::{Opened, Part, Stream, open},
    wanted::Wanted,
};
use crate::{
    Error,
    events::{At, MOVED, Moved, MovedStudent, Why, payload},
    model::{NewClass, NewStudent, Seating},
    rules::{Refusal, class_name},
    store::{self, roll::WaitingRow},
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
    /// Those whom the file does not name, that they have left.
    Left,
}

impl Confirm {
    /// What rows of the file say, in the order in which it is taken over.
    pub const ROWS: [Self; 3] = [Self::New, Self::Moves, Self::Changes];
    /// Every one: that someone is absent from the file comes last, and is never meant by the others.
    pub const ALL: [Self; 4] = [Self::New, Self::Moves, Self::Changes, Self::Left];

    /// The word in forms and in the table.
    pub fn key(self) -> &'static str {
        match self {
            Self::New => "new",
            Self::Moves => "moves",
            Self::Changes => "changes",
            Self::Left => "left",
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
            Self::Left => "不在表中，确认已离校",
        }
    }
}

/// What taking over needs.
pub struct Applying<'a, S> {
    /// Who does it.
    pub source: &'a S,
    /// Opens and seals the cell's fields.
    pub sealer: &'a Sealer,
    /// Whether the cell is a demonstration.
    pub demo: bool,
}

/// Takes over all that waits of the kinds in `confirmed`. Says how many rows were taken over;
/// `follow` is told as they are, of `total`.
pub async fn apply<S: Source>(
    it: &Applying<'_, S>,
    import: &Import,
    confirmed: &[Confirm],
    (follow, total): (Follow<'_>, i64),
) -> Result<usize, Error> {
    let (db, place) = (it.source.store(), import.place);
    let Opened { bytes, mut against } = open(db, it.sealer, place, import.id, it.demo).await?;
    let bytes = bytes.ok_or(Refusal::ImportClosed)?;
    let (mut done, mut stream) = (0, Stream::of(&bytes));
    while let Some(part) = stream.next().await {
        match part {
            Part::Head(columns, _) => against.columns = columns,
            Part::Rows(rows) => {
                done += some(it, import, &against, confirmed, &rows).await?;
                follow.note(i64::try_from(done).unwrap_or(total), total).await?;
            }
            Part::Refused(refusal) => return Err(refusal.into()),
        }
    }
    if confirmed.contains(&Confirm::Left) {
        loop {
            let gone = leave(it, import).await?;
            if gone == 0 {
                break;
            }
            done += gone;
            follow.note(i64::try_from(done).unwrap_or(total), total).await?;
        }
    }
    Ok(done)
}

/// How many pupils leave in an act.
const LEAVERS: usize = 500;

/// Marks the next of those whom the file does not name as gone. Says how many they were.
async fn leave<S: Source>(it: &Applying<'_, S>, import: &Import) -> Result<usize, Error> {
    let next: Result<Vec<StudentId>, db::Error> = db::read!(it.source.store(), "absent", |tx| {
        store::roll::absent_ids(tx, import.id, LEAVERS).await
    });
    let next = next?;
    if next.is_empty() {
        return Ok(0);
    }
    let gone = mark_left(it.source, import, &next).await?;
    Ok(usize::try_from(gone).unwrap_or(0))
}

/// What some rows come to, kind by kind, with the lines to be marked.
#[derive(Default)]
struct Sorted {
    new: Vec<Wanted>,
    moves: Vec<Wanted>,
    changes: Vec<Wanted>,
    lines: [Vec<u32>; 3],
}

async fn some<S: Source>(
    it: &Applying<'_, S>,
    import: &Import,
    against: &Against,
    confirmed: &[Confirm],
    rows: &[Row],
) -> Result<usize, Error> {
    let (Some(first), Some(last)) = (rows.first(), rows.last()) else { return Ok(0) };
    platform::act!(it.source, "directory.roll.apply", |act| {
        act.about(import.id);
        let origin = act.origin().clone();
        let tx = act.tx();
        let waiting = store::roll::waiting_rows(tx, import.id, first.number, last.number).await?;
        if waiting.is_empty() {
            return Ok(0);
        }
        let judged = judge(tx, it.sealer, against, rows).await?;
        let sorted = sorted(judged, &waiting, confirmed);
        let job = Job { sealer: it.sealer, import, against, origin: &origin };
        job.add(tx, &sorted.new).await?;
        job.change(tx, &sorted.changes).await?;
        let moved = job.seat(tx, &sorted.moves).await?;
        for (kind, lines) in Confirm::ROWS.into_iter().zip(&sorted.lines) {
            store::roll::set_taken(tx, import.id, kind.key(), lines).await?;
        }
        if !moved.is_empty() {
            let moved = Moved { why: Why::Import, day: import.made_on, students: moved };
            act.event(MOVED, payload(&moved));
        }
        for (kind, lines) in Confirm::ROWS.into_iter().zip(&sorted.lines) {
            act.note(kind.key(), lines.len());
        }
        Ok(sorted.lines.iter().map(Vec::len).sum())
    })
}

/// Sorts rows that still wait, and still can be used, by what was confirmed of them.
fn sorted(judged: Vec<Judged>, waiting: &[WaitingRow], confirmed: &[Confirm]) -> Sorted {
    let waiting: HashMap<u32, &WaitingRow> = waiting.iter().map(|it| (it.line, it)).collect();
    let mut sorted = Sorted::default();
    for it in judged {
        let line = it.found.row.number;
        let Judged { found, known, indexes } = it;
        let (Some(row), Some(pupil)) = (waiting.get(&line), found.pupil) else { continue };
        let wanted = |known: Option<Known>| Wanted {
            student: known.as_ref().map_or(row.student, |it| it.id),
            pupil: pupil.clone(),
            known,
            indexes: indexes.clone(),
        };
        let has = |kind| confirmed.contains(&kind);
        if row.is_new && known.is_none() && has(Confirm::New) {
            sorted.new.push(wanted(None));
            sorted.lines[0].push(line);
        }
        if row.moves && known.is_some() && has(Confirm::Moves) {
            sorted.moves.push(wanted(known.clone()));
            sorted.lines[1].push(line);
        }
        if row.changes && known.is_some() && has(Confirm::Changes) {
            sorted.changes.push(wanted(known));
            sorted.lines[2].push(line);
        }
    }
    sorted
}

/// One act's share of the work.
struct Job<'a> {
    sealer: &'a Sealer,
    import: &'a Import,
    against: &'a Against,
    origin: &'a Origin,
}

impl Job<'_> {
    /// The pupils of `wanted`, with the classes that they sit in: classes that are not there yet are
    /// made.
    async fn seated(&self, tx: &mut Tx, wanted: &[Wanted]) -> Result<Vec<NewStudent>, Error> {
        let schools: BTreeSet<SchoolId> = wanted.iter().map(|it| it.pupil.school).collect();
        let schools: Vec<SchoolId> = schools.into_iter().collect();
        let found = store::roll_apply::classes_at(tx, self.against.year, &schools).await?;
        let mut classes: HashMap<ClassKey, ClassId> = found
            .into_iter()
            .map(|(school, grade, number, id)| ((school, grade, number), id))
            .collect();
        let key = |it: &Wanted| (it.pupil.school, it.pupil.grade, it.pupil.class_number);
        let missing: BTreeSet<ClassKey> =
            wanted.iter().map(key).filter(|it| !classes.contains_key(it)).collect();
        classes.extend(self.add_classes(tx, &missing).await?);
        let used: BTreeSet<ClassId> =
            wanted.iter().filter_map(|it| classes.get(&key(it)).copied()).collect();
        let used: Vec<ClassId> = used.into_iter().collect();
        let last = store::roll_apply::last_seats(tx, &used).await?;
        let mut last: HashMap<ClassId, i64> = last.into_iter().collect();
        let seated = wanted.iter().map(|it| {
            let class = classes.get(&key(it)).copied();
            let free = class.map(|class| last.entry(class).or_default());
            let seat = it.pupil.seat.or(free.as_ref().map(|it| **it + 1)).unwrap_or(0);
            if let Some(free) = free {
                *free = seat.max(*free);
            }
            let (school, grade, class_number) = key(it);
            let seating = class.map(|_| Seating { school, class, grade, class_number, seat });
            it.student(self.sealer, &self.against.columns, seating)
        });
        Ok(seated.collect())
    }

    async fn add_classes(
        &self,
        tx: &mut Tx,
        missing: &BTreeSet<ClassKey>,
    ) -> Result<Vec<(ClassKey, ClassId)>, Error> {
        let year = self.against.year;
        let (mut places, mut classes, mut made) = (Vec::new(), Vec::new(), Vec::new());
        for &(school, grade, number) in missing {
            let id: ClassId = self.origin.ids.make(self.origin.now);
            places.push(Place {
                id: id.place(),
                kind: PlaceKind::Class,
                parent: Some(school.place()),
                code: None,
                name: class_name(grade, number),
                position: number,
                since: year.first_day(),
            });
            let stages = self.against.schools.by_id(school).map_or(&[][..], |it| it.form.stages());
            let stage = stages.iter().copied().find(|it| it.grades().any(|it| it == grade));
            let stage = stage.unwrap_or_else(|| grade.stage());
            classes.push(NewClass {
                id,
                school,
                year,
                stage,
                grade,
                number,
                head: None,
                follows: None,
            });
            made.push(((school, grade, number), id));
        }
        access::add_places(tx, &places).await?;
        let ids: Vec<_> = places.iter().map(|it| it.id).collect();
        access::add_ways(tx, &ids).await?;
        store::add::add_classes(tx, &classes).await?;
        Ok(made)
    }

    async fn add(&self, tx: &mut Tx, wanted: &[Wanted]) -> Result<(), Error> {
        let mut students = self.seated(tx, wanted).await?;
        let family = Families::find(tx, self.origin, self.sealer, wanted).await?;
        for (student, wanted) in students.iter_mut().zip(wanted) {
            student.family = family.of(wanted);
        }
        let (day, now) = (self.import.made_on, self.origin.now);
        family.add(tx, self.import).await?;
        store::add::add_students(tx, &students).await?;
        store::add::add_enrolments(tx, &students, day, "import", now).await?;
        family.bond(tx, self.origin, self.import, wanted).await?;
        add_names(tx, wanted).await
    }

    /// Says who moved, from where to where.
    async fn seat(&self, tx: &mut Tx, wanted: &[Wanted]) -> Result<Vec<MovedStudent>, Error> {
        let students = self.seated(tx, wanted).await?;
        let ids: Vec<StudentId> = students.iter().map(|it| it.id).collect();
        let (day, now) = (self.import.made_on, self.origin.now);
        let before = store::roll_apply::seats(tx, &ids).await?.into_iter().collect();
        store::roll_apply::end_enrolments(tx, &ids, day, "import", now).await?;
        store::add::add_enrolments(tx, &students, day, "import", now).await?;
        store::add::set_seatings(tx, &students).await?;
        Ok(moved(&before, &students))
    }

    async fn change(&self, tx: &mut Tx, wanted: &[Wanted]) -> Result<(), Error> {
        // Where they sit is another confirmation; a seat within the class goes along.
        let unseated = |it: &Wanted| {
            let (school, grade) = (it.pupil.school, it.pupil.grade);
            let seat = it.pupil.seat.unwrap_or(0);
            let seating = Seating { school, class: None, grade, class_number: 0, seat };
            it.student(self.sealer, &self.against.columns, Some(seating))
        };
        let students: Vec<NewStudent> = wanted.iter().map(unseated).collect();
        let family = Families::find(tx, self.origin, self.sealer, wanted).await?;
        family.add(tx, self.import).await?;
        store::add::set_details(tx, &students).await?;
        family.bond(tx, self.origin, self.import, wanted).await?;
        add_names(tx, wanted).await
    }
}

type ClassKey = (SchoolId, Grade, i64);

/// Who moved, from where to where.
fn moved(before: &HashMap<StudentId, At>, students: &[NewStudent]) -> Vec<MovedStudent> {
    let moved = students.iter().map(|it| {
        let to = it.seating.map(|to| At { school: to.school, class: to.class });
        MovedStudent { student: it.id, from: before.get(&it.id).copied(), to }
    });
    moved.collect()
}

async fn add_names(tx: &mut Tx, wanted: &[Wanted]) -> Result<(), Error> {
    let known = |it: &Wanted| it.known.as_ref().is_some_and(|known| known.name == it.pupil.name);
    let names = wanted.iter().filter(|it| !known(it)).map(|it| it.pupil.name.as_str());
    let names: BTreeSet<&str> = names.collect();
    let keys = names
        .into_iter()
        .flat_map(|name| search_keys(name).into_iter().map(move |key| (key, name.to_owned())));
    Ok(store::add::add_name_keys(tx, keys).await?)
}
