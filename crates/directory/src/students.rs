//! Pupils, for whoever asks: lists, records, rosters, children of a guardian. Each takes the open
//! transaction, so that a domain reads in its own.

use std::collections::HashMap;

use db::Tx;
use jiff::civil::Date;
use vocab::{AccountId, ClassId, StudentId};

use crate::{
    Error,
    model::{Child, Enrolment, Guardian, Student, StudentFilter, StudentKey, StudentLine},
    scope::Scope,
    store,
};

/// A page of a list: at most `limit` lines, and where the next page begins.
pub async fn page(
    tx: &mut Tx,
    scope: Scope,
    filter: &StudentFilter,
    after: Option<StudentKey>,
    limit: usize,
) -> Result<(Vec<StudentLine>, Option<StudentKey>), Error> {
    let after = after.unwrap_or(StudentKey::START);
    let mut lines = store::students::students(tx, scope, filter, after, limit + 1).await?;
    let more = lines.len() > limit;
    lines.truncate(limit);
    let next = if more { lines.last().map(StudentKey::after) } else { None };
    Ok((lines, next))
}

/// How many pupils a list has in all.
pub async fn count(tx: &mut Tx, scope: Scope, filter: &StudentFilter) -> Result<i64, Error> {
    Ok(store::students::count_students(tx, scope, filter).await?)
}

/// The record of `id`. Outside the scope it is missing.
pub async fn load(tx: &mut Tx, scope: Scope, id: StudentId) -> Result<Student, Error> {
    store::students::find_student(tx, scope, id).await?.ok_or(Error::Missing)
}

/// The pupils of a class on `day`, by seat.
pub async fn roster(tx: &mut Tx, class: ClassId, day: Date) -> Result<Vec<StudentLine>, Error> {
    Ok(store::students::roster(tx, class, day).await?)
}

/// Where a pupil is and was, the latest first.
pub async fn history(tx: &mut Tx, student: StudentId) -> Result<Vec<Enrolment>, Error> {
    Ok(store::enrolment::enrolments(tx, student).await?)
}

/// Who belongs to a pupil on `day`, in the order in which to call.
pub async fn guardians_of(
    tx: &mut Tx,
    student: StudentId,
    day: Date,
) -> Result<Vec<Guardian>, Error> {
    Ok(store::guardians::guardians_of(tx, student, day).await?)
}

/// Who belongs to each of `students` on `day`, in the order in which to call.
pub async fn guardians_of_each(
    tx: &mut Tx,
    students: &[StudentId],
    day: Date,
) -> Result<HashMap<StudentId, Vec<Guardian>>, Error> {
    let mut each = HashMap::<StudentId, Vec<Guardian>>::new();
    for (student, guardian) in store::guardians::guardians_of_each(tx, students, day).await? {
        each.entry(student).or_default().push(guardian);
    }
    Ok(each)
}

/// The children that `account` may act for on `day`, eldest first.
pub async fn children_of(tx: &mut Tx, account: AccountId, day: Date) -> Result<Vec<Child>, Error> {
    Ok(store::guardians::children_of(tx, account, day).await?)
}

/// The child `student` of `account`. Somebody else's is missing.
pub async fn load_child(
    tx: &mut Tx,
    account: AccountId,
    student: StudentId,
    day: Date,
) -> Result<Child, Error> {
    store::guardians::find_child(tx, account, student, day).await?.ok_or(Error::Missing)
}
