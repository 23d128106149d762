//! What the office does: the days of a year, and reminders.

use web::Visit;

use super::{
    actions::{Error, year},
    model::{Stage, Standing, Term},
    rules::Refusal,
    store,
};

/// Says by when schools settle and publish, and what the bureau's plan allows.
pub(super) async fn set_term(visit: &Visit, it: &Term) -> Result<(), Error> {
    if it.publish_by < it.seal_by {
        return Err(Refusal::Wrong("公示时限不能早于封存时限".to_owned()).into());
    }
    if it.source.is_empty() {
        return Err(Refusal::Wrong("请写明依据：通知的文号或名称".to_owned()).into());
    }
    if it.clause.is_empty() != it.subjects.is_empty() {
        let words = "允许参考六年级等第的，条款和科目都要写；不允许的都不写".to_owned();
        return Err(Refusal::Wrong(words).into());
    }
    platform::act!(visit, "classing.term", |act| {
        act.note("year", it.year.start());
        act.note("source", &it.source);
        if store::set_term(act.tx(), it).await? { Ok(()) } else { Err(Refusal::Changed.into()) }
    })
}

/// Reminds the schools of this person's place that have not published: how many were told.
pub(super) async fn remind(visit: &Visit) -> Result<usize, Error> {
    let today = visit.today();
    platform::act!(visit, "classing.remind", |act| {
        let year = year(act.tx(), visit).await?;
        let mut late = std::collections::BTreeSet::new();
        for grade in super::pages::grades() {
            let all = store::standings(act.tx(), visit.actor.scope(), (year, grade)).await?;
            late.extend(all.iter().filter(|it| is_open(it)).map(|it| it.school));
        }
        let late: Vec<_> = late.into_iter().collect();
        let keepers = store::keepers(act.tx(), &late, today).await?;
        for (account, _) in keepers {
            act.tell(account, "请尽快办理并公示本校起始年级均衡编班", "/classing");
        }
        act.note("schools", late.len());
        Ok(late.len())
    })
}

/// Whether a school has still to publish.
fn is_open(it: &Standing) -> bool {
    it.division.as_ref().is_none_or(|it| it.stage != Stage::Published)
}
