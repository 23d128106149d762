//! Whom a row names and what it changes: decisions over values.

use std::collections::BTreeSet;

use jiff::civil::Date;
use vocab::{AccountId, ClassId, PlaceId, Role, SchoolId, Sex, StaffId};

use super::read::Said;
use crate::{model::Duty, scope::Reach};

/// The post that a school's own people neither give nor end.
pub(super) const PRINCIPAL: Duty = Duty::Role(Role::Principal);

/// A post: where, and what for.
pub(super) type Seat = (PlaceId, Duty);

/// Someone as the directory has them, with the posts that they hold now and since when.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Known {
    pub(super) id: StaffId,
    pub(super) place: PlaceId,
    pub(super) name: String,
    pub(super) sex: Option<Sex>,
    pub(super) subject: Option<String>,
    pub(super) phone: Option<String>,
    pub(super) account: Option<AccountId>,
    pub(super) posts: Vec<(Seat, Date)>,
}

/// Why a row cannot be taken over.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Doubt {
    /// Several people of the school bear the name, and no number tells which.
    Namesakes,
    /// The number is that of somebody at a school outside the sender's reach.
    Elsewhere,
    /// The number is that of somebody with another name.
    OtherName,
    /// The school has no such class in this year.
    NoClass,
    /// A school neither appoints nor dismisses its own principal.
    Superior,
}

impl Doubt {
    /// The column, what is wrong, and what to do.
    pub(super) fn told(self) -> (&'static str, &'static str, &'static str) {
        match self {
            Self::Namesakes => ("name", "本校有几位同名的教职工", "请填写手机号，以便认出是哪一位"),
            Self::Elsewhere => (
                "phone",
                "这个手机号登记在别的学校",
                "请核对号码；确是调入的，请教育局导入，或请原学校先办理离职",
            ),
            Self::OtherName => {
                ("phone", "这个手机号登记的是另一个姓名", "请核对手机号和姓名；改名请走数据订正")
            }
            Self::NoClass => ("class", "本学年没有这个班", "请核对班级，或先导入学籍"),
            Self::Superior => {
                ("duty", "校长由教育局任免", "请照系统中现任的填写；有变动的请教育局导入")
            }
        }
    }
}

/// What a row comes to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Step {
    pub(super) said: Said,
    /// Who it is, if they are known.
    pub(super) known: Option<Known>,
    pub(super) begins: BTreeSet<Seat>,
    pub(super) ends: Vec<(Seat, Date)>,
    /// Whether name, sex, subject, number or school differ.
    pub(super) differs: bool,
    /// Whether somebody of this name works there under another number.
    pub(super) has_namesake: bool,
}

impl Step {
    /// Whether there is anything to do.
    pub(super) fn is_idle(&self) -> bool {
        self.known.as_ref().is_some_and(|it| it.account.is_some())
            && !self.differs
            && self.begins.is_empty()
            && self.ends.is_empty()
    }
}

/// What a row is judged against.
pub(super) struct Against<'a> {
    /// Those who work at the school, and those elsewhere who have one of the sheet's numbers.
    pub(super) known: &'a [Known],
    /// The class that the row names, if the school has it.
    pub(super) class: Option<ClassId>,
    /// Whether the sheet has a column of classes at all.
    pub(super) tells_classes: bool,
    /// How far the sender reaches.
    pub(super) reach: Reach,
}

/// Who `said` means; `index` is the blind index of the number.
fn find<'a>(
    said: &Said,
    index: Option<&str>,
    known: &'a [Known],
) -> Result<Option<&'a Known>, Doubt> {
    let here = |it: &&Known| it.place == said.school.place() && it.name == said.name;
    if let Some(index) = index {
        if let Some(it) = known.iter().find(|it| it.phone.as_deref() == Some(index)) {
            return if it.name == said.name { Ok(Some(it)) } else { Err(Doubt::OtherName) };
        }
        // Somebody without a number is given this one; another number is another person.
        let mut without = known.iter().filter(here).filter(|it| it.phone.is_none());
        return match (without.next(), without.next()) {
            (one, None) => Ok(one),
            _ => Err(Doubt::Namesakes),
        };
    }
    let mut named = known.iter().filter(here);
    match (named.next(), named.next()) {
        (one, None) => Ok(one),
        _ => Err(Doubt::Namesakes),
    }
}

/// What `said` changes.
pub(super) fn judge(
    said: &Said,
    index: Option<&str>,
    against: &Against<'_>,
) -> Result<Step, Doubt> {
    let school: SchoolId = said.school;
    let known = find(said, index, against.known)?;
    let moves = known.is_some_and(|it| it.place != school.place());
    if moves && against.reach <= Reach::School {
        return Err(Doubt::Elsewhere);
    }
    if said.class.is_some() && against.class.is_none() {
        return Err(Doubt::NoClass);
    }
    let mut wanted: BTreeSet<Seat> =
        said.duties.iter().map(|duty| (school.place(), *duty)).collect();
    let heads = |it: &Seat| it.1 == Duty::Role(Role::ClassTeacher);
    wanted.extend(against.class.map(|it| (it.place(), Duty::Role(Role::ClassTeacher))));
    let held: &[(Seat, Date)] = known.map_or(&[], |it| it.posts.as_slice());
    let begins: BTreeSet<Seat> =
        wanted.iter().filter(|seat| held.iter().all(|it| it.0 != **seat)).copied().collect();
    // Where the sheet says nothing of classes, whoever leads one goes on, unless they move away.
    let stays = |seat: &Seat| heads(seat) && !against.tells_classes && !moves;
    let ends = held.iter().filter(|it| !wanted.contains(&it.0) && !stays(&it.0));
    let ends: Vec<(Seat, Date)> = ends.copied().collect();
    let mut changed = begins.iter().chain(ends.iter().map(|it| &it.0));
    if against.reach <= Reach::School && changed.any(|it| it.1 == PRINCIPAL) {
        return Err(Doubt::Superior);
    }
    let differs = known.is_some_and(|it| {
        moves
            || said.sex.is_some() && said.sex != it.sex
            || said.subject.is_some() && said.subject != it.subject
            || index.is_some() && it.phone.is_none()
    });
    let is_namesake =
        |it: &Known| it.place == school.place() && it.name == said.name && known.is_none();
    Ok(Step {
        said: said.clone(),
        known: known.cloned(),
        begins,
        ends,
        differs,
        has_namesake: against.known.iter().any(is_namesake),
    })
}

/// The posts of class teachers that end because somebody else takes the class.
pub(super) fn replaced(steps: &[Step], known: &[Known]) -> Vec<(StaffId, Seat, Date)> {
    let taken: BTreeSet<Seat> = steps
        .iter()
        .flat_map(|it| it.begins.iter())
        .filter(|it| it.1 == Duty::Role(Role::ClassTeacher))
        .copied()
        .collect();
    let ended = |id: StaffId, seat: &Seat| {
        let of = |it: &&Step| it.known.as_ref().is_some_and(|known| known.id == id);
        steps.iter().filter(of).any(|it| it.ends.iter().any(|end| end.0 == *seat))
    };
    known
        .iter()
        .flat_map(|it| it.posts.iter().map(|(seat, since)| (it.id, *seat, *since)))
        .filter(|(id, seat, _)| taken.contains(seat) && !ended(*id, seat))
        .collect()
}
