//! Confirming a class, settling a difference.

use platform::act::Source;
use vocab::{ClassId, StudentId, Term};

use super::{Said, rules, store};
use crate::{
    Error, calendar,
    scope::{Reach, Scope},
    students,
};

/// What a class teacher says.
pub(super) struct Word<'a> {
    /// Who is on the roll and not in the class.
    pub(super) absent: &'a [StudentId],
    /// Where they are.
    pub(super) word: &'a str,
    /// The names of those who are on no roll, line by line.
    pub(super) extras: &'a str,
}

/// Confirms `class` for the term that runs.
pub(super) async fn confirm(
    source: &impl Source,
    class: ClassId,
    word: &Word<'_>,
) -> Result<(), Error> {
    platform::act!(source, "directory.census.confirm", |act| {
        act.about(class);
        let (by, now) = (act.origin().account, act.origin().now);
        let day = act.origin().civil_now.date();
        let tx = act.tx();
        let term = calendar::term_at(tx, day).await?.ok_or(Error::Missing)?.term;
        let roster: Vec<StudentId> =
            students::roster(tx, class, day).await?.into_iter().map(|it| it.id).collect();
        let all = rules::differences(&roster, word.absent, word.word, word.extras)?;
        let on_roll = i64::try_from(roster.len()).unwrap_or(i64::MAX);
        let said = Said { term, class, on_roll, day };
        // What was said before in the term is kept, and what was settled of it goes on.
        let scope = Scope { place: class.place(), reach: Reach::Class };
        let before = store::differences(tx, scope, term).await?;
        store::keep(tx, term, class).await?;
        store::keep_differences(tx, term, class).await?;
        store::clear_differences(tx, term, class).await?;
        store::set(tx, &said, by, now).await?;
        store::add_differences(tx, &said, &all, |it| rules::settled_before(&before, it)).await?;
        act.note("term", term);
        act.note("on_roll", on_roll);
        act.note("differences", all.len());
        Ok(())
    })
}

/// Settles difference `number` of a class of the school `scope`.
pub(super) async fn settle(
    source: &impl Source,
    scope: Scope,
    (term, class, number): (Term, ClassId, i64),
    words: &str,
) -> Result<(), Error> {
    platform::act!(source, "directory.census.settle", |act| {
        act.about(class);
        act.note("term", term);
        act.note("number", number);
        let day = act.origin().civil_now.date();
        let words = words.trim();
        if words.is_empty() {
            return Err(rules::Refusal::NoSettlement.into());
        }
        let at = (term, class, number);
        if !store::settle(act.tx(), scope, at, (day, words)).await? {
            return Err(Error::Missing);
        }
        Ok(())
    })
}
