//! What a confirmed row stores: a pupil as the row has it, everything sealed that is stored sealed.

use platform::seal::Sealer;
use vocab::{GuardianId, StudentId};

use super::{
    compare::{Indexes, Known},
    document::Registry,
    judge::own_roll,
    read::Pupil,
};
use crate::{
    fields::{self, seal},
    model::{NewStudent, Seating, Standing},
};

/// A pupil to be added, moved or changed.
pub(super) struct Wanted {
    pub(super) student: StudentId,
    pub(super) pupil: Pupil,
    pub(super) known: Option<Known>,
    pub(super) indexes: Indexes,
}

impl Wanted {
    /// The pupil to be stored. Of someone known, what the file lacks stays.
    pub(super) fn student(
        &self,
        sealer: &Sealer,
        columns: &[String],
        seating: Option<Seating>,
    ) -> NewStudent {
        let Self { student, pupil, known, .. } = self;
        let before = known.as_ref().map(|it| it.registry.clone()).unwrap_or_default();
        let merged = before.laid_over(columns, &pupil.registry);
        let field = fields::STUDENT_REGISTRY.at(student.bits());
        let sealed = Registry::text(&merged.sealed);
        let known = known.as_ref();
        NewStudent {
            id: *student,
            family: None,
            name: pupil.name.clone(),
            sex: pupil.sex.or_else(|| known.and_then(|it| it.sex)),
            born: pupil.born.or_else(|| known.and_then(|it| it.born)),
            id_kind: pupil.id_kind.clone(),
            id_number: pupil.id.as_ref().map(|it| seal(sealer, fields::STUDENT_ID, *student, it)),
            roll_kind: pupil.roll.as_ref().map(vocab::RollNumber::kind),
            roll: own_roll(pupil).map(|it| seal(sealer, fields::STUDENT_ROLL, *student, it)),
            standing: Standing::Enrolled,
            seating,
            registry: Registry::text(&merged.open),
            registry_sealed: (!merged.sealed.is_empty()).then(|| sealer.seal(field, &sealed)),
        }
    }

    /// Whom the child's family has already under the name of the `at`-th member.
    pub(super) fn known_member(&self, at: usize) -> Option<GuardianId> {
        let name = &self.pupil.family[at].name;
        let family = &self.known.as_ref()?.family;
        family.iter().find(|it| it.name == *name).map(|it| it.guardian)
    }
}
