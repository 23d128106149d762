//! Sending the letter, and reading it.

use std::collections::BTreeSet;

use vocab::{SchoolId, StudentId, Term};
use web::Visit;

use super::{
    rules::{self, Facts, Refusal},
    store::{self, Letter},
};
use crate::aftercare::{
    error::{Error, refusals},
    participation::actions::{child_of, times_of},
    people,
    programme::{
        self,
        model::{Plan, Programme, Service},
    },
};

refusals!(Refusal);

/// A school's letter of a term: what would be sent now, and what was.
#[derive(Debug)]
pub struct Shown {
    /// The programme that it tells of.
    pub programme: Programme,
    /// What would be sent now.
    pub text: String,
    /// What was sent, the latest first.
    pub sent: Vec<Letter>,
}

/// A school's letter.
pub async fn show(visit: &Visit, school: SchoolId, term: Term) -> Result<Shown, Error> {
    db::read!(visit.db(), "letter", |tx| { load(tx, school, term).await })
}

async fn load(tx: &mut db::Tx, school: SchoolId, term: Term) -> Result<Shown, Error> {
    let found = programme::store::find_of_school(tx, school, term).await?;
    let programme = found.ok_or(Error::Missing)?;
    let plan = Plan { slots: programme::store::slots(tx, programme.id).await?, ..Plan::default() };
    let name = people::place_name(tx, school.place()).await?;
    let times = |service| Some((service, times_of(&plan, service)?));
    let text = rules::compose(&Facts {
        school: &name,
        term,
        times: Service::ALL.into_iter().filter_map(times).collect(),
        fee: (programme.text.fee, &programme.text.fee_basis),
        own: &programme.text.letter,
    });
    let sent = store::versions(tx, programme.id).await?;
    Ok(Shown { programme, text, sent })
}

/// Sends the letter to every family of the school, and keeps it.
pub async fn send(visit: &Visit, school: SchoolId, term: Term) -> Result<i64, Error> {
    let (account, now) = (visit.actor.account, visit.civil_now());
    platform::act!(visit, "aftercare.letter.send", |act| {
        let it = load(act.tx(), school, term).await?;
        let last = it.sent.first();
        rules::may_send(it.programme.state, &it.text, last.map(|it| it.body.as_str()))?;
        let letter = Letter {
            programme: it.programme.id,
            version: last.map_or(0, |it| it.version) + 1,
            body: it.text,
            sent_at: now,
        };
        if store::add(act.tx(), std::slice::from_ref(&letter), Some(account)).await? == 0 {
            return Err(Error::Stale);
        }
        let students = store::students_of(act.tx(), school).await?;
        let guardians = people::guardians_of(act.tx(), &students, now.date()).await?;
        let told: BTreeSet<_> = guardians.into_iter().map(|it| it.1).collect();
        act.about(letter.programme);
        act.note("version", letter.version);
        act.note("families", told.len());
        for account in told {
            let title = format!("{}课后服务告家长书", term.label());
            act.tell(account, title, "/family/aftercare");
        }
        Ok(letter.version)
    })
}

/// The latest letter of the school of the actor's child.
pub async fn of_child(
    visit: &Visit,
    student: StudentId,
    term: Term,
) -> Result<Option<Letter>, Error> {
    let (account, today) = (visit.actor.account, visit.today());
    db::read!(visit.db(), "letter of child", |tx| {
        let child = child_of(tx, account, student, today).await?;
        let found = programme::store::find_of_school(tx, child.school, term).await?;
        match found {
            Some(it) => Ok(store::versions(tx, it.id).await?.into_iter().next()),
            None => Ok(None),
        }
    })
}
