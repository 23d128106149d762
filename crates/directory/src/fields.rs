//! The sealed fields of the directory. Their names never change: keys derive from them.

use platform::seal::{Field, SealedColumn, Sealer};
use vocab::{IdNumber, Kind, Phone, RollNumber};

/// The ID number of a pupil.
pub const STUDENT_ID: Field = Field::new("student.id_number");
/// A 学籍号 that is not G and the ID number.
pub const STUDENT_ROLL: Field = Field::new("student.roll_number");
/// The columns of the roll that are personal beyond names and dates.
pub const STUDENT_REGISTRY: Field = Field::new("student.registry");
/// A roll that was sent in, and the copy that answers it.
pub const ROLL_FILE: Field = Field::new("roll_part.sealed");
/// The ID number of a guardian.
pub const GUARDIAN_ID: Field = Field::new("guardian.id_number");
/// The telephone number of a guardian.
pub const GUARDIAN_PHONE: Field = Field::new("guardian.phone");
/// The telephone number in a request to be bound to a child.
pub const REQUEST_PHONE: Field = Field::new("guardian_request.phone");
/// By which document someone must not come near a child.
pub const CONTACT_DOCUMENT: Field = Field::new("contact_order.document");
/// Why that ended.
pub const CONTACT_REASON: Field = Field::new("contact_order.reason");
/// The telephone number of someone who works at a school.
pub const STAFF_PHONE: Field = Field::new("staff.phone");
/// The telephone number of someone who works at a partner.
pub const PARTNER_PHONE: Field = Field::new("institution_person.phone");

/// Where they are kept, so that they can be sealed anew with another key. What an import holds on
/// its way is left out: it goes when the import closes, and opens with its key until then.
pub(crate) const COLUMNS: &[SealedColumn] = &[
    platform::sealed_column!(STUDENT_ID, "student", "id_sealed"),
    platform::sealed_column!(STUDENT_ROLL, "student", "roll_sealed"),
    platform::sealed_column!(STUDENT_REGISTRY, "student", "registry_sealed"),
    platform::sealed_column!(GUARDIAN_ID, "guardian", "id_sealed"),
    platform::sealed_column!(GUARDIAN_PHONE, "guardian", "phone_sealed"),
    platform::sealed_column!(REQUEST_PHONE, "guardian_request", "phone_sealed"),
    platform::sealed_column!(CONTACT_DOCUMENT, "contact_order", "document_sealed"),
    platform::sealed_column!(CONTACT_REASON, "contact_order", "reason_sealed"),
    platform::sealed_column!(STAFF_PHONE, "staff", "phone_sealed"),
    platform::sealed_column!(PARTNER_PHONE, "institution_person", "phone_sealed"),
];

/// A value as two columns hold it: what opens with the key, and what it is found by.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Sealed {
    /// The ciphertext, bound to its row.
    pub text: String,
    /// The blind index.
    pub index: String,
}

/// A number in the one form that is sealed and searched.
pub trait Numbered {
    /// The number, upper case and without spaces.
    fn number(&self) -> &str;
}

impl Numbered for IdNumber {
    fn number(&self) -> &str {
        self.open()
    }
}
impl Numbered for RollNumber {
    fn number(&self) -> &str {
        self.open()
    }
}
impl Numbered for Phone {
    fn number(&self) -> &str {
        self.open()
    }
}

/// Seals `value` for the row `id`.
pub fn seal<K: Kind>(
    sealer: &Sealer,
    field: Field,
    id: vocab::Id<K>,
    value: &impl Numbered,
) -> Sealed {
    let number = value.number();
    Sealed { text: sealer.seal(field.at(id.bits()), number), index: sealer.index(field, number) }
}
