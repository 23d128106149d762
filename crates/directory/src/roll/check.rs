//! Looks at a whole file, some thousand rows at a time: one thread reads, the other asks the
//! directory whom the rows name, and nothing is changed but the table of rows.

use std::{
    collections::{BTreeSet, HashMap, HashSet},
    io::Cursor,
    sync::Arc,
};

use db::{Db, Tx};
use platform::seal::Sealer;
use sheet::{Book, CellFault, Finding, Refusal, Row, Severity};
use tokio::{sync::mpsc, task};
use vocab::{Grade, Ids, PlaceId, SchoolId, SchoolYear, StudentId};

use super::{
    Follow, Import, ImportState, RollImportId, Summary, Verdict,
    compare::{Difference, Indexes, Known, difference},
    document::Registry,
    file,
    payload::{indexes, payload},
    place::Schools,
    read::{Against, Found, Pupil, kept_columns, layout, read},
};
use crate::{
    Error, fields, schools,
    scope::Scope,
    store::{self, roll::NewRow, roll_known::StoredPupil},
};

/// How many rows are looked at together.
const ROWS: usize = 1_000;

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

/// What the reading thread hands over.
enum Read {
    /// The header was found: the document columns that the file has, and its last row.
    Columns(Vec<String>, u32),
    Rows(Vec<Row>),
    Refused(Refusal),
}

/// Looks at the file of an import and notes what each row would change. Done again, it begins anew.
/// `follow` is told how many of how many rows are done.
pub async fn check(
    it: &Checking<'_>,
    place: PlaceId,
    id: RollImportId,
    follow: Follow<'_>,
) -> Result<Summary, Error> {
    let found: Result<_, Error> = db::write!(it.db, "roll check begins", |tx| {
        let import = store::roll::find_import(tx, place, id).await?.ok_or(Error::Missing)?;
        store::roll::clear_rows(tx, id).await?;
        store::roll::clear_grades(tx, id).await?;
        store::roll::drop_parts(tx, id, Some("answer")).await?;
        let pieces = store::roll::parts(tx, id, "file").await?;
        let scope = Scope::of(tx, place).await?.ok_or(Error::Missing)?;
        let schools = schools::all(tx, scope).await?;
        let newest = schools::current_year(tx).await?;
        Ok((import, pieces, schools, newest))
    });
    let (import, pieces, schools, newest) = found?;
    let Some(bytes) = file::opened(it.sealer, id, &pieces) else {
        return refuse(it, id, "文件在保存时损坏，请重新上传").await;
    };
    let bytes = Arc::new(bytes);
    let year = school_year(&import, newest);
    let mut against =
        Against { schools: Schools::new(schools), year, columns: Vec::new(), demo: it.demo };
    let mut whole = Whole::default();
    let (sender, mut receiver) = mpsc::channel(2);
    let reading = task::spawn_blocking({
        let bytes = bytes.clone();
        move || read_file(&bytes, &sender)
    });
    let mut last_row = 0;
    while let Some(part) = receiver.recv().await {
        match part {
            Read::Columns(columns, last) => {
                against.columns = columns;
                last_row = i64::from(last);
            }
            Read::Rows(rows) => {
                let upto = rows.last().map_or(0, |row| i64::from(row.number));
                one_part(it, id, &against, &mut whole, rows).await?;
                follow.note(upto, last_row).await?;
            }
            Read::Refused(refusal) => return refuse(it, id, &refusal.to_string()).await,
        }
    }
    // The thread ends with its channel; a panic in it is a panic here.
    reading.await.unwrap_or_else(|error| std::panic::resume_unwind(error.into_panic()));
    finish(it, id, bytes, whole).await
}

/// The school year that the classes of a file belong to: never an older one than the directory's.
pub(super) fn school_year(import: &Import, newest: Option<SchoolYear>) -> SchoolYear {
    let now = SchoolYear::of(import.made_on).ok();
    newest.max(now).expect("the calendar of a cell runs within the range of school years")
}

async fn refuse(it: &Checking<'_>, id: RollImportId, why: &str) -> Result<Summary, Error> {
    let done: Result<(), Error> = db::write!(it.db, "roll refused", |tx| {
        store::roll::drop_parts(tx, id, None).await?;
        Ok(store::roll::set_checked(tx, id, ImportState::Refused, 0, Some(why)).await?)
    });
    done?;
    Ok(Summary::default())
}

/// Reads the file row by row, on a thread of its own.
fn read_file(bytes: &[u8], to: &mpsc::Sender<Read>) {
    let read = || -> Result<(), Refusal> {
        let mut book = Book::open(bytes)?;
        let mut table = book.table(&layout())?;
        let columns = kept_columns(&table.absent());
        // Who no longer listens has given up.
        let _ = to.blocking_send(Read::Columns(columns, table.last_row()));
        let mut rows = Vec::with_capacity(ROWS);
        for row in table.rows()? {
            rows.push(row?);
            if rows.len() == ROWS
                && to.blocking_send(Read::Rows(std::mem::take(&mut rows))).is_err()
            {
                return Ok(());
            }
        }
        let _ = to.blocking_send(Read::Rows(rows));
        Ok(())
    };
    if let Err(refusal) = read() {
        let _ = to.blocking_send(Read::Refused(refusal));
    }
}

/// What is known of the file so far.
#[derive(Default)]
struct Whole {
    findings: Vec<Finding>,
    /// The row in which each ID number or 学籍号 stood first, by its index.
    seen: HashMap<String, u32>,
    grades: BTreeSet<(SchoolId, Grade)>,
}

/// A row with the indexes of its numbers.
struct Indexed {
    found: Found,
    indexes: Indexes,
}

async fn one_part(
    it: &Checking<'_>,
    id: RollImportId,
    against: &Against,
    whole: &mut Whole,
    rows: Vec<Row>,
) -> Result<(), Error> {
    let rows: Vec<Indexed> = rows
        .into_iter()
        .map(|row| {
            let found = read(row, against);
            let indexes = found.pupil.as_ref().map(|pupil| indexes(it.sealer, pupil));
            Indexed { found, indexes: indexes.unwrap_or_default() }
        })
        .collect();
    let known: Result<_, Error> =
        db::read!(it.db, "roll known", |tx| { known(tx, it.sealer, &rows).await });
    let known = known?;
    let mut new_rows = Vec::with_capacity(rows.len());
    for mut row in rows {
        twice(&mut row, whole);
        new_rows.push(judged(it, against, &known, &mut row));
        if let Some(pupil) = &row.found.pupil {
            whole.grades.insert((pupil.school, pupil.grade));
        }
        whole.findings.append(&mut row.found.findings);
    }
    db::write!(it.db, "roll rows", |tx| { Ok(store::roll::add_rows(tx, id, &new_rows).await?) })
}

/// Tells of a number that stood in an earlier row; the row is not used then.
fn twice(row: &mut Indexed, whole: &mut Whole) {
    let Indexed { found, indexes } = row;
    for (key, index) in [("sfzjh", &indexes.id), ("xjh", &indexes.roll)] {
        let Some(index) = index else { continue };
        let first = *whole.seen.entry(index.clone()).or_insert(found.row.number);
        if first != found.row.number {
            let what = format!("与第 {first} 行重复");
            let fault = CellFault::new(what, "同一名学生只能有一行，请删去多余的一行");
            found.findings.push(found.row.finding(key, Severity::Error, fault));
            found.pupil = None;
        }
    }
}

/// Whom the rows name, by the index of their ID number or 学籍号.
async fn known(
    tx: &mut Tx,
    sealer: &Sealer,
    rows: &[Indexed],
) -> Result<HashMap<String, Known>, Error> {
    let ids: Vec<String> = rows.iter().filter_map(|it| it.indexes.id.clone()).collect();
    let rolls: Vec<String> = rows.iter().filter_map(|it| it.indexes.roll.clone()).collect();
    let mut stored = store::roll_known::by_id_number(tx, &ids).await?;
    let seen: HashSet<StudentId> = stored.iter().map(|it| it.id).collect();
    let by_roll = store::roll_known::by_roll_number(tx, &rolls).await?;
    stored.extend(by_roll.into_iter().filter(|it| !seen.contains(&it.id)));
    let students: Vec<StudentId> = stored.iter().map(|it| it.id).collect();
    let mut families = HashMap::<StudentId, Vec<_>>::new();
    for (student, member) in store::roll_known::families(tx, &students).await? {
        families.entry(student).or_default().push(member);
    }
    let mut known = HashMap::with_capacity(stored.len());
    for it in stored {
        let family = families.remove(&it.id).unwrap_or_default();
        let keys: Vec<String> = it.id_index.iter().chain(&it.roll_index).cloned().collect();
        let pupil = opened(sealer, it, family);
        for key in keys {
            known.insert(key, pupil.clone());
        }
    }
    Ok(known)
}

fn opened(sealer: &Sealer, it: StoredPupil, family: Vec<super::KnownMember>) -> Known {
    let field = fields::STUDENT_REGISTRY.at(it.id.bits());
    let sealed = it.registry_sealed.as_ref().and_then(|text| sealer.open(field, text).ok());
    let registry = Registry::read(&it.registry, sealed.as_ref().map(|it| it.open().as_str()));
    Known {
        id: it.id,
        name: it.name,
        sex: it.sex,
        born: it.born,
        id_kind: it.id_kind,
        id_index: it.id_index,
        roll_kind: it.roll_kind,
        roll_index: it.roll_index,
        standing: it.standing,
        school: it.school,
        grade: it.grade,
        class_number: it.class_number,
        seat: it.seat,
        registry,
        family,
    }
}

/// What becomes of a row.
fn judged(
    it: &Checking<'_>,
    against: &Against,
    known: &HashMap<String, Known>,
    row: &mut Indexed,
) -> NewRow {
    let Indexed { found, indexes } = row;
    let named = indexes.id.iter().chain(&indexes.roll).find_map(|key| known.get(key));
    let line = found.row.number;
    let Some(pupil) = &found.pupil else {
        // A faulty row still says that its pupil is there.
        let student = named.map(|it| it.id);
        let note = found.findings.iter().filter(|it| it.severity == Severity::Error);
        let note: Vec<String> = note.map(|it| it.what.clone()).take(3).collect();
        let name = found.row.text("xm").ok().flatten().unwrap_or_default();
        return NewRow { student, note: note.join("；"), name, ..blank(line, Verdict::Fault) };
    };
    let shared = NewRow {
        school: Some(pupil.school),
        name: pupil.name.clone(),
        ..blank(line, Verdict::Same)
    };
    let Some(named) = named else {
        let student: StudentId = it.ids.make(it.now);
        let note = class_words(against, pupil.school, pupil.grade, pupil.class_number);
        let text = payload(it.sealer, student, pupil, None, &against.columns);
        let payload = serde_json::to_string(&text).ok();
        return NewRow { verdict: Verdict::New, student: Some(student), note, payload, ..shared };
    };
    let Difference { moves, changes } = difference(named, pupil, indexes, &against.columns);
    if !moves && changes.is_empty() {
        return NewRow { student: Some(named.id), ..shared };
    }
    let note = note(against, named, pupil, moves, &changes);
    let said =
        found.row.finding("xm", Severity::Notice, CellFault::new(note.clone(), "待确认更新"));
    found.findings.push(said);
    let text = payload(it.sealer, named.id, pupil, Some(named), &against.columns);
    NewRow {
        verdict: Verdict::Known,
        moves,
        changes: !changes.is_empty(),
        student: Some(named.id),
        note,
        payload: serde_json::to_string(&text).ok(),
        ..shared
    }
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
        payload: None,
    }
}

fn class_words(against: &Against, school: SchoolId, grade: Grade, number: i64) -> String {
    let name = against.schools.by_id(school).map_or("", |it| it.name.as_str());
    format!("{name}{}", crate::rules::class_name(grade, number))
}

/// What differs, in words that name fields and classes and no values.
fn note(
    against: &Against,
    known: &Known,
    pupil: &Pupil,
    moves: bool,
    changes: &[String],
) -> String {
    const SHOWN: usize = 6;
    let mut words = Vec::new();
    if moves {
        let before = match (known.school, known.grade) {
            _ if known.standing != crate::model::Standing::Enrolled => {
                known.standing.label().to_owned()
            }
            (Some(school), Some(grade)) if against.schools.by_id(school).is_some() => {
                class_words(against, school, grade, known.class_number)
            }
            (Some(_), _) => "其他学校".to_owned(),
            _ => "未在校".to_owned(),
        };
        let after = class_words(against, pupil.school, pupil.grade, pupil.class_number);
        words.push(format!("{before} → {after}"));
    }
    if !changes.is_empty() {
        let more = if changes.len() > SHOWN { "等" } else { "" };
        let shown = changes.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("、");
        words.push(format!("{shown}{more}不同"));
    }
    words.join("；")
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
        let copy = book.table(&layout())?.marked(&findings, Cursor::new(Vec::new()))?;
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
