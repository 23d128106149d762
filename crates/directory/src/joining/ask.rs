//! Somebody asks the class teacher: for themselves, for another guardian, for a new telephone.

use platform::{
    Act, access,
    codes::{self, Proof},
    seal::Sealer,
};
use vocab::{AccountId, GuardianId, IdNumber, Phone, Role, RollNumber, StudentId};
use web::{Call, Visit};

use super::{
    actions::Error,
    model::{NewRequest, RequestId, RequestKind},
    rules::{self, Refusal},
    store,
};
use crate::{fields, model::Relation, students};

/// Where the class teacher decides.
const DESK: &str = "/guardian-requests";

/// Who asks to be bound to which child, as it was typed.
pub(super) struct Asked<'a> {
    pub(super) name: &'a str,
    pub(super) relation: &'a str,
    pub(super) child: &'a str,
    pub(super) number: &'a str,
}

/// Asks the class teacher to bind the holder of the proof's telephone to a child, if there is such a
/// child in a class: whether there is, is not told. The proof is used up either way.
pub(super) async fn ask(call: &Call, proof: &Proof, it: &Asked<'_>) -> Result<(), Error> {
    let name = rules::name(it.name)?;
    let relation = relation(it.relation)?;
    let sealer = call.cell.service::<Sealer>();
    let (id_index, roll_index) = indexes(sealer, it.number)?;
    let id: RequestId = call.new_id();
    let (now, code) = (call.now(), proof.code);
    platform::act!(call, "guardian.ask", |act| {
        if !codes::spend(act.tx(), code, now).await? {
            return Err(Refusal::Stale.into());
        }
        let found = store::find_child(act.tx(), &id_index, &roll_index).await?;
        let child = found.filter(|(_, child)| rules::is_named(child, it.child));
        let Some((student, _)) = child else { return Ok(()) };
        let request = NewRequest {
            id,
            kind: RequestKind::Bind,
            student,
            guardian: None,
            name: name.clone(),
            relation,
            phone: sealed(sealer, id, &proof.phone),
            asked_by: None,
        };
        Ok::<_, Error>(hand_in(act, &request).await?)
    })
}

fn relation(key: &str) -> Result<Relation, Refusal> {
    Relation::all().find(|it| it.key() == key).ok_or(Refusal::Relation)
}

/// The blind indexes of a child's number, which is an ID number or a 学籍号.
fn indexes(sealer: &Sealer, typed: &str) -> Result<(String, String), Refusal> {
    let roll = typed.parse::<RollNumber>().ok();
    let id = typed.parse::<IdNumber>().ok();
    let id = id.or_else(|| roll.as_ref().and_then(RollNumber::id_number));
    if id.is_none() && roll.is_none() {
        return Err(Refusal::Number);
    }
    let id = id.map(|it| sealer.index(fields::STUDENT_ID, it.open())).unwrap_or_default();
    let roll = roll.map(|it| sealer.index(fields::STUDENT_ROLL, it.open())).unwrap_or_default();
    Ok((id, roll))
}

/// A request's telephone, found by the same index as a guardian's.
fn sealed(sealer: &Sealer, id: RequestId, phone: &Phone) -> fields::Sealed {
    fields::Sealed {
        text: sealer.seal(fields::REQUEST_PHONE.at(id.bits()), phone.open()),
        index: sealer.index(fields::GUARDIAN_PHONE, phone.open()),
    }
}

/// Stores a request and tells the class teachers.
async fn hand_in(act: &mut Act<'_>, it: &NewRequest) -> Result<(), db::Error> {
    let now = act.origin().now;
    let day = act.origin().civil_now.date();
    act.about(it.student);
    act.note("kind", it.kind.key());
    if !store::add_request(act.tx(), it, now).await? {
        return Ok(());
    }
    let Some(class) = store::class_of(act.tx(), it.student).await? else { return Ok(()) };
    let teachers = access::holders(act.tx(), Role::ClassTeacher, class.place(), day).await?;
    for teacher in teachers {
        act.tell(teacher, format!("有一条家长申请待确认：{}", it.kind.label()), DESK);
    }
    Ok(())
}

/// A guardian invites another for one of the own children.
pub(super) async fn invite(
    visit: &Visit,
    student: StudentId,
    (name, key): (&str, &str),
    phone: &Phone,
) -> Result<(), Error> {
    let (name, relation) = (rules::name(name)?, relation(key)?);
    let (account, day) = (visit.actor.account, visit.today());
    let sealer = visit.cell.service::<Sealer>();
    let id: RequestId = visit.new_id();
    let request = NewRequest {
        id,
        kind: RequestKind::Invite,
        student,
        guardian: None,
        name,
        relation,
        phone: sealed(sealer, id, phone),
        asked_by: Some(account),
    };
    platform::act!(visit, "guardian.invite", |act| {
        own_child(act, account, student, day).await?;
        Ok::<_, Error>(hand_in(act, &request).await?)
    })
}

async fn own_child(
    act: &mut Act<'_>,
    account: AccountId,
    student: StudentId,
    day: jiff::civil::Date,
) -> Result<(), Error> {
    let child = students::load_child(act.tx(), account, student, day).await;
    child.map(|_| ()).map_err(missing)
}

pub(super) fn missing(error: crate::Error) -> Error {
    match error {
        crate::Error::Db(error) => Error::Db(error),
        _ => Error::Missing,
    }
}

/// A guardian whose old telephone does not answer asks for a new one: the class teacher of the
/// first child decides.
pub(super) async fn ask_for_phone(
    visit: &Visit,
    (guardian, name): (GuardianId, &str),
    proof: &Proof,
) -> Result<(), Error> {
    let (account, day, now, code) = (visit.actor.account, visit.today(), visit.now(), proof.code);
    let sealer = visit.cell.service::<Sealer>();
    let id: RequestId = visit.new_id();
    let phone = sealed(sealer, id, &proof.phone);
    platform::act!(visit, "guardian.phone.ask", |act| {
        if !codes::spend(act.tx(), code, now).await? {
            return Err(Refusal::Stale.into());
        }
        let children = students::children_of(act.tx(), account, day).await.map_err(missing)?;
        let child = children.into_iter().find(|it| it.line.class.is_some());
        let child = child.ok_or(Error::Missing)?;
        let request = NewRequest {
            id,
            kind: RequestKind::Phone,
            student: child.line.id,
            guardian: Some(guardian),
            name: name.to_owned(),
            relation: child.relation,
            phone: phone.clone(),
            asked_by: Some(account),
        };
        Ok::<_, Error>(hand_in(act, &request).await?)
    })
}
