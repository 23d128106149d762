//! A new term begins with last term's programmes, as drafts that the schools look over and file.

use jiff::civil::DateTime;
use platform::act::{Act, Source};
use vocab::{SchoolId, Term};
use web::Visit;

use super::store;
use crate::aftercare::{
    error::Error,
    people,
    programme::{
        self,
        model::{Programme, ProgrammeId, Settings, State},
    },
};

/// Copies the programmes of the term before `term` for every school that has none yet, as a job.
pub async fn copy_all(source: &impl Source, term: Term) -> Result<usize, Error> {
    platform::act!(source, "aftercare.programme.copy-all", |act| {
        let made = copy(act, term, None).await?;
        act.note("term", term);
        act.note("programmes", made.len());
        let today = act.origin().civil_now.date();
        // One message a school, to the few who keep its service.
        let schools: Vec<SchoolId> = made.iter().map(|it| it.1).collect();
        for (_, keeper) in people::keepers_of(act.tx(), &schools, today).await? {
            let title = format!("{}课后服务方案草稿已按上学期生成，请核对后申报", term.label());
            act.tell(keeper, title, format!("/aftercare/school/programme?term={term}"));
        }
        Ok(made.len())
    })
}

/// Copies a school's programme of the term before `term`, where it has none for `term` yet.
pub async fn copy_for_school(
    visit: &Visit,
    school: SchoolId,
    term: Term,
) -> Result<ProgrammeId, Error> {
    platform::act!(visit, "aftercare.programme.copy", |act| {
        let made = copy(act, term, Some(school)).await?;
        let words = "没有可以复制的方案：上学期没有方案，或者这个学期已经有了。";
        let id = made.first().ok_or_else(|| Error::Refused(words.to_owned()))?.0;
        act.about(id);
        act.note("term", term);
        Ok(id)
    })
}

async fn copy(
    act: &mut Act<'_>,
    term: Term,
    school: Option<SchoolId>,
) -> Result<Vec<(ProgrammeId, SchoolId)>, Error> {
    let before = term.previous();
    let origin = act.origin().clone();
    let tx = act.tx();
    let found = store::to_copy(tx, before, term, school).await?;
    let schools: Vec<SchoolId> = found.iter().map(|it| it.1).collect();
    let old = programme::store::of_schools(tx, &schools, before).await?;
    let ids: Vec<ProgrammeId> = old.iter().map(|it| it.id).collect();
    let slots = programme::store::slots_of(tx, &ids).await?;
    let fresh: Vec<(ProgrammeId, Programme)> =
        old.into_iter().map(|it| (it.id, draft(it, term, origin.ids.make(origin.now)))).collect();
    programme::store::add_programmes(tx, fresh.iter().map(|it| &it.1)).await?;
    let rows = slots.into_iter().filter_map(|(id, slot)| {
        let own = fresh.iter().find(|it| it.0 == id)?;
        Some((own.1.id, slot))
    });
    programme::store::add_slots(tx, rows).await?;
    settings(act, before, term, origin.civil_now).await?;
    Ok(fresh.into_iter().map(|it| (it.1.id, it.1.school)).collect())
}

fn draft(old: Programme, term: Term, id: ProgrammeId) -> Programme {
    Programme {
        id,
        term,
        state: State::Draft,
        version: 1,
        filed_at: None,
        answer_due: None,
        returned_for: None,
        ..old
    }
}

/// What the county settled goes on, too, until it settles otherwise: schools file by the first day.
async fn settings(act: &mut Act<'_>, before: Term, term: Term, now: DateTime) -> Result<(), Error> {
    let tx = act.tx();
    if programme::store::find_settings(tx, term).await?.is_some() {
        return Ok(());
    }
    let Some(old) = programme::store::find_settings(tx, before).await? else { return Ok(()) };
    let first = people::term_days(tx, term).await?.map_or(now.date(), |it| it.0);
    Ok(programme::store::set_settings(tx, term, &Settings { file_due: first, ..old }).await?)
}
