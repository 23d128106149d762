//! What a case of a kind can be about: places of a sort, and of schools only those that teach one of
//! the stages that its file names.

use db::{Error, Tx};
use vocab::{PlaceId, Stage};

use crate::{definition::Case, store};

fn words(case: &Case) -> Vec<&'static str> {
    case.stages.iter().map(|it| it.code()).collect()
}

/// What there is within `scope`, to choose from: id and name.
pub(crate) async fn within(
    tx: &mut Tx,
    case: &Case,
    scope: PlaceId,
) -> Result<Vec<(PlaceId, String)>, Error> {
    if case.stages.is_empty() {
        platform::access::places_in(tx, scope, case.subject).await
    } else {
        store::schools_in(tx, scope, &words(case)).await
    }
}

/// Whether a place of the right kind is one of them.
pub(crate) async fn fits(tx: &mut Tx, case: &Case, place: PlaceId) -> Result<bool, Error> {
    Ok(case.stages.is_empty() || store::teaches(tx, place, &words(case)).await?)
}

/// What there would have to be, for whoever finds nothing to choose from.
pub(crate) fn wanted(case: &Case) -> String {
    if case.of_student {
        return "这里没有可以办理的学生：孩子编进班级以后才能办".to_owned();
    }
    let stages: Vec<&str> = case.stages.iter().map(|it| Stage::label(*it)).collect();
    let label = case.subject.label();
    if stages.is_empty() {
        return format!("这里没有可以选的{label}");
    }
    format!("您这里没有可以选的{label}：这一事项只办{}", stages.join("、"))
}
