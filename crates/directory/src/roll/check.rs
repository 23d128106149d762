//! Looks at a whole file: nothing is changed but the table of its rows.

use std::{
    collections::{BTreeSet, HashMap},
    sync::Arc,
};

use db::Db;
use platform::seal::Sealer;
use sheet::{CellFault, Finding, Refusal, Severity};
use tokio::{task, try_join};
use vocab::{Grade, Ids, PlaceId, SchoolId};

use super::{
    Follow, ImportState, RollImportId, Summary, Verdict,
    compare::{Known, barred, difference},
    file,
    judge::{Heard, class_words, judge, note},
    read::{Against, layout},
    stream::{Beginning, Opened, Part, Stream, open},
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
struct Whole {
    against: Arc<Against>,
    /// Its last row, to tell how far the work is.
    last: i64,
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
    let Opened { bytes, against } = match open(it.db, it.sealer, place, id, it.demo).await {
        Err(Error::Refused(refusal)) => return refuse(it, id, &refusal.to_string()).await,
        opened => opened?,
    };
    let Some(bytes) = bytes else {
        return refuse(it, id, "文件在保存时损坏，请重新上传").await;
    };
    let mut stream = Stream::of(&bytes, against, it.sealer);
    let mut whole = match stream.next().await {
        Some(Part::Head(head)) => Whole::of(head),
        Some(Part::Refused(refusal)) => return refuse(it, id, &refusal.to_string()).await,
        _ => return refuse(it, id, "文件里没有内容，请检查是否选对了文件").await,
    };
    // What is known of the next rows is looked up while these are written.
    let mut staged = Vec::new();
    while let Some(part) = stream.next().await {
        match part {
            Part::Rows(rows) => {
                let (known, ()) = try_join!(judged(it, &rows), write(it, id, &staged))?;
                staged = whole.take(it, rows, known);
                if let Some(row) = staged.last() {
                    follow.note(i64::from(row.line), whole.last).await?;
                }
            }
            Part::Refused(refusal) => return refuse(it, id, &refusal.to_string()).await,
            Part::Head(_) => {}
        }
    }
    write(it, id, &staged).await?;
    finish(it, id, bytes, whole).await
}

async fn judged(it: &Checking<'_>, rows: &[Heard]) -> Result<Vec<Option<Known>>, Error> {
    db::read!(it.db, "roll known", |tx| { judge(tx, it.sealer, rows).await })
}

async fn write(it: &Checking<'_>, id: RollImportId, rows: &[NewRow]) -> Result<(), Error> {
    db::write!(it.db, "roll rows", |tx| { Ok(store::roll::add_rows(tx, id, rows).await?) })
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

impl Whole {
    fn of(head: Beginning) -> Self {
        let Beginning { against, findings, last_row } = head;
        let (seen, grades) = (HashMap::new(), BTreeSet::new());
        Self { against, last: i64::from(last_row), findings, seen, grades }
    }

    /// What becomes of some rows.
    fn take(
        &mut self,
        it: &Checking<'_>,
        rows: Vec<Heard>,
        known: Vec<Option<Known>>,
    ) -> Vec<NewRow> {
        let mut staged = Vec::with_capacity(rows.len());
        for (mut row, known) in rows.into_iter().zip(known) {
            row.refuse_twice(&mut self.seen);
            staged.push(stage(it, &self.against, &row, known.as_ref()));
            if let Some(pupil) = &row.found.pupil {
                self.grades.insert((pupil.school, pupil.grade));
            }
            self.findings.append(&mut row.found.findings);
            self.findings.extend(barred_members(&row, known.as_ref()));
        }
        staged
    }
}

/// That a row tells anew of somebody who must not come near its pupil: the mark stays whatever is
/// confirmed.
fn barred_members(row: &Heard, known: Option<&Known>) -> Vec<Finding> {
    const WHAT: &str = "这名家庭成员不能接送、查看该生，导入后仍然如此";
    const ADVICE: &str = "确不是同一人或限制已解除的，请校长在该生的“禁止接触”页面办理";
    let (Some(known), Some(pupil)) = (known, &row.found.pupil) else { return Vec::new() };
    let told = barred(known, pupil, &row.indexes).map(|it| {
        let key = format!("cy{}xm", it.which);
        row.found.row.finding(&key, Severity::Warning, CellFault::new(WHAT, ADVICE))
    });
    told.collect()
}

/// What becomes of a row.
fn stage(it: &Checking<'_>, against: &Against, row: &Heard, known: Option<&Known>) -> NewRow {
    let line = row.found.row.number;
    let Some(pupil) = &row.found.pupil else {
        // A faulty row still says that its pupil is there.
        let student = known.map(|it| it.id);
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
    let Some(known) = known else {
        let note = class_words(against, pupil.school, pupil.grade, pupil.class_number);
        let student = Some(it.ids.make(it.now));
        return NewRow { verdict: Verdict::New, student, note, ..shared };
    };
    let student = Some(known.id);
    let difference = difference(known, pupil, &row.indexes, &against.columns);
    if difference.is_none() {
        return NewRow { student, ..shared };
    }
    let note = note(against, known, pupil, &difference);
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

/// Ends the check; where something is to be put right or looked at, with an answer.
async fn finish(
    it: &Checking<'_>,
    id: RollImportId,
    bytes: Arc<Vec<u8>>,
    whole: Whole,
) -> Result<Summary, Error> {
    let Whole { findings, grades, .. } = whole;
    let faults = findings.iter().filter(|it| it.severity > Severity::Notice).count();
    let mut pieces = Vec::new();
    if faults > 0 {
        pieces = match answered(it.sealer.clone(), id, bytes, findings).await {
            Ok(pieces) => pieces,
            Err(refusal) => return refuse(it, id, &refusal.to_string()).await,
        };
    }
    db::write!(it.db, "roll checked", |tx| {
        store::roll::add_grades(tx, id, grades.iter().copied()).await?;
        store::roll::add_parts(tx, id, "answer", &pieces).await?;
        store::roll::set_checked(tx, id, ImportState::Checked, faults, None).await?;
        let mut summary = store::roll::summary(tx, id).await?;
        summary.absent = store::roll::count_absent(tx, id).await?;
        Ok(summary)
    })
}

/// A copy of the person's workbook with what was found in it, sealed.
async fn answered(
    sealer: Sealer,
    id: RollImportId,
    bytes: Arc<Vec<u8>>,
    findings: Vec<Finding>,
) -> Result<Vec<String>, Refusal> {
    let marked = task::spawn_blocking(move || {
        Ok(file::sealed(&sealer, id, &sheet::marked(&bytes, layout(), &findings)?))
    });
    marked.await.unwrap_or_else(|it| std::panic::resume_unwind(it.into_panic()))
}
