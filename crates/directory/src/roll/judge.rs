//! Some rows at a time: what they say, whom they name, what they would change.

use std::collections::{HashMap, HashSet};

use db::Tx;
use platform::seal::Sealer;
use sheet::{CellFault, Row, Severity};
use vocab::{Grade, RollNumber, SchoolId, StudentId};

use super::{
    KnownMember,
    compare::{Difference, Indexes, Known},
    document::Registry,
    read::{Against, Found, Pupil, read},
};
use crate::{
    Error, fields,
    model::Standing,
    rules::class_name,
    store::{self, roll_known::StoredPupil},
};

/// A row as it was read, with the indexes of its numbers: all that needs no database.
pub(super) struct Heard {
    pub(super) found: Found,
    pub(super) indexes: Indexes,
}

impl Heard {
    /// Reads `row`.
    pub(super) fn of(row: Row, sealer: &Sealer, against: &Against) -> Self {
        let found = read(row, against);
        let indexes = found.pupil.as_ref().map(|pupil| indexes(sealer, pupil));
        Self { found, indexes: indexes.unwrap_or_default() }
    }
}

/// Finds whom `rows` name: for each row the pupil of its number, where the directory has one.
pub(super) async fn judge(
    tx: &mut Tx,
    sealer: &Sealer,
    rows: &[Heard],
) -> Result<Vec<Option<Known>>, Error> {
    let mut known = known(tx, sealer, rows).await?;
    let whom = rows.iter().map(|it| {
        let mut keys = it.indexes.id.iter().chain(&it.indexes.roll);
        keys.find_map(|key| known.remove(key))
    });
    Ok(whom.collect())
}

/// The blind indexes of a row's numbers.
fn indexes(sealer: &Sealer, pupil: &Pupil) -> Indexes {
    let id = pupil.id.as_ref().map(|it| sealer.index(fields::STUDENT_ID, it.open()));
    let roll = own_roll(pupil).map(|it| sealer.index(fields::STUDENT_ROLL, it.open()));
    let family = pupil.family.iter().map(|it| {
        let (phone, id) = (it.phone.as_ref(), it.id.as_ref());
        (
            phone.map(|it| sealer.index(fields::GUARDIAN_PHONE, it.open())),
            id.map(|it| sealer.index(fields::GUARDIAN_ID, it.open())),
        )
    });
    Indexes { id, roll, family: family.collect() }
}

/// A 学籍号 that is not G and the row's ID number, and so has to be stored.
pub(super) fn own_roll(pupil: &Pupil) -> Option<&RollNumber> {
    let formal = pupil.id.as_ref().map(RollNumber::formal);
    pupil.roll.as_ref().filter(|it| Some(*it) != formal.as_ref())
}

/// Whom the rows name, by the index of their ID number or 学籍号.
async fn known(
    tx: &mut Tx,
    sealer: &Sealer,
    rows: &[Heard],
) -> Result<HashMap<String, Known>, Error> {
    let ids: Vec<String> = rows.iter().filter_map(|it| it.indexes.id.clone()).collect();
    let rolls: Vec<String> = rows.iter().filter_map(|it| it.indexes.roll.clone()).collect();
    let (of_ids, of_rolls): (HashSet<&String>, HashSet<&String>) =
        (ids.iter().collect(), rolls.iter().collect());
    let mut stored = store::roll_known::by_id_number(tx, &ids).await?;
    let seen: HashSet<StudentId> = stored.iter().map(|it| it.id).collect();
    let by_roll = store::roll_known::by_roll_number(tx, &rolls).await?;
    stored.extend(by_roll.into_iter().filter(|it| !seen.contains(&it.id)));
    let students: Vec<StudentId> = stored.iter().map(|it| it.id).collect();
    let mut families = HashMap::<StudentId, Vec<KnownMember>>::new();
    for (student, member) in store::roll_known::families(tx, &students).await? {
        families.entry(student).or_default().push(member);
    }
    let mut known = HashMap::with_capacity(stored.len());
    for it in stored {
        let family = families.remove(&it.id).unwrap_or_default();
        // By its ID number, and by a 学籍号 for rows that lack the other.
        let by_roll = it.roll_index.clone().filter(|it| of_rolls.contains(it));
        let key = it.id_index.clone().filter(|it| of_ids.contains(it)).or(by_roll);
        if let Some(key) = key {
            known.insert(key, opened(sealer, it, family));
        }
    }
    Ok(known)
}

fn opened(sealer: &Sealer, it: StoredPupil, family: Vec<KnownMember>) -> Known {
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

impl Heard {
    /// Tells of a number that stood in an earlier row; the row is not used then.
    pub(super) fn refuse_twice(&mut self, seen: &mut HashMap<String, u32>) {
        let row = self.found.row.number;
        for (key, index) in [("sfzjh", &self.indexes.id), ("xjh", &self.indexes.roll)] {
            let Some(index) = index else { continue };
            let first = *seen.entry(index.clone()).or_insert(row);
            if first != row {
                let what = format!("与第 {first} 行重复");
                let fault = CellFault::new(what, "同一名学生只能有一行，请删去多余的一行");
                let finding = self.found.row.finding(key, Severity::Error, fault);
                self.found.findings.push(finding);
                self.found.pupil = None;
            }
        }
    }
}

/// A class as people call it, with its school.
pub(super) fn class_words(
    against: &Against,
    school: SchoolId,
    grade: Grade,
    number: i64,
) -> String {
    let name = against.schools.by_id(school).map_or("", |it| it.name.as_str());
    format!("{name}{}", class_name(grade, number))
}

/// What differs, in words that name fields and classes and no values.
pub(super) fn note(against: &Against, known: &Known, pupil: &Pupil, it: &Difference) -> String {
    const SHOWN: usize = 6;
    let mut words = Vec::new();
    if it.moves {
        let before = match (known.school, known.grade) {
            _ if known.standing != Standing::Enrolled => known.standing.label().to_owned(),
            (Some(school), Some(grade)) if against.schools.by_id(school).is_some() => {
                class_words(against, school, grade, known.class_number)
            }
            (Some(_), _) => "其他学校".to_owned(),
            _ => "未在校".to_owned(),
        };
        let after = class_words(against, pupil.school, pupil.grade, pupil.class_number);
        words.push(format!("{before} → {after}"));
    }
    if !it.changes.is_empty() {
        let more = if it.changes.len() > SHOWN { "等" } else { "" };
        let shown = it.changes.iter().take(SHOWN).cloned().collect::<Vec<_>>().join("、");
        words.push(format!("{shown}{more}不同"));
    }
    words.join("；")
}
