//! What families, class teachers and schools do with applications, each in one act.

use db::Tx;
use jiff::civil::Date;
use platform::act::Act;
use vocab::{AccountId, ClassId, Fen, PlaceId, SchoolId, StudentId, Term, weekday_label};
use web::Visit;

use super::{
    model::{Channel, Participation, ParticipationId, State, Waiver},
    rules::{self, Refusal, Wish},
    store::{self, ClassMate, Listed},
};
use crate::aftercare::{
    days::{self, model::Leave},
    error::{Error, refusals},
    groups::{
        self,
        model::{Group, Kind},
    },
    people::{self, Child},
    programme::{
        self,
        model::{Plan, Service, State as ProgrammeState, WEEKDAYS},
        rules::clock,
    },
};

refusals!(Refusal);

/// What is asked for a child.
#[derive(Debug, Clone, Copy)]
pub struct Application {
    /// Made with the form, so that a form sent twice makes one row.
    pub id: ParticipationId,
    /// The child.
    pub student: StudentId,
    /// In which term.
    pub term: Term,
    /// For what.
    pub service: Service,
    /// Whether the family asks to be freed of the fee.
    pub asks_waiver: bool,
}

/// An application is made: by a guardian for a child of theirs, or by the class teacher, who
/// enters the paper form of a family without a phone of its own. Then a code goes to the number on
/// the roll, and the family says it back.
pub async fn apply_for(
    visit: &Visit,
    application: Application,
    channel: Channel,
) -> Result<(), Error> {
    let (account, scope, now) = (visit.actor.account, visit.actor.scope(), visit.civil_now());
    platform::act!(visit, "aftercare.participation.apply", |act| {
        let today = now.date();
        let child = match channel {
            Channel::Online => child_of(act.tx(), account, application.student, today).await?,
            Channel::Paper => {
                let found = people::find_child(act.tx(), application.student, scope).await?;
                found.ok_or(Error::Missing)?
            }
        };
        if add(act, application, &child, channel).await? {
            tell_who_is_next(act, application.id, &child, channel).await?;
        }
        Ok(())
    })
}

/// Online: the class teacher checks. On paper: the family confirms with a code.
async fn tell_who_is_next(
    act: &mut Act<'_>,
    id: ParticipationId,
    child: &Child,
    channel: Channel,
) -> Result<(), Error> {
    let now = act.origin().civil_now;
    if channel == Channel::Online {
        if let Some(head) = people::head_of(act.tx(), child.class).await? {
            act.tell(head, "有新的课后服务申请待核对", "/aftercare/class");
        }
        return Ok(());
    }
    let code = new_code(act);
    store::set_code(act.tx(), id, &code, now).await?;
    for (_, account) in people::guardians_of(act.tx(), &[child.id], now.date()).await? {
        let title = format!("短信验证码 {code}：请告知班主任，以确认课后服务纸质申请");
        act.tell(account, title, "/family/aftercare");
    }
    Ok(())
}

/// Six digits that nobody can foretell: from the tail of a fresh identifier.
fn new_code(act: &Act<'_>) -> String {
    const TAIL: i64 = 0x3F_FFFF;
    let fresh: ParticipationId = act.origin().ids.make(act.origin().now);
    format!("{:06}", (fresh.bits() & TAIL) % 1_000_000)
}

/// The family's code for a paper form is entered: its own word.
pub async fn agree(visit: &Visit, id: ParticipationId, code: &str) -> Result<(), Error> {
    let scope = visit.actor.scope();
    platform::act!(visit, "aftercare.participation.agree", |act| {
        load(act.tx(), id, scope).await?;
        let sent = store::find_code(act.tx(), id).await?;
        if sent.as_deref() != Some(code.trim()) {
            return Err(Refusal::WrongCode.into());
        }
        act.about(id);
        Ok(store::set_agreed(act.tx(), id).await?)
    })
}

async fn add(
    act: &mut Act<'_>,
    application: Application,
    child: &Child,
    channel: Channel,
) -> Result<bool, Error> {
    let Application { id, student, term, service, asks_waiver } = application;
    let tx = act.tx();
    if let Some(done) = store::find_any(tx, id).await? {
        // The form was sent twice, or again after its student or term was changed.
        let same = (done.student, done.term, done.service) == (student, term, service);
        return if same { Ok(false) } else { Err(Error::Stale) };
    }
    let before = store::of_students(tx, &[student], term).await?;
    let standing = before.iter().filter(|it| it.service == service).map(|it| it.state);
    let standing = standing.into_iter().find(|it| *it != State::Ended);
    let programme = programme::store::find_of_school(tx, child.school, term).await?;
    let offered = match &programme {
        Some(it) => programme::store::services(tx, it.id).await?,
        None => Vec::new(),
    };
    let wish = Wish { grade: child.grade, service };
    rules::may_apply(wish, programme.map(|it| it.state), &offered, standing)?;
    let origin = act.origin();
    let participation = Participation {
        id,
        student,
        school: child.school,
        term,
        service,
        state: State::Applied,
        group: None,
        since: None,
        until: None,
        channel,
        is_confirmed_by_family: channel == Channel::Online,
        waiver: if asks_waiver { Waiver::Asked } else { Waiver::None },
        applied_at: origin.civil_now,
        applied_by: origin.account,
    };
    act.about(id);
    act.note("service", service.key());
    act.note("term", term);
    store::add(act.tx(), [participation]).await?;
    Ok(true)
}

/// The class teacher passes applications on, all of `ids` or none.
pub async fn check(visit: &Visit, ids: &[ParticipationId]) -> Result<u64, Error> {
    let scope = visit.actor.scope();
    platform::act!(visit, "aftercare.participation.check", |act| {
        for it in load_all(act.tx(), ids, scope).await? {
            rules::may_check(&it)?;
        }
        act.note("count", ids.len());
        Ok(store::set_state(act.tx(), ids, State::Applied, State::Checked).await?)
    })
}

/// The school confirms checked applications, all of `ids` or none, from `since` on.
pub async fn confirm(visit: &Visit, ids: &[ParticipationId], since: Date) -> Result<u64, Error> {
    let (scope, today) = (visit.actor.scope(), visit.today());
    platform::act!(visit, "aftercare.participation.confirm", |act| {
        let all = load_all(act.tx(), ids, scope).await?;
        for it in &all {
            rules::may_confirm(it)?;
        }
        let running = store::running_after(act.tx(), ids, since).await?;
        rules::may_begin(running.into_iter().max())?;
        let classes = store::classes_to_serve(act.tx(), ids).await?;
        let origin = act.origin().clone();
        let groups = classes.into_iter().map(|it| Group {
            id: origin.ids.make(origin.now),
            school: it.school,
            term: it.term,
            kind: Kind::Care(it.service),
            name: format!("{}{}", it.name, it.service.label()),
            class: Some(it.class),
            room: String::new(),
            teacher: it.head,
            since,
        });
        groups::store::add_groups(act.tx(), groups).await?;
        let confirmed = store::confirm(act.tx(), ids, since).await?;
        act.note("count", confirmed);
        let schools: std::collections::BTreeSet<_> = all.iter().map(|it| it.school).collect();
        for school in schools {
            platform::measures::moved(act, school.place(), since, "确认参加课后服务").await?;
        }
        let students: Vec<StudentId> = all.iter().map(|it| it.student).collect();
        for (_, account) in people::guardians_of(act.tx(), &students, today).await? {
            act.tell(account, "课后服务申请已由学校确认", "/family/aftercare");
        }
        Ok(confirmed)
    })
}

/// A guardian ends their child's part from `day` on. Nobody asks why.
pub async fn end(visit: &Visit, id: ParticipationId, day: Date) -> Result<StudentId, Error> {
    let (account, today) = (visit.actor.account, visit.today());
    platform::act!(visit, "aftercare.participation.end", |act| {
        let it = own(act.tx(), id, account, today).await?;
        let until = rules::may_end(&it, day.max(today))?;
        act.about(id);
        let gone = until.unwrap_or_else(|| day.max(today));
        platform::measures::moved(act, it.school.place(), gone, "退出课后服务").await?;
        if store::end(act.tx(), id, until).await? { Ok(it.student) } else { Err(Error::Stale) }
    })
}

/// The school frees a family of the fee.
pub async fn grant_waiver(visit: &Visit, id: ParticipationId) -> Result<(), Error> {
    let scope = visit.actor.scope();
    platform::act!(visit, "aftercare.participation.waive", |act| {
        let it = load(act.tx(), id, scope).await?;
        rules::may_grant_waiver(&it)?;
        act.about(id);
        let today = act.origin().civil_now.date();
        for (_, account) in people::guardians_of(act.tx(), &[it.student], today).await? {
            act.tell(account, "课后服务费用减免申请已同意", "/family/aftercare");
        }
        Ok(store::set_waiver(act.tx(), id, Waiver::Granted).await?)
    })
}

/// Those who take part and asked to be freed of the fee, and wait for the school's word.
pub async fn waivers_asked(visit: &Visit, term: Term) -> Result<Vec<Listed>, Error> {
    let scope = visit.actor.scope();
    Ok(db::read!(visit.db(), "waivers asked", |tx| {
        store::waivers_asked(tx, scope, term).await
    })?)
}

/// A class with what its children take part in, and the applications that wait for its teacher.
pub async fn class(
    visit: &Visit,
    class: ClassId,
    term: Term,
) -> Result<(Vec<ClassMate>, Vec<Listed>), Error> {
    let found: Result<_, db::Error> = db::read!(visit.db(), "class list", |tx| {
        let mates = store::class_list(tx, class, term).await?;
        Ok((mates, store::standing_at(tx, class.place(), term, State::Applied).await?))
    });
    Ok(found?)
}

/// The applications of the actor's scope that stand at `state`.
pub async fn standing_at(visit: &Visit, term: Term, state: State) -> Result<Vec<Listed>, Error> {
    let scope = visit.actor.scope();
    Ok(db::read!(visit.db(), "applications", |tx| {
        store::standing_at(tx, scope, term, state).await
    })?)
}

async fn load(tx: &mut Tx, id: ParticipationId, scope: PlaceId) -> Result<Participation, Error> {
    store::find(tx, id, scope).await?.ok_or(Error::Missing)
}

async fn load_all(
    tx: &mut Tx,
    ids: &[ParticipationId],
    scope: PlaceId,
) -> Result<Vec<Participation>, Error> {
    let found = store::find_all(tx, ids, scope).await?;
    if found.len() == ids.len() { Ok(found) } else { Err(Error::Missing) }
}

/// The child of `account` that is named; someone else's child is told like one that is not there.
pub async fn child_of(
    tx: &mut Tx,
    account: AccountId,
    student: StudentId,
    today: Date,
) -> Result<Child, Error> {
    let children = people::children_of(tx, account, today).await?;
    children.into_iter().find(|it| it.id == student).ok_or(Error::Missing)
}

async fn own(
    tx: &mut Tx,
    id: ParticipationId,
    account: AccountId,
    today: Date,
) -> Result<Participation, Error> {
    let it = store::find_any(tx, id).await?.ok_or(Error::Missing)?;
    child_of(tx, account, it.student, today).await?;
    Ok(it)
}

/// A guardian's child, with what it takes part in and what its school offers.
#[derive(Debug)]
pub struct OfChild {
    /// The child.
    pub child: Child,
    /// Its participations in the term, ended ones included.
    pub all: Vec<Participation>,
    /// Where the school's programme stands.
    pub programme: Option<ProgrammeState>,
    /// What the school offers.
    pub offered: Vec<Service>,
    /// When.
    pub plan: Plan,
    /// The letter to families.
    pub letter: String,
    /// What basic care costs in the term.
    pub fee: Fen,
    /// Leave that is not over.
    pub leaves: Vec<Leave>,
}

impl OfChild {
    /// When a service is held, in a line.
    pub fn times(&self, service: Service) -> Option<String> {
        times_of(&self.plan, service)
    }
}

/// When a service of `plan` is held, in a line: 周一至周五 15:15–17:15.
pub fn times_of(plan: &Plan, service: Service) -> Option<String> {
    let day = |weekday| {
        let slots = plan.day(service, weekday);
        let first = slots.first()?.starts;
        let last = plan.ends(service, weekday)?;
        let hours = format!("{}–{}", clock(first), clock(last));
        Some((weekday_label(weekday), hours))
    };
    let days: Vec<_> = WEEKDAYS.into_iter().filter_map(day).collect();
    let first = days.first()?;
    if days.iter().all(|it| it.1 == first.1) {
        let last = days.last()?;
        return Some(format!("{}至{} {}", first.0, last.0, first.1));
    }
    Some(days.iter().map(|it| format!("{} {}", it.0, it.1)).collect::<Vec<_>>().join(","))
}

/// The actor's children.
pub async fn children(visit: &Visit, term: Term) -> Result<Vec<OfChild>, Error> {
    let (account, today) = (visit.actor.account, visit.today());
    db::read!(visit.db(), "children", |tx| {
        let children = people::children_of(tx, account, today).await?;
        of_children(tx, children, term, today).await
    })
}

async fn of_children(
    tx: &mut Tx,
    children: Vec<Child>,
    term: Term,
    today: Date,
) -> Result<Vec<OfChild>, Error> {
    let students: Vec<StudentId> = children.iter().map(|it| it.id).collect();
    let all = store::of_students(tx, &students, term).await?;
    let leaves = days::store::leaves_from(tx, &students, today).await?;
    let mut schools: Vec<SchoolId> = children.iter().map(|it| it.school).collect();
    schools.sort();
    schools.dedup();
    let programmes = programme::store::of_schools(tx, &schools, term).await?;
    let ids: Vec<_> = programmes.iter().map(|it| it.id).collect();
    let slots = programme::store::slots_of(tx, &ids).await?;
    let of_child = |child: Child| {
        let programme = programmes.iter().find(|it| it.school == child.school);
        let own = slots.iter().filter(|it| programme.is_some_and(|p| p.id == it.0));
        let plan = Plan { slots: own.map(|it| it.1.clone()).collect(), ..Plan::default() };
        let offered = Service::ALL.into_iter().filter(|it| plan.offers(*it)).collect();
        let text = programme.map(|it| it.text.clone()).unwrap_or_default();
        OfChild {
            all: all.iter().filter(|it| it.student == child.id).cloned().collect(),
            leaves: leaves.iter().filter(|it| it.student == child.id).cloned().collect(),
            programme: programme.map(|it| it.state),
            offered,
            plan,
            letter: text.letter,
            fee: text.fee,
            child,
        }
    };
    Ok(children.into_iter().map(of_child).collect())
}
