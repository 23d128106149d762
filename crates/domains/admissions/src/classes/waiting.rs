//! The entry classes that a school has still to settle or to publish, for the one desk of the whole
//! house: by the days of the bureau's plan.

use db::Tx;
use directory::{
    schools,
    scope::{Reach, Scope},
};
use platform::waiting::{Desk, Stretch, Waits, Who};
use vocab::{Role, SchoolYear};

use super::{model::Stage, pages, rules, store};

/// This capability's part.
pub(super) const DESK: Desk = Desk {
    key: "classing",
    label: "均衡编班",
    list: |tx, who, stretch| Box::pin(list(tx, who, stretch)),
    // A school has two entry grades at most.
    count: None,
};

async fn list(tx: &mut Tx, who: Who, stretch: Stretch) -> Result<Vec<Waits>, db::Error> {
    if !matches!(who.role, Role::RollManager | Role::Principal) {
        return Ok(Vec::new());
    }
    let Some(scope) = Scope::of(tx, who.scope).await? else { return Ok(Vec::new()) };
    if scope.reach != Reach::School {
        return Ok(Vec::new());
    }
    let year = match schools::current_year(tx).await {
        Ok(Some(year)) => year,
        Ok(None) => match SchoolYear::of(who.now.date()) {
            Ok(year) => year,
            Err(_) => return Ok(Vec::new()),
        },
        Err(directory::Error::Db(error)) => return Err(error),
        Err(_) => return Ok(Vec::new()),
    };
    let Some(term) = store::find_term(tx, year).await? else { return Ok(Vec::new()) };
    let mut all = Vec::new();
    for grade in pages::grades() {
        for it in store::standings(tx, scope.place, (year, grade)).await? {
            let stage = it.division.as_ref().map(|it| it.stage);
            let Some(day) = rules::due(stage, &term) else { continue };
            // The grade tells the two of a school apart.
            let (due, id) = (day.at(23, 59, 0, 0), it.school.bits() ^ grade.number());
            let path = it.division.as_ref().map(|it| format!("/classing/{}", it.id));
            all.push(Waits {
                title: format!("{}{}均衡编班", it.school_name, grade.label()),
                kind: "均衡编班".to_owned(),
                to_do: to_do(stage).to_owned(),
                place: it.school_name,
                due,
                id,
                path: path.unwrap_or_else(|| format!("/classing/new?grade={}", grade.number())),
            });
        }
    }
    all.retain(|it| stretch.has(it.due, it.id));
    all.sort_by_key(|it| (it.due, it.id));
    all.truncate(usize::try_from(stretch.limit).unwrap_or(usize::MAX));
    Ok(all)
}

fn to_do(stage: Option<Stage>) -> &'static str {
    match stage {
        None | Some(Stage::Void) => "起草方案",
        Some(Stage::Draft) => "封存名单和方案",
        Some(Stage::Sealed) => "输入种子编班",
        Some(Stage::Made) => "公示",
        Some(Stage::Published) => "已公示",
    }
}
