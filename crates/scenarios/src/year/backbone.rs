//! What happens in every year, whatever else does: sessions get a rate, programmes are filed,
//! recorded and opened, children apply, and in August the year turns.

use jiff::civil::date;
use schoolday::aftercare::programme::model::ProgrammeId;
use vocab::Role;

use super::{forms, store::checks, term_at, walking::Walk};

/// What is due this morning.
pub(super) async fn morning(walk: &mut Walk) -> Result<(), String> {
    let managers = walk.all_of(Role::AftercareManager);
    let clerk = walk.all_of(Role::BasicEducationClerk)[0];
    for manager in managers {
        let term = term_at(walk.today());
        let editor = format!("/cixi/aftercare/school/programme?term={term}");
        let found = programme(walk, manager, term).await;
        let is_open = found.as_ref().is_none_or(|it| it.1 == "draft" || it.1 == "returned");
        if is_open && walk.chance.percent(60) {
            walk.send_on(manager, &editor, "/school/programme").await?;
        }
        let Some((page, _)) = programme(walk, manager, term).await else { continue };
        for (who, what) in [(manager, "/file"), (clerk, "/record"), (manager, "/open")] {
            if walk.chance.percent(60) {
                walk.send_on(who, &page, what).await?;
            }
        }
    }
    for finance in walk.all_of(Role::FinanceClerk) {
        if walk.chance.percent(if walk.today() < date(2021, 9, 20) { 80 } else { 3 }) {
            let rates = "/cixi/aftercare/pay/rates";
            walk.send_on(finance, rates, rates).await?;
        }
    }
    for role in [Role::ClassTeacher, Role::AftercareManager] {
        let (page, what) = match role {
            Role::ClassTeacher => ("/cixi/aftercare/class", "/check"),
            _ => ("/cixi/aftercare/school/applications", "/confirm"),
        };
        for who in walk.all_of(role) {
            if walk.chance.percent(50) {
                walk.send_on(who, page, what).await?;
            }
        }
    }
    if walk.today() >= date(2022, 8, 18) {
        walk.send_on(clerk, "/cixi/year", "/cixi/year").await?;
    }
    Ok(())
}

/// Where a school's programme for a term is, and how it stands.
async fn programme(walk: &Walk, manager: usize, term: &str) -> Option<(String, String)> {
    let school = walk.county.players[manager].place;
    let found: Result<Option<(ProgrammeId, String)>, db::Error> =
        db::read!(walk.county.house.cell.db, "programme", |tx| {
            checks::programme(tx, school, term).await
        });
    found.unwrap().map(|(id, state)| (format!("/cixi/aftercare/programmes/{id}"), state))
}

impl Walk {
    /// Where those of a role stand in the list of players.
    pub(super) fn all_of(&self, role: Role) -> Vec<usize> {
        let all = self.county.players.iter().enumerate();
        all.filter(|it| it.1.role == role).map(|it| it.0).collect()
    }

    /// Sends the form of `page` whose address ends in `what`, if it stands there.
    pub(super) async fn send_on(
        &mut self,
        who: usize,
        page: &str,
        what: &str,
    ) -> Result<(), String> {
        let open = self.open(who, page).await?;
        let found = forms::forms(&open.body).into_iter().find(|it| it.path().ends_with(what));
        let Some(form) = found else { return Ok(()) };
        let (action, pairs) = self.filled(&form);
        self.send(who, &action, &pairs, true).await.map(drop)
    }
}
