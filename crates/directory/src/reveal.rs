//! Opening what is sealed in a pupil's record: only with a purpose, and only once that is recorded
//! durably. A guardian sees who did.

use db::Tx;
use platform::{act::Source, seal::Sealer};
use vocab::{Personal, RollKind, StudentId};

use crate::{
    Error, fields,
    model::{Guardian, Opening, Student},
    scope::Scope,
    store, students,
};

/// What the numbers of a pupil may be opened for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// 学籍核对.
    Roll,
    /// 升学、考试登记.
    Exam,
    /// 资助申报.
    Aid,
    /// 安全事件处置.
    Safety,
}

impl Purpose {
    /// Every one, in the order that forms offer them.
    pub const ALL: [Self; 4] = [Self::Roll, Self::Exam, Self::Aid, Self::Safety];

    /// The word that is stored.
    pub fn key(self) -> &'static str {
        match self {
            Self::Roll => "roll",
            Self::Exam => "exam",
            Self::Aid => "aid",
            Self::Safety => "safety",
        }
    }

    /// The one that is stored as `key`.
    pub fn from_key(key: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|it| it.key() == key)
    }

    /// As people say it.
    pub fn label(self) -> &'static str {
        match self {
            Self::Roll => "学籍核对",
            Self::Exam => "升学、考试登记",
            Self::Aid => "资助申报",
            Self::Safety => "安全事件处置",
        }
    }
}

/// The numbers of a pupil.
#[derive(Default, Clone)]
pub struct Numbers {
    /// The ID number.
    pub id: Option<Personal<String>>,
    /// The 学籍号.
    pub roll: Option<Personal<String>>,
}

/// What `student`'s sealed columns hold. For masks, and for whoever has recorded the purpose.
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

/// Records why the numbers of `id` are opened; the record is stored before they are shown.
pub async fn unmask(
    source: &impl Source,
    scope: Scope,
    id: StudentId,
    purpose: Purpose,
) -> Result<(), Error> {
    platform::act!(source, "directory.student.unmask", |act| {
        act.about(id);
        act.note("purpose", purpose.key());
        students::load(act.tx(), scope, id).await?;
        Ok(())
    })
}

/// Records that the guardians of `id` are to be called.
pub async fn contacts(source: &impl Source, scope: Scope, id: StudentId) -> Result<(), Error> {
    platform::act!(source, "directory.student.contacts", |act| {
        act.about(id);
        students::load(act.tx(), scope, id).await?;
        Ok(())
    })
}

/// Who opened the sealed parts of a pupil's record, the latest first.
pub async fn openings(tx: &mut Tx, id: StudentId) -> Result<Vec<Opening>, Error> {
    const SHOWN: usize = 50;
    Ok(store::looks::openings(tx, id, SHOWN).await?)
}

impl Opening {
    /// What was opened and what for, as people say it.
    pub fn words(&self) -> String {
        let notes: serde_json::Value = serde_json::from_str(&self.notes).unwrap_or_default();
        let purpose = notes.get("purpose").and_then(|it| it.as_str()).and_then(Purpose::from_key);
        match purpose {
            Some(purpose) => format!("查看证件号码，用于{}", purpose.label()),
            None => "查看监护人联系电话".to_owned(),
        }
    }
}
