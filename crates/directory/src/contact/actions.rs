//! Setting the mark and ending it, each in one act.

use jiff::civil::Date;
use platform::{Act, access, seal::Sealer};
use vocab::{GuardianId, Role, StudentId};
use web::Visit;

use super::{
    model::{ContactOrderId, NewOrder, Order},
    rules, store,
};
use crate::{
    Error,
    events::{CONTACT_BARRED, ContactBarred, payload},
    fields,
    model::{Guardian, Student},
    scope::Scope,
    students,
};

/// A pupil of the visitor's school, who belongs to it, and the orders about it.
pub(super) async fn load(
    visit: &Visit,
    id: StudentId,
) -> Result<(Student, Vec<Guardian>, Vec<Order>), Error> {
    let (place, day) = (visit.actor.scope(), visit.today());
    db::read!(visit.db(), "contact orders", |tx| {
        let scope = Scope::of(tx, place).await?.ok_or(Error::Missing)?;
        let student = students::load(tx, scope, id).await?;
        let guardians = students::guardians_of(tx, id, day).await?;
        Ok((student, guardians, store::orders(tx, id).await?))
    })
}

/// Keeps someone away from a child.
pub(super) async fn bar(
    visit: &Visit,
    student: StudentId,
    guardian: GuardianId,
    (document, issued_on): (&str, Date),
) -> Result<(), Error> {
    let (place, today) = (visit.actor.scope(), visit.today());
    let document = rules::document(document)?;
    let id: ContactOrderId = visit.new_id();
    let sealer = visit.cell.service::<Sealer>();
    let document_sealed = sealer.seal(fields::CONTACT_DOCUMENT.at(id.bits()), &document);
    platform::act!(*visit, "contact.bar", |act| {
        let scope = Scope::of(act.tx(), place).await?.ok_or(Error::Missing)?;
        let pupil = students::load(act.tx(), scope, student).await?;
        let known = students::guardians_of(act.tx(), student, today).await?;
        let who = known.iter().find(|it| it.id == guardian);
        let who = rules::may_bar(who, issued_on, today)?;
        let (by, when) = (act.origin().account, (today, act.origin().now));
        let order = NewOrder {
            id,
            student,
            guardian,
            document_sealed: document_sealed.clone(),
            issued_on,
            could_collect: who.may_collect,
            by,
        };
        store::add_order(act.tx(), &order, when).await?;
        let bond = Guardian { may_collect: false, no_contact: true, ..who.clone() };
        store::end_bond(act.tx(), (student, guardian), when).await?;
        store::set_bond(act.tx(), student, &bond, when).await?;
        act.about(student);
        act.note("guardian", guardian);
        act.event(CONTACT_BARRED, payload(&ContactBarred { student, guardian, day: today }));
        tell(act, &pupil, &known, guardian).await
    })
}

/// The mark ends: what was before comes back.
pub(super) async fn end(
    visit: &Visit,
    student: StudentId,
    guardian: GuardianId,
    reason: &str,
) -> Result<(), Error> {
    let (place, today) = (visit.actor.scope(), visit.today());
    let reason = rules::reason(reason)?;
    let sealer = visit.cell.service::<Sealer>();
    platform::act!(*visit, "contact.end", |act| {
        let scope = Scope::of(act.tx(), place).await?.ok_or(Error::Missing)?;
        let pupil = students::load(act.tx(), scope, student).await?;
        let known = students::guardians_of(act.tx(), student, today).await?;
        let who = rules::may_end(known.iter().find(|it| it.id == guardian))?;
        let orders = store::orders(act.tx(), student).await?;
        let order = orders.iter().find(|it| it.guardian == guardian && it.ended_on.is_none());
        let (by, when) = (act.origin().account, (today, act.origin().now));
        if let Some(order) = order {
            let sealed = sealer.seal(fields::CONTACT_REASON.at(order.id.bits()), &reason);
            store::end_order(act.tx(), order.id, &sealed, when, by).await?;
        }
        // A mark that the roll or the demo brought along has no order; nobody collects by default.
        let may_collect = order.is_some_and(|it| it.could_collect);
        let bond = Guardian { may_collect, no_contact: false, ..who.clone() };
        store::end_bond(act.tx(), (student, guardian), when).await?;
        store::set_bond(act.tx(), student, &bond, when).await?;
        act.about(student);
        act.note("guardian", guardian);
        tell(act, &pupil, &known, guardian).await
    })
}

/// The class teacher and the other guardians hear that the list changed, and not why.
async fn tell(
    act: &mut Act<'_>,
    pupil: &Student,
    known: &[Guardian],
    but: GuardianId,
) -> Result<(), Error> {
    let today = act.origin().civil_now.date();
    if let Some(class) = pupil.line.class {
        for teacher in access::holders(act.tx(), Role::ClassTeacher, class.place(), today).await? {
            let link = format!("/students/{}", pupil.line.id);
            act.tell(teacher, "本班一名学生的接送名单有变化，请查看并按新名单放学", link);
        }
    }
    let others = known.iter().filter(|it| it.is_guardian && !it.no_contact && it.id != but);
    for account in others.filter_map(|it| it.account) {
        act.tell(account, "孩子的接送名单有变化，请核对；有疑问请联系学校", "/children");
    }
    Ok(())
}
