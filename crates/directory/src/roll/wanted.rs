//! What a confirmed row stores: a pupil as the row has it, everything sealed that is stored sealed.

use platform::seal::{Field, Sealer};
use vocab::StudentId;

use super::{
    KnownMember,
    compare::{Indexes, Known, is_barred, own_differs},
    document::{Document, Registry},
    judge::own_roll,
    read::Pupil,
};
use crate::{
    fields::{self, Sealed},
    model::{NewRegistry, NewStudent, Seating, Standing},
};

/// A pupil to be added, moved or changed.
#[derive(Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) student: StudentId,
    pub(super) pupil: &'a Pupil,
    pub(super) known: Option<&'a Known>,
    pub(super) indexes: &'a Indexes,
}

impl Wanted<'_> {
    /// The pupil to be stored. Of someone known, what the file lacks stays.
    pub(super) fn student(
        &self,
        sealer: &Sealer,
        columns: &[String],
        seating: Option<Seating>,
    ) -> NewStudent {
        let Self { student, pupil, known, indexes } = *self;
        let registry = self.registry(sealer, columns);
        let sealed = |field: Field, text: &str, index: &Option<String>| {
            let index = index.clone().unwrap_or_else(|| sealer.index(field, text));
            Sealed { text: sealer.seal(field.at(student.bits()), text), index }
        };
        NewStudent {
            sex: pupil.sex.or_else(|| known.and_then(|it| it.sex)),
            born: pupil.born.or_else(|| known.and_then(|it| it.born)),
            id_kind: pupil.id_kind.clone(),
            id_number: pupil
                .id
                .as_ref()
                .map(|it| sealed(fields::STUDENT_ID, it.open(), &indexes.id)),
            roll_kind: pupil.roll.as_ref().map(vocab::RollNumber::kind),
            roll: own_roll(pupil).map(|it| sealed(fields::STUDENT_ROLL, it.open(), &indexes.roll)),
            registry: registry.open,
            registry_sealed: registry.sealed,
            ..self.seated(seating)
        }
    }

    /// The pupil without anything but the name and the seat, for whoever only changes class.
    pub(super) fn seated(&self, seating: Option<Seating>) -> NewStudent {
        NewStudent {
            id: self.student,
            family: None,
            name: self.pupil.name.clone(),
            sex: None,
            born: None,
            id_kind: self.pupil.id_kind.clone(),
            id_number: None,
            roll_kind: None,
            roll: None,
            standing: Standing::Enrolled,
            seating,
            registry: Registry::text(&Document::default()),
            registry_sealed: None,
        }
    }

    /// The documents to be stored: what the file lacks stays.
    pub(super) fn registry(&self, sealer: &Sealer, columns: &[String]) -> NewRegistry {
        let (student, name) = (self.student, self.pupil.name.clone());
        let own = &self.pupil.registry;
        let merged = self.known.map(|it| it.registry.laid_over(columns, own));
        let merged = merged.as_ref().unwrap_or(own);
        let field = fields::STUDENT_REGISTRY.at(student.bits());
        let seal = || sealer.seal(field, &Registry::text(&merged.sealed));
        let sealed = (!merged.sealed.is_empty()).then(seal);
        NewRegistry { student, name, open: Registry::text(&merged.open), sealed }
    }

    /// Whether the file says anything else of the pupil than the directory's own columns do.
    pub(super) fn own_differs(&self) -> bool {
        self.known.is_none_or(|known| own_differs(known, self.pupil, self.indexes))
    }

    /// Whether the `at`-th member must not come near the child.
    pub(super) fn is_barred(&self, at: usize) -> bool {
        let (member, numbers) = (&self.pupil.family[at], &self.indexes.family[at]);
        self.known.is_some_and(|known| is_barred(known, member, numbers))
    }

    /// Whom the child's family has already under the name of the `at`-th member.
    pub(super) fn known_member(&self, at: usize) -> Option<&KnownMember> {
        let name = &self.pupil.family[at].name;
        self.known?.family.iter().find(|it| it.name == *name)
    }
}
