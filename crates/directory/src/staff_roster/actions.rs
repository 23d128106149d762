//! Looking at a roster, taking it over school by school, and leaving.

use platform::{
    act::{Act, Source},
    seal::Sealer,
};
use sheet::Finding;
use vocab::{PlaceId, StaffId};

use super::{
    plan::{Plan, plan, read},
    read::layout,
    report::Report,
    rules::{Known, PRINCIPAL},
    store,
    writing::Writing,
};
use crate::{
    Error,
    rules::Refusal,
    scope::{Reach, Scope},
    staff,
    store::staff as staff_store,
};

/// Who takes a roster in, and over what.
#[derive(Debug, Clone, Copy)]
pub struct Keeper<'a> {
    /// The place that bounds it.
    pub place: PlaceId,
    /// Seals the telephone numbers.
    pub sealer: &'a Sealer,
    /// Whether the cell is a demonstration.
    pub demo: bool,
}

/// What taking `bytes` over would do.
///
/// # Errors
///
/// If the file holds no roster, in words for whoever sent it; if the database fails.
pub async fn check(
    source: &impl Source,
    keeper: Keeper<'_>,
    bytes: &[u8],
) -> Result<Report, Error> {
    let mut sent = read(source, keeper, bytes).await?;
    let day = source.origin().civil_now.date();
    let parts = std::mem::take(&mut sent.said);
    let mut report = Report { findings: std::mem::take(&mut sent.findings), ..Report::default() };
    for (school, said) in &parts {
        let plan: Result<Plan, Error> = db::read!(source.store(), "roster", |tx| {
            plan(tx, &sent, (*school, said), keeper.sealer, day).await
        });
        report.count(&sent, &plan?);
    }
    report.findings.sort_by_key(|it| it.row);
    Ok(report)
}

/// Takes over what is right in `bytes`, each school in one act.
///
/// # Errors
///
/// As [`check`]. Schools that were taken over before the database failed stay so; the same sheet
/// again goes on with the rest.
pub async fn take(source: &impl Source, keeper: Keeper<'_>, bytes: &[u8]) -> Result<Report, Error> {
    let mut sent = read(source, keeper, bytes).await?;
    let parts = std::mem::take(&mut sent.said);
    let mut report = Report { findings: std::mem::take(&mut sent.findings), ..Report::default() };
    for (school, said) in &parts {
        let sent = &sent;
        let taken: Result<Plan, Error> = platform::act!(source, "directory.staff.take", |act| {
            let day = act.origin().civil_now.date();
            let plan = plan(act.tx(), sent, (*school, said), keeper.sealer, day).await?;
            apply(act, keeper.sealer, &plan).await?;
            act.about(*school);
            act.note("people", plan.steps.iter().filter(|it| !it.is_idle()).count());
            Ok(plan)
        });
        report.count(sent, &taken?);
    }
    report.findings.sort_by_key(|it| it.row);
    Ok(report)
}

/// The person's own workbook with what was found in it.
pub fn marked(bytes: &[u8], findings: &[Finding]) -> Result<Vec<u8>, Error> {
    Ok(sheet::marked(bytes, &layout(), findings)?)
}

async fn apply(act: &mut Act<'_>, sealer: &Sealer, plan: &Plan) -> Result<(), Error> {
    let today = act.origin().civil_now.date();
    let mut writing = Writing::default();
    for step in plan.steps.iter().filter(|it| !it.is_idle()) {
        writing.step(act, sealer, step);
    }
    for (id, seat, since) in &plan.replaced {
        if let Some(person) = plan.known.iter().find(|it| it.id == *id) {
            writing.ends(person, *seat, *since, today);
        }
    }
    if writing.is_empty() { Ok(()) } else { writing.write(act).await }
}

/// Somebody leaves: from today on they hold no post and no role at a school, and are on no list.
///
/// # Errors
///
/// If there is no such person in the scope; if the database fails.
pub(super) async fn leave(
    source: &impl Source,
    place: PlaceId,
    id: StaffId,
) -> Result<String, Error> {
    platform::act!(source, "directory.staff.leave", |act| {
        let today = act.origin().civil_now.date();
        let scope = Scope::of(act.tx(), place).await?.ok_or(Error::Missing)?;
        let person = staff::load(act.tx(), scope, id).await?;
        let posts = staff_store::posts(act.tx(), &[id], today).await?;
        if scope.reach <= Reach::School && posts.iter().any(|it| it.duty == PRINCIPAL) {
            return Err(Refusal::Superior.into());
        }
        let line = person.line;
        let known = Known {
            id,
            place: line.place,
            name: line.name.clone(),
            sex: line.sex,
            subject: line.subject,
            phone: None,
            account: line.account,
            posts: Vec::new(),
        };
        let mut writing = Writing::default();
        for it in posts {
            writing.ends(&known, (it.place, it.duty), it.since, today);
        }
        writing.write(act).await?;
        if !store::set_left(act.tx(), id, today).await? {
            return Err(Error::Missing);
        }
        act.about(id);
        Ok(line.name)
    })
}
