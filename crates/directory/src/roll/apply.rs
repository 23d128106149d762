//! Takes over what was confirmed, some hundred rows an act, so that a break loses nothing and other
//! work goes on between. Each row is marked in the act that stores it.

use std::collections::{BTreeSet, HashMap};

use db::Tx;
use platform::{
    act::{Origin, Source},
    seal::Sealer,
};
use vocab::{StudentId, search_keys};

use super::{
    Follow, Import, Summary,
    compare::Known,
    family::Families,
    judge::{Heard, judge},
    mark_left,
    read::Against,
    seating::Stored,
    stream::{Opened, Part, Stream, open},
    wanted::Wanted,
};
use crate::{
    Error,
    events::{At, MOVED, Moved, MovedStudent, Why, payload},
    model::{NewStudent, Seating},
    rules::Refusal,
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
    let Opened { bytes, against } = open(db, it.sealer, place, import.id, it.demo).await?;
    let bytes = bytes.ok_or(Refusal::ImportClosed)?;
    let mut done = 0;
    // A file of which nothing waits is not read again.
    let mut stream =
        waits(db, import, confirmed).await?.then(|| Stream::of(&bytes, against, it.sealer));
    let mut head = None;
    while let Some(stream) = &mut stream
        && let Some(part) = stream.next().await
    {
        match (part, &head) {
            (Part::Head(it), _) => head = Some(it.against),
            (Part::Rows(rows), Some(against)) => {
                done += some(it, import, against, confirmed, &rows).await?;
                follow.note(i64::try_from(done).unwrap_or(total), total).await?;
            }
            (Part::Rows(_), None) => {}
            (Part::Refused(refusal), _) => return Err(refusal.into()),
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

/// Whether any row waits for what is confirmed.
async fn waits(db: &db::Db, import: &Import, confirmed: &[Confirm]) -> Result<bool, db::Error> {
    let summary: Result<Summary, db::Error> =
        db::read!(db, "roll waits", |tx| { store::roll::summary(tx, import.id).await });
    let summary = summary?;
    Ok(confirmed.iter().any(|it| match it {
        Confirm::New => summary.new > 0,
        Confirm::Moves => summary.moved > 0,
        Confirm::Changes => summary.changed > 0,
        Confirm::Left => false,
    }))
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
struct Sorted<'a> {
    new: Vec<Wanted<'a>>,
    moves: Vec<Wanted<'a>>,
    changes: Vec<Wanted<'a>>,
    lines: [Vec<u32>; 3],
}

async fn some<S: Source>(
    it: &Applying<'_, S>,
    import: &Import,
    against: &Against,
    confirmed: &[Confirm],
    rows: &[Heard],
) -> Result<usize, Error> {
    let line = |it: &Heard| it.found.row.number;
    let (Some(first), Some(last)) = (rows.first().map(line), rows.last().map(line)) else {
        return Ok(0);
    };
    platform::act!(it.source, "directory.roll.apply", |act| {
        act.about(import.id);
        let origin = act.origin().clone();
        let tx = act.tx();
        let waiting = store::roll::waiting_rows(tx, import.id, first, last).await?;
        if waiting.is_empty() {
            return Ok(0);
        }
        let known = judge(tx, it.sealer, rows).await?;
        let sorted = sorted(rows, &known, &waiting, confirmed);
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
fn sorted<'a>(
    rows: &'a [Heard],
    known: &'a [Option<Known>],
    waiting: &[WaitingRow],
    confirmed: &[Confirm],
) -> Sorted<'a> {
    let waiting: HashMap<u32, &WaitingRow> = waiting.iter().map(|it| (it.line, it)).collect();
    let mut sorted = Sorted::default();
    for (it, known) in rows.iter().zip(known) {
        let line = it.found.row.number;
        let (Some(row), Some(pupil)) = (waiting.get(&line), &it.found.pupil) else { continue };
        let known = known.as_ref();
        let student = known.map_or(row.student, |it| it.id);
        let wanted = Wanted { student, pupil, known, indexes: &it.indexes };
        let has = |kind| confirmed.contains(&kind);
        if row.is_new && known.is_none() && has(Confirm::New) {
            sorted.new.push(wanted);
            sorted.lines[0].push(line);
        }
        if row.moves && known.is_some() && has(Confirm::Moves) {
            sorted.moves.push(wanted);
            sorted.lines[1].push(line);
        }
        if row.changes && known.is_some() && has(Confirm::Changes) {
            sorted.changes.push(wanted);
            sorted.lines[2].push(line);
        }
    }
    sorted
}

/// One act's share of the work.
pub(super) struct Job<'a> {
    pub(super) sealer: &'a Sealer,
    import: &'a Import,
    pub(super) against: &'a Against,
    pub(super) origin: &'a Origin,
}

impl Job<'_> {
    async fn add(&self, tx: &mut Tx, wanted: &[Wanted<'_>]) -> Result<(), Error> {
        let mut students = self.seated(tx, wanted, Stored::Whole).await?;
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
    async fn seat(&self, tx: &mut Tx, wanted: &[Wanted<'_>]) -> Result<Vec<MovedStudent>, Error> {
        let students = self.seated(tx, wanted, Stored::Seat).await?;
        let ids: Vec<StudentId> = students.iter().map(|it| it.id).collect();
        let (day, now) = (self.import.made_on, self.origin.now);
        let before = store::roll_apply::seats(tx, &ids).await?.into_iter().collect();
        store::roll_apply::end_enrolments(tx, &ids, day, "import", now).await?;
        store::add::add_enrolments(tx, &students, day, "import", now).await?;
        store::add::set_seatings(tx, &students).await?;
        Ok(moved(&before, &students))
    }

    async fn change(&self, tx: &mut Tx, wanted: &[Wanted<'_>]) -> Result<(), Error> {
        // Where they sit is another confirmation; a seat within the class goes along.
        let unseated = |it: &Wanted<'_>| {
            let (school, grade) = (it.pupil.school, it.pupil.grade);
            let seat = it.pupil.seat.unwrap_or(0);
            let seating = Seating { school, class: None, grade, class_number: 0, seat };
            it.student(self.sealer, &self.against.columns, Some(seating))
        };
        // Columns that lists and numbers are found by are dear to touch, and seldom change.
        let (own, rest): (Vec<&Wanted<'_>>, Vec<&Wanted<'_>>) =
            wanted.iter().partition(|it| it.own_differs());
        let students: Vec<NewStudent> = own.into_iter().map(unseated).collect();
        let registry = |it: &Wanted<'_>| it.registry(self.sealer, &self.against.columns);
        let family = Families::find(tx, self.origin, self.sealer, wanted).await?;
        family.add(tx, self.import).await?;
        store::add::set_details(tx, &students).await?;
        store::add::set_registries(tx, rest.into_iter().map(registry)).await?;
        family.bond(tx, self.origin, self.import, wanted).await?;
        add_names(tx, wanted).await
    }
}

/// Who moved, from where to where.
fn moved(before: &HashMap<StudentId, At>, students: &[NewStudent]) -> Vec<MovedStudent> {
    let moved = students.iter().map(|it| {
        let to = it.seating.map(|to| At { school: to.school, class: to.class });
        MovedStudent { student: it.id, from: before.get(&it.id).copied(), to }
    });
    moved.collect()
}

async fn add_names(tx: &mut Tx, wanted: &[Wanted<'_>]) -> Result<(), Error> {
    let known = |it: &Wanted<'_>| it.known.is_some_and(|known| known.name == it.pupil.name);
    let names = wanted.iter().filter(|it| !known(it)).map(|it| it.pupil.name.as_str());
    let names: BTreeSet<&str> = names.collect();
    let keys = names
        .into_iter()
        .flat_map(|name| search_keys(name).into_iter().map(move |key| (key, name.to_owned())));
    Ok(store::add::add_name_keys(tx, keys).await?)
}
