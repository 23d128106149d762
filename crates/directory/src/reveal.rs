//! Opening what is sealed in a pupil's record. Numbers open for a task that was approved
//! (`platform::privacy`), telephones once that is recorded; a guardian sees who did.

use platform::{act::Source, seal::Sealer};
use vocab::{Personal, RollKind, StudentId};

use crate::{
    Error, fields,
    model::{Guardian, Student},
    scope::Scope,
    students,
};

/// The numbers of a pupil.
#[derive(Default, Clone)]
pub struct Numbers {
    /// The ID number.
    pub id: Option<Personal<String>>,
    /// The 学籍号.
    pub roll: Option<Personal<String>>,
}

/// What `student`'s sealed columns hold. For masks, and for whoever was cleared.
pub(crate) fn numbers(sealer: &Sealer, student: &Student) -> Numbers {
    let row = student.line.id.bits();
    let open = |field: platform::seal::Field, text: Option<&String>| {
        text.and_then(|it| sealer.open(field.at(row), it).ok())
    };
    let id = open(fields::STUDENT_ID, student.id_sealed.as_ref());
    let roll = open(fields::STUDENT_ROLL, student.roll_sealed.as_ref());
    let formal = (student.line.roll_kind == Some(RollKind::Formal))
        .then(|| id.clone().map(|it| it.map(|number| format!("G{number}"))))
        .flatten();
    Numbers { id, roll: roll.or(formal) }
}

/// The telephone number of a guardian, if there is one.
pub(crate) fn phone(sealer: &Sealer, guardian: &Guardian) -> Option<Personal<String>> {
    let text = guardian.phone_sealed.as_ref()?;
    sealer.open(fields::GUARDIAN_PHONE.at(guardian.id.bits()), text).ok()
}

/// Records that the guardians of `id` are to be called.
pub async fn contacts(source: &impl Source, scope: Scope, id: StudentId) -> Result<(), Error> {
    platform::act!(source, "directory.student.contacts", |act| {
        act.about(id);
        students::load(act.tx(), scope, id).await?;
        Ok(())
    })
}
