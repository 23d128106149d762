//! What a class teacher may say of a class.

use std::collections::BTreeSet;

use jiff::civil::Date;
use vocab::{StudentId, normalise_name};

use super::{Difference, Kind, Line};

/// So many pupils without a roll are entered at once.
const EXTRAS_MAX: usize = 20;
const NAME_MAX: usize = 40;

/// Why something cannot be said.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// Someone is named who is not in this class.
    #[error("名单刚才有变动，请返回重新核对本班学生")]
    NotOfClass,
    /// Whoever is missing needs a word on where he or she is.
    #[error("请写明不在班学生的去向，如：随父母在外地就读")]
    NoWord,
    /// Too many, or a name too long.
    #[error("每行写一个姓名，最多{EXTRAS_MAX}行，每个姓名不超过{NAME_MAX}个字")]
    Extras,
    /// How a difference was settled is not said.
    #[error("请写明怎样处理的，如：已转出、已补录学籍")]
    NoSettlement,
}

/// What differs, from what a class teacher ticked and wrote: the pupils of `roster` who are not in the
/// class, a word on them, and the names of those in the class who are on no roll, line by line.
pub(super) fn differences(
    roster: &[StudentId],
    absent: &[StudentId],
    word: &str,
    extras: &str,
) -> Result<Vec<Difference>, Refusal> {
    let absent: BTreeSet<StudentId> = absent.iter().copied().collect();
    if absent.iter().any(|it| !roster.contains(it)) {
        return Err(Refusal::NotOfClass);
    }
    let word = word.trim();
    if word.is_empty() && !absent.is_empty() {
        return Err(Refusal::NoWord);
    }
    let names: BTreeSet<String> =
        extras.lines().map(normalise_name).filter(|it| !it.is_empty()).collect();
    if names.len() > EXTRAS_MAX || names.iter().any(|it| it.chars().count() > NAME_MAX) {
        return Err(Refusal::Extras);
    }
    let note = word.to_owned();
    let of_roll = absent.into_iter().map(|student| Difference {
        kind: Kind::Absent,
        student: Some(student),
        name: String::new(),
        note: note.clone(),
    });
    let of_class = names.into_iter().map(|name| Difference {
        kind: Kind::Extra,
        student: None,
        name,
        note: String::new(),
    });
    Ok(of_roll.chain(of_class).collect())
}

/// When and how a difference was settled that is named again: of the same person, in the same words.
/// Where the words are others, something has happened since, and it is open again.
pub(super) fn settled_before(before: &[Line], it: &Difference) -> Option<(Date, String)> {
    let same = |line: &&Line| {
        let person = line.it.student.is_some() || line.it.name == it.name;
        (line.it.kind, line.it.student, line.it.note.as_str())
            == (it.kind, it.student, it.note.as_str())
            && person
    };
    before.iter().find(same).and_then(|line| line.settled.clone())
}
