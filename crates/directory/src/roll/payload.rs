//! What a row would store, kept between the check and its confirmation: sealed where it is stored
//! sealed, so that the table of rows tells no more than the directory itself.

use platform::seal::Sealer;
use serde::{Deserialize, Serialize};
use vocab::{Grade, GuardianId, RollKind, RollNumber, SchoolId, StudentId};

use super::{
    compare::{Indexes, Known},
    document::Registry,
    read::Pupil,
};
use crate::{
    fields::{self, Sealed, seal},
    model::{NewStudent, Relation, Seating, Standing},
};

/// A pupil as the row would have it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Payload {
    pub(crate) student: StudentId,
    pub(crate) name: String,
    pub(crate) sex: Option<i64>,
    pub(crate) born: Option<String>,
    pub(crate) id_kind: String,
    pub(crate) id: Option<(String, String)>,
    pub(crate) roll_kind: Option<String>,
    pub(crate) roll: Option<(String, String)>,
    pub(crate) school: SchoolId,
    pub(crate) grade: i64,
    pub(crate) class_number: i64,
    pub(crate) seat: Option<i64>,
    pub(crate) registry: String,
    pub(crate) registry_sealed: Option<String>,
    pub(crate) family: Vec<Member>,
}

/// A member of the family as the row would have it.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub(crate) struct Member {
    /// Whom the child's family has already under this name.
    pub(crate) guardian: Option<GuardianId>,
    pub(crate) name: String,
    pub(crate) relation: String,
    pub(crate) is_guardian: bool,
    /// Sealed for no row yet: a guardian is found, or made, when the row is taken over.
    pub(crate) phone: Option<(String, String)>,
    pub(crate) id: Option<(String, String)>,
}

/// The field under which a member's numbers wait.
const WAITING: platform::seal::Field = platform::seal::Field::new("roll_row.family");

/// The blind indexes of a row's numbers.
pub(crate) fn indexes(sealer: &Sealer, pupil: &Pupil) -> Indexes {
    let id = pupil.id.as_ref().map(|it| sealer.index(fields::STUDENT_ID, it.open()));
    let roll = own_roll(pupil).map(|it| sealer.index(fields::STUDENT_ROLL, it.open()));
    let family = pupil.family.iter().map(|it| {
        let phone = it.phone.as_ref();
        let id = it.id.as_ref();
        (
            phone.map(|it| sealer.index(fields::GUARDIAN_PHONE, it.open())),
            id.map(|it| sealer.index(fields::GUARDIAN_ID, it.open())),
        )
    });
    Indexes { id, roll, family: family.collect() }
}

/// A 学籍号 that is not G and the row's ID number, and so has to be stored.
fn own_roll(pupil: &Pupil) -> Option<&RollNumber> {
    let formal = pupil.id.as_ref().map(RollNumber::formal);
    pupil.roll.as_ref().filter(|it| Some(*it) != formal.as_ref())
}

/// What `pupil` would store as `student`. Of someone known, what the file lacks stays.
pub(crate) fn payload(
    sealer: &Sealer,
    student: StudentId,
    pupil: &Pupil,
    known: Option<&Known>,
    columns: &[String],
) -> Payload {
    let pair = |it: Sealed| (it.text, it.index);
    let before = known.map(|it| it.registry.clone()).unwrap_or_default();
    let merged = before.laid_over(columns, &pupil.registry);
    let document = Registry::text(&merged.sealed);
    let member = |it: &super::read::Member| Member {
        guardian: known.and_then(|known| {
            known.family.iter().find(|before| before.name == it.name).map(|it| it.guardian)
        }),
        name: it.name.clone(),
        relation: it.relation.key().to_owned(),
        is_guardian: it.is_guardian,
        phone: it.phone.as_ref().map(|it| {
            let number = it.open();
            (sealer.seal(WAITING, number), sealer.index(fields::GUARDIAN_PHONE, number))
        }),
        id: it.id.as_ref().map(|it| {
            let number = it.open();
            (sealer.seal(WAITING, number), sealer.index(fields::GUARDIAN_ID, number))
        }),
    };
    let born = pupil.born.or_else(|| known.and_then(|it| it.born));
    Payload {
        student,
        name: pupil.name.clone(),
        sex: pupil.sex.or_else(|| known.and_then(|it| it.sex)).map(vocab::Sex::code),
        born: born.map(|it| it.to_string()),
        id_kind: pupil.id_kind.clone(),
        id: pupil.id.as_ref().map(|it| pair(seal(sealer, fields::STUDENT_ID, student, it))),
        roll_kind: pupil.roll.as_ref().map(|it| it.kind().key().to_owned()),
        roll: own_roll(pupil).map(|it| pair(seal(sealer, fields::STUDENT_ROLL, student, it))),
        school: pupil.school,
        grade: pupil.grade.number(),
        class_number: pupil.class_number,
        seat: pupil.seat,
        registry: Registry::text(&merged.open),
        registry_sealed: (!merged.sealed.is_empty())
            .then(|| sealer.seal(fields::STUDENT_REGISTRY.at(student.bits()), &document)),
        family: pupil.family.iter().map(member).collect(),
    }
}

impl Payload {
    pub(crate) fn grade(&self) -> Option<Grade> {
        Grade::try_from(self.grade).ok()
    }

    /// The pupil to be stored, in the class that `seating` has found.
    pub(crate) fn student(&self, seating: Option<Seating>) -> NewStudent {
        let sealed = |it: &(String, String)| Sealed { text: it.0.clone(), index: it.1.clone() };
        NewStudent {
            id: self.student,
            family: None,
            name: self.name.clone(),
            sex: self.sex.and_then(|it| it.try_into().ok()),
            born: self.born.as_ref().and_then(|it| it.parse().ok()),
            id_kind: self.id_kind.clone(),
            id_number: self.id.as_ref().map(sealed),
            roll_kind: self.roll_kind.as_deref().and_then(RollKind::from_key),
            roll: self.roll.as_ref().map(sealed),
            standing: Standing::Enrolled,
            seating,
            registry: self.registry.clone(),
            registry_sealed: self.registry_sealed.clone(),
        }
    }
}

impl Member {
    pub(crate) fn relation(&self) -> Relation {
        Relation::from_key(&self.relation).unwrap_or(Relation::Other)
    }

    /// A waiting number, sealed for the guardian whom it belongs to.
    pub(crate) fn sealed(
        sealer: &Sealer,
        field: platform::seal::Field,
        guardian: GuardianId,
        waiting: Option<&(String, String)>,
    ) -> Option<Sealed> {
        let (text, index) = waiting?;
        let number = sealer.open(WAITING, text).ok()?;
        let text = sealer.seal(field.at(guardian.bits()), number.open());
        Some(Sealed { text, index: index.clone() })
    }
}
