//! What a school does with its dismissal table, and who leaves when on a day.

use std::collections::{BTreeMap, BTreeSet};

use db::Tx;
use directory::model::Relation;
use jiff::civil::{Date, Time};
use vocab::{ClassId, Grade, Personal, PlaceId, SchoolId, StudentId, Term};
use web::Visit;

use super::{
    model::{Batch, Stage, Table},
    rules::{self, Child, Finding, Leaving, Refusal},
    store::{self, Present},
};
use crate::aftercare::{
    days::model::Exception,
    error::{Error, refusals},
    participation::{
        actions::{OfChild, child_of},
        rules::counts_on,
    },
    people,
    programme::{
        self,
        model::{Service, WEEKDAYS},
    },
};

refusals!(Refusal);

/// What the school's editor shows.
#[derive(Debug)]
pub struct Desk {
    /// The table, if it was begun.
    pub table: Option<Table>,
    /// What is written.
    pub draft: Vec<Batch>,
    /// What families see.
    pub published: Vec<Batch>,
    /// The grades of the school.
    pub grades: BTreeSet<Grade>,
    /// When the service ends, if there is a programme.
    pub ends: Option<Time>,
    /// What is wrong with the draft.
    pub findings: Vec<Finding>,
    /// What families declared: grade, time, how many.
    pub declared: Vec<(Grade, Time, i64)>,
}

/// A school's table of a term.
pub async fn desk(visit: &Visit, school: SchoolId, term: Term) -> Result<Desk, Error> {
    db::read!(visit.db(), "dismissal desk", |tx| { load(tx, school, term).await })
}

async fn load(tx: &mut Tx, school: SchoolId, term: Term) -> Result<Desk, Error> {
    let draft = store::batches(tx, school, term, Stage::Draft).await?;
    let grades: BTreeSet<Grade> = store::grades_of(tx, school, term).await?.into_iter().collect();
    let ends = ends_of(tx, school, term, Service::Basic).await?;
    Ok(Desk {
        table: store::find(tx, school, term).await?,
        published: store::batches(tx, school, term, Stage::Published).await?,
        findings: rules::findings(&draft, &grades, ends.unwrap_or(Time::midnight())),
        declared: store::declared(tx, school, term).await?,
        draft,
        grades,
        ends,
    })
}

/// When a service of a school ends at the latest of its days, if it offers it.
async fn ends_of(
    tx: &mut Tx,
    school: SchoolId,
    term: Term,
    service: Service,
) -> Result<Option<Time>, Error> {
    let Some(found) = programme::store::find_of_school(tx, school, term).await? else {
        return Ok(None);
    };
    let slots = programme::store::slots(tx, found.id).await?;
    let of_service =
        |it: &&programme::model::Slot| it.service == service && WEEKDAYS.contains(&it.weekday);
    Ok(slots.iter().filter(of_service).map(|it| it.ends).max())
}

/// Writes the draft of a school's table, read at `version` (zero for none yet).
pub async fn save(
    visit: &Visit,
    school: SchoolId,
    term: Term,
    version: i64,
    batches: &[Batch],
) -> Result<(), Error> {
    platform::act!(visit, "aftercare.dismissal.save", |act| {
        let tx = act.tx();
        let fresh = Table { school, term, version: 1, published_at: None };
        let done = match store::find(tx, school, term).await? {
            Some(found) if found.version == version => {
                store::set_version(tx, &found, found.published_at).await?
            }
            Some(_) => false,
            None => version == 0 && store::add(tx, &[fresh]).await? == 1,
        };
        if !done {
            return Err(Error::Stale);
        }
        store::clear_batches(tx, school, term, Stage::Draft).await?;
        let rows = batches.iter().map(|it| (school, term, Stage::Draft, it.clone()));
        store::add_batches(tx, rows).await?;
        act.about(school);
        act.note("term", term);
        Ok(())
    })
}

/// Publishes the draft: families, teachers and the gate see it from now on, and families are told.
pub async fn publish(
    visit: &Visit,
    school: SchoolId,
    term: Term,
    version: i64,
) -> Result<(), Error> {
    let now = visit.civil_now();
    platform::act!(visit, "aftercare.dismissal.publish", |act| {
        let tx = act.tx();
        let desk = load(tx, school, term).await?;
        rules::may_publish(&desk.draft, &desk.findings)?;
        let table = desk.table.ok_or(Refusal::Empty)?;
        if table.version != version || !store::set_version(tx, &table, Some(now)).await? {
            return Err(Error::Stale);
        }
        store::clear_batches(tx, school, term, Stage::Published).await?;
        let rows = desk.draft.iter().map(|it| (school, term, Stage::Published, it.clone()));
        store::add_batches(tx, rows).await?;
        let served = store::present(tx, school, term, now.date()).await?;
        let students: Vec<StudentId> = served.iter().map(|it| it.id).collect();
        act.about(school);
        act.note("children", students.len());
        let told: BTreeSet<_> = people::guardians_of(act.tx(), &students, now.date())
            .await?
            .into_iter()
            .map(|it| it.1)
            .collect();
        for account in told {
            act.tell(account, "学校公布了错时放学安排，请按时到校门接孩子", "/family/aftercare");
        }
        Ok(())
    })
}

/// A child at the gate on a day.
#[derive(Debug)]
pub struct Leaver {
    /// The child.
    pub child: Present,
    /// When and where it leaves, where its grade is in the table.
    pub leaving: Option<Leaving>,
}

impl Leaver {
    /// Whether it comes to the gate with its grade: it is there and did not leave before.
    pub fn comes(&self) -> bool {
        self.child.exception.is_none()
    }

    /// Whether it is known not to be there.
    pub fn is_away(&self) -> bool {
        matches!(self.child.exception, Some(Exception::Absent | Exception::OnLeave))
    }
}

/// A school's gates on a day.
#[derive(Debug)]
pub struct Gates {
    /// The school's name.
    pub school: String,
    /// The published table.
    pub table: Vec<Batch>,
    /// Everyone on the rosters of the day.
    pub children: Vec<Leaver>,
}

/// Who leaves the actor's school on `day`, as far as rosters and roll calls tell by now.
pub async fn gates(visit: &Visit, day: Date) -> Result<Gates, Error> {
    let scope = visit.actor.scope();
    db::read!(visit.db(), "gates", |tx| { gates_in(tx, scope, day).await })
}

async fn gates_in(tx: &mut Tx, scope: PlaceId, day: Date) -> Result<Gates, Error> {
    let school = people::school_of(tx, scope).await?.ok_or(Error::Missing)?;
    let term = people::term_on(tx, day).await?.ok_or(Error::Missing)?;
    let table = store::batches(tx, school, term, Stage::Published).await?;
    let late = ends_of(tx, school, term, Service::Late).await?;
    let children = store::present(tx, school, term, day).await?;
    let seen: Vec<Child> = children.iter().map(|it| as_child(it, late)).collect();
    let mut leaving = rules::leaving(&table, &seen);
    let leavers =
        children.into_iter().map(|child| Leaver { leaving: leaving.remove(&child.id), child });
    let children = leavers.collect();
    Ok(Gates { school: people::place_name(tx, school.place()).await?, table, children })
}

/// Who stays for late care leaves when that ends.
fn as_child(it: &Present, late: Option<Time>) -> Child {
    let stays = late.filter(|_| it.stays_late);
    let fetched_from = it.fetched_from.max(stays);
    Child { id: it.id, family: it.family, grade: it.grade, fetched_from }
}

/// Who may collect a child, by name and relation.
pub type Collector = (StudentId, Personal<String>, Relation);

/// A class at the gate: its children of the day, and who may collect each.
pub async fn class_at_gate(
    visit: &Visit,
    class: ClassId,
    day: Date,
) -> Result<(Gates, Vec<Collector>), Error> {
    let scope = visit.actor.scope();
    db::read!(visit.db(), "class at the gate", |tx| {
        let mut gates = gates_in(tx, scope, day).await?;
        gates.children.retain(|it| it.child.class == class);
        if gates.children.is_empty() {
            return Err(Error::Missing);
        }
        let students: Vec<StudentId> = gates.children.iter().map(|it| it.child.id).collect();
        let collectors = people::all_collectors_of(tx, &students, day).await?;
        Ok((gates, collectors))
    })
}

/// Of those who take part in basic care, each with the end of late care where it stays for that.
async fn of_family(
    tx: &mut Tx,
    children: &[(people::Child, Option<Time>)],
    term: Term,
) -> Result<BTreeMap<StudentId, Leaving>, db::Error> {
    let mut schools: Vec<SchoolId> = children.iter().map(|it| it.0.school).collect();
    schools.sort();
    schools.dedup();
    let tables = store::published_of(tx, &schools, term).await?;
    let students: Vec<StudentId> = children.iter().map(|it| it.0.id).collect();
    let declared = store::pick_ups(tx, &students, term).await?;
    let mut all = BTreeMap::new();
    for school in schools {
        let own = tables.iter().filter(|it| it.0 == school).map(|it| it.1.clone());
        let table: Vec<Batch> = own.collect();
        let taking = children.iter().filter(|it| it.0.school == school);
        let child = |(it, late): &(people::Child, Option<Time>)| {
            let wished = declared.iter().find(|of| of.0 == it.id).map(|of| of.1);
            let fetched_from = wished.max(*late);
            Child { id: it.id, family: it.family, grade: it.grade, fetched_from }
        };
        let seen: Vec<Child> = taking.map(child).collect();
        all.extend(rules::leaving(&table, &seen));
    }
    Ok(all)
}

/// When and where each of the actor's children leaves, and what its family declared.
pub async fn family(
    visit: &Visit,
    all: &[OfChild],
    term: Term,
) -> Result<(BTreeMap<StudentId, Leaving>, Vec<(StudentId, Time)>), Error> {
    let day = visit.today();
    let takes =
        |it: &OfChild, service| it.all.iter().any(|it| it.service == service && counts_on(it, day));
    let end = |it: &OfChild, service| {
        WEEKDAYS.into_iter().filter_map(|weekday| it.plan.ends(service, weekday)).max()
    };
    let late = |it: &OfChild| end(it, Service::Late).filter(|_| takes(it, Service::Late));
    let taking: Vec<(people::Child, Option<Time>)> = all
        .iter()
        .filter(|it| takes(it, Service::Basic))
        .map(|it| (it.child.clone(), late(it)))
        .collect();
    let students: Vec<StudentId> = taking.iter().map(|it| it.0.id).collect();
    let found: Result<_, db::Error> = db::read!(visit.db(), "family's dismissal", |tx| {
        let leaving = of_family(tx, &taking, term).await?;
        Ok((leaving, store::pick_ups(tx, &students, term).await?))
    });
    Ok(found?)
}

/// A family declares from when it can be at the gate, or takes that back.
pub async fn declare(
    visit: &Visit,
    student: StudentId,
    term: Term,
    from: Option<Time>,
) -> Result<(), Error> {
    let (account, now) = (visit.actor.account, visit.civil_now());
    if let Some(from) = from {
        rules::may_declare(from)?;
    }
    platform::act!(visit, "aftercare.dismissal.declare", |act| {
        let child = child_of(act.tx(), account, student, now.date()).await?;
        act.about(child.id);
        match from {
            Some(from) => {
                store::set_pick_ups(act.tx(), term, [(child.id, from)], now, Some(account)).await?;
            }
            None => store::clear_pick_up(act.tx(), child.id, term).await?,
        }
        Ok(())
    })
}
