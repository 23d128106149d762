//! Looks at a whole file: nothing is changed but the table of its rows.

use std::{
    collections::{BTreeSet, HashMap},
    io::Cursor,
    sync::Arc,
};

use db::Db;
use platform::seal::Sealer;
use sheet::{Book, CellFault, Finding, Refusal, Row, Severity};
use tokio::task;
use vocab::{Grade, Ids, PlaceId, SchoolId};

use super::{
    Follow, ImportState, RollImportId, Summary, Verdict, file,
    judge::{Judged, class_words, judge, note},
    read::{Against, layout},
    stream::{Opened, Part, Stream, open},
};
use crate::{
    Error,
    store::{self, roll::NewRow},
};

/// What a check needs.
pub struct Checking<'a> {
    /// The cell's database.
    pub db: &'a Db,
    /// Opens and seals its fields.
    pub sealer: &'a Sealer,
    /// Makes the ids of pupils who would be new.
    pub ids: &'a Ids,
    /// The moment of it.
    pub now: jiff::Timestamp,
    /// Whether the cell is a demonstration.
    pub demo: bool,
}

/// What is known of the file so far.
#[derive(Default)]
struct Whole {
    findings: Vec<Finding>,
    /// The row in which each number stood first, by its index.
    seen: HashMap<String, u32>,
    grades: BTreeSet<(SchoolId, Grade)>,
}

/// Looks at the file of an import and notes what each row would change. Done again, it begins anew.
/// `follow` is told how many of how many rows are done.
pub async fn check(
    it: &Checking<'_>,
    place: PlaceId,
    id: RollImportId,
    follow: Follow<'_>,
) -> Result<Summary, Error> {
    clear(it, id).await?;
    let Opened { bytes, mut against } = match open(it.db, it.sealer, place, id, it.demo).await {
        Err(Error::Refused(refusal)) => return refuse(it, id, &refusal.to_string()).await,
        opened => opened?,
    };
    let Some(bytes) = bytes else {
        return refuse(it, id, "文件在保存时损坏，请重新上传").await;
    };
    let (mut whole, mut last) = (Whole::default(), 0);
    let mut stream = Stream::of(&bytes);
    while let Some(part) = stream.next().await {
        match part {
            Part::Head(columns, last_row) => {
                against.columns = columns;
                last = i64::from(last_row);
            }
            Part::Rows(rows) => {
                one_part(it, id, &against, &mut whole, &rows).await?;
                follow.note(rows.last().map_or(0, |row| i64::from(row.number)), last).await?;
            }
            Part::Refused(refusal) => return refuse(it, id, &refusal.to_string()).await,
        }
    }
    finish(it, id, bytes, whole).await
}

async fn clear(it: &Checking<'_>, id: RollImportId) -> Result<(), Error> {
    db::write!(it.db, "roll check begins", |tx| {
        store::roll::clear_rows(tx, id).await?;
        store::roll::clear_grades(tx, id).await?;
        Ok(store::roll::drop_parts(tx, id, Some("answer")).await?)
    })
}

async fn refuse(it: &Checking<'_>, id: RollImportId, why: &str) -> Result<Summary, Error> {
    let done: Result<(), Error> = db::write!(it.db, "roll refused", |tx| {
        store::roll::drop_parts(tx, id, None).await?;
        Ok(store::roll::set_checked(tx, id, ImportState::Refused, 0, Some(why)).await?)
    });
    done?;
    Ok(Summary::default())
}

async fn one_part(
    it: &Checking<'_>,
    id: RollImportId,
    against: &Against,
    whole: &mut Whole,
    rows: &[Row],
) -> Result<(), Error> {
    let judged: Result<Vec<Judged>, Error> =
        db::read!(it.db, "roll known", |tx| { judge(tx, it.sealer, against, rows).await });
    let mut new_rows = Vec::with_capacity(rows.len());
    for mut row in judged? {
        row.refuse_twice(&mut whole.seen);
        new_rows.push(staged(it, against, &mut row));
        if let Some(pupil) = &row.found.pupil {
            whole.grades.insert((pupil.school, pupil.grade));
        }
        whole.findings.append(&mut row.found.findings);
    }
    db::write!(it.db, "roll rows", |tx| { Ok(store::roll::add_rows(tx, id, &new_rows).await?) })
}

/// What becomes of a row.
fn staged(it: &Checking<'_>, against: &Against, row: &mut Judged) -> NewRow {
    let line = row.found.row.number;
    let Some(pupil) = &row.found.pupil else {
        // A faulty row still says that its pupil is there.
        let student = row.known.as_ref().map(|it| it.id);
        let faults = row.found.findings.iter().filter(|it| it.severity == Severity::Error);
        let note: Vec<String> = faults.map(|it| it.what.clone()).take(3).collect();
        let name = row.found.row.text("xm").ok().flatten().unwrap_or_default();
        return NewRow { student, note: note.join("；"), name, ..blank(line, Verdict::Fault) };
    };
    let shared = NewRow {
        school: Some(pupil.school),
        name: pupil.name.clone(),
        ..blank(line, Verdict::Same)
    };
    let (Some(known), Some(difference)) = (&row.known, row.difference(&against.columns)) else {
        let note = class_words(against, pupil.school, pupil.grade, pupil.class_number);
        let student = Some(it.ids.make(it.now));
        return NewRow { verdict: Verdict::New, student, note, ..shared };
    };
    let student = Some(known.id);
    if difference.is_none() {
        return NewRow { student, ..shared };
    }
    let note = note(against, known, pupil, &difference);
    let fault = CellFault::new(note.clone(), "待确认更新");
    row.found.findings.push(row.found.row.finding("xm", Severity::Notice, fault));
    let (moves, changes) = (difference.moves, !difference.changes.is_empty());
    NewRow { verdict: Verdict::Known, moves, changes, student, note, ..shared }
}

fn blank(line: u32, verdict: Verdict) -> NewRow {
    NewRow {
        line,
        verdict,
        moves: false,
        changes: false,
        student: None,
        school: None,
        name: String::new(),
        note: String::new(),
    }
}

/// Writes the answer into a copy of the person's workbook and ends the check.
async fn finish(
    it: &Checking<'_>,
    id: RollImportId,
    bytes: Arc<Vec<u8>>,
    whole: Whole,
) -> Result<Summary, Error> {
    let Whole { findings, grades, .. } = whole;
    let faults = findings.iter().filter(|it| it.severity > Severity::Notice).count();
    let sealer = it.sealer.clone();
    let answered = task::spawn_blocking(move || {
        let mut book = Book::open(&bytes)?;
        let copy = book.table(layout())?.marked(&findings, Cursor::new(Vec::new()))?;
        Ok::<_, Refusal>(file::sealed(&sealer, id, &copy.into_inner()))
    });
    let answered = answered.await;
    let pieces = match answered.unwrap_or_else(|it| std::panic::resume_unwind(it.into_panic())) {
        Ok(pieces) => pieces,
        Err(refusal) => return refuse(it, id, &refusal.to_string()).await,
    };
    db::write!(it.db, "roll checked", |tx| {
        store::roll::add_grades(tx, id, grades.iter().copied()).await?;
        store::roll::add_parts(tx, id, "answer", &pieces).await?;
        store::roll::set_checked(tx, id, ImportState::Checked, faults, None).await?;
        let mut summary = store::roll::summary(tx, id).await?;
        summary.absent = store::roll::count_absent(tx, id).await?;
        Ok(summary)
    })
}
