//! A family says who may collect its child, and who fetches it early.

use db::Tx;
use directory::{
    collectors::{self, NewCollector},
    events::ContactBarred,
    model::{Guardian, Relation},
    students,
};
use jiff::civil::{Date, Time};
use platform::{act::Source, seal::Sealer};
use vocab::{GuardianId, Phone, StudentId, Term};
use web::Visit;

use super::{
    model::{EarlyLeave, EarlyLeaveId},
    rules::{self, Known, Refusal},
    store,
};
use crate::aftercare::{
    error::{Error, refusals},
    participation::{self, actions::child_of, rules::counts_on},
    people,
    programme::{
        self,
        model::{Plan, Service},
    },
};

refusals!(Refusal);

fn known(all: &[Guardian]) -> Vec<Known<'_>> {
    all.iter().map(as_known).collect()
}

fn as_known(it: &Guardian) -> Known<'_> {
    Known { name: &it.name, may_collect: it.may_collect, no_contact: it.no_contact }
}

/// What a family types of someone who is to collect.
#[derive(Debug, Clone)]
pub struct Wanted {
    /// Made with the form, so that a form sent twice makes one row.
    pub id: GuardianId,
    /// The name.
    pub name: String,
    /// What he or she is to the child.
    pub relation: Relation,
    /// A number to call.
    pub phone: Option<Phone>,
    /// Whether siblings too.
    pub for_siblings: bool,
}

/// Puts someone onto the list of a child, and of its siblings where that is asked.
pub async fn add(visit: &Visit, student: StudentId, wanted: &Wanted) -> Result<(), Error> {
    let (account, today) = (visit.actor.account, visit.today());
    platform::act!(visit, "aftercare.collector.add", |act| {
        let sealer: &Sealer = visit.cell.service();
        let now = act.origin().now;
        let tx = act.tx();
        child_of(tx, account, student, today).await?;
        let mut children = vec![student];
        if wanted.for_siblings {
            let own = people::children_of(tx, account, today).await?;
            children.extend(own.into_iter().map(|it| it.id).filter(|it| *it != student));
        }
        let mut added = 0;
        // A family has a handful of children.
        for child in children {
            let people = students::guardians_of(tx, child, today).await?;
            match rules::may_add(&wanted.name, &known(&people)) {
                Err(Refusal::Already) if child != student || is_again(&people, wanted) => continue,
                verdict => verdict?,
            }
            let it = NewCollector {
                id: wanted.id,
                name: wanted.name.clone(),
                relation: wanted.relation,
                phone: wanted.phone.clone(),
            };
            collectors::add(tx, sealer, child, &it, (today, now)).await?;
            added += 1;
        }
        act.about(student);
        act.note("relation", wanted.relation.label());
        act.note("children", added);
        Ok(())
    })
}

/// Whether the form was sent twice.
fn is_again(people: &[Guardian], wanted: &Wanted) -> bool {
    people.iter().any(|it| it.id == wanted.id)
}

/// Takes someone off a child's list.
pub async fn end(visit: &Visit, student: StudentId, guardian: GuardianId) -> Result<(), Error> {
    let (account, today) = (visit.actor.account, visit.today());
    platform::act!(visit, "aftercare.collector.end", |act| {
        let now = act.origin().now;
        let tx = act.tx();
        child_of(tx, account, student, today).await?;
        let people = students::guardians_of(tx, student, today).await?;
        let found = people.iter().find(|it| it.id == guardian && it.may_collect);
        if found.ok_or(Error::Missing)?.is_guardian {
            return Err(Refusal::IsGuardian.into());
        }
        act.about(student);
        collectors::end(act.tx(), student, guardian, (today, now)).await?;
        Ok(())
    })
}

/// What a family asks for one day.
#[derive(Debug, Clone, Copy)]
pub struct Asked {
    /// Made with the form.
    pub id: EarlyLeaveId,
    /// The child.
    pub student: StudentId,
    /// The day.
    pub day: Date,
    /// When.
    pub at: Time,
    /// By whom.
    pub guardian: GuardianId,
}

/// A family says that it fetches its child before the end; the teacher sees it when calling the
/// roll, and so does the gate.
pub async fn ask_early(visit: &Visit, term: Term, asked: Asked) -> Result<(), Error> {
    let (account, now) = (visit.actor.account, visit.civil_now());
    platform::act!(visit, "aftercare.collector.early", |act| {
        let tx = act.tx();
        let child = child_of(tx, account, asked.student, now.date()).await?;
        let lasts = lasts(tx, &child, term, asked.day).await?;
        rules::may_leave_early(asked.day, asked.at, lasts, now)?;
        let people = students::guardians_of(tx, child.id, asked.day).await?;
        let found = people.iter().find(|it| it.id == asked.guardian && it.may_collect);
        let who = found.ok_or(Refusal::NotOnList)?;
        let early = EarlyLeave {
            id: asked.id,
            student: child.id,
            day: asked.day,
            at: asked.at,
            guardian: who.id,
            with_whom: format!("{} {}", who.relation.label(), who.name),
            is_withdrawn: false,
        };
        if store::add(tx, &[early], now, Some(account)).await? == 0
            && store::find(tx, asked.id).await?.is_none()
        {
            return Err(Refusal::Twice.into());
        }
        if let Some(head) = people::head_of(tx, child.class).await? {
            act.tell(head, "有学生今天提前接走，点名时会显示由谁接", "/aftercare/today");
        }
        act.about(asked.id);
        act.note("day", asked.day);
        Ok(())
    })
}

/// From when to when a child is in basic care on `day`, if it takes part.
async fn lasts(
    tx: &mut Tx,
    child: &people::Child,
    term: Term,
    day: Date,
) -> Result<Option<(Time, Time)>, Error> {
    let all = participation::store::of_students(tx, &[child.id], term).await?;
    if !all.iter().any(|it| it.service == Service::Basic && counts_on(it, day)) {
        return Ok(None);
    }
    let found = programme::store::find_of_school(tx, child.school, term).await?;
    let Some(found) = found else { return Ok(None) };
    let plan = Plan { slots: programme::store::slots(tx, found.id).await?, ..Plan::default() };
    let starts = plan.day(Service::Basic, day.weekday()).first().map(|it| it.starts);
    Ok(starts.zip(plan.ends(Service::Basic, day.weekday())))
}

/// A family takes its word back.
pub async fn withdraw_early(visit: &Visit, id: EarlyLeaveId) -> Result<StudentId, Error> {
    let (account, now) = (visit.actor.account, visit.civil_now());
    platform::act!(visit, "aftercare.collector.withdraw-early", |act| {
        let it = store::find(act.tx(), id).await?.ok_or(Error::Missing)?;
        child_of(act.tx(), account, it.student, now.date()).await?;
        if it.is_withdrawn {
            return Err(Refusal::Withdrawn.into());
        }
        act.about(id);
        store::set_withdrawn(act.tx(), id, now).await?;
        Ok(it.student)
    })
}

/// What a child's page shows of who collects it.
#[derive(Debug)]
pub struct OfChild {
    /// Its people who may collect: whether a guardian, and in words.
    pub collectors: Vec<(GuardianId, bool, String)>,
    /// Days on which it is fetched early.
    pub early: Vec<EarlyLeave>,
}

/// Who collects the actor's child.
pub async fn of_child(visit: &Visit, student: StudentId) -> Result<OfChild, Error> {
    let (account, today) = (visit.actor.account, visit.today());
    db::read!(visit.db(), "collectors", |tx| {
        child_of(tx, account, student, today).await?;
        let people = students::guardians_of(tx, student, today).await?;
        let may = people.iter().filter(|it| it.may_collect && !it.no_contact);
        let words = |it: &Guardian| format!("{} {}", it.relation.label(), it.name);
        let collectors = may.map(|it| (it.id, it.is_guardian, words(it))).collect();
        Ok(OfChild { collectors, early: store::from_day(tx, &[student], today).await? })
    })
}

/// What was agreed with someone who must not come near the child any more is void.
pub(super) async fn void(source: &impl Source, it: ContactBarred) -> Result<u64, db::Error> {
    platform::act!(source, "aftercare.collector.bar", |act| {
        let now = act.origin().civil_now;
        let who = (it.student, it.guardian);
        let count = store::void(act.tx(), who, it.day, now).await?;
        act.about(it.student);
        act.note("agreements", count);
        Ok(count)
    })
}
