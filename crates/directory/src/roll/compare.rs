//! What a row changes of what the directory says. A pure comparison: numbers are compared by their
//! blind indexes, so that nothing is opened for it but the sealed document.

use jiff::civil::Date;
use vocab::{Grade, GuardianId, RollKind, SchoolId, Sex, StudentId};

use super::{
    document::{OTHER_NUMBER, Registry},
    read::{Member, Pupil},
};
use crate::model::{Relation, Standing};

/// A pupil as the directory has it.
#[derive(Clone)]
pub(crate) struct Known {
    pub(crate) id: StudentId,
    pub(crate) name: String,
    pub(crate) sex: Option<Sex>,
    pub(crate) born: Option<Date>,
    pub(crate) id_kind: String,
    pub(crate) id_index: Option<String>,
    pub(crate) roll_kind: Option<RollKind>,
    pub(crate) roll_index: Option<String>,
    pub(crate) standing: Standing,
    pub(crate) school: Option<SchoolId>,
    pub(crate) grade: Option<Grade>,
    pub(crate) class_number: i64,
    pub(crate) seat: i64,
    pub(crate) registry: Registry,
    pub(crate) family: Vec<KnownMember>,
}

/// Someone who belongs to the pupil.
#[derive(Clone)]
pub(crate) struct KnownMember {
    pub(crate) guardian: GuardianId,
    pub(crate) name: String,
    pub(crate) relation: Relation,
    pub(crate) is_guardian: bool,
    /// Must not come near the pupil.
    pub(crate) no_contact: bool,
    pub(crate) phone_index: Option<String>,
    pub(crate) id_index: Option<String>,
}

/// The indexes of a row's numbers.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Indexes {
    /// Of the ID number.
    pub(crate) id: Option<String>,
    /// Of a 学籍号 that is not G and the ID number.
    pub(crate) roll: Option<String>,
    /// Of each member's telephone and ID number.
    pub(crate) family: Vec<(Option<String>, Option<String>)>,
}

/// What differs.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Difference {
    /// Another school, grade or class, or back at school.
    pub(crate) moves: bool,
    /// The titles of what else differs.
    pub(crate) changes: Vec<String>,
}

impl Difference {
    /// Whether nothing differs.
    pub(crate) fn is_none(&self) -> bool {
        !self.moves && self.changes.is_empty()
    }
}

/// What `pupil` changes of `known`.
pub(crate) fn difference(
    known: &Known,
    pupil: &Pupil,
    indexes: &Indexes,
    columns: &[String],
) -> Difference {
    let moves = moves(known, pupil);
    let mut changes: Vec<String> =
        own_changes(known, pupil, indexes, moves).into_iter().map(str::to_owned).collect();
    changes.extend(registry_changes(known, pupil, columns));
    changes.extend(family_changes(known, pupil, indexes));
    Difference { moves, changes }
}

/// Whether the pupil sits elsewhere than the directory says.
fn moves(known: &Known, pupil: &Pupil) -> bool {
    known.standing != Standing::Enrolled
        || known.school != Some(pupil.school)
        || known.grade != Some(pupil.grade)
        || known.class_number != pupil.class_number
}

/// Whether anything differs of what the directory has columns of its own for.
pub(crate) fn own_differs(known: &Known, pupil: &Pupil, indexes: &Indexes) -> bool {
    !own_changes(known, pupil, indexes, moves(known, pupil)).is_empty()
}

fn own_changes(known: &Known, pupil: &Pupil, indexes: &Indexes, moves: bool) -> Vec<&'static str> {
    let kind = pupil.roll.as_ref().map(vocab::RollNumber::kind);
    let roll_differs = known.roll_kind != kind || known.roll_index != indexes.roll;
    // Who changes class gets a seat there.
    let seat = pupil.seat.filter(|_| !moves);
    let all = [
        ("姓名", known.name != pupil.name),
        ("性别", pupil.sex.is_some() && known.sex != pupil.sex),
        ("出生日期", pupil.born.is_some() && known.born != pupil.born),
        ("身份证件类型", known.id_kind != pupil.id_kind),
        ("身份证件号", indexes.id.is_some() && known.id_index != indexes.id),
        ("学籍号", kind.is_some() && roll_differs),
        ("班内学号", seat.is_some_and(|it| it != known.seat)),
    ];
    all.into_iter().filter(|it| it.1).map(|it| it.0).collect()
}

fn registry_changes(known: &Known, pupil: &Pupil, columns: &[String]) -> Vec<String> {
    let merged = known.registry.laid_over(columns, &pupil.registry);
    if merged == known.registry {
        return Vec::new();
    }
    let value = |it: &Registry, key: &str| it.open.get(key).or(it.sealed.get(key)).cloned();
    let columns_of_layout = &super::read::layout().columns;
    let keys = columns.iter().map(String::as_str).chain([OTHER_NUMBER]);
    let changed = keys.filter(|key| value(&merged, key) != value(&known.registry, key));
    changed
        .filter_map(|key| columns_of_layout.iter().find(|it| it.key == key))
        .map(|it| it.title.clone())
        .collect()
}

fn family_changes(known: &Known, pupil: &Pupil, indexes: &Indexes) -> Vec<String> {
    let members = pupil.family.iter().zip(&indexes.family);
    members.flat_map(|(member, numbers)| member_changes(known, member, numbers)).collect()
}

fn member_changes(
    known: &Known,
    member: &Member,
    (phone, id): &(Option<String>, Option<String>),
) -> Vec<String> {
    let mut changes = Vec::new();
    let label = member.relation.label();
    let Some(before) = known.family.iter().find(|it| it.name == member.name) else {
        return vec![format!("新的家庭成员（{label}）")];
    };
    if phone.is_some() && before.phone_index != *phone {
        changes.push(format!("{label}的联系电话"));
    }
    if id.is_some() && before.id_index != *id {
        changes.push(format!("{label}的身份证件号"));
    }
    if before.relation != member.relation || before.is_guardian != member.is_guardian {
        changes.push(format!("与{label}的关系"));
    }
    changes
}

/// Whether a member of a row is someone who must not come near the pupil: by name, or, under a name
/// that the family does not have, by the ID number or the telephone.
pub(crate) fn is_barred(
    known: &Known,
    member: &Member,
    (phone, id): &(Option<String>, Option<String>),
) -> bool {
    if let Some(it) = known.family.iter().find(|it| it.name == member.name) {
        return it.no_contact;
    }
    let same = |told: &Option<String>, stored: &Option<String>| told.is_some() && told == stored;
    let barred = known.family.iter().filter(|it| it.no_contact);
    barred.into_iter().any(|it| same(phone, &it.phone_index) || same(id, &it.id_index))
}

/// Which members of a row must not come near the pupil, and are told of otherwise than they are
/// known.
pub(crate) fn barred<'a>(
    known: &'a Known,
    pupil: &'a Pupil,
    indexes: &'a Indexes,
) -> impl Iterator<Item = &'a Member> {
    let members = pupil.family.iter().zip(&indexes.family);
    let told = members.filter(|(member, numbers)| {
        is_barred(known, member, numbers) && !member_changes(known, member, numbers).is_empty()
    });
    told.map(|it| it.0)
}
